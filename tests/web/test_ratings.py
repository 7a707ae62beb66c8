"""Ratings from a file, as the host brings them in a browser."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from group_plgl.store.people import members_of
from group_plgl.web import ratings

from .conftest import ORIGIN, Circle

GOOD = "member,picture,value,time\nAnn,1,yes,2026-01-02\nBo,2,no,\nBo,99,no,\n"


def bring(client, party: Circle, text: str = GOOD, **other: str):
    data = {"file": (io.BytesIO(text.encode()), "ratings.csv"), **other}
    return client.post(f"{party.url}/ratings", data=data, headers=ORIGIN | {"Accept": "text/html"})


def test_only_the_host_brings_ratings(circle: Callable[..., Circle]) -> None:
    party = circle()
    ann = party.join("Ann")
    assert ann.get(f"{party.url}/ratings").status_code == 403
    assert bring(ann, party, order="take").status_code == 403
    assert bring(party.outsider(), party, order="take").status_code == 404
    assert len(members_of(party.studio.database, party.group.group_id)) == 1


def test_a_file_is_looked_at_first_then_taken_in_once(circle: Callable[..., Circle]) -> None:
    party = circle()
    host = party.host()
    looked = bring(host, party)
    assert "2 ratings would come in." in looked.text and "Nothing was stored yet" in looked.text
    assert "No picture of the group has this id" in looked.text and "Line 4" in looked.text
    assert members_of(party.studio.database, party.group.group_id) == []
    taken = bring(host, party, order="take")
    assert "2 ratings came in." in taken.text and "2 new members." in taken.text
    assert "0 ratings came in." in bring(host, party, order="take").text
    page = host.get(f"{party.url}/control").text
    assert "Ann (imported)" in page and "Bo (imported)" in page


def test_whoever_came_with_a_file_is_taken_out_again_and_may_come_back(circle: Callable[..., Circle]) -> None:
    party = circle()
    host, url = party.host(), f"{party.url}/ratings"
    party.join("Cyd")
    assert "Take them out again" not in host.get(url).text
    bring(host, party, order="take")
    assert "Take them out again" in host.get(url).text
    assert host.post(f"{url}/withdraw", headers=ORIGIN).status_code == 422
    assert len(members_of(party.studio.database, party.group.group_id)) == 3
    assert host.post(f"{url}/withdraw", data={"sure": "yes"}, headers=ORIGIN).status_code == 303
    (left,) = members_of(party.studio.database, party.group.group_id)
    assert left.nickname == "Cyd" and not host.get(f"{url}.json").json["any_here"]
    assert "2 ratings came in." in bring(host, party, order="take").text
    assert party.outsider().post(f"{url}/withdraw", headers=ORIGIN).status_code == 404


def test_the_report_is_a_table_to_keep(circle: Callable[..., Circle]) -> None:
    party = circle()
    report = bring(party.host(), party, order="table")
    assert report.mimetype == "text/csv" and "attachment" in report.headers["Content-Disposition"]
    assert report.headers["Cache-Control"] == "no-store"
    lines = report.text.splitlines()
    assert lines[0].startswith("line,member,picture,value,time,outcome") and "unknown picture" in lines[3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("picture,liked\n1,1\n", "The first line names no column member, value"),
        ("member,picture,value\n" + "A,1,1\n" * 12, "at most 10 lines"),
        ("\udcff", "no text in UTF-8"),
    ],
)
def test_what_is_no_file_of_ratings_is_told_why(circle, monkeypatch, text, said) -> None:
    monkeypatch.setattr(ratings, "MOST_HERE", 10)
    party = circle()
    data = {"file": (io.BytesIO(text.encode("utf-8", "surrogateescape")), "x.csv"), "order": "take"}
    answer = party.host().post(f"{party.url}/ratings", data=data, headers=ORIGIN | {"Accept": "text/html"})
    assert answer.status_code == 422 and said in answer.text


def test_a_file_a_byte_too_large_is_refused_and_none_is_cut(circle, monkeypatch) -> None:
    party, text = circle(), "member,picture,value\nJürgen,1,yes\nÄnne,2,no\n"
    monkeypatch.setattr(ratings, "LARGEST_HERE", len(text.encode()))
    assert "2 ratings would come in." in bring(party.host(), party, text).text
    refused = bring(party.host(), party, text + "\n")
    assert refused.status_code == 422 and "A file brought here has at most 0 MB" in refused.text


def test_without_a_file_a_scale_or_an_order_nothing_happens(circle: Callable[..., Circle]) -> None:
    party = circle()
    host = party.host()
    empty = host.post(f"{party.url}/ratings", data={"order": "look"}, headers=ORIGIN)
    assert empty.status_code == 422 and "No file was sent" in empty.text
    assert bring(host, party, scale="six").status_code == 422
    assert bring(host, party, order="burn").status_code == 422
    told = host.post(
        f"{party.url}/ratings", data={"file": (io.BytesIO(GOOD.encode()), "x.csv"), "scale": "yes-no"},
        headers=ORIGIN | {"Accept": "application/json"},
    )  # fmt: skip
    assert told.json["report"]["dry"] and not told.json["report"]["found"]
    assert host.get(f"{party.url}/ratings.json").json["report"] is None


def test_names_of_a_file_are_not_said_again_where_nobody_is_singled_out(
    circle: Callable[..., Circle],
) -> None:
    party = circle(privacy="anonymous")
    host = party.host()
    assert "kept nowhere" in host.get(f"{party.url}/ratings").text
    for order in ("look", "take", "table"):
        assert (
            "Xanthippe" not in bring(host, party, "member,picture,value\nXanthippe,1,2\n", order=order).text
        )
