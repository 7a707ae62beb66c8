"""My taste over HTTP: one's own and nobody else's, to look at, to change, to take away and to delete."""

from __future__ import annotations

import csv
import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.generators import SPACES
from group_plgl.members.codec import from_bytes
from group_plgl.members.families.registry import FAMILIES
from group_plgl.services import learn
from group_plgl.services.hear import hear_group
from group_plgl.services.mirror import behind, draw_mirror
from group_plgl.services.table import table
from group_plgl.store.choices import ChoiceRow, put_choices
from group_plgl.store.events import last_event
from group_plgl.store.models import newest_record
from group_plgl.store.people import Member, current_session, put_session
from group_plgl.web import create_app, me_pages
from group_plgl.web.identity import MEMBER_COOKIE

from ..dealing import next_turn
from ..leaving import Leaving, started

ORIGIN = {"Origin": "http://localhost"}
JSON = {**ORIGIN, "Accept": "application/json"}

ADAS = 38  # answers, enough for what she likes to show clearly whatever she was dealt


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    """Two members whose tastes are learned, and one who has hardly said anything."""
    house = started(tmp_path_factory.mktemp("original") / "data")
    for name, answers in (("=Ada-unmistakable", ADAS), ("Bo-unmistakable", 12), ("Cyd-unmistakable", 2)):
        house.answer(house.join(name), answers)
    house.work()
    house.studio.database.close()
    yield house
    house.studio.close()


@pytest.fixture
def house(original: Leaving, tmp_path: Path) -> Iterator[Leaving]:
    copy = original.copied(tmp_path / "data")
    yield copy
    copy.studio.database.close()


@pytest.fixture
def app(house: Leaving) -> Flask:
    made = create_app(house.studio, vega=b"", spaces=SPACES, job_names={})
    made.testing = True
    return made


def browser(app: Flask, house: Leaving, place: int) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(MEMBER_COOKIE + house.group.group_id, house.token(house.members[place]))
    return client


def url(house: Leaving) -> str:
    return f"/g/{house.group.slug}/me"


def seen(client: FlaskClient, house: Leaving) -> dict[str, Any]:
    answer = client.get(f"{url(house)}.json")
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json
    return page


def drawn(client: FlaskClient, house: Leaving) -> dict[str, Any]:
    """My page once everything that I asked for is drawn."""
    assert client.post(f"{url(house)}/mirror", headers=JSON).status_code == 202
    for member in behind(house.studio):
        draw_mirror(house.studio, member)
    return seen(client, house)


@pytest.mark.parametrize(
    ("family", "told"),
    [
        ("nearest", "Yours is the latter. Chosen anew without each answer in turn, it was right on 35 of 40"),
        ("dense", "That is no clear difference, so yours stays the former."),
    ],
)
def test_the_model_of_a_member_is_told_with_counts_to_them_alone(
    app: Flask, house: Leaving, family: str, told: str
) -> None:
    ada, member, database = browser(app, house, 0), house.members[0], house.studio.database
    assert seen(ada, house)["model"] is None
    seen_event = newest_record(database, house.group.group_id, member.member_id).seen_event  # type: ignore[union-attr]
    lines = [
        {"name": name, "right": 36 if name == "nearest" else 31, "asked": 40, "score": -0.5, "raw": -0.5}
        for name in FAMILIES
    ]
    evidence = {"weights": [0.3, 0.3, 0.4], "best": "nearest", "gain": 4.0, "doubt": 1.5, "families": lines}
    row = ChoiceRow(
        member.member_id, seen_event, house.group.group_id, 40, family, 35, 40, 0.5, json.dumps(evidence),
        "test", house.studio.now(),
    )  # fmt: skip
    put_choices(database, [row])
    model = seen(ada, house)["model"]
    assert "foretells 31 of 40 unseen answers; “nearest neighbours” 36 of 40" in model["words"]
    assert told in model["words"]
    assert [line["name"] for line in model["lines"]] == ["dense", "nearest"]
    assert [line["chosen"] for line in model["lines"]] == [family == "dense", family == "nearest"]
    assert len(model["others"]) == len(FAMILIES) - 2
    assert "Which model knows you best" in ada.get(url(house)).text
    assert seen(browser(app, house, 1), house)["model"] is None


