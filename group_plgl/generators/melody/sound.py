"""Plays a score: tones by discrete summation, an echo and a room, at any sampling rate.

Everything is written in seconds and hertz, and no partial lies above what the rate can carry, so a
melody at 44.1 kHz, decimated, is the melody at 22.05 kHz. Each melody is played alone, so its
samples depend on its latent only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from group_plgl.generators.melody.score import MIDDLE_C, Notes, Score
from group_plgl.generators.sdf import between, smooth_step

SECONDS = 6.0
TAIL = 2.0  # what echo and room may ring on beyond the end, so that nothing wraps around
FADE = 0.35
BEGIN = 0.03
PARTIALS = 8
CARRIED = 0.45  # highest partial, as a share of the sampling rate
SILENT = 1e-4
RELEASE = 0.09
VIBRATO_HERTZ = 5.4
LOUDNESS = 0.15
KNEE, CEILING = 0.6, 0.98
ROOM_TAPS, ROOM_SEED = 36, 7
TAU = 2.0 * math.pi


@dataclass(frozen=True)
class Tone:
    """How one voice of one melody sounds.

    Attributes:
        brightness: Each partial's loudness as a share of the one below it, 0 to 0.75.
        hollow: How far the even partials are missing, 0 to 1.
        attack: Seconds until the tone has come.
        decay: Seconds until a held tone has faded to a third.
        vibrato: How far the pitch sways, in cents.
    """

    brightness: Tensor
    hollow: Tensor
    attack: Tensor
    decay: Tensor
    vibrato: Tensor


def played(score: Score, dials: Mapping[str, Tensor], rate: int) -> Tensor:
    """`n x t` samples between -1 and 1 of `n` melodies at `rate` samples a second, float32."""
    if not len(score.beat):
        return torch.zeros(0, round(SECONDS * rate), device=score.beat.device)
    return torch.stack([_one(score, dials, place, rate) for place in range(len(score.beat))])


def _one(score: Score, dials: Mapping[str, Tensor], place: int, rate: int) -> Tensor:
    """`t` samples of one melody."""
    mine = {name: dial[place] for name, dial in dials.items()}
    dry = score.beat.new_zeros(round((SECONDS + TAIL) * rate), dtype=torch.float32)
    lead, soft, low = _tones(mine)
    voices = ((score.melody, lead), (score.second, lead), (score.chords, soft), (score.bass, low))
    for notes, tone in voices:
        _add(dry, notes, place, tone, score.beat[place], rate)
    return _finished(_spaced(dry, mine, score.beat[place], rate), rate)


def _tones(mine: Mapping[str, Tensor]) -> tuple[Tone, Tone, Tone]:
    """The tones of the melody, the chords and the bass."""
    bright, hollow = between(mine["brightness"], 0.14, 0.66), mine["hollowness"]
    held = between(mine["legato"], 0.35, 0.9)
    soft = smooth_step(0.5 + 1.2 * (mine["attack"] - 0.5))
    attack = 0.004 * (0.085 / 0.004) ** soft
    lead = Tone(bright, hollow, attack, held + 1.6 * soft, 40.0 * mine["vibrato"] ** 2)
    chords = Tone(0.2 + 0.25 * bright, 0.4 * hollow, 0.006 + 0.6 * attack, 0.9 + soft, 0.0 * soft)
    bass = Tone(0.46 + 0.2 * bright, 0.0 * hollow, 0.008 + 0.2 * attack, 0.8 + 0.4 * soft, 0.0 * soft)
    return lead, chords, bass


def _add(dry: Tensor, notes: Notes, place: int, tone: Tone, beat: Tensor, rate: int) -> None:
    """Play one voice into `dry`; notes that are not there cost nothing."""
    for note in range(notes.loudness.shape[1]):
        loud = notes.loudness[place, note]
        if float(loud.detach()) <= SILENT:
            continue
        begin, length = notes.onset[place, note] * beat + BEGIN, notes.length[place, note] * beat
        first = math.ceil(float(begin.detach()) * rate)
        last = min(len(dry), first + math.ceil((float(length.detach()) + RELEASE) * rate))
        count = torch.arange(first, last, dtype=torch.float64, device=dry.device)
        seconds = (count / rate - begin).float()
        hertz = MIDDLE_C * 2.0 ** (notes.pitch[place, note] / 12.0)
        dry[first:last] += loud.float() * _note(seconds, hertz.float(), length.float(), tone, rate)


def _note(seconds: Tensor, hertz: Tensor, length: Tensor, tone: Tone, rate: int) -> Tensor:
    """One note from its beginning: partials that fade the sooner the higher they are.

    Source: J. A. Moorer (1976), "The Synthesis of Complex Audio Spectra by Means of Discrete
    Summation Formulas"; vibrato by frequency modulation, growing with the held note.
    """
    many = max(1, min(PARTIALS, int(CARRIED * rate / float(hertz.detach()))))
    decay = tone.decay.float() * (330.0 / hertz) ** 0.35
    sway = hertz * (tone.vibrato.float() * (math.log(2.0) / 1200.0)) / VIBRATO_HERTZ
    grown = smooth_step(seconds / 0.5)
    phase = TAU * hertz * seconds + sway * grown * (1.0 - torch.cos(TAU * VIBRATO_HERTZ * seconds))
    share = tone.brightness.float() * (0.55 + 0.45 * torch.exp(-seconds / (0.5 * decay)))
    wave = _summed(phase, share, many) - tone.hollow.float() * share * _summed(
        2.0 * phase, share * share, many // 2
    )
    rising = 1.0 - torch.exp(-seconds / tone.attack.float())
    gate = 1.0 - smooth_step((seconds - length) / RELEASE)
    return wave * (1.0 - share) * rising * rising * gate * torch.exp(-seconds / decay)


def _summed(phase: Tensor, share: Tensor, many: int) -> Tensor:
    """Sum over k = 1..many of share^(k-1) sin(k phase), in closed form."""
    if many == 0:
        return torch.zeros_like(phase)
    top = share**many
    upper = top * (torch.sin((many + 1) * phase) - share * torch.sin(many * phase))
    return (torch.sin(phase) - upper) / (1.0 - 2.0 * share * torch.cos(phase) + share * share)


def _spaced(dry: Tensor, mine: Mapping[str, Tensor], beat: Tensor, rate: int) -> Tensor:
    """The melody with its echo and its room, each a filter in hertz, and levelled to the ear."""
    spectrum = torch.fft.rfft(dry)
    hertz = torch.arange(len(spectrum), dtype=torch.float64, device=dry.device) * (rate / len(dry))
    wet = 1.0 + between(mine["room"], 0.02, 0.26).float() * _room(len(spectrum), rate / len(dry)).to(
        dry.device
    )
    turn = torch.exp(torch.complex(torch.zeros_like(hertz), -TAU * torch.remainder(hertz * 0.75 * beat, 1.0)))
    turn = turn.to(torch.complex64)
    echo = (0.42 * mine["echo"]).float() * turn * _softened(hertz)
    spectrum = spectrum * wet * (1.0 + echo * (1.0 + 0.5 * turn))
    wave: Tensor = torch.fft.irfft(spectrum, len(dry))
    return wave * (LOUDNESS / _loudness(spectrum, hertz, len(dry), rate))


def _loudness(spectrum: Tensor, hertz: Tensor, samples: int, rate: int) -> Tensor:
    """How loud a melody is while it sounds: the mean of its tenths of a second, each by its power.

    Source: the low counts little, as in ITU-R BS.1770; weighing by power stands in for its gate.
    """
    heard = torch.fft.irfft(spectrum * torch.sqrt(_heard(hertz)), samples)
    tenth = round(0.1 * rate)
    power = heard[: samples // tenth * tenth].reshape(-1, tenth).square().mean(1)
    return torch.sqrt(power.square().sum() / (power.sum() + 1e-12) + 1e-12)


def _softened(hertz: Tensor) -> Tensor:
    """What a wall gives back of each frequency."""
    return (1.0 / (1.0 + (hertz / 3000.0) ** 2)).float()


def _heard(hertz: Tensor) -> Tensor:
    """How much power of each frequency counts for loudness, about: the low counts little."""
    ratio = hertz * hertz / (hertz * hertz + 180.0**2)
    return (ratio * ratio).float()


@lru_cache(maxsize=8)
def _room(bins: int, spacing: float) -> Tensor:
    """The room as a spectrum of `bins`: sparse reflections that thin out, darker the later."""
    rng = np.random.default_rng(ROOM_SEED)
    times = np.sort(0.018 + 1.1 * rng.random(ROOM_TAPS) ** 1.5)
    signs = rng.choice((-1.0, 1.0), ROOM_TAPS)
    hertz = torch.arange(bins, dtype=torch.float64) * spacing
    total = torch.zeros(bins, dtype=torch.complex128)
    for time, sign in zip(times.tolist(), signs.tolist(), strict=True):
        dark = 1.0 / (1.0 + (hertz / (6500.0 - 4500.0 * min(time, 1.0))) ** 2)
        total += 0.55 * sign * math.exp(-time / 0.33) * dark * torch.exp(-1j * TAU * hertz * time)
    return (total * (hertz / (hertz + 120.0))).to(torch.complex64)


def _finished(wave: Tensor, rate: int) -> Tensor:
    """Cut to length, faded at both ends, with peaks bent below full scale and no click anywhere."""
    samples = round(SECONDS * rate)
    seconds = torch.arange(samples, dtype=torch.float32, device=wave.device) / rate
    ends = smooth_step((SECONDS - seconds) / FADE) * smooth_step(seconds / 0.02)
    wave = wave[:samples]
    size = torch.sqrt(wave * wave + 1e-12)
    over = (size - KNEE).clamp_min(0.0)
    bent = size - over + (CEILING - KNEE) * torch.tanh(over / (CEILING - KNEE))
    return wave / size * bent * ends
