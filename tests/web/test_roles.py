"""Who may do what: every kind of route, asked by every role, in public and private groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from group_plgl.web.identity import Visitor
from group_plgl.web.labels import labels_of

from .conftest import ORIGIN, Circle

READ = ["", ".json", "/board", "/board.json", "/jobs", "/jobs.json", "/join.svg"]
CHARTS = [
    "/board/taste_map.json", "/board/taste_map.csv", "/board/rule_liking.vl.json", "/ideals/1/mean.png"
]  # fmt: skip
HOST_ONLY = ["/sessions", "/sessions/close", "/jobs/deal_decks/run"]


@pytest.mark.parametrize("path", READ + CHARTS + ["/cards.json", "/rate"])
def test_outsiders_get_the_same_answer_for_a_private_group_as_for_none(
    circle: Callable[..., Circle], path: str
) -> None:
    private = circle()
    private.join("Ada")
    private.draw()
    private.studio.files.keep(b"", "image/png")
    asked = private.outsider().get(private.url + path)
    nobody = private.outsider().get("/g/no-such-group" + path)
    assert asked.status_code == nobody.status_code == 404
    assert asked.data.replace(private.group.slug.encode(), b"no-such-group") == nobody.data


@pytest.mark.parametrize("path", READ + CHARTS)
def test_members_and_hosts_read_their_group_and_everybody_reads_a_rehearsal(
    circle: Callable[..., Circle], path: str
) -> None:
    private, public = circle(), circle(name="Shelf", rehearsal=True)
    ada = private.join("Ada")
    private.join("Bo")
    private.draw()
    public.join("Cyd", simulated=True)
    public.draw()
    assert ada.get(private.url + path).status_code == 200
    assert private.host().get(private.url + path).status_code == 200
    assert public.outsider().get(public.url + path).status_code == 200


@pytest.mark.parametrize("path", HOST_ONLY)
def test_only_the_host_opens_closes_and_runs(circle: Callable[..., Circle], path: str) -> None:
    private, public = circle(), circle(name="Shelf", rehearsal=True)
    ada = private.join("Ada")
    assert private.outsider().post(private.url + path, headers=ORIGIN).status_code == 404
    assert public.outsider().post(public.url + path, headers=ORIGIN).status_code == 403
    assert ada.post(private.url + path, headers=ORIGIN).status_code == 403
    assert private.host().post(private.url + path, headers=ORIGIN).status_code == 303


def test_a_member_of_one_group_is_an_outsider_in_another(circle: Callable[..., Circle]) -> None:
    one, other = circle(), circle(name="Other")
    ada = one.join("Ada")
    assert ada.get(other.url).status_code == 404


def test_a_right_host_key_makes_a_host_and_a_wrong_one_the_same_404(circle: Callable[..., Circle]) -> None:
    group = circle()
    browser = group.outsider()
    wrong = browser.post(f"{group.url}/host", data={"host_key": "guess"}, headers=ORIGIN)
    assert wrong.status_code == 404
    assert browser.get(group.url).status_code == 404
    right = browser.post(f"{group.url}/host", data={"host_key": group.host_key}, headers=ORIGIN)
    assert right.status_code == 303
    assert browser.get(f"{group.url}.json").json["role"] == "host"


def test_readers_of_a_rehearsal_may_not_take_cards_and_are_sent_to_the_group(
    circle: Callable[..., Circle],
) -> None:
    public = circle(rehearsal=True)
    assert public.outsider().get(f"{public.url}/cards.json").status_code == 403
    assert public.outsider().get(f"{public.url}/rate").headers["Location"] == public.url


def test_pictures_are_served_to_their_group_only_and_may_be_kept_for_ever(
    circle: Callable[..., Circle],
) -> None:
    one, other = circle(), circle(name="Other")
    ada, bo = one.join("Ada"), other.join("Bo")
    url = ada.get(f"{one.url}/cards.json").json["turns"][0]["cards"][0]["picture_url"]
    picture = ada.get(url)
    assert picture.status_code == 200
    assert picture.mimetype == "image/webp"
    assert "immutable" in picture.headers["Cache-Control"]
    assert ada.get(url, headers={"If-None-Match": picture.headers["ETag"]}).status_code == 304
    assert bo.get(url).status_code == 404
    assert bo.get(url.replace(one.url, other.url)).status_code == 404


def test_latents_are_told_in_rehearsals_only(circle: Callable[..., Circle]) -> None:
    private, public = circle(), circle(name="Shelf", rehearsal=True)
    ada, cyd = private.join("Ada"), public.join("Cyd", simulated=True)
    assert ada.get(f"{private.url}/cards.json").json["turns"][0]["cards"][0]["latent"] is None
    assert len(cyd.get(f"{public.url}/cards.json").json["turns"][0]["cards"][0]["latent"]) > 10


def test_the_command_line_needs_the_token_of_the_data_folder(circle: Callable[..., Circle]) -> None:
    group = circle()
    client = group.outsider()
    assert client.post("/house/jobs/deal_decks/run").status_code == 404
    Path(group.studio.settings.data, "house.token").write_text("secret\n")
    assert client.post("/house/jobs/deal_decks/run").status_code == 404
    bearer = {"Authorization": "Bearer secret"}
    assert client.post("/house/jobs/deal_decks/run", headers=bearer).status_code == 202
    assert client.post("/house/jobs/no_job/run", headers=bearer).status_code == 404
    assert client.post("/house/replay", headers=bearer).json == {
        "groups": 0,
        "compared": 0,
        "differences": [],
    }


NAMES = ("Xanthippe", "Quirinus")
SEEN = {
    ("identified", "host"): True, ("identified", "member"): True, ("identified", "reader"): True,
    ("pseudonymous", "host"): True, ("pseudonymous", "member"): False, ("pseudonymous", "reader"): False,
    ("anonymous", "host"): False, ("anonymous", "member"): False, ("anonymous", "reader"): False,
}  # fmt: skip


@pytest.mark.parametrize(("privacy", "role"), SEEN)
def test_nicknames_are_seen_by_whom_the_privacy_mode_says(
    circle: Callable[..., Circle], privacy: str, role: str
) -> None:
    group = circle(privacy=privacy, rehearsal=True)
    clients = [group.join(name) for name in NAMES]
    group.draw()
    client = {"host": group.host(), "member": clients[0], "reader": group.outsider()}[role]
    pages = [client.get(group.url + path).text for path in ("", ".json", "/board", "/board/taste_map.json")]
    for name in NAMES:
        assert any(name in page for page in pages) is SEEN[privacy, role]
    told = client.get(f"{group.url}.json").json
    assert told["role"] == role
    if privacy == "anonymous":
        assert told["members"] == []
    elif not SEEN[privacy, role]:
        labels = {one["label"].removesuffix(" (you)") for one in told["members"]}
        assert labels == {"Member 1", "Member 2"}


@pytest.mark.parametrize(("privacy", "role"), SEEN)
def test_labels_are_numbers_wherever_names_are_not_seen(
    app: Flask, circle: Callable[..., Circle], privacy: str, role: str
) -> None:
    group = circle(privacy="identified")
    for name in (*NAMES, ""):
        group.join(name)
    people = list(group.members.values())
    you = people[0] if role == "member" else None
    with app.test_request_context():
        visitor = Visitor(replace(group.group, privacy=privacy), you, role == "host")
        found = labels_of(visitor, people)
    texts = [found[one.member_id].text for one in people]
    if SEEN[privacy, role]:
        assert texts == [*NAMES, "Member 3"]
        assert [found[one.member_id].named for one in people] == [True, True, False]
    else:
        assert sorted(texts) == ["Member 1", "Member 2", "Member 3"]
        assert not any(label.named for label in found.values())
    assert [found[one.member_id].you for one in people] == [role == "member", False, False]
