"""Pages to print: text stays text whatever is in it, nothing is asked of a network, and bytes repeat."""

from __future__ import annotations

import json
import re
import zlib

import numpy as np
import pytest

from group_plgl.compute.tasks.pdf import run
from group_plgl.errors import BadInput
from group_plgl.generators.raster import png_bytes, webp_bytes

EVIL = (
    '#panic("run")', '#import "@preview/cetz:0.3.0": *', "$ sum $ *bold* _it_ = Heading",
    '#read("/etc/passwd")', "</script><script>alert(1)</script>", "\\ \" ' [ ] { } ` ~ @label <label>",
    "漢字 عربى 😀 \u202e",
)  # fmt: skip


def _page(**changes):
    blocks = [
        {
            "kind": "hero", "picture": "one.png", "words": EVIL[0], "title": EVIL[2], "lines": list(EVIL),
            "span": {"at": 0.7, "low": 0.5, "high": 0.9, "words": EVIL[1]},
            "facts": [[one, one] for one in EVIL],
        },
        {
            "kind": "pictures", "heading": EVIL[3], "columns": 3,
            "items": [
                {"picture": "two.webp", "words": "", "title": one, "lines": [one], "span": ""} for one in EVIL
            ],
        },
        {"kind": "note", "title": EVIL[0], "lines": list(EVIL), "picture": "", "words": ""},
        {"kind": "note", "title": EVIL[0], "lines": list(EVIL), "picture": "one.png", "words": "a picture"},
        {"kind": "table", "columns": [EVIL[0], "n"], "rows": [[one, "1"] for one in EVIL]},
        {"kind": "list", "heading": "List", "lines": list(EVIL)},
        {"kind": "facts", "facts": [[EVIL[0], EVIL[1]]]},
    ]  # fmt: skip
    told = {
        "title": EVIL[0], "eyebrow": EVIL[1], "date": EVIL[2], "lead": EVIL[3], "foot": EVIL[4],
        "language": "de", "blocks": blocks,
    }  # fmt: skip
    return told | changes


def _made(template, data, names=("one.png", "two.webp"), made_at=1_000_000.0):
    grey = np.full((8, 8, 3), 128, np.uint8)
    contents = [png_bytes(grey, {}), webp_bytes(grey)]
    words = {"template": template, "data": json.dumps(data), "pictures": list(names), "made_at": made_at}
    arrays = {
        "bytes": np.frombuffer(b"".join(contents), np.uint8),
        "ends": np.cumsum([len(one) for one in contents]),
    }  # fmt: skip
    return run(words, arrays)[1]["bytes"].tobytes()


def _inside(pdf):
    """What is in the streams of a PDF."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"".join(found) + pdf


def test_text_stays_text_whatever_is_in_it():
    pdf = _made("paper", _page())
    assert pdf.startswith(b"%PDF-")
    inside = _inside(pdf)
    assert b"root:" not in inside and b"/JavaScript" not in inside and b"/Launch" not in inside


def test_the_same_page_gives_the_same_bytes():
    assert _made("paper", _page()) == _made("paper", _page())
    assert _made("paper", _page()) != _made("paper", _page(title="Another"))


def test_postcards_are_printed():
    small = [{"picture": "one.png", "words": ""}] * 3
    cards = [
        {"number": n, "title": EVIL[0], "size": EVIL[1], "picture": "one.png", "words": "",
         "sentence": EVIL[2], "liking": EVIL[3], "loved": small, "rejected": small}
        for n in range(1, 6)
    ]  # fmt: skip
    side = {"number": 1, "title": EVIL[0], "text": EVIL[2]}
    split = {"title": EVIL[4], "picture": "two.webp", "words": "", "sides": [side, side]}
    told = {"title": EVIL[0], "name": EVIL[1], "foot": EVIL[2], "loves": EVIL[3], "rejects": EVIL[4],
            "language": "en", "cards": cards, "split": split}  # fmt: skip
    pages = [
        len(re.findall(rb"/Type\s*/Page\b", _inside(_made("postcards", told | more))))
        for more in ({}, {"split": None})
    ]
    assert pages == [6, 5]


@pytest.mark.parametrize("template", ["nothing", "../base", "paper/../../base"])
def test_only_our_templates_are_filled(template):
    with pytest.raises(BadInput, match="no template"):
        _made(template, _page())


def test_what_cannot_be_filled_says_so():
    with pytest.raises(BadInput, match="cannot be filled"):
        _made("paper", _page(), names=("other.png", "two.webp"))
    with pytest.raises(BadInput, match="cannot be filled"):
        _made("paper", {})