@pytest.mark.parametrize("page", [one for one in vars(me_pages).values() if is_dataclass(one)])
def test_every_field_has_help(page: Any) -> None:
    assert page.__doc__
    assert [one.name for one in fields(page) if not one.metadata.get("help")] == []


def test_outsiders_find_nothing_and_readers_are_sent_to_the_group(app: Flask, house: Leaving) -> None:
    for path in (".json", "", ".zip", "/mirror.json", "/pictures/0"):
        assert app.test_client().get(url(house) + path).status_code == 404
    assert app.test_client().delete(url(house), headers=ORIGIN).status_code == 404


def test_too_little_said_is_a_page_and_looking_draws_nothing(app: Flask, house: Leaving) -> None:
    cyd = browser(app, house, 2)
    page = seen(cyd, house)
    assert (page["state"], page["due"], page["ideal"], page["accuracy"]) == ("collecting", False, None, None)
    assert cyd.post(f"{url(house)}/mirror", headers=JSON).status_code == 202
    assert behind(house.studio) == []
    assert "Not enough said yet" in cyd.get(url(house)).text
    assert behind(house.studio) == []


def test_what_is_asked_for_is_drawn_by_the_job_and_shown_with_words_and_the_way(
    app: Flask, house: Leaving
) -> None:
    ada = browser(app, house, 0)
    before = seen(ada, house)
    assert (before["state"], before["due"], before["waiting"]) == ("asking", True, False)
    answer = ada.post(f"{url(house)}/mirror", headers=JSON).json
    assert (answer["state"], answer["waiting"]) == ("asking", True)
    page = drawn(ada, house)
    assert (page["state"], page["due"], page["waiting"]) == ("drawn", False, False)
    assert page["ideal"]["liking"] > 0.5 > page["opposite"]["liking"]
    assert [round(frame["share"], 1) for frame in page["way"]] == [place / 10 for place in range(11)]
    assert all(0 <= frame["standing"] <= 1 and frame["told"] for frame in page["way"])
    assert page["limit_words"]
    [first, *_] = page["leanings"]
    assert (first["towards"], first["away_from"]) == ("tall", "low")
    assert 0 < first["low"] < first["effect"]
    assert first["liked"] and first["passed"]
    html = ada.get(url(house)).text
    for words in ("tall", "rather than low", 'role="slider"', "And the opposite", first["sentence"]):
        assert words in html


def test_my_pictures_are_for_me_alone(app: Flask, house: Leaving) -> None:
    ada, bo = browser(app, house, 0), browser(app, house, 1)
    page = drawn(ada, house)
    mine = [page["ideal"]["picture_url"], page["way"][3]["picture_url"], page["opposite"]["picture_url"]]
    for picture in mine:
        answer = ada.get(picture)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert "private" in answer.headers["Cache-Control"]
        assert bo.get(picture).status_code == 404
        assert app.test_client().get(picture).status_code == 404


def test_the_groups_ideal_is_not_shown_before_its_time(app: Flask, house: Leaving) -> None:
    ada = browser(app, house, 0)
    frame = drawn(ada, house)["way"][5]["picture_url"]
    session = current_session(house.studio.database, house.group.group_id)
    assert session is not None
    put_session(house.studio.database, replace(session, results_shown=False))
    page = seen(ada, house)
    assert (page["way"], page["limit"], page["limit_words"]) == ([], None, "")
    assert page["ideal"] is not None
    assert ada.get(frame).status_code == 404
    assert 'role="slider"' not in ada.get(url(house)).text
    with zipfile.ZipFile(io.BytesIO(ada.get(f"{url(house)}.zip").data)) as archive:
        mirror = json.loads(archive.read("me.json"))["mirror"]
        assert [name for name in archive.namelist() if "between" in name] == []
    assert (mirror["limit_at"], mirror["number"], mirror["want_number"]) == (None, 0, 0)


