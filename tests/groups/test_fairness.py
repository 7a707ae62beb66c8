"""Rules between the mean and whoever is worst off, and the line of pictures that no other beats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.errors import BadShape
from group_plgl.groups.fairness import between, thinned, undominated
from group_plgl.groups.profile import Profile, weighted_voices
from group_plgl.groups.rules import RULES
from group_plgl.shapes import Array


def profile(seed: int, m: int = 5, n: int = 40) -> Profile:
    rng = np.random.default_rng(seed)
    voices = weighted_voices(rng.uniform(0.5, 3.0, m))
    return Profile(rng.standard_normal((m, n)), rng.uniform(0.1, 0.5, (m, n)), voices)


def test_the_ends_are_the_mean_and_the_climbed_leximin() -> None:
    seen = profile(1)
    assert np.allclose(between(0.0).score(seen), RULES["mean"].score(seen))
    assert np.allclose(between(1.0).score(seen), RULES["leximin"].score(seen))
    assert between(0.5).exact is None


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_slopes_are_those_of_the_score(share: float) -> None:
    rule, seen, step = between(share), profile(2), 1e-6
    by_mean, by_sd = rule.slopes_at(seen)
    assert not by_sd.any()
    for member in range(len(seen.means)):
        moved = seen.means.copy()
        moved[member] += step
        rise = (rule.score(Profile(moved, seen.sds, seen.voices)) - rule.score(seen)) / step
        assert np.allclose(by_mean[member], rise, atol=1e-4)


pairs = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30)


@given(pairs)
def test_what_is_left_is_beaten_by_none_and_beats_all_others(points: list[tuple[float, float]]) -> None:
    one, other = (np.array(column) for column in zip(*points, strict=True))
    rows = undominated(one, other)
    assert (np.diff(one[rows]) <= 0.0).all()
    assert (np.diff(other[rows]) > 0.0).all()
    for row in range(len(one)):
        assert any(one[kept] >= one[row] and other[kept] >= other[row] - 1e-9 for kept in rows)


def test_a_gain_that_is_not_clear_is_no_row() -> None:
    one, other = np.array([0.6, 0.59, 0.5]), np.array([0.4, 0.402, 0.45])
    assert undominated(one, other).tolist() == [0, 1, 2]
    assert undominated(one, other, 0.01).tolist() == [0, 2]


def test_both_ends_stay_on_a_thinned_line() -> None:
    one, other = np.linspace(1, 0, 50), np.linspace(0, 1, 50) ** 2
    rows = np.arange(50)
    few = thinned(one, other, rows, 7)
    assert len(few) == 7 and few[0] == 0 and few[-1] == 49
    way = np.hypot(np.diff(one[few]), np.diff(other[few]))
    assert way.max() < 1.5 * way.min()
    assert thinned(one, other, rows[:3], 7).tolist() == [0, 1, 2]


def test_it_needs_one_of_each_for_every_row() -> None:
    one: Array = np.zeros(3)
    with pytest.raises(BadShape, match="n numbers each"):
        undominated(one, np.zeros(2))
