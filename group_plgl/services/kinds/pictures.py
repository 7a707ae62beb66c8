"""Pictures to take away: the ideal of a rule and the spread, as PNGs that say where they come from."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from group_plgl.errors import Copied, NotYet
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.services.export import LARGEST, SMALLEST, drawn_anew, ideal_png, provenance, written
from group_plgl.services.kinds.kind import VIEWER, Choice, Count, Kind, Made, Step, Switch
from group_plgl.services.originality import originality, refuse_copy
from group_plgl.services.pack import packed_with_manifest
from group_plgl.services.reveal import Sight, drawing, may_single_out
from group_plgl.services.studio import Studio
from group_plgl.store.images import picture_of
from group_plgl.store.models import IdealRow
from group_plgl.store.people import Group

SHELF = "Pictures"
SIZES = {str(side): f"{side} px" for side in (512, 1024, 2048, 3000, 4096)}
NEWEST = 0
RULE = Choice("rule", "Rule", {name: RULES[name].title for name in CHIEF}, DEFAULT_RULE)
SIZE = Choice(
    "pixels", "Size", SIZES, "2048", "A group's own pictures come in the size they are kept in."
)  # fmt: skip
BARE = Switch("bare", "Without metadata", help="For printers who ask for that; the file then proves nothing.")
NUMBER = Count("number", "Model", 0, 10**6, NEWEST, "0 is the newest.")


def make_picture(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The ideal of one rule as a PNG with its provenance inside."""
    step("drawing", 0, 1)
    rule, number, pixels = words["rule"], words["number"], int(words["pixels"])
    content = ideal_png(studio, group, number, rule, pixels, words["bare"])
    step("drawing", 1, 1)
    told = {} if drawn_anew(group.space) else {"note": "as large as it is kept"}
    return Made(content, f"{group.slug}-model-{number}-{rule}-{pixels}.png", "image/png", told)


def make_spread(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The pictures of the spread, each a PNG with its provenance, in an order that names nobody."""
    number, pixels = words["number"], int(words["pixels"])
    found = drawing(studio, Sight(group, number, ""))
    shown = sorted(found.samples if found else (), key=lambda one: one.picture_id)
    files: dict[str, bytes | str] = {}
    for place, one in enumerate(shown, start=1):
        step("drawing", place - 1, len(shown))
        picture = picture_of(studio.database, one.picture_id)
        assert found is not None
        if picture is None:
            continue
        ideal = replace(found.ideals[DEFAULT_RULE], latent=one.latent, picture_id=one.picture_id)
        with contextlib.suppress(Copied):
            told = {**_apart(studio, group, ideal), "picture": place}
            files[f"spread-{place:03d}.png"] = written(studio, picture, told, pixels, words["bare"])
    step("packing", 1, 1)
    content = packed_with_manifest(
        files, {"group": group.slug, "rehearsal": group.rehearsal, "model_number": number}
    )
    return Made(
        content, f"{group.slug}-model-{number}-spread.zip", "application/zip", {"pictures": len(files)}
    )


def _apart(studio: Studio, group: Group, ideal: IdealRow) -> dict[str, Any]:
    """What a picture of the spread tells: it is drawn for one taste, and does not say whose.

    Raises:
        Copied: It looks the same as a work that is somebody's own.
    """
    found = originality(studio, group, ideal.latent)
    refuse_copy(found)
    told = provenance(studio, group, ideal)
    return {
        **told,
        "rule": "spread",
        "note": f"{told['note']} One of the spread, drawn for one member's taste.",
    }


def single(_: Studio, group: Group) -> NotYet | None:
    """Why there is nothing of single members; None where there is."""
    return None if may_single_out(group) else untold()


def untold() -> NotYet:
    """That an anonymous group keeps single members to itself."""
    return NotYet("in an anonymous group nothing is told or drawn of single members")


PICTURE = Kind(
    "picture", "The ideal as a PNG",
    "The group's picture for print and screen, up to 4096 pixels. It says in itself where it comes from, so "
    "that it can be verified.",
    VIEWER, SHELF, (RULE, SIZE, NUMBER, BARE), make_picture,
)  # fmt: skip
SPREAD = Kind(
    "spread", "The spread as PNGs",
    "Every picture drawn for one taste, as a ZIP: what else would please somebody here. They name nobody.",
    VIEWER, SHELF, (SIZE, BARE), make_spread, single,
)  # fmt: skip

assert all(SMALLEST <= int(side) <= LARGEST for side in SIZES)
