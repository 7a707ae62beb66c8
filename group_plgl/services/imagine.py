"""Imagining: the newest group models get their ideals, likings and spread, drawn and stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.latents import Space
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.draw import draw
from group_plgl.services.heed import heeded
from group_plgl.services.learn import MADE_BY
from group_plgl.services.near import asked_of_most
from group_plgl.services.part import two_looks
from group_plgl.services.play import play_ahead
from group_plgl.services.space import goes_on, group_space, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.classes import ClassIdealRow, ClassLikingRow, class_fits, class_models
from group_plgl.store.images import put_wanted
from group_plgl.store.models import (
    IdealRow,
    LikingRow,
    LookRow,
    RunnerUpRow,
    SampleRow,
    fit_at,
    group_models,
    models_without_ideals,
    put_ideals,
)
from group_plgl.store.nevers import last_change
from group_plgl.store.people import Group, group_of

RUNNERS_UP = 4


@dataclass(frozen=True)
class Imagined:
    """Ideals with runners-up and spread of one number, not yet drawn.

    Attributes:
        members: Member ids, `m`.
        rules: Rule names, `r`.
        ideals: `r x d`.
        runners_up: `r x c x d`.
        liking, low, high, standing: `r x m`.
        samples: `m x s x d`.
        sample_liking: `m x s`.
        parted: Rows of the members with two looks, `l`.
        looks: `l x 2 x d`.
        look_liking: `l x 2`.
        classes: One for each class but the one aimed at, whose ideal is the group's.
    """

    members: list[str]
    rules: list[str]
    ideals: Array
    runners_up: Array
    liking: Array
    low: Array
    high: Array
    standing: Array
    samples: Array
    sample_liking: Array
    parted: Array
    looks: Array
    look_liking: Array
    classes: list[ClassIdeal] = field(default_factory=list)


@dataclass(frozen=True)
class ClassIdeal:
    """The ideal of a class, and the chance that each member would put it there, with its interval: `m`."""

    number: int
    name: str
    latent: Array
    liking: Array
    low: Array
    high: Array


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest number has no ideals yet, or some from before a mark: (group, number)."""
    return [one for one in models_without_ideals(studio.database) if goes_on(studio, one[0])]


def imagine_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Find, draw and store the ideals and the spread of one number."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    space = group_space(studio, group)
    change = last_change(studio.database, group_id)
    found = imagined(studio, group, number, change)
    ideals = space.canonical(found.ideals)
    ideal_ids = draw(studio, space, ideals, studio.settings.ideal_pixels, "image/png")
    behind_ids = _drawn_small(studio, space, found.runners_up)
    sample_ids = _drawn_small(studio, space, found.samples)
    look_ids = _drawn_small(studio, space, found.looks)
    class_ids = [
        draw(studio, space, space.canonical(one.latent[None]), studio.settings.ideal_pixels, "image/png")[0]
        for one in found.classes
    ]
    put_wanted(studio.database, [*ideal_ids, *behind_ids, *sample_ids, *look_ids, *class_ids], studio.now())
    each, others = found.samples.shape[1], found.runners_up.shape[1]
    put_ideals(
        studio.database,
        [
            IdealRow(group_id, number, rule, z.tolist(), picture, MADE_BY, studio.now(), change)
            for rule, z, picture in zip(found.rules, ideals, ideal_ids, strict=True)
        ],
        liking_rows(group_id, number, found),
        [
            SampleRow(group_id, number, member, place, found.samples[row, place].tolist(),
                      sample_ids[row * each + place], float(found.sample_liking[row, place]))
            for row, member in enumerate(found.members)
            for place in range(each)
        ],
        [
            RunnerUpRow(group_id, number, rule, place, found.runners_up[row, place].tolist(),
                        behind_ids[row * others + place])
            for row, rule in enumerate(found.rules)
            for place in range(others)
        ],
        looks=look_rows(group_id, number, found, look_ids),
        classes=[
            ClassIdealRow(group_id, number, one.number, one.name, one.latent.tolist(),
                          picture, MADE_BY, studio.now())
            for one, picture in zip(found.classes, class_ids, strict=True)
        ],
        class_likings=[
            ClassLikingRow(group_id, number, one.number, member, float(one.liking[row]), float(one.low[row]),
                           float(one.high[row]))
            for one in found.classes
            for row, member in enumerate(found.members)
        ],
    )  # fmt: skip
    play_ahead(studio, group.space, [*ideal_ids, *class_ids])
    return {
        "group": group.slug,
        "number": number,
        "pictures": len({*ideal_ids, *behind_ids, *sample_ids, *class_ids}),
    }


