"""Embedding pictures: what a model that the operator brought says of each, as numbers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from group_plgl.compute.messages import Arrays, Words
from group_plgl.compute.tasks.measure import pictures_in
from group_plgl.errors import BadInput
from group_plgl.generators.catalogue.embedder import Embedder
from group_plgl.generators.catalogue.pretrained import WEIGHTS, Pretrained


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """Array `rows` (n x p) of `n` stored pictures, or only a look at the model when there are none.

    Args:
        words: `model`, the path of an ONNX file, or of a folder of transformers.
        arrays: `bytes`, the files one after the other, and `ends`, where each ends; or nothing.

    Returns:
        The word `digest`, which names the model and how pictures are prepared for it; or `problem` and
        `advice` when it cannot be used.
    """
    try:
        path = Path(words["model"])
        held = path / WEIGHTS if (path / WEIGHTS).is_file() else path
        embedder = _opened(str(path), held.stat().st_mtime_ns) if arrays else _new(path)
        made = {"rows": embedder.embed(pictures_in(arrays))} if arrays else {}
    except (BadInput, OSError) as problem:
        return {"problem": str(problem), "advice": getattr(problem, "advice", "")}, {}
    return {"digest": embedder.digest}, made


@lru_cache(maxsize=1)
def _opened(path: str, modified_ns: int) -> Embedder | Pretrained:
    """A model kept open between batches, until its file changes."""
    return _new(Path(path))


def _new(path: Path) -> Embedder | Pretrained:
    return Pretrained(path) if path.is_dir() else Embedder(path)
