"""The modes: how a card, or a few cards together, are answered.

A mode says how many cards make a turn and which events answer it; how an answer becomes rows to
learn from is in `dataset`. The deck, the door, the rehearsal and the tests iterate over `MODES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from group_plgl.errors import BadInput, NotFound
from group_plgl.feedback.events import Event

Answer = Literal["like", "share", "ten", "pick", "class", "set", "sheet"]
Pool = Literal["prior", "near", "ballot"]
FEWEST_CLASSES, MOST_CLASSES = 2, 9
LIKED, MIXED, NOT_LIKED = 1.0, 0.5, 0.0  # what is said of a sheet


@dataclass(frozen=True)
class Mode:
    """One way to answer.

    Attributes:
        name: As in URLs and tables.
        title: As people read it.
        help: What a member does, in one line.
        answer: like (yes or no), share (0 to 1), ten (1 to 10), pick (one of those shown), class (one of
            a few), set (any of a few) or sheet (all, none or mixed).
        together: Cards in a turn, `q`, or the most where it depends on the cluster; 0 where on the vote.
        worth: How many yes-or-no answers one turn says as much as.
        turns: How many turns are suggested.
        pool: Where its pictures come from.
        source: Why it is here.
    """

    name: str
    title: str
    help: str
    answer: Answer
    together: int
    worth: float
    turns: int
    pool: Pool
    source: str

    @property
    def trains(self) -> bool:
        """Whether tastes are learned from it: a vote that tests predictions must not feed them."""
        return self.pool != "ballot"

    @property
    def sorts(self) -> bool:
        """Whether its answers are classes."""
        return self.answer in ("class", "set")


_ALL = (
    Mode(
        "pick-of-four", "Pick of four", "Four pictures at a time; touch the one you like best.",
        "pick", 4, 2.0, 18, "prior",
        "Eighteen picks beat three minutes of dot voting in simulated groups; one is worth two swipes.",
    ),
    Mode(
        "swipe", "Swipe", "One picture at a time; right if you like it, left if not.",
        "like", 1, 1.0, 30, "prior", "The patent's binary deck; Visual Taste Approximator's keys.",
    ),
    Mode(
        "pick-of-two", "Pick of two", "Two pictures; which one? Both and neither are answers too.",
        "pick", 2, 1.0, 24, "prior", "Paired comparison, Thurstone 1927; ties after Davidson 1970.",
    ),
    Mode(
        "slider", "Slider", "How much do you like it, from not at all to very much?",
        "share", 1, 1.5, 20, "prior",
        "The patent's slider; learned as a fractional logit, Papke and Wooldridge 1996.",
    ),
    Mode(
        "one-to-ten", "One to ten", "A grade from 1 to 10 for every picture.",
        "ten", 1, 1.5, 20, "prior", "Rating scale; learned as a fractional logit of (grade - 1) / 9.",
    ),
    Mode(
        "classes", "Classes", "Which one of a few classes does it belong to? Each class gets its own ideal.",
        "class", 1, 1.0, 30, "prior", "The patent's multi-class deck; the multinomial logit, McFadden 1974.",
    ),
    Mode(
        "several-classes", "Several classes",
        "Which of a few classes does it belong to? Several may fit, or none.", "set", 1, 1.0, 30, "prior",
        "The patent's classes that do not exclude each other; a yes or no for each.",
    ),
    Mode(
        "clusters", "Clusters", "A few pictures that look alike: do you like them, or not, or is it mixed?",
        "sheet", 6, 1.5, 30, "prior",
        "The patent's labels for clusters of pictures; a few dozen labels label everything.",
    ),
    Mode(
        "near-ideal", "Near the ideal", "Yes or no to pictures each of which may be the group's ideal.",
        "like", 1, 1.0, 16, "near", "The patent's deck of near-ideals.",
    ),
    Mode(
        "blind-vote", "Blind vote", "A few unlabelled candidates; which one do you go for?",
        "pick", 0, 0.0, 1, "ballot", "A test of predictions by votes that had no part in them.",
    ),
)  # fmt: skip
MODES: dict[str, Mode] = {mode.name: mode for mode in _ALL}
DEFAULT_MODE = "pick-of-four"
SESSION_MODES = tuple(mode.name for mode in _ALL if mode.trains)


def mode_named(name: str) -> Mode:
    """The mode of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in MODES:
        raise NotFound(f"there is no mode {name!r}", advice=f"Known modes: {', '.join(MODES)}.")
    return MODES[name]


def check_answer(event: Event, mode: Mode, classes: int) -> None:
    """Nothing, when the event is an answer this mode takes; skips and comments always are.

    Args:
        event: What was said about a card.
        mode: The mode the card was dealt in.
        classes: How many classes the session has.

    Raises:
        BadInput: Another kind of answer, or a value outside the mode's range.
    """
    if event.kind in ("skipped", "commented", "undone"):
        return
    kind, allowed = _EXPECTED[mode.answer]
    if event.kind != kind or not _fits(event.value, mode.answer, classes):
        raise BadInput(f"a card of mode {mode.name} is answered by a {kind} event with {allowed}")


def _fits(value: float | None, answer: Answer, classes: int) -> bool:
    """Whether a value is one that this kind of answer takes."""
    if value is None:
        return answer == "pick"
    if answer == "share":
        return 0.0 <= value <= 1.0
    if answer == "sheet":
        return value in (LIKED, MIXED, NOT_LIKED)
    sets = range(2**classes if classes else 0)
    allowed = {"like": range(2), "pick": range(2), "ten": range(1, 11), "class": range(classes), "set": sets}
    return value in allowed[answer]


_EXPECTED: dict[Answer, tuple[str, str]] = {
    "like": ("rated", "value 1 (like) or 0 (dislike)"),
    "share": ("rated", "a value from 0 to 1"),
    "ten": ("rated", "a whole value from 1 to 10"),
    "pick": ("chosen", "no value, 1 (all) or 0 (none)"),
    "class": ("classed", "the number of a class, from 0"),
    "set": ("sorted", "the sum of 2 ** class over its classes, from 0"),
    "sheet": ("rated", "value 1 (liked), 0 (not liked) or 0.5 (mixed)"),
}