def test_accuracy_comes_with_its_interval_and_what_guessing_gets(app: Flask, house: Leaving) -> None:
    page = seen(browser(app, house, 0), house)
    accuracy = page["accuracy"]
    assert (
        accuracy["low"] < accuracy["right"] / accuracy["asked"] < accuracy["high"]
        or accuracy["right"] == accuracy["asked"]
    )
    assert 0.5 <= page["baseline"] <= 1
    assert f"right on {accuracy['right']} of {accuracy['asked']}" in accuracy["words"]
    assert page["repeats"]["asked"] >= 1
    assert page["repeats"]["right"] == page["repeats"]["asked"]


def test_all_i_said_is_there_and_may_be_said_otherwise(app: Flask, house: Leaving) -> None:
    ada = browser(app, house, 0)
    votes = seen(ada, house)["votes"]
    assert len(votes) == ADAS - 1  # one was undone
    assert all(vote["changeable"] and vote["answer"] == "like" for vote in votes)
    assert any(remark["text"].startswith("comment ") for vote in votes for remark in vote["remarks"])
    changed, card = votes[0], votes[0]["cards"][0]["card"]
    fresh, other = secrets.token_hex(16), 1.0 - changed["value"]
    events = f"/g/{house.group.slug}/events"
    body = {"kind": "rated", "card": card, "value": other}
    assert ada.put(f"{events}/{fresh}?n=0", json=body, headers=ORIGIN).status_code == 201
    undone = {"kind": "undone", "target": changed["event"]}
    assert ada.put(f"{events}/{secrets.token_hex(16)}?n=0", json=undone, headers=ORIGIN).status_code == 201
    [now] = [vote for vote in seen(ada, house)["votes"] if vote["cards"][0]["card"] == card]
    assert (now["event"], now["value"]) == (fresh, other)
    learn.learn_group(house.studio, house.group.group_id)
    assert seen(ada, house)["due"]


