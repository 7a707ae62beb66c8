"""The host's remote: orders by form and by script, once each, and what stands on the page."""

from __future__ import annotations

import pytest

from group_plgl.queries.strategies import STRATEGIES
from group_plgl.store.ballots import ballots_of, votes_of
from group_plgl.store.people import current_session, group_of
from group_plgl.web.control import ORDERS

from .conftest import ORIGIN
from .meeting import drawn, order, vote_for


@pytest.fixture
def team(circle, monkeypatch):
    return drawn(circle, monkeypatch)


def page_of(circle):
    return circle.host().get(f"{circle.url}/control.json").json


def session_of(circle):
    return current_session(circle.studio.database, circle.group.group_id)


@pytest.mark.parametrize("name", ORDERS)
def test_only_the_host_gives_orders(circle, name):
    group = circle()
    ada = group.join("Ada")
    assert order(group, name, ada).status_code == 403
    assert order(group, name, group.outsider()).status_code == 404
    assert (
        group.host().post(f"{group.url}/control/{name}", headers={"Origin": "http://elsewhere"}).status_code
        == 403
    )


def test_an_unknown_order_is_named_with_the_known_ones(circle):
    answer = order(circle(), "dance")
    assert answer.status_code == 404
    assert "close-vote" in answer.json["advice"]


def test_two_remotes_pressed_at_once_go_one_step(team):
    group, *_ = team
    for _ in range(2):
        assert order(group, "next", at="rating/").status_code == 200
    assert (session_of(group).phase, session_of(group).slide) == ("reveal", "ideal")


