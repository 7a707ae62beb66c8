"""The bench of the spread: what it counts as pleasing and different is so, and its ways are who they say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from group_plgl.benchmarks import BENCHES, spread
from group_plgl.benchmarks.spread import ENDLESS, OURS, SAMPLES, TRULY, WAYS, Effort, World
from group_plgl.benchmarks.tastes import Cell, drawn_pictures
from group_plgl.members.dense import Tastes
from group_plgl.perception.distance import apart

MEMBERS = 3


@pytest.fixture(scope="module", autouse=True)
def _few() -> Iterator[None]:
    """Fewer members than the bench has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spread, "MEMBERS", MEMBERS)
        yield


@pytest.fixture(scope="module")
def world(_few: None) -> World:
    pictures = drawn_pictures("tiles", 160, 0, np.random.default_rng(1))
    return spread.learned(pictures, Cell(0.6, 1, 0.97), 200, np.random.default_rng(2))


def test_pictures_of_the_pool_are_judged_by_what_is_known_of_them(world):
    chosen = world.pictures.z[np.arange(MEMBERS * SAMPLES).reshape(MEMBERS, SAMPLES)]
    at, pleased, gap = spread.judged(world, chosen, 2.0)
    liked = world.members.utility
    standing = np.array([
        (liked[one] < liked[one, SAMPLES * one + place]).mean()
        for one in range(MEMBERS) for place in range(SAMPLES)
    ])  # fmt: skip
    assert at == pytest.approx(standing.mean(), abs=0.01)
    assert pleased == pytest.approx((standing >= 0.9).mean(), abs=0.02)
    seen = world.pictures.seen_at(chosen[0])[1]
    own = apart(seen, seen)[np.triu_indices(SAMPLES, 1)].mean() / 2.0
    alike = np.repeat(chosen[:1], MEMBERS, axis=0)
    assert spread.judged(world, alike, 2.0)[2] == pytest.approx(own, rel=1e-6)
    assert gap > 0.0


def test_what_is_seen_of_other_latents_is_what_was_seen_of_the_drawn_ones(world):
    attributes, seen = world.pictures.seen_at(world.pictures.z[:5])
    assert np.allclose(attributes, world.pictures.attributes[:5], atol=1e-4)
    assert np.array_equal(attributes, world.pictures.attributes_at(world.pictures.z[:5]))
    assert len(seen) == 5


def test_every_way_shows_everybody_as_many_pictures(world):
    for way, choose in WAYS.items():
        chosen = choose(world, np.random.default_rng(3))
        assert chosen.shape == (MEMBERS, SAMPLES, world.space.latent_dim), way
        assert all(len(np.unique(own, axis=0)) == SAMPLES for own in chosen), way


def test_true_liking_chooses_what_truly_pleases(world):
    assert spread.judged(world, WAYS[TRULY](world, np.random.default_rng(4)), 1.0)[1] > 0.97


def test_the_best_of_a_pool_are_those_with_the_highest_cautious_liking(world):
    chosen = spread.best_of_pool(world, np.random.default_rng(5))
    for own, score in zip(chosen, world.cautious, strict=True):
        rows = [int(np.flatnonzero((world.pool == z).all(axis=1))[0]) for z in own]
        assert score[rows].min() >= np.sort(score)[-SAMPLES]


def test_what_is_given_to_please_is_predicted_to(world):
    chosen = spread.conditional(world, np.random.default_rng(6))
    for member, own in enumerate(chosen):
        mean, sd = Tastes(world.tastes.mean[[member]], world.tastes.covariance[[member]]).moments(
            world.space_map.coordinates(own)
        )
        assert (mean - sd).min() >= np.quantile(world.cautious[member], spread.PLEASED) - 1e-9


def test_noise_leads_away_from_the_ideal_as_far_as_told(world):
    still, noisy = (spread.jittered(size)(world, np.random.default_rng(7)) for size in (0.0, 0.3))
    assert (still == still[:, :1]).all()
    assert (noisy - still).std() == pytest.approx(0.3, rel=0.05)


def test_a_short_run_reports_all_ways_and_demands_nothing(monkeypatch):
    monkeypatch.setattr(spread, "QUICK", Effort(("tiles",), 100, 1, 100))
    monkeypatch.setattr(spread, "CELLS", spread.CELLS[:1])
    report = BENCHES["spread"].run(True, 1)
    assert len(report.lines) == 3 * len(WAYS)
    assert {line.name.split(":")[0] for line in report.lines} >= {OURS, ENDLESS, TRULY}
    demanded = ["spread_pleases", "spread_differs", "spread_of_what_can_be_learned"]
    assert [check.name for check in report.checks] == demanded
    assert [check.ok for check in report.checks] == [None, None, None]
