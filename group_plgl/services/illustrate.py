"""Illustrating: a chart drawn as a file, with small pictures inside it instead of addresses."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from group_plgl.generators.raster import pixels_of, png_bytes, shrunk
from group_plgl.services.studio import Studio
from group_plgl.store.images import picture_of

FORMS: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png"}
THEMES = ("light", "dark")
_SIDE = 80


def small_pictures(studio: Studio, picture_ids: Iterable[str]) -> dict[str, str]:
    """Each picture as a `data:` address of at most 80 pixels a side; those that are gone are missing."""
    found = {}
    for picture_id in dict.fromkeys(picture_ids):
        picture = picture_of(studio.database, picture_id)
        if picture is not None:
            pixels = shrunk(pixels_of(studio.files.read(picture.sha256, picture.media_type)), _SIDE)
            encoded = base64.b64encode(png_bytes(pixels)).decode("ascii")
            found[picture_id] = f"data:image/png;base64,{encoded}"
    return found


def illustrated(
    studio: Studio, spec: Mapping[str, Any], title: str, subtitle: str, form: str, theme: str = "light"
) -> bytes:
    """A chart as the bytes of a file.

    Args:
        studio: Where.
        spec: Its specification, with small pictures inside.
        title: What stands above it.
        subtitle: What is said there, with n.
        form: One of `FORMS`.
        theme: One of `THEMES`.
    """
    words = {"spec": dict(spec), "title": title, "subtitle": subtitle, "theme": theme, "form": form}
    return bytes(studio.child.run("chart", words, {})[1]["file"].tobytes())
