"""Clustering: pictures that look alike, as a tree whose top branches are the clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features
from group_plgl.shapes import Array


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Words `paths` n: where each picture stands in the tree, cluster first.

    Args:
        words: What opens the space; `clusters`, how many.
        arrays: What opens the space; `z` n x d.
    """
    looks = open_features(words, arrays).coordinates_of.coordinates(arrays["z"])
    return {"paths": tree_paths(looks, int(words["clusters"]))}, {}


def tree_paths(looks: Array, clusters: int) -> list[str]:
    """The way to each of `n` pictures in a tree of likeness, such as "7.0.1"; the largest cluster is 0.

    Source: Ward 1963: of all ways to join two branches the one that blurs looks least. Cutting his tree gives
    clusters about as even as k-means does, and says at once how a mixed one falls apart.
    """
    n = len(looks)
    if n < 2:
        return ["0"] * n
    joined = linkage(looks, "ward")[:, :2].astype(np.int64)
    tops, last = [2 * n - 2], 2 * n - 2
    while len(tops) < min(clusters, n):
        tops.remove(last)
        tops += joined[last - n].tolist()
        last -= 1
    sized = sorted(tops, key=lambda top: (-len(_leaves(joined, top)), min(_leaves(joined, top))))
    paths = [""] * n
    for number, top in enumerate(sized):
        waiting = [(top, str(number))]
        while waiting:
            node, path = waiting.pop()
            if node < n:
                paths[node] = path
            else:
                waiting += [(int(half), f"{path}.{side}") for side, half in enumerate(joined[node - n])]
    return paths


def _leaves(joined: NDArray[np.int64], top: int) -> list[int]:
    """The pictures under a node."""
    n, found, waiting = len(joined) + 1, [], [top]
    while waiting:
        node = waiting.pop()
        if node < n:
            found.append(node)
        else:
            waiting += joined[node - n].tolist()
    return found
