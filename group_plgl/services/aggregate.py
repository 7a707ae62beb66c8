"""Aggregating: the ready members of a newly fitted group become numbered group models."""

from __future__ import annotations

import hashlib
from typing import Any

from group_plgl.groups.rules import RULES
from group_plgl.services.learn import MADE_BY
from group_plgl.services.studio import Studio
from group_plgl.store.models import (
    GroupModelRow,
    MemberModelRow,
    fits_without_group_model,
    member_models,
    member_records,
    next_number,
    put_group_models,
)
from group_plgl.store.people import group_of


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Newest fits (group, seen event) without a group model, with enough ready members for one."""
    return [
        (group, seen)
        for group, seen in fits_without_group_model(studio.database)
        if sum(one.ready for one in member_records(studio.database, group, seen))
        >= studio.settings.needed_members
    ]


def aggregate_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Number one group model per rule, made of the ready members of a fit."""
    group_id, seen = item
    ready = ready_members(studio, group_id, seen)
    if len(ready) < studio.settings.needed_members:  # a newer fit took this one's place meanwhile
        return {"events": seen, "members": len(ready)}
    number = next_number(studio.database, group_id)
    rows = [
        GroupModelRow(
            group_id, number, rule, seen, len(ready), model_digest(rule, ready), MADE_BY, studio.now()
        )
        for rule in RULES
    ]
    put_group_models(studio.database, rows)
    slug = group_of(studio.database, group_id).slug
    return {"group": slug, "events": seen, "number": number, "members": len(ready)}


def ready_members(studio: Studio, group_id: str, seen: int) -> list[MemberModelRow]:
    """The members of a fit whose taste may be used, by member id."""
    return [row for row in member_models(studio.database, group_id, seen) if row.ready]


def model_digest(rule: str, members: list[MemberModelRow]) -> str:
    """64 hex digits over the rule and its members' models: what the group model is."""
    digest = hashlib.sha256(rule.encode())
    for row in members:
        digest.update(row.member_id.encode() + hashlib.sha256(row.payload).digest())
    return digest.hexdigest()
