"""A film from one ideal to another and back: what changes when a group decides by another rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotFound, NotYet
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.services.export import XMP as XMP_KEY
from group_plgl.services.export import drawn_anew, provenance, texts_of
from group_plgl.services.kinds.kind import VIEWER, Choice, Count, Kind, Made, Step
from group_plgl.services.kinds.pictures import SHELF
from group_plgl.services.kinds.sheets import joined
from group_plgl.services.originality import originality, refuse_copy
from group_plgl.services.reveal import Sight, drawing
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group

MOST_FRAMES = 60  # on the way; there and back again it is shown in at most 118
FRAME, STAY = 45, 700  # milliseconds of a frame, and of either end
_BATCH = 4
_RULES = {name: RULES[name].title for name in CHIEF}
_KINDS = {"webp": "WebP", "gif": "GIF"}
_WORDS = (
    Choice("start", "From", _RULES, "mean"), Choice("end", "To", _RULES, "consensus"),
    Count("frames", "Pictures on the way", 8, MOST_FRAMES, 36),
    Choice("pixels", "Size", {"256": "256 px", "512": "512 px", "768": "768 px"}, "512"),
    Choice("format", "Format", _KINDS, "webp"),
)  # fmt: skip


def make_film(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The way from one ideal to another and back, drawn picture by picture.

    Both ends are ideals and meet what was required of them; what lies between explains and need not.
    """
    number, start, end = words["number"], words["start"], words["end"]
    found = drawing(studio, Sight(group, number, ""))
    if found is None or not {start, end} <= set(found.ideals):
        raise NotFound("there is no model {number} to be seen", number=number)
    ends = [found.ideals[name] for name in (start, end)]
    for one in ends:
        refuse_copy(originality(studio, group, one.latent))
    told, arrays = space_words(studio, group)
    arrays |= {name: np.array(one.latent) for name, one in zip(("start", "end"), ends, strict=True)}
    _, way = studio.child.run("walk", {**told, "frames": words["frames"]}, arrays)
    z, files = way["z"], []
    for at in range(0, len(z), _BATCH):
        step("drawing", at, len(z))
        asked = {"space": group.space, "pixels": int(words["pixels"]), "media_type": "image/png"}
        _, drawn = studio.child.run("frames", asked, {"z": z[at : at + _BATCH]})
        cuts = [0, *drawn["ends"].tolist()]
        files += [drawn["bytes"][cuts[k] : cuts[k + 1]].tobytes() for k in range(len(cuts) - 1)]
    step("writing", len(z), len(z) + 1)
    told = {**provenance(studio, group, ends[1]), "derived": f"film from {start} to {end}"}
    content = _played(studio, files, words["format"], told)
    name = f"{group.slug}-model-{number}-{start}-to-{end}.{words['format']}"
    return Made(content, name, f"image/{words['format']}", {"frames": len(files)})


def _played(studio: Studio, files: list[bytes], kind: str, told: Mapping[str, Any]) -> bytes:
    """There and back again, slower at either end."""
    last = len(files) - 1
    order = [*range(len(files)), *range(last - 1, 0, -1)]
    times = [STAY if at in (0, last) else FRAME for at in order]
    note = texts_of(told)[XMP_KEY] if kind == "webp" else json.dumps({"GroupPLGL": told}, sort_keys=True)
    asked = {"order": order, "milliseconds": times, "kind": kind, "note": note}
    _, made = studio.child.run("film", asked, joined(files))
    return made["bytes"].tobytes()


def only_drawn(_: Studio, group: Group) -> NotYet | None:
    """Why nothing new can be drawn for a group; None where it can."""
    if drawn_anew(group.space):
        return None
    return NotYet("pictures of this group are not drawn here, so only those that are there can be had")


def _stands_still(_: Group, words: Mapping[str, Any]) -> BadInput | None:
    """Why there is no film between two ends; None where there is."""
    if words["start"] != words["end"]:
        return None
    return BadInput("a film needs two ends that differ", advice="Choose another rule for one of them.")


FILM = Kind(
    "morph", "Morph from one ideal to another",
    "A short loop that shows what changes between two rules, for a mail or a slide.",
    VIEWER, SHELF, _WORDS, make_film, only_drawn, _stands_still,
)  # fmt: skip
