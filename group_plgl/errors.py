"""Every apology the product makes, in one place.

Each error is a `GroupPLGLError` *and* the built-in a stranger would catch, so `except LookupError`
works for people who have never read this file. The message says what happened, with numbers;
`advice` says what to do next; partial results ride along where they are useful.
What people can meet in a browser is raised with a constant text and named values, so that the web
can say it in their language; `str(error)` is always English.
HTTP status codes live only in `web/errors.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import nan

_NAME = re.compile(r"\{(\w+)\}")


def filled(text: str, values: Mapping[str, object], shown: Callable[[object], object] = str) -> str:
    """A text with each `{name}` that has a value replaced by it; other braces stay as they are."""
    if not values:
        return text
    return _NAME.sub(lambda at: str(shown(values[at[1]])) if at[1] in values else at[0], text)


class Word(str):
    """A value of an error that is itself a word of ours, and translated with it."""


class GroupPLGLError(Exception):
    """The root of every error this package raises on purpose.

    Args:
        text: What happened; `{names}` stand for what differs each time.
        advice: What the reader can do about it; empty when there is nothing to do.
        values: What the names in text and advice stand for.

    Attributes:
        advice: The advice with its values, in English.
        text: The text as it was given, the key of its translations.
        advice_text: The advice as it was given.
        values: The values.
    """

    def __init__(self, text: str, /, *, advice: str = "", **values: object) -> None:
        super().__init__(filled(text, values))
        self.advice = filled(advice, values)
        self.text = text
        self.advice_text = advice
        self.values = values


class BadInput(GroupPLGLError, ValueError):
    """Something given from outside has the wrong form: a value, a shape, a length, a word."""


class BadShape(BadInput):
    """An array has not the shape the shape letters ask for."""


class BadSetting(BadInput):
    """A setting is unknown, of the wrong type or out of its range."""


class Malformed(BadInput):
    """A request whose parts do not fit what is asked for.

    Args:
        text: What happened.
        advice: What the reader can do about it.
        wrong: Where, as a JSON pointer or `?name`, and what does not fit there.

    Attributes:
        wrong: The same.
    """

    def __init__(self, text: str, /, *, advice: str = "", wrong: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text, advice=advice)
        self.wrong = tuple(wrong)


class NotFound(GroupPLGLError, LookupError):
    """A named thing does not exist, or the asker may not know that it does."""


class NotAllowed(GroupPLGLError, PermissionError):
    """The asker is known and may not do this."""


class CardNotIssued(NotAllowed):
    """A vote names a card that was never dealt to this member."""


class WrongSpace(GroupPLGLError, ValueError):
    """A latent of one space (or space version) was given to another."""


class SessionClosed(GroupPLGLError, RuntimeError):
    """The group takes no votes now: its session is closed and the grace time is over."""


class NotYet(GroupPLGLError, RuntimeError):
    """Something was asked for too early, or while something else has to be ended first."""


class Cancelled(GroupPLGLError, InterruptedError):
    """Long work was called off while it was done; what was made so far is thrown away."""


class OutOfReach(GroupPLGLError, ValueError):
    """A target that no latent of the typical set reaches, or that held-out answers do not support.

    Args:
        text: What happened, with what was asked and what can be reached.
        advice: What the reader can do about it.
        best: The latent that comes nearest to the target, `d`; None where none was sought.
        reached: What it reaches, in the unit of the target; NaN where none was sought.
        values: What the names in text and advice stand for.

    Attributes:
        best: That latent.
        reached: What it reaches.
    """

    def __init__(
        self, text: str, /, *, advice: str = "", best: object = None, reached: float = nan, **values: object
    ) -> None:
        super().__init__(text, advice=advice, **values)
        self.best = best
        self.reached = reached


class Copied(GroupPLGLError, ValueError):
    """A picture that was to be exported looks the same as a work that is somebody's own."""


class EventConflict(GroupPLGLError, ValueError):
    """An event id came again with other content; the first delivery stands."""


class StoreBusy(GroupPLGLError, TimeoutError):
    """The writer could not take this within its time limit; nothing was written, try again."""


class StoreLocked(GroupPLGLError, OSError):
    """Another process owns the database file."""


class UnsafeBytes(GroupPLGLError, ValueError):
    """Stored or received bytes are not the plain arrays they should be."""


class ChildFailed(GroupPLGLError, RuntimeError):
    """The compute child died, ran out of time or reported an error; it is started anew."""
