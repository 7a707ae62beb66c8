"""What every rule must hold: right slopes, no favourites, no one worse off by more liking, words."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from group_plgl.groups.model import equal_voices
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import DEFAULT_RULE, RULES, Rule

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
STEP = 1e-6


def profile(m: int = 5, n: int = 40, seed: int = 1, weights: np.ndarray | None = None) -> Profile:
    rng = np.random.default_rng(seed)
    voices = equal_voices(m) if weights is None else weights
    return Profile(rng.standard_normal((m, n)), rng.uniform(0.1, 1.5, (m, n)), voices)


def uneven(m: int) -> np.ndarray:
    weights = np.arange(1.0, m + 1)
    return weights / weights.sum()


@every_rule
@pytest.mark.parametrize("m", [1, 2, 5, 6])
@pytest.mark.parametrize("voices", [equal_voices, uneven])
def test_slopes_are_those_of_the_score(rule: Rule, m: int, voices: object) -> None:
    known = profile(m, weights=voices(m))  # type: ignore[operator]
    by_mean, by_sd = rule.slopes(known)
    for member in range(m):
        step = np.zeros_like(known.means)
        step[member] = STEP
        mean_up, mean_down = (Profile(known.means + s * step, known.sds, known.weights) for s in (1, -1))
        sd_up, sd_down = (Profile(known.means, known.sds + s * step, known.weights) for s in (1, -1))
        assert np.allclose(
            (rule.score(mean_up) - rule.score(mean_down)) / (2 * STEP), by_mean[member], atol=1e-6
        )
        assert np.allclose((rule.score(sd_up) - rule.score(sd_down)) / (2 * STEP), by_sd[member], atol=1e-6)


@every_rule
def test_a_score_is_one_number_per_latent(rule: Rule) -> None:
    known = profile(3, 7)
    assert rule.score(known).shape == (7,)
    assert [slope.shape for slope in rule.slopes(known)] == [(3, 7), (3, 7)]


@every_rule
@pytest.mark.parametrize("weights", [equal_voices(6), uneven(6)], ids=["equal", "uneven"])
def test_the_order_of_members_does_not_matter(rule: Rule, weights: np.ndarray) -> None:
    known = profile(6, weights=weights)
    order = np.random.default_rng(2).permutation(6)
    mixed = Profile(known.means[order], known.sds[order], known.weights[order])
    assert np.allclose(rule.score(known), rule.score(mixed), atol=1e-12)
    for one, other in zip(rule.slopes(known), rule.slopes(mixed), strict=True):
        assert np.allclose(one[order], other, atol=1e-12)


@every_rule
def test_what_everybody_likes_more_scores_more(rule: Rule) -> None:
    known = profile()
    raised = Profile(known.means + 0.7, known.sds, known.weights)
    assert np.allclose(rule.score(raised), rule.score(known) + 0.7)


@every_rule
def test_nobody_lowers_the_score_by_liking_more(rule: Rule) -> None:
    known = profile()
    for member in range(5):
        liking = known.means.copy()
        liking[member] += 0.5
        assert np.all(rule.score(Profile(liking, known.sds, known.weights)) >= rule.score(known) - 1e-12)
    assert np.all(rule.slopes(known)[0] >= 0)
    assert np.allclose(rule.slopes(known)[0].sum(axis=0), 1.0)


@every_rule
def test_who_has_no_voice_does_not_count(rule: Rule) -> None:
    known = profile(4)
    mute = Profile(
        np.vstack([known.means, np.full((1, 40), 3.0)]), np.vstack([known.sds, known.sds[:1]]),
        np.append(known.weights, 0.0),
    )  # fmt: skip
    assert np.allclose(rule.score(mute), rule.score(known))


@every_rule
def test_two_of_the_same_count_as_one_of_twice_the_voice(rule: Rule) -> None:
    known = profile(3)
    doubled = Profile(np.vstack([known.means] * 2), np.vstack([known.sds] * 2), equal_voices(6))
    assert np.allclose(rule.score(doubled), rule.score(known))


@every_rule
def test_every_rule_has_words_for_people(rule: Rule) -> None:
    texts = {f.name: getattr(rule, f.name) for f in fields(rule) if f.name not in ("score", "slopes")}
    assert all(isinstance(text, str) and text.strip() for text in texts.values())
    assert rule.advice.startswith("Use it when") and rule.advice.endswith(".") and rule.help.endswith(".")
    assert RULES[rule.name] is rule


def test_the_default_is_one_of_them() -> None:
    assert DEFAULT_RULE in RULES
