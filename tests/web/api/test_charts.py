"""Charts for programs: divided as on the board, and in anonymous groups not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from group_plgl.analytics.charts import CHARTS
from group_plgl.services.entrust import entrust
from group_plgl.web.api import PREFIX

from ...privacy.populated import House, Place

K = 5
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("charts"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, Place]:
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in ("identified", "anonymous")}


@pytest.fixture
def ask(house: House, places: dict[str, Place]) -> Ask:
    """A chart as a key of the group gets it."""

    def asked(privacy: str, chart: str, **query: Any) -> Any:
        group = places[privacy].group
        _key, secret = entrust(house.studio, group, "A program", ("models:read",))
        head = {"Authorization": f"Bearer {secret}"}
        address = f"{PREFIX}/groups/{group.slug}/charts/{chart}"
        return house.app.test_client().get(address, query_string=query, headers=head)

    return asked


def test_a_program_gets_the_part_of_a_chart_that_the_board_shows(
    house: House, places: dict[str, Place], ask: Ask
) -> None:
    place = places["identified"]
    client = house.client(place, "host")
    for query in ({}, {"number": 1}, {"answers": 10}, {"camp": 1}, {"since": "2020-01-01", "mode": "swipe"}):
        for chart in ("learning", "picture_liking", "participation"):
            shown = client.get(f"/g/{place.group.slug}/board/{chart}.json", query_string=query).json["chart"]
            got = ask("identified", chart, **query).json
            assert len(got["rows"]) == len(shown["rows"]), (query, chart)
            assert (got["said"], got["members"]) == (shown["subtitle"], shown["members"])
    whole, part = ask("identified", "learning").json, ask("identified", "learning", camp=1).json
    assert 0 < len(part["rows"]) < len(whole["rows"])


def test_in_an_anonymous_group_nothing_is_divided(ask: Ask) -> None:
    shown = 0
    for chart in CHARTS:
        whole = ask("anonymous", chart).json
        part = ask("anonymous", chart, camp=1, answers=30, since="2030-01-01").json
        assert part == whole or (part["rows"] == [] and part["suppressed"]["reason"] == "k-anonymity")
        shown += bool(whole["rows"])
    assert shown > 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"camp": 0}, 422), ({"since": "yesterday"}, 422), ({"weighted": "maybe"}, 422), ({"who": "me"}, 422),
        ({"mode": "guessing"}, 422), ({"q1": "Design"}, 404), ({"number": 99}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(ask: Ask, query: dict[str, Any], status: int) -> None:
    answer = ask("identified", "learning", **query)
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    assert answer.json["detail"]
