"""Charts: valid specifications that ask no other host, say n, and colour camps only when believed."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import Any

import altair as alt
import pytest

from group_plgl.analytics.camps import MOST_CAMPS
from group_plgl.analytics.charts import CAMP_COLOURS, CAMP_SHAPES, CHARTS, QUIET, About, Chart
from group_plgl.groups.rules import CHIEF, RULES

ABOUT = About(
    number=3, members=7, answers=283, reading="a spectrum", map_share=0.46,
    rules={name: RULES[name].title for name in CHIEF},
)  # fmt: skip
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=list(CHARTS))


def rows(chart: str, supported: bool) -> list[dict[str, Any]]:
    """Rows as the view of that chart gives them, labelled."""
    people = [
        {"member_id": f"{i:032x}", "label": f"Member {i}", "camp": i % 2 + 1, "supported": supported}
        for i in range(7)
    ]
    if chart == "taste_map":
        said = {
            "certainty": 0.9,
            "answers": 40,
            "right_held_out": 30,
            "held_out": 40,
            "image": "/pictures/ab",
        }
        return [{**one, **said, "x": i - 3.0, "y": (i % 3) - 1.0} for i, one in enumerate(people)]
    return [
        {
            **one,
            "rule": rule,
            "liking": 0.1 * i + 0.05,
            "low": 0.1 * i,
            "high": 0.1 * i + 0.1,
            "standing": 0.5,
        }
        for i, one in enumerate(people)
        for rule in CHIEF
    ]


def spec_of(chart: Chart, supported: bool = True) -> dict[str, Any]:
    return chart.build(rows(chart.name, supported), ABOUT)


@every_chart
@pytest.mark.parametrize("supported", [True, False])
def test_a_chart_is_a_valid_specification(chart: Chart, supported: bool) -> None:
    spec = spec_of(chart, supported)
    alt.LayerChart.from_dict(spec, validate=True)
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@every_chart
def test_a_chart_of_nobody_is_still_valid(chart: Chart) -> None:
    alt.LayerChart.from_dict(chart.build([], ABOUT), validate=True)


@every_chart
def test_a_chart_asks_no_other_host(chart: Chart) -> None:
    spec = spec_of(chart)
    spec.pop("$schema")
    assert not re.search(r"https?:|//", json.dumps(spec))


@every_chart
def test_camps_are_coloured_and_shaped_only_when_they_may_be_believed(chart: Chart) -> None:
    believed, doubted = (json.dumps(spec_of(chart, supported)) for supported in (True, False))
    assert CAMP_COLOURS[0] in believed and CAMP_SHAPES[1] in believed
    assert QUIET in doubted and not any(colour in doubted for colour in CAMP_COLOURS)


@every_chart
def test_the_subtitle_says_how_many(chart: Chart) -> None:
    assert "{members} members" in chart.subtitle
    assert set(re.findall(r"{(\w+)}", chart.subtitle)) <= {f.name for f in fields(About)}


def test_the_map_says_how_flat_it_is_and_what_was_found() -> None:
    assert all(f"{{{name}}}" in CHARTS["taste_map"].subtitle for name in ("answers", "map_share", "reading"))


@every_chart
def test_every_chart_has_words_for_people(chart: Chart) -> None:
    texts = [getattr(chart, f.name) for f in fields(chart) if f.name != "build"]
    assert all(isinstance(text, str) and text.strip() for text in texts)
    assert CHARTS[chart.name] is chart
    assert chart.misleads.endswith(".") and chart.help.endswith("?")


@every_chart
def test_the_order_of_rows_does_not_change_who_comes_first(chart: Chart) -> None:
    """Sets have no order: what is sorted out of them must be sorted by more than one key."""
    given = rows(chart.name, True)
    for row in given:
        if "liking" in row:
            row["liking"] = 0.5
    spec = chart.build(given, ABOUT)
    people = [f"Member {i}" for i in (0, 2, 4, 6, 1, 3, 5)]
    if chart.name == "rule_liking":
        encoding = spec["layer"][1]["encoding"]
        assert encoding["yOffset"]["sort"] == people
        assert encoding["y"]["sort"] == sorted(ABOUT.rules.values())


def test_the_worst_off_decide_the_order_of_rules() -> None:
    given = rows("rule_liking", True)
    for row in given:
        row["liking"] = {"mean": 0.2, "median": 0.4, "consensus": 0.6}[row["rule"]]
    encoding = CHARTS["rule_liking"].build(given, ABOUT)["layer"][1]["encoding"]
    assert encoding["y"]["sort"] == ["Consensus", "Median", "Mean"]


def test_there_are_enough_colours_for_every_camp() -> None:
    assert len(set(CAMP_COLOURS)) == len(set(CAMP_SHAPES)) == MOST_CAMPS


def test_a_chart_shows_a_rule_to_each_member_once() -> None:
    data = spec_of(CHARTS["rule_liking"])["layer"][1]["data"]
    assert len(data["values"]) == 7 * len(CHIEF)
