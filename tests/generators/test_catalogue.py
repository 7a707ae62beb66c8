"""Own pictures as a space: what can be seen in them becomes coordinates in which tastes are learned."""

from __future__ import annotations

import io
from dataclasses import fields

import numpy as np
import pytest
from PIL import Image, ImageDraw

from group_plgl.analytics.words import VISIBLE_SCALES
from group_plgl.errors import BadInput, BadShape, NotFound
from group_plgl.generators.base import Generator
from group_plgl.generators.catalogue.features import BALANCED, WAYS, Way, measured, way_named, weighed
from group_plgl.generators.catalogue.sameness import same_as, sketch_of
from group_plgl.generators.catalogue.space import (
    MOST_AXES,
    MOST_AXES_OF_MANY,
    Catalogue,
    catalogue_space,
    whiten,
)
from group_plgl.generators.catalogue.traits import traits_of, words_of
from group_plgl.members.answers import gather_answers
from group_plgl.members.features import apart_in
from group_plgl.members.priors import believed, choose_belief
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.perception.oklab import oklab_of
from group_plgl.settings import Settings

from ..brought import encoded, scene

KEY = "catalogue-0123456789abcdef@1"


def told_apart(shown: list[np.ndarray]) -> np.ndarray:
    """`n x p` visible features of pictures, weighed over them."""
    return weighed(np.array([measured(one) for one in shown]))


def pictures(n: int, seed: int = 0) -> tuple[list[np.ndarray], np.ndarray]:
    made = [scene(1000 * seed + place) for place in range(n)]
    looks = np.array([look for _, look in made])
    return [np.asarray(picture) for picture, _ in made], (looks - looks.mean(0)) / looks.std(0)


def opened(n: int, seed: int = 0) -> tuple[Catalogue, np.ndarray]:
    shown, looks = pictures(n, seed)
    z, shares, _ = whiten(told_apart(shown), BALANCED.apart)
    return Catalogue(catalogue_space(KEY, len(shares)), z, shares), looks


def test_latents_are_white_and_shares_sum_to_one() -> None:
    catalogue, _ = opened(40)
    z = catalogue.candidates
    assert z.shape == (40, 39)
    assert np.abs(z.mean(axis=0)).max() < 1e-6
    assert np.abs(z.T @ z / 40 - np.eye(39)).max() < 1e-5
    assert catalogue.shares.sum() == pytest.approx(1.0)
    assert catalogue.shares[0] == catalogue.shares[1] and apart_in(catalogue.shares) == 2
    assert (np.diff(catalogue.shares[2:]) <= 1e-12).all()
    assert (z == z.astype(np.float32)).all()


def test_coordinates_have_a_total_variance_of_one_over_the_catalogue() -> None:
    catalogue, _ = opened(30)
    x = catalogue.coordinates(catalogue.candidates)
    assert x.var(axis=0).sum() == pytest.approx(1.0, abs=1e-5)
    assert x.var(axis=0) == pytest.approx(catalogue.shares, abs=1e-6)


def test_in_a_small_catalogue_a_part_of_the_kernel_is_each_picture_for_itself() -> None:
    catalogue, _ = opened(8)
    x = catalogue.coordinates(catalogue.candidates)
    kernel = x @ x.T
    own = 8 * (np.eye(8) - 1 / 8)
    seen = kernel - 0.3 / 7 * own
    assert np.linalg.eigvalsh(seen).min() > -1e-6


def test_many_pictures_have_no_more_axes_than_can_be_learned() -> None:
    rng = np.random.default_rng(1)
    z, shares, _ = whiten(rng.standard_normal((300, 400)))
    assert z.shape == (300, MOST_AXES)
    assert len(shares) == MOST_AXES


def test_pictures_that_look_the_same_have_fewer_axes_and_none_make_no_space() -> None:
    features = np.repeat(np.random.default_rng(2).standard_normal((4, 20)), 3, axis=0)
    assert whiten(features)[0].shape == (12, 3)
    for alike in (np.ones((5, 7)), np.ones((1, 7))):
        with pytest.raises(BadShape, match="two pictures that differ"):
            whiten(alike)


def test_the_pullback_is_the_slope_of_the_coordinates() -> None:
    catalogue, _ = opened(12)
    rng = np.random.default_rng(3)
    z, v = rng.standard_normal((2, 4, 11))
    steps = 1e-6 * np.eye(11)
    changes = [catalogue.coordinates(z + step) - catalogue.coordinates(z - step) for step in steps]
    numeric = np.stack([(change * v).sum(1) / 2e-6 for change in changes], axis=1)
    assert catalogue.traced(z)[1](v) == pytest.approx(numeric, abs=1e-7)


def test_a_catalogue_is_opened_like_a_generator_but_draws_nothing() -> None:
    catalogue, _ = opened(7)
    assert isinstance(catalogue, Generator)
    assert catalogue.coordinate_names == tuple(f"look {axis}" for axis in range(1, 7))
    with pytest.raises(BadInput, match="not drawn"):
        catalogue.decode(catalogue.candidates, 64)
    with pytest.raises(BadShape, match="3 axes"):
        Catalogue(catalogue_space(KEY, 3), catalogue.candidates, catalogue.shares)


