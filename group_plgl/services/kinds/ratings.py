"""Ratings to take away: what was said answer by answer, as a matrix, and as pol.is has it.

Members are random names that mean nothing outside; comments and what was asked at the door stay here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from group_plgl.errors import NotYet
from group_plgl.services.describe import describe
from group_plgl.services.kinds.kind import HOST, Choice, Kind, Made, Step
from group_plgl.services.kinds.pictures import single
from group_plgl.services.pack import packed_with_manifest
from group_plgl.services.reveal import Sight, camping, published
from group_plgl.services.studio import Studio
from group_plgl.services.table import lines, table
from group_plgl.services.weigh import Verdicts, verdicts
from group_plgl.store.parquet import parquet_bytes
from group_plgl.store.people import Group, members_of
from group_plgl.store.publications import has_votes
from group_plgl.store.ratings import answers_stay, said_in
from group_plgl.store.said import opinions_of

SHELF = "Data"
_LIKES, _MINDS_NOT = 0.5, 0.0
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, its type (as in `store.parquet`), and what it holds."""

    name: str
    type: str
    help: str


LOG = (
    Column("place", "count", "Place of the answer among all of the group, from 1, as they were stored."),
    Column("participant", "text", "Random name of who said it; the same in all files of this group."),
    Column("simulated", "switch", "Whether a program plays them."),
    Column("set_aside", "switch", "Whether the host has set their answers aside."),
    Column("session", "count", "Number of the session."),
    Column("mode", "text", "How the card was answered."),
    Column("kind", "text", "rated, chosen, classed, sorted or skipped."),
    Column("picture_id", "text", "The picture that was answered, or picked."),
    Column("shown", "list", "All pictures shown together, in order; in CSV with spaces between."),
    Column("value", "number", "rated: 0 to 1 (or a grade from 1 to 10); chosen: empty, 1 all, 0 none; "
           "classed: number of the class from 0; sorted: sum of 2 ** class."),
    Column("undone", "switch", "Whether it was taken back later."),
    Column("answer_ms", "count", "Milliseconds from shown to answered; empty where unknown."),
    Column("said_at", "time", "When the server heard it, UTC."),
)  # fmt: skip
PICTURES = (
    Column("picture_id", "text", "The picture."),
    Column("answered_by", "count", "How many participants said something of it."),
    Column("liked_by", "count", "How many of them like it: their mean answer is above one half."),
    Column("liking", "number", "Mean of the participants' answers, 0 to 1."),
    Column("words", "text", "What can be seen in it."),
)
LIKING = "How much this participant likes the picture, 0 to 1: the mean of what stands; empty where nothing."
FORMATS = {"csv": "CSV", "parquet": "Parquet", "jsonl": "JSON Lines"}
FORMAT = Choice("format", "Format", FORMATS, "csv")


def participants(studio: Studio, group: Group) -> dict[str, str]:
    """A random name for every member, the same each time and of no use outside this house."""
    return {
        one.member_id: "p" + hashlib.sha256(
            f"{studio.seed}\x1fparticipant\x1f{group.group_id}\x1f{one.member_id}".encode()
        ).hexdigest()[:10]
        for one in members_of(studio.database, group.group_id)
    }  # fmt: skip


