"""What can be heard in a sound, as numbers whose distance is how different two sounds are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from group_plgl.generators.sounding_scene import SoundingScene

LISTENING_RATE = 11025
WINDOW, HOP = 2048, 690
LOWEST, PER_OCTAVE, BANDS = 62.0, 12, 74
WIDTH = 2.5  # semitones from a band's middle to its edge
LOUDNESS_POWER = 0.3


def heard_features(scene: SoundingScene, dials: Mapping[str, Tensor]) -> Tensor:
    """`n x p` features of the sounds that the dials play."""
    return sound_features(scene.play(dials, LISTENING_RATE))


def sound_features(sounds: Tensor) -> Tensor:
    """`n x t` samples at `LISTENING_RATE` to `n x p` numbers; their Euclidean distance is heard.

    Loudness in semitone bands sixteen times a second, finely, pooled to half octaves and half
    seconds, and as a whole. Source: our own; loudness grows with power^0.3 (Stevens 1957).
    """
    shape = torch.hann_window(WINDOW, device=sounds.device)
    spectrum = torch.stft(sounds.float(), WINDOW, HOP, window=shape, return_complex=True)
    bands = torch.einsum("bf,nft->nbt", _bands().to(sounds.device), spectrum.abs().square())
    loudness = (bands / WINDOW + 1e-7) ** LOUDNESS_POWER
    fine = functional.avg_pool2d(loudness[:, None], (1, 2))
    coarse = functional.avg_pool2d(loudness[:, None], (6, 8)) * 4.0
    whole = loudness.mean(2) * 6.0
    return torch.cat([fine.flatten(1), coarse.flatten(1), whole], 1)


@lru_cache(maxsize=1)
def _bands() -> Tensor:
    """`b x f` triangles a semitone apart, overlapping: a key a little higher is a little change."""
    hertz = torch.linspace(0.0, LISTENING_RATE / 2.0, WINDOW // 2 + 1)
    centres = LOWEST * 2.0 ** (torch.arange(BANDS)[:, None] / PER_OCTAVE)
    width = (centres * (2.0 ** (WIDTH / PER_OCTAVE) - 1.0)).clamp_min(1.5 * LISTENING_RATE / WINDOW)
    bands: Tensor = (1.0 - (hertz - centres).abs() / width).clamp_min(0.0)
    return bands
