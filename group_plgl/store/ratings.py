"""What was said of pictures, answer by answer, to be taken away; comments are nobody else's to take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.store.database import Database


@dataclass(frozen=True)
class Said:
    """One answer or skip, undone or not, in the order in which it became durable.

    Attributes:
        picture_id: The picture that was answered, or picked of those shown.
        shown: All pictures that were shown together.
        undone: Whether it was taken back later.
        set_aside: Whether the host has set the member's answers aside.
    """

    member_id: str
    simulated: bool
    set_aside: bool
    session_number: int
    mode: str
    kind: str
    picture_id: str
    shown: list[str]
    value: float | None
    undone: bool
    answer_ms: int | None
    said_at: datetime


def said_in(database: Database, group_id: str) -> list[Said]:
    """Every answer and skip of a group's members."""
    found = database.read(
        "SELECT e.member_id, m.simulated, m.set_aside, e.session_number, a.mode, e.kind, a.picture_id, "
        "s.shown, e.value, u.target_id IS NOT NULL, e.answer_ms, e.said_at "
        "FROM events e JOIN cards a ON a.card_id = e.card_id AND a.member_id = e.member_id "
        "JOIN members m ON m.member_id = e.member_id "
        "JOIN (SELECT member_id, turn, list(picture_id ORDER BY place) AS shown FROM cards "
        "WHERE group_id = ? GROUP BY member_id, turn) s ON s.member_id = a.member_id AND s.turn = a.turn "
        "LEFT JOIN (SELECT DISTINCT member_id, target_id FROM events "
        "WHERE group_id = ? AND kind = 'undone') u "
        "ON u.member_id = e.member_id AND u.target_id = e.event_id "
        "WHERE e.group_id = ? AND e.kind IN ('rated', 'chosen', 'classed', 'sorted', 'skipped') "
        "ORDER BY e.seq",
        [group_id, group_id, group_id],
    )
    return [Said(*row) for row in found]


def answers_stay(database: Database, group_id: str) -> bool:
    """Whether who joined a group was told that nobody else ever sees their answers."""
    return bool(database.read("SELECT 1 FROM kept_answers WHERE group_id = ?", [group_id]))
