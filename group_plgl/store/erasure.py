"""Erasing one member: everything they said, everything made of it, and the pictures of that.

What others said stays, and so do the pictures others were shown; only blind votes since the member
joined, which were between pictures made with them, go whole, and questions of a study that showed pictures
of their taste. Models, ideals and findings that the
member had a part in go as a whole too, superseded ones as well: a mean without somebody tells what
they added. So does every file that somebody had made of the group. The group is learned anew from
those who stay.

Erased rows are in the file's blocks until it is rewritten, and picture files can only be removed
once their rows are gone; a mark in `house` keeps what is still owed, so that neither is forgotten
when the server is killed in between.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from group_plgl.store.ballots import drop_ballots
from group_plgl.store.database import Cursor, Database
from group_plgl.store.findings import BY_FINDING
from group_plgl.store.images import FILES
from group_plgl.store.keys import drop_said_to
from group_plgl.store.nevers import drop_marks_of
from group_plgl.store.publications import blot_out
from group_plgl.store.studies import drop_against
from group_plgl.store.tasks import drop_tasks_in
from group_plgl.store.tidy import BY_NUMBER, BY_WATERMARK, SHOWN, drop_rows

MARK = "forgetting"
# Everything that names a member, except what goes with a whole fit or number.
_THEIRS = (
    "events", "cards", "particulars", "mirrors", "member_ideals", "choices", "uncounted", "findable",
    "voices", "api_members", "labellings", "folder_labels", "heard", "corrections",
    "study_people", "study_trials", "study_answers", "members",
)  # fmt: skip
_BY_NUMBER_NAMING = (
    "likings", "samples", "looks", "camp_memberships", "camp_probabilities", "clauses", "class_likings",
    "option_likings", "influences", "foretold", "drifts",
)  # fmt: skip
_NAMING = (*_THEIRS, "member_models", "unseen", "class_models", "raked_weights", *_BY_NUMBER_NAMING)
_NUMBERED = "group_id = ? AND number IN (SELECT unnest(?::INTEGER[]))"
_SINCE = "group_id = ? AND seen_event >= (SELECT min(seq) FROM events WHERE group_id = ? AND member_id = ?)"
_SEEN = "group_id = ? AND seen_event IN (SELECT unnest(?::BIGINT[]))"
File = tuple[str, str]


@dataclass(frozen=True)
class Owed:
    """What forgetting still owes.

    Attributes:
        files: (sha256, media type) of picture files to remove.
        rewrite: Whether the database file still has to be written anew.
        sweep_at: ISO time from which nothing that was under way can come any more, so that what came
            late may be looked for; empty when there is nothing to look for.
        rested_at: ISO time before which the file is not written anew again; empty at first.
        made_before: ISO time from which on a file with an owed name was made anew, without who left.
    """

    files: Sequence[File] = ()
    rewrite: bool = False
    sweep_at: str = ""
    rested_at: str = ""
    made_before: str = ""


@dataclass(frozen=True)
class Erased:
    """What was erased: rows by table, and how many of the events were comments.

    Attributes:
        rows: How many rows went, by table.
        comments: How many of the events were comments.
        files: How many picture files are to be removed.
    """

    rows: dict[str, int] = field(default_factory=dict)
    comments: int = 0
    files: int = 0


def drop_member(
    database: Database, group_id: str, member_id: str, at: datetime, sweep_at: datetime
) -> Erased:
    """Erase a member and everything made of what they said, in one transaction.

    Args:
        database: Where.
        group_id: Their group; it gets a mark that who counts has changed.
        member_id: Who.
        at: Now.
        sweep_at: When whatever is under way now has surely ended.
    """

    def change(cursor: Cursor) -> Erased:
        (comments,) = cursor.execute(
            "SELECT count(*) FROM events WHERE member_id = ? AND kind = 'commented'", [member_id]
        ).fetchone() or (0,)
        seen, numbers = _part_in(cursor, group_id, member_id)
        shown = _shown_of(cursor, group_id, member_id, seen, numbers)
        shown += drop_ballots(cursor, group_id, member_id)
        shown += drop_against(cursor, member_id)
        _keep_numbers(cursor, group_id)
        for table in ("choices", "unseen"):  # the prior had a part of them
            drop_rows(cursor, table, _SINCE, [group_id, group_id, member_id])
        drop_marks_of(cursor, group_id, shown)
        drop_said_to(cursor, group_id)
        rows = _drop_made(cursor, group_id, seen, numbers)
        rows |= {table: drop_rows(cursor, table, "member_id = ?", [member_id]) for table in _THEIRS}
        blot_out(cursor, member_id)
        told = "UPDATE runs SET error = '', saw = '{}' WHERE contains(error, ?) OR contains(saw, ?)"
        cursor.execute(told, [member_id, member_id])
        files = [*_drop_unshown(cursor, shown), *drop_tasks_in(cursor, "group_id = ?", [group_id])]
        for group in [group_id, *_borrowers(cursor, group_id)]:
            database.mark_roster(cursor, group, at)
        before = _owed(cursor)
        kept = Owed([*before.files, *files], True, sweep_at.isoformat(), before.rested_at, at.isoformat())
        _put_owed(cursor, kept)
        return Erased(rows, int(comments), len(files))

    return database.write(change)


def owed_of(database: Database) -> Owed | None:
    """What forgetting still owes; None when nothing."""
    found = database.read("SELECT value FROM house WHERE name = ?", [MARK])
    return Owed(**json.loads(found[0][0])) if found else None


def shown_again(database: Database, files: Sequence[File]) -> set[str]:
    """Which of these files, by SHA-256, a picture shows that was drawn since they were owed."""
    sql = f"SELECT DISTINCT sha256 FROM {FILES} WHERE sha256 IN (SELECT unnest(?::TEXT[]))"
    return {sha256 for (sha256,) in database.read(sql, [[sha256 for sha256, _ in files]])}


def put_owed(database: Database, before: Owed, after: Owed | None) -> bool:
    """Change what is owed, unless more has come to it meanwhile; whether it was changed."""

    def change(cursor: Cursor) -> bool:
        if _owed(cursor) != _plain(before):
            return False
        if after is None:
            cursor.execute("DELETE FROM house WHERE name = ?", [MARK])
        else:
            _put_owed(cursor, after)
        return True

    return database.write(change)


def drop_strays(database: Database) -> tuple[int, list[File]]:
    """Erase rows that name members who are gone, should any have come late: how many, and files of theirs."""

    def change(cursor: Cursor) -> tuple[int, list[File]]:
        gone = "member_id <> '' AND member_id NOT IN (SELECT member_id FROM members)"
        rows = sum(drop_rows(cursor, table, gone, []) for table in _NAMING if table != "members")
        asked = "role = 'member' AND asker NOT IN (SELECT member_id FROM members)"
        (tasks,) = cursor.execute(f"SELECT count(*) FROM tasks WHERE {asked}").fetchone() or (0,)
        return rows + int(tasks), drop_tasks_in(cursor, asked, [])

    return database.write(change)


def _part_in(cursor: Cursor, group_id: str, member_id: str) -> tuple[list[int], list[int]]:
    """Watermarks of the fits, and numbers of the group models, that a member had a part in."""
    fits = "SELECT seen_event FROM member_models WHERE group_id = ? AND member_id = ?"
    seen = [event for (event,) in cursor.execute(fits, [group_id, member_id]).fetchall()]
    made = f"SELECT DISTINCT number FROM group_models WHERE {_SEEN}"
    numbers = {number for (number,) in cursor.execute(made, [group_id, seen]).fetchall()}
    for table in _BY_NUMBER_NAMING:
        sql = f"SELECT DISTINCT number FROM {table} WHERE group_id = ? AND member_id = ?"
        numbers |= {number for (number,) in cursor.execute(sql, [group_id, member_id]).fetchall()}
    return sorted(seen), sorted(numbers)


def _shown_of(
    cursor: Cursor, group_id: str, member_id: str, seen: list[int], numbers: list[int]
) -> list[str]:
    """The pictures that the rows to be erased show."""
    tables = ("ideals", "samples", "runners_up", "looks", "class_ideals", "options", "camp_pictures")
    numbered = [f"SELECT picture_id FROM {table} WHERE {_NUMBERED}" for table in tables]
    mirrors = f"SELECT member_id FROM mirrors WHERE {_SEEN}"
    mirrored = f"SELECT picture_id FROM member_ideals WHERE member_id IN ({mirrors})"
    own = "SELECT picture_id FROM member_ideals WHERE member_id = ?"
    near = "SELECT picture_id FROM pools WHERE group_id = ? AND kind = 'near'"
    dealt = "SELECT picture_id FROM cards WHERE member_id = ?"
    sql = " UNION ".join([*numbered, mirrored, own, near, dealt])
    words = [*[group_id, numbers] * len(tables), group_id, seen, member_id, group_id, member_id]
    return [picture for (picture,) in cursor.execute(sql, words).fetchall()]


def _drop_made(cursor: Cursor, group_id: str, seen: list[int], numbers: list[int]) -> dict[str, int]:
    """Erase fits and numbers as a whole, mirrors drawn from them, and pictures near their ideals."""
    rows = {table: drop_rows(cursor, table, _NUMBERED, [group_id, numbers]) for table in BY_NUMBER}
    _drop_matched(cursor, group_id, numbers)
    drop_rows(cursor, "traces", "group_id = ?", [group_id])  # they outlive the numbers that tell who was in
    mirrored = f"member_id IN (SELECT member_id FROM mirrors WHERE {_SEEN})"
    drop_rows(cursor, "member_ideals", mirrored, [group_id, seen])
    drop_rows(cursor, "mirrors", _SEEN, [group_id, seen])
    rows |= {table: drop_rows(cursor, table, _SEEN, [group_id, seen]) for table in BY_WATERMARK}
    if numbers:
        drop_rows(cursor, "pools", "group_id = ? AND kind = 'near'", [group_id])
    return rows


def _drop_matched(cursor: Cursor, group_id: str, numbers: list[int]) -> None:
    """Erase camps of later numbers that were matched with those of erased ones: they are found anew."""
    sql = (
        "SELECT DISTINCT number FROM group_camps WHERE group_id = ? "
        "AND seen_in IN (SELECT unnest(?::INTEGER[]))"
    )
    matched = [number for (number,) in cursor.execute(sql, [group_id, numbers]).fetchall()]
    for table in BY_FINDING:
        drop_rows(cursor, table, _NUMBERED, [group_id, matched])


def _borrowers(cursor: Cursor, group_id: str) -> list[str]:
    """Groups that began with what this one lent: they are learned anew, and begin with what it is now."""
    sql = "SELECT DISTINCT group_id FROM borrowed_tastes WHERE list_contains(lenders, ?) AND group_id <> ?"
    return [group for (group,) in cursor.execute(sql, [group_id, group_id]).fetchall()]


def _keep_numbers(cursor: Cursor, group_id: str) -> None:
    """Remember the highest number: what was published under one must never become something else."""
    cursor.execute(
        "INSERT INTO numbers (group_id, last) SELECT ?, max(number) FROM group_models WHERE group_id = ? "
        "HAVING max(number) IS NOT NULL "
        "ON CONFLICT (group_id) DO UPDATE SET last = greatest(numbers.last, excluded.last)",
        [group_id, group_id],
    )


def _drop_unshown(cursor: Cursor, pictures: list[str]) -> list[File]:
    """Erase those of some pictures that nothing shows any more; their files, unless others share them."""
    unshown = f"picture_id IN (SELECT unnest(?::TEXT[])) AND picture_id NOT IN ({SHOWN})"
    sql = f"SELECT sha256, media_type FROM {FILES} WHERE {unshown}"
    gone = cursor.execute(sql, [pictures]).fetchall()
    cursor.execute(f"DELETE FROM pictures WHERE {unshown}", [pictures])
    hashes = [sha256 for sha256, _ in gone]
    sql = f"SELECT sha256, media_type FROM {FILES} WHERE sha256 IN (SELECT unnest(?::TEXT[]))"
    left = cursor.execute(sql, [hashes]).fetchall()
    return sorted(set(gone) - set(left))


def _owed(cursor: Cursor) -> Owed:
    found = cursor.execute("SELECT value FROM house WHERE name = ?", [MARK]).fetchone()
    return _plain(Owed(**json.loads(found[0]))) if found else Owed()


def _put_owed(cursor: Cursor, owed: Owed) -> None:
    cursor.execute(
        "INSERT INTO house (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [MARK, json.dumps(asdict(owed))],
    )


def _plain(owed: Owed) -> Owed:
    """The same with its files as pairs, so that two can be compared."""
    return replace(owed, files=tuple((sha256, media) for sha256, media in owed.files))
