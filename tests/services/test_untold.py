"""Pictures near an ideal: what tastes are about stays close, what nobody has a taste about is chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.generators import SPACES
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services import steer
from group_plgl.services.studio import Studio
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.models import ideals

from .conftest import Party

Gather = Callable[..., Party]
GUARDED = [name for name, space in SPACES.items() if not space.learned.all()]


@pytest.mark.parametrize("name", GUARDED)
def test_near_an_ideal_sensitive_genes_are_drawn_afresh(house: Studio, gather: Gather, name: str) -> None:
    party, space = gather(m=2, space=name), SPACES[name]
    for member in party.members:
        party.answer(member, 12)
    party.work()
    steer.begin_session(house, party.group, "near-ideal")
    party.deal()
    rows = ideals(house.database, party.group.group_id, 1)
    ideal = np.array(next(row.latent for row in rows if row.rule == DEFAULT_RULE))
    near = latents_of(house.database, pool_of(house.database, party.group.group_id, "near"))
    away = np.array(list(near.values())) - ideal
    assert away[:, space.learned].std() == pytest.approx(0.5, abs=0.1)
    assert (away + ideal)[:, ~space.learned].std() == pytest.approx(1.0, abs=0.25)
