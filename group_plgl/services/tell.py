"""Telling: the taste of a group, its camps and its members in words, each with pictures that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from group_plgl.feedback.dataset import Dataset
from group_plgl.services.reveal import hiding, may_single_out
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.clauses import Clause
from group_plgl.store.images import latents_of_cards, whole_pool
from group_plgl.store.people import Group


def told_of(
    studio: Studio, group: Group, number: int, seen: int, known: Dataset, members: Sequence[str],
    camp: Sequence[int], told: Sequence[int],
) -> list[Clause]:  # fmt: skip
    """The clauses of one number; nothing is stored.

    Args:
        studio: Where.
        group: Which.
        number: The number of the group model.
        seen: Its watermark.
        known: What was said up to it.
        members: Those it is made of.
        camp: The label less 1 of the camp of each.
        told: Which camps are told apart; none where members do not differ.
    """
    pictures, arrays = _said(studio, group, known, members)
    words, opened = space_words(studio, group)
    several = 1 if may_single_out(group) else group.k
    words |= {
        "m": len(members), "camps": len(told), "fewest": several, "each": may_single_out(group),
        "seed": int(studio.rng("tell", group.group_id).integers(2**62)),
    }  # fmt: skip
    common = set(whole_pool(studio.database, group.group_id))
    arrays["shown"] = np.array([float(one in common) for one in pictures])
    hidden = set(hiding(studio, group, members))
    arrays["hides"] = np.array([float(one in hidden) for one in members])
    arrays["camp"] = np.array([told.index(one) if one in told else -1 for one in camp], dtype=np.int64)
    said, _ = studio.child.run("tell", words, opened | arrays)
    return [_clause(group, number, seen, one, pictures, members, told) for one in said["clauses"]]


def _said(
    studio: Studio, group: Group, known: Dataset, members: Sequence[str]
) -> tuple[list[str], dict[str, Any]]:
    """Every picture these members answered about, and as arrays what they said."""
    latents = latents_of_cards(studio.database, group.group_id)
    named: dict[bytes, str] = {}
    for picture, latent in sorted(latents.items()):
        named.setdefault(np.asarray(latent, dtype=np.float64).tobytes(), picture)
    row_of = {member: row for row, member in enumerate(members)}
    member = np.array([row_of.get(one, -1) for one in known.members], dtype=np.int64)[known.member]
    ours = np.nonzero(member >= 0)[0]
    about = [named.get(known.z[row].tobytes(), "") for row in ours]
    over = [named.get(known.over[row].tobytes(), "") if known.paired[row] else None for row in ours]
    kept = [at for at in range(len(ours)) if about[at] and over[at] != ""]
    pictures = sorted({about[at] for at in kept} | {other for at in kept if (other := over[at])})
    place = {picture: row for row, picture in enumerate(pictures)}
    rows = ours[kept]
    rivals = [other if (other := over[at]) is None else place[other] for at in kept]
    return pictures, {
        "seen": np.array([latents[one] for one in pictures], dtype=np.float64).reshape(-1, known.z.shape[1]),
        "member": member[rows],
        "picture": np.array([place[about[at]] for at in kept], dtype=np.int64),
        "over": np.array([-1 if one is None else one for one in rivals], dtype=np.int64),
        "value": known.value[rows],
        "weight": known.weight[rows] * _shares(known)[rows],
    }


def _shares(known: Dataset) -> Array:
    """How much each row counts because of those beside it.

    Source: pairs against each rival are a composite likelihood; under no preference they vary
    q/2 times as much as so many comparisons, so each counts 2/q.
    """
    _, answer, rows = np.unique(known.answer, return_inverse=True, return_counts=True)
    return np.where(known.paired, 2.0 / (rows[answer] + 1.0), 1.0 / rows[answer])


def _clause(
    group: Group, number: int, seen: int, one: dict[str, Any], pictures: Sequence[str],
    members: Sequence[str], told: Sequence[int],
) -> Clause:  # fmt: skip
    rest = {name: value for name, value in one.items() if name not in ("row", "camp", "liked", "passed")}
    return Clause(
        group_id=group.group_id,
        number=number,
        member_id=members[one["row"]] if one["row"] >= 0 else "",
        camp=told[one["camp"]] if one["camp"] >= 0 else -1,
        liked=[pictures[row] for row in one["liked"]],
        passed=[pictures[row] for row in one["passed"]],
        seen_event=seen,
        **rest,
    )
