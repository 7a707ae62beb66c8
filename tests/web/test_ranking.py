"""The ranking page: a part at a time, file names for the host alone, and no taste before it may be seen."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.compute.worker import Child
from group_plgl.errors import NotAllowed
from group_plgl.feedback.events import Event
from group_plgl.generators import SPACES
from group_plgl.services import aggregate, analyse, imagine, learn
from group_plgl.services.assort import Wish, assort
from group_plgl.services.collect import record
from group_plgl.services.convene import found_group
from group_plgl.services.gather import finish, gather_one
from group_plgl.services.join import join_group
from group_plgl.services.space import new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.settings import TOKEN_FILE, Settings
from group_plgl.web import create_app, ranking
from group_plgl.web.identity import HOST_COOKIE, MEMBER_COOKIE

from ..brought import photo
from ..dealing import next_turn
from .conftest import JOBS

PICTURES = 14


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with contextlib.closing(Child(Settings())) as made:
        yield made


@pytest.fixture
def house(studio: Studio, child: Child) -> Studio:
    settings = replace(studio.settings, card_pixels=64, needed_answers=6, needed_each=1, deck_ahead=40)
    return replace(studio, child=child, settings=settings)


@pytest.fixture
def app(house: Studio) -> Flask:
    made = create_app(house, vega=b"", spaces=SPACES, job_names=JOBS)
    made.testing = True
    return made


class Wall:
    """A group with fourteen pictures of its own, and whoever looks at them."""

    def __init__(self, app: Flask, house: Studio, **wishes: Any) -> None:
        self.app, self.house = app, house
        words = {
            "name": "Our wall",
            "question": "Which?",
            "space": new_catalogue(),
            "mode": "swipe",
            **wishes,
        }
        self.group, self._key = found_group(house, **words)
        for seed in range(PICTURES):
            gather_one(house, self.group, f"IMG {seed}.jpg", photo(seed))
        finish(house, self.group)

    @property
    def url(self) -> str:
        return f"/g/{self.group.slug}/ranking"

    def host(self) -> FlaskClient:
        return self._with(HOST_COOKIE, self._key)

    def member(self) -> FlaskClient:
        return self._with(MEMBER_COOKIE, join_group(self.house, self.group, "")[1])

    def vote(self, members: int) -> None:
        """So many members answer everything, and the jobs run."""
        joined = [join_group(self.house, self.group, f"Guest {n}")[0] for n in range(members)]
        for n, member in enumerate(joined):
            for at in range(PICTURES):
                (card,) = next_turn(self.house, member)
                now = self.house.now()
                name = f"{n:016x}{at:016x}"
                liked = float(int(card.picture_id, 16) % 3 != n % 3)
                event = Event(name, member.member_id, "rated", card.card_id, liked, None, 500, now, None)
                record(self.house, member, event)
        jobs = ((learn, learn.learn_group), (aggregate, aggregate.aggregate_group),
                (imagine, imagine.imagine_group), (analyse, analyse.analyse_group))  # fmt: skip
        for module, run in jobs:
            for item in module.behind(self.house):
                run(self.house, item)  # type: ignore[operator]

    def _with(self, cookie: str, value: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(cookie + self.group.group_id, value)
        return client


@pytest.fixture
def wall(app: Flask, house: Studio) -> Wall:
    return Wall(app, house)


def test_before_any_vote_everybody_sees_the_pictures_from_the_middle_outwards(wall: Wall) -> None:
    told = wall.member().get(f"{wall.url}.json").json
    assert told["number"] is None
    assert told["rules"] == []
    assert [one["place"] for one in told["pictures"]] == list(range(1, PICTURES + 1))
    assert told["central"]["place"] == 1
    assert "once your own is known" in wall.member().get(wall.url).text
    page = wall.host().get(wall.url).text
    assert "from the middle outwards" in page
    assert "No taste of the group is known yet" in page


def test_file_names_are_the_hosts_alone(wall: Wall) -> None:
    assert "IMG 3.jpg" in wall.host().get(wall.url).text
    for path in (wall.url, f"{wall.url}.json"):
        assert "IMG " not in wall.member().get(path).text
    assert wall.app.test_client().get(wall.url).status_code == 404


def test_every_rule_orders_the_pictures_and_says_how_they_are_liked(wall: Wall) -> None:
    wall.vote(3)
    host = wall.host()
    for rule in ("consensus", "mean", "median"):
        told = host.get(f"{wall.url}.json?rule={rule}").json
        assert (told["number"], told["members"]) == (1, 3)
        assert [one["name"] for one in told["rules"] if one["chosen"]] == [rule]
        assert all(one["low"] <= one["liking"] <= one["high"] for one in told["pictures"])
    page = host.get(wall.url).text
    assert "the best first" in page
    assert "are predicted to like it" in page
    diverse = host.get(f"{wall.url}.json?show=diverse").json
    assert diverse["pictures"][0]["place"] == 1


def test_parts_follow_each_other_and_nonsense_in_the_address_is_passed_over(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "PART", 5)
    host, url, places = wall.host(), f"{wall.url}.json", []
    told = host.get(url).json
    assert told["earlier_url"] == ""
    while True:
        places += [one["place"] for one in told["pictures"]]
        if not told["later_url"]:
            break
        told = host.get(told["later_url"].replace("ranking?", "ranking.json?")).json
    assert places == list(range(1, PICTURES + 1))
    assert "part=2" in told["earlier_url"]
    for odd in (
        "part=0",
        "part=-1",
        "part=9999999999",
        "part=x",
        "part=²",
        "rule=x&camp=7&show=y",
        "part=99",
    ):
        assert host.get(f"{url}?{odd}").status_code == 200, odd


def test_who_may_not_see_results_yet_sees_nothing_of_the_taste(app: Flask, house: Studio) -> None:
    wall = Wall(app, house, results_shown=False)
    wall.vote(3)
    told = wall.member().get(f"{wall.url}.json").json
    assert (told["number"], told["withheld"]) == (None, "hidden")
    assert all(one["liking"] is None for one in told["pictures"])
    assert "The host shows later" in wall.member().get(wall.url).text
    assert wall.host().get(f"{wall.url}.json").json["number"] == 1


def test_an_anonymous_group_is_told_the_order_and_no_liking(
    app: Flask, house: Studio, clock: Any, tmp_path: Path
) -> None:
    wall = Wall(app, house, privacy="anonymous", k=3)
    wall.vote(6)
    clock.pass_by(200)
    for item in aggregate.behind(house):
        aggregate.aggregate_group(house, item)
    for item in imagine.behind(house):
        imagine.imagine_group(house, item)
    told = wall.host().get(f"{wall.url}.json").json
    assert told["number"] is not None
    assert {one["liking"] for one in told["pictures"]} == {None}
    assert {one["pleased"] for one in told["pictures"]} == {None}
    assert "Nobody is singled out here" in wall.host().get(wall.url).text
    (tmp_path / "brought").mkdir()
    for seed in range(20, 24):
        (tmp_path / "brought" / f"{seed}.jpg").write_bytes(photo(seed))
    wish = Wish(str(tmp_path / "brought"), wall.group.slug)
    *_, found = assort(house, wish)
    assert [one["likings"] for one in found["pictures"]] == [{}] * 4
    assert all(one[name] == round(one[name], 2) for one in found["pictures"] for name in ("level", "low"))
    for forbidden in (replace(wish, members=("Guest 1",)), replace(wish, rule="median")):
        with pytest.raises(NotAllowed):
            list(assort(house, forbidden))


def test_drawn_spaces_have_no_ranking(app: Flask, house: Studio) -> None:
    group, key = found_group(house, name="Drawn", question="Which?", space="vessel")
    client = app.test_client()
    client.set_cookie(HOST_COOKIE + group.group_id, key)
    assert client.get(f"/g/{group.slug}/ranking").status_code == 404


def asked(app: Flask, house: Studio, path: str, body: dict[str, Any], token: str = "secret") -> Any:
    (Path(house.settings.data) / TOKEN_FILE).write_text("secret")
    return app.test_client().post(path, json=body, headers={"Authorization": f"Bearer {token}"})


def test_the_command_line_has_a_folder_catalogued_and_ranked_by_the_server(
    app: Flask, house: Studio, tmp_path: Path
) -> None:
    folder = tmp_path / "brought"
    folder.mkdir()
    for seed in range(7):
        (folder / f"{seed}.jpg").write_bytes(photo(seed))
    body = {"folder": str(folder), "group": {"name": "Wall", "question": "Which?"}}
    assert asked(app, house, "/house/catalogue", body, "wrong").status_code == 404
    *steps, done = map(json.loads, asked(app, house, "/house/catalogue", body).text.splitlines())
    assert {one["stage"] for one in steps} == {"reading", "measuring"}
    assert done["pictures"] == 7
    told = asked(
        app, house, "/house/rank", {"group": done["slug"], "rule": "mean", "top": 3, "diverse": False}
    )
    assert len(told.json["pictures"]) == 3
    wrong = asked(app, house, "/house/catalogue", {**body, "folder": str(tmp_path / "nowhere")})
    assert "there is no folder" in json.loads(wrong.text)["error"]


def test_who_was_made_on_the_command_line_sits_down_at_the_page_where_they_label(
    app: Flask, house: Studio, tmp_path: Path
) -> None:
    for seed in range(7):
        (tmp_path / f"{seed}.jpg").write_bytes(photo(seed))
    body = {"folder": str(tmp_path), "positive": "", "negative": "", "member": "Ann", "group": ""}
    assert asked(app, house, "/house/teach", body, "wrong").status_code == 404
    *_, done = map(json.loads, asked(app, house, "/house/teach", body).text.splitlines())
    browser, page = app.test_client(), f"/g/{done['slug']}"
    assert browser.get(page).status_code == 404
    assert browser.get(f"{page}/seat/{'0' * 64}").status_code == 404
    seated = browser.get(done["seat"])
    assert seated.status_code == 303 and seated.headers["Location"] == f"{page}/label"
    assert seated.headers["Cache-Control"] == "no-store" and browser.get(page).status_code == 200
    wish = {"folder": str(tmp_path), "group": done["slug"], "members": ["Ann"]}
    *_, early = map(json.loads, asked(app, house, "/house/assort", wish).text.splitlines())
    assert "no taste is learned yet of Ann" in early["error"]
    taste = asked(app, house, "/house/taste", {"group": done["slug"], "member": "Ann"})
    assert taste.status_code == 409
