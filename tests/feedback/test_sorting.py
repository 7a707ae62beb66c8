"""Classes in the fold: whose names count, what is aimed at, and sets of them."""

from __future__ import annotations

import numpy as np

from group_plgl.feedback.dataset import Classes, Dealt, Said, fold

CARDS = {
    f"c{i}": Dealt("ann", i, "classes" if i < 4 else "several-classes", f"p{i}", "", np.array([float(i)]))
    for i in range(6)
}
NAMES = ("Keep", "Maybe", "Drop")


def said(card: int, value: float, session: int) -> Said:
    kind = "classed" if card < 4 else "sorted"
    return Said(f"e{card}", "ann", kind, f"c{card}", value, None, session)


def test_a_picture_is_in_the_class_it_was_put_into_and_in_no_other() -> None:
    found = fold([said(0, 2.0, 1), said(1, 0.0, 1)], CARDS, ("ann",), 1, {1: Classes(NAMES)})
    assert found.belongs.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert found.value.tolist() == [0.0, 1.0] and found.classes.names == NAMES


def test_several_classes_are_bits_and_none_is_an_answer() -> None:
    sessions = {1: Classes(NAMES, exclusive=False, aim=2)}
    found = fold([said(4, 5.0, 1), said(5, 0.0, 1)], CARDS, ("ann",), 1, sessions)
    assert found.belongs.tolist() == [[1, 0, 1], [0, 0, 0]]
    assert found.value.tolist() == [1.0, 0.0]


def test_the_newest_sitting_says_what_is_aimed_at_for_all_with_the_same_classes() -> None:
    sessions = {1: Classes(NAMES), 2: Classes(NAMES, aim=1)}
    found = fold([said(0, 1.0, 1), said(1, 0.0, 2)], CARDS, ("ann",), 1, sessions)
    assert found.value.tolist() == [1.0, 0.0] and found.classes.aim == 1
    only = fold([said(0, 1.0, 1)], CARDS, ("ann",), 1, sessions)  # nothing was said in the second yet
    assert only.value.tolist() == [0.0] and only.classes.aim == 0


def test_answers_in_other_classes_still_say_what_was_liked_there() -> None:
    sessions = {1: Classes(("Yes", "No")), 2: Classes(NAMES)}
    found = fold([said(0, 0.0, 1), said(1, 2.0, 2)], CARDS, ("ann",), 1, sessions)
    assert found.value.tolist() == [1.0, 0.0]
    assert found.belongs.tolist() == [[-1, -1, -1], [0, 0, 1]]
