"""Drift: found where later answers show it, never where tastes stand still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.dense import Tastes
from group_plgl.members.drift import FEWEST, choose_half_life, said_by, up_to
from group_plgl.members.fitting import alone, fit
from group_plgl.members.priors import believed, choose_belief

F, M = 8, 10


def group(turned: float, seed: int = 1, each: int = 60) -> tuple[Answers, np.ndarray]:
    """Answers of members whose tastes turn by so many quarter turns meanwhile, and their last ones."""
    rng = np.random.default_rng(seed)
    first, other = rng.standard_normal((2, M, F)) * 6.0
    who, place = np.repeat(np.arange(M), each), np.tile(np.arange(each), M)
    angle = turned * np.pi / 2.0 * place / each
    taste = np.cos(angle)[:, None] * first[who] + np.sin(angle)[:, None] * other[who]
    x = rng.standard_normal((M * each, F)) / np.sqrt(F)
    liked = rng.random(M * each) < 1.0 / (1.0 + np.exp(-np.einsum("nf,nf->n", x, taste)))
    end = np.cos(turned * np.pi / 2.0) * first + np.sin(turned * np.pi / 2.0) * other
    return gather_answers(who, x, liked.astype(float), M, age=each - 1 - place), end


def learn(seen: Answers) -> Tastes:
    """Learns everybody alone."""
    return fit(seen, alone(F + 1, 16.0))


def likeness(tastes: Tastes, truth: np.ndarray) -> float:
    """Mean cosine of learned and true tastes."""
    found = tastes.mean[:, :F]
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(truth, axis=1)
    return float((np.einsum("mf,mf->m", found, truth) / norms).mean())


@pytest.mark.parametrize("seed", range(1, 11))
def test_tastes_that_stand_still_do_not_fade(seed: int) -> None:
    answers, _ = group(0.0, seed)
    assert choose_half_life(answers, np.arange(M), learn) == 0.0


@pytest.mark.parametrize("seed", range(1, 6))
def test_tastes_that_turn_fade_and_are_known_better_by_it(seed: int) -> None:
    answers, end = group(2.0, seed)
    half_life = choose_half_life(answers, np.arange(M), learn)
    assert half_life > 0.0
    assert likeness(learn(answers.fading(half_life)), end) > likeness(learn(answers), end) + 0.1


def test_few_answers_show_no_drift() -> None:
    answers, _ = group(2.0, each=FEWEST - 1)
    assert choose_half_life(answers, np.arange(M), learn) == 0.0
    known = gather_answers(np.zeros(40, dtype=np.int64), np.ones((40, 2)), np.ones(40), 1)
    assert choose_half_life(known, np.arange(1), learn) == 0.0, "without ages nothing came later"


def test_an_answer_counts_half_after_a_half_life_and_the_newest_that_is_known_wholly() -> None:
    answers, _ = group(0.0, each=30)
    weight = answers.fading(10.0).weight
    assert np.allclose(weight[:, -1], 1.0) and np.allclose(weight[:, -11], 0.5)
    early = answers.weighing(answers.weight * up_to(answers, 0.5)).fading(10.0).weight
    assert np.allclose(early[:, 14], 1.0) and np.allclose(early[:, 4], 0.5) and not early[:, 15:].any()
    assert answers.fading(0.0) is answers
    assert said_by(answers).tolist() == [30] * M


def test_the_belief_about_a_group_says_whether_its_answers_fade() -> None:
    answers, end = group(2.0)
    belief = choose_belief(answers, F, np.arange(M))
    assert belief.half_life > 0.0
    steady, _ = group(0.0)
    assert choose_belief(steady, F, np.arange(M)).half_life == 0.0
    still = replace(belief, half_life=0.0)
    found, before = (believed(one, answers, F)[1] for one in (belief, still))
    assert likeness(found, end) > likeness(before, end) + 0.1
