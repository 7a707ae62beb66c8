"""Peers: how others learn one member's taste from swipes, each as its authors would.

A recipe gets rows of what it may see, what was liked, and the rows to judge; it returns scores of
these, the higher the better. Every recipe sees one member only. Recipes on latents are given the
coordinates as well, and both are reported.

Source: the art page of PLGL (support vectors and a small network on latents); Visual Taste
Approximator (logistic regression, support vectors and extra trees on picture features).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC
from torch import nn

from group_plgl.benchmarks.tastes import Members, Pictures, Places, areas
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

Liked = NDArray[np.bool_]
Learn = Callable[[Array, Liked, Array, int], Array]
_STRENGTHS = np.logspace(-3, 2, 6)
_FOLDS = 5
_TREES = 100
_ROUNDS, _WIDTHS = 150, (256, 128)
BATCH_OF_SEED, BOLD, SURE = 10, 7, 0.7


@dataclass(frozen=True)
class Recipe:
    """One way to learn: what it sees, and how scores come from it."""

    sees: Callable[[Pictures], Array]
    learn: Learn

    def scores(self, pictures: Pictures, at: Places, liked: Liked, seed: int) -> Array:
        """Scores of the unseen pictures after swipes of some others."""
        rows = self.sees(pictures)
        if liked.all() or not liked.any():
            return np.zeros(pictures.unseen)  # nothing can be told apart
        return np.asarray(self.learn(rows[at], liked, rows[: pictures.unseen], seed))


def support_vectors(rows: Array, liked: Liked, unseen: Array, seed: int) -> Array:
    """The seed recipe: `SVC(kernel="rbf")`; its Platt scores are in the order of these."""
    return np.asarray(SVC(kernel="rbf").fit(rows, liked).decision_function(unseen))


def tuned_logistic(rows: Array, liked: Liked, unseen: Array, seed: int) -> Array:
    """Logistic regression with its penalty found by cross-validation, as far as both sides allow."""
    folds = min(_FOLDS, int(liked.sum()), int((~liked).sum()))
    if folds < 2:
        return np.asarray(LogisticRegression().fit(rows, liked).decision_function(unseen))
    cut = StratifiedKFold(folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names of attributes that are not read; weak penalties end early
        tuned = LogisticRegressionCV(Cs=_STRENGTHS, cv=cut, scoring="neg_log_loss", max_iter=200)
        return np.asarray(tuned.fit(rows, liked).decision_function(unseen))


def unlike_models(rows: Array, liked: Liked, unseen: Array, seed: int) -> Array:
    """Visual Taste Approximator's ensemble: the mean chance of three unlike models."""
    return np.asarray(np.mean(_unlike(rows, liked, unseen, seed), axis=0))


def boasted(rows: Array, liked: Liked, seed: int) -> float:
    """The area that its weights reach on the held-out answers they were chosen by, which it reports.

    What a search of weights gives when it is told with the area that chose them: too much.
    """
    chances = np.zeros((3, len(rows)))
    for some, others in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(rows, liked):
        chances[:, others] = _unlike(rows[some], liked[some], rows[others], seed)
    tenths = np.array([(a, b, 10 - a - b) for a in range(11) for b in range(11 - a)]) / 10.0
    return float(areas(tenths @ chances, np.broadcast_to(liked, (len(tenths), len(liked)))).max())


def _unlike(rows: Array, liked: Liked, unseen: Array, seed: int) -> list[Array]:
    """The chances of each of the three."""
    trees = ExtraTreesClassifier(_TREES, random_state=seed).fit(rows, liked)
    straight = LogisticRegression(max_iter=200).fit(rows, liked)
    chances = [model.predict_proba(unseen)[:, 1] for model in (trees, straight)]
    return [*chances, sigmoid(2.0 * support_vectors(rows, liked, unseen, seed))]


def small_network(rows: Array, liked: Liked, unseen: Array, seed: int) -> Array:
    """PLGL's network: two hidden layers, dropout, Adam, cross-entropy."""
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for wide, narrow in zip((rows.shape[1], _WIDTHS[0]), _WIDTHS, strict=True):
        layers += [nn.Linear(wide, narrow), nn.ReLU(), nn.Dropout(0.3)]
    network = nn.Sequential(*layers, nn.Linear(_WIDTHS[-1], 1))
    steps = torch.optim.Adam(network.parameters(), lr=1e-3, weight_decay=1e-4)
    given, wanted = (torch.tensor(values, dtype=torch.float32) for values in (rows, liked))
    for _ in range(_ROUNDS):
        steps.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(network(given)[:, 0], wanted)
        loss.backward()  # type: ignore[no-untyped-call]
        steps.step()
    network.eval()
    with torch.no_grad():
        scores = network(torch.tensor(unseen, dtype=torch.float32))[:, 0]
    return np.asarray(scores.numpy(), dtype=np.float64)


