"""The surrogate of a space: what its pictures look like, foretold from the latent without drawing.

It foretells the main part of the looks (a projection on the directions in which the space's
pictures differ most), how much of the looks lies outside what it foretells, and, the other way,
a first guess at the latent of a picture. Distances of two latents have both parts: what is foretold
to differ, and the rest, which differs the more the farther the latents are apart.

It is learned from drawn pictures in `generators.looking` and brought along by its space; here it is
only used, with numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

Small = NDArray[np.float32]
SLOPE = 0.8  # tanh(0.8 z) is within 0.02 of 2 Phi(z) - 1 for z about the origin


def inputs(z: Any, x: Any, xp: Any = np) -> Any:
    """`n x (d + f)` float32 a surrogate starts from: squashed latents and coordinates of even size.

    Args:
        z: `n x d` latents, a numpy array or a torch tensor.
        x: `n x f` coordinates of them.
        xp: The module whose arrays these are, numpy or torch.
    """
    joined = xp.concatenate([xp.tanh(SLOPE * z), x * x.shape[1] ** 0.5], 1)
    return joined.astype(np.float32) if xp is np else joined.float()


@dataclass(frozen=True)
class Foretold:
    """What is foretold of `n` latents.

    Attributes:
        main: `n x k`, the main part of their looks.
        rest: `n`, the mean square of what lies outside it.
        at: `n x i`, their inputs; the rest of two latents is the more alike the nearer these are.
    """

    main: Small
    rest: Small
    at: Small


@dataclass(frozen=True)
class Surrogate:
    """A small network from latents to looks, and a linear map back.

    Attributes:
        mean: `p`, the mean looks of the space.
        basis: `p x k`, the directions in which they differ most.
        direct: `i x k` the linear part of the network.
        first, first_bias, second, second_bias, third, third_bias, last, last_bias: Its layers.
        rest: `h + 1`, from the last hidden layer to the log of the rest.
        reach: How far apart inputs are whose rests are strangers.
        back: `(k + 1) x d`, from the main part of looks to a latent.
        doubt: `d`, the standard deviation of what that latent is off.
    """

    mean: Small
    basis: Small
    direct: Small
    first: Small
    first_bias: Small
    second: Small
    second_bias: Small
    third: Small
    third_bias: Small
    last: Small
    last_bias: Small
    rest: Small
    reach: Small
    back: Small
    doubt: Small

    def in_double(self) -> Surrogate:
        """The same in double precision, for what a replay must find again to the last digit."""
        return Surrogate(**{one.name: getattr(self, one.name).astype(np.float64) for one in fields(self)})

    def hidden(self, at: Any, xp: Any = np) -> Any:
        """`n x h`, the last hidden layer; gradients go through it where all this is in torch."""
        layers = (self.first, self.first_bias), (self.second, self.second_bias), (self.third, self.third_bias)
        for weight, bias in layers:
            before = at @ weight + bias
            at = before / (1.0 + xp.exp(-before))
        return at

    def foretell(self, at: Small) -> Foretold:
        """What pictures look like, from their `inputs`, `n x i`."""
        hidden = self.hidden(at)
        return Foretold(self.main(hidden, at), np.exp(hidden @ self.rest[:-1] + self.rest[-1]), at)

    def main(self, hidden: Any, at: Any) -> Any:
        """`n x k`, the main part of looks."""
        return hidden @ self.last + at @ self.direct + self.last_bias

    def looks(self, foretold: Foretold) -> Small:
        """`n x p` looks as far as they are foretold."""
        return np.asarray(self.mean + foretold.main @ self.basis.T)

    def distance(self, one: Foretold, other: Foretold) -> Small:
        """`n` distances, row by row, in the unit of `perception.distance`."""
        main = ((one.main - other.main) ** 2).sum(1)
        return self._joined(main, one.rest, other.rest, ((one.at - other.at) ** 2).sum(1))

    def apart(self, some: Foretold, others: Foretold) -> Small:
        """`n x m` distances of every one of `n` to every one of `m`."""
        main, at = _squares(some.main, others.main), _squares(some.at, others.at)
        return self._joined(main, some.rest[:, None], others.rest[None], at)

    def guess(self, looks: NDArray[np.floating]) -> Array:
        """`n x d` latents that may have drawn pictures of `n x p` looks."""
        main = (np.asarray(looks) - self.mean) @ self.basis
        return np.asarray(main @ self.back[:-1] + self.back[-1], dtype=np.float64)

    def _joined(self, main: Small, one: Small, other: Small, gap: Small) -> Small:
        """Roots of the sums of the squares that are foretold and of the rests, alike where near."""
        alike = np.exp(-gap / (2.0 * float(self.reach[0]) ** 2))
        return np.asarray(np.sqrt(np.maximum(main + one + other - 2.0 * np.sqrt(one * other) * alike, 0.0)))


def _squares(some: Small, others: Small) -> Small:
    squares = (some**2).sum(1)[:, None] + (others**2).sum(1)[None] - 2.0 * some @ others.T
    return np.asarray(np.maximum(squares, 0.0))
