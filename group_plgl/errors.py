"""Every apology the product makes, in one place.

Each error is a `GroupPLGLError` *and* the built-in a stranger would catch, so `except LookupError`
works for people who have never read this file. The message says what happened, with numbers;
`advice` says what to do next; partial results ride along where they are useful.
HTTP status codes live only in `web/errors.py`.
"""

from __future__ import annotations


class GroupPLGLError(Exception):
    """The root of every error this package raises on purpose.

    Args:
        message: What happened, with numbers.
        advice: What the reader can do about it; empty when there is nothing to do.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class BadInput(GroupPLGLError, ValueError):
    """Something given from outside has the wrong form: a value, a shape, a length, a word."""


class BadShape(BadInput):
    """An array has not the shape the shape letters ask for."""


class BadSetting(BadInput):
    """A setting is unknown, of the wrong type or out of its range."""


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
