"""What a rule promises: axioms of social choice, and the search for a case that breaks one.

A check looks at one small profile and tries all changes of a kind (each member, each candidate, some
sizes), so it needs no chance of its own. Axioms are about tastes, not about how well they are known:
in all cases each member is known equally well everywhere. A promise that no case breaks is only called
kept where there is a reason (`KEPT`). Winners are all candidates in the first place, ties and all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from group_plgl.groups.cases import cases
from group_plgl.groups.profile import Profile
from group_plgl.groups.rules import RULES, Rule
from group_plgl.groups.rules.ends import MISERY
from group_plgl.shapes import Array

STEPS = (0.3, 1.0, 4.0)  # by how much more somebody likes a winner
STRETCHES = (0.25, 4.0)
SHIFTS = (-1.5, 1.5)
TIMES = 3  # how large a camp grows
CLEAR = 1e-9  # differences of utility and shares of the voice beyond this count


@dataclass(frozen=True)
class Axiom:
    """One promise.

    Attributes:
        name: As in tables.
        title: As people read it.
        statement: What is promised, in one sentence.
        source: Where it comes from.
        broken: Whether a rule breaks it in one small case.
    """

    name: str
    title: str
    statement: str
    source: str
    broken: Callable[[Rule, Profile], bool]


def witness(rule: Rule, axiom: Axiom) -> Profile | None:
    """The first of all cases in which a rule breaks an axiom; None if it breaks it in none."""
    return next((case for case in cases() if axiom.broken(rule, case)), None)


def keeps(rule: Rule, axiom: Axiom) -> bool:
    """Whether a rule breaks an axiom in no case that is tried."""
    return witness(rule, axiom) is None


@lru_cache
def verdicts() -> dict[tuple[str, str], str]:
    """By names of rule and axiom: "no" where a case breaks it, "yes" for a reason, or "not refuted"."""
    found = {}
    for rule in RULES.values():
        for axiom in AXIOMS.values():
            sure = "yes" if reason(rule.name, axiom.name) else "not refuted"
            found[rule.name, axiom.name] = sure if keeps(rule, axiom) else "no"
    return found


def reason(rule: str, axiom: str) -> str:
    """Why a rule keeps an axiom, in one sentence; empty where none is known."""
    return next((why for why, names in KEPT[axiom].items() if rule in names), "")


def table() -> str:
    """Rules against axioms as a Markdown table, each cell computed."""
    found = verdicts()
    lines = [
        "| rule | " + " | ".join(axiom.title for axiom in AXIOMS.values()) + " |",
        "|---" * (len(AXIOMS) + 1) + "|",
    ]
    lines += [
        f"| {rule.title} | " + " | ".join(found[rule.name, axiom] for axiom in AXIOMS) + " |"
        for rule in RULES.values()
    ]
    return "\n".join(lines)


def _winners(rule: Rule, profile: Profile) -> set[int]:
    return set(np.flatnonzero(rule.places(profile) == 0).tolist())


def _relation(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Who comes before whom: -1, 0 or 1 of each pair, `n x n`."""
    return np.asarray(np.sign(places[:, None] - places[None, :]))


def _pareto(rule: Rule, profile: Profile) -> bool:
    better = (profile.means[:, :, None] > profile.means[:, None, :] + CLEAR).all(axis=0)
    return bool((better & (_relation(rule.places(profile)) > 0)).any())


def _unanimity(rule: Rule, profile: Profile) -> bool:
    line = np.sort(profile.means, axis=1)
    best = np.unique(np.argmax(profile.means, axis=1))
    if profile.means.shape[1] < 2 or len(best) > 1 or (line[:, -1] - line[:, -2]).min() <= CLEAR:
        return False
    return _winners(rule, profile) != {int(best[0])}


def _anonymity(rule: Rule, profile: Profile) -> bool:
    places = rule.places(profile)
    orders = [np.roll(np.arange(len(profile.means)), shift) for shift in range(1, len(profile.means))]
    return any(not np.array_equal(rule.places(profile.members(order)), places) for order in orders)


def _neutrality(rule: Rule, profile: Profile) -> bool:
    n, places = profile.means.shape[1], rule.places(profile)
    orders = [np.arange(n)[::-1], *(np.roll(np.arange(n), shift) for shift in range(1, n))]
    return any(not np.array_equal(rule.places(profile.part(order)), places[order]) for order in orders)


def _monotonicity(rule: Rule, profile: Profile) -> bool:
    for winner in _winners(rule, profile):
        for member in range(len(profile.means)):
            for step in STEPS:
                means = profile.means.copy()
                means[member, winner] += step
                if winner not in _winners(rule, replace(profile, means=means)):
                    return True
    return False


