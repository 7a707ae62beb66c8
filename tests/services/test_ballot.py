"""Blind votes: who may vote on what, what counts, and what was foretold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from group_plgl.analytics.charts import CHARTS
from group_plgl.errors import NotAllowed, NotYet, SessionClosed
from group_plgl.services import ballot, collect, convene, converge, deal, forget, steer
from group_plgl.services.chart import chart_rows
from group_plgl.services.recall import recall
from group_plgl.services.reveal import Sight
from group_plgl.store.ballots import ballots_of, candidates_of, newest_closed, open_ballot_of, votes_of
from group_plgl.store.events import last_event
from group_plgl.store.images import cards_of_mode
from group_plgl.store.people import current_session, group_of
from group_plgl.store.traces import traces_of

from ..dealing import next_turn


def answer(party, member, turns):
    """Pick among the next turns, always the first picture by its latent's first number."""
    for _ in range(turns):
        card = min(next_turn(party.studio, member), key=lambda one: one.picture_id)
        party.say(member, "chosen", card_id=card.card_id)


def vote(party, member, picture):
    """Vote for one picture; the event that said it."""
    (turn,) = deal.next_turns(party.studio, member, 1)
    card = next(one for one in turn if one.picture_id == picture)
    party.say(member, "chosen", card_id=card.card_id)
    return party.said[-1]


def session_of(party):
    return current_session(party.studio.database, party.group.group_id)


def counts(party, opened):
    found = ballot.outcome(party.studio, party.group, opened)
    return {one.candidate.picture_id: one.votes for one in found.counted}


@pytest.fixture(scope="module")
def team(gather):
    """Five members whose tastes are known and drawn; every test opens a vote of its own."""
    party = gather(m=5, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 8)
    party.work()
    return party


@pytest.fixture
def opened(team):
    steer.go_to(team.studio, team.group, "reveal")
    found = ballot.open_ballot(team.studio, team.group)
    yield found
    ballot.close_ballot(team.studio, team.group)


def test_a_vote_needs_a_picture_of_the_group(gather):
    party = gather(m=2)
    with pytest.raises(NotYet, match="no picture of this group"):
        ballot.open_ballot(party.studio, party.group)


def test_a_closed_session_opens_no_vote(gather):
    party = gather()
    steer.end_session(party.studio, party.group)
    with pytest.raises(SessionClosed):
        ballot.open_ballot(party.studio, party.group)


def test_candidates_are_ideals_the_best_answered_and_one_by_chance_all_different(team, opened):
    found = candidates_of(team.studio.database, opened)
    kinds = [one.kind for one in found]
    assert 2 <= len(found) <= ballot.MOST
    assert {"ideal", "best", "random"} <= set(kinds)
    assert len({one.picture_id for one in found}) == len(found)
    assert {rule for one in found for rule in one.rule.split()} == {"consensus", "mean", "median"}


def test_the_prediction_is_frozen_and_shares_sum_to_one(team, opened):
    found = candidates_of(team.studio.database, opened)
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert all(0 <= one.low <= one.share <= one.high <= 1 for one in found)
    assert opened.voters == 5
    for member in team.members:
        vote(team, member, found[0].picture_id)
    assert candidates_of(team.studio.database, opened) == found


def test_everybody_gets_all_candidates_in_an_order_of_their_own_that_stays(team, opened):
    pictures = {one.picture_id for one in candidates_of(team.studio.database, opened)}
    orders = []
    for member in team.members:
        (turn,) = deal.next_turns(team.studio, member, 5)
        assert {one.picture_id for one in turn} == pictures
        assert [[one.card_id for one in turn]] == [
            [one.card_id for one in again] for again in deal.next_turns(team.studio, member, 5)
        ]
        orders.append(tuple(one.picture_id for one in turn))
    assert len(set(orders)) > 1


