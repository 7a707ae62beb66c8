"""A study over HTTP: consent, one question at a time as a plain form, nothing that tells whose is whose."""

from __future__ import annotations

import re

import pytest

from group_plgl.services import study
from group_plgl.store.images import pool_of
from group_plgl.store.studies import Person, Trial, answers_in, put_test

from .conftest import ORIGIN, START


@pytest.fixture
def group(circle):
    return circle(mode="swipe")


def test_without_a_study_there_is_nothing_and_outsiders_find_nothing(group):
    ada = group.join("Ada")
    assert ada.get(f"{group.url}/study.json").json["state"] == "none"
    assert group.outsider().get(f"{group.url}/study").status_code == 404
    assert group.host().get(f"{group.url}/study").status_code == 403
    assert ada.post(f"{group.url}/study/consent", headers=ORIGIN).status_code == 409


def test_from_consent_to_the_end_nothing_tells_which_picture_is_whose(group):
    studio, ada = group.studio, group.join("Ada")
    opened = study.open_study(studio, group.group, training=8, again=1, fresh=1, pairs=1)
    page = ada.get(f"{group.url}/study").text
    assert "Do you take part?" in page and "Deleting yourself" in page
    assert ada.post(f"{group.url}/study/consent", headers=ORIGIN).status_code == 303
    assert ada.get(f"{group.url}/study.json").json["state"] == "training"
    assert "study" in ada.get(f"{group.url}/rate").text
    first, second, third = pool_of(studio.database, group.group.group_id)[:3]
    member = group.members["Ada"].member_id
    blank = (group.group.group_id, opened.study, member)
    trials = [
        Trial(*blank, 0, "again", first, "", None, 1.0, None, ""),
        Trial(*blank, 1, "neutral", second, third, 1, None, None, ""),
    ]
    put_test(studio.database, Person(*blank, START, 1, START), trials)
    asked = ada.get(f"{group.url}/study.json").json
    assert (asked["state"], asked["place"], len(asked["shown"])) == ("asking", 0, 1)
    said = {"place": "0", "value": "1"}
    assert ada.post(f"{group.url}/study/answer", data=said, headers=ORIGIN).status_code == 303
    page, asked = ada.get(f"{group.url}/study"), ada.get(f"{group.url}/study.json").json
    for told in (page.text, str(asked)):
        assert not re.search(r"neutral|\bmine\b|\bown\b|\bagain\b|foretold", told)
    sizes = set(re.findall(r'<img class="study-picture"[^>]*(width="\d+" height="\d+")', page.text))
    assert len(sizes) == 1 and [one["value"] for one in asked["shown"]] == [0, 1]
    wrong = ada.post(f"{group.url}/study/answer", data={"place": "1", "value": "left"}, headers=ORIGIN)
    assert wrong.status_code == 422 and 'role="alert"' in wrong.text
    json = {"place": 1, "value": 1}
    done = ada.post(f"{group.url}/study/answer", json=json, headers={**ORIGIN, "Accept": "application/json"})
    assert done.json["state"] == "done" and done.json["figures"] == []
    assert [one.value for one in answers_in(studio.database, opened)] == [1, 1]
    study.close_study(studio, group.group)
    told = ada.get(f"{group.url}/study.json").json
    assert told["state"] == "over" and [one["hits"] for one in told["figures"]] == [1, 1]
    assert "chose your own picture over a neutral one" in ada.get(f"{group.url}/study").text
