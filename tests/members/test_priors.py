"""The group's prior: found out on held-out answers, never taken on trust."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.fitting import pooled
from group_plgl.members.priors import SCALES, UNTOLD, Belief, believed, choose_belief

F = 12


def group(
    share: float, loudness: float = 6.0, m: int = 12, each: int = 24, seed: int = 1
) -> tuple[Answers, np.ndarray]:
    """Answers of members whose tastes have so much in common, and the tastes."""
    rng = np.random.default_rng(seed)
    common, own = rng.standard_normal(F), rng.standard_normal((m, F))
    taste = loudness * (np.sqrt(share) * common + np.sqrt(1.0 - share) * own)
    who = np.repeat(np.arange(m), each)
    x = rng.standard_normal((m * each, F)) / np.sqrt(F)
    chance = 1.0 / (1.0 + np.exp(-np.einsum("nf,nf->n", x, taste[who])))
    return gather_answers(who, x, rng.random(len(who)) < chance, m), taste


def agreement(belief: Belief, said: Answers, taste: np.ndarray) -> float:
    """Mean cosine of learned and true tastes."""
    found = believed(belief, said, F)[1].mean[:, :F]
    both = np.einsum("mf,mf->m", found, taste)
    return float((both / (np.linalg.norm(found, axis=1) * np.linalg.norm(taste, axis=1))).mean())


def test_a_group_that_shares_is_found_to_share_and_its_members_are_known_better() -> None:
    said, taste = group(share=0.8)
    found = choose_belief(said, F, np.arange(12))
    assert found.share >= 0.3
    assert agreement(found, said, taste) > agreement(Belief(found.scale), said, taste) + 0.05


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_group_that_shares_nothing_loses_nothing(seed: int) -> None:
    said, taste = group(share=0.0, seed=seed)
    found = choose_belief(said, F, np.arange(12))
    assert found.share <= 0.3
    assert agreement(found, said, taste) > agreement(Belief(found.scale), said, taste) - 0.03


def test_the_scale_follows_how_much_can_be_foretold() -> None:
    rows = np.arange(12)
    noise, _ = group(share=0.0, loudness=0.0, each=60)
    clear, _ = group(share=0.0, loudness=40.0, each=60)
    assert choose_belief(noise, F, rows).scale == SCALES[0]
    assert choose_belief(clear, F, rows).scale > 4.0
    assert choose_belief(clear, F, rows[:0]) == UNTOLD


def test_one_member_shares_with_nobody() -> None:
    said, _ = group(share=0.5, m=1)
    assert choose_belief(said, F, np.arange(1)).share == 0.0


def test_a_newcomer_is_foretold_as_the_group_is() -> None:
    said, taste = group(share=0.8)
    weight = said.weight.copy()
    weight[0] = 0.0
    prior, tastes = believed(Belief(16.0, 0.6), said.weighing(weight), F)
    assert np.allclose(tastes.mean[0], prior.mean, atol=1e-9)
    assert np.corrcoef(tastes.mean[0, :F], taste[0])[0, 1] > 0.5


def test_a_shape_is_learned_where_members_differ_in_few_directions() -> None:
    rng = np.random.default_rng(5)
    m, each = 30, 30
    taste = np.zeros((m, F))
    taste[:, 0] = 12.0 * np.where(np.arange(m) % 2, 1.0, -1.0)
    who = np.repeat(np.arange(m), each)
    x = rng.standard_normal((m * each, F)) / np.sqrt(F)
    said = gather_answers(who, x, np.einsum("nf,nf->n", x, taste[who]) > 0, m)
    prior, _ = believed(Belief(16.0, 0.1, shaped=True), said, F)
    own = np.diag(prior.own)[:F]
    assert own[0] > 3.0 * own[1:].max()
    assert agreement(Belief(16.0, 0.1, shaped=True), said, taste) > agreement(Belief(16.0, 0.1), said, taste)


def test_rows_that_do_not_count_and_curves_that_nothing_is_believed_of_change_nothing() -> None:
    said, _ = group(0.5, seed=3)
    f = said.x.shape[2] - 1
    curved = replace(said, x=np.insert(said.x, [f] * 5, said.x[..., :5] ** 2, axis=2))
    some = curved.weighing(curved.weight * (np.random.default_rng(0).random(curved.weight.shape) < 0.7))
    belief = Belief(4.0, 0.3)
    full = believed(belief, some, f)[1]
    assert some.counted().x.shape[1] < some.x.shape[1]
    few = believed(belief, some.straightened(f), f)[1]
    kept = [*range(f), -1]
    np.testing.assert_allclose(full.mean[:, kept], few.mean, atol=1e-4)
    np.testing.assert_allclose(full.covariance[:, kept][:, :, kept], few.covariance, atol=1e-4)
    assert np.abs(full.mean[:, f:-1]).max() < 1e-4
    own, shares = belief.variances(f + 1, f)
    weighed = pooled(some.straightened(f), np.diag(own), np.diag(shares))[1]
    np.testing.assert_allclose(few.mean, weighed.mean, atol=1e-8)
    np.testing.assert_allclose(few.covariance, weighed.covariance, atol=1e-8)