def _camp_size(rule: Rule, profile: Profile) -> bool:
    winners, camps = _winners(rule, profile), profile.voices.camps
    every = np.arange(len(camps))
    for camp in np.unique(camps):
        grown = np.concatenate([every, *[np.flatnonzero(camps == camp)] * (TIMES - 1)])
        if _winners(rule, profile.members(grown)) != winners:
            return True
    return False


def _irrelevant(rule: Rule, profile: Profile) -> bool:
    relation, n = _relation(rule.places(profile)), profile.means.shape[1]
    for left in range(n if n > 2 else 0):
        rest = np.delete(np.arange(n), left)
        among = _relation(rule.places(profile.part(rest)))
        if not np.array_equal(among, relation[np.ix_(rest, rest)]):
            return True
    return False


def _rescaled(profile: Profile, member: int, stretch: float, shift: float) -> Profile:
    """One member's scale stretched and shifted: liking, doubt and where liking is even."""
    means, sds, even = profile.means.copy(), profile.sds.copy(), profile.voices.even.copy()
    means[member] = means[member] * stretch + shift
    sds[member] *= stretch
    even[member] = even[member] * stretch + shift
    return Profile(means, sds, replace(profile.voices, even=even))


def _own_zero(rule: Rule, profile: Profile) -> bool:
    return _scale_matters(rule, profile, [(1.0, shift) for shift in SHIFTS])


def _own_unit(rule: Rule, profile: Profile) -> bool:
    return _scale_matters(rule, profile, [(stretch, 0.0) for stretch in STRETCHES])


def _scale_matters(rule: Rule, profile: Profile, changes: list[tuple[float, float]]) -> bool:
    places = rule.places(profile)
    return any(
        not np.array_equal(rule.places(_rescaled(profile, member, *change)), places)
        for member in range(len(profile.means))
        for change in changes
    )


def _condorcet(rule: Rule, profile: Profile) -> bool:
    means, n = profile.means, profile.means.shape[1]
    sign = np.sign(means[:, :, None] - means[:, None, :])
    lead = np.einsum("m,mab->ab", profile.weights, sign)
    beats_all = np.flatnonzero((lead > CLEAR).sum(axis=1) == n - 1)
    return bool(len(beats_all)) and _winners(rule, profile) != {int(beats_all[0])}


def _favoured(profile: Profile) -> Array:
    """For how much of the voice each candidate is the one favourite, `n`."""
    top = profile.means.max(axis=1, keepdims=True)
    alone = (profile.means >= top - CLEAR).sum(axis=1) == 1
    return np.asarray(profile.weights @ ((profile.means == top) & alone[:, None]))


def _majority(rule: Rule, profile: Profile) -> bool:
    most = np.flatnonzero(_favoured(profile) > 0.5 + CLEAR)
    return bool(len(most)) and _winners(rule, profile) != {int(most[0])}


def _no_misery(rule: Rule, profile: Profile) -> bool:
    miserable = profile.means.min(axis=0) < MISERY
    return not miserable.all() and any(miserable[winner] for winner in _winners(rule, profile))


def _participation(rule: Rule, profile: Profile) -> bool:
    after = _winners(rule, profile)
    if len(after) > 1 or len(profile.means) < 2:
        return False
    (now,) = after
    for member, likes in enumerate(profile.means):
        before = _winners(rule, profile.members(np.delete(np.arange(len(profile.means)), member)))
        if len(before) == 1 and likes[next(iter(before))] > likes[now] + CLEAR:
            return True
    return False


def _reinforcement(rule: Rule, profile: Profile) -> bool:
    whole = _winners(rule, profile)
    for some, rest in _halves(len(profile.means)):
        both = _winners(rule, profile.members(some))
        if len(both) == 1 and both == _winners(rule, profile.members(rest)) and not both <= whole:
            return True
    return False


