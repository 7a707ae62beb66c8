"""Classes: the softmax of all classes together, its slopes, and what is told of each."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.classes import (
    Sorted,
    class_modes,
    class_tastes,
    foretold_classes,
    kinship,
    log_likelihood,
    softmax,
)
from group_plgl.members.priors import Belief, believed
from group_plgl.shapes import Array

BELIEF = Belief(4.0, 0.3)


def sorted_by(
    m: int, a: int, f: int, k: int, *, seed: int = 0, ordered: bool = False, utility: Array | None = None
) -> Sorted:
    """What `m` members put into `k` classes by utilities of their own, `m x k x f`."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((m, a, f)) / np.sqrt(f)
    w = 4.0 * rng.standard_normal((m, k, f)) if utility is None else utility
    score = np.einsum("maf,mkf->mak", x, w)
    label = np.argmax(score + rng.gumbel(size=score.shape), axis=2)
    answers = gather_answers(np.repeat(np.arange(m), a), x.reshape(-1, f), (label == 0).ravel() * 1.0, m)
    return Sorted(answers, np.eye(k)[label], True, ordered)


def posterior(said: Sorted, w: Array, mean: Array, own: Array, shared: Array, kin: Array) -> float:
    """The log posterior of weights `m x (f+1) x k` about a mean, spelled out."""
    inverse = np.linalg.pinv(kin)
    apart = w - mean
    bent = np.einsum("mfc,cd,mfd,f->", apart, inverse, apart, 1.0 / own)
    bent += np.einsum("fc,cd,fd,f->", mean, inverse, mean, 1.0 / shared)
    return log_likelihood(said, said.answers.x @ w) - 0.5 * float(bent)


@pytest.mark.parametrize("k", [2, 3, 9])
@pytest.mark.parametrize("ordered", [False, True])
def test_the_mode_is_where_the_posterior_has_no_slope_by_finite_differences(k: int, ordered: bool) -> None:
    said = sorted_by(3, 12, 4, k, ordered=ordered)
    own, shared = BELIEF.variances(5, 4)
    kin = kinship(k, ordered)
    w = class_modes(said, own, shared, kin)
    mean = w.sum(axis=0) * (shared / (own + len(w) * shared))[:, None]
    at = posterior(said, w, mean, own, shared, kin)
    rng, step = np.random.default_rng(1), 1e-4
    for _ in range(20):
        way = rng.standard_normal(w.shape)
        way -= way.mean(axis=2, keepdims=True)  # utilities of classes are told up to what they share
        up, down = (posterior(said, w + side * step * way, mean, own, shared, kin) for side in (1, -1))
        assert abs(up - down) / (2 * step) < 1e-5
        assert up < at and down < at


def test_the_slope_of_the_log_likelihood_is_what_was_said_less_what_was_expected() -> None:
    said = sorted_by(2, 6, 3, 4)
    rng = np.random.default_rng(2)
    score = rng.standard_normal(said.belongs.shape)
    slope = said.belongs - softmax(score)
    for place in [(0, 0, 0), (1, 3, 2), (0, 5, 3)]:
        shift = np.zeros_like(score)
        shift[place] = 1e-6
        measured = (log_likelihood(said, score + shift) - log_likelihood(said, score - shift)) / 2e-6
        assert measured == pytest.approx(slope[place], abs=1e-6)


def test_two_classes_are_a_swipe() -> None:
    said = sorted_by(5, 20, 6, 2)
    one, other = class_tastes(BELIEF, said, 6)
    _, swiped = believed(BELIEF, said.answers, 6)
    assert np.abs(one.mean - swiped.mean).max() < 1e-7
    assert np.abs(one.covariance - swiped.covariance).max() < 1e-7
    assert np.abs(one.mean + other.mean).max() < 1e-9


