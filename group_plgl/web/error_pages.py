"""What an apology is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Wrong(Page):
    """One part of a request that does not fit."""

    pointer: str = fact("Where: a JSON pointer into the body, or ? and the name of a parameter.")
    detail: str = fact("What does not fit.")


@dataclass(frozen=True)
class ErrorPage(Page):
    """What went wrong, as RFC 9457 shapes it."""

    type: str = fact("Stable name of the kind of problem.")
    title: str = fact("The kind of problem in a few words.")
    status: int = fact("HTTP status.")
    detail: str = fact("What happened this time.")
    advice: str = fact("What to do about it; empty when there is nothing to do.")
    instance: str = fact("The path that was asked for.")
    errors: list[Wrong] = fact("What does not fit where; empty unless it is the parts of a request.")
