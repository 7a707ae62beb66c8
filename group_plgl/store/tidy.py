"""Forgetting: old derived rows, old runs, and pictures that nothing shows any more.

Only derived things go; what people said, their cards and the pictures on them stay. The newest
numbers and the newest fit of a group always stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.findings import BY_FINDING
from group_plgl.store.images import FILES
from group_plgl.store.labelling import drop_superseded
from group_plgl.store.options import BY_OPTION
from group_plgl.store.shares import HELD
from group_plgl.store.tasks import WANTED

# Numbers that stay, however old: those that links show for ever, the first of a group, which drift is held
# against, and, where older ones are shown at all, those of votes and of documents taken away, and the last
# before each new session.
KEPT = (
    f"{HELD} UNION SELECT m.group_id, min(m.number) FROM group_models m "
    "JOIN groups g ON g.group_id = m.group_id GROUP BY m.group_id "
    "UNION SELECT k.group_id, k.number FROM (SELECT group_id, number FROM kept_numbers "
    "UNION SELECT group_id, number FROM ballots "
    "UNION SELECT s.group_id, max(m.number) FROM sessions s JOIN sessions n ON n.group_id = s.group_id "
    "AND n.number = s.number + 1 JOIN group_models m ON m.group_id = s.group_id AND m.made_at < n.opened_at "
    "GROUP BY s.group_id, s.number) k JOIN groups g ON g.group_id = k.group_id AND g.privacy <> 'anonymous'"
)
BY_NUMBER = (
    *BY_OPTION,
    "kept_numbers",
    "ideals",
    "runners_up",
    "likings",
    "samples",
    "looks",
    "class_ideals",
    "class_likings",
    "raked_weights",
    *BY_FINDING,
    "surveys",
    "foretold",
    "drifts",
    "group_models",
)
BY_WATERMARK = (
    "lent_tastes",
    "borrowed_tastes",
    "class_models",
    "class_fits",
    "member_models",
    "fits",
)  # fits last: its newest watermark decides for all
_SUPERSEDED = (
    "group_id = ? AND seen_event < (SELECT max(seen_event) FROM fits WHERE group_id = ?) "
    "AND seen_event NOT IN (SELECT seen_event FROM group_models WHERE group_id = ?)"
)
SHOWN = (
    "SELECT picture_id FROM pools UNION SELECT picture_id FROM cards UNION "
    "SELECT picture_id FROM ideals UNION SELECT picture_id FROM samples UNION "
    "SELECT picture_id FROM runners_up UNION SELECT picture_id FROM candidates UNION "
    "SELECT picture_id FROM catalogues UNION SELECT card_picture_id FROM catalogues UNION "
    "SELECT picture_id FROM member_ideals UNION SELECT picture_id FROM looks "
    "UNION SELECT picture_id FROM nevers UNION SELECT picture_id FROM class_ideals "
    "UNION SELECT picture_id FROM options UNION SELECT picture_id FROM camp_pictures "
    "UNION SELECT picture_id FROM study_trials UNION SELECT beside_id FROM study_trials"
)


_STAYING = f"{KEPT} UNION ALL {WANTED}"
_OLDEST_KEPT = (
    "SELECT least(max(g.number) - ? + 1, coalesce((SELECT max(i.number) FROM ideals i "
    "WHERE i.group_id = g.group_id), max(g.number)), coalesce((SELECT max(f.number) FROM camp_findings f "
    "WHERE f.group_id = g.group_id), max(g.number))) AS oldest, g.group_id, "
    f"min(g.number) FILTER (WHERE (g.group_id, g.number) NOT IN ({_STAYING})) AS first "
    "FROM group_models g GROUP BY g.group_id"
)


def full_groups(database: Database, keep_numbers: int) -> list[str]:
    """Groups with more derived rows than are kept: `drop_old` has something to do there."""
    found = database.read(
        f"SELECT group_id FROM ({_OLDEST_KEPT}) WHERE first < oldest "
        "UNION SELECT f.group_id FROM fits f WHERE f.seen_event < "
        "(SELECT max(n.seen_event) FROM fits n WHERE n.group_id = f.group_id) AND NOT EXISTS "
        "(SELECT 1 FROM group_models g WHERE g.group_id = f.group_id AND g.seen_event = f.seen_event) "
        "ORDER BY group_id",
        [max(1, keep_numbers)],
    )
    return [group for (group,) in found]


def drop_old(database: Database, group_id: str, keep_numbers: int) -> dict[str, int]:
    """Forget all but the newest numbers of a group, those it shows, and the fits they were made of.

    Numbers that are `KEPT` stay too, and those of which a file is still to be made.

    Args:
        database: Where.
        group_id: Which group.
        keep_numbers: How many of the newest numbers stay; at least one does.

    Returns:
        How many rows went, per table.
    """

    def change(cursor: Cursor) -> dict[str, int]:
        sql = f"SELECT oldest FROM ({_OLDEST_KEPT}) WHERE group_id = ?"
        (oldest,) = cursor.execute(sql, [max(1, keep_numbers), group_id]).fetchone() or (0,)
        old = f"group_id = ? AND number < ? AND (group_id, number) NOT IN ({_STAYING})"
        dropped = {table: drop_rows(cursor, table, old, [group_id, oldest]) for table in BY_NUMBER}
        for table in BY_WATERMARK:
            dropped[table] = drop_rows(cursor, table, _SUPERSEDED, [group_id] * 3)
        dropped["unseen"] = drop_superseded(cursor, group_id)
        return dropped

    return database.write(change)


def put_kept(database: Database, group_id: str, number: int, at: datetime) -> None:
    """Keep a number that is there for good; again does nothing."""
    sql = (
        "INSERT INTO kept_numbers (group_id, number, kept_at) SELECT DISTINCT group_id, number, ?::TIMESTAMP "
        "FROM group_models WHERE group_id = ? AND number = ? ON CONFLICT DO NOTHING"
    )
    if not database.read("SELECT 1 FROM kept_numbers WHERE group_id = ? AND number = ?", [group_id, number]):
        plain = at.astimezone(UTC).replace(tzinfo=None)
        database.write(lambda cursor: cursor.execute(sql, [plain, group_id, number]) and None)


def drop_pictures(database: Database, before: datetime) -> list[tuple[str, str]]:
    """Forget pictures made before a time that nothing shows: (sha256, media type) of their files.

    A file that a picture still standing shares is not among them.
    """

    def change(cursor: Cursor) -> list[tuple[str, str]]:
        gone = cursor.execute(
            f"SELECT sha256, media_type FROM {FILES} WHERE picture_id IN "
            f"(SELECT picture_id FROM pictures WHERE made_at < ? AND picture_id NOT IN ({SHOWN}))",
            [before],
        ).fetchall()
        if not gone:
            return []
        cursor.execute(f"DELETE FROM pictures WHERE made_at < ? AND picture_id NOT IN ({SHOWN})", [before])
        left = cursor.execute(f"SELECT DISTINCT sha256, media_type FROM {FILES}").fetchall()
        return sorted(set(gone) - set(left))

    return database.write(change)


def drop_runs(database: Database, before: datetime) -> int:
    """Forget runs that ended before a time; how many there were."""
    where = "status IN ('done', 'failed', 'abandoned') AND finished_at < ?"
    return database.write(lambda cursor: drop_rows(cursor, "runs", where, [before]))


def old_runs(database: Database, before: datetime) -> int:
    """How many runs ended before a time."""
    sql = "SELECT count(*) FROM runs WHERE status IN ('done', 'failed', 'abandoned') AND finished_at < ?"
    return int(database.read(sql, [before])[0][0])


def drop_rows(cursor: Cursor, table: str, where: str, params: Sequence[object]) -> int:
    """Delete and count."""
    return len(cursor.execute(f"DELETE FROM {table} WHERE {where} RETURNING 1", list(params)).fetchall())
