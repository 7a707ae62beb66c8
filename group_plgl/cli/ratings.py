"""Commands about ratings that were given elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from group_plgl.cli.form import Opened, apologising, lines_of_server, main, watched, with_settings
from group_plgl.feedback.ratings_file import SCALES
from group_plgl.services.ingest import ACCEPTED, HERE, ingest_by_name, report_of
from group_plgl.settings import Settings, settings_from

_MOST_TOLD = 20


@main.command("import-ratings")
@click.argument("group")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scale", type=click.Choice(list(SCALES)), help="How values are written; found unless told.")
@click.option("--dry-run", is_flag=True, help="Only look: say what would become of every line.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as CSV.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_settings("data")
@apologising
def import_ratings(
    group: str, file: Path, scale: str | None, dry_run: bool, report: Path | None, as_json: bool,
    data: str | None,
) -> None:  # fmt: skip
    """Take the ratings in FILE (CSV: member,picture,value,time) into GROUP, the name in its links.

    Given again, or after being stopped, it adds what is missing.
    """
    settings = settings_from({"data": data})
    wanted = {"path": str(file.resolve()), "scale": scale or "", "dry": dry_run}
    done = watched(_told(settings, group, wanted), "counts", _STOPPED)
    if report is not None:
        report.write_text(report_of(done["lines"]), "utf-8")
    click.echo(json.dumps(done) if as_json else _words(done))


_STOPPED = "It was stopped. Run the same command again: what is stored counts once."


def _told(settings: Settings, group: str, wanted: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the running server tells of a file, line by line, or the house opened here."""
    lines = lines_of_server(settings, "/house/ratings", {"group": group, **wanted})
    if lines is not None:
        yield from lines
        return
    with Opened(settings) as studio:
        yield from ingest_by_name(studio, group, **wanted)


def _words(done: Mapping[str, Any]) -> str:
    """The report for people: what became of the lines, and the first that were left out."""
    how = "found from the values" if done["found"] else "as told"
    left = [one for one in done["lines"] if one["outcome"] not in (ACCEPTED, HERE)]
    told = [
        "Nothing was stored: this is what would happen." if done["dry"] else "What is told here is stored.",
        f"Scale {done['scale']}, {how}. New members: {done['new_members']:,}, marked as imported.",
        *(f"{n:>8,}  {outcome}" for outcome, n in done["counts"].items()),
        *(_line(one) for one in left[:_MOST_TOLD]),
    ]
    if len(left) > _MOST_TOLD:
        told.append(f"  and {len(left) - _MOST_TOLD:,} more; --report writes them all")
    return "\n".join(told)


def _line(one: Mapping[str, Any]) -> str:
    why = f" of line {one['of']}" if one["of"] else f": {one['detail']}" if one["detail"] else ""
    return f"  line {one['line']}: {one['outcome']}{why} ({one['picture']}, {one['value']})"
