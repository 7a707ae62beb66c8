"""OKLab in plain numbers: the matrices everybody shares, and pixels as colours people see evenly.

Nothing here imports torch, so what measures pictures is light; drawing in OKLab is in `colour`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Source: B. Ottosson, "A perceptual color space for image processing" (2020).
LMS_FROM_OKLAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
LINEAR_FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
LMS_FROM_LINEAR = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB_FROM_LMS = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LEVELS = np.arange(256) / 255.0
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)


def oklab_of(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """OKLab along the last axis of `... x 3` sRGB pixels: lightness 0 to 1, a and b about -0.4 to 0.4.

    Source: Ottosson (2020); the sRGB transfer curve of IEC 61966-2-1.
    """
    lms = _LINEAR[pixels] @ np.asarray(LMS_FROM_LINEAR).T
    return np.asarray(np.cbrt(lms) @ np.asarray(OKLAB_FROM_LMS).T)
