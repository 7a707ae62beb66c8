"""Deliberating: the newest drawn number is looked at from all sides, and what is found drawn and stored.

It runs after the ideals, on the same member models and obeying the same marks; the group's main picture
never waits for it. What is stored is shown through `juxtapose`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.draw import draw
from group_plgl.services.heed import heeded
from group_plgl.services.learn import MADE_BY
from group_plgl.services.near import asked_of_most
from group_plgl.services.reveal import PLEASED, may_single_out
from group_plgl.services.space import goes_on, group_space, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import put_wanted
from group_plgl.store.models import fit_at, group_models, ideals, runners_up, samples
from group_plgl.store.options import (
    InfluenceRow,
    OptionLikingRow,
    OptionRow,
    VerdictRow,
    numbers_without_options,
    put_options,
)
from group_plgl.store.people import Group, group_of

MOST_KNOWN = 400  # runners-up and samples that are candidates; of more, some of all members


@dataclass(frozen=True)
class Deliberated:
    """What was found of one number, not yet drawn.

    Attributes:
        members: Member ids, `m`.
        seen_event: The watermark.
        options: Each with kind, name, spot, apart and across, kind by kind.
        split: verdict, gain, low, high.
        fewest: Whether fewer pictures than those of the set surely would not do.
        wish: Whether one picture pleases everybody: met, conflict, beyond or untold.
        z: Latents by spot, `s x d`.
        liking, low, high, standing: `s x m`.
        weights, part, pull, moved, clashes: `m`.
    """

    members: list[str]
    seen_event: int
    options: list[dict[str, Any]]
    split: dict[str, Any]
    fewest: bool
    wish: str
    z: Array
    liking: Array
    low: Array
    high: Array
    standing: Array
    weights: Array
    part: Array
    pull: Array
    moved: Array
    clashes: Array


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has not been deliberated on: (group, number)."""
    return [one for one in numbers_without_options(studio.database) if goes_on(studio, one[0])]


def deliberate_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Find, draw and store what else a number could be."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    change = ideals(studio.database, group_id, number)[0].seen_change
    found = deliberated(studio, group, number, change)
    space = group_space(studio, group)
    z = space.canonical(found.z)
    drawn = draw(studio, space, z, studio.settings.sample_pixels, "image/webp")
    put_wanted(studio.database, drawn, studio.now())
    verdict = VerdictRow(
        group_id, number, **found.split, fewest=found.fewest, wish=found.wish, level=PLEASED,
        seen_event=found.seen_event, made_by=MADE_BY, made_at=studio.now(),
    )  # fmt: skip
    likings, influences = option_likings(group_id, number, found), influence_rows(group_id, number, found)
    put_options(
        studio.database, verdict, option_rows(group_id, number, found, z, drawn), likings, influences, change
    )
    return {"group": group.slug, "number": number, "pictures": len(set(drawn))}


def deliberated(studio: Studio, group: Group, number: int, change: int) -> Deliberated:
    """What else one number could be, from the members its group models are made of, as of one mark."""
    database = studio.database
    seen = group_models(database, group.group_id, number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    members = [row.member_id for row in ready]
    tastes, fit = (
        from_bytes([row.payload for row in ready], group.space),
        fit_at(database, group.group_id, seen),
    )
    chief, weights = ideals(database, group.group_id, number), heeded(studio, group, seen, members)
    together = not may_single_out(group)
    words, arrays = space_words(studio, group, change)
    arrays |= required(studio, group, change)
    words |= {
        "rules": [row.rule for row in chief],
        "calibration": fit.calibration,
        "ceiling": fit.ceiling,
        "held_out": fit.held_out,
        "together": together,
        "level": PLEASED,
        "seed": int(studio.rng("deliberate", group.group_id).integers(2**62)),
    }
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, "weights": weights}
    arrays["ideals"] = np.array([row.latent for row in chief], dtype=np.float64)
    asked = asked_of_most(studio, group, seen, members)
    arrays |= {"asked": asked} if len(asked) else {}
    arrays["known"] = _known(studio, group, number).reshape(-1, arrays["ideals"].shape[1])
    said, got = studio.child.run("deliberate", words, arrays)
    if together:  # what a part would like best is theirs alone
        smallest = int(np.bincount(got["part"]).min())
        if smallest < group.k:
            said["options"] = [one for one in said["options"] if one["kind"] != "split"]
    options, split, fewest, wish = (said[name] for name in ("options", "split", "fewest", "wish"))
    return Deliberated(members, seen, options, split, fewest, wish, **got, weights=weights)


def _known(studio: Studio, group: Group, number: int) -> Array:
    """Latents behind the ideals and of the spread; of very many, evenly some."""
    there = [row.latent for row in runners_up(studio.database, group.group_id, number)]
    there += [row.latent for row in samples(studio.database, group.group_id, number)]
    step = max(1, -(-len(there) // MOST_KNOWN))
    return np.array(there[::step], dtype=np.float64)


def option_rows(
    group_id: str, number: int, found: Deliberated, z: Array, pictures: list[str]
) -> list[OptionRow]:
    """The options with the pictures of their spots."""
    places: dict[str, int] = {}
    rows = []
    for one in found.options:
        place = places[one["kind"]] = places.get(one["kind"], -1) + 1
        spot = one["spot"]
        rows.append(
            OptionRow(group_id, number, one["kind"], place, one["name"], spot, z[spot].tolist(),
                      pictures[spot], one["apart"], one["across"])
        )  # fmt: skip
    return rows


def option_likings(group_id: str, number: int, found: Deliberated) -> list[OptionLikingRow]:
    """Every member's predicted liking of every picture."""
    table = np.stack([found.liking, found.low, found.high, found.standing], axis=-1)
    return [
        OptionLikingRow(group_id, number, spot, member, *table[spot, row].tolist())
        for spot in range(len(table))
        for row, member in enumerate(found.members)
    ]


def influence_rows(group_id: str, number: int, found: Deliberated) -> list[InfluenceRow]:
    """What the number hangs on each member."""
    columns = (found.weights, found.part, found.pull, found.moved, found.clashes)
    return [
        InfluenceRow(
            group_id, number, member, float(weight), int(part), float(pull), float(moved), bool(clashes)
        )
        for member, weight, part, pull, moved, clashes in zip(found.members, *columns, strict=True)
    ]
