"""The shape letters, fixed once, and the check that teaches them.

`n` latents, `d` latent dimensions, `f` coordinates (features a member model is linear in),
`m` members, `k` camps, `q` cards shown together, `h x w x 3` pixels. Docstrings write
arrays as `n x d`; this module turns a wrong one into a sentence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from group_plgl.errors import BadShape

Array = NDArray[np.float64]

LETTERS = {
    "n": "latents",
    "d": "latent dimensions",
    "f": "coordinates",
    "m": "members",
    "k": "camps",
    "q": "cards shown together",
}


def matrix(values: ArrayLike, *, name: str, rows: str, columns: str, width: int) -> Array:
    """A finite `rows x columns` array of float64, or a sentence about what came instead.

    Args:
        values: What was given; one row may come flat.
        name: What the array is called in the message.
        rows: Shape letter of the rows.
        columns: Shape letter of the columns.
        width: How many columns there must be.

    Raises:
        BadShape: The array has another shape, or holds NaN or infinity.
    """
    array = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if array.ndim != 2 or array.shape[1] != width:
        raise BadShape(
            f"{name} should be {rows} x {columns} ({LETTERS[rows]} x {LETTERS[columns]}) "
            f"with {columns} = {width}; got shape {np.shape(values)}"
        )
    if not np.isfinite(array).all():
        raise BadShape(f"{name} holds NaN or infinity", advice="Send finite numbers only.")
    return array
