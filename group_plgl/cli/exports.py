"""Commands about what is taken away: ideals, samplers of ideals, and that none is a copy."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.cli.making import made
from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE
from group_plgl.ideals.sampler_file import from_bytes as sampler_in
from group_plgl.services.export import exported_by_name
from group_plgl.services.kinds import KINDS
from group_plgl.services.known import bring_known
from group_plgl.services.originality import CHOSEN, DRAWN
from group_plgl.services.sampler import MOST_DRAWN, drawn_from, sampler_by_name
from group_plgl.settings import Settings, settings_from


@main.command("sampler")
@click.argument("group")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.option("--rule", type=click.Choice(CHIEF), default=DEFAULT_RULE, help="How tastes become one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def write_sampler(group: str, out: Path, rule: str, as_json: bool, data: str | None) -> None:
    """Write one file that draws new ideals of GROUP, the name in its links, without its members' data."""
    settings = settings_from({"data": data})
    told = ask_server(settings, "/house/sampler", {"group": group, "rule": rule})
    if told is None:
        with Opened(settings) as studio:
            content = sampler_by_name(studio, group, rule)
    else:
        content = base64.b64decode(told["file"])
    out.write_bytes(content)
    card = sampler_in(content).card
    if as_json:
        told = {name: getattr(card, name) for name in ("rule", "kept", "trials", "standing", "required")}
        click.echo(json.dumps({"file": str(out), "bytes": len(content), **told}))
        return
    click.echo(f"{out}: {card.kept:.0%} of {card.trials} trial draws are liked more than {card.standing:.0%}")
    click.echo(f"of all pictures by the rule {card.rule}, as predicted. Draw: group-plgl draw {out}")
    if card.required:
        held = card.required
        what = ", ".join(f"{name} at least {chance:.0%}" for name, chance in held["asked"].items())
        click.echo(
            f"Required: {what}. Of {held['draws']} other draws {held['share']:.0%} "
            f"({held['low']:.0%} to {held['high']:.0%}) meet it at once; the rest are drawn again."
        )


@main.command("known")
@click.argument("group")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--forget", is_flag=True, help="Forget those brought before.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def bring_works(group: str, folder: Path, forget: bool, as_json: bool, data: str | None) -> None:
    """Take pictures in FOLDER as somebody's own works: no export of GROUP may be a copy of one."""
    settings, there = settings_from({"data": data}), str(folder.resolve())
    found = ask_server(settings, "/house/known", {"group": group, "folder": there, "forget": forget})
    if found is None:
        with Opened(settings) as studio:
            found = bring_known(studio, group, there, forget)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['group']}: exports are held against {found['known']} known works.")
    for name, reason in found["refused"].items():
        click.echo(f"not read: {name}: {reason}", err=True)


@main.command("export")
@click.argument("group")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.option("--rule", type=click.Choice(CHIEF), default=None, help="How tastes become one.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What to make instead of the ideal as drawn.")
@click.option(
    "--set", "said", multiple=True, metavar="WORD=VALUE", help="A word of the kind, such as pixels=4096."
)
@click.option("--strip-metadata", is_flag=True, help="Say nothing inside; the file then proves nothing.")
@click.option("--json", "as_json", is_flag=True, help="What is known of the file, on standard output.")
@with_settings("data")
@apologising
def export_ideal(
    group: str,
    out: Path,
    rule: str | None,
    kind: str | None,
    said: tuple[str, ...],
    strip_metadata: bool,
    as_json: bool,
    data: str | None,
) -> None:
    """Write the newest ideal of GROUP as a PNG that says where it comes from, or what --kind names.

    Long work tells how far it is on standard error; Ctrl-C calls it off.
    """
    settings = settings_from({"data": data})
    words = _words(said, rule, strip_metadata)
    if kind is None and not strip_metadata and not said:
        content, told = _as_drawn(settings, group, rule or DEFAULT_RULE)
        out.write_bytes(content)
        click.echo(json.dumps(told) if as_json else f"{out}: {_how_new(told['originality'])}")
        return
    content, told = made(settings, group, kind or "picture", words)
    out.write_bytes(content)
    click.echo(json.dumps(told) if as_json else f"{out}: {told['bytes']} bytes, {told['media_type']}")


def _as_drawn(settings: Settings, group: str, rule: str) -> tuple[bytes, dict[str, Any]]:
    """The ideal as it is stored, and what it says."""
    found = ask_server(settings, "/house/export", {"group": group, "rule": rule})
    if found is None:
        with Opened(settings) as studio:
            return exported_by_name(studio, group, rule)
    return base64.b64decode(found["file"]), found["told"]


def _words(said: tuple[str, ...], rule: str | None, bare: bool) -> dict[str, Any]:
    """What was said of a kind, by word.

    Raises:
        BadInput: Something is no WORD=VALUE.
    """
    words: dict[str, Any] = {} if rule is None else {"rule": rule}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals:
            raise BadInput(f"--set {one!r} is no WORD=VALUE", advice="Say for instance --set pixels=4096.")
        words[name.strip()] = value.strip()
    return words | ({"bare": True} if bare else {})


def _how_new(told: Mapping[str, Any]) -> str:
    """How new an export is, as a line."""
    if told["kind"] != DRAWN:
        return (
            "one of the group's own pictures, not a new one." if told["kind"] == CHOSEN else "not measured."
        )
    lines = [
        f"{told['nearest_of_pool']} just noticeable differences from the nearest of {told['pool']} pictures"
    ]
    if told["known_works"]:
        lines.append(f"{told['nearest_known_work']} from the nearest of {told['known_works']} known works")
    return ", ".join(lines) + "."


@main.command("draw")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--count", type=click.IntRange(1, MOST_DRAWN), default=9, help="How many pictures.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Which ones.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Where to.")
@click.option("--pixels", type=click.IntRange(64, 2048), default=512, help="Side of each picture.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@apologising
def draw_pictures(file: Path, count: int, seed: int, out: Path, pixels: int, as_json: bool) -> None:
    """Draw new ideals from a sampler FILE; it needs no group and no data folder."""
    with contextlib.closing(Child(Settings())) as child:
        pictures = drawn_from(child, file.read_bytes(), count, seed, pixels)
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"{file.stem}-{seed}-{place:03d}.png" for place in range(1, len(pictures) + 1)]
    for path, picture in zip(paths, pictures, strict=True):
        path.write_bytes(picture)
        if not as_json:
            click.echo(str(path))
    if as_json:
        click.echo(json.dumps({"files": [str(path) for path in paths]}))
