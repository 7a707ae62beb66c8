"""Points spread evenly: the Sobol sequence."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from group_plgl.shapes import Array

WIDEST = 8
_BITS = 30
# Degree, coefficients and first direction numbers of the polynomials behind the second to eighth
# dimension, from the table new-joe-kuo-6.
_POLYNOMIALS = (
    (1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)), (3, 2, (1, 1, 1)), (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)), (5, 2, (1, 1, 5, 5, 17)),
)  # fmt: skip


def sobol(start: int, count: int, width: int) -> Array:
    """Points `start`, `start + 1`, ... of the Sobol sequence, `count x width` in [0, 1).

    Args:
        start: Number of the first point; point 0 is the origin.
        count: How many.
        width: Dimensions, at most 8.

    Source: Sobol 1967, with the direction numbers of Joe and Kuo 2008; no Gray code.
    """
    numbers = np.arange(start, start + count)
    bits = (numbers[:, None] >> np.arange(_BITS)) & 1
    parts = bits[:, :, None] * _directions()[None, :, :width]
    return np.asarray(np.bitwise_xor.reduce(parts, axis=1) / 2.0**_BITS)


@lru_cache
def _directions() -> NDArray[np.int64]:
    """Direction numbers, `30 x 8`."""
    columns = [[1] * _BITS]
    for degree, inner, first in _POLYNOMIALS:
        odd = list(first)
        for place in range(degree, _BITS):
            new = odd[place - degree] ^ (odd[place - degree] << degree)
            for back in range(1, degree):
                if (inner >> (degree - 1 - back)) & 1:
                    new ^= odd[place - back] << back
            odd.append(new)
        columns.append(odd)
    return np.array(columns, dtype=np.int64).T << np.arange(_BITS - 1, -1, -1)[:, None]
