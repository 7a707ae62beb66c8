"""The bench of changes compares curves at equal true gain; no time is asserted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.benchmarks import transform
from group_plgl.benchmarks.transform import AT, OURS, PEERS, STRAIGHT, change_at, ratio_of


def test_every_way_is_measured_and_the_refused_are_not_counted_as_accepted(monkeypatch) -> None:
    monkeypatch.setattr(transform, "QUICK", few)
    monkeypatch.setattr(transform, "LEVELS", (0.3, 1.0))
    report = transform.run(quick=True, seed=3)
    checks = {check.name: check for check in report.checks}
    assert list(checks) == ["visible_change_ratio", "invisible_edits", "step_ms_p95"]
    assert checks["visible_change_ratio"].target == 0.6 and checks["step_ms_p95"].target == 150.0
    assert checks["invisible_edits"].value == 0.0
    names = [line.name for line in report.lines]
    assert all(f"vessel: {OURS} / {peer}" in names and f"mean: {OURS} / {peer}" in names for peer in PEERS)
    mean = next(line for line in report.lines if line.name == f"mean: {OURS} / {STRAIGHT}")
    assert mean.value == checks["visible_change_ratio"].value and mean.worst is not None


few = transform.Effort(("vessel",), 240, 2, 30, 1)


def test_a_change_at_a_gain_is_read_off_the_curve_from_nothing_on() -> None:
    curve = np.array([[1.0, 0.5], [3.0, 0.4], [5.0, 1.0]])
    np.testing.assert_allclose(change_at(curve, np.array([0.25, 0.5, 0.75])), [0.5, 1.0, 3.0])


@given(st.floats(0.1, 3.0))
def test_a_way_that_changes_so_many_times_as_much_has_that_ratio(times: float) -> None:
    rng = np.random.default_rng(1)
    peer = np.cumsum(rng.random((6, 4, 2)), axis=1)
    assert ratio_of(peer * [times, 1.0], peer) == pytest.approx(times)


def test_curves_are_compared_only_where_both_have_gained_as_much() -> None:
    short = np.array([[[1.0, 0.5], [2.0, 1.0]]])
    far = np.array([[[4.0, 1.0], [400.0, 2.0]]])
    assert ratio_of(short, far) == pytest.approx(0.5)
    assert np.isnan(ratio_of(short * [1.0, -1.0], far))
    assert max(AT) == 1.0
