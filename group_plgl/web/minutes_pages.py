"""What the minutes of a group are made of: what was chosen, what was not and why, and what it rests on."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.frames import GroupFrame
from group_plgl.web.minority_pages import Minority
from group_plgl.web.pages import Page, fact
from group_plgl.web.stage_pages import ResultPanel


@dataclass(frozen=True)
class Chosen(Page):
    """The group's picture, and who it is predicted to please."""

    title: str = fact("The rule that chose it, as people read it.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    sentence: str = fact("How many are predicted to like it, in words.")
    doubt: str = fact("Who is predicted not to; empty when nobody, or where nobody is singled out.")
    mean: float | None = fact("Mean predicted chance of liking it, 0 to 1; null where not told.")
    low: float | None = fact("Lower end of the 95 % interval of the mean.")
    high: float | None = fact("Upper end of the 95 % interval of the mean.")
    liking: str = fact("The same in a sentence, with n; empty where not told.")


@dataclass(frozen=True)
class Rejected(Page):
    """A picture that was there and was not chosen."""

    title: str = fact("What would have chosen it.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    sentence: str = fact("How many are predicted to like it, in words.")
    why: str = fact("What speaks against it beside the chosen one, with numbers where they are told.")
    mean: float | None = fact("Mean predicted chance of liking it, 0 to 1; null where not told.")
    low: float | None = fact("Lower end of the 95 % interval of the mean.")
    high: float | None = fact("Upper end of the 95 % interval of the mean.")


@dataclass(frozen=True)
class Proof(Page):
    """Something by which all this can be found again."""

    name: str = fact("What it is.")
    value: str = fact("Its value.")


@dataclass(frozen=True)
class MinutesPage(GroupFrame):
    """The minutes of a group at one model."""

    question: str = fact("What members are asked.")
    withheld: str = fact("Why the group's taste is kept from you: hidden, early, or empty.")
    number: int | None = fact("The model they are about; null where there is nothing to see.")
    made_at: datetime | None = fact("When its picture was drawn.")
    took_part: str = fact("How many took part, as far as it may be told, in words.")
    members: int | None = fact("How many tastes it is made of; null where telling would single somebody out.")
    answers: int | None = fact("How many answers those rest on; null where that may not be told.")
    chosen: Chosen | None = fact("The group's picture; null where there is nothing to see.")
    vote: ResultPanel | None = fact("The blind vote there was on pictures of this model or before; or null.")
    minority: Minority | None = fact("Who is predicted to dislike it strongly, and what they would keep.")
    rejected: list[Rejected] = fact("What was not chosen, and why.")
    behind: list[Rejected] = fact("Pictures close behind the chosen one that look different.")
    rather: list[str] = fact("Who would rather have what, in sentences; empty where nobody is singled out.")
    camps: str = fact("Whether the group is one or falls into camps, in words; empty before that is known.")
    limits: list[str] = fact("What this is not.")
    permalink: str = fact("Where these minutes are found again.")
    proofs: list[Proof] = fact("Numbers and hashes by which the model and its picture are known.")
    html_url: str = fact("The same as one file for any browser, pictures inside.")
    pdf_url: str = fact("The same as PDF.")
