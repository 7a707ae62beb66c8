"""The bench of learning: its members are who it says, its counts are right, its checks are all there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from group_plgl.benchmarks import learn, rivals
from group_plgl.benchmarks.curves import Curves, answered_until, needed_line, saving_line
from group_plgl.benchmarks.tastes import Cell, areas, drawn_pictures, gathered
from group_plgl.utility import sigmoid

CHECKS = [
    "newcomer_swipes_to_seed160", "newcomer_picks4_to_seed160", "cold_group_gain", "never_worse",
    "query_saving", "calibration_error", "shuffled_no_signal",
]  # fmt: skip


@pytest.fixture(scope="module")
def pictures():
    return drawn_pictures("vessel", 120, 40, np.random.default_rng(1))


def test_members_answer_as_consistently_as_asked_and_share_what_is_asked(pictures):
    rng = np.random.default_rng(2)
    lone, alike = (gathered(pictures.attributes, 12, Cell(shared, 1, 0.85), rng) for shared in (0.0, 1.0))
    for members in (lone, alike):
        liked = sigmoid(members.utility / members.noise)
        assert (liked**2 + (1 - liked) ** 2).mean() == pytest.approx(0.85, abs=1e-3)
    assert np.corrcoef(alike.utility[::2]).min() > 0.99
    assert abs(np.corrcoef(lone.utility)[np.triu_indices(12, 1)].mean()) < 0.2


def test_an_area_is_the_share_of_pairs_in_the_right_order():
    rng = np.random.default_rng(3)
    scores, liked = rng.integers(0, 5, (2, 30)).astype(float), rng.random((2, 30)) < 0.4
    for score, truly, area in zip(scores, liked, areas(scores, liked), strict=True):
        apart = score[truly][:, None] - score[~truly]
        assert area == pytest.approx(((apart > 0) + 0.5 * (apart == 0)).mean())


def test_a_curve_is_crossed_between_two_looks_or_never():
    assert answered_until([10, 20], np.array([0.6, 0.8]), 0.7) == pytest.approx(15.0)
    assert answered_until([10, 20], np.array([0.6, 0.8]), 0.5) == 10.0
    assert answered_until([10, 20], np.array([0.6, 0.8]), 0.9) == float("inf")
    rng, slow = np.random.default_rng(0), Curves([10, 20, 40], [np.array([0.5, 0.6, 0.7])] * 3)
    quick = Curves([10, 20, 40], [np.array([0.6, 0.7, 0.8])] * 3)
    assert needed_line("", quick, slow.after(40), rng).value == pytest.approx(20.0)
    assert saving_line("", quick, slow, 40, rng).value == pytest.approx(0.5)


def test_a_peer_is_compared_over_the_members_it_learned_from():
    here = ("vessel", learn.COLD[0], 0)
    cold = {learn.OURS: {here: 0.80}, "slow peer": {here: 0.70}, "peer": {here: 0.76}}
    beside = {learn.OURS: {here: 0.80}, "slow peer": {here: 0.72}, "peer": {here: 0.80}}
    assert learn.gain(learn.Found(cold=cold, beside=beside)) == pytest.approx(0.02)


def test_what_is_liked_of_other_pictures_is_what_is_liked_of_the_same_ones():
    rng = np.random.default_rng(5)
    pictures = drawn_pictures("vessel", 60, 20, rng)
    members = gathered(pictures.attributes, 4, learn.COLD[0], rng)
    again = members.truth.utility(pictures.attributes_at(pictures.z[:9]))
    assert np.allclose(again, members.utility[:, :9])


def test_a_pick_is_mostly_the_best_and_a_slider_has_twenty_steps():
    rng = np.random.default_rng(4)
    some = gathered(rng.standard_normal((9, 3)), 1, learn.COLD[0], rng)
    members = replace(some, utility=np.array([[-2.0, 0.0, 2.0]]), noise=0.2)
    picks = [members.pick(0, np.arange(3), rng) for _ in range(50)]
    assert np.mean(np.array(picks) == 2) > 0.9
    assert all((members.slide(0, 1, rng) * 20) % 1 == pytest.approx(0.0) for _ in range(9))


def test_a_little_run_has_every_line_and_check_and_says_who_is_missing(monkeypatch):
    little = learn.Effort(
        ("vessel",), 260, 60, 1, (learn.COLD[0],), (learn.JOINED[0],), 12, 2, 0, 4, rivals=False
    )
    monkeypatch.setattr(learn, "QUICK", little)
    monkeypatch.setattr(learn, "WAYS", dict.fromkeys(learn.WAYS, 2))
    monkeypatch.setattr(learn, "SAVED_OF", dict.fromkeys(learn.SAVED_OF, 2))
    monkeypatch.setattr(rivals, "missing", lambda: ["botorch"])
    report = learn.run(quick=True, seed=3)
    assert [check.name for check in report.checks] == CHECKS
    assert all(check.ok is None for check in report.checks)
    assert any("botorch" in note for note in report.notes)
    assert report.drawings["learn-newcomers.svg"].startswith("<svg")
    assert "drawings" not in report.as_json() and "worst" in report.as_text()