def make_ratings(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """Answers, matrix and pictures as tables, with a data dictionary."""
    step("counting", 0, 4)
    named, each = participants(studio, group), _verdicts(studio, group)
    log = _log(studio, group, named)
    step("counting", 1, 4)
    pictures = _pictures(studio, group, each, log)
    matrix, columns = _matrix(each, named)
    step("writing", 2, 4)
    tables = {"answers": (LOG, log), "matrix": (columns, matrix), "pictures": (PICTURES, pictures)}
    ending = words["format"]
    files: dict[str, bytes | str] = {
        f"{name}.{ending}": written(kinds, rows, ending) for name, (kinds, rows) in tables.items()
    }
    told = {
        "group": group.slug,
        "question": group.question,
        "space": group.space,
        "rehearsal": group.rehearsal,
    }
    files["schema.json"] = dictionary({name: kinds for name, (kinds, _) in tables.items()}, told)
    step("packing", 3, 4)
    content = packed_with_manifest(files, told)
    counted = {"answers": len(log), "pictures": len(pictures), "participants": len(columns) - 1}
    return Made(content, f"{group.slug}-ratings-{ending}.zip", "application/zip", counted)


def make_votes(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """Picture x member votes as pol.is exports them: 1 agree, -1 disagree, 0 in between, empty for none.

    Source: compdemocracy/openData, the README on what an export of Polis holds.
    """
    step("counting", 0, 2)
    named, each = participants(studio, group), _verdicts(studio, group)
    voters = {name: place for place, name in enumerate(sorted(named.values()))}
    there = sorted(each)
    camps = _camps(studio, group)
    played = {one.member_id for one in members_of(studio.database, group.group_id) if one.simulated}
    rows = []
    for member, name in sorted(named.items(), key=lambda one: one[1]):
        votes = {
            place: _vote(each[picture][member])
            for place, picture in enumerate(there)
            if member in each[picture]
        }
        rows.append({
            "participant": voters[name], "group-id": camps.get(member, ""), "n-comments": 0,
            "n-votes": len(votes), "n-agree": sum(one == 1 for one in votes.values()),
            "n-disagree": sum(one == -1 for one in votes.values()), "simulated": member in played,
            **{str(place): votes.get(place, "") for place in range(len(there))},
        })  # fmt: skip
    seen = describe(studio, group, there)
    comments = [
        {
            "comment-id": place, "picture_id": picture,
            "agrees": sum(_vote(one) == 1 for one in each[picture].values()),
            "disagrees": sum(_vote(one) == -1 for one in each[picture].values()),
            "moderated": 1, "comment-body": ", ".join(seen.get(picture, ())),
        }
        for place, picture in enumerate(there)
    ]  # fmt: skip
    step("packing", 1, 2)
    files: dict[str, bytes | str] = {
        "participants-votes.csv": table(rows), "comments.csv": table(comments), "README.txt": _POLIS,
    }  # fmt: skip
    content = packed_with_manifest(
        files, {"group": group.slug, "question": group.question, "rehearsal": group.rehearsal}
    )
    told = {"pictures": len(there), "participants": len(rows)}
    return Made(content, f"{group.slug}-votes.zip", "application/zip", told)


def written(columns: Sequence[Column], rows: Rows, ending: str) -> bytes:
    """A table in one of the formats."""
    if ending == "parquet":
        return parquet_bytes({one.name: (one.type, [row[one.name] for row in rows]) for one in columns})
    if ending == "jsonl":
        return lines(rows).encode()
    flat = [{name: " ".join(it) if isinstance(it, list) else it for name, it in row.items()} for row in rows]
    return table(flat, [one.name for one in columns]).encode()


def dictionary(tables: Mapping[str, Sequence[Column]], told: Mapping[str, Any]) -> str:
    """What every column of every table holds, as JSON."""
    listed = {
        name: [{"name": one.name, "type": one.type, "description": one.help} for one in columns]
        for name, columns in tables.items()
    }
    return json.dumps({"schema": 1, **told, "tables": listed}, ensure_ascii=False, indent=2) + "\n"


def _log(studio: Studio, group: Group, named: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "place": place, "participant": named[one.member_id], "simulated": one.simulated,
            "set_aside": one.set_aside, "session": one.session_number, "mode": one.mode, "kind": one.kind,
            "picture_id": one.picture_id, "shown": one.shown, "value": one.value, "undone": one.undone,
            "answer_ms": one.answer_ms, "said_at": one.said_at,
        }
        for place, one in enumerate(said_in(studio.database, group.group_id), start=1)
        if one.member_id in named
    ]  # fmt: skip


def _verdicts(studio: Studio, group: Group) -> Verdicts:
    """How much each member likes each picture, as they stand now."""
    return verdicts(opinions_of(studio.database, group.group_id, studio.now()))


def _pictures(studio: Studio, group: Group, each: Verdicts, log: Rows) -> list[dict[str, Any]]:
    there = sorted({*each, *(row["picture_id"] for row in log)})
    seen = describe(studio, group, there)
    rows = []
    for picture in there:
        said = list(each.get(picture, {}).values())
        rows.append({
            "picture_id": picture, "answered_by": len(said), "liked_by": sum(one > _LIKES for one in said),
            "liking": round(sum(said) / len(said), 6) if said else None,
            "words": ", ".join(seen.get(picture, ())),
        })  # fmt: skip
    return rows


def _matrix(each: Verdicts, named: Mapping[str, str]) -> tuple[list[dict[str, Any]], tuple[Column, ...]]:
    """One row per picture, one column per participant."""
    members = sorted(named, key=lambda member: named[member])
    columns = (
        Column("picture_id", "text", "The picture."),
        *(Column(named[one], "number", LIKING) for one in members),
    )
    rows = [
        {"picture_id": picture, **{named[one]: each[picture].get(one) for one in members}}
        for picture in sorted(each)
    ]
    return rows, columns


def _camps(studio: Studio, group: Group) -> dict[str, int]:
    """The label, from 1, of the camp each is in by the newest number, where camps may be believed."""
    found = camping(studio, Sight(group, published(studio.database, group), ""))
    return {one.member_id: one.camp + 1 for one in found.places} if found and found.supported else {}


def _vote(liking: float) -> int:
    """A liking as a vote: 1 for, -1 against, 0 where it is even."""
    return 1 if liking > _LIKES else -1 if liking < _LIKES else 0


def _nothing_said(studio: Studio, group: Group) -> NotYet | None:
    """Why there are no ratings; None where there are."""
    if reason := single(studio, group):
        return reason
    if answers_stay(studio.database, group.group_id):
        return NotYet("who joined this group was told that only they see their answers, so these stay here")
    return None if has_votes(studio.database, group.group_id) else NotYet("nobody has said anything yet")


RATINGS = Kind(
    "ratings", "All ratings",
    "Every answer in order, the matrix of pictures and members, and what each column means. Members are "
    "random names; comments stay here.",
    HOST, SHELF, (FORMAT,), make_ratings, _nothing_said, numbered=False,
)  # fmt: skip
VOTES = Kind(
    "votes", "Votes as pol.is has them",
    "Agree, disagree or neither for every picture and member, for tools that read exports of Polis.",
    HOST, SHELF, (), make_votes, _nothing_said, numbered=False,
)  # fmt: skip

_POLIS = """Votes on pictures in the shape in which Polis exports votes on comments.

participants-votes.csv  one row per participant: how often they voted, whether a program plays them
                        (simulated), then a column per picture,
                        1 agree, -1 disagree, 0 neither, empty where they were not asked
comments.csv            one row per picture, with how many agree and disagree

A vote is made of everything a participant said of a picture that stands: above one half is agree,
below is disagree. group-id is the camp of the newest model as pages number it, from 1, and empty where
camps are not supported.
Participants are numbered at random, so that their order tells nothing.
"""
