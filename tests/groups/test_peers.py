"""The same winners as the peers have: pref_voting and abcvoting, on a thousand random profiles."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from scipy.special import ndtri

from group_plgl.groups.profile import Profile, equal_voices
from group_plgl.groups.rules import RULES
from group_plgl.groups.rules.votes import GRADES

with warnings.catch_warnings():  # what they import warns about itself
    warnings.simplefilter("ignore")
    from abcvoting import abcrules, preferences
    from pref_voting import grade_methods, utility_methods
    from pref_voting.grade_profiles import GradeProfile
    from pref_voting.profiles import Profile as Rankings
    from pref_voting.utility_profiles import UtilityProfile

COUNT = 1000
STEPS = np.linspace(-2.1, 2.1, 15)  # none of them on the edge of a grade


def tables(ties: bool) -> Iterator[np.ndarray]:
    """Likings of 2 to 7 members for 2 to 5 candidates, in steps, with or without ties of one member."""
    rng = np.random.default_rng(11)
    for _ in range(COUNT):
        m, n = int(rng.integers(2, 8)), int(rng.integers(2, 6))
        if ties:
            yield rng.choice(STEPS, (m, n))
        else:
            yield np.array([rng.choice(STEPS, n, replace=False) for _ in range(m)])


def winners(rule: str, means: np.ndarray, even: float = 0.0) -> list[int]:
    known = Profile(means, np.zeros_like(means), equal_voices(len(means), even))
    return np.flatnonzero(RULES[rule].places(known) == 0).tolist()


@pytest.mark.parametrize(
    ("rule", "scores"),
    [
        ("borda", Rankings.borda_scores),
        ("plurality", Rankings.plurality_scores),
        ("copeland", Rankings.copeland_scores),
    ],
    ids=["borda", "plurality", "copeland"],
)
def test_elections_of_rankings_have_the_same_winners(
    rule: str, scores: Callable[[Rankings], dict[int, float]]
) -> None:
    for means in tables(ties=False):
        found = scores(Rankings(np.argsort(-means, axis=1).tolist()))
        most = max(found.values())
        assert winners(rule, means) == [one for one, score in sorted(found.items()) if score == most]


# Whole numbers keep sums of the peers exact: they compare without a tolerance.
@pytest.mark.parametrize(
    ("rule", "peer"),
    [
        ("mean", utility_methods.sum_utilitarian_ws),
        ("least_misery", utility_methods.maximin_ws),
        ("leximin", utility_methods.lexicographic_maximin_ws),
    ],
    ids=["mean", "least_misery", "leximin"],
)
def test_utilities_have_the_same_winners(rule: str, peer: Callable[[UtilityProfile], list[int]]) -> None:
    for means in tables(ties=True):
        whole = np.round(means / 0.3)
        said = UtilityProfile([dict(enumerate(row)) for row in whole.tolist()])
        assert winners(rule, whole) == list(peer(said))


def test_the_nash_product_is_the_peers_with_the_worst_picture_as_status_quo() -> None:
    for means in tables(ties=False):
        # Percentiles in whole twentieths, so that both read the same; candidate 0 is the worst picture.
        gains = np.round(means / 0.3).astype(int) + 9
        said = UtilityProfile([{0: 0, **dict(enumerate(row, 1))} for row in gains.tolist()])
        found = [one - 1 for one in utility_methods.nash_ws(said, sq=0)]
        assert winners("nash", ndtri(gains / 20.0)) == found


def test_approval_has_the_same_winners_as_ballots_of_yes_and_no() -> None:
    for means in tables(ties=True):
        yes = (means > 0.0).astype(int)
        said = GradeProfile([dict(enumerate(row)) for row in yes.tolist()], [0, 1])
        far = np.where(means > 0.0, 30.0, -30.0)  # known for sure
        assert winners("approval", far) == list(grade_methods.approval(said))


def test_approval_has_the_same_winners_as_a_committee_of_one() -> None:
    for means in tables(ties=True):
        said = preferences.Profile(means.shape[1])
        said.add_voters([np.flatnonzero(row > 0.0).tolist() for row in means])
        found = sorted(one for committee in abcrules.compute("av", said, 1) for one in committee)
        assert winners("approval", np.where(means > 0.0, 30.0, -30.0)) == found


def test_majority_judgment_has_the_same_winners() -> None:
    for means in tables(ties=True):
        grades = np.searchsorted(GRADES, means, side="right")
        said = GradeProfile([dict(enumerate(row)) for row in grades.tolist()], list(range(7)))
        assert winners("majority_judgment", means) == list(grade_methods.majority_judgement(said))
