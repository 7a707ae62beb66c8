"""What hosts never want to see drawn again, change by change, and the drawn pictures that fall under it.

Changes are said and kept; which pictures fall under them is derived and says up to which change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class Never:
    """One thing a host said about a picture.

    Attributes:
        change: Its place among the group's changes, from 1.
        radius: How far its likes reach, in just noticeable differences; 0 lifts the mark.
    """

    group_id: str
    change: int
    picture_id: str
    latent: Sequence[float]
    radius: float
    said_at: datetime


NEVERS = Table("nevers", Never, ("group_id", "change"))
_BANNED = "banned"


def put_never(
    database: Database, group_id: str, picture_id: str, latent: Sequence[float], radius: float, at: datetime
) -> int:
    """Append what a host says about a picture; its change."""

    def change(cursor: Cursor) -> int:
        sql = "SELECT coalesce(max(change), 0) + 1 FROM host_changes WHERE group_id = ?"
        (place,) = cursor.execute(sql, [group_id]).fetchone() or (1,)
        said_at = at.astimezone(UTC).replace(tzinfo=None)
        NEVERS.add(cursor, [Never(group_id, int(place), picture_id, latent, radius, said_at)])
        return int(place)

    return database.write(change)


def nevers_of(database: Database, group_id: str, upto: int | None = None) -> list[Never]:
    """The marks that stand in a group, in the order in which they were made; as of one change."""
    said = NEVERS.find(database, "WHERE group_id = ? ORDER BY change", [group_id])
    last = {one.picture_id: one for one in said if upto is None or one.change <= upto}
    return sorted((one for one in last.values() if one.radius > 0.0), key=lambda one: one.change)


def last_change(database: Database, group_id: str) -> int:
    """The last change of a group's marks; 0 before any."""
    sql = "SELECT coalesce(max(change), 0) FROM host_changes WHERE group_id = ?"
    return int(database.read(sql, [group_id])[0][0])


def unsifted(database: Database) -> set[str]:
    """Groups with marks that nobody has held against the pictures there are."""
    found = database.read(
        "SELECT n.group_id FROM host_changes n LEFT JOIN sifted s ON s.group_id = n.group_id "
        "GROUP BY n.group_id HAVING max(n.change) > coalesce(max(s.change), 0)"
    )
    return {group_id for (group_id,) in found}


def banned_in(database: Database, group_id: str) -> frozenset[str]:
    """The pictures of a group that fall under a mark."""

    def read() -> frozenset[str]:
        found = database.read("SELECT picture_id FROM banned WHERE group_id = ?", [group_id])
        return frozenset(picture for (picture,) in found)

    return database.remembered((_BANNED, group_id), read) or frozenset()


def put_banned(
    database: Database, group_id: str, change: int, pictures: Collection[str], mirrors: Sequence[str]
) -> bool:
    """Store which pictures fall under the marks as of a change; whether it was still the last.

    Mirrors of the members named are drawn anew.
    """

    def store(cursor: Cursor) -> bool:
        sql = "SELECT coalesce(max(change), 0) FROM host_changes WHERE group_id = ?"
        if cursor.execute(sql, [group_id]).fetchone() != (change,):
            return False
        cursor.execute("DELETE FROM banned WHERE group_id = ?", [group_id])
        cursor.execute(
            "INSERT INTO banned (group_id, picture_id) SELECT ?, unnest(?::TEXT[])",
            [group_id, sorted(pictures)],
        )
        cursor.execute(
            "INSERT INTO sifted (group_id, change) VALUES (?, ?) "
            "ON CONFLICT (group_id) DO UPDATE SET change = excluded.change",
            [group_id, change],
        )
        again = "UPDATE mirrors SET seen_event = 0 WHERE member_id IN (SELECT unnest(?::TEXT[]))"
        cursor.execute(again, [list(mirrors)])
        return True

    stored = database.write(store)
    database.forget(_BANNED, group_id)
    return stored


def pictures_to_sift(
    database: Database, group_id: str, kinds: Sequence[str] = ("prior", "near")
) -> list[tuple[str, list[float]]]:
    """Every picture of a group's pools with its latent."""
    sql = (
        "SELECT DISTINCT p.picture_id, i.latent FROM pools p JOIN pictures i ON i.picture_id = p.picture_id "
        "WHERE p.group_id = ? AND p.kind IN (SELECT unnest(?::TEXT[])) ORDER BY p.picture_id"
    )
    return [(picture, list(latent)) for picture, latent in database.read(sql, [group_id, list(kinds)])]


def mirrored_latents(database: Database, group_id: str) -> list[tuple[str, list[float]]]:
    """Members of a group and the latents that their mirrors show."""
    sql = "SELECT member_id, latent FROM member_ideals WHERE group_id = ? ORDER BY member_id, kind, position"
    return [(member, list(latent)) for member, latent in database.read(sql, [group_id])]


def drop_marks_of(cursor: Cursor, group_id: str, pictures: Sequence[str]) -> None:
    """Erase marks on some pictures that are in no pool: they were drawn of somebody's taste."""
    cursor.execute(
        "DELETE FROM nevers WHERE group_id = ? AND picture_id IN (SELECT unnest(?::TEXT[])) AND picture_id "
        "NOT IN (SELECT picture_id FROM pools WHERE group_id = ? AND kind = 'prior')",
        [group_id, list(pictures), group_id],
    )
