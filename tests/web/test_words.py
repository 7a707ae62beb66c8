"""Words on pages: the group's and its camps' on the group's page, one's own on My taste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from group_plgl.store.clauses import Clause
from group_plgl.store.findings import CampPicture, Campsite, camps, put_camps
from group_plgl.store.images import pool_of


def told(circle: Any, about: str, member: str = "", camp: int = -1) -> Clause:
    pool = pool_of(circle.studio.database, circle.group.group_id)
    kind = "likes" if about == "group" else "than most"
    return Clause(
        circle.group.group_id, 1, about, member, camp, kind, "roundness", "angular", "round", 0.9, 0.4, 1.4,
        0.001, True, 0, 20, pool[:2], pool[2:3], 7, 9, 2, 11, 1,
    )  # fmt: skip


def spoken(circle: Any) -> None:
    """Store words of the group, of both camps and of one member."""
    circle.draw()
    database, gid = circle.studio.database, circle.group.group_id
    found = camps(database, gid, 1)
    assert found is not None
    clauses = [told(circle, "group"), told(circle, "camp", camp=0), told(circle, "camp", camp=1)]
    clauses.append(told(circle, "member", circle.members["Ada"].member_id))
    picture = pool_of(database, gid)[0]
    pictures = [CampPicture(gid, 1, 1, "ideal", 0, picture, [0.0], 0.8)]
    put_camps(database, Campsite(found[0], found[1], pictures=pictures, clauses=clauses))


def test_the_group_page_says_what_is_clear_with_pictures_one_click_away(circle: Callable[..., Any]) -> None:
    here = circle()
    clients = [here.join(name) for name in ("Ada", "Ben", "Cem", "Dora")]
    spoken(here)
    drawn = clients[0].get(f"{here.url}.json").json["drawn"]
    assert [(one["towards"], one["away_from"]) for one in drawn["words"]] == [("round", "angular")]
    assert len(drawn["words"][0]["liked"]) == 2 and len(drawn["words"][0]["passed"]) == 1
    assert all(clients[0].get(one["picture_url"]).status_code == 200 for one in drawn["words"][0]["liked"])
    assert [len(one["words"]) for one in drawn["camps"]["camps"]] == [1, 1]
    assert [one["ideal"] is not None for one in drawn["camps"]["camps"]] == [False, True]
    page = clients[0].get(here.url).text
    assert page.count("rather than angular") == 3 and "So were 7 of the 9" in page
    german = clients[0].get(here.url, headers={"Accept-Language": "de"}).text
    assert "In Worten" in german and "rather than" not in german


def test_where_nothing_is_clear_it_is_said_so(circle: Callable[..., Any]) -> None:
    here = circle()
    client = here.join("Ada")
    here.join("Ben")
    here.draw()
    assert client.get(f"{here.url}.json").json["drawn"]["words"] == []
    assert "Can&#39;t tell yet: no single thing" in client.get(here.url).text


def test_my_taste_says_what_sets_me_apart_and_nobody_elses_does(circle: Callable[..., Any]) -> None:
    here = circle()
    ada, ben = here.join("Ada"), here.join("Ben")
    spoken(here)
    own = ada.get(f"{here.url}/me.json").json
    assert [one["towards"] for one in own["beside"]] == ["round"] and own["beside_words"]
    other = ben.get(f"{here.url}/me.json").json
    assert other["beside"] == [] and other["beside_words"].startswith("Can't tell yet")


def test_labels_on_the_page_are_those_that_were_given(circle: Callable[..., Any]) -> None:
    here = circle()
    client = here.join("Ada")
    for name in ("Ben", "Cem", "Dora"):
        here.join(name)
    here.draw()
    database, gid = here.studio.database, here.group.group_id
    found = camps(database, gid, 1)
    assert found is not None
    places = [replace(one, camp=(1, 4)[row % 2]) for row, one in enumerate(found[1])]
    put_camps(database, Campsite(found[0], places))
    shown = client.get(f"{here.url}.json").json["drawn"]["camps"]["camps"]
    assert [one["number"] for one in shown] == [2, 5]
    assert "camp-5" in client.get(here.url).text
