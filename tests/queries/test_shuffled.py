"""The shuffled strategy: what was shown least, nothing twice, no place favoured."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.queries.shuffled import seldom_shown


@pytest.mark.parametrize(("there", "asked", "dealt"), [(10, 4, 4), (3, 5, 3), (0, 5, 0), (5, 0, 0)])
def test_at_most_what_is_asked_and_never_twice(there: int, asked: int, dealt: int) -> None:
    found = seldom_shown(dict.fromkeys(range(there), 0), asked, np.random.default_rng(1))
    assert len(found) == len(set(found)) == dealt


def test_the_same_chance_deals_the_same_cards() -> None:
    deals = [seldom_shown(dict.fromkeys("abcdefgh", 0), 8, np.random.default_rng(3)) for _ in range(2)]
    assert deals[0] == deals[1]
    assert sorted(deals[0]) == list("abcdefgh")


def test_every_item_is_as_likely_to_come_first() -> None:
    rng = np.random.default_rng(4)
    firsts = [seldom_shown(dict.fromkeys(range(4), 0), 1, rng)[0] for _ in range(2000)]
    assert np.abs(np.bincount(firsts) / 2000 - 0.25).max() < 0.05


def test_what_was_shown_least_comes_first() -> None:
    shown = {"a": 2, "b": 0, "c": 1, "d": 0}
    found = seldom_shown(shown, 4, np.random.default_rng(5))
    assert set(found[:2]) == {"b", "d"} and found[2:] == ["c", "a"]
