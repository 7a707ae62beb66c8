"""Changing and comparing over HTTP: forms, results, refusals in words, brought pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from group_plgl.generators import SPACES
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.members.dense import Tastes
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services import wish
from group_plgl.services.studio import Studio
from group_plgl.services.wish import Wished
from group_plgl.store.images import pool_of
from group_plgl.store.people import current_session, put_session
from group_plgl.web import encoding, telling, transforming

from .conftest import ORIGIN, Circle

SHIFT = {"towards": "few stripes", "away_from": "stripes"}


class Changing:
    """Stands in for the compute child: reads anything but GIFs, and changes as it is told to."""

    def __init__(self, before: Callable[..., Any]) -> None:
        self._before = before
        self.told: dict[str, Any] = {"verdict": "reached", "moved": [SHIFT], "seen": []}
        self.change, self.outside = 2.5, False
        self.asked: list[dict[str, Any]] = []

    def run(self, task: str, words: dict[str, Any], arrays: dict[str, Any]) -> tuple[dict, dict]:
        if task == "look":
            if arrays["bytes"].tobytes().startswith(b"GIF"):
                return {"refused": "another format", "values": {"kind": "gif"}}, {}
            return {}, {"picture": np.zeros((64, 64, 3), np.uint8), "shown": np.frombuffer(b"sq", np.uint8)}
        if task == "encode":
            z = np.zeros(SPACES["tiles"].latent_dim)
            return {"error": 0.2 if self.outside else 0.01, "limit": 0.05}, {
                "z": z, "attributes": np.zeros(len(ATTRIBUTES)),
            }  # fmt: skip
        if task not in ("transform", "contrast"):
            return self._before(task, words, arrays)
        self.asked.append({"task": task, **words, "z": arrays["z"], "mean": arrays.get("mean")})
        rows, members = 2, len(arrays.get("mean", ()))
        files = 5 if task == "contrast" else 1 if words.get("steps") else 2
        liking = np.stack([np.linspace(0.3, 0.4, members), np.linspace(0.6, 0.7, members)])
        return self.told, {
            "z": arrays["z"].reshape(-1, SPACES["tiles"].latent_dim)[:1], "change": np.array([self.change]),
            "foretold": np.array([self.change]), "ahead": np.array([4.0]), "liking": liking,
            "low": liking - 0.1, "high": liking + 0.1, "prefers": np.linspace(0.1, 0.9, members),
            "frames": np.zeros((5, rows)),
            "bytes": np.arange(files, dtype=np.uint8), "ends": np.arange(1, files + 1),
        }  # fmt: skip


@pytest.fixture
def child(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Changing:
    made = Changing(studio.child.run)
    monkeypatch.setattr(studio.child, "run", made.run)
    monkeypatch.setattr(
        "group_plgl.services.favour.from_bytes",
        lambda files, _: Tastes(np.zeros((len(files), 5)), np.tile(np.eye(5), (len(files), 1, 1))),
    )
    return made


@pytest.fixture
def drawn(circle: Callable[..., Circle], child: Changing) -> tuple[Circle, FlaskClient]:
    """An identified group of three, drawn, as Ada sees it."""
    group = circle()
    ada = group.join("Ada")
    for name in ("Bo", "Cyd"):
        group.join(name)
    group.draw()
    return group, ada


def bring(client: FlaskClient, url: str, content: bytes = b"picture", **words: Any) -> Any:
    form = {"file": (BytesIO(content), "mine.png")} if content else {}
    headers = words.pop("headers", ORIGIN)
    with client.post(
        f"{url}/transform", data={**form, **words}, headers=headers, content_type="multipart/form-data"
    ) as answer:
        return answer


def test_the_form_computes_nothing_and_offers_what_may_be_asked(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    page = ada.get(f"{group.url}/transform.json").json
    assert child.asked == [] and page["result"] is None
    assert [one["name"] for one in page["favours"]][:4] == ["me", "consensus", "mean", "median"]
    assert {"Bo's taste", "Cyd's taste", "my taste"} < {one["title"] for one in page["favours"]}
    assert page["pictures"][0]["name"] == "consensus" and page["pictures"][0]["chosen"]
    html = ada.get(f"{group.url}/transform").text
    assert 'name="picture" value="consensus" checked' in html and 'enctype="multipart/form-data"' in html


def test_a_result_says_the_verdict_first_and_holds_its_pictures(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    answer = ada.get(f"{group.url}/transform?picture=consensus")
    assert "<h1>Towards few stripes: then you would probably like it.</h1>" in answer.text
    assert answer.text.count("data:image/webp;base64,") == 2
    assert answer.headers["Cache-Control"] == "no-store"
    found = ada.get(f"{group.url}/transform.json?picture=consensus").json["result"]
    assert found["verdict"] == "reached" and found["change"] == 2.5 and found["ahead"] == 4.0
    assert (
        "2.5 just noticeable differences; walking straight there would have taken 4" in found["change_words"]
    )
    assert len(found["likings"]) == 3 and found["you"]["label"] == "Ada"
    assert found["steps_url"].endswith("transform/steps?picture=consensus&for=me")
    assert child.asked[-1]["chance"] == 0.55 and child.asked[-1]["who"] == [child.asked[-1]["who"][0]]


@pytest.mark.parametrize(
    ("verdict", "says"),
    [("already", "You would probably like it as it is."), ("invisible", "Nobody would see the difference."),
     ("out of reach", "That cannot be reached. This is the nearest."),
     ("marked", "What it would become must not come again here."),
     ("required", "What is required of the group&#39;s pictures stands in the way.")],
)  # fmt: skip
def test_a_refusal_is_a_result(
    drawn: tuple[Circle, FlaskClient], child: Changing, verdict: str, says: str
) -> None:
    group, ada = drawn
    child.told = {"verdict": verdict, "moved": [SHIFT], "seen": []}
    answer = ada.get(f"{group.url}/transform?picture=consensus")
    assert answer.status_code == 200 and f"<h1>{says}</h1>" in answer.text
    assert answer.text.count("data:image/webp") == (2 if verdict == "out of reach" else 1)


def test_budget_and_what_stays_come_from_the_address(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    url = f"{group.url}/transform.json?picture=mean&for=mean"
    assert ada.get(f"{url}&by=budget&budget=3&chance=0.7&keep=rings").status_code == 200
    assert child.asked[-1]["budget"] == 3.0 and "chance" not in child.asked[-1] and child.asked[-1]["keep"]
    assert ada.get(f"{url}&by=chance&budget=3&chance=0.7").status_code == 200
    assert child.asked[-1]["chance"] == 0.7 and child.asked[-1]["rule"] == "mean"
    pool = pool_of(group.studio.database, group.group.group_id)[0]
    assert ada.get(f"{group.url}/transform.json?picture=mean&for=like&to={pool}&budget=2").status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["chance=nan", "chance=much", "chance=7", "budget=inf", "budget=-1", "keep=wings", "for=like",
     "for=borda", "for=member-abc"],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_on_the_page(drawn: tuple[Circle, FlaskClient], asked: str) -> None:
    group, ada = drawn
    url = f"{group.url}/transform{{}}?picture=consensus&{asked}"
    page = ada.get(url.format(""))
    assert page.status_code in (403, 422) and 'class="problem"' in page.text
    assert ada.get(url.format(".json")).mimetype == "application/problem+json"


def test_a_picture_nobody_may_see_is_nowhere(drawn: tuple[Circle, FlaskClient]) -> None:
    group, ada = drawn
    for name in ("ab" * 16, "99.mean", "nothing"):
        assert ada.get(f"{group.url}/transform?picture={name}").status_code == 404
        assert ada.get(f"{group.url}/compare?a={name}").status_code == 404
        assert ada.get(f"{group.url}/transform/steps?picture={name}").status_code == 404


def test_a_brought_picture_is_redrawn_changed_and_only_ones_own_liking_told(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    kept = group.studio.database.read("SELECT count(*) FROM pictures")
    page = bring(ada, group.url)
    assert page.status_code == 200 and page.text.count("data:image/webp;base64,") == 3
    assert "as the space redraws it" in page.text
    child.outside = True
    found = bring(ada, group.url, headers={**ORIGIN, "Accept": "application/json"}).json["result"]
    assert found["likings"] == [] and found["you"]["label"] == "Ada" and found["steps_url"] == ""
    assert "outside the space" in found["doubt"]
    assert len(child.asked[-1]["mean"]) == 1
    assert group.studio.database.read("SELECT count(*) FROM pictures") == kept


@pytest.mark.parametrize("content", [b"", b"GIF89a"])
def test_a_file_that_is_no_picture_is_refused_in_words(
    drawn: tuple[Circle, FlaskClient], content: bytes
) -> None:
    group, ada = drawn
    page = bring(ada, group.url, content)
    assert page.status_code == 422 and 'class="problem"' in page.text and "multipart/form-data" in page.text
    assert bring(ada, group.url, b"fine", chance="nan").status_code == 422
    assert bring(ada, group.url, headers={"Origin": "http://elsewhere.example"}).status_code == 403


def test_a_file_that_is_too_large_is_not_even_looked_at(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    big = ada.post(
        f"{group.url}/transform", data=b"x" * (MOST_BYTES + 1), headers=ORIGIN,
        content_type="application/octet-stream",
    )  # fmt: skip
    assert big.status_code == 422 and 'class="problem"' in big.text and child.asked == []


def test_one_asker_may_ask_only_so_often_and_others_are_not_held_up(
    drawn: tuple[Circle, FlaskClient],
) -> None:
    group, ada = drawn
    url = f"{group.url}/transform?picture=consensus"
    assert [ada.get(url).status_code for _ in range(11)] == [200] * 10 + [429]
    assert group.host().get(url).status_code == 200


def test_only_a_few_changes_are_computed_at_once(drawn: tuple[Circle, FlaskClient]) -> None:
    group, ada = drawn
    for places, many in ((transforming.PLACES, transforming.AT_ONCE), (encoding.PLACES, encoding.AT_ONCE)):
        for _ in range(many):
            assert places.acquire(blocking=False)
        try:
            busy = bring(ada, group.url)
            assert busy.status_code == 503 and busy.headers["Retry-After"] == "60"
        finally:
            places.release(many)
    assert ada.get(f"{group.url}/transform?picture=consensus").status_code == 200


def test_steps_are_small_pages_that_lead_to_each_other(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    url = f"{group.url}/transform/steps.json?picture=consensus&for=me&step="
    step = ada.get(f"{url}2").json
    assert step["step"] == 2 and step["picture_url"].startswith("data:image/webp") and step["you"]["liking"]
    assert step["less_url"].endswith("step=1") and step["more_url"].endswith("step=3")
    assert ada.get(f"{url}6").json["more_url"] == "" and ada.get(f"{url}-6").json["less_url"] == ""
    for bad in ("7", "nan", "x"):
        assert ada.get(url + bad).status_code == 422
    assert ada.get(f"{group.url}/transform/steps").status_code == 200
    assert 'role="slider"' in ada.get(f"{group.url}/transform/steps").text


def test_two_pictures_stand_beside_each_other_and_a_sentence_comes_first(
    drawn: tuple[Circle, FlaskClient],
) -> None:
    group, ada = drawn
    page = ada.get(f"{group.url}/compare").text
    assert "<h1>1 of 3 would rather have B, 1 rather A; of 1 it cannot be said.</h1>" in page
    told = ada.get(f"{group.url}/compare.json").json
    assert (told["gain"], told["lose"], told["open"]) == (1, 1, 1) and len(told["way_urls"]) == 5
    assert {one["side"] for one in told["likings"]} == {"first", "second", ""}
    assert told["a"]["name"] == "consensus" and told["b"]["name"] != "consensus"
    pool = pool_of(group.studio.database, group.group.group_id)
    both = ada.get(f"{group.url}/compare.json?a={pool[0]}&b=1.mean").json
    assert (both["a"]["name"], both["b"]["name"]) == (pool[0], "1.mean")


def test_before_anything_is_drawn_pictures_of_the_pool_are_there(
    circle: Callable[..., Circle], child: Changing
) -> None:
    group = circle()
    ada = group.join("Ada")
    page = ada.get(f"{group.url}/transform.json").json
    assert [one["name"] for one in page["favours"]] == ["like"] and len(page["pictures"]) == 8
    assert ada.get(f"{group.url}/compare.json").json["likings"] == []
    assert ada.get(f"{group.url}/transform/steps").status_code == 403


def test_hidden_results_say_why_nothing_can_be_asked_of_the_group(drawn: tuple[Circle, FlaskClient]) -> None:
    group, ada = drawn
    session = current_session(group.studio.database, group.group.group_id)
    put_session(group.studio.database, replace(session, results_shown=False))
    page = ada.get(f"{group.url}/transform")
    assert "The host shows later" in page.text
    assert [one["name"] for one in ada.get(f"{group.url}/transform.json").json["favours"]] == ["me", "like"]
    assert ada.get(f"{group.url}/transform?picture=consensus").status_code == 404


def test_the_group_page_and_my_taste_lead_here(drawn: tuple[Circle, FlaskClient]) -> None:
    group, ada = drawn
    page = ada.get(group.url).text
    assert f'{group.url}/transform?picture=consensus"' in page and f'{group.url}/compare?a=consensus"' in page
    assert "What would change your mind?" in page
    assert "What would it take?" in group.host().get(group.url).text


def test_a_picture_is_turned_towards_words_and_the_page_says_so(
    drawn: tuple[Circle, FlaskClient], child: Changing
) -> None:
    group, ada = drawn
    child.told |= {"gone": [
        {"name": "warmth", "word": "warm", "sign": 1, "before": 0.0, "after": 1.0, "just": 0.2},
        {"name": "contrast", "word": "low in contrast", "sign": 0, "before": 0.0, "after": 0.0, "just": 0.2},
    ]}  # fmt: skip
    asked = {"picture": "consensus", "lean": ["warmth:warm", ""], "strength": "0.4", "keep": "contrast"}
    page = ada.get(f"{group.url}/transform.json", query_string=asked).json
    assert child.asked[-1]["lean"] == ["warmth:warm"] and child.asked[-1]["strength"] == 0.4
    assert child.asked[-1]["keep"] == ["contrast"] and "chance" not in child.asked[-1]
    assert page["result"]["sentence"] == "Turned towards warm." and page["result"]["steps_url"] == ""
    html = ada.get(f"{group.url}/transform", query_string=asked).text
    assert '<option value="warmth:warm" selected>' in html and 'value="0.4"' in html
    for wrong in ({"lean": "cute"}, {"lean": "warm", "strength": "2"}):
        answer = ada.get(f"{group.url}/transform.json", query_string={"picture": "consensus", **wrong})
        assert answer.status_code == 422 or answer.status_code == 400


def test_no_taste_of_an_anonymous_group_goes_with_words(
    circle: Callable[..., Circle], child: Changing
) -> None:
    group = circle(privacy="anonymous", k=3)
    ada = group.join("")
    for _ in range(3):
        group.join("")
    group.draw()
    ada.get(f"{group.url}/transform", query_string={"picture": "consensus", "for": "mean", "lean": "warm"})
    asked = [one for one in child.asked if one.get("lean")]
    assert all(one["who"] == [] for one in asked)


def test_what_the_group_says_is_told_and_a_way_to_go(
    circle: Callable[..., Circle], child: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = circle()
    ada = group.join("Ada")
    group.draw()
    assert (
        "group:" not in ada.get(f"{group.url}/transform").text
        and 'data-id="wishes"' not in ada.get(group.url).text
    )
    by_rule = {"consensus": 0.0, "mean": 0.5, "median": 1.0}
    said = Wished("busyness", "calm", "busy", "busyness:calm", 3, 1, 4, by_rule)
    for module in (transforming, telling):
        monkeypatch.setattr(module, "wished_by", lambda *asked: [said])
    monkeypatch.setattr(wish, "wished_by", lambda *asked: [said])
    assert '<option value="group">' in ada.get(f"{group.url}/transform").text
    (line,) = ada.get(f"{group.url}.json").json["drawn"]["wishes"]
    assert (line["word"], line["liked"], line["disliked"], line["members"]) == ("calm", 3, 1, 4)
    page = ada.get(group.url).text
    assert "liked by 3, disliked by 1 of 4" in page and "wanted by the rules" in page
    asked = {"picture": "consensus", "for": "mean", "lean": "group"}
    ada.get(f"{group.url}/transform", query_string=asked)
    assert child.asked[-1]["lean"] == ["busyness:calm"]
    refused = ada.get(f"{group.url}/transform", query_string=asked | {"for": "consensus"})
    assert refused.status_code == 409 and "does not want anything" in refused.text
