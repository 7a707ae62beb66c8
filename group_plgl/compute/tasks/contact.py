"""Pictures and captions to a contact sheet."""

from __future__ import annotations

import numpy as np

from group_plgl.compute.messages import Arrays, Words
from group_plgl.generators.contact import Cell, contact_sheet
from group_plgl.generators.raster import keepsake_bytes, pixels_of


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """The sheet as a PNG in `bytes`.

    Args:
        words: `title`, `lead`, `foot`; `rows`, lists of [caption, second line]; `texts` by keyword.
        arrays: The files of the pictures one after the other in `bytes`, row by row, and their `ends`.
    """
    ends = [0, *arrays["ends"].tolist()]
    files = [arrays["bytes"][ends[at] : ends[at + 1]].tobytes() for at in range(len(ends) - 1)]
    left = iter(files)
    rows = [[Cell(pixels_of(next(left)), *lines) for lines in row] for row in words["rows"]]
    sheet = contact_sheet(words["title"], words["lead"], rows, words["foot"])
    return {}, {"bytes": np.frombuffer(keepsake_bytes(sheet, words["texts"]), dtype=np.uint8)}
