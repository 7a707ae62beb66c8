"""What holds on every page: headers, content policy, same origin, help for every field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from group_plgl import errors
from group_plgl.resources import resource_folder
from group_plgl.web import pages
from group_plgl.web.buckets import Buckets
from group_plgl.web.errors import STATUS, status_of

from .conftest import ORIGIN, START, Circle, Clock


def _kinds_of(page: type) -> list[type]:
    """A kind of page and all that are made from it, wherever they are written down."""
    return [page, *(kind for child in page.__subclasses__() for kind in _kinds_of(child))]


PAGES = _kinds_of(pages.Page)
KEPT = {"file.html", "report.html"}  # documents of their own, which no server accompanies
TEMPLATES = [one for one in resource_folder("templates").rglob("*.html") if one.name not in KEPT]
FILES = [*TEMPLATES, *resource_folder("static").rglob("*.svg")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_every_field_of_every_page_has_help(page: type) -> None:
    assert page.__doc__
    assert [one.name for one in fields(page) if not one.metadata.get("help")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_template_has_a_script_or_a_style_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.I) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if " src=" not in tag] == []


@pytest.mark.parametrize(
    "path", ["/", "/new", "/settings", "/healthz", "/nowhere", "/static/house.css", "/join"]
)
def test_every_answer_carries_the_security_headers(outsider: FlaskClient, path: str) -> None:
    with outsider.get(path) as answer:
        headers = answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    page = headers["Content-Type"].startswith("text/html")
    assert page == ("camera=()" in headers.get("Permissions-Policy", ""))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}],
)  # fmt: skip
def test_writing_from_another_page_is_refused(circle: Callable[..., Circle], headers: dict[str, str]) -> None:
    group = circle()
    assert group.host().post(f"{group.url}/sessions/close", headers=headers).status_code == 403
    assert group.host().get(f"{group.url}.json").json["session_open"] is True


def test_writing_from_our_own_page_is_taken(circle: Callable[..., Circle]) -> None:
    group = circle()
    for headers in (ORIGIN, {"Sec-Fetch-Site": "same-origin"}):
        assert group.host().post(f"{group.url}/sessions", headers=headers).status_code == 303


def test_events_are_json_and_bodies_are_small(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    url = f"{group.url}/events/{'ab' * 16}"
    assert ada.put(url, data="kind=skipped", headers=ORIGIN).status_code == 415
    big = "x" * (64 * 1024 + 1)
    assert ada.put(url, data=big, headers=ORIGIN, content_type="application/json").status_code == 413
    assert ada.post("/new", data={"name": big}, headers=ORIGIN).status_code == 413


def test_errors_are_pages_for_people_and_problems_for_programs(outsider: FlaskClient) -> None:
    page = outsider.get("/g/nowhere")
    assert page.mimetype == "text/html"
    assert "There is nothing here" in page.text
    problem = outsider.get("/g/nowhere.json")
    assert problem.mimetype == "application/problem+json"
    assert problem.json.keys() == {"type", "title", "status", "detail", "advice", "instance", "errors"}
    assert problem.json["status"] == 404


def test_a_method_that_is_not_there_says_which_are(outsider: FlaskClient) -> None:
    answer = outsider.get("/join")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_every_error_of_the_house_has_a_status() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    own = [one for one in kinds if issubclass(one, errors.GroupPLGLError)]
    assert {one.__name__ for one in own if one.__mro__[1] is errors.GroupPLGLError} <= {
        one.__name__ for one in STATUS
    }
    assert status_of(errors.BadSetting("x")) == 422
    assert status_of(errors.CardNotIssued("x")) == 403


def test_a_broken_view_is_an_apology_without_details(
    circle: Callable[..., Circle], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = circle()
    group.app.testing = False

    def broken() -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(group.app.view_functions, "house.settings", broken)
    answer = group.outsider().get("/settings")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text


def test_the_chart_bundle_is_named_by_its_content(circle: Callable[..., Circle]) -> None:
    group = circle()
    url = group.host().get(f"{group.url}/board.json").json["vega_url"]
    bundle = group.outsider().get(url)
    assert bundle.data == b"window.vegaEmbed = null"
    assert bundle.mimetype == "text/javascript"
    assert group.outsider().get("/vega-0000.js").status_code == 404


def test_a_bucket_empties_and_fills_again() -> None:
    clock, buckets = Clock(START), Buckets(size=3, seconds=60)
    for _ in range(3):
        assert buckets.wait("here", clock()) == 0
        buckets.spend("here", clock())
    assert buckets.wait("here", clock()) == 20
    assert buckets.wait("there", clock()) == 0
    clock.pass_by(20)
    assert buckets.wait("here", clock()) == 0


def test_an_address_that_guesses_no_more_is_forgotten() -> None:
    clock, buckets = Clock(START), Buckets(size=3, seconds=60)
    buckets.spend("10.0.0.1", clock())
    clock.pass_by(61)
    buckets.spend("10.0.0.2", clock())
    assert "10.0.0.1" not in repr(vars(buckets)) and "10.0.0.2" in repr(vars(buckets))
