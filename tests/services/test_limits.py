"""Brand limits, end to end: everything a group ever sees obeys, and what is locked is never asked about."""

from __future__ import annotations

import json

import numpy as np
import pytest

from group_plgl.compute.tasks.opening import open_features
from group_plgl.errors import BadInput, NotFound
from group_plgl.generators.palettes import PALETTES
from group_plgl.members.codec import from_bytes
from group_plgl.services import ballot, convene, deal, export, mirror, steer
from group_plgl.services.aggregate import ready_members
from group_plgl.services.describe import describe
from group_plgl.services.limit import Wanted, colours_in, examples, held_in, settle
from group_plgl.services.near import draw_near
from group_plgl.services.replay import replay
from group_plgl.services.space import group_space, new_catalogue, space_words
from group_plgl.store.ballots import candidates_of
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.mirrors import mirror_pictures
from group_plgl.store.models import ideals, newest_drawn, newest_fit, runners_up, samples
from group_plgl.store.people import group_of

BRAND = Wanted(
    {"jug": (100, 100), "bands": (0, 0), "height": (50, 100), "horizon": (20, 70)},
    colours=("#006747", "#f2efe6"),
)


@pytest.fixture(scope="module")
def held(gather):
    """Five members of a group with a brand, all jobs run."""
    party = gather(m=5, limits=BRAND, mode="swipe", name="Brand")
    for member in party.members:
        party.answer(member, 20)
    party.work()
    return party


def obeyed(party, latents) -> int:
    return int(group_space(party.studio, party.group).limits.obeys(np.array(latents)).sum())


def drawn(party, pictures) -> list[list[float]]:
    return list(latents_of(party.studio.database, list(pictures)).values())


def test_the_pool_and_so_every_card_obeys(held):
    pool = drawn(held, pool_of(held.studio.database, held.group.group_id))
    assert len(pool) >= 20 and obeyed(held, pool) == len(pool)


def test_a_thousand_of_a_thousand_pictures_that_would_be_dealt_obey(held):
    space, studio = group_space(held.studio, held.group), held.studio
    places = map(str, range(1000))
    z = np.vstack([space.sample(1, studio.rng("pool", held.group.group_id, place)) for place in places])
    stored = np.array(z.astype(np.float32).tolist())
    assert obeyed(held, stored) == 1000


def test_ideals_runners_up_and_samples_obey(held):
    database, group = held.studio.database, held.group.group_id
    number = newest_drawn(database, group)
    rows = [*ideals(database, group, number), *runners_up(database, group, number)]
    rows += samples(database, group, number)
    assert len(rows) > 15 and obeyed(held, [row.latent for row in rows]) == len(rows)


def test_no_taste_says_anything_about_what_is_locked(held):
    seen = newest_fit(held.studio.database, held.group.group_id).seen_event
    rows = ready_members(held.studio, held.group.group_id, seen)
    tastes, features = (
        from_bytes([row.payload for row in rows]),
        open_features(*space_words(held.studio, held.group)),
    )
    space = group_space(held.studio, held.group)
    z = space.sample(20, np.random.default_rng(8))
    other = np.where(space.limits.locked, z + 1.0, z)
    assert len(rows) == 5 and not np.array_equal(z, other)
    one, two = (tastes.moments(features.coordinates(at))[0] for at in (z, other))
    assert np.array_equal(one, two) and one.std(axis=1).min() > 0.0


def test_pictures_near_the_ideal_and_those_in_a_blind_vote_obey(held):
    near = draw_near(held.studio, held.group, 0, 12)
    assert obeyed(held, drawn(held, near)) == len(near) == 12
    steer.go_to(held.studio, held.group, "reveal")
    opened = ballot.open_ballot(held.studio, held.group)
    rows = candidates_of(held.studio.database, opened)
    assert {"random", "best"} & {row.kind for row in rows}
    assert obeyed(held, [row.latent for row in rows]) == len(rows) >= 2
    ballot.close_ballot(held.studio, held.group)


