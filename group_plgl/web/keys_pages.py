"""What the page of a group's keys is made of."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class KeyLine(Page):
    """One key as the host sees it."""

    key_id: str = fact("The part that may be shown, without plgl_ before it.")
    prefix: str = fact("What may be shown of the key.")
    name: str = fact("What it is for.")
    scopes: list[str] = fact("What may be done with it.")
    state: str = fact("open, expired or revoked.")
    state_words: str = fact("The same in words, with when.")
    made_at: datetime = fact("When it was made.")
    expires_at: datetime | None = fact("From when on it opens nothing; null for never.")
    used_at: datetime | None = fact("When it was last used, to ten minutes; null before.")


@dataclass(frozen=True)
class ScopeChoice(Page):
    """Something that a key may be good for."""

    name: str = fact("Its name.")
    help: str = fact("What may be done with it.")
    chosen: bool = fact("Whether it is chosen.")


@dataclass(frozen=True)
class DaysChoice(Page):
    """How long a key may be good."""

    days: int = fact("How many days; 0 for ever.")
    title: str = fact("The same in words.")
    chosen: bool = fact("Whether it is chosen.")


@dataclass(frozen=True)
class MadeKey(Page):
    """A key that was just made."""

    name: str = fact("What it is for.")
    key: str = fact("The key itself: it is shown now and never again.")


@dataclass(frozen=True)
class KeysPage(Page):
    """The keys by which programs speak to a group."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("host: nobody else sees this.")
    keys: list[KeyLine] = fact("The keys there are, newest first.")
    scopes: list[ScopeChoice] = fact("What a new key may be good for.")
    days: list[DaysChoice] = fact("How long it may be good.")
    typed: str = fact("What was typed as its name.")
    made: MadeKey | None = fact("The key that was just made; null otherwise.")
    problem: str = fact("Why none was made; empty otherwise.")
