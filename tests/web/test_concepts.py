"""What pictures show, over HTTP: the host alone labels, sees what is lacking, and hears why not."""

from __future__ import annotations

import pytest

from group_plgl.services.concept import Known
from group_plgl.store.concepts import Concept, concepts_of
from group_plgl.store.images import pool_of
from group_plgl.web import portrait

from .conftest import ORIGIN


@pytest.fixture
def group(circle):
    return circle()


def say(group, order, client=None, **words):
    client = client or group.host()
    return client.post(
        f"{group.url}/concepts/{order}", json=words, headers={**ORIGIN, "Accept": "application/json"}
    )


def test_only_the_host_labels(group):
    ada = group.join("Ada")
    assert ada.get(f"{group.url}/concepts").status_code == 403
    assert say(group, "found", ada, concept="is-portrait").status_code == 403
    assert group.outsider().get(f"{group.url}/concepts.json").status_code == 404


def test_a_concept_is_founded_labelled_undone_and_taken_away(group):
    page = say(group, "found", concept="Is Portrait").json
    assert [(one["name"], one["lacking"]) for one in page["concepts"]] == [("is-portrait", 16)]
    host, url = group.host(), f"{group.url}/concepts.json?concept=is-portrait"
    first = host.get(url).json["labelling"]
    assert first["picture"] in pool_of(group.studio.database, group.group.group_id)
    assert host.get(f"{url}&skipped=1").json["labelling"]["picture"] != first["picture"]
    page = say(group, "label", concept="is-portrait", picture=first["picture"], yes=1).json
    assert (page["concepts"][0]["yes"], page["concepts"][0]["lacking"]) == (1, 15)
    assert page["labelling"]["left"] == first["left"] - 1
    assert say(group, "label", concept="is-portrait", picture="0" * 32, yes=1).status_code == 404
    assert (
        say(group, "label", concept="is-portrait", picture=first["picture"], yes="maybe").status_code == 422
    )
    assert say(group, "undo", concept="is-portrait").json["concepts"][0]["yes"] == 0
    assert say(group, "require", concept="is-portrait", chance=0.9).status_code == 409
    assert say(group, "remove", concept="is-portrait").json["concepts"] == []


def test_a_concept_about_people_is_refused_with_the_reason(group):
    host = group.host()
    answer = host.post(f"{group.url}/concepts/found", data={"concept": "Hautfarbe"}, headers=ORIGIN)
    assert answer.status_code == 403 and "sorts people by skin" in answer.text
    assert concepts_of(group.studio.database, group.group.group_id) == []
    answer = host.post(f"{group.url}/concepts/found", data={"concept": "busy"}, headers=ORIGIN)
    assert answer.status_code == 303 and "concept=busy" in answer.location
    assert "data-key" in host.get(answer.location).text


def test_members_are_told_what_is_required(group, monkeypatch):
    ada = group.join("Ada")
    assert ada.get(f"{group.url}.json").json["required"] == []
    known = Known(20, 20, True, 33, 40, 0.68, 0.91, 0.9)
    asked = Concept("c", group.group.group_id, "is-portrait", group.studio.now())
    monkeypatch.setattr(portrait, "required_now", lambda *_: [(asked, 0.8, known)])
    (line,) = ada.get(f"{group.url}.json").json["required"]
    assert line == {"name": "is-portrait", "chance": 0.8, "right": 33, "asked": 40, "low": 0.68, "high": 0.91}
    assert "Of 40 unseen labels 33 were foretold rightly" in ada.get(group.url).text
