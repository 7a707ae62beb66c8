"""Aggregating: the ready members of a newly fitted group become numbered group models.

Where nobody may be singled out, a number is published only from at least k members, and only when
it differs from every number before by at least k of them, none of whom makes up much of the
difference: what is drawn, found or exported downstream then moves in such steps too. There is no
exception at the end of a session; the newest answers wait. Members who came with a file hide nobody:
the host knows what they said. Publishing also waits a while for those who are about to get a taste,
because a straggler alone could not be added later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from group_plgl.groups.rules import CHIEF
from group_plgl.services.company import brought_in
from group_plgl.services.differ import moved_by
from group_plgl.services.heed import heeded
from group_plgl.services.learn import MADE_BY, needed
from group_plgl.services.offer import offer_filters
from group_plgl.services.space import goes_on
from group_plgl.services.stratify import settle_weights
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import is_step
from group_plgl.shapes import Array
from group_plgl.store.models import (
    GroupModelRow,
    MemberModelRow,
    fits_without_group_model,
    member_models,
    member_records,
    next_number,
    put_group_models,
)
from group_plgl.store.people import Group, current_session, group_of, members_of
from group_plgl.store.publications import (
    answering,
    publications,
    put_published,
    standing,
)

UNDER_WAY = timedelta(seconds=60)


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Newest fits (group, seen event) without a group model that may have one."""
    waiting = [
        (group_of(studio.database, group), seen, ready)
        for group, seen, ready in fits_without_group_model(studio.database)
        if goes_on(studio, group)
    ]
    return [
        (group.group_id, seen)
        for group, seen, ready in waiting
        if ready >= fewest_members(studio, group) and may_publish(studio, group, seen)
    ]


def aggregate_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Number one group model per rule, made of the ready members of a fit."""
    group_id, seen = item
    group = group_of(studio.database, group_id)
    ready = ready_members(studio, group_id, seen)
    if not may_publish(studio, group, seen):  # a newer fit took this one's place meanwhile
        return {"events": seen, "members": len(ready)}
    number = next_number(studio.database, group_id)
    weights = heeded(studio, group, seen, [row.member_id for row in ready])
    rows = [
        GroupModelRow(
            group_id,
            number,
            rule,
            seen,
            len(ready),
            model_digest(rule, ready, weights),
            MADE_BY,
            studio.now(),
        )
        for rule in CHIEF
    ]
    if group.privacy == "anonymous":
        members = [row.member_id for row in ready]
        if put_published(studio.database, rows, members):
            offer_filters(studio, group, number, members, seen)
    else:
        put_group_models(studio.database, rows)
        settle_weights(studio, group)
    return {"group": group.slug, "events": seen, "number": number, "members": len(ready)}


def fewest_members(studio: Studio, group: Group) -> int:
    """How many learned tastes a group model is made of at least."""
    fewest = studio.settings.needed_members
    return max(fewest, group.k) if group.privacy == "anonymous" else fewest


def may_publish(studio: Studio, group: Group, seen: int) -> bool:
    """Whether a group model may be made of the ready members of a fit, now."""
    records = member_records(studio.database, group.group_id, seen)
    ready = [one.member_id for one in records if one.ready]
    if len(ready) < fewest_members(studio, group):
        return False
    if group.privacy != "anonymous":
        return True
    here = set(ready) - brought_in(studio, group)
    if 0 < len(here) < group.k:
        return False
    number = str(next_number(studio.database, group.group_id))
    is_far = studio.database.remembered(
        ("step", group.group_id, str(seen), number), lambda: _is_far(studio, group, seen, ready)
    )
    enough, _ = needed(studio, group)
    settled = {one.member_id for one in records if one.ready or one.answers >= enough}
    return bool(is_far) and not _waits_for_others(studio, group, settled)


def _is_far(studio: Studio, group: Group, seen: int, ready: Iterable[str]) -> bool:
    """Whether these members differ from every published number by a step, and from the last at all."""
    database, now = studio.database, set(ready)
    published = publications(database, group.group_id)
    if not published:
        return True
    answers, brought = standing(database, group.group_id, seen), brought_in(studio, group)
    last = max(one.number for one in published)
    for number, before in sorted({one.number: one.seen_event for one in published}.items(), reverse=True):
        then = {one.member_id for one in published if one.number == number}
        moved = moved_by(answers, then, before, now, seen)
        apart = {one: how for one, how in moved.items() if one not in brought}
        if not is_step(apart, group.k) or (number == last and not any(moved.values())):
            return False
    return True


def _waits_for_others(studio: Studio, group: Group, settled: set[str]) -> bool:
    """Whether fewer than k members are on their way to a taste: without them now, they could not be added.

    Nobody waits for those who have a taste, or have said enough for one without showing any.
    """
    session = current_session(studio.database, group.group_id)
    if session.closed_at is not None or session.phase in ("reveal", "vote"):
        return False
    aside = {one.member_id for one in members_of(studio.database, group.group_id) if one.set_aside}
    busy = answering(studio.database, group.group_id, studio.now() - UNDER_WAY)
    return 0 < len(busy - settled - aside) < group.k


def ready_members(studio: Studio, group_id: str, seen: int) -> list[MemberModelRow]:
    """The members of a fit whose taste may be used, by member id."""
    return [row for row in member_models(studio.database, group_id, seen) if row.ready]


def model_digest(rule: str, members: list[MemberModelRow], weights: Array) -> str:
    """64 hex digits over the rule, its members' models and uneven voices: what the group model is."""
    digest = hashlib.sha256(rule.encode())
    for row, weight in zip(members, weights, strict=True):
        digest.update(row.member_id.encode() + hashlib.sha256(row.payload).digest())
        if weight != 1.0:
            digest.update(f"{weight:g}".encode())
    return digest.hexdigest()
