"""Transforming: the least visible change after which a picture is liked, for somebody who may ask.

Who may be favoured and whose liking is told is decided in `favour`. Nothing is stored: pictures of a
drawn space come as bytes and are forgotten, of a catalogue they are the ones that are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from group_plgl.analytics.keys import key_named, vocabulary
from group_plgl.analytics.words import ROLE_SCALES, Scale
from group_plgl.errors import BadInput, NotFound
from group_plgl.generators.catalogue.space import Catalogue
from group_plgl.latents.locks import locked_genes
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.concept import required
from group_plgl.services.favour import CAMP, GROUP, LIKE, ME, Basis, Favour, basis_of
from group_plgl.services.point import Looker
from group_plgl.services.reveal import may_single_out
from group_plgl.services.space import group_space, is_catalogue, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.services.wish import GROUP as TOGETHER
from group_plgl.services.wish import towards_group
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.people import Group

EVEN = 0.55
CHANCES = (0.05, 0.99)
BUDGETS = (0.5, 12.0)
HALF = 0.5
STEPS = 6
PIXELS, STEP_PIXELS = 512, 320


@dataclass(frozen=True)
class Wanted:
    """What shall become of a picture.

    Attributes:
        favour: In whose favour.
        like: `k x d`, pictures to look like; None where a taste is followed.
        chance: The chance of liking to reach, 0 to 1; None with a budget.
        budget: Just noticeable differences to spend; None with a chance.
        keep: Names of genes, of families of genes and of colours that stay; of attributes, with words.
        brought: Whether the picture was brought along.
        lean: Words to go towards, or keys of them, or `group` for what the group says it likes, by the
            favour's rule; a liking is then only not to be lost.
        strength: How far, 0 (not at all) to 1.
    """

    favour: Favour
    like: Array | None = None
    chance: float | None = EVEN
    budget: float | None = None
    keep: Sequence[str] = ()
    brought: bool = False
    lean: Sequence[str] = ()
    strength: float = HALF


@dataclass(frozen=True)
class Liked:
    """A predicted chance of liking, 0 to 1, with its 95 % interval."""

    liking: float
    low: float
    high: float


@dataclass(frozen=True)
class Shown:
    """A picture to be shown: as bytes where it is drawn, by its id where it is there."""

    content: bytes = b""
    picture_id: str = ""


@dataclass(frozen=True)
class Changed:
    """What became of a picture.

    Attributes:
        verdict: reached, already, invisible, out of reach, marked (it would look like a picture
            that must not come again), or required (it would be reached if nothing were required).
        moved: Genes and colours that moved, as `compute.tasks.transform` tells them.
        seen: What is seen to differ.
        change: Just noticeable differences.
        ahead: What walking straight would have changed; None where none gets there.
        before: The picture.
        after: What became of it.
        likings: By member id, before and after, of those whose may be told.
        number: The group model it rests on, if any.
        z: `d`, for whoever runs the house.
        gone: Of words gone towards, what became of each, as `compute.tasks.leaning` tells it.
    """

    verdict: str
    moved: list[dict[str, Any]]
    seen: list[dict[str, Any]]
    change: float
    ahead: float | None
    before: Shown
    after: Shown
    likings: dict[str, tuple[Liked, Liked]]
    number: int | None
    z: Array
    gone: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One picture of a row along a taste.

    Attributes:
        step: Just noticeable differences asked for; below 0 away from the taste.
        change: Those it is foretold to make.
        shown: The picture.
        likings: By member id, of those whose may be told.
    """

    step: float
    change: float
    shown: Shown
    likings: dict[str, Liked]


