"""How the live benchmark counts: waits per window, and lags from a vote to the hint that covers it."""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks.form import at_most
from group_plgl.benchmarks.live import Stretch
from group_plgl.benchmarks.phones import Ack, Line, Screen


def test_a_check_may_ask_for_at_most() -> None:
    assert at_most("a", 100.0, 100.0).ok is True
    assert at_most("a", 100.1, 100.0).ok is False
    assert at_most("a", None, 100.0).ok is None


def test_a_vote_is_heard_with_the_first_hint_that_covers_it() -> None:
    screen = Screen(Line(0), "/", heard=[(10.2, 10.1), (10.9, 10.6), (11.4, 11.2)])
    acks = [Ack(10.0, 0.1), Ack(10.15, 0.1), Ack(10.6, 0.1), Ack(11.3, 0.1)]
    np.testing.assert_allclose(screen.lags(acks, until=13.0), [0.2, 0.75, 0.3, 1.7])


def test_a_screen_that_heard_nothing_lags_to_the_end() -> None:
    assert Screen(Line(0), "/").lags([Ack(1.0, 0.1)], until=4.0) == [3.0]


def test_waits_are_taken_window_by_window_and_a_last_part_of_one_is_left_out() -> None:
    acks = [Ack(at, wait) for at, wait in ((0.5, 0.01), (1.5, 0.03), (2.5, 0.05), (4.1, 9.0))]
    stretch = Stretch(0.0, 4.2, acks, [], [])
    np.testing.assert_allclose(stretch.windows(stretch.waits, 50), [20.0, 50.0])
