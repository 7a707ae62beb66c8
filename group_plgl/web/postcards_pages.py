"""What the page of postcards is made of: one card per camp, and the picture that splits two."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class CardPicture(Page):
    """A picture on a card."""

    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")


@dataclass(frozen=True)
class Postcard(Page):
    """One camp on a card."""

    number: int = fact("The camp's number, from 1.")
    size: int = fact("How many are in it.")
    labels: list[str] = fact("Who is in it; empty in anonymous groups.")
    keep: CardPicture = fact(
        "The picture drawn for it, or else what it would like best of all that are there."
    )
    liking: float = fact("Mean predicted chance of liking that in the camp, 0 to 1.")
    low: float = fact("Lower end of its 95 % interval.")
    high: float = fact("Upper end of its 95 % interval.")
    liking_words: str = fact("The same in words, with n.")
    sentence: str = fact("What the camp likes and leaves, in one sentence.")
    loved: list[CardPicture] = fact("Three pictures it is predicted to love, of those that were shown.")
    rejected: list[CardPicture] = fact("Three it is predicted to reject.")


@dataclass(frozen=True)
class Disagreement(Page):
    """The picture that splits two camps."""

    picture: CardPicture = fact("The picture.")
    pro: int = fact("The number of the camp that is predicted to like it.")
    contra: int = fact("The number of the camp that is not.")
    pro_words: str = fact("Why, and how surely, in a sentence.")
    contra_words: str = fact("Why not, likewise.")


@dataclass(frozen=True)
class PostcardsPage(GroupFrame):
    """The postcards of a group."""

    question: str = fact("What members are asked.")
    withheld: str = fact("Why the group's taste is kept from you: hidden, early, or empty.")
    number: int | None = fact("The model they are about; null where there is nothing to see.")
    made_at: datetime | None = fact("When its pictures were drawn.")
    fewest: int = fact("How many members a camp needs to have a card.")
    cards: list[Postcard] = fact("One per camp, the largest first; empty where no camps are supported.")
    disagreement: Disagreement | None = fact("The picture that splits two camps most; or null.")
    nothing: str = fact("Why there are no cards; empty when there are.")
    pdf_url: str = fact("The cards to print, A6; empty without any.")
