"""A chart's specification drawn as a file, without a browser."""

from __future__ import annotations

import numpy as np

from group_plgl.analytics.charts import drawn_png, drawn_svg
from group_plgl.compute.messages import Arrays, Words


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The bytes of one picture in `file`.

    Args:
        words: `spec`, `title`, `subtitle`, `theme` light or dark, `form` svg or png.
        arrays: None.
    """
    told = words["spec"], words["title"], words["subtitle"], words["theme"]
    content = drawn_png(*told) if words["form"] == "png" else drawn_svg(*told).encode()
    return {}, {"file": np.frombuffer(content, dtype=np.uint8)}