def test_an_order_as_a_plain_form_leads_back_to_the_page(team):
    group, *_ = team
    answer = group.host().post(f"{group.url}/control/go", data={"phase": "lobby"}, headers=ORIGIN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{group.url}/control")
    assert session_of(group).phase == "lobby"


def test_an_order_that_cannot_be_followed_says_why_on_the_page(circle):
    group = circle()
    answer = group.host().post(f"{group.url}/control/vote", data={}, headers=ORIGIN)
    assert answer.status_code == 409
    assert "There is no picture of this group to vote on yet" in answer.text
    assert order(group, "vote").json["type"] == "/problems/not-yet"


@pytest.mark.parametrize(
    "words", [{"minutes": "soon"}, {"minutes": "nan"}, {"minutes": "-2"}, {"minutes": "9999"}]
)
def test_a_clock_that_makes_no_sense_is_refused(circle, words):
    assert order(circle(), "clock", **words).status_code == 422


@pytest.mark.parametrize("body", ["[]", '{"at": 3}', "null"])
def test_an_order_is_an_object_of_texts(circle, body):
    group = circle()
    answer = group.host().post(
        f"{group.url}/control/next", data=body, content_type="application/json", headers=ORIGIN
    )
    assert answer.status_code == 422


def test_results_are_peeked_at_only_when_asked_for(team):
    group, *_ = team
    order(group, "hide")
    assert page_of(group)["peek"] is None
    assert page_of(group)["has_result"] is True
    peek = group.host().get(f"{group.url}/control.json?peek=1").json["peek"]
    assert peek["sentence"] == "2 of 5 are predicted to like this picture"
    assert peek["tile"]["picture_url"] in group.host().get(f"{group.url}/control?peek=1").text
    assert peek["tile"]["picture_url"] not in group.host().get(f"{group.url}/control").text


def test_the_list_has_everybody_and_sets_them_aside_and_back(team):
    group, _, members = team
    assert [one["label"] for one in page_of(group)["members"]] == [one.nickname for one in members]
    order(group, "member", member=members[0].member_id, aside="yes")
    assert [one["set_aside"] for one in page_of(group)["members"]] == [True, False, False, False, False]
    order(group, "member", member=members[0].member_id, aside="no")
    assert not any(one["set_aside"] for one in page_of(group)["members"])


def test_an_anonymous_group_has_no_list(circle, monkeypatch):
    group, _, members = drawn(circle, monkeypatch, m=6, privacy="anonymous")
    page = page_of(group)
    assert (page["lists_members"], page["members"]) == (False, [])
    assert order(group, "member", member=members[0].member_id).status_code == 403
    assert members[0].member_id not in group.host().get(f"{group.url}/control").text


def test_a_pseudonymous_group_shows_nicknames_to_its_host(circle, monkeypatch):
    group, *_ = drawn(circle, monkeypatch, privacy="pseudonymous")
    assert page_of(group)["members"][0]["label"] == "Member0"


def test_privacy_changes_until_somebody_votes_and_then_says_why_not(circle):
    group = circle()
    order(group, "privacy", privacy="pseudonymous")
    assert group_of(group.studio.database, group.group.group_id).privacy == "pseudonymous"
    ada = group.join("Ada")
    assert order(group, "privacy", privacy="identified").status_code == 403
    said = {"kind": "rated", "card": group.card("Ada"), "value": 1}
    ada.put(f"{group.url}/events/{'ab' * 16}?n=0", json=said, headers=ORIGIN)
    assert "Somebody has voted" in page_of(group)["privacy_locked"]
    assert order(group, "privacy", privacy="anonymous").status_code == 403


def test_the_door_the_code_and_the_session_answer_to_it(circle):
    group = circle()
    code = group.group.join_code
    order(group, "lock")
    assert page_of(group)["door_open"] is False
    order(group, "unlock")
    order(group, "code")
    assert page_of(group)["join"]["code"] != code
    order(group, "close")
    assert page_of(group)["session_open"] is False
    order(group, "open")
    assert (page_of(group)["session"], page_of(group)["session_open"]) == (2, True)
    order(group, "begin", mode="classes", classes="Keep, Drop")
    assert (page_of(group)["session"], page_of(group)["mode"]) == (3, "classes")
    assert list(session_of(group).classes) == ["Keep", "Drop"]


def test_what_comes_next_is_chosen_with_the_session(circle):
    group = circle(strategy="random")
    page = page_of(group)
    assert page["strategy"] == "random"
    assert {one["name"] for one in page["strategies"]} == set(STRATEGIES)
    text = group.host().get(f"{group.url}/control").text
    assert STRATEGIES["random"].help in text and STRATEGIES["bald"].title in text
    order(group, "begin", mode="swipe", strategy="eubo")
    assert page_of(group)["strategy"] == "eubo"
    order(group, "begin", mode="pick-of-two")
    assert page_of(group)["strategy"] == "eubo"
    assert order(group, "begin", mode="swipe", strategy="hope").status_code == 422


def test_a_band_goes_before_the_strategy_until_it_is_lifted(circle):
    group = circle(strategy="random")
    host, there = group.host(), f"{group.url}/board/band"
    assert host.post(there, data={"low": "20", "high": "60"}, headers=ORIGIN).status_code == 303
    assert (page_of(group)["strategy"], page_of(group)["chooses"]) == ("random", "band")
    assert group.join("Ada").post(there, data={"order": "before"}, headers=ORIGIN).status_code == 403
    assert host.post(there, data={"order": "before"}, headers=ORIGIN).status_code == 303
    assert (page_of(group)["strategy"], page_of(group)["chooses"]) == ("random", "random")


def test_the_vote_is_steered_from_it(team):
    group, clients, members = team
    order(group, "vote")
    assert (page_of(group)["vote"]["voted"], page_of(group)["on_screen"]) == (0, "The blind vote")
    vote_for(group, members[0], clients[0], 0)
    assert order(group, "back", at="vote/").status_code == 403
    order(group, "close-vote")
    assert page_of(group)["on_screen"] == "The result of the vote"
    assert page_of(group)["hidden"] is False


def test_a_session_closed_on_the_group_page_ends_its_vote(team):
    group, clients, members = team
    order(group, "vote")
    vote_for(group, members[0], clients[0], 0)
    group.host().post(f"{group.url}/sessions/close", headers=ORIGIN)
    assert (session_of(group).phase, session_of(group).slide) == ("reveal", "result")
    group.host().post(f"{group.url}/sessions", headers=ORIGIN)
    assert order(group, "vote").status_code == 200
    result = ballots_of(group.studio.database, group.group.group_id)[0]
    assert [one.picture_id for one in votes_of(group.studio.database, result)] != []


def test_the_page_links_to_presenter_kiosk_and_downloads(team):
    group, *_ = team
    text = group.host().get(f"{group.url}/control").text
    for path in ("present", "kiosk", "vote", "board"):
        assert f'href="{group.url}/{path}"' in text
