"""Keeping: a number of which a document was taken away stays, so that its address still shows it."""

from __future__ import annotations

from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group
from group_plgl.store.tidy import put_kept


def keep_number(studio: Studio, group: Group, number: int) -> None:
    """Keep a number from being tidied away; again does nothing.

    In anonymous groups nothing is kept: only their newest number is shown.
    """
    if may_single_out(group):
        put_kept(studio.database, group.group_id, number, studio.now())
