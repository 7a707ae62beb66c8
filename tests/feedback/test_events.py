"""Events: what may be said, and what is refused before it is written anywhere."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from group_plgl.errors import BadInput
from group_plgl.feedback.events import KINDS, LONGEST_ANSWER_MS, LONGEST_COMMENT, Event, is_id

ONE, TWO, ME = "0" * 32, "1" * 32, "a" * 32
PLAIN: dict[str, dict[str, Any]] = {
    "rated": {"card_id": ONE, "value": 1.0, "target_id": None},
    "skipped": {"card_id": ONE, "value": None, "target_id": None},
    "chosen": {"card_id": ONE, "value": None, "target_id": None},
    "classed": {"card_id": ONE, "value": 2.0, "target_id": None},
    "sorted": {"card_id": ONE, "value": 511.0, "target_id": None},
    "commented": {"card_id": ONE, "value": None, "target_id": None, "text": "too busy"},
    "undone": {"card_id": None, "value": None, "target_id": TWO},
}


def said(kind: str, **other: Any) -> Event:
    words = {"event_id": ONE, "member_id": ME, "answer_ms": 400, "said_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Event(**{**words, "kind": kind, **PLAIN[kind], **other})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_said(kind: str) -> None:
    assert said(kind).kind == kind
    assert KINDS[kind].endswith(".")  # type: ignore[index]


@pytest.mark.parametrize("value", [0.0, 1.0, 0, 1, 0.35, 10.0])
def test_a_rating_lies_between_zero_and_ten(value: float) -> None:
    assert said("rated", value=value).value == value


@pytest.mark.parametrize("value", [-1.0, 10.5, float("nan"), float("inf"), None])
def test_a_rating_is_nothing_else(value: float | None) -> None:
    with pytest.raises(BadInput, match="is a number from 0 to 10"):
        said("rated", value=value)


@pytest.mark.parametrize("value", [-1.0, 512.0, None])
def test_a_set_of_classes_is_a_number_of_nine_bits(value: float | None) -> None:
    with pytest.raises(BadInput, match="is a number from 0 to 511"):
        said("sorted", value=value)


@pytest.mark.parametrize("kind", ["skipped", "undone", "commented"])
def test_only_answers_have_a_value(kind: str) -> None:
    with pytest.raises(BadInput, match="is left out"):
        said(kind, value=1.0)


@pytest.mark.parametrize("text", [None, "", "a" * (LONGEST_COMMENT + 1)])
def test_a_comment_says_something_and_not_too_much(text: str | None) -> None:
    with pytest.raises(BadInput, match="a comment has 1 to 500 characters"):
        said("commented", text=text)


def test_only_comments_have_a_text() -> None:
    with pytest.raises(BadInput, match="other kinds have no text"):
        said("rated", text="lovely")


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("rated", {"card_id": None}),
        ("rated", {"target_id": TWO}),
        ("skipped", {"card_id": None, "target_id": TWO}),
        ("undone", {"card_id": ONE}),
        ("undone", {"target_id": None}),
    ],
)
def test_an_event_names_its_card_or_what_it_takes_back(kind: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=f"a {kind} event names"):
        said(kind, **wrong)


@pytest.mark.parametrize("event_id", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n"])
def test_an_id_is_32_hex_digits(event_id: str) -> None:
    assert not is_id(event_id)
    with pytest.raises(BadInput, match="32 hex digits"):
        said("rated", event_id=event_id)


def test_only_text_is_an_id() -> None:
    assert not is_id(None) and not is_id(0) and is_id(ONE)


def test_an_unknown_kind_is_told_with_the_known_ones() -> None:
    words = {name: getattr(said("rated"), name) for name in ("event_id", "member_id", "card_id", "said_at")}
    with pytest.raises(
        BadInput, match="unknown event kind 'loved'; known: rated, chosen, classed, sorted, skipped"
    ):
        Event(**words, kind="loved", value=1.0, target_id=None, answer_ms=None)


@pytest.mark.parametrize("answer_ms", [None, 0, LONGEST_ANSWER_MS])
def test_an_answer_takes_from_no_time_to_a_day(answer_ms: int | None) -> None:
    assert said("rated", answer_ms=answer_ms).answer_ms == answer_ms


@pytest.mark.parametrize("answer_ms", [-1, LONGEST_ANSWER_MS + 1])
def test_no_answer_takes_longer_or_less(answer_ms: int) -> None:
    with pytest.raises(BadInput, match="between 0 and one day"):
        said("rated", answer_ms=answer_ms)


def test_what_was_said_is_never_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        said("rated").value = 0.0  # type: ignore[misc]
