"""What each rule is for: the mean adds up, the median ignores, the consensus looks after the least."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from group_plgl.errors import BadShape, NotFound
from group_plgl.groups.model import equal_voices, weighted_voices
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import RULES, rule_named
from group_plgl.groups.rules.approvals import informed_consensus
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


def test_the_trimmed_mean_leaves_a_fifth_away_at_either_end() -> None:
    means = [[-900.0], [1.0], [2.0], [3.0], [500.0]]
    assert scored("trimmed_mean", means) == pytest.approx([2.0])
    # of ten equal parts the two ends lose two each: half of the heavy one stays
    assert scored("trimmed_mean", [[0.0], [1.0], [5.0]], weights=[4, 4, 2]) == pytest.approx([4 / 6])


def test_the_worst_off_third_is_the_mean_of_those_who_like_it_least() -> None:
    assert scored("worst_third", [[4.0], [-1.0], [3.0], [9.0], [-2.0], [5.0]]) == pytest.approx([-1.5])
    assert scored("worst_third", [[0.0], [6.0]], weights=[1, 5]) == pytest.approx([3.0])


def test_leximin_goes_on_where_least_misery_stops() -> None:
    table = np.array([[-1.0, -1.0, -1.0], [0.0, 2.0, 0.0], [5.0, 1.0, 5.0]])
    known = Profile(table, np.zeros_like(table), equal_voices(3))
    assert RULES["least_misery"].places(known).tolist() == [0, 0, 0]
    assert RULES["leximin"].places(known).tolist() == [1, 0, 1]
    assert RULES["leximin"].order(known).tolist() == [1, 0, 2]


def test_leximin_prefers_the_one_that_fewer_like_so_little() -> None:
    table = np.array([[-1.0, 1.0], [1.0, -1.0]])
    known = Profile(table, np.zeros_like(table), weighted_voices(np.array([3.0, 1.0])))
    assert RULES["leximin"].order(known).tolist() == [1, 0]


def test_whatever_makes_somebody_miserable_comes_after_all_else() -> None:
    score = scored("average_without_misery", [[9.0, -0.9, 9.0], [9.0, -0.9, 9.0], [-1.01, -0.9, -1.5]])
    assert score == pytest.approx([-1.01, -0.9, -1.5])


def test_the_nash_product_is_that_of_percentiles() -> None:
    found = scored("nash", [[0.0], [1.0]])[0]
    assert np.exp(2 * found) == pytest.approx(0.5 * NormalDist().cdf(1.0))


def test_approval_counts_who_likes_it_from_where_their_liking_begins() -> None:
    table = np.array([[0.5], [0.5]])
    for even, share in (([0.5, 0.5], 0.5), ([-9.0, 9.0], 0.5), ([-9.0, -9.0], 1.0), ([-9.0, 0.5], 0.75)):
        known = Profile(table, np.full((2, 1), 0.4), equal_voices(2, np.array(even)))
        assert RULES["approval"].score(known)[0] == pytest.approx(share)


def test_a_small_camp_has_the_same_say_as_a_large_one() -> None:
    table = np.array([[2.0, 0.5]] * 9 + [[-2.0, 0.5]])
    voices = equal_voices(10, camps=np.array([0] * 9 + [1]))
    known = Profile(table, np.full_like(table, 0.5), voices)
    assert RULES["group_informed"].order(known).tolist() == [1, 0]
    assert RULES["approval"].order(known).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("agreed", "seen", "found"),
    [
        ([[0], [0]], [[0], [0]], 1 / 4),
        ([[3], [1]], [[4], [2]], 4 / 6 * 2 / 4),
        ([[10], [0]], [[10], [10]], 11 / 12 * 1 / 12),
        ([[5], [5], [5]], [[5], [5], [5]], (6 / 7) ** 3),
    ],
)
def test_informed_consensus_is_the_product_of_smoothed_shares(
    agreed: list[list[int]], seen: list[list[int]], found: float
) -> None:
    assert informed_consensus(np.array(agreed), np.array(seen)) == pytest.approx([found])


@pytest.mark.parametrize(("agreed", "seen"), [([[3]], [[2]]), ([[-1]], [[2]]), ([[1, 1]], [[2]])])
def test_more_agreement_than_answers_is_refused(agreed: list[list[int]], seen: list[list[int]]) -> None:
    with pytest.raises(BadShape, match="agreed at most seen"):
        informed_consensus(np.array(agreed), np.array(seen))


def test_borda_shares_points_between_equals() -> None:
    assert scored("borda", [[3.0, 1.0, 1.0, 0.0]]) == pytest.approx([3.0, 1.5, 1.5, 0.0])


def test_copeland_counts_wins_less_losses() -> None:
    cycle_and_a_loser = [[3.0, 2.0, 1.0, 0.0], [1.0, 3.0, 2.0, 0.0], [2.0, 1.0, 3.0, 0.0]]
    assert scored("copeland", cycle_and_a_loser) == [1.0, 1.0, 1.0, -3.0]


def test_plurality_divides_a_vote_among_several_favourites() -> None:
    assert scored("plurality", [[1.0, 1.0, 0.0], [0.0, 1.0, 0.5]]) == pytest.approx([0.25, 0.75, 0.0])


def test_majority_judgment_takes_the_grade_more_than_half_would_give() -> None:
    # grades 6 3 3 and 3 3 0: the same majority grade, more above it in the first, more below in the second
    found = scored("majority_judgment", [[2.0, 0.0], [0.0, 0.0], [0.0, -2.0]])
    assert found == pytest.approx([3 + 1 / 3, 3 - 1 / 3])
