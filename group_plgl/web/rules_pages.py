"""What the page of rules is made of: what each would choose, and what follows from comparing them."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.frames import GroupFrame
from group_plgl.web.pages import Liking, Page, fact


@dataclass(frozen=True)
class Alternative(Page):
    """A picture the group could have, with who is predicted to like it."""

    spot: int = fact("Which of the page's pictures it is; the same number is the same picture.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    sentence: str = fact("How many are predicted to like it, in words.")
    band: str = fact("How many are predicted to like it: a band, or exactly.")
    pleased: int | None = fact("How many are predicted to like it; null where only the band is told.")
    members: int | None = fact("How many tastes that is out of; null where that may not be told.")
    mean: float | None = fact("Mean predicted chance of liking it, by voices, 0 to 1; null where not told.")
    low: float | None = fact("Lower end of the 95 % interval of the mean.")
    high: float | None = fact("Upper end of the 95 % interval of the mean.")
    worst: float | None = fact("The least predicted liking of any member, 0 to 1; null where not told.")
    worst_off: str = fact("Whose that is; empty where nobody is singled out.")
    likings: list[Liking] = fact("Predicted liking of each member; empty where nobody is singled out.")


@dataclass(frozen=True)
class RuleWords(Page):
    """One rule, or one merge of weights, in words."""

    name: str = fact("As in tables.")
    title: str = fact("As people read it.")
    help: str = fact("What it does.")
    advice: str = fact("When to use it.")


@dataclass(frozen=True)
class RuleCard(Page):
    """A picture and all the rules that choose it."""

    rules: list[RuleWords] = fact("The rules.")
    shown: bool = fact("Whether it is the group's own picture.")
    picture: Alternative = fact("The picture.")
    apart: float = fact("How far it looks from the group's own picture; two pictures at random are 1.")


@dataclass(frozen=True)
class Stop(Page):
    """A picture on the line between most liking in all and best for whoever is worst off."""

    place: int = fact("Its place on the line, from 1.")
    x: float = fact("Mean predicted liking, 0 to 1 from the least to the most on the line.")
    y: float = fact("Predicted liking of whoever is worst off, 0 to 1 likewise.")
    words: str = fact("What is predicted, in a sentence.")
    picture: Alternative = fact("The picture.")


@dataclass(frozen=True)
class Served(Page):
    """A picture of a set, and whom it is for."""

    picture: Alternative = fact("The picture.")
    words: str = fact("Whom it is for, in words.")
    members: list[str] = fact("Whom it is for; empty where nobody is singled out.")


@dataclass(frozen=True)
class WayOut(Page):
    """A picture that everybody likes, or one that could be taken instead, with what speaks for it."""

    names: list[str] = fact(
        "As in tables: met, max-min, approval, slack; several where they choose the same."
    )
    title: str = fact("What it is, as people read it.")
    words: str = fact("Whom it pleases, in a sentence.")
    picture: Alternative = fact("The picture.")


@dataclass(frozen=True)
class Wish(Page):
    """Whether one picture pleases everybody, and who is in whose way where none does."""

    answer: str = fact("met, conflict, or beyond: more than held-out answers support saying of anybody.")
    level: float = fact("From which predicted chance somebody counts as pleased, 0 to 1.")
    sentence: str = fact("The answer, in a sentence.")
    detail: str = fact("What it rests on, in sentences.")
    members: list[str] = fact("Whom no picture found pleases together; without any one of them some does.")
    options: list[WayOut] = fact("The picture that pleases everybody, or what could be taken instead.")


@dataclass(frozen=True)
class Wall(Page):
    """Nine pictures that hang together: the group's own and others in its style."""

    words: str = fact("What they have in common and how they are liked, in a sentence.")
    pictures: list[Alternative] = fact("The pictures, row by row; the first is the group's own.")


@dataclass(frozen=True)
class Part(Page):
    """One of the two parts of a group, with the picture it would like best."""

    number: int = fact("Which part, from 1; the larger first.")
    size: int = fact("How many are in it.")
    labels: list[str] = fact("Who is in it; empty where nobody is singled out.")
    picture: Alternative = fact("The picture that this part would like best.")
    mean: float | None = fact("Mean predicted liking of it in this part, 0 to 1; null where not told.")
    low: float | None = fact("Lower end of its 95 % interval.")
    high: float | None = fact("Upper end of its 95 % interval.")
    elsewhere: float | None = fact("Mean predicted liking of it in the other part; null where not told.")


@dataclass(frozen=True)
class Verdict(Page):
    """Whether one picture serves the group."""

    verdict: str = fact("one picture serves you, both offered, or no single ideal: one per camp; or empty.")
    sentence: str = fact("The answer, in a sentence.")
    detail: str = fact("What it rests on, with numbers.")
    gain: float | None = fact("Predicted gain of percentile by a picture for each part; null where not told.")
    low: float | None = fact("Lower end of its 95 % interval.")
    high: float | None = fact("Upper end of its 95 % interval.")
    one: Alternative | None = fact("The one picture that serves best; null where that is not told.")
    parts: list[Part] = fact("The parts with a picture each; empty where there are none, or not told.")


@dataclass(frozen=True)
class Crossing(Page):
    """One way to combine, on both roads: everybody's liking combined, or their tastes."""

    opinions: RuleWords = fact("The rule that combines likings.")
    opinions_picture: Alternative = fact("What it chooses.")
    weights: RuleWords = fact("The merge that combines the tastes themselves.")
    weights_picture: Alternative = fact("What it chooses.")
    across: float = fact("How far both look from each other; two pictures at random are 1.")
    words: str = fact("How they differ, and how far they stand from the plain mean, in words.")


@dataclass(frozen=True)
class Hold(Page):
    """How much the group's picture hangs on one member."""

    label: str = fact("How the member appears to you.")
    you: bool = fact("Whether it is you.")
    weight: float = fact("How many times they count.")
    moved: float | None = fact("How far the picture would look from itself without them; null if not known.")
    pull: float = fact("Share of what would move the picture at once that is theirs, 0 to 1.")


@dataclass(frozen=True)
class RulesPage(GroupFrame):
    """What every rule would choose for a group, side by side."""

    withheld: str = fact("Why the group's taste is kept from you: hidden, early, or empty.")
    number: int | None = fact("The model all this is about; null before there is one.")
    newest: int | None = fact("The newest model; what it would choose may not be known yet.")
    made_at: datetime | None = fact("When it was found.")
    members: int | None = fact("How many tastes it is made of; null without any, or where not told.")
    answers: int | None = fact("How many answers those rest on; likewise.")
    voices: list[str] = fact("Who counts otherwise than once, as the host set it, in sentences.")
    verdict: Verdict | None = fact("Whether one picture serves all; null before it is known.")
    rules: list[RuleCard] = fact("The pictures, each with the rules that choose it; the group's own first.")
    fairness: list[Stop] = fact("From most liking in all to best for whoever is worst off.")
    fairness_words: str = fact("What fairness costs, in a sentence.")
    wish: Wish | None = fact("Whether one picture pleases everybody; null where not told, or not known yet.")
    everybody: list[Served] = fact("The fewest pictures of which everybody is predicted to like one.")
    everybody_words: str = fact("The same in a sentence.")
    proportional: list[Served] = fact("A set in which every part of the group has its share.")
    wall: Wall | None = fact("Pictures that hang together; null where there are none.")
    roads: list[Crossing] = fact("Likings combined beside tastes combined.")
    influence: list[Hold] = fact("How much the group's picture hangs on each member; empty where not told.")
