"""What readers of comments are judged by: counts of keys with their signs, and places."""

from __future__ import annotations

import json

import numpy as np
import pytest

from group_plgl.benchmarks.comment_set import comments_of
from group_plgl.benchmarks.reading import by_grammar, by_words, f1_line, f1_of, judged_all, run
from group_plgl.feedback.comments import Mention

LINE = {
    "text": "love the warm glaze, not the handle",
    "language": "en",
    "space": "vessel",
    "labels": [
        {"key": "warmth:warm", "sign": "liked", "span": "warm"},
        {"key": "jug:a jug", "sign": "disliked", "span": "handle"},
    ],
    "unclear": False,
    "kinds": ["mixed"],
}


def test_a_mention_is_right_where_key_and_sign_are():
    comments = comments_of(json.dumps(LINE))
    (ours,) = judged_all(comments, by_grammar)
    assert (ours.right, ours.wrong, ours.missed) == (2, 0, 0) and ours.overlaps == (1.0, 1.0)
    (words,) = judged_all(comments, by_words)
    assert (words.right, words.wrong, words.missed) == (1, 1, 1)
    (half,) = judged_all(comments, lambda *_: [Mention("warmth:warm", True, 1.0, 9, 18)])
    assert half.overlaps == (pytest.approx(4 / 9),)


def test_f1_counts_over_all_comments():
    assert f1_of(np.array([2.0, 1.0, 1.0])) == pytest.approx(2 / 3)
    judged = judged_all(comments_of(json.dumps(LINE)), by_words)
    line = f1_line("", judged * 3, np.random.default_rng(0))
    assert line.value == line.low == line.high == pytest.approx(0.5)


def test_the_quick_run_leaves_the_unseen_alone():
    report = run(True, 1)
    assert report.status == 0 and report.checks[0].ok is None
    ours, words = report.lines
    assert ours.value > words.value
