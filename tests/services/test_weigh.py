"""What can be told of pictures by what was said of them."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from group_plgl.services import deal, weigh
from group_plgl.store.events import last_event
from group_plgl.store.images import CardRow, pool_of, put_cards
from group_plgl.store.said import opinions_of

ALL = 2**62


def rate(party, member, picture, value):
    """Deal one picture of the pool to a member, who rates it."""
    card, turn = secrets.token_hex(16), 1000 + len(party.said)
    now = party.studio.now()
    row = CardRow(card, party.group.group_id, member.member_id, turn, 0, "swipe", picture, "", now)
    put_cards(party.studio.database, [row])
    party.say(member, card_id=card, value=value)


@pytest.fixture
def swiping(gather, watch):
    """Six members who swipe, the pictures there are, and a way to let five seconds pass."""
    party = gather(m=6, space="tiles", mode="swipe")
    return party, pool_of(party.studio.database, party.group.group_id), lambda: watch.forward(6)


def lately(party, fewest=3, upto=ALL, any_word=False):
    return weigh.liked_lately(party.studio, party.group, fewest=fewest, most=16, upto=upto, any_word=any_word)


def test_a_picture_shows_when_three_have_liked_it_five_seconds_ago(swiping):
    party, pictures, pass_by = swiping
    for member in party.members[:2]:
        rate(party, member, pictures[0], 1.0)
    pass_by()
    assert lately(party) == []
    rate(party, party.members[2], pictures[0], 1.0)
    assert lately(party) == []
    pass_by()
    assert lately(party) == [pictures[0]]
    assert lately(party, fewest=4) == []


def test_dislikes_and_likes_taken_back_do_not_count(swiping):
    party, pictures, pass_by = swiping
    for member in party.members[:3]:
        rate(party, member, pictures[0], 0.0)
        rate(party, member, pictures[1], 1.0)
    party.say(party.members[2], "undone", target_id=party.said[-1].event_id)
    pass_by()
    assert lately(party) == []
    assert pictures[0] in lately(party, any_word=True)


def test_nothing_after_the_published_event_is_told(swiping):
    party, pictures, pass_by = swiping
    upto = 0
    for member in party.members[:3]:
        rate(party, member, pictures[0], 1.0)
        upto = int(opinions_of(party.studio.database, party.group.group_id, party.studio.now()).seq.max())
    pass_by()
    assert lately(party, upto=upto - 1) == []
    assert lately(party, upto=upto) == [pictures[0]]


def test_what_is_taken_back_after_the_published_event_still_stands_in_what_is_told(swiping):
    party, pictures, pass_by = swiping
    for member in party.members[:3]:
        rate(party, member, pictures[0], 1.0)
    upto = last_event(party.studio.database, party.group.group_id)
    party.say(party.members[2], "undone", target_id=party.said[-1].event_id)
    pass_by()
    assert lately(party) == []
    assert lately(party, upto=upto) == [pictures[0]]


def test_pictures_divide_when_five_or_more_answered_and_both_sides_are_there(swiping):
    party, pictures, _ = swiping
    for place, member in enumerate(party.members):
        rate(party, member, pictures[0], float(place % 2))
        rate(party, member, pictures[1], 1.0)
        if place < 4:
            rate(party, member, pictures[2], float(place % 2))
    found = weigh.dividing(party.studio, party.group, {}, fewest=1, most=3, upto=ALL)
    assert [(one.picture_id, one.liked, one.asked) for one in found] == [(pictures[0], 3, 6)]
    assert weigh.dividing(party.studio, party.group, {}, fewest=4, most=3, upto=ALL) == []


def test_with_camps_the_picture_that_sets_them_apart_comes_first(swiping):
    party, pictures, _ = swiping
    camps = {member.member_id: place % 2 for place, member in enumerate(party.members)}
    for place, member in enumerate(party.members):
        rate(party, member, pictures[0], float(place < 3))
        rate(party, member, pictures[1], float(place % 2))
    found = weigh.dividing(party.studio, party.group, camps, fewest=1, most=3, upto=ALL)
    assert [one.picture_id for one in found] == [pictures[1], pictures[0]]
    assert found[0].camps == {0: (0, 3), 1: (3, 3)}


def test_the_best_picture_is_not_the_one_that_one_member_liked(swiping):
    party, pictures, _ = swiping
    pool = pool_of(party.studio.database, party.group.group_id)
    assert weigh.best_answered(party.studio, party.group, pool) is None
    rate(party, party.members[0], pictures[0], 1.0)
    for place, member in enumerate(party.members):
        rate(party, member, pictures[1], float(place > 0))
        rate(party, member, pictures[2], 0.0)
    assert weigh.best_answered(party.studio, party.group, pool) == pictures[1]


def test_a_pick_likes_the_picked_picture_and_passes_over_the_others(gather):
    party = gather(m=1, space="tiles", mode="pick-of-four")
    (turn,) = deal.next_turns(party.studio, party.members[0], 1)
    party.say(party.members[0], "chosen", card_id=turn[2].card_id)
    found = opinions_of(party.studio.database, party.group.group_id, party.studio.now())
    told = dict(zip(found.picture, found.value, strict=True))
    assert told == {card.picture_id: float(place == 2) for place, card in enumerate(turn)}


def test_grades_and_classes_are_likings_from_none_to_one(gather):
    for mode, classes, said, kind, value in (
        ("one-to-ten", [], 10.0, "rated", 1.0),
        ("slider", [], 0.25, "rated", 0.25),
        ("classes", ["Keep", "Drop"], 1.0, "classed", 0.0),
    ):
        party = gather(m=1, space="tiles", mode=mode, classes=classes)
        (turn,) = deal.next_turns(party.studio, party.members[0], 1)
        party.say(party.members[0], kind, card_id=turn[0].card_id, value=said)
        found = opinions_of(party.studio.database, party.group.group_id, party.studio.now())
        assert found.value.tolist() == [value]


def test_in_an_anonymous_group_the_best_picture_is_one_that_enough_members_spoke_of(swiping, monkeypatch):
    party, pictures, _ = swiping
    anonymous = replace(party.group, privacy="anonymous", k=3)
    monkeypatch.setattr(weigh, "heard_until", lambda *_: ALL)
    rate(party, party.members[0], pictures[0], 1.0)
    assert weigh.best_answered(party.studio, party.group, pictures) == pictures[0]
    assert weigh.best_answered(party.studio, anonymous, pictures) is None
    for member in party.members[:3]:
        rate(party, member, pictures[1], 0.0)
    assert weigh.best_answered(party.studio, anonymous, pictures) == pictures[1]
    monkeypatch.setattr(weigh, "heard_until", lambda *_: 0)
    assert weigh.best_answered(party.studio, anonymous, pictures) is None
