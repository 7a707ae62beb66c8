"""Marks of the host: what they take out of pool and decks, what they keep out, and how they are lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotFound
from group_plgl.services import ballot, deal, forget, imagine, never
from group_plgl.services.replay import replay
from group_plgl.store.images import cards_of, latents_of, pool_of, whole_pool
from group_plgl.store.models import ideals, newest_drawn, runners_up, samples
from group_plgl.store.nevers import banned_in, last_change, nevers_of

Gather = Callable[..., Any]


@pytest.fixture(scope="module")
def party(gather: Gather) -> Any:
    """Three members with cards ahead, and a picture of the group."""
    party = gather(m=3, swipes=12)
    party.work()
    party.deal()
    return party


def coming(party: Any) -> set[str]:
    return {
        card.picture_id
        for member in party.members
        for turn in deal.next_turns(party.studio, member, 50)
        for card in turn
    }


def test_a_marked_picture_leaves_the_pool_and_every_deck_and_comes_back_when_lifted(party: Any) -> None:
    database, group = party.studio.database, party.group
    before = pool_of(database, group.group_id)
    picture = sorted(coming(party))[0]
    never.mark(party.studio, group, picture, 2.0)
    assert picture in banned_in(database, group.group_id)
    assert picture not in pool_of(database, group.group_id) and picture not in coming(party)
    assert picture in whole_pool(database, group.group_id)
    party.deal()
    assert picture not in coming(party)
    lengths = {len(deal.next_turns(party.studio, one, 50)) for one in party.members}
    assert min(lengths) >= 8, "decks are as long as before"
    never.lift(party.studio, group, picture)
    assert not banned_in(database, group.group_id)
    assert pool_of(database, group.group_id)[: len(before)] == before


def test_ideals_are_drawn_anew_outside_a_mark_and_replay_agrees(party: Any) -> None:
    database, group = party.studio.database, party.group
    number = newest_drawn(database, group.group_id)
    ideal = next(row for row in ideals(database, group.group_id, number) if row.rule == "consensus")
    never.mark(party.studio, group, ideal.picture_id, 3.0)
    assert (group.group_id, number) in imagine.behind(party.studio)
    party.work()
    assert (group.group_id, number) not in imagine.behind(party.studio)
    drawn = [*ideals(database, group.group_id, number), *runners_up(database, group.group_id, number),
             *samples(database, group.group_id, number)]  # fmt: skip
    assert never.allowed(party.studio, group, np.array([row.latent for row in drawn])).all()
    assert {row.seen_change for row in drawn[:1]} == {last_change(database, group.group_id)}
    assert not replay(party.studio, group.slug).differences
    standing = ballot._standing(
        party.studio,
        group,
        ballot.Ballot(group.group_id, 1, 1, number, party.studio.now(), None, None, 3, True),
    )
    assert never.allowed(party.studio, group, np.array([one.latent for one in standing])).all()
    never.lift(party.studio, group, ideal.picture_id)
    party.work()
    again = next(row for row in ideals(database, group.group_id, number) if row.rule == "consensus")
    assert again.picture_id == ideal.picture_id


def test_what_is_drawn_later_keeps_away(party: Any) -> None:
    database, group = party.studio.database, party.group
    picture = pool_of(database, group.group_id)[0]
    never.mark(party.studio, group, picture, 4.0)
    party.swipe(party.members[0], 12)
    party.deal()
    pool = pool_of(database, group.group_id)
    z = np.array(list(latents_of(database, pool).values()))
    assert never.allowed(party.studio, group, z).all()
    dealt = cards_of(database, party.members[0].member_id)[-3:]
    assert not {card.picture_id for card in dealt} & banned_in(database, group.group_id)
    never.lift(party.studio, group, picture)


def test_the_preview_counts_what_falls_under_a_mark(party: Any) -> None:
    picture = pool_of(party.studio.database, party.group.group_id)[0]
    reach = never.reach_of(party.studio, party.group, picture)
    assert set(reach.pictures) >= set(pool_of(party.studio.database, party.group.group_id))
    assert reach.gaps[reach.pictures.index(picture)] < 0.1
    assert (reach.gaps < never.WIDEST).sum() >= 1


def test_marks_that_make_no_sense_are_refused(party: Any, gather: Gather) -> None:
    picture = pool_of(party.studio.database, party.group.group_id)[0]
    for radius in (0.0, 0.5, 99.0, float("nan")):
        with pytest.raises(BadInput):
            never.mark(party.studio, party.group, picture, radius)
    with pytest.raises(NotFound):
        never.mark(party.studio, party.group, "0" * 32, 3.0)
    elsewhere = gather()
    with pytest.raises(NotFound):
        never.mark(
            party.studio, party.group, pool_of(party.studio.database, elsewhere.group.group_id)[0], 3.0
        )


def test_a_mark_on_what_came_of_somebodys_taste_goes_with_them(gather: Gather) -> None:
    party = gather(m=3, swipes=12, seed=5)
    party.work()
    database, group = party.studio.database, party.group
    ideal = ideals(database, group.group_id, newest_drawn(database, group.group_id))[0]
    pool = pool_of(database, group.group_id)[0]
    never.mark(party.studio, group, ideal.picture_id, 2.0)
    never.mark(party.studio, group, pool, 2.0)
    forget.forget_member(party.studio, party.members[0])
    assert [one.picture_id for one in nevers_of(database, group.group_id)] == [pool]
