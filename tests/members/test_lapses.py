"""Lapses: in the likelihood as the mixture they are, estimated from repeats, believed where they foretell."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.fitting import alone, fit
from group_plgl.members.lapses import Repeats, ceiling, lapse_rates, repeats_in
from group_plgl.members.likelihood import Likelihood, along, scores, slope_and_roots

F, SPREAD = 4, 1.3


def mixed(seed: int = 1, m: int = 3, lapse: float = 0.2) -> Answers:
    """Likes, grades, picks of two and of four of `m` members who lapse."""
    rng = np.random.default_rng(seed)
    columns: list[tuple[int, np.ndarray, float, bool, bool, int]] = []
    number = 0
    for member in range(m):
        for _ in range(8):
            columns.append((member, rng.standard_normal(F), float(rng.random() < 0.5), False, False, number))
            number += 1
            columns.append((member, rng.standard_normal(F), float(rng.integers(10)) / 9, False, True, number))
            number += 1
            for rivals in (1, 3):
                for _ in range(rivals):
                    columns.append((member, rng.standard_normal(F), 1.0, True, False, number))
                number += 1
    member_, x, value, paired, graded, answer = (np.array(list(one)) for one in zip(*columns, strict=True))
    said = gather_answers(member_, x, value, m, paired=paired, graded=graded, answer=answer)
    return said.lapsing(np.full(m, lapse))


def log_likelihood(answers: Answers, w: np.ndarray, member: int) -> float:
    """By brute force: every answer alone, from the chances of everything that could have been said."""
    total, lapse = 0.0, answers.lapse.max()
    row = 0
    while row < answers.x.shape[1] and answers.answer[member, row] >= 0:
        number = answers.answer[member, row]
        rows = [r for r in range(answers.x.shape[1]) if answers.answer[member, r] == number]
        u = answers.x[member, rows] @ w
        if answers.paired[member, row]:
            chance = 1.0 / (1.0 + np.exp(-u).sum())
            idle = 1.0 / (len(rows) + 1)
        else:
            low, high = SPREAD * answers.low[member, row], SPREAD * answers.high[member, row]

            def within(at: float, low: float = low, high: float = high) -> float:
                return 1.0 / (1.0 + np.exp(-(high - at))) - 1.0 / (1.0 + np.exp(-(low - at)))

            chance, idle = within(float(u[0])), within(0.0)
        total += np.log((1.0 - lapse) * chance + lapse * idle)
        row = rows[-1] + 1
    return float(total)


@pytest.mark.parametrize("loud", [0.3, 3.0])
def test_the_slope_with_lapses_is_that_of_the_mixture_by_brute_force(loud: float) -> None:
    answers = mixed()
    w = loud * np.random.default_rng(2).standard_normal((3, F + 1))
    slope, _ = slope_and_roots(answers, w, SPREAD)
    for member in range(3):
        for place in range(F + 1):
            step = np.zeros(F + 1)
            step[place] = 1e-5
            up, down = (log_likelihood(answers, w[member] + sign * step, member) for sign in (1, -1))
            assert slope[member, place] == pytest.approx((up - down) / 2e-5, abs=1e-5)


def test_where_the_mixture_is_concave_its_curvature_is_the_true_one() -> None:
    answers = mixed(lapse=0.02)
    w = 0.05 * np.random.default_rng(3).standard_normal((3, F + 1))
    _, roots = slope_and_roots(answers, w, SPREAD)
    curvature = roots.transpose(0, 2, 1) @ roots
    for place in range(F + 1):
        step = np.zeros((3, F + 1))
        step[:, place] = 1e-5
        up, down = (slope_and_roots(answers, w + sign * step, SPREAD)[0] for sign in (1, -1))
        assert np.allclose(-(up - down) / 2e-5, curvature[:, place], atol=1e-4)


@pytest.mark.parametrize("loud", [1.0, 30.0])
def test_the_curvature_is_never_below_the_true_one_nor_below_none(loud: float) -> None:
    answers = mixed(lapse=0.3)
    likelihood = Likelihood(answers, SPREAD)
    w = loud * np.random.default_rng(4).standard_normal((3, F + 1))
    told = likelihood.at(scores(answers.x, w))
    assert (told.bend >= 0).all()
    roots = told.roots(answers.x)
    curvature = roots.transpose(0, 2, 1) @ roots
    carried = answers.x.transpose(0, 2, 1) @ told.curved(answers.x)
    assert np.allclose(curvature, carried, atol=1e-9)
    for place in range(F + 1):
        step = np.zeros((3, F + 1))
        step[:, place] = 1e-6
        up, down = (
            along(answers.x, likelihood.at(scores(answers.x, w + sign * step)).slope) for sign in (1, -1)
        )
        true = -(up - down)[:, place] / 2e-6
        assert (curvature[:, place, place] >= true - 1e-3).all()


def test_without_lapses_nothing_changes() -> None:
    answers = mixed(lapse=0.0)
    told = Likelihood(answers).at(np.zeros(answers.value.shape))
    assert told.picks is not None and (told.picks.common == 1.0).all()


def test_a_fit_with_lapses_ends_where_nothing_pulls() -> None:
    answers, prior = mixed(m=3, lapse=0.2), alone(F + 1, 16.0)
    tastes = fit(answers, prior)
    slope, _ = slope_and_roots(answers, tastes.mean, prior.spread)
    assert np.abs(slope - tastes.mean / 16.0).max() < 1e-7
    assert (np.linalg.eigvalsh(tastes.covariance) > 0).all()


def test_the_order_of_answers_does_not_matter_with_lapses() -> None:
    rng = np.random.default_rng(5)
    x, liked = rng.standard_normal((40, F)), (rng.random(40) < 0.5).astype(float)
    order = rng.permutation(40)
    member = np.zeros(40, dtype=np.int64)
    one, other = (
        fit(gather_answers(member, x[o], liked[o], 1).lapsing(np.array([0.15])), alone(F + 1, 16.0))
        for o in (np.arange(40), order)
    )
    assert np.abs(one.mean - other.mean).max() < 1e-6


def test_one_mad_answer_pulls_less_where_lapses_are_thinkable() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal((60, F))
    liked = (x[:, 0] > 0).astype(float)
    x[0], liked[0] = [4.0, 0.0, 0.0, 0.0], 0.0
    said = gather_answers(np.zeros(60, dtype=np.int64), x, liked, 1)
    plain = fit(said, alone(F + 1, 16.0)).mean[0, 0]
    assert fit(said.lapsing(np.array([0.05])), alone(F + 1, 16.0)).mean[0, 0] > 1.5 * plain


def test_repeats_are_counted_by_what_was_picked_or_its_side_of_the_middle() -> None:
    rng = np.random.default_rng(7)
    z = rng.standard_normal((4, F))

    def pick(winner: int) -> list[np.ndarray]:
        return [z[winner] - z[other] for other in rng.permutation(4) if other != winner]

    x = np.array([*pick(1), *pick(1), *pick(2), z[0], z[0], z[0]])
    answer = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 5])
    source = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3])
    value = np.array([1.0] * 9 + [0.6, 0.9, 0.1])
    said = gather_answers(
        np.zeros(12, dtype=np.int64), x, value, 2, paired=np.arange(12) < 9, answer=answer, source=source
    )
    found = repeats_in(said)
    assert found.same.tolist() == [2, 0] and found.asked.tolist() == [4, 0]
    assert found.chance[0] == pytest.approx((0.25 + 0.25 + 0.5 + 0.5) / 4)


def many(same: list[int], asked: list[int]) -> Repeats:
    return Repeats(np.array(same), np.array(asked), np.full(len(same), 0.5))


def test_few_repeats_say_what_the_group_says_and_many_speak_for_themselves() -> None:
    group, steady = [17] * 12, [20] * 12
    rates = lapse_rates(many([*group, 1, 200, 0], [*steady, 1, 200, 0]))
    assert rates[12] == pytest.approx(rates[:12].mean(), abs=0.03)
    assert rates[13] < 0.02
    assert rates[14] == pytest.approx(rates[:12].mean(), abs=0.03)
    assert 0.1 < rates[:12].mean() < 0.22  # 85 % would be 16 %
    assert lapse_rates(many([40] * 10, [40] * 10)).max() < 0.02
    assert lapse_rates(many([0], [0]))[0] == pytest.approx(0.04, abs=0.03)


def test_nobody_is_foretold_better_than_the_ceiling_of_their_agreement() -> None:
    assert ceiling(1.0) == 1.0 and ceiling(0.5) == 0.5 and ceiling(0.3) == 0.5
    assert ceiling(0.82) == pytest.approx(0.9)
    assert ceiling(0.25, 4) == pytest.approx(0.25)
    rng = np.random.default_rng(8)
    for q in (2, 4):
        chances = rng.dirichlet(np.full(q, 0.4), 2000)
        agreement, right = (chances**2).sum(axis=1).mean(), chances.max(axis=1).mean()
        assert agreement <= right <= ceiling(agreement, q) + 1e-9
