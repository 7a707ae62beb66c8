"""Every mode from the deck to the drawn ideal: a group that answers in it gets tastes and a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from group_plgl.feedback.modes import MODES, SESSION_MODES
from group_plgl.feedback.repeats import agreement_with_self
from group_plgl.feedback.sheets import within
from group_plgl.groups.rules import CHIEF
from group_plgl.services.cluster import how_many, labelled
from group_plgl.services.imagine import imagined
from group_plgl.services.recall import dealt_in, said_in
from group_plgl.services.studio import Studio
from group_plgl.store import models
from group_plgl.store.classes import class_fits, class_ideals, class_likings, class_models
from group_plgl.store.clusters import clusters_of
from group_plgl.store.events import event_log
from group_plgl.store.images import CardRow, cards_of, pool_of
from group_plgl.store.nevers import last_change

Gather = Callable[..., Any]
FIRST = [name for name in SESSION_MODES if MODES[name].pool == "prior"]
TURNS, MANY = 14, 26  # some sheets are mixed, and say nothing of any picture


@pytest.fixture(scope="module", params=FIRST)
def played(request: pytest.FixtureRequest, gather: Gather) -> tuple[str, Any]:
    """A group of three that gave `TURNS` answers each in one mode, all jobs run."""
    classes = ["keep", "maybe", "drop"] if MODES[request.param].sorts else []
    party = gather(m=3, space="tiles", mode=request.param, classes=classes)
    for member in party.members:
        party.answer(member, MANY if request.param == "clusters" else TURNS)
    party.work()
    return request.param, party


def test_a_group_gets_tastes_and_ideals_in_every_mode(house: Studio, played: tuple[str, Any]) -> None:
    name, party = played
    here = party.group.group_id
    fit = models.newest_fit(house.database, here)
    assert fit is not None
    rows = models.member_models(house.database, here, fit.seen_event)
    assert [row.ready for row in rows] == [True] * 3
    if name == "clusters":
        assert all(0 < row.answers <= MANY for row in rows)
    else:
        assert [row.answers for row in rows] == [TURNS] * 3
    assert all(row.baseline == 0.25 if name == "pick-of-four" else row.baseline >= 0.5 for row in rows)
    assert all(0 <= row.right_held_out <= row.held_out <= row.answers for row in rows)
    assert len(models.ideals(house.database, here, 1)) == len(CHIEF)
    assert len(models.likings(house.database, here, 1)) == 3 * len(CHIEF)


def test_classes_have_an_ideal_each_and_replay_builds_them_again(
    house: Studio, played: tuple[str, Any]
) -> None:
    name, party = played
    here = party.group.group_id
    fit = models.newest_fit(house.database, here)
    assert fit is not None
    fits, ideals = class_fits(house.database, here, fit.seen_event), class_ideals(house.database, here, 1)
    if not MODES[name].sorts:
        assert fits == ideals == []
        return
    assert [(one.name, one.aim) for one in fits] == [("keep", True), ("maybe", False), ("drop", False)]
    assert len(class_models(house.database, here, fit.seen_event)) == 3 * 3
    assert all(0 <= one.right_held_out <= one.held_out <= one.answers for one in fits)
    assert [one.name for one in ideals] == ["maybe", "drop"]
    likings = class_likings(house.database, here, 1)
    assert len(likings) == 2 * 3 and all(0 <= one.low <= one.high <= 1 for one in likings)
    again = imagined(house, party.group, 1, last_change(house.database, here)).classes
    assert [one.latent.tolist() for one in again] == [list(one.latent) for one in ideals]


def test_clusters_are_of_the_whole_pool_and_sheets_of_one_cluster(
    house: Studio, played: tuple[str, Any]
) -> None:
    name, party = played
    paths = clusters_of(house.database, party.group.group_id)
    if name != "clusters":
        assert paths == {}
        return
    assert set(paths) == set(pool_of(house.database, party.group.group_id))
    tops = {path.partition(".")[0] for path in paths.values()}
    assert len(tops) == how_many(len(paths))
    for member in party.members:
        turns: dict[int, list[CardRow]] = {}
        for card in cards_of(house.database, member.member_id):
            turns.setdefault(card.turn, []).append(card)
        assert not any(card.spare for cards in turns.values() for card in cards)
        for cards in turns.values():
            assert len({card.cluster for card in cards}) == 1 and len(cards) <= 6
            assert all(within(paths[card.picture_id], card.cluster) for card in cards if card.cluster)
        found = labelled(house, party.group, member)
        assert found is not None and 0 < len(found.label) <= len(paths) and found.right <= found.asked


def test_what_is_asked_twice_is_compared_in_every_mode(house: Studio, played: tuple[str, Any]) -> None:
    name, party = played
    said = said_in(event_log(house.database, party.group.group_id))
    found = agreement_with_self(said, dealt_in(house, party.group))
    assert {asked for _, asked in found.values()} <= ({1, 2} if name == "clusters" else {1})
    asked = {member.member_id for member in party.members}
    assert set(found) == asked
