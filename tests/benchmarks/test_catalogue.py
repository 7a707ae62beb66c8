"""The bench of folders: its pictures are all different, and its checks say what is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from group_plgl.benchmarks import BENCHES, catalogue
from group_plgl.generators.catalogue.sameness import same_as, sketch_of
from group_plgl.generators.raster import pixels_of


def test_the_pictures_of_the_bench_are_all_different_and_of_a_megapixel_or_more(tmp_path: Path) -> None:
    catalogue._fill(tmp_path / "pictures", 12, np.random.default_rng(1))
    shown = [pixels_of(path.read_bytes()) for path in sorted((tmp_path / "pictures").iterdir())]
    assert all(one.shape[0] * one.shape[1] >= 1_000_000 for one in shown)
    sketches = [sketch_of(one) for one in shown]
    ratios = [one.shape[1] / one.shape[0] for one in shown]
    for at in range(1, 12):
        assert same_as(sketches[at], ratios[at], sketches[:at], ratios[:at]) is None
    assert "catalogue" in BENCHES
