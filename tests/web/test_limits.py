"""Brand limits on the founding page: nothing typed is lost, bad input is told, and all see what is held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from group_plgl.generators import SPACES
from group_plgl.services.limit import held_in
from group_plgl.store.people import group_by_slug

from .conftest import ORIGIN, GreyChild

GENES = [gene.name for gene in SPACES["vessel"].genes]
HANDLE, HEIGHT, WARMTH = (GENES.index(name) for name in ("jug", "height", "warmth"))
FORM = {
    "name": "Spring shelf", "question": "Which one?", "space": "vessel", "limits-space": "vessel",
    "privacy": "identified", "k": "5", "mode": "swipe", "results": "live", "palette": "",
    f"from-{HANDLE}": "100", f"to-{HANDLE}": "100", f"from-{HEIGHT}": "50", f"to-{HEIGHT}": "100",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grey child also fits palettes: it says that it comes half-way near."""
    draws = GreyChild.run

    def run(self: GreyChild, task: str, words: Mapping[str, Any], arrays: Mapping[str, Any]) -> Any:
        if task != "palette":
            return draws(self, task, words, arrays)
        k = len(arrays["colours"])
        mixed = np.tile(np.uint8([[96, 96, 96]]), (6, 1))
        return {"roles": ["main", "ground", "accent", "light", "dark"][:k]}, {
            "genes": np.linspace(-1, 1, 8), "apart": np.full(k, 0.05), "palette": mixed,
        }  # fmt: skip

    monkeypatch.setattr(GreyChild, "run", run)


def founded(outsider: FlaskClient, form: dict[str, str]) -> str:
    page = outsider.post("/new", data=form, headers=ORIGIN)
    assert page.status_code == 200, page.text[:2000]
    return page.text.split("/g/")[1].split('"')[0].split("/")[0]


def test_the_form_founds_a_group_that_keeps_to_it(outsider: FlaskClient, studio) -> None:
    slug = founded(outsider, FORM | {"palette": "delft", f"from-{WARMTH}": "90"})
    kept = held_in(group_by_slug(studio.database, slug).limits)
    assert kept.palette == "delft" and len(kept.ends) == 10
    told = outsider.get(f"/g/{slug}.json").json["held"]
    assert told["words"] == ["the palette", "low to tall: 50 to 100 %", "a jug"]
    assert len(told["colours"]) == 6 and told["ends"]["jug"][0] > 2
    for path in (f"/g/{slug}", f"/g/{slug}/control", f"/g/{slug}/founded"):
        assert "Held by the host: the palette, low to tall: 50 to 100 %, a jug" in outsider.get(path).text


def test_nothing_chosen_limits_nothing(outsider: FlaskClient, studio) -> None:
    free = {name: value for name, value in FORM.items() if name.split("-")[0] not in ("from", "to")}
    slug = founded(outsider, free)
    assert group_by_slug(studio.database, slug).limits == ""
    assert outsider.get(f"/g/{slug}.json").json["held"] is None
    assert "Held by the host" not in outsider.get(f"/g/{slug}").text


def test_genes_of_another_space_do_not_count(outsider: FlaskClient, studio) -> None:
    slug = founded(outsider, FORM | {"space": "tiles"})
    assert group_by_slug(studio.database, slug).limits == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"palette": "own", "colours": "#006747 grün"}, "is no colour"),
        ({"palette": "mauve"}, "no palette"),
        ({f"from-{HEIGHT}": "80", f"to-{HEIGHT}": "20"}, "lower end first"),
        ({f"from-{HEIGHT}": "999"}, "no number from 0 to 100"),
        ({"name": "x" * 81}, "x"),
    ],
)
@pytest.mark.parametrize("path", ["/new", "/new/limits"])
def test_bad_input_is_told_and_nothing_is_lost(outsider: FlaskClient, wrong, words: str, path: str) -> None:
    sent = FORM | wrong
    page = outsider.post(path, data=sent, headers=ORIGIN)
    assert page.status_code == (200 if path == "/new/limits" and "name" in wrong else 422)
    assert words in page.text
    assert f'name="from-{HANDLE}" min="0" max="100" step="5" value="100"' in page.text
    assert f'name="to-{HEIGHT}" min="0" max="100" step="5" value="{sent[f"to-{HEIGHT}"]}"' in page.text
    if "colours" in wrong:
        assert 'value="#006747 grün"' in page.text
        assert 'value="own" id="palette-own" checked' in page.text


def test_looking_shows_pictures_and_how_near_the_colours_are_and_founds_nothing(
    outsider: FlaskClient,
) -> None:
    brand = FORM | {"palette": "own", "colours": "#006747, e2001a", "name": "Unfounded"}
    page = outsider.post("/new/limits", data=brand, headers=ORIGIN)
    assert page.status_code == 200 and page.text.count("data:image/webp;base64,") == 4
    assert "#006747</strong> nearly met, as the main colour" in page.text and "distance 0.050" in page.text
    assert 'value="Unfounded"' in page.text
    assert "Unfounded" not in outsider.get("/").text


def test_looking_at_another_space_lists_its_genes(outsider: FlaskClient) -> None:
    page = outsider.post("/new/limits", data=FORM | {"space": "tiles"}, headers=ORIGIN)
    assert 'name="limits-space" value="tiles"' in page.text
    own = outsider.post("/new/limits", data=FORM | {"space": "own"}, headers=ORIGIN)
    assert own.status_code == 200 and "data:image" not in own.text


def test_programs_say_the_same_as_json(outsider: FlaskClient) -> None:
    limits = {"genes": {"jug": [100, 100]}, "palette": "", "colours": ["#006747"]}
    shown = outsider.post("/new/limits", json={"space": "vessel", "limits": limits}, headers=ORIGIN)
    assert shown.status_code == 200 and shown.json["shown"]["brand"][0]["near"] == "near"
    made = outsider.post("/new", json={"space": "vessel", "limits": limits}, headers=ORIGIN)
    assert made.status_code == 201 and set(made.json["held"]["ends"]) > {"jug", "warmth"}


@pytest.mark.parametrize(
    "limits",
    [[], {"genes": []}, {"genes": {"jug": 1}}, {"genes": {"jug": [True, 1]}}, {"colours": "#fff"},
     {"colour": []}, {"genes": {"handel": [0, 0]}}],
)  # fmt: skip
def test_programs_are_told_what_is_wrong(outsider: FlaskClient, limits: Any) -> None:
    for path in ("/new", "/new/limits"):
        refused = outsider.post(path, json={"space": "vessel", "limits": limits}, headers=ORIGIN)
        assert refused.status_code in (400, 404, 422) and refused.json["detail"]


@pytest.mark.parametrize("space", [[], {}, 3, "nowhere"])
def test_a_space_that_is_none_shows_nothing(outsider: FlaskClient, space: Any) -> None:
    answer = outsider.post("/new/limits", json={"space": space, "limits": {}}, headers=ORIGIN)
    assert answer.status_code == 200 and answer.json["shown"] is None and answer.json["families"] == []


def test_drawing_for_nobody_yet_has_its_limit_too(outsider: FlaskClient) -> None:
    tries = [outsider.post("/new/limits", data=FORM, headers=ORIGIN).status_code for _ in range(60)]
    assert tries[0] == 200 and tries[-1] == 429
