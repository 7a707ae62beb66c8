"""A picture is changed until it is liked: what is asked for is reached, seen, told and nothing more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks.opening import open_features
from group_plgl.compute.tasks.transform import Chances, judged, pleasing, run, sights
from group_plgl.errors import BadInput
from group_plgl.generators import space_of
from group_plgl.generators.catalogue.space import whiten
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.ideals.likings import Likings
from group_plgl.members.calibration import Calibration
from group_plgl.members.dense import DenseOpinions, Tastes
from group_plgl.perception.distance import JUST_NOTICEABLE
from group_plgl.shapes import Array

M = 3
VESSEL = {"space": space_of("vessel").key, "calibration": 1.0, "ceiling": 0.97, "held_out": 200}


def tastes_in(words: dict[str, Any], arrays: dict[str, Any], seed: int = 1) -> Tastes:
    """Members who like a few main looks, known well."""
    width = open_features(words, arrays).coordinates(np.zeros((1, arrays["z"].shape[-1]))).shape[1] + 1
    mean = np.zeros((M, width))
    mean[:, :6] = 5.0 * np.random.default_rng(seed).standard_normal((M, 6))
    return Tastes(mean, np.tile(0.05 * np.eye(width), (M, 1, 1)))


def asked(name: str = "vessel", by: int = 0, **words: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Words and arrays about a picture that one member hardly likes."""
    space = space_of(name)
    said = VESSEL | {"space": space.key, "who": [by], "rule": ""} | words
    z = space.sample(60, np.random.default_rng(3))
    tastes = tastes_in(said, {"z": z})
    likings = tastes.moments(open_features(said, {}).coordinates(z))[0]
    start = z[np.argsort(likings[by])[8]]
    return said, {"mean": tastes.mean, "covariance": tastes.covariance, "z": start}


def drawn_change(name: str, one: Array, other: Array) -> float:
    looks = looked_at(scene_of(name), np.array([one, other]))
    return float(np.linalg.norm(looks[0] - looks[1]) / JUST_NOTICEABLE)


def test_one_member_comes_to_like_it_and_the_change_is_as_told_as_drawn() -> None:
    words, arrays = asked(chance=0.7)
    told, found = run(words, arrays)
    assert told["verdict"] == "reached"
    assert found["liking"].shape == found["low"].shape == found["high"].shape == (2, M)
    assert found["liking"][0, 0] < 0.5 and found["liking"][1, 0] == pytest.approx(0.7, abs=0.02)
    assert found["change"][0] == pytest.approx(drawn_change("vessel", arrays["z"], found["z"][0]), rel=1e-3)
    assert found["change"][0] >= 1.0
    assert np.isnan(found["ahead"][0]) or found["change"][0] < found["ahead"][0]


def test_words_name_what_moved_the_most_visible_first_and_what_is_measured_on_both_pictures() -> None:
    words, arrays = asked(chance=0.7)
    told, found = run(words, arrays)
    genes = {gene.name: place for place, gene in enumerate(space_of("vessel").genes)}
    assert told["moved"] and [one["much"] for one in told["moved"]] == sorted(
        (one["much"] for one in told["moved"]), reverse=True
    )
    for one in told["moved"]:
        if one["name"] in genes:
            place = genes[one["name"]]
            assert (one["before"], one["after"]) == (arrays["z"][place], found["z"][0, place])
            assert one["towards"] != one["away_from"]
    for one in told["seen"]:
        assert abs(one["after"] - one["before"]) == pytest.approx(one["much"])


def test_nothing_is_said_of_sensitive_genes_and_they_stand_still() -> None:
    words, arrays = asked("avatar", chance=0.6)
    told, found = run(words, arrays)
    space = space_of("avatar")
    assert np.array_equal(found["z"][0, ~space.learned], arrays["z"][~space.learned])
    assert not {one["name"] for one in told["moved"]} & {g.name for g in space.genes if g.sensitive}
    assert found["liking"][1, 0] > found["liking"][0, 0]


