"""Under limits every drawn space stays a latent space, and nothing of what is locked is learned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from group_plgl.compute.tasks import imagine, learn, mirror
from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.feedback.crowds import gather_crowd
from group_plgl.generators import SPACES
from group_plgl.generators.limited import Limited, open_within
from group_plgl.generators.palette_genes import PALETTE_GENES
from group_plgl.groups.rules import CHIEF
from group_plgl.latents import Space
from group_plgl.latents.locks import Ends, ends_from, limited, locked_genes
from group_plgl.members.dense import Tastes

M, SWIPES = 4, 40
every_space = pytest.mark.parametrize("name", sorted(SPACES))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@cache
def asked(name: str) -> dict[str, Ends]:
    """The first palette genes locked, a quarter of the others locked, some within ends."""
    genes = [gene.name for gene in SPACES[name].genes if not gene.sensitive]
    palette = {gene.name for gene in PALETTE_GENES}
    ends = {
        gene: ends_from(30 + 7 * place, 30 + 7 * place) for place, gene in enumerate(genes) if gene in palette
    }
    others = [gene for gene in genes if gene not in palette]
    shapes = [(100, 100), (0, 0), (50, 100), (0, 60), (20, 70)]
    return ends | {gene: ends_from(*shapes[place % 5]) for place, gene in enumerate(others[::2][:10])}


@cache
def held(name: str) -> Space:
    return limited(SPACES[name], asked(name))


@cache
def generator(name: str) -> Limited:
    opened = open_within(name, asked(name))
    assert isinstance(opened, Limited)
    return opened


def words_of(name: str) -> dict[str, Any]:
    return {"space": SPACES[name].key, "limits": asked(name)}


@cache
def learned(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tastes of members of a crowd that swiped pictures within limits."""
    rng, space = np.random.default_rng(5), held(name)
    prior = generator(name).coordinates(space.sample(600, rng))
    crowd = gather_crowd("diverse", M, prior, rng)
    z = space.sample(M * SWIPES, rng)
    member = np.repeat(np.arange(M), SWIPES)
    likes = crowd.likes(generator(name).coordinates(z), rng)[member, np.arange(len(z))]
    number = np.arange(len(z))
    rows = {
        "member": member, "z": z, "over": np.zeros_like(z), "paired": np.zeros(len(z), dtype=bool),
        "value": likes.astype(float), "answer": number, "source": number, "age": np.zeros(len(z)),
        "worth": np.ones(len(z)), "fair": np.ones(len(z), dtype=bool), "graded": np.zeros(len(z), dtype=bool),
        "weight": np.ones(len(z)), "belongs": np.zeros((len(z), 0)),
    }  # fmt: skip
    return learn.run(words_of(name) | {"m": M, "needed_answers": 8, "needed_each": 2}, rows)


def trust(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("calibration", "ceiling", "held_out")}


@every_space
def test_coordinates_under_limits_are_centred_and_have_unit_total_variance(name: str):
    x = generator(name).coordinates(held(name).sample(6000, np.random.default_rng(2)))
    assert np.abs(x.mean(0)).max() < 5.0 * x.std(0).max() / np.sqrt(len(x)) + 0.01
    assert x.var(0).sum() == pytest.approx(1.0, abs=0.05)


@every_space
def test_what_is_locked_stands_still_at_exactly_zero(name: str):
    x = generator(name).coordinates(held(name).sample(500, np.random.default_rng(3)))
    names, still = generator(name).coordinate_names, generator(name).still
    assert still >= locked_genes(held(name)) & set(names)
    assert still > locked_genes(held(name)) & set(names), "the colours of a locked palette stand still too"
    assert not x[:, [one in still for one in names]].any()
    assert (x[:, [one not in still for one in names]].std(0) > 0).all()


@every_space
def test_the_pullback_under_limits_is_the_gradient_by_finite_differences(name: str):
    opened = generator(name)
    inside = np.clip(held(name).sample(2, np.random.default_rng(21)), *_inner(held(name)))
    cotangent = np.random.default_rng(22).standard_normal((2, len(opened.coordinate_names)))
    pulled, step = opened.traced(inside)[1](cotangent), 1e-6
    for gene in range(held(name).latent_dim):
        shift = np.zeros(held(name).latent_dim)
        shift[gene] = step
        rise = (opened.coordinates(inside + shift) - opened.coordinates(inside - shift)) / (2.0 * step)
        assert (rise * cotangent).sum(1) == pytest.approx(pulled[:, gene], rel=1e-4, abs=1e-6)


