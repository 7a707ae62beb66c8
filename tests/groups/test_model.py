"""Group models: members on one scale, combined by a rule, climbable as one utility."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.groups.comparability import Comparable, comparable
from group_plgl.groups.model import Abreast, GroupModel, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap

STEP = 1e-5
PRIOR = np.random.default_rng(1).standard_normal((3000, 4))


def tastes(m: int = 5, seed: int = 2) -> Tastes:
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((m, 7, 7)) * 0.2
    loudness = rng.lognormal(0, 1, (m, 1))
    return Tastes(rng.standard_normal((m, 7)) * loudness, root @ root.transpose(0, 2, 1) + 0.01 * np.eye(7))


@pytest.fixture
def opinions() -> DenseOpinions:
    rng = np.random.default_rng(3)
    return DenseOpinions(tastes(), AffineMap(rng.standard_normal((6, 4)), rng.standard_normal(6)))


def group(opinions: DenseOpinions, rule: str) -> GroupModel:
    return GroupModel(comparable(opinions, PRIOR), RULES[rule], equal_voices(5))


def test_everybody_is_brought_to_one_scale(opinions: DenseOpinions) -> None:
    means, sds = comparable(opinions, PRIOR).moments(PRIOR)
    assert np.allclose(means.mean(axis=1), 0, atol=1e-9)
    assert np.allclose(means.std(axis=1), 1, atol=1e-6)
    raw_means, raw_sds = opinions.moments(PRIOR)
    assert np.allclose(sds / raw_sds, 1 / raw_means.std(axis=1)[:, None])


def test_being_loud_does_not_help(opinions: DenseOpinions) -> None:
    louder = Tastes(opinions.tastes.mean.copy(), opinions.tastes.covariance.copy())
    louder.mean[0] *= 50
    louder.covariance[0] *= 50**2
    z = PRIOR[:50]
    for rule in RULES:
        one, other = group(opinions, rule), group(DenseOpinions(louder, opinions.space_map), rule)
        assert np.allclose(one.score(z), other.score(z), atol=1e-6)


def test_the_mean_of_linear_members_is_the_member_of_mean_weights(opinions: DenseOpinions) -> None:
    known = comparable(opinions, PRIOR)
    weights = np.mean(opinions.tastes.mean / known.scale[:, None], axis=0)
    average = DenseOpinions(Tastes(weights[None], np.eye(7)[None]), opinions.space_map)
    z = np.random.default_rng(4).standard_normal((60, 4))
    shift = np.mean(known.centre / known.scale)
    assert np.allclose(group(opinions, "mean").score(z), average.moments(z)[0][0] - shift)


@pytest.mark.parametrize("rule", RULES)
def test_gradients_are_those_of_the_score(opinions: DenseOpinions, rule: str) -> None:
    model = group(opinions, rule)
    z = np.random.default_rng(5).standard_normal((12, 4))
    slopes = np.empty_like(z)
    for k in range(4):
        step = np.eye(4)[k] * STEP
        slopes[:, k] = (model.score(z + step) - model.score(z - step)) / (2 * STEP)
    assert np.allclose(model.rise(z)[1], slopes, atol=1e-5)


def test_opinions_are_carried_back_through_the_scale(opinions: DenseOpinions) -> None:
    scaled = Comparable(opinions, np.zeros(5), np.full(5, 2.0))
    z, by_mean, by_sd = PRIOR[:3], *np.random.default_rng(6).standard_normal((2, 5, 3))
    assert np.allclose(scaled.traced(z)[2](by_mean, by_sd), opinions.traced(z)[2](by_mean, by_sd) / 2)


def test_voices_are_equal_and_sum_to_one() -> None:
    voices = equal_voices(7)
    assert voices.sum() == pytest.approx(1.0)
    assert len(set(voices.tolist())) == 1


def test_a_profile_shows_what_everybody_thinks(opinions: DenseOpinions) -> None:
    model = group(opinions, "consensus")
    known = model.profile(PRIOR[:4])
    assert known.means.shape == known.sds.shape == (5, 4)
    assert np.array_equal(model.score(PRIOR[:4]), RULES["consensus"].score(known))


def test_models_abreast_are_each_its_own(opinions: DenseOpinions) -> None:
    models = [group(opinions, rule) for rule in ("mean", "consensus", "median")]
    z = np.random.default_rng(7).standard_normal((12, 4))
    score, slope = Abreast(models).rise(z)
    assert np.array_equal(score, Abreast(models).score(z))
    for model, part in zip(models, np.split(np.arange(12), 3), strict=True):
        alone, own = model.rise(z[part])
        assert np.allclose(score[part], alone, atol=1e-12)
        assert np.allclose(slope[part], own, atol=1e-12)
