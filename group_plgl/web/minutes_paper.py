"""Minutes on paper: the same page as blocks for a PDF."""

from __future__ import annotations

from typing import Any

from group_plgl.web.language import _, date
from group_plgl.web.minutes_pages import MinutesPage, Rejected
from group_plgl.web.papers import Block, printed, span


def minutes_on_paper(page: MinutesPage) -> dict[str, Any]:
    """What the template `paper` draws of minutes."""
    day = date(page.made_at) if page.made_at else ""
    return {
        "title": page.question,
        "eyebrow": f"{page.name} · {_('Rehearsal')}" if page.rehearsal else page.name,
        "date": day,
        "lead": _("Minutes. {took_part}; model {n}.", took_part=page.took_part, n=page.number),
        "foot": page.permalink,
        "blocks": [block for block in _blocks(page) if block],
    }


def _blocks(page: MinutesPage) -> list[Block | None]:
    if page.chosen is None:
        return []
    return [
        chosen_block(page),
        _vote(page),
        _minority(page),
        _pictures(_("What was not chosen, and why"), page.rejected),
        _pictures(_("Close behind, and different"), page.behind, 4),
        listed(_("Who would rather have what"), page.rather),
        listed(_("What this is not"), page.limits),
        found_again(page),
    ]


def chosen_block(page: MinutesPage) -> Block | None:
    """The group's picture and who it is predicted to please."""
    chosen = page.chosen
    if chosen is None:
        return None
    return {
        "kind": "hero",
        "picture": printed(chosen.picture_url),
        "words": chosen.words,
        "title": f"{chosen.sentence}.",
        "lines": [line for line in (chosen.doubt,) if line],
        "span": span(chosen.mean, chosen.low, chosen.high, chosen.liking) or "",
        "facts": [[_("Rule"), chosen.title], *([[_("Tastes"), page.camps]] if page.camps else [])],
    }


def found_again(page: MinutesPage) -> Block:
    """By what all of it can be found again."""
    facts = [[one.name, one.value] for one in page.proofs]
    return {"kind": "facts", "heading": _("To find it again"), "facts": facts}


def listed(heading: str, lines: list[str]) -> Block | None:
    """Lines under a heading; nothing without any."""
    return {"kind": "list", "heading": heading, "lines": lines} if lines else None


def _vote(page: MinutesPage) -> Block | None:
    if page.vote is None:
        return None
    return {
        "kind": "pictures",
        "heading": _("The blind vote"),
        "intro": f"{page.vote.sentence} {page.vote.caution}".strip(),
        "columns": max(3, min(5, len(page.vote.lines))),
        "items": [
            {
                "picture": printed(line.tile.picture_url), "words": line.tile.words, "title": line.tile.label,
                "lines": [line.words], "span": span(line.share, line.low, line.high) or "",
            }
            for line in page.vote.lines
        ],
    }  # fmt: skip


def _minority(page: MinutesPage) -> Block | None:
    one = page.minority
    if one is None:
        return None
    return {
        "kind": "note",
        "title": f"{one.sentence}.",
        "lines": [line for line in (one.names, one.keep, one.basis) if line],
        "picture": printed(one.picture_url),
        "words": one.words,
    }


def _pictures(heading: str, lines: list[Rejected], columns: int = 3) -> Block | None:
    if not lines:
        return None
    items = [
        {
            "picture": printed(one.picture_url), "words": one.words,
            "title": one.title if columns == 3 else "", "span": span(one.mean, one.low, one.high) or "",
            "lines": [one.why] if columns == 3 else [],
        }
        for one in lines
    ]  # fmt: skip
    return {"kind": "pictures", "heading": heading, "columns": columns, "items": items}
