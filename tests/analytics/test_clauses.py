"""Tastes in words beside each other: what is there is found, and coins hardly ever get a word."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.analytics.clauses import (
    camp_leanings,
    group_leanings,
    leans_of,
    member_leanings,
    shown_by,
    told_by,
)
from group_plgl.analytics.words import Heard, Scale, discoveries
from group_plgl.compute.tasks import tell
from group_plgl.generators import open_generator, space_of
from group_plgl.shapes import Array

SCALES = [Scale(f"scale {n}", "low", "high") for n in range(20)]
PICTURES, SWIPES = 120, 40


def swiped(values: Array, slope: Array, rng: np.random.Generator) -> Heard:
    """One member's likes of some pictures, by a slope on every scale."""
    picture = rng.permutation(len(values))[:SWIPES]
    liked = rng.random(SWIPES) < 1.0 / (1.0 + np.exp(-values[picture] @ slope))
    return Heard(picture, np.full(SWIPES, -1), liked.astype(np.float64), np.ones(SWIPES))


def slopes(m: int, **at: float) -> Array:
    """`m` members without leanings but on the scales named."""
    found = np.zeros((m, len(SCALES)))
    for name, value in at.items():
        found[:, int(name[1:])] = value
    return found


def test_what_everybody_likes_is_what_the_group_likes() -> None:
    rng = np.random.default_rng(1)
    values = rng.standard_normal((PICTURES, len(SCALES)))
    heard = [swiped(values, slope, rng) for slope in slopes(8, s3=0.8, s7=-0.8)]
    found = group_leanings(leans_of(heard, values), SCALES)
    clear = np.nonzero(discoveries(np.array([one.p_value for one in found])))[0]
    assert {3, 7} <= set(clear.tolist()) and len(clear) <= 3
    assert found[3].effect > 0 > found[7].effect and found[3].low > 0


def test_what_parts_camps_is_told_of_both_of_them() -> None:
    rng = np.random.default_rng(2)
    values = rng.standard_normal((PICTURES, len(SCALES)))
    tastes = np.vstack([slopes(8, s5=1.0, s9=1.0), slopes(8, s5=-1.0, s9=1.0)])
    leans = leans_of([swiped(values, slope, rng) for slope in tastes], values)
    inside = np.arange(16) < 8
    one, other = camp_leanings(leans, inside, SCALES), camp_leanings(leans, ~inside, SCALES)
    assert one[5].p_value < 0.001 and one[5].effect == pytest.approx(-other[5].effect)
    assert one[9].p_value > 0.01  # everybody likes it: it parts nobody


def test_a_member_stands_out_against_the_mean_of_the_others() -> None:
    rng = np.random.default_rng(3)
    values = rng.standard_normal((PICTURES, len(SCALES)))
    tastes = np.vstack([slopes(1, s2=1.5), slopes(9, s2=-0.5)])
    leans = leans_of([swiped(values, slope, rng) for slope in tastes], values)
    assert member_leanings(leans, 0, SCALES)[2].p_value < 0.001
    few = leans.of(np.arange(4))
    assert member_leanings(few, 0, SCALES) == []


def told(
    m: int, rng: np.random.Generator, liked: Any, camps: int = 0, each: bool = True
) -> list[dict[str, Any]]:
    """The clauses of members who answered about pictures of vessels as told."""
    z = space_of("vessel").sample(PICTURES, rng)
    picture = np.concatenate([rng.permutation(PICTURES)[:SWIPES] for _ in range(m)])
    member = np.repeat(np.arange(m), SWIPES)
    words = {"space": "vessel", "m": m, "camps": camps, "fewest": 1, "each": each, "seed": 4}
    arrays = {
        "seen": z, "shown": np.ones(PICTURES), "camp": np.arange(m) % max(1, camps), "member": member,
        "picture": picture, "over": np.full(len(picture), -1), "value": liked(z[picture], member),
        "weight": np.ones(len(picture)), "hides": np.ones(m),
    }  # fmt: skip
    return list(tell.run(words, arrays)[0]["clauses"])


def test_of_those_who_answer_by_coins_at_most_one_in_twenty_gets_a_word() -> None:
    rng = np.random.default_rng(5)
    talked_about, groups, camps, rounds, m = 0, 0, 0, 12, 20
    for _ in range(rounds):
        found = told(m, rng, lambda z, _: (rng.random(len(z)) < 0.5).astype(np.float64), camps=2)
        talked_about += len({one["row"] for one in found if one["about"] == "member"})
        groups += any(one["clear"] for one in found if one["about"] == "group")
        camps += any(one["clear"] for one in found if one["about"] == "camp")
    assert talked_about <= 0.05 * rounds * m + 5
    assert groups <= 2 and camps <= 2


def test_every_clause_that_is_said_has_an_interval_and_pictures_that_show_it() -> None:
    space = space_of("vessel")
    place = next(i for i, gene in enumerate(space.genes) if gene.name in space.telling and not gene.sensitive)
    rng = np.random.default_rng(6)

    def liked(z: Array, member: Array) -> Array:
        lean = np.where(member % 2 == 0, 2.5, -0.5)
        return (rng.random(len(z)) < 1.0 / (1.0 + np.exp(-lean * z[:, place]))).astype(np.float64)

    found = told(12, rng, liked, camps=2)
    said = [one for one in found if one["place"] >= 0]
    scale = space.genes[place].name
    assert any(one["about"] == "camp" and one["scale"] == scale for one in said)
    assert any(one["about"] == "member" and one["kind"] == "likes" and one["scale"] == scale for one in said)
    for one in said:
        assert one["low"] <= one["effect"] <= one["high"] and one["clear"]
        assert one["liked"] or one["passed"]
        assert 0 <= one["liked_there"] <= one["liked_all"] and 0 <= one["passed_there"] <= one["passed_all"]
    assert all(one["about"] != "member" or one["place"] >= 0 for one in found)


def test_no_clause_is_about_a_sensitive_gene() -> None:
    space = open_generator("avatar").space
    sensitive = {gene.name for gene in space.genes if gene.sensitive}
    rng = np.random.default_rng(7)
    z = space.sample(60, rng)
    hidden = [place for place, gene in enumerate(space.genes) if gene.sensitive]
    member, picture = (
        np.repeat(np.arange(6), 40),
        np.concatenate([rng.permutation(60)[:40] for _ in range(6)]),
    )
    words = {"space": "avatar", "m": 6, "camps": 2, "fewest": 1, "each": True, "seed": 4}
    arrays = {
        "seen": z, "shown": np.ones(60), "camp": np.arange(6) % 2, "member": member, "picture": picture,
        "over": np.full(240, -1), "value": (z[picture][:, hidden[0]] > 0).astype(np.float64),
        "weight": np.ones(240), "hides": np.ones(6),
    }  # fmt: skip
    found = tell.run(words, arrays)[0]["clauses"]
    assert sensitive and not sensitive & {one["scale"] for one in found}


def test_pictures_of_few_are_not_shown() -> None:
    values = np.array([1.5, 1.4, -1.5, -1.4])
    heard = [
        Heard(np.arange(4), np.full(4, -1), np.array([1.0, 1.0, 0.0, 0.0]), np.ones(4)) for _ in range(3)
    ] + [Heard(np.array([0, 2]), np.full(2, -1), np.array([1.0, 0.0]), np.ones(2))]
    said = told_by(heard, 4)
    assert said.people.tolist() == [4, 3, 4, 3]
    assert shown_by(values, said, None, 1.0, said.people >= 4, 3) == ([0], [2])
    assert shown_by(values, said, None, -1.0, said.people >= 1, 3) == ([], [])
