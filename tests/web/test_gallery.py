"""The gallery: every space has a page, its rows are drawn once and kept, others do not exist."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from group_plgl.generators import SPACES
from group_plgl.services.studio import Studio
from group_plgl.web import gallery_pages


class Drawing:
    """Stands in for the compute child and counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def run(self, task: str, words: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict, dict]:
        assert (task, arrays) == ("sheet", {})
        self.asked.append(words)
        return {}, {"bytes": np.frombuffer(b"a strip", dtype=np.uint8)}


@pytest.fixture
def drawing(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    child = Drawing()
    monkeypatch.setattr(studio.child, "run", child.run)
    return child


@pytest.mark.parametrize("page", [one for one in vars(gallery_pages).values() if is_dataclass(one)])
def test_every_field_has_help(page: Any) -> None:
    assert page.__doc__
    assert [one.name for one in fields(page) if not one.metadata.get("help")] == []


def test_every_space_is_shown_with_its_genes(app: Flask) -> None:
    client = app.test_client()
    tiles = client.get("/spaces.json").json["spaces"]
    assert [one["name"] for one in tiles] == list(SPACES)
    for tile in tiles:
        page = client.get(f"{tile['url']}.json").json
        space = SPACES[tile["name"]]
        told = [gene["name"] for family in page["families"] for gene in family["genes"]]
        assert sorted(told) == sorted(gene.name for gene in space.genes)
        html = client.get(tile["url"]).text
        assert all(gene.low in html and gene.high in html for gene in space.genes)
        assert f"/new?space={space.name}" in html


def test_a_row_is_drawn_once_and_kept(app: Flask, studio: Studio, drawing: Drawing) -> None:
    client = app.test_client()
    page = client.get("/spaces/vessel.json").json
    url = page["families"][1]["genes"][0]["row_url"]
    first, again = client.get(url), client.get(url)
    assert (first.data, first.mimetype, first.status_code) == (b"a strip", "image/webp", 200)
    assert again.data == first.data and "immutable" in again.headers["Cache-Control"]
    assert [one["sheet"] for one in drawing.asked] == ["gene"]
    client.get(page["way_urls"][0])
    assert drawing.asked[-1]["sheet"] == "way"
    kept = list((Path(studio.settings.data) / "gallery").rglob("*.webp"))
    assert len(kept) == 2


def test_rows_that_do_not_exist_are_not_found(app: Flask, drawing: Drawing) -> None:
    client, version = app.test_client(), SPACES["vessel"].version
    for path in (
        "nothing", "nothing.json", f"nothing/{version}/gene-0.webp", f"vessel/{version + 1}/gene-0.webp",
        f"vessel/{version}/gene-99.webp", f"vessel/{version}/way-6.webp", f"vessel/{version}/..-0.webp",
    ):  # fmt: skip
        assert client.get(f"/spaces/{path}").status_code == 404, path
    assert drawing.asked == []


def test_the_founding_page_takes_a_space_from_the_address(app: Flask) -> None:
    client = app.test_client()
    for name in SPACES:
        assert client.get(f"/new?space={name}").status_code == 200
        assert f'value="{name}" checked' in client.get(f"/new?space={name}").text
    assert client.get("/new?space=nothing").status_code == 200
