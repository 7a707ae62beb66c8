"""A folder of drawn pictures is labelled by one member: what the product learns, beside VTA's recipe.

Ours is what the product does: pictures are measured, whitened to a catalogue, the family of the member
is chosen by nested evidence, and their taste is learned. Visual Taste Approximator's recipe sees the same
features, each with the same spread, and once more our coordinates. Nobody labels a picture that is judged.

Source: Visual Taste Approximator: logistic regression, support vectors and extra trees together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.benchmarks.folders import CONCEPTS, drawn
from group_plgl.benchmarks.form import Check, Line, Report, at_least, mean_line, ratio_line, seeds_of
from group_plgl.benchmarks.recipes import boasted, unlike_models
from group_plgl.benchmarks.tastes import areas
from group_plgl.compute.tasks import compare, learn, whiten
from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators.catalogue.features import BALANCED, WAYS, Way, measured, weighed
from group_plgl.members.calibration import predictive_logit
from group_plgl.members.dense import with_bias
from group_plgl.members.families.comparing import CHOSEN
from group_plgl.members.families.registry import DEFAULT_FAMILY, ENSEMBLE
from group_plgl.settings import Settings
from group_plgl.shapes import Array

CURVED, SPACE = "middle size", "catalogue_folder@1"
OURS, VTA, VTA_X = "ours", "VTA's recipe on features", "VTA's recipe on our coordinates"
_LABELS_BY_CHANCE = 60
Liked = NDArray[np.bool_]


@dataclass(frozen=True)
class Effort:
    """How much is drawn and labelled: pictures judged, labels, folders, and how often labels by chance."""

    judged: int = 200
    labels: Sequence[int] = (25, 50, 100, 200)
    folders: int = 6
    others: int = 2
    by_chance: int = 20


@dataclass
class Found:
    """By concept, learner and labels, the shares right, areas and seconds, one for each folder.

    Of labels by chance, the areas that are reported: the ensemble's, of what was chosen, of VTA's recipe.
    And by way of measuring, with all labels and of the curved concept: share right, area, ms per picture.
    """

    right: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    area: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    seconds: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    by_chance: list[tuple[float, float, float]] = field(default_factory=list)
    ways: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Folder:
    """A folder as learners see it.

    Attributes:
        features: `n x p`, weighed as the product does.
        z: `n x d` latents of its catalogue.
        shares: `d`, as the product has them.
        liked: Of which the concept holds, `n`.
        ms: What measuring one picture took, in milliseconds.
    """

    features: Array
    z: Array
    shares: Array
    liked: Liked
    ms: float = 0.0


def run(quick: bool, seed: int) -> Report:
    """Label folders of four concepts, and judge what is foretold of pictures without a label."""
    effort = Effort(100, (25, 50), 1, 0, 2) if quick else Effort()
    seeds = seeds_of(seed, "folders", "intervals", "chance")
    found, draws = Found(), np.random.default_rng(seeds["folders"])
    for concept in CONCEPTS:
        for _ in range(effort.folders if concept == CURVED else effort.others):
            n, drawn_by = max(effort.labels) + effort.judged, int(draws.integers(2**31))
            folder = folder_of(concept, n, drawn_by)
            for labels in effort.labels:
                _learn_all(found, concept, folder, labels, effort.judged)
            if concept == CURVED:
                _learn_each_way(found, n, drawn_by, effort)
    chance = np.random.default_rng(seeds["chance"])
    found.by_chance = [reported_by_chance(chance) for _ in range(effort.by_chance)]
    rng = np.random.default_rng(seeds["intervals"])
    return Report(
        "folder", seed, seeds, quick, _lines(found, rng), _checks(found, quick),
        [
            f"{effort.judged} pictures of each folder are judged and never labelled; intervals over folders.",
            "VTA's recipe runs on today's scikit-learn as the mean chance of its three models.",
            "The check takes the better of its two views, features or our coordinates.",
        ],
    )  # fmt: skip


def folder_of(concept: str, n: int, seed: int, way: Way = BALANCED) -> Folder:
    """A folder of `n` drawn pictures, measured and whitened as a catalogue is."""
    pictures = drawn(n, seed, concept)
    start = time.perf_counter()
    rows = np.array([measured(picture, way) for picture, _ in pictures])
    ms = 1000.0 * (time.perf_counter() - start) / n
    _, made = whiten.run({"features": way.name}, {"measure": rows})
    liked = np.array([liked for _, liked in pictures])
    return Folder(weighed(rows, way=way), made["z"], made["shares"], liked, ms)


def foretold(folder: Folder, labels: int) -> Array:
    """Predictive logits `n` of all pictures, as the product has them after the first so many are labelled."""
    words, arrays = _asked(folder, labels)
    said, _ = compare.run(words | {"rows": [0], "belief": None}, arrays)
    one = said["compared"][0]
    choice = {"row": 0, "family": one["family"], "weights": one["weights"]}
    other = one["family"] != DEFAULT_FAMILY
    _, made = learn.run(words | {"families": [choice] if other else []}, arrays)
    x = with_bias(open_features(words, arrays).coordinates(folder.z))
    spread = np.sqrt(np.maximum(((x @ made["covariance"][0]) * x).sum(axis=1), 0.0))
    return np.asarray(predictive_logit(x @ made["mean"][0], spread))


def reported_by_chance(rng: np.random.Generator) -> tuple[float, float, float]:
    """What is reported of labels by chance: by our ensemble, by ours as chosen, and by VTA's recipe."""
    z, liked = rng.normal(size=(_LABELS_BY_CHANCE, 6)), rng.random(_LABELS_BY_CHANCE) < 0.5
    words, arrays = _asked(Folder(z, z, np.full(6, 1 / 6), liked), len(z))
    said, _ = compare.run(words | {"rows": [0], "belief": None}, arrays)
    areas = said["compared"][0]["areas"]
    return areas[ENSEMBLE], areas[CHOSEN], boasted(z, liked, int(rng.integers(2**31)))


