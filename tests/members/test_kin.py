"""Kin: groups of one space may begin with each other's mean, as far as they foretell each other."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save

from group_plgl.errors import UnsafeBytes
from group_plgl.members.answers import Answers, gather_answers
from group_plgl.members.dense import Tastes
from group_plgl.members.fitting import pooled
from group_plgl.members.kin import UNJUDGED, Kin
from group_plgl.members.priors import Belief, believed, choose_belief

F = 10
LENT = Belief(16.0, 0.6)


def tastes_of(groups: int, alike: float, seed: int, m: int = 10) -> np.ndarray:
    """`groups x m x f` tastes: sixty percent is the group's, of which `alike` is common to all."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal(F)
    own = rng.standard_normal((groups, 1, F))
    mean = np.sqrt(alike) * common + np.sqrt(1.0 - alike) * own
    return 4.0 * (np.sqrt(0.6) * mean + np.sqrt(0.4) * rng.standard_normal((groups, m, F)))


def said(taste: np.ndarray, each: int, seed: int) -> Answers:
    """Answers of members with such tastes."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(len(taste)), each)
    x = rng.standard_normal((len(who), F)) / np.sqrt(F)
    liked = rng.random(len(who)) < 1.0 / (1.0 + np.exp(-np.einsum("nf,nf->n", x, taste[who])))
    return gather_answers(who, x, liked.astype(float), len(taste))


def lent(tastes: np.ndarray, seed: int) -> Kin:
    """What groups lend who gave 40 answers each."""
    files = []
    for place, taste in enumerate(tastes):
        prior, _ = believed(LENT, said(taste, 40, 100 * seed + place), F)
        variance = np.full(F + 1, LENT.scale)
        variance[F:-1] *= 1e-6
        files.append(Kin.of(prior, LENT.share * variance).to_bytes())
    kin = Kin.of_all(files)
    assert kin is not None
    return kin


def likeness(tastes: Tastes, truth: np.ndarray) -> float:
    found = tastes.mean[:, :F]
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(truth, axis=1)
    return float((np.einsum("mf,mf->m", found, truth) / norms).mean())


def gain(alike: float, seed: int, each: int = 8) -> tuple[float, float]:
    """How much better a new group is known with what five others lend, and what is taken as common."""
    *others, new = tastes_of(6, alike, seed)
    kin, answers, rows = lent(np.array(others), seed), said(new, each, seed), np.arange(len(new))
    with_kin, without = choose_belief(answers, F, rows, kin, LENT), choose_belief(answers, F, rows)
    better = likeness(believed(with_kin, answers, F, kin=kin)[1], new)
    return better - likeness(believed(without, answers, F)[1], new), with_kin.kin


def test_a_new_group_among_similar_ones_is_known_better() -> None:
    found = np.array([gain(0.9, seed) for seed in range(8)])
    assert found[:, 0].mean() > 0.05
    assert (found[:, 1] > 0.0).sum() >= 6


def test_a_new_group_among_strangers_loses_nothing() -> None:
    found = np.array([gain(0.0, seed) for seed in range(8)])
    assert found[:, 0].mean() > -0.01
    assert found[:, 1].mean() < 0.4


def test_before_any_answer_a_group_has_the_mean_of_those_that_foretell_each_other() -> None:
    tastes = tastes_of(6, 0.9, 3)
    kin = lent(tastes[:5], 3)
    empty = said(tastes[5], 1, 1)
    empty = empty.weighing(np.zeros_like(empty.weight))
    belief = choose_belief(empty, F, np.zeros(0, dtype=np.int64), kin, LENT)
    prior, _ = believed(belief, empty, F, kin=kin)
    assert belief.kin > 0.0
    assert np.corrcoef(prior.mean[:F], tastes[5].mean(axis=0))[0, 1] > 0.5
    strangers = lent(tastes_of(5, 0.0, 3), 3)
    assert strangers.likeliest == 0.0
    assert choose_belief(empty, F, np.zeros(0, dtype=np.int64)).kin == 0.0


def test_doubt_is_honest_the_mean_of_a_new_group_lies_where_it_is_told() -> None:
    off = []
    for seed in range(12):
        tastes = tastes_of(7, 0.7, seed, m=40)
        kin = lent(tastes[:6], seed)
        centre, variance = kin.told(np.full(F + 1, 16.0 * 0.6), 0.7)
        off.append((tastes[6].mean(axis=0) - centre[:F]) / np.sqrt(variance[:F]))
    assert 0.75 < np.std(off) < 1.2
    assert 0.9 < (np.abs(off) < 1.96).mean() < 0.99


def test_nothing_common_means_nothing_told_and_one_group_alone_is_half_believed() -> None:
    kin = lent(tastes_of(3, 0.9, 5), 5)
    shared = np.full(F + 1, 2.0)
    centre, variance = kin.told(shared, 0.0)
    assert not centre.any() and np.array_equal(variance, shared)
    one = lent(tastes_of(1, 0.9, 5), 5)
    assert one.likeliest == UNJUDGED and one.borne_out(0.9) == 0.0
    assert (one.told(shared, 0.5)[1] < shared).all()


def test_a_mean_expected_elsewhere_is_where_few_answers_leave_it() -> None:
    rng = np.random.default_rng(6)
    answers = said(rng.standard_normal((4, F)), 1, 6)
    centre = rng.standard_normal(F + 1)
    even = np.eye(F + 1)
    prior, tastes = pooled(answers.weighing(0.0 * answers.weight), even, even, centre=centre)
    assert np.allclose(prior.mean, centre) and np.allclose(tastes.mean, centre)
    shifted, plain = pooled(answers, even, even, centre=np.zeros(F + 1)), pooled(answers, even, even)
    assert np.allclose(shifted[1].mean, plain[1].mean)


NOT_LENT = (
    b"",
    b"nonsense",
    save({"mean": np.zeros((1, 2))}),
    save({name: np.full((1, 2), np.nan) for name in ("mean", "doubt", "shared")}),
)


@pytest.mark.parametrize("file", NOT_LENT)
def test_what_is_lent_is_refused_when_it_is_something_else(file: bytes) -> None:
    with pytest.raises(UnsafeBytes):
        Kin.from_bytes(file)


def test_groups_of_different_widths_lend_nothing() -> None:
    one, other = (Kin(*(np.ones((1, width)) for _ in range(3))).to_bytes() for width in (3, 4))
    assert Kin.of_all([one, other]) is None and Kin.of_all([]) is None
