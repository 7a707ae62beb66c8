"""Verifying: whether an exported picture is what it says of itself.

What is inside a file was written by whoever had it last, so it is only ever compared: the latent with
its hash, the picture with one drawn again from it, and, where the house it came from is at hand,
the model and the latent with what is stored there. The first two need no group and no data folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput, ChildFailed, NotFound, UnsafeBytes, WrongSpace
from group_plgl.generators import space_of
from group_plgl.generators.base import LARGEST, SMALLEST
from group_plgl.generators.catalogue.space import catalogue_space
from group_plgl.generators.png_chunks import Said, said_in
from group_plgl.generators.raster import pixels_of
from group_plgl.latents import Space, latent_hash
from group_plgl.latents.retelling import latent_in
from group_plgl.services.export import KEYWORD
from group_plgl.services.space import group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.classes import class_ideals
from group_plgl.store.models import group_models, ideals, runners_up, samples
from group_plgl.store.people import group_by_slug

HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"
MOST_GENES = 4096


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What: latent, picture, model or ideal.
        found: `holds`, `fails`, or `unknown` where it cannot be told here.
        words: What was found, in a sentence.
    """

    name: str
    found: str
    words: str


def story_in(content: bytes) -> tuple[Said, dict[str, Any]]:
    """What a PNG says of itself, as written by whoever had it last.

    Raises:
        UnsafeBytes: No PNG, a broken one, or one whose story is none.
        NotFound: It says nothing about where it comes from.
    """
    said = said_in(content)
    if KEYWORD not in said.texts:
        raise NotFound(
            "nothing inside says where this picture comes from",
            advice="Metadata may have been stripped, or another program has saved it again.",
        )
    try:
        told = json.loads(said.texts[KEYWORD])
    except (ValueError, RecursionError) as problem:
        raise UnsafeBytes("what the file says of itself is no JSON") from problem
    if not isinstance(told, dict):
        raise UnsafeBytes("what the file says of itself is no record")
    return said, told


def checked(child: Child, content: bytes) -> tuple[dict[str, Any], list[Check]]:
    """The story of a PNG, and whether its latent and its picture fit it; nothing but the file is needed.

    Raises:
        UnsafeBytes: No PNG, a broken one, or one whose story is none.
        NotFound: It says nothing about where it comes from.
    """
    said, told = story_in(content)
    key = str(told.get("space", ""))
    if told.get("derived") and told.get("latent") is None:
        reason = "a sheet of several pictures has no latent of its own; its model can be checked"
        return told, [Check("latent", UNKNOWN, reason), Check("picture", UNKNOWN, reason)]
    try:
        space = _space_of(key, told)
        z = latent_in(space, told)
    except WrongSpace as problem:
        reason = f"this version cannot draw {key[:40]} any more, or not yet: {problem}"
        return told, [Check("latent", UNKNOWN, reason), Check("picture", UNKNOWN, reason)]
    except NotFound:
        reason = f"pictures of '{key[:40]}' are not drawn here"
        return told, [Check("latent", UNKNOWN, reason), Check("picture", UNKNOWN, reason)]
    except BadInput as problem:
        return told, [Check("latent", FAILS, f"the latent is unusable: {problem}")]
    if latent_hash(space, z[None]) != told.get("latent_sha256"):
        return told, [Check("latent", FAILS, "the latent does not fit its own hash: one of them was changed")]
    latent = Check("latent", HOLDS, "the latent fits its hash")
    if is_catalogue(key):
        reason = "it was chosen among a group's own pictures, so nothing can draw it again"
        return told, [latent, Check("picture", UNKNOWN, reason)]
    return told, [latent, _redrawn(child, content, said, key, z)]


def known_here(studio: Studio, told: Mapping[str, Any]) -> list[Check]:
    """What the running house knows of the group, model and latent that a file names."""
    slug, number = told.get("group"), told.get("model_number")
    group = group_by_slug(studio.database, slug) if isinstance(slug, str) else None
    if group is None or not isinstance(number, int) or group.space != told.get("space"):
        return [Check("model", UNKNOWN, "this house does not know the group it names")]
    models = {one.rule: one.digest for one in group_models(studio.database, group.group_id, number)}
    if not models:
        reason = f"model {number} is not kept here any more"
        return [Check("model", UNKNOWN, reason), Check("ideal", UNKNOWN, reason)]
    if "model_sha256" not in told:
        model = Check("model", UNKNOWN, "the file names no model by its hash")
    elif told["model_sha256"] in models.values():
        model = Check("model", HOLDS, f"model {number} of this group has this hash")
    else:
        model = Check("model", FAILS, f"model {number} of this group has another hash")
    database, here = studio.database, (group.group_id, number)
    latents = [
        *(one.latent for one in ideals(database, *here)),
        *(one.latent for one in class_ideals(database, *here)),
        *(one.latent for one in runners_up(database, *here)),
        *(one.latent for one in samples(database, *here)),
    ]
    space = group_space(studio, group)
    there = {latent_hash(space, [latent]) for latent in latents}
    if told.get("latent_sha256") in there:
        return [model, Check("ideal", HOLDS, f"the group came to this very latent in model {number}")]
    if "sampler_sha256" in told or "derived" in told:
        return [model, Check("ideal", UNKNOWN, "it was drawn from what the group came to, and is not kept")]
    return [model, Check("ideal", FAILS, f"nothing of model {number} has this latent")]


def _space_of(key: str, told: Mapping[str, Any]) -> Space:
    """The space that a story names; of a catalogue as wide as its latent."""
    if not is_catalogue(key):
        return space_of(key)
    said = told.get("latent")
    if not isinstance(said, list) or not 0 < len(said) <= MOST_GENES:
        raise BadInput("the file tells no latent")
    return catalogue_space(key, len(said))


def _redrawn(child: Child, content: bytes, said: Said, key: str, z: Array) -> Check:
    """Whether the picture drawn again is the one in the file, byte by byte."""
    if said.width != said.height or not SMALLEST <= said.width <= LARGEST:
        return Check("picture", FAILS, f"it measures {said.width} x {said.height}; no such picture is drawn")
    words = {"space": key, "pixels": said.width, "texts": said.texts}
    try:
        _, made = child.run("picture", words, {"z": z})
    except ChildFailed as problem:
        return Check("picture", UNKNOWN, f"it could not be drawn again: {problem}")
    again = made["bytes"].tobytes()
    if again == content:
        return Check("picture", HOLDS, "drawn again it is the same, byte for byte")
    try:
        one, other = (pixels_of(file).astype(np.int64) for file in (content, again))
    except UnsafeBytes as problem:
        return Check("picture", FAILS, f"its pixels cannot be read: {problem}")
    if np.array_equal(one, other):
        return Check("picture", HOLDS, "drawn again every pixel is the same; the file was packed otherwise")
    far = int(np.abs(one - other).max())
    if far <= 2:
        reason = f"drawn again it differs by at most {far} of 255: another machine or version drew it"
        return Check("picture", UNKNOWN, reason)
    return Check("picture", FAILS, f"drawn again it looks different, by up to {far} of 255")
