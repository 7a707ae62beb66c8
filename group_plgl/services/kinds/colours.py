"""Colours of an ideal to take away: swatches for other tools, and the ideal in other palettes."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from group_plgl.errors import NotFound, NotYet
from group_plgl.generators.palette_genes import PALETTE_WIDTH
from group_plgl.generators.palettes import PALETTES
from group_plgl.latents import Space
from group_plgl.latents.locks import locked_genes
from group_plgl.perception.swatches import LARGE, TEXT, Swatch, readable
from group_plgl.services.export import provenance, texts_of
from group_plgl.services.kinds.films import only_drawn
from group_plgl.services.kinds.kind import VIEWER, Count, Kind, Made, Step
from group_plgl.services.kinds.pictures import RULE
from group_plgl.services.kinds.sheets import content_of, set_in_type
from group_plgl.services.never import falling_under
from group_plgl.services.originality import is_copy, originality, refuse_copy
from group_plgl.services.pack import packed_with_manifest
from group_plgl.services.reveal import Drawing, Sight, drawing
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.models import IdealRow
from group_plgl.store.people import Group

SHELF = "Colours"
_PIXELS = 1024
_WIDE, _EDGE, _NARROWEST = 1220, 58, 0.12


def make_palette(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The colours of an ideal for other tools: ASE, CSS, JSON tokens and a drawn card."""
    found, ideal = ideal_in(studio, group, words)
    step("measuring", 0, 1)
    picture = np.frombuffer(content_of(studio, ideal.picture_id), dtype=np.uint8)
    said, _ = studio.child.run("swatches", {"k": words["k"]}, {"bytes": picture})
    seen = [Swatch(one["name"], tuple(one["level"]), one["share"]) for one in said["swatches"]]
    title = f"{group.name}: model {found.number}, {words['rule']}"
    files: dict[str, bytes | str] = {
        "palette.ase": ase(title, seen), "palette.css": css(title, seen), "tokens.json": tokens(title, seen),
        "palette.svg": card(group.question, title, seen),
    }  # fmt: skip
    content = packed_with_manifest(files, about(studio, group, ideal))
    name = f"{group.slug}-model-{found.number}-{words['rule']}-palette.zip"
    return Made(content, name, "application/zip", {"swatches": [one.hex for one in seen]})


