"""The report of the board: every chart, in every shape, for whoever may see it, with nobody's “you”."""

from __future__ import annotations

import base64
import json
import re

import pytest

from group_plgl.analytics.charts import CHARTS

from ..privacy.populated import House

K = 5


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("report"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def places(house):
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in ("identified", "anonymous")}


def page(house, place, role="ready", what="report.json", **asked):
    return house.client(place, role).get(f"/g/{place.group.slug}/{what}", query_string=asked)


def test_a_report_holds_every_chart_as_the_board_has_it_and_how_it_was_found(house, places):
    place = places["identified"]
    told = page(house, place).json
    charts = {one["chart"]["name"]: one["chart"] for part in told["chapters"] for one in part["charts"]}
    assert set(charts) == set(CHARTS)
    for name in ("rule_liking", "learning"):
        shown = page(house, place, "outsider" if place.group.rehearsal else "ready", f"board/{name}.json")
        known = {key: value for key, value in shown.json["chart"].items() if key not in ("query", "rows")}
        assert known == {key: charts[name][key] for key in known}
        assert len(shown.json["chart"]["rows"]) == len(charts[name]["rows"]) > 0
    assert told["minutes"]["number"] == 2 and told["permalink"].endswith("/report.html?number=2")
    assert any("Before 12 answers" in one for one in told["method"])
    assert any("11 tastes" in one for one in told["minutes"]["limits"])


def test_where_pictures_are_only_compared_the_histogram_says_so(house, places):
    place = places["identified"]
    mode = "UPDATE sessions SET mode = ? WHERE group_id = ?"
    for now, compared in (("pick-of-four", True), ("swipe", False)):
        house.database.write(
            lambda cursor, now=now: cursor.execute(mode, [now, place.group.group_id]) and None
        )
        shown = page(house, place, what="board/liking_histogram.json").json["chart"]
        assert shown["compared"] == compared


def test_a_number_whose_report_was_taken_away_is_kept(house, places):
    kept = "SELECT number FROM kept_numbers WHERE group_id = ?"
    for mode, place in places.items():
        page(house, place, "host", what="minutes.html")
        found = house.database.read(kept, [place.group.group_id])
        assert found == ([] if mode == "anonymous" else [(2,)])


def test_a_report_of_an_older_model_and_of_a_part_says_so(house, places):
    place = places["identified"]
    older = page(house, place, number=1, answers=3).json
    assert older["minutes"]["number"] == 1 and older["filtered"].startswith("answers, at least: 3.")
    assert older["permalink"].endswith("/report.html?answers=3&number=1")
    assert page(house, place, number=7).status_code == 404
    assert page(house, place).json["filtered"] == ""


def test_the_file_holds_its_charts_as_vectors_and_asks_nothing_of_anybody(house, places):
    answer = page(house, places["identified"], what="report.html")
    assert re.search(r'attachment; filename=".*-report-model-2\.html"', answer.headers["Content-Disposition"])
    sources = re.findall(r'(?:src|srcset|poster)="([^"]*)"', answer.text)
    assert all(one.startswith("data:image/") for one in sources)
    charts = [one for one in sources if one.startswith("data:image/svg+xml;base64,")]
    drawn = answer.text.count('class="chart-image"')
    assert len(charts) == drawn > 8
    assert all(base64.b64decode(one.partition(",")[2]).startswith(b"<svg") for one in charts)
    assert "<script" not in answer.text and "<link" not in answer.text
    assert not re.search(r"@import|url\((?!data:)", answer.text)


def test_the_pdf_gets_a_picture_of_every_chart_that_is_drawn(house, places, monkeypatch):
    asked = {}
    run = house.studio.child.run

    def listening(task, words, arrays):
        asked.setdefault(task, []).append(words)
        return run(task, words, arrays)

    monkeypatch.setattr(house.studio.child, "run", listening)
    answer = page(house, places["identified"], what="report.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    (made,) = asked["pdf"]
    blocks = [one for one in json.loads(made["data"])["blocks"] if one["kind"] == "chart"]
    assert [one["title"] for one in blocks] == [chart.title for chart in CHARTS.values()]
    pictures = {one["picture"] for one in blocks if one["picture"]}
    assert pictures and pictures <= set(made["pictures"])


def test_who_may_not_see_results_gets_no_report(house, places):
    for what in ("report.json", "report.html", "report.pdf"):
        for role in ("early", "outsider"):
            assert page(house, places["identified"], role, what).status_code == 404


def test_an_anonymous_group_s_report_names_nobody_and_says_what_is_kept_back(house, places):
    place = places["anonymous"]
    names = [one.name for one in place.everybody]
    for what in ("report.json", "report.html"):
        said = page(house, place, "host", what).text
        assert not [one for one in names if one in said]
        assert not re.search(r"\(you\)", said)
    assert "Not drawn in an anonymous group" in page(house, place, "host", "report.html").text


def test_an_identified_group_s_report_names_people_and_nobody_is_you(house, places):
    place = places["identified"]
    said = page(house, place, "ready", "report.html").text
    assert any(one.name in said for one in place.everybody) and "(you)" not in said
