"""Models to take away: the group's taste as weights and, where single members may be told, theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors.numpy import save

from group_plgl import __version__
from group_plgl.errors import NotFound
from group_plgl.members.codec import card_of
from group_plgl.members.codec import from_bytes as tastes_from
from group_plgl.services.aggregate import ready_members
from group_plgl.services.heed import heeded
from group_plgl.services.kinds.kind import HOST, Kind, Made, Step
from group_plgl.services.kinds.ratings import SHELF, participants
from group_plgl.services.pack import packed_with_manifest
from group_plgl.services.reveal import may_single_out, told_members
from group_plgl.services.studio import Studio
from group_plgl.store.models import group_models
from group_plgl.store.people import Group


def make_models(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The mean of the members' weights as one file and, unless the group is anonymous, each member's.

    Raises:
        NotFound: They are not kept any more.
    """
    number = words["number"]
    rows = group_models(studio.database, group.group_id, number)
    seen = rows[0].seen_event if rows else 0
    ready = ready_members(studio, group.group_id, seen) if rows else []
    if not ready:
        raise NotFound("the tastes of model {number} are not kept any more", number=number)
    step("writing", 0, len(ready) + 1)
    tastes = tastes_from([row.payload for row in ready], group.space)
    weights = heeded(studio, group, seen, [row.member_id for row in ready])
    told = {
        "schema": 1, "kind": "mean of the members' weights", "group": group.slug, "space": group.space,
        "features": card_of(ready[0].payload).features, "model_number": number, "events_seen": seen,
        "members": told_members(studio, group, number, [row.member_id for row in ready]),
        "code_version": __version__,
        "model_sha256": {row.rule: row.digest for row in rows}, "rehearsal": group.rehearsal,
    }  # fmt: skip
    mean = np.asarray(weights @ tastes.mean / weights.sum(), dtype=np.float64)
    if not may_single_out(group):  # as exact as scores are told there
        mean = mean.round(2)
    files: dict[str, bytes | str] = {
        "group-mean.safetensors": save({"mean": mean}, metadata={"card": json.dumps(told, sort_keys=True)}),
        "README.txt": _README,
    }
    if may_single_out(group):
        named = participants(studio, group)
        for place, row in enumerate(ready, start=1):
            step("writing", place, len(ready) + 1)
            files[f"members/{named[row.member_id]}.safetensors"] = row.payload
    content = packed_with_manifest(files, told)
    name = f"{group.slug}-model-{number}-tastes.zip"
    return Made(content, name, "application/zip", {"models": len(files) - 1})


MODELS = Kind(
    "models", "The learned tastes",
    "Weights as safetensors, never pickle: the group's mean and, unless the group is anonymous, every "
    "member's under a random name.",
    HOST, SHELF, (), make_models,
)  # fmt: skip

_README = """Learned tastes as safetensors: plain arrays, no code.

group-mean.safetensors   mean (f+1 numbers, the bias last): the mean of the members' weights; of an
                         anonymous group in two digits
members/*.safetensors    mean (f+1) and covariance (upper triangle, row by row) of one member's weights

The metadata entry "card" says as JSON what the numbers are about. With x(z) the features of a
picture, sigmoid(mean[:-1] @ x + mean[-1]) is how likely it is liked, before calibration. To read one:

    from group_plgl.members.codec import from_bytes
    tastes = from_bytes([open("members/....safetensors", "rb").read()])
"""
