"""Lapses in the belief about a group: learned better where they are, nothing lost where they are not."""

from __future__ import annotations

import numpy as np

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.calibration import HeldOut, heard, telling
from group_plgl.members.fitting import alone, fit
from group_plgl.members.lapses import lapse_rates, repeats_in
from group_plgl.members.priors import choose_belief
from group_plgl.utility import sigmoid

F, M = 10, 10


def group(lapse: float, seed: int, each: int = 160) -> tuple[Answers, np.ndarray]:
    """Answers of members of sharp tastes who lapse so often; one in eight asks again."""
    rng = np.random.default_rng(seed)
    taste = 16.0 * rng.standard_normal((M, F))
    rows: list[tuple[int, np.ndarray, float, int, int]] = []
    for member in range(M):
        shown: list[tuple[np.ndarray, int]] = []
        for place in range(each):
            again = place % 8 == 7
            x, source = shown[int(rng.integers(len(shown)))] if again else (rng.standard_normal(F), len(rows))
            shown.append((x, source))
            meant = rng.random() < sigmoid(x @ taste[member] / np.sqrt(F))
            rows.append(
                (member, x, float(rng.random() < 0.5 if rng.random() < lapse else meant), len(rows), source)
            )
    member_, x_, value, answer, source_ = (np.array(list(one)) for one in zip(*rows, strict=True))
    said = gather_answers(member_, x_ / np.sqrt(F), value, M, answer=answer, source=source_)
    return said.lapsing(lapse_rates(repeats_in(said))), taste


def off(answers: Answers, taste: np.ndarray, scale: float) -> tuple[float, float]:
    """How far learned tastes point from the true ones, and log chances they give to true likings."""
    found = fit(answers, alone(F + 1, scale)).mean
    norms = np.linalg.norm(found[:, :F], axis=1) * np.linalg.norm(taste, axis=1)
    x = np.random.default_rng(99).standard_normal((2000, F)) / np.sqrt(F)
    truly, told = x @ taste.T > 0, sigmoid(x @ found[:, :F].T + found[:, F])
    score = np.log(np.clip(np.where(truly, told, 1.0 - told), 1e-9, 1.0)).mean()
    return float(1.0 - (np.einsum("mf,mf->m", found[:, :F], taste) / norms).mean()), float(score)


def test_members_who_agree_with_themselves_on_85_percent_are_learned_and_told_better() -> None:
    with_, without = [], []
    for seed in range(4):
        said, taste = group(0.16, seed)
        with_.append(off(said, taste, 256.0))
        without.append(off(said.lapsing(np.zeros(M)), taste, 256.0))
    better = np.mean(without, axis=0) - np.mean(with_, axis=0)
    assert better[0] > 0.0 and better[1] < 0.0, "nearer to the truth, and surer where it is right to be"


def test_members_who_agree_on_97_percent_lose_nothing() -> None:
    with_, without = [], []
    for seed in range(4):
        said, taste = group(0.02, seed)
        with_.append(off(said, taste, 64.0))
        without.append(off(said.lapsing(np.zeros(M)), taste, 64.0))
    assert (np.mean(with_, axis=0) - np.mean(without, axis=0))[0] < 0.003


def test_lapses_are_believed_where_they_foretell_and_nowhere_else() -> None:
    found = [choose_belief(group(0.25, seed)[0], F, np.arange(M)).lapsing for seed in range(3)]
    assert sum(found) >= 2
    steady = [choose_belief(group(0.0, seed, each=60)[0], F, np.arange(M)).lapsing for seed in range(3)]
    assert sum(steady) <= 1


def test_what_is_heard_of_who_lapses_is_nearer_to_even() -> None:
    none = np.zeros(2, dtype=bool)
    held_out = HeldOut(np.array([0, 1]), np.array([3.0, 3.0]), np.ones(2), none, np.arange(2))
    said = heard(held_out, np.array([0.0, 0.2])).logit
    assert said[0] == 3.0 and sigmoid(said[1:])[0] == 0.8 * sigmoid(np.array(3.0)) + 0.1


def shown(effect: list[float], each: int = 30, seed: int = 1) -> np.ndarray:
    """Whether a signal is told of members foretold by so much."""
    rng, m = np.random.default_rng(seed), len(effect)
    member = np.repeat(np.arange(m), each)
    value = (rng.random(m * each) < 0.5).astype(float)
    logit = rng.standard_normal(m * each) + np.repeat(effect, each) * (value - 0.5)
    singles = np.zeros(m * each, dtype=bool)
    return telling(HeldOut(member, logit, value, singles, np.arange(m * each)), m)


def test_a_member_among_plain_tastes_is_believed_with_less_but_groups_of_chance_are_not() -> None:
    faint = 0.85
    among = np.mean([shown([*[2.0] * 8, faint], seed=seed)[8] for seed in range(200)])
    without = np.mean([shown([*[0.0] * 8, faint], seed=seed)[8] for seed in range(200)])
    assert among > without + 0.2
    assert np.mean([shown([0.0] * 9, seed=seed).mean() for seed in range(200)]) < 0.01
    assert np.mean([shown([*[2.0] * 8, 0.0], seed=seed)[8] for seed in range(200)]) < 0.06
