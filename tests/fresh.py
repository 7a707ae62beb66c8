"""A house file with all tables and nothing in them: made once, copied by whoever needs one of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings
from group_plgl.store.database import Database


@cache
def _made() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "house.duckdb"
        Database.open(path).close()
        return path.read_bytes()


def lay(folder: Path) -> Path:
    """An empty house file in a folder that has none; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "house.duckdb"
    if not path.exists():
        path.write_bytes(_made())
    return path


def fresh(folder: Path) -> Database:
    """A database of its own in a folder."""
    return Database.open(lay(folder))


def fresh_studio(settings: Settings, now: Callable[[], datetime]) -> Studio:
    """A studio of its own in the folder that its settings name."""
    lay(Path(settings.data))
    return open_studio(settings, now)
