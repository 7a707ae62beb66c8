"""Commands that only look, in a house that no server has open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from group_plgl.cli import main
from group_plgl.cli.form import Opened
from group_plgl.services.convene import found_group
from group_plgl.settings import settings_from


def said(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(folder)])


def told(folder: Path, *words: str) -> Any:
    done = said(folder, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_groups_and_charts_and_tasks_are_listed(tmp_path: Path) -> None:
    with Opened(settings_from({"data": str(tmp_path), "first_pool": 4, "full_pool": 4})) as studio:
        group = found_group(studio, name="A wall", question="Which?", space="tiles", mode="swipe")[0]
    (one,) = told(tmp_path, "groups")["groups"]
    assert (one["group"], one["name"], one["joined"], one["number"]) == (group.slug, "A wall", 0, None)
    assert group.slug in said(tmp_path, "groups").output
    assert told(tmp_path, "tasks", "list") == {"tasks": []}
    assert said(tmp_path, "tasks", "cancel", "nothing").exit_code == 1
    asked = told(tmp_path, "chart", group.slug, "taste_map", "--filter", "camp=1")
    assert asked == {"group": group.slug, "chart": "taste_map", "number": None, "rows": []}
    assert said(tmp_path, "chart", group.slug, "taste_map", "--filter", "camp").exit_code == 1
    assert said(tmp_path, "chart", "nowhere", "taste_map").exit_code == 1
    refused = said(tmp_path, "score", group.slug, "consensus")
    assert refused.exit_code == 1 and "to see" in refused.output
    assert told(tmp_path, "run", "tidy_store")["status"] == "done"
