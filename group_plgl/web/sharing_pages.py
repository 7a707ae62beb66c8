"""What the pages of links are made of: the host's list of them, and what a link shows."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from group_plgl.web.board_pages import ChartFigure
from group_plgl.web.pages import CampReading, Drawn, Page, fact


@dataclass(frozen=True)
class Choice(Page):
    """One thing to choose."""

    name: str = fact("What is sent.")
    title: str = fact("What people read.")
    help: str = fact("What it means; empty where the title says it.")


@dataclass(frozen=True)
class ShareLine(Page):
    """A link as its host sees it; what opens it is not kept."""

    share_id: str = fact("What the link is taken back by.")
    title: str = fact("What it is called: its label, or what it shows.")
    shows: str = fact("What it shows, in words.")
    scope: str = fact("result, board, gallery or chart.")
    chart: str = fact("Which chart; empty for other scopes.")
    frozen_at: int | None = fact("The one model it shows; null where it follows the newest.")
    state: str = fact("live, ended or expired.")
    words: str = fact("Until when it opens, or since when no more.")
    password: bool = fact("Whether it asks for a password.")
    origins: list[str] = fact("Sites whose pages may frame it.")
    made_at: datetime = fact("When it was made.")
    expires_at: datetime | None = fact("From when on it opens nothing; null: never.")
    views: int = fact("How often it was opened, roughly: previews and reloads count too.")
    seen_at: datetime | None = fact("The hour in which it was last opened; null before.")
    seen: str = fact("The same in words.")


@dataclass(frozen=True)
class MadeShare(Page):
    """A link that was just made; its address is told this once."""

    url: str = fact("The link.")
    embed: str = fact("What to put into a page that may frame it; empty where none may.")
    oembed_url: str = fact("The same for programs, by oEmbed; empty where none may.")
    password: bool = fact("Whether it asks for a password.")


@dataclass(frozen=True)
class SharesPage(Page):
    """All links of a group, and the form for another."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host.")
    privacy: str = fact("identified, pseudonymous or anonymous.")
    hidden: bool = fact("Whether results are hidden, so that links show nothing for now.")
    number: int | None = fact("The newest model a link may stay with; null before the first.")
    scopes: list[Choice] = fact("What a link may show.")
    charts: list[Choice] = fact("The charts it may show.")
    lasts: list[Choice] = fact("For how long it may open.")
    made: MadeShare | None = fact("The link just made; null when none was.")
    links: list[ShareLine] = fact("Those that open, newest first.")
    gone: list[ShareLine] = fact("Those that ended, newest first.")
    problem: str = fact("Why no link was made; empty when nothing went wrong.")


@dataclass(frozen=True)
class SharePage(Page):
    """What a link shows to whoever has it; never names."""

    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    scope: str = fact("result, board, gallery or chart.")
    title: str = fact("What it shows, in words.")
    locked: bool = fact("Whether it asks for the password first.")
    problem: str = fact("Why it did not open; empty when nothing went wrong.")
    frozen: bool = fact("Whether it stays with one model.")
    number: int | None = fact("The model that is shown; null where there is nothing to see.")
    nothing: str = fact("Why there is nothing to see, in words; empty when there is.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    simulated: bool = fact("Whether programs play all members.")
    privacy: str = fact("identified, pseudonymous or anonymous: who sees nicknames.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    sounds: bool = fact("Whether every picture also sounds, at its address with .wav behind it.")
    own: bool = fact("Whether they are the group's own pictures, not drawn ones.")
    drawn: Drawn | None = fact("What was drawn; null for charts, and where there is nothing to see.")
    camps: CampReading | None = fact("Camps of taste, in words; null for pictures.")
    charts: list[ChartFigure] = fact("The charts, each with the address of its specification.")
    vega_url: str = fact("The bundle that draws charts; empty without any.")
    oembed_url: str = fact("Where programs learn how to frame it; empty where no site may.")


@dataclass(frozen=True)
class EmbedPage(Page):
    """One thing of a link, made to stand in a frame on another site."""

    share: SharePage = fact("What the link shows.")
    only: str = fact("Which chart or rule stands here; empty where all pictures do.")
    theme: str = fact("light, dark, or empty for what the reader's device prefers.")
    origins: list[str] = fact("Sites that are told how high it is.")
    url: str = fact("The link itself, to open it whole.")
