"""Answers of a few members with known linear tastes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.members.answers import Answers, gather_answers

Gather = Callable[..., Answers]


@pytest.fixture
def answers() -> Gather:
    """Gathers answers of `m` members in `f` coordinates; some gave more than others."""

    def make(m: int = 4, f: int = 5, most: int = 30, seed: int = 1, loudness: float = 4.0) -> Answers:
        rng = np.random.default_rng(seed)
        taste = rng.standard_normal((m, f)) * loudness
        member = np.repeat(np.arange(m), rng.integers(most // 2, most + 1, m))
        x = rng.standard_normal((len(member), f)) / np.sqrt(f)
        chance = 1 / (1 + np.exp(-np.einsum("nf,nf->n", x, taste[member])))
        return gather_answers(member, x, rng.random(len(member)) < chance, m)

    return make
