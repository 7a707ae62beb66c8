"""Keys: what can be wished for in words, of a space: attributes, colours by name, and genes.

A key is `name:word`: a scale and the word of one of its ends, verbatim, or `colour` and the name of
one. Both ends of a scale are one axis. Nothing sensitive has a key.
"""

from __future__ import annotations

from dataclasses import dataclass

from group_plgl.analytics.words import Scale, gene_scales
from group_plgl.errors import BadInput
from group_plgl.latents.space import Space
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.perception.hues import TYPICAL

COLOUR = "colour"
SEEN = (*ATTRIBUTES, *(f"{COLOUR} {name}" for name in TYPICAL))


@dataclass(frozen=True)
class Axis:
    """One way in which pictures differ and that has words.

    Attributes:
        name: Of the scale, the gene, or `colour red`.
        sign: 1 where the word is the high end, -1 where it is the low one.
    """

    name: str
    sign: int


def vocabulary(space: Space, drawn: bool = True) -> dict[str, Scale]:
    """Every axis of a space by name, with the words of its ends; of undrawn pictures attributes alone."""
    found = {name: Scale(name, one.low, one.high) for name, one in ATTRIBUTES.items()}
    if drawn:
        found |= {f"{COLOUR} {name}": Scale(f"{COLOUR} {name}", f"less {name}", name) for name in TYPICAL}
        found |= {scale.name: scale for scale in gene_scales(space).values() if scale.name not in found}
    return found


def axis_of(key: str, space: Space) -> Axis | None:
    """The axis of a key, and which of its ends is meant; None where this space has no such word."""
    name, _, word = key.partition(":")
    if name == COLOUR:
        return Axis(f"{COLOUR} {word}", 1) if word in TYPICAL else None
    scale = vocabulary(space).get(name)
    if scale is None or word not in (scale.low, scale.high):
        return None
    return Axis(name, 1 if word == scale.high else -1)


def keys_of(scale: Scale) -> list[tuple[str, str]]:
    """The keys of a scale with their words, the low end first; of a colour there is one."""
    if scale.name.startswith(f"{COLOUR} "):
        return [(f"{COLOUR}:{scale.high}", scale.high)]
    return [(f"{scale.name}:{word}", word) for word in (scale.low, scale.high)]


def key_named(said: str, space: Space, drawn: bool = True) -> str:
    """The key that somebody means: a key, a word alone, or `less` and a word for the other end.

    Raises:
        BadInput: There is no such word, or several scales have it.
    """
    scales = vocabulary(space, drawn).values()
    keys = {key: (scale, word) for scale in scales for key, word in keys_of(scale)}
    if said in keys:
        return said
    less, word = said.startswith("less "), said.removeprefix("less ").removeprefix("more ")
    found = [key for key, (_, own) in keys.items() if own == word]
    if less:
        others = [[one for one in keys if keys[one][0] == keys[key][0] and one != key] for key in found]
        found = [one for some in others for one in some]
    if len(found) > 1:
        raise BadInput(
            "'{word}' is a word of several scales",
            advice="Say one of {keys}.",
            word=said,
            keys=", ".join(found),
        )
    if not found:
        raise BadInput(
            "there is no word '{word}' for pictures of this space",
            advice="There are {known}.",
            word=said,
            known=", ".join(own for _, own in keys.values()),
        )
    return found[0]
