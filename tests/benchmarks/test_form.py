"""The form of benchmarks: targets decide the exit status, intervals hold the mean."""

from __future__ import annotations

import json

import numpy as np

from group_plgl.benchmarks import BENCHES
from group_plgl.benchmarks.form import Report, at_least, mean_line, ratio_line, seeds_of


def test_a_check_that_falls_short_sets_the_exit_status() -> None:
    good, bad, skipped = at_least("a", 13.0, 13.0, 30.0), at_least("b", 12.9, 13.0), at_least("c", None, 1.0)
    assert (good.ok, bad.ok, skipped.ok) == (True, False, None)
    report = Report("x", 1, {"order": 5}, True, [], [good, skipped])
    assert report.status == 0
    assert Report("x", 1, {}, True, [], [good, bad]).status == 1
    told = json.loads(json.dumps(report.as_json()))
    assert told["checks"][1] == {"name": "c", "value": None, "target": 1.0, "ok": None, "aim": None}


def test_the_table_names_lines_checks_and_seeds() -> None:
    line = mean_line("votes", [1000.0, 1200.0], "votes/s", np.random.default_rng(0))
    text = Report("x", 7, {"order": 5}, False, [line], [at_least("fast", 2.0, 3.0)], ["Mind this."]).as_text()
    for words in ("seed 7", "order 5", "1,100", "votes/s", "FALLS SHORT", "Mind this."):
        assert words in text


def test_an_interval_holds_its_mean_and_a_ratio_is_paired() -> None:
    rng = np.random.default_rng(1)
    rounds = rng.normal(100, 10, 12)
    line = mean_line("a", rounds, "s", rng)
    assert line.low < line.value < line.high
    ratio = ratio_line("r", list(3 * rounds), list(rounds), rng)
    np.testing.assert_allclose([ratio.value, ratio.low, ratio.high], 3.0)


def test_seeds_are_derived_and_differ() -> None:
    seeds = seeds_of(3, "votes", "order")
    assert seeds == seeds_of(3, "votes", "order")
    assert seeds["votes"] != seeds["order"] != seeds_of(4, "votes", "order")["order"]


def test_every_bench_has_a_name_and_a_line_of_help() -> None:
    assert all(name == bench.name and bench.help.endswith(".") for name, bench in BENCHES.items())
