"""Trust in member models: nothing predicts itself, slopes are honest, intervals are Wilson's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import (
    FOLDS,
    Calibration,
    HeldOut,
    calibrate,
    hold_out,
    log_score,
    predictive_logit,
    record_of,
    spread_folds,
    telling,
    wilson,
)
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import alone, fit
from group_plgl.utility import sigmoid

Gather = Callable[..., Answers]


def strong(scale: float) -> Callable[[Answers], Tastes]:
    """Learns everybody alone, under a prior of this scale."""
    return lambda seen: fit(seen, alone(seen.x.shape[2], scale))


def foretold(logit: np.ndarray, truth: np.ndarray, seed: int = 1) -> HeldOut:
    """Held-out predictions `logit` of likings that follow `truth`."""
    return held_out(logit, np.random.default_rng(seed).random(len(truth)) < sigmoid(truth))


def held_out(logit: np.ndarray, liked: np.ndarray) -> HeldOut:
    """Predictions of one member's likings, each an answer of its own."""
    n = len(logit)
    none = np.zeros(n, dtype=bool)
    return HeldOut(np.zeros(n, dtype=np.int64), logit, np.asarray(liked, dtype=float), none, np.arange(n))


def test_likes_and_dislikes_are_spread_evenly_over_the_folds(answers: Gather) -> None:
    given = answers(m=5)
    fold = spread_folds(given)
    assert np.array_equal(fold == -1, given.weight == 0)
    for member in range(5):
        for liked in (0.0, 1.0):
            ours = fold[member][(given.weight[member] > 0) & (given.value[member] == liked)]
            sizes = np.bincount(ours, minlength=FOLDS)
            assert sizes.max() - sizes.min() <= 1


def test_every_answer_is_held_out_once(answers: Gather) -> None:
    given = answers(m=3)
    found = hold_out(given, strong(4.0))
    assert np.bincount(found.member, minlength=3).tolist() == given.weight.sum(axis=1).tolist()
    assert found.value.sum() == (given.value * given.weight).sum()


def test_members_out_of_chance_are_foretold_like_a_coin() -> None:
    rng = np.random.default_rng(2)
    member, x = np.repeat(np.arange(60), 40), rng.standard_normal((2400, 50)) / 7
    found = hold_out(gather_answers(member, x, rng.random(2400) < 0.5, 60), strong(256.0))
    assert abs(((found.logit > 0) == (found.value == 1)).mean() - 0.5) < 0.04


def test_an_answer_does_not_predict_itself() -> None:
    """One planted answer in a coordinate of its own: whoever has seen it would know it."""
    rng = np.random.default_rng(3)
    x = np.hstack([rng.standard_normal((20, 3)), np.zeros((20, 1))])
    x[7] = [0.0, 0.0, 0.0, 5.0]
    for planted in (True, False):
        liked = np.arange(20) % 2 == 0
        liked[7] = planted
        given = gather_answers(np.zeros(20, dtype=np.int64), x, liked, 1)
        seen = strong(64.0)(given).mean[0] @ given.x[0, 7]
        found = hold_out(given, strong(64.0))
        at = np.isin(found.logit, found.logit[np.abs(found.logit).argsort()[:8]])
        unseen = strong(64.0)(given.weighing(given.weight * (np.arange(20) != 7))).mean[0]
        assert (seen > 2) == planted and (seen < -2) == (not planted)
        assert abs(unseen[3]) < 1e-9
        assert np.abs(found.logit[at]).max() < 2


def test_held_out_predictions_are_those_of_models_fitted_without_the_fold(answers: Gather) -> None:
    given = answers(m=2)
    fold, found = spread_folds(given), hold_out(given, strong(4.0))
    again = []
    for k in range(FOLDS):
        tastes = strong(4.0)(given.weighing(given.weight * (fold != k)))
        for member, place in zip(*np.nonzero(fold == k), strict=True):
            row = given.x[member, place]
            variance = row @ tastes.covariance[member] @ row
            again.append(predictive_logit(row @ tastes.mean[member], np.sqrt(variance)))
    assert np.allclose(found.logit, again, atol=1e-9)


def test_a_coin_scores_the_log_of_a_half_and_certainty_scores_zero() -> None:
    liked = np.array([True, False])
    assert log_score(held_out(np.zeros(2), liked)) == pytest.approx(np.log(0.5))
    assert log_score(held_out(np.array([50.0, -50.0]), liked)) == pytest.approx(0.0)


def test_honest_logits_keep_a_slope_near_one() -> None:
    logit = np.random.default_rng(5).normal(0, 1.5, 4000)
    assert calibrate(foretold(logit, logit)).slope == pytest.approx(1.0, abs=0.1)


def test_overconfident_logits_are_flattened_and_timid_ones_stretched() -> None:
    logit = np.random.default_rng(6).normal(0, 1.5, 4000)
    assert calibrate(foretold(3 * logit, logit)).slope == pytest.approx(1 / 3, abs=0.05)
    assert calibrate(foretold(logit / 1.5, logit)).slope == pytest.approx(1.5, abs=0.15)


def test_few_answers_leave_the_slope_near_one_and_it_never_turns_round() -> None:
    logit = np.array([2.0, -2.0, 1.0])
    assert abs(calibrate(held_out(logit, logit > 0)).slope - 1) < 0.25
    wrong = np.random.default_rng(7).normal(0, 3, 2000)
    assert calibrate(foretold(wrong, -wrong)).slope == pytest.approx(0.0, abs=1e-12)


