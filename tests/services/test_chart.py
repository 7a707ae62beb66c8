"""Charts: rows are what was said and learned, the same by SQL as by hand; nobody is singled out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from group_plgl.analytics.charts import CHARTS, STEPS
from group_plgl.errors import BadInput, NotFound
from group_plgl.members.calibration import wilson
from group_plgl.services import chart, never, reveal, survey
from group_plgl.services.chart import Lens, chart_named, chart_rows, lens_asked, people_behind, sight_at
from group_plgl.services.convene import Asked
from group_plgl.services.join import join_group
from group_plgl.services.replay import replay
from group_plgl.services.stratify import state_shares
from group_plgl.services.threshold import BANDS
from group_plgl.store.findings import Campsite, camps, put_camps
from group_plgl.store.images import cards_of
from group_plgl.store.models import group_models, newest_drawn
from group_plgl.store.nevers import last_change, put_banned
from group_plgl.store.people import Group, Member, group_of
from group_plgl.store.said import opinions_of
from group_plgl.store.surveys import Survey, put_survey, survey_of
from group_plgl.store.views import definition_of, rows_of, sql_of


@dataclass(frozen=True)
class Host:
    """Whoever holds the key."""

    group: Group
    member: Member | None = None
    host: bool = True
    number: int | None = None


@pytest.fixture(scope="module")
def party(gather):
    """Seven members; one takes an answer back, one says nothing but yes; then two numbers are drawn."""
    asked = [Asked("Who?", ["It's us", "Them"])]
    party = gather(space="tiles", seed=5, questions=asked)
    for row in range(7):
        answers = ["It's us" if row < 2 else "Them"]
        party.members.append(join_group(party.studio, party.group, f"Guest {row}", answers=answers)[0])
    for member in party.members:
        party.swipe(member, 14)
    party.say(party.members[0], "undone", target_id=party.said[3].event_id)
    party.work()
    for member in party.members:
        party.deal()
        party.swipe(member, 6)
    party.deliberate()
    for item in survey.behind(party.studio):
        survey.survey_group(party.studio, item)
    found = camps(party.studio.database, party.group.group_id, number_of(party))
    finding, places = found
    sides = [replace(one, camp=row % 2) for row, one in enumerate(places)]
    parted = replace(finding, reading="separate camps", supported=True)
    put_camps(party.studio.database, Campsite(parted, sides))
    return party


def number_of(party) -> int:
    return newest_drawn(party.studio.database, party.group.group_id)


def sight_of(party, **changed):
    return reveal.Sight(replace(party.group, **changed), number_of(party), "")


def rows(party, name, **chosen):
    return chart_rows(party.studio, sight_of(party), CHARTS[name], Lens(chosen))


def votes(party):
    """Who said what of which picture, as everything else in the house counts it."""
    seen = group_models(party.studio.database, party.group.group_id, number_of(party))[0].seen_event
    found = opinions_of(party.studio.database, party.group.group_id, party.studio.now(), seen)
    said: dict[tuple[str, str], list[float]] = {}
    for picture, member, value in zip(found.picture, found.member, found.value, strict=True):
        said.setdefault((member, picture), []).append(value)
    return {key: float(np.mean(values)) for key, values in said.items()}


def test_votes_are_counted_in_sql_as_they_are_everywhere_else(party):
    found = rows_of(party.studio.database, "chosen_opinions", party.group.group_id, number_of(party))
    assert {(row["member_id"], row["picture_id"]): row["liking"] for row in found} == votes(party)


def test_agreement_is_what_a_library_makes_of_the_same_votes(party):
    said, found = votes(party), {(row["member_id"], row["other_id"]): row for row in rows(party, "agreement")}
    for one, other in permutations([member.member_id for member in party.members], 2):
        both = sorted({p for m, p in said if m == one} & {p for m, p in said if m == other})
        a, b = ([said[who, picture] >= 0.5 for picture in both] for who in (one, other))
        if (one, other) not in found:  # nothing shared, or agreement would be certain by chance
            assert len(both) == 0 or (len(set(a)) == 1 and a == b)
            continue
        row = found[one, other]
        assert row["shared"] == len(both)
        assert row["kappa"] == pytest.approx(cohen_kappa_score(a, b, labels=[False, True]), abs=1e-9)
        low, high = wilson(row["agree"] * len(both), len(both))
        even = row["by_chance"]
        assert row["kappa_low"] == pytest.approx((low - even) / (1 - even), abs=1e-4)
        assert row["kappa_high"] == pytest.approx((high - even) / (1 - even), abs=1e-4)


def test_liking_of_pictures_is_smoothed_and_camps_are_held_against_each_other(party):
    said = votes(party)
    camp = {row["member_id"]: row["camp"] for row in rows(party, "taste_map")}
    for row in rows(party, "picture_liking"):
        of = {m: value >= 0.5 for (m, picture), value in said.items() if picture == row["picture_id"]}
        assert (row["people"], row["likes"]) == (len(of), sum(of.values()))
        assert row["liking"] == pytest.approx((sum(of.values()) + 1) / (len(of) + 2))
        assert (row["low"], row["high"]) == pytest.approx(wilson(sum(of.values()), len(of)), abs=1e-4)
        each = [
            (sum(liked for m, liked in of.items() if camp[m] == c) + 1) / (sum(camp[m] == c for m in of) + 2)
            for c in set(camp.values())
        ]
        assert row["consensus"] == pytest.approx(np.exp(np.mean(np.log(each))))
        assert row["divided"] == pytest.approx(max(each) - min(each))
        assert row["fewest"] == min(sum(camp[m] == c for m in of) for c in set(camp.values()))


def test_answers_are_foretold_unseen_and_the_histogram_holds_them_all(party):
    foretold, drifts = survey_of(party.studio.database, party.group.group_id, number_of(party))
    assert len(foretold) == sum(row["liked"] + row["disliked"] for row in rows(party, "liking_histogram"))
    assert len(foretold) == sum(row["answers"] for row in rows(party, "calibration"))
    assert len({(row.member_id, row.answer) for row in foretold}) == len(foretold), "one row each, of swipes"
    assert {row.member_id for row in foretold} == {one.member_id for one in party.members}
    told = CHARTS["liking_histogram"].tell(rows(party, "liking_histogram"))
    exact = roc_auc_score([row.value >= 0.5 for row in foretold], [row.chance for row in foretold])
    assert told["auc_share"] == pytest.approx(exact, abs=0.05), "as far as bins tell"
    assert drifts[0].member_id == "" and len(drifts) == 8
    assert all(-1 <= row.low <= row.high <= 1 and row.similarity <= 1 for row in drifts)


def test_a_replay_surveys_again_and_tells_what_was_changed(party):
    number, database = number_of(party), party.studio.database
    assert not [one for one in survey.behind(party.studio) if one[0] == party.group.group_id]

    def differing():
        return {one.what for one in replay(party.studio, party.group.slug).differences} - {
            "camps"
        }  # set here

    assert differing() == set()
    foretold, drifts = survey_of(database, party.group.group_id, number)
    seen = group_models(database, party.group.group_id, number)[0].seen_event
    done = Survey(party.group.group_id, number, seen, "test", party.studio.now())
    forged = [replace(foretold[0], chance=foretold[0].chance / 2), *foretold[1:]]
    put_survey(database, done, forged, [replace(drifts[0], low=-1.0), *drifts[1:]])
    assert differing() == {"answers foretold", "drift"}
    put_survey(database, done, foretold, drifts)
    assert differing() == set()


def test_pictures_that_must_not_come_again_are_on_no_chart_and_shown_to_no_reader(party):
    database, group = party.studio.database, party.group
    before = {name: rows(party, name) for name in ("picture_liking", "price_of_fairness")}
    liked, fair = (found[0]["picture_id"] for found in before.values())
    never.mark(party.studio, group, liked, 1.0)
    change = last_change(database, group.group_id)
    put_banned(database, group.group_id, change, [liked, fair], [])
    left = {name: rows(party, name) for name in before}
    for name, found in before.items():
        assert left[name] == [row for row in found if row["picture_id"] not in (liked, fair)]
        assert len(left[name]) < len(found), name
        assert len(database.read(sql_of(name, group.group_id, number_of(party)))) == len(left[name])
    told = CHARTS["picture_liking"].tell(left["picture_liking"])
    assert told["pictures"] == sum(row["people"] >= 5 for row in left["picture_liking"])
    assert not reveal.shows_picture(party.studio, Host(group, host=False), liked)
    assert reveal.shows_picture(party.studio, Host(group), liked), "who has marked it, to take it back"
    for member in party.members:
        seen = {card.picture_id for card in cards_of(database, member.member_id)}
        assert reveal.shows_picture(party.studio, Host(group, member, host=False), liked) == (liked in seen)
    never.lift(party.studio, group, liked)
    assert {name: rows(party, name) for name in before} == before
    assert reveal.shows_picture(party.studio, Host(group, host=False), liked)


@pytest.mark.parametrize("name", list(CHARTS))
def test_every_chart_has_a_view_that_answers_and_whose_sql_is_told(party, name):
    found = rows(party, name)
    assert found or name in ("blind_vote", "convergence", "job_runs", "camp_profile"), (
        "which nobody made here"
    )
    sql = sql_of(name, party.group.group_id, number_of(party))
    assert len(party.studio.database.read(sql)) == len(found)
    assert definition_of(name).startswith(f"CREATE VIEW {name} AS")


@pytest.mark.parametrize("name", [one.name for one in CHARTS.values() if "camp" in one.filters])
def test_a_lens_leaves_only_whom_it_chooses(party, name):
    chosen = {row["member_id"] for row in rows(party, "taste_map", camp=2)}
    assert 0 < len(chosen) < 7
    for row in rows(party, name, camp=2):
        named = {row[key] for key in ("member_id", "other_id") if row.get(key)}
        assert named <= chosen
        assert row.get("people", 0) <= len(chosen)


def test_a_lens_on_votes_leaves_only_those(party):
    assert rows(party, "picture_liking", session=2) == []
    assert rows(party, "picture_liking", mode="slider") == []
    today = party.studio.now().date().isoformat()
    assert rows(party, "picture_liking", since=today) == rows(party, "picture_liking")
    assert rows(party, "picture_liking", until=today) == []
    assert rows(party, "agreement", answers=1000) == []
    assert rows(party, "taste_map", session=2) == rows(party, "taste_map"), "which shows no votes"


def test_the_question_that_is_shown_sets_what_was_chosen(party):
    asked = {"camp": "2", "q1": "Them", "since": "2026-01-01", "theme": "dark", "mode": ""}
    lens = lens_asked(party.studio, sight_of(party), asked)
    sql = chart.chart_question(sight_of(party), CHARTS["agreement"], lens)
    assert sql.splitlines()[:2] == ["SET VARIABLE camp = 2;", "SET VARIABLE since = '2026-01-01';"]
    assert "SET VARIABLE members = (SELECT list(member_id)" in sql and "'Them'" in sql
    with party.studio.database._reading() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    assert len(found) == len(chart_rows(party.studio, sight_of(party), CHARTS["agreement"], lens))
    assert "since" not in chart.chart_question(sight_of(party), CHARTS["taste_map"], lens)


def test_a_segment_of_too_few_is_refused_and_larger_ones_are_who_answered_so(party):
    def asked(**words):
        return lens_asked(party.studio, sight_of(party), words)

    few = asked(q1="It's us")
    assert few.refused is not None
    assert chart_rows(party.studio, sight_of(party), CHARTS["taste_map"], few) is None
    many = asked(q1="Them")
    found = chart_rows(party.studio, sight_of(party), CHARTS["taste_map"], many)
    assert {row["member_id"] for row in found} == {one.member_id for one in party.members[2:]}
    unmet = asked(weighted="1")
    assert chart_rows(party.studio, sight_of(party), CHARTS["picture_liking"], unmet) is None
    assert chart_rows(party.studio, sight_of(party), CHARTS["agreement"], unmet) == rows(party, "agreement")
    whole = chart_rows(party.studio, sight_of(party), CHARTS["job_runs"], few)
    assert whole == rows(party, "job_runs"), "which is of no members, and shown all the same"
    with pytest.raises(BadInput):
        asked(q1="Nobody")
    with pytest.raises(NotFound):
        asked(q2="Them")


def test_shares_the_host_stated_weigh_what_is_counted(party):
    plain = {row["picture_id"]: row for row in rows(party, "picture_liking")}
    state_shares(party.studio, party.group, {0: {"It's us": 0.5, "Them": 0.5}})
    lens = lens_asked(party.studio, sight_of(party), {"weighted": "1"})
    weight = {
        one.member_id: (0.5 / (2 / 7) if row < 2 else 0.5 / (5 / 7)) for row, one in enumerate(party.members)
    }
    said = votes(party)
    behind = people_behind(party.studio, sight_of(party), CHARTS["picture_liking"], lens)
    assert behind.worth == pytest.approx(49 / sum(one**2 for one in weight.values()))
    part = lens_asked(party.studio, sight_of(party), {"weighted": "1", "camp": "2"})
    some = people_behind(party.studio, sight_of(party), CHARTS["picture_liking"], part)
    assert some.worth <= some.members < 7, "worth is of those who are drawn"
    for row in chart_rows(party.studio, sight_of(party), CHARTS["picture_liking"], lens):
        of = {m: value >= 0.5 for (m, picture), value in said.items() if picture == row["picture_id"]}
        heard = sum(weight[m] for m in of)
        voices = heard**2 / sum(weight[m] ** 2 for m in of)
        share = sum(weight[m] for m, liked in of.items() if liked) / heard
        assert row["liking"] == pytest.approx((share * voices + 1) / (voices + 2))
        assert (row["people"], row["likes"]) == (plain[row["picture_id"]]["people"], sum(of.values()))


def test_people_behind_a_lens_are_counted(party):
    def behind(chart, **chosen):
        found = people_behind(party.studio, sight_of(party), CHARTS[chart], Lens(chosen))
        return found.members, found.answers

    assert behind("taste_map") == (7, 7 * 20 - 1)
    assert behind("taste_map", camp=2)[0] in (3, 4)
    assert behind("convergence", camp=2) == behind("taste_map"), "which cannot be filtered, and says so"
    assert behind("picture_liking", session=1) == (7, 7 * 20 - 1)
    assert behind("picture_liking", session=2) == (0, 0)


@pytest.mark.parametrize(
    "asked",
    [{"camp": "red"}, {"answers": "-1"}, {"since": "yesterday"}, {"mode": "shout"}, {"session": "1e9"}],
)
def test_words_that_cannot_be_meant_are_refused(party, asked):
    with pytest.raises(BadInput):
        lens_asked(party.studio, sight_of(party), asked)


def test_an_unknown_chart_names_those_there_are():
    with pytest.raises(NotFound) as caught:
        chart_named("pie")
    assert caught.value.values["known"].startswith("taste_map")


def test_an_older_board_is_opened_by_its_number(party):
    newest, group = number_of(party), group_of(party.studio.database, party.group.group_id)
    assert sight_at(party.studio, Host(group), newest - 1).number == newest - 1
    older = chart_rows(party.studio, sight_at(party.studio, Host(group), newest - 1), CHARTS["participation"])
    assert [row["people"] for row in older] == [7, 7, 7, 7, 0]
    with pytest.raises(NotFound):
        sight_at(party.studio, Host(group), newest + 1)


def test_where_nobody_may_be_singled_out_no_row_of_one_is_given_and_nothing_is_filtered(party):
    hidden = sight_of(party, privacy="anonymous", k=5)
    for one in CHARTS.values():
        found = chart_rows(party.studio, hidden, one)
        assert (
            found is None
            if one.shows == "members"
            else found is None
            or all(not row.get("member_id") and row.get("people", 0) not in range(1, 5) for row in found)
        ), one.name
        assert chart_rows(party.studio, hidden, one, Lens({"camp": 1})) is None or not one.filters
    assert chart.numbers_shown(party.studio, hidden) == [number_of(party)], "two numbers tell what few added"
    assert chart.chart_question(hidden, CHARTS["rule_liking"]) == ""


def test_of_a_picture_one_word_is_told_and_no_order_gives_more_away(party):
    hidden = sight_of(party, privacy="anonymous", k=3)
    seen = [(f"p{likes}", likes, people) for people in (5, 8) for likes in range(people + 1)]
    said = [
        {"picture_id": f"{name} of {people}", "people": people, "likes": likes, "liking": likes / people}
        for name, likes, people in sorted(seen, key=lambda one: -one[1] / one[2])
    ]
    told = chart._TOGETHER["picture_liking"](party.studio, hidden, said)
    assert {tuple(row) for row in told} == {("picture_id", "people", "band")}
    assert {row["people"] for row in told} == {5}, "how many exactly is not told"
    of = {row["picture_id"]: row["band"] for row in told}
    assert of["p5 of 5"] == of["p3 of 5"] and of["p8 of 8"] == of["p6 of 8"], "not that all do"
    assert of["p0 of 8"] == of["p2 of 8"] and of["p3 of 8"] == of["p5 of 8"]
    order = [(-BANDS.index(row["band"]), row["picture_id"]) for row in told]
    assert order == sorted(order)


@pytest.fixture
def brought(party):
    """Three of the seven came with a file."""
    ids = [one.member_id for one in party.members[:3]]
    sql = "UPDATE members SET imported = ? WHERE list_contains(?, member_id)"

    def mark(imported):
        party.studio.database.write(lambda cursor: cursor.execute(sql, [imported, ids]) and None)

    mark(True)
    yield ids
    mark(False)


def test_nobody_hides_behind_who_came_with_a_file_and_no_number_is_of_them(party, brought):
    hidden = sight_of(party, privacy="anonymous", k=4)
    drawn = reveal.drawing(party.studio, hidden)
    assert (drawn.members, reveal.counted(party.studio, hidden.group).joined) == (4, 4)
    assert drawn.answers == 4 * 20
    for row in chart_rows(party.studio, hidden, CHARTS["calibration"]) or []:
        assert row["people"] == 4
    assert chart_rows(party.studio, hidden, CHARTS["participation"])[0]["people"] == 4
    few = replace(hidden, group=replace(hidden.group, k=5))
    assert reveal.drawing(party.studio, few).members is None
    assert chart_rows(party.studio, few, CHARTS["picture_liking"]) == []
    assert not chart_rows(party.studio, few, CHARTS["calibration"])
    assert chart_rows(party.studio, few, CHARTS["participation"]) is None
    named = {row["label"] if "label" in row else row["member_id"] for row in rows(party, "taste_map")}
    assert set(brought) <= named, "elsewhere they are members like all"


def test_steps_that_single_somebody_out_are_not_told(party):
    one_left = [
        {"step": step, "place": i, "people": 7 - (i == 4), "members": 7} for i, step in enumerate(STEPS)
    ]
    hidden = sight_of(party, privacy="anonymous", k=5)
    together = chart._TOGETHER["participation"]
    assert together(party.studio, hidden, one_left) is None
    all_stayed = [{**row, "people": 7} for row in one_left]
    assert together(party.studio, hidden, all_stayed) == all_stayed


def test_how_many_were_in_each_number_is_not_told_where_it_would_tell_who_came(party):
    steps = [{"at_number": number, "answers": 20, "members": number, "expected": 1.0} for number in (5, 6)]
    told = chart._TOGETHER["convergence"](party.studio, sight_of(party, privacy="anonymous", k=5), steps)
    assert [(one["answers"], one["members"]) for one in told] == [(20, None), (20, None)]
