"""What members are called on pages: by nickname, or by a number where names are hidden.

Names are for everybody in identified groups, for the host in pseudonymous ones, for nobody in
anonymous ones, and never for those who come by a link. Numbers come from a hash of the member id, so
they do not tell who joined first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from group_plgl.services.company import numbered
from group_plgl.store.people import Member
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _


@dataclass(frozen=True)
class Label:
    """How one member appears to one visitor."""

    text: str
    you: bool
    simulated: bool
    place: int
    named: bool


def labels_of(visitor: Visitor, members: Sequence[Member]) -> dict[str, Label]:
    """The label of each member id, in the order in which they are listed."""
    shown = sees_names(visitor)
    ordered = list(members) if shown else numbered(members)
    you = visitor.member.member_id if visitor.member else None
    return {
        member.member_id: Label(
            text=_called((shown and member.nickname) or _("Member {number}", number=place), member),
            you=member.member_id == you,
            simulated=member.simulated,
            place=place,
            named=shown and bool(member.nickname),
        )
        for place, member in enumerate(ordered, start=1)
    }


def _called(name: str, member: Member) -> str:
    """The name, with a word where the member came with a file."""
    return _("{name} (imported)", name=name) if member.imported else name


def sees_names(visitor: Visitor) -> bool:
    """Whether this visitor sees nicknames."""
    privacy = visitor.group.privacy
    if visitor.guest:  # members were promised that the group sees their names, not whom it shows its picture
        return False
    return privacy == "identified" or (privacy == "pseudonymous" and visitor.host)


def listed(labels: Sequence[str]) -> str:
    """Names as people say them: `Bo`, `Bo and Cyd`, `Bo, Cyd and Dev`."""
    if len(labels) < 2:
        return "".join(labels)
    return _("{names} and {last}", names=", ".join(labels[:-1]), last=labels[-1])
