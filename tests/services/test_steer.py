"""What a host does to a running session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound, NotYet, SessionClosed
from group_plgl.services import ballot, deal, steer
from group_plgl.services.convene import Named, found_group
from group_plgl.services.recall import recall
from group_plgl.store.ballots import open_ballot_of
from group_plgl.store.events import last_event
from group_plgl.store.images import cards_of_mode
from group_plgl.store.people import current_session, group_of, members_of


def session_of(party):
    return current_session(party.studio.database, party.group.group_id)


def stop(party):
    return session_of(party).phase, session_of(party).slide


def answer(party, member, turns=1):
    for _ in range(turns):
        party.deal()
        (turn,) = deal.next_turns(party.studio, member, 1)
        party.say(member, "chosen", card_id=turn[0].card_id)


@pytest.fixture
def party_of_two(gather):
    return gather(m=2, mode="pick-of-four")


@pytest.fixture(scope="module")
def drawn(gather):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 6)
    party.work()
    return party


def test_a_group_begins_to_rate_unless_the_host_is_to_reveal(house):
    words = {"name": "A", "question": "Which?", "space": "tiles"}
    for shown, phase in ((True, "rating"), (False, "lobby")):
        group, _ = found_group(house, results_shown=shown, **words)
        assert current_session(house.database, group.group_id).phase == phase


def test_forward_and_backward_walk_the_same_way(drawn):
    steer.go_to(drawn.studio, drawn.group, "lobby")
    walked = [stop(drawn)]
    for _ in range(5):
        steer.forward(drawn.studio, drawn.group)
        walked.append(stop(drawn))
    assert walked == [
        ("lobby", ""), ("rating", ""), ("reveal", "ideal"), ("reveal", "rules"), ("reveal", "spread"),
        ("reveal", "divided"),
    ]  # fmt: skip
    for expected in reversed(walked[:-1]):
        steer.backward(drawn.studio, drawn.group)
        assert stop(drawn) == expected
    steer.backward(drawn.studio, drawn.group)
    assert stop(drawn) == ("lobby", "")


def test_the_way_through_a_vote_ends_at_its_result(drawn):
    steer.go_to(drawn.studio, drawn.group, "reveal", "others")
    steer.forward(drawn.studio, drawn.group)
    assert stop(drawn) == ("vote", "")
    steer.forward(drawn.studio, drawn.group)
    assert stop(drawn) == ("reveal", "result")
    steer.forward(drawn.studio, drawn.group)
    assert stop(drawn) == ("reveal", "result")
    steer.backward(drawn.studio, drawn.group)
    assert stop(drawn) == ("reveal", "others")


def test_before_the_first_picture_the_reveal_is_the_end(party_of_two):
    party = party_of_two
    for _ in range(4):
        steer.forward(party.studio, party.group)
    assert stop(party) == ("reveal", "ideal")
    with pytest.raises(NotYet):
        steer.go_to(party.studio, party.group, "vote")


def test_revealing_shows_results_and_hiding_hides_them_again(party_of_two):
    party = party_of_two
    steer.show_results(party.studio, party.group, False)
    steer.go_to(party.studio, party.group, "reveal")
    assert session_of(party).results_shown is True
    steer.show_results(party.studio, party.group, False)
    steer.go_to(party.studio, party.group, "reveal", "ideal")
    assert session_of(party).results_shown is False


def test_two_who_press_next_at_once_go_one_step(party_of_two, monkeypatch):
    party = party_of_two
    plain = steer.way

    def interrupted(studio, group):
        monkeypatch.setattr(steer, "way", plain)
        steer.forward(studio, group, at="rating/")
        return plain(studio, group)

    monkeypatch.setattr(steer, "way", interrupted)
    steer.forward(party.studio, party.group, at="rating/")
    assert stop(party) == ("reveal", "ideal")
    for walk in (steer.forward, steer.backward):
        walk(party.studio, party.group, at="rating/")
        assert stop(party) == ("reveal", "ideal")


def test_what_is_changed_while_a_vote_is_drawn_stays_changed(drawn, monkeypatch):
    steer.go_to(drawn.studio, drawn.group, "reveal")
    plain = ballot.draw

    def slow(*words):
        steer.hold_door(drawn.studio, drawn.group, False)
        steer.show_results(drawn.studio, drawn.group, False)
        steer.set_clock(drawn.studio, drawn.group, 5)
        return plain(*words)

    monkeypatch.setattr(ballot, "draw", slow)
    steer.go_to(drawn.studio, drawn.group, "vote")
    assert session_of(drawn).door_open is False
    assert session_of(drawn).ends_at is not None
    steer.backward(drawn.studio, drawn.group)
    assert session_of(drawn).results_shown is False
    steer.hold_door(drawn.studio, drawn.group, True)


def test_a_vote_that_was_drawn_for_a_session_that_is_over_does_not_open(drawn, monkeypatch):
    plain = ballot.draw
    number = session_of(drawn).number

    def slow(*words):
        steer.begin_session(drawn.studio, drawn.group, "pick-of-four")
        return plain(*words)

    monkeypatch.setattr(ballot, "draw", slow)
    with pytest.raises(SessionClosed):
        steer.go_to(drawn.studio, drawn.group, "vote")
    assert (session_of(drawn).number, stop(drawn)) == (number + 1, ("rating", ""))
    assert open_ballot_of(drawn.studio.database, drawn.group.group_id) is None


def test_an_unknown_phase_is_refused(party_of_two):
    with pytest.raises(BadInput, match="no phase 'party'"):
        steer.go_to(party_of_two.studio, party_of_two.group, "party")


def test_the_clock_starts_gets_more_time_and_stops(party_of_two, watch):
    party = party_of_two
    steer.set_clock(party.studio, party.group, 5)
    assert session_of(party).ends_at == watch() + timedelta(minutes=5)
    steer.give_time(party.studio, party.group, 1)
    assert session_of(party).ends_at == watch() + timedelta(minutes=6)
    watch.forward(7 * 60)
    steer.give_time(party.studio, party.group, 2)
    assert session_of(party).ends_at == watch() + timedelta(minutes=2)
    steer.set_clock(party.studio, party.group, 0)
    assert session_of(party).ends_at is None
    for minutes in (-1, 181, float("inf")):
        with pytest.raises(BadInput, match="0 to 180"):
            steer.set_clock(party.studio, party.group, minutes)


def test_a_clock_that_has_run_out_closes_nothing(party_of_two, watch):
    party = party_of_two
    steer.set_clock(party.studio, party.group, 1)
    watch.forward(120)
    answer(party, party.members[0])
    assert session_of(party).closed_at is None


def test_a_new_code_replaces_the_old_one(party_of_two):
    party = party_of_two
    code = steer.rotate_code(party.studio, party.group)
    assert code != party.group.join_code
    assert group_of(party.studio.database, party.group.group_id).join_code == code


def test_the_door_can_be_locked_and_opened(party_of_two):
    party = party_of_two
    steer.hold_door(party.studio, party.group, False)
    assert session_of(party).door_open is False
    steer.hold_door(party.studio, party.group, True)
    assert session_of(party).door_open is True


def test_who_is_set_aside_is_in_no_dataset_until_they_are_taken_back(gather):
    party = gather(m=2, mode="pick-of-four")
    for member in party.members:
        answer(party, member)

    def counted():
        return len(
            recall(party.studio, party.group, last_event(party.studio.database, party.group.group_id)).members
        )

    assert counted() == 2
    steer.set_aside(party.studio, party.group, party.members[0].member_id, True)
    assert counted() == 1
    steer.set_aside(party.studio, party.group, party.members[0].member_id, False)
    assert counted() == 2


def test_nobody_is_set_aside_in_an_anonymous_group_nor_from_another_one(gather, party_of_two):
    anonymous = gather(m=1, privacy="anonymous")
    with pytest.raises(NotAllowed, match="nobody is singled out"):
        steer.set_aside(anonymous.studio, anonymous.group, anonymous.members[0].member_id, True)
    with pytest.raises(NotFound):
        steer.set_aside(party_of_two.studio, party_of_two.group, anonymous.members[0].member_id, True)


def test_privacy_is_free_before_anybody_joins_then_only_stricter_then_locked(gather):
    party = gather(privacy="pseudonymous", mode="pick-of-four")
    assert steer.privacy_choices(party.studio, party.group) == ["identified", "anonymous"]
    party.join("Ada")
    assert steer.privacy_choices(party.studio, party.group) == ["anonymous"]
    with pytest.raises(NotAllowed, match="promised otherwise"):
        steer.change_privacy(party.studio, party.group, "identified")
    answer(party, party.members[0])
    assert steer.privacy_choices(party.studio, party.group) == []
    with pytest.raises(NotAllowed):
        steer.change_privacy(party.studio, party.group, "anonymous")
    with pytest.raises(BadInput, match="unknown privacy"):
        steer.change_privacy(party.studio, party.group, "secret")


def test_who_joins_while_the_privacy_mode_is_changed_is_not_opened_up(gather, monkeypatch):
    party = gather(privacy="pseudonymous")
    plain = steer.put_group_changed

    def late(*words):
        party.join("Ada")
        plain(*words)

    monkeypatch.setattr(steer, "put_group_changed", late)
    with pytest.raises(NotAllowed, match="promised otherwise"):
        steer.change_privacy(party.studio, party.group, "identified")
    assert group_of(party.studio.database, party.group.group_id).privacy == "pseudonymous"


def test_nobody_joins_on_a_promise_that_was_changed_meanwhile(gather):
    party = gather(privacy="pseudonymous")
    steer.change_privacy(party.studio, party.group, "identified")
    with pytest.raises(BadInput, match="who sees what"):
        party.join("Ada")
    assert members_of(party.studio.database, party.group.group_id) == []


def test_a_group_that_becomes_anonymous_forgets_nicknames(gather):
    party = gather(m=2)
    steer.change_privacy(party.studio, party.group, "anonymous")
    assert group_of(party.studio.database, party.group.group_id).privacy == "anonymous"
    assert {one.nickname for one in members_of(party.studio.database, party.group.group_id)} == {""}


def test_a_session_in_another_mode_closes_the_one_before(gather):
    party = gather(m=1, mode="pick-of-four")
    fresh = steer.begin_session(party.studio, party.group, "swipe")
    assert (fresh.number, fresh.mode, fresh.closed_at) == (2, "swipe", None)


def test_a_session_that_cannot_begin_leaves_the_old_one_open(gather):
    party = gather(m=1)
    with pytest.raises(BadInput):
        steer.begin_session(party.studio, party.group, "classes", Named(["one"]))
    assert session_of(party).number == 1
    assert session_of(party).closed_at is None


@pytest.mark.parametrize("shown", [True, False])
def test_a_session_begun_during_a_vote_shows_results_as_before_the_vote(drawn, shown):
    steer.begin_session(drawn.studio, drawn.group, "pick-of-four")
    steer.show_results(drawn.studio, drawn.group, shown)
    ballot.open_ballot(drawn.studio, drawn.group)
    steer.begin_session(drawn.studio, drawn.group, "pick-of-four")
    assert session_of(drawn).results_shown is shown
    assert open_ballot_of(drawn.studio.database, drawn.group.group_id) is None


def test_leaving_a_vote_for_rating_shows_results_at_no_time(drawn, monkeypatch):
    steer.go_to(drawn.studio, drawn.group, "rating")
    steer.show_results(drawn.studio, drawn.group, False)
    ballot.open_ballot(drawn.studio, drawn.group)
    (turn,) = deal.next_turns(drawn.studio, drawn.members[0], 1)
    drawn.say(drawn.members[0], "chosen", card_id=turn[0].card_id)
    seen = []
    plain = drawn.studio.database.forget

    def forget(*key):
        plain(*key)
        seen.append(session_of(drawn).results_shown)

    monkeypatch.setattr(drawn.studio.database, "forget", forget)
    steer.go_to(drawn.studio, drawn.group, "rating")
    assert seen and not any(seen)


def test_ending_a_session_ends_its_vote(drawn):
    steer.go_to(drawn.studio, drawn.group, "vote")
    steer.end_session(drawn.studio, drawn.group)
    assert session_of(drawn).closed_at is not None
    assert session_of(drawn).phase == "reveal"
    steer.begin_session(drawn.studio, drawn.group, "swipe")
    assert session_of(drawn).phase == "rating"


def test_a_band_steers_the_next_cards_and_lets_those_that_wait_go_behind(gather):
    party = gather(m=3, swipes=14, space="tiles", seed=9)
    party.work()
    studio, member = party.studio, party.members[0]
    waiting = {turn[0].card_id for turn in deal.next_turns(studio, member, 5)}
    steer.choose_band(studio, party.group, 0.1, 0.45)
    assert (session_of(party).chooses, session_of(party).band_low, session_of(party).band_high) == (
        "band", 0.1, 0.45,
    )  # fmt: skip
    party.deal()
    coming = [turn[0] for turn in deal.next_turns(studio, member, 3)]
    assert not {card.card_id for card in coming} & waiting
    (turn,) = deal.next_turns(studio, member, 1)
    said = party.say(member, card_id=turn[0].card_id, value=0.0)
    assert said.seq > 0, "a card of the band is answered like any other"
    every = deal.next_turns(studio, member, 60)
    assert waiting <= {turn[0].card_id for turn in every}, "what waited is still there, behind"
    cards = {card.card_id: card for card in cards_of_mode(studio.database, [member.member_id], "swipe")}
    assert {cards[card.card_id].chosen_by for card in coming} & {"band"}


def test_a_band_that_is_none_is_refused_and_so_is_one_for_a_closed_session(gather):
    party = gather(m=1, space="tiles")
    for low, high in ((0.6, 0.4), (0.5, 0.52), (-0.1, 0.5), (0.5, 1.2), (float("nan"), 0.5)):
        with pytest.raises(BadInput):
            steer.choose_band(party.studio, party.group, low, high)
    steer.end_session(party.studio, party.group)
    with pytest.raises(SessionClosed):
        steer.choose_band(party.studio, party.group, 0.2, 0.6)
    assert session_of(party).chooses != "band"


def test_a_lifted_band_leaves_the_strategy_of_before_and_a_new_session_has_none(gather):
    party = gather(m=2, space="tiles", strategy="eubo")
    party.deal()
    steer.lift_band(party.studio, party.group)
    assert session_of(party).chooses == "eubo", "where no band is, nothing is lifted"
    for lift in (steer.lift_band, lambda studio, group: steer.begin_session(studio, group, "swipe")):
        steer.choose_band(party.studio, party.group, 0.1, 0.45)
        steer.choose_band(party.studio, party.group, 0.2, 0.45)
        waiting = {turn[0].card_id for turn in deal.next_turns(party.studio, party.members[0], 3)}
        assert session_of(party).chooses == "band"
        lift(party.studio, party.group)
        assert (session_of(party).chooses, session_of(party).band_low) == ("eubo", None)
    party.deal()
    coming = {turn[0].card_id for turn in deal.next_turns(party.studio, party.members[0], 3)}
    assert not coming & waiting, "what was chosen by the band goes behind"
    steer.choose_band(party.studio, party.group, 0.1, 0.45)
    steer.end_session(party.studio, party.group)
    with pytest.raises(SessionClosed):
        steer.lift_band(party.studio, party.group)
