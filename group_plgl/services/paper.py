"""Paper: pages to print, made of data and pictures by one of our templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from group_plgl.services.studio import Studio

_ENDINGS = {"image/png": "png", "image/webp": "webp", "image/jpeg": "jpg", "image/svg+xml": "svg"}


def pdf_of(
    studio: Studio, template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], made_at: datetime
) -> bytes:
    """A PDF: a template of `templates/paper`, filled.

    Args:
        studio: Where; the compute child makes it.
        template: Which template.
        data: What it is filled with: plain values. Texts stay texts, whatever is in them.
        pictures: PNG, JPEG, WebP or SVG bytes by the file name under which `data` speaks of them.
        made_at: The time written into the file; the same input gives the same bytes.
    """
    names = list(pictures)
    contents = [pictures[name] for name in names]
    words = {
        "template": template,
        "data": json.dumps(data, ensure_ascii=False),
        "pictures": names,
        "made_at": made_at.timestamp(),
    }
    arrays: dict[str, NDArray[Any]] = {
        "bytes": np.frombuffer(b"".join(contents), dtype=np.uint8),
        "ends": np.cumsum([len(one) for one in contents], dtype=np.int64),
    }
    return studio.child.run("pdf", words, arrays)[1]["bytes"].tobytes()


def file_name(picture_id: str, media_type: str) -> str:
    """Under which name a stored picture goes on paper."""
    return f"{picture_id}.{_ENDINGS[media_type]}"
