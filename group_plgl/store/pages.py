"""Reads that only pages need: may this picture be seen here, has anything changed, who said what.

Read-only. Everything a job or a service needs is in the modules by subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.store.database import Database
from group_plgl.store.people import current_session


@dataclass(frozen=True)
class Stamp:
    """What a group's page depends on; two equal stamps mean the page has not changed."""

    last_event: int
    seen_event: int
    numbered: int
    drawn: int
    analysed: int
    members: int
    pool: int
    ballots: int
    session: str


_STAMPED = (
    ("coalesce(max(seen_event), 0)", "fits"),
    ("coalesce(max(number), 0)", "group_models"),
    ("coalesce(max(number), 0)", "ideals"),
    ("coalesce(max(number), 0)", "camp_findings"),
    ("count(*)", "members"),
    ("count(*)", "pools"),
    ("count(*) + count(closed_at)", "ballots"),
)
# A union is planned four times faster than a row of subqueries.
_STAMP = " UNION ALL ".join(
    f"SELECT {place}, {value} FROM {table} WHERE group_id = ?"
    for place, (value, table) in enumerate(_STAMPED)
)


def stamp_of(database: Database, group_id: str) -> Stamp:
    """The stamp of a group in one query, cheap enough to be asked every second by every phone."""
    found = dict(database.read(_STAMP, [group_id] * len(_STAMPED)))
    seen, numbered, drawn, analysed, members, pool, ballots = (
        int(found[place]) for place in range(len(_STAMPED))
    )
    last, session = database.heads().get(group_id, 0), repr(current_session(database, group_id))
    return Stamp(last, seen, numbered, drawn, analysed, members, pool, ballots, session)


def shows_picture(database: Database, group_id: str, picture_id: str) -> bool:
    """Whether a picture belongs to a group: to its pool, its ideals or its spread."""
    found = database.read(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM pools WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM runners_up WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM candidates WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM ideals WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM samples WHERE group_id = ? AND picture_id = ?)",
        [group_id, picture_id] * 5,
    )
    return bool(found)


def said_by(database: Database, member_id: str) -> tuple[int, int, int, int]:
    """How many likes, dislikes, other answers and skips of a member stand.

    Grades and classes and picks are other answers; likes and dislikes are those of swiping.
    """
    swiped = "e.kind = 'rated' AND c.mode IN ('swipe', 'near-ideal')"
    found = database.read(
        f"SELECT coalesce(sum(({swiped} AND e.value = 1)::INTEGER), 0), "
        f"coalesce(sum(({swiped} AND e.value = 0)::INTEGER), 0), "
        "coalesce(sum((e.kind IN ('chosen', 'classed') OR "
        f"(e.kind = 'rated' AND NOT ({swiped})))::INTEGER), 0), "
        "coalesce(sum((e.kind = 'skipped')::INTEGER), 0) FROM events e "
        "JOIN cards c ON c.card_id = e.card_id AND c.member_id = ? WHERE e.member_id = ? "
        "AND c.mode <> 'blind-vote' "
        "AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undone' AND u.member_id = e.member_id "
        "AND u.target_id = e.event_id)",
        [member_id, member_id],
    )
    likes, dislikes, others, skips = found[0]
    return int(likes), int(dislikes), int(others), int(skips)
