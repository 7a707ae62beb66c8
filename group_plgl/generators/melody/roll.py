"""Draws a score as a picture: time runs to the right, pitch upwards, every gene leaves a mark.

Notes are bars with round ends whose squared distance is a sum of one part per column and one per row,
so many bars cost little. Plucked notes taper, trembling ones bead, hollow ones are rings, an echo
is a fainter copy and a room a glow behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import TAU, apart, srgb_from_oklab
from group_plgl.generators.melody.score import BEATS, QUESTION, SLOTS, Notes, Score
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, smooth_step
from group_plgl.generators.torch_scene import Window

WIDEST, NARROWEST = 1.74, 1.42  # eight beats of a slow and of a quick melody
SEMITONE = 0.037  # height of a semitone of the melody
MELODY_LEVEL, CHORD_LEVEL, BASS_LEVEL = 0.0, 0.15, 0.45  # where middle C of each voice lies
CHORD_SEMITONE, BASS_SEMITONE = 0.0225, 0.0105
THICK = 0.058
SILENT = 1e-3
BEAD = 0.11
HOME_OCTAVES = (0.0, 12.0)
APART = {Role.ACCENT: 0.22, Role.DARK: 0.24, Role.MID: 0.12}


@dataclass(frozen=True)
class Voice:
    """Where the notes of one voice lie.

    Attributes:
        level: Where its middle C is, downwards.
        semitone: How far apart its semitones are.
        gain: What makes its loudest note about 1.
    """

    level: float
    semitone: float
    gain: float


@dataclass(frozen=True)
class Hand:
    """How the notes of one voice are drawn, `n` each.

    Attributes:
        voice: Where.
        thick: Half the height of a bar as a share of `THICK`.
        taper: How far a bar thins towards its end, 0 to 1.
        bead: How far its thickness sways, 0 to 1.
        hollow: How far it is a ring, 0 to 1.
    """

    voice: Voice
    thick: Tensor
    taper: Tensor
    bead: Tensor
    hollow: Tensor


def drawn(score: Score, dials: Mapping[str, Tensor], colours: Tensor, window: Window) -> Tensor:
    """`n x 3 x h x w` sRGB of `n` scores in `n x 6 x 3` OKLab colours."""
    rgb = srgb_from_oklab(_told_apart(colours), -1).float()
    pen = _Pen(dials["tempo"], window.columns(colours.device), window.rows(colours.device), window.pixel)
    lead, second, soft, low = _hands(dials)
    question, answer = _part(score.melody, 0, QUESTION), _part(score.melody, QUESTION, SLOTS)
    echo = 0.34 * dials["echo"][:, None, None].float()
    ground = rgb[:, Role.GROUND, :, None, None]
    picture = ground.expand(-1, -1, len(pen.rows), len(pen.columns))
    picture = _laid(picture, rgb[:, Role.LIGHT], 0.55 * pen.glow(score.melody, dials["room"]))
    picture = _laid(picture, rgb[:, Role.MAIN], 0.22 * pen.homes(dials))
    picture = _laid(picture, rgb[:, Role.MID], 0.62 * pen.bars(score.chords, soft))
    picture = _laid(picture, rgb[:, Role.DARK], pen.bars(score.bass, low))
    picture = _laid(picture, rgb[:, Role.MAIN], echo * pen.bars(_later(question, 0.75), lead))
    picture = _laid(picture, rgb[:, Role.ACCENT], echo * pen.bars(_later(answer, 0.75), lead))
    picture = _laid(picture, rgb[:, Role.DARK], 0.8 * pen.bars(score.second, second))
    picture = _laid(picture, rgb[:, Role.MAIN], pen.bars(question, lead))
    return _laid(picture, rgb[:, Role.ACCENT], pen.bars(answer, lead))


def _told_apart(colours: Tensor) -> Tensor:
    """The palette with every colour of a voice far enough from the ground in lightness."""
    rows = list(colours.unbind(1))
    for role, far in APART.items():
        lightness = apart(rows[role][:, 0], rows[Role.GROUND][:, 0], far)
        rows[role] = torch.cat([lightness[:, None], rows[role][:, 1:]], 1)
    return torch.stack(rows, 1)


def _hands(dials: Mapping[str, Tensor]) -> tuple[Hand, Hand, Hand, Hand]:
    """How the melody, its second voice, the chords and the bass are drawn."""
    plucked = 1.0 - smooth_step(0.5 + 1.2 * (dials["attack"] - 0.5))
    thick = between(dials["brightness"], 1.3, 0.72)
    hollow, none = smooth_step(1.3 * dials["hollowness"] - 0.15), torch.zeros_like(thick)
    melody = Voice(MELODY_LEVEL, SEMITONE, 1.0)
    lead = Hand(melody, thick, 0.8 * plucked, dials["vibrato"] ** 2, hollow)
    second = Hand(
        Voice(MELODY_LEVEL, SEMITONE, 1.6), 0.6 * thick, 0.8 * plucked, dials["vibrato"] ** 2, hollow
    )
    chords = Hand(Voice(CHORD_LEVEL, CHORD_SEMITONE, 1.0 / 0.30), none + 0.72, none, none, none)
    bass = Hand(Voice(BASS_LEVEL, BASS_SEMITONE, 1.0 / 0.55), none + 0.72, 0.5 * plucked, none, none)
    return lead, second, chords, bass


def _part(notes: Notes, first: int, last: int) -> Notes:
    """Some slots of the melody, both choices of each."""
    both = torch.cat([torch.arange(first, last), torch.arange(first, last) + SLOTS])
    both = both.to(notes.pitch.device)
    return Notes(*(part[:, both] for part in (notes.pitch, notes.onset, notes.length, notes.loudness)))


def _later(notes: Notes, beats: float) -> Notes:
    return Notes(notes.pitch, notes.onset + beats, notes.length, notes.loudness)


def _laid(picture: Tensor, colour: Tensor, mask: Tensor) -> Tensor:
    """The picture with a colour (`n x 3`) laid over it as thick as the mask (`n x h x w`)."""
    return picture + (colour[:, :, None, None] - picture) * mask[:, None].clamp(0.0, 1.0)


class _Pen:
    """Draws notes on the columns and rows of a window.

    Args:
        tempo: `n` in [0, 1]; quick melodies are narrower.
        columns: `w` places from -1 to 1.
        rows: `h` places from -1 to 1, downwards.
        pixel: Width of a pixel.
    """

    def __init__(self, tempo: Tensor, columns: Tensor, rows: Tensor, pixel: float) -> None:
        wide = between(tempo, WIDEST, NARROWEST)[:, None]
        self.begin, self.beat = -0.5 * wide, wide / BEATS
        self.columns, self.rows, self.pixel = columns, rows, pixel

    def bars(self, notes: Notes, hand: Hand) -> Tensor:
        """`n x h x w`: how much of each pixel the notes cover."""
        left, right, level = self._places(notes, hand.voice)
        loud = (hand.voice.gain * notes.loudness).float()
        grown = smooth_step(1.25 * loud)
        half = THICK * hand.thick[:, None].float() * (0.3 + 0.7 * grown) * (0.72 + 0.36 * loud)
        total = self.rows.new_zeros(len(level), len(self.rows), len(self.columns))
        for note in range(level.shape[1]):
            if not len(grown) or float(grown[:, note].detach().max()) <= SILENT:
                continue
            covered = self._bar(left[:, note], right[:, note], level[:, note], half[:, note], hand)
            total = total + covered * smooth_step(2.5 * grown[:, note])[:, None, None]
        return total

    def glow(self, notes: Notes, room: Tensor) -> Tensor:
        """`n x h x w`: soft light behind the notes, the wider the larger the room."""
        left, right, level = self._places(notes, Voice(MELODY_LEVEL, SEMITONE, 1.0))
        wide = between(room, 0.04, 0.2).float()[:, None, None]
        seen = smooth_step(1.25 * notes.loudness).float() * room.float()[:, None]
        away = torch.relu(left[:, :, None] - self.columns) + torch.relu(self.columns - right[:, :, None])
        across = torch.exp(-0.5 * (away / wide) ** 2) * seen[:, :, None]
        upright = torch.exp(-0.5 * ((self.rows - level[:, :, None]) / wide) ** 2)
        return 1.0 - torch.exp(-torch.einsum("nsh,nsw->nhw", upright, across))

    def homes(self, dials: Mapping[str, Tensor]) -> Tensor:
        """`n x h x w`: fine lines where home is, in three octaves."""
        home = between(dials["key"], -3.0, 2.5) + 3.0 * (dials["mode"] - 1.0)
        octaves = [MELODY_LEVEL - SEMITONE * (home[:, None] + octave) for octave in HOME_OCTAVES]
        away = torch.stack([(self.rows - level).abs().float() for level in octaves]).amin(0)
        fine = self._covered(away, self.rows.new_tensor(0.004))
        across = smooth_step((self.columns - self.begin) / 0.05) * smooth_step(
            (-self.begin - self.columns) / 0.05
        )
        return fine[:, :, None] * across.float()[:, None, :]

    def _places(self, notes: Notes, voice: Voice) -> tuple[Tensor, Tensor, Tensor]:
        """Left end, right end and height of every note, `n x s` float32."""
        left = self.begin + self.beat * notes.onset
        right = left + self.beat * notes.length - 0.012
        return left.float(), right.float(), (voice.level - voice.semitone * notes.pitch).float()

    def _bar(self, left: Tensor, right: Tensor, level: Tensor, half: Tensor, hand: Hand) -> Tensor:
        """`n x h x w`: one bar of each melody; `n` each."""
        first, last = (left + half)[:, None], torch.maximum(right - half, left + half + 1e-3)[:, None]
        along = ((self.columns - first) / (last - first + half[:, None])).clamp(0.0, 1.0)
        beads = 0.32 * hand.bead.float()[:, None] * torch.cos((self.columns - first) * (TAU / BEAD))
        thick = half[:, None] * (1.0 - hand.taper.float()[:, None] * along) * (1.0 + beads)
        away = torch.relu(first - self.columns) + torch.relu(self.columns - last)
        rise = self.rows - level[:, None]
        distance = torch.sqrt((rise * rise)[:, :, None] + (away * away + 1e-9)[:, None, :])
        covered = self._covered(distance, thick[:, None, :])
        if float(hand.hollow.detach().max()) == 0.0:
            return covered
        inner = self._covered(distance, (0.58 * thick)[:, None, :])
        return covered - hand.hollow.float()[:, None, None] * inner

    def _covered(self, distance: Tensor, radius: Tensor) -> Tensor:
        return (0.5 - (distance - radius) / self.pixel).clamp(0.0, 1.0)
