"""What people say, as frozen events; the words of this page are the documentation.

An event is made on the device (its id too, so a retry is never a second vote) and is durable
before it is acknowledged. Nothing is ever changed or taken back in place: undo is an `undone`
event that names what it undoes and may even arrive first. Which answers a card takes is in
`modes`, and how a stream of events becomes training data in `dataset`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from group_plgl.errors import BadInput

Kind = Literal["rated", "chosen", "classed", "sorted", "skipped", "undone", "commented"]
KINDS: dict[Kind, str] = {
    "rated": "A card was liked (1) or disliked (0), or graded: 0 to 1 on a slider, 1 to 10.",
    "chosen": "A card was preferred to those shown with it; value 1 says all please, 0 none does.",
    "classed": "A card was put into a class; the value is the number of the class, from 0.",
    "sorted": "A card was put into several classes or none; the value is the sum of 2 ** class, from 0.",
    "skipped": "A turn was passed over; it says nothing about taste.",
    "undone": "An earlier event of the same member is taken back; it may arrive before it.",
    "commented": "Something was said about a card in words.",
}
# Marks of a group itself, which name nobody: who counts has changed; somebody said what a comment means.
ROSTER = "roster"
CORRECTED = "corrected"
LARGEST_VALUE = 10.0
LARGEST_SET = 511.0  # nine classes
LONGEST_COMMENT = 500
LONGEST_ANSWER_MS = 24 * 3600 * 1000
_ID = re.compile(r"[0-9a-f]{32}")
_WITH_VALUE = ("rated", "chosen", "classed", "sorted")


@dataclass(frozen=True)
class Event:
    """One thing said by one member.

    Attributes:
        event_id: 32 hex digits made on the device.
        member_id: Who said it.
        kind: One of `KINDS`.
        card_id: The card it is about; None for `undone`.
        value: What was answered, see `KINDS`; None where nothing is to say.
        target_id: The event taken back, for `undone`; None otherwise.
        answer_ms: Milliseconds from card shown to answer, 0 to one day; None when unknown.
        said_at: When the server heard it.
        text: What was said, 1 to 500 characters, for `commented`; None otherwise.
    """

    event_id: str
    member_id: str
    kind: Kind
    card_id: str | None
    value: float | None
    target_id: str | None
    answer_ms: int | None
    said_at: datetime
    text: str | None = None

    def __post_init__(self) -> None:
        if not is_id(self.event_id):
            raise BadInput(
                "an event id is 32 hex digits", advice="Make it from 16 random bytes on the device."
            )
        if self.kind not in KINDS:
            raise BadInput(f"unknown event kind {self.kind!r}; known: {', '.join(KINDS)}")
        about_card = self.kind != "undone"
        if about_card != (self.card_id is not None) or about_card != (self.target_id is None):
            target = "a card" if about_card else "the event it takes back"
            raise BadInput(f"a {self.kind} event names {target}, nothing else")
        self._check_value()
        if (self.kind == "commented") != (self.text is not None) or not _is_comment(self.text):
            raise BadInput(f"a comment has 1 to {LONGEST_COMMENT} characters; other kinds have no text")
        if self.answer_ms is not None and not 0 <= self.answer_ms <= LONGEST_ANSWER_MS:
            raise BadInput("answer_ms lies between 0 and one day")

    def _check_value(self) -> None:
        """Only answers have a value, and ratings and classes must have one."""
        largest = LARGEST_SET if self.kind == "sorted" else LARGEST_VALUE
        missing = self.kind in ("rated", "classed", "sorted") and self.value is None
        stray = self.kind not in _WITH_VALUE and self.value is not None
        if missing or stray or not (self.value is None or 0 <= self.value <= largest):
            raise BadInput(
                f"the value of a {self.kind} event is "
                + (f"a number from 0 to {largest:g}" if self.kind in _WITH_VALUE else "left out")
            )


def is_id(text: object) -> bool:
    """Whether `text` is an id as this product makes them: 32 lower-case hex digits."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def _is_comment(text: str | None) -> bool:
    return text is None or 1 <= len(text) <= LONGEST_COMMENT
