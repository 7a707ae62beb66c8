"""Draws a score as a poster: time runs to the right, pitch upwards, every gene leaves a mark.

Home is a horizon with a disc, which stands above it in major, sinks in minor and grows with the room. The
chords are blocks of three steps, the bass is domes at the foot, the rhythm ticks at the head, and the
notes of the melody are cut out in front, the larger the louder. What is there grows; nothing fades.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import apart, oklab_from_lch, srgb_from_oklab
from group_plgl.generators.melody.forms import BEAT, BEGIN, Pen, laid
from group_plgl.generators.melody.lines import Line, Paints, Staff, blown, grown, settled, written
from group_plgl.generators.melody.score import LOUDEST_BASS, LOUDEST_CHORD, Notes, Score
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import between, hypot, smooth_step
from group_plgl.generators.torch_scene import Window

LEAN = 0.75  # of the quickest melody, across per unit of height
CHORD_LEVEL, CHORD_SEMITONE, HIGHEST_CHORD = 0.12, 0.07, -3.0
BASS_HEIGHT, BASS_SEMITONE, LOWEST_BASS = 0.25, 0.026, -29.0
BLEED = 9.0  # how far the outer blocks reach beyond the sheet
FOOT = 1.03
RINGS = 3
APART = {Role.MAIN: 0.32, Role.ACCENT: 0.32, Role.DARK: 0.34, Role.MID: 0.24, Role.LIGHT: 0.12}
RICHER = {
    Role.GROUND: 1.25,
    Role.MAIN: 1.3,
    Role.LIGHT: 1.7,
    Role.DARK: 1.1,
    Role.MID: 1.5,
    Role.ACCENT: 1.15,
}


def drawn(score: Score, dials: Mapping[str, Tensor], colours: Tensor, window: Window) -> Tensor:
    """`n x 3 x h x w` sRGB of `n` scores in `n x 6 x 3` OKLab colours."""
    paints = _paints(colours)
    pen = Pen(window, LEAN * dials["tempo"])
    staff = Staff((1.0 - grown(dials["chords"])) * (1.0 - grown(dials["bass"])))
    ground = paints["ground"][:, :, None, None].expand(-1, -1, len(pen.rows), len(pen.columns))
    picture = _home(ground, pen, staff, dials, paints)
    picture = _chords(picture, pen, score.chords, paints)
    picture = laid(picture, paints["bass"], _bass(pen, score.bass, dials))
    return written(picture, pen, staff, score, dials, paints)


def _paints(colours: Tensor) -> Paints:
    """The colours of every part by name; each voice stands off from the ground."""
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
    """An OKLab colour with more chroma, bent into what a screen can show."""
    lightness, a, b = colour.unbind(-1)
    chroma = hypot(a, b)
    strong = times * chroma + 0.05 * (times - 1.0) * torch.tanh(chroma / 0.03)
    return oklab_from_lch(lightness, strong, torch.atan2(b, a + 1e-9))


def _home(picture: Tensor, pen: Pen, staff: Staff, dials: Mapping[str, Tensor], paints: Paints) -> Tensor:
    """The horizon where home is, and the disc on it: at the end where the line is led home."""
    mode, room = dials["mode"], dials["room"]
    horizon = staff.level(between(dials["key"], -3.0, 2.5) + 3.0 * (mode - 1.0))
    radius = between(room, 0.22, 0.52)
    x = between(smooth_step(0.5 + 1.2 * (dials["ending"] - 0.5)), -0.36, 0.36)
    distance = pen.disc(x, horizon - between(mode, 0.0, 0.94) * radius, radius)
    for ring in range(RINGS, 0, -1):
        wider = (0.2 * ring * room**2).float()[:, None, None]
        picture = laid(picture, paints["field" if ring % 2 else "ground"], pen.covered(distance - wider))
    picture = laid(picture, paints["disc"], pen.covered(distance))
    below = pen.covered(horizon.float()[:, None, None] - pen.rows).expand_as(distance)
    return laid(picture, paints["field"], below)


def _chords(picture: Tensor, pen: Pen, chords: Notes, paints: Paints) -> Tensor:
    """Four blocks of three steps each: as high as the tones, the later ones set back."""
    line = settled(chords, (4, 4, 3), 1, 1)
    highest = CHORD_LEVEL - CHORD_SEMITONE * (line.pitch - HIGHEST_CHORD)
    tops = torch.lerp(torch.full_like(highest, FOOT), highest, grown(line.loudness / LOUDEST_CHORD))
    for voice, name in ((2, "high"), (1, "middle"), (0, "low")):
        mask = pen.nothing()
        for half in range(4):
            left = line.left[:, half, voice] - BLEED * (half == 0)
            right = torch.full_like(left, BEGIN + 2.0 * BEAT * (half + 1) + BLEED * (half == 3))
            mask = torch.maximum(mask, pen.block(left, right, tops[:, half, voice]))
        picture = laid(picture, paints[name], mask)
    return picture


def _bass(pen: Pen, bass: Notes, dials: Mapping[str, Tensor]) -> Tensor:
    """Domes at the foot, plucked ones steep where they begin; the higher the tone the higher."""
    crest = between(blown(dials), 0.06, 0.5)
    walking, last = (
        settled(_some(bass, places), shape, 1, 1)
        for places, shape in ((slice(0, 24), (3, 4, 2)), (slice(24, 28), (1, 4, 1)))
    )
    steps = [walking.at(half, step) for half in range(3) for step in range(2)] + [last.at(0, 0)]
    mask = pen.nothing()
    for step in steps:
        mask = torch.maximum(mask, _dome(pen, step, crest))
    return mask


def _dome(pen: Pen, step: Line, crest: Tensor) -> Tensor:
    height = BASS_HEIGHT + BASS_SEMITONE * (step.pitch - LOWEST_BASS)
    return pen.dome(step.left, step.right, height * grown(step.loudness / LOUDEST_BASS), crest)


def _some(notes: Notes, places: slice) -> Notes:
    return Notes(*(part[:, places] for part in (notes.pitch, notes.onset, notes.length, notes.loudness)))
