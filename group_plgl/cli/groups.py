"""Commands about groups: their pictures, ranked, and the rules that make one taste of many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, lines_of_server, main, watched, with_settings
from group_plgl.feedback.modes import DEFAULT_MODE, SESSION_MODES
from group_plgl.generators.catalogue.features import WAYS
from group_plgl.groups.axioms import table
from group_plgl.groups.merging import merge_table
from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.progress import lines_of
from group_plgl.services.catalogue import Wanted, catalogue
from group_plgl.services.convene import DEFAULT_K, LONGEST_TITLE, PRIVACY
from group_plgl.services.juxtapose import told_by_name
from group_plgl.services.match import matches_by_name
from group_plgl.services.rank import ranked_by_name
from group_plgl.settings import Settings, settings_from

_FILE = click.Path(exists=True, dir_okay=False)
_CATALOGUE_FILES = ("embedder", "vectors", "paths")


@main.command("catalogue")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", default="", help="What the group is called.  [default: the folder's name]")
@click.option("--question", default="Which one do we go for?", help="What is asked about every picture.")
@click.option(
    "--mode", type=click.Choice(SESSION_MODES), default=DEFAULT_MODE, help="How cards are answered."
)
@click.option("--privacy", type=click.Choice(list(PRIVACY)), default="identified", help="Who sees whom.")
@click.option("--k", type=int, default=DEFAULT_K, help="Fewest members behind anything, where anonymous.")
@click.option(
    "--features", type=click.Choice(list(WAYS)), help="How pictures are measured, the quicker the rougher."
)
@click.option(
    "--embedder",
    type=click.Path(exists=True),
    help="An ONNX file or a folder of transformers that adds to what is visible.",
)
@click.option("--vectors", type=_FILE, help="Ready vectors instead: Parquet, or .npy with --paths.")
@click.option("--paths", type=_FILE, help="Which picture each row of an .npy file is, line by line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def catalogue_folder(folder: Path, title: str, as_json: bool, **given: Any) -> None:
    """Make a group of the pictures in FOLDER; given again after being stopped, it goes on."""
    settings = settings_from({"data": given["data"]})
    group = {name: given[name] for name in ("question", "mode", "privacy", "k")}
    group["name"] = title or folder.resolve().name[:LONGEST_TITLE]
    files = {name: str(Path(given[name]).resolve()) if given[name] else "" for name in _CATALOGUE_FILES}
    files["embedder"] = files["embedder"] or ("" if files["vectors"] else settings.embedder)
    wanted = Wanted(str(folder.resolve()), group, **files, features=given["features"] or "")
    done = watched(_catalogued(settings, wanted), "slug", _STOPPED)
    click.echo(json.dumps(done) if as_json else lines_of(done))


_STOPPED = "It was stopped. Run the same command again: it goes on where it stopped."


def _catalogued(settings: Settings, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """What the running server tells of a folder, line by line, or the house opened here."""
    lines = lines_of_server(settings, "/house/catalogue", asdict(wanted))
    if lines is not None:
        yield from lines
        return
    with Opened(settings) as studio:
        yield from map(asdict, catalogue(studio, wanted))


@main.command("rank")
@click.argument("group")
@click.option("--rule", type=click.Choice(list(RULES)), default=DEFAULT_RULE, help="How tastes become one.")
@click.option("--top", type=click.IntRange(1), default=20, help="How many pictures.")
@click.option("--diverse", is_flag=True, help="Only pictures that please and differ from each other.")
@click.option("--where", multiple=True, help="Only what shows a concept: is-portrait>=.9; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def rank_pictures(group: str, as_json: bool, data: str | None, **wanted: Any) -> None:
    """List the own pictures of GROUP, the name in its links, by the group's taste, the best first."""
    settings = settings_from({"data": data})
    found = ask_server(settings, "/house/rank", {"group": group, **wanted})
    if found is None:
        with Opened(settings) as studio:
            found = ranked_by_name(studio, group, **wanted)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(found["sentence"])
    for one in found["pictures"]:
        known = one["liking"] is not None
        liked = f"{one['liking']:4.0%} [{one['low']:.0%} .. {one['high']:.0%}]" if known else ""
        click.echo(f"{one['place']:>6}  {liked:<20} {one['file_name']}")


@main.command("match")
@click.argument("group")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def match_members(group: str, as_json: bool, data: str | None) -> None:
    """List the matches in GROUP, the name in its links, among members who let themselves be found."""
    settings = settings_from({"data": data})
    found = ask_server(settings, "/house/match", {"group": group})
    if found is None:
        with Opened(settings) as studio:
            found = matches_by_name(studio, group)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(_MATCHES if found["matches"] else _NO_MATCHES)
    for one in found["matches"]:
        alike = f"alike {one['alike']:.2f} [{one['alike_low']:.2f} .. {one['alike_high']:.2f}]"
        likes = f"liking the other's best {one['liking']:.0%} [{one['low']:.0%} .. {one['high']:.0%}]"
        click.echo(f"{one['one']} and {one['other']}: {alike}, {likes}, from {one['answers']} answers")


