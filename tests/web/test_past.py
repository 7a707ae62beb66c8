"""Pages of a group whose space is drawn in a newer version by now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from group_plgl.generators import SPACES

from .conftest import Circle
from .test_group_page import ALL_PAGES

MORE_PAGES = ["/rate", "/me", "/me.json", "/me.zip", "/privacy", "/present", "/present.json"]


@pytest.fixture
def renew(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the server draw the next version of tiles from now on."""
    known = SPACES["tiles"]
    return lambda: monkeypatch.setitem(SPACES, "tiles", replace(known, version=known.version + 1))


@pytest.fixture
def drawn(circle: Callable[..., Circle]) -> Circle:
    """A group with three members and a drawing."""
    group = circle()
    for nickname in ("Ada", "Bo", "Cyd"):
        group.join(nickname)
    group.draw()
    return group


@pytest.fixture
def past(drawn: Circle, renew: Callable[[], None]) -> Circle:
    """The same, whose space has got a newer version since."""
    renew()
    return drawn


def test_every_page_still_shows_what_is_stored(drawn: Circle, renew: Callable[[], None]) -> None:
    host, member = drawn.host(), drawn.join("Dee")
    asked = [(host, page) for page in ALL_PAGES] + [(member, page) for page in [*ALL_PAGES, *MORE_PAGES]]
    before = [client.get(drawn.url + page).status_code for client, page in asked]
    renew()
    assert [client.get(drawn.url + page).status_code for client, page in asked] == before
    assert before.count(200) > 20
    picture = host.get(f"{drawn.url}.json").json["drawn"]["ideals"][0]["picture_url"]
    assert host.get(picture).status_code == 200


def test_the_host_reads_why_nothing_new_is_drawn_and_what_to_do(past: Circle) -> None:
    shown = past.host().get(past.url).text
    assert "nothing new is drawn or learned here. To go on, start a new group." in shown
    assert 'href="/new">Start a new group</a>' in shown
    member = past.join("Dee").get(past.url).text
    assert "nothing new is drawn or learned here" in member and "Start a new group</a>" not in member


def test_nobody_is_told_of_versions_while_there_is_only_one(circle: Callable[..., Circle]) -> None:
    group = circle()
    assert group.host().get(f"{group.url}.json").json["past"] == ""
    assert "nothing new is drawn" not in group.host().get(group.url).text


def test_pictures_of_an_older_version_are_described_without_its_words(past: Circle) -> None:
    turns = past.join("Dee").get(f"{past.url}/cards.json").json["turns"]
    assert turns and {card["words"] for turn in turns for card in turn["cards"]} == {"Generated image"}
