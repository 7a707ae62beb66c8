"""Bringing a picture into a space over HTTP: page and JSON, refusals in words, and not too often."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.generators import SPACES
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.studio import Studio
from group_plgl.web import encoding, encoding_pages

from .conftest import ORIGIN

VESSEL = SPACES["vessel"]
URL = "/spaces/vessel/encode"


class Encoding:
    """Stands in for the compute child: reads anything but GIFs, finds the origin with a given error."""

    def __init__(self) -> None:
        self.error = 0.013

    def run(self, task: str, words: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict, dict]:
        if task == "look":
            if arrays["bytes"].tobytes().startswith(b"GIF"):
                return {"refused": "another format", "values": {"kind": "gif"}}, {}
            return {}, {"picture": np.zeros((64, 64, 3), np.uint8), "shown": np.frombuffer(b"sq", np.uint8)}
        if task == "encode":
            seen = np.zeros(len(ATTRIBUTES))
            seen[0] = 3.0
            return {"error": self.error, "limit": 0.05}, {
                "z": np.zeros(VESSEL.latent_dim), "attributes": seen,
            }  # fmt: skip
        assert task == "draw"
        return {}, {"bytes": np.frombuffer(b"drawn", np.uint8), "ends": np.array([5])}


@pytest.fixture
def child(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Encoding:
    made = Encoding()
    monkeypatch.setattr(studio.child, "run", made.run)
    return made


@pytest.fixture
def visitor(app: Flask, child: Encoding) -> FlaskClient:
    return app.test_client()


def bring(visitor: FlaskClient, content: bytes = b"picture", **headers: str) -> Any:
    form = {"file": (BytesIO(content), "mine.png")} if content else {}
    return visitor.post(URL, data=form, headers={**ORIGIN, **headers}, content_type="multipart/form-data")


@pytest.mark.parametrize("page", [one for one in vars(encoding_pages).values() if is_dataclass(one)])
def test_every_field_has_help(page: Any) -> None:
    assert page.__doc__
    assert [one.name for one in fields(page) if not one.metadata.get("help")] == []


def test_the_page_of_a_space_offers_to_bring_a_picture(visitor: FlaskClient) -> None:
    for url in ("/spaces/vessel", URL):
        assert f'action="{URL}"' in visitor.get(url).text
    assert visitor.get("/spaces/nowhere/encode").status_code == 404


def test_a_picture_is_shown_beside_the_redrawn_one(visitor: FlaskClient, child: Encoding) -> None:
    page = bring(visitor)
    assert page.status_code == 200
    assert "The space can draw this." in page.text and "1.3%" in page.text and "light" in page.text
    assert page.text.count('src="data:image/webp;base64,') == 2
    child.error = 0.2
    assert "lies outside" in bring(visitor).text


def test_programs_get_the_latent(visitor: FlaskClient) -> None:
    told = visitor.post(
        URL, data=b"picture", headers={**ORIGIN, "Accept": "application/json"},
        content_type="application/octet-stream",
    )  # fmt: skip
    assert told.status_code == 200
    result = told.json["result"]
    assert told.json["key"] == VESSEL.key
    assert result["latent"] == [0.0] * VESSEL.latent_dim and not result["outside"]
    assert result["redrawn_url"].startswith("data:image/webp;base64,")


def test_what_is_no_picture_is_refused_in_words(visitor: FlaskClient) -> None:
    page = bring(visitor, b"GIF89a")
    assert page.status_code == 422 and "GIF" in page.text and f'action="{URL}"' in page.text
    assert bring(visitor, b"").status_code == 422
    problem = bring(visitor, b"GIF89a", Accept="application/json")
    assert problem.status_code == 422 and problem.mimetype == "application/problem+json"


def test_one_address_may_ask_only_so_often(visitor: FlaskClient) -> None:
    answers = [bring(visitor).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_only_a_few_pictures_are_sought_at_once(visitor: FlaskClient) -> None:
    for _ in range(encoding.AT_ONCE):
        assert encoding.PLACES.acquire(blocking=False)
    try:
        busy = bring(visitor)
        assert busy.status_code == 503 and busy.headers["Retry-After"] == "60"
    finally:
        encoding.PLACES.release(encoding.AT_ONCE)
    assert bring(visitor).status_code == 200


def test_another_site_cannot_send_a_picture(visitor: FlaskClient) -> None:
    assert bring(visitor, Origin="http://elsewhere.example").status_code == 403
