"""The bench of the proxy score: its peers are who they say, and examples are what members said."""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks import proxy
from group_plgl.benchmarks.proxy import FITTED, KS, OURS, Effort, difference, nearest, told_by
from group_plgl.benchmarks.tastes import Cell, gathered


def test_peers_do_what_their_names_say() -> None:
    examples, liked = np.array([[0.0, 1.0], [4.0, 0.0]]), np.array([True, False])
    x = np.array([[0.0, 0.0], [4.0, 1.0]])
    assert nearest(examples, liked, x).tolist() == [3.0, -3.0]
    assert difference(examples, liked, x).tolist() == [0.0, -15.0]


def test_examples_are_said_by_the_member_and_of_both_sides() -> None:
    rng = np.random.default_rng(3)
    members = gathered(rng.standard_normal((60, 15)), 2, Cell(0.0, 1, 1.0), rng)
    at = told_by(members, 1, np.arange(60), 4, rng)
    assert at is not None and len(set(at)) == 8
    assert (members.utility[1, at[:4]] > 0).all() and (members.utility[1, at[4:]] < 0).all()
    assert told_by(members, 1, np.arange(6), 6, rng) is None


def test_one_space_gives_every_way_at_every_number_of_examples() -> None:
    effort = Effort(("tiles",), 120, 40, 1, 2, (Cell(0.6, 1, 0.97),))
    found, off = proxy._in_space("tiles", [1, 0], [2, 0], effort)
    assert len(found) == 5 * len(KS) and len(off) == 1 and 0.0 <= off[0] <= 1.0
    assert found[f"{OURS}, 16 + 16"][0] > 0.5 and f"{FITTED}, 2 + 2" in found
