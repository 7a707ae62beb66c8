"""What every layer of a poster is told: pixels, inks, dials and the sun; and painting only some.

A layer is a function from a canvas and a scene to a canvas. Things that most posters lack are
painted only on the posters that have them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from torch import Tensor

from group_plgl.generators.poster.inks import Inks
from group_plgl.generators.poster.layout import Place, Sun


@dataclass(frozen=True)
class Scene:
    """`n` posters to be painted: their dials are float64, their pixels float32."""

    place: Place
    inks: Inks
    sun: Sun
    dials: Mapping[str, Tensor]

    def of(self, which: Tensor) -> Scene:
        """The same for some of the posters."""
        at = self.place
        return Scene(
            place=Place(at.x[which], at.y[which], at.pixel[which], at.grain),
            inks=Inks(*(getattr(self.inks, field.name)[which] for field in fields(Inks))),
            sun=Sun(*(getattr(self.sun, field.name)[which] for field in fields(Sun))),
            dials={name: dial[which] for name, dial in self.dials.items()},
        )

    def everywhere(self, name: str) -> Tensor:
        """A dial as `n x 1 x 1` float32."""
        return everywhere(self.dials[name])


Layer = Callable[[Tensor, Scene], Tensor]


def everywhere(value: Tensor) -> Tensor:
    """`n` numbers, one per poster, as `n x 1 x 1` float32."""
    return value.float()[:, None, None]


def where_seen(canvas: Tensor, scene: Scene, presence: str, layer: Layer) -> Tensor:
    """The canvas with a layer painted on the posters that have the thing at all."""
    seen = scene.dials[presence].detach() > 0.25
    if seen.all():
        return layer(canvas, scene)
    if not seen.any():
        return canvas
    which = seen.nonzero()[:, 0]
    return canvas.index_copy(0, which, layer(canvas[which], scene.of(which)))
