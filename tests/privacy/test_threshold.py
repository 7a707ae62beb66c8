"""What numbers may be told: every count up to twenty people, and what can be worked out from several."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.services.threshold import (
    BANDS,
    EXACT,
    FEW,
    FEWER,
    MOST,
    NEARLY_ALL,
    SOME,
    Told,
    bounds,
    is_step,
    told,
    told_liking,
    told_likings,
)

KS = (3, 4, 5, 7)
PARTS = st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=12)


@pytest.mark.parametrize("k", KS)
def test_a_count_is_told_when_it_and_the_rest_are_nobody_or_at_least_k(k: int) -> None:
    for whole, count in product(range(20), range(20)):
        if count <= whole:
            safe = all(part == 0 or part >= k for part in (count, whole - count))
            assert told(count, whole, k) == (count if safe else None)


@pytest.mark.parametrize("k", KS)
def test_words_never_tell_nobody_from_just_under_k(k: int) -> None:
    for members in range(2 * k - 1, 21):
        assert {told_liking(pleased, members, k) for pleased in range(k)} == {Told(FEW)}
        assert {told_liking(members - against, members, k) for against in range(k)} == {Told(NEARLY_ALL)}


@pytest.mark.parametrize("k", KS)
def test_in_a_small_group_only_the_majority_is_told(k: int) -> None:
    for members in range(k, 2 * k - 1):
        said = [told_liking(pleased, members, k) for pleased in range(members + 1)]
        assert {one.band for one in said} == {FEWER, MOST}
        assert all(one.count is None for one in said)
        assert said[0] == said[(members - 1) // 2] and said[members] == said[(members + 1) // 2]


def test_nine_of_eleven_is_told_in_words_and_six_of_eleven_as_it_is() -> None:
    assert told_liking(9, 11, 5) == Told(NEARLY_ALL)
    assert told_liking(11, 11, 5) == Told(NEARLY_ALL)
    assert told_liking(6, 11, 5) == Told(EXACT, 6)
    assert told_liking(2, 11, 5) == Told(FEW)


@pytest.mark.parametrize("k", KS)
def test_numbers_of_several_rules_differ_by_nobody_or_by_at_least_k(k: int) -> None:
    for counts in product(range(17), repeat=3):
        said = told_likings(dict(zip("abc", counts, strict=True)), 16, k).values()
        told_counts = sorted(one.count for one in said if one.count is not None)
        for low, high in pairwise(told_counts):
            assert high == low or high - low >= k
        for one in told_counts:
            assert k <= one <= 16 - k


@pytest.mark.parametrize("k", KS)
def test_a_band_reaches_from_the_fewest_to_the_most_it_can_mean(k: int) -> None:
    for members in range(k, 18):
        means: dict[Told, list[int]] = {}
        for pleased in range(members + 1):
            one = told_liking(pleased, members, k)
            low, high = bounds(one, members, k)
            assert low <= pleased <= high
            means.setdefault(one, []).append(pleased)
        for one, counts in means.items():
            assert bounds(one, members, k) == (min(counts), max(counts))
    assert bounds(Told(SOME), 12, 5) == (5, 7)


def test_a_number_that_is_not_told_becomes_a_word() -> None:
    assert Told(EXACT, 6).blurred == Told(SOME)
    assert [Told(band).blurred for band in BANDS] == [Told(band) for band in BANDS]


@given(PARTS, st.integers(3, 8))
def test_a_step_rests_on_k_members_none_of_whom_makes_it_up(moved: dict[str, float], k: int) -> None:
    parts = [part for part in moved.values() if part > 0]
    if is_step(moved, k) and parts:
        assert len(parts) >= k
        assert max(parts) <= sum(parts) / 3 + 1e-6
    for one in moved:
        more = {**moved, one: 1.0}
        assert not is_step(dict.fromkeys(list(more)[: k - 1], 1.0), k)


def test_nobody_moving_is_no_harm_and_one_newcomer_is() -> None:
    assert is_step({}, 5)
    assert is_step(dict.fromkeys("abcdefgh", 0.0), 5)
    assert is_step(dict.fromkeys("abcde", 1.0), 5)
    assert is_step(dict.fromkeys("abcde", 0.05), 5)
    assert not is_step(dict.fromkeys("abcd", 1.0), 5)
    assert not is_step({"new": 1.0, **dict.fromkeys("abcdefgh", 0.05)}, 5)
    assert is_step({"new": 1.0, **dict.fromkeys("abcdefgh", 0.3)}, 5)