def test_every_picture_is_nearest_to_itself() -> None:
    catalogue, _ = opened(25)
    assert catalogue.nearest(catalogue.candidates) == list(range(25))
    assert catalogue.nearest(catalogue.candidates[[4, 9]] + 0.05) == [4, 9]


def test_pictures_of_any_shape_are_measured_and_like_ones_are_near() -> None:
    rng = np.random.default_rng(4)
    red = [
        Image.new("RGB", size, (200, 40 + int(rng.integers(20)), 40))
        for size in ((300, 90), (90, 300), (200, 200))
    ]
    blue = [
        Image.new("RGB", size, (40, 40 + int(rng.integers(20)), 200))
        for size in ((300, 90), (90, 300), (200, 200))
    ]
    features = told_apart([np.asarray(one) for one in (*red, *blue)])
    apart = np.linalg.norm(features[:, None] - features[None], axis=2)
    assert apart[0, 1:3].max() < apart[0, 3:].min()
    assert np.isfinite(features).all()


@pytest.mark.parametrize("n", [24, 60])
def test_tastes_for_what_can_be_seen_are_foretold_on_pictures_never_shown(n: int) -> None:
    shares = [foretold(n, seed) for seed in range(6)]
    assert np.mean(shares) > 0.66
    assert min(shares) > 0.55


def foretold(n: int, seed: int) -> float:
    """The share of held-out pairs that four members' tastes, learned from 18 picks of four, order rightly."""
    catalogue, looks = opened(n, seed)
    x = catalogue.coordinates(catalogue.candidates)
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    shown, held = order[: int(0.7 * n)], order[int(0.7 * n) :]
    right = []
    for _ in range(4):
        liking = looks @ (rng.standard_normal(looks.shape[1]) * [1.0, 1.0, 0.7, 0.5, 0.5])
        liking = (liking - liking.mean()) / liking.std()
        rows, answer = [], []
        for turn in range(18):
            four = rng.choice(shown, 4, replace=False)
            best = four[np.argmax(liking[four] + 0.45 * rng.gumbel(size=4))]
            rows += [x[best] - x[other] for other in four if other != best]
            answer += [turn] * 3
        taste = learned(np.array(rows), np.array(answer), rng)
        guess = x @ taste
        a, b = (held[side] for side in np.triu_indices(len(held), 1))
        right.append(float(((guess[a] - guess[b]) * (liking[a] - liking[b]) > 0).mean()))
    return float(np.mean(right))


