"""The bench of a folder learns as the product does, and judges what nobody labelled; no time is asserted."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.benchmarks import folder
from group_plgl.benchmarks.form import Check


def test_a_short_run_measures_all_three_learners_and_checks_nothing(monkeypatch):
    monkeypatch.setattr(folder, "Effort", lambda *_: few)
    monkeypatch.setattr(folder, "foretold", lambda one, labels: one.z[:, 0])
    monkeypatch.setattr(folder, "reported_by_chance", lambda rng: (0.5, 0.5, 0.6))
    report = folder.run(quick=True, seed=3)
    assert [(check.name, check.ok) for check in report.checks] == [
        ("accuracy_at_200", None), ("auc_over_vta_at_100", None),
    ]  # fmt: skip
    told = {line.name: line.value for line in report.lines}
    for name in (folder.OURS, folder.VTA, folder.VTA_X):
        assert 0.0 <= told[f"middle size, 12 labels, {name}: right"] <= 1.0
        assert 0.0 <= told[f"middle size, 12 labels, {name}: AUC"] <= 1.0


def test_ours_bends_where_held_out_answers_ask_for_it_and_never_reads_what_it_is_judged_by():
    rng = np.random.default_rng(5)
    z = rng.normal(size=(90, 2))
    one = folder.Folder(z, z, np.full(2, 0.5), np.abs(z[:, 0]) < 0.67)
    logits = folder.foretold(one, 60)
    assert ((logits > 0) == one.liked)[60:].mean() > 0.85
    turned = folder.Folder(z, z, one.shares, np.where(np.arange(90) < 60, one.liked, ~one.liked))
    assert np.array_equal(logits, folder.foretold(turned, 60))


def test_random_labels_are_foretold_by_luck_alone():
    areas = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        z = rng.normal(size=(2000, 3))
        one = folder.Folder(z, z, np.full(3, 1 / 3), rng.random(2000) < 0.5)
        areas.append(folder.areas(folder.foretold(one, 30)[None, 30:], one.liked[None, 30:])[0])
    assert abs(np.mean(areas) - 0.5) < 0.05


@pytest.mark.parametrize(("ours", "good"), [(0.95, True), (0.8, False)])
def test_ours_is_checked_against_the_better_view_of_the_peer(ours, good):
    found = folder.Found()
    for name, area in ((folder.OURS, ours), (folder.VTA, 0.7), (folder.VTA_X, 0.9)):
        found.area[folder.CURVED, name, 100] = [area]
    found.right[folder.CURVED, folder.OURS, 200] = [ours]
    right, over = folder._checks(found, quick=False)
    assert right == Check("accuracy_at_200", ours, 0.9, good)
    assert over.ok is good and over.value == pytest.approx(ours - 0.9)


few = folder.Effort(judged=10, labels=(12,), folders=1, others=0, by_chance=1)
