"""Keys on the command line, in a house that no server has open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from group_plgl.cli import main
from group_plgl.services.entrust import SCOPES


def said(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(folder)])


def told(folder: Path, *words: str) -> Any:
    done = said(folder, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_key_is_made_listed_and_taken_back(tmp_path: Path) -> None:
    made = said(tmp_path, "key", "create", "Backup", "--scope", "admin", "--scope", "exports")
    key = made.output.strip()
    (row,) = told(tmp_path, "key", "list")["keys"]
    assert key.startswith(row["prefix"]) and row["scopes"] == ["exports", "admin"] and row["group"] == ""
    line = said(tmp_path, "key", "list").output
    assert key not in line and row["prefix"] in line and "all groups" in line and "Backup" in line
    assert told(tmp_path, "key", "revoke", row["prefix"]) == {"prefix": row["prefix"]}
    assert told(tmp_path, "key", "list")["keys"][0]["state"] == "revoked"


def test_without_scopes_a_key_reads(tmp_path: Path) -> None:
    assert told(tmp_path, "key", "create", "Look", "--days", "3")["scopes"] == ["groups:read", "models:read"]


def test_what_cannot_be_is_said_and_changes_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, "key", "create", "X", "--group", "nowhere").exit_code == 1
    assert said(tmp_path, "key", "create", "X", "--scope", "everything").exit_code == 2
    assert said(tmp_path, "key", "revoke", "plgl_000000000000").exit_code == 1
    assert told(tmp_path, "key", "list") == {"keys": []}


def test_scopes_are_told_where_they_are_chosen() -> None:
    shown = CliRunner().invoke(main, ["key", "create", "--help"]).output
    assert all(scope in shown for scope in SCOPES)


def test_settings_are_told_to_programs_too(tmp_path: Path) -> None:
    rows = {row["name"]: row for row in told(tmp_path, "settings")}
    assert rows["api_requests"]["value"] == 300 and rows["data"]["value"] == str(tmp_path)
