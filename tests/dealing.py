"""What a member's device does when its line is up: turns are dealt before they are wanted."""

from __future__ import annotations

from group_plgl.services import deal
from group_plgl.services.deal import Shown
from group_plgl.services.studio import Studio
from group_plgl.store.people import Member


def next_turn(studio: Studio, member: Member) -> list[Shown]:
    """The next turn of a member, a spare one only where nothing else is left; none once all are answered."""
    turns = deal.next_turns(studio, member, 1)
    while (not turns or turns[0][0].spare) and member.group_id in deal.behind(studio):
        deal.deal_group(studio, member.group_id)
        turns = deal.next_turns(studio, member, 1)
    return turns[0] if turns else []