def _halves(m: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """All ways to part members in two groups, none of them empty; each way once."""
    every = np.arange(m)
    for size in range(1, m // 2 + 1):
        for some in combinations(range(m), size):
            yield np.array(some), np.delete(every, some)


_ALL = (
    Axiom(
        "pareto", "Pareto",
        "What everybody likes less than another candidate is never placed before it.",
        "Pareto 1906; weak Pareto principle, Arrow 1951.", _pareto,
    ),
    Axiom(
        "unanimity", "Unanimity",
        "What everybody likes best wins, and alone.",
        "Arrow 1951, for the first place.", _unanimity,
    ),
    Axiom(
        "anonymity", "Anonymity",
        "Nothing changes when members change places, each with voice and camp.",
        "May 1952.", _anonymity,
    ),
    Axiom(
        "neutrality", "Neutrality",
        "Nothing changes when candidates come in another order.",
        "May 1952.", _neutrality,
    ),
    Axiom(
        "monotonicity", "Monotonicity",
        "A winner that one member comes to like more is still a winner.",
        "May 1952, positive responsiveness in its weak form.", _monotonicity,
    ),
    Axiom(
        "camp_size", "Camp size",
        f"The winners stay the same when one camp becomes {TIMES} times as large.",
        "Equal say of groups, as in group-informed consensus, Small et al. 2021.", _camp_size,
    ),
    Axiom(
        "irrelevant", "Irrelevant candidates",
        "Which of two candidates comes first does not depend on what others there are.",
        "Independence of irrelevant alternatives, Arrow 1951, in Sen's form for utilities.", _irrelevant,
    ),
    Axiom(
        "own_zero", "Own zero",
        "Nothing changes when one member's whole scale is shifted.",
        "Unit comparability, d'Aspremont and Gevers 1977.", _own_zero,
    ),
    Axiom(
        "own_unit", "Own unit",
        "Nothing changes when one member's whole scale is stretched.",
        "Ratio-scale non-comparability, Tsui and Weymark 1997.", _own_unit,
    ),
    Axiom(
        "condorcet", "Condorcet",
        "What wins against every other candidate in a vote between the two wins alone.",
        "Condorcet 1785.", _condorcet,
    ),
    Axiom(
        "majority", "Majority",
        "What more than half of the voice likes best wins alone.",
        "Majority criterion; implied by Condorcet's.", _majority,
    ),
    Axiom(
        "no_misery", "No misery",
        f"Nothing that somebody likes less than {MISERY:g} wins where something else spares everybody that.",
        "Average without misery, Masthoff 2004; here as a promise.", _no_misery,
    ),
    Axiom(
        "participation", "Participation",
        "Nobody gets a winner they like less by taking part.",
        "Fishburn and Brams 1983; Moulin 1988.", _participation,
    ),
    Axiom(
        "reinforcement", "Reinforcement",
        "What two halves of the group each choose alone is among the winners of the whole.",
        "Young 1975, consistency in its weak form.", _reinforcement,
    ),
)  # fmt: skip
AXIOMS: dict[str, Axiom] = {axiom.name: axiom for axiom in _ALL}

_EVERY = tuple(RULES)
_SUMS = ("consensus", "mean", "nash", "approval", "borda", "plurality")
_LEAST = ("least_misery", "leximin")
_ONE_BY_ONE = tuple(name for name in RULES if name not in ("borda", "copeland", "plurality"))
_ORDERS = ("borda", "copeland", "plurality")
_DOUBTS = ("approval", "group_informed")
KEPT: dict[str, dict[str, tuple[str, ...]]] = {
    "pareto": {"The score never falls with anybody's liking, and candidates are scored alike.": _EVERY},
    "unanimity": {
        "The score rises strictly when everybody's liking does.": tuple(
            name for name in RULES if name not in (*_ORDERS, "majority_judgment")
        ),
        "Everybody gives it all they have to give.": ("borda", "plurality"),
        "It beats all others in pairs, so only it has all wins.": ("copeland",),
    },
    "anonymity": {"Opinions are added up or lined up, whoever they come from.": _EVERY},
    "neutrality": {"All candidates are scored by the same formula.": _EVERY},
    "monotonicity": {"More liking raises its own score and nobody else's.": _EVERY},
    "camp_size": {
        "The least and the most liking are the same in a larger camp.": ("least_misery", "most_pleasure"),
        "A camp is taken by its mean, whatever its size.": ("group_informed",),
    },
    "irrelevant": {"Each candidate is scored by itself.": _ONE_BY_ONE},
    "own_zero": {
        "A shift adds the same to all sums.": ("mean",),
        "Only each member's order counts.": _ORDERS,
        "Only the distance from where liking is even counts.": _DOUBTS,
    },
    "own_unit": {"Only each member's order counts.": _ORDERS},
    "condorcet": {"It alone has a win in every pair.": ("copeland",)},
    "majority": {
        "More than half of the voice is more than anybody else can have.": ("plurality",),
        "It beats all others in pairs.": ("copeland",),
    },
    "no_misery": {
        "The best minimum is not below that of a candidate without misery.": _LEAST,
        "Every score with misery lies below every score without.": ("average_without_misery",),
    },
    "participation": {
        "The newcomer adds what they like to each sum.": _SUMS,
        "A newcomer who lowers a minimum lowers it further for what they like less.": (
            *_LEAST, "average_without_misery",
        ),
        "A new maximum for what the newcomer likes less is one for what they like more.": ("most_pleasure",),
    },
    "reinforcement": {
        "The whole's sum is the sum of both.": _SUMS,
        "The whole's minimum is the lesser of both, and likewise what follows it.": _LEAST,
        "Misery in a part is misery in the whole; without it, sums add up.": ("average_without_misery",),
        "The whole's maximum is the greater of both.": ("most_pleasure",),
    },
}  # fmt: skip
