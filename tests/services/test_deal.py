"""Decks: dealt ahead from one pool, in an order of one's own, fairly, with a few turns asked again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks.opening import open_features
from group_plgl.feedback.modes import MODES, Mode
from group_plgl.generators.raster import png_bytes
from group_plgl.members.codec import from_bytes
from group_plgl.members.dense import with_bias
from group_plgl.services import deal, gather, near, repeat, steer
from group_plgl.services.aggregate import ready_members
from group_plgl.services.choose import by_chance
from group_plgl.services.convene import Named
from group_plgl.services.recall import recall
from group_plgl.services.space import new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.events import last_event
from group_plgl.store.images import CardRow, cards_of, latents_of, pool_of, put_cards
from group_plgl.store.models import group_models

Gather = Callable[..., Any]


def _named(one: Mode | int) -> str:
    return one.name if isinstance(one, Mode) else str(one)


SWIPE, TWO, FOUR = MODES["swipe"], MODES["pick-of-two"], MODES["pick-of-four"]
MANY = [f"{i:08x}" + "0" * 24 for i in range(100)]


def deck_of(house: Studio, group: Any, mode: Mode, member_id: str, pool: int, turns: int) -> list[CardRow]:
    """The first turns of a deck, not stored."""
    pictures = [f"picture {i}" for i in range(pool)]
    lack = deal.Lack(member_id, 0, turns, 0, [])
    chosen = by_chance(house, mode.together, pictures, [deal._wish(lack, pictures)])
    return deal._cards_of(house, group, mode, lack, chosen)


def turns_of(cards: list[CardRow]) -> list[list[CardRow]]:
    """Cards by their turns, as they are shown."""
    found: dict[int, list[CardRow]] = {}
    for card in sorted(cards, key=lambda one: (one.turn, one.place)):
        found.setdefault(card.turn, []).append(card)
    return list(found.values())


def own_pictures(party: Any, count: int) -> None:
    """Pictures of one's own in place of those that are drawn."""
    rng = np.random.default_rng(count)
    for number in range(count):
        pixels = np.repeat(np.repeat(rng.integers(0, 255, (4, 4, 3)), 16, 0), 16, 1).astype(np.uint8)
        gather.gather_one(party.studio, party.group, f"{number}.png", png_bytes(pixels))
    assert gather.finish(party.studio, party.group) == count


def test_the_first_pool_is_drawn_before_anybody_comes(house: Studio, gather: Gather) -> None:
    party = gather()
    pool = pool_of(house.database, party.group.group_id)
    assert len(set(pool)) == len(pool) >= house.settings.first_pool
    turns = deal.next_turns(house, party.join("Ann"), 40)
    assert sum(not turn[0].spare for turn in turns) == min(deal.FRESH, len(pool))


def test_where_turns_go_by_answers_others_wait_behind_them(house: Studio, gather: Gather) -> None:
    party = gather()
    ann = party.join("Ann")
    party.deal()
    turns = deal.next_turns(house, ann, 60)
    ahead, spare = [turn for turn in turns if not turn[0].spare], [turn for turn in turns if turn[0].spare]
    assert (len(ahead), len(spare)) == (deal.FRESH, house.settings.deck_ahead - deal.FRESH)
    assert turns == [*ahead, *spare]
    new = [card.picture_id for card in cards_of(house.database, ann.member_id) if not card.repeat_of]
    assert len(set(new)) == len(new)
    for turn in ahead:
        party.say(ann, card_id=turn[0].card_id, value=1.0)
    assert deal.next_turns(house, ann, 1) == spare[:1], "the line was down"
    party.deal()
    later = deal.next_turns(house, ann, 60)
    assert [turn for turn in later if turn[0].spare] == spare
    assert len(later) == deal.FRESH + len(spare) and not later[0][0].spare
    assert min(turn[0].turn for turn in later[: deal.FRESH]) > max(turn[0].turn for turn in spare)
    again = {card.repeat_of for card in cards_of(house.database, ann.member_id) if card.repeat_of}
    assert not again & {turn[0].card_id for turn in spare}


def test_nobody_gets_the_same_picture_twice_but_in_a_planned_repeat(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=16)
    for member in party.members:
        cards = cards_of(house.database, member.member_id)
        new = [card for card in cards if not card.repeat_of]
        assert len({card.picture_id for card in new}) == len(new)
        assert [card.turn for card in cards] == list(range(len(cards)))


@pytest.mark.parametrize(("mode", "turns"), [(FOUR, 18), (SWIPE, 30), (SWIPE, 60)], ids=_named)
def test_five_to_eight_percent_of_everybodys_deck_are_planned_repeats(
    house: Studio, gather: Gather, mode: Mode, turns: int
) -> None:
    group = gather().group
    for member_id in MANY:
        deck = turns_of(deck_of(house, group, mode, member_id, 120, turns))
        again = [turn for turn in deck if turn[0].repeat_of]
        assert 0.05 <= len(again) / turns <= 0.08


