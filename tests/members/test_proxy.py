"""A taste from a few examples: closed form, shy where little is known, alike for both sides."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadInput, BadShape
from group_plgl.members.proxy import NOISE, resembling

RNG = np.random.default_rng(4)
EXAMPLES = np.vstack([RNG.normal(1.0, 1.0, (8, 6)), RNG.normal(-1.0, 1.0, (8, 6))])
LIKED = np.arange(16) < 8


def test_it_is_gaussian_process_regression_by_the_book() -> None:
    x = RNG.normal(0.0, 1.0, (5, 6))
    gaps = ((EXAMPLES[:, None] - EXAMPLES) ** 2).sum(axis=2)
    width = np.median([gaps[a, b] for a in range(16) for b in range(a)])
    inside = np.linalg.inv(np.exp(-gaps / (2 * width)) + NOISE * np.eye(16))
    near = np.exp(-((x[:, None] - EXAMPLES) ** 2).sum(axis=2) / (2 * width))
    found = resembling(EXAMPLES, LIKED, x)
    assert found.mean == pytest.approx(near @ inside @ np.where(LIKED, 1, -1) * np.sqrt(1 + NOISE))
    assert found.sd**2 == pytest.approx(1.0 - np.diag(near @ inside @ near.T))


def test_what_resembles_no_example_is_at_even_odds_and_unknown() -> None:
    far = resembling(EXAMPLES, LIKED, np.full((1, 6), 1e3))
    assert far.liking == pytest.approx([0.5]) and far.sd == pytest.approx([1.0])
    assert [float(end[0]) for end in far.interval] == [0.0, 1.0]


def test_more_examples_say_more_and_turning_them_round_turns_the_score() -> None:
    x = np.ones((1, 6))
    few, all_ = resembling(EXAMPLES[4:12], LIKED[4:12], x), resembling(EXAMPLES, LIKED, x)
    assert 0.5 < few.liking[0] < all_.liking[0] <= 1.0 and all_.sd[0] < few.sd[0]
    assert resembling(EXAMPLES, ~LIKED, x).mean == pytest.approx(-all_.mean)
    low, high = all_.interval
    assert 0.0 <= low[0] <= all_.liking[0] <= high[0] <= 1.0


def test_examples_that_say_nothing_are_refused() -> None:
    with pytest.raises(BadInput, match="what is not"):
        resembling(EXAMPLES[:8], LIKED[:8], EXAMPLES)
    with pytest.raises(BadInput, match="look the same"):
        resembling(np.ones((4, 6)), LIKED[6:10], EXAMPLES)
    with pytest.raises(BadInput, match="finite"):
        resembling(EXAMPLES, LIKED, np.full((1, 6), np.nan))
    with pytest.raises(BadShape):
        resembling(EXAMPLES, LIKED, np.ones((1, 5)))
