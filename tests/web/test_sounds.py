"""Sounds over HTTP: to those who may see the picture, in parts where a player asks for parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.store.images import pool_of

from .conftest import ORIGIN

WAVE = b"RIFF and so on"


@pytest.fixture
def choir(circle, studio, monkeypatch):
    """A group on a space that sounds."""
    drawn = studio.child.run

    def run(task: str, words: dict[str, Any], arrays: dict[str, Any]):
        if task != "play":
            return drawn(task, words, arrays)
        sounds = [WAVE + bytes([place]) for place in range(len(arrays["z"]))]
        ends = np.cumsum([len(one) for one in sounds])
        return {}, {"bytes": np.frombuffer(b"".join(sounds), np.uint8), "ends": ends.astype(np.int64)}

    monkeypatch.setattr(studio.child, "run", run)
    return circle(space="melody")


def sound_url(circle) -> str:
    return f"{circle.url}/pictures/{pool_of(circle.studio.database, circle.group.group_id)[0]}.wav"


def test_who_may_see_a_picture_may_hear_it(choir):
    answer = choir.join("Ada").get(sound_url(choir))
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert answer.data.startswith(WAVE) and answer.headers["Cache-Control"].startswith("private")
    assert choir.outsider().get(sound_url(choir)).status_code == 404
    assert choir.join("Bo").get(f"{choir.url}/pictures/{'0' * 32}.wav").status_code == 404


def test_a_player_gets_the_part_it_asks_for(choir):
    part = choir.join("Ada").get(sound_url(choir), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")
    assert part.headers["Content-Range"].startswith("bytes 0-3/")


def test_the_deck_says_that_its_cards_sound(choir, circle):
    member = choir.join("Ada")
    assert "data-sounds" in member.get(f"{choir.url}/rate").text
    words = member.get(f"{choir.url}/cards.json").json["turns"][0]["cards"][0]["words"]
    assert words.startswith("Generated melody: ")
    silent = circle()
    assert "data-sounds" not in silent.join("Ada").get(f"{silent.url}/rate").text


def test_my_answers_can_be_listened_to_again(choir):
    member = choir.join("Ada")
    answers = f"{choir.url}/events/{'ab' * 16}"
    said = {"kind": "rated", "card": choir.card("Ada"), "value": 1, "answer_ms": 900}
    assert member.put(answers, json=said, headers=ORIGIN).status_code == 201
    page = member.get(f"{choir.url}/me").text
    own = f"{choir.url}/me/pictures/"
    address = own + page.split(own)[1].split('"')[0].removesuffix(".wav") + ".wav"
    assert address in page and member.get(address).data.startswith(WAVE)
    bo = choir.join("Bo")
    database = choir.studio.database
    dealt = database.read("SELECT picture_id FROM cards WHERE member_id = ?", [choir.members["Bo"].member_id])
    never = next(one for one in pool_of(database, choir.group.group_id) if (one,) not in dealt)
    assert bo.get(f"{own}{never}.wav").status_code == 404


def test_pictures_of_silent_spaces_have_no_sound(circle):
    silent = circle()
    assert silent.join("Ada").get(sound_url(silent)).status_code == 404


def test_the_gallery_plays_examples(choir):
    client = choir.outsider()
    page = client.get("/spaces/melody.json").json
    assert len(page["sound_urls"]) == len(page["picture_urls"]) == 4
    assert client.get(page["sound_urls"][3]).data.startswith(WAVE)
    assert client.get(page["sound_urls"][3].replace("-3.", "-4.")).status_code == 404
    assert client.get("/spaces/tiles.json").json["sound_urls"] == []


def test_the_founding_page_says_which_pictures_are_heard_as_well_as_seen(choir):
    client = choir.outsider()
    page = client.get("/new").text
    assert page.count("seen and heard") == page.count("data-play") == 1
    assert 'href="/spaces/melody/1/example-0.wav"' in page and "listen.js" in page
    assert client.get("/spaces").text.count("seen and heard") == 1
