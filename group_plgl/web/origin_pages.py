"""What the page is made of that tells where an ideal comes from."""

# ruff: noqa: RUF009 - `fact` only describes a field; it makes nothing that objects could share
from __future__ import annotations

from dataclasses import dataclass

from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class Gap(Page):
    """The nearest of some known pictures."""

    gap: float = fact("How far away it is, in just noticeable differences.")
    of: int = fact("Of how many it is the nearest.")
    name: str = fact("What its file was called; empty but for the host, and for pictures of the pool.")


@dataclass(frozen=True)
class OriginPage(Page):
    """Where an ideal comes from, and how new it is."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    question: str = fact("What members are asked.")
    rehearsal: bool = fact("Whether this is a rehearsal.")
    role: str = fact("What you are here: host, member or reader.")
    joined: bool = fact("Whether you joined.")
    number: int = fact("Number of the group model.")
    rule: str = fact("The rule's name.")
    title: str = fact("The rule as people read it.")
    space: str = fact("The pictures this group swipes.")
    members: int | None = fact("Members it was made for; null where telling would single somebody out.")
    simulated: bool = fact("Whether all members are played by a program.")
    made_at: str = fact("When it was drawn, ISO 8601.")
    code_version: str = fact("Which version of Group PLGL tells this.")
    model_sha256: str = fact("What names the group model, 64 hex digits.")
    picture_url: str = fact("The picture.")
    words: str = fact("What can be seen in it.")
    kind: str = fact("drawn; chosen from the group's own pictures; past where nothing can be measured.")
    sentence: str = fact("How new it is, in words.")
    pool: Gap | None = fact("The nearest picture of the group's pool; null without any.")
    known: Gap | None = fact("The nearest work brought as somebody's own; null without any.")
    copied: bool = fact("Whether it looks the same as such a work; then it is not given out.")
    download_url: str = fact("The picture as a PNG that says all this; empty for a copy.")
    sampler_url: str = fact("A file that draws more such pictures; empty where they are not drawn.")
