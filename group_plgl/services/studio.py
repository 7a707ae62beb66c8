"""The opened house: settings, database, pictures, compute child, clock and randomness in one place.

Everything a service needs is passed in with the studio, so that services keep no state and tests
can open as many houses as they like. Only the command line opens one for real.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from group_plgl.compute.worker import Child
from group_plgl.settings import Settings
from group_plgl.store.database import Database
from group_plgl.store.house import put_house, read_house
from group_plgl.store.images import PictureFiles

_SEED = "studio_seed"
_SEED_BITS = 63


@dataclass(frozen=True)
class Studio:
    """What services work with.

    Attributes:
        settings: The knobs of the house.
        database: Everything said and derived.
        child: Runs heavy numerics.
        files: The pictures.
        now: The time, with its zone UTC.
        seed: What all randomness of this data folder comes from.
    """

    settings: Settings
    database: Database
    child: Child
    files: PictureFiles
    now: Callable[[], datetime]
    seed: int

    def rng(self, purpose: str, *ids: str) -> np.random.Generator:
        """The randomness of one purpose and thing: the same for the same seed, always."""
        told = "\x1f".join((str(self.seed), purpose, *ids))
        entropy = int.from_bytes(hashlib.sha256(told.encode()).digest(), "big")
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))

    def close(self) -> None:
        """Stop the child, write what waits and give the file back; again does nothing."""
        self.child.close()
        self.database.close()


def open_studio(settings: Settings, now: Callable[[], datetime]) -> Studio:
    """The house in the data folder, made when missing.

    Args:
        settings: Where the data lies and everything else that can be set.
        now: Tells the time, with its zone UTC.

    Raises:
        StoreLocked: Another process has it open.
    """
    folder = Path(settings.data)
    database = Database.open(folder / "house.duckdb", write_seconds=settings.write_seconds)
    try:
        if read_house(database, _SEED) is None:
            put_house(database, _SEED, str(secrets.randbits(_SEED_BITS)))
        seed = int(read_house(database, _SEED) or 0)
        return Studio(settings, database, Child(settings), PictureFiles(folder / "pictures"), now, seed)
    except BaseException:
        database.close()
        raise
