"""Drawing new pictures from a sampler of ideals: there is no group here and nothing of its members."""

from __future__ import annotations

import json

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.opening import open_features, open_required, open_space
from group_plgl.errors import NotFound
from group_plgl.generators import open_generator
from group_plgl.generators.foreseen import foretold_apart
from group_plgl.generators.raster import keepsake_bytes, to_pixels
from group_plgl.generators.surrogates import brought
from group_plgl.ideals.sampler import drawn
from group_plgl.ideals.sampler_file import Sampler
from group_plgl.latents.retelling import retold


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """New pictures as PNG files one after the other in `bytes`, with their latents `z` n x d.

    Args:
        words: What opens the space, `count` n, `seed`, `pixels`, and `story`, written into every file under
            the keyword `keyword`, with the latent and place of the picture; `texts` by keyword, as they are.
        arrays: `anchors` k x d and `spread` d; `never_z` with `never_radius` where anything is marked, and
            what is required, if anything, as in `open_required`.

    Returns:
        Arrays `z`, `bytes` and `ends`; or the words `problem` and `advice`; with `have` and `wanted` weights
        where what is required is read off other features than this space has.
    """
    opened, whole = open_space(words, {}), open_generator(words["space"])
    apart = foretold_apart(whole, brought(whole.space).surrogate)
    sampler, rng = Sampler(arrays["anchors"], arrays["spread"]), np.random.default_rng(words["seed"])
    if "required_mean" in arrays:
        have, wanted = arrays["required_mean"].shape[1], 1 + _features(words)
        if have != wanted:
            return {"problem": "other weights", "have": have, "wanted": wanted}, {}
    try:
        z = drawn(sampler, opened.space, int(words["count"]), rng, apart, open_required(words, arrays))
    except NotFound as problem:
        return {"problem": str(problem), "advice": problem.advice}, {}
    files = []
    for place, row in enumerate(z, start=1):
        pixels = to_pixels(opened.decode(row[None], int(words["pixels"]))[0])
        told = {**words["story"], "picture": place, "pixels": len(pixels), **retold(opened.space, row)}
        story = json.dumps(told, ensure_ascii=False, sort_keys=True)
        files.append(keepsake_bytes(pixels, {**words["texts"], words["keyword"]: story}))
    ends = np.cumsum([len(file) for file in files], dtype=np.int64)
    return {}, {"z": z, "bytes": np.frombuffer(b"".join(files), dtype=np.uint8), "ends": ends}


def _features(words: Words) -> int:
    """How many features pictures of the space have."""
    space = open_space(words, {}).space
    return int(open_features(words, {}).coordinates(np.zeros((1, space.latent_dim))).shape[1])
