"""The contract of a kind of task: what it is called, who may ask, what it takes, and what makes the file.

A kind is data and one function. What a word may be is told once, here, for the form, the command
line and whoever else asks; what comes in is settled against it before anything is queued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from group_plgl.errors import BadInput, GroupPLGLError, NotYet
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group

HOST, VIEWER = "host", "viewer"
STAGES = ("drawing", "counting", "writing", "packing", "measuring")


# Told between steps: what it is at (one of `STAGES`), how much of that is done, and of how much.
# Raises Cancelled when nobody waits for it any more.
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Made:
    """What a task came to.

    Attributes:
        content: The bytes of the file.
        name: What it is called, with its ending.
        media_type: What kind of file it is; one that `store.images.ENDINGS` knows.
        told: What is to be known about it, plain values.
    """

    content: bytes
    name: str
    media_type: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One word out of several.

    Attributes:
        name: What the word is called.
        title: What people read.
        choices: What it may be, each with what people read.
        default: What it is unless told.
        help: One line; empty where the title says it all.
    """

    name: str
    title: str
    choices: Mapping[str, str]
    default: str
    help: str = ""

    def settled(self, given: Any) -> str:
        """The word, checked.

        Raises:
            BadInput: It is none of the choices.
        """
        if str(given) in self.choices:
            return str(given)
        raise BadInput(
            "'{given}' is no {name}", advice="It should be one of: {choices}.", given=str(given)[:40],
            name=self.name, choices=", ".join(self.choices),
        )  # fmt: skip


@dataclass(frozen=True)
class Count:
    """A whole number from `low` to `high`."""

    name: str
    title: str
    low: int
    high: int
    default: int
    help: str = ""

    def settled(self, given: Any) -> int:
        """The number, checked.

        Raises:
            BadInput: It is no whole number, or outside the range.
        """
        text = str(given).strip()
        if not isinstance(given, bool) and text.isdecimal() and text.isascii() and len(text) < 10:
            number = int(text)
            if self.low <= number <= self.high:
                return number
        raise BadInput(
            "{name} should be a whole number from {low} to {high}", name=self.name, low=self.low,
            high=self.high,
        )  # fmt: skip


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str
    title: str
    default: bool = False
    help: str = ""

    def settled(self, given: Any) -> bool:
        """Yes or no, checked.

        Raises:
            BadInput: It is neither.
        """
        said = str(given).strip().lower()
        if said in ("true", "1", "on", "yes"):
            return True
        if said in ("false", "0", "off", "no", ""):
            return False
        raise BadInput("{name} should be yes or no", name=self.name)


Word = Choice | Count | Switch


@dataclass(frozen=True)
class Kind:
    """A kind of task.

    Attributes:
        name: What it is called in URLs and on the command line.
        title: What people read.
        help: One line on what comes out and what it is for.
        who: `host`, or `viewer` for whoever sees results.
        shelf: Under which heading it stands.
        words: What may be asked for.
        make: Makes the file; between its steps it tells how far it is, and is stopped there.
        missing: Why there is none of it for a group; None where there is.
        refuses: Why just this is not made for a group; None where it is.
        numbered: Whether it is about one group model: its number is settled when it is asked for.
    """

    name: str
    title: str
    help: str
    who: str
    shelf: str
    words: Sequence[Word]
    make: Callable[[Studio, Group, Mapping[str, Any], Step], Made]
    missing: Callable[[Studio, Group], NotYet | None] = lambda *_: None
    refuses: Callable[[Group, Mapping[str, Any]], GroupPLGLError | None] = lambda *_: None
    numbered: bool = True

    def settled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that was asked for, with defaults for what was not said.

        Raises:
            BadInput: A word is unknown, or is not what it may be.
        """
        known = {word.name for word in self.words}
        for name in given:
            if name not in known:
                raise BadInput(
                    "'{kind}' knows no '{name}'", advice="It knows: {known}.", kind=self.name,
                    name=str(name)[:40], known=", ".join(sorted(known)) or "nothing",
                )  # fmt: skip
        return {word.name: word.settled(given.get(word.name, word.default)) for word in self.words}
