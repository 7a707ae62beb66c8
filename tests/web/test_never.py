"""Never again over HTTP: the host alone marks, sees what falls under a mark, and takes it back."""

from __future__ import annotations

import pytest

from group_plgl.store.images import pool_of
from group_plgl.store.nevers import nevers_of

from .conftest import ORIGIN


@pytest.fixture
def group(circle):
    return circle()


def pool(group):
    return pool_of(group.studio.database, group.group.group_id)


def say(group, order, client=None, **words):
    client = client or group.host()
    return client.post(
        f"{group.url}/never/{order}", json=words, headers={**ORIGIN, "Accept": "application/json"}
    )


def test_only_the_host_sees_and_marks(group):
    ada = group.join("Ada")
    assert ada.get(f"{group.url}/never").status_code == 403
    assert say(group, "mark", ada, picture=pool(group)[0], radius=3).status_code == 403
    assert group.outsider().get(f"{group.url}/never.json").status_code == 404


def test_a_picture_is_chosen_marked_and_taken_back(group):
    picture = min(pool(group))  # the first that is held against a mark
    page = group.host().get(f"{group.url}/never.json?picture={picture}").json
    assert page["choosing"]["of"] == len(pool(group)) and page["choosing"]["under"] == 6
    gaps = [one["gap"] for one in page["pictures"]]
    assert gaps == sorted(gaps)
    page = say(group, "mark", picture=picture, radius=3).json
    assert [one["picture"] for one in page["marks"]] == [picture] and page["banned"] == 2
    assert picture not in pool(group)
    assert group.host().get(f"{group.url}/control.json").json["nevers"] == 1
    assert say(group, "lift", picture=picture).json["marks"] == []
    assert picture in pool(group)


def test_as_a_plain_form_it_leads_back_or_says_why_not(group):
    host, picture = group.host(), pool(group)[0]
    words = {"picture": picture, "radius": "2"}
    answer = host.post(f"{group.url}/never/mark", data=words, headers=ORIGIN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{group.url}/never")
    assert nevers_of(group.studio.database, group.group.group_id)[0].radius == 2.0
    assert picture in host.get(f"{group.url}/never").text
    answer = host.post(f"{group.url}/never/mark", data={**words, "radius": "much"}, headers=ORIGIN)
    assert answer.status_code == 422
    assert say(group, "dance").status_code == 422
    assert say(group, "mark", picture="0" * 32, radius=3).status_code == 404


def test_a_phone_is_told_which_cards_are_asked_no_more(group):
    ada = group.join("Ada")
    cards = ada.get(f"{group.url}/cards.json").json
    assert cards["gone"] == []
    say(group, "mark", picture=pool(group)[0], radius=4)
    later = ada.get(f"{group.url}/cards.json").json
    asked = {card["card"] for turn in later["turns"] for card in turn["cards"]}
    assert later["gone"] and not asked & set(later["gone"])
