"""Links show outsiders what their scope names, in every privacy mode, and nothing else."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from group_plgl.analytics.charts import SHOWN_OUTSIDE
from group_plgl.groups.rules import CHIEF
from group_plgl.services.forget import forget_member
from group_plgl.services.join import hash_secret
from group_plgl.services.share import SCOPES
from group_plgl.store.images import pool_of
from group_plgl.store.models import ideals, runners_up
from group_plgl.store.shares import put_share, share_with

from .populated import FIRST, House, Place
from .test_crawl import MODES, K, routes

PICTURE = re.compile(r"/v/[\w-]{22}/pictures/([0-9a-f]{32})")
CHART = {"chart": ["rule_liking"], "board": list(SHOWN_OUTSIDE)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("links"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def many(house: House) -> dict[str, Place]:
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in MODES}


def standing(place: Place, house: House, number: int) -> set[str]:
    """The pictures a number's result page shows."""
    gid = place.group.group_id
    rows = [*ideals(house.database, gid, number), *runners_up(house.database, gid, number)]
    return {row.picture_id for row in rows}


@pytest.mark.parametrize(("mode", "scope"), list(product(MODES, (*SCOPES, FIRST))))
def test_a_link_serves_the_pictures_on_its_page_and_no_others(
    house: House, many: dict[str, Place], mode: str, scope: str
) -> None:
    place, outsider = many[mode], house.app.test_client()
    url = f"/v/{place.links[scope]}"
    spread = set(place.personal.values()) if mode != "anonymous" else set()
    expected = {
        "result": standing(place, house, 2),
        FIRST: standing(place, house, 1),
        "gallery": standing(place, house, 2) | spread,
        "board": spread,
        "chart": set(),
    }[scope]
    shown = set(PICTURE.findall(outsider.get(f"{url}.json").text))
    for name in CHART.get(scope, []):
        shown |= set(PICTURE.findall(outsider.get(f"{url}/charts/{name}.vl.json").text))
    pool = set(pool_of(house.database, place.group.group_id))
    camped = {*place.apart, *pool} if mode != "anonymous" else pool  # of a camp of two nothing is told there
    if scope in ("result", FIRST):  # with what was drawn for camps, and what shows what they like
        assert expected <= shown <= expected | camped
    elif scope == "board":
        assert shown <= expected | camped | set(place.results) | set(place.candidates)
    else:
        assert shown == expected
    assert not shown & {*place.mirrored, *place.parted}, "what one member had drawn for themself"
    everything = {
        *place.results, *place.personal.values(), *place.mirrored, *place.parted, *place.candidates,
        *place.apart, *pool_of(house.database, place.group.group_id), *shown,
    }  # fmt: skip
    for picture in everything:
        for ending in ("", ".wav") if picture not in shown else ("",):
            status = outsider.get(f"{url}/pictures/{picture}{ending}").status_code
            assert status == (200 if picture in shown else 404), picture


def test_how_many_made_an_earlier_number_is_not_told_beside_how_many_made_the_newest(house: House) -> None:
    place = house.found(12, 0, privacy="anonymous", k=K)
    newest, first = (
        house.app.test_client().get(f"/v/{place.links[scope]}.json").json["drawn"]
        for scope in ("result", FIRST)
    )
    assert (newest["members"], newest["number"], first["number"]) == (12, 2, 1)
    assert [first[name] for name in ("members", "answers", "seen_event")] == [None] * 3
    assert first["ideals"] and all(one["pleased"] is None for one in first["ideals"])


@pytest.mark.parametrize(("mode", "scope"), list(product(MODES, SCOPES)))
def test_a_link_opens_no_other_page_and_lets_nobody_in(
    house: House, many: dict[str, Place], mode: str, scope: str
) -> None:
    place, outsider = many[mode], house.app.test_client()
    page = outsider.get(f"/v/{place.links[scope]}")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert place.group.slug not in page.text
    assert outsider.get(f"/g/{place.group.slug}.json").status_code == 404
    for rule in routes(house, "POST"):
        if "slug" in rule.arguments and rule.endpoint != "groups.host":
            values = {"order": "next", "name": "abc", "event_id": "ab" * 16, "share_id": "ab", "kind": "x"}
            with house.app.test_request_context():
                names = {name: values.get(name, "x") for name in rule.arguments} | {"slug": place.group.slug}
                address = house.app.url_map.bind("localhost").build(rule.endpoint, names, method="POST")
            asked = outsider.post(address, headers={"Origin": "http://localhost"})
            assert asked.status_code in (404, 413), address


