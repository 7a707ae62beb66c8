"""Who may be asked about: however filtered results are put together, nobody stands alone."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from group_plgl.analytics.segments import NO_ANSWER, cells, chosen, offered
from group_plgl.services.threshold import is_step, is_step_in_cells

CHOICES = ("Design", "Sales", NO_ANSWER)
K = 3


@st.composite
def crowds(draw):
    """Up to forty members who answered up to three questions, unevenly, as people do."""
    questions = draw(st.integers(1, 3))
    kinds = draw(st.lists(st.tuples(*[st.sampled_from(CHOICES)] * questions), min_size=1, max_size=5))
    sizes = draw(st.lists(st.integers(1, 9), min_size=len(kinds), max_size=len(kinds)))
    people = [kind for kind, size in zip(kinds, sizes, strict=True) for _ in range(size)]
    return {f"m{i}": kind for i, kind in enumerate(people)}


def every_filter(positions):
    """All filters over some questions: an answer to each of any of them."""
    some = chain.from_iterable(combinations(positions, r) for r in range(len(positions) + 1))
    return [dict(zip(one, said, strict=True)) for one in some for said in product(CHOICES, repeat=len(one))]


@given(crowds(), st.integers(0, 2**32 - 1), st.data())
def test_no_sum_or_difference_of_filtered_results_rests_on_fewer_than_k(answers, seed, data):
    counted = data.draw(st.sets(st.sampled_from(sorted(answers))))
    found = offered(answers, counted, K)
    rng = np.random.default_rng(seed)
    filters = every_filter(found)
    factors = rng.integers(-2, 3, len(filters))
    for people in (set(answers), counted):
        if len(people) < K:  # nothing is shown of them at all
            continue
        weight = dict.fromkeys(people, 0)
        for asked, factor in zip(filters, factors, strict=True):
            for member in chosen(answers, asked) & people:
                weight[member] += int(factor)
        alike = [sum(one == value for one in weight.values()) for value in set(weight.values())]
        assert min(alike) >= K or not found


@given(crowds())
def test_questions_are_offered_in_order_as_long_as_every_cell_is_large(answers):
    found = offered(answers, answers, K)
    questions = len(next(iter(answers.values())))
    for place in range(questions):
        before = tuple(one for one in found if one < place)
        fits = all(len(one) >= K for one in cells(answers, (*before, place)).values())
        assert (place in found) == fits


def test_those_who_said_nothing_are_a_cell_too():
    answers = {f"m{i}": ("Design",) for i in range(5)} | {"quiet": (NO_ANSWER,)}
    assert offered(answers, answers, 5) == ()
    more = answers | {f"quiet {i}": (NO_ANSWER,) for i in range(4)}
    assert offered(more, more, 5) == (0,)
    assert chosen(more, {0: NO_ANSWER}) == {"quiet", *(f"quiet {i}" for i in range(4))}


def test_a_few_known_tastes_in_a_large_cell_are_not_offered():
    answers = {f"m{i}": ("Design" if i < 6 else "Sales",) for i in range(12)}
    assert offered(answers, [f"m{i}" for i in range(12)], 5) == (0,)
    assert offered(answers, [f"m{i}" for i in range(2, 12)], 5) == ()
    assert offered(answers, [f"m{i}" for i in range(6, 12)], 5) == (0,), "none of a cell is not few"


def test_without_questions_or_members_nothing_is_offered():
    assert offered({}, [], 5) == () and offered({"m": ()}, ["m"], 1) == ()


@st.composite
def steps(draw):
    """Members with a cell before and now, or not there, and how far each moved."""
    label = st.sampled_from(["a", "b", "c", None])
    rows = draw(st.lists(st.tuples(label, label, st.sampled_from([0.0, 0.2, 0.5, 1.0])), max_size=24))
    bulk = draw(st.integers(0, 8))
    rows += [("a", "a", 0.5)] * bulk + [("b", "b", 0.4)] * draw(st.integers(0, 8))
    before = {f"m{i}": one for i, (one, _, _) in enumerate(rows) if one}
    now = {f"m{i}": one for i, (_, one, _) in enumerate(rows) if one}
    moved = {f"m{i}": float(how) if one == other else 1.0 for i, (one, other, how) in enumerate(rows)}
    return before, now, {name: how for name, how in moved.items() if name in before or name in now}


@given(steps())
def test_between_two_numbers_no_union_of_segments_moves_by_few(moves):
    before, now, moved = moves
    if not is_step_in_cells(before, now, moved, K):
        return
    labels = sorted({*before.values(), *now.values()})
    unions = list(chain.from_iterable(combinations(labels, r) for r in range(len(labels) + 1)))
    for then, later in product(unions, repeat=2):
        apart = {}
        for member in {*before, *now}:
            was, stays = before.get(member) in then, now.get(member) in later
            apart[member] = 1.0 if was != stays else content(member, moves) if was else 0.0
        assert is_step(apart, K), (then, later)


def content(member, moves):
    """How far somebody's answers moved who is in a union both times: at most as far as told."""
    before, now, moved = moves
    return moved[member] if before[member] == now[member] else 1.0


def test_one_newcomer_does_not_move_a_segment_that_else_stands_still():
    before = {f"m{i}": "a" for i in range(6)} | {f"n{i}": "b" for i in range(6)}
    now = before | {"new": "a"}
    still = dict.fromkeys(before, 0.0) | {"new": 1.0}
    assert not is_step_in_cells(before, now, still, K)
    assert not is_step_in_cells(before, now, still | dict.fromkeys(["n0", "n1", "n2", "n3"], 1.0), K)
    assert is_step_in_cells(before, now, still | {f"m{i}": 0.5 for i in range(6)}, K)
    assert is_step_in_cells(before, before, dict.fromkeys(before, 0.0), K)
    fresh = {f"f{i}": "c" for i in range(3)}
    assert is_step_in_cells(before, before | fresh, dict.fromkeys(before, 0.0) | dict.fromkeys(fresh, 1.0), K)
