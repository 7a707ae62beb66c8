"""A child that draws nothing: what it is asked for comes at once, in numbers that tell the crawl apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from group_plgl.generators import space_of
from group_plgl.generators.raster import keepsake_bytes, png_bytes


class GreyChild:
    """Stands in for the compute child: every picture is a few pixels that differ, and none look alike."""

    def run(self, task: str, words: Mapping[str, Any], arrays: Mapping[str, Any]) -> tuple[dict, dict]:
        if task == "sift":
            none = np.zeros(len(arrays["z"]), dtype=bool)
            return {}, {"same": none, "never": none}
        if task in ("transform", "contrast"):
            return _changed(task, words, arrays)
        if task == "score":
            m, n = len(arrays["mean"]), len(arrays["z"])
            each = np.tile(0.31234 + 0.01 * np.arange(m)[:, None], (1, n))
            mean = {f"mean_{name}": np.full(n, 0.41234) for name in ("liking", "low", "high")}
            standing = np.full((len(words["rules"]), n), 0.51234)
            return {}, {"liking": each, "low": each, "high": each, "standing": standing, **mean}
        if task == "label":
            chances = np.linspace(0.1, 0.9, len(arrays["z"]))
            after = np.tile(chances, (len(words["coming"]), 1))
            return {}, {"chances": chances, "liked": after, "passed": after}
        if task in ("sheet", "carry"):
            return {}, {"bytes": np.frombuffer(json.dumps(words).encode(), np.uint8)}
        if task == "match":  # whoever lets themself be found matches whoever else does
            own, n, d = words["own"], len(arrays["pool"]), arrays["pool"].shape[1]
            rows = np.array([row for row in range(len(arrays["mean"])) if row != own], dtype=np.int64)
            k = len(rows)
            return {}, {
                "rows": rows, "told": np.full((k, 6), 0.7), "both": np.full((k, n), 0.8),
                "own": np.full((3, n), 0.8), "bridge": np.zeros((k, d)),
                "bridge_liking": np.full((k, 3), 0.8),
            }  # fmt: skip
        if task in ("contact", "film", "vector"):  # what is written into such a file is told as it is
            return {"inks": 1}, {"bytes": np.frombuffer(json.dumps(words).encode(), np.uint8)}
        if task == "walk":
            return {}, {"z": np.array([arrays["start"], arrays["end"]]), "shares": np.array([0.0, 1.0])}
        if task == "swatches":
            return {"swatches": [{"name": "white", "level": [255, 255, 255], "share": 1.0}]}, {}
        if task == "picture":
            content = keepsake_bytes(np.zeros((8, 8, 3), np.uint8), words["texts"])
            return {"pixels_sha256": ""}, {"bytes": np.frombuffer(content, np.uint8)}
        if task == "pdf":  # what would be printed, to be read
            return {}, {"bytes": np.frombuffer(words["data"].encode(), np.uint8)}
        if task == "chart":  # what would be drawn, to be read
            return {}, {"file": np.frombuffer(f"<svg>{json.dumps(words)}</svg>".encode(), np.uint8)}
        if task == "novelty":
            return {"pool": {"row": 0, "gap": 7.25}, "known": None}, {}
        if task == "sampler":
            d = space_of(words["space"]).latent_dim
            told = {"standing": 0.95, "kept": 1.0, "trials": 100}
            return told, {"anchors": np.zeros((8, d)), "spread": np.ones(d)}
        if task == "rank":
            order = np.arange(len(arrays["pool"]))
            return {}, {
                "order": order,
                **{name: np.full(len(order), 0.7) for name in ("liking", "low", "high")},
            }
        assert task in ("draw", "frames")
        pictures = [png_bytes(_pixels(z)) for z in arrays["z"]]
        ends = np.cumsum([len(one) for one in pictures])
        return {}, {"bytes": np.frombuffer(b"".join(pictures), np.uint8), "ends": ends.astype(np.int64)}

    def close(self) -> None:
        """Nothing is open."""


def _pixels(z: Any) -> np.ndarray:
    """A picture that differs from every other: one line of pixels that are the latent's own bytes."""
    content = np.asarray(z, dtype=np.float32).view(np.uint8)
    return np.pad(content, (0, -len(content) % 3)).reshape(1, -1, 3)


def _changed(task: str, words: Mapping[str, Any], arrays: Mapping[str, Any]) -> tuple[dict, dict]:
    """What a change would be told as: each member's liking is a number by which they would be known."""
    members = len(arrays.get("mean", ()))
    rows = len(words["steps"]) + 1 if words.get("steps") else 2
    z = np.tile(np.atleast_2d(arrays["z"])[0], (rows - 1, 1))
    liking = np.tile(0.3 + 0.01 * np.arange(members), (rows, 1))
    found = {
        "z": z, "frames": np.tile(np.atleast_2d(arrays["z"])[0], (5, 1)), "change": np.full(rows - 1, 2.0),
        "foretold": np.full(rows - 1, 2.0), "ahead": np.array([3.0]), "liking": liking, "low": liking - 0.1,
        "high": liking + 0.1, "prefers": np.full(members, 0.9),
    }  # fmt: skip
    files = rows - 1 if words.get("steps") else 5 if task == "contrast" else 2
    found |= {"bytes": np.arange(files, dtype=np.uint8), "ends": np.arange(1, files + 1)}
    shift = {
        "name": "height",
        "towards": "tall",
        "away_from": "squat",
        "before": 0.0,
        "after": 1.0,
        "much": 2.0,
    }
    return {"verdict": "reached", "moved": [shift], "seen": []}, found
