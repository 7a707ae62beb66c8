"""The surrogates of spaces as files of the data folder: one per space, its version and what is measured.

They are derived from the spaces alone, hold nothing of anybody, and can be thrown away: the job that
makes them makes them again. A file is whole or absent.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

FOLDER = "surrogates"


def surrogate_path(data: Path, space: str, version: int) -> Path:
    """Where the surrogate of a space lies, whether there is one or not.

    Args:
        data: The data folder.
        space: Key of the space.
        version: Of what is measured on pictures.
    """
    return data / FOLDER / f"{space}-{version}.safetensors"


def read_surrogate(data: Path, space: str, version: int) -> bytes | None:
    """The bytes of a space's surrogate; None before it is made."""
    with contextlib.suppress(FileNotFoundError):
        return surrogate_path(data, space, version).read_bytes()
    return None


def put_surrogate(data: Path, space: str, version: int, surrogate: bytes) -> None:
    """Keep the bytes of a space's surrogate, durable and in one piece; an older one goes."""
    path = surrogate_path(data, space, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(surrogate)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
