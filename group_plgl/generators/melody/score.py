"""From genes to notes: two phrases over four chords, in tune wherever the genes stand.

The melody walks on five tones that major and relative minor share, so turning the mode moves where
home is and never bends a tone. Between two tones the softer choice is to play both, one fading into
the other; between a note and a rest it is to play the note softly. Nothing here knows samples or
pixels: `sound` plays a score, `roll` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.sdf import between, smooth_step

BEATS, SLOTS = 8, 16
QUESTION = 8  # slots of the question; the others are the answer's
CADENCE = 12  # the slot of the last note
FIVE = (0.0, 2.0, 4.0, 7.0, 9.0)  # the five tones in semitones over home in major
LOWEST, HIGHEST = -3.0, 9.0
SETTLED = 6.0  # how abruptly one tone is exchanged for the next
MIDDLE_C = 261.626
LOUDEST_CHORD, LOUDEST_BASS, LOUDEST_SECOND = 0.30, 0.55, 0.55  # where the melody is about 1

# How much a slot of a bar asks for a note: strong beats first, the last eighth rests.
STRENGTH = (2.0, -0.85, 0.35, -0.45, 0.75, -0.7, 0.2, -1.2)
FIGURE_ONE = (0.0, 0.8, -0.7, 0.7, -0.3, -0.6, 0.8, -0.5)
FIGURE_TWO = (0.0, -0.9, -0.6, -0.3, 0.2, 0.8, 0.7, 0.2)
OFF_BEAT = (0.0, 0.55, -0.8, 1.0, -0.7, 0.6, -0.8, 0.7)
ACCENT = (1.0, -0.6, 0.3, -0.5, 0.8, -0.6, 0.2, -0.8)
# Lines of the phrase, one height per slot.
RISE = (-1.0, -0.71, -0.43, -0.14, 0.14, 0.43, 0.71, 1.0)
ARCH = (-0.9, -0.2, 0.5, 0.9, 1.0, 0.6, -0.1, -0.8)
LEAP = (-0.5, 0.8, -0.9, 0.6, 0.9, -0.8, 0.7, -0.7)
MOTIF_ONE = (0.3, -0.6, -0.2, 0.9, -0.8, 0.1, 0.6, -0.4)
MOTIF_TWO = (0.6, 0.8, -0.6, -0.3, -0.9, -0.5, 0.4, 0.7)

# Three voices of four chords in semitones over C below the melody, and the bass under them. Two roads
# that are taken at once must sound well together: their chords make sevenths, never clusters.
MAJOR_HOME = ((0, 4, 7), (0, 5, 9), (-1, 2, 7))
MAJOR_AWAY = ((0, 4, 7), (0, 4, 9), (2, 5, 9))
MINOR_HOME = ((0, 4, 9), (2, 5, 9), (-1, 4, 7))
MINOR_AWAY = ((0, 4, 9), (0, 5, 9), (-1, 2, 7))
ENDS = ((-1, 2, 7), (0, 4, 7), (-1, 4, 7), (0, 4, 9))  # open and closed in major, then in minor
ROADS = (MAJOR_HOME, MAJOR_AWAY, MINOR_HOME, MINOR_AWAY)
ROOTS = ((0, 5, 7), (0, 9, 2), (9, 2, 4), (9, 5, 7))
END_ROOTS = (7, 0, 4, 9)


@dataclass(frozen=True)
class Notes:
    """Some notes of each of `n` melodies, `n x s` each.

    Attributes:
        pitch: Semitones over middle C.
        onset: When they begin, in beats.
        length: How long they are held, in beats.
        loudness: 0 (not there) to about 1.
    """

    pitch: Tensor
    onset: Tensor
    length: Tensor
    loudness: Tensor


@dataclass(frozen=True)
class Score:
    """What is played: the voices, and how long a beat is.

    Attributes:
        beat: `n` seconds.
        melody: `n x 32`: the lower choices of the sixteen slots, then the upper ones.
        second: `n x 32`, two of the five tones over the melody.
        chords: `n x 60`.
        bass: `n x 40`.
    """

    beat: Tensor
    melody: Notes
    second: Notes
    chords: Notes
    bass: Notes


def score(dials: Mapping[str, Tensor]) -> Score:
    """The notes of `n` melodies from their dials, `n` in [0, 1] each."""
    key = between(dials["key"], -3.0, 2.5)[:, None]
    there = _presence(dials)
    onset, length = _times(dials, there)
    height = _heights(dials)
    loud = there * (0.78 + between(dials["accents"], 0.03, 0.32)[:, None] * _row(there, ACCENT * 2))
    swell = dials["second voice"][:, None] * LOUDEST_SECOND
    return Score(
        beat=60.0 / between(dials["tempo"], 86.0, 138.0),
        melody=_chosen(height, key, onset, length, loud),
        second=_chosen(height + 2.0, key, onset, length, loud * swell),
        chords=_chords(dials, key),
        bass=_bass(dials, key),
    )


def _row(like: Tensor, numbers: tuple[float, ...]) -> Tensor:
    return like.new_tensor(numbers)[None]


def _presence(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 16`: whether a slot has a note, mostly 0 or 1; the first and the last always do."""
    lean = {name: (2.0 * dials[name] - 1.0)[:, None] for name in ("figure one", "figure two")}
    density = between(dials["density"], -0.75, 1.15)[:, None]
    off = between(dials["syncopation"], -0.35, 1.0)[:, None]
    wish = _row(density, STRENGTH) + density + off * _row(density, OFF_BEAT)
    wish = wish + 0.6 * lean["figure one"] * _row(density, FIGURE_ONE)
    wish = wish + 0.6 * lean["figure two"] * _row(density, FIGURE_TWO)
    bar = smooth_step(0.5 + 1.1 * wish)
    answer = torch.cat([bar[:, : CADENCE - QUESTION], torch.ones_like(bar[:, :1])], 1)
    return torch.cat([bar, answer, torch.zeros_like(bar[:, CADENCE - QUESTION + 1 :])], 1)


