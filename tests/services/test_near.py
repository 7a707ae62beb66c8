"""Near-ideals: everybody is asked about the same, and the group's picture is chosen among them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from group_plgl.groups.rules import CHIEF
from group_plgl.queries.strategies import FAVOURITES, RANDOM
from group_plgl.services import deal, steer
from group_plgl.services.choose import ROUND, is_fair
from group_plgl.services.near import FEWEST_ASKED, asked_of_most
from group_plgl.services.replay import replay
from group_plgl.store.images import cards_of, pool_of
from group_plgl.store.models import group_models, ideals, newest_drawn

from .conftest import Party

Gather = Callable[..., Party]
NEAR = "near-ideals"


@pytest.fixture(scope="module")
def party(gather: Gather) -> Party:
    """Three who have a picture, and were asked about near-ideals since."""
    party = gather(m=3, space="tiles", strategy=NEAR)
    for member in party.members:
        party.answer(member, 12)
    party.work()
    return party


def near_of(party: Party) -> list[str]:
    return pool_of(party.studio.database, party.group.group_id, "near")


def test_before_there_is_a_picture_members_are_asked_for_their_favourites(party: Party) -> None:
    for member in party.members:
        ways = {card.chosen_by for card in cards_of(party.studio.database, member.member_id)}
        assert ways <= {RANDOM, FAVOURITES}
    assert near_of(party) == []


def test_then_everybody_is_asked_about_the_same_round_and_one_turn_in_five_is_fair(party: Party) -> None:
    for member in party.members:  # what was dealt before stays
        party.answer(member, 16)
    party.deal()
    asked = []
    for member in party.members:
        cards = [card for card in cards_of(party.studio.database, member.member_id) if not card.repeat_of]
        asked.append({card.picture_id for card in cards if card.chosen_by == NEAR})
        assert asked[-1] <= set(near_of(party))
        since = min(card.turn for card in cards if card.chosen_by == NEAR)
        fair = [card for card in cards if card.turn >= since and is_fair(member.member_id, card.turn)]
        assert fair and {card.chosen_by for card in fair} == {RANDOM}
        assert not {card.picture_id for card in fair} & set(near_of(party))
    assert len(set.intersection(*asked)) >= 1
    assert len(near_of(party)) in (ROUND, 2 * ROUND)


def test_a_new_round_comes_when_somebody_was_asked_about_all_of_the_last(party: Party) -> None:
    before = near_of(party)
    while len(near_of(party)) == len(before):
        party.answer(party.members[0], 1)
        party.deal()
    assert near_of(party)[: len(before)] == before and len(near_of(party)) == len(before) + ROUND
    assert party.group.group_id not in deal.behind(party.studio)


def test_the_picture_is_one_of_those_that_most_were_asked_about_and_can_be_found_again(party: Party) -> None:
    for member in party.members[1:]:
        party.answer(member, 22)
    party.work()
    database, group = party.studio.database, party.group
    number = newest_drawn(database, group.group_id)
    assert number is not None
    seen = group_models(database, group.group_id, number)[0].seen_event
    members = [member.member_id for member in party.members]
    known = asked_of_most(party.studio, group, seen, members)
    assert len(known) >= FEWEST_ASKED
    found = {row.rule: tuple(row.latent) for row in ideals(database, group.group_id, number)}
    assert set(found) == set(CHIEF)
    assert set(found.values()) <= {tuple(z) for z in known}
    assert replay(party.studio, group.slug).differences == []


def test_what_few_were_asked_about_decides_nothing(party: Party) -> None:
    members = [member.member_id for member in party.members]
    assert len(asked_of_most(party.studio, party.group, 0, members)) == 0
    assert len(asked_of_most(party.studio, party.group, 2**62, [*members, *"abcdefg"])) == 0


def test_another_strategy_asks_about_no_near_ideals(party: Party) -> None:
    steer.begin_session(party.studio, party.group, "swipe", strategy="random")
    member = party.join("Newcomer")
    party.deal()
    ways = {card.chosen_by for card in cards_of(party.studio.database, member.member_id)}
    assert ways == {RANDOM}
