"""The bench of groups: kinds of groups, how a picture suits them, and a little run of it all."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.benchmarks import group
from group_plgl.benchmarks.kinds import KINDS, gather_kind, standings, suits
from group_plgl.benchmarks.picks import DOT_VOTING, ORACLE, OURS, WAYS, dotted, least_norm
from group_plgl.benchmarks.speed import seconds_of_rules
from group_plgl.benchmarks.tastes import Pictures, drawn_pictures
from group_plgl.groups.rules import RULES


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return drawn_pictures("poster", 200, 80, np.random.default_rng(1))


def test_a_picture_suits_by_its_mean_its_worst_and_how_evenly() -> None:
    found = suits(np.array([90.0, 30.0, 85.0, 75.0]))
    assert (found.mean, found.minimum, found.worst_tenth, found.share80) == (70.0, 30.0, 30.0, 50.0)
    assert found.gini == pytest.approx(np.abs(np.subtract.outer(*[[90, 30, 85, 75]] * 2)).mean() / 140.0)
    assert suits(np.full(5, 60.0)).gini == 0.0


def test_opposed_camps_like_opposite_things_and_similar_members_the_same(pictures: Pictures) -> None:
    def alike(kind: str) -> np.ndarray:
        return np.corrcoef(gather_kind(KINDS[kind], pictures, 12, np.random.default_rng(2)).utility)

    assert alike("similar").mean() > alike("diverse").mean() + 0.2
    assert alike("polarised")[:6, 6:].mean() < 0.0 < alike("polarised")[:6, :6].mean()
    assert KINDS["75/25"].camps(12).sum() == 3 and KINDS["a loner"].camps(12).tolist() == [0] * 11 + [1]


def test_standings_are_percentiles_among_the_unseen(pictures: Pictures) -> None:
    members = gather_kind(KINDS["similar"], pictures, 3, np.random.default_rng(3))
    best = int(np.argmax(members.utility[0, : pictures.unseen]))
    found = standings(members, pictures, pictures.z[[best]])
    assert found.shape == (3, 1) and found[0, 0] == pytest.approx(100.0, abs=200.0 / pictures.unseen)


def test_dots_go_to_what_everybody_likes_and_the_shortest_latent_stays_in_reach(pictures: Pictures) -> None:
    members = gather_kind(KINDS["similar"], pictures, 8, np.random.default_rng(4))
    wall = np.arange(24)
    won = [dotted(members, wall, np.random.default_rng(seed)) for seed in range(20)]
    assert members.utility[:, wall[won]].mean() > members.utility[:, wall].mean() + 0.3
    z = least_norm(np.array([3.0, 4.0]), 0.0, 100.0)
    assert np.array([3.0, 4.0]) @ z == pytest.approx(np.log(99.0))
    assert np.linalg.norm(least_norm(np.array([0.03, 0.04]), 0.0, 2.0)) == pytest.approx(2.0)


def test_a_little_run_has_every_way_and_checks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "QUICK", group.Effort(("poster",), 200, 80, 1, 1, 4, 2))
    monkeypatch.setattr(group, "SWIPES", 12)
    monkeypatch.setattr(group, "FIRST_SWIPES", 8)
    monkeypatch.setattr(group, "THREE_MINUTES", 10)
    monkeypatch.setattr(group, "TEAM", 4)
    report = group.run(quick=True, seed=1)
    names = {line.name for line in report.lines}
    assert {f"all kinds: {way}: minimum" for way in [*WAYS, ORACLE]} <= names
    assert f"team of 4, similar: {DOT_VOTING}: mean" in names
    assert f"team of 4, similar: {OURS}, 6 picks: mean" in names
    assert "polarised: told to fall in two" in names
    assert report.checks and all(check.ok is None for check in report.checks) and report.status == 0


def test_every_rule_is_timed() -> None:
    found = seconds_of_rules(40, 16, 8, np.random.default_rng(5))
    assert set(found) == set(RULES) and all(seconds >= 0.0 for seconds in found.values())
