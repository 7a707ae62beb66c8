"""Studies: frozen tests in an order by chance, blind pairs, answers that stay, figures at the end."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest

from group_plgl.analytics.studies import pooled, pooled_ratio, ratio
from group_plgl.errors import BadInput, NotAllowed, NotYet, SessionClosed
from group_plgl.services import appraise, forget, study
from group_plgl.services.recall import recall
from group_plgl.services.takeout import takeout
from group_plgl.store.events import last_event
from group_plgl.store.studies import answers_in, people_in, trials_in

SMALL = {"training": 12, "again": 4, "fresh": 5, "pairs": 6}


def dealt(party, **words):
    """A study in which everybody who consented has their test."""
    opened = study.open_study(party.studio, party.group, **SMALL, **words)
    for member in party.members:
        study.consent(party.studio, party.group, member)
    for item in study.behind(party.studio):
        study.deal_test(party.studio, item)
    return opened


@pytest.fixture(scope="module")
def team(gather):
    """Four members whose tastes differ and are known, and their study."""
    party = gather(m=4, space="tiles")
    for member in party.members:
        party.answer(member, 14)
    party.work()
    party.study = dealt(party)
    return party


def own_trials(party, member):
    return [one for one in trials_in(party.studio.database, party.study) if one.member_id == member.member_id]


def test_everybody_is_asked_again_and_anew_then_pairs_on_sides_by_chance(team):
    for member in team.members:
        trials = own_trials(team, member)
        kinds = [one.kind for one in trials]
        assert sorted(kinds[:9]) == ["again"] * 4 + ["new"] * 5 and set(kinds[9:]) == {"neutral", "other"}
        assert kinds[:9] != sorted(kinds[:9]) or kinds[9:] != sorted(kinds[9:])
        assert all(one.against_id not in ("", member.member_id) for one in trials if one.kind == "other")
        assert all(0 < one.foretold < 1 for one in trials if one.kind == "new")
        assert len({one.picture_id for one in trials[:9]}) == 9
    sides = [one.mine for one in trials_in(team.studio.database, team.study) if one.beside_id]
    assert {0, 1} == set(sides)


def test_the_same_fit_gives_the_same_test_and_it_is_dealt_once(team):
    member = team.members[0]
    person = next(
        one for one in people_in(team.studio.database, team.study) if one.member_id == member.member_id
    )
    again = study.test_of(team.studio, team.group, team.study, member, person.seen_event)
    stored = own_trials(team, member)
    assert [vars(one) for one in again] == [vars(one) for one in stored]
    assert study.behind(team.studio) == []


def test_answers_teach_nothing_the_first_one_stands_and_nothing_is_told_before_the_end(team):
    member, before = team.members[1], last_event(team.studio.database, team.group.group_id)
    first = study.standing(team.studio, team.group, member)
    assert (first.state, first.trial.place, first.asked) == ("asking", 0, len(own_trials(team, member)))
    study.answer_trial(team.studio, team.group, member, 0, 1)
    study.answer_trial(team.studio, team.group, member, 0, 0)
    said = answers_in(team.studio.database, team.study)
    assert [(one.place, one.value) for one in said if one.member_id == member.member_id] == [(0, 1)]
    assert last_event(team.studio.database, team.group.group_id) == before
    with pytest.raises(BadInput):
        study.answer_trial(team.studio, team.group, member, 999, 1)
    with pytest.raises(NotYet, match="before the study is over"):
        appraise.appraised(team.studio, team.group)
    packed = ZipFile(BytesIO(takeout(team.studio, team.group, member, with_group=False)))
    told = json.loads(packed.read("me.json"))["studies"]
    assert len(told["answered"]) == 1 and "mine" not in told["asked"][0] and "kind" not in told["asked"][0]
    with pytest.raises(NotAllowed, match="is open"):
        study.open_study(team.studio, team.group)


def test_who_always_takes_their_own_wins_all_and_who_leaves_goes_from_others_questions_too(team):
    for member in team.members:
        for one in own_trials(team, member):
            value = one.mine if one.beside_id else int(one.before or 0) if one.kind == "again" else 1
            study.answer_trial(team.studio, team.group, member, one.place, value)
    study.close_study(team.studio, team.group)
    with pytest.raises(SessionClosed):
        study.answer_trial(team.studio, team.group, team.members[0], 0, 1)
    told = appraise.appraised(team.studio, team.group)
    assert told["pooled"]["over_neutral"]["value"] == told["pooled"]["over_other"]["value"] == 1.0
    assert told["pooled"]["agreement"]["people"] == 4 and told["people"] == 4 and told["finished"] >= 3
    assert len(told["persons"]) == 4 and not told["simulated"]
    assert study.standing(team.studio, team.group, team.members[0]).state == "over"
    leaving = team.members.pop()
    forget.forget_member(team.studio, leaving)
    left = trials_in(team.studio.database, team.study)
    assert left and leaving.member_id not in {one for row in left for one in (row.member_id, row.against_id)}
    places = {(one.member_id, one.place) for one in left}
    said = answers_in(team.studio.database, team.study)
    assert {(one.member_id, one.place) for one in said} <= places


def test_a_study_for_one_has_no_pictures_of_others_and_anonymous_groups_tell_of_k_together(gather):
    party = gather(m=2, swipes=14, space="tiles", privacy="anonymous", k=5)
    party.work()
    opened = dealt(party, others=False)
    assert {one.kind for one in trials_in(party.studio.database, opened)} == {"again", "new", "neutral"}
    for one in trials_in(party.studio.database, opened):
        member = next(who for who in party.members if who.member_id == one.member_id)
        study.answer_trial(party.studio, party.group, member, one.place, 1)
    study.close_study(party.studio, party.group)
    told = appraise.appraised(party.studio, party.group)
    assert told["persons"] == [] and told["people"] is None
    assert all(one["value"] is None and one["n"] == 0 for one in told["pooled"].values())
    assert appraise.own_figures(party.studio, study.newest_study(party.studio, party.group), party.members[0])
    assert recall(party.studio, party.group, last_event(party.studio.database, party.group.group_id))


def test_counts_out_of_range_are_refused(gather):
    party = gather()
    with pytest.raises(BadInput):
        study.open_study(party.studio, party.group, pairs=0)
    with pytest.raises(BadInput, match="asked again"):
        study.open_study(party.studio, party.group, training=3, again=4)
    with pytest.raises(NotYet):
        study.close_study(party.studio, party.group)


def test_intervals_are_over_people_and_one_person_has_none():
    rng = np.random.default_rng(1)
    one = pooled(np.array([30]), np.array([40]), rng)
    assert (one.value, one.low, one.people) == (0.75, None, 1)
    alike = pooled(np.full(30, 15), np.full(30, 20), rng)
    assert alike.low == alike.high == 0.75
    torn = pooled(np.array([20, 0] * 15), np.full(30, 20), rng)
    assert torn.value == 0.5 and torn.high - torn.low > 0.25
    both = pooled_ratio(np.array([8, 9]), np.array([10, 10]), np.array([9, 10]), np.array([10, 10]), rng)
    assert both.value == pytest.approx(0.85 / 0.95) and both.low <= both.value <= both.high
    single = ratio(8, 10, 9, 10)
    assert single.value == pytest.approx(0.8 / 0.9) and single.low < single.value < single.high
