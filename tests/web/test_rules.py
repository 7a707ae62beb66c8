"""The rules side by side: the answer first, every picture once, voices in the open, and the command line."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from group_plgl.generators import space_of
from group_plgl.generators.raster import png_bytes
from group_plgl.groups.rules import CHIEF
from group_plgl.services.heed import give_voice
from group_plgl.services.studio import Studio
from group_plgl.settings import TOKEN_FILE
from group_plgl.store.images import Picture, put_pictures
from group_plgl.store.options import InfluenceRow, OptionLikingRow, OptionRow, VerdictRow, put_options

from .conftest import ORIGIN, Circle, Clock

Found = Callable[..., Circle]
PARTS = "no single ideal: one per camp"


def picture(circle: Circle) -> str:
    """A picture of its own, found nowhere else."""
    pixels = np.frombuffer(secrets.token_bytes(8 * 8 * 3), np.uint8).reshape(8, 8, 3)
    sha256 = circle.studio.files.keep(png_bytes(pixels, {}), "image/png")
    made = secrets.token_hex(16)
    z = space_of(circle.group.space).sample(1, np.random.default_rng(0))[0].tolist()
    row = Picture(made, circle.group.space, z, 8, "image/png", sha256, circle.studio.now())
    put_pictures(circle.studio.database, [row])
    return made


def deliberate(
    circle: Circle, verdict: str = PARTS, fairness: tuple[int, ...] = (0, 1, 2), wish: str = "conflict"
) -> list[str]:
    """Store options as the job would, with made-up numbers: members like later pictures by turns."""
    gid, members = circle.group.group_id, [one.member_id for one in circle.members.values()]
    pictures = [picture(circle) for _ in range(4)]
    kinds = [("rule", name, place) for name, place in
             (("consensus", 1), ("mean", 0), ("median", 0), ("least_misery", 2), ("borda", 0))]  # fmt: skip
    kinds += [("fairness", "", spot) for spot in fairness]
    kinds += [("split", "mean", 0), ("split", "mean", 2), ("split", "mean", 3)]
    kinds += [("set", "", 2), ("set", "", 3), ("proportional", "", 0), ("proportional", "", 3)]
    kinds += [("opinions", "mean", 0), ("opinions", "median", 1)]
    kinds += [("weights", "mean", 0), ("weights", "geometric_median", 3)]
    ways = {"conflict": [("max-min", 1), ("slack", 1), ("approval", 0)], "met": [("met", 2)]}
    kinds += [("joint", name, spot) for name, spot in ways.get(wish, ())]
    kinds += [("collection", "", spot) for spot in (1, 0, 2, 3, 1, 0, 2, 3, 1)]
    places: dict[str, int] = {}
    rows = []
    for kind, name, spot in kinds:
        place = places[kind] = places.get(kind, -1) + 1
        across = 0.4 * place if kind == "weights" else 0.0
        rows.append(OptionRow(gid, 1, kind, place, name, spot, [0.0], pictures[spot], 0.3 * place, across))
    even = [0.7 - 0.05 * spot for spot in range(4)]
    likings = [
        OptionLikingRow(gid, 1, spot, member, liking, liking - 0.1, liking + 0.1, 0.8)
        for spot in range(4)
        for row, member in enumerate(members)
        for liking in [even[spot] - (0.4 - 0.15 * spot) * (row == len(members) - 1)]
    ]
    half = len(members) / 2
    held = [
        InfluenceRow(gid, 1, one, 1.0, int(row >= half), 0.5, 0.1 * row, wish == "conflict" and row > 1)
        for row, one in enumerate(members)
    ]
    told = VerdictRow(gid, 1, verdict, 0.18, 0.11, 0.24, True, wish, 0.5, 1, "test", circle.studio.now())
    assert put_options(circle.studio.database, told, rows, likings, held, 0)
    return pictures


@pytest.fixture
def four(circle: Found, clock: Clock) -> Circle:
    """Four members whose tastes are drawn and deliberated on."""
    made = circle()
    for name in ("Ada", "Bo", "Cyd", "Dev"):
        made.join(name)
        clock.pass_by(1)
    made.draw()
    deliberate(made)
    return made


def page_of(circle: Circle, client: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = (client or circle.host()).get(f"{circle.url}/rules.json").json
    return found


def test_the_answer_comes_first_with_a_picture_for_each_part(four: Circle) -> None:
    told = page_of(four)["verdict"]
    assert told["verdict"] == PARTS
    assert told["sentence"] == "You fall into two: one picture for Ada and Bo, another for Cyd and Dev"
    assert "18 places in a hundred" in told["detail"] and "11 to 24" in told["detail"]
    assert "4 tastes" in told["detail"]
    assert [(part["size"], part["labels"]) for part in told["parts"]] == [
        (2, ["Ada", "Bo"]),
        (2, ["Cyd", "Dev"]),
    ]
    assert all(part["low"] <= part["mean"] <= part["high"] for part in told["parts"])
    page = four.host().get(f"{four.url}/rules").text
    assert page.index("You fall into two") < page.index("What every rule would choose")


def test_a_picture_of_several_rules_stands_once_with_all_their_names(four: Circle) -> None:
    cards = page_of(four)["rules"]
    assert [[rule["name"] for rule in card["rules"]] for card in cards] == [
        ["consensus"], ["mean", "median", "borda"], ["least_misery"],
    ]  # fmt: skip
    assert [card["shown"] for card in cards] == [True, False, False]
    for card in cards:
        one = card["picture"]
        assert one["low"] <= one["mean"] <= one["high"] and one["members"] == 4
        assert len(one["likings"]) == 4
        assert one["worst_off"] == "Dev"
        assert all(rule["help"] and rule["advice"].startswith("Use it when") for rule in card["rules"])


def test_the_price_of_fairness_is_a_line_that_can_be_walked_by_keyboard(four: Circle) -> None:
    told = page_of(four)
    assert [stop["place"] for stop in told["fairness"]] == [1, 2, 3]
    assert told["fairness"][0]["x"] == 1.0 and told["fairness"][-1]["y"] == 1.0
    assert "gains from 30% to 50%" in told["fairness_words"]
    page = four.host().get(f"{four.url}/rules").text
    for place in (1, 2, 3):
        assert f'href="#stop-{place}"' in page and f'id="stop-{place}"' in page


def test_whether_one_picture_pleases_everybody_is_answered_first_and_names_who_clashes(four: Circle) -> None:
    told = page_of(four)["wish"]
    assert told["answer"] == "conflict" and told["level"] == 0.5
    assert told["sentence"] == "Not all at once: the wishes of Cyd and Dev exclude each other"
    assert told["members"] == ["Cyd", "Dev"]
    assert [one["names"] for one in told["options"]] == [["max-min", "slack"], ["approval"]]
    assert "3 of 4" in told["options"][0]["words"] and "Dev, 40%" in told["options"][0]["words"]
    assert len(told["options"][0]["picture"]["likings"]) == 4
    page = four.host().get(f"{four.url}/rules").text
    assert page.index("Can one picture please") < page.index(told["sentence"]) < page.index("For as many as")
    for anchor in ("rules-title", "everybody-title"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    deliberate(four, wish="met")
    told = page_of(four)["wish"]
    assert told["sentence"].startswith("Yes: there is a picture that each of 4 known tastes")
    assert [one["names"] for one in told["options"]] == [["met"]] and told["members"] == []
    deliberate(four, wish="beyond")
    told = page_of(four)["wish"]
    assert "do not support saying of anybody" in told["sentence"] and told["options"] == []
    deliberate(four, wish="")
    assert page_of(four)["wish"] is None
    assert "Can one picture please" not in four.host().get(f"{four.url}/rules").text


def test_nine_hang_together_with_the_groups_own_first(four: Circle) -> None:
    told = page_of(four)["wall"]
    assert len(told["pictures"]) == 9 and told["pictures"][0]["spot"] == 1
    assert "Your picture and 8 more" in told["words"] and "of 4 tastes" in told["words"]
    page = four.host().get(f"{four.url}/rules").text
    wall = page[page.index('class="wall-grid"') :]
    wall = wall[: wall.index("</ul>")]
    assert wall.count("<img") == 9 and 'alt=""' not in wall
    assert all(one["words"] in wall for one in told["pictures"])


def test_sets_roads_and_influence_are_told_in_words(four: Circle) -> None:
    told = page_of(four)
    assert [one["members"] for one in told["everybody"]] == [["Ada", "Bo", "Cyd"], ["Dev"]]
    assert told["everybody_words"].startswith("2 pictures are enough")
    assert told["roads"][0]["words"] == "Both roads lead to pictures that look the same."
    assert "40% as much as two pictures at random" in told["roads"][1]["words"]
    assert [one["label"] for one in told["influence"]] == ["Dev", "Cyd", "Bo", "Ada"]


def test_the_group_page_says_first_that_one_picture_is_not_enough(four: Circle) -> None:
    page = four.host().get(four.url).text
    assert "You fall into two: one picture for Ada and Bo" in page
    assert f"{four.url}/rules" in page
    deliberate(four, "one picture serves you")
    page = four.host().get(four.url).text
    assert "You fall into two" not in page
    assert "One picture serves all of you" in four.host().get(f"{four.url}/rules").text


def test_before_there_is_anything_the_page_says_why(circle: Found) -> None:
    made = circle(results_shown=False)
    client = made.join("Ada")
    assert "No picture of the group is drawn yet" in made.host().get(f"{made.url}/rules").text
    made.join("Bo")
    made.draw()
    assert "is being looked at from all sides" in made.host().get(f"{made.url}/rules").text
    deliberate(made)
    assert page_of(made)["number"] == 1
    assert page_of(made, client)["number"] is None
    assert "The host shows later" in client.get(f"{made.url}/rules").text
    assert made.outsider().get(f"{made.url}/rules").status_code == 404


def test_one_stop_is_no_price(circle: Found) -> None:
    made = circle()
    for name in ("Ada", "Bo"):
        made.join(name)
    made.draw()
    deliberate(made, fairness=(1,))
    page = made.host().get(f"{made.url}/rules").text
    assert "There is none: the picture with most predicted liking" in page
    assert "fair-line" not in page


def test_voices_are_set_by_the_host_and_read_by_everybody(four: Circle) -> None:
    host, bo = four.host(), four.members["Bo"].member_id
    given = {"member": bo, "weight": "2.0"}
    done = host.post(f"{four.url}/control/weight", data=given, headers=ORIGIN)
    assert done.status_code == 303
    sentence = "Bo counts twice, as the host set it on 4 March 2026."
    reader = four.join("Eli")
    four.studio.database.forget("session")
    for path in (four.url, f"{four.url}/rules", f"{four.url}/control"):
        assert sentence in host.get(path).text, path
    for path in (four.url, f"{four.url}/rules"):
        assert sentence in reader.get(path).text, path
        assert sentence in reader.get(f"{path}.json").json["voices"]
    assert "counts twice" in host.get(f"{four.url}/control.json").json["members"][1]["words"]
    member = reader.post(f"{four.url}/control/weight", data=given, headers=ORIGIN)
    assert member.status_code in (403, 404)
    for odd in ("x", "7", "nan", ""):
        bad = host.post(f"{four.url}/control/weight", json={"member": bo, "weight": odd}, headers=ORIGIN)
        assert bad.status_code == 422, odd
    host.post(f"{four.url}/control/weight", data={**given, "weight": "1.0"}, headers=ORIGIN)
    assert sentence not in host.get(four.url).text


def test_in_an_anonymous_group_no_voice_can_be_set(circle: Found) -> None:
    made = circle(privacy="anonymous", k=3)
    for _ in range(3):
        made.join("")
    member = next(iter(made.members.values())).member_id
    given = {"member": member, "weight": "2.0"}
    refused = made.host().post(f"{made.url}/control/weight", json=given, headers=ORIGIN)
    assert refused.status_code == 403
    assert made.host().get(f"{made.url}/control.json").json["weights"] == []


def test_names_are_told_only_where_they_are_seen(circle: Found) -> None:
    made = circle(privacy="pseudonymous")
    client = made.join("Xanthippe")
    made.join("Zebulon")
    made.draw()
    deliberate(made)
    give_voice(made.studio, made.group, made.members["Zebulon"].member_id, 3.0)
    text = client.get(f"{made.url}/rules").text + json.dumps(page_of(made, client))
    assert "Zebulon" not in text and "counts three times" in text
    assert len(page_of(made, client)["wish"]["members"]) == 0
    assert "Zebulon" in made.host().get(f"{made.url}/rules").text


def test_german_says_the_same(four: Circle) -> None:
    page = four.host().get(f"{four.url}/rules?lang=de").text
    assert "Ihr zerfallt in zwei" in page and "Was jede Regel wählen würde" in page
    assert "Der Preis der Gerechtigkeit" in page


def test_the_command_line_is_told_by_the_server(four: Circle, app: Flask, studio: Studio) -> None:
    (Path(studio.settings.data) / TOKEN_FILE).write_text("secret")
    client, body = app.test_client(), {"group": four.group.slug}
    told = client.post("/house/rules", json=body, headers={"Authorization": "Bearer secret"}).json
    assert told["verdict"]["verdict"] == PARTS and told["members"] == 4
    assert told["joint"] == {"answer": "conflict", "level": 0.5, "clashing": 2, "names": ["Cyd", "Dev"]}
    assert [one["name"] for one in told["options"]][:3] == list(CHIEF)
    assert client.post("/house/rules", json=body).status_code == 404
