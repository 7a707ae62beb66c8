"""Originality: how far an exported picture is from those that are known, and that no copy is exported.

A picture that is drawn is held against the pictures of the group's pool and the works that were brought as
somebody's own. Those of other groups are not looked at: how near they are would tell what others like.
Of a group's own pictures the best one is one of them; that is said instead of a number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.errors import Copied
from group_plgl.perception.features import LOOKS
from group_plgl.perception.novelty import Nearest
from group_plgl.services.reveal import told_pool
from group_plgl.services.space import group_space, is_catalogue, is_past
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of
from group_plgl.store.known import known_in
from group_plgl.store.people import Group

DRAWN, CHOSEN, PAST = "drawn", "chosen", "past"


@dataclass(frozen=True)
class Originality:
    """How new a picture is.

    Attributes:
        kind: `drawn`; `chosen` where it is one of the group's own pictures; `past` where its space is
            drawn no longer, so that nothing can be measured.
        pool: The nearest picture of the group's pool; None without any.
        known: The nearest work that was brought as somebody's own; None without any.
        work: The name of that work's file, which is for who runs the house and for hosts.
    """

    kind: str
    pool: Nearest | None = None
    known: Nearest | None = None
    work: str = ""

    @property
    def copied(self) -> bool:
        """Whether it looks the same as a work that is somebody's own."""
        return self.known is not None and self.known.copied

    @property
    def told(self) -> dict[str, object]:
        """The same as it is written into files: numbers and words, and no names."""
        return {
            "kind": self.kind,
            "unit": "just noticeable differences",
            "nearest_of_pool": _gap(self.pool),
            "pool": self.pool.of if self.pool else 0,
            "nearest_known_work": _gap(self.known),
            "known_works": self.known.of if self.known else 0,
        }


def originality(studio: Studio, group: Group, latent: Sequence[float]) -> Originality:
    """How new the picture of a latent is."""
    if is_catalogue(group.space):
        return Originality(CHOSEN)
    if is_past(group.space):
        return Originality(PAST)
    works, pool = known_in(studio.database, group.group_id), told_pool(studio, group)
    z = group_space(studio, group).canonical([latent])[0]
    basis = repr((z.tolist(), pool, [(one.name, one.kept_at) for one in works]))
    key = ("originality", group.group_id, hashlib.sha256(basis.encode()).hexdigest())
    looks = np.array([one.looks for one in works], dtype=np.float64).reshape(len(works), LOOKS)
    found = studio.database.remembered(key, lambda: _measured(studio, group, z, pool, looks))
    assert found is not None, "what is measured is never nothing"
    near = found[1]
    return Originality(DRAWN, *found, work=works[near.row].name if near else "")


def is_copy(studio: Studio, group: Group, latent: Sequence[float]) -> bool:
    """Whether the picture of a latent looks the same as a work that is somebody's own."""
    return bool(known_in(studio.database, group.group_id)) and originality(studio, group, latent).copied


def refuse_copy(found: Originality) -> None:
    """Let through what is no copy.

    Raises:
        Copied: The picture looks the same as a work that is somebody's own.
    """
    if found.copied:
        raise copied()


def copied() -> Copied:
    """That a picture is not given out."""
    return Copied(
        "this picture looks the same as a work that was brought as somebody's own",
        advice="Mark it as never to be shown, and another one is drawn; or take one of those behind it.",
    )


def _measured(
    studio: Studio, group: Group, z: Array, pool: Sequence[str], works: Array
) -> tuple[Nearest | None, Nearest | None]:
    """The nearest of the pool and of the works, as the compute child has measured them."""
    latents = latents_of(studio.database, pool)
    there = np.array([latents[one] for one in pool], dtype=np.float64).reshape(len(pool), len(z))
    said, _ = studio.child.run("novelty", {"space": group.space}, {"z": z, "pool": there, "known": works})
    sizes = {"pool": len(pool), "known": len(works)}
    pool_near, known_near = (
        Nearest(int(said[name]["row"]), float(said[name]["gap"]), of) if said[name] else None
        for name, of in sizes.items()
    )
    return pool_near, known_near


def _gap(near: Nearest | None) -> float | None:
    return round(near.gap, 1) if near else None
