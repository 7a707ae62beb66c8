"""Reads that only pages need: may this picture be seen here, has anything changed, who said what.

Read-only. Everything a job or a service needs is in the modules by subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.store.database import Database


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
    session: int
    session_open: bool


def stamp_of(database: Database, group_id: str) -> Stamp:
    """The stamp of a group in one query, cheap enough to be asked every second by every phone."""
    found = database.read(
        "SELECT (SELECT coalesce(max(seen_event), 0) FROM fits WHERE group_id = ?), "
        "(SELECT coalesce(max(number), 0) FROM group_models WHERE group_id = ?), "
        "(SELECT coalesce(max(number), 0) FROM ideals WHERE group_id = ?), "
        "(SELECT coalesce(max(number), 0) FROM camp_findings WHERE group_id = ?), "
        "(SELECT count(*) FROM members WHERE group_id = ?), "
        "(SELECT count(*) FROM pools WHERE group_id = ?), "
        "(SELECT coalesce(max(number), 0) FROM sessions WHERE group_id = ?), "
        "(SELECT count(*) FROM sessions WHERE group_id = ? AND closed_at IS NULL)",
        [group_id] * 8,
    )
    seen, numbered, drawn, analysed, members, pool, session, opened = (int(value) for value in found[0])
    last = database.heads().get(group_id, 0)
    return Stamp(last, seen, numbered, drawn, analysed, members, pool, session, opened > 0)


def shows_picture(database: Database, group_id: str, picture_id: str) -> bool:
    """Whether a picture belongs to a group: to its pool, its ideals or its spread."""
    found = database.read(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM pools WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM ideals WHERE group_id = ? AND picture_id = ?) "
        "OR EXISTS (SELECT 1 FROM samples WHERE group_id = ? AND picture_id = ?)",
        [group_id, picture_id] * 3,
    )
    return bool(found)


def said_by(database: Database, member_id: str) -> tuple[int, int, int]:
    """How many likes, dislikes and skips of a member stand."""
    found = database.read(
        "SELECT coalesce(sum((e.kind = 'rated' AND e.value = 1)::INTEGER), 0), "
        "coalesce(sum((e.kind = 'rated' AND e.value = 0)::INTEGER), 0), "
        "coalesce(sum((e.kind = 'skipped')::INTEGER), 0) FROM events e WHERE e.member_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undone' AND u.member_id = e.member_id "
        "AND u.target_id = e.event_id)",
        [member_id],
    )
    likes, dislikes, skips = found[0]
    return int(likes), int(dislikes), int(skips)
