"""Draws a score as a poster: time runs to the right, pitch upwards, every gene leaves a mark.

Home is a horizon with a disc: it stands above in major, sinks in minor, and grows with the room. The
chords are blocks with three steps, the bass domes at the foot, the rhythm ticks at the head, and the
notes of the melody are cut out in front, the larger the louder. What is there grows; nothing fades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch, srgb_from_oklab
from group_plgl.generators.melody.forms import BEAT, BEGIN, GONE, Hand, Pen
from group_plgl.generators.melody.score import CADENCE, QUESTION, SLOTS, Notes, Score
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, hypot, smooth_step
from group_plgl.generators.torch_scene import Window

MIDDLE, HALF, SEMITONE, CENTRE = -0.2, 0.64, 0.058, 7.5  # where the melody lies, and its middle tone
CHORD_LEVEL, CHORD_SEMITONE = 0.12, 0.07
BASS_LEVEL, BASS_SEMITONE, LOWEST_BASS = 0.22, 0.026, -29.0
THICK = 0.088
LEAN = 0.5
KEYLINE = 0.014
ECHOES = ((0.75, 0.42), (1.5, 0.26))  # beats later, and how large
LOUDEST_CHORD, LOUDEST_BASS, LOUDEST_SECOND = 0.30, 0.55, 0.55
APART = {Role.MAIN: 0.32, Role.ACCENT: 0.32, Role.DARK: 0.34, Role.MID: 0.24, Role.LIGHT: 0.12}
RICHER = {Role.GROUND: 1.25, Role.MAIN: 1.3, Role.LIGHT: 1.7, Role.DARK: 1.1, Role.MID: 1.5, Role.ACCENT: 1.15}
HEARD = 0.12  # what is softer than this share of its loudest is not drawn


@dataclass(frozen=True)
class Line:
    """A voice as one note per slot: where two tones meet, the form stands between, `n x s` each."""

    pitch: Tensor
    left: Tensor
    right: Tensor
    loudness: Tensor


def drawn(score: Score, dials: Mapping[str, Tensor], colours: Tensor, window: Window) -> Tensor:
    """`n x 3 x h x w` sRGB of `n` scores in `n x 6 x 3` OKLab colours."""
    paints = _paints(colours)
    pen = Pen(window, LEAN * dials["tempo"])
    picture = paints["ground"][:, :, None, None].expand(-1, -1, len(pen.rows), len(pen.columns))
    picture = _home(picture, pen, dials, paints)
    picture = _chords(picture, pen, score.chords, paints)
    picture = _bass(picture, pen, score.bass, dials, paints)
    return _voices(picture, pen, score, dials, paints)


def _paints(colours: Tensor) -> dict[str, Tensor]:
    """The colours of every part by name, `n x 3` sRGB; each voice stands off from the ground."""
    roles = {role: _richer(colours[:, role], RICHER[role]) for role in Role}
    ground = roles[Role.GROUND]
    for role, far in APART.items():
        lightness = apart(roles[role][:, 0], ground[:, 0], far)
        roles[role] = torch.cat([lightness[:, None], roles[role][:, 1:]], 1)
    light, mid = roles[Role.LIGHT], roles[Role.MID]
    mixed = {
        "ground": ground,
        "field": torch.lerp(ground, light, 0.55),
        "disc": light,
        "ring": torch.lerp(ground, light, 0.55),
        "high": torch.lerp(light, mid, 0.4),
        "middle": torch.lerp(light, mid, 0.75),
        "low": mid,
        "bass": roles[Role.DARK],
        "second": roles[Role.DARK],
        "question": roles[Role.MAIN],
        "answer": roles[Role.ACCENT],
    }
    return {name: srgb_from_oklab(colour, -1).float() for name, colour in mixed.items()}


def _richer(colour: Tensor, times: float) -> Tensor:
    """An OKLab colour with its chroma multiplied, bent into what a screen can show."""
    lightness, a, b = colour.unbind(-1)
    return oklab_from_lch(lightness, times * hypot(a, b), torch.atan2(b, a + 1e-9))


def _level(pitch: Tensor) -> Tensor:
    """Where a tone of the melody lies, downwards; far ones draw closer."""
    return MIDDLE - HALF * torch.tanh((pitch - CENTRE) * (SEMITONE / HALF))


def _home(picture: Tensor, pen: Pen, dials: Mapping[str, Tensor], paints: Mapping[str, Tensor]) -> Tensor:
    """The horizon where home is, and the disc that stands on it or sinks behind it."""
    mode, room = dials["mode"], dials["room"]
    horizon = _level(between(dials["key"], -3.0, 2.5) + 3.0 * (mode - 1.0))
    radius = between(room, 0.22, 0.52)
    closed = smooth_step(0.5 + 1.2 * (dials["ending"] - 0.5))
    x = between(closed, -0.36, 0.36)
    distance = pen.disc(x, horizon - radius * between(mode, 0.0, 0.94), radius)
    for ring in (3, 2, 1):
        wide = (0.2 * ring * room**2).float()[:, None, None]
        picture = _laid(picture, paints["ring" if ring % 2 else "ground"], pen.covered(distance - wide))
    picture = _laid(picture, paints["disc"], pen.covered(distance))
    below = pen.covered(horizon.float()[:, None, None] - pen.rows).expand_as(distance)
    return _laid(picture, paints["field"], below)


def _chords(picture: Tensor, pen: Pen, chords: Notes, paints: Mapping[str, Tensor]) -> Tensor:
    """Four blocks with three steps each: as high as the tones, later ones begin later."""
    line = _settled(chords, (4, 4, 3), 1)
    grown = _grown(line.loudness / LOUDEST_CHORD)
    tops = 1.03 - grown * (1.03 - (CHORD_LEVEL - CHORD_SEMITONE * (line.pitch + 3.0)))
    for voice, name in ((2, "high"), (1, "middle"), (0, "low")):
        for half in range(4):
            end = torch.full_like(grown[:, 0, 0], BEGIN + BEAT * (2.0 * half + 2.0) + 9.0 * (half == 3))
            begin = line.left[:, half, voice] - 9.0 * (half == 0)
            block = pen.block(begin, end, tops[:, half, voice])
            picture = _laid(picture, paints[name], block)
    return picture


def _bass(
    picture: Tensor, pen: Pen, bass: Notes, dials: Mapping[str, Tensor], paints: Mapping[str, Tensor]
) -> Tensor:
    """Domes at the foot, plucked ones steep at their beginning; the higher the tone the higher."""
    crest = between(_blown(dials), 0.06, 0.5)
    first = _settled(_some(bass, slice(0, 24)), (3, 4, 2), 1)
    last = _settled(_some(bass, slice(24, 28)), (1, 4, 1), 1)
    for line in (first, last):
        height = BASS_LEVEL + BASS_SEMITONE * (line.pitch - LOWEST_BASS)
        grown = _grown(line.loudness / LOUDEST_BASS)
        for half in range(line.pitch.shape[1]):
            for step in reversed(range(line.pitch.shape[2])):
                place = (slice(None), half, step)
                dome = pen.dome(line.left[place], line.right[place], (height * grown)[place], crest)
                picture = _laid(picture, paints["bass"], dome)
    return picture


def _voices(
    picture: Tensor, pen: Pen, score: Score, dials: Mapping[str, Tensor], paints: Mapping[str, Tensor]
) -> Tensor:
    """The rhythm, the second voice, the echo and, before all, the melody with a keyline around."""
    lead = _settled(score.melody, (2, SLOTS), 0)
    second = _settled(score.second, (2, SLOTS), 0)
    thick = THICK * between(dials["density"], 1.4, 0.95)
    none = torch.zeros_like(thick)
    hand = Hand(
        pointed=smooth_step(0.5 + 1.1 * (dials["brightness"] - 0.5)),
        taper=0.75 * (1.0 - _blown(dials)),
        hollow=0.6 * smooth_step(1.3 * dials["hollowness"] - 0.15),
        tremble=0.015 * dials["vibrato"] ** 2,
    )
    slim = Hand(none, none, none, none)
    phrases = (("question", range(QUESTION)), ("answer", range(QUESTION, CADENCE + 1)))
    for name, slots in phrases:
        for slot in slots:
            size = lead.loudness[:, slot]
            tick = pen.tick(lead.left[:, slot] + 0.03, 0.055 * smooth_step(2.0 * size), 0.19 * size)
            picture = _laid(picture, paints[name], tick)
    for name, slots in phrases:
        picture = _echoed(picture, pen, lead, thick * dials["echo"], slots, paints[name])
    picture = _written(picture, pen, second, 0.36 * thick / LOUDEST_SECOND, slim, range(CADENCE + 1), paints["second"], paints["ground"])
    for name, slots in phrases:
        picture = _written(picture, pen, lead, thick, hand, slots, paints[name], paints["ground"])
    return picture


def _written(
    picture: Tensor, pen: Pen, line: Line, thick: Tensor, hand: Hand, slots: range, ink: Tensor, paper: Tensor
) -> Tensor:
    """The picture with some notes of a line, cut out by a keyline in the colour of the paper."""
    around, inside = pen.nothing(), pen.nothing()
    tremble = hand.tremble.float()[:, None, None]
    for slot in slots:
        loud = line.loudness[:, slot]
        radius = (thick * loud * (0.55 + 0.6 * loud) + GONE) * smooth_step(3.0 * loud) - GONE
        columns = pen.reach(0.5 * slot, 2.8)
        left = line.left[:, slot]
        span = (left, torch.lerp(left, line.right[:, slot], smooth_step(1.6 * loud)))
        solid, hole = pen.note(span, _level(line.pitch[:, slot]), radius, hand, columns)
        cut = pen.covered(solid - KEYLINE - 2.0 * tremble)
        shown = pen.covered(solid) - pen.covered(hole)
        shown = shown + pen.covered(solid - 2.0 * tremble) - pen.covered(solid - tremble)
        around[:, :, columns] = torch.maximum(around[:, :, columns].clone(), cut)
        inside[:, :, columns] = torch.maximum(inside[:, :, columns].clone() * (1.0 - cut), shown)
    return _laid(_laid(picture, paper, around), ink, inside)


def _echoed(picture: Tensor, pen: Pen, line: Line, thick: Tensor, slots: range, ink: Tensor) -> Tensor:
    """The picture with the dots that follow every note as its echoes do, three quarters of a beat apart."""
    dots = pen.nothing()
    for slot in slots:
        for later, size in ECHOES:
            radius = (size * thick * line.loudness[:, slot] + 0.5 * GONE) - 0.5 * GONE
            x = line.left[:, slot] + thick + BEAT * later
            dots = torch.maximum(dots, pen.covered(pen.disc(x, _level(line.pitch[:, slot]), radius)))
    return _laid(picture, ink, dots)


def _grown(loud: Tensor) -> Tensor:
    """How large something stands that is as loud as a share of its loudest."""
    return smooth_step((loud - HEARD) / (0.9 - HEARD))


def _blown(dials: Mapping[str, Tensor]) -> Tensor:
    """How far the tone is blown softly rather than plucked."""
    return smooth_step(0.5 + 1.2 * (dials["attack"] - 0.5))


def _some(notes: Notes, places: slice) -> Notes:
    return Notes(*(part[:, places] for part in (notes.pitch, notes.onset, notes.length, notes.loudness)))


def _settled(notes: Notes, shape: tuple[int, ...], choices: int) -> Line:
    """One note for the choices along an axis of `shape`: at their mean place, as loud as all."""
    pitch, onset, length, loud = (
        part.reshape(len(part), *shape) for part in (notes.pitch, notes.onset, notes.length, notes.loudness)
    )
    axis = choices + 1
    weight = (loud if choices else loud * loud) + 1e-9
    weight = weight / weight.sum(axis, keepdim=True)
    begin = BEGIN + BEAT * (weight * onset).sum(axis)
    total = loud.sum(axis) if choices else torch.sqrt((loud * loud).sum(axis) + 1e-12)
    end = begin + BEAT * (weight * length).sum(axis) - KEYLINE
    return Line((weight * pitch).sum(axis), begin, end, total)


def _laid(picture: Tensor, colour: Tensor, mask: Tensor) -> Tensor:
    """The picture with a colour (`n x 3`) laid over it as thick as the mask (`n x h x w`)."""
    return picture + (colour[:, :, None, None] - picture) * mask[:, None]