def test_opening_hides_results_and_closing_shows_them(team, opened):
    assert (session_of(team).phase, session_of(team).results_shown) == ("vote", False)
    with pytest.raises(NotAllowed, match="hidden while"):
        steer.show_results(team.studio, team.group, True)
    ballot.close_ballot(team.studio, team.group)
    now = session_of(team)
    assert (now.phase, now.slide, now.results_shown) == ("reveal", "result", True)


def test_a_second_press_opens_no_second_vote(team, opened):
    assert ballot.open_ballot(team.studio, team.group).ballot == opened.ballot


def test_the_newest_vote_of_a_member_counts_and_one_taken_back_does_not(team, opened):
    one, other = (row.picture_id for row in candidates_of(team.studio.database, opened)[:2])
    first, second = team.members[:2]
    said = vote(team, first, one)
    team.say(first, "undone", target_id=said.event_id)
    vote(team, first, other)
    taken_back = vote(team, second, one)
    team.say(second, "undone", target_id=taken_back.event_id)
    assert [vote.picture_id for vote in votes_of(team.studio.database, opened)] == [other]


@pytest.mark.parametrize(("k", "told"), [(2, [3, 2]), (3, None), (5, None)], ids=["both", "few", "one mind"])
def test_the_chart_of_a_vote_tells_what_its_page_does(team, opened, k, told):
    one, other = (row.picture_id for row in candidates_of(team.studio.database, opened)[:2])
    for place, member in enumerate(team.members):
        vote(team, member, one if k == 5 or place < 3 else other)
    ballot.close_ballot(team.studio, team.group)
    hidden = Sight(replace(team.group, privacy="anonymous", k=k), opened.number, "")
    rows = chart_rows(team.studio, hidden, CHARTS["blind_vote"])
    _, numbers = ballot.votes_told(hidden.group, ballot.outcome(team.studio, hidden.group, opened))
    assert [one for one in numbers if one] == (told or [])
    assert rows is None if told is None else [row["votes"] for row in rows][:2] == told
    seen = chart_rows(team.studio, replace(hidden, group=team.group), CHARTS["blind_vote"])
    assert sum(row["votes"] for row in seen) == 5 == seen[0]["people"]


def test_nothing_said_after_closing_changes_the_result(team, opened):
    picture = candidates_of(team.studio.database, opened)[0].picture_id
    said = vote(team, team.members[0], picture)
    (turn,) = deal.next_turns(team.studio, team.members[1], 1)
    ballot.close_ballot(team.studio, team.group)
    closed = newest_closed(team.studio.database, team.group.group_id, session_of(team).number)
    with pytest.raises(SessionClosed, match="vote is closed"):
        team.say(team.members[1], "chosen", card_id=turn[0].card_id)
    team.say(team.members[0], "undone", target_id=said.event_id)
    assert sum(counts(team, closed).values()) == 1


def test_a_vote_that_was_stored_is_acknowledged_again_after_closing(team, opened):
    said = vote(team, team.members[0], candidates_of(team.studio.database, opened)[0].picture_id)
    ballot.close_ballot(team.studio, team.group)
    assert collect.record(team.studio, team.members[0], said).new is False


def test_a_vote_that_is_stored_after_closing_is_not_acknowledged_even_when_it_comes_again(
    team, opened, monkeypatch
):
    (turn,) = deal.next_turns(team.studio, team.members[0], 1)
    late = team.event(team.members[0], "chosen", card_id=turn[0].card_id)
    plain = collect.append_event

    def slow(*words):
        ballot.close_ballot(team.studio, team.group)
        return plain(*words)

    with monkeypatch.context() as patch, pytest.raises(SessionClosed, match="vote is closed"):
        patch.setattr(collect, "append_event", slow)
        collect.record(team.studio, team.members[0], late)
    with pytest.raises(SessionClosed, match="vote is closed"):
        collect.record(team.studio, team.members[0], late)


def test_who_joins_during_the_vote_may_vote(team, opened):
    newcomer = team.join("Late")
    (turn,) = deal.next_turns(team.studio, newcomer, 3)
    assert len(turn) == len(candidates_of(team.studio.database, opened))


