"""Minutes, the minority report and postcards: what they say, to whom, and in which shapes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from group_plgl.compute.tasks.pdf import run
from group_plgl.generators.raster import png_bytes
from group_plgl.services import postcard
from group_plgl.services.dissent import dissent
from group_plgl.services.reveal import Sight
from group_plgl.store.clauses import clauses_of
from group_plgl.store.findings import CampPicture, Campsite, camps, put_camps
from group_plgl.store.images import latents_of
from group_plgl.store.models import IdealRow, LikingRow, group_models, ideals, likings, put_ideals
from group_plgl.web import postcards as web_postcards

from ..privacy.populated import House, Place

K = 5


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("minutes"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def places(house):
    return {
        mode: house.found(11, 1, privacy=mode, k=K) for mode in ("identified", "pseudonymous", "anonymous")
    }


def dislike(house: House, place: Place, few: int, between: int = 0, number: int = 2) -> None:
    """Some of the members dislike the group's picture, and like the mean's; some are between."""
    gid = place.group.group_id
    rows = likings(house.database, gid, number)
    order = [one.member.member_id for one in place.ready]

    def changed(row: LikingRow) -> LikingRow:
        at = order.index(row.member_id)
        if row.rule == "consensus":
            return replace(row, liking=0.2 if at < few else 0.4 if at < few + between else 0.9)
        return replace(row, liking=0.8 if at < few else 0.5)

    found: list[IdealRow] = ideals(house.database, gid, number)
    assert group_models(house.database, gid, number)
    put_ideals(house.database, found, [changed(row) for row in rows], [])


def halves(memberships):
    """The members in two camps of the same size."""
    return [replace(one, camp=row % 2) for row, one in enumerate(memberships)]


def page(house, place, role="ready", what="minutes.json", **asked):
    return house.client(place, role).get(f"/g/{place.group.slug}/{what}", query_string=asked)


def test_minutes_say_what_was_chosen_by_how_many_and_what_not_and_why(house, places):
    told = page(house, places["identified"]).json
    assert told["number"] == 2 and told["members"] == 11 and told["took_part"] == "11 members"
    assert re.search(r"\d+ of 11 are predicted to like this picture", told["chosen"]["sentence"])
    assert told["chosen"]["low"] < told["chosen"]["mean"] < told["chosen"]["high"]
    assert "of 11 tastes" in told["chosen"]["liking"] and "95 % interval" in told["chosen"]["liking"]
    assert told["rejected"] and all(one["why"] for one in told["rejected"])
    assert all(one["mean"] is not None for one in told["rejected"])
    assert told["vote"]["sentence"] and told["vote"]["lines"]
    assert any("predictions" in one for one in told["limits"])
    assert any("11 tastes. With so few" in one for one in told["limits"])
    proofs = {one["name"]: one["value"] for one in told["proofs"]}
    assert proofs["Model, SHA-256"] == "0" * 64 and len(proofs["Picture, SHA-256"]) == 64


def test_tastes_of_programs_are_said_to_be_simulated_whoever_else_has_joined(house):
    place = house.found(6, 1, privacy="identified", k=K, rehearsal=True)
    them = [one.member.member_id for one in place.ready]
    sql = "UPDATE members SET simulated = true WHERE member_id IN (SELECT unnest(?::TEXT[]))"
    house.database.write(lambda cursor: cursor.execute(sql, [them[1:]]))
    assert page(house, place).json["took_part"] == "6 members"
    house.database.write(lambda cursor: cursor.execute(sql, [them]))
    told = page(house, place).json
    assert told["took_part"] == "6 simulated members" and "nothing here is anybody" in told["limits"][0]


def test_the_mean_of_the_minutes_is_by_voices_everywhere_and_says_so(house, places):
    place = places["pseudonymous"]
    gid, told = place.group.group_id, place.ready[0].member.member_id
    heavy = "INSERT INTO voices (group_id, seq, member_id, weight, said_at) VALUES (?, 1, ?, 3.0, ?)"
    before = page(house, place).json["chosen"]
    house.database.write(lambda cursor: cursor.execute(heavy, [gid, told, datetime(2026, 1, 1)]) and None)
    after = page(house, place).json["chosen"]
    house.database.write(lambda cursor: cursor.execute("DELETE FROM voices") and None)
    rows = [one for one in likings(house.database, gid, 2) if one.rule == "consensus"]
    share = sum(3.0 if one.member_id == told else 1.0 for one in rows)
    mean = sum((3.0 if one.member_id == told else 1.0) * one.liking for one in rows) / share
    assert after["mean"] == pytest.approx(mean) and after["mean"] != pytest.approx(before["mean"])
    assert "Voices count" in after["liking"] and "Voices count" not in before["liking"]


def test_minutes_of_a_model_stay_what_they_are(house, places):
    place = places["identified"]
    first = page(house, place, number=1).json
    assert first["number"] == 1 and first["permalink"].endswith("minutes?number=1")
    assert first["chosen"]["picture_url"] != page(house, place).json["chosen"]["picture_url"]
    assert page(house, place, number=3).status_code == 404
    assert page(house, place, what="minutes.pdf", number=9).status_code == 404


def test_a_document_names_people_only_where_all_were_promised_to_be_named(house, places):
    names = [one.name for one in places["identified"].everybody]
    for mode, role in (("identified", "ready"), ("pseudonymous", "host"), ("anonymous", "host")):
        for what in ("minutes.json", "minutes", "minutes.html", "minutes.pdf"):
            said = page(house, places[mode], role, what).text
            named = {one for one in names if one in said}
            assert bool(named) == (mode == "identified"), (mode, what)
            assert not re.search(r"\b[Yy]ou would|\b[Yy]ou and\b", said)


def test_who_may_not_see_results_gets_no_minutes_and_no_file(house, places):
    place = places["identified"]
    early = page(house, place, "early").json
    assert early["withheld"] == "early" and early["chosen"] is None and early["proofs"] == []
    for what in ("minutes.html", "minutes.pdf", "postcards.pdf"):
        assert page(house, place, "early", what).status_code == 404
        assert page(house, place, "outsider", what).status_code == 404
    house.change(place, results_shown=False)
    assert page(house, place).json["withheld"] == "hidden"
    assert page(house, place, "host").json["number"] == 2
    house.change(place, results_shown=True)


def test_the_file_holds_its_pictures_and_asks_nothing_of_anybody(house, places):
    answer = page(house, places["identified"], what="minutes.html")
    assert "attachment" in answer.headers["Content-Disposition"]
    sources = re.findall(r'(?:src|srcset|poster)="([^"]*)"', answer.text)
    assert sources and all(one.startswith("data:image/") for one in sources)
    assert "<script" not in answer.text and "<link" not in answer.text
    assert not re.search(r"@import|url\((?!data:)", answer.text)


def test_what_people_wrote_is_text_in_every_shape(house):
    evil = "<script>alert(1)</script> #panic() *x*"
    place = house.found(5, 0, privacy="identified", k=K, name=evil, question=evil)
    for what in ("minutes", "minutes.html", "postcards"):
        said = page(house, place, what=what).text
        assert "<script>alert" not in said and "&lt;script&gt;alert" in said
    assert json.loads(page(house, place, what="minutes.pdf").text)["title"] == evil


@pytest.mark.parametrize("what", ["minutes", "postcards"])
def test_what_is_to_be_printed_fills_the_template(house, places, what):
    told = page(house, places["identified"], what=f"{what}.pdf").text
    names = sorted(set(re.findall(r"[0-9a-f]{32}\.(?:png|webp)", told)))
    grey = png_bytes(np.full((8, 8, 3), 128, np.uint8), {})
    words = {"template": "paper" if what == "minutes" else what, "data": told, "made_at": 0.0}
    words["pictures"] = [f"{one[:32]}.png" for one in names]
    words["data"] = told.replace(".webp", ".png")
    arrays = {
        "bytes": np.frombuffer(grey * len(names), np.uint8),
        "ends": len(grey) * np.arange(1, len(names) + 1),
    }
    assert names and run(words, arrays)[1]["bytes"].tobytes().startswith(b"%PDF-")


def test_the_minority_is_told_with_what_it_would_keep(house):
    place = house.found(11, 0, privacy="identified", k=K)
    assert page(house, place).json["minority"] is None, "nobody dislikes it strongly"
    dislike(house, place, 2)
    told = page(house, place).json["minority"]
    assert (told["against"], told["members"]) == (2, 11)
    assert told["sentence"] == "2 of 11 are predicted to dislike this direction strongly"
    assert sorted(told["who"]) == sorted(one.name for one in place.ready[:2])
    assert told["mean"] >= 0.8 and "In the whole group" in told["keep"]
    assert house.client(place, "ready").get(told["picture_url"]).status_code == 200
    for what in ("", "/minutes"):
        said = house.client(place, "ready").get(f"/g/{place.group.slug}{what}").text
        assert told["sentence"] in said and told["picture_url"] in said


def test_the_minority_of_a_pseudonymous_group_has_no_names(house):
    place = house.found(11, 0, privacy="pseudonymous", k=K)
    dislike(house, place, 2)
    for role in ("ready", "host"):
        told = page(house, place, role).json["minority"]
        assert told["against"] == 2 and told["who"] == [] and told["names"] == ""


@pytest.mark.parametrize(
    ("few", "between", "told"), [(4, 0, False), (5, 0, True), (5, 1, False), (6, 0, True), (7, 0, False)]
)
def test_in_an_anonymous_group_a_minority_is_told_only_if_no_part_is_small(house, few, between, told):
    place = house.found(11, 0, privacy="anonymous", k=K)
    dislike(house, place, few, between)
    found = dissent(house.studio, Sight(place.group, 2, ""))
    assert (found is not None) == told
    minority = page(house, place).json["minority"]
    assert (minority is not None) == told
    if found is not None:
        assert found.who == () and found.whole is None and minority["who"] == []


def test_camps_that_are_believed_and_large_enough_have_a_card(house):
    place = house.found(12, 0, privacy="identified", k=K)
    gid = place.group.group_id
    found = camps(house.database, gid, 2)
    told = page(house, place, what="postcards.json").json
    assert [one["size"] for one in told["cards"]] == [10], "two are too few for a card"
    put_camps(house.database, Campsite(found[0], halves(found[1])))
    told = page(house, place, what="postcards.json").json
    assert [(one["number"], one["size"], len(one["labels"])) for one in told["cards"]] == [
        (1, 6, 6),
        (2, 6, 6),
    ]
    for card in told["cards"]:
        assert len(card["loved"]) == len(card["rejected"]) == 3 and card["sentence"]
        assert card["low"] <= card["liking"] <= card["high"]
        for one in (card["keep"], *card["loved"], *card["rejected"]):
            assert house.client(place, "ready").get(one["picture_url"]).status_code == 200
    assert "Camp 2" in page(house, place, what="postcards").text
    printed = json.loads(page(house, place, what="postcards.pdf").text)
    assert [one["number"] for one in printed["cards"]] == [1, 2]
    assert not any(one.name in json.dumps(printed) for one in place.everybody), "cards travel"
    put_camps(house.database, Campsite(replace(found[0], supported=False), found[1]))
    told = page(house, place, what="postcards.json").json
    assert told["cards"] == [] and told["nothing"].startswith("There are no camps here")
    assert page(house, place, what="postcards.pdf").status_code == 404


def test_a_card_shows_what_was_drawn_for_its_camp_in_the_words_that_were_found(house):
    place = house.found(12, 0, privacy="anonymous", k=K)
    gid = place.group.group_id
    found, said = camps(house.database, gid, 2), clauses_of(house.database, gid, 2)
    own = [
        CampPicture(gid, 2, camp, kind, at, picture, found_latent(house, picture), 0.8)
        for camp in (0, 1)
        for at, (kind, picture) in enumerate(
            [("ideal", place.apart[camp - 2]), ("most", place.pool), ("least", place.results[0])]
        )
    ]
    put_camps(house.database, Campsite(found[0], halves(found[1]), pictures=own, clauses=said))
    one, other = page(house, place, what="postcards.json").json["cards"]
    assert [card["keep"]["picture_url"][-32:] for card in (one, other)] == place.apart[-2:]
    assert one["loved"][0]["picture_url"].endswith(place.pool) and len(one["loved"]) == 1
    assert one["rejected"][0]["picture_url"].endswith(place.results[0])
    assert one["sentence"] == "Rather round; less angular."
    for card in (one, other):
        assert house.client(place, "ready").get(card["keep"]["picture_url"]).status_code == 200


def found_latent(house, picture):
    return latents_of(house.database, [picture])[picture]


def test_cards_of_an_anonymous_group_need_k_members_and_name_nobody(house):
    place = house.found(12, 0, privacy="anonymous", k=K)
    found = camps(house.database, place.group.group_id, 2)
    assert page(house, place, what="postcards.json").json["cards"] == [], "a camp of two"
    put_camps(house.database, Campsite(found[0], halves(found[1])))
    told = page(house, place, what="postcards.json").json
    assert [(one["size"], one["labels"]) for one in told["cards"]] == [(6, []), (6, [])]


def test_a_picture_divides_only_where_intervals_do_not_meet(house, monkeypatch):
    def ranked(rows):
        liking = np.array(rows, dtype=float)
        return {
            "order": np.argsort(-liking, kind="stable"),
            "liking": liking,
            "low": liking - 0.1,
            "high": liking + 0.1,
        }

    words = {"p0": ["dark"], "p1": ["round", "dark"], "p2": ["round"], "p3": []}
    monkeypatch.setattr(postcard, "describe", lambda *_: words)
    monkeypatch.setattr(postcard, "WORDED", 2)
    asked = (house.studio, Sight(house.found(3, 0).group, 2, ""), list(words), 4)
    found = postcard._split(*asked, {1: ranked([0.6, 0.9, 0.8, 0.1]), 2: ranked([0.1, 0.05, 0.45, 0.9])})
    assert found.picture_id == "p1" and (found.pro, found.contra) == (1, 2)
    assert found.pro_words == ["round"], "both of its best are round, and neither of its worst"
    assert found.contra_words == ["dark"]
    assert postcard._split(*asked, {1: ranked([0.6] * 4), 2: ranked([0.45] * 4)}) is None
    assert postcard._split(*asked, {1: ranked([0.9] * 4), 2: ranked([0.6] * 4)}) is None, "both like it"
    assert web_postcards._sentence([], []).startswith("What it likes has no words")
