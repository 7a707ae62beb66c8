"""Group models: members on one scale, combined by a rule, climbable as one utility."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadInput, BadShape
from group_plgl.groups.comparability import Comparable, calibrated, comparable
from group_plgl.groups.model import Abreast, GroupModel, Voices, equal_voices, weighted_voices
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


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.slopes is not None])
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
    assert voices.weights.sum() == pytest.approx(1.0)
    assert len(set(voices.weights.tolist())) == 1
    assert not voices.even.any() and not voices.camps.any()


def test_voices_are_weighed_in_proportion() -> None:
    voices = weighted_voices(np.array([1.0, 3.0]), even=0.5, camps=np.array([1, 0]))
    assert np.allclose(voices.weights, [0.25, 0.75])
    assert voices.even.tolist() == [0.5, 0.5] and voices.camps.tolist() == [1, 0]


@pytest.mark.parametrize("weights", [[0.5, 0.6], [1.5, -0.5]])
def test_voices_that_do_not_make_up_one_are_refused(weights: list[float]) -> None:
    with pytest.raises(BadInput, match="sum to 1"):
        Voices(np.array(weights), np.zeros(2), np.zeros(2, dtype=np.int64))


def test_voices_of_unequal_parts_are_refused() -> None:
    with pytest.raises(BadShape, match="weights, even and camps m each"):
        Voices(np.full(2, 0.5), np.zeros(3), np.zeros(2, dtype=np.int64))


def test_liking_is_even_where_the_logit_is_zero(opinions: DenseOpinions) -> None:
    for known in (comparable(opinions, PRIOR), calibrated(opinions, 0.7)):
        means, _ = known.moments(PRIOR[:200])
        raw, _ = opinions.moments(PRIOR[:200])
        even = equal_voices(5, known.even).even
        assert np.array_equal(means > even[:, None], raw > 0)


def test_calibrated_opinions_keep_the_slope_as_their_unit(opinions: DenseOpinions) -> None:
    means, sds = calibrated(opinions, 0.7).moments(PRIOR[:5])
    raw, raw_sds = opinions.moments(PRIOR[:5])
    assert np.allclose(means, 0.7 * raw) and np.allclose(sds, 0.7 * raw_sds)


def test_a_rule_that_only_ranks_is_no_way_up(opinions: DenseOpinions) -> None:
    with pytest.raises(BadInput, match="the rule 'borda' ranks candidates"):
        group(opinions, "borda").rise(PRIOR[:3])


def test_latents_are_put_in_order_by_the_rule(opinions: DenseOpinions) -> None:
    model = group(opinions, "mean")
    assert np.array_equal(model.order(PRIOR[:9]), np.argsort(-model.score(PRIOR[:9])))


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