def test_votes_of_those_set_aside_do_not_count(team, opened):
    picture = candidates_of(team.studio.database, opened)[0].picture_id
    for member in team.members[:3]:
        vote(team, member, picture)
    steer.set_aside(team.studio, team.group, team.members[0].member_id, True)
    assert counts(team, opened)[picture] == 2
    steer.set_aside(team.studio, team.group, team.members[0].member_id, False)
    assert counts(team, opened)[picture] == 3


def test_setting_somebody_aside_or_taking_them_back_changes_no_result_of_a_closed_vote(team, opened):
    picture = candidates_of(team.studio.database, opened)[0].picture_id
    for member in team.members[:3]:
        vote(team, member, picture)
    first, second = (member.member_id for member in team.members[:2])
    steer.set_aside(team.studio, team.group, first, True)
    ballot.close_ballot(team.studio, team.group)
    closed = newest_closed(team.studio.database, team.group.group_id, session_of(team).number)
    steer.set_aside(team.studio, team.group, first, False)
    steer.set_aside(team.studio, team.group, second, True)
    assert counts(team, closed)[picture] == 2
    steer.set_aside(team.studio, team.group, second, False)


def test_votes_teach_nothing(team, opened):
    before = recall(team.studio, team.group, last_event(team.studio.database, team.group.group_id))
    for member in team.members:
        vote(team, member, candidates_of(team.studio.database, opened)[0].picture_id)
    after = recall(team.studio, team.group, last_event(team.studio.database, team.group.group_id))
    assert len(before.member) == len(after.member)


def test_a_vote_nobody_answered_can_be_taken_back_and_leaves_no_result(team):
    steer.go_to(team.studio, team.group, "reveal", "divided")
    before = newest_closed(team.studio.database, team.group.group_id, session_of(team).number)
    ballot.open_ballot(team.studio, team.group)
    steer.backward(team.studio, team.group)
    now = session_of(team)
    assert (now.phase, now.results_shown) == ("reveal", True)
    assert open_ballot_of(team.studio.database, team.group.group_id) is None
    assert newest_closed(team.studio.database, team.group.group_id, now.number) == before


def test_a_vote_somebody_answered_is_closed_not_taken_back(team, opened):
    vote(team, team.members[0], candidates_of(team.studio.database, opened)[0].picture_id)
    with pytest.raises(NotAllowed, match="1 voted already"):
        steer.backward(team.studio, team.group)


def test_a_vote_that_comes_while_the_ballot_is_taken_back_keeps_it_open(team, opened, monkeypatch):
    picture = candidates_of(team.studio.database, opened)[0].picture_id
    plain = ballot.put_closed

    def late(*words, **more):
        vote(team, team.members[0], picture)
        plain(*words, **more)

    with monkeypatch.context() as patch, pytest.raises(NotAllowed, match="1 voted already"):
        patch.setattr(ballot, "put_closed", late)
        steer.backward(team.studio, team.group)
    assert open_ballot_of(team.studio.database, team.group.group_id) == opened
    assert session_of(team).phase == "vote"


def test_a_vote_left_open_by_a_session_that_was_closed_without_it_keeps_its_votes(team, opened):
    vote(team, team.members[0], candidates_of(team.studio.database, opened)[0].picture_id)
    convene.close_session(team.studio, team.group)
    convene.open_session(team.studio, team.group)
    newest = ballot.open_ballot(team.studio, team.group)
    assert newest.ballot == opened.ballot + 1
    (left,) = [
        one for one in ballots_of(team.studio.database, team.group.group_id) if one.ballot == opened.ballot
    ]
    assert sum(counts(team, left).values()) == 1


def test_leaving_a_vote_for_another_phase_closes_it_and_keeps_its_result(team, opened):
    vote(team, team.members[0], candidates_of(team.studio.database, opened)[0].picture_id)
    steer.go_to(team.studio, team.group, "rating")
    now = session_of(team)
    assert (now.phase, now.results_shown) == ("rating", opened.results_seen)
    assert newest_closed(team.studio.database, team.group.group_id, now.number).ballot == opened.ballot


