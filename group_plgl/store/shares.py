"""Links that show a group to outsiders: what they show, until when, and how often they were opened.

Secrets are stored as hashes made elsewhere. Of those who open a link nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Cursor, Database
from group_plgl.store.tables import Table

# Numbers that a link shows for ever: they stay as long as it does.
HELD = (
    "SELECT s.group_id, s.number FROM shares s WHERE s.number IS NOT NULL "
    "AND s.share_id NOT IN (SELECT share_id FROM share_ends)"
)
_ENDED = (
    "SELECT share_id FROM shares WHERE expires_at < ? "
    "UNION SELECT share_id FROM share_ends WHERE ended_at < ?"
)


@dataclass(frozen=True)
class Share:
    """A link as the host made it.

    Attributes:
        share_id: By what the host names it.
        token_hash: SHA-256 of the token in the link.
        scope: result, board, gallery or chart.
        chart: Which chart, for that scope.
        number: The one number it shows; None where it follows the newest.
        label: What the host calls it.
        password: Salt and hash; empty without.
        origins: Sites whose pages may frame it.
        expires_at: From when on it opens nothing; None for never.
    """

    share_id: str
    group_id: str
    token_hash: str
    scope: str
    chart: str
    number: int | None
    label: str
    password: str
    origins: Sequence[str]
    made_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class Kept:
    """A link with what became of it.

    Attributes:
        share: The link.
        ended_at: When the host took it back; None while it stands.
        views: How often it was opened.
        seen_at: The hour in which it was last opened; None before.
    """

    share: Share
    ended_at: datetime | None
    views: int
    seen_at: datetime | None


SHARES = Table("shares", Share, ("share_id",))


def put_share(database: Database, share: Share) -> None:
    """Store a new link."""
    database.write(lambda cursor: SHARES.add(cursor, [share]))


def put_share_ended(database: Database, share_id: str, at: datetime) -> None:
    """Take a link back; one that is taken back already stays so since then."""
    sql = "INSERT INTO share_ends (share_id, ended_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
    database.write(lambda cursor: cursor.execute(sql, [share_id, at]))


def put_share_view(database: Database, share_id: str, hour: datetime) -> None:
    """Count one more opening of a link, in an hour."""
    sql = (
        "INSERT INTO share_views (share_id, views, seen_at) VALUES (?, 1, ?) ON CONFLICT (share_id) "
        "DO UPDATE SET views = share_views.views + 1, seen_at = excluded.seen_at"
    )
    database.write(lambda cursor: cursor.execute(sql, [share_id, hour]))


def share_with(database: Database, token_hash: str) -> Kept | None:
    """The link whose token has this hash, whatever became of it."""
    return next(iter(_kept(database, "WHERE token_hash = ?", [token_hash])), None)


def shares_of(database: Database, group_id: str) -> list[Kept]:
    """All links of a group, newest first."""
    return _kept(database, "WHERE group_id = ? ORDER BY made_at DESC, share_id", [group_id])


def drop_shares(database: Database, before: datetime) -> int:
    """Forget links that ended before a time; how many there were."""

    def change(cursor: Cursor) -> int:
        gone = [one for (one,) in cursor.execute(_ENDED, [before, before]).fetchall()]
        for table in ("shares", "share_ends", "share_views"):
            cursor.execute(f"DELETE FROM {table} WHERE share_id IN (SELECT unnest(?::TEXT[]))", [gone])
        return len(gone)

    return database.write(change)


def ended_shares(database: Database, before: datetime) -> int:
    """How many links ended before a time."""
    return len(database.read(_ENDED, [before, before]))


def _kept(database: Database, tail: str, params: Sequence[object]) -> list[Kept]:
    shares = SHARES.find(database, tail, params)
    ids = [one.share_id for one in shares]
    among = "WHERE share_id IN (SELECT unnest(?::TEXT[]))"
    ends = dict(database.read(f"SELECT share_id, ended_at FROM share_ends {among}", [ids]))
    sql = f"SELECT share_id, views, seen_at FROM share_views {among}"
    views = {share: (int(n), at) for share, n, at in database.read(sql, [ids])}
    return [Kept(one, ends.get(one.share_id), *views.get(one.share_id, (0, None))) for one in shares]
