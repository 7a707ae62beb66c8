"""The genes of an ideal to take away: what it is made of, in words and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from statistics import NormalDist
from typing import Any

import numpy as np

from group_plgl.latents import Space
from group_plgl.latents.locks import locked_genes
from group_plgl.services.kinds.colours import about, ideal_in
from group_plgl.services.kinds.films import only_drawn
from group_plgl.services.kinds.kind import VIEWER, Kind, Made, Step
from group_plgl.services.kinds.offline import page
from group_plgl.services.kinds.pictures import RULE
from group_plgl.services.pack import packed_with_manifest
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.services.table import table
from group_plgl.shapes import Array
from group_plgl.store.people import Group

SHELF = "Colours"
_PLAIN, _CLEAR = 0.35, 1.0
_NORMAL = NormalDist()


def make_genes(studio: Studio, group: Group, words: Mapping[str, Any], step: Step) -> Made:
    """The genes of an ideal in words and numbers; those nobody's taste is about are left out."""
    found, ideal = ideal_in(studio, group, words)
    step("writing", 0, 1)
    space = group_space(studio, group)
    rows = gene_rows(space, np.array(ideal.latent))
    told = about(studio, group, ideal)
    files: dict[str, bytes | str] = {
        "genes.csv": table(rows),
        "genes.json": json.dumps({**told, "genes": rows}, ensure_ascii=False, indent=2) + "\n",
        "genes.html": _page(group, found.number, words["rule"], rows),
    }
    name = f"{group.slug}-model-{found.number}-{words['rule']}-genes.zip"
    return Made(packed_with_manifest(files, told), name, "application/zip", {"genes": len(rows)})


def gene_rows(space: Space, z: Array) -> list[dict[str, Any]]:
    """Each gene of a latent (`d`) in words and numbers, sensitive ones never."""
    still = locked_genes(space)
    rows = []
    for gene, value in zip(space.genes, z, strict=True):
        if gene.sensitive:
            continue
        word = gene.high if value > 0 else gene.low
        much = "clearly " if abs(value) >= _CLEAR else "" if abs(value) >= _PLAIN else "hardly "
        rows.append({
            "gene": gene.name, "family": gene.family, "low": gene.low, "high": gene.high,
            "value": round(float(value), 4), "percent": round(100 * _NORMAL.cdf(float(value)), 1),
            "words": "held by the host" if gene.name in still else f"{much}{word}",
        })  # fmt: skip
    return rows


def _page(group: Group, number: int, rule: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The genes as a page to print, family by family: where the ideal stands between two words."""
    families: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        families.setdefault(str(row["family"]), []).append(row)
    parts = []
    for family, some in families.items():
        lines = "".join(_line(row) for row in some)
        parts.append(f"<h2>{escape(family.capitalize())}</h2>\n<table>\n{lines}</table>\n")
    lead = (
        f"{group.name}: the ideal of model {number} by the rule {rule}, gene by gene. A dot in the middle is "
        "the average picture; the number says how many of 100 pictures lie further left."
    )
    return page(group.question, lead, "".join(parts), _STYLES)


def _line(row: Mapping[str, Any]) -> str:
    """One gene: its name, both ends, a dot between them, and what that means."""
    at = 6 + 188 * float(row["percent"]) / 100
    dot = (
        f'<svg viewBox="0 0 200 14" role="img" aria-label="{row["percent"]} of 100">'
        f'<path d="M6 7h188"/><path d="M100 3v8"/><circle cx="{at:.1f}" cy="7" r="6"/></svg>'
    )
    cells = [row["low"], dot, row["high"], f"{row['percent']:.0f}", row["words"]]
    told = "".join(f"<td>{one if one is dot else escape(str(one))}</td>" for one in cells)
    return f'<tr><th scope="row">{escape(str(row["gene"]))}</th>{told}</tr>\n'


GENES = Kind(
    "genes", "Gene sheet",
    "What the ideal is made of, gene by gene, in words and numbers: a page to print, a table and JSON.",
    VIEWER, SHELF, (RULE,), make_genes, only_drawn,
)  # fmt: skip

_STYLES = """
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .5rem .9rem .5rem 0; border-top: 1px solid var(--line); }
th, td { font-weight: 400; }
th { width: 16%; font-weight: 560; } td { color: var(--soft); }
td:nth-child(2) { text-align: right; width: 17%; } td:nth-child(3) { width: 24%; }
td:nth-child(4) { width: 17%; } td:nth-child(5) { text-align: right; width: 3.4em; }
td:nth-child(6) { color: var(--ink); }
td svg { display: block; width: 100%; min-width: 90px; height: 14px; fill: var(--accent); }
td path { stroke: var(--line); stroke-width: 2; stroke-linecap: round; fill: none; }
@media (max-width: 640px) { td:nth-child(6) { display: none; }
  th, td { padding-right: .5rem; font-size: .92rem; } }
"""
