"""Labels of camps: the same people keep theirs, newcomers get new ones, who returns finds theirs free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from group_plgl.analytics.labels import MOST_LABELS, Known, labelled, remembered
from group_plgl.shapes import Array

WAYS = np.eye(6)


def camps(*sizes: int) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(sizes)), sizes)


def known(*labels: int, seen: int = 1) -> list[Known]:
    return [Known(label, seen, WAYS[label - 1].tolist()) for label in labels]


def nowhere(m: int) -> NDArray[np.int64]:
    return np.zeros(m, dtype=np.int64)


def test_the_first_camps_are_numbered_as_they_come() -> None:
    assert labelled(camps(5, 4, 3), nowhere(12), WAYS[:3], [], True) == [1, 2, 3]


def test_camps_of_the_same_people_keep_their_labels_whatever_their_size() -> None:
    home = np.repeat([2, 1], [7, 5])
    assert labelled(camps(7, 5), home, WAYS[[3, 4]], known(1, 2), True) == [2, 1]


def test_a_new_camp_gets_a_new_label() -> None:
    home = np.repeat([1, 2, 0], [6, 6, 6])
    assert labelled(camps(6, 6, 6), home, WAYS[[0, 1, 4]], known(1, 2), True) == [1, 2, 3]


def test_where_all_members_are_new_camps_are_known_by_where_they_lead() -> None:
    assert labelled(camps(6, 6), nowhere(12), WAYS[[1, 0]], known(1, 2), True) == [2, 1]


def test_a_camp_that_vanished_finds_its_label_free_when_it_returns() -> None:
    old = known(1, 2, 3)
    after = remembered([1, 2], WAYS[:2], old, 7, True)
    assert [(one.label, one.seen_in) for one in after] == [(1, 7), (2, 7), (3, 1)]
    home = np.repeat([1, 2, 1], [6, 6, 6])
    assert labelled(camps(6, 6, 6), home, WAYS[:3], after, True) == [1, 2, 3]
    elsewhere = labelled(camps(6, 6, 6), home, WAYS[[0, 1, 5]], after, True)
    assert elsewhere == [1, 2, 4]


def test_of_more_than_five_the_one_gone_longest_gives_its_label_away() -> None:
    old = [Known(label, label + 1, WAYS[0].tolist()) for label in range(1, MOST_LABELS + 1)]
    assert labelled(camps(6, 6), np.repeat([5, 4], 6), WAYS[[4, 5]], old, True) == [5, 4]
    assert labelled(camps(6, 6), np.repeat([5, 5], 6), WAYS[[4, 5]], old, True) == [5, 1]


def test_what_is_no_camp_is_not_remembered() -> None:
    old = known(1)
    assert remembered([1, 2], WAYS[:2], old, 9, False) == old


def test_labels_can_be_given_again_from_what_was_written_down() -> None:
    """A hundred histories of groups that change, each number again from what was recorded of it."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        old: list[Known] = []
        home = nowhere(24)
        for number in range(1, 9):
            camp, ways, supported = _drift(rng)
            record = (camp.copy(), home.copy(), ways.copy(), list(old), supported)
            labels = labelled(*record)
            assert len(set(labels)) == len(labels) and set(labels) <= set(range(1, MOST_LABELS + 1))
            stored = [Known(one.label, one.seen_in, [float(part) for part in one.pole]) for one in record[3]]
            assert labelled(record[0], record[1], record[2], stored, supported) == labels
            old = remembered(labels, ways, old, number, supported)
            if supported:
                home = np.array([labels[one] for one in camp])


def _drift(rng: np.random.Generator) -> tuple[NDArray[np.int64], Array, bool]:
    """Some grouping of 24 members."""
    k = int(rng.integers(2, 5))
    camp = np.sort(rng.permutation(np.arange(24) % k))
    ways = rng.standard_normal((k, 6))
    return camp, ways / np.linalg.norm(ways, axis=1, keepdims=True), bool(rng.random() < 0.7)
