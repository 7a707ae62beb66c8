"""The colours of a picture: a few that stand for all, how much of it each covers, and which can be read.

Colours are grouped in OKLab, where equal distances look about equal. Nothing is drawn by chance: the
first is the colour most of the picture is near to, every next the one farthest from those there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from group_plgl.perception.oklab import oklab_of
from group_plgl.shapes import Array

ROUNDS = 40
TEXT, LARGE = 4.5, 3.0
_LEVELS = 24
_NEAR = 0.02
# Where hues begin, in degrees round OKLab, and what they are called from there on.
_HUES = (
    (10, "red"), (45, "orange"), (70, "amber"), (95, "yellow"), (115, "lime"), (135, "green"), (165, "teal"),
    (205, "cyan"), (230, "blue"), (275, "indigo"), (295, "violet"), (320, "magenta"), (350, "rose"),
)  # fmt: skip
_GREY = 0.025


@dataclass(frozen=True)
class Swatch:
    """One colour of a picture.

    Attributes:
        name: In words, unique among the swatches of a picture.
        level: Its sRGB levels, 0 to 255 each.
        share: How much of the picture is nearest to it, 0 to 1.
    """

    name: str
    level: tuple[int, int, int]
    share: float

    @property
    def hex(self) -> str:
        """As in a stylesheet: `#rrggbb`."""
        return "#{:02x}{:02x}{:02x}".format(*self.level)


def swatches(pixels: NDArray[np.uint8], k: int) -> list[Swatch]:
    """At most `k` colours of `h x w x 3` pixels, those that cover most first.

    Source: k-means, Lloyd 1982, begun at the farthest points, Gonzalez 1985, weighted by pixels.
    """
    flat = pixels.reshape(-1, 3)
    _, places = np.unique(flat // (256 // _LEVELS), axis=0, return_inverse=True)
    rows = places.reshape(-1)
    counts = np.bincount(rows).astype(np.float64)
    means = np.stack([np.bincount(rows, flat[:, c]) / counts for c in range(3)], 1)
    colours, weights = oklab_of(np.round(means).astype(np.uint8)), counts / counts.sum()
    centres = _first(colours, weights, k)
    for _ in range(ROUNDS):
        nearest = _nearest(colours, centres)
        moved = np.array(
            [
                np.average(colours[nearest == at], axis=0, weights=weights[nearest == at])
                if (nearest == at).any() else centre
                for at, centre in enumerate(centres)
            ]
        )  # fmt: skip
        still, centres = float(np.abs(moved - centres).max()) < 1e-5, moved
        if still:
            break
    nearest = _nearest(colours, centres)
    shares = np.bincount(nearest, weights, minlength=len(centres))
    # The colour that is there and nearest to the middle: a mean of two inks is neither.
    shown = [int(np.argmin(np.linalg.norm(colours - one, axis=1) - 0.02 * weights)) for one in centres]
    found = sorted(zip(shares.tolist(), shown, strict=True), reverse=True)
    levels = [tuple(int(one) for one in np.round(means[row])) for share, row in found if share > 0]
    names = _named([(levels[at], colours[found[at][1]]) for at in range(len(levels))])
    return [Swatch(names[at], levels[at], found[at][0]) for at in range(len(levels))]  # type: ignore[arg-type]


def contrast(one: Swatch, other: Swatch) -> float:
    """How well one colour is read on the other, 1 to 21.

    Source: WCAG 2.2, contrast ratio.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(found: list[Swatch]) -> list[tuple[Swatch, Swatch, float]]:
    """Pairs of colours that can be read on each other, at least as large type; the clearest first."""
    pairs = [(one, other, contrast(one, other)) for at, one in enumerate(found) for other in found[at + 1 :]]
    return sorted((pair for pair in pairs if pair[2] >= LARGE), key=lambda pair: -pair[2])


def _first(colours: Array, weights: Array, k: int) -> Array:
    """The colour most of the picture is near to, then again and again one far from all and not rare."""
    centres = [colours[int(np.argmax(weights))]]
    while len(centres) < min(k, len(colours)):
        gaps = np.min([np.linalg.norm(colours - one, axis=1) for one in centres], axis=0)
        if float(gaps.max()) < _NEAR:
            break
        centres.append(colours[int(np.argmax(gaps * weights**0.25))])
    return np.array(centres)


def _nearest(colours: Array, centres: Array) -> NDArray[np.int64]:
    return np.asarray(
        np.argmin(np.linalg.norm(colours[:, None] - centres[None], axis=2), axis=1), dtype=np.int64
    )


def _named(found: list[tuple[tuple[int, ...], Array]]) -> list[str]:
    """A name for each colour, the later of two alike with a number."""
    names: list[str] = []
    for _, lab in found:
        name, at = _name(lab), 1
        while (name if at == 1 else f"{name} {at}") in names:
            at += 1
        names.append(name if at == 1 else f"{name} {at}")
    return names


def _name(lab: Array) -> str:
    """What a colour is called: how light it is, and its hue."""
    lightness, chroma = float(lab[0]), float(np.hypot(lab[1], lab[2]))
    if chroma < _GREY:
        steps = ((0.18, "black"), (0.42, "charcoal"), (0.68, "grey"), (0.90, "silver"), (9.0, "white"))
        return next(name for end, name in steps if lightness < end)
    degrees = float(np.degrees(np.arctan2(lab[2], lab[1]))) % 360
    hue = next((name for start, name in reversed(_HUES) if degrees >= start), "rose")
    light = ((0.36, "deep "), (0.52, "dark "), (0.74, ""), (0.88, "light "), (9.0, "pale "))
    return next(word for end, word in light if lightness < end) + hue


def _luminance(one: Swatch) -> float:
    levels = np.array(one.level) / 255.0
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
