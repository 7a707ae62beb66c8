"""What was said of pictures: every live answer laid out picture by picture.

An answer to several pictures at once says something of each: the one that was picked is liked, those
passed over are not. Votes that test predictions are no opinions here; they are in `ballots`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.feedback.dataset import LARGEST_GRADE
from group_plgl.feedback.modes import MODES
from group_plgl.shapes import Array
from group_plgl.store.database import Database

_ROWS = (
    "SELECT c.picture_id AS picture, e.member_id AS member, e.seq AS seq, a.mode AS mode, "
    "coalesce(e.value, -1.0) AS value, coalesce(s.aim, 0) AS aim, (c.card_id = e.card_id)::INTEGER AS named "
    "FROM events e JOIN cards a ON a.card_id = e.card_id AND a.group_id = ? "
    "JOIN cards c ON c.member_id = a.member_id AND c.turn = a.turn AND c.group_id = ? "
    "JOIN members m ON m.member_id = e.member_id AND NOT m.set_aside "
    "LEFT JOIN sessions s ON s.group_id = e.group_id AND s.number = e.session_number "
    "LEFT JOIN (SELECT member_id, target_id FROM events "
    "WHERE group_id = ? AND kind = 'undone' AND seq <= ?) u "
    "ON u.member_id = e.member_id AND u.target_id = e.event_id "
    "WHERE e.group_id = ? AND e.seq <= ? AND e.said_at <= ? "
    "AND e.kind IN ('rated', 'chosen', 'classed', 'sorted') "
    "AND u.target_id IS NULL AND a.mode <> 'blind-vote' ORDER BY e.seq"
)


_NEAR = (
    "SELECT DISTINCT c.picture_id, e.member_id FROM events e JOIN cards a ON a.card_id = e.card_id "
    "JOIN cards c ON c.member_id = a.member_id AND c.turn = a.turn AND c.group_id = a.group_id "
    "JOIN pools p ON p.group_id = c.group_id AND p.picture_id = c.picture_id AND p.kind = 'near' "
    "LEFT JOIN events u ON u.member_id = e.member_id AND u.target_id = e.event_id AND u.kind = 'undone' "
    "AND u.seq <= ? WHERE e.group_id = ? AND e.seq <= ? "
    "AND e.kind IN ('rated', 'chosen', 'classed', 'sorted') "
    "AND u.event_id IS NULL AND a.mode <> 'blind-vote'"
)


@dataclass(frozen=True)
class Opinions:
    """What was said of pictures, `n` long columns in the order in which it was said.

    Attributes:
        picture: Text, the picture's id.
        member: Text, who said it.
        seq: int64, the event.
        value: How much the picture is liked by it, 0 to 1.
    """

    picture: NDArray[Any]
    member: NDArray[Any]
    seq: NDArray[np.int64]
    value: Array


def opinions_of(database: Database, group_id: str, before: datetime, upto: int = 2**62) -> Opinions:
    """What is said of pictures by the live answers of a group.

    Args:
        database: Where.
        group_id: Whose.
        before: Only what was said until then.
        upto: Only events up to and including this one, undos too.
    """
    words = [group_id, group_id, group_id, upto, group_id, upto, before.astimezone(UTC).replace(tzinfo=None)]
    found = database.columns(_ROWS, words)
    value = _liking(
        found["mode"].astype(str), found["value"].astype(np.float64), found["named"] == 1,
        found["aim"].astype(np.int64),
    )  # fmt: skip
    return Opinions(found["picture"], found["member"], found["seq"].astype(np.int64), value)


def near_answered(database: Database, group_id: str, upto: int) -> list[tuple[str, str]]:
    """Which near-ideals (picture, member) had been answered by an event, whoever counts since."""
    found = database.read(_NEAR, [upto, group_id, upto])
    return [(picture, member) for picture, member in found]


def _liking(mode: NDArray[Any], value: Array, named: NDArray[np.bool_], aim: NDArray[np.int64]) -> Array:
    """How much each picture is liked, 0 to 1, from what was said in its mode."""
    answer = np.array([MODES[name].answer for name in mode], dtype="U8")
    return np.asarray(
        np.select(
            [answer == "pick", answer == "ten", answer == "class", answer == "set"],
            [
                np.where(value < 0, named, value),
                (value - 1) / (LARGEST_GRADE - 1),
                value == aim,
                np.maximum(value, 0.0).astype(np.int64) >> aim & 1,
            ],
            np.maximum(value, 0.0),
        ),
        dtype=np.float64,
    )