def test_my_data_is_all_mine_and_no_spreadsheet_runs_it(app: Flask, house: Leaving) -> None:
    ada = browser(app, house, 0)
    drawn(ada, house)
    answer = ada.get(f"{url(house)}.zip")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].endswith('-me.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("me.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode())))
        pictures = [name for name in archive.namelist() if name.startswith("pictures/")]
        taste = archive.read("taste.safetensors")
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert told["you"]["nickname"] == "=Ada-unmistakable"
    assert {one["event_id"] for one in told["said"]} == {row["event_id"] for row in rows}
    assert len(rows) == ADAS + 2  # a comment and an undo
    assert told["taste"]["ready"] and told["taste"]["card"]["space"] == told["group"]["space"]
    assert from_bytes([taste], told["group"]["space"]).mean[0].tolist() == told["taste"]["weights"]
    assert len(told["mirror"]["pictures"]) == 13
    assert {"pictures/ideal.webp", "pictures/opposite.webp", "pictures/between-10.webp"} <= set(pictures)
    for other in house.members[1:]:
        assert not [secret for secret in house.secrets[other.member_id] if secret.encode() in whole]


def test_no_cell_of_a_table_is_a_formula() -> None:
    rows = [{"a": "=1+1", "b": "@x", "c": "-2", "d": -2.5, "e": "plain", "f": None}]
    assert table(rows).splitlines()[1] == "'=1+1,'@x,'-2,-2.5,plain,"
    assert table([]) == ""


def confirm(client: FlaskClient, house: Leaving, **words: str) -> Any:
    return client.post(f"{url(house)}/forget", data=words, headers=ORIGIN)


def test_deleting_takes_the_right_word_or_a_held_button(app: Flask, house: Leaving) -> None:
    bo = browser(app, house, 1)
    for words in ({}, {"confirm": "Bob"}, {"held": "no"}):
        refused = confirm(bo, house, **words)
        assert refused.status_code == 422
        assert "Nothing was deleted" in refused.text
    assert seen(bo, house)["nickname"] == "Bo-unmistakable"
    done = confirm(bo, house, confirm=" bo-Unmistakable ")
    assert done.status_code == 200
    assert "You are forgotten" in done.text
    assert MEMBER_COOKIE in done.headers["Set-Cookie"]
    assert "1970" in done.headers["Set-Cookie"]
    assert bo.get(url(house)).status_code == 404
    assert house.traces(house.members[1]) == []
    held = confirm(browser(app, house, 2), house, held="yes")
    assert held.status_code == 202  # the file rests a little, so that voters need not wait twice
    assert "within minutes" in held.text


def test_deleting_by_program_gives_a_receipt_and_then_there_is_nobody(app: Flask, house: Leaving) -> None:
    ada, member = browser(app, house, 0), house.members[0]
    drawn(ada, house)
    assert ada.delete(url(house)).status_code == 403  # from no page of ours
    answer = ada.delete(url(house), headers=JSON)
    assert answer.status_code == 200
    assert (answer.json["finished"], answer.json["comments"], answer.json["pictures"] > 12) == (True, 1, True)
    assert house.traces(member) == []
    assert browser(app, house, 0).get(f"{url(house)}.json").status_code == 404
    assert browser(app, house, 1).get(f"/g/{house.group.slug}.json").status_code == 200


def test_when_the_file_cannot_be_written_yet_the_receipt_says_so(
    app: Flask, house: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("group_plgl.services.forget.settle", lambda _: False)
    answer = browser(app, house, 1).delete(url(house), headers=JSON)
    assert answer.status_code == 202
    assert answer.json["finished"] is False
    assert "within minutes" in answer.json["words"]


def test_without_a_nickname_two_words_are_typed(app: Flask, house: Leaving) -> None:
    nobody: Member = house.join(" ")
    client = browser(app, house, 3)
    assert seen(client, house)["confirm"] == "delete me"
    assert confirm(client, house, confirm="delete me").status_code == 200
    house.secrets[nobody.member_id].remove(" ")
    assert house.traces(nobody) == []


def test_what_was_heard_in_comments_is_shown_and_put_right(app: Flask, house: Leaving) -> None:
    ada, bo, path = browser(app, house, 0), browser(app, house, 1), f"{url(house)}/comments"
    (card,) = next_turn(house.studio, house.members[0])
    text = "<b>too busy, lovely blue"
    said = house.say(house.members[0], "commented", card_id=card.card_id, text=text).event_id
    waiting = seen(ada, house)["remarks"]
    assert (waiting["liked"], waiting["comments"][0]) == (
        [], {"event": said, "text": text, "read": False}
    )  # fmt: skip
    hear_group(house.studio, house.group, last_event(house.studio.database, house.group.group_id))
    (line,) = [one for one in seen(ada, house)["remarks"]["disliked"] if one["event"] == said]
    assert (line["key"], line["words"], line["corrected"]) == ("busyness:busy", "busy", False)
    assert [one["text"] for one in line["pieces"] if one["marked"]] == ["busy"]
    assert "&lt;b&gt;too <mark>busy</mark>, lovely blue" in ada.get(url(house)).text
    form = {"event": said, "key": "busyness:busy", "meaning": "liked"}
    assert bo.post(path, data=form, headers=ORIGIN).status_code == 404
    assert said not in bo.get(f"{url(house)}.json").text
    done = ada.post(path, data=form, headers=ORIGIN)
    assert (done.status_code, done.headers["Location"]) == (303, f"{url(house)}#remarks")
    kinds = ("liked", "disliked", "dropped")
    for meaning, where in (("liked", "liked"), ("nothing", "dropped"), ("heard", "disliked")):
        page = ada.post(path, json={**form, "meaning": meaning}, headers=JSON).json
        there = {
            kind: [one["key"] for one in page["remarks"][kind] if one["event"] == said] for kind in kinds
        }
        assert [kind for kind, keys in there.items() if "busyness:busy" in keys] == [where]
    for wrong in ({**form, "key": "cuteness:cute"}, {**form, "meaning": "odd"}, {"event": said}):
        answer = ada.post(path, data=wrong, headers=ORIGIN)
        assert answer.status_code == 422 and 'role="alert"' in answer.text
