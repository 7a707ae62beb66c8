"""Sheets of a space for people who want to know it: contact sheet, genes, ways between pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.errors import BadInput
from group_plgl.generators import open_generator
from group_plgl.generators.raster import png_bytes, sheet, webp_bytes
from group_plgl.generators.sheets import (
    SWEEP,
    contact_sheet,
    drawn,
    gene_latents,
    gene_sheet,
    way_latents,
    way_sheet,
)
from group_plgl.generators.torch_scene import TorchScene


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """One sheet in `bytes`.

    Args:
        words: `space`; `sheet`: contact, genes or ways (PNG, with `n` pictures or ways, `psi` and
            `seed`), or for a page gene or way (WebP, one row, with `place` and `seed`); `pixels`.
        arrays: None.

    Raises:
        BadInput: There is no such sheet, or the space is not drawn.
        NotFound: There is no such space.
    """
    scene = open_generator(words["space"])
    if not isinstance(scene, TorchScene):
        raise BadInput(f"{words['space']} is not drawn, it has no sheets")
    return {}, {"bytes": np.frombuffer(_made(scene, words), dtype=np.uint8)}


def _made(scene: TorchScene, words: dict[str, Any]) -> bytes:
    pixels, seed = int(words["pixels"]), int(words["seed"])
    match words["sheet"]:
        case "contact":
            return png_bytes(contact_sheet(scene, words["n"], pixels, words["psi"], seed))
        case "genes":
            return png_bytes(gene_sheet(scene, pixels, seed))
        case "ways":
            return png_bytes(way_sheet(scene, words["n"], pixels, words["psi"], seed))
        case "gene":
            row = drawn(scene, gene_latents(scene, words["place"], seed), pixels)
            return webp_bytes(sheet(row, len(SWEEP), gap=0))
        case "way":
            row = drawn(scene, way_latents(scene, 1.0, seed), pixels)
            return webp_bytes(sheet(row, len(row), gap=0))
        case other:
            raise BadInput(f"there is no sheet {other!r}")
