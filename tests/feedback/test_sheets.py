"""Sheets: labels of clusters, what they are worth, and the checks that say so."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.feedback.dataset import Dealt, Said, fold
from group_plgl.feedback.sheets import checks, label_of, labels, sheet_weight, whole_record, within

LATENT = np.zeros(2)


def sheet(turn: int, cluster: str, count: int) -> dict[str, Dealt]:
    """The cards of a sheet of one cluster, or of one picture of it."""
    return {
        f"{turn} {place}": Dealt(
            "ann", turn, "clusters", f"p{turn}-{place}", "", LATENT + turn + place, cluster=cluster
        )
        for place in range(count)
    }


def said(turn: int, value: float, event: str = "") -> Said:
    return Said(event or f"e{turn}", "ann", "rated", f"{turn} 0", value, None)


def test_a_cluster_holds_itself_and_its_halves() -> None:
    assert within("7", "7") and within("7.0.1", "7.0") and not within("70", "7") and not within("7", "7.0")


def test_a_picture_has_the_label_of_the_smallest_labelled_cluster_it_is_in() -> None:
    known = {"7": 0.5, "7.0": 1.0}
    assert label_of("7.0.1", known) == 1.0
    assert label_of("7.1", known) == 0.5
    assert label_of("8", known) is None


def test_labels_are_of_sheets_and_the_newest_counts() -> None:
    cards = sheet(0, "3", 4) | sheet(1, "3.1", 1)
    assert labels([said(0, 0.0, "a"), said(0, 1.0, "b"), said(1, 0.0)], cards) == {"ann": {"3": 1.0}}


def test_a_picture_asked_about_alone_checks_its_label() -> None:
    cards = sheet(0, "3", 4) | sheet(1, "4", 4) | sheet(2, "3.1", 1) | sheet(3, "4.0.1", 1) | sheet(4, "5", 1)
    every = [said(0, 1.0), said(1, 0.5), said(2, 1.0), said(3, 1.0), said(4, 1.0)]
    assert checks(every, cards) == {"ann": (1, 1)}  # of a mixed one there is nothing to check
    assert whole_record([*every, said(2, 0.0, "undone later")], cards)[1] == 2
    undone = Said("u", "ann", "undone", None, None, "e2")
    assert checks([*every, undone], cards) == {}


def test_a_sheet_is_worth_less_than_as_many_answers_and_more_the_better_it_holds() -> None:
    assert 0.0 < sheet_weight(0, 0) < 1.0
    assert sheet_weight(50, 50) > sheet_weight(25, 50)
    assert sheet_weight(0, 100) == pytest.approx(0.1)


def test_a_sheet_says_the_same_of_each_of_its_pictures_with_less_weight() -> None:
    cards = sheet(0, "3", 4) | sheet(1, "3.1", 1) | sheet(2, "4", 5)
    found = fold([said(0, 1.0), said(1, 0.0), said(2, 0.5)], cards, ("ann",), 2, sheet=0.4)
    assert found.value.tolist() == [1.0] * 4 + [0.0]  # what is mixed says nothing of any
    assert found.weight.tolist() == [0.4] * 4 + [1.0]
    assert len(set(found.answer.tolist())) == 2
