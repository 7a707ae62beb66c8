"""Commands of studies with people: a retest and a blind comparison of personalised pictures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click
import segno

from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.services.appraise import FIGURES, appraised_by_name
from group_plgl.services.study import AGAIN, FEWEST, FRESH, MOST, PAIRS, TRAINING, by_name
from group_plgl.settings import Settings, settings_from

_COUNT = click.IntRange(FEWEST, MOST)


@main.group("study")
def study() -> None:
    """Try it with people: a retest, and a blind choice between pictures, in about twenty minutes."""


@study.command("open")
@click.argument("group")
@click.option("--answers", "training", type=_COUNT, default=TRAINING, show_default=True,
              help="Yes-or-no answers of each person before the test.")  # fmt: skip
@click.option("--again", type=_COUNT, default=AGAIN, show_default=True, help="Pictures asked again.")
@click.option("--new", "fresh", type=_COUNT, default=FRESH, show_default=True, help="Pictures never shown.")
@click.option("--pairs", type=_COUNT, default=PAIRS, show_default=True, help="Blind pairs of each kind.")
@click.option("--alone", is_flag=True, help="Without pictures of other members' tastes: for one person.")
@with_settings("data")
@apologising
def open_one(group: str, alone: bool, data: str | None, **counts: int) -> None:
    """Open a study of GROUP, whose session asks yes or no, and print where people take part."""
    settings = settings_from({"data": data})
    wanted = {"order": "open", "group": group, "others": not alone, **counts}
    told = _asked(settings, "/house/study", by_name, wanted)
    root = told.get("root", settings.base_url.rstrip("/"))
    join = f"{root}/J/{told['join_code']}"
    click.echo(f"The study is open; it takes about {told['minutes']} minutes.")
    click.echo(f"Join: {join}\nWho is in the group already: {root}/g/{told['group']}/study")
    segno.make(join, error="m").terminal(compact=True)
    click.echo(f"When all are done: group-plgl study close {group}")


@study.command("status")
@click.argument("group")
@with_settings("data")
@apologising
def status(group: str, data: str | None) -> None:
    """Say how far the newest study of GROUP is, without what was answered."""
    _say(_asked(settings_from({"data": data}), "/house/study", by_name, {"order": "status", "group": group}))


@study.command("close")
@click.argument("group")
@with_settings("data")
@apologising
def close_one(group: str, data: str | None) -> None:
    """End the study of GROUP: no more answers, and its report can be read."""
    _say(_asked(settings_from({"data": data}), "/house/study", by_name, {"order": "close", "group": group}))


@study.command("report")
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def report(group: str, as_json: bool, data: str | None) -> None:
    """Print what came of the newest study of GROUP that is over, beside what others report."""
    told = _asked(settings_from({"data": data}), "/house/study/report", appraised_by_name, {"group": group})
    if as_json:
        click.echo(json.dumps(told))
        return
    who = "SIMULATED people, nobody real" if told["simulated"] else "people"
    click.echo(f"{_many(told['people'])} {who} took part, {_many(told['finished'])} answered everything.\n")
    _table("Together, intervals over people", told["pooled"])
    for one in told["persons"]:
        _table(one["name"], one)
    click.echo(told["neutral"])
    for one in told["beside"]:
        people = f"{one['people']} person" if one["people"] else "people of their own"
        click.echo(f"{one['source']}: {FIGURES[one['figure']]} {one['value']:.1%} ({people}).")
        click.echo(f"  Not the same: {one['not_comparable']}")


def _asked(
    settings: Settings, path: str, here: Callable[..., dict[str, Any]], wanted: Mapping[str, Any]
) -> dict[str, Any]:
    """What the running server says, or the house opened here."""
    found: dict[str, Any] | None = ask_server(settings, path, wanted)
    if found is None:
        with Opened(settings) as studio:
            return here(studio, **wanted)
    return found


def _say(told: Mapping[str, Any]) -> None:
    state = "open" if told["open"] else "over"
    click.echo(
        f"Study {told['study']} of {told['group']} is {state}: {told['people']} consented, "
        f"{told['testing']} have their test, {told['answered']} of {told['asked']} questions are answered."
    )


def _many(count: int | None) -> str:
    return "Too few to be told" if count is None else str(count)


def _table(title: str, figures: Mapping[str, Any]) -> None:
    click.echo(title)
    for name, words in FIGURES.items():
        one = figures[name]
        if one["value"] is None:
            click.echo(f"  {words:<50}    -   too few")
            continue
        of = f"{one['n']} answers, {one['people']} people"
        reach = "no interval" if one["low"] is None else f"{one['low']:.0%} to {one['high']:.0%}"
        click.echo(f"  {words:<50} {one['value']:6.1%}  [{reach}]  {of}")
    click.echo("")
