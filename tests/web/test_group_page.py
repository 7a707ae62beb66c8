"""The group page and its twins: states, words, hidden names, and the same content as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.store.people import group_by_slug
from group_plgl.web import portrait
from group_plgl.web.answers import as_json
from group_plgl.web.identity import visitor_of

from .conftest import ORIGIN, Circle

ALL_PAGES = ["", ".json", "/board", "/board.json", "/jobs", "/jobs.json", "/board/taste_map.json",
             "/board/taste_map.csv", "/board/taste_map.vl.json", "/board/rule_liking.json",
             "/board/rule_liking.csv", "/board/rule_liking.vl.json"]  # fmt: skip


def test_a_new_group_waits_for_people_and_then_for_answers(circle: Callable[..., Circle]) -> None:
    group = circle()
    assert "Nobody is here yet" in group.host().get(group.url).text
    assert group.host().get(f"{group.url}.json").json["state"] == "nobody"
    ada = group.join("Ada")
    assert "Getting to know you" in ada.get(group.url).text
    assert ada.get(f"{group.url}.json").json["state"] == "collecting"


def test_a_drawn_group_says_who_is_predicted_to_like_its_picture(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    group.join("Bo")
    group.join("Cyd")
    group.draw()
    page = ada.get(group.url).text
    assert "2 of 3 are predicted to like this picture." in page
    assert "Cyd would probably rather have something else." in page
    twin = ada.get(f"{group.url}.json").json
    assert [ideal["rule"] for ideal in twin["drawn"]["ideals"]] == ["consensus", "mean", "median"]
    assert [one["label"] for one in twin["drawn"]["ideals"][0]["likings"]] == ["Ada", "Bo", "Cyd"]
    assert twin["drawn"]["answers"] == 42


def test_the_chosen_rule_is_a_link_that_works_without_scripts(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    group.draw()
    chosen = ada.get(f"{group.url}?rule=median").text
    assert '<figure class="ideal" data-rule="median">' in chosen
    assert '<figure class="ideal" data-rule="consensus" hidden>' in chosen
    assert '<figure class="ideal" data-rule="consensus">' in ada.get(f"{group.url}?rule=<b>").text


@pytest.mark.parametrize("path", ALL_PAGES)
def test_hidden_names_stand_nowhere_not_even_for_the_host(circle: Callable[..., Circle], path: str) -> None:
    group = circle(privacy="anonymous")
    names = ["Xanthippe", "Quirinus", "Yolanda"]
    clients = [group.join(name) for name in names]
    group.draw()
    for client in (*clients, group.host()):
        text = client.get(group.url + path).text
        assert [name for name in names if name in text] == []
    assert clients[0].get(f"{group.url}.json").json["members"] == []


def test_shown_names_are_shown(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada <b>")
    assert "Ada &lt;b&gt;" in ada.get(group.url).text


def test_the_twin_is_the_page_object(circle: Callable[..., Circle], app: Flask) -> None:
    group = circle()
    ada = group.join("Ada")
    group.draw()
    got = ada.get(f"{group.url}.json").json
    cookie = "; ".join(f"{c.key}={c.value}" for c in ada._cookies.values())
    with app.test_request_context(f"{group.url}.json", headers={"Cookie": cookie}):
        found = group_by_slug(group.studio.database, group.group.slug)
        assert found is not None
        page = portrait.group_page(visitor_of(found))
        assert json.loads(as_json(asdict(page)).data) == got


def test_an_unchanged_page_costs_a_304_and_a_vote_changes_it(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    first = ada.get(f"{group.url}.json")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert ada.get(f"{group.url}.json", headers=tag).status_code == 304
    event = "ab" * 16
    ada.put(
        f"{group.url}/events/{event}", json={"kind": "skipped", "card": group.card("Ada")}, headers=ORIGIN
    )
    assert ada.get(f"{group.url}.json", headers=tag).status_code == 200


def test_opening_and_closing_is_seen_on_the_page(circle: Callable[..., Circle]) -> None:
    group = circle()
    host = group.host()
    assert host.get(f"{group.url}.json").json["join"]["code"] == group.group.join_code
    assert host.post(f"{group.url}/sessions/close", headers=ORIGIN).headers["Location"] == group.url
    closed = host.get(f"{group.url}.json").json
    assert (closed["session_open"], closed["join"]) == (False, None)
    assert "Open a session" in host.get(group.url).text
    host.post(f"{group.url}/sessions", headers=ORIGIN)
    assert host.get(f"{group.url}.json").json["session"] == 2


def test_the_downloaded_ideal_says_where_it_comes_from(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    group.draw()
    file = ada.get(f"{group.url}/ideals/1/consensus.png")
    assert file.mimetype == "image/png"
    assert file.headers["Content-Disposition"].endswith('-model-1-consensus.png"')
    assert b"GroupPLGL" in file.data
    assert b"Ada" not in file.data
    assert ada.get(f"{group.url}/ideals/2/consensus.png").status_code == 404
    assert ada.get(f"{group.url}/ideals/1/tyranny.png").status_code == 404


def test_charts_tables_and_downloads_have_the_same_rows(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("=Ada")
    group.join("Bo")
    group.draw()
    twin = ada.get(f"{group.url}/board/rule_liking.json").json["chart"]
    rows = list(csv.DictReader(io.StringIO(ada.get(f"{group.url}/board/rule_liking.csv").text)))
    assert len(rows) == len(twin["rows"]) == 6
    assert list(rows[0]) == twin["columns"]
    assert {row["label"] for row in rows} == {"'=Ada (you)", "Bo"}
    spec = ada.get(f"{group.url}/board/rule_liking.vl.json").json
    assert "vega-lite" in spec["$schema"]
    assert ada.get(f"{group.url}/board/no_chart.json").status_code == 404


def test_the_board_before_the_first_drawing_says_so(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada, host = group.join("Ada"), group.host()
    assert "nothing to chart" in host.get(f"{group.url}/board").text
    assert ada.get(f"{group.url}/board/taste_map.json").status_code == 404


def test_camps_are_called_so_only_when_supported(circle: Callable[..., Circle]) -> None:
    believed, doubted = circle(), circle(name="Doubted")
    for one in (believed, doubted):
        one.join("Ada")
        one.join("Bo")
    believed.draw(supported=True)
    doubted.draw(supported=False)
    assert "Camp 1" in believed.host().get(believed.url).text
    page = doubted.host().get(doubted.url).text
    assert "A spectrum" in page
    assert "Camp 1" not in page


def test_the_front_page_shows_rehearsals_to_all_and_private_groups_to_their_people(
    circle: Callable[..., Circle],
) -> None:
    private, public = circle(name="Private"), circle(name="Public", rehearsal=True)
    ada = private.join("Ada")
    front = private.outsider().get("/index.json").json
    assert [one["name"] for one in front["rehearsals"]] == ["Public"]
    assert front["mine"] == []
    assert [one["name"] for one in ada.get("/index.json").json["mine"]] == ["Private"]
    assert "Private" not in public.outsider().get("/").text


def test_a_run_asked_for_by_the_host_is_queued_once(circle: Callable[..., Circle]) -> None:
    group = circle()
    host = group.host()
    for _ in range(2):
        host.post(f"{group.url}/jobs/deal_decks/run", headers=ORIGIN)
    page = host.get(f"{group.url}/jobs.json").json
    assert [(run["job"], run["status"]) for run in page["runs"]] == [("deal_decks", "queued")]
    assert [job["waiting"] for job in page["jobs"]] == [False, True]
    assert host.post(f"{group.url}/jobs/no_job/run", headers=ORIGIN).status_code == 404


def test_the_settings_page_keeps_folders_to_itself(
    circle: Callable[..., Circle], outsider: FlaskClient
) -> None:
    group = circle()
    told = outsider.get("/settings.json").json["settings"]
    assert {one["name"]: one["value"] for one in told}["data"] is None
    assert group.studio.settings.data not in outsider.get("/settings").text
