"""Merging weights: where it is the same as combining opinions, what turning and cheating do to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.errors import BadShape, NotFound
from group_plgl.groups.comparability import calibrated
from group_plgl.groups.merging import (
    MERGES,
    Merge,
    MergedModel,
    geometric_median,
    louder_otherwise,
    merge_named,
    merge_table,
    turned,
    turned_otherwise,
)
from group_plgl.groups.model import GroupModel, equal_voices, weighted_voices
from group_plgl.groups.rules import RULES
from group_plgl.ideals.climb import climb
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.utility import AffineMap

every_merge = pytest.mark.parametrize("merge", MERGES.values(), ids=list(MERGES))
FAKES, HONEST = 3, 8


def some_weights(m: int = 6, f: int = 5, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((m, f + 1))


def two_roads(m: int = 6) -> tuple[GroupModel, MergedModel]:
    """Sure linear members as a group model by the rule mean, and as the mean of their weights."""
    rng = np.random.default_rng(3)
    space_map = AffineMap(rng.standard_normal((9, 7)), rng.standard_normal(9))
    weights = rng.standard_normal((m, 10))
    tastes = Tastes(weights, np.tile(1e-6 * np.eye(10), (m, 1, 1)))
    model = GroupModel(calibrated(DenseOpinions(tastes, space_map), 1.0), RULES["mean"], equal_voices(m))
    return model, MergedModel(MERGES["mean"].merged(weights, equal_voices(m)), space_map)


def test_the_mean_of_opinions_and_the_mean_of_weights_are_one_utility() -> None:
    opinions, merged = two_roads()
    z = np.random.default_rng(4).standard_normal((50, 7))
    assert np.allclose(opinions.score(z), merged.score(z), atol=1e-9, rtol=0)
    for one, other in zip(opinions.rise(z), merged.rise(z), strict=True):
        assert np.allclose(one, other, atol=1e-9, rtol=0)


def test_both_roads_lead_to_the_same_ideal() -> None:
    opinions, merged = two_roads()
    starts = np.random.default_rng(5).standard_normal((4, 7))
    one, other = climb(opinions, starts, 3.0), climb(merged, starts, 3.0)
    assert np.allclose(one.z, other.z, atol=1e-9, rtol=0)


def test_the_slopes_of_a_merged_model_are_those_of_its_score() -> None:
    _, merged = two_roads()
    z = np.random.default_rng(6).standard_normal((5, 7))
    by_step = [(merged.score(z + step) - merged.score(z - step)) / 2e-5 for step in np.eye(7) * 1e-5]
    assert np.allclose(merged.rise(z)[1], np.array(by_step).T, atol=1e-6)


def test_only_the_median_of_each_weight_depends_on_how_the_space_is_turned() -> None:
    assert [name for name, merge in MERGES.items() if turned_otherwise(merge)] == ["coordinate_median"]
    assert np.linalg.norm(rotation_gap(MERGES["coordinate_median"])) > 0.1


def rotation_gap(merge: Merge) -> np.ndarray:
    """What is turned and merged less what is merged and turned, in the witness's case."""
    found = turned_otherwise(merge)
    assert found is not None
    weights, rotation = found
    assert np.allclose(rotation @ rotation.T, np.eye(len(rotation)))
    return merge.merged(turned(weights, rotation), equal_voices(5)) - np.append(
        rotation @ merge.merged(weights, equal_voices(5))[:-1], merge.merged(weights, equal_voices(5))[-1]
    )


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_geometric_median_turns_with_the_space(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights, voices = rng.standard_normal((7, 6)), weighted_voices(rng.uniform(0.1, 1, 7))
    rotation = np.linalg.qr(rng.standard_normal((5, 5)))[0]
    merged = MERGES["geometric_median"].merged
    assert np.allclose(
        turned(merged(weights, voices)[None], rotation)[0],
        merged(turned(weights, rotation), voices),
        atol=1e-7,
    )


def test_no_point_nearby_is_nearer_to_all_than_the_geometric_median() -> None:
    points, weights = some_weights(9), np.arange(1.0, 10.0) / 45
    at = geometric_median(points, weights)
    total = weights @ np.linalg.norm(points - at, axis=1)
    for step in np.random.default_rng(7).standard_normal((200, 6)) * 0.01:
        assert weights @ np.linalg.norm(points - at - step, axis=1) >= total - 1e-12


def test_who_has_more_than_half_of_the_voice_is_the_geometric_median() -> None:
    points = some_weights(4)
    at = geometric_median(points, np.array([0.1, 0.6, 0.2, 0.1]))
    assert np.allclose(at, points[1], atol=1e-9)


def test_points_on_a_line_have_the_usual_median() -> None:
    at = geometric_median(np.array([[0.0], [1.0], [10.0]]), np.full(3, 1 / 3))
    assert at == pytest.approx([1.0], abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_three_coordinated_fakes_move_the_robust_merges_less_than_the_mean(seed: int) -> None:
    rng = np.random.default_rng(seed)
    honest = rng.standard_normal(6) + 0.5 * rng.standard_normal((HONEST, 6))
    away = rng.standard_normal(5)
    fake = np.append(-10.0 * honest.mean(axis=0)[:-1] + away, 0.0)
    everybody = np.vstack([honest, fake + 0.01 * rng.standard_normal((FAKES, 6))])

    def moved(name: str) -> float:
        before = MERGES[name].merged(honest, equal_voices(HONEST))
        after = MERGES[name].merged(everybody, equal_voices(HONEST + FAKES))
        scale = np.linalg.norm(before[:-1])
        return float(np.linalg.norm(after[:-1] - before[:-1]) / scale)

    assert moved("unit_trimmed") < moved("unit_mean") < moved("mean")
    assert moved("geometric_median") < moved("mean")


@every_merge
def test_members_change_places_and_nothing_else_does(merge: Merge) -> None:
    weights, order = some_weights(), np.random.default_rng(8).permutation(6)
    voices = np.arange(1.0, 7.0)
    one = merge.merged(weights, weighted_voices(voices))
    other = merge.merged(weights[order], weighted_voices(voices[order]))
    assert np.allclose(one, other, atol=1e-8)


@every_merge
def test_two_of_the_same_weigh_as_one_of_twice_the_voice(merge: Merge) -> None:
    weights = some_weights()
    doubled = merge.merged(np.vstack([weights, weights[:1]]), equal_voices(7))
    assert np.allclose(
        doubled, merge.merged(weights, weighted_voices(np.array([2.0, 1, 1, 1, 1, 1]))), atol=1e-8
    )


@every_merge
def test_members_of_one_mind_are_merged_to_that_mind(merge: Merge) -> None:
    one = some_weights(1)[0]
    found = merge.merged(np.tile(one, (5, 1)), equal_voices(5))
    assert np.allclose(found / np.linalg.norm(found[:-1]), one / np.linalg.norm(one[:-1]))


@every_merge
def test_every_merge_has_words_for_people(merge: Merge) -> None:
    assert merge.advice.startswith("Use it when") and merge.help.endswith(".")
    assert merge.formula and merge.source and merge_named(merge.name) is merge


def test_only_merges_of_directions_are_blind_to_loudness() -> None:
    blind = [name for name, merge in MERGES.items() if louder_otherwise(merge) is None]
    assert blind == ["unit_mean", "unit_trimmed"]


def test_the_table_tells_what_each_merge_is_blind_to() -> None:
    lines = merge_table().splitlines()
    assert len(lines) == 2 + len(MERGES)
    assert "| Median of each weight | no | no |" in lines
    assert "| Geometric median of weights | yes | no |" in lines


def test_an_unknown_merge_is_told_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="no merge 'blend'"):
        merge_named("blend")


def test_weights_of_several_are_no_merged_model() -> None:
    with pytest.raises(BadShape, match=r"f\+1 numbers"):
        MergedModel(np.zeros((2, 3)), AffineMap(np.eye(2), np.zeros(2)))
