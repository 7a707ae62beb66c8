"""Charts: valid specifications that ask no other host, say n, and colour camps only when believed."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import Any

import altair as alt
import numpy as np
import pytest

from group_plgl.analytics.camps import MOST_CAMPS
from group_plgl.analytics.charts import (
    CAMP_COLOURS,
    CAMP_SHAPES,
    CHARTS,
    QUIET,
    STEPS,
    TOGETHER,
    TOPICS,
    About,
    Chart,
    drawn_png,
    drawn_svg,
)
from group_plgl.generators.raster import pixels_of
from group_plgl.groups.rules import CHIEF, RULES

ABOUT = About(
    number=3, members=7, answers=283, reading="a spectrum", map_share=0.46,
    rules={name: RULES[name].title for name in CHIEF},
)  # fmt: skip
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=list(CHARTS))


def rows(chart: str, supported: bool) -> list[dict[str, Any]]:
    """Rows as the view of that chart gives them, labelled."""
    people = [
        {
            "label": f"Member {i}",
            "camp": i % 2 + 1,
            "supported": supported,
            "answers": 40,
            "image": "/pictures/ab",
        }
        for i in range(7)
    ]
    tested = {
        "right_held_out": 30,
        "held_out": 40,
        "right_share": 0.75,
        "low": 0.6,
        "high": 0.86,
        "baseline": 0.6,
    }
    made: dict[str, list[dict[str, Any]]] = {
        "taste_map": [
            {**one, **tested, "certainty": 0.9, "x": i - 3.0, "y": (i % 3) - 1.0}
            for i, one in enumerate(people)
        ],
        "agreement": [
            {
                **one,
                "other": other["label"],
                "shared": 4 * i,
                "agree": 0.7,
                "kappa": 0.4,
                "kappa_low": 0.1,
                "kappa_high": 0.7,
            }
            for i, one in enumerate(people)
            for other in people
            if one is not other
        ],
        "camp_profile": [
            {
                "camp": camp,
                "attribute": f"scale {i}",
                "low_end": "cold",
                "high_end": f"warm {i}",
                "lift": 0.4 - i / 10,
                "lift_low": -0.1,
                "lift_high": 0.8,
                "p_value": 0.01 * i,
                "clear": i < 3,
                "supported": supported,
            }
            for i in range(15)
            for camp in (1, 2)
        ],
        "picture_liking": [
            {
                "image": "/pictures/ab",
                "people": 3 + i,
                "fewest": 3 + i,
                "likes": i,
                "liking": 0.1 * i + 0.1,
                "low": 0.1 * i,
                "high": 0.1 * i + 0.2,
                "consensus": 0.1 * i,
                "divided": 0.5,
                "supported": supported,
            }
            for i in range(7)
        ],
        "rule_liking": [
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
        ],
        "price_of_fairness": [
            {
                "kind": "another picture",
                "name": "",
                "image": "/pictures/ab",
                "mean": 0.6 + i / 50,
                "worst": 0.5 - i / 50,
                "worst_low": 0.3,
                "worst_high": 0.6,
                "people": 7,
            }
            for i in range(9)
        ],
        "blind_vote": [
            {
                "candidate": f"Candidate {i}",
                "image": "/pictures/ab",
                "votes": 4 - i,
                "people": 10,
                "share": (4 - i) / 10,
                "low": 0.1,
                "high": 0.7,
                "foretold": 0.3,
                "foretold_low": 0.1,
                "foretold_high": 0.5,
            }
            for i in range(4)
        ],
        "learning": [{**one, **tested, "answers": 20 * step} for one in people for step in (1, 2)],
        "liking_histogram": [
            {"chance_from": i / 20, "chance_to": (i + 1) / 20, "liked": i, "disliked": 20 - i, "people": 7}
            for i in range(20)
        ],
        "calibration": [
            {
                "foretold": i / 10,
                "liked_share": i / 10,
                "low": 0.0,
                "high": 1.0,
                "answers": i,
                "people": 7,
                "counted": 30,
            }
            for i in range(10)
        ],
        "drift": [
            {
                "label": label,
                "group": label == "all",
                "at_number": number,
                "earlier": 1,
                "similarity": 0.5,
                "unmoved_low": 0.6,
                "unmoved_high": 0.9,
            }
            for label in ("all", "Member 1", "Member 2")
            for number in (2, 3)
        ],
        "convergence": [
            {
                "at_number": i,
                "answers": 20 * i,
                "members": 7,
                "expected": 9 / i,
                "expected_low": 4 / i,
                "expected_high": 18 / i,
            }
            for i in range(1, 5)
        ],
        "participation": [
            {
                "step": step,
                "step_title": step,
                "place": i,
                "people": 7 - i,
                "members": 7,
                "words": f"{7 - i} of 7",
            }
            for i, step in enumerate(STEPS)
        ],
        "influence": [{**one, "moved": 2.0 - i / 4, "weight": 1.0} for i, one in enumerate(people)],
        "answer_pace": [
            {"seconds_from": 0.5 + i, "seconds_to": 1.5 + i, "flagged": i == 0, "answers": 10, "people": 5}
            for i in range(4)
        ],
        "job_runs": [
            {
                "job": "learn_members",
                "job_title": "Learn members",
                "status": status,
                "started_at": "2026-03-04 05:06:07",
                "finished_at": "2026-03-04 05:06:09",
                "seconds": 2.0,
            }
            for status in ("done", "failed")
        ],
    }
    return made[chart]


def spec_of(chart: Chart, supported: bool = True) -> dict[str, Any]:
    return chart.build(rows(chart.name, supported), ABOUT)


camp_charts = pytest.mark.parametrize(
    "chart", [CHARTS["taste_map"], CHARTS["rule_liking"]], ids=["taste_map", "rule_liking"]
)


@every_chart
@pytest.mark.parametrize("supported", [True, False])
def test_a_chart_is_a_valid_specification(chart: Chart, supported: bool) -> None:
    spec = spec_of(chart, supported)
    alt.Chart.from_dict(spec, validate=True)
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


@every_chart
def test_a_chart_of_nobody_is_still_valid(chart: Chart) -> None:
    alt.Chart.from_dict(chart.build([], ABOUT), validate=True)


def test_pictures_in_words_are_side_by_side_and_the_rest_is_counted() -> None:
    told = [{"image": "/pictures/ab", "people": 5, "band": "most", "band_title": "most"}] * 20
    chart = TOGETHER["picture_liking"]
    for few in (told, told[:3], []):
        spec = chart.build(few, ABOUT)
        alt.Chart.from_dict(spec, validate=True)
        assert ('"+8"' in json.dumps(spec)) == (len(few) == 20)
    assert chart.tell(told) == {"pictures": 20, "few": 5}


@every_chart
def test_a_chart_asks_no_other_host(chart: Chart) -> None:
    spec = spec_of(chart)
    spec.pop("$schema")
    assert not re.search(r"https?:|//", json.dumps(spec))


@camp_charts
def test_camps_are_coloured_and_shaped_only_when_they_may_be_believed(chart: Chart) -> None:
    believed, doubted = (json.dumps(spec_of(chart, supported)) for supported in (True, False))
    assert CAMP_COLOURS[0] in believed and CAMP_SHAPES[1] in believed
    assert QUIET in doubted and not any(colour in doubted for colour in CAMP_COLOURS)


@every_chart
def test_the_subtitle_says_how_many(chart: Chart) -> None:
    assert re.search(r"{(members|voters|runs)}", chart.subtitle)
    told = chart.tell(rows(chart.name, True))
    assert set(re.findall(r"{(\w+)}", chart.subtitle)) <= {f.name for f in fields(About)} | set(told)
    assert set(chart.tell([])) == set(told), "of nothing as much is told"


@every_chart
def test_every_chart_is_on_the_board_and_draws_an_interval_where_it_guesses(chart: Chart) -> None:
    assert chart.topic in TOPICS
    guesses = chart.name not in (
        "taste_map",
        "liking_histogram",
        "participation",
        "influence",
        "answer_pace",
        "job_runs",
    )
    spec = json.dumps(spec_of(chart))
    assert ('"y2"' in spec or '"x2"' in spec or chart.name == "agreement") or not guesses


@every_chart
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_exported_chart_has_text_in_it(chart: Chart, theme: str) -> None:
    """The library draws no text, and says nothing, where it has none of the fonts."""
    told = drawn_svg(spec_of(chart), "A title", "60 members, " * 20, theme)
    assert "A title" in told and "60 members" in told and "currentColor" not in told


def test_an_exported_chart_has_ink_where_its_title_is() -> None:
    spec = spec_of(CHARTS["calibration"])
    with_title, without = (
        np.asarray(pixels_of(drawn_png(spec, title, subtitle)), dtype=float)
        for title, subtitle in (("When it says 80 %", "60 members"), (" ", " "))
    )
    dark = [int((pixels[:150].mean(axis=2) < 100).sum()) for pixels in (with_title, without)]
    assert dark[0] > dark[1] + 1500


def test_the_map_says_how_flat_it_is_and_what_was_found() -> None:
    assert all(f"{{{name}}}" in CHARTS["taste_map"].subtitle for name in ("answers", "map_share", "reading"))


@every_chart
def test_every_chart_has_words_for_people(chart: Chart) -> None:
    texts = [chart.name, chart.title, chart.help, chart.misleads, chart.subtitle]
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
