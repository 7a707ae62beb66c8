"""Mirrors: what members asked to see of their own taste, and the pictures drawn for it.

Each member has one, which is drawn anew when they ask after something was learned. Only they may
see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Mirror:
    """One member's wish, and what came of it; `seen_event` is 0 until something is drawn.

    Attributes:
        want_event, want_number: The fit and the group model it should be drawn from; number 0
            means without a group's ideal.
        seen_event, number: Those it is drawn from.
        limit_at: Share of the way to the group's ideal at which liking falls under even; None when
            it never does.
        leanings: The taste in words, as JSON.
    """

    member_id: str
    group_id: str
    want_event: int
    want_number: int
    asked_at: datetime
    seen_event: int
    number: int
    limit_at: float | None
    leanings: str
    made_by: str
    made_at: datetime | None

    @property
    def drawn(self) -> bool:
        """Whether there is something to see."""
        return self.seen_event > 0

    @property
    def due(self) -> bool:
        """Whether something newer was asked for than is drawn."""
        return (self.want_event, self.want_number) != (self.seen_event, self.number)


@dataclass(frozen=True)
class MirrorPicture:
    """One picture of a mirror; `kind` is ideal, opposite or between, `share` is how far towards the group.

    Attributes:
        standing: Share of all pictures the group would like less; None without a group's ideal.
    """

    member_id: str
    kind: str
    position: int
    group_id: str
    latent: Sequence[float]
    picture_id: str
    share: float
    liking: float
    low: float
    high: float
    standing: float | None


MIRRORS = Table("mirrors", Mirror, ("member_id",))
MIRROR_PICTURES = Table("member_ideals", MirrorPicture, ("member_id", "kind", "position"))
_DUE = "(want_event <> seen_event OR want_number <> number)"


def mirror_of(database: Database, member_id: str) -> Mirror | None:
    """What a member asked to see, if they ever did."""
    return next(iter(MIRRORS.find(database, "WHERE member_id = ?", [member_id])), None)


def mirror_pictures(database: Database, member_id: str) -> list[MirrorPicture]:
    """The pictures of a member's mirror, by kind and position."""
    return MIRROR_PICTURES.find(database, "WHERE member_id = ? ORDER BY kind, position", [member_id])


def mirrors_due(database: Database) -> list[tuple[str, str]]:
    """Who waits for their mirror: (group, member), those who asked first before the others."""
    found = database.read(
        f"SELECT group_id, member_id FROM mirrors WHERE {_DUE} ORDER BY asked_at, member_id"
    )
    return [(group, member) for group, member in found]


def put_wish(
    database: Database, group_id: str, member_id: str, event: int, number: int, at: datetime
) -> None:
    """Remember that a member wants to see their taste as of a fit and a group model."""

    def change(cursor: Cursor) -> None:
        if _is_member(cursor, member_id):
            cursor.execute(
                "INSERT INTO mirrors (member_id, group_id, want_event, want_number, asked_at, seen_event, "
                "number, leanings, made_by) VALUES (?, ?, ?, ?, ?, 0, 0, '[]', '') "
                "ON CONFLICT (member_id) DO UPDATE SET want_event = excluded.want_event, "
                "want_number = excluded.want_number, asked_at = excluded.asked_at",
                [member_id, group_id, event, number, at],
            )

    database.write(change)


def put_mirror(database: Database, mirror: Mirror, pictures: Sequence[MirrorPicture]) -> bool:
    """Store a drawn mirror in place of the last; whether it was still wanted.

    A mirror of somebody who left meanwhile, or of models that were erased, is not stored.
    """

    def change(cursor: Cursor) -> bool:
        fit = "SELECT 1 FROM fits WHERE group_id = ? AND seen_event = ?"
        there = cursor.execute(fit, [mirror.group_id, mirror.seen_event]).fetchone()
        if there is None or not _is_member(cursor, mirror.member_id):
            return False
        cursor.execute("DELETE FROM member_ideals WHERE member_id = ?", [mirror.member_id])
        MIRROR_PICTURES.replace(cursor, pictures)
        MIRRORS.replace(cursor, [mirror])
        return True

    return database.write(change)


def drop_wish(database: Database, member_id: str) -> None:
    """Wish no more than is drawn: what was wanted can be drawn no longer."""
    sql = "UPDATE mirrors SET want_event = seen_event, want_number = number WHERE member_id = ?"
    database.write(lambda cursor: cursor.execute(sql, [member_id]) and None)


def _is_member(cursor: Cursor, member_id: str) -> bool:
    return cursor.execute("SELECT 1 FROM members WHERE member_id = ?", [member_id]).fetchone() is not None