def test_an_earlier_vote_that_somebody_left_out_is_not_asked_again(team):
    for _ in range(2):
        newest = ballot.open_ballot(team.studio, team.group)
        for member in team.members[1:]:
            vote(team, member, candidates_of(team.studio.database, newest)[0].picture_id)
        turns = deal.next_turns(team.studio, team.members[0], 5)
        assert [one[0].turn for one in turns] == [newest.turn]
        ballot.close_ballot(team.studio, team.group)


def test_intervals_hold_the_share_and_shrink_with_votes(team, opened):
    picture = candidates_of(team.studio.database, opened)[0].picture_id
    reach = []
    for member in team.members:
        vote(team, member, picture)
        top = ballot.outcome(team.studio, team.group, opened).counted[0]
        assert top.low <= top.share <= top.high
        reach.append(top.high - top.low)
    assert reach == sorted(reach, reverse=True)


def test_own_pictures_and_drawn_ones_leave_a_trace_of_where_the_ideal_stands(team):
    for item in converge.behind(team.studio):
        converge.trace_group(team.studio, item)
    assert not any(team.group.group_id in item for item in converge.behind(team.studio))
    (trace,) = traces_of(team.studio.database, team.group.group_id, 10**6)[:1]
    assert trace.answers == 40
    assert trace.members == 5
    found = converge.convergence(team.studio, team.group, trace.number)
    assert (found.now, found.members, found.stop) == (None, 5, False)
    assert found.asked > 0


def test_forgetting_a_member_leaves_the_others_able_to_go_on(gather, watch):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 6)
    party.work()
    opened = ballot.open_ballot(party.studio, party.group)
    picture = candidates_of(party.studio.database, opened)[0].picture_id
    for member in party.members:
        vote(party, member, picture)
    erased = cards_of_mode(party.studio.database, [party.members[1].member_id], "blind-vote")
    ballot.close_ballot(party.studio, party.group)
    watch.forward(60)
    forget.forget_member(party.studio, party.members[0])
    party.work()
    number = session_of(party).number
    assert newest_closed(party.studio.database, party.group.group_id, number) is None
    again = ballot.open_ballot(party.studio, group_of(party.studio.database, party.group.group_id))
    (turn,) = deal.next_turns(party.studio, party.members[1], 1)
    assert len(turn) >= 2
    assert not {one.card_id for one in turn} & {one.card_id for one in erased}
    assert again.voters == 2


@pytest.mark.parametrize("shown", [True, False])
def test_who_leaves_during_a_vote_leaves_results_shown_as_before_it(gather, shown):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 6)
    party.work()
    steer.show_results(party.studio, party.group, shown)
    ballot.open_ballot(party.studio, party.group)
    forget.forget_member(party.studio, party.members[0])
    assert (session_of(party).phase, session_of(party).results_shown) == ("rating", shown)


def test_after_who_had_a_vote_has_left_the_decks_of_the_others_go_on(gather):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 6)
    party.work()
    ballot.open_ballot(party.studio, party.group)
    steer.backward(party.studio, party.group)
    for member in party.members[1:]:
        answer(party, member, 8)
    forget.forget_member(party.studio, party.members[0])
    assert party.group.group_id in deal.behind(party.studio)
    for _ in range(3):
        deal.deal_group(party.studio, party.group.group_id)
    assert party.group.group_id not in deal.behind(party.studio)


def test_who_was_left_out_of_a_vote_and_leaves_is_named_nowhere(gather):
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        answer(party, member, 6)
    party.work()
    ballot.open_ballot(party.studio, party.group)
    late = party.join("Late")
    steer.set_aside(party.studio, party.group, late.member_id, True)
    ballot.close_ballot(party.studio, party.group)
    named = "SELECT count(*) FROM uncounted WHERE member_id = ?"
    assert party.studio.database.read(named, [late.member_id]) == [(1,)]
    forget.forget_member(party.studio, late)
    assert party.studio.database.read(named, [late.member_id]) == [(0,)]