def learned(rows: np.ndarray, answer: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    sign = rng.choice([-1.0, 1.0], len(rows))
    member = np.zeros(len(rows), dtype=np.int64)
    paired = np.ones(len(rows), dtype=bool)
    batch = gather_answers(
        member, rows * sign[:, None], (sign + 1) / 2, 1, paired=paired, answer=answer, source=answer
    )
    belief = choose_belief(batch, rows.shape[1], np.array([0]))
    return believed(belief, batch, rows.shape[1])[1].mean[0, :-1]


def saved_again(picture: Image.Image, quality: int, share: float = 1.0) -> np.ndarray:
    smaller = picture.resize(
        (round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS
    )
    return np.asarray(Image.open(io.BytesIO(encoded(smaller, quality=quality))).convert("RGB"))


def photographed(seed: int) -> Image.Image:
    """A smooth scene with the grain of a camera, as large as what is kept."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(40, 215, (6, 8, 3), dtype=np.uint8))
    soft = np.asarray(small.resize((1600, 1200), Image.Resampling.BICUBIC)).astype(float)
    return Image.fromarray((soft + rng.normal(0, 6, soft.shape)).clip(0, 255).astype(np.uint8))


def test_a_picture_saved_again_or_smaller_is_the_same() -> None:
    for seed in range(3):
        picture = photographed(seed)
        known = sketch_of(np.asarray(picture))
        for again in (
            saved_again(picture, 60),
            saved_again(picture, 85, 0.5),
            saved_again(picture, 90, 0.25),
        ):
            assert same_as(sketch_of(again), again.shape[1] / again.shape[0], [known], [4 / 3]) == 0


def test_candidates_that_differ_in_one_small_place_are_two() -> None:
    picture = photographed(1)
    known = sketch_of(np.asarray(picture))
    ImageDraw.Draw(picture).ellipse((700, 500, 760, 560), fill=(250, 250, 250))
    assert same_as(sketch_of(np.asarray(picture)), 4 / 3, [known], [4 / 3]) is None


def test_the_same_colours_in_another_shape_are_another_picture() -> None:
    wide, high = (sketch_of(np.full((*shape, 3), 90, np.uint8)) for shape in ((60, 200), (200, 60)))
    assert same_as(wide, 200 / 60, [high], [60 / 200]) is None


def test_words_say_what_is_plain_to_see() -> None:
    night = np.asarray(Image.new("RGB", (400, 200), (10, 14, 40)))
    snow = np.asarray(Image.new("RGB", (200, 400), (240, 240, 240)))
    fire = np.asarray(Image.new("RGB", (200, 200), (230, 120, 30)))
    assert words_of(traits_of(night).tolist(), 400, 200) == ["dark", "cool", "calm", "landscape"]
    assert words_of(traits_of(snow).tolist(), 200, 400) == ["light", "calm", "in black and white", "portrait"]
    assert words_of(traits_of(fire).tolist(), 200, 200) == ["warm", "colourful", "calm", "square"]


def test_a_crowded_picture_is_busier_than_an_empty_one() -> None:
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 255, (300, 300, 3), dtype=np.uint8)
    assert traits_of(noise)[3] > traits_of(np.full((300, 300, 3), 128, np.uint8))[3]


def test_traits_are_the_scales_that_tastes_are_told_by() -> None:
    told = [(scale.name, scale.low, scale.high) for scale in VISIBLE_SCALES]
    assert told == [(one.name, one.low, one.high) for one in ATTRIBUTES.values()]
    assert [name for name, _, _ in told[:4]] == ["lightness", "warmth", "colourfulness", "busyness"]
    assert len(traits_of(np.full((40, 60, 3), 90, np.uint8))) == len(told)


def test_colours_in_oklab_are_the_ones_of_its_author() -> None:
    red, white, black = oklab_of(np.array([[255, 0, 0], [255, 255, 255], [0, 0, 0]], np.uint8))
    assert red == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)
    assert white == pytest.approx([1.0, 0.0, 0.0], abs=1e-4)
    assert black == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


def test_thousands_of_pictures_have_fewer_axes_and_those_of_the_whole_decomposition() -> None:
    rng = np.random.default_rng(3)
    features = rng.standard_normal((900, 120)) * np.linspace(3.0, 0.1, 120)
    z, shares, _ = whiten(features)
    assert z.shape == (900, MOST_AXES_OF_MANY)
    assert np.abs(z.T @ z / 900 - np.eye(MOST_AXES_OF_MANY)).max() < 1e-5
    left, size, _ = np.linalg.svd(features - features.mean(axis=0), full_matrices=False)
    turned = np.abs(left[:, :MOST_AXES_OF_MANY].T @ z) / np.sqrt(900)
    assert np.diag(turned).min() > 1 - 1e-6
    seen = size[:MOST_AXES_OF_MANY] ** 2
    assert shares == pytest.approx(0.7 * seen / seen.sum() + 0.3 / MOST_AXES_OF_MANY)


def test_some_features_have_axes_of_their_own_and_the_others_say_what_is_left() -> None:
    rng = np.random.default_rng(6)
    few = rng.standard_normal((200, 9)) * np.linspace(1.0, 0.3, 9)
    features = np.hstack([few, rng.standard_normal((200, 40)) + 3.0 * few[:, :1]])
    z, shares, turn = whiten(features, 9)
    assert apart_in(shares) == 6 and np.abs(z.T @ z / 200 - np.eye(49)).max() < 1e-5
    assert np.abs((features - features.mean(axis=0)) @ turn - z).max() < 1e-5
    assert (turn[9:, :6] == 0.0).all()
    assert apart_in(whiten(features[:30], 9)[1]) == 0


def test_pictures_kept_as_short_numbers_are_weighed_as_when_measured() -> None:
    shown, _ = pictures(9)
    rows = np.array([measured(one) for one in shown]).astype(np.float32)
    assert weighed(rows.astype(np.float64)) == pytest.approx(told_apart(shown), abs=1e-5)
    with pytest.raises(BadShape, match="measured rows"):
        weighed(rows[:, 1:])


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_every_way_of_measuring_gives_what_it_says_and_is_taken_for_no_other(way: Way) -> None:
    assert tuple(WAYS) == settings_among("features") and way_named(way.name) is way
    rows = np.array([measured(one, way) for one in pictures(6)[0]])
    assert rows.shape == (6, sum(way.sizes)) and np.isfinite(rows).all()
    assert [len(measure(np.zeros((1, 64, 64, 3)))[0]) for measure, *_ in way.blocks] == [
        size for _, size, _ in way.blocks
    ]
    loud = (weighed(rows, way=way) ** 2).mean(axis=0).sum()
    assert loud == pytest.approx(sum(weight for *_, weight in way.blocks))
    for other in WAYS.values():
        if other is not way:
            with pytest.raises(BadShape, match="measured rows"):
                weighed(rows, way=other)


def test_an_unknown_way_of_measuring_is_told_those_known() -> None:
    with pytest.raises(NotFound, match="'slow'") as problem:
        way_named("slow")
    assert "fast, balanced, best" in problem.value.advice


def settings_among(name: str) -> tuple[str, ...]:
    return next(field.metadata["among"] for field in fields(Settings) if field.name == name)
