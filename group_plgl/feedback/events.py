"""What people say, as frozen events; the words of this page are the documentation.

An event is made on the device (its id too, so a retry is never a second vote) and is durable
before it is acknowledged. Nothing is ever changed or taken back in place: undo is an `undone`
event that names what it undoes and may even arrive first. How a stream of events becomes
training data is in `dataset`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from group_plgl.errors import BadInput

Kind = Literal["rated", "skipped", "undone"]
KINDS: dict[Kind, str] = {
    "rated": "A card was liked (value 1) or disliked (value 0).",
    "skipped": "A card was passed over; it says nothing about taste.",
    "undone": "An earlier event of the same member is taken back; it may arrive before it.",
}
LIKE, DISLIKE = 1.0, 0.0
LONGEST_ANSWER_MS = 24 * 3600 * 1000
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Event:
    """One thing said by one member.

    Attributes:
        event_id: 32 hex digits made on the device.
        member_id: Who said it.
        kind: One of `KINDS`.
        card_id: The card it is about; None for `undone`.
        value: 1.0 like or 0.0 dislike for `rated`; None otherwise.
        target_id: The event taken back, for `undone`; None otherwise.
        answer_ms: Milliseconds from card shown to answer, 0 to one day; None when unknown.
        said_at: When the server heard it.
    """

    event_id: str
    member_id: str
    kind: Kind
    card_id: str | None
    value: float | None
    target_id: str | None
    answer_ms: int | None
    said_at: datetime

    def __post_init__(self) -> None:
        if not is_id(self.event_id):
            raise BadInput(
                "an event id is 32 hex digits", advice="Make it from 16 random bytes on the device."
            )
        if self.kind not in KINDS:
            raise BadInput(f"unknown event kind {self.kind!r}; known: {', '.join(KINDS)}")
        about_card = self.kind in ("rated", "skipped")
        if about_card != (self.card_id is not None) or about_card != (self.target_id is None):
            target = "a card" if about_card else "the event it takes back"
            raise BadInput(f"a {self.kind} event names {target}, nothing else")
        if (self.kind == "rated") != (self.value is not None) or self.value not in (None, LIKE, DISLIKE):
            raise BadInput("the value of a rated event is 1 (like) or 0 (dislike); other kinds have none")
        if self.answer_ms is not None and not 0 <= self.answer_ms <= LONGEST_ANSWER_MS:
            raise BadInput("answer_ms lies between 0 and one day")


def is_id(text: object) -> bool:
    """Whether `text` is an id as this product makes them: 32 lower-case hex digits."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None
