"""What every rule must hold: right slopes, no favourites, no one worse off by more liking, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from group_plgl.groups.model import Voices, equal_voices, weighted_voices
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES, Rule

SLOPED = {name: rule for name, rule in RULES.items() if rule.slopes is not None}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
every_sloped_rule = pytest.mark.parametrize("rule", SLOPED.values(), ids=list(SLOPED))
WITH_UNITS = [*CHIEF, "trimmed_mean", "least_misery", "leximin", "worst_third", "most_pleasure"]
STEP = 1e-6


def equal(m: int) -> Voices:
    return equal_voices(m, np.linspace(-0.5, 0.5, m), np.arange(m) % 3)


def uneven(m: int) -> Voices:
    return weighted_voices(np.arange(1.0, m + 1), np.linspace(0.5, -0.5, m), np.arange(m) % 2)


def profile(m: int = 5, n: int = 40, seed: int = 1, voices: Voices | None = None) -> Profile:
    rng = np.random.default_rng(seed)
    return Profile(
        rng.standard_normal((m, n)), rng.uniform(0.1, 1.5, (m, n)), equal(m) if voices is None else voices
    )


def picked(voices: Voices, rows: np.ndarray) -> Voices:
    return weighted_voices(voices.weights[rows], voices.even[rows], voices.camps[rows])


@every_sloped_rule
@pytest.mark.parametrize("m", [1, 2, 5, 6])
@pytest.mark.parametrize("voices", [equal, uneven])
def test_slopes_are_those_of_the_score(rule: Rule, m: int, voices: Callable[[int], Voices]) -> None:
    known = profile(m, voices=voices(m))
    by_mean, by_sd = rule.slopes_at(known)
    for member in range(m):
        step = np.zeros_like(known.means)
        step[member] = STEP
        mean_up, mean_down = (replace(known, means=known.means + s * step) for s in (1, -1))
        sd_up, sd_down = (replace(known, sds=known.sds + s * step) for s in (1, -1))
        by_step = (rule.score(mean_up) - rule.score(mean_down)) / (2 * STEP)
        assert np.allclose(by_step, by_mean[member], atol=1e-6, rtol=1e-6)
        by_step = (rule.score(sd_up) - rule.score(sd_down)) / (2 * STEP)
        assert np.allclose(by_step, by_sd[member], atol=1e-6, rtol=1e-6)


@every_rule
def test_a_score_is_one_number_per_latent(rule: Rule) -> None:
    known = profile(3, 7)
    assert rule.score(known).shape == (7,)
    assert sorted(rule.order(known).tolist()) == list(range(7))
    assert rule.places(known).shape == (7,)


@every_sloped_rule
def test_a_slope_is_one_number_per_member_and_latent(rule: Rule) -> None:
    assert [slope.shape for slope in rule.slopes_at(profile(3, 7))] == [(3, 7), (3, 7)]


@every_rule
@pytest.mark.parametrize("voices", [equal(6), uneven(6)], ids=["equal", "uneven"])
def test_the_order_of_members_does_not_matter(rule: Rule, voices: Voices) -> None:
    known = profile(6, voices=voices)
    order = np.random.default_rng(2).permutation(6)
    mixed = Profile(known.means[order], known.sds[order], picked(voices, order))
    assert np.allclose(rule.score(known), rule.score(mixed), atol=1e-12)
    assert np.array_equal(rule.places(known), rule.places(mixed))
    if rule.slopes is not None:
        for one, other in zip(rule.slopes_at(known), rule.slopes_at(mixed), strict=True):
            assert np.allclose(one[order], other, atol=1e-12)


@pytest.mark.parametrize("name", WITH_UNITS)
def test_what_everybody_likes_more_scores_as_much_more(name: str) -> None:
    rule, known = RULES[name], profile()
    raised = replace(known, means=known.means + 0.7)
    assert np.allclose(rule.score(raised), rule.score(known) + 0.7)
    assert np.allclose(rule.slopes_at(known)[0].sum(axis=0), 1.0)


@every_rule
def test_nobody_lowers_the_score_by_liking_more(rule: Rule) -> None:
    known = profile()
    for member in range(5):
        liking = known.means.copy()
        liking[member, 7] += 0.5
        raised = replace(known, means=liking)
        assert rule.score(raised)[7] >= rule.score(known)[7] - 1e-12
        assert rule.places(raised)[7] <= rule.places(known)[7]
    if rule.slopes is not None:
        assert np.all(rule.slopes_at(known)[0] >= 0)


@every_rule
def test_who_has_no_voice_does_not_count(rule: Rule) -> None:
    for said in (-300.0, 300.0):
        known = profile(4)
        mute = Profile(
            np.vstack([known.means, np.full((1, 40), said)]), np.vstack([known.sds, known.sds[:1]]),
            weighted_voices(
                np.append(np.ones(4), 0.0), np.append(known.voices.even, 0.0), np.array([0, 1, 2, 0, 5])
            ),
        )  # fmt: skip
        assert np.allclose(rule.score(mute), rule.score(known))
        assert np.array_equal(rule.places(mute), rule.places(known))
        if rule.slopes is not None:
            assert not rule.slopes_at(mute)[0][4].any()


@every_rule
@pytest.mark.parametrize("voices", [equal(3), uneven(3)], ids=["equal", "uneven"])
def test_two_of_the_same_count_as_one_of_twice_the_voice(rule: Rule, voices: Voices) -> None:
    known = profile(3, voices=voices)
    rows = np.tile(np.arange(3), 2)
    doubled = Profile(known.means[rows], known.sds[rows], picked(voices, rows))
    assert np.allclose(rule.score(doubled), rule.score(known))
    assert np.array_equal(rule.places(doubled), rule.places(known))


@every_rule
def test_many_latents_are_scored_as_few_are(rule: Rule) -> None:
    known = profile(600, 1000)
    if rule.name in ("borda", "copeland", "plurality"):  # these look at all candidates at once
        known = known.part(slice(0, 30))
        shown = np.random.default_rng(5).permutation(30)
    else:
        shown = np.arange(0, 1000, 37)
    few = Profile(known.means[:, shown], known.sds[:, shown], known.voices)
    assert np.allclose(rule.score(few), rule.score(known)[shown], atol=1e-12)


@every_rule
def test_scores_are_finite_however_far_opinions_are_apart(rule: Rule) -> None:
    known = profile()
    far = replace(known, means=known.means * 1e4, sds=np.zeros_like(known.sds))
    assert np.isfinite(rule.score(far)).all()
    if rule.slopes is not None:
        assert all(np.isfinite(slope).all() for slope in rule.slopes_at(far))


@every_rule
def test_every_rule_has_words_for_people(rule: Rule) -> None:
    texts = [rule.name, rule.title, rule.help, rule.advice, rule.formula, rule.source]
    assert all(isinstance(text, str) and text.strip() for text in texts)
    assert rule.advice.startswith("Use it when") and rule.advice.endswith(".") and rule.help.endswith(".")
    assert RULES[rule.name] is rule


@every_rule
def test_a_rule_says_whether_it_looks_at_doubt(rule: Rule) -> None:
    known = profile()
    surer = replace(known, sds=known.sds * 0.5)
    looks = not np.allclose(rule.score(surer), rule.score(known))
    assert looks == ("sd" in rule.formula.replace("not sds", ""))


def test_the_default_is_one_of_them_and_all_chief_rules_can_be_climbed() -> None:
    assert CHIEF[0] == DEFAULT_RULE
    assert all(name in SLOPED for name in CHIEF)
