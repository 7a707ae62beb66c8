"""What a group is told of itself: in bands, in sizes, or why not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from group_plgl.store.findings import Campsite, camps, put_camps
from group_plgl.web.buckets import Buckets
from group_plgl.web.wiring import EXTENSION

from .populated import House, Place
from .test_crawl import MODES, K


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("told"))
    patient = made.app.extensions[EXTENSION]
    made.app.extensions[EXTENSION] = replace(patient, buckets=Buckets(10**6), looks=Buckets(10**6))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def many(house: House) -> dict[str, Place]:
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in MODES}


def test_what_is_suppressed_says_so(house: House, many: dict[str, Place]) -> None:
    place = many["anonymous"]
    client, board = house.client(place, "ready"), f"/g/{place.group.slug}/board"
    why = {"reason": "k-anonymity", "k": K}
    assert client.get(f"{board}/taste_map.json").json["chart"]["suppressed"] == why
    assert client.get(f"{board}/taste_map.vl.json").json == {"suppressed": why}
    assert client.get(f"{board}/taste_map.csv").text.split() == ["suppressed,k", f"k-anonymity,{K}"]
    page = client.get(f"{board}/taste_map").text + client.get(board).text
    assert "On this map every point would be one person." in page
    assert "Too few people to show without exposing someone" in page, "11 of 12 leave one"


def test_rows_of_all_members_together_take_the_place_of_their_lines(house: House) -> None:
    place = house.found(11, 0, privacy="anonymous", k=K)
    client = house.client(place, "ready")
    chart = client.get(f"/g/{place.group.slug}/board/rule_liking.json").json["chart"]
    assert chart["suppressed"] is None
    assert [row["words"] for row in chart["rows"]] == ["7 to 11 of 11"] * 3
    assert {"rule", "at_least", "at_most", "members", "words"} == set(chart["columns"])
    assert "11 members together" in chart["subtitle"]
    spec = client.get(f"/g/{place.group.slug}/board/rule_liking.vl.json").json
    assert "member_id" not in json.dumps(spec)
    drawn = client.get(f"/g/{place.group.slug}.json").json["drawn"]
    assert drawn["ideals"][0]["sentence"] == "Nearly everyone is predicted to like this picture"
    assert drawn["camps"]["reading"] == "members differ" and drawn["camps"]["camps"] == []


def test_camps_that_are_all_large_are_told_as_sizes(house: House) -> None:
    place = house.found(12, 0, privacy="anonymous", k=K)
    found = camps(house.database, place.group.group_id, 2)
    assert found is not None
    places = [replace(one, camp=row % 2) for row, one in enumerate(found[1])]
    put_camps(house.database, Campsite(found[0], places))
    client = house.client(place, "ready")
    told_camps = client.get(f"/g/{place.group.slug}.json").json["drawn"]["camps"]
    assert told_camps["reading"] == "separate camps"
    assert [(one["size"], one["labels"]) for one in told_camps["camps"]] == [(6, []), (6, [])]
    assert "Camp 1" in client.get(f"/g/{place.group.slug}").text


@pytest.mark.parametrize("role", ("early", "ready", "host"))
def test_in_whose_favour_a_picture_may_be_changed_is_what_was_promised(
    house: House, many: dict[str, Place], role: str
) -> None:
    for mode, place in many.items():
        client, url = house.client(place, role), f"/g/{place.group.slug}/transform.json"
        other = hashlib.sha256(place.ready[3].member.member_id.encode()).hexdigest()[:12]
        allowed = {
            name: client.get(f"{url}?picture={place.pool}&for={name}").status_code
            for name in ("me", "mean", "consensus", f"member-{other}")
        }
        known = role != "early"
        assert allowed["me"] == (200 if role == "ready" else 403)
        assert allowed["mean"] == (200 if known else 403)
        assert allowed["consensus"] == (200 if known and mode != "anonymous" else 403)
        assert allowed[f"member-{other}"] == (200 if known and mode == "identified" else 403)


@pytest.mark.parametrize("mode", MODES)
def test_whose_liking_is_told_with_a_change(house: House, many: dict[str, Place], mode: str) -> None:
    place = many[mode]
    url = f"/g/{place.group.slug}/transform.json?picture={place.pool}&for="
    group = house.client(place, "ready").get(f"{url}mean").json["result"]
    assert group["you"]["you"] and len(group["likings"]) == (0 if mode == "anonymous" else 11)
    host = house.client(place, "host").get(f"{url}mean").json["result"]
    assert host["you"] is None and len(host["likings"]) == (0 if mode == "anonymous" else 11)
    both = house.client(place, "ready").get(f"/g/{place.group.slug}/compare.json?a={place.pool}&b=mean").json
    assert both["you"] and len(both["likings"]) == (0 if mode == "anonymous" else 11)
    assert (both["gain"] is None) == (mode == "anonymous")


@pytest.mark.parametrize("role", ["ready", "host"])
def test_rules_of_an_anonymous_group_are_told_in_bands(
    house: House, many: dict[str, Place], role: str
) -> None:
    place = many["anonymous"]
    told_rules = house.client(place, role).get(f"/g/{place.group.slug}/rules.json").json
    assert told_rules["verdict"]["verdict"] == "" and told_rules["verdict"]["parts"] == []
    assert told_rules["everybody"] == told_rules["proportional"] == told_rules["influence"] == []
    assert told_rules["rules"]
    for card in told_rules["rules"]:
        assert card["picture"]["likings"] == [] and card["picture"]["worst_off"] == ""
        assert {card["picture"][name] for name in ("mean", "low", "high", "worst")} == {None}
        assert not any(rule["name"] in ("least_misery", "most_pleasure") for rule in card["rules"])


def test_rules_name_the_worst_off_to_those_who_see_names(house: House, many: dict[str, Place]) -> None:
    names = {one.name for one in many["identified"].ready}
    for mode, role, named in (
        ("identified", "ready", True), ("pseudonymous", "ready", False), ("pseudonymous", "host", True),
    ):  # fmt: skip
        place = many[mode]
        page = house.client(place, role).get(f"/g/{place.group.slug}/rules.json").json
        worst = {card["picture"]["worst_off"] for card in page["rules"]} - {"you"}
        assert worst and (worst <= names) == named, (mode, role)
        assert len(page["influence"]) == 11 and len(page["verdict"]["parts"]) == 2
        assert page["verdict"]["sentence"].startswith("You fall into two")
        group = house.client(place, role).get(f"/g/{place.group.slug}").text
        assert "You fall into two" in group