def make_colourways(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """An ideal in every palette that has a name, as PNGs and on one sheet."""
    found, ideal = ideal_in(studio, group, words)
    refuse_copy(originality(studio, group, ideal.latent))
    space = group_space(studio, group)
    ways = colourways(space, np.array(ideal.latent))
    banned = falling_under(studio, group, [z.tolist() for z in ways.values()])
    shown = [
        (name, z)
        for (name, z), bad in zip(ways.items(), banned, strict=True)
        if not bad and not is_copy(studio, group, z.tolist())
    ]
    files: dict[str, bytes | str] = {}
    for place, (name, z) in enumerate(shown):
        step("drawing", place, len(shown) + 1)
        told = provenance(studio, group, IdealRow(
            group.group_id, found.number, words["rule"], z.tolist(), "", ideal.made_by, ideal.made_at
        ))  # fmt: skip
        told |= {"derived": f"colourway {name}", "pixels": _PIXELS}
        asked = {"space": group.space, "pixels": _PIXELS, "texts": texts_of(told)}
        files[f"{name}.png"] = studio.child.run("picture", asked, {"z": z})[1]["bytes"].tobytes()
    step("writing", len(shown), len(shown) + 1)
    cells = [("", PALETTES[name].title, "") for name, _ in shown]
    rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
    drawn = [one for one in files.values() if isinstance(one, bytes)]
    sheet = set_in_type(studio, group, found, rows, f"{group.question} In other colours", drawn)
    content = packed_with_manifest({**files, "colourways.png": sheet}, about(studio, group, ideal))
    name = f"{group.slug}-model-{found.number}-{words['rule']}-colourways.zip"
    return Made(content, name, "application/zip", {"colourways": [name for name, _ in shown]})


def ideal_in(studio: Studio, group: Group, words: Mapping[str, Any]) -> tuple[Drawing, IdealRow]:
    """The number that is meant, and one rule's ideal of it.

    Raises:
        NotFound: There is none.
    """
    number, rule = words["number"], words["rule"]
    found = drawing(studio, Sight(group, number, ""))
    if found is None or rule not in found.ideals:
        raise NotFound("there is no ideal of model {number} by rule '{rule}'", number=number, rule=rule)
    return found, found.ideals[rule]


def colourways(space: Space, z: Array) -> dict[str, Array]:
    """The latent (`d`) in the genes of every palette that has a name, but for those it is in already."""
    ways = {}
    for name, one in PALETTES.items():
        other = np.array(z, dtype=np.float64)
        other[:PALETTE_WIDTH] = one.genes
        there = np.asarray(space.canonical(other[None])[0])
        if not np.allclose(there[:PALETTE_WIDTH], z[:PALETTE_WIDTH], atol=0.05):
            ways[name] = there
    return ways


def ase(title: str, seen: Sequence[Swatch]) -> bytes:
    """Swatches as an Adobe Swatch Exchange file, in one folder.

    Source: the format as read by others: C. Mason, "Adobe Swatch Exchange file format" (2007).
    """
    blocks = [_block(0xC001, _ase_text(title))]
    for one in seen:
        red, green, blue = (level / 255.0 for level in one.level)
        body = _ase_text(one.name) + b"RGB " + struct.pack(">fffH", red, green, blue, 2)
        blocks.append(_block(0x0001, body))
    blocks.append(_block(0xC002, b""))
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def css(title: str, seen: Sequence[Swatch]) -> str:
    """Swatches as custom properties, with the pairs that can be read on each other."""
    lines = [f"/* {_clean(title)}. Share of the picture behind each. */", ":root {"]
    lines += [f"  --{_slug(one)}: {one.hex}; /* {one.share:.0%} */" for one in seen]
    lines += ["}", "", "/* Pairs with a contrast of 4.5 and more carry text, from 3 large type. */"]
    lines += [f"/* {ratio:5.2f}  {one.name} + {other.name} */" for one, other, ratio in readable(list(seen))]
    return "\n".join(lines) + "\n"


def tokens(title: str, seen: Sequence[Swatch]) -> str:
    """Swatches as design tokens.

    Source: Design Tokens Community Group, format module (draft 2024).
    """
    told = {
        _slug(one): {"$type": "color", "$value": one.hex, "$description": f"{one.share:.0%} of the picture"}
        for one in seen
    }
    pairs = [
        {
            "on": _slug(one),
            "type": _slug(other),
            "ratio": round(ratio, 2),
            "fits": "text" if ratio >= TEXT else "large type",
        }
        for one, other, ratio in readable(list(seen))
    ]
    whole = {"$description": title, "palette": told, "$extensions": {"group-plgl.contrast": pairs}}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def fit(ratio: float) -> str:
    """What a contrast, 3 to 21, is enough for."""
    return "text" if ratio >= TEXT else "large type"


def card(question: str, title: str, seen: Sequence[Swatch]) -> str:
    """The swatches drawn: about as wide as they cover the picture, and the pairs that can be read below."""
    pairs = readable(list(seen))[:8]
    parts, left = [], float(_EDGE)
    total = sum(max(one.share, _NARROWEST) for one in seen)
    for one in seen:
        wide = (_WIDE - 2 * _EDGE) * max(one.share, _NARROWEST) / total
        ink = "#ffffff" if sum(one.level) < 380 else "#1d1a16"
        parts.append(f'<rect x="{left:.1f}" y="170" width="{wide + 0.6:.1f}" height="300" fill="{one.hex}"/>')
        parts.append(_line(left + 14, 170 + 260, one.hex, 18, ink, 600))
        parts.append(_line(left + 14, 170 + 282, f"{one.share:.0%}", 15, ink))
        left += wide
    for at, (one, other, ratio) in enumerate(pairs):
        x, y = _EDGE + at % 4 * 280, 510 + at // 4 * 130
        parts.append(f'<rect x="{x}" y="{y}" width="264" height="110" rx="18" fill="{one.hex}"/>')
        parts.append(_line(x + 20, y + 56, "Aa Readable", 30, other.hex, 600))
        parts.append(_line(x + 20, y + 88, f"{ratio:.1f} : 1 · {fit(ratio)}", 16, other.hex))
    high = 510 + -(-len(pairs) // 4) * 130 + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" width="{_WIDE}" '
        f'height="{high}">'
        f'<title>{escape(title)}</title><rect width="{_WIDE}" height="{high}" fill="#faf7f2"/>'
        '<g font-family="Inter, Helvetica, Arial, sans-serif">'
        f"{_line(_EDGE, 92, question[:60], 40, '#1d1a16', 600)}"
        f"{_line(_EDGE, 132, title[:110], 20, '#665e53')}{''.join(parts)}</g></svg>\n"
    )


def _line(x: float, y: float, text: str, size: int, fill: str, weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
        f"{escape(text)}</text>"
    )


def _slug(one: Swatch) -> str:
    return one.name.replace(" ", "-")


def _clean(text: str) -> str:
    """A text that cannot end a comment."""
    return text.replace("*/", "* /").replace("\n", " ")


def _ase_text(text: str) -> bytes:
    """A text as the format has it: its length with the end, then UTF-16."""
    units = text.encode("utf-16-be") + b"\0\0"
    return struct.pack(">H", len(units) // 2) + units


def _block(kind: int, body: bytes) -> bytes:
    return struct.pack(">HI", kind, len(body)) + body


def about(studio: Studio, group: Group, ideal: IdealRow) -> dict[str, Any]:
    """Where the ideal comes from, without its latent: sensitive genes are in no sheet."""
    told = provenance(studio, group, ideal)
    return {name: it for name, it in told.items() if name not in ("latent", "chance")}


def _other_colours(studio: Studio, group: Group) -> NotYet | None:
    """Why there are no colourways; None where there are."""
    if reason := only_drawn(studio, group):
        return reason
    space = group_space(studio, group)
    held = [gene.name for gene in space.genes[:PALETTE_WIDTH]]
    if set(held) <= locked_genes(space):
        return NotYet("the host holds the colours of this group, so there are no others")
    return None


PALETTE = Kind(
    "palette", "Palette of the ideal",
    "Its colours by how much they cover, for design tools: ASE, CSS custom properties, JSON tokens, and "
    "which pairs carry text.",
    VIEWER, SHELF, (RULE, Count("k", "Colours", 3, 8, 6)), make_palette,
)  # fmt: skip
COLOURWAYS = Kind(
    "colourways", "Colourways",
    "The ideal in twelve other palettes, as PNGs and on one sheet. Nobody was asked about these.",
    VIEWER, SHELF, (RULE,), make_colourways, _other_colours,
)  # fmt: skip

assert LARGE < TEXT
