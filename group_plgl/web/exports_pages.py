"""What the page of exports is made of: what can be had, and what was asked for."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class WordLine(Page):
    """One thing that may be said about an export."""

    name: str = fact("What the word is called.")
    title: str = fact("What people read.")
    help: str = fact("One line on it; empty where the title says it all.")
    input: str = fact("choice, count or switch.")
    choices: dict[str, str] = fact("Of a choice: what it may be, each with what people read.")
    low: int | None = fact("Of a count: the least.")
    high: int | None = fact("Of a count: the most.")
    default: Any = fact("What it is unless told.")


@dataclass(frozen=True)
class KindLine(Page):
    """One export that can be had."""

    name: str = fact("What it is called in URLs and on the command line.")
    title: str = fact("What people read.")
    help: str = fact("What comes out and what it is for.")
    shelf: str = fact("Under which heading it stands.")
    words: list[WordLine] = fact("What may be said about it.")
    missing: str = fact("Why this group has none of it; empty where it has.")


@dataclass(frozen=True)
class TaskPage(Page):
    """One export that was asked for: how far it is, and where its file is."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host, member or reader.")
    joined: bool = fact("Whether you joined.")
    task_id: str = fact("What names it, 32 hex digits.")
    kind: str = fact("The export's name.")
    title: str = fact("What people read.")
    words: dict[str, Any] = fact("What was asked for, by the names of the words.")
    wishes: str = fact("The same as people read it.")
    status: str = fact("queued, running, done, failed or cancelled.")
    state: str = fact("The same in words, with how far it is.")
    done: int = fact("How many steps of this stage are done.")
    whole: int = fact("Of how many; 0 where that is not known.")
    share: float | None = fact("The same as a share, 0 to 1; null where it is not known.")
    waiting: bool = fact("Whether it is not over yet.")
    problem: str = fact("Why it failed; empty otherwise.")
    asked_at: datetime = fact("When it was asked for.")
    finished_at: datetime | None = fact("When it ended; null before.")
    expires_at: datetime | None = fact("Until when the file is kept; null before there is one.")
    url: str = fact("The page of this export.")
    file_url: str = fact("The file; empty where there is none to take.")
    file_name: str = fact("What the file is called; empty before there is one.")
    media_type: str = fact("What kind of file it is; empty before there is one.")
    size: int = fact("How large it is, in bytes.")
    size_words: str = fact("The same as people read it; empty before there is a file.")
    preview: bool = fact("Whether the file is a picture that can be shown.")
    told: dict[str, Any] = fact("What is to be known about the file.")


@dataclass(frozen=True)
class ExportsPage(Page):
    """What can be taken away from a group, and what you asked for."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host, member or reader.")
    joined: bool = fact("Whether you joined.")
    privacy: str = fact("identified, pseudonymous or anonymous: who sees nicknames.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    withheld: str = fact("Why results are kept from you: hidden, or too early; empty when they are not.")
    number: int | None = fact("The model that is exported; null before the first.")
    picture_url: str = fact("The picture that stands for the group; empty before there is one.")
    kept_hours: float = fact("For how many hours a file is kept.")
    kinds: list[KindLine] = fact("What can be had; empty for those who only look.")
    tasks: list[TaskPage] = fact("What you asked for, newest first.")
