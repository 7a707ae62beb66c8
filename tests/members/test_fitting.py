"""Fitting: one likelihood for every kind of answer, judged by brute force and by a well-known library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sklearn.linear_model import LogisticRegression

from group_plgl.members import fitting
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.fitting import Prior, alone, fit, modes, pooled
from group_plgl.members.likelihood import slope_and_roots
from group_plgl.shapes import Array

Gather = Callable[..., Answers]
STEP = 1e-4


def softplus(u: Array) -> Array:
    return np.logaddexp(0.0, u)


def log_likelihood(answers: Answers, member: int, weights: Array, spread: float) -> float:
    """Written out plainly, answer by answer, as the documentation says it."""
    said, score = 0.0, answers.x[member] @ weights
    for number in np.unique(answers.answer[member][answers.weight[member] > 0]):
        rows = np.flatnonzero((answers.answer[member] == number) & (answers.weight[member] > 0))
        if answers.paired[member, rows[0]] and len(rows) > 1:
            said -= np.log(1.0 + np.exp(-score[rows]).sum())
            continue
        for row in rows:
            below = 1 / (1 + np.exp(spread * answers.high[member, row] - score[row]))
            above = 1 / (1 + np.exp(spread * answers.low[member, row] - score[row]))
            said += answers.weight[member, row] * np.log(above - below)
    return float(said)


def log_posterior(answers: Answers, member: int, weights: Array, prior: Prior) -> float:
    off = weights - prior.mean
    return log_likelihood(answers, member, weights, prior.spread) - off @ np.linalg.solve(prior.own, off) / 2


def is_mode(answers: Answers, member: int, weights: Array, prior: Prior) -> bool:
    """Whether the log posterior is flat there, and lower all around."""
    here = log_posterior(answers, member, weights, prior)
    around = [
        [log_posterior(answers, member, weights + sign * step, prior) for sign in (1, -1)]
        for step in np.eye(len(weights)) * STEP
    ]
    return all(abs(up - down) / (2 * STEP) < 1e-5 and max(up, down) < here for up, down in around)


def mixed(seed: int, m: int = 2, f: int = 4) -> Answers:
    """Likes, grades, picks of two and picks of four, of every member."""
    rng = np.random.default_rng(seed)
    kinds = np.array(["like", "grade", "two", "four"])[rng.integers(0, 4, 14 * m)]
    rows = np.array([3 if kind == "four" else 1 for kind in kinds])
    kind, n = np.repeat(kinds, rows), int(rows.sum())
    paired = np.isin(kind, ("two", "four"))
    value = np.where(paired, 1.0, np.where(kind == "like", rng.integers(0, 2, n), rng.random(n)))
    return gather_answers(
        np.repeat(np.arange(14 * m) % m, rows), rng.standard_normal((n, f)), value, m,
        paired=paired, graded=kind == "grade", answer=np.repeat(np.arange(14 * m), rows),
    )  # fmt: skip


@pytest.mark.parametrize("scale", [0.5, 4.0, 256.0])
def test_the_log_posterior_is_flat_at_the_mode(answers: Gather, scale: float) -> None:
    said, prior = answers(), alone(6, scale)
    found = fit(said, prior)
    assert all(is_mode(said, member, mode, prior) for member, mode in enumerate(found.mean))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_log_posterior_is_flat_at_the_mode_of_every_kind_of_answer(seed: int) -> None:
    said, prior = mixed(seed), alone(5, 4.0)
    found = fit(said, prior)
    assert all(is_mode(said, member, mode, prior) for member, mode in enumerate(found.mean))


def test_slopes_are_those_of_the_likelihood_by_brute_force() -> None:
    said, w = mixed(4), np.random.default_rng(5).standard_normal((2, 5))
    slope, _ = slope_and_roots(said, w, 1.7)
    for member in range(2):
        for place, step in enumerate(np.eye(5) * STEP):
            up, down = (log_likelihood(said, member, w[member] + sign * step, 1.7) for sign in (1, -1))
            assert slope[member, place] == pytest.approx((up - down) / (2 * STEP), abs=1e-6)


def test_roots_square_to_the_curvature_by_brute_force() -> None:
    said, w = mixed(6), np.random.default_rng(7).standard_normal((2, 5))
    _, roots = slope_and_roots(said, w, 1.3)
    for member in range(2):
        curvature = np.empty((5, 5))
        for place, step in enumerate(np.eye(5) * STEP):
            up, down = (slope_and_roots(said, w + sign * step, 1.3)[0][member] for sign in (1, -1))
            curvature[place] = -(up - down) / (2 * STEP)
        assert np.allclose(roots[member].T @ roots[member], curvature, atol=1e-6)


def test_a_pick_of_four_is_its_softmax() -> None:
    rng = np.random.default_rng(8)
    x, w = rng.standard_normal((4, 3)), rng.standard_normal(3)
    said = gather_answers(
        np.zeros(3, dtype=np.int64), x[0] - x[1:], np.ones(3), 1,
        paired=np.ones(3, dtype=bool), answer=np.zeros(3, dtype=np.int64),
    )  # fmt: skip
    chance = np.exp(x @ w)[0] / np.exp(x @ w).sum()
    assert log_likelihood(said, 0, np.append(w, 0.4), 1.0) == pytest.approx(np.log(chance))


def test_the_covariance_is_the_inverse_curvature_of_the_log_posterior() -> None:
    said, prior = mixed(9, m=1), alone(5, 4.0)
    found = fit(said, prior)
    _, roots = slope_and_roots(said, found.mean, prior.spread)
    assert np.allclose(np.linalg.inv(found.covariance[0]), roots[0].T @ roots[0] + np.eye(5) / 4.0)


@pytest.mark.parametrize("scale", [1.0, 16.0])
def test_the_mode_is_that_of_a_well_known_library(answers: Gather, scale: float) -> None:
    said = answers()
    found = fit(said, alone(6, scale))
    for member in range(len(said.x)):
        there = said.weight[member] > 0
        peer = LogisticRegression(C=scale, fit_intercept=False, tol=1e-12, max_iter=10_000)
        peer.fit(said.x[member][there], said.value[member][there])
        assert np.allclose(found.mean[member], peer.coef_[0], atol=1e-5)


def test_a_batch_gives_everybody_what_they_get_alone() -> None:
    said = mixed(10, m=6)
    together = fit(said, alone(5, 4.0))
    for member in range(6):
        by_oneself = fit(said.of(np.array([member])), alone(5, 4.0))
        assert np.allclose(together.mean[member], by_oneself.mean[0], atol=1e-9)
        assert np.allclose(together.covariance[member], by_oneself.covariance[0], atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(some.integers(0, 1000), some.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(seed: int, chance: object) -> None:
    rng = np.random.default_rng(seed)
    x, value = rng.standard_normal((20, 3)), rng.integers(0, 2, 20)
    order = rng.permutation(20)
    one, other = (
        fit(gather_answers(np.zeros(20, dtype=np.int64), x[rows], value[rows], 1), alone(4, 4.0))
        for rows in (np.arange(20), order)
    )
    assert np.allclose(one.mean, other.mean, atol=1e-6)
    assert np.allclose(one.covariance, other.covariance, atol=1e-6)


def test_few_answers_and_many_coordinates_are_solved_as_well() -> None:
    """The smaller of two systems is solved; both give the same."""
    rng = np.random.default_rng(11)
    x, value, who = rng.standard_normal((6, 9)), rng.integers(0, 2, 6), np.zeros(6, dtype=np.int64)
    short = gather_answers(who, x, value, 1)
    long = gather_answers(
        np.repeat([0, 1], [6, 30]), np.vstack([x, rng.standard_normal((30, 9))]),
        np.append(value, np.ones(30)), 2,
    )  # fmt: skip
    one, other = fit(short, alone(10, 2.0)), fit(long, alone(10, 2.0))
    assert np.allclose(one.mean[0], other.mean[0], atol=1e-9)
    assert np.allclose(one.covariance[0], other.covariance[0], atol=1e-9)


def test_who_said_nothing_keeps_the_prior() -> None:
    said = gather_answers(np.array([0, 0]), np.ones((2, 3)), np.array([True, False]), 2)
    found = fit(said, alone(4, 7.0))
    assert np.all(found.mean[1] == 0)
    assert np.allclose(found.covariance[1], 7.0 * np.eye(4))


def test_a_newcomer_has_the_taste_of_the_group_and_all_its_doubt() -> None:
    said = gather_answers(np.zeros(2, dtype=np.int64), np.ones((2, 2)), np.array([1.0, 0.0]), 2)
    prior = Prior(np.array([1.0, -2.0, 0.5]), 2.0 * np.eye(3), 0.3 * np.eye(3))
    found = fit(said, prior)
    assert np.allclose(found.mean[1], prior.mean)
    assert np.allclose(found.covariance[1], 2.3 * np.eye(3))


def test_a_group_that_said_nothing_keeps_the_prior() -> None:
    nothing = gather_answers(np.zeros(0, dtype=np.int64), np.zeros((0, 3)), np.zeros(0, dtype=bool), 2)
    assert np.all(fit(nothing, alone(4, 1.0)).mean == 0)


def test_the_mean_of_a_group_is_fitted_together_with_its_members(answers: Gather) -> None:
    """The mode of the whole two-level model: no step of the mean or of a member raises it."""
    said, own, shared = answers(), 2.0 * np.eye(6), 3.0 * np.eye(6)
    prior, tastes = pooled(said, own, shared)

    def whole(mean: Array) -> float:
        each = replace(prior, mean=mean, doubt=np.zeros((6, 6)))
        return (
            sum(
                log_posterior(said, member, mode, replace(each, doubt=shared))
                for member, mode in enumerate(tastes.mean)
            )
            - float(mean @ np.linalg.solve(shared, mean)) / 2
        )

    for step in np.eye(6) * STEP:
        assert abs(whole(prior.mean + step) - whole(prior.mean - step)) / (2 * STEP) < 1e-4
    again = fit(said, prior)
    assert np.allclose(again.covariance, tastes.covariance, atol=1e-6)


def test_members_who_share_a_taste_are_pulled_together_and_know_more() -> None:
    rng = np.random.default_rng(12)
    taste, who = 4.0 * rng.standard_normal(6), np.repeat(np.arange(10), 12)
    x = rng.standard_normal((120, 6)) / np.sqrt(6)
    said = gather_answers(who, x, rng.random(120) < 1 / (1 + np.exp(-x @ taste)), 10)
    _, together = pooled(said, 1.0 * np.eye(7), 15.0 * np.eye(7))
    apart = fit(said, alone(7, 16.0))
    off = [np.abs(found.mean[:, :6] - taste).mean() for found in (together, apart)]
    assert off[0] < 0.6 * off[1]
    assert np.trace(together.covariance.mean(axis=0)) < 0.5 * np.trace(apart.covariance.mean(axis=0))


def test_answers_without_any_contrast_still_have_a_mode() -> None:
    """All likes, perfectly separable, and a weak prior: plain Newton would run away."""
    x = np.random.default_rng(1).standard_normal((40, 3)) * 30
    said = gather_answers(np.zeros(40, dtype=np.int64), x, x[:, 0] > 0, 1)
    for scale in (1.0, 256.0, 1e4):
        slope, _ = slope_and_roots(said, fit(said, alone(4, scale)).mean)
        assert np.allclose(slope, fit(said, alone(4, scale)).mean / scale, atol=1e-6)


def test_held_out_answers_weigh_nothing(answers: Gather) -> None:
    said = answers(m=1)
    weight = said.weight.copy()
    weight[:, ::2] = 0
    flipped = replace(
        said, weight=weight,
        low=np.where(weight > 0, said.low, -said.high), high=np.where(weight > 0, said.high, -said.low),
    )  # fmt: skip
    assert np.array_equal(fit(said.weighing(weight), alone(6, 4.0)).mean, fit(flipped, alone(6, 4.0)).mean)


def test_picks_alone_leave_the_bias_at_zero() -> None:
    x = np.random.default_rng(10).standard_normal((12, 3))
    said = gather_answers(np.zeros(12, dtype=np.int64), x, np.ones(12), 1, paired=np.ones(12, dtype=bool))
    assert fit(said, alone(4, 4.0)).mean[0, -1] == 0.0


def test_two_who_use_a_scale_differently_are_learned_alike() -> None:
    """One grades from 4 to 6, the other from 0 to 10: the order of what they like is the same."""
    rng = np.random.default_rng(13)
    x = rng.standard_normal((60, 4)) / 2
    liking = 1 / (1 + np.exp(-(x @ np.array([3.0, -2.0, 1.0, 0.0]))))
    timid = 0.4 + 0.2 * np.round(liking, 1)
    said = gather_answers(
        np.repeat([0, 1], 60), np.vstack([x, x]), np.concatenate([liking, timid]), 2,
        graded=np.ones(120, dtype=bool),
    )  # fmt: skip
    loud, quiet = fit(said, alone(5, 4.0)).mean[:, :4]
    assert np.corrcoef(loud, quiet)[0, 1] > 0.97
    assert 0.5 < np.linalg.norm(quiet) / np.linalg.norm(loud) < 2.0


def test_modes_are_the_means_of_the_fit_wherever_they_begin() -> None:
    said, prior = mixed(14, m=5, f=4), alone(5, 16.0)
    found = fit(said, prior)
    far = 20.0 * np.random.default_rng(15).standard_normal(found.mean.shape)
    for before in (None, found.mean, far):
        assert np.allclose(modes(said, prior, before=before), found.mean, atol=1e-8)


@pytest.mark.parametrize("own", [np.diag([1.0, 4.0, 9.0, 0.5, 2.0, 1.0]), 2.0 * np.eye(6) + 0.5])
def test_both_forms_of_the_equations_have_the_same_modes(own: Array) -> None:
    """Fewer answers than weights, or more when others said much: nobody's mode depends on it."""
    said, prior = mixed(16, m=1, f=5), Prior(np.arange(6.0) / 3, own, np.zeros((6, 6)))
    few = said.weighing(said.weight * (said.answer <= 2))
    short, padded = (
        Answers(**{one.name: getattr(few, one.name)[:, :rows] for one in fields(few)}) for rows in (5, 20)
    )
    assert np.array_equal(short.answer[0], [0, 1, 2, 2, 2]), "two answers and a pick of four"
    assert np.allclose(modes(short, prior), modes(padded, prior), atol=1e-9)


def test_threads_change_nothing(monkeypatch) -> None:
    said, prior = mixed(17, m=9), alone(5, 4.0)
    monkeypatch.setattr(fitting, "_IN_CACHE", 2 * said.x.shape[1] * said.x.shape[2])
    one, two = fit(said, prior), fit(said, prior, threads=2)
    assert np.array_equal(one.mean, two.mean) and np.array_equal(one.covariance, two.covariance)