def test_what_is_liked_enough_already_stays_as_it_is() -> None:
    words, arrays = asked(chance=0.02)
    told, found = run(words, arrays)
    assert told["verdict"] == "already" and not told["moved"] and not told["seen"]
    assert np.array_equal(found["z"][0], arrays["z"]) and found["change"][0] == 0.0


def test_more_than_may_be_claimed_is_out_of_reach() -> None:
    words, arrays = asked(chance=0.9, ceiling=0.8)
    told, found = run(words, arrays)
    assert told["verdict"] == "out of reach" and found["liking"].max() <= 0.8


def test_a_budget_is_not_overspent_and_steps_come_in_a_row() -> None:
    words, arrays = asked(budget=2.0)
    _, found = run(words, arrays)
    assert 1.0 < found["change"][0] <= 2.1 and found["liking"][1, 0] > found["liking"][0, 0]
    words, arrays = asked(steps=[-2.0, 0.0, 1.0, 2.0])
    _, found = run(words, arrays)
    assert found["z"].shape == (4, len(arrays["z"])) and found["liking"].shape == (5, M)
    likings = found["liking"][1:, 0]
    assert list(likings) == sorted(likings) and len(set(likings)) == 4
    assert np.array_equal(found["z"][1], arrays["z"])
    assert np.all(found["foretold"] <= [2.01, 0.01, 1.01, 2.01])


def test_a_group_under_a_rule_and_pictures_to_look_like_are_climbed_towards() -> None:
    words, arrays = asked(budget=2.0, who=[0, 1, 2], rule="consensus")
    _, found = run(words, arrays)
    assert found["liking"][1].min() > found["liking"][0].min()
    goals = space_of("vessel").sample(5, np.random.default_rng(9))
    words, arrays = asked(budget=2.0)
    _, found = run(words, arrays | {"towards": goals})
    looks = sights(words["space"]).foretold.looks(np.vstack([arrays["z"], found["z"], goals]))
    away = np.linalg.norm(looks[:2] - looks[2:].mean(axis=0), axis=1)
    assert away[1] < away[0] - 0.5


def test_what_is_to_be_kept_is_kept_and_unknown_names_are_told() -> None:
    words, arrays = asked(chance=0.65, keep=["height", "ground lightness"])
    _, found = run(words, arrays)
    generator = scene_of("vessel")
    genes = [gene.name for gene in generator.space.genes]
    assert found["z"][0, genes.index("height")] == arrays["z"][genes.index("height")]
    at = generator.coordinate_names.index("ground lightness")
    before, after = generator.coordinates(np.vstack([arrays["z"], found["z"]]))[:, at]
    assert abs(after - before) < 0.01
    with pytest.raises(BadInput, match="wings"):
        run(*asked(chance=0.6, keep=["wings"]))


def test_nothing_that_is_marked_is_made() -> None:
    words, arrays = asked(chance=0.7)
    _, found = run(words, arrays)
    marks = {"never_z": found["z"], "never_radius": np.array([0.5])}
    told, other = run(words, arrays | marks)
    assert told["verdict"] == "marked" and np.array_equal(other["z"][0], arrays["z"])
    words, arrays = asked(steps=[2.0])
    marks["never_z"] = run(words, arrays)[1]["z"]
    assert np.array_equal(run(words, arrays | marks)[1]["z"][0], arrays["z"])


@pytest.mark.parametrize("words", [{}, {"chance": 0.5, "budget": 2.0}, {"chance": 0.5, "towards": True}])
def test_one_thing_has_to_be_asked_for(words: dict[str, Any]) -> None:
    said, arrays = asked(**{name: value for name, value in words.items() if name != "towards"})
    with pytest.raises(BadInput, match="a chance, a budget or steps"):
        run(said, arrays | ({"towards": arrays["z"][None]} if "towards" in words else {}))