def _asked(folder: Folder, labels: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What the tasks of the product are asked, of one member who labelled the first so many."""
    settings = Settings()
    words = {
        "space": SPACE, "m": 1, "exclusive": False, "ordered": False, "aim": 0,
        "needed_answers": settings.needed_answers, "needed_each": settings.needed_each,
    }  # fmt: skip
    none, ones = np.zeros(labels, dtype=bool), np.ones(labels)
    arrays = {
        "catalogue_z": folder.z, "catalogue_shares": folder.shares, "z": folder.z[:labels],
        "over": np.zeros_like(folder.z[:labels]), "member": np.zeros(labels, dtype=np.int64),
        "value": folder.liked[:labels].astype(np.float64), "answer": np.arange(labels),
        "source": np.arange(labels), "age": np.zeros(labels), "worth": ones, "weight": ones,
        "paired": none, "graded": none, "fair": ~none, "belongs": np.zeros((labels, 0), dtype=np.int64),
    }  # fmt: skip
    return words, arrays


def recipe(rows: Array, liked: Liked, labels: int) -> Array:
    """Logits `n` of VTA's recipe after the first so many are labelled."""
    chance = np.clip(unlike_models(rows[:labels], liked[:labels], rows, 0), 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(chance / (1.0 - chance)))


def _learn_all(found: Found, concept: str, folder: Folder, labels: int, judged: int) -> None:
    """What each learner foretells of the pictures at the folder's end."""
    sds = folder.features.std(axis=0)
    features = folder.features / np.where(sds > 0.0, sds, 1.0)
    x = folder.z * np.sqrt(folder.shares)
    learners: dict[str, Callable[[], Array]] = {
        OURS: lambda: foretold(folder, labels),
        VTA: lambda: recipe(features, folder.liked, labels),
        VTA_X: lambda: recipe(x, folder.liked, labels),
    }
    truly = folder.liked[-judged:]
    for name, learner in learners.items():
        start, key = time.perf_counter(), (concept, name, labels)
        logits = learner()[-judged:]
        found.seconds.setdefault(key, []).append(time.perf_counter() - start)
        found.right.setdefault(key, []).append(float(((logits > 0) == truly).mean()))
        found.area.setdefault(key, []).append(float(areas(logits[None], truly[None])[0]))


def _learn_each_way(found: Found, n: int, seed: int, effort: Effort) -> None:
    """What ours foretells of a folder's end with all labels, however its pictures are measured."""
    for way in WAYS.values():
        folder = folder_of(CURVED, n, seed, way)
        logits = foretold(folder, max(effort.labels))[-effort.judged :]
        truly = folder.liked[-effort.judged :]
        right, area = float(((logits > 0) == truly).mean()), float(areas(logits[None], truly[None])[0])
        found.ways.setdefault(way.name, []).append((right, area, folder.ms))


def _lines(found: Found, rng: np.random.Generator) -> list[Line]:
    """Every learner on every concept, and how many times VTA's seconds ours takes."""
    lines = []
    for concept, name, labels in found.area:
        key, what = (concept, name, labels), f"{concept}, {labels} labels, {name}"
        lines += [
            mean_line(f"{what}: right", found.right[key], "share", rng),
            mean_line(f"{what}: AUC", found.area[key], "", rng),
            mean_line(f"{what}: time", found.seconds[key], "s", rng),
        ]
    for concept, name, labels in found.area:
        if name == OURS:
            ours, theirs = found.seconds[concept, OURS, labels], found.seconds[concept, VTA, labels]
            lines.append(ratio_line(f"{concept}, {labels} labels: our time / VTA's", ours, theirs, rng))
    for name, told_areas in zip(
        ("our ensemble", "ours", "VTA's recipe"), zip(*found.by_chance, strict=True), strict=True
    ):
        lines.append(mean_line(f"labels by chance: AUC reported by {name}", told_areas, "", rng))
    for name, each in found.ways.items():
        what = f"--features {name}, {CURVED}, all labels"
        for values, told, unit in zip(
            zip(*each, strict=True), ("right", "AUC", "measuring"), ("share", "", "ms a picture"), strict=True
        ):
            lines.append(mean_line(f"{what}: {told}", values, unit, rng))
    return lines


def _checks(found: Found, quick: bool) -> list[Check]:
    """What was demanded of the curved concept; nothing of a quick run."""
    if quick:
        return [at_least("accuracy_at_200", None, 0.9), at_least("auc_over_vta_at_100", None, 0.0, 0.02)]
    right = float(np.mean(found.right[CURVED, OURS, 200]))
    theirs = max(float(np.mean(found.area[CURVED, name, 100])) for name in (VTA, VTA_X))
    over = float(np.mean(found.area[CURVED, OURS, 100])) - theirs
    return [at_least("accuracy_at_200", right, 0.9), at_least("auc_over_vta_at_100", over, 0.0, 0.02)]
