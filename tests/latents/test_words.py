"""Pictures in words: the genes that are turned farthest speak, and sensitive ones never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.generators import SPACES
from group_plgl.latents.space import Gene, Space
from group_plgl.latents.words import FEWEST, MOST, picture_words

FACE = Space(
    name="face", version=1, title="Faces", help="", source="",
    genes=(Gene("hair", "short", "long", "hair"), Gene("age", "young", "old", "skin", sensitive=True),
           Gene("light", "dark", "light", "light"), Gene("smile", "grave", "smiling", "mouth")),
    telling=("hair", "age", "light", "smile"),
)  # fmt: skip


def test_the_farthest_turned_genes_speak_first_in_the_word_of_their_side() -> None:
    assert picture_words(FACE, np.array([-1.0, 0.0, 2.0, 0.1])) == ["light", "short"]


def test_sensitive_genes_never_speak_however_far_they_are_turned() -> None:
    z = np.array([0.2, 4.0, -0.3, 0.1])
    assert picture_words(FACE, z) == ["dark", "long"]
    assert "old" in picture_words(
        replace(FACE, genes=tuple(replace(g, sensitive=False) for g in FACE.genes)), z
    )


@pytest.mark.parametrize("name", SPACES)
def test_every_space_tells_between_two_and_four_words(name: str) -> None:
    space = SPACES[name]
    assert set(space.telling) <= {gene.name for gene in space.genes}
    for z in space.sample(50, np.random.default_rng(5)):
        words = picture_words(space, z)
        assert FEWEST <= len(words) <= MOST and len(set(words)) == len(words)
