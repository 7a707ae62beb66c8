"""What rules promise: each "no" is seen by other code, too, and each "yes" with a reason stands attacks."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group_plgl.groups.axioms import AXIOMS, KEPT, Axiom, keeps, reason, table, verdicts, witness
from group_plgl.groups.cases import cases
from group_plgl.groups.profile import Profile, Voices, weighted_voices
from group_plgl.groups.rules import RULES, Rule

every_axiom = pytest.mark.parametrize("axiom", AXIOMS.values(), ids=list(AXIOMS))
KNOWN = {  # from textbooks, not from our checks
    ("mean", "reinforcement"): "yes",
    ("mean", "majority"): "no",
    ("borda", "condorcet"): "no",
    ("borda", "majority"): "no",
    ("borda", "participation"): "yes",
    ("borda", "irrelevant"): "no",
    ("plurality", "majority"): "yes",
    ("plurality", "condorcet"): "no",
    ("plurality", "irrelevant"): "no",
    ("copeland", "condorcet"): "yes",
    ("copeland", "participation"): "no",  # Moulin 1988
    ("copeland", "reinforcement"): "no",  # Young and Levenglick 1978
    ("majority_judgment", "irrelevant"): "yes",
    ("majority_judgment", "participation"): "no",
    ("majority_judgment", "condorcet"): "no",
    ("median", "participation"): "no",
    ("least_misery", "no_misery"): "yes",
    ("least_misery", "camp_size"): "yes",
    ("leximin", "no_misery"): "yes",
    ("most_pleasure", "no_misery"): "no",
    ("group_informed", "camp_size"): "yes",
    ("approval", "camp_size"): "no",
    ("mean", "own_zero"): "yes",
    ("mean", "own_unit"): "no",
}


def best(rule: Rule, means: np.ndarray, known: Profile, rows: list[int] | None = None) -> list[int]:
    """The winners by scores alone, or for leximin by sorted tuples, of some members."""
    rows = list(range(len(means))) if rows is None else rows
    voices = known.voices
    some = weighted_voices(voices.weights[rows], voices.even[rows], voices.camps[rows])
    profile = Profile(means[rows], known.sds[rows][:, : means.shape[1]], some)
    if rule.name == "leximin":
        lines = [stretched(means[rows, column], some.weights) for column in range(means.shape[1])]
        return [at for at, line in enumerate(lines) if line == max(lines)]
    scores = [round(float(score), 11) for score in rule.score(profile)]
    return [at for at, score in enumerate(scores) if score == max(scores)]


def stretched(likings: np.ndarray, weights: np.ndarray) -> list[float]:
    """Likings in line, each as often as its voice weighs in whole parts."""
    parts = 27_720 * weights / weights.min()
    unit = np.gcd.reduce(np.round(parts).astype(int))
    times = np.round(parts).astype(int) // unit
    return sorted(
        value for value, count in zip(likings.tolist(), times.tolist(), strict=True) for _ in range(count)
    )


def truly_broken(name: str, rule: Rule, known: Profile) -> bool:
    """The same promises written down once more, with loops and scores."""
    means, weights = known.means, known.weights
    m, n = means.shape
    winners = best(rule, means, known)
    if name in ("own_zero", "own_unit"):

        def changed(member: int, stretch: float, shift: float) -> bool:
            other, sds, even = means.copy(), known.sds.copy(), known.voices.even.copy()
            other[member], sds[member] = other[member] * stretch + shift, sds[member] * stretch
            even[member] = even[member] * stretch + shift
            voices = Voices(weights, even, known.voices.camps)
            before, after = rule.places(known), rule.places(Profile(other, sds, voices))
            return any((before[a] < before[b]) != (after[a] < after[b]) for a in range(n) for b in range(n))

        changes = [(1.0, -1.5), (1.0, 1.5)] if name == "own_zero" else [(0.25, 0.0), (4.0, 0.0)]
        return any(changed(member, *change) for member in range(m) for change in changes)
    if name == "unanimity":
        tops = {max(range(n), key=lambda a, row=row: row[a]) for row in means.tolist()}
        return len(tops) == 1 and winners != sorted(tops)
    if name == "condorcet":
        lead = {(a, b): sum(w for w, row in zip(weights, means, strict=True) if row[a] > row[b])
                for a, b in permutations(range(n), 2)}  # fmt: skip
        champions = [a for a in range(n) if all(lead[a, b] > lead[b, a] + 1e-9 for b in range(n) if b != a)]
        return bool(champions) and winners != champions
    if name == "majority":
        first = [[b for b in range(n) if row[b] == max(row)] for row in means.tolist()]
        loved = [
            a for a in range(n)
            if sum(w for w, top in zip(weights, first, strict=True) if top == [a]) > 0.5 + 1e-9
        ]  # fmt: skip
        return bool(loved) and winners != loved
    if name == "no_misery":
        return any(means[:, a].min() < -1.0 for a in winners) and any(
            means[:, a].min() >= -1.0 for a in range(n)
        )
    if name == "irrelevant":

        def ahead(columns: list[int], a: int, b: int) -> bool:
            places = rule.places(Profile(means[:, columns], known.sds[:, columns], known.voices))
            return bool(places[columns.index(a)] < places[columns.index(b)])

        return any(
            ahead(list(range(n)), a, b) != ahead([one for one in range(n) if one != left], a, b)
            for a, b, left in permutations(range(n), 3)
        )
    if name == "camp_size":
        camps = known.voices.camps.tolist()
        grown = [sorted([*range(m)] + 2 * [i for i in range(m) if camps[i] == camp]) for camp in set(camps)]
        return any(best(rule, means, known, rows) != winners for rows in grown)
    if name == "participation":

        def regret(member: int) -> bool:
            before = best(rule, means, known, [i for i in range(m) if i != member])
            return len(before) == len(winners) == 1 and means[member, before[0]] > means[member, winners[0]]

        return any(regret(member) for member in range(m))
    if name == "reinforcement":
        for size in range(1, m):
            for some in combinations(range(m), size):
                one = best(rule, means, known, list(some))
                other = best(rule, means, known, [i for i in range(m) if i not in some])
                if len(one) == 1 and one == other and one[0] not in winners:
                    return True
        return False
    raise KeyError(name)


@pytest.mark.parametrize("rule", RULES)
def test_what_breaks_a_promise_breaks_it_by_other_code_as_well(rule: str) -> None:
    broken = [axiom for axiom in AXIOMS if verdicts()[rule, axiom] == "no"]
    for axiom in broken:
        case = witness(RULES[rule], AXIOMS[axiom])
        assert case is not None and truly_broken(axiom, RULES[rule], case), axiom


def test_every_promise_is_broken_by_a_case_or_kept_for_a_reason() -> None:
    for (rule, axiom), found in verdicts().items():
        assert found in ("yes", "no")
        assert (found == "yes") == bool(reason(rule, axiom)), (rule, axiom)


def test_verdicts_are_those_of_the_textbooks() -> None:
    assert {pair: verdicts()[pair] for pair in KNOWN} == KNOWN


STEPS = st.integers(-10, 10).map(lambda one: one / 4.0) | st.floats(-2.5, 2.5).map(lambda one: round(one, 3))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    m, n = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    means = np.array(draw(st.lists(STEPS, min_size=m * n, max_size=m * n))).reshape(m, n)
    some = st.lists(st.integers(1, 4), min_size=m, max_size=m)
    sds = np.repeat(np.array(draw(some))[:, None] * 0.2 + 0.3, n, axis=1)
    camps = np.unique(np.array(draw(some)) % 3, return_inverse=True)[1].astype(np.int64)
    even = np.array(draw(some)) / 5.0 - 0.5
    return Profile(means, sds, weighted_voices(np.array(draw(some), dtype=np.float64), even, camps))


@every_axiom
@given(known=profiles())
@settings(max_examples=40, deadline=None)
def test_what_is_kept_for_a_reason_stands_attacks(axiom: Axiom, known: Profile) -> None:
    for names in KEPT[axiom.name].values():
        for name in names:
            assert not axiom.broken(RULES[name], known), name


def test_cases_are_always_the_same_and_small() -> None:
    assert cases() is cases()
    assert all(max(case.means.shape) <= 5 for case in cases())
    assert any(len(set(case.weights.tolist())) > 1 for case in cases())
    assert any(len(set(case.voices.camps.tolist())) > 1 for case in cases())
    assert any(len(np.unique(case.means)) < case.means.size for case in cases())


def test_the_table_has_a_line_for_every_rule_and_a_column_for_every_axiom() -> None:
    lines = table().splitlines()
    assert len(lines) == 2 + len(RULES)
    assert all(line.count("|") == len(AXIOMS) + 2 for line in lines)
    for rule, line in zip(RULES.values(), lines[2:], strict=True):
        assert line.startswith(f"| {rule.title} | ")


def test_the_mean_leaves_the_minority_alone_and_least_misery_does_not() -> None:
    assert not keeps(RULES["mean"], AXIOMS["no_misery"])
    assert keeps(RULES["least_misery"], AXIOMS["no_misery"])


@every_axiom
def test_every_axiom_has_words_for_people(axiom: Axiom) -> None:
    assert all(text.strip() for text in (axiom.title, axiom.statement, axiom.source))
    assert axiom.statement.endswith(".") and AXIOMS[axiom.name] is axiom
    assert all(name in RULES for names in KEPT[axiom.name].values() for name in names)
