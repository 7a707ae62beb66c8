"""Contact sheets to hand round: pictures in a grid on light paper, each with a caption, set in type.

The letters are those that come with the imaging library, so a sheet looks the same on every machine.
What is said on it is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from group_plgl.errors import BadShape
from group_plgl.generators.raster import Pixels

PAPER, INK, SOFT, LINE = (250, 247, 242), (29, 26, 22), (102, 94, 83), (223, 214, 200)
WIDTH, MARGIN, GAP = 2400, 110, 44
_ROUND = 22
_TITLE, _LEAD, _CAPTION, _SMALL = 68, 34, 32, 27
_MORE = "…"


@dataclass(frozen=True)
class Cell:
    """One picture of a sheet: `h x w x 3` pixels, and two lines below it; either may be empty."""

    pixels: Pixels
    caption: str = ""
    beneath: str = ""


def contact_sheet(title: str, lead: str, rows: Sequence[Sequence[Cell]], foot: str) -> Pixels:
    """Rows of pictures on paper, `h x 2400 x 3`; all are as wide as the longest row lets them be.

    Raises:
        BadShape: There is no picture.
    """
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        raise BadShape("a contact sheet needs a picture")
    side = min((WIDTH - 2 * MARGIN - (columns - 1) * GAP) // columns, 900)
    head = MARGIN + _TITLE + 26 + _LEAD + 64
    each = [side + 22 + sum(_lines(row)) + GAP for row in rows]
    height = head + sum(each) + 40 + _SMALL + MARGIN // 2
    paper = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(paper)
    room = WIDTH - 2 * MARGIN
    pen.text((MARGIN, MARGIN), _fitting(title, _TITLE, room), INK, _font(_TITLE), anchor="lt")
    pen.text((MARGIN, MARGIN + _TITLE + 26), _fitting(lead, _LEAD, room), SOFT, _font(_LEAD), anchor="lt")
    top = head
    for row, tall in zip(rows, each, strict=True):
        for place, cell in enumerate(row):
            left = MARGIN + place * (side + GAP)
            _put(paper, cell.pixels, left, top, side)
            beneath = top + side + 22
            pen.text(
                (left, beneath), _fitting(cell.caption, _CAPTION, side), INK, _font(_CAPTION), anchor="lt"
            )
            beneath += _lines(row)[0] if cell.caption else 0
            pen.text((left, beneath), _fitting(cell.beneath, _SMALL, side), SOFT, _font(_SMALL), anchor="lt")
        top += tall
    pen.line((MARGIN, top, WIDTH - MARGIN, top), LINE, 2)
    pen.text((MARGIN, top + 28), _fitting(foot, _SMALL, room), SOFT, _font(_SMALL), anchor="lt")
    return np.asarray(paper, dtype=np.uint8)


def _lines(row: Sequence[Cell]) -> tuple[int, int]:
    """How much room the two lines below a row need."""
    first = _CAPTION + 14 if any(cell.caption for cell in row) else 0
    return first, (_SMALL + 14 if any(cell.beneath for cell in row) else 0)


def _put(paper: Image.Image, pixels: Pixels, left: int, top: int, side: int) -> None:
    """A picture in a square with rounded corners; what is not square is cut to its middle."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    short = min(image.size)
    x, y = (image.width - short) // 2, (image.height - short) // 2
    image = image.resize((side, side), Image.Resampling.LANCZOS, box=(x, y, x + short, y + short))
    mask = Image.new("L", (4 * side, 4 * side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 4 * side - 1, 4 * side - 1), 4 * _ROUND, 255)
    paper.paste(image, (left, top), mask.resize((side, side), Image.Resampling.BOX))


def _fitting(text: str, size: int, room: int) -> str:
    """As much of a text as fits on one line."""
    font = _font(size)
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + _MORE) > room:
        text = text[:-1]
    return text.rstrip() + _MORE


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "the library brings a font that scales"
    return font
