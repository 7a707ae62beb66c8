"""The pseudo-locale: English that shows which words were translated and whether there is room.

`Join` becomes `[Ĵöîñ öñ]`: every letter carries an accent, the text is about 35 % longer, as
German and Finnish are, and brackets show where a sentence begins and ends. Markup and the names of
values stay as they are.
"""

from __future__ import annotations

import math
import re

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(r"(<[^>]*>|&#?\w+;|\{\w+\}|%\(\w+\)[a-z]|%%)")
_PADDING = "one two three four five six seven eight nine ten eleven twelve "
_LONGER = 0.35


def pseudo(text: str) -> str:
    """A text in the pseudo-locale; the empty text stays empty."""
    if not text:
        return ""
    pieces = _KEPT.split(text)
    accented = "".join(
        piece if place % 2 else piece.translate(_LETTERS) for place, piece in enumerate(pieces)
    )
    wanted = math.ceil(_LONGER * sum(len(piece) for piece in pieces[::2]))
    padding = (_PADDING * (wanted // len(_PADDING) + 1))[:wanted].strip().translate(_LETTERS)
    return f"[{accented} {padding}]"
