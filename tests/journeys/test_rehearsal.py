"""A whole rehearsal over HTTP: forty simulated members in two opposed camps."""

import json
import urllib.request

from group_plgl.generators.raster import png_texts
from group_plgl.rehearsal import Plan, found_rehearsal, rehearse


def _rehearsed(house, seed):
    """A rehearsal of forty by forty, with its page once everything is drawn."""
    group = found_rehearsal(house.url, "vessel")
    votes = rehearse(house.url, group, Plan(members=40, answers=40, shape="opposed camps", seed=seed))
    return votes, house.settled(group.slug)


def test_two_opposed_camps_of_forty_are_found_over_http(house):
    # Cards are dealt by ids made at random, and one rehearsal in fifty is honestly undecided: two tries.
    votes, page = _rehearsed(house, seed=5)
    if not page["drawn"]["camps"]["supported"]:
        votes, page = _rehearsed(house, seed=6)
    drawn = page["drawn"]
    assert votes == page["answers"] == drawn["answers"] == 1600
    assert drawn["camps"]["reading"] == "separate camps"
    assert drawn["camps"]["supported"] is True
    assert sorted(len(camp["labels"]) for camp in drawn["camps"]["camps"])[0] >= 17
    assert {ideal["rule"] for ideal in drawn["ideals"]} == {"consensus", "mean", "median"}
    assert all(len(ideal["likings"]) == 40 for ideal in drawn["ideals"])
    assert all(member["simulated"] for member in page["members"])
    assert all(len(one["samples"]) == 4 for one in drawn["spread"])
    with urllib.request.urlopen(house.url + drawn["ideals"][0]["download_url"]) as reply:
        story = json.loads(png_texts(reply.read())["GroupPLGL"])
    assert story["model_number"] == drawn["number"]
    assert story["events_seen"] == drawn["seen_event"]
    assert "Ada" not in json.dumps(story)
    replayed = house.command("replay", "--json")
    assert json.loads(replayed.stdout)["differences"] == []
