"""The match page: a switch for oneself, the same page whether somebody dislikes or is not there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from group_plgl.compute.tasks.opening import open_features
from group_plgl.compute.worker import Child
from group_plgl.generators import SPACES, space_of
from group_plgl.members.codec import Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import UNTOLD
from group_plgl.services import match
from group_plgl.services.studio import Studio
from group_plgl.settings import TOKEN_FILE, Settings
from group_plgl.store.images import pool_of
from group_plgl.store.models import Fit, MemberModelRow, put_fit
from group_plgl.web import create_app

from .conftest import JOBS, ORIGIN, Circle

MINE = ({3: 2.0}, 2.0)
THEIRS_TOO = ({3: 2.5}, 1.5)
DISLIKES_MINE = ({0: 4.0}, -2.0)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with contextlib.closing(Child(Settings())) as made:
        yield made


@pytest.fixture
def studio(studio: Studio, child: Child) -> Studio:
    return replace(studio, child=child, settings=replace(studio.settings, card_pixels=64, sample_pixels=64))


@pytest.fixture
def app(studio: Studio) -> Flask:
    made = create_app(studio, vega=b"", spaces=SPACES, job_names=JOBS)
    made.testing = True
    return made


def _one(circle: Circle) -> np.ndarray:
    return space_of(circle.group.space).sample(1, np.random.default_rng(0))


def know(circle: Circle, *known: tuple[dict[int, float], float], seen: int = 1) -> None:
    """Let members, in the order in which they joined, have these tastes."""
    wide = open_features({"space": circle.group.space}, {}).coordinates(_one(circle)).shape[1]
    mean = np.zeros((len(known), wide + 1))
    for row, (weights, bias) in enumerate(known):
        mean[row, list(weights)] = list(weights.values())
        mean[row, -1] = bias
    tastes = Tastes(mean, np.tile(0.02 * np.eye(wide + 1), (len(known), 1, 1)))
    gid, card = circle.group.group_id, Card(circle.group.space, seen, UNTOLD)
    rows = [
        MemberModelRow(gid, seen, one.member_id, 30, 15, True, 10, 14, 0.5, to_bytes(tastes, row, card))
        for row, one in enumerate(list(circle.members.values())[: len(known)])
    ]
    fit = Fit(gid, seen, 4.0, 0.0, 0.0, False, 1.0, 0.95, 100, "test", circle.studio.now())
    put_fit(circle.studio.database, fit, rows)


def switch(circle: Circle, client: Any, to: str) -> Any:
    return client.post(f"{circle.url}/match", data={"findable": to}, headers=ORIGIN)


def pages(circle: Circle, client: Any) -> tuple[str, str]:
    """The page and its twin, everything a browser gets of them but the time."""
    page, told = client.get(f"{circle.url}/match"), client.get(f"{circle.url}/match.json")
    assert page.status_code == told.status_code == 200
    assert page.headers["Cache-Control"] == told.headers["Cache-Control"] == "no-store"
    return page.text, told.text


def test_two_who_let_themselves_be_found_find_each_other(circle: Any) -> None:
    group = circle()
    ada, bo = group.join("Xanthippe"), group.join("Quirinus")
    know(group, MINE, THEIRS_TOO)
    assert switch(group, ada, "yes").status_code == 303
    told = ada.get(f"{group.url}/match.json").json
    assert (told["state"], told["findable"], told["matches"]) == ("on", True, [])
    switch(group, bo, "yes")
    [line] = ada.get(f"{group.url}/match.json").json["matches"]
    assert line["label"] == "Quirinus" and line["twin"] and line["answers"] == 30
    assert line["alike_low"] <= line["alike"] <= line["alike_high"]
    page = ada.get(f"{group.url}/match").text
    assert "Your twin in taste" in page and "Quirinus" in page
    picture = ada.get(line["bridge"]["picture_url"])
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert picture.headers["Cache-Control"] == "no-store"
    assert switch(group, bo, "no").status_code == 303
    assert ada.get(line["bridge"]["picture_url"]).status_code == 404
    assert "Quirinus" not in ada.get(f"{group.url}/match").text


def test_the_page_is_the_same_whether_they_dislike_or_are_not_there(circle: Any) -> None:
    group = circle()
    ada, bo, _cyd = group.join("Xanthippe"), group.join("Quirinus"), group.join("Cyd")
    switch(group, ada, "yes")
    seen = []
    worlds = [(THEIRS_TOO, "no"), (DISLIKES_MINE, "no"), (DISLIKES_MINE, "yes"), (({3: -4.0}, -3.0), "yes")]
    for number, (taste, to) in enumerate(worlds, 1):
        know(group, MINE, taste, MINE, seen=number)
        switch(group, bo, to)
        seen.append(pages(group, ada))
    assert [one == seen[0] for one in seen] == [True] * len(worlds)
    for address in ("match/2.webp", "match.json?by=2", "match?by=2"):
        answer = ada.get(f"{group.url}/{address}")
        assert "Quirinus" not in answer.text and (answer.status_code == 404) == address.endswith("webp")


def test_while_others_are_looked_for_the_page_comes_again(circle: Any) -> None:
    group = circle()
    ada = group.join("Xanthippe")
    know(group, MINE)
    assert match._SEEKERS.acquire(blocking=False)
    try:
        page, told = ada.get(f"{group.url}/match"), ada.get(f"{group.url}/match.json")
        assert page.status_code == 200 and 'http-equiv="refresh"' in page.text
        assert "being looked for" in page.text
        assert told.status_code == 409
    finally:
        match._SEEKERS.release()
    assert 'http-equiv="refresh"' not in ada.get(f"{group.url}/match").text


def test_others_in_the_room_learn_nothing(circle: Any) -> None:
    group = circle()
    ada, bo, cyd = group.join("Xanthippe"), group.join("Quirinus"), group.join("Cyd")
    know(group, MINE, THEIRS_TOO, MINE)
    switch(group, ada, "yes")
    switch(group, bo, "yes")
    for client in (cyd, group.host()):
        for text in pages(group, client):
            assert "Quirinus" not in text and "Xanthippe" not in text
        assert client.get(f"{group.url}/match/1.webp").status_code in (403, 404)
    assert group.outsider().get(f"{group.url}/match").status_code == 404
    assert switch(group, group.host(), "yes").status_code == 403
    assert "Only members are matched" in group.host().get(f"{group.url}/match").text


def test_in_pseudonymous_groups_matches_are_numbers_and_in_anonymous_ones_there_are_none(circle: Any) -> None:
    group = circle(privacy="pseudonymous")
    ada, bo = group.join("Xanthippe"), group.join("Quirinus")
    know(group, MINE, MINE)
    switch(group, ada, "yes")
    switch(group, bo, "yes")
    page, told = pages(group, ada)
    assert "Quirinus" not in page + told and "Member " in page
    group = circle(privacy="anonymous")
    somebody = group.join("")
    assert switch(group, somebody, "yes").status_code == 403
    assert "This group is anonymous" in somebody.get(f"{group.url}/match").text


def test_own_liking_ranks_pictures_and_a_given_one_finds_its_like(circle: Any) -> None:
    group = circle()
    ada = group.join("Xanthippe")
    assert "not known well enough" in ada.get(f"{group.url}/match").text
    know(group, MINE)
    told = ada.get(f"{group.url}/match.json").json
    assert [one["name"] for one in told["choices"]] == ["you"]
    likings = [one["liking"] for one in told["pictures"]]
    assert likings == sorted(likings, reverse=True) and likings[-1] >= 0.5
    assert all(one["low"] <= one["liking"] <= one["high"] for one in told["pictures"])
    picture = pool_of(group.studio.database, group.group.group_id)[0]
    given = ada.get(f"{group.url}/match.json?near={picture}").json["given"]
    gaps = [one["gap"] for one in given["alike"]]
    assert given["picture"] == picture and gaps == sorted(gaps) and len(gaps) == 6
    assert "Most drawn to this picture" in ada.get(f"{group.url}/match?near={picture}").text
    assert ada.get(f"{group.url}/match?near={'0' * 32}").status_code == 404


def test_what_both_would_like_most_is_heard_where_pictures_sound(circle: Any) -> None:
    group = circle(space="melody")
    clients = group.join("Xanthippe"), group.join("Quirinus")
    know(group, MINE, MINE)
    for client in clients:
        switch(group, client, "yes")
    url = clients[0].get(f"{group.url}/match.json").json["matches"][0]["bridge"]["picture_url"]
    assert f'{url}.wav"' in clients[0].get(f"{group.url}/match").text
    sound = clients[0].get(f"{url}.wav")
    assert sound.data[:4] == b"RIFF" and sound.headers["Cache-Control"] == "no-store"
    switch(group, clients[1], "no")
    assert clients[0].get(f"{url}.wav").status_code == 404


def test_a_switch_takes_yes_and_no(circle: Any) -> None:
    group = circle()
    ada = group.join("Xanthippe")
    assert switch(group, ada, "perhaps").status_code == 422
    answer = ada.post(
        f"{group.url}/match", json={"findable": True}, headers={**ORIGIN, "Accept": "application/json"}
    )
    assert answer.json["findable"] is True
    bad = ada.post(f"{group.url}/match", json=["yes"], headers={**ORIGIN, "Accept": "application/json"})
    assert bad.status_code == 422


def test_the_command_line_lists_pairs(circle: Any) -> None:
    group = circle()
    clients = group.join("Xanthippe"), group.join("Quirinus")
    know(group, MINE, MINE)
    for client in clients:
        switch(group, client, "yes")
    (Path(group.studio.settings.data) / TOKEN_FILE).write_text("secret")
    words = {"json": {"group": group.group.slug}, "headers": {"Authorization": "Bearer secret"}}
    told = group.outsider().post("/house/match", **words).json
    assert [(one["one"], one["other"]) for one in told["matches"]] in (
        [("Xanthippe", "Quirinus")],
        [("Quirinus", "Xanthippe")],
    )
    assert group.outsider().post("/house/match", json=words["json"]).status_code == 404
