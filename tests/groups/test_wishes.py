"""What several people say they like is joined by a rule: what it comes to, and when it comes to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.groups.profile import equal_voices, weighted_voices
from group_plgl.groups.rules import RULES
from group_plgl.groups.wishes import agreed

# more of it for two of three and less for one; for all; for nobody; for one alone; less, for all
SAID = np.array([[1.0, 0.5, 0.0, 1.0, -1.0], [1.0, 0.5, 0.0, 0.0, -0.5], [-1.0, 0.5, 0.0, 0.0, -0.5]])


@pytest.mark.parametrize(
    ("rule", "signs"),
    [("mean", [1, 1, 0, 1, -1]), ("median", [1, 1, 0, 0, -1]), ("consensus", [0, 1, 0, 1, -1])],
)
def test_each_rule_joins_wishes_in_its_own_way(rule: str, signs: list[int]) -> None:
    assert np.sign(agreed(SAID, RULES[rule], equal_voices(3)).round(9)).tolist() == signs


def test_the_mean_of_wishes_is_their_mean_by_voices() -> None:
    voices = weighted_voices(np.array([1.0, 1.0, 3.0]))
    assert np.allclose(agreed(SAID, RULES["mean"], voices), voices.weights @ SAID)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_turns_what_all_want_round_or_wants_what_nobody_spoke_of(rule: str) -> None:
    found = agreed(SAID, RULES[rule], equal_voices(3))
    assert found[1] >= 0.0 >= found[4] and found[2] == 0.0
