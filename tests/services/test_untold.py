"""Pictures near an ideal: what tastes are about stays close, what nobody has a taste about is chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.generators import SPACES
from group_plgl.services import steer
from group_plgl.services.studio import Studio
from group_plgl.store.images import latents_of, pool_of

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
    near = latents_of(house.database, pool_of(house.database, party.group.group_id, "near"))
    z = np.array(list(near.values()))
    assert (np.linalg.norm(z[:, space.learned], axis=1) <= 0.5 * space.typical_radius + 1e-3).all()
    assert z[:, ~space.learned].std() == pytest.approx(1.0, abs=0.25)
