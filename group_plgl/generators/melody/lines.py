"""Writes the lines of a score: the melody in front, its echo, the second voice and the rhythm.

Where the music plays two tones, one going and one coming, the form stands between the two; so one
form glides where two would fade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from group_plgl.generators.melody.forms import BEAT, BEGIN, Hand, Pen, laid, wide
from group_plgl.generators.melody.score import CADENCE, LOUDEST_SECOND, QUESTION, SLOTS, Notes, Score
from group_plgl.generators.sdf import between, smooth_step

SEMITONE, CENTRE = 0.058, 7.5  # height of a semitone; the tone that lies in the middle
COMPANY, ALONE = (-0.24, 0.6), (0.0, 0.76)  # the middle, downwards, and half the height of the melody
Paints = Mapping[str, Tensor]  # colours by name, `n x 3` sRGB
THICK, SLIM = 0.098, 0.27
KEYLINE = 0.014
LONGEST = 2.8  # beats
ECHOES = ((0.75, 0.42), (1.5, 0.26))  # beats later, and how large
HEARD, FULL = 0.12, 0.9  # what is softer than this share of its loudest is not drawn
PHRASES = (("question", range(QUESTION)), ("answer", range(QUESTION, CADENCE + 1)))


@dataclass(frozen=True)
class Line:
    """The notes of a voice, one for all the choices of a slot; `n x s`, or more axes, each."""

    pitch: Tensor
    left: Tensor
    right: Tensor
    loudness: Tensor

    def at(self, *place: int) -> Line:
        """One note of each picture, `n` each."""
        where: tuple[slice | int, ...] = (slice(None), *place)
        return Line(self.pitch[where], self.left[where], self.right[where], self.loudness[where])


@dataclass(frozen=True)
class Staff:
    """Where tones lie: a melody alone fills the sheet, in company it makes room below.

    Attributes:
        alone: `n` in [0, 1].
    """

    alone: Tensor

    def level(self, pitch: Tensor) -> Tensor:
        """Where `n` tones lie, downwards; far ones draw closer. Semitones over middle C."""
        middle, half = (
            between(self.alone, company, alone) for company, alone in zip(COMPANY, ALONE, strict=True)
        )
        return middle - half * torch.tanh((pitch - CENTRE) * SEMITONE / COMPANY[1])


def settled(notes: Notes, shape: tuple[int, ...], choices: int, power: int) -> Line:
    """One note for all choices along an axis of `shape`: at their mean place, as loud as all.

    Args:
        notes: `n x s` each.
        shape: What `s` is made of.
        choices: The axis of the choices.
        power: 1 where the loudnesses of the choices add up, 2 where their squares do.
    """
    pitch, onset, length, loud = (
        part.reshape(len(part), *shape) for part in (notes.pitch, notes.onset, notes.length, notes.loudness)
    )
    axis = choices + 1
    weight = loud**power + 1e-9
    total = weight.sum(axis, keepdim=True)
    weight = weight / total
    left = BEGIN + BEAT * (weight * onset).sum(axis)
    right = left + BEAT * (weight * length).sum(axis) - KEYLINE
    return Line((weight * pitch).sum(axis), left, right, total.squeeze(axis) ** (1.0 / power))


def grown(loud: Tensor) -> Tensor:
    """How large something stands that is as loud as a share of its loudest, 0 to 1."""
    return smooth_step((loud - HEARD) / (FULL - HEARD))


def blown(dials: Mapping[str, Tensor]) -> Tensor:
    """How far the tone is blown softly rather than plucked, 0 to 1."""
    return smooth_step(0.5 + 1.2 * (dials["attack"] - 0.5))


def hand(dials: Mapping[str, Tensor]) -> Hand:
    """How the tone of the melody is written: bright is pointed, plucked tapers, hollow has a hole."""
    return Hand(
        pointed=smooth_step(0.5 + 1.1 * (dials["brightness"] - 0.5)),
        taper=0.75 * (1.0 - blown(dials)),
        hollow=0.62 * smooth_step(2.6 * dials["hollowness"] - 0.9),
        tremble=0.018 * dials["vibrato"] ** 2,
    )


def plain(dials: Mapping[str, Tensor]) -> Hand:
    """How the second voice is written: round bars."""
    none = torch.zeros_like(dials["attack"])
    return Hand(none, none, none, none)


@dataclass(frozen=True)
class Writing:
    """Writes lines as masks, `n x h x w`.

    Attributes:
        pen: What draws.
        staff: Where tones lie.
        thick: `n`: the radius of the loudest note.
    """

    pen: Pen
    staff: Staff
    thick: Tensor

    def rhythm(self, line: Line, slots: range) -> Tensor:
        """Ticks at the head, one where each note begins, the longer the louder."""
        mask = self.pen.nothing()
        for slot in slots:
            note = line.at(slot)
            loud = note.loudness
            tick = self.pen.tick(note.left + 0.03, 0.055 * smooth_step(2.0 * loud), 0.22 * loud)
            mask = torch.maximum(mask, tick)
        return mask

    def echo(self, line: Line, echo: Tensor, slots: range) -> Tensor:
        """Dots that follow every note as its echoes do."""
        mask = self.pen.nothing()
        for slot in slots:
            note = line.at(slot)
            loud = grown(note.loudness) * grown(echo)
            for later, size in ECHOES:
                radius = self.pen.grown(size * self.thick * loud)
                if self.pen.absent(radius):
                    continue
                columns = self.pen.reach(0.5 * slot + later, 1.0)
                x = note.left + self.thick + BEAT * later
                dot = self.pen.disc(x, self.staff.level(note.pitch), radius, columns)
                part = mask[:, :, columns].clone()
                mask[:, :, columns] = torch.maximum(part, self.pen.covered(dot))
        return mask

    def notes(self, line: Line, hand: Hand, slots: range) -> tuple[Tensor, Tensor]:
        """The notes, each cut out of those before it, and all they cut from what lies behind."""
        around, inside = self.pen.nothing(), self.pen.nothing()
        for slot in slots:
            note = line.at(slot)
            loud = note.loudness
            there = smooth_step(2.6 * loud - 0.4)
            radius = self.pen.grown(self.thick * loud * (0.55 + 0.6 * loud) * there)
            if self.pen.absent(radius):
                continue
            columns = self.pen.reach(0.5 * slot, LONGEST)
            ends = (note.left, torch.lerp(note.left, note.right, smooth_step(1.7 * loud - 0.35)))
            solid, hole = self.pen.note(ends, self.staff.level(note.pitch), radius, hand, columns)
            line_wide, tremble = wide(KEYLINE * there), wide(hand.tremble * there)
            cut = self.pen.covered(solid - line_wide - 2.0 * tremble)
            ring = self.pen.covered(solid - 2.0 * tremble) - self.pen.covered(solid - tremble)
            shown = self.pen.covered(solid) - self.pen.covered(hole) + ring
            around[:, :, columns] = torch.maximum(around[:, :, columns].clone(), cut)
            inside[:, :, columns] = torch.maximum(inside[:, :, columns].clone() * (1.0 - cut), shown)
        return around, inside


def written(
    picture: Tensor, pen: Pen, staff: Staff, score: Score, dials: Mapping[str, Tensor], paints: Paints
) -> Tensor:
    """The picture with the rhythm at its head, the echo, the second voice and the melody."""
    lead, second = (settled(voice, (2, SLOTS), 0, 2) for voice in (score.melody, score.second))
    thick = THICK * between(dials["density"], 1.55, 0.85) * (1.0 + 0.2 * staff.alone)
    writing = Writing(pen, staff, thick)
    for name, slots in PHRASES:
        picture = laid(picture, paints[name], writing.rhythm(lead, slots))
        picture = laid(picture, paints[name], writing.echo(lead, dials["echo"], slots))
    slim, present = Writing(pen, staff, SLIM * thick), dials["second voice"][:, None]
    shared = second.loudness / (LOUDEST_SECOND * present + 1e-6)
    second = replace(second, loudness=shared * grown(present))
    voices = [("second", slim, second, plain(dials), range(CADENCE + 1))]
    voices += [(name, writing, lead, hand(dials), slots) for name, slots in PHRASES]
    for name, one, line, how, slots in voices:
        around, inside = one.notes(line, how, slots)
        picture = laid(laid(picture, paints["ground"], around), paints[name], inside)
    return picture