def test_nothing_held_out_supports_no_claim() -> None:
    assert calibrate(held_out(np.zeros(0), np.zeros(0))) == Calibration(1.0, 0.5, 0)


def test_the_ceiling_is_what_the_surest_answers_support() -> None:
    logit = np.linspace(3, -3, 200)
    liked = logit > 0
    liked[[3, 8, 12, 17]] = False
    found = calibrate(held_out(logit, liked))
    assert found.ceiling == pytest.approx(wilson(16, 20)[1])
    assert found.answers == 200


def test_no_liking_is_claimed_above_the_ceiling() -> None:
    trust = Calibration(1.0, 0.8, 100)
    mean, sd = np.linspace(-9, 9, 19), np.full(19, 0.5)
    liking, (low, high) = trust.liking(mean, sd), trust.interval(mean, sd)
    assert max(liking.max(), low.max()) == 0.8
    assert np.all(np.diff(liking) >= 0)
    assert np.all(low <= liking) and np.all(liking <= high)


def test_an_uncertain_liking_is_nearer_to_a_half() -> None:
    sure, unsure = predictive_logit(np.full(2, 2.0), np.array([0.0, 3.0]))
    assert sure == 2.0 and 0 < unsure < 1.2


def test_the_predictive_chance_is_the_average_over_the_posterior() -> None:
    draws = np.random.default_rng(8).normal(1.2, 1.5, 200_000)
    assert sigmoid(predictive_logit(np.array(1.2), np.array(1.5))) == pytest.approx(
        sigmoid(draws).mean(), abs=0.01
    )


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(3, 3, 0.44, 1.00), (16, 20, 0.58, 0.92), (0, 10, 0.00, 0.28), (0, 0, 0.0, 1.0), (50, 100, 0.40, 0.60)],
)
def test_intervals_are_those_of_wilson(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


def test_a_pick_read_from_the_side_predicted_to_win_sets_the_ceiling() -> None:
    n = 40
    logit = np.where(np.arange(n) % 2, 2.0, -2.0)
    pairs = HeldOut(np.zeros(n, dtype=np.int64), logit, np.ones(n), np.ones(n, dtype=bool), np.arange(n))
    assert calibrate(pairs).ceiling == pytest.approx(max(0.5, wilson(5, 10)[1]), abs=0.15)
    assert calibrate(pairs).slope < 0.3


def test_rows_of_one_pick_and_repeats_stay_in_one_fold() -> None:
    rng = np.random.default_rng(8)
    answer = np.repeat(np.arange(20), 3)
    source = np.where(answer == 17, 4, answer)
    given = gather_answers(
        np.zeros(60, dtype=np.int64), rng.standard_normal((60, 4)), np.ones(60), 1,
        paired=np.ones(60, dtype=bool), answer=answer, source=source,
    )  # fmt: skip
    fold = spread_folds(given)[0]
    for one in range(20):
        assert len(set(fold[source == one])) <= 1
    assert set(fold) == set(range(FOLDS))


def test_a_record_counts_answers_and_knows_what_guessing_gets_right() -> None:
    pick, liking = np.zeros(3, dtype=np.int64), np.array([1, 1, 1])
    found = record_of(
        HeldOut(
            member=np.concatenate([pick, pick, liking]),
            logit=np.array([1.0, 2.0, 0.5, 1.0, -0.1, 2.0, 3.0, -1.0, -2.0]),
            value=np.array([1.0, 1, 1, 1, 1, 1, 1.0, 0.0, 0.8]),
            paired=np.array([True] * 6 + [False] * 3),
            answer=np.array([0, 0, 0, 1, 1, 1, 2, 3, 4]),
        ),
        3,
    )
    assert found.right.tolist() == [1, 2, 0]
    assert found.asked.tolist() == [2, 3, 0]
    assert found.baseline == pytest.approx([1 / 4, 2 / 3, 0.0])


def test_answers_in_the_middle_and_all_or_none_have_no_right_side() -> None:
    many = HeldOut(
        np.zeros(5, dtype=np.int64), np.ones(5), np.array([0.5, 0, 0, 0, 0]), np.zeros(5, dtype=bool),
        np.array([0, 1, 1, 1, 1]),
    )  # fmt: skip
    assert record_of(many, 1).asked.tolist() == [0]


def test_a_taste_is_told_from_answers_at_random_by_likes_and_by_picks() -> None:
    rng = np.random.default_rng(8)
    member, answer = np.repeat(np.arange(200), 40), np.arange(8000)
    logit, singles = rng.normal(0, 1.5, 8000), np.zeros(8000, dtype=bool)
    said = (rng.random(8000) < 1 / (1 + np.exp(-2 * logit))).astype(float)
    chance = rng.permuted(said.reshape(200, 40), axis=1).ravel()
    assert telling(HeldOut(member, logit, said, singles, answer), 200).mean() > 0.8
    assert telling(HeldOut(member, logit, chance, singles, answer), 200).mean() <= 0.02
    won = np.where(said > 0.5, np.abs(logit), -np.abs(logit))
    picks = HeldOut(member, np.abs(won), np.ones(8000), ~singles, answer)
    assert telling(picks, 200).all()
    assert telling(HeldOut(member, logit, np.ones(8000), ~singles, answer), 200).mean() <= 0.02
    assert not telling(HeldOut(member[:0], logit[:0], said[:0], singles[:0], answer[:0]), 3).any()
