"""Commands of concepts: what pictures of a group show, and what its ideals must show."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.errors import BadInput
from group_plgl.services.concept import LEAST, MOST, USUAL
from group_plgl.services.exemplify import OUTCOMES, Examples, by_name
from group_plgl.settings import settings_from

_SHOWN = 10
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.group("concept")
def concept() -> None:
    """What pictures of a group show: labelled, learned, and required of its ideals."""


def _ordered(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all these commands take, and that their errors are told in a sentence."""
    for option in (
        with_settings("data"),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
    ):
        command = option(command)
    return apologising(command)


@concept.command("list")
@click.argument("group")
@_ordered
def list_all(group: str, as_json: bool, data: str | None) -> None:
    """List the concepts of GROUP, the name in its links, and how well each is known."""
    _tell(_asked(data, order="list", group=group), as_json)


@concept.command("found")
@click.argument("group")
@click.argument("name")
@_ordered
def found(group: str, name: str, as_json: bool, data: str | None) -> None:
    """Found the concept NAME of GROUP, such as is-portrait, for its pictures to be labelled."""
    _tell(_asked(data, order="found", group=group, concept=name), as_json)


@concept.command("label")
@click.argument("group")
@click.argument("name")
@click.option("--positive-folder", type=_FOLDER, help="Pictures of the group that show it.")
@click.option("--negative-folder", type=_FOLDER, help="Pictures of the group that do not.")
@click.option("--csv", "file", type=_FILE, help="A file instead: picture,label with yes and no.")
@_ordered
def label(
    group: str, name: str, positive_folder: Path | None, negative_folder: Path | None, file: Path | None,
    as_json: bool, data: str | None,
) -> None:  # fmt: skip
    """Say of pictures of GROUP whether they show NAME, which is founded unless it is there."""
    if bool(file) == bool(positive_folder or negative_folder):
        raise BadInput("labels come from two folders or from a file", advice="Give --csv, or both folders.")
    given = [str(one.resolve()) if one else "" for one in (positive_folder, negative_folder, file)]
    examples = asdict(Examples(*given))
    _tell(_asked(data, order="label", group=group, concept=name, examples=examples), as_json)


@concept.command("require")
@click.argument("group")
@click.argument("name")
@click.option("--chance", type=click.FloatRange(LEAST, MOST), default=USUAL, show_default=True,
              help="The least chance of showing it.")  # fmt: skip
@_ordered
def require(group: str, name: str, chance: float, as_json: bool, data: str | None) -> None:
    """Require of ideals of GROUP that they show NAME, from the next one on."""
    _tell(_asked(data, order="require", group=group, concept=name, chance=chance), as_json)


@concept.command("lift")
@click.argument("group")
@click.argument("name")
@_ordered
def lift(group: str, name: str, as_json: bool, data: str | None) -> None:
    """Require NAME of ideals of GROUP no more."""
    _tell(_asked(data, order="lift", group=group, concept=name), as_json)


@concept.command("remove")
@click.argument("group")
@click.argument("name")
@_ordered
def remove(group: str, name: str, as_json: bool, data: str | None) -> None:
    """Erase NAME with its labels, where it is not required."""
    _tell(_asked(data, order="remove", group=group, concept=name), as_json)


def _asked(data: str | None, **wanted: Any) -> Any:
    """What the running server answers, or the house opened here."""
    settings = settings_from({"data": data})
    found = ask_server(settings, "/house/concept", wanted)
    if found is not None:
        return found
    with Opened(settings) as studio:
        return by_name(studio, **wanted)


def _tell(done: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(done))
        return
    for name, count in done.get("counts", {}).items():
        click.echo(f"{count:>6,} {OUTCOMES[name]}")
    left = done.get("left_out", [])
    for one in left[:_SHOWN]:
        where = json.dumps(one["where"], ensure_ascii=False)
        click.echo(f"       {where}: {one['why']}".encode(errors="replace"))
    if len(left) > _SHOWN:
        click.echo(f"       and {len(left) - _SHOWN:,} more")
    if "share" in done:
        click.echo(f"{done['share']:.1%} of pictures at large meet all that is required.")
    for one in done["concepts"]:
        click.echo(_line(one))
    if not done["concepts"]:
        click.echo("This group has no concepts.")


def _line(one: dict[str, Any]) -> str:
    """A concept with its labels and how well unseen ones are foretold."""
    told = f"{one['name']}: {one['yes']} yes, {one['no']} no"
    if one["required"] is not None:
        told += f"; required at {one['required']:.0%}"
    if one["lacking"]:
        return f"{told}; {one['lacking']} labels are missing before anything is learned"
    if not one["asked"]:
        return f"{told}; nothing is learned of pictures of an earlier version"
    right = f"{one['right']} of {one['asked']} unseen labels foretold [{one['low']:.0%} .. {one['high']:.0%}]"
    return f"{told}; {right}" + ("" if one["telling"] else ", not beyond chance: no signal")
