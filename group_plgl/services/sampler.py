"""Samplers: a group's taste as one file that draws new ideals, with no group and no database behind it.

What may be in such a file, and what never is, is said in `ideals.sampler`. It is made of a number that
may be shown, so in anonymous groups of published ones only, and whoever may see a number's ideals may
have it. Drawing from a file needs nothing but the file. What is drawn is shown as the group's: every
picture meets what was required of the number's ideals, and the card says how many draws do at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from group_plgl import __version__
from group_plgl.compute.worker import Child
from group_plgl.errors import BadInput, NotFound, OutOfReach
from group_plgl.generators import space_of
from group_plgl.ideals.sampler_file import Card, Opened, Sampler, from_bytes, to_bytes
from group_plgl.latents.locks import limited
from group_plgl.members.calibration import wilson
from group_plgl.members.codec import from_bytes as tastes_from
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.export import ALGORITHMIC, KEYWORD, SCHEMA, provenance, texts_of
from group_plgl.services.heed import heeded
from group_plgl.services.reveal import number_shown
from group_plgl.services.space import group_space, is_catalogue, is_past, space_words, told_latent
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.concepts import concepts_of, demands_of
from group_plgl.store.models import group_models, ideals
from group_plgl.store.nevers import nevers_of
from group_plgl.store.people import Group, group_named

# Of an exported picture's story what is about that picture and not about the group.
_OF_ONE_PICTURE = (
    "latent",
    "chance",
    "latent_sha256",
    "limits",
    "note",
    "seed",
    "schema",
    "digital_source_type",
)
_NOTE = "Draws new pictures that please a group, without anything of its members; likings are predictions."
_OF_A_PICTURE = "AI-generated: drawn by a procedural generator to please a group; likings are predictions."
MOST_DRAWN = 256


def sampler_file(studio: Studio, group: Group, number: int, rule: str) -> bytes:
    """The sampler of one number's ideals by one rule, as safetensors.

    Raises:
        BadInput: The group's pictures are its own: they are chosen, not drawn.
        NotFound: There is no such ideal, or its space is not drawn here any more.
        OutOfReach: The group's taste is not known well enough.
    """
    if is_catalogue(group.space):
        raise BadInput(
            "a group's own pictures are chosen, not drawn",
            advice="Take its ranking; there is nothing to draw from.",
        )
    ideal = next((one for one in ideals(studio.database, group.group_id, number) if one.rule == rule), None)
    if ideal is None or is_past(group.space):
        raise NotFound("there is no ideal of model {number} by rule '{rule}'", number=number, rule=rule)
    key = ("sampler", group.group_id, str(number), rule, str(ideal.seen_change))
    made = studio.database.remembered(key, lambda: _made(studio, group, number, rule, ideal.seen_change))
    assert made is not None, "what is made is never nothing"
    said, arrays, marks, demands = made
    if said.get("without"):
        raise OutOfReach(
            "too little that pleases this group for sure is what is required",
            advice="Require less, or wait for more answers.",
        )
    if "problem" in said:
        raise OutOfReach(
            "too little pleases this group for sure to draw from",
            advice="With more answers its taste is known better.",
        )
    told = provenance(studio, group, ideal)
    card = Card(
        space=group.space, limits={name: list(both) for name, both in _ends(told).items()},
        standing=float(said["standing"]), kept=float(said["kept"]), trials=int(said["trials"]), rule=rule,
        members=told["members"] if isinstance(told["members"], int) else None,
        required=_demanded(studio, group, ideal.seen_change, said) if demands else {},
        provenance={
            **{name: value for name, value in told.items() if name not in _OF_ONE_PICTURE}, "note": _NOTE
        },
    )  # fmt: skip
    return to_bytes(Opened(card, Sampler(arrays["anchors"], arrays["spread"]), *marks, demands))


def sampler_by_name(studio: Studio, slug: str, rule: str) -> bytes:
    """The sampler of a group's newest number that may be shown, for whoever runs the house.

    Raises:
        NotFound: There is no such group, or nothing of it is drawn that may be shown.
    """
    group = group_named(studio.database, slug)
    number = number_shown(studio.database, group)
    return sampler_file(studio, group, number, rule)


def drawn_from(child: Child, file: bytes, count: int, seed: int, pixels: int) -> list[bytes]:
    """New pictures from a sampler file, as PNG bytes; the same file and seed give the same bytes.

    Args:
        child: What computes.
        file: The file.
        count: How many, 1 to 256.
        seed: Which ones.
        pixels: Side of each.

    Raises:
        UnsafeBytes: It is no sampler file.
        NotFound: Its space is not drawn here, or not so many pictures look different.
        WrongSpace: Its space is drawn here in another version.
        BadInput: More or fewer pictures are asked for than can be, or the file fits another space.
    """
    opened = from_bytes(file)
    space, genes = limited(space_of(opened.card.space), opened.card.limits), len(opened.sampler.spread)
    if genes != space.latent_dim:
        raise BadInput(
            "the file has {have} genes, {space} has {wanted}",
            have=genes,
            space=space.key,
            wanted=space.latent_dim,
        )
    if not 0 < count <= MOST_DRAWN:
        raise BadInput("from 1 to {most} pictures can be drawn at once", most=MOST_DRAWN)
    story = {
        "schema": SCHEMA, "sampler_sha256": hashlib.sha256(file).hexdigest(), "seed": seed,
        "space": space.key, "code_version": __version__, "note": _OF_A_PICTURE,
        "digital_source_type": ALGORITHMIC, **_from(opened.card),
    }  # fmt: skip
    words = {
        "space": space.key, "limits": opened.card.limits, "count": count, "seed": seed, "pixels": pixels,
        "story": story, "keyword": KEYWORD, "texts": texts_of(story),
    }  # fmt: skip
    arrays = {"anchors": opened.sampler.anchors, "spread": opened.sampler.spread}
    if len(opened.never_z):
        arrays |= {"never_z": opened.never_z, "never_radius": opened.never_radius}
    said, made = child.run("sample", words, arrays | opened.required)
    if "have" in said:
        raise BadInput(
            "what the file requires has {have} weights, {space} has {wanted}",
            have=said["have"], wanted=said["wanted"], space=space.key,
        )  # fmt: skip
    if "problem" in said:
        raise NotFound("not so many pictures that look different are in this file", advice="Ask for fewer.")
    starts = [0, *made["ends"][:-1].tolist()]
    ends = made["ends"].tolist()
    return [made["bytes"][start:end].tobytes() for start, end in zip(starts, ends, strict=True)]


def _from(card: Card) -> dict[str, Any]:
    """What a picture tells of the file it was drawn from."""
    told = {name: card.provenance.get(name) for name in ("group", "question", "rehearsal", "model_number")}
    return {**told, "rule": card.rule, "members": card.members, "standing": card.standing}


def _ends(told: Mapping[str, object]) -> Mapping[str, tuple[float | None, float | None]]:
    limits = told["limits"]
    return limits if isinstance(limits, Mapping) else {}


def _made(
    studio: Studio, group: Group, number: int, rule: str, change: int
) -> tuple[dict[str, Any], dict[str, Array], tuple[Array, Array], dict[str, Array]]:
    """What the child says, those marks that matter as they may be told, and what is required."""
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    tastes = tastes_from([row.payload for row in ready], group.space)
    words, arrays = space_words(studio, group, change)
    words |= {"rule": rule, "seed": int(studio.rng("sampler", group.group_id, rule).integers(2**62))}
    marks = nevers_of(studio.database, group.group_id, change)
    d = group_space(studio, group).latent_dim
    z = np.array([one.latent for one in marks], dtype=np.float64).reshape(len(marks), d)
    radius = np.array([one.radius for one in marks], dtype=np.float64)
    weights = heeded(studio, group, seen, [row.member_id for row in ready])
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "weights": weights}
    demands = required(studio, group, change)
    said, got = studio.child.run("sampler", words, arrays | demands)
    space, matter = group_space(studio, group), got.get("matter", np.zeros(len(z))).astype(np.bool_)
    told = np.array([told_latent(space, one) for one in z[matter]], dtype=np.float64)
    return said, got, (told.reshape(-1, space.latent_dim), radius[matter]), demands


def _demanded(studio: Studio, group: Group, change: int, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is required as a card tells it, and of draws that chose nothing the share that meets it."""
    names = {one.concept_id: one.name for one in concepts_of(studio.database, group.group_id)}
    asked = demands_of(studio.database, group.group_id, change)
    low, high = wilson(said["met"], said["trials"])
    return {
        "asked": {names[one]: chance for one, chance in asked.items()},
        "share": said["met"] / said["trials"], "draws": int(said["trials"]), "low": low, "high": high,
    }  # fmt: skip
