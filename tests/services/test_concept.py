"""Concepts: learned as a taste is, required of ideals, told as out of reach, and blind to people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks.concept import run
from group_plgl.compute.tasks.opening import open_features
from group_plgl.errors import BadInput, NotAllowed, NotFound, NotYet, OutOfReach
from group_plgl.generators import space_of
from group_plgl.services import concept
from group_plgl.services.deliberate import deliberated
from group_plgl.services.mirror import mirrored
from group_plgl.services.replay import replay
from group_plgl.store.concepts import concept_named, demands_of, labels_of
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.mirrors import Mirror
from group_plgl.store.models import group_models, ideals, newest_drawn

from .conftest import Gather


@pytest.fixture(scope="module")
def party(gather: Gather) -> Any:
    """Three members with a picture of their group, and a concept of half of the pictures."""
    party = gather(m=3, swipes=12, space="tiles")
    party.work()
    party.deal()
    known = concept.found(party.studio, party.group, "Is Portrait")
    concept.label(party.studio, party.group, known, truly(party))
    return party


def along(z: np.ndarray) -> np.ndarray:
    """How much of a concept pictures of tiles show: one thing that is plain to see in them."""
    x = open_features({"space": space_of("tiles").key}, {}).coordinates(z)
    return np.asarray(x[:, np.argmax(x[:, :30].var(axis=0))])


def truly(party: Any) -> dict[str, bool]:
    pool = latents_of(party.studio.database, pool_of(party.studio.database, party.group.group_id))
    shown = along(np.array(list(pool.values())))
    return dict(zip(pool, (shown > np.median(shown)).tolist(), strict=True))


def ideal_of(party: Any) -> np.ndarray:
    party.work()
    number = newest_drawn(party.studio.database, party.group.group_id)
    rows = ideals(party.studio.database, party.group.group_id, number)
    return np.array([row.latent for row in rows])


def also_drawn(party: Any) -> dict[str, np.ndarray]:
    """What else is drawn: the pictures deliberated on, and a member's mirror."""
    studio, group, member = party.studio, party.group, party.members[0]
    number = newest_drawn(studio.database, group.group_id)
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    wish = Mirror(
        member.member_id, group.group_id, seen, number, studio.now(), 0, 0, None, "", "", None
    )  # fmt: skip
    pictures = mirrored(studio, group, member, wish)[1]
    change = ideals(studio.database, group.group_id, number)[0].seen_change
    return {
        "options": deliberated(studio, group, number, change).z,
        "mirror": np.array([one.latent for one in pictures]),
    }


def test_a_concept_is_learned_and_told_with_its_interval(party: Any) -> None:
    known = concept_named(party.studio.database, party.group.group_id, "is-portrait")
    told = concept.known(party.studio, party.group, known)
    assert told.telling and told.yes + told.no == told.asked == len(
        labels_of(party.studio.database, known.concept_id)
    )
    share = told.right / told.asked
    assert 0.0 < told.low < share <= told.high <= 1.0 and share > 0.7
    assert concept.unlabelled(party.studio, party.group, known) == []


def test_ideals_are_drawn_anew_where_it_is_required_and_replay_agrees(party: Any) -> None:
    studio, group = party.studio, party.group
    known = concept_named(studio.database, group.group_id, "is-portrait")
    free = concept.chances(studio, group, known, ideal_of(party))
    asked = round(min(concept.known(studio, group, known).ceiling - 0.01, 0.85), 2)
    share = concept.require(studio, group, known, asked)
    assert 0.0 < share < 0.6
    held = concept.chances(studio, group, known, ideal_of(party))
    assert (held >= asked - 1e-3).all() and free.min() < asked
    others = also_drawn(party)
    assert {kind: bool((concept.chances(studio, group, known, z) >= asked - 1e-3).all())
            for kind, z in others.items()} == dict.fromkeys(others, True)  # fmt: skip
    assert not replay(studio, group.slug).differences
    with pytest.raises(NotYet, match="required now"):
        concept.undo(studio, group, known)
    concept.lift(studio, group, known)
    assert demands_of(studio.database, group.group_id) == {}
    assert concept.chances(studio, group, known, ideal_of(party)) == pytest.approx(free, abs=1e-6)


def test_pictures_are_filtered_by_what_they_show(party: Any) -> None:
    studio, group = party.studio, party.group
    z = np.array(list(latents_of(studio.database, pool_of(studio.database, group.group_id)).values()))
    known = concept_named(studio.database, group.group_id, "is-portrait")
    chance = concept.chances(studio, group, known, z)
    assert (concept.meeting(studio, group, ["is portrait >= .7"], z) == (chance >= 0.7)).all()
    assert not concept.meeting(studio, group, ["is-portrait>=.7", "is-portrait<=.3"], z).any()
    with pytest.raises(NotFound, match="busy"):
        concept.meeting(studio, group, ["busy>=.9"], z)


def test_what_cannot_be_had_is_said(party: Any) -> None:
    studio, group = party.studio, party.group
    known = concept_named(studio.database, group.group_id, "is-portrait")
    with pytest.raises(BadInput, match="a chance from"):
        concept.require(studio, group, known, 0.999)
    other = concept.found(studio, group, "is-not-portrait")
    concept.label(studio, group, other, {picture: not yes for picture, yes in truly(party).items()})
    concept.require(studio, group, known, 0.7)
    with pytest.raises(OutOfReach, match="no picture reaches"):
        concept.require(studio, group, other, 0.7)
    concept.lift(studio, group, known)
    none = concept.found(studio, group, "nothing")
    with pytest.raises(NotYet, match="no signal"):
        concept.require(studio, group, none, 0.7)
    with pytest.raises(NotFound):
        concept.label(studio, group, none, {"0" * 32: True})
    with pytest.raises(NotAllowed, match="sorts people"):
        concept.found(studio, group, "is-female")
    with pytest.raises(BadInput, match="that name"):
        concept.found(studio, group, "is portrait")
    with pytest.raises(BadInput, match="no condition"):
        concept.meeting(studio, group, ["is-portrait"], np.zeros((1, 48)))
    concept.undo(studio, group, other)
    assert len(labels_of(studio.database, other.concept_id)) == len(truly(party)) - 1
    for one in (other, none):
        concept.remove(studio, group, one)
    assert labels_of(studio.database, other.concept_id) == []


def test_labels_by_a_sensitive_gene_show_no_signal_whatever_they_are_called() -> None:
    space = space_of("avatar")
    z = space.sample(80, np.random.default_rng(8))
    telling = 0
    for place in np.flatnonzero(~space.learned):
        said, _ = run(
            {"space": space.key, "ask": "learn"}, {"z": z, "yes": z[:, place] > np.median(z[:, place])}
        )
        assert abs(said["right"] / said["asked"] - 0.5) < 0.2
        telling += said["telling"]
    assert telling == 0
    plain, _ = run({"space": space.key, "ask": "learn"}, {"z": z, "yes": open_features(
        {"space": space.key}, {}).coordinates(z)[:, 0] > 0})  # fmt: skip
    assert plain["telling"], "what may be seen is learned"