def _latents(pictures: Pictures) -> Array:
    return pictures.z


def _coordinates(pictures: Pictures) -> Array:
    return pictures.x


def _looks(pictures: Pictures) -> Array:
    return pictures.looks


SEED = "seed recipe on z"
RECIPES: Mapping[str, Recipe] = {
    SEED: Recipe(_latents, support_vectors),
    "seed recipe on x": Recipe(_coordinates, support_vectors),
    "PLGL's network on z": Recipe(_latents, small_network),
    "PLGL's network on x": Recipe(_coordinates, small_network),
    "logistic, tuned, on z": Recipe(_latents, tuned_logistic),
    "logistic, tuned, on x": Recipe(_coordinates, tuned_logistic),
    "VTA's ensemble on looks": Recipe(_looks, unlike_models),
    "VTA's ensemble on x": Recipe(_coordinates, unlike_models),
}


@dataclass(frozen=True)
class Loop:
    """A recipe that a newcomer teaches: random swipes, or the seed's own batches.

    Attributes:
        recipe: What learns.
        quick: Whether it is quick enough for every newcomer.
        bold: Whether seven of ten cards are those it is sure of.
    """

    recipe: Recipe
    quick: bool = False
    bold: bool = False


LOOPS: Mapping[str, Loop] = {
    **{name: Loop(recipe, "seed" in name) for name, recipe in RECIPES.items()},
    "seed recipe on z, its 70/30 batches repaired": Loop(RECIPES[SEED], True, bold=True),
}


def looping(
    loop: Loop, pictures: Pictures, members: Members, who: Places, turns: list[int], rng: np.random.Generator
) -> Array:
    """Areas under the curve of every newcomer after so many swipes, `turns x m`."""
    found = np.empty((len(turns), len(who)))
    for place, member in enumerate(who):
        at, liked = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        for row, turn in enumerate(turns):
            while len(at) < turn:
                more = rng.permutation(np.setdiff1d(pictures.askable, at))[:BATCH_OF_SEED]
                if loop.bold and liked.any() and not liked.all():
                    more = _boldly(pictures, at, liked, rng)
                at = np.append(at, more)
                liked = np.append(liked, members.swipe(int(member), more, rng))
            scores = loop.recipe.scores(pictures, at, liked, int(rng.integers(2**31)))
            truly = members.utility[[member], : pictures.unseen] > 0
            found[row, place] = areas(scores[None], truly)[0]
    return found


def _boldly(pictures: Pictures, at: Places, liked: Liked, rng: np.random.Generator) -> Places:
    """The next ten of the seed's loop: seven it is sure of (or the surest), three at random.

    As written it raises, and takes fewer than it has places for; here it fills them.
    """
    left = rng.permutation(np.setdiff1d(pictures.askable, at))
    chance = sigmoid(2.0 * support_vectors(pictures.z[at], liked, pictures.z[left], 0))
    sure = np.flatnonzero(chance > SURE)
    bold = sure[:BOLD] if len(sure) >= BOLD else np.argsort(-chance, kind="stable")[:BOLD]
    others = np.setdiff1d(np.arange(len(left)), bold)
    return np.concatenate([left[bold], left[rng.permutation(others)[: BATCH_OF_SEED - len(bold)]]])


def greedy_reverse(weights: Array, bias: float, level: float) -> Array:
    """The seeds' reverse of a linear model `d` to log odds `level`: weight after weight within +-1, `d`.

    Each weight in turn takes as much of the lacking log odds as a coordinate within +-1 can. What is wrong
    with it is told in `ideals.targets`.

    Source: PLGL's "Reverse Engineering for a Single Dense Layer", taken on logistic regression, since
    its support vectors have no weights.
    """
    z, lack = np.zeros(len(weights)), level - bias
    for place, weight in enumerate(weights):
        z[place] = np.clip(lack / weight, -1.0, 1.0) if weight else 0.0
        lack -= weight * z[place]
    return z


def how_far_the_seed_runs(rows: Array, liked: Liked) -> str:
    """What happens to the two other steps of the seed's code as it is printed, in a sentence."""
    model, fates = SVC(kernel="rbf").fit(rows, liked), []
    steps: dict[str, Callable[[], object]] = {
        "its reverse": lambda: model.coef_,
        "its exploiting arm": lambda: model.predict([rows[:1]]),
    }
    for step, taken in steps.items():
        try:
            taken()
            fates.append(f"{step} runs")
        except (AttributeError, ValueError) as error:
            fates.append(f"{step} stops with {type(error).__name__}")
    return (
        f"The seed recipe as written trains; {' and '.join(fates)}, so that every picture it asks is random."
    )
