"""Whether a group may stop: the picture stands still, tastes are known, most are in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from group_plgl.analytics.convergence import Outlook
from group_plgl.services import converge
from group_plgl.services.converge import Convergence
from group_plgl.store.models import newest_drawn
from group_plgl.store.traces import Trace, put_trace, traces_of

from ..dealing import next_turn

STILL = Outlook(200, 0.6, 0.3, 1.2)
READY = Convergence(STILL, [STILL], right=70, asked=100, baseline=0.25, members=6, joined=8)


def test_a_still_picture_of_known_tastes_of_most_members_may_be_the_last():
    assert READY.stop is True


@pytest.mark.parametrize(
    "change",
    [
        {"now": None},
        {"now": replace(STILL, expected=1.3)},
        {"right": 30},
        {"asked": 0, "right": 0},
        {"members": 4},
    ],
)
def test_one_thing_missing_is_enough_to_go_on(change):
    assert replace(READY, **change).stop is False


def test_better_than_guessing_must_be_beyond_chance():
    assert replace(READY, right=26, asked=100).accurate is False
    assert replace(READY, right=26, asked=40).accurate is True


def test_sixty_in_a_hundred_of_those_here_are_most():
    assert replace(READY, members=3, joined=5).attended is True
    assert replace(READY, members=2, joined=5).attended is False


def test_every_drawn_number_leaves_one_trace_and_answers_grow(gather):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for _ in range(3):
        for member in party.members:
            for _ in range(7):
                turn = next_turn(party.studio, member)
                party.say(member, "chosen", card_id=turn[0].card_id)
        party.work()
        for item in converge.behind(party.studio):
            converge.trace_group(party.studio, item)
    number = newest_drawn(party.studio.database, party.group.group_id)
    way = traces_of(party.studio.database, party.group.group_id, number)
    assert [one.answers for one in way] == [21, 42, 63]
    assert {one.members for one in way} == {3}
    found = converge.convergence(party.studio, party.group, number)
    assert found.now is not None
    assert (found.now.answers, found.members, found.joined) == (63, 3, 3)
    assert 0 < found.now.low < found.now.expected < found.now.high
    earlier = converge.convergence(party.studio, party.group, way[0].number)
    assert earlier.now is None


def test_a_number_that_was_erased_meanwhile_leaves_no_trace(gather):
    party = gather()
    put_trace(party.studio.database, Trace(party.group.group_id, 7, 10, 2, [0.0, 1.0]))
    assert traces_of(party.studio.database, party.group.group_id, 100) == []


def test_a_group_without_a_picture_is_neither_still_nor_attended(gather):
    party = gather(m=1)
    found = converge.convergence(party.studio, party.group, None)
    assert (found.now, found.still, found.accurate, found.attended) == (None, False, False, False)
    assert found.joined == 1
