"""What the page of segments and weights is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class SegmentLine(Page):
    """One answer to a question, and who gave it."""

    answer: str = fact("The answer, as a chart's address takes it; - for none.")
    title: str = fact("The answer as people read it.")
    members: int | None = fact("How many gave it; null where that is not told.")
    share: float | None = fact("Their share of those who answered, 0 to 1; null for none and where not told.")
    wanted: float | None = fact("The share it should have, as the host stated; null where none is stated.")
    reached: float | None = fact("The share it has when charts are weighted; null where they cannot be.")


@dataclass(frozen=True)
class AskedPart(Page):
    """One question at the door."""

    name: str = fact("As a chart's address takes it: q1, q2, q3.")
    text: str = fact("The question.")
    divides: bool = fact("Whether charts can be divided by it, or its answers told where none are.")
    offered: bool = fact("Whether they can be now; in anonymous groups whether its answers are counted here.")
    words: str = fact("The same in a sentence.")
    segments: list[SegmentLine] = fact("Its answers, in the host's order; empty for free answers.")


@dataclass(frozen=True)
class Statement(Page):
    """One statement of the host on shares."""

    version: int = fact("Which statement, from 1.")
    said_at: datetime = fact("When.")
    words: str = fact("What was stated.")


@dataclass(frozen=True)
class DoorLine(Page):
    """A question in the form that changes questions."""

    text: str = fact("The question.")
    choices: str = fact("Its answers with commas between; empty for a free answer.")


@dataclass(frozen=True)
class SegmentsPage(GroupFrame):
    """What was asked at the door, how charts are divided by it, and what shares answers should have."""

    withheld: str = fact("Why results are kept from you: hidden, or too early; empty when they are not.")
    number: int | None = fact("The model whose members are counted here; null before there is one.")
    questions: list[AskedPart] = fact("The host's questions.")
    charted: bool = fact("Whether charts are divided and weighted at all; never in anonymous groups.")
    weighted: bool = fact("Whether the host has stated shares that charts can be weighted by.")
    weight_words: str = fact("What the shares come to, or why nobody can be weighted, in words.")
    n: int | None = fact("How many tastes are weighted; null where that is not told.")
    effective_n: float | None = fact("How many equal voices they are worth; null where there are no weights.")
    lowest: float = fact("The least anybody counts in weighted charts.")
    highest: float = fact("The most anybody counts in weighted charts.")
    statements: list[Statement] = fact("Everything the host stated on shares, the newest first.")
    editable: bool = fact("Whether you may change the questions: you are the host, and nobody has joined.")
    door: list[DoorLine] = fact("The questions as the form has them; empty where they cannot be changed.")
    problem: str = fact("Why an order was not followed; empty when nothing went wrong.")
