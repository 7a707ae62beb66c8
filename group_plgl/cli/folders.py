"""Commands about folders of one's own: labelled, learned from, and sorted by what was learned."""

from __future__ import annotations

import base64
import json
import webbrowser
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, ask_server, lines_of_server, main, watched, with_settings
from group_plgl.errors import BadInput
from group_plgl.generators.catalogue.features import WAYS
from group_plgl.groups.rules import RULES
from group_plgl.progress import left_out_lines
from group_plgl.services.assort import Wish, assort, taste_file
from group_plgl.services.shelve import COPY, PLACES, planned, shelve, unshelve
from group_plgl.services.table import table
from group_plgl.services.teach import OUTCOMES, Lesson, teach
from group_plgl.settings import ADDRESS_FILE, Settings, settings_from

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_STOPPED = "It was stopped. Run the same command again: it goes on where it stopped."
_SHOWN = 10
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_FEATURES = click.option(
    "--features", type=click.Choice(list(WAYS)), default=None,
    help="How pictures of a new group are measured, the quicker the rougher.",
)  # fmt: skip
_MEMBER = click.option("--member", default="Me", show_default=True, help="Whose taste it is.")


@main.command("label")
@click.argument("folder", type=_FOLDER)
@_MEMBER
@_FEATURES
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@_AS_JSON
@with_settings("data")
@apologising
def label_folder(
    folder: Path, member: str, features: str | None, opened: bool, as_json: bool, data: str | None
) -> None:
    """Open FOLDER for labelling: its group is made, or found again, and the page's address told."""
    settings = settings_from({"data": data})
    lesson = Lesson(folder=str(folder.resolve()), member=member, features=features or "")
    done = dict(watched(_taught(settings, lesson), "slug", _STOPPED))
    address, running = _address(settings)
    done["url"] = f"{address}{done['seat']}"
    if as_json:
        click.echo(json.dumps(done))
    else:
        _tell_group(done)
        click.echo(f"Label as {done['member']}: {done['url']}")
        if not running:
            click.echo("Start the server first: group-plgl serve")
    if opened:
        webbrowser.open(done["url"])


@main.command("train")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--positive-folder", type=_FOLDER, required=True, help="Pictures that are liked.")
@click.option("--negative-folder", type=_FOLDER, required=True, help="Pictures that are not.")
@_MEMBER
@_FEATURES
@click.option("--group", default="", help="A group of one's own pictures to add to, by its name in links.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the taste to a file.")
@_AS_JSON
@with_settings("data")
@apologising
def train_folder(
    folder: Path | None, positive_folder: Path, negative_folder: Path, member: str,
    features: str | None, group: str, save: Path | None, as_json: bool, data: str | None,
) -> None:  # fmt: skip
    """Learn a taste from two folders at once; FOLDER holds more pictures, to be labelled or sorted later."""
    settings = settings_from({"data": data})
    positive, negative = str(positive_folder.resolve()), str(negative_folder.resolve())
    lesson = Lesson(
        str(folder.resolve()) if folder else "", positive, negative, member, group, features or ""
    )
    done = watched(_taught(settings, lesson), "slug", _STOPPED)
    if save is not None:
        _save(settings, done["slug"], done["member"], save)
    if as_json:
        click.echo(json.dumps(done))
        return
    _tell_group(done)
    for name, count in done["labels"].items():
        if count:
            click.echo(f"{count:>6,} {OUTCOMES[name]}")
    click.echo(_record_line(done["record"]))


@main.command("sort")
@click.argument("group", required=False, default="")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--member", "members", multiple=True, help="By the taste of this member; repeatable.")
@click.option("--rule", type=click.Choice(list(RULES)), help="By standing in the group under this rule.")
@click.option("--model", type=click.Path(exists=True, dir_okay=False), help="By the taste in this file.")
@click.option(
    "--to", "out", type=click.Path(file_okay=False, path_type=Path), help="[default: FOLDER-sorted]"
)
@click.option("--likely-positive", type=float, default=0.7, show_default=True, help="From this liking on.")
@click.option("--likely-negative", type=float, default=0.3, show_default=True, help="Up to this liking.")
@click.option("--copy", "action", flag_value=COPY, default=COPY, help="Copy files (the default).")
@click.option("--move", "action", flag_value="move", help="Move them.")
@click.option("--link", "action", flag_value="link", help="Make links to them.")
@click.option("--duplicates", is_flag=True, help="Take along what looks the same as a better picture.")
@click.option("--go/--dry-run", "go", default=False, help="Do it; otherwise nothing is written.")
@click.option("--undo", type=_FOLDER, help="Take back what was sorted into this folder.")
@click.option("--csv", "as_csv", is_flag=True, help="Every picture as CSV on standard output.")
@_AS_JSON
@with_settings("data")
@apologising
def sort_folder(**given: Any) -> None:
    """Sort the pictures of FOLDER by the taste of GROUP, the name in its links, or of its members.

    With --model the folder is the only argument. Nothing is written without --go.
    """
    if given["undo"] is not None:
        _undo(given["undo"].resolve(), given["as_json"])
        return
    slug, folder = (given["group"], given["folder"])
    if given["model"]:
        folder, slug = (Path(slug) if folder is None else folder), ""
    if folder is None or not folder.is_dir():
        raise click.UsageError("sort takes GROUP FOLDER, or --model FILE FOLDER, or --undo OUT.")
    folder = folder.resolve()
    out = (given["out"] or folder.with_name(f"{folder.name}-sorted")).resolve()
    if out == folder:
        raise BadInput("sorted files go into another folder", advice="Name one with --to.")
    wish = Wish(
        str(folder), slug, given["members"], given["rule"] or "",
        str(Path(given["model"]).resolve()) if given["model"] else "", str(out),
    )  # fmt: skip
    settings = settings_from({"data": given["data"]})
    done = dict(watched(_assorted(settings, wish), "pictures", _STOPPED))
    lines = planned(
        done["pictures"],
        given["action"],
        given["likely_positive"],
        given["likely_negative"],
        given["duplicates"],
    )
    done |= {"out": str(out), "dry": not given["go"], "plan": [one.told() for one in lines]}
    if given["go"]:
        done |= watched(shelve(out, lines), "shelved", _STOPPED)
    if given["as_csv"]:
        click.echo(table([_row(one) for one in done["pictures"]]), nl=False)
    elif given["as_json"]:
        click.echo(json.dumps(done))
    else:
        _tell_sorted(done)


