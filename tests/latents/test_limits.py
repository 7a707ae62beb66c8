"""Limits: a box that everything stays in to the last digit, and a latent space within it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.errors import BadInput, NotFound
from group_plgl.latents import Gene, Limits, Space, latent_hash
from group_plgl.latents.limits import FREE
from group_plgl.latents.locks import ends_from, ends_of, limited, locked_genes, percent_of
from group_plgl.latents.words import picture_words

GENES = tuple(Gene(name, f"no {name}", f"much {name}", "all") for name in "abcdefgh")
SPACE = Space("toy", 1, "Toys", "Toys.", "Ours.", GENES, telling=("a", "b", "c"))
HELD = limited(SPACE, {"a": (2.0, 2.0), "b": (0.5, 1.5), "c": (None, -0.25), "d": (0.1, 0.1)})
ends = st.tuples(st.floats(-3, 2), st.floats(0, 2)).map(lambda both: (both[0], both[0] + both[1]))


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_thousand_of_a_thousand_samples_obey_as_they_are_stored():
    for psi in (0.5, 1.0, 1.6):
        z = HELD.sample(1000, rng(), psi)
        assert HELD.limits.obeys(z).sum() == 1000
        assert HELD.limits.obeys(z.astype(np.float32).astype(np.float64)).sum() == 1000


def test_a_locked_gene_stands_still():
    assert np.ptp(HELD.sample(100, rng())[:, 0]) == 0.0
    assert locked_genes(HELD) == {"a", "d"}


def test_free_genes_keep_their_draw_so_a_lock_changes_only_what_it_locks():
    free, held = SPACE.sample(50, rng()), HELD.sample(50, rng())
    assert np.array_equal(free[:, 4:], held[:, 4:])
    assert not np.array_equal(free[:, :4], held[:, :4])


def test_the_prior_within_ends_is_the_truncated_normal():
    b = HELD.sample(40_000, rng())[:, 1]
    grid = np.linspace(0.5, 1.5, 4001)
    weight = np.exp(-0.5 * grid**2)
    mean = (weight * grid).sum() / weight.sum()
    sd = np.sqrt((weight * (grid - mean) ** 2).sum() / weight.sum())
    assert b.mean() == pytest.approx(mean, abs=4 * sd / 200)
    assert b.std() == pytest.approx(sd, rel=0.02)


def test_everything_that_is_stored_is_confined_and_again_changes_nothing():
    z = HELD.canonical(5.0 * rng().standard_normal((200, 8)))
    assert HELD.limits.obeys(z).all()
    assert np.array_equal(HELD.canonical(z), z)
    assert latent_hash(HELD, z[:1]) == latent_hash(SPACE, z[:1])


def test_without_limits_nothing_changes():
    z = rng().standard_normal((5, 8))
    assert FREE.confine(z) is z and FREE.obeys(z).all() and not FREE and limited(SPACE, {}) is SPACE
    size = np.linalg.norm(z, axis=1, keepdims=True)
    assert np.allclose(FREE.nearest(z, 1.0), z * np.minimum(1.0, 1.0 / size))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefg"), ends, max_size=4), st.floats(0.2, 4.0), st.integers(0, 99))
def test_the_nearest_point_of_box_and_ball_is_in_both_and_nearer_than_others(asked, radius, seed):
    limits = limited(SPACE, asked).limits
    far = 3.0 * rng(seed).standard_normal((4, 8))
    near = limits.nearest(far, radius)
    assert limits.obeys(near).all()
    assert np.linalg.norm(near - limits.centre, axis=1).max() <= radius * (1 + 1e-9)
    assert np.allclose(limits.nearest(near, radius), near)
    for step in 0.2 * rng(seed + 1).standard_normal((8, 4, 8)):
        other = limits.nearest(near + step, radius)
        closest = np.linalg.norm(near - far, axis=1)
        assert (np.linalg.norm(other - far, axis=1) >= closest - 1e-7).all()


def test_the_typical_set_is_that_of_the_genes_that_can_be_turned():
    assert HELD.typical_radius == pytest.approx(np.sqrt(6))
    assert np.array_equal(HELD.limits.centre[:4], np.float32([2.0, 0.5, -0.25, 0.1]))


def test_limits_are_told_as_they_were_asked():
    assert ends_of(HELD) == {
        "a": (2.0, 2.0), "b": (0.5, 1.5), "c": (None, -0.25), "d": (float(np.float32(0.1)),) * 2,
    }  # fmt: skip
    assert limited(SPACE, ends_of(HELD)) == HELD and ends_of(SPACE) == {}


def test_what_is_the_same_in_every_picture_is_not_described():
    z = np.array([2.0, 1.0, -0.3, 0.1, 0, 0, 0, 0])
    assert picture_words(SPACE, z) == ["much a", "much b"]
    assert picture_words(HELD, z) == ["much b", "no c"]


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"aa": (0, 1)}, NotFound, "no gene named 'aa'"),
        ({"a": (1.0, 0.5)}, BadInput, "wrong way round"),
        ({"a": (0.0, 9.0)}, BadInput, "two numbers"),
        ({"a": (0.0,)}, BadInput, "two numbers"),
        ({"a": (float("nan"), 1.0)}, BadInput, "two numbers"),
        (dict.fromkeys("abcde", (0.0, 0.0)), BadInput, "only 3 of 8"),
    ],
)
def test_limits_that_make_no_sense_are_refused(asked, error, words):
    with pytest.raises(error, match=words):
        limited(SPACE, asked)


def test_a_misspelled_gene_is_told_the_nearest():
    wide = Space("toy", 1, "Toys", "Toys.", "Ours.", (*GENES, Gene("belly width", "slim", "wide", "all")))
    with pytest.raises(NotFound) as refused:
        limited(wide, {"bely width": (0, 1)})
    assert "belly width" in refused.value.advice


def test_a_sensitive_gene_cannot_be_locked():
    skin = Space("faces", 1, "F", "F.", "Ours.", (*GENES, Gene("skin", "one", "other", "face", True)))
    with pytest.raises(BadInput, match="everybody"):
        limited(skin, {"skin": (0.0, 0.0)})


@pytest.mark.parametrize("both", [(0, 100), (0, 40), (60, 100), (20, 80), (0, 0), (100, 100), (55, 55)])
def test_percentages_come_back_as_they_were_said(both):
    assert percent_of(ends_from(*both)) == both


@pytest.mark.parametrize("both", [(-1, 50), (0, 101), (60, 40), (float("nan"), 50)])
def test_numbers_that_are_no_percentages_are_refused(both):
    with pytest.raises(BadInput):
        ends_from(*both)


def test_limits_of_no_space_at_all_are_plain_data():
    assert Limits((0.0,), (1.0,)) == Limits((0.0,), (1.0,))
    assert hash(Limits((0.0,), (1.0,))) == hash(Limits((0.0,), (1.0,)))