def _drawn_small(studio: Studio, space: Space, z: Array) -> list[str]:
    """Picture ids of latents `a x b x d`, row by row, drawn at the size of samples."""
    return draw(studio, space, z.reshape(-1, z.shape[2]), studio.settings.sample_pixels, "image/webp")


def imagined(studio: Studio, group: Group, number: int, change: int) -> Imagined:
    """The ideals and spread of one number, from the members its group models are made of.

    They obey what must not come again as of one change.
    """
    models = group_models(studio.database, group.group_id, number)
    rules, seen = [model.rule for model in models], models[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    tastes = from_bytes([row.payload for row in ready], group.space)
    fit = fit_at(studio.database, group.group_id, seen)
    words, arrays = space_words(studio, group, change)
    arrays |= required(studio, group, change)
    words |= {
        "rules": rules,
        "runners_up": RUNNERS_UP,
        "samples_each": studio.settings.samples_each,
        "seed": imagine_seed(studio, group),
        "seeds": [int(studio.rng("spread", row.member_id).integers(2**62)) for row in ready],
        "calibration": fit.calibration,
        "ceiling": fit.ceiling,
        "held_out": fit.held_out,
    }
    members = [row.member_id for row in ready]
    parted = two_looks(studio, group, seen, members, change)
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance, **parted}
    arrays["weights"] = heeded(studio, group, seen, members)
    asked = asked_of_most(studio, group, seen, members)
    _, got = studio.child.run("imagine", words, {**arrays, "asked": asked} if len(asked) else arrays)
    classes = _classes(studio, group, seen, members, words, arrays)
    return Imagined(members, rules, **got, **parted, classes=classes)


def _classes(
    studio: Studio,
    group: Group,
    seen: int,
    members: list[str],
    words: dict[str, Any],
    arrays: dict[str, Array],
) -> list[ClassIdeal]:
    """The ideals of the other classes, each sought by the default rule as the group's own is."""
    files = {
        (row.class_number, row.member_id): row.payload
        for row in class_models(studio.database, group.group_id, seen)
    }
    found = []
    for one in class_fits(studio.database, group.group_id, seen):
        if one.aim:
            continue
        tastes = from_bytes([files[one.class_number, member] for member in members], group.space)
        wanted = words | {
            "rules": [DEFAULT_RULE], "runners_up": 0, "samples_each": 0, "seeds": [],
            "calibration": one.calibration, "ceiling": one.ceiling,
        }  # fmt: skip
        asked = {name: value for name, value in arrays.items() if name not in ("parted", "looks")}
        asked |= {"mean": tastes.mean, "covariance": tastes.covariance}
        _, got = studio.child.run("imagine", wanted, asked)
        likings = (got[name][0] for name in ("liking", "low", "high"))
        found.append(ClassIdeal(one.class_number, one.name, got["ideals"][0], *likings))
    return found


def imagine_seed(studio: Studio, group: Group) -> int:
    """The seed of a group's ideals, written into exported pictures.

    It is the same for every number, and each member's samples have a seed of their own, so that
    pictures move with what is learned and with nothing else.
    """
    return int(studio.rng("imagine", group.group_id).integers(2**62))


def look_rows(group_id: str, number: int, found: Imagined, pictures: list[str]) -> list[LookRow]:
    """Both looks of those who have two, with their pictures in the same order."""
    return [
        LookRow(group_id, number, found.members[int(row)], look, found.looks[at, look].tolist(),
                pictures[2 * at + look], float(found.look_liking[at, look]))
        for at, row in enumerate(found.parted)
        for look in (0, 1)
    ]  # fmt: skip


def liking_rows(group_id: str, number: int, found: Imagined) -> list[LikingRow]:
    """Every member's predicted liking of every rule's ideal."""
    table = np.stack([found.liking, found.low, found.high, found.standing], axis=-1)
    return [
        LikingRow(group_id, number, rule, member, *table[r, m].tolist())
        for r, rule in enumerate(found.rules)
        for m, member in enumerate(found.members)
    ]
