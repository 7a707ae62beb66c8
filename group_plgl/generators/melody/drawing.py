"""Opens `melody`: one score from the dials, played as sound and drawn as a picture."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from group_plgl.generators.melody.roll import drawn
from group_plgl.generators.melody.schema import ROLES, SPACE, SQUASHING, VISIBILITY
from group_plgl.generators.melody.score import score
from group_plgl.generators.melody.sound import played
from group_plgl.generators.sounding_scene import SoundingScene
from group_plgl.generators.torch_scene import Window


def open() -> Melody:
    """A generator of melodies."""
    return Melody()


class Melody(SoundingScene):
    """A question and an answer, to hear and to see."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        return drawn(score(dials), dials, colours, window)

    def play(self, dials: Mapping[str, Tensor], rate: int) -> Tensor:
        """The dials, `n` in [0, 1] each, to `n x t` samples between -1 and 1."""
        return played(score(dials), dials, rate)
