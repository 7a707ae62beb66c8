"""The labelled comments are what they say: checked keys and spans, two halves that share nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from group_plgl.benchmarks.comment_set import HALVES, LANGUAGES, PHOTOGRAPHS, comments_of, keys_of
from group_plgl.benchmarks.comment_set import labelled_comments as half_of
from group_plgl.errors import BadInput

GOOD: dict[str, Any] = {
    "text": "love the warm glaze",
    "language": "en",
    "space": "vessel",
    "labels": [{"key": "warmth:warm", "sign": "liked", "span": "warm"}],
    "unclear": False,
    "kinds": ["praise"],
}


def test_seen_and_unseen_share_no_comment() -> None:
    seen, unseen = ([comment.text.casefold() for comment in half_of(half)] for half in HALVES)
    assert len(seen) + len(unseen) == len({*seen, *unseen}) >= 340


def test_there_are_both_languages_in_every_space() -> None:
    places = [{(comment.language, comment.space) for comment in half_of(half)} for half in HALVES]
    assert {language for language, _ in places[0]} == set(LANGUAGES)


@pytest.mark.parametrize("half", HALVES)
def test_no_attribute_is_said_twice_of_a_comment(half: str) -> None:
    for comment in half_of(half):
        assert len({label.key for label in comment.labels}) == len(comment.labels), comment.text


def test_keys_leave_out_what_is_sensitive_and_what_an_attribute_says_already() -> None:
    assert {"gloss:matt", "lightness:dark", "colour:beige"} <= keys_of("vessel")
    assert not {"warmth:warm colours", "night:night ground"} & keys_of("vessel")
    assert not {"beard:bearded", "skin tone:pale skin"} & keys_of("avatar")
    assert "gloss:matt" not in keys_of(PHOTOGRAPHS)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"labels": [{"key": "gloss:shiny", "sign": "liked", "span": "warm"}]}, "no registry knows"),
        ({"labels": [{"key": "warmth:warm", "sign": "liked", "span": "cold"}]}, "not in the text"),
        ({"labels": [{"key": "warmth:warm", "sign": "loved", "span": "warm"}]}, "neither liked nor"),
        ({"unclear": True}, "has no labels"),
        ({"language": "fr"}, "no language"),
        ({"space": "cellar"}, "no space"),
    ],
)
def test_a_line_that_is_wrong_is_named(wrong: dict[str, Any], why: str) -> None:
    lines = "\n".join(json.dumps({**GOOD, **change}) for change in ({}, wrong))
    with pytest.raises(BadInput, match=f"line 2 .*{why}"):
        comments_of(lines)
