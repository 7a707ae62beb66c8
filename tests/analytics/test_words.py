"""A taste in words: what is said is true, chance is not put into words, sensitive genes never speak."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.analytics.words import (
    VISIBLE_SCALES,
    Heard,
    Scale,
    discoveries,
    gene_scales,
    leanings,
    role_scales,
    seen_in,
    worth_saying,
)
from group_plgl.generators import SPACES
from group_plgl.latents.space import Gene, Space

SCALES = [Scale(f"scale {place}", f"low {place}", f"high {place}") for place in range(40)]


def swiped(values: np.ndarray, slope: np.ndarray, rng: np.random.Generator) -> Heard:
    """Yes or no to every picture, by a logistic taste."""
    n = len(values)
    liked = rng.random(n) < 1.0 / (1.0 + np.exp(-values @ slope))
    return Heard(np.arange(n), np.full(n, -1), liked.astype(float), np.ones(n))


def picked(values: np.ndarray, slope: np.ndarray, rng: np.random.Generator, q: int = 4) -> Heard:
    """One of every four pictures, each counted against its three rivals."""
    rows = []
    for start in range(0, len(values), q):
        shown = np.arange(start, start + q)
        best = shown[np.argmax(values[shown] @ slope + rng.gumbel(size=q))]
        rows += [(best, other) for other in shown if other != best]
    one, other = np.array(rows).T
    return Heard(one, other, np.ones(len(rows)), np.full(len(rows), 2.0 / q))


def one_slope(place: int, size: float = 3.0) -> np.ndarray:
    return np.where(np.arange(len(SCALES)) == place, size, 0.0)


@pytest.mark.parametrize(("said", "pictures"), [(swiped, 60), (picked, 96)])
def test_a_taste_for_one_end_is_said_and_nothing_else(said, pictures: int) -> None:
    rng = np.random.default_rng(1)
    values = rng.standard_normal((pictures, len(SCALES)))
    found = leanings(said(values, one_slope(7), rng), values, SCALES)
    assert worth_saying(found, values) == [7]
    assert (found[7].towards, found[7].away_from) == ("high 7", "low 7")
    assert 0 < found[7].low < found[7].effect < found[7].high
    turned = leanings(said(values, one_slope(7, -3.0), rng), values, SCALES)
    assert (turned[7].towards, turned[7].away_from) == ("low 7", "high 7")


@pytest.mark.parametrize(("said", "pictures"), [(swiped, 30), (picked, 72)])
def test_chance_is_hardly_ever_put_into_words(said, pictures: int) -> None:
    rng = np.random.default_rng(2)
    wrong = 0
    for _ in range(200):
        values = rng.standard_normal((pictures, len(SCALES)))
        wrong += bool(worth_saying(leanings(said(values, one_slope(0, 0.0), rng), values, SCALES), values))
    assert wrong <= 14  # 5 % of 200, and a little for chance


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_chance_of_a_leaning_is_as_told_however_often_something_is_liked(share: float) -> None:
    rng = np.random.default_rng(3)
    p_values = []
    for _ in range(60):
        values = rng.standard_normal((60, len(SCALES)))
        liked = (rng.random(60) < share).astype(float)
        heard = Heard(np.arange(60), np.full(60, -1), liked, np.ones(60))
        p_values += [one.p_value for one in leanings(heard, values, SCALES)]
    assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.02)
    assert np.mean(np.array(p_values) < 0.5) == pytest.approx(0.5, abs=0.05)


def test_the_same_pick_said_in_pairs_is_not_thought_surer_than_it_is() -> None:
    rng = np.random.default_rng(4)
    small = 0
    for _ in range(150):
        values = rng.standard_normal((72, len(SCALES)))
        small += sum(
            one.p_value < 0.05 for one in leanings(picked(values, one_slope(0, 0.0), rng), values, SCALES)
        )
    assert small / (150 * len(SCALES)) == pytest.approx(0.05, abs=0.02)


def test_of_scales_that_go_together_one_is_said_and_five_at_most() -> None:
    rng = np.random.default_rng(5)
    values = rng.standard_normal((400, len(SCALES)))
    values[:, 1] = values[:, 0] + 0.1 * rng.standard_normal(400)
    slope = np.where(np.arange(len(SCALES)) < 9, 1.5, 0.0)
    chosen = worth_saying(leanings(swiped(values, slope, rng), values, SCALES), values)
    assert len(chosen) == 5
    assert not {0, 1} <= set(chosen)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_discoveries_are_the_smallest_chances_and_grow_with_what_may_be_false(p_values: list[float]) -> None:
    p = np.array(p_values)
    strict, loose = discoveries(p, 0.05), discoveries(p, 0.2)
    assert not (strict & ~loose).any()
    if strict.any() and not strict.all():
        assert p[strict].max() <= p[~strict].min()
    if len(p) == 1:
        assert bool(strict[0]) == (p[0] <= 0.05)


def test_what_a_leaning_came_from_is_counted_and_shown_at_its_best() -> None:
    values = np.array([2.0, 1.0, -1.0, -2.0, 0.5, 3.0])
    liked = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    seen = seen_in(values, liked, effect=1.0, most=2)
    assert (seen.liked, seen.passed) == ([0, 1], [3])
    assert (seen.liked_there, seen.liked_all, seen.passed_there, seen.passed_all) == (2, 3, 2, 3)
    other = seen_in(values, liked, effect=-1.0, most=2)
    assert (other.liked, other.passed) == ([2], [5, 4])


def test_sensitive_genes_and_genes_that_say_nothing_never_speak() -> None:
    genes = (
        Gene("skin", "pale", "dark", "person", sensitive=True),
        Gene("height", "low", "tall", "form"),
        Gene("shuffle", "one deal of shapes", "another deal of shapes", "order"),
    )
    space = Space("made-up", 1, "Made up", "For a test.", "Nobody.", genes)
    assert gene_scales(space) == {1: Scale("height", "low", "tall")}


@pytest.mark.parametrize("space", SPACES.values(), ids=lambda space: space.name)
def test_every_space_has_scales_with_two_different_ends(space: Space) -> None:
    scales = gene_scales(space)
    assert len(scales) > 20
    assert all(scale.low != scale.high for scale in [*scales.values(), *VISIBLE_SCALES])
    names = ["height", "ground lightness", "accent blue to yellow"]
    assert list(role_scales(names)) == [1, 2]
