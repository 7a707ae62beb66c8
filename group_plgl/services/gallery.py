"""The gallery: what each drawn space shows, in sheets to keep and in rows for its page.

Rows are drawn when somebody first looks, and lie in the data folder from then on: there are only so
many of them, and what a version of a space draws never changes.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.compute.worker import Child
from group_plgl.errors import NotFound
from group_plgl.latents import Space
from group_plgl.services.play import RATE
from group_plgl.services.studio import Studio

FOLDER = "gallery"
SHEETS = {"contact": 40, "genes": 0, "ways": 8}
WAYS = 6
EXAMPLES = 4
_PIXELS = 160
EXAMPLE_SEED = 1


def draw_sheet(child: Child, space: Space, sheet: str, **words: Any) -> bytes:
    """A PNG sheet of a space; `words` as `compute.tasks.sheet` takes them.

    Raises:
        ChildFailed: There is no such sheet.
    """
    _, made = child.run("sheet", {"space": space.key, "sheet": sheet, **words}, {})
    return made["bytes"].tobytes()


def example_sound(studio: Studio, space: Space, place: int) -> bytes:
    """What one of a space's example pictures sounds like, as WAV.

    Raises:
        NotFound: There is no such example, or the space makes no sound.
    """
    if not (space.sounds and 0 <= place < EXAMPLES):
        raise NotFound("there is no such sound")
    path = Path(studio.settings.data) / FOLDER / space.key / f"example-{place}.wav"
    if not path.is_file():
        z = space.sample(EXAMPLES, np.random.default_rng(EXAMPLE_SEED))[place : place + 1]
        _, made = studio.child.run("play", {"space": space.key, "rate": RATE}, {"z": z})
        _keep(path, made["bytes"].tobytes())
    return path.read_bytes()


def gallery_row(studio: Studio, space: Space, kind: str, place: int) -> bytes:
    """One row of a space's page, as WebP: what a gene does, or a way between two pictures.

    Args:
        studio: Where it is drawn and kept.
        space: A drawn space.
        kind: `gene` or `way`.
        place: Which gene, or which way.

    Raises:
        NotFound: There is no such row.
    """
    many = {"gene": space.latent_dim, "way": WAYS}.get(kind, 0)
    if not 0 <= place < many:
        raise NotFound("there is no such row")
    path = Path(studio.settings.data) / FOLDER / space.key / f"{kind}-{place}.webp"
    if not path.is_file():
        seed = EXAMPLE_SEED + place if kind == "way" else EXAMPLE_SEED
        row = draw_sheet(studio.child, space, kind, place=place, seed=seed, pixels=_PIXELS)
        _keep(path, row)
    return path.read_bytes()


def _keep(path: Path, content: bytes) -> None:
    """Write a file so that two who look at once never read half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    beside.write_bytes(content)
    beside.replace(path)
