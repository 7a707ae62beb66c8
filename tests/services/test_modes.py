"""Every mode from the deck to the drawn ideal: a group that answers in it gets tastes and a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from group_plgl.feedback.modes import MODES, SESSION_MODES
from group_plgl.feedback.repeats import agreement_with_self
from group_plgl.groups.rules import RULES
from group_plgl.services.recall import dealt_in, said_in
from group_plgl.services.studio import Studio
from group_plgl.store import models
from group_plgl.store.events import event_log

Gather = Callable[..., Any]
FIRST = [name for name in SESSION_MODES if MODES[name].pool == "prior"]
TURNS = 14


@pytest.fixture(scope="module", params=FIRST)
def played(request: pytest.FixtureRequest, gather: Gather) -> tuple[str, Any]:
    """A group of three that gave `TURNS` answers each in one mode, all jobs run."""
    classes = ["keep", "maybe", "drop"] if MODES[request.param].sorts else []
    party = gather(m=3, space="tiles", mode=request.param, classes=classes)
    for member in party.members:
        party.answer(member, TURNS)
    party.work()
    return request.param, party


def test_a_group_gets_tastes_and_ideals_in_every_mode(house: Studio, played: tuple[str, Any]) -> None:
    name, party = played
    here = party.group.group_id
    fit = models.newest_fit(house.database, here)
    assert fit is not None
    rows = models.member_models(house.database, here, fit.seen_event)
    assert [row.ready for row in rows] == [True] * 3
    if name == "clusters":  # what is mixed says nothing of any picture
        assert all(0 < row.answers <= TURNS for row in rows)
    else:
        assert [row.answers for row in rows] == [TURNS] * 3
    if name == "pick-of-four":
        assert [row.baseline for row in rows] == [0.25] * 3
    assert all(row.baseline >= 0.5 for row in rows) or name == "pick-of-four"
    assert all(0 <= row.right_held_out <= row.held_out <= TURNS for row in rows)
    assert len(models.ideals(house.database, here, 1)) == len(RULES)
    assert len(models.likings(house.database, here, 1)) == 3 * len(RULES)


def test_what_is_asked_twice_is_compared_in_every_mode(house: Studio, played: tuple[str, Any]) -> None:
    _, party = played
    said = said_in(event_log(house.database, party.group.group_id))
    found = agreement_with_self(said, dealt_in(house, party.group))
    assert {asked for _, asked in found.values()} == {1}
    assert set(found) == {member.member_id for member in party.members}
