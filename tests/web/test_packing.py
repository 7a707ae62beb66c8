"""What travels packed, and what does not."""

from __future__ import annotations

import gzip

from flask import Flask
from flask.testing import FlaskClient

from group_plgl.resources import resource_folder

TAKES = {"Accept-Encoding": "gzip, br"}
SHEET = "/static/house.css"


def test_scripts_and_styles_are_packed_for_those_who_can_unpack_them(outsider: FlaskClient) -> None:
    plain = (resource_folder("static") / "house.css").read_bytes()
    with outsider.get(SHEET, headers=TAKES) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain
        assert len(packed.data) < len(plain) / 2
        assert int(packed.headers["Content-Length"]) == len(packed.data)
        assert "Accept-Encoding" in packed.headers["Vary"]


def test_without_leave_nothing_is_packed(outsider: FlaskClient) -> None:
    for headers in ({}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip;q=0"}):
        with outsider.get(SHEET, headers=headers) as answer:
            assert "Content-Encoding" not in answer.headers
            assert answer.data.startswith(b"/*")


def test_pages_and_json_are_never_packed(outsider: FlaskClient) -> None:
    for path in ("/", "/index.json", "/settings"):
        assert "Content-Encoding" not in outsider.get(path, headers=TAKES).headers


def test_who_has_it_already_is_told_so(outsider: FlaskClient) -> None:
    with outsider.get(SHEET, headers=TAKES) as first:
        tag = first.headers["ETag"]
    with outsider.get(SHEET, headers={**TAKES, "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_small_drawings_stay_as_they_are(app: Flask) -> None:
    with app.test_client().get("/static/mark.svg", headers=TAKES) as answer:
        assert "Content-Encoding" not in answer.headers