def _inner(space: Space) -> tuple[np.ndarray, np.ndarray]:
    """Ends a little further in, so that a step to either side stays within."""
    low, high = space.limits.ends
    room = np.where(space.limits.locked, 0.0, 1e-3)
    return low + room, high - room


@every_space
def test_pictures_under_limits_are_those_of_the_space(name: str):
    z = held(name).sample(2, np.random.default_rng(4))
    assert np.array_equal(generator(name).decode(z, 32), open_within(name, {}).decode(z, 32))


@every_space
def test_a_classifier_learns_nothing_about_what_is_locked(name: str):
    _, got = learned(name)
    assert got["ready"].all()
    features, tastes = open_features(words_of(name), {}), Tastes(got["mean"], got["covariance"])
    z = held(name).sample(20, np.random.default_rng(8))
    other = np.where(held(name).limits.locked, z + 1.0, z)
    assert not np.array_equal(z, other)
    for one, two in zip(*(tastes.moments(features.coordinates(at)) for at in (z, other)), strict=True):
        assert np.array_equal(one, two)
    assert tastes.moments(features.coordinates(z))[0].std(axis=1).min() > 0


@every_space
def test_a_simulated_crowd_has_no_taste_for_what_is_locked(name: str):
    rng = np.random.default_rng(6)
    prior = generator(name).coordinates(held(name).sample(400, rng))
    crowd = gather_crowd("one camp", 3, prior, rng)
    still = [one in generator(name).still for one in generator(name).coordinate_names]
    assert not crowd.attention[:, still].any()
    assert np.isfinite(crowd.utility(prior)).all()


@every_space
def test_all_ideals_runners_up_and_samples_obey_and_please(name: str):
    said, got = learned(name)
    words = words_of(name) | trust(said) | {
        "rules": list(CHIEF), "runners_up": 4, "samples_each": 8, "seed": 3, "seeds": list(range(M)),
    }  # fmt: skip
    _, found = imagine.run(words, {"mean": got["mean"], "covariance": got["covariance"]})
    d = held(name).latent_dim
    z = np.vstack([found[kind].reshape(-1, d) for kind in ("ideals", "runners_up", "samples")])
    assert len(z) == len(CHIEF) * 5 + 8 * M
    assert held(name).limits.obeys(z).all() and np.array_equal(z, z.astype(np.float32))
    assert (found["standing"].mean(1) > 0.6).all()


@every_space
def test_a_mirror_obeys_from_end_to_end_and_says_nothing_of_what_is_locked(name: str):
    said, got = learned(name)
    rng = np.random.default_rng(7)
    seen = held(name).sample(60, rng)
    prior = open_features(words_of(name), {}).coordinates(seen)
    liked = (prior @ got["mean"][0, :-1] + 0.3 * rng.standard_normal(60) > 0).astype(float)
    arrays = {
        "mean": got["mean"], "covariance": got["covariance"], "us": held(name).sample(1, rng)[0],
        "seen": seen, "liked": liked, "picture": np.arange(60), "over": np.full(60, -1), "value": liked,
        "weight": np.ones(60),
    }  # fmt: skip
    words = words_of(name) | trust(said) | {"own": 0, "rule": CHIEF[0], "frames": 11, "seed": 4}
    told, found = mirror.run(words, arrays)
    assert len(found["z"]) == 13 and held(name).limits.obeys(found["z"]).all()
    scales, values = mirror.scales_in(generator(name), seen)
    still = generator(name).still | locked_genes(held(name))
    assert not {scale.name for scale in scales} & still
    assert not {one["scale"] for one in told["leanings"]} & still
    assert (values.std(0) > 0).all()


@every_space
def test_tasks_open_a_space_within_the_limits_they_are_told(name: str):
    assert open_space(words_of(name), {}).space.limits == held(name).limits
    assert not open_space({"space": name, "limits": {}}, {}).space.limits
