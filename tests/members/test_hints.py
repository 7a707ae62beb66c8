"""Hints: what is said of an attribute turns a taste as far as it should; it is held out with its picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from group_plgl.members import hints
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import hold_out
from group_plgl.members.fitting import EXACT, Prior, fit
from group_plgl.members.hints import Hints, Mentioned, directions_of, hinted, hints_of
from group_plgl.members.priors import UNTOLD, Belief, believed, choose_belief
from group_plgl.shapes import Array

F, N = 6, 300


def pictures(seed: int = 1) -> Array:
    return np.random.default_rng(seed).standard_normal((N, F)) / np.sqrt(F)


def said(m: int, each: int, taste: Array | None = None, seed: int = 2) -> Answers:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((m * each, F)) / np.sqrt(F)
    member = np.repeat(np.arange(m), each)
    score = np.zeros(len(x)) if taste is None else (x * taste[member]).sum(axis=1)
    return gather_answers(member, x, (rng.random(len(x)) < 1 / (1 + np.exp(-4 * score))).astype(float), m)


def of_axes(mentioned: list[Mentioned], m: int) -> Hints:
    x = pictures()
    return hints_of(mentioned, directions_of(x, x[:, :3]), m)


def test_a_direction_is_what_raises_the_attribute_by_one_spread_and_noise_is_not_seen() -> None:
    x = pictures()
    chance = np.random.default_rng(3).standard_normal(N)
    found = directions_of(x, np.column_stack([3.0 * x[:, 0] - x[:, 1] + 7.0, chance, np.full(N, 2.0)]))
    assert found.seen[0] > 0.99 and found.seen[1] < 0.1 and found.seen[2] == 0.0
    moved = found.foretold(x[:1] + found.way[:1]) - found.foretold(x[:1])
    assert np.isclose(moved[0, 0], 1.0)
    assert abs(found.foretold(x)[:, 0].mean()) < 1e-9


def test_a_pseudo_observation_is_the_gaussian_it_claims_to_be() -> None:
    """Without answers the posterior is that of a linear model, in closed form."""
    heard, none = of_axes([Mentioned(0, 0, 1.0), Mentioned(0, 2, -0.5)], 1), said(1, 1)
    quiet = none.weighing(0.0 * none.weight)
    variance = np.full(F + 1, 4.0)
    rows = hinted(quiet.counted(), quiet.weight > 0, heard, variance, 1.0)
    prior = Prior(np.zeros(F + 1), np.diag(variance), np.zeros((F + 1, F + 1)))
    x = np.hstack([heard.way[[0, 2]], np.zeros((2, 1))])
    sd = 2.0 * np.linalg.norm(x, axis=1)
    precision = np.array([1.0, 0.5 / (1 - hints.ALIKE / 2)]) * heard.seen[[0, 2]] / (hints.SPREAD * sd) ** 2
    aim = np.array([1.0, -1.0]) * hints.AIM * 2.0 * (1.0 + hints.SPREAD**2)
    covariance = np.linalg.inv(x.T @ (x * precision[:, None]) + np.eye(F + 1) / 4.0)
    found = fit(rows, prior, EXACT)
    assert np.allclose(found.covariance[0], covariance)
    assert np.allclose(found.mean[0], covariance @ x.T @ (precision * aim))


def test_once_more_counts_less_and_the_opposite_takes_it_back() -> None:
    counts = np.ones((1, 1), dtype=np.bool_)

    def much(*signed: float) -> tuple[float, float]:
        towards, amount = of_axes([Mentioned(0, 1, one) for one in signed], 1).summed(counts)
        return float(towards[0, 1]), float(amount[0, 1])

    once, twice, often = much(1.0)[1], much(1.0, 1.0)[1], much(*[1.0] * 100)[1]
    assert once == 1.0 < twice < 2.0 and twice < often < 1.0 / hints.ALIKE
    assert much(1.0, -1.0)[1] == 0.0
    assert much(1.0, -1.0, -1.0) == (-1.0, 1.0)
    assert much(0.4)[1] < 1.0
    aged = of_axes([Mentioned(0, 1, 1.0, age=10)], 1).summed(counts, half_life=10.0)[1]
    assert aged[0, 1] < 1.0


def test_what_was_said_about_a_held_out_picture_is_not_heard() -> None:
    answers = said(2, 10)
    heard = of_axes([Mentioned(0, 0, 1.0, place=3), Mentioned(1, 0, 1.0)], 2)
    away = answers.weighing(np.where(np.arange(10) == 3, 0.0, answers.weight))
    some, none = (believed(UNTOLD, away, F, hints=one)[1].mean for one in (heard, None))
    whole = believed(UNTOLD, answers, F, hints=heard)[1].mean
    without = believed(UNTOLD, answers, F)[1].mean
    assert np.abs(some[0] - none[0]).max() < 1e-5 < np.abs(some[1] - none[1]).max()
    assert np.abs(whole[0] - without[0]).max() > 1e-3
    assert len(hold_out(answers, lambda seen: believed(UNTOLD, seen, F, hints=heard)[1]).value) == 20


def test_true_hints_help_and_false_ones_are_found_out() -> None:
    rng = np.random.default_rng(5)
    taste = 2.0 * rng.standard_normal((10, F)) * (np.arange(F) < 3)
    few = said(10, 12, taste)
    x = pictures(9)

    def right(belief: Belief, heard: Hints | None) -> float:
        found = believed(belief, few, F, hints=heard)[1].mean[:, :F]
        return float((np.sign(found @ x.T) == np.sign(taste @ x.T)).mean())

    def spoken(sign: float) -> Hints:
        each = [Mentioned(m, k, sign * np.sign(taste[m, k])) for m in range(10) for k in range(3)]
        return of_axes(each * 3, 10)

    who = np.arange(10)
    true, false = spoken(1.0), spoken(-1.0)
    assert (
        right(choose_belief(few, F, who, hints=true), true) > right(choose_belief(few, F, who), None) + 0.03
    )
    assert choose_belief(few, F, who, hints=true).heeding == 1.0
    assert choose_belief(said(10, 60, taste), F, who, hints=false).heeding == 0.0


def test_nothing_said_and_nothing_heeded_change_nothing_at_all() -> None:
    answers, heard = said(3, 8), of_axes([Mentioned(0, 0, 1.0)], 3)
    plain = believed(UNTOLD, answers, F)[1].mean
    silent = of_axes([], 3)
    assert np.array_equal(believed(UNTOLD, answers, F, hints=silent)[1].mean, plain)
    assert np.array_equal(believed(replace(UNTOLD, heeding=0.0), answers, F, hints=heard)[1].mean, plain)
    assert choose_belief(answers, F, np.arange(3), hints=silent) == choose_belief(answers, F, np.arange(3))
