"""The shared half of every drawn space: batches, strips, coordinates and their exact gradients.

A space adds one method, `paint`, from colours and genes to pictures. Pictures are float32,
coordinates and everything that decides on them float64, so a picture does not depend on which
others were drawn with it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from group_plgl.errors import BadInput
from group_plgl.generators.base import LARGEST, SMALLEST, Pictures
from group_plgl.generators.coordinates import Presence, Squashing, scales
from group_plgl.generators.palette import palette
from group_plgl.generators.palette_genes import AXES, PALETTE_WIDTH, Role
from group_plgl.generators.role_statistics import ROLE_MEANS, ROLE_SDS
from group_plgl.generators.sdf import uniform
from group_plgl.latents.space import Space
from group_plgl.shapes import Array, matrix
from group_plgl.utility import Pullback

PIXELS_AT_ONCE = 1 << 17


@dataclass(frozen=True)
class Window:
    """The rows of a square picture that are painted together.

    Attributes:
        size: Width and height of the whole picture in pixels.
        top: First row painted.
        bottom: One past the last row painted.
    """

    size: int
    top: int
    bottom: int

    @property
    def pixel(self) -> float:
        """The width of a pixel in world units; the whole picture spans -1 to 1."""
        return 2.0 / self.size

    def columns(self, device: torch.device) -> Tensor:
        """Pixel centres from left to right, -1 to 1, float32."""
        return self._centres(0, self.size, device)

    def rows(self, device: torch.device) -> Tensor:
        """Pixel centres from `top` downwards, float32; y grows downwards."""
        return self._centres(self.top, self.bottom, device)

    def _centres(self, first: int, last: int, device: torch.device) -> Tensor:
        return (torch.arange(first, last, dtype=torch.float32, device=device) + 0.5) * self.pixel - 1.0


class TorchScene(ABC):
    """A space drawn by differentiable code: `paint` colours and genes, the rest is here.

    Attributes:
        pixels_at_once: How many pixels are painted together, in as many pictures as that makes.

    Args:
        space: The space; its first eight genes are the palette genes.
        squashing: How the other genes become coordinates.
        roles: The colour roles that show in the pictures, in coordinate order.
        visibility: `f` visible shares, learned genes first, then roles with their three OKLab axes.
    """

    pixels_at_once = PIXELS_AT_ONCE

    def __init__(
        self, space: Space, squashing: Squashing, roles: tuple[Role, ...], visibility: tuple[float, ...]
    ) -> None:
        self.space = space
        self.squashing = squashing
        self.roles = roles
        drawn = space.genes[PALETTE_WIDTH:]
        self.drawn_genes = tuple(gene.name for gene in drawn)
        # A sensitive gene is drawn and is no coordinate: no taste can be learned about it.
        self.learned_genes = tuple(gene.name for gene in drawn if not gene.sensitive)
        colours = tuple(f"{role.name.lower()} {axis}" for role in roles for axis in AXES)
        self.coordinate_names = self.learned_genes + colours
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        role_sds = [ROLE_SDS[role][axis] for role in roles for axis in range(3)]
        sds = np.array([squashing.sd(name) for name in self.learned_genes] + role_sds)
        self._scales = torch.tensor(scales(np.array(visibility), sds), device=self.device)
        self._prepare()

    def _prepare(self) -> None:
        """What squashing needs, as one tensor over all genes instead of a number for each."""
        squashing, place = self.squashing, {name: at for at, name in enumerate(self.drawn_genes)}
        presences = [squashing.presences.get(name, Presence(0.0)) for name in self.drawn_genes]
        owners = [squashing.seen_with.get(name) for name in self.learned_genes]
        some = partial(torch.tensor, device=self.device)
        self._appears = some([name in squashing.presences for name in self.drawn_genes])
        self._thresholds = some([one.threshold for one in presences], dtype=torch.float64)
        self._slopes = some([one.slope for one in presences], dtype=torch.float64)
        self._learned = some([place[name] for name in self.learned_genes])
        self._centres = some([squashing.centre(name) for name in self.learned_genes], dtype=torch.float64)
        self._shows_with_one = some([owner is not None for owner in owners])
        self._owners = some([place[owner] if owner else 0 for owner in owners])

    @abstractmethod
    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""

    def strips(self, size: int) -> Iterator[Window]:
        """The windows, from top to bottom, in which a picture of this size is painted."""
        height = max(1, self.pixels_at_once // size)
        for top in range(0, size, height):
            yield Window(size, top, min(size, top + height))

    def draw(self, z: Tensor, size: int) -> Tensor:
        """`n x d` latents to `n x 3 x size x size` sRGB in [0, 1], differentiable in `z`."""
        colours, dials = palette(z[:, :PALETTE_WIDTH]), self.dials(z)
        return torch.cat([self.paint(colours, dials, window) for window in self.strips(size)], 2)

    def dials(self, z: Tensor) -> dict[str, Tensor]:
        """The drawn genes by name, squashed to [0, 1]: how present an object is, or uniform."""
        return dict(zip(self.drawn_genes, self._dialled(z).unbind(-1), strict=True))

    def squashed(self, z: Tensor) -> Tensor:
        """`n x d` latents to `n x f` coordinates, differentiable in `z`."""
        colours = palette(z[:, :PALETTE_WIDTH])
        shown = colours[:, list(self.roles)] - colours.new_tensor([ROLE_MEANS[role] for role in self.roles])
        return torch.cat([self._centred(self._dialled(z)), shown.flatten(1)], 1) * self._scales.to(z)

    def decode(self, z: Array, size: int) -> Pictures:
        """`n x d` latents as `n x size x size x 3` sRGB in [0, 1]; `size` from 16 to 4096 pixels.

        Raises:
            BadShape: Latents of another width, or not finite.
            BadInput: A size outside 16 to 4096.
        """
        if not SMALLEST <= size <= LARGEST:
            raise BadInput(f"pictures are {SMALLEST} to {LARGEST} pixels a side; {size} was asked")
        latents = self._tensor(z)
        pictures = np.empty((len(latents), size, size, 3), dtype=np.float32)
        with torch.no_grad():
            for start, stop in self._batches(len(latents), size):
                drawn = self.draw(latents[start:stop], size)
                pictures[start:stop] = drawn.permute(0, 2, 3, 1).cpu().numpy()
        return pictures

    def plain(self, z: Array, size: int) -> Pictures:
        """The same without what is there to be felt more than seen, such as grain: to be traced.

        Raises:
            BadShape: Latents of another width, or not finite.
            BadInput: A size outside 16 to 4096.
        """
        return self.decode(z, size)

    def coordinates(self, z: Array) -> Array:
        """`n x f` coordinates `x(z)`: mean zero and total variance one under the prior N(0, I)."""
        with torch.no_grad():
            return self.squashed(self._tensor(z)).cpu().numpy()

    def traced(self, z: Array) -> tuple[Array, Pullback]:
        """The coordinates, and v -> `J(z)^T v` for `n x f` cotangents v, by automatic differentiation.

        Raises:
            BadShape: Latents or cotangents of another width, or not finite.
        """
        latents = self._tensor(z).requires_grad_(True)
        x, width = self.squashed(latents), len(self.coordinate_names)

        def pullback(cotangent: Array) -> Array:
            checked = matrix(cotangent, name="cotangents", rows="n", columns="f", width=width)
            along = torch.tensor(checked, device=self.device)
            # As a sum, because cotangents handed to torch make it load sympy: half a second in each process.
            (gradient,) = torch.autograd.grad((x * along).sum(), latents, retain_graph=True)
            return gradient.cpu().numpy()

        return x.detach().cpu().numpy(), pullback

    def _dialled(self, z: Tensor) -> Tensor:
        """All drawn genes squashed at once, `n x g`."""
        genes = z[:, PALETTE_WIDTH:]
        threshold, slope = self._thresholds.to(z), self._slopes.to(z)
        return torch.where(self._appears, torch.sigmoid(slope * (genes - threshold)), uniform(genes))

    def _centred(self, dialled: Tensor) -> Tensor:
        """Each learned dial less its mean, times the presence of the object it shows with."""
        centred = dialled[:, self._learned] - self._centres.to(dialled)
        return centred * torch.where(self._shows_with_one, dialled[:, self._owners], 1.0)

    def _batches(self, n: int, size: int) -> Iterator[tuple[int, int]]:
        """Ranges of latents drawn together: few enough to stay in the cache, at least one."""
        together = max(1, self.pixels_at_once // (size * size))
        for start in range(0, n, together):
            yield start, min(n, start + together)

    def _tensor(self, z: Array) -> Tensor:
        checked = matrix(
            z, name=f"latents of {self.space.key}", rows="n", columns="d", width=self.space.latent_dim
        )
        return torch.tensor(checked, dtype=torch.float64, device=self.device)