def test_members_are_asked_again_at_different_times() -> None:
    places = [tuple(place for place in range(60) if repeat.is_again(member, place)) for member in MANY]
    assert len(set(places)) == len(repeat.FIRST_REPEATS)
    assert all(two - one == repeat.REPEAT_EVERY for found in places for one, two in pairwise(found))


@pytest.mark.parametrize("mode", [SWIPE, TWO, FOUR], ids=_named)
def test_a_repeat_is_of_an_earlier_new_turn_at_a_distance(house: Studio, gather: Gather, mode: Mode) -> None:
    group = gather().group
    for member_id in MANY[:20]:
        deck = turns_of(deck_of(house, group, mode, member_id, 120, 60))
        cards = {card.card_id: card for turn in deck for card in turn}
        for turn in deck:
            firsts = [cards[card.repeat_of] for card in turn if card.repeat_of]
            assert len(firsts) in (0, mode.together)
            assert all(not first.repeat_of for first in firsts)
            assert all(turn[0].turn - first.turn > repeat.REST for first in firsts)
            assert len({first.turn for first in firsts}) <= 1
            shown = [card.picture_id for card in turn if card.repeat_of]
            assert shown == [first.picture_id for first in firsts]


def test_the_places_of_a_repeat_are_drawn_anew(house: Studio, gather: Gather) -> None:
    group, moved = gather().group, np.zeros((4, 4))
    for member_id in MANY:
        cards = deck_of(house, group, FOUR, member_id, 120, 60)
        places = {card.card_id: card.place for card in cards}
        for card in cards:
            if card.repeat_of:
                moved[places[card.repeat_of], card.place] += 1
    assert np.abs(moved / moved.sum(axis=1, keepdims=True) - 0.25).max() < 0.09


