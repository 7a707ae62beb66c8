"""Surveying: the newest drawn number of a group gets what the board draws besides what is kept anyway."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.members.codec import card_of, from_bytes
from group_plgl.members.families.registry import DEFAULT_FAMILY
from group_plgl.members.priors import Belief
from group_plgl.services.learn import MADE_BY, asked_about
from group_plgl.services.recall import recall
from group_plgl.services.space import goes_on, group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.choices import choices_at
from group_plgl.store.images import latents_of, whole_pool
from group_plgl.store.lending import borrowed_at
from group_plgl.store.models import MemberModelRow, fit_at, group_models, member_models
from group_plgl.store.people import Group, group_of
from group_plgl.store.surveys import (
    DriftRow,
    ForetoldRow,
    Survey,
    drawn_without_survey,
    first_learned,
    put_survey,
)

AT_LARGE = 256


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest drawn number was not surveyed yet: (group, number)."""
    return [one for one in drawn_without_survey(studio.database) if goes_on(studio, one[0])]


def survey_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Find and store what the board draws of one number."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    seen = group_models(studio.database, group_id, number)[0].seen_event
    foretold, drifts = surveyed(studio, group, number)
    put_survey(studio.database, Survey(group_id, number, seen, MADE_BY, studio.now()), foretold, drifts)
    return {"group": group.slug, "number": number, "foretold": len(foretold), "drifts": len(drifts)}


def surveyed(studio: Studio, group: Group, number: int) -> tuple[list[ForetoldRow], list[DriftRow]]:
    """Answers foretold unseen, and drift, of the members one number is made of; nothing is stored."""
    database, group_id = studio.database, group.group_id
    seen = group_models(database, group_id, number)[0].seen_event
    known, fit = recall(studio, group, seen), fit_at(database, group_id, seen)
    models = {row.member_id: row for row in member_models(database, group_id, seen)}
    ready = [row for row, member in enumerate(known.members) if member in models and models[member].ready]
    words, arrays = asked_about(studio, group, known, borrowed_at(database, group_id, seen))
    first = first_learned(database, group_id, number)
    then, now = _both(studio, group, first, models)
    words |= {
        "belief": {one.name: getattr(fit, one.name) for one in fields(Belief)},
        "families": _families(studio, known.members, models),
        "ready": ready,
        "seed": int(studio.rng("survey", group_id, str(number)).integers(2**62)),
    }
    if now:
        earlier, later = from_bytes([row.payload for row in then]), from_bytes([row.payload for row in now])
        arrays |= {
            "pool": _at_large(studio, group),
            "mean": later.mean,
            "covariance": later.covariance,
            "first_mean": earlier.mean,
            "first_covariance": earlier.covariance,
        }
    _, got = studio.child.run("survey", words, arrays)
    places = _places(got["member"])
    foretold = [
        ForetoldRow(
            group_id,
            number,
            known.members[int(member)],
            int(place),
            bool(paired),
            float(chance),
            float(value),
            int(answer),
        )
        for member, place, paired, chance, value, answer in zip(
            got["member"], places, got["paired"], got["chance"], got["value"], got["answer"], strict=True
        )
    ]
    if first is None or not now:
        return foretold, []
    held = zip(got["similarity"], got["low"], got["high"], strict=True)
    names = [*(one.member_id for one in now), ""]
    drifts = [
        DriftRow(group_id, number, member, first[0], *map(float, row))
        for member, row in zip(names, held, strict=True)
    ]
    return foretold, drifts


def _at_large(studio: Studio, group: Group) -> NDArray[np.float64]:
    """Latents `n x d` of pictures on which tastes are held against each other: always the same."""
    if not is_catalogue(group.space):
        return group_space(studio, group).sample(AT_LARGE, studio.rng("at large", group.group_id))
    pool = whole_pool(studio.database, group.group_id)
    latents = latents_of(studio.database, pool)
    return np.array([latents[one] for one in pool])


def _both(
    studio: Studio, group: Group, first: tuple[int, int] | None, models: dict[str, MemberModelRow]
) -> tuple[list[MemberModelRow], list[MemberModelRow]]:
    """The tastes, then and now, of members whose taste was learned both times, in features that agree."""
    if first is None:
        return [], []
    earlier = [
        row for row in member_models(studio.database, group.group_id, first[1])
        if row.ready and row.member_id in models and models[row.member_id].ready
        and card_of(row.payload).features == card_of(models[row.member_id].payload).features
    ]  # fmt: skip
    return earlier, [models[row.member_id] for row in earlier]


def _families(
    studio: Studio, members: Sequence[str], models: dict[str, MemberModelRow]
) -> list[dict[str, Any]]:
    """Whose taste was learned by another family than the common one, as `learn` was told."""
    compared = {one: card_of(row.payload).compared for one, row in models.items()}
    chosen = {one.member_id: one for one in choices_at(studio.database, compared)}
    return [
        {"row": row, "family": choice.family, "weights": json.loads(choice.evidence)["weights"]}
        for row, choice in enumerate(map(chosen.get, members))
        if choice is not None and choice.family != DEFAULT_FAMILY
    ]


def _places(member: Any) -> list[int]:
    """Of each row, how many the same member had before it."""
    had: dict[int, int] = {}
    places = []
    for one in member.tolist():
        places.append(had.get(one, 0))
        had[one] = places[-1] + 1
    return places