def _times(dials: Mapping[str, Tensor], there: Tensor) -> tuple[Tensor, Tensor]:
    """Onsets and lengths in beats, `n x 16`: a note lasts until the next, less what is detached."""
    late = torch.arange(SLOTS, device=there.device) % 2 * between(dials["swing"], 0.0, 0.17)[:, None]
    onset = 0.5 * torch.arange(SLOTS, device=there.device, dtype=there.dtype) + late
    lengths = []
    rest = there.new_full((len(there),), 2.0)
    for slot in reversed(range(SLOTS)):
        lengths.append(rest)
        rest = torch.lerp(rest + 0.5, torch.full_like(rest, 0.5), there[:, slot])
    room = torch.stack(lengths[::-1], 1).clamp(max=2.5)
    return onset, room * between(dials["legato"], 0.32, 1.05)[:, None]


def _heights(dials: Mapping[str, Tensor]) -> Tensor:
    """`n x 16` heights on the ladder of five tones, 0 being home in major and -1 in minor."""
    lean = {name: (2.0 * dials[name] - 1.0)[:, None] for name in ("rise", "arch", "motif one", "motif two")}
    like = lean["rise"]
    shape = 0.75 * lean["rise"] * _row(like, RISE) + 0.75 * lean["arch"] * _row(like, ARCH)
    shape = shape + 0.6 * lean["motif one"] * _row(like, MOTIF_ONE)
    shape = shape + 0.6 * lean["motif two"] * _row(like, MOTIF_TWO)
    leaps = between(dials["leaps"], 0.0, 1.0)[:, None]
    shape = (1.0 - 0.35 * leaps) * shape + 0.85 * leaps * _row(like, LEAP)
    turn = 0.5 * torch.pi * smooth_step(0.5 + 1.4 * (dials["answer"] - 0.5))[:, None]
    answer = torch.cos(turn) * shape - torch.sin(turn) * shape.flip(1)
    span = between(dials["range"], 1.2, 4.6)[:, None]
    middle = between(dials["height"], 1.7, 4.4)[:, None]
    lift = between(dials["answer height"], -1.9, 1.9)[:, None]
    height = torch.cat([middle - 0.5 * lift + span * shape, middle + 0.5 * lift + span * answer], 1)
    centre, reach = 0.5 * (LOWEST + HIGHEST), 0.5 * (HIGHEST - LOWEST)
    bounded = centre + reach * torch.tanh((height - centre) / reach)
    return _closed(dials, bounded)