def test_of_a_catalogue_the_most_alike_picture_that_is_liked_enough_is_shown() -> None:
    rng = np.random.default_rng(5)
    traits = rng.standard_normal((40, 4))
    z, shares, _ = whiten(np.hstack([traits, rng.standard_normal((40, 20))]))
    words = VESSEL | {"space": "catalogue-toy@1", "who": [0], "rule": "", "chance": 0.6}
    arrays = {"catalogue_z": z, "catalogue_shares": shares, "catalogue_traits": traits, "z": z[0]}
    tastes = tastes_in(words, arrays)
    likings = Calibration(1.0, 0.97, 200).liking(
        *tastes.moments(open_features(words, arrays).coordinates(z))
    )[0]
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "z": z[np.argmin(likings)]}
    told, found = run(words, arrays)
    assert told["verdict"] == "reached"
    row = int(np.flatnonzero((z == found["z"][0]).all(axis=1))[0])
    assert likings[row] >= 0.6 and found["liking"][1, 0] == pytest.approx(likings[row])
    assert any(one["name"] in ("lightness", "warmth", "colourfulness", "busyness") for one in told["seen"])
    words = {name: value for name, value in words.items() if name != "chance"} | {"steps": [-50.0, 0.0, 50.0]}
    _, row_of = run(words, arrays)
    assert row_of["liking"][3, 0] == pytest.approx(likings.max())
    assert row_of["liking"][1, 0] == pytest.approx(likings.min())


@pytest.mark.parametrize("limits", [{}, {"height": [0.2, 0.2], "night": [None, 0.5]}])
def test_coordinates_read_off_drawn_pictures_are_nearly_those_foretold(limits: dict[str, Any]) -> None:
    foretold = open_features(VESSEL | {"limits": limits}, {}).coordinates_of
    z = foretold.space.sample(24, np.random.default_rng(1))
    x, read = foretold.coordinates(z), foretold.reading.coordinates(sights(VESSEL["space"]).drawn.seen(z))
    assert ((x - read) ** 2).sum() < 0.06 * (read**2).sum()


def test_skin_does_not_count_when_liking_is_read_off_pictures() -> None:
    words, arrays = asked("avatar", chance=0.5)
    space, ways = space_of("avatar"), sights(words["space"])
    tastes, trust = Tastes(arrays["mean"], arrays["covariance"]), Calibration(1.0, 1.0, 0)
    liking = judged(tastes, open_features(words, {}), trust, [0], "", ways.plain)
    another = np.where(space.learned, arrays["z"], arrays["z"] + 2.0)
    assert np.ptp(liking.score(np.array([arrays["z"], another]))) < 1e-9
    looks = ways.drawn.looks(np.array([arrays["z"], another]))
    assert np.linalg.norm(looks[0] - looks[1]) > 1.0


def test_chances_carry_their_slopes_back_to_latents() -> None:
    words, arrays = asked(chance=0.5)
    tastes = Tastes(arrays["mean"], 4.0 * arrays["covariance"])
    chances = Chances(Likings(DenseOpinions(tastes, open_features(words, {})), M, 0.8))
    z, rng = arrays["z"], np.random.default_rng(1)
    by_mean = rng.standard_normal(M)
    slope = chances.traced(z[None])[2](by_mean[:, None], np.zeros((M, 1)))[0]
    steps = 1e-5 * np.eye(len(z))
    numeric = by_mean @ (chances.moments(z + steps)[0] - chances.moments(z - steps)[0]) / 2e-5
    np.testing.assert_allclose(slope, numeric, atol=1e-6)


def test_the_score_of_one_member_is_the_logit_of_the_chance_that_is_shown() -> None:
    words, arrays = asked(chance=0.5)
    features, trust = open_features(words, {}), Calibration(0.7, 1.0, 10)
    tastes = Tastes(arrays["mean"], arrays["covariance"])
    z = space_of("vessel").sample(5, np.random.default_rng(2))
    score = pleasing(tastes, features, trust, [1], "").score(z)
    liking = trust.liking(*tastes.moments(features.coordinates(z)))[1]
    np.testing.assert_allclose(1.0 / (1.0 + np.exp(-score)), liking)
