"""Collecting: only dealt cards, only open sessions, each delivery once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from group_plgl.errors import CardNotIssued, EventConflict, NotAllowed, SessionClosed
from group_plgl.services import collect, convene
from group_plgl.services.deal import next_turns
from group_plgl.services.studio import Studio
from group_plgl.store.events import event_log
from group_plgl.store.people import current_session

Gather = Callable[..., Any]


@pytest.fixture
def pair(gather: Gather) -> Any:
    """A group of two who have cards and said nothing yet."""
    return gather(m=2)


def card(pair: Any, who: int = 0) -> str:
    return next_turns(pair.studio, pair.members[who], 1)[0][0].card_id


def test_a_vote_gets_its_number_and_is_in_the_log(house: Studio, pair: Any) -> None:
    receipt = pair.say(pair.members[0], card_id=card(pair), value=1.0)
    log = event_log(house.database, pair.group.group_id)
    assert receipt.new and log.seq.tolist() == [receipt.seq]
    assert log.member_id.tolist() == [pair.members[0].member_id]


def test_a_repeated_delivery_gets_its_first_number(house: Studio, pair: Any) -> None:
    first = pair.say(pair.members[0], card_id=card(pair), value=1.0)
    again = collect.record(house, pair.members[0], replace(pair.said[-1], said_at=house.now(), answer_ms=9))
    assert (again.seq, again.new) == (first.seq, False)
    assert len(event_log(house.database, pair.group.group_id)) == 1


def test_the_same_id_with_other_content_is_a_conflict(house: Studio, pair: Any) -> None:
    pair.say(pair.members[0], card_id=card(pair), value=1.0)
    with pytest.raises(EventConflict, match="the first delivery stands"):
        collect.record(house, pair.members[0], replace(pair.said[-1], value=0.0))
    assert event_log(house.database, pair.group.group_id).value.tolist() == [1.0]


def test_a_card_of_somebody_else_is_refused(pair: Any) -> None:
    with pytest.raises(CardNotIssued, match="not dealt to you"):
        pair.say(pair.members[0], card_id=card(pair, who=1), value=1.0)


def test_a_card_that_never_was_is_refused(pair: Any) -> None:
    for kind, value in (("rated", 1.0), ("skipped", None)):
        with pytest.raises(CardNotIssued) as caught:
            pair.say(pair.members[0], kind, card_id="f" * 32, value=value)
        assert caught.value.advice


def test_nobody_speaks_for_somebody_else(house: Studio, pair: Any) -> None:
    vote = pair.event(pair.members[1], card_id=card(pair), value=1.0)
    undo = pair.event(pair.members[1], "undone", target_id="0" * 32)
    for forged in (vote, undo):
        with pytest.raises(NotAllowed):
            collect.record(house, pair.members[0], forged)
    assert len(event_log(house.database, pair.group.group_id)) == 0


def test_a_skipped_card_is_not_shown_again(pair: Any) -> None:
    first = card(pair)
    pair.say(pair.members[0], "skipped", card_id=first)
    assert card(pair) != first


def test_an_undone_card_comes_back_first(pair: Any) -> None:
    first = card(pair)
    pair.say(pair.members[0], card_id=first, value=0.0)
    assert card(pair) != first
    pair.say(pair.members[0], "undone", target_id=pair.said[-1].event_id)
    assert card(pair) == first


def test_votes_under_way_are_taken_for_the_grace_time_and_then_no_more(
    house: Studio, pair: Any, watch: Any
) -> None:
    convene.close_session(house, pair.group)
    watch.forward(house.settings.grace_seconds)
    assert pair.say(pair.members[0], card_id=card(pair), value=1.0).new
    watch.forward(1)
    with pytest.raises(SessionClosed, match="takes no more votes") as caught:
        pair.say(pair.members[0], card_id=card(pair), value=1.0)
    assert caught.value.advice
    with pytest.raises(SessionClosed):
        pair.say(pair.members[0], "undone", target_id=pair.said[0].event_id)


def test_a_stored_vote_whose_acknowledgement_got_lost_is_told_its_number_at_any_time(
    house: Studio, pair: Any, watch: Any
) -> None:
    first = pair.say(pair.members[0], card_id=card(pair), value=1.0)
    convene.close_session(house, pair.group)
    watch.forward(house.settings.grace_seconds + 1)
    again = collect.record(house, pair.members[0], pair.said[-1])
    assert (again.seq, again.new) == (first.seq, False)


def test_a_group_may_sit_again(house: Studio, pair: Any, watch: Any) -> None:
    convene.close_session(house, pair.group)
    convene.close_session(house, pair.group)
    watch.forward(3600)
    assert convene.open_session(house, pair.group).number == 2
    assert convene.open_session(house, pair.group).number == 2
    assert pair.say(pair.members[0], card_id=card(pair), value=1.0).new
    session = current_session(house.database, pair.group.group_id)
    assert session is not None and session.closed_at is None and session.mode == "swipe"
