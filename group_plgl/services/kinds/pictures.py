"""Pictures to take away: the ideal of a rule, as a PNG that says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.services.export import ideal_png
from group_plgl.services.kinds.kind import VIEWER, Choice, Kind, Made, Step
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group

RULE = Choice("rule", "Rule", {name: RULES[name].title for name in CHIEF}, DEFAULT_RULE)


def make_picture(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The ideal of one rule as a PNG with its provenance inside."""
    step("drawing", 0, 1)
    rule, number = words["rule"], words["number"]
    content = ideal_png(studio, group, number, rule)
    step("drawing", 1, 1)
    return Made(content, f"{group.slug}-model-{number}-{rule}.png", "image/png")


PICTURE = Kind(
    "picture", "The ideal as a PNG",
    "The group's picture for print and screen; it says in itself where it comes from.",
    VIEWER, "Pictures", (RULE,), make_picture,
)  # fmt: skip