def test_a_mirror_obeys_in_every_frame_and_has_no_words_for_what_is_locked(held):
    member = held.members[0]
    number = newest_drawn(held.studio.database, held.group.group_id)
    mirror.ask_mirror(held.studio, member, mirror.aim_of(held.studio, held.group, member, number))
    mirror.draw_mirror(held.studio, (held.group.group_id, member.member_id))
    frames = mirror_pictures(held.studio.database, member.member_id)
    assert len(frames) == 13 and obeyed(held, [one.latent for one in frames]) == 13


def test_pictures_are_not_described_by_what_they_all_have(held):
    pool = pool_of(held.studio.database, held.group.group_id)
    words = {word for told in describe(held.studio, held.group, pool).values() for word in told}
    assert words and not words & {"a jug", "no handle", "painted bands", "no bands", "warm colours"}


def test_replay_builds_the_same_under_limits(held):
    assert replay(held.studio, held.group.slug).differences == []


def test_limits_are_kept_with_the_group_and_travel_to_the_child_and_into_exports(held):
    kept = held_in(group_of(held.studio.database, held.group.group_id).limits)
    assert kept.ends["jug"][0] == kept.ends["jug"][1] > 2
    assert [one.asked for one in kept.brand] == ["#006747", "#f2efe6"]
    assert all(0 <= one.apart < 0.1 for one in kept.brand)
    words, _ = space_words(held.studio, held.group)
    assert words["limits"] == kept.ends and json.loads(json.dumps(words))
    number = newest_drawn(held.studio.database, held.group.group_id)
    row = ideals(held.studio.database, held.group.group_id, number)[0]
    assert export.provenance(held.studio, held.group, row)["limits"] == kept.ends


def test_the_same_limits_give_the_same_examples_and_none_give_others(held):
    space = group_space(held.studio, held.group)
    kept = held_in(held.group.limits)
    once, again = (examples(held.studio, space, kept) for _ in range(2))
    assert once == again and len(once) == 4
    assert not set(once) & set(examples(held.studio, space, held_in("")))


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        (Wanted({"handel": (0, 0)}), NotFound, "handel"),
        (Wanted({"jug": (80, 20)}), BadInput, "lower end first"),
        (Wanted(palette="mauve"), NotFound, "no palette 'mauve'"),
        (Wanted(palette="delft", colours=("#fff",)), BadInput, "not both"),
        (Wanted({"warmth": (0, 20)}, palette="delft"), BadInput, "settles 'warmth'"),
        (Wanted(colours=("#ggg",)), BadInput, "no colour"),
        (Wanted(colours=("#1", "#2")), BadInput, "no colour"),
        (Wanted(colours=tuple(f"#00000{n}" for n in range(6))), BadInput, "at most 5"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_founded(house, wanted, error, words):
    with pytest.raises(error, match=words):
        convene.found_group(house, name="No", question="?", space="vessel", limits=wanted)


def test_own_pictures_have_nothing_to_lock(house):
    with pytest.raises(BadInput, match="no genes to lock"):
        convene.found_group(house, name="No", question="?", space=new_catalogue(), limits=BRAND)


def test_a_named_palette_is_locked_without_the_child(house, monkeypatch):
    monkeypatch.setattr(house.child, "run", None)
    group, _ = convene.found_group(
        house, name="Delft", question="?", space="tiles", limits=Wanted(palette="delft")
    )
    kept = held_in(group.limits)
    assert kept.colours == PALETTES["delft"].colours and len(kept.ends) == 8
    assert group_space(house, group).limits.locked.sum() == 8


def test_nothing_asked_is_nothing_kept(house):
    space = group_space(house, convene.found_group(house, name="A", question="?", space="tiles")[0])
    assert not space.limits and settle(house, space, Wanted({"mirror": (0, 100)})).as_text() == ""


def test_colours_are_read_as_people_write_them():
    assert colours_in(" #FFF, e2001a;#e2001a\n") == ["#ffffff", "#e2001a"]


def test_dealing_goes_on_within_limits(held):
    before = len(pool_of(held.studio.database, held.group.group_id))
    deal.deal_group(held.studio, held.group.group_id)
    pool = drawn(held, pool_of(held.studio.database, held.group.group_id))
    assert len(pool) >= before and obeyed(held, pool) == len(pool)
