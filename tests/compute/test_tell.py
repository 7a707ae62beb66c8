"""Telling in the child: pictures are shown of several members as far as these hide among each other."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.analytics.words import Heard
from group_plgl.compute.tasks.tell import Telling


@pytest.mark.parametrize(("fewest", "shown"), [(2, [True, False]), (3, [False, False])])
def test_who_came_with_a_file_is_nobody_to_hide_behind(fewest: int, shown: list[bool]) -> None:
    once = np.ones(1)
    heard = [Heard(np.array([0]), np.array([-1]), once, once) for _ in range(3)]
    hides = np.array([True, True, False])
    telling = Telling(heard, [], np.zeros((2, 1)), np.array([True, True]), fewest, hides)
    assert telling._enough(np.arange(3)).tolist() == shown
