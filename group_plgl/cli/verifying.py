"""The command that holds exported pictures against what they say of themselves."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import ask_server, main, with_settings
from group_plgl.compute.worker import Child
from group_plgl.errors import GroupPLGLError, NotFound
from group_plgl.generators.png_chunks import MOST_BYTES
from group_plgl.services.verify import FAILS, HOLDS, UNKNOWN, Check, checked
from group_plgl.settings import settings_from

LONGEST = 300
SAME, DIFFERENT, SILENT, UNTOLD = 0, 1, 3, 4
_SIGNS = {HOLDS: "✓", FAILS: "✗", UNKNOWN: "?"}


@main.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool, data: str | None) -> None:
    """Draw an exported PNG again from what it says inside, and say whether it is the same.

    It needs no group and no data folder; where the house runs that FILE came from, its model is held
    against that too. Exit status: 0 all that could be checked holds, 1 something does not or the file
    is broken, 3 nothing inside says where it comes from, 4 the picture cannot be drawn here.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise GroupPLGLError(f"{file} has more than {MOST_BYTES} bytes; no export is so large")
        settings = settings_from({"data": data})
        with contextlib.closing(Child(settings)) as child:
            told, checks = checked(child, file.read_bytes())
    except GroupPLGLError as problem:
        silent = isinstance(problem, NotFound)
        _told(file, {}, [], f"{problem}. {problem.advice}".strip(), as_json)
        context.exit(SILENT if silent else DIFFERENT)
    with contextlib.suppress(GroupPLGLError):  # a house that is of another version knows nothing of it
        found = ask_server(settings, "/house/verify", {"told": told})
        checks += [Check(**one) for one in found or ()]
    _told(file, told, checks, "", as_json)
    if any(one.found == FAILS for one in checks):
        context.exit(DIFFERENT)
    drawn = next(one for one in checks if one.name == "picture")
    context.exit(SAME if drawn.found == HOLDS else UNTOLD)


def _told(file: Path, told: dict[str, Any], checks: list[Check], problem: str, as_json: bool) -> None:
    """What was found, for people or for programs."""
    if as_json:
        found = {
            "file": str(file),
            "problem": problem,
            "checks": [asdict(one) for one in checks],
            "told": told,
        }
        click.echo(json.dumps(found))
        return
    if problem:
        click.echo(f"{file}: {problem}", err=True)
        return
    click.echo(f"{file}: {_sentence(told)}")
    for one in checks:
        click.echo(f"  {_SIGNS[one.found]} {one.name}: {one.words}")


def _sentence(told: dict[str, Any]) -> str:
    """What the file says of itself; control characters are shown, not obeyed."""
    parts = [f"{name} {told[key]}" for key, name in _WORDS.items() if told.get(key) not in (None, "")]
    return "".join(one if one.isprintable() else "?" for one in " · ".join(parts))[:LONGEST]


_WORDS = {"group": "group", "model_number": "model", "rule": "rule", "space": "space", "made_at": "made"}
