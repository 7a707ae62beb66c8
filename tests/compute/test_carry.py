"""A taste learned in one space scores another that shares genes with it better than chance."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.compute.tasks.carry import run, tastes_there
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import Generator, open_generator
from group_plgl.generators.raster import pixels_of
from group_plgl.members.answers import gather_answers
from group_plgl.members.carrying import carried_tastes
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import alone, fit
from group_plgl.shapes import Array

MEMBERS, ANSWERS = 24, 40


def liking(generator: Generator, weights: dict[str, Array], z: Array) -> Array:
    """What members with weights per named coordinate think of latents: `m x n`, sd 1 over them."""
    x = generator.coordinates(z)
    u = sum(
        weights[name][:, None] * x[:, place]
        for place, name in enumerate(generator.coordinate_names)
        if name in weights
    )
    u = np.asarray(u)
    return (u - u.mean(axis=1, keepdims=True)) / u.std(axis=1, keepdims=True)


def agreement(here: str, there: str) -> Array:
    """Per member, the correlation of carried and true liking on fresh pictures of the other space."""
    rng = np.random.default_rng(5)
    first, other = open_generator(here), open_generator(there)
    weights = {name: rng.standard_normal(MEMBERS) for name in first.coordinate_names}
    z = first.space.sample(ANSWERS, rng)
    liked = liking(first, weights, z) + 0.5 * rng.standard_normal((MEMBERS, ANSWERS)) > 0
    member, row = np.divmod(np.arange(liked.size), ANSWERS)
    features = open_features({"space": here}, {})
    x = features.coordinates(z)
    tastes = fit(gather_answers(member, x[row], liked.ravel(), MEMBERS), alone(x.shape[1] + 1, 20.0))
    fresh = other.space.sample(400, rng)
    carried, _ = tastes_there(tastes, features, first, other, rng).moments(other.coordinates(fresh))
    true = liking(other, weights, fresh)
    return np.array([np.corrcoef(one, two)[0, 1] for one, two in zip(carried, true, strict=True)])


@pytest.mark.parametrize(
    ("here", "there"), [("vessel", "print"), ("print", "vessel"), ("vessel", "tiles"), ("tiles", "vessel")]
)
def test_a_taste_scores_a_kindred_space_better_than_chance(here: str, there: str) -> None:
    found = agreement(here, there)
    error = found.std(ddof=1) / np.sqrt(MEMBERS)
    assert found.mean() - 3.0 * error > 0.0


def test_what_a_space_does_not_share_is_unknown_there() -> None:
    tastes = Tastes(np.array([[2.0, -1.0, 0.5]]), np.diag([0.1, 0.4, 0.2])[None])
    there = carried_tastes(tastes, ("a", "b"), np.array([1.0, 2.0]), ("b", "new"), np.array([4.0, 1.0]))
    assert there.mean == pytest.approx(np.array([[-0.5, 0.0, 0.5]]))
    assert there.covariance[0] == pytest.approx(np.diag([0.1, 0.1, 0.2]))


def test_the_ideal_itself_is_drawn_where_everything_is_shared_and_the_best_otherwise() -> None:
    vessel, tiles = open_generator("vessel"), open_generator("tiles")
    ideal = vessel.space.sample(1, np.random.default_rng(1))[0]
    f = open_features({"space": "vessel"}, {}).coordinates(np.zeros((1, vessel.space.latent_dim))).shape[1]
    arrays = {
        "ideal": ideal,
        "mean": np.eye(f + 1)[-15:-12] * 9.0,
        "covariance": np.tile(0.01 * np.eye(f + 1), (3, 1, 1)),
    }
    words = {"space": vessel.space.key, "rule": "mean", "count": 3, "candidates": 60, "pixels": 32, "seed": 2}
    _, made = run({**words, "other": "print"}, arrays)
    assert np.allclose(made["z"], ideal) and pixels_of(made["bytes"].tobytes()).shape == (32, 32, 3)
    _, made = run({**words, "other": "tiles"}, arrays)
    assert made["z"].shape == (3, tiles.space.latent_dim)
    assert pixels_of(made["bytes"].tobytes()).shape == (32, 96, 3)
    _, same = run({**words, "other": "tiles"}, arrays)
    assert (same["z"] == made["z"]).all() and same["bytes"].tobytes() == made["bytes"].tobytes()


def test_what_a_host_holds_here_is_held_there_too() -> None:
    vessel, tiles = open_generator("vessel"), open_generator("tiles")
    f = open_features({"space": "vessel"}, {}).coordinates(np.zeros((1, vessel.space.latent_dim))).shape[1]
    arrays = {
        "ideal": np.zeros(vessel.space.latent_dim),
        "mean": np.ones((2, f + 1)),
        "covariance": np.tile(0.01 * np.eye(f + 1), (2, 1, 1)),
    }
    words = {
        "space": vessel.space.key, "other": tiles.space.key, "rule": "mean", "count": 4, "candidates": 80,
        "pixels": 16, "seed": 2, "limits": {"warmth": [1.5, 1.5], "height": [0.0, 0.0]},
    }  # fmt: skip
    _, made = run(words, arrays)
    names = [gene.name for gene in tiles.space.genes]
    assert (made["z"][:, names.index("warmth")] == 1.5).all()
    assert np.ptp(made["z"][:, names.index("hue side")]) > 0.1
