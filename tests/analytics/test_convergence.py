"""How far the group's ideal would still move."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from group_plgl.analytics.convergence import AHEAD, BAND, NOTICEABLE, course, outlook
from group_plgl.feedback.crowds import TEMPERATURE, gather_crowd
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.ideals.climb import climb
from group_plgl.members.answers import gather_answers
from group_plgl.members.dense import DenseOpinions
from group_plgl.members.fitting import fit
from group_plgl.members.prior import Prior
from group_plgl.utility import AffineMap, sigmoid


def means_of(answers, f, seed):
    """Places of the running mean of noisy answers: what the estimator assumes an ideal does."""
    rng = np.random.default_rng(seed)
    said = np.cumsum(rng.normal(size=(max(answers), f)), axis=0)
    return np.array([said[n - 1] / n for n in answers])


def test_nothing_is_foretold_before_the_picture_has_moved_twice_over_twenty_answers():
    assert outlook([], np.zeros((0, 3))) is None
    assert outlook([30], np.zeros((1, 3))) is None
    assert outlook([30, 30 + AHEAD], np.zeros((2, 3))) is None
    assert outlook([30, 30 + AHEAD, 29 + 2 * AHEAD], np.zeros((3, 3))) is None
    assert outlook([0, 40, 80], np.zeros((3, 3))) is None
    assert outlook([30, 30 + AHEAD, 30 + 2 * AHEAD], np.zeros((3, 3))) is not None


def test_a_picture_that_stands_still_is_expected_to_stand_still():
    found = outlook([20, 40, 60], np.zeros((3, 4)))
    assert found is not None
    assert found.expected == 0.0


def test_the_outlook_is_in_units_of_what_can_be_seen():
    places = np.array([[0.0, 0.0], [0.3, 0.4], [0.3, 0.0]])
    found = outlook([40, 80, 120], places)
    scale = np.mean([0.25 / (1 / 40 - 1 / 80), 0.16 / (1 / 80 - 1 / 120)])
    expected = np.sqrt(scale * (1 / 120 - 1 / 140)) / NOTICEABLE
    assert found.expected == pytest.approx(expected)
    assert (found.low, found.high) == (pytest.approx(expected / BAND), pytest.approx(expected * BAND))


def test_a_refit_after_every_answer_counts_no_more_than_one_after_twenty():
    often, seldom = list(range(20, 141)), list(range(20, 141, 20))
    places = means_of(often, 6, 1)
    rows = [often.index(n) for n in seldom]
    assert outlook(often, places).expected == pytest.approx(outlook(seldom, places[rows]).expected)


def test_foretold_moves_are_those_that_come_on_average():
    answers = list(range(20, 221, 20))
    told, came = [], []
    for seed in range(40):
        places = means_of(answers, 8, seed)
        told.append(outlook(answers[:-1], places[:-1]).expected ** 2)
        came.append((np.linalg.norm(places[-1] - places[-2]) / NOTICEABLE) ** 2)
    assert np.mean(came) == pytest.approx(np.mean(told), rel=0.2)


def test_members_who_are_set_aside_do_not_confuse_it():
    answers = [40, 80, 120, 60, 90, 120]
    assert outlook(answers, means_of(answers, 4, 3)) is not None


@pytest.mark.parametrize("shape", ["one camp", "diverse"])
def test_it_falls_as_a_simulated_group_answers_more(shape):
    early, late = [], []
    for seed in range(3):
        found = course(*_walked(shape, seed))
        early.append(np.mean([one.expected for one in found[:4]]))
        late.append(np.mean([one.expected for one in found[-4:]]))
    assert np.mean(late) < 0.75 * np.mean(early)


def test_most_next_moves_of_simulated_groups_fall_into_the_band():
    inside = []
    for seed in range(3):
        answers, places = _walked("one camp", seed)
        for end in range(6, len(answers) - 2):
            found = outlook(answers[:end], places[:end])
            later = next(i for i, n in enumerate(answers) if n >= answers[end - 1] + AHEAD)
            moved = float(np.linalg.norm(places[later] - places[end - 1])) / NOTICEABLE
            inside.append(found.low <= moved <= found.high)
    assert np.mean(inside) >= 0.6


@cache
def _walked(shape, seed, m=6, f=12, turns=60):
    """Answers and places of the consensus ideal while a simulated group of six swipes on."""
    rng = np.random.default_rng(seed)
    sds = np.sqrt(rng.dirichlet(np.ones(f) * 4))
    space_map = AffineMap(np.diag(sds), np.zeros(f))
    prior = rng.standard_normal((400, f))
    crowd = gather_crowd(shape, m, space_map.coordinates(prior), rng)
    z = rng.standard_normal((turns * m, f))
    member = np.tile(np.arange(m), turns)
    x = space_map.coordinates(z)
    liking = crowd.utility(x)[member, np.arange(len(z))]
    value = (rng.random(len(z)) < sigmoid(liking / TEMPERATURE)).astype(float)
    alone = Prior(np.zeros(f + 1), 16.0 * np.eye(f + 1), np.zeros((f + 1, f + 1)))
    answers, places = [], []
    for turn in range(12, turns + 1, 2):
        upto = turn * m
        tastes = fit(gather_answers(member[:upto], x[:upto], value[:upto], m), alone)
        opinions = comparable(DenseOpinions(tastes, space_map), prior)
        model = GroupModel(opinions, RULES["consensus"], equal_voices(m))
        found = climb(model, prior[:6], 0.6 * np.sqrt(f))
        best = found.z[int(np.argmax(found.score))]
        answers.append(upto)
        places.append(space_map.coordinates(best[None])[0])
    return answers, np.array(places)
