"""A family is chosen where it is clearly better, and what is reported had no part in choosing it."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.members.calibration import predictive_logit, wilson
from group_plgl.members.families import comparing, taught
from group_plgl.members.families.comparing import Compared, clearly_best, compare, mix
from group_plgl.members.families.foretelling import first_rows, log_chances
from group_plgl.members.families.registry import FAMILIES
from group_plgl.members.families.taught import Choice, Group, follow
from group_plgl.utility import sigmoid

from .conftest import D, Utility, World, islands, nothing, point, straight

TOGETHER = ("dense", "nearest", "vectors")
FEW = ("dense", "curved", "nearest", "vectors", "ensemble")  # trees take ten times as long


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "FAMILIES", {name: FAMILIES[name] for name in FEW})
    for room in (comparing, taught):
        monkeypatch.setattr(room, "TOGETHER", TOGETHER)


def compared(group: Group, rows: list[int]) -> Compared:
    return compare(group, np.array(rows), np.unique(group.answers.answer))


def mixed_group(world: World, odd: list[Utility], n: int, seed: int) -> Group:
    rng = np.random.default_rng(seed)
    return world.group([*odd, *(straight(rng) for _ in range(6))], n, seed)


@pytest.mark.parametrize("odd", [islands, point])
def test_a_member_whom_another_family_foretells_better_gets_it(world: World, odd) -> None:
    rng = np.random.default_rng(11)
    group = mixed_group(world, [odd(rng) for _ in range(4)], 120, seed=12)
    found = compared(group, [0, 1, 2, 3])
    assert sum(name != "dense" for name in found.family) >= 3
    z = rng.standard_normal((1500, D))
    x, known = world.features.coordinates(z), world.known(group)
    chosen = chosen_in(found)
    truly = truth(odd, 11, z)
    dense, used = (
        predictive_logit(*tastes.moments(x))[:4] for tastes in (known.tastes, follow(known, chosen))
    )
    assert score(used, truly) > score(dense, truly) + 0.02


def chosen_in(found: Compared) -> dict[int, Choice]:
    weights = [tuple(shares) for shares in found.weights]
    return {row: Choice(name, weights[row]) for row, name in enumerate(found.family) if name != "dense"}


def truth(odd, seed: int, z: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.stack([sigmoid(odd(rng)(z)) for _ in range(4)])


def score(logits: np.ndarray, chance: np.ndarray) -> float:
    return float((-chance * np.logaddexp(0, -logits) - (1 - chance) * np.logaddexp(0, logits)).mean())


def test_straight_members_and_those_who_answer_at_random_keep_the_default(world: World) -> None:
    rng = np.random.default_rng(21)
    group = world.group([straight(rng) for _ in range(6)] + [nothing(rng)] * 6, 60, seed=22)
    found = compared(group, list(range(12)))
    assert sum(name == "dense" for name in found.family[:6]) >= 5
    assert sum(name == "dense" for name in found.family[6:]) >= 5


def test_labels_by_chance_are_reported_as_luck(world: World) -> None:
    rng = np.random.default_rng(23)
    group = world.group([nothing(rng) for _ in range(12)], 60, seed=24)
    found = compared(group, list(range(12)))
    for name in ("ensemble", comparing.CHOSEN):
        assert abs(np.nanmean(found.areas[name]) - 0.5) < 0.05


def test_what_is_reported_agrees_with_fresh_answers(world: World) -> None:
    inside, over, rng = [], [], np.random.default_rng(31)
    for seed in range(3):
        tastes = [make(rng) for make in (islands, point, nothing, straight) for _ in range(4)]
        group = world.group(tastes, 40, seed=seed)
        found = compared(group, list(range(16)))
        known, z = world.known(group), rng.standard_normal((2000, D))
        chosen = chosen_in(found)
        logits = predictive_logit(*follow(known, chosen).moments(world.features.coordinates(z)))
        for row, utility in enumerate(tastes):
            right = np.where(logits[row] > 0, sigmoid(utility(z)), 1 - sigmoid(utility(z))).mean()
            low, high = wilson(found.reported.right[row], found.reported.asked[row])
            inside.append(low <= right <= high)
            over.append(found.reported.right[row] / found.reported.asked[row] - right)
    assert np.mean(inside) > 0.85
    assert abs(np.mean(over)) < 0.03


def test_a_family_that_is_hardly_better_is_not_taken(world: World) -> None:
    group = world.group([straight(np.random.default_rng(1))], 40, seed=1)
    truly = np.where(group.answers.value > 0.5, 1.0, -1.0)
    told = group.answers.answer >= 0
    slightly = {"dense": 0.5 * truly, "curved": 0.52 * truly}
    surely = {"dense": 0.0 * truly, "curved": 2.0 * truly}
    assert clearly_best(group.answers, slightly, told)[0] == ("dense",)
    assert clearly_best(group.answers, surely, told)[0] == ("curved",)
    lucky = {"dense": 0.0 * truly, "curved": np.where(np.arange(40) < 2, 4.0 * truly, 0.0)}
    assert clearly_best(group.answers, lucky, told)[0] == ("dense",)


def test_the_chance_of_a_pick_is_its_softmax_by_brute_force(world: World) -> None:
    group = world.group([straight(np.random.default_rng(2))], 6, seed=3, picks=True)
    utility = np.random.default_rng(4).standard_normal((6, 4))
    logits = (utility[:, :1] - utility[:, 1:]).reshape(1, 18)
    told = log_chances(group.answers, logits)
    assert first_rows(group.answers).sum() == 6
    assert np.allclose(told[told != 0], utility[:, 0] - np.log(np.exp(utility).sum(axis=1)))


def test_an_ensemble_takes_most_of_what_foretells_best_and_is_even_where_nothing_does(world: World) -> None:
    group = world.group([straight(np.random.default_rng(1))], 60, seed=1)
    truly = np.where(group.answers.value > 0.5, 1.0, -1.0)
    told = group.answers.answer >= 0
    logits = {"dense": -truly, "vectors": 0.0 * truly, "nearest": 2.0 * truly}
    weights = mix(group.answers, logits, told)[0]
    assert TOGETHER[int(np.argmax(weights))] == "nearest" and weights.max() >= 0.9
    assert np.isclose(weights.sum(), 1.0)
    nobody = mix(group.answers, dict.fromkeys(TOGETHER, 0.0 * truly), told)[0]
    assert nobody.min() >= 0.25