_MATCHES = "Matches, as both of the two are told; predictions, with 95 % intervals."
_NO_MATCHES = "No match to show."


@main.command()
@click.argument("group", required=False)
@click.option("--axioms", is_flag=True, help="Which rule keeps which axiom, searched anew: some seconds.")
@click.option("--merges", is_flag=True, help="The merges of weights instead, and what they do not see.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def rules(group: str | None, axioms: bool, merges: bool, as_json: bool, data: str | None) -> None:
    """Print the rules that make one opinion of many; with GROUP, what each would choose for it."""
    if group is not None:
        _side_by_side(settings_from({"data": data}), group, as_json)
    elif as_json:
        told = ("name", "title", "help", "advice", "formula", "source")
        click.echo(json.dumps([{name: getattr(rule, name) for name in told} for rule in RULES.values()]))
    elif merges:
        click.echo(merge_table())
    elif axioms:
        click.echo(table())
    else:
        for rule in RULES.values():
            click.echo(f"| `{rule.name}` | {rule.title} | {rule.help} | {rule.advice} |")


_KINDS = {
    "rule": "What every rule would choose:",
    "fairness": "From most liking in all to best for whoever is worst off:",
    "split": "One for all, then one for each part:",
    "joint": "One picture that everybody likes, or the ways out:",
    "set": "The fewest pictures of which everybody likes one:",
    "proportional": "A set in which every part has its share:",
    "collection": "Nine that hang together:",
    "opinions": "Likings combined:",
    "weights": "Tastes combined:",
}


def _side_by_side(settings: Settings, group: str, as_json: bool) -> None:
    """Print what every rule would choose for a group, as predicted."""
    found = ask_server(settings, "/house/rules", {"group": group})
    if found is None:
        with Opened(settings) as studio:
            found = told_by_name(studio, group)
    if as_json:
        click.echo(json.dumps(found))
        return
    tastes = f"{found['members']} tastes" if found["members"] is not None else "enough tastes"
    click.echo(f"{found['name']}: model {found['number']}, made of {tastes}; predictions, not votes.")
    verdict = found["verdict"]
    if verdict is not None:
        interval = f"[{verdict['low']:+.0%} .. {verdict['high']:+.0%}]"
        click.echo(f"Verdict: {verdict['verdict']}; two pictures gain {verdict['gain']:+.0%} {interval}.")
    for line in _taste_lines(found["taste"]):
        click.echo(line)
    if found["joint"] is not None:
        click.echo(_wish_line(found["joint"]))
    for kind, title in _KINDS.items():
        rows = [one for one in found["options"] if one["kind"] == kind]
        if rows:
            click.echo(f"\n{title}")
        for one in rows:
            click.echo(_option_line(one))


def _taste_lines(taste: Mapping[str, Any]) -> Iterator[str]:
    """Whether the group falls into camps, and what it and they like, in words."""
    if taste["reading"]:
        yield f"Camps: {taste['reading']}."
    yield f"In words: {_clauses(taste['words'])}."
    for camp in taste["camps"]:
        words = _clauses(camp["words"])
        yield f"Camp {camp['camp']}, {camp['members']} members, more than the rest: {words}."


def _clauses(words: Sequence[Mapping[str, Any]]) -> str:
    told = [f"{one['towards']} rather than {one['away_from']}" for one in words]
    return "; ".join(told) or "can't tell yet"


def _wish_line(joint: Mapping[str, Any]) -> str:
    """Whether one picture pleases everybody, and who is in whose way."""
    level = f"{joint['level']:.0%}"
    if joint["answer"] == "met":
        return f"One picture pleases everybody with {level} or more."
    if joint["answer"] == "beyond":
        return f"The answers do not support saying of anybody that they like a picture with over {level}."
    named = [one for one in joint["names"] if one]
    unnamed = joint["clashing"] - len(named)
    who = ", ".join(named + ([f"{unnamed} without a name"] if unnamed else []))
    told = "nothing was found for" if joint["clashing"] == 1 else "in conflict:"
    return f"No picture was found that pleases everybody with {level} or more; {told} {who}."


def _option_line(one: Mapping[str, Any]) -> str:
    """One option: who chose it, its mean predicted liking, the least of anybody, and the picture."""
    name = one["name"] or str(one["place"] + 1)
    if one["mean"] is None:
        return f"  {name:<24} {one['band']:<18} {one['picture_id']}"
    liked = f"{one['mean']:4.0%} [{one['low']:.0%} .. {one['high']:.0%}]"
    least = f"least {one['worst']:.0%} {one['worst_off']}".rstrip()
    return f"  {name:<24} {liked:<20} {least:<24} {one['picture_id']}"
