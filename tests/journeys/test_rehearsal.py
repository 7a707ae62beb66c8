"""Whole rehearsals over HTTP: simulated members in two opposed camps, and a team that picks of four."""

import json
import urllib.request

import pytest

from group_plgl.generators import SPACES
from group_plgl.generators.raster import png_texts
from group_plgl.rehearsal import Plan, found_rehearsal, rehearse
from group_plgl.store.database import Database

from .conftest import DELIBERATING, opened


def _rehearsed(house, seed):
    """A rehearsal of 24 by 30, with its page once everything is drawn."""
    group = found_rehearsal(house.url, "tiles")
    votes = rehearse(house.url, group, Plan(members=24, answers=30, shape="opposed camps", seed=seed))
    return votes, house.settled(group.slug)


@pytest.fixture
def deliberating_house(tmp_path):
    with opened(tmp_path / "data", **DELIBERATING) as house:
        yield house


@pytest.fixture
def patient_house(tmp_path):
    """A house that lets many answers come before it learns from them."""
    with opened(tmp_path / "data", LEARN_SECONDS="15", IMAGINE_SECONDS="6") as house:
        yield house


def test_two_opposed_camps_are_found_over_http(patient_house):
    house = patient_house
    # Cards are dealt by ids made at random, and one rehearsal in fifty is honestly undecided: two tries.
    votes, page = _rehearsed(house, seed=5)
    if not page["drawn"]["camps"]["supported"]:
        votes, page = _rehearsed(house, seed=6)
    drawn = page["drawn"]
    assert votes == page["answers"] == drawn["answers"] == 24 * 30
    assert drawn["camps"]["reading"] == "separate camps"
    assert drawn["camps"]["supported"] is True
    assert sorted(len(camp["labels"]) for camp in drawn["camps"]["camps"])[0] >= 10
    assert {ideal["rule"] for ideal in drawn["ideals"]} == {"consensus", "mean", "median"}
    assert all(len(ideal["likings"]) == 24 for ideal in drawn["ideals"])
    assert all(member["simulated"] for member in page["members"])
    assert all(len(one["samples"]) == 4 for one in drawn["spread"])
    with urllib.request.urlopen(house.url + drawn["ideals"][0]["download_url"]) as reply:
        story = json.loads(png_texts(reply.read())["GroupPLGL"])
    assert story["model_number"] == drawn["number"]
    assert story["events_seen"] == drawn["seen_event"]
    assert "Ada" not in json.dumps(story)
    replayed = house.command("replay", "--json")
    assert json.loads(replayed.stdout)["differences"] == []


def test_a_team_that_picks_of_four_gets_its_ideal_over_http(deliberating_house):
    house = deliberating_house
    group = found_rehearsal(house.url, "tiles", mode="pick-of-four")
    votes = rehearse(house.url, group, Plan(members=6, answers=18, shape="one camp", seed=4))
    page = house.settled(group.slug)
    drawn = page["drawn"]
    assert votes == page["answers"] == drawn["answers"] == 6 * 18
    assert {ideal["rule"] for ideal in drawn["ideals"]} == {"consensus", "mean", "median"}
    assert all(len(ideal["likings"]) == 6 for ideal in drawn["ideals"])
    assert all(member["simulated"] for member in page["members"])
    house.deliberated(group.slug)
    replayed = house.command("replay", "--json")
    assert json.loads(replayed.stdout)["differences"] == []
    house.stop()
    with Database.open(house.folder / "house.duckdb") as database:
        said = database.read("SELECT kind, count(*), count(value) FROM events GROUP BY kind")
        shown = "SELECT DISTINCT count(*), count(DISTINCT picture_id) FROM cards GROUP BY member_id, turn"
        asked_again = (
            "SELECT count(DISTINCT turn) FROM cards WHERE repeat_of <> '' AND turn < 18 GROUP BY member_id"
        )
        assert said == [("chosen", 6 * 18, 0)]
        assert database.read(shown) == [(4, 4)]
        assert database.read(asked_again) == [(1,)] * 6


def test_a_rehearsal_with_a_brand_keeps_to_it_over_http(house):
    limits = {"genes": {"jug": [100, 100], "bands": [0, 0]}, "palette": "lagoon"}
    group = found_rehearsal(house.url, "vessel", limits=limits)
    assert rehearse(house.url, group, Plan(members=3, answers=14, shape="one camp", seed=3)) == 42
    drawn = house.settled(group.slug)["drawn"]
    with urllib.request.urlopen(house.url + drawn["ideals"][0]["download_url"]) as reply:
        story = json.loads(png_texts(reply.read())["GroupPLGL"])
    latent = dict(zip((gene.name for gene in SPACES["vessel"].genes), story["latent"], strict=True))
    assert len(story["limits"]) == 10
    assert all(low == latent[name] == high for name, (low, high) in story["limits"].items())
