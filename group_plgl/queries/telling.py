"""Strategies that learn a member's taste: uncertainty, and what an answer is expected to tell (BALD)."""

from __future__ import annotations

import numpy as np

from group_plgl.queries.normals import even_draws, nodes
from group_plgl.queries.query import Query
from group_plgl.queries.turns import Rows, difference, unlike, worthiest
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid


def telling(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn whose answer is expected to tell most about the member's weights."""
    return worthiest(query, information, unlike)


def uncertain(query: Query, _rng: np.random.Generator) -> list[int]:
    """The turn whose answer can be foretold least."""
    return worthiest(query, doubt, unlike)


def information(query: Query, chosen: list[int], free: Rows) -> Array:
    """Mutual information, in nats, of the weights and the answer to a turn with each free picture.

    Source: BALD, Houlsby et al. 2011: H[E p] - E H[p]; by Gauss-Hermite for a like and a pick of two,
    by 64 even draws for more.
    """
    return np.subtract(*_entropies(query, chosen, free))


def doubt(query: Query, chosen: list[int], free: Rows) -> Array:
    """Entropy, in nats, of the predicted answer to a turn with each free picture.

    Source: uncertainty sampling, Lewis and Gale 1994.
    """
    return _entropies(query, chosen, free)[0]


def _entropies(query: Query, chosen: list[int], free: Rows) -> tuple[Array, Array]:
    """Entropy of the average answer, and average entropy of the answer."""
    if len(chosen) > 1:
        return _of_picks(*drawn(query, chosen, free))
    if chosen:
        mean, variance = difference(query, chosen[0], free)
    else:
        mean, variance = query.logits[free], query.variances[free]
    at, weight = nodes()
    logits = mean[:, None] + np.sqrt(variance)[:, None] * at
    p = sigmoid(logits)
    each = np.logaddexp(0.0, logits) - logits * p
    return _entropy(np.stack([p @ weight, 1.0 - p @ weight])), np.asarray(each @ weight)


def drawn(query: Query, chosen: list[int], free: Rows) -> tuple[Array, Array, Array]:
    """Drawn utilities of the chosen pictures `s x c`; given these, means `s x n` and sds `n` of the free."""
    noise = even_draws(query.together)[:, : len(chosen)]
    variance = query.between(chosen, chosen)
    root = np.linalg.cholesky(variance + (1e-9 * np.trace(variance) + 1e-12) * np.eye(len(chosen)))
    through = np.linalg.solve(root, query.between(free, chosen).T)
    left = np.maximum(query.variances[free] - (through**2).sum(axis=0), 0.0)
    return (
        query.logits[chosen] + noise @ root.T,
        query.logits[free] + noise @ through,
        np.asarray(np.sqrt(left)),
    )


def _of_picks(utilities: Array, mean: Array, sd: Array) -> tuple[Array, Array]:
    """The entropies of a pick among drawn utilities `s x c` and one more, of `n`."""
    more = mean + sd * even_draws(utilities.shape[1] + 1)[:, -1:]
    top = np.maximum(utilities.max(axis=1, keepdims=True), more)
    shares = np.concatenate([np.exp(utilities.T[:, :, None] - top), np.exp(more - top)[None]])
    shares /= shares.sum(axis=0)
    return _entropy(shares.mean(axis=1)), np.asarray(_entropy(shares).mean(axis=0))


def _entropy(shares: Array) -> Array:
    """-sum p log p over the first axis."""
    return np.asarray(-(shares * np.log(np.maximum(shares, 1e-300))).sum(axis=0))
