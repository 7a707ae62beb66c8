"""Commands that only look: which groups there are, what was asked for, charts, and likings of pictures."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from group_plgl.analytics.charts import CHARTS
from group_plgl.cli.form import Opened, apologising, ask_server, main, with_settings
from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput
from group_plgl.services.apply import scored_by_name
from group_plgl.services.brief import chart_by_name, groups_told, tasks_told
from group_plgl.services.proxy import resembling_by_name, resembling_files
from group_plgl.services.studio import Studio
from group_plgl.services.task import cancel, house_task
from group_plgl.settings import Settings, settings_from

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


@main.command("groups")
@_AS_JSON
@with_settings("data")
@apologising
def list_groups(as_json: bool, data: str | None) -> None:
    """List every group: the name in its links, what it is called, and how far it is."""
    found = _asked(data, "/house/groups", {}, lambda studio: {"groups": groups_told(studio)})
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found["groups"]:
        many = "some" if one["joined"] is None else str(one["joined"])
        model = "no picture yet" if one["number"] is None else f"model {one['number']}"
        state = "open" if one["session_open"] else "closed"
        click.echo(f"{one['group']:<32} {many:>5} members  {model:<14} {state:<7} {one['name']}")


@main.group("tasks")
def tasks() -> None:
    """Files that were asked for on the command line."""


@tasks.command("list")
@_AS_JSON
@with_settings("data")
@apologising
def list_tasks(as_json: bool, data: str | None) -> None:
    """List what was asked for and is kept, the newest first."""
    found = _asked(data, "/house/tasks/list", {}, lambda studio: {"tasks": tasks_told(studio)})
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found["tasks"]:
        said = one["problem"] or one["file"]
        click.echo(f"{one['task_id']}  {one['status']:<9} {one['kind']:<10} {one['group']}  {said}".rstrip())


@tasks.command("cancel")
@click.argument("task")
@_AS_JSON
@with_settings("data")
@apologising
def cancel_task(task: str, as_json: bool, data: str | None) -> None:
    """Call TASK off; one that is over stays as it is."""

    def here(studio: Studio) -> dict[str, Any]:
        return {"cancelled": cancel(studio, house_task(studio, task))}

    found = _asked(data, "/house/tasks/cancel", {"task_id": task}, here)
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("It is called off." if found["cancelled"] else "It was over before.")


@main.command("score")
@click.argument("names", nargs=-1, required=True, metavar="[GROUP] PICTURES...")
@click.option("--for", "towards", default="", help="A rule, camp-2, or a nickname where names are shown.")
@click.option("--liked", multiple=True, help="An example of what is liked: a file or a folder; repeatable.")
@click.option("--disliked", multiple=True, help="An example of what is not; repeatable.")
@click.option("--of", "group", default="", help="The group whose pictures examples and PICTURES may be.")
@_AS_JSON
@with_settings("data")
@apologising
def score_pictures(
    names: tuple[str, ...], towards: str, liked: tuple[str, ...], disliked: tuple[str, ...], group: str,
    as_json: bool, data: str | None,
) -> None:  # fmt: skip
    """Say how PICTURES of GROUP, such as consensus, mean-2 or their ids, are predicted to be liked.

    With --liked and --disliked nobody's answers are asked: PICTURES are files and folders of any kind,
    and what is predicted rests on these examples alone.
    """
    if liked or disliked:
        found = _by_examples(group, liked, disliked, names, data)
    else:
        if group or len(names) < 2:
            raise BadInput("name a group and its pictures", advice="Or give examples with --liked.")
        wanted: dict[str, Any] = {"group": names[0], "pictures": list(names[1:]), "towards": towards}
        found = _asked(data, "/house/score", wanted, lambda studio: scored_by_name(studio, **wanted))
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"Predicted liking for {found['for']}, with 95 % intervals.")
    for one in found["pictures"]:
        click.echo(f"{one['liking']:4.0%} [{one['low']:.0%} .. {one['high']:.0%}]  {one['picture']}")


def _by_examples(
    group: str, liked: Sequence[str], disliked: Sequence[str], names: Sequence[str], data: str | None
) -> dict[str, Any]:
    """Pictures held against examples: files alone, or pictures of a group among them."""
    if not group:
        sides = [[Path(one) for one in some] for some in (liked, disliked, names)]
        with contextlib.closing(Child(Settings())) as child:
            return resembling_files(child, sides[0], sides[1], sides[2])
    there = [[str(Path(one).resolve()) if Path(one).is_file() else one for one in some]
             for some in (liked, disliked, names)]  # fmt: skip
    wanted: dict[str, Any] = {
        "group": group, "liked": there[0], "disliked": there[1], "pictures": there[2],
    }  # fmt: skip
    return _asked(data, "/house/resembling", wanted, lambda studio: resembling_by_name(studio, **wanted))


@main.command("chart")
@click.argument("group")
@click.argument("chart", type=click.Choice(list(CHARTS)), metavar="CHART")
@click.option("--filter", "said", multiple=True, metavar="WORD=VALUE", help="Such as camp=1; repeatable.")
@_AS_JSON
@with_settings("data")
@apologising
def print_chart(group: str, chart: str, said: tuple[str, ...], as_json: bool, data: str | None) -> None:
    """Print the rows of a CHART of GROUP, each as a line of JSON; members are random names."""
    pairs = [one.partition("=") for one in said]
    if any(not equals for _, equals, _ in pairs):
        raise BadInput("--filter takes WORD=VALUE", advice="Say for instance --filter camp=1.")
    wanted: dict[str, Any] = {
        "group": group,
        "chart": chart,
        "words": {name: value for name, _, value in pairs},
    }
    found = _asked(data, "/house/chart", wanted, lambda studio: chart_by_name(studio, **wanted))
    if as_json:
        click.echo(json.dumps(found))
        return
    if found["rows"] is None:
        click.echo("This may not be told of so few.", err=True)
    for row in found["rows"] or ():
        click.echo(json.dumps(row))


def _asked(
    data: str | None, path: str, wanted: Mapping[str, Any], here: Callable[[Studio], dict[str, Any]]
) -> dict[str, Any]:
    """What the running server says, or the house opened here."""
    settings = settings_from({"data": data})
    found: dict[str, Any] | None = ask_server(settings, path, wanted)
    if found is None:
        with Opened(settings) as studio:
            return here(studio)
    return found
