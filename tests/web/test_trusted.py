"""What is said of trust: no claim beyond self-agreement, no promise without a signal, ranges for more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from group_plgl.services.reveal import PersonRow
from group_plgl.store.models import MemberRecord
from group_plgl.store.people import Member
from group_plgl.web.me_pages import Measure
from group_plgl.web.trusted import together, trust_of

KNOWN = MemberRecord(
    "g", 9, "m", 40, 20, True, 31, 40, 0.6, same=7, asked_again=8, claimed=0.74, more_low=10, more=27,
    more_high=122,
)  # fmt: skip
AGREED = Measure(7, 8, 0.53, 0.98, "")


@pytest.fixture(autouse=True)
def _spoken(app: Flask) -> Iterator[None]:
    """Words are put in the language of a request."""
    with app.test_request_context():
        yield


def test_a_taste_is_told_its_share_of_what_can_be_foretold_and_how_many_more_answers() -> None:
    found = trust_of(KNOWN, AGREED)
    assert found.telling and not found.telling_words
    assert found.ceiling == pytest.approx(0.933, abs=0.001)
    assert found.share_low < found.share < found.share_high  # type: ignore[operator]
    assert "83%" in found.share_words and "93%" in found.share_words
    assert (found.more_low, found.more, found.more_high) == (10, 27, 122)
    assert "25" in found.more_words and "10 to 120" in found.more_words
    assert "74%" in found.claimed_words and "fits" in found.claimed_words


def test_too_sure_and_too_modest_tastes_are_told_so() -> None:
    assert "too sure" in trust_of(replace(KNOWN, claimed=0.95), None).claimed_words
    assert "too modest" in trust_of(replace(KNOWN, claimed=0.5), None).claimed_words
    assert trust_of(replace(KNOWN, held_out=5, right_held_out=4), None).claimed is None


def test_without_a_signal_nothing_is_promised() -> None:
    found = trust_of(replace(KNOWN, telling=False), AGREED)
    assert found.telling is False and "No signal" in found.telling_words and not found.more_words


def test_what_cannot_be_reached_is_said_to_be_out_of_reach() -> None:
    doubtful = Measure(22, 40, 0.4, 0.69, "")
    assert "cannot be reached" in trust_of(KNOWN, replace(doubtful, high=0.6)).more_words
    never = replace(KNOWN, more_low=-1, more=-1, more_high=-1)
    assert "out of sight" in trust_of(never, AGREED).more_words and trust_of(never, AGREED).more is None
    assert "doubtful" in trust_of(replace(never, more_low=40), AGREED).more_words
    assert "maybe never" in trust_of(replace(KNOWN, more_high=-1), AGREED).more_words
    assert "already" in trust_of(replace(KNOWN, more=0, more_low=0), AGREED).more_words
    assert not trust_of(replace(KNOWN, more=-2), AGREED).more_words


def test_before_a_taste_nothing_is_said_and_few_repeats_say_nothing() -> None:
    for record in (None, replace(KNOWN, ready=False)):
        found = trust_of(record, None)
        assert found.telling is None and not found.more_words and not found.share_words
    few = trust_of(KNOWN, Measure(2, 2, 0.3, 1.0, ""))
    assert few.share is None and "Too few" in few.share_words


def test_all_together_is_told_with_numbers_of_those_whose_taste_is_learned() -> None:
    member = Member("m", "g", "Ada", False, datetime(2026, 1, 1, tzinfo=UTC))
    rows = [
        PersonRow(member, 40, KNOWN),
        PersonRow(member, 40, replace(KNOWN, telling=False)),
        PersonRow(member, 2, replace(KNOWN, ready=False)),
    ]
    words = together(rows)
    assert "62 of 80" in words and "14 of 16" in words and "1 of 2 tastes" in words
    assert together(rows[2:]) == ""
