"""The frame of a group's pages: who looks at which group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from group_plgl.services.play import sounds
from group_plgl.web.identity import Visitor
from group_plgl.web.pages import Page, fact


@dataclass(frozen=True)
class GroupFrame(Page):
    """What every page of a group starts from."""

    slug: str = fact("The group's name in URLs.")
    name: str = fact("The group's name.")
    rehearsal: bool = fact("Whether everybody may look at this group.")
    role: str = fact("What you are there: host, member or reader.")
    joined: bool = fact("Whether you joined.")
    privacy: str = fact("identified, pseudonymous or anonymous.")
    k: int = fact("The fewest members anything shown of an anonymous group rests on.")
    sounds: bool = fact("Whether pictures also sound.")


def frame_of(visitor: Visitor) -> dict[str, Any]:
    """The fields of a `GroupFrame`, for a visitor."""
    group = visitor.group
    return {
        "slug": group.slug, "name": group.name, "rehearsal": group.rehearsal, "role": visitor.role,
        "joined": visitor.member is not None, "privacy": group.privacy, "k": group.k,
        "sounds": sounds(group.space),
    }  # fmt: skip