def _closed(dials: Mapping[str, Tensor], height: Tensor) -> Tensor:
    """The line led home at its end, or left open on the fifth; the note before leans the same way."""
    major = dials["mode"]
    home, fifth = major - 1.0, 2.0 + major
    target = torch.lerp(fifth, home, smooth_step(0.5 + 2.4 * (dials["ending"] - 0.35)))
    pull = torch.zeros(SLOTS, dtype=height.dtype, device=height.device)
    pull[CADENCE - 2 : CADENCE] = height.new_tensor((0.25, 0.5))
    pull[CADENCE] = 1.0
    above = 5.0 * smooth_step(0.5 + 0.8 * (dials["height"] - 0.6))
    return torch.lerp(height, (target + above)[:, None].expand_as(height), pull)


def _chosen(height: Tensor, key: Tensor, onset: Tensor, length: Tensor, loudness: Tensor) -> Notes:
    """Every slot's two neighbouring tones, the lower and the upper, as loud as they are near."""
    lower = height.detach().floor()
    share = smooth_step(0.5 + SETTLED * (height - lower - 0.5))
    pitches = [_ladder(lower) + key, _ladder(lower + 1.0) + key]
    weights = [torch.cos(0.5 * torch.pi * share), torch.sin(0.5 * torch.pi * share)]
    return Notes(
        pitch=torch.cat(pitches, 1),
        onset=torch.cat([onset, onset], 1),
        length=torch.cat([length, length], 1),
        loudness=torch.cat([loudness * weight for weight in weights], 1),
    )


def _ladder(step: Tensor) -> Tensor:
    """Semitones over middle C of whole steps on the five tones."""
    octave = torch.div(step, 5.0, rounding_mode="floor")
    place = (step - 5.0 * octave).long()
    return step.new_tensor(FIVE)[place] + 12.0 * octave


def _roads(dials: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """How much each of four ways through the chords is taken, and each of four ends; `n x 4` each."""
    major = smooth_step(0.5 + 1.9 * (dials["mode"] - 0.5))
    away = smooth_step(0.5 + 2.4 * (dials["harmony"] - 0.5))
    closed = smooth_step(0.5 + 2.4 * (dials["ending"] - 0.35))
    roads = torch.stack([major * (1 - away), major * away, (1 - major) * (1 - away), (1 - major) * away], 1)
    ends = torch.stack(
        [major * (1 - closed), major * closed, (1 - major) * (1 - closed), (1 - major) * closed], 1
    )
    return roads, ends


def _chords(dials: Mapping[str, Tensor], key: Tensor) -> Notes:
    """Four chords of two beats in three voices, struck at once or one tone after the other."""
    roads, ends = _roads(dials)
    broken = dials["broken chords"]
    pitch, onset, loud = [], [], []
    for half in range(4):
        options = (
            [(road[half], roads[:, i]) for i, road in enumerate(ROADS)]
            if half < 3
            else [(end, ends[:, i]) for i, end in enumerate(ENDS)]
        )
        for chord, share in options:
            for voice, semitones in enumerate(chord):
                pitch.append(torch.full_like(share, semitones - 12.0))
                onset.append(2.0 * half + 0.5 * voice * broken)
                loud.append(LOUDEST_CHORD * share * dials["chords"])
    onsets = torch.stack(onset, 1)
    ends_at = 2.0 * (torch.div(onsets.detach() + 1e-6, 2.0, rounding_mode="floor") + 1.0)
    return Notes(torch.stack(pitch, 1) + key, onsets, (ends_at - onsets) * 0.96, torch.stack(loud, 1))


def _bass(dials: Mapping[str, Tensor], key: Tensor) -> Notes:
    """The root under every chord, and between two of them its fifth when the bass walks."""
    roads, ends = _roads(dials)
    walks = dials["bass steps"]
    pitch, onset, length, loud = [], [], [], []
    for half in range(4):
        roots = (
            [(road[half], roads[:, i]) for i, road in enumerate(ROOTS)]
            if half < 3
            else [(root, ends[:, i]) for i, root in enumerate(END_ROOTS)]
        )
        for root, share in roots:
            low = root - 24.0 if root <= 5 else root - 36.0
            for step, semitones in enumerate((low, low + 7.0) if half < 3 else (low,)):
                pitch.append(torch.full_like(share, semitones))
                onset.append(torch.full_like(share, 2.0 * half + step))
                length.append(0.95 * (1.0 - walks) + 0.85 if step == 0 else torch.full_like(share, 0.85))
                loud.append(LOUDEST_BASS * share * dials["bass"] * (1.0 if step == 0 else 0.8 * walks))
    return Notes(
        torch.stack(pitch, 1) + key, torch.stack(onset, 1), torch.stack(length, 1), torch.stack(loud, 1)
    )
