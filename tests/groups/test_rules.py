"""What each rule is for: the mean adds up, the median ignores, the consensus looks after the least."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadShape, NotFound
from group_plgl.groups.model import equal_voices, weighted_voices
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import RULES, rule_named
from group_plgl.groups.rules.ends import SOFTNESS


def scored(
    rule: str, means: list[list[float]], sds: float = 0.2, weights: list[float] | None = None
) -> list[float]:
    table = np.array(means, dtype=np.float64)
    voices = weighted_voices(np.ones(len(table)) if weights is None else np.array(weights))
    return RULES[rule].score(Profile(table, np.full_like(table, sds), voices)).tolist()


def test_the_median_ignores_one_extreme_member() -> None:
    calm = [[0.1], [0.2], [0.3], [0.4]]
    assert scored("median", [*calm, [0.5]]) == scored("median", [*calm, [500.0]])
    assert scored("mean", [*calm, [500.0]])[0] > 100


@pytest.mark.parametrize(
    ("means", "weights", "middle"),
    [
        ([1, 2, 9], None, 2.0),
        ([1, 2, 4, 9], None, 3.0),
        ([1, 2, 9], [0.6, 0.2, 0.2], 1.0),
        ([1, 2, 9], [0.5, 0.25, 0.25], 1.5),
        ([5], None, 5.0),
        ([3, 3, 3, 7], None, 3.0),
    ],
)
def test_the_median_is_where_half_of_the_voice_is_reached(
    means: list[float], weights: list[float] | None, middle: float
) -> None:
    assert scored("median", [[mean] for mean in means], weights=weights) == pytest.approx([middle])


def test_the_median_of_many_equal_voices_is_the_usual_one() -> None:
    means = np.random.default_rng(1).standard_normal((9, 30))
    for m in (8, 9):
        assert np.allclose(scored("median", means[:m].tolist()), np.median(means[:m], axis=0))


def test_the_consensus_prefers_what_nobody_hates() -> None:
    for rule, first_wins in (("mean", True), ("consensus", False)):
        loved_and_hated, fine = scored(rule, [[3.0, 0.3], [3.0, 0.3], [-2.0, 0.3]])
        assert (loved_and_hated > fine) == first_wins


def test_the_consensus_lies_between_the_least_and_the_mean_liking() -> None:
    means = np.random.default_rng(2).standard_normal((5, 50))
    found = np.array(scored("consensus", means.tolist(), sds=0.0))
    assert np.all(found <= means.mean(axis=0))
    assert np.all(found >= means.min(axis=0))
    assert np.all(found <= means.min(axis=0) + SOFTNESS * np.log(5) + 1e-12)


def test_the_consensus_discounts_what_is_not_well_known() -> None:
    means = [[0.5], [0.7]]
    assert scored("consensus", means, sds=1.0)[0] == pytest.approx(
        scored("consensus", means, sds=0.0)[0] - 1.0
    )
    for rule in ("mean", "median"):
        assert scored(rule, means, sds=1.0) == scored(rule, means, sds=0.0)


def test_the_consensus_does_not_overflow() -> None:
    assert np.isfinite(scored("consensus", [[1e6], [-1e6], [0.0]])).all()


def test_an_unknown_rule_is_told_with_the_known_ones() -> None:
    assert rule_named("median") is RULES["median"]
    with pytest.raises(NotFound, match="there is no rule 'loudest'") as caught:
        rule_named("loudest")
    assert all(name in caught.value.advice for name in RULES)


@pytest.mark.parametrize(("means", "sds", "voices"), [((2, 3), (2, 4), 2), ((2, 3), (2, 3), 3)])
def test_a_profile_of_unequal_parts_is_refused(
    means: tuple[int, int], sds: tuple[int, int], voices: int
) -> None:
    with pytest.raises(BadShape, match="means and sds m x n and m voices"):
        Profile(np.zeros(means), np.zeros(sds), equal_voices(voices))
