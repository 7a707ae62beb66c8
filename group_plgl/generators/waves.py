"""Samples to bytes: WAV with 16 bits and one channel, which every browser plays.

The same samples give the same bytes. Nothing from outside is ever read here.
"""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import ArrayLike

from group_plgl.errors import BadShape

FULL_SCALE = 32767


def wav_bytes(samples: ArrayLike, rate: int) -> bytes:
    """A WAV of `t` samples in [-1, 1], `rate` of them a second; samples outside are clamped.

    Raises:
        BadShape: Not one row of samples, or holding NaN.
    """
    array = np.asarray(samples, dtype=np.float64)
    if array.ndim != 1 or np.isnan(array).any():
        raise BadShape(f"a sound should be t finite samples; got shape {array.shape}")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(np.clip(array, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes())
    return stream.getvalue()
