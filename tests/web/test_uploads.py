"""Own pictures over HTTP: with and without scripts, hostile ones, and who may bring and see them."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from group_plgl.compute.worker import Child
from group_plgl.generators import SPACES
from group_plgl.generators.catalogue.features import WAYS
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.people import all_groups, group_by_slug, questions_of
from group_plgl.store.sorted import axes_row
from group_plgl.web import create_app, founding

from ..brought import HOSTILE, packed, photo
from .conftest import JOBS, ORIGIN

FORM = {"name": "Our wall", "question": "Which one?", "space": "own"}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with contextlib.closing(Child(Settings())) as made:
        yield made


@pytest.fixture
def app(studio: Studio, child: Child) -> Flask:
    """An app whose child really reads what is brought."""
    made = create_app(replace(studio, child=child), vega=b"", spaces=SPACES, job_names=JOBS)
    made.testing = True
    return made


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    return app.test_client()


def founded(host: FlaskClient, **wishes: Any) -> dict[str, Any]:
    made = host.post("/new", json={"name": "Our wall", "space": "own", **wishes}, headers=ORIGIN)
    assert made.status_code == 201
    return made.json


def bring(host: FlaskClient, url: str, name: str, content: bytes, **headers: str) -> Any:
    sent = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream", **ORIGIN, **headers}
    return host.post(url, data=content, headers=sent)


def form_of(*files: tuple[str, bytes], **fields: str) -> MultiDict:
    parts = [("files", (io.BytesIO(content), name)) for name, content in files]
    return MultiDict([*fields.items(), *parts])


def test_own_pictures_come_one_by_one_and_open_the_group(host: FlaskClient) -> None:
    made = founded(host)
    assert made["files_url"] == f"/g/{made['slug']}/files"
    for seed in range(6):
        told = bring(host, made["files_url"], f"{seed}.jpg", photo(seed)).json
        assert [line["accepted"] for line in told["files"]] == [True]
        assert told["pictures"] == seed + 1
    done = host.post(f"{made['files_url']}/finish", headers={**ORIGIN, "Accept": "application/json"})
    assert done.json == {"pictures": 6, "founded_url": f"/g/{made['slug']}/founded"}
    page = host.get(done.json["founded_url"])
    assert made["host_key"] in page.text
    assert "6 pictures are in the decks" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert host.get(f"/g/{made['slug']}.json").json["pool"] == 6


def test_own_pictures_are_measured_as_the_host_asks_and_in_no_other_way(
    host: FlaskClient, studio: Studio
) -> None:
    made = founded(host)
    for seed in range(6):
        bring(host, made["files_url"], f"{seed}.jpg", photo(seed))
    page = host.get(f"{made['files_url']}?features=fast")
    assert 'value="fast" checked' in page.text and page.text.count(" checked") == 1
    named = {"features": "slow"}
    assert host.post(f"{made['files_url']}/finish", data=named, headers=ORIGIN).status_code == 404
    done = host.post(f"{made['files_url']}/finish", data={"features": "fast"}, headers=ORIGIN)
    assert done.status_code == 303
    group = group_by_slug(studio.database, made["slug"])
    assert group is not None
    kept = axes_row(studio.database, group.space)
    assert kept is not None and kept.measured_by == WAYS["fast"].made_by


def test_the_founding_form_measures_as_it_was_filled_in_and_says_what_each_way_costs(
    host: FlaskClient, studio: Studio
) -> None:
    page = host.get("/new")
    assert 'value="balanced" checked' in page.text
    assert list(founding._MEASURED) == list(WAYS)
    assert all(told in page.text for _, told in founding._MEASURED.values())
    files = [(f"{seed}.jpg", photo(seed)) for seed in range(6)]
    made = host.post("/new", data=form_of(*files, **FORM, features="best"), headers=ORIGIN)
    assert "Your group is open." in made.text
    (group,) = [one for one in all_groups(studio.database) if one.name == FORM["name"]]
    kept = axes_row(studio.database, group.space)
    assert kept is not None and kept.measured_by == WAYS["best"].made_by


def test_too_few_pictures_are_told_in_numbers_and_nothing_is_opened(host: FlaskClient) -> None:
    made = founded(host)
    bring(host, made["files_url"], "1.jpg", photo(1))
    short = host.post(f"{made['files_url']}/finish", headers={**ORIGIN, "Accept": "application/json"})
    assert short.status_code == 422
    assert short.json["detail"] == "There are 1 pictures, a group needs at least 6"
    assert host.get(f"/g/{made['slug']}").headers["Location"] == made["files_url"]


def test_every_hostile_file_is_answered_with_a_sentence_and_never_with_an_error(host: FlaskClient) -> None:
    made = founded(host)
    for name, (make, _) in HOSTILE.items():
        answer = bring(host, made["files_url"], name, make())
        assert answer.status_code == 200, name
        (line,) = answer.json["files"]
        assert (line["name"], line["accepted"], line["same"]) == (name, False, False)
        assert line["problem"][0].isupper(), name
        assert line["problem"].endswith("."), name
    assert host.get(f"{made['files_url']}.json").json["pictures"] == []


def test_an_archive_is_answered_line_by_line_as_it_is_read(host: FlaskClient) -> None:
    made = founded(host)
    content = packed(
        {**{f"{seed}.jpg": photo(seed) for seed in range(7)}, "../out.jpg": photo(8), "a.txt": b"hi"}
    )
    answer = bring(host, made["files_url"], "all.zip", content, Accept="application/x-ndjson")
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["accepted"] for line in lines[:-1]] == [True] * 7 + [False] * 2
    assert lines[-1] == {"pictures": 7}


def test_a_group_with_pictures_is_founded_by_a_plain_form(host: FlaskClient) -> None:
    files = [*((f"{seed}.jpg", photo(seed)) for seed in range(6)), ("letter.png", b"Dear all")]
    page = host.post("/new", data=form_of(*files, **FORM), headers=ORIGIN)
    assert page.status_code == 200
    assert "Your group is open." in page.text
    assert "1 file was left out" in page.text
    assert "This is no picture. PNG, JPEG and WebP are." in page.text


def test_files_in_the_form_mean_own_pictures_whatever_else_is_chosen(
    host: FlaskClient, studio: Studio
) -> None:
    files = [(f"{seed}.jpg", photo(seed)) for seed in range(6)]
    page = host.post("/new", data=form_of(*files, **(FORM | {"space": "tiles"})), headers=ORIGIN)
    slug = page.text.partition('href="/g/')[2].partition('"')[0]
    group = group_by_slug(studio.database, slug)
    assert group is not None
    assert group.space.startswith("catalogue-")


def test_with_too_few_in_the_form_the_page_says_how_many_are_missing_and_takes_more(
    host: FlaskClient,
) -> None:
    page = host.post("/new", data=form_of(("1.jpg", photo(1)), ("2.jpg", photo(2)), **FORM), headers=ORIGIN)
    assert "4 pictures are still missing." in page.text
    action = page.text.partition('id="bringing"')[2].partition('action="')[2].partition('"')[0]
    more = host.post(
        action, data=form_of(*((f"{seed}.jpg", photo(seed)) for seed in range(3, 7))), headers=ORIGIN
    )
    assert "6 pictures are in." in more.text
    opened = host.post(f"{action}/finish", headers=ORIGIN)
    assert opened.status_code == 303
    assert "Your group is open." in host.get(opened.headers["Location"]).text


def test_own_without_any_file_leads_to_the_page_that_takes_them(host: FlaskClient) -> None:
    page = host.post("/new", data=FORM, headers=ORIGIN)
    assert page.status_code == 200
    assert "6 pictures are still missing." in page.text


def test_a_picture_is_taken_out_again_before_the_decks_open(host: FlaskClient) -> None:
    made = founded(host)
    first, _ = (
        bring(host, made["files_url"], f"{seed}.jpg", photo(seed)).json["files"][0] for seed in range(2)
    )
    assert host.get(first["picture_url"]).mimetype == "image/webp"
    gone = host.post(f"{made['files_url']}/{first['picture_id']}/remove", headers=ORIGIN)
    assert gone.status_code == 303
    assert [one["name"] for one in host.get(f"{made['files_url']}.json").json["pictures"]] == ["1.jpg"]


@pytest.mark.parametrize("way", ["files", "files.json", "founded"])
def test_what_a_host_brings_is_nobody_elses_business(app: Flask, host: FlaskClient, way: str) -> None:
    made = founded(host)
    member, outsider = app.test_client(), app.test_client()
    member.post(f"/j/{made['join_code']}", data={"nickname": "Ann"}, headers=ORIGIN)
    assert member.get(f"/g/{made['slug']}/{way}").status_code == 403
    assert outsider.get(f"/g/{made['slug']}/{way}").status_code == 404
    assert bring(member, made["files_url"], "1.jpg", photo(1)).status_code == 403
    assert bring(outsider, made["files_url"], "1.jpg", photo(1)).status_code == 404
    assert host.get(f"/g/{made['slug']}/{way}").status_code == 200


def test_file_names_are_shown_to_the_host_only_and_as_text(app: Flask, host: FlaskClient) -> None:
    made = founded(host)
    name = "<img src=x onerror=alert(1)> s3cret.jpg"
    for seed in range(6):
        bring(host, made["files_url"], f"{seed} {name}", photo(seed))
    page = host.get(made["files_url"]).text
    assert "s3cret" in page
    assert "<img src=x" not in page
    host.post(f"{made['files_url']}/finish", headers=ORIGIN)
    member = app.test_client()
    member.post(f"/j/{made['join_code']}", data={"nickname": "Ann"}, headers=ORIGIN)
    slug = made["slug"]
    for address in (
        f"/g/{slug}",
        f"/g/{slug}.json",
        f"/g/{slug}/rate",
        f"/g/{slug}/cards.json",
        f"/g/{slug}/board",
    ):
        assert "s3cret" not in member.get(address).text, address


def test_another_groups_pictures_cannot_be_taken(app: Flask, host: FlaskClient, studio: Studio) -> None:
    made = founded(host)
    group = group_by_slug(studio.database, made["slug"])
    assert group is not None
    taken = app.test_client().post("/new", json={"space": group.space}, headers=ORIGIN)
    assert taken.status_code == 403


def test_a_group_whose_pictures_are_drawn_takes_none(host: FlaskClient) -> None:
    made = founded(host, space="tiles")
    assert made["files_url"] == ""
    assert bring(host, f"/g/{made['slug']}/files", "1.jpg", photo(1)).status_code == 404
    assert host.get(f"/g/{made['slug']}/files").status_code == 404


def test_only_files_may_be_large(host: FlaskClient) -> None:
    made = founded(host)
    big = b"\xff\xd8\xff" + bytes(2_000_000)
    assert bring(host, made["files_url"], "big.jpg", big).status_code == 200
    as_json = host.post(made["files_url"], data=big, headers=ORIGIN, content_type="application/json")
    assert as_json.status_code == 413 or as_json.json["files"] == []
    assert host.post("/new", data=big, headers=ORIGIN, content_type="application/json").status_code == 413
    assert (
        host.post("/join", data=big, headers=ORIGIN, content_type="application/octet-stream").status_code
        == 413
    )


@pytest.mark.parametrize(
    "path",
    ["/new", "/new/limits", "{group}/files", "{group}/ratings", "{group}/transform", "/spaces/tiles/encode"],
)
def test_every_form_takes_files_larger_than_a_piece_of_it(host: FlaskClient, path: str) -> None:
    group = f"/g/{founded(host)['slug']}"
    url, lines = path.format(group=group), b"Ann,1,yes\n" * 30_000
    for field in ("file", "files"):
        sent = {field: (io.BytesIO(lines), "big.jpg"), "space": "own"}
        assert host.post(url, data=sent, headers=ORIGIN).status_code in (200, 403, 422)
    endless = {"file": (io.BytesIO(b"Ann"), "small.jpg"), "name": "x" * 200_000}
    assert host.post(url, data=endless, headers=ORIGIN).status_code in (403, 413)


def test_every_place_that_takes_files_is_tried(app: Flask) -> None:
    taking = {
        rule.rule for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "takes_files", False) and "/api/" not in rule.rule
    }  # fmt: skip
    assert len(taking) == 6, "a new place wants a line in the test above"


def test_sending_files_from_another_page_is_refused(host: FlaskClient) -> None:
    made = founded(host)
    answer = bring(host, made["files_url"], "1.jpg", photo(1), Origin="http://evil.example")
    assert answer.status_code == 403


def test_the_form_says_everything_that_json_can(host: FlaskClient, studio: Studio) -> None:
    fields = {
        "name": "Team", "question": "Which?", "space": "tiles", "privacy": "anonymous", "k": "4",
        "mode": "classes", "classes": "Keep, Maybe, Drop", "results": "later",
        "asked-0": "Team?", "choices-0": "Design, Sales", "asked-1": "Since when?",
    }  # fmt: skip
    page = host.post("/new", data=fields, headers=ORIGIN)
    assert page.status_code == 200
    slug = page.text.partition('href="/g/')[2].partition('"')[0]
    told = host.get(f"/g/{slug}.json").json
    assert (told["privacy"], told["mode"]) == ("anonymous", "classes")
    group = group_by_slug(studio.database, slug)
    assert group is not None
    assert group.k == 4
    asked = questions_of(studio.database, group.group_id)
    assert [(one.text, list(one.choices)) for one in asked] == [
        ("Team?", ["Design", "Sales"]),
        ("Since when?", []),
    ]


def test_a_form_that_comes_back_remembers_what_was_chosen(host: FlaskClient) -> None:
    fields = {"name": "x" * 81, "question": "Which?", "space": "tiles", "privacy": "anonymous",
              "mode": "slider", "results": "later", "asked-0": "Team?", "choices-0": "A, B"}  # fmt: skip
    page = host.post("/new", data=fields, headers=ORIGIN)
    assert page.status_code == 422
    for chosen in (
        'value="tiles" checked',
        'value="anonymous" checked',
        'value="slider" checked',
        'value="later" checked',
    ):
        assert chosen in page.text
    assert 'value="A, B"' in page.text


def test_nothing_is_left_of_a_body_that_was_read(host: FlaskClient, studio: Studio) -> None:
    made = founded(host)
    before = {path for path in Path(studio.settings.data).rglob("*") if path.is_file()}
    bring(host, made["files_url"], "letter.png", b"Dear all, " * 5000)
    assert {path for path in Path(studio.settings.data).rglob("*") if path.is_file()} == before
