"""Made-up members of whom a little is known, and pools they may be asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.queries.query import Query

Ask = Callable[..., Query]


@pytest.fixture
def some_query() -> Ask:
    """A query over `n` pictures with `f` features, of a member who has given a few answers."""

    def make(n: int = 40, f: int = 5, seed: int = 1, **words: Any) -> Query:
        rng = np.random.default_rng(seed)
        rows = np.hstack([rng.standard_normal((n, f)) / np.sqrt(f), np.ones((n, 1))])
        seen = rng.standard_normal((6, f + 1))
        told = {
            "mean": 2.0 * rng.standard_normal(f + 1),
            "covariance": np.linalg.inv(seen.T @ seen / 4.0 + np.eye(f + 1) / 6.0),
            "aims": rng.standard_normal((7, f + 1)),
        }
        return Query(**({"rows": rows, "times": np.zeros(n, dtype=np.int64)} | told | words))

    return make
