"""What is required holds where a picture is shown as the group's, and is told where it stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotFound, UnsafeBytes
from group_plgl.ideals.sampler_file import from_bytes, to_bytes
from group_plgl.services import analyse, ballot, concept, near, sampler
from group_plgl.services.apply import _sentence
from group_plgl.services.replay import replay
from group_plgl.services.transform import Wanted, steps_of, transform
from group_plgl.store.ballots import Ballot
from group_plgl.store.concepts import concept_named
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.models import ideals, newest_drawn, samples
from group_plgl.store.nevers import last_change

from .conftest import Gather
from .test_concept import truly
from .test_transform import all_of, member_of

NAME = "is-portrait"


@pytest.fixture(scope="module")
def party(gather: Gather) -> Any:
    """Three members with a picture of their group, of which a concept known from labels is required."""
    party = gather(m=3, swipes=14, space="tiles")
    for member in party.members:
        party.answer(member, 12)
    party.work()
    party.deal()
    found = concept.found(party.studio, party.group, NAME)
    concept.label(party.studio, party.group, found, truly(party))
    return party


@pytest.fixture
def asked(party: Any) -> Iterator[float]:
    """The chance that is required during one test, with everything drawn since."""
    known = concept_of(party)
    most = concept.known(party.studio, party.group, known).ceiling
    chance = round(min(most - 0.01, 0.8), 2)
    concept.require(party.studio, party.group, known, chance)
    party.work()
    yield chance
    concept.lift(party.studio, party.group, known)


def concept_of(party: Any) -> Any:
    return concept_named(party.studio.database, party.group.group_id, NAME)


def shown(party: Any, z: Any) -> np.ndarray:
    """The chances that latents show what is required."""
    return concept.chances(party.studio, party.group, concept_of(party), np.array(z).reshape(-1, 48))


def start_of(party: Any, chance: float) -> np.ndarray:
    """The picture of the pool whose chance of showing what is required is nearest to one."""
    pool = pool_of(party.studio.database, party.group.group_id)
    z = np.array(list(latents_of(party.studio.database, pool).values()))
    return z[np.abs(shown(party, z) - chance).argmin()]


def favoured(party: Any, kind: str) -> Any:
    return next(one for one in all_of(party, member_of(party)) if one.kind == kind)


def test_a_picture_changed_for_the_group_meets_it_and_ones_own_need_not(party: Any, asked: float) -> None:
    studio, me, reached = party.studio, member_of(party), 0
    for chance, words in product((0.3, 0.4, 0.5), ({"chance": 0.55}, {"chance": None, "budget": 12.0})):
        start = start_of(party, chance)
        ours = transform(studio, me, start, Wanted(favoured(party, "group"), **words))
        assert shown(party, start)[0] < asked and ours.verdict in ("reached", "required", "out of reach")
        if ours.verdict == "reached":
            reached += 1
            assert shown(party, ours.z)[0] >= asked - 1e-6
    assert reached >= 3
    mine = transform(studio, me, start_of(party, 0.0), Wanted(favoured(party, "me"), chance=0.55))
    assert mine.verdict in ("reached", "already", "invisible") and shown(party, mine.z)[0] < asked
    row = steps_of(studio, me, start, Wanted(favoured(party, "group")), [0.0, 1.0])
    assert row[0].change == 0.0 < row[1].change, "a row explains, and starts where one is"


def test_what_stands_in_the_way_is_said(party: Any, asked: float) -> None:
    found = transform(
        party.studio, member_of(party), start_of(party, 0.0),
        Wanted(favoured(party, "group"), chance=None, budget=0.5),
    )  # fmt: skip
    assert found.verdict == "required" and found.change == 0.0 and "stands in the way" in _sentence(found)
    known = concept_of(party)
    concept.lift(party.studio, party.group, known)
    again = transform(
        party.studio, member_of(party), start_of(party, 0.0),
        Wanted(favoured(party, "group"), chance=None, budget=0.5),
    )  # fmt: skip
    assert again.verdict != "required"


def test_near_ideals_candidates_samples_and_camps_meet_it(party: Any, asked: float) -> None:
    studio, group = party.studio, party.group
    number = newest_drawn(studio.database, group.group_id)
    assert number is not None
    ids = near.draw_near(studio, group, 0, 6)
    latents = latents_of(studio.database, ids)
    assert len(ids) == 6 and (shown(party, [latents[one] for one in ids]) >= asked - 1e-6).all()
    spread = samples(studio.database, group.group_id, number)
    assert len(spread) == 6 and (shown(party, [one.latent for one in spread]) >= asked - 1e-6).all()
    looked = analyse._look(studio, group, number, analyse.Before())
    change = ideals(studio.database, group.group_id, number)[0].seen_change
    camp = analyse._pictures(studio, group, number, looked, [looked.label_of[0]], change)
    kinds = {kind: [one.latent for one in camp if one.kind == kind] for kind in ("ideal", "least")}
    assert shown(party, kinds["ideal"])[0] >= asked - 1e-6 > shown(party, kinds["least"]).min()
    vote = Ballot(group.group_id, 1, 1, number, studio.now(), None, None, 3, False)
    standing = ballot._standing(studio, group, vote)
    assert {"ideal", "best", "random"} <= {one.kind for one in standing}
    assert (shown(party, [one.latent for one in standing]) >= asked - 1e-6).all()


def test_a_sampler_draws_what_is_required_from_its_file_alone(party: Any, asked: float) -> None:
    file = sampler.sampler_by_name(party.studio, party.group.slug, "consensus")
    opened = from_bytes(file)
    told = opened.card.required
    assert told["asked"] == {NAME: asked} and told["draws"] == 600
    assert 0.5 < told["low"] < told["share"] <= told["high"] <= 1.0
    arrays = {"anchors": opened.sampler.anchors, "spread": opened.sampler.spread, **opened.required}
    words = {
        "space": opened.card.space, "limits": {}, "count": 12, "seed": 5, "pixels": 64, "story": {},
        "keyword": "plgl", "texts": {},
    }  # fmt: skip
    z = party.studio.child.run("sample", words, arrays)[1]["z"]
    assert (shown(party, z) >= asked - 1e-4).all()
    one, again = (sampler.drawn_from(party.studio.child, file, 2, 3, 64) for _ in range(2))
    assert one == again
    for name, wrong in (
        ("required_covariance", -opened.required["required_covariance"]),
        ("required_slope", -opened.required["required_slope"]),
        ("required_level", np.zeros(2)), ("required_mean", np.zeros((2, 9))),
    ):  # fmt: skip
        with pytest.raises(UnsafeBytes, match="does not fit together"):
            from_bytes(to_bytes(replace(opened, required={**opened.required, name: wrong})))
    with pytest.raises(UnsafeBytes, match="does not fit together"):
        from_bytes(to_bytes(replace(opened, required={})))
    narrow = {name: one[:, :9] if name == "required_mean" else one[:, :9, :9] if one.ndim == 3 else one
              for name, one in opened.required.items()}  # fmt: skip
    with pytest.raises(BadInput, match="weights"):
        sampler.drawn_from(party.studio.child, to_bytes(replace(opened, required=narrow)), 1, 1, 64)


def test_replay_agrees_with_all_that_was_drawn_under_it(party: Any, asked: float) -> None:
    party.deliberate()
    assert replay(party.studio, party.group.slug).differences == []


def test_a_file_without_requirements_says_nothing_of_them(party: Any) -> None:
    party.work()
    file = sampler.sampler_by_name(party.studio, party.group.slug, "consensus")
    assert from_bytes(file).card.required == {} and b"required" not in file


def test_what_was_required_of_an_older_picture_is_told_as_gone(party: Any) -> None:
    other = concept.found(party.studio, party.group, "passing")
    concept.label(party.studio, party.group, other, truly(party))
    concept.require(party.studio, party.group, other, 0.6)
    change = last_change(party.studio.database, party.group.group_id)
    assert concept.required(party.studio, party.group, change)
    concept.lift(party.studio, party.group, other)
    concept.remove(party.studio, party.group, other)
    with pytest.raises(NotFound, match="not known any more"):
        concept.required(party.studio, party.group, change)
