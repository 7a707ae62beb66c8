"""Repeating: how often pictures come in a deck, and which turns ask an earlier one again.

How members answer what they are asked again says how they agree with themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.feedback.modes import Mode
from group_plgl.store.images import CardRow

REPEAT_EVERY = 15
FIRST_REPEATS = range(7, 12)
REST = 5
SHOWN_TIMES = 3


def good_for(mode: Mode, pool: int) -> int:
    """How many new turns so many pictures are good for: together with others they may come again."""
    if mode.answer == "sheet":
        return pool
    times = 1 if mode.together == 1 else SHOWN_TIMES
    return times * pool // mode.together if pool >= mode.together else 0


def longest(mode: Mode, pool: int, member_id: str) -> int:
    """How many turns a member's deck may have, those that are asked again included."""
    new = turns = good_for(mode, pool)
    while turns < (longer := new + again_before(member_id, turns)):
        turns = longer
    return turns


def is_again(member_id: str, place: int) -> bool:
    """Whether an earlier turn is asked again at this place of a member's deck.

    One turn in `REPEAT_EVERY` is, from a start that differs between members: 5 to 8 % of a deck.
    """
    first = _first_again(member_id)
    return place >= first and (place - first) % REPEAT_EVERY == 0


def again_before(member_id: str, place: int) -> int:
    """How many turns are asked again before a place of a member's deck."""
    return max(0, -(-(place - _first_again(member_id)) // REPEAT_EVERY))


def asked_again(had: Sequence[CardRow], rng: np.random.Generator) -> list[CardRow]:
    """The cards of an earlier new turn of those a deck `had`, at a distance."""
    new = sorted({card.turn for card in had if not card.repeat_of})
    chosen = new[int(rng.integers(max(1, len(new) - REST)))]
    return [card for card in had if card.turn == chosen]


def _first_again(member_id: str) -> int:
    return FIRST_REPEATS[int(member_id[:8], 16) % len(FIRST_REPEATS)]
