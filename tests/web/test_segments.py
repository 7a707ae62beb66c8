"""Segments and weights as pages: what members are told, what they may change, and what the host may state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from group_plgl.services.convene import Asked

from .conftest import ORIGIN, Circle

TEAM = Asked("Which team?", ["Design", "Sales"])
FREE = Asked("Your role?")


def test_the_door_says_what_answers_are_used_for(circle: Callable[..., Circle]) -> None:
    told = {}
    for privacy in ("identified", "pseudonymous", "anonymous"):
        party = circle(privacy=privacy, k=4, questions=[TEAM])
        door = party.outsider().get(f"/j/{party.group.join_code}.json").json
        page = party.outsider().get(f"/j/{party.group.join_code}").text
        assert door["answers_use"] and "Rather not say" in page
        told[privacy] = door["answers_use"]
    assert "can see what you said" in told["identified"] and "each number" in told["pseudonymous"]
    assert "at least 4 people" in told["anonymous"]
    free = circle(questions=[FREE])
    assert "for you alone" in free.outsider().get(f"/j/{free.group.join_code}.json").json["answers_use"]
    none = circle()
    assert none.outsider().get(f"/j/{none.group.join_code}.json").json["answers_use"] == ""


def test_rather_not_say_is_no_answer(circle: Callable[..., Circle]) -> None:
    party = circle(questions=[TEAM])
    client = party.outsider()
    joined = client.post(
        f"/j/{party.group.join_code}", data={"nickname": "Ann", "answer-0": ""}, headers=ORIGIN
    )
    assert joined.status_code == 303
    assert client.get(f"{party.url}/me.json").json["asked"][0]["answer"] == ""


def test_members_see_and_change_their_own_answers(circle: Callable[..., Circle]) -> None:
    party = circle(questions=[TEAM, FREE])
    ann = party.join("Ann")
    sent = ann.post(f"{party.url}/me/answers", data={"answer-0": "Sales", "answer-1": "lead"}, headers=ORIGIN)
    assert sent.status_code == 303 and sent.location.endswith("/me#asked")
    asked = ann.get(f"{party.url}/me.json").json["asked"]
    assert [(one["answer"], one["divides"]) for one in asked] == [("Sales", True), ("lead", False)]
    wrong = ann.post(f"{party.url}/me/answers", data={"answer-0": "Support"}, headers=ORIGIN)
    assert wrong.status_code == 422 and "none of the choices: Design, Sales" in wrong.text
    again = ann.post(f"{party.url}/me/answers", json={"answers": ["", ""]}, headers=ORIGIN)
    assert [one["answer"] for one in again.json["asked"]] == ["", ""]
    for odd in ({"answers": "Sales"}, {"answers": [1]}, []):
        assert ann.post(f"{party.url}/me/answers", json=odd, headers=ORIGIN).status_code == 422
    assert party.host().post(f"{party.url}/me/answers", headers=ORIGIN).status_code == 403


def test_the_host_changes_questions_until_somebody_joins(circle: Callable[..., Circle]) -> None:
    party = circle()
    host, url = party.host(), f"{party.url}/segments"
    assert host.get(f"{url}.json").json["questions"] == []
    data = {"asked-0": "Where?", "choices-0": "North, South", "asked-2": "Why?"}
    assert host.post(f"{url}/questions", data=data, headers=ORIGIN).status_code == 303
    page = host.get(f"{url}.json").json
    assert [(one["name"], one["text"], one["divides"]) for one in page["questions"]] == [
        ("q1", "Where?", True), ("q2", "Why?", False)
    ]  # fmt: skip
    assert page["editable"] and "Ask this" in host.get(url).text
    wrong = host.post(f"{url}/questions", data={"asked-0": "?", "choices-0": "One"}, headers=ORIGIN)
    assert wrong.status_code == 422 and "2 to 12" in wrong.text
    sent = host.post(f"{url}/questions", json={"questions": [{"text": "Who?"}]}, headers=ORIGIN)
    assert [one["text"] for one in sent.json["questions"]] == ["Who?"]
    for odd in ({}, {"questions": [1]}, {"questions": [{"text": "?", "choices": [1]}]}, []):
        assert host.post(f"{url}/questions", json=odd, headers=ORIGIN).status_code == 422
    ann = party.join("Ann")
    late = host.post(f"{url}/questions", data=data, headers=ORIGIN)
    assert late.status_code == 403 and "Somebody has joined" in late.text
    assert not host.get(f"{url}.json").json["editable"]
    assert ann.post(f"{url}/questions", data=data, headers=ORIGIN).status_code == 403
    assert host.post(f"{url}/nothing", headers=ORIGIN).status_code == 404


def test_stated_shares_are_read_by_everybody_with_every_version(circle: Callable[..., Circle]) -> None:
    party = circle(questions=[TEAM])
    host, ann, url = party.host(), party.join("Ann"), f"{party.url}/segments"
    assert "everybody counts alike" in ann.get(url).text
    sent = host.post(f"{url}/shares", data={"share-0-0": "62,5", "share-0-1": "37.5"}, headers=ORIGIN)
    assert sent.status_code == 303
    assert host.post(
        f"{url}/shares", json={"shares": {"q1": {"Design": 0.5, "Sales": 0.5}}}, headers=ORIGIN
    ).json["weighted"]
    page = ann.get(f"{url}.json").json
    assert [(one["version"], one["words"]) for one in page["statements"]] == [
        (2, "Which team? Design 50%, Sales 50%"), (1, "Which team? Design 62%, Sales 38%")
    ]  # fmt: skip
    assert [one["wanted"] for one in page["questions"][0]["segments"]] == [0.5, 0.5]
    assert 'name="share-0-0"' in host.get(url).text and 'name="share-0-0"' not in ann.get(url).text
    bad = host.post(f"{url}/shares", data={"share-0-0": "62"}, headers=ORIGIN)
    assert bad.status_code == 422 and "they make 62 %" in bad.text
    for odd in ({"shares": {"q9": {}}}, {"shares": {"q1": 1}}, {"shares": {"q1": {"Design": None}}}, {}):
        assert host.post(f"{url}/shares", json=odd, headers=ORIGIN).status_code == 422
    assert host.post(f"{url}/shares", data={}, headers=ORIGIN).status_code == 303
    page = ann.get(f"{url}.json").json
    assert not page["weighted"] and page["statements"][0]["words"].startswith("No shares any more")


HALVES = {"q1": {"Design": 0.5, "Sales": 0.5}}


@pytest.mark.parametrize("privacy", ["identified", "anonymous"])
def test_segments_are_counted_once_there_is_a_picture(circle: Callable[..., Circle], privacy: str) -> None:
    party = circle(questions=[TEAM, FREE], privacy=privacy, k=3)
    people = {name: party.join(name) for name in ("Ann", "Bo", "Cyd", "Dev")}
    for client in people.values():
        client.post(f"{party.url}/me/answers", data={"answer-0": "Sales"}, headers=ORIGIN)
    if privacy == "identified":
        people["Ann"].post(f"{party.url}/me/answers", data={"answer-0": "Design"}, headers=ORIGIN)
        party.draw()
    page = party.host().get(f"{party.url}/segments.json").json
    team, role = page["questions"]
    assert page["charted"] == (privacy == "identified")
    sent = party.host().post(f"{party.url}/segments/shares", json={"shares": HALVES}, headers=ORIGIN)
    assert sent.status_code == (200 if privacy == "identified" else 403)
    assert role["segments"] == [] and "Free answers" in role["words"]
    assert team["offered"] == (privacy == "identified")
    told = [(one["title"], one["members"]) for one in team["segments"]]
    if privacy == "identified":
        assert told == [("Design", 1), ("Sales", 3)] and team["segments"][1]["share"] == 0.75
    else:
        assert told == [("Design", None), ("Sales", None)] and "at least 3" in team["words"]
