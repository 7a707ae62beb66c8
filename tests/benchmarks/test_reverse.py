"""The bench of targets counts what is hit and found, and doubts every verdict; no time is asserted."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from group_plgl.benchmarks import reverse
from group_plgl.benchmarks.recipes import greedy_reverse
from group_plgl.errors import GroupPLGLError
from group_plgl.generators import open_generator
from group_plgl.ideals.halfspaces import Nearest
from group_plgl.ideals.joint import Conflict, meet
from group_plgl.ideals.likings import Likings

FEW = reverse.Effort(("vessel",), 3, 1, 20, 100, 1, 1, 0)


def test_targets_conflicts_and_the_peer_are_measured(monkeypatch) -> None:
    monkeypatch.setattr(reverse, "QUICK", FEW)
    monkeypatch.setattr(reverse, "SIZES", ((12, 6),))
    monkeypatch.setattr(reverse, "PICTURES", 200)
    report = reverse.run(quick=True, seed=3)
    checks = {check.name: check for check in report.checks}
    assert list(checks) == ["target_hit", "outside_typical", "joint_vs_clarabel", "conflicts_found"]
    assert checks["target_hit"].value == 1 and checks["outside_typical"].value == 0
    assert checks["conflicts_found"].value == 1
    assert checks["joint_vs_clarabel"].target == 5 and checks["joint_vs_clarabel"].aim == 12
    assert any("seeds' reverse" in line.name for line in report.lines)


def test_without_the_peer_its_check_is_left_out(monkeypatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    monkeypatch.setattr(reverse, "SIZES", ((6, 4),))
    rng = np.random.default_rng(1)
    lines, faster = reverse._beside_clarabel(1, rng, rng)
    assert faster is None and [line.name for line in lines] == ["least distance, 6 members, 4 dimensions"]


def test_answers_that_differ_stop_the_bench() -> None:
    found = Nearest(np.ones(3), np.zeros(2))
    reverse._same(found, np.ones(3) + 1e-5)
    with pytest.raises(GroupPLGLError, match="points are"):
        reverse._same(found, np.ones(3) + 0.1)


def test_the_seeds_reverse_takes_each_weight_in_turn_and_ends_short_without_a_word() -> None:
    z = greedy_reverse(np.array([0.5, 0.0, -1.0, 2.0]), 0.1, 2.2)
    assert z[:3].tolist() == [1.0, 0.0, -1.0] and 0 < z[3] < 1
    assert np.array([0.5, 0.0, -1.0, 2.0]) @ z + 0.1 == pytest.approx(2.2)
    assert greedy_reverse(np.array([0.5, -0.5]), 0.0, 2.2).tolist() == [1.0, -1.0]


def test_a_verdict_is_doubted_where_something_better_was_at_hand(monkeypatch) -> None:
    rng = np.random.default_rng(2)
    world = reverse._made_up(open_generator("vessel").space, 2, rng)
    found, pool = reverse.Found(), world.space.sample(200, rng)
    nobody = Conflict((0, 1), world.starts[0], np.zeros(2), np.full(2, 0.5))
    monkeypatch.setattr(reverse, "meet", lambda *_: nobody)
    reverse._ask_all(world, pool, found)
    assert found.good == [False, False], "two random tastes agree on some picture of two hundred"


def test_planted_members_and_nobody_else_are_in_conflict() -> None:
    rng = np.random.default_rng(4)
    space = open_generator("vessel").space
    likings = reverse.in_conflict(reverse._even(space.latent_dim), space, 7, (1, 2, 5), rng)
    assert isinstance(likings, Likings)
    ended = meet(likings, space, 0.6, space.sample(2, rng))
    assert isinstance(ended, Conflict) and ended.members == (1, 2, 5)