@pytest.mark.parametrize("pool", [6, 8, 24])
@pytest.mark.parametrize("mode", [SWIPE, TWO, FOUR], ids=_named)
def test_every_picture_of_a_small_pool_is_shown_as_often_as_the_others(
    house: Studio, gather: Gather, mode: Mode, pool: int
) -> None:
    group = gather().group
    for member_id in MANY[:10]:
        longest = repeat.longest(mode, pool, member_id)
        for turns in (longest // 2, longest):
            cards = deck_of(house, group, mode, member_id, pool, turns)
            shown = Counter({f"picture {i}": 0 for i in range(pool)})
            shown.update(card.picture_id for card in cards if not card.repeat_of)
            assert len(shown) == pool and max(shown.values()) - min(shown.values()) <= 1
            deck = turns_of(cards)
            assert all(len({card.picture_id for card in turn}) == mode.together for turn in deck)


@pytest.mark.parametrize(("pictures", "mode"), [(6, FOUR), (8, FOUR), (8, SWIPE)], ids=_named)
def test_a_deck_of_few_own_pictures_ends_where_every_picture_was_shown_enough(
    house: Studio, gather: Gather, pictures: int, mode: Mode
) -> None:
    party = gather(space=new_catalogue(), mode=mode.name)
    own_pictures(party, pictures)
    member = party.join("Ann")
    longest = repeat.longest(mode, pictures, member.member_id)
    party.answer(member, longest)
    party.deal()
    assert deal.next_turns(house, member, 5) == []
    cards = cards_of(house.database, member.member_id)
    assert len(turns_of(cards)) == longest
    shown = Counter(card.picture_id for card in cards if not card.repeat_of)
    times = repeat.SHOWN_TIMES if mode.together > 1 else 1
    assert len(shown) == pictures and set(shown.values()) <= {times, times - 1}


def test_each_member_has_an_order_of_their_own_from_one_pool(house: Studio, gather: Gather) -> None:
    party = gather(m=2)
    party.deal()
    decks = [[card.picture_id for card in cards_of(house.database, m.member_id)] for m in party.members]
    assert decks[0] != decks[1]
    assert {*decks[0], *decks[1]} <= set(pool_of(house.database, party.group.group_id))


def test_dealing_again_changes_nothing(house: Studio, gather: Gather) -> None:
    party = gather(m=1, swipes=3)
    party.deal()
    before = cards_of(house.database, party.members[0].member_id)
    assert deal.deal_group(house, party.group.group_id) == {"group": party.group.slug, "drawn": 0, "dealt": 0}
    assert cards_of(house.database, party.members[0].member_id) == before


def test_who_has_seen_everything_has_no_more_cards(house: Studio, gather: Gather) -> None:
    party = gather(m=1, swipes=0)
    member = party.members[0]
    party.swipe(member, repeat.longest(SWIPE, house.settings.full_pool, member.member_id))
    assert deal.next_turns(house, party.members[0], 5) == []
    assert party.group.group_id not in deal.behind(house)
    assert len(pool_of(house.database, party.group.group_id)) == house.settings.full_pool


@pytest.mark.parametrize("mode", [SWIPE, FOUR], ids=_named)
def test_a_deck_dealt_by_several_at_once_is_one_deck(house: Studio, gather: Gather, mode: Mode) -> None:
    party, other = gather(mode=mode.name), gather(mode=mode.name)
    party.join("Ann")
    once = cards_of(house.database, party.members[0].member_id)
    member, start = other.join("Bo"), threading.Barrier(4)

    def again(by_job: bool) -> None:
        start.wait(30)
        if by_job:
            deal.deal_group(house, other.group.group_id)
        else:
            deal.deal_member(house, other.group, member)

    dealers = [threading.Thread(target=again, args=(by_job,)) for by_job in (True, False, True, False)]
    for dealer in dealers:
        dealer.start()
    for dealer in dealers:
        dealer.join(60)
    deck = turns_of(cards_of(house.database, member.member_id))
    assert len(deck) >= len(turns_of(once)) > 0
    assert [turn[0].turn for turn in deck] == list(range(len(deck)))
    assert all([card.place for card in turn] == list(range(mode.together)) for turn in deck)
    pictures = [card.picture_id for turn in deck for card in turn if not card.repeat_of]
    assert len(set(pictures)) == len(pictures) or mode is FOUR
    put_cards(house.database, once)
    assert cards_of(house.database, party.members[0].member_id) == once


def test_another_mode_deals_turns_of_its_own_and_leaves_the_old_ones(house: Studio, gather: Gather) -> None:
    party = gather(m=1, swipes=3)
    [member] = party.members
    left = deal.next_turns(house, member, 40)
    steer.begin_session(house, party.group, "pick-of-four")
    assert party.group.group_id in deal.behind(house)
    party.deal()
    turns = deal.next_turns(house, member, 40)
    assert len(turns) >= 3 and all(len(turn) == 4 for turn in turns)
    assert not {card.turn for turn in turns for card in turn} & {turn[0].turn for turn in left}
    party.answer(member, 2)
    known = recall(house, party.group, last_event(house.database, party.group.group_id))
    assert sorted(known.paired.tolist()) == [False] * 3 + [True] * 6
    late = party.say(member, card_id=left[0][0].card_id, value=1.0)
    assert late.new
    steer.begin_session(house, party.group, "swipe")
    assert deal.next_turns(house, member, 40)[: len(left) - 1] == left[1:]


def test_a_late_class_of_an_earlier_session_is_still_taken(house: Studio, gather: Gather) -> None:
    party = gather(mode="classes", classes=["keep", "maybe", "drop"])
    member = party.join("Ann")
    cards = [turn[0].card_id for turn in deal.next_turns(house, member, 2)]
    steer.begin_session(house, party.group, "swipe")
    assert party.say(member, "classed", card_id=cards[0], value=2.0).new
    steer.begin_session(house, party.group, "classes", Named(["yes", "no"]))
    assert party.say(member, "classed", card_id=cards[1], value=2.0).new


def test_there_is_nothing_near_an_ideal_before_the_first(house: Studio, gather: Gather) -> None:
    party = gather(mode="near-ideal")
    member = party.join("Ann")
    assert deal.next_turns(house, member, 5) == []
    assert party.group.group_id not in deal.behind(house)
    assert deal.deal_group(house, party.group.group_id)["drawn"] == 0


def test_the_near_deck_shows_pictures_that_may_be_the_groups_ideal(house: Studio, gather: Gather) -> None:
    party = gather(m=2, space="tiles")
    for member in party.members:
        party.answer(member, 12)
    party.work()
    steer.begin_session(house, party.group, "near-ideal")
    party.deal()
    member = party.members[0]
    shown = [turn[0].picture_id for turn in deal.next_turns(house, member, 5)]
    pools = {kind: pool_of(house.database, party.group.group_id, kind) for kind in ("near", "prior")}
    assert len(set(shown)) == 5 and set(shown) <= set(pools["near"])
    liked = {}
    seen = group_models(house.database, party.group.group_id, 1)[0].seen_event
    tastes = from_bytes([row.payload for row in ready_members(house, party.group.group_id, seen)])
    features = open_features({"space": party.group.space}, {})
    for kind, ids in pools.items():
        z = np.array(list(latents_of(house.database, ids).values()))
        liked[kind] = (tastes.mean @ with_bias(features.coordinates(z)).T).mean(axis=0)
    assert np.mean(liked["near"]) > np.mean(liked["prior"])
    party.answer(member, 4)
    known = recall(house, party.group, last_event(house.database, party.group.group_id))
    assert len(known.value) == 2 * 12 + 4


def test_own_pictures_near_an_ideal_come_once_however_often_they_are_looked_for(
    house: Studio, gather: Gather
) -> None:
    party = gather(m=2, space=new_catalogue())
    own_pictures(party, 10)
    for member in party.members:
        party.answer(member, 10)
    party.work()
    pool = pool_of(house.database, party.group.group_id)
    assert len(near.draw_near(house, party.group, 0, 4)) == 4
    near.draw_near(house, party.group, 4, 16)
    drawn = pool_of(house.database, party.group.group_id, "near")
    assert len(drawn) == 10 and set(drawn) == set(pool)
    assert near.draw_near(house, party.group, 10, 4) == []
