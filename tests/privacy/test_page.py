"""The privacy page says what is so: it is made from the settings, and promises what the door promises."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace

import pytest

from group_plgl.web.identity import COOKIE_DAYS
from group_plgl.web.wiring import EXTENSION

from .populated import House

MODES = ("identified", "pseudonymous", "anonymous")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("page"))
    yield made
    made.database.close()


@pytest.mark.parametrize("mode", MODES)
def test_the_door_promises_what_the_page_says_before_the_button(house: House, mode: str) -> None:
    place = house.found(0, 1, privacy=mode, k=4)
    client = house.app.test_client()
    door = client.get(f"/j/{place.group.join_code}.json").json
    page = client.get(f"/j/{place.group.join_code}").text
    told = house.client(place, "early").get(f"/g/{place.group.slug}/privacy.json").json
    assert door["promise"] == told["promise"]
    assert [one["name"] for one in told["modes"]] == [mode]
    assert page.index(html.escape(door["promise"], quote=True)) < page.index('type="submit"')
    assert ("4" in door["promise"]) == (mode == "anonymous")
    at_length = client.get(door["privacy_url"])
    assert at_length.status_code == 200 and place.group.slug not in at_length.text
    assert bool(told["guarantees"]) == (mode == "anonymous")


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://models.example:8443/v1", "Comments are sent to models.example without your name"),
        ("http://127.0.0.1:11434/v1", "Comments are read by a language model on this server"),
        ("", ""),
    ],
)
def test_who_else_reads_comments_is_told_wherever_it_matters(
    house: House, monkeypatch: pytest.MonkeyPatch, endpoint: str, words: str
) -> None:
    open_house = house.app.extensions[EXTENSION]
    key = "sk-none-of-your-business"
    settings = replace(
        open_house.studio.settings, comments_endpoint=endpoint, comments_model="small", comments_key=key
    )
    told = replace(open_house, studio=replace(open_house.studio, settings=settings))
    monkeypatch.setitem(house.app.extensions, EXTENSION, told)
    for mode in ("pseudonymous", "anonymous"):
        place = house.found(1, 0, privacy=mode)
        client = house.client(place, "ready")
        pages = [f"/g/{place.group.slug}/privacy", f"/g/{place.group.slug}/rate"]
        answers = [client.get(page) for page in pages]
        answers.append(house.app.test_client().get(f"/j/{place.group.join_code}"))
        for answer in answers:
            told_here = bool(words) and mode != "anonymous"
            assert answer.status_code == 200
            assert ("language model" in answer.text) == told_here, answer.request.path
            assert (words in answer.text) or not told_here, answer.request.path
            assert key not in answer.text
    assert key not in client.get("/settings").text + client.get("/settings.json").text
    elsewhere, here = "sent to" in words, client.get("/privacy").text
    assert ("What is sent elsewhere" in here) == elsewhere
    assert ("Everything stays on this machine" in here) != elsewhere


def test_the_page_of_a_group_is_for_those_who_may_read_it(house: House) -> None:
    place = house.found(0, 1, privacy="anonymous")
    client = house.app.test_client()
    assert client.get(f"/g/{place.group.slug}/privacy").status_code == 404
    assert client.get(f"/privacy?g={place.group.slug}").status_code == 404
    assert client.get("/privacy?g=no-such-group").status_code == 404
    assert house.client(place, "early").get(f"/privacy?g={place.group.slug}").status_code == 200


def test_the_page_of_the_house_tells_all_modes_and_every_footer_leads_there(house: House) -> None:
    client = house.app.test_client()
    page = client.get("/privacy.json").json
    assert [one["name"] for one in page["modes"]] == list(MODES)
    assert page["guarantees"] and page["limits"] and page["promise"] == ""
    assert 'href="/privacy"' in client.get("/").text
    odd = client.get("/privacy.json?mode=secret&k=1").json
    assert (odd["privacy"], odd["k"]) == ("", 5)


def test_what_is_kept_is_told_from_the_settings(house: House) -> None:
    wiring = house.app.extensions[EXTENSION]
    settings = replace(wiring.studio.settings, kept_models=7, grace_seconds=90.0)
    house.app.extensions[EXTENSION] = replace(wiring, studio=replace(wiring.studio, settings=settings))
    try:
        kept = house.app.test_client().get("/privacy.json").json["kept"]
    finally:
        house.app.extensions[EXTENSION] = wiring
    until = " ".join(one["until"] for one in kept)
    assert "newest 7 group pictures" in until and "90 s after closing" in until
    assert f"{COOKIE_DAYS} days" in until
    assert all(one["what"] and one["until"] and one["seen_by"] for one in kept)


@pytest.mark.parametrize("mode", MODES)
def test_who_sees_what_follows_the_mode(house: House, mode: str) -> None:
    place = house.found(0, 1, privacy=mode)
    kept = house.client(place, "early").get(f"/g/{place.group.slug}/privacy.json").json["kept"]
    seen = {one["what"]: one["seen_by"] for one in kept}
    predicted = seen["How you are predicted to like the group's picture, and pictures for you"]
    assert (
        predicted
        == {
            "identified": "Everybody in the group.",
            "pseudonymous": "Everybody in the group, under your number.",
            "anonymous": "Only you.",
        }[mode]
    )
    (said,) = [one for one in seen if one.startswith("Comments on pictures")]
    assert seen[said].startswith("Only you.")
    assert ("at least 3 spoke of" in seen[said]) == (mode != "anonymous")
    assert ("nothing is learned from them" in said) == (mode == "anonymous")
    assert any(one.startswith("In anonymous groups") for one in seen) == (mode == "anonymous")


def test_what_groups_lend_each_other_is_told_only_where_they_do(house: House) -> None:
    wiring, told = house.app.extensions[EXTENSION], []
    for lends in (0, 1):
        settings = replace(wiring.studio.settings, lend_tastes=lends)
        house.app.extensions[EXTENSION] = replace(wiring, studio=replace(wiring.studio, settings=settings))
        try:
            told.append(house.app.test_client().get("/privacy.json").json["kept"])
        finally:
            house.app.extensions[EXTENSION] = wiring
    more = [line for line in told[1] if line not in told[0]]
    assert len(more) == 1 and "nobody's own taste crosses over" in more[0]["seen_by"]
