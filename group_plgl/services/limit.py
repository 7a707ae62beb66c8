"""Limiting: what a host asks a group's pictures to keep to becomes limits of its space.

Limits are settled when the group is founded, like its space: every answer is about pictures within
them, every taste is learned on what they leave to vary, and a published ideal obeys them for good.
A group for other limits is another group.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise

import numpy as np

from group_plgl.errors import BadInput
from group_plgl.generators.palette_genes import PALETTE_GENES, PALETTE_WIDTH, Role
from group_plgl.generators.palettes import palette_named
from group_plgl.latents import Space
from group_plgl.latents.locks import Ends, ends_from, limited
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array

MOST_COLOURS = 5
EXAMPLES = 4
_EXAMPLE_PIXELS = 256
_EXAMPLE_SEED = 11
_MEDIA_TYPE = "image/webp"
_COLOUR = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What a host asks for.

    Attributes:
        genes: Percent from and to by gene name, 0 to 100: 0 is all of the low word.
        palette: A palette by name, if any.
        colours: Or up to five brand colours as `#rrggbb`, the most important first.
    """

    genes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    palette: str = ""
    colours: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.genes or self.palette or self.colours)


@dataclass(frozen=True)
class Met:
    """How near the pictures come to one brand colour.

    Attributes:
        asked: The brand colour, `#rrggbb`.
        got: The colour that pictures have for it.
        role: What that colour is for: ground, main, light, dark, mid or accent.
        apart: The distance of the two in OKLab; 0.02 is just noticeable.
    """

    asked: str
    got: str
    role: str
    apart: float


@dataclass(frozen=True)
class Held:
    """The limits of a group, as they are kept with it.

    Attributes:
        ends: Ends in units of the space by gene name, those of a locked palette among them.
        palette: The name of the locked palette, if it has one.
        colours: The six colours of a locked palette; none when colours are free.
        brand: How near it comes to the brand's colours.
    """

    ends: dict[str, Ends] = field(default_factory=dict)
    palette: str = ""
    colours: tuple[str, ...] = ()
    brand: tuple[Met, ...] = ()

    def as_text(self) -> str:
        """Everything as JSON; nothing at all without limits."""
        return json.dumps(asdict(self)) if self.ends else ""


def held_in(text: str) -> Held:
    """Limits as they were kept."""
    if not text:
        return Held()
    said = json.loads(text)
    return Held(
        {name: (low, high) for name, (low, high) in said["ends"].items()},
        said["palette"],
        tuple(said["colours"]),
        tuple(Met(**one) for one in said["brand"]),
    )


def has_palette(space: Space) -> bool:
    """Whether the colours of a space come from the palette genes that all drawn spaces share."""
    return space.genes[:PALETTE_WIDTH] == PALETTE_GENES


def settle(studio: Studio, space: Space, wanted: Wanted) -> Held:
    """What a host asked for as limits of a space; brand colours are fitted in the compute child.

    Raises:
        NotFound: A gene or a palette is unknown.
        BadInput: Ends that make no sense, too little left free, or colours that are none.
    """
    ends = {name: ends_from(*both) for name, both in wanted.genes.items()}
    ends = {name: both for name, both in ends.items() if both != (None, None)}
    held = _palette(studio, space, wanted)
    twice = [name for name in ends if name in held.ends]
    if twice:
        raise BadInput("the palette settles '{name}' already", advice="Lock one of the two.", name=twice[0])
    both = Held({**held.ends, **ends}, held.palette, held.colours, held.brand)
    limited(space, both.ends)
    return both


def examples(studio: Studio, space: Space, held: Held) -> list[bytes]:
    """A few pictures under limits as WebP, always the same ones but for what the limits change."""
    z = limited(space, held.ends).sample(EXAMPLES, np.random.default_rng(_EXAMPLE_SEED))
    words = {"space": space.key, "pixels": _EXAMPLE_PIXELS, "media_type": _MEDIA_TYPE}
    _, drawn = studio.child.run("draw", words, {"z": z})
    ends = [0, *drawn["ends"].tolist()]
    return [drawn["bytes"][start:stop].tobytes() for start, stop in pairwise(ends)]


def colours_in(text: str) -> list[str]:
    """The colours in a text, as `#rrggbb`, each once.

    Raises:
        BadInput: A word is no colour, or there are too many.
    """
    found = []
    for word in re.split(r"[\s,;]+", text.strip()):
        match = _COLOUR.fullmatch(word)
        if word and match is None:
            raise BadInput(
                "'{word}' is no colour", advice="Write it with six digits, as in #e2001a.", word=word[:20]
            )
        if match is not None:
            digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
            found.append(f"#{digits.lower()}")
    distinct = list(dict.fromkeys(found))
    if len(distinct) > MOST_COLOURS:
        raise BadInput("a palette is fitted to at most {most} colours", most=MOST_COLOURS)
    return distinct


def _palette(studio: Studio, space: Space, wanted: Wanted) -> Held:
    """The locked palette, if one is asked for."""
    if not wanted.palette and not wanted.colours:
        return Held()
    if wanted.palette and wanted.colours:
        raise BadInput("a palette has a name or is fitted to colours, not both")
    if not has_palette(space):
        raise BadInput("the pictures of {space} have no palette to lock", space=space.title)
    if wanted.palette:
        named = palette_named(wanted.palette)
        return Held(_locked(np.array(named.genes)), named.name, named.colours)
    asked = colours_in(" ".join(wanted.colours))
    levels = np.array([list(bytes.fromhex(one[1:])) for one in asked], dtype=np.int64)
    said, got = studio.child.run("palette", {"space": space.key}, {"colours": levels})
    mixed = [f"#{bytes(row.tolist()).hex()}" for row in got["palette"]]
    roles = [role.name.lower() for role in Role]
    brand = tuple(
        Met(colour, mixed[roles.index(role)], role, round(float(apart), 4))
        for colour, role, apart in zip(asked, said["roles"], got["apart"], strict=True)
    )
    return Held(_locked(got["genes"]), "", tuple(mixed), brand)


def _locked(genes: Array) -> dict[str, Ends]:
    stored = genes.astype(np.float32).tolist()
    return {gene.name: (at, at) for gene, at in zip(PALETTE_GENES, stored, strict=True)}
