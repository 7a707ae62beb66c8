"""Who counts: the host takes somebody out of all models and back in, and all is as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import NotAllowed, NotFound
from group_plgl.members.codec import from_bytes
from group_plgl.services import learn, steer
from group_plgl.services.recall import recall, said_in
from group_plgl.services.replay import replay
from group_plgl.services.studio import Studio
from group_plgl.store import models
from group_plgl.store.events import event_log, last_event
from group_plgl.store.people import members_of

Gather = Callable[..., Any]


def tastes(studio: Studio, party: Any) -> dict[str, bytes]:
    """What the newest fit holds of every member in it."""
    fit = models.newest_fit(studio.database, party.group.group_id)
    assert fit is not None and fit.seen_event == last_event(studio.database, party.group.group_id)
    rows = models.member_models(studio.database, party.group.group_id, fit.seen_event)
    return {row.member_id: from_bytes([row.payload]).mean.tobytes() for row in rows}


@pytest.fixture(scope="module")
def four(gather: Gather) -> Any:
    """Four members whose tastes are drawn; every test leaves all of them in."""
    party = gather(m=4, space="tiles", mode="pick-of-four")
    for member in party.members:
        party.answer(member, 8)
    party.work()
    return party


def test_somebody_set_aside_is_in_no_model_and_comes_back_as_they_were(house: Studio, four: Any) -> None:
    here, out = four.group.group_id, four.members[0].member_id
    others = {member.member_id for member in four.members[1:]}
    before, seen = tastes(house, four), last_event(house.database, here)
    number = models.newest_drawn(house.database, here)
    assert set(before) == {out} | others and number is not None
    steer.set_aside(house, four.group, out, True)
    assert last_event(house.database, here) == seen + 1
    assert here in learn.behind(house)
    four.work()
    assert set(tastes(house, four)) == others
    assert {row.members for row in models.group_models(house.database, here)} == {3}
    assert models.newest_drawn(house.database, here) == number + 1
    for rows in (models.likings, models.samples):
        assert {row.member_id for row in rows(house.database, here, number + 1)} == others
    assert replay(house, four.group.slug).differences == []
    steer.set_aside(house, four.group, out, False)
    four.work()
    assert tastes(house, four) == before
    assert {row.members for row in models.group_models(house.database, here)} == {4}
    assert replay(house, four.group.slug).differences == []


def test_marks_of_the_roster_say_nothing(house: Studio, four: Any) -> None:
    here, out = four.group.group_id, four.members[1].member_id
    before = recall(house, four.group, last_event(house.database, here))
    said = said_in(event_log(house.database, here))
    for aside in (True, False):
        steer.set_aside(house, four.group, out, aside)
    assert said_in(event_log(house.database, here)) == said
    after = recall(house, four.group, last_event(house.database, here))
    assert after.members == before.members and np.array_equal(after.z, before.z)


def test_setting_aside_twice_is_once(house: Studio, four: Any) -> None:
    out = four.members[2].member_id
    for aside in (True, False):
        steer.set_aside(house, four.group, out, aside)
        seen = last_event(house.database, four.group.group_id)
        steer.set_aside(house, four.group, out, aside)
        assert last_event(house.database, four.group.group_id) == seen
        there = {one.member_id: one.set_aside for one in members_of(house.database, four.group.group_id)}
        assert there[out] is aside and sum(there.values()) == aside


def test_who_is_set_aside_may_go_on_answering_and_it_counts_once_they_are_back(
    house: Studio, four: Any
) -> None:
    here, member = four.group.group_id, four.members[3]
    steer.set_aside(house, four.group, member.member_id, True)
    before = len(recall(house, four.group, last_event(house.database, here)).value)
    four.answer(member, 2)
    assert len(recall(house, four.group, last_event(house.database, here)).value) == before
    steer.set_aside(house, four.group, member.member_id, False)
    after = recall(house, four.group, last_event(house.database, here))
    assert (after.member == after.members.index(member.member_id)).sum() == 3 * (8 + 2)


def test_nobody_is_set_aside_from_elsewhere_or_singled_out(house: Studio, four: Any, gather: Gather) -> None:
    with pytest.raises(NotFound, match="no such member"):
        steer.set_aside(house, gather().group, four.members[0].member_id, True)
    secret = gather(m=1, privacy="anonymous")
    with pytest.raises(NotAllowed, match="nobody is singled out"):
        steer.set_aside(house, secret.group, secret.members[0].member_id, True)
