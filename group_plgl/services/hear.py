"""Hearing: what members' comments say of things with words, as the fold takes it.

Whatever a comment was found to say stands with the comment: taken back, erased or corrected, it is
heard no more, and the next fit goes without it.
"""

from __future__ import annotations

from group_plgl.feedback.dataset import Spoken
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group


def spoken_in(studio: Studio, group: Group, upto: int) -> list[Spoken]:
    """What comments of a group say that were known at event `upto`; nothing is kept of any yet."""
    return []
