"""The bench of perception measures what it says of every space; no time is asserted."""

from __future__ import annotations

import torch

from group_plgl.benchmarks import perception
from group_plgl.generators import SPACES, invert


def test_a_space_is_foretold_and_found_and_the_others_are_listed(monkeypatch) -> None:
    monkeypatch.setattr(perception, "Effort", lambda *_: few)
    monkeypatch.setattr(invert, "STEPS", 3)
    threads = torch.get_num_threads()
    report = perception.run(quick=True, seed=3)
    assert torch.get_num_threads() == threads
    assert [check.name for check in report.checks] == [
        f"{what}_{name}" for name in SPACES for what in ("order", "times", "found_again")
    ]
    values = {check.name: check.value for check in report.checks}
    assert (
        values["order_vessel"] > 0.5 and values["times_vessel"] > 1 and 0 < values["found_again_vessel"] < 1
    )
    assert all(check.ok is None for check in report.checks if not check.name.endswith("vessel"))
    assert {check.name: check.target for check in report.checks}["found_again_tiles"] == 0.08


few = perception.Effort(batches=2, pairs=32, sought=1)