def transform(studio: Studio, looker: Looker, start: Array, wanted: Wanted) -> Changed:
    """What becomes of a picture (`d`) that shall be liked more, or look like others.

    In favour of the group or a camp it must meet what is required of the group's pictures. In favour of
    oneself, or of another member, marks alone hold: it is the member's own picture.

    Raises:
        BadInput: A level or budget out of range, or an unknown name to keep.
        NotFound: The group's space is not drawn here any more.
        NotYet: The group said nothing in words that its rule agrees to.
    """
    basis, words, arrays = _asked(studio, looker, start, wanted)
    if wanted.favour.kind in (GROUP, CAMP):
        arrays |= required(studio, looker.group)
    if wanted.lean:
        words |= _leaning(studio, looker, wanted)
    elif wanted.budget is not None:
        words["budget"] = within(wanted.budget, BUDGETS)
    else:
        words["chance"] = within(EVEN if wanted.chance is None else wanted.chance, CHANCES)
        several = wanted.favour.kind in (GROUP, CAMP)
        if words["chance"] != EVEN and several and not may_single_out(looker.group):
            raise BadInput("in an anonymous group a picture is changed just over even, or by a budget")
        if words["chance"] != EVEN and several and wanted.brought:
            raise BadInput("for several people a brought picture is changed just over even, or by a budget")
    said, got = studio.child.run("transform", words | {"pixels": PIXELS}, arrays)
    shown = shown_of(studio, looker.group, np.vstack([start, got["z"]]), got)
    before, after = likings_in(basis, got)
    ahead = float(got["ahead"][0])
    return Changed(
        verdict=said["verdict"],
        moved=said["moved"],
        seen=said["seen"],
        change=float(got["change"][0]),
        ahead=ahead if np.isfinite(ahead) else None,
        before=shown[0],
        after=shown[1],
        likings={one: (before[one], after[one]) for one in before},
        number=basis.number,
        z=got["z"][0],
        gone=said.get("gone", []),
    )


def steps_of(
    studio: Studio, looker: Looker, start: Array, wanted: Wanted, steps: Sequence[float]
) -> list[Step]:
    """A row of pictures along a taste from a picture (`d`), not drawn to be looked at: quick.

    It explains a taste, from less to more, so its pictures need not meet what is required.

    Raises:
        BadInput: A step out of range, or too many.
        NotFound: The group's space is not drawn here any more.
    """
    if not steps or len(steps) > 2 * STEPS + 1 or any(not abs(one) <= STEPS for one in steps):
        raise BadInput("steps go from {low} to {high}", low=-STEPS, high=STEPS)
    basis, words, arrays = _asked(studio, looker, start, wanted)
    words |= {"steps": [float(one) for one in steps], "pixels": STEP_PIXELS}
    _, got = studio.child.run("transform", words, arrays)
    shown, likings = shown_of(studio, looker.group, got["z"], got), likings_in(basis, got)[1:]
    return [
        Step(float(step), float(change), picture, liked)
        for step, change, picture, liked in zip(steps, got["change"], shown, likings, strict=True)
    ]


def may_lean(studio: Studio, group: Group) -> dict[str, Scale]:
    """What pictures of a group may go towards, by the name of the axis; nothing of those that are past."""
    if is_past(group.space):
        return {}
    return vocabulary(group_space(studio, group), not is_catalogue(group.space))


def _leaning(studio: Studio, looker: Looker, wanted: Wanted) -> dict[str, Any]:
    """What the compute child is asked where a picture goes towards words.

    How far it goes is free, so no taste goes with it that must not be weighed: neither that of an
    anonymous group, nor anybody else's about a picture that was brought.
    """
    group = looker.group
    drawn = not is_catalogue(group.space)
    space = group_space(studio, group)
    said = [
        word
        for one in wanted.lean
        for word in (towards_group(studio, looker.sight, wanted.favour.rule) if one == TOGETHER else [one])
    ]
    told: dict[str, Any] = {
        "lean": list(dict.fromkeys(key_named(one, space, drawn) for one in said)),
        "strength": within(wanted.strength, (0.0, 1.0)),
    }
    weighed = wanted.favour.kind != ME and (wanted.brought or not may_single_out(group))
    return told | {"who": []} if weighed else told


