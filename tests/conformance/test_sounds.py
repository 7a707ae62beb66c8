"""What every space that sounds must hold: the laws of pictures, for what one hears."""

from __future__ import annotations

import io
import os
import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from group_plgl.errors import BadInput, BadShape
from group_plgl.generators import SPACES, open_generator
from group_plgl.generators.base import Generator, Sounding
from group_plgl.generators.hearing import LISTENING_RATE, sound_features
from group_plgl.generators.sounding_scene import SoundingScene
from group_plgl.generators.visibility import HEARD_SHARE, features
from group_plgl.generators.waves import wav_bytes
from group_plgl.services.play import RATE

GOLDEN = Path(__file__).parent.parent / "golden"
ACCEPTING = os.environ.get("ACCEPT_GOLDEN") == "1"
LARGEST_STEP = 0.11
SOUNDING = sorted(name for name, space in SPACES.items() if space.sounds)
every_sound = pytest.mark.parametrize("name", SOUNDING)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@cache
def scene(name: str) -> SoundingScene:
    generator = open_generator(name)
    assert isinstance(generator, SoundingScene)
    return generator


def latents(name: str, n: int, seed: int = 1) -> np.ndarray:
    return SPACES[name].sample(n, np.random.default_rng(seed))


def heard(name: str, z: np.ndarray) -> torch.Tensor:
    return sound_features(torch.tensor(scene(name).sound(z, LISTENING_RATE)))


def seen(name: str, z: np.ndarray) -> torch.Tensor:
    return features(torch.tensor(scene(name).decode(z, 64)).permute(0, 3, 1, 2))


def test_a_space_sounds_exactly_when_its_media_type_says_so():
    assert SOUNDING
    for name, space in SPACES.items():
        generator = open_generator(name)
        assert isinstance(generator, Generator)
        assert isinstance(generator, Sounding) == (space.media_type == "audio")


@every_sound
def test_a_sound_lasts_a_few_seconds_and_stays_within_full_scale(name: str):
    sounds = scene(name).sound(latents(name, 24), RATE)
    assert sounds.dtype == np.float32 and 3.0 <= sounds.shape[1] / RATE <= 8.0
    peaks = np.abs(sounds).max(1)
    assert peaks.max() < 1.0 and peaks.min() > 0.1


@every_sound
def test_no_latents_make_no_sound(name: str):
    none = scene(name).sound(np.zeros((0, SPACES[name].latent_dim)), RATE)
    assert none.shape == (0, scene(name).sound(latents(name, 1), RATE).shape[1])


@every_sound
def test_far_latents_still_sound(name: str):
    d = SPACES[name].latent_dim
    signs = np.sign(np.random.default_rng(3).standard_normal((6, d)))
    far = np.vstack(
        [6.0 * signs, np.zeros((1, d)), np.full((1, d), 6.0), np.full((1, d), -6.0), 1e3 * signs[:1]]
    )
    sounds = scene(name).sound(far, 8000)
    assert np.isfinite(sounds).all() and np.abs(sounds).max() < 1.0


@every_sound
@pytest.mark.parametrize("rate", [7999, 48001])
def test_rates_out_of_range_are_refused(name: str, rate: int):
    with pytest.raises(BadInput):
        scene(name).sound(latents(name, 1), rate)


@every_sound
def test_latents_of_the_wrong_form_are_refused(name: str):
    with pytest.raises(BadShape):
        scene(name).sound(latents(name, 1)[:, :-1], RATE)


@every_sound
def test_the_same_latent_sounds_the_same_alone_and_in_company(name: str):
    z = latents(name, 4)
    together = scene(name).sound(z, RATE)
    alone = open_generator(name)
    assert isinstance(alone, Sounding)
    assert wav_bytes(together[2], RATE) == wav_bytes(alone.sound(z[2:3], RATE)[0], RATE)


