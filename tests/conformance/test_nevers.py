"""What a host marked never comes again: every outlet of every drawn space, looked at as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from group_plgl.compute.tasks import avoid, imagine, learn, mirror, part, sift
from group_plgl.compute.tasks.opening import open_features
from group_plgl.feedback.crowds import gather_crowd
from group_plgl.generators import SPACES
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.perception.distance import JUST_NOTICEABLE, apart

M, SWIPES, RADIUS = 3, 30, 4.0
RULE = "consensus"
every_space = pytest.mark.parametrize("name", sorted(SPACES))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def words_of(name: str) -> dict[str, Any]:
    return {"space": SPACES[name].key, "limits": {}}


@cache
def said_in(name: str) -> dict[str, Any]:
    rng, space = np.random.default_rng(5), SPACES[name]
    features = open_features(words_of(name), {}).coordinates_of
    crowd = gather_crowd("one camp", M, features.coordinates(space.sample(500, rng)), rng)
    z = space.sample(M * SWIPES, rng)
    member = np.repeat(np.arange(M), SWIPES)
    likes = crowd.likes(features.coordinates(z), rng)[member, np.arange(len(z))]
    number, none = np.arange(len(z)), np.zeros(len(z), dtype=bool)
    return {
        "member": member, "z": z, "over": np.zeros_like(z), "paired": none, "graded": none,
        "value": likes.astype(float), "answer": number, "source": number, "age": np.zeros(len(z)),
        "worth": np.ones(len(z)), "fair": ~none, "weight": np.ones(len(z)), "belongs": np.zeros((len(z), 0)),
    }  # fmt: skip


@cache
def learned(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    words = words_of(name) | {"m": M, "needed_answers": 8, "needed_each": 2}
    said, got = learn.run(words, said_in(name))
    return (
        {one: said[one] for one in ("calibration", "ceiling", "held_out")},
        {one: got[one] for one in ("mean", "covariance")},
    )


def imagined(name: str, never: dict[str, Any]) -> dict[str, Any]:
    trust, tastes = learned(name)
    d = SPACES[name].latent_dim
    words = words_of(name) | trust | {
        "rules": [RULE], "runners_up": 3, "samples_each": 4, "seed": 3, "seeds": list(range(M)),
    }  # fmt: skip
    parted = {"parted": np.zeros(0, dtype=np.int64), "looks": np.zeros((0, 2, d))}
    return imagine.run(words, {**tastes, **parted, **never})[1]


@cache
def marked(name: str) -> dict[str, Any]:
    """The group's ideal, and one sample, marked."""
    found = imagined(name, {})
    z = np.vstack([found["ideals"][0], found["samples"][0, 1]])
    return {"never_z": z, "never_radius": np.full(2, RADIUS)}


def gaps(name: str, z: np.ndarray) -> np.ndarray:
    """How far pictures really are from the nearest mark, in just noticeable differences."""
    scene = scene_of(SPACES[name].key)
    z = z.reshape(-1, SPACES[name].latent_dim)
    found = apart(looked_at(scene, z), looked_at(scene, marked(name)["never_z"])) / JUST_NOTICEABLE
    return found.min(axis=1)


@every_space
def test_ideals_runners_up_and_samples_stay_outside_and_please(name: str) -> None:
    found = imagined(name, marked(name))
    for kind in ("ideals", "runners_up", "samples"):
        assert gaps(name, found[kind]).min() >= RADIUS, kind
    assert found["runners_up"].shape[1] == 3 and found["samples"].shape[:2] == (M, 4)
    assert found["standing"].mean() > 0.6


@every_space
def test_a_mirror_stays_outside_from_end_to_end(name: str) -> None:
    trust, tastes = learned(name)
    seen = SPACES[name].sample(20, np.random.default_rng(7))
    rows = {"picture": np.arange(20), "over": np.full(20, -1), "weight": np.ones(20)}
    liked = np.resize([1.0, 0.0], 20)
    us = imagined(name, marked(name))["ideals"][0]
    arrays = {**tastes, **marked(name), **rows, "us": us, "seen": seen, "liked": liked, "value": liked}
    words = words_of(name) | trust | {"own": 0, "rule": RULE, "frames": 7, "seed": 4}
    _, found = mirror.run(words, arrays)
    assert gaps(name, found["z"]).min() >= RADIUS
    assert len(found["z"]) - 2 == len(found["shares"]) == len(found["standing"]) >= 2


@every_space
def test_pools_take_nothing_that_looks_like_it(name: str) -> None:
    z = marked(name)["never_z"]
    rng = np.random.default_rng(8)
    near = SPACES[name].canonical(z[[0]] + 0.02 * rng.standard_normal((3, z.shape[1])))
    candidates = np.vstack([near, SPACES[name].sample(4, rng)])
    words, there = words_of(name), SPACES[name].sample(2, rng)
    never = sift.run(words, {**marked(name), "z": candidates, "there": there})[1]["never"]
    assert never[:3].all()
    assert np.array_equal(never, gaps(name, candidates) < RADIUS)
    assert not sift.run(words, {"z": candidates, "there": there})[1]["never"].any()
    told = avoid.run(words, {**marked(name), "z": candidates})[1]
    assert np.array_equal(told["never"], never) and told["gap"][:3].max() < RADIUS


def test_two_looks_are_sought_outside() -> None:
    words = words_of("vessel") | {"m": M, "scale": 4.0, "seeds": list(range(M))}
    _, found = part.run(words, {**said_in("vessel"), **marked("vessel")})
    assert found["looks"].shape[1:] == (2, SPACES["vessel"].latent_dim)
    if len(found["looks"]):
        assert gaps("vessel", found["looks"]).min() >= RADIUS
