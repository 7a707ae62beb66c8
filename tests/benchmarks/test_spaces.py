"""The bench of spaces measures every space and demands a ratio of each; no time is asserted."""

from __future__ import annotations

import torch

from group_plgl.benchmarks import spaces
from group_plgl.generators import SPACES


def test_every_space_is_measured_beside_the_peer(monkeypatch) -> None:
    monkeypatch.setattr(spaces, "BATCH", 1)
    monkeypatch.setattr(spaces, "PIXELS", 32)
    threads = torch.get_num_threads()
    report = spaces.run(quick=True, seed=3)
    assert torch.get_num_threads() == threads
    assert [check.name for check in report.checks] == [f"cost_ratio_{name}" for name in SPACES]
    assert all(check.value > 0 and check.ok is not None for check in report.checks)
    assert {check.name: check.target for check in report.checks}["cost_ratio_tiles"] == 50.0


def test_the_peer_has_the_shape_of_the_tiny_autoencoders_decoder() -> None:
    peer = spaces._TinyDecoder()
    assert peer(torch.zeros(2, 4, 8, 8)).shape == (2, 3, 64, 64)
    assert sum(weights.numel() for weights in peer.parameters()) == 1_222_531