@every_sound
def test_a_sound_at_twice_the_rate_is_the_same_sound(name: str):
    z = latents(name, 4, seed=8)
    low, high = scene(name).sound(z, 22050), scene(name).sound(z, 44100)
    spectrum = np.fft.rfft(high, axis=1)[:, : low.shape[1] // 2 + 1] / 2.0
    decimated = np.fft.irfft(spectrum, low.shape[1], axis=1)
    apart = np.sqrt(((decimated - low) ** 2).mean(1)) / low.std(1)
    assert apart.max() < 1e-3


@every_sound
def test_a_small_step_in_the_latent_is_a_small_step_in_the_sound(name: str):
    z = latents(name, 40, seed=5)
    direction = np.random.default_rng(6).standard_normal(z.shape)
    direction *= 0.1 / np.linalg.norm(direction, axis=1, keepdims=True)
    before, after = heard(name, z), heard(name, z + direction)
    apart = (before[:20] - before[20:]).norm(dim=1).mean()
    assert (after - before).norm(dim=1).mean() / apart <= LARGEST_STEP


def changes(noticed: Callable[[str, np.ndarray], torch.Tensor], name: str, n: int, step: float) -> np.ndarray:
    """`genes x n`: how far what is noticed moves when one gene does."""
    z = latents(name, n, seed=9)
    before = noticed(name, z)
    moved = []
    for gene in range(z.shape[1]):
        other = z.copy()
        other[:, gene] += step
        moved.append((noticed(name, other) - before).norm(dim=1).numpy())
    return np.array(moved)


@every_sound
def test_no_gene_rules_what_is_heard_and_seen_and_every_gene_shows(name: str):
    shares = {}
    for step, n, power in ((0.1, 8, 2), (1.5, 4, 1)):
        ears, eyes = changes(heard, name, n, step), changes(seen, name, 4 * n, step)
        each = [(moved**power).mean(1) for moved in (ears, eyes)]
        shares[step] = HEARD_SHARE * each[0] / each[0].sum() + (1.0 - HEARD_SHARE) * each[1] / each[1].sum()
    names = [gene.name for gene in SPACES[name].genes]
    assert shares[0.1].max() <= 0.25, names[int(shares[0.1].argmax())]
    assert shares[1.5].min() >= 0.0008, names[int(shares[1.5].argmin())]


@every_sound
def test_colours_make_no_sound(name: str):
    z = latents(name, 2)
    recoloured = z.copy()
    recoloured[:, :8] = latents(name, 2, seed=77)[:, :8]
    assert np.array_equal(scene(name).sound(z, 8000), scene(name).sound(recoloured, 8000))


@every_sound
def test_sounds_are_about_equally_loud(name: str):
    sounds = scene(name).sound(latents(name, 40, seed=9), RATE)
    tenth = RATE // 10
    frames = sounds[:, : sounds.shape[1] // tenth * tenth].reshape(len(sounds), -1, tenth)
    loudest = np.sort((frames**2).mean(2), 1)[:, -20:].mean(1)
    decibels = 10.0 * np.log10(loudest)
    assert np.ptp(np.percentile(decibels, [5, 95])) < 4.5


@every_sound
def test_sounds_have_no_offset_and_no_click(name: str):
    sounds = scene(name).sound(latents(name, 12, seed=4), 44100)
    assert np.abs(sounds.mean(1)).max() < 1e-3
    assert np.abs(sounds[:, [0, -1]]).max() < 1e-3
    # The sharpest bend of a wave whose highest partial lies at 11 kHz, with room to spare.
    assert np.abs(np.diff(sounds, n=2, axis=1)).max() < 0.5


@every_sound
def test_the_sound_can_be_differentiated(name: str):
    z = torch.tensor(latents(name, 1, seed=30), device=scene(name).device, requires_grad=True)
    scene(name).play(scene(name).dials(z), 8000).square().sum().backward()
    assert z.grad is not None and torch.isfinite(z.grad).all()
    assert (z.grad.abs() > 0).sum() >= 8


@every_sound
@pytest.mark.parametrize("place", range(2))
def test_sounds_are_those_that_were_once_accepted(name: str, place: int):
    z = latents(name, 2, seed=2026)[place : place + 1]
    played = wav_bytes(scene(name).sound(z, 8000)[0], 8000)
    accepted = GOLDEN / f"{name}-{place}.wav"
    if ACCEPTING:
        accepted.write_bytes(played)
    same = accepted.exists() and np.abs(samples_of(accepted.read_bytes()) - samples_of(played)).mean() < 16
    if not same:
        accepted.with_suffix(".wav.new").write_bytes(played)
    assert same, f"{accepted.name} differs; see the .new beside it, accept by ACCEPT_GOLDEN=1"


def samples_of(encoded: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(encoded)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)


def test_a_melody_stays_on_the_five_tones_of_its_key():
    from group_plgl.generators.melody.score import FIVE, score

    melody = scene("melody")
    dials = melody.dials(torch.tensor(latents("melody", 200, seed=3), device=melody.device))
    notes = score(dials).melody
    key = (notes.pitch - notes.pitch[:, :1]).remainder(12.0)
    sounding = notes.loudness > 1e-3
    steps = {round((high - low) % 12.0, 6) for low in FIVE for high in FIVE}
    assert all(round(float(step), 6) % 12.0 in steps for step in key[sounding].unique())


def test_every_melody_has_a_first_and_a_last_note_and_mostly_several_between():
    from group_plgl.generators.melody.score import CADENCE, SLOTS, score

    melody = scene("melody")
    dials = melody.dials(torch.tensor(latents("melody", 200, seed=3), device=melody.device))
    loud = score(dials).melody.loudness
    slots = torch.maximum(loud[:, :SLOTS], loud[:, SLOTS:])
    assert (slots[:, [0, CADENCE]] > 0.2).all()
    assert ((slots > 0.1).sum(1) >= 4).double().mean() > 0.97


def test_a_higher_tone_is_drawn_higher_and_none_leaves_the_sheet():
    from group_plgl.generators.melody.lines import Staff

    staff = Staff(torch.tensor([0.0, 0.4, 1.0]))
    tones = [staff.level(torch.full((3,), pitch)) for pitch in range(-20, 36)]
    levels = torch.stack(tones)
    assert (levels.diff(dim=0) < 0.0).all() and levels.abs().max() < 0.9


@pytest.mark.parametrize("size", [16, 50, 128])
@pytest.mark.parametrize("name", ["echo", "second voice", "chords", "bass"])
def test_what_is_not_heard_leaves_no_trace_in_the_score(name: str, size: int):
    from group_plgl.generators.palette import palette
    from group_plgl.generators.torch_scene import Window

    melody = scene("melody")
    z = torch.tensor(latents("melody", 3, seed=5), device=melody.device)
    dials, whole = melody.dials(z), Window(size, 0, size)
    none, hardly = (
        melody.paint(palette(z[:, :8]), {**dials, name: torch.full_like(dials[name], share)}, whole)
        for share in (0.0, 0.04)
    )
    assert torch.equal(none, hardly)


def test_where_two_tones_meet_one_form_stands_between_as_loud_as_both():
    from group_plgl.generators.melody.lines import settled
    from group_plgl.generators.melody.score import Notes

    both = torch.tensor([[0.6, 0.8]], dtype=torch.float64)
    notes = Notes(torch.tensor([[0.0, 4.0]]), torch.ones(1, 2), torch.full((1, 2), 0.5), both)
    line = settled(notes, (2, 1), 0, 2)
    assert line.loudness.item() == pytest.approx(1.0) and line.pitch.item() == pytest.approx(4.0 * 0.64)
