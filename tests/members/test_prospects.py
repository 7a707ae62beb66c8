"""Prospects: how many more answers, told with its range; never more than self-agreement allows."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.answers import gather_answers
from group_plgl.members.calibration import hold_out
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import alone, fit
from group_plgl.members.lapses import Repeats
from group_plgl.members.prospects import GOAL, MOST, NEVER, Curve, held_out_early, more_needed, reached

GIVEN = np.array([8.0, 16.0, 32.0])


def repeats(same: list[int], asked: list[int]) -> Repeats:
    """Of questions with two answers."""
    return Repeats(np.array(same), np.array(asked), np.full(len(same), 0.5))


def told(heights: np.ndarray, half: float, asked: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """What is told of members whose accuracy grows to such heights, and how many more they truly need."""
    rng = np.random.default_rng(seed)
    chance = 0.5 + (heights[:, None] - 0.5) * GIVEN / (GIVEN + half)
    # The same answers are foretold at every stage: what is right early mostly stays right.
    luck = rng.random((len(heights), 1, asked))
    right = (luck < chance[..., None]).sum(axis=2)
    curve = Curve(np.tile(GIVEN, (len(heights), 1)), right, np.full(right.shape, asked))
    m = len(heights)
    found = more_needed(curve, np.full(m, 0.5), repeats([0] * m, [0] * m))
    with np.errstate(divide="ignore"):
        truly = np.where(heights > GOAL, half * 0.3 / np.maximum(heights - GOAL, 1e-9), np.inf) - GIVEN[-1]
    return found, np.maximum(truly, 0.0)


def test_the_range_holds_how_many_more_are_truly_needed_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(30):
        heights = np.random.default_rng(seed).choice([0.7, 0.85, 0.9, 0.95], 12)
        found, truly = told(heights, 12.0, 30, seed)
        high = np.where(found == NEVER, np.inf, found)
        truly = np.where(truly > MOST, np.inf, truly)
        held.append((high[:, 0] <= truly + 1.0) & (truly <= high[:, 2] + 1.0))
    assert 0.75 < np.mean(held) < 0.99


def test_members_who_are_foretold_well_need_fewer_and_those_near_guessing_never_get_there() -> None:
    heights = np.array([0.97] * 6 + [0.55] * 6)
    found, _ = told(heights, 8.0, 60)
    assert (np.where(found[:6, 1] == NEVER, MOST, found[:6, 1]) < 60).all()
    assert (found[6:, 1] == NEVER).mean() > 0.8


def test_who_does_not_agree_with_themself_never_gets_there() -> None:
    curve = Curve(np.tile(GIVEN, (2, 1)), np.array([[20, 21, 22]] * 2), np.full((2, 3), 30))
    found = more_needed(curve, np.full(2, 0.5), repeats([36, 24], [40, 40]))
    assert found[1].tolist() == [NEVER] * 3 and found[0, 0] != NEVER


def test_quantiles_come_in_order_and_nothing_known_is_no_error() -> None:
    found, _ = told(np.full(5, 0.85), 20.0, 20)
    rising = np.where(found == NEVER, MOST + 1, found)
    assert (np.diff(rising, axis=1) >= 0).all()
    empty = Curve(np.zeros((2, 3)), np.zeros((2, 3), np.int64), np.zeros((2, 3), np.int64))
    assert more_needed(empty, np.zeros(2), repeats([0, 0], [0, 0])).shape == (2, 3)


def test_early_tastes_have_seen_only_the_first_answers() -> None:
    rng = np.random.default_rng(4)
    x, liked = rng.standard_normal((40, 3)), (rng.random(40) < 0.5).astype(float)
    said = gather_answers(np.zeros(40, dtype=np.int64), x, liked, 1, age=39 - np.arange(40))
    seen: list[np.ndarray] = []

    def learn(answers: object) -> Tastes:
        seen.append(np.flatnonzero(answers.weight[0] > 0))  # type: ignore[attr-defined]
        return fit(answers, alone(4, 4.0))  # type: ignore[arg-type]

    early = held_out_early(said, learn, 0.25)
    assert max(rows.max() for rows in seen) == 9
    assert len(early.logit) == 40
    whole = held_out_early(said, learn, 1.0)
    assert np.allclose(whole.logit, hold_out(said, learn).logit)


def test_a_share_of_what_can_be_foretold_lies_in_its_interval() -> None:
    share, low, high = reached(78, 100, 88, 100, 2.0)
    assert share == pytest.approx(0.78 / 0.936, abs=0.005)
    assert low < share < high and low > 0.7 and high < 0.96
    assert reached(0, 10, 5, 5, 2.0)[0] == 0.0
    assert reached(10, 10, 5, 10, 2.0)[0] == 1.0
    wide, narrow = reached(8, 10, 4, 5, 2.0), reached(80, 100, 40, 50, 2.0)
    assert wide[2] - wide[1] > narrow[2] - narrow[1]


def test_the_interval_of_the_share_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    lapse, known = 0.2, 0.75
    agree, most = 1.0 - 2.0 * (lapse / 2.0) * (1.0 - lapse / 2.0), 1.0 - lapse / 2.0
    held = []
    for right, same in zip(rng.binomial(40, known, 400), rng.binomial(12, agree, 400), strict=True):
        _, low, high = reached(int(right), 40, int(same), 12, 2.0)
        held.append(low <= known / most <= high)
    assert np.mean(held) > 0.93
