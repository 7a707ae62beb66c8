"""Files of ratings: whatever spreadsheets write is read, and what is none is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.errors import BadInput
from group_plgl.feedback import ratings_file
from group_plgl.feedback.ratings_file import SCALES, Line, lines_in, scale_named, scale_of, time_in


@pytest.mark.parametrize(
    "text",
    [
        "member,picture,value,time\nAnn,p1,1,2026-01-02\n",
        "\ufeffTime;Value;Picture;Member;Note\r\n2026-01-02;1;p1;Ann;x\r\n\r\n",
        "picture\tmember\tvalue\ttime\np1\t Ann \t1\t2026-01-02",
        'member,picture,value,time\n"Ann","p1","1","2026-01-02"\n',
    ],
)
def test_columns_come_in_any_order_with_any_sign_between(text):
    (line,) = lines_in(text)
    assert line == Line(2, "Ann", "p1", "1", "2026-01-02")


def test_time_may_be_missing_and_lines_may_be_short():
    assert lines_in("member,picture,value\nAnn,p1\n") == [Line(2, "Ann", "p1", "", "")]
    assert lines_in("member,picture,value\n") == []


def test_what_is_no_file_of_ratings_is_named():
    with pytest.raises(BadInput, match="names no column member, value; it names picture, liked") as told:
        lines_in("picture,liked\np,1\n")
    assert "member,picture,value,time" in told.value.advice
    for text in ("", "\x00\x01"):
        with pytest.raises(BadInput):
            lines_in(text)


def test_a_file_has_an_end(monkeypatch):
    monkeypatch.setattr(ratings_file, "MOST_LINES", 2)
    with pytest.raises(BadInput, match="at most 2 lines, this one has 3"):
        lines_in("member,picture,value\n" + "Ann,p,1\n" * 3)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (["1", "0", "1"], "yes-no"),
        (["like", "Dislike", "LIKE"], "yes-no"),
        (["yes"] * 6 + ["no"] * 5 + ["perhaps", ""], "yes-no"),
        (["0.2", "1", "0,75"], "share"),
        (["1", "5", "3"], "one-to-five"),
        (["1", "1", "2"], "one-to-five"),
        (["4.5", "", ""], "one-to-five"),
        (["1", "10", "3"], "one-to-ten"),
        ([], "yes-no"),
    ],
)
def test_the_scale_is_the_one_that_fits_most(values, name):
    assert scale_of(values).name == name


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["yes", "no", "perhaps"], "2 of 3 are on “yes and no"),
        (["20", "70", "100", "5"], "1 of 4 are on “numbers from 1 to 5"),
        (["1", "2", "3", "4", "5"] * 4 + ["6"], "21 of 21 are on “numbers from 1 to 10"),
        (["x"], "0 of 1 are on “yes and no"),
    ],
)
def test_a_scale_that_is_not_sure_is_not_guessed(values, said):
    with pytest.raises(BadInput, match=said) as caught:
        scale_of(values)
    assert caught.value.advice.startswith("Name the scale")


@given(st.text(max_size=12))
def test_a_value_is_a_liking_or_none_of_the_scale(text):
    for scale in SCALES.values():
        liking = scale.read(text)
        assert liking is None or 0.0 <= liking <= 1.0


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        ("yes-no", {"Yes": 1, "disliked": 0, "2": None, "": None}),
        ("share", {"0": 0, "0,25": 0.25, "1.01": None, "nan": None, "inf": None}),
        ("one-to-five", {"1": 0, "3": 0.5, "5": 1, "0": None, "5.5": None}),
        ("one-to-ten", {"1": 0, "5.5": 0.5, "10": 1, "0": None, "11": None}),
    ],
)
def test_values_become_likings(scale, values):
    assert {text: scale_named(scale).read(text) for text in values} == values


def test_an_unknown_scale_is_told_with_the_known():
    with pytest.raises(BadInput, match="known: yes-no, share, one-to-five"):
        scale_named("six")


def test_times_are_read_as_iso_writes_them():
    assert time_in("2026-01-02T03:04:05Z") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert time_in("2026-01-02 05:04+02:00") == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert time_in("2026-01-02") == datetime(2026, 1, 2, tzinfo=UTC)
    assert time_in("yesterday") is time_in("1969-12-31") is time_in("0001-01-01T00:00+14:00") is None