def test_held_out_rows_padding_and_the_order_of_classes_change_nothing() -> None:
    said = sorted_by(4, 15, 5, 3)
    weight = said.answers.weight.copy()
    weight[:, 10:] = 0.0
    shorter = Sorted(said.answers.of(slice(None)), said.belongs)
    held = class_tastes(BELIEF, shorter.weighing(weight), 5)
    cut = Answers(**{one.name: getattr(said.answers, one.name)[:, :10] for one in fields(Answers)})
    alone = class_tastes(BELIEF, Sorted(cut, said.belongs[:, :10]), 5)
    for one, other in zip(held, alone, strict=True):
        assert np.abs(one.mean - other.mean).max() < 1e-7
    turned = class_tastes(BELIEF, replace(said, belongs=said.belongs[..., ::-1]), 5)
    for one, other in zip(class_tastes(BELIEF, said, 5), turned[::-1], strict=True):
        assert np.abs(one.mean - other.mean).max() < 1e-7


def test_a_class_varies_like_a_like_before_any_answer() -> None:
    for k in (2, 3, 7):
        for ordered in (False, True):
            kin = kinship(k, ordered)
            assert np.allclose(kin.sum(axis=0), 0.0)
            contrast = (np.eye(k) - 1.0 / k) * k / (k - 1.0)
            assert np.diag(contrast @ kin @ contrast.T).mean() == pytest.approx(1.0)
    near, far = kinship(5, True)[0, 1], kinship(5, True)[0, 4]
    assert near > far  # a spectrum: neighbours are alike


def test_classes_that_are_steps_are_foretold_better_when_that_is_told() -> None:
    better = []
    for seed in range(6):
        rng = np.random.default_rng(100 + seed)
        line = 8.0 * rng.standard_normal((6, 12))
        steps = np.linspace(-1.0, 1.0, 4)[None, :, None] * line[:, None]
        shown, fresh = (
            sorted_by(6, a, 12, 4, seed=100 * (1 + seed) + a, utility=steps) for a in (30, 300)
        )  # fmt: skip
        right = []
        for ordered in (False, True):
            tastes = class_tastes(Belief(16.0, 0.1), replace(shown, ordered=ordered), 12)
            score = np.stack([(fresh.answers.x @ one.mean[..., None])[..., 0] for one in tastes], axis=2)
            right.append(np.mean(score.argmax(axis=2) == fresh.belongs.argmax(axis=2)))
        better.append(right[1] - right[0])
    assert np.mean(better) > 0.0


def test_several_classes_are_each_a_yes_or_no_of_their_own() -> None:
    said = replace(sorted_by(4, 15, 5, 3), exclusive=False)
    many = replace(said, belongs=np.maximum(said.belongs, np.roll(said.belongs, 1, axis=2)))
    for place, tastes in enumerate(class_tastes(BELIEF, many, 5)):
        inside = many.belongs[..., place]
        low, high = np.where(inside > 0, 0.0, -np.inf), np.where(inside > 0, np.inf, 0.0)
        likes = replace(many.answers, value=inside, low=low, high=high)
        assert np.abs(tastes.mean - believed(BELIEF, likes, 5)[1].mean).max() < 1e-9


def test_unseen_answers_are_foretold_and_shuffled_ones_are_not() -> None:
    said = sorted_by(8, 40, 4, 3, seed=3)
    foretold = foretold_classes(BELIEF, said, 4)
    assert len(foretold) == 3 and all(len(one.value) == 8 * 40 for one in foretold)
    truth = np.array([one.value for one in foretold]).argmax(axis=0)
    right = np.mean(np.array([one.logit for one in foretold]).argmax(axis=0) == truth)
    shuffled = replace(said, belongs=np.random.default_rng(1).permuted(said.belongs, axis=1))
    unseen = foretold_classes(BELIEF, shuffled, 4)
    truth = np.array([one.value for one in unseen]).argmax(axis=0)
    chance = np.mean(np.array([one.logit for one in unseen]).argmax(axis=0) == truth)
    assert right > 0.5 > 0.45 > chance
