"""A sampler draws what pleases, holds nothing else, and files that are none are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, save

from group_plgl.errors import BadShape, NotFound, OutOfReach, UnsafeBytes
from group_plgl.ideals.sampler import KEPT, STANDING, drawn, fitted
from group_plgl.ideals.sampler_file import Card, Opened, Sampler, from_bytes, to_bytes
from group_plgl.ideals.typical import TypicalSet
from group_plgl.latents import Gene

TASTE = np.linspace(-1.0, 1.0, 16)
CARD = Card("toy@1", {"g0": [None, 1.5]}, 0.95, 0.98, 400, "consensus", 5, {"group": "wall"})


def chance(seed=1):
    return np.random.default_rng(seed)


def gaps(some, others):
    return 2.0 * np.linalg.norm(some[:, None] - others[None], axis=2)


def test_nearly_all_draws_reach_the_target_and_differ(space, linear):
    utility = linear(TASTE)
    tried = fitted(utility, space, chance())
    target = np.quantile(space.sample(20000, chance(5)) @ TASTE, STANDING)
    assert tried.target == pytest.approx(target, rel=0.1)
    assert tried.kept >= KEPT
    z = drawn(tried.sampler, space, 32, chance(2), gaps)
    assert (z @ TASTE >= tried.target).mean() >= 0.9
    assert not TypicalSet(space).outside(z).any()
    assert (gaps(z, z) + 1e9 * np.eye(32)).min() >= 1.0
    careless = np.abs(TASTE) < 0.3  # what nobody cares about stays as wide as it was
    assert z[:, careless].std() > 0.6


def test_the_same_chance_gives_the_same_latents_and_another_others(space, linear):
    sampler = fitted(linear(TASTE), space, chance()).sampler
    one, again, other = (drawn(sampler, space, 8, chance(seed), gaps) for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    assert np.array_equal(one, space.canonical(one))


def test_sensitive_genes_are_drawn_afresh_and_are_in_no_file(space, linear):
    genes = (Gene("age", "young", "old", "all", sensitive=True), *space.genes[1:])
    tried = fitted(linear(TASTE), replace(space, genes=genes), chance())
    assert (tried.sampler.anchors[:, 0] == 0.0).all() and tried.sampler.spread[0] == 1.0
    z = drawn(tried.sampler, replace(space, genes=genes), 64, chance(2), gaps)
    assert 0.7 < z[:, 0].std() < 1.3


def test_what_can_not_be_drawn_says_so(space, linear):
    flat = Sampler(np.zeros((3, 16)), np.zeros(16))
    with pytest.raises(NotFound, match="only 1 picture"):
        drawn(flat, space, 2, chance(), gaps)

    class Spike(linear):
        """Pleased nowhere that a climb could reach, since the target lies above all of it."""

        def score(self, z):
            return np.where(len(z) > 1000, 1.0, 0.0) * np.ones(len(z))

    with pytest.raises(OutOfReach):
        fitted(Spike(TASTE), space, chance())
    with pytest.raises(BadShape):
        Sampler(np.zeros((3, 16)), np.zeros(15))


def opened(**other):
    sampler = Sampler(np.ones((4, 16)), np.full(16, 0.25))
    whole = {"card": CARD, "sampler": sampler, "never_z": np.zeros((0, 16)), "never_radius": np.zeros(0)}
    return Opened(**{**whole, **other})


def test_a_file_comes_back_as_it_went():
    marks = {"never_z": np.ones((1, 16)), "never_radius": np.array([2.0])}
    back = from_bytes(to_bytes(opened(**marks)))
    assert back.card == CARD
    assert np.array_equal(back.sampler.anchors, np.ones((4, 16)))
    assert np.array_equal(back.never_z, np.ones((1, 16))) and back.never_radius.tolist() == [2.0]
    assert set(load(to_bytes(opened()))) == {"anchors", "spread"}, "nothing else is in it"


def broken():
    whole = to_bytes(opened())
    arrays, header = load(whole), json.loads(whole[8 : 8 + int.from_bytes(whole[:8], "little")])
    card = json.loads(header["__metadata__"]["card"])

    def with_card(**other):
        return save(arrays, metadata={"card": json.dumps({**card, **other})})

    def with_arrays(**other):
        return save({**arrays, **other}, metadata={"card": json.dumps(card)})

    yield "nothing", b""
    yield "a picture", b"\x89PNG" + bytes(100)
    yield "a header that is too long", (2**40).to_bytes(8, "little") + bytes(100)
    yield "cut off", whole[:-7]
    yield "no card", save(arrays)
    yield "a card of another kind", with_card(kind="member-model/1")
    yield "a card that says more", with_card(weights=[1.0])
    yield "a card without a space", with_card(space=3)
    yield "odd limits", with_card(limits={"g0": [0.0]})
    yield "odd members", with_card(members="many")
    yield "more arrays", with_arrays(mean=np.zeros(3, np.float32))
    yield "double precision", with_arrays(anchors=np.ones((4, 16)))
    yield "what is no number", with_arrays(spread=np.full(16, np.nan, np.float32))
    yield "what is far out", with_arrays(anchors=np.full((4, 16), 1e9, np.float32))
    yield "what does not fit", with_arrays(spread=np.ones(15, np.float32))
    yield "no anchors", with_arrays(anchors=np.zeros((0, 16), np.float32))
    yield "a number alone", with_arrays(spread=np.array(1.0, np.float32))
    yield "negative spread", with_arrays(spread=np.full(16, -1.0, np.float32))
    yield "marks without reach", with_arrays(never_z=np.ones((1, 16), np.float32))


@pytest.mark.parametrize(("what", "file"), list(broken()), ids=[name for name, _ in broken()])
def test_files_that_are_none_are_refused_with_advice(what, file):
    with pytest.raises(UnsafeBytes) as refused:
        from_bytes(file)
    assert "group-plgl sampler" in refused.value.advice
