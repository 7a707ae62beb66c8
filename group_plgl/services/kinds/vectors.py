"""The ideal as lines and areas: an SVG that can be scaled, cut and taken apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from group_plgl.errors import NotYet
from group_plgl.services.export import provenance
from group_plgl.services.kinds.colours import ideal_in
from group_plgl.services.kinds.kind import VIEWER, Kind, Made, Step
from group_plgl.services.kinds.pictures import RULE, SHELF
from group_plgl.services.originality import originality, refuse_copy
from group_plgl.services.space import is_past
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group

FLAT = ("tiles", "poster")  # spaces that print flat inks; others are shaded and would be no drawing


def make_vector(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The ideal of one rule as an SVG with its provenance inside."""
    found, ideal = ideal_in(studio, group, words)
    refuse_copy(originality(studio, group, ideal.latent))
    step("drawing", 0, 1)
    told = {**provenance(studio, group, ideal), "derived": "traced"}
    asked = {
        "space": group.space, "title": group.question,
        "note": json.dumps({"GroupPLGL": told}, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip
    said, made = studio.child.run("vector", asked, {"z": np.array(ideal.latent, dtype=np.float64)})
    step("drawing", 1, 1)
    name = f"{group.slug}-model-{found.number}-{words['rule']}.svg"
    return Made(made["bytes"].tobytes(), name, "image/svg+xml", {"inks": said["inks"]})


def _shaded(_: Studio, group: Group) -> NotYet | None:
    """Why a group's pictures are no drawings; None where they are."""
    if group.space.partition("@")[0] in FLAT and not is_past(group.space):
        return None
    return NotYet("only tiles and posters are flat enough to be drawn as lines and areas")


VECTOR = Kind(
    "svg", "The ideal as an SVG",
    "Lines and areas for a plotter, a cutter or a drawing program, sharp at any size. A poster's grain is "
    "left out.",
    VIEWER, SHELF, (RULE,), make_vector, _shaded,
)  # fmt: skip