def _taught(settings: Settings, lesson: Lesson) -> Iterator[Mapping[str, Any]]:
    """What the running server tells of a lesson, line by line, or the house opened here."""
    lines = lines_of_server(settings, "/house/teach", asdict(lesson))
    if lines is not None:
        yield from lines
        return
    with Opened(settings) as studio:
        yield from teach(studio, lesson)


def _assorted(settings: Settings, wish: Wish) -> Iterator[Mapping[str, Any]]:
    """The same of a folder to sort."""
    lines = lines_of_server(settings, "/house/assort", asdict(wish))
    if lines is not None:
        yield from lines
        return
    with Opened(settings) as studio:
        yield from assort(studio, wish)


def _save(settings: Settings, slug: str, member: str, path: Path) -> None:
    """Write a taste to a file."""
    found = ask_server(settings, "/house/taste", {"group": slug, "member": member})
    if found is not None:
        content = base64.b64decode(found["file"])
    else:
        with Opened(settings) as studio:
            content = taste_file(studio, slug, member)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput("{path} cannot be written: {reason}", path=str(path), reason=error.strerror) from error


def _address(settings: Settings) -> tuple[str, bool]:
    """Where pages are, and whether the server that has the data folder open says so."""
    told = Path(settings.data) / ADDRESS_FILE
    running = told.is_file()
    here = told.read_text("utf-8").strip() if running else f"http://{settings.host}:{settings.port}"
    return settings.base_url.rstrip("/") or here, running


def _tell_group(done: Mapping[str, Any]) -> None:
    for line in left_out_lines(done["left_out"]):
        click.echo(line)
    click.echo(f"Group {done['slug']}: {done['pictures']:,} pictures.")
    if done["host_key"]:
        click.echo(f"Host key {done['host_key']}  (shown only now: /g/{done['slug']}/host takes it)")


def _record_line(record: Mapping[str, Any] | None) -> str:
    """How well unseen answers are foretold, with n and interval, or that there is no signal."""
    if record is None or record["answers"] == 0:
        return "No taste is learned yet."
    trial = record["trial"]
    if trial is None:
        return f"No taste is learned yet: {record['answers']} answers of {record['needed']}."
    right = f"{trial['right'] / max(trial['asked'], 1):.1%} [{trial['low']:.1%} .. {trial['high']:.1%}]"
    told = f"Cross-validated on {trial['asked']} answers, {trial['liked']} of them likes: accuracy {right}"
    if trial["auc"] is not None:
        area, low, high = trial["auc"]
        told += f", AUC {area:.3f} [{low:.3f} .. {high:.3f}]"
    return f"{told}." if trial["telling"] else f"No signal: answers are not foretold beyond chance. {told}."


def _tell_sorted(done: Mapping[str, Any]) -> None:
    for line in left_out_lines(done["left_out"]):
        click.echo(line)
    click.echo(done["said"])
    counts = Counter(one["to"].partition("/")[0] for one in done["plan"])
    for place in PLACES:
        click.echo(f"{counts[place]:>6,} {place}")
    same = sum(bool(one["same_as"]) for one in done["pictures"])
    if same:
        click.echo(f"{same:>6,} look the same as a better one (--duplicates takes them along)")
    if done["dry"]:
        for one in done["plan"][:_SHOWN]:
            click.echo(
                f"  {json.dumps(one['from'], ensure_ascii=False)} -> {one['to']}".encode(errors="replace")
            )
        action, many = done["plan"][0]["action"] if done["plan"] else "write", len(done["plan"])
        click.echo(f"Nothing was written. --go would {action} {many:,} files into {done['out']}.")
        return
    click.echo(
        f"{done['shelved']:,} files were sorted into {done['out']}, {done['before']:,} were there before."
    )
    _tell_refused(done["refused"])
    click.echo(f"Take it back with: group-plgl sort --undo {json.dumps(done['out'], ensure_ascii=False)}")


def _undo(out: Path, as_json: bool) -> None:
    done = watched(unshelve(out), "undone", _STOPPED)
    if as_json:
        click.echo(json.dumps(done))
        return
    click.echo(f"{done['undone']:,} files were taken back.")
    _tell_refused(done["refused"])


def _tell_refused(refused: list[Mapping[str, Any]]) -> None:
    for one in refused[:_SHOWN]:
        click.echo(f"  {json.dumps(one['path'])}: {one['problem']}")
    if len(refused) > _SHOWN:
        click.echo(f"  and {len(refused) - _SHOWN:,} more")
    if refused:
        click.echo(f"{len(refused):,} files were left as they are.")


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    """A picture as a line of the CSV: each member's liking in a column of its own."""
    kept = ("path", "digest", "level", "liking", "low", "high", "same_as")
    return {name: one[name] for name in kept} | {
        f"liking of {name}": value for name, value in one["likings"].items()
    }
