"""Peers that come with the extra `bench`: BoTorch's preference GP, and scikit-activeml's strategies.

Both choose their own questions as well. Without the extra they are named as missing, and what is
compared with them is not measured.

Source: PairwiseGP, Chu and Ghahramani 2005, and EUBO, Lin et al. 2022, both in BoTorch; uncertainty
sampling, Lewis and Gale 1994, and query by committee, Seung et al. 1992, both in scikit-activeml.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import torch
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression

from group_plgl.benchmarks.newcomers import CANDIDATES
from group_plgl.benchmarks.tastes import Members, Pictures, Places, areas
from group_plgl.shapes import Array

NEEDED = ("botorch", "gpytorch", "skactiveml")
Pool = Literal["uncertainty", "committee"]
_COMMITTEE = 5
_REFIT = 10  # pairs between two searches for the kernel's numbers
_FIRST = 2


def missing() -> list[str]:
    """Packages of the extra that are not installed."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


def every(
    pictures: Pictures, members: Members, who: Places, few: int, turns: list[int], rng: np.random.Generator
) -> dict[str, list[list[float]]]:
    """By peer, of members `who` the areas under the curve after so many answers.

    Of BoTorch those of the first `few` only: it takes seconds for an answer.
    """
    found: dict[str, list[list[float]]] = {}
    for name, rows in (("z", pictures.z), ("x", pictures.x)):
        found[f"BoTorch, EUBO, pairs on {name}"] = [
            preferring(rows, pictures, members, int(one), turns, rng) for one in who[:few]
        ]
        pools: tuple[Pool, ...] = ("uncertainty", "committee")
        for pool in pools:
            found[f"scikit-activeml, {pool}, on {name}"] = [
                querying(pool, rows, pictures, members, int(one), turns, rng) for one in who
            ]
    return found


def preferring(
    rows: Array, pictures: Pictures, members: Members, member: int, turns: list[int],
    rng: np.random.Generator, eubo: bool = True,
) -> list[float]:  # fmt: skip
    """Areas under the curve of BoTorch's PairwiseGP after so many pairs, asked by EUBO or at random.

    Args:
        rows: `n x f`, what it sees of every picture; brought into the unit cube, all sides alike.
        pictures: What is asked about, and judged on.
        members: Among whom it learns one taste.
        member: Whose.
        turns: After how many pairs to look, ascending.
        rng: Where chance comes from.
        eubo: Whether it chooses its pairs; from the third on.
    """
    cube = torch.tensor(0.5 + rows / (2.0 * np.abs(rows).max()), dtype=torch.float64)
    liked = members.utility[[member], : pictures.unseen] > 0
    shown: list[int] = []
    won: list[list[int]] = []
    found, model = [], None
    for turn in range(1, turns[-1] + 1):
        left = rng.choice(np.setdiff1d(pictures.askable, shown), CANDIDATES, replace=False)
        at = left[:2] if model is None or not eubo else left[_best_pair(model, cube[left])]
        first = members.pick(member, at, rng)
        won.append([len(shown) + first, len(shown) + 1 - first])
        shown.extend(int(one) for one in at)
        if turn >= _FIRST:
            model = _preference(cube[shown], torch.tensor(won), None if turn % _REFIT == 0 else model)
        if turn in turns:
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                scores = model.posterior(cube[: pictures.unseen]).mean[:, 0].numpy()  # type: ignore[union-attr]
            found.append(float(areas(scores[None], liked)[0]))
    return found


def _preference(rows: torch.Tensor, won: torch.Tensor, before: Any) -> Any:
    """A PairwiseGP with its kernel fitted, or with the kernel of the one before."""
    from botorch.fit import fit_gpytorch_mll
    from botorch.models.pairwise_gp import PairwiseGP, PairwiseLaplaceMarginalLogLikelihood

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about jitter, and steps of the search that were tried again
        if before is not None:
            return PairwiseGP(rows, won, covar_module=before.covar_module)
        model = PairwiseGP(rows, won)
        fit_gpytorch_mll(PairwiseLaplaceMarginalLogLikelihood(model.likelihood, model))
    return model


def _best_pair(model: Any, rows: torch.Tensor) -> Places:
    """The pair of candidates that BoTorch's EUBO rates highest."""
    from botorch.acquisition.preference import AnalyticExpectedUtilityOfBestOption

    one, other = torch.triu_indices(len(rows), len(rows), 1)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        worth = AnalyticExpectedUtilityOfBestOption(pref_model=model)(
            torch.stack([rows[one], rows[other]], 1)
        )
    best = int(worth.argmax())
    return np.array([int(one[best]), int(other[best])])


def querying(
    strategy: Pool, rows: Array, pictures: Pictures, members: Members, member: int, turns: list[int],
    rng: np.random.Generator,
) -> list[float]:  # fmt: skip
    """Areas under the curve of logistic regression after so many swipes, asked by scikit-activeml."""
    pool = rng.permutation(pictures.askable)
    said = np.full(len(pool), np.nan)
    liked = members.utility[[member], : pictures.unseen] > 0
    found, ask = [], _strategy(strategy, int(rng.integers(2**31)))
    for turn in range(1, turns[-1] + 1):
        known = ~np.isnan(said)
        open_ones = np.flatnonzero(~known)[:CANDIDATES]  # the pool is in a random order
        both = len(np.unique(said[known])) == 2
        at = int(ask(rows[pool], said, open_ones)) if both else int(open_ones[0])
        said[at] = float(members.swipe(member, pool[[at]], rng)[0])
        if turn in turns:
            known = ~np.isnan(said)
            scores = _logistic_scores(rows[pool[known]], said[known], rows[: pictures.unseen])
            found.append(float(areas(scores[None], liked)[0]))
    return found


def _logistic_scores(rows: Array, said: Array, unseen: Array) -> Array:
    if len(np.unique(said)) < 2:
        return np.zeros(len(unseen))
    return np.asarray(LogisticRegression().fit(rows, said).decision_function(unseen))


def _strategy(name: Pool, seed: int) -> Callable[[Array, Array, Places], Any]:
    """What chooses the next place from rows, answers so far (nan where none) and the open places."""
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.pool import QueryByCommittee, UncertaintySampling

    classes = [0.0, 1.0]
    if name == "uncertainty":
        model = SklearnClassifier(LogisticRegression(), classes=classes)
        sampling = UncertaintySampling(method="entropy", random_state=seed)

        def uncertain(rows: Array, said: Array, among: Places) -> Any:
            return sampling.query(X=rows, y=said, clf=model, candidates=among)[0]

        return uncertain
    bag = BaggingClassifier(LogisticRegression(), n_estimators=_COMMITTEE, random_state=seed)
    committee = QueryByCommittee(random_state=seed)

    def disputed(rows: Array, said: Array, among: Places) -> Any:
        ensemble = SklearnClassifier(bag, classes=classes)
        return committee.query(X=rows, y=said, ensemble=ensemble, candidates=among)[0]

    return disputed