def may_keep(studio: Studio, group: Group) -> dict[str, list[str]]:
    """The genes that may be asked to stay, by family; nothing of a catalogue, which has none."""
    if is_catalogue(group.space) or is_past(group.space):
        return {}
    space = group_space(studio, group)
    still = locked_genes(space)
    named = {
        family: [
            space.genes[place].name
            for place in places
            if not space.genes[place].sensitive and space.genes[place].name not in still
        ]
        for family, places in space.families.items()
    }
    return {family: genes for family, genes in named.items() if genes}


def within(value: float, ends: tuple[float, float]) -> float:
    """A number between two ends.

    Raises:
        BadInput: It is not.
    """
    if not ends[0] <= value <= ends[1]:
        raise BadInput("{value} is not between {low} and {high}", value=value, low=ends[0], high=ends[1])
    return float(value)


def likings_in(basis: Basis, got: dict[str, Array]) -> list[dict[str, Liked]]:
    """Picture by picture the likings that may be told, by member id."""
    rows = zip(got["liking"], got["low"], got["high"], strict=True)
    return [
        {basis.members[place]: Liked(float(liking[place]), float(low[place]), float(high[place]))
         for place in basis.told}
        for liking, low, high in rows
    ]  # fmt: skip


def shown_of(studio: Studio, group: Group, z: Array, got: dict[str, Array]) -> list[Shown]:
    """Pictures of latents (`n x d`): the files that came with them, or those of the catalogue."""
    if not is_catalogue(group.space):
        ends, content = [0, *got["ends"].tolist()], got["bytes"].tobytes()
        return [Shown(content[start:end]) for start, end in pairwise(ends)]
    shelf = shelf_of(studio.database, group.space)
    rows = Catalogue(group_space(studio, group), shelf.latents, shelf.shares).nearest(z)
    return [Shown(picture_id=shelf.picture_ids[int(row)]) for row in rows]


def drawable(group: Group) -> None:
    """Nothing, where the group's pictures are still drawn as when it began.

    Raises:
        NotFound: They are not.
    """
    if is_past(group.space):
        raise NotFound("a newer version of this server draws these pictures differently")


def _asked(
    studio: Studio, looker: Looker, start: Array, wanted: Wanted
) -> tuple[Basis, dict[str, Any], dict[str, Any]]:
    """The tastes that may be used, and what the compute child is asked with them."""
    drawable(looker.group)
    basis = basis_of(studio, looker, wanted.favour, wanted.brought)
    words, arrays = space_words(studio, looker.group)
    kept = _kept(studio, looker.group, wanted.keep, bool(wanted.lean))
    words |= basis.words | {"who": list(basis.who), "rule": wanted.favour.rule, "keep": kept}
    arrays |= basis.arrays | {"z": start}
    if wanted.favour.kind == LIKE and not wanted.lean:
        if wanted.like is None or not len(wanted.like):
            raise BadInput("say which picture it shall look like")
        arrays["towards"] = wanted.like
    return basis, words, arrays


def _kept(studio: Studio, group: Group, names: Sequence[str], lean: bool) -> list[str]:
    """Genes and colours that stay, where a picture leans attributes too; a family stands for all its genes.

    Raises:
        BadInput: There is nothing of such a name.
    """
    families = may_keep(studio, group)
    genes = {gene for some in families.values() for gene in some}
    seen = ATTRIBUTES if lean and families else {}
    kept: list[str] = []
    for name in names:
        if name in families:
            kept += families[name]
        elif name in genes or name in seen or (name in ROLE_SCALES and families):
            kept.append(name)
        else:
            raise BadInput(
                "there is nothing named '{name}' to keep",
                advice="There are {known}, and the single genes and colours.",
                name=name,
                known=", ".join(families) or "-",
            )
    return list(dict.fromkeys(kept))
