"""What a host asks the pictures to keep to: read from form or JSON, and told to everybody."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import TooManyRequests

from group_plgl.analytics.words import Scale, gene_scales
from group_plgl.errors import BadInput
from group_plgl.generators import space_of
from group_plgl.generators.palette_genes import PALETTE_GENES
from group_plgl.generators.palettes import PALETTES
from group_plgl.latents import Space
from group_plgl.latents.locks import Ends, percent_of
from group_plgl.services.limit import Held, Met, Wanted, examples, has_palette, held_in, settle
from group_plgl.store.people import Group
from group_plgl.web.founding_pages import (
    FamilyLine,
    GeneLine,
    LimitsForm,
    LimitsShown,
    MetLine,
    PaletteChoice,
)
from group_plgl.web.language import _
from group_plgl.web.pages import HeldCard
from group_plgl.web.wiring import wiring

OWN_COLOURS = "own"
_CLOSE, _NEAR = 0.03, 0.08
_ALL = 100
_IN_PALETTE = {gene.name for gene in PALETTE_GENES}
Said = dict[str, Any]


def limits_in_form(form: Mapping[str, str]) -> Said:
    """What the form says about limits, in the shape of the JSON that says the same.

    Genes of another space than the chosen one do not count, nor colours beside a locked palette.
    """
    name, palette = form.get("space", ""), form.get("palette", "")
    if name not in wiring().spaces:
        return {}
    genes = {} if form.get("limits-space") != name else _genes_in(space_of(name), form, bool(palette))
    colours = form.get("colours", "").replace(",", " ").split() if palette == OWN_COLOURS else []
    return {"genes": genes, "palette": "" if palette == OWN_COLOURS else palette, "colours": colours}


def wanted_in(said: Any) -> Wanted:
    """The same, checked for kind.

    Raises:
        BadInput: It is something else than genes with two percentages each, a palette and colours.
    """
    genes, palette, colours = (
        (said.get("genes", {}), said.get("palette", ""), said.get("colours", []))
        if isinstance(said, dict) and said.keys() <= {"genes", "palette", "colours"}
        else (None, None, None)
    )
    if (
        not isinstance(genes, dict)
        or not isinstance(palette, str)
        or not isinstance(colours, list)
        or not all(isinstance(one, str) for one in colours)
        or not all(_are_percent(both) for both in genes.values())
    ):
        raise BadInput(
            "limits have genes with two percentages each, a palette and colours",
            advice='Send {"genes": {"height": [50, 100]}, "palette": "", "colours": ["#e2001a"]}.',
        )
    return Wanted({name: (both[0], both[1]) for name, both in genes.items()}, palette, colours)


def limits_form(name: str, said: Said, shown: LimitsShown | None = None) -> LimitsForm:
    """The part of the founding form that asks for limits, as it was filled in."""
    space = wiring().spaces.get(name)
    try:
        wanted = wanted_in(said)
    except BadInput:  # whoever sent this reads why above the form
        wanted = Wanted()
    return LimitsForm(
        space=name if space else "",
        has_palette=space is not None and has_palette(space),
        palette=OWN_COLOURS if wanted.colours else wanted.palette,
        colours=" ".join(wanted.colours),
        palettes=[PaletteChoice(one.name, _(one.title), list(one.colours)) for one in PALETTES.values()],
        families=_families(space, wanted) if space else [],
        shown=shown,
    )


def shown_under(name: str, said: Said) -> LimitsShown:
    """What limits come to: example pictures and how near the brand's colours are met.

    Raises:
        TooManyRequests: This address has looked very often; drawing takes its time.
        BadInput: The limits make no sense.
    """
    studio, looks = wiring().studio, wiring().looks
    asker = request.remote_addr or ""
    wait = looks.wait(asker, studio.now())
    if wait:
        raise TooManyRequests(_("Too many pictures at once. Try again in {n} s.", n=wait), retry_after=wait)
    looks.spend(asker, studio.now())
    space = space_of(name)
    held = settle(studio, space, wanted_in(said))
    drawn = examples(studio, space, held)
    return LimitsShown(
        picture_urls=[f"data:image/webp;base64,{b64encode(one).decode()}" for one in drawn],
        colours=list(held.colours),
        brand=[_met(one) for one in held.brand],
    )


def held_card(group: Group) -> HeldCard | None:
    """What a group's pictures keep to, for everybody who sees them."""
    held = held_in(group.limits)
    if not held.ends:
        return None
    words = _held_words(space_of(group.space), held)
    return HeldCard(list(held.colours), words, {name: list(both) for name, both in held.ends.items()})


def _held_words(space: Space, held: Held) -> list[str]:
    """Each limit in a few words, those of a locked palette as one."""
    genes = {gene.name: gene for gene in space.genes}
    words = []
    for name, ends in held.ends.items():
        if not (held.colours and name in _IN_PALETTE):
            words.append(_words(_(genes[name].low), _(genes[name].high), ends))
    return ([_("the palette")] if held.colours else []) + words


def _words(low: str, high: str, ends: Ends) -> str:
    """A limit of one gene: a word for what is always so, percentages for all else."""
    first, last = percent_of(ends)
    if last == 0:
        return low
    if first == _ALL:
        return high
    return _("{low} to {high}: {first} to {last} %", low=low, high=high, first=first, last=last)


def _genes_in(space: Space, form: Mapping[str, str], palette: bool) -> dict[str, list[float]]:
    found = {}
    for place, gene in enumerate(space.genes):
        both = [_percent(form.get(f"from-{place}", ""), 0), _percent(form.get(f"to-{place}", ""), _ALL)]
        if both != [0, _ALL] and not (palette and gene.name in _IN_PALETTE):
            found[gene.name] = both
    return found


def _percent(text: str, without: int) -> float:
    """A slider's number; where it moved nowhere, none."""
    return float(text) if text.isdecimal() and len(text) < 4 else float(without)


def _are_percent(both: object) -> bool:
    return (
        isinstance(both, list)
        and len(both) == 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in both)
    )


def _families(space: Space, wanted: Wanted) -> list[FamilyLine]:
    """The genes that a host may limit, family by family."""
    scales = gene_scales(space)
    told = {
        family: [place for place in places if place in scales] for family, places in space.families.items()
    }
    return [
        FamilyLine(
            family, _(family.capitalize()), [_gene(space, place, scales[place], wanted) for place in places]
        )
        for family, places in told.items()
        if places
    ]


def _gene(space: Space, place: int, scale: Scale, wanted: Wanted) -> GeneLine:
    first, last = wanted.genes.get(space.genes[place].name, (0, _ALL))
    return GeneLine(place, scale.name, _(scale.low), _(scale.high), int(first), int(last))


def _met(one: Met) -> MetLine:
    near, words = "far", _("not possible in these pictures; this is the nearest")
    if one.apart <= _CLOSE:
        near, words = "met", _("met")
    elif one.apart <= _NEAR:
        near, words = "near", _("nearly met")
    return MetLine(one.asked, one.got, near, words, _role(one.role), one.apart)


def _role(role: str) -> str:
    """Where a colour is seen."""
    return {
        "ground": _("on the ground"),
        "main": _("as the main colour"),
        "light": _("in the highlights"),
        "dark": _("in the shadows"),
        "mid": _("between"),
        "accent": _("as an accent"),
    }[role]
