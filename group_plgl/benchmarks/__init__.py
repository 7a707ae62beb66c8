"""Benchmarks: ours and peers in one run, with intervals, checks and an exit status.

Each bench is one file with a function `run(quick, seed) -> Report`, listed in `BENCHES`. Printing
is the command line's; tests never assert a time.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from group_plgl.benchmarks.form import Report

__all__ = ["BENCHES", "Bench", "Report"]


@dataclass(frozen=True)
class Bench:
    """One benchmark: its name, a line of help, and where its `run` is if not under its name."""

    name: str
    help: str
    module: str = ""

    def run(self, quick: bool, seed: int) -> Report:
        """Measure; `quick` stays under a minute."""
        module = importlib.import_module(f"group_plgl.benchmarks.{self.module or self.name}")
        return cast(Callable[[bool, int], Report], module.run)(quick, seed)


BENCHES: Mapping[str, Bench] = MappingProxyType(
    {
        bench.name: bench
        for bench in (
            Bench("board", "Charts over ten million votes, beside the same questions in pandas."),
            Bench("camps", "False camps on nulls, planted camps found, probabilities that come true."),
            Bench("catalogue", "A folder of 5,000 pictures becomes a group, and twenty members rank it."),
            Bench("comments", "Comments read into attributes, beside a bag of words.", "reading"),
            Bench("crowds", "Camps found and ideals that please, in crowds of known taste."),
            Bench("fit", "Tastes of ten thousand members in one solve, beside a loop over scikit-learn."),
            Bench("folder", "A folder labelled by one member, beside Visual Taste Approximator's recipe."),
            Bench(
                "group",
                "One picture for a group: rules, votes and the patent beside each other.",
            ),
            Bench("ingest", "Durable votes per second: group commit beside one-row commits."),
            Bench(
                "learn",
                "Taste from a handful of clicks, beside ten other learners: newcomers and cold groups.",
            ),
            Bench("live", "A room of phones and open streams while jobs run: waits, lags, votes lost."),
            Bench("pace", "Quick answers weighed more: members who decide so, at random, and the other way."),
            Bench("perception", "Looks foretold without drawing, and pictures found again in every space."),
            Bench("proxy", "Taste from a few examples without fitting, beside peers with the same ones."),
            Bench(
                "reverse",
                "Latents at a target chance, for one and for all, beside Clarabel and the seeds' way.",
            ),
            Bench("spaces", "What drawing a picture costs, beside a small neural decoder."),
            Bench("spread", "Whether the eight pictures of a member truly please, and look different."),
            Bench("steer", "Eight comments beside 24 clicks, and pictures, own ones too, turned to a word."),
            Bench("transform", "The least visible change that makes a picture liked, beside straight walks."),
        )
    }
)
