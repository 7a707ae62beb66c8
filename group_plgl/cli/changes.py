"""Commands that change a picture of a group until it pleases, and that compare two."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE
from group_plgl.services.apply import compared_by_name, transformed_by_name
from group_plgl.services.transform import BUDGETS, CHANCES, EVEN, HALF
from group_plgl.settings import settings_from


@main.command("transform")
@click.argument("group")
@click.argument("picture")
@click.option("--for", "member", default="", help="The nickname of a member, where names are shown.")
@click.option("--rule", type=click.Choice(CHIEF), help=f"All, under a rule.  [default: {DEFAULT_RULE}]")
@click.option("--camp", type=click.IntRange(1), help="A camp by its number, where camps are supported.")
@click.option("--like", multiple=True, help="To look like this picture instead; may be given twice.")
@click.option("--chance", type=click.FloatRange(*CHANCES), help=f"Chance of liking.  [default: {EVEN}]")
@click.option(
    "--budget", type=click.FloatRange(*BUDGETS), help="Just noticeable differences to spend instead."
)
@click.option(
    "--towards",
    "lean",
    multiple=True,
    help='To go towards a word instead, or less of it, or "group": what it says it likes; repeatable.',
)
@click.option(
    "--strength", type=click.FloatRange(0.0, 1.0), help=f"How far towards words.  [default: {HALF}]"
)
@click.option("--keep", multiple=True, help="A gene, a family of genes or a colour that stays; repeatable.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the picture is written.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def transform_picture(
    group: str, picture: str, out: Path | None, as_json: bool, data: str | None, **asked: Any
) -> None:
    """Change a PICTURE of GROUP as little as one sees until it is liked.

    PICTURE is "consensus" or another rule's ideal, "consensus-2" for one close behind, the id of a
    picture, or the path of a file.
    """
    wanted = _wanted(picture, **asked)
    found = _asked(data, "/house/transform", transformed_by_name, {"group": group, **wanted})
    content = base64.b64decode(found.pop("content"))
    if out is not None:
        out.write_bytes(content)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(found["sentence"])
    _say_what_differs(found)
    for one in found["gone"]:
        click.echo(f"  {one['name']}: {one['before']:+.2f} to {one['after']:+.2f} spreads, as drawn")
    for one in found["likings"]:
        click.echo(f"{_liked(one['before'])}  to {_liked(one['after'])}  {one['member']}")
    if out is not None:
        click.echo(f"Written to {out}")


@main.command("compare")
@click.argument("group")
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def compare_pictures(group: str, a: str, b: str, as_json: bool, data: str | None) -> None:
    """Say how pictures A and B of GROUP differ, and who would rather have which."""
    found = _asked(data, "/house/compare", compared_by_name, {"group": group, "a": a, "b": b})
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"They differ by {found['change']:.1f} just noticeable differences.")
    _say_what_differs(found)
    for one in found["likings"]:
        side = "rather B" if one["gains"] else "rather A" if one["loses"] else ""
        click.echo(f"{_liked(one['a'])}  {_liked(one['b'])}  {side:<8}  {one['member']}")


def _wanted(
    picture: str,
    member: str,
    rule: str | None,
    camp: int | None,
    like: Sequence[str],
    chance: float | None,
    budget: float | None,
    keep: Sequence[str],
    lean: Sequence[str],
    strength: float | None,
) -> dict[str, Any]:
    """What the server is asked for; one of each kind of wish.

    Raises:
        UsageError: Two wishes exclude each other.
    """
    if sum(map(bool, (member, rule, camp, like))) > 1:
        raise click.UsageError("say one of --for, --rule, --camp and --like")
    if chance is not None and budget is not None:
        raise click.UsageError("say --chance or --budget")
    if like and budget is None:
        raise click.UsageError("to look like a picture needs a --budget")
    if lean and (like or chance is not None or budget is not None):
        raise click.UsageError("towards words goes with a --strength alone")
    if strength is not None and not lean:
        raise click.UsageError("a --strength needs words --towards which to go")
    path = Path(picture)
    return {
        "picture": str(path.resolve()) if path.is_file() else picture,
        "towards": member or (f"camp-{camp}" if camp else rule or DEFAULT_RULE),
        "like": list(like),
        "chance": chance,
        "budget": budget,
        "keep": list(keep),
        "lean": list(lean),
        "strength": HALF if strength is None else strength,
    }


def _asked(
    data: str | None, path: str, here: Callable[..., dict[str, Any]], wanted: Mapping[str, Any]
) -> dict[str, Any]:
    """What the running server says, or the house opened here."""
    settings = settings_from({"data": data})
    found = ask_server(settings, path, wanted)
    if found is None:
        with Opened(settings) as studio:
            found = here(studio, **wanted)
    answer: dict[str, Any] = found
    return answer


def _say_what_differs(found: Mapping[str, Any]) -> None:
    for name in ("moved", "seen"):
        for one in found[name]:
            click.echo(f"  {one['towards']} rather than {one['away_from']}")


def _liked(one: Mapping[str, float]) -> str:
    return f"{one['liking']:4.0%} [{one['low']:.0%} .. {one['high']:.0%}]".ljust(20)
