"""Repeating: which turns of a deck ask an earlier one again; how members agree with themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_plgl.store.images import CardRow

REPEAT_EVERY = 15
FIRST_REPEATS = range(7, 12)
REST = 5


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
