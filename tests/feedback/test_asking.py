"""What a language model says of a comment is held to the vocabulary and to the words of the comment."""

from __future__ import annotations

import json

import pytest

from group_plgl.errors import UnsafeBytes
from group_plgl.feedback.comments import PLAIN, Mention, Reading, question_of, reading_from, vocabulary_of
from group_plgl.generators import SPACES
from group_plgl.perception.attributes import ATTRIBUTES

WORDS = vocabulary_of(SPACES["vessel"].genes, ATTRIBUTES.values())
TEXT = "Love the warm glaze, too busy for me. WARM!"


def completion(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def said(*mentions: object, **more: object) -> bytes:
    return completion(json.dumps({"mentions": mentions, **more}))


def one(**changed: object) -> dict[str, object]:
    return {"term": "warmth:warm", "liked": True, "strength": 0.8, "words": "warm glaze"} | changed


def test_the_question_is_the_text_and_the_terms_and_nothing_else() -> None:
    asked = question_of(TEXT, WORDS, "small")
    assert set(asked) == {"model", "messages"}
    system, user = asked["messages"]
    assert json.loads(user["content"]) == {"text": TEXT}
    terms = json.loads(system["content"].rpartition("Terms: ")[2])
    assert set(terms) < set(WORDS.terms)
    assert "warmth:warm" in terms
    assert all(not WORDS.terms[key].absence for key in terms)


def test_mentions_come_with_their_place_in_the_order_of_the_text() -> None:
    busy = {"term": "busyness:busy", "liked": False, "words": "busy"}
    found = reading_from(said(busy, one()), TEXT, WORDS)
    warm, loud = found.mentions
    assert (TEXT[warm.start : warm.end], warm.liked, warm.strength) == ("warm glaze", True, 0.8)
    assert loud == Mention("busyness:busy", False, PLAIN, TEXT.index("busy"), TEXT.index("busy") + 4)


@pytest.mark.parametrize(
    "changed",
    [
        {"term": "taste:good"},
        {"term": 3},
        {"term": next(key for key, term in WORDS.terms.items() if term.absence)},
        {"liked": "yes"},
        {"words": "cold glaze"},
        {"words": "  "},
        {"words": None},
    ],
)
def test_what_is_no_term_of_ours_or_not_in_the_text_is_left_away(changed: dict[str, object]) -> None:
    assert reading_from(said(one(**changed), "warm", None), TEXT, WORDS) == Reading(())


@pytest.mark.parametrize(
    ("strength", "kept"), [(7, 1.0), (-1, 0.05), (True, PLAIN), ("much", PLAIN), (float("nan"), PLAIN)]
)
def test_strength_stays_within_its_range(strength: object, kept: float) -> None:
    assert reading_from(said(one(strength=strength)), TEXT, WORDS).mentions[0].strength == kept


def test_the_last_word_on_a_term_counts() -> None:
    (kept,) = reading_from(said(one(), one(liked=False, words="WARM")), TEXT, WORDS).mentions
    assert (kept.liked, TEXT[kept.start : kept.end]) == (False, "WARM")


def test_irony_is_no_mention_whatever_else_is_said() -> None:
    assert reading_from(said(one(), unclear=True), TEXT, WORDS) == Reading((), True)


def test_what_stands_around_the_object_is_skipped() -> None:
    inner = json.dumps({"mentions": [one()]})
    for content in (f"```json\n{inner}\n```", f"<think>{{maybe}}</think>Here: {inner}"):
        assert len(reading_from(completion(content), TEXT, WORDS).mentions) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        completion("I cannot help with that."),
        completion('{"mentions": 3}'),
        completion("{}"),
        completion("}{"),
        b"[" * 100_000,
        completion('{"mentions": ' + "[" * 100_000 + "}"),
    ],
)
def test_an_answer_of_another_form_is_refused(answer: bytes) -> None:
    with pytest.raises(UnsafeBytes, match="not what was asked for"):
        reading_from(answer, TEXT, WORDS)
