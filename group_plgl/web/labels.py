"""What members are called on pages: by nickname, or by a number where names are hidden.

Where a group does not show names nobody sees them, not even the host. Numbers come from a hash of
the member id, so they do not tell who joined first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.store.people import Member
from group_plgl.web.identity import Visitor


@dataclass(frozen=True)
class Label:
    """How one member appears to one visitor."""

    text: str
    you: bool
    simulated: bool
    place: int


def labels_of(visitor: Visitor, members: Sequence[Member]) -> dict[str, Label]:
    """The label of each member id, in the order in which they are listed."""
    shown = visitor.group.show_names
    ordered = list(members) if shown else sorted(members, key=_by_hash)
    you = visitor.member.member_id if visitor.member else None
    return {
        member.member_id: Label(
            text=member.nickname if shown else f"Member {place}",
            you=member.member_id == you,
            simulated=member.simulated,
            place=place,
        )
        for place, member in enumerate(ordered, start=1)
    }


def _by_hash(member: Member) -> str:
    return hashlib.sha256(member.member_id.encode()).hexdigest()


def listed(labels: Sequence[str]) -> str:
    """Names as people say them: `Bo`, `Bo and Cyd`, `Bo, Cyd and Dev`."""
    if len(labels) < 2:
        return "".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"
