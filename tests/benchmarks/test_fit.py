"""The bench of fitting compares the same optimum and learns a whole file; no time is asserted."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.benchmarks import fit
from group_plgl.benchmarks.crowd_file import COORDINATES, crowd, learn, write_crowd
from group_plgl.errors import GroupPLGLError
from group_plgl.members.answers import gather_answers
from group_plgl.members.fitting import alone, modes
from group_plgl.store.database import connect


def test_all_ways_are_measured_and_the_optimum_is_the_same(monkeypatch) -> None:
    monkeypatch.setattr(fit, "Effort", lambda *_: few)
    report = fit.run(quick=True, seed=3)
    checks = {check.name: check for check in report.checks}
    assert list(checks) == [
        "optimum_apart", "fit_vs_logreg_x", "fit_vs_svc", "fit_vs_logreg_512", "click_ms",
        "file_seconds", "file_megabytes",
    ]  # fmt: skip
    assert checks["optimum_apart"].ok
    assert all(check.value is not None and check.value > 0 for check in report.checks[:5])
    assert all(check.ok is None for check in report.checks[5:]), "a small file is held to nothing"
    assert checks["fit_vs_logreg_x"].target == 10 and checks["fit_vs_logreg_x"].aim == 20
    assert any("joblib" in line.name for line in report.lines)


few = fit.Effort(few=20, many=4, rounds=1, clicks=3, in_file=200)


def test_optima_that_differ_stop_the_bench(monkeypatch) -> None:
    monkeypatch.setattr(fit, "PEER", 0.5)
    ways = {
        fit._OURS: lambda said: modes(said, alone(9, fit.SCALE)),
        fit._LOOP: lambda said: fit.logistic(said.x, said.value),
    }
    with pytest.raises(GroupPLGLError, match="over 8 coordinates the optima are"):
        fit._rounds(ways, 8, 5, 1, np.random.default_rng(1), np.random.default_rng(2))


def test_what_a_file_teaches_is_what_its_clicks_teach(tmp_path) -> None:
    path, known = tmp_path / "crowd.duckdb", crowd(70, 4.0, np.random.default_rng(1))
    write_crowd(path, known, 30, np.random.default_rng(2))
    found = learn(path, 4.0)
    assert found.members == 70 and found.peak > 10 and found.seconds >= found.fitting
    with connect(path) as cursor:
        said = cursor.execute("SELECT member, picture, liked FROM crowd_clicks").fetchnumpy()
        stored = cursor.execute("SELECT weights FROM crowd_tastes ORDER BY member").fetchall()
    assert len(said["member"]) == 70 * 30
    member = said["member"].astype(np.int64)
    again = modes(
        gather_answers(member, known.x[said["picture"]], said["liked"], 70), alone(COORDINATES + 1, 4.0)
    )
    np.testing.assert_allclose([np.frombuffer(row) for (row,) in stored], again, rtol=0, atol=1e-3)