@pytest.mark.parametrize(("mode", "scope"), list(product(MODES, SCOPES)))
def test_each_scope_has_its_charts_only(house: House, many: dict[str, Place], mode: str, scope: str) -> None:
    place, outsider = many[mode], house.app.test_client()
    url = f"/v/{place.links[scope]}"
    for chart in ("taste_map", "rule_liking", "nothing"):
        shown = chart in CHART.get(scope, [])
        answer = outsider.get(f"{url}/charts/{chart}.vl.json")
        assert answer.status_code == (200 if shown else 404), chart
        assert place.group.slug not in answer.text
    page = outsider.get(f"{url}.json").json
    assert [one["name"] for one in page["charts"]] == CHART.get(scope, [])
    assert (page["drawn"] is None) == (scope in CHART)
    assert all(one["sql"] == "" for one in page["charts"])
    if mode == "anonymous":
        assert '"label"' not in json.dumps(page)


@pytest.mark.parametrize("mode", MODES)
def test_members_are_numbers_wherever_a_link_leads(house: House, many: dict[str, Place], mode: str) -> None:
    place, outsider = many[mode], house.app.test_client()
    for token in place.links.values():
        for end in ("", ".json", "/embed", "/charts/rule_liking.vl.json"):
            said = outsider.get(f"/v/{token}{end}").text
            assert [one.name for one in place.everybody if one.name in said] == []


def test_what_is_hidden_is_hidden_under_links_and_comes_back(house: House, many: dict[str, Place]) -> None:
    place, outsider = many["identified"], house.app.test_client()
    url = f"/v/{place.links['result']}"
    picture = next(iter(standing(place, house, 2)))
    assert outsider.get(f"{url}/pictures/{picture}").status_code == 200
    house.change(place, results_shown=False)
    page = outsider.get(f"{url}.json").json
    assert page["drawn"] is None and page["nothing"].startswith("The host shows this later")
    assert outsider.get(f"{url}/pictures/{picture}").status_code == 404
    board = f"/v/{place.links['board']}"
    assert outsider.get(f"{board}.json").json["camps"] is None
    assert outsider.get(f"{board}/charts/taste_map.vl.json").status_code == 404
    house.change(place, results_shown=True)
    assert outsider.get(f"{url}/pictures/{picture}").status_code == 200


def test_a_member_is_not_led_by_a_link_before_their_own_taste_is_known(
    house: House, many: dict[str, Place]
) -> None:
    place = many["identified"]
    early, ready = (house.client(place, role) for role in ("early", "ready"))
    url = f"/v/{place.links['result']}.json"
    assert early.get(url).json["nothing"].startswith("You see this once your own taste is known")
    assert ready.get(url).json["drawn"] is not None


def test_a_number_that_is_gone_shows_nothing_and_says_why(house: House) -> None:
    place = house.found(5, 0, privacy="identified", k=K)
    outsider = house.app.test_client()
    for scope in ("result", FIRST):
        assert outsider.get(f"/v/{place.links[scope]}.json").json["drawn"] is not None
    forget_member(house.studio, place.ready[1].member)
    for scope, why in (
        ("result", "There is nothing to see"),
        (FIRST, "What this link showed has been taken"),
    ):
        answer = outsider.get(f"/v/{place.links[scope]}.json")
        assert answer.status_code == 200 and answer.json["drawn"] is None
        assert answer.json["nothing"].startswith(why)
        assert outsider.get(f"/v/{place.links[scope]}/embed").status_code == 200


def test_an_anonymous_group_too_small_is_shown_by_no_link(house: House) -> None:
    place = house.found(4, 1, privacy="anonymous", k=K)
    outsider = house.app.test_client()
    kept = share_with(house.database, hash_secret(place.links["result"]))
    assert kept is not None
    token = secrets.token_urlsafe(16)
    put_share(house.database, replace(kept.share, share_id="fz", number=2, token_hash=hash_secret(token)))
    for one in (*place.links.values(), token):
        page = outsider.get(f"/v/{one}.json").json
        assert page["drawn"] is None and page["charts"] == [] and page["camps"] is None
        for picture in place.results:
            assert outsider.get(f"/v/{one}/pictures/{picture}").status_code == 404
    assert len(CHIEF) == 3
