"""Foretelling a folder for who labels it: chances of liking each picture, now and after one more label."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features
from group_plgl.members.calibration import trusted
from group_plgl.members.dense import with_bias
from group_plgl.queries.normals import nodes
from group_plgl.queries.query import Query
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Chances of liking the pictures of a folder by one taste, as pages show them.

    Args:
        words: What opens the space; `slope` of the calibration; `coming`, rows of pictures that come next.
        arrays: What opens the space; `z` n x d; the member's `mean` f+1 and `covariance` (f+1) x (f+1).

    Returns:
        Arrays `chances` n, and `liked` and `passed` k x n: the chances after the one picture that
        comes is liked, or is not, before everything is learned anew.
    """
    rows = with_bias(open_features(words, arrays).coordinates(arrays["z"]))
    nothing = np.zeros(len(rows), dtype=np.int64)
    query = Query(rows, nothing, mean=arrays["mean"], covariance=arrays["covariance"])
    coming, slope = [int(row) for row in words["coming"]], words["slope"]
    liked, passed = (
        np.array([trusted(after_label(query, row, value), slope) for row in coming]).reshape(-1, len(rows))
        for value in (1.0, 0.0)
    )
    return {}, {"chances": trusted(query.chances, slope), "liked": liked, "passed": passed}


def after_label(query: Query, row: int, value: float) -> Array:
    """Chances of liking all pictures, `n`, after one was liked (1) or was not (0): one step of Newton.

    Source: Laplace's approximation with one more Bernoulli answer; the matrix inversion lemma.
    """
    shared = query.between(np.arange(len(query.rows)), [row])[:, 0]
    p, doubt = float(sigmoid(query.logits[[row]])[0]), float(query.variances[row])
    bend = p * (1.0 - p)
    logits = query.logits + shared * (value - p) / (1.0 + bend * doubt)
    variances = np.maximum(query.variances - shared**2 * bend / (1.0 + bend * doubt), 1e-12)
    at, weight = nodes()
    return np.asarray(sigmoid(logits[:, None] + np.sqrt(variances)[:, None] * at) @ weight)
