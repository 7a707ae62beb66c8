"""The rules side by side: what each would choose, what fairness costs, sets of pictures, and whose say.

What may be seen is decided by `services.juxtapose`; here it is put into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response

from group_plgl.groups.merging import MERGES, Merge
from group_plgl.groups.rules import DEFAULT_RULE, RULES, Rule
from group_plgl.ideals.wish import BEYOND
from group_plgl.services.juxtapose import SideBySide, by_spot, side_by_side
from group_plgl.services.reveal import PLEASED, sight_of
from group_plgl.store.people import members_of
from group_plgl.web import language
from group_plgl.web.answers import html, twin
from group_plgl.web.filters import percent
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.labels import labels_of, listed
from group_plgl.web.language import _, ngettext
from group_plgl.web.rules_pages import Crossing, Hold, RuleCard, RulesPage, RuleWords, Served, Stop
from group_plgl.web.verdicts import Labels, Shown, alternatives, name_of, verdict_of, voices_told
from group_plgl.web.wiring import wiring
from group_plgl.web.wishes import wall_of, wish_of

blueprint = Blueprint("rules", __name__)
_ALIKE = 0.02  # of how far two pictures at random look apart


@blueprint.get("/g/<slug>/rules")
def rules(slug: str) -> Response:
    """What every rule would choose."""
    return html("groups/rules.html", rules_page(require_reader(slug)))


@blueprint.get("/g/<slug>/rules.json")
def rules_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(rules_page(require_reader(slug)))


def rules_page(visitor: Visitor) -> RulesPage:
    """The rules side by side, as this visitor may see them."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    page = RulesPage(
        **frame_of(visitor),
        withheld=sight.withheld,
        number=None,
        newest=sight.number,
        made_at=None,
        members=None,
        answers=None,
        voices=voices_told(visitor),
        verdict=None,
        rules=[],
        fairness=[],
        fairness_words="",
        wish=None,
        everybody=[],
        everybody_words="",
        proportional=[],
        wall=None,
        roads=[],
        influence=[],
    )
    found = side_by_side(studio, sight)
    if found is None:
        return page
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    return _filled(page, found, alternatives(group, found, labels), labels)


def _filled(page: RulesPage, found: SideBySide, shown: Shown, labels: Labels) -> RulesPage:
    """The page with all that was found."""
    fairness, everybody = _fairness(found, shown), _served(found, shown, "set", labels)
    told = found.wish is None or found.wish.wish != BEYOND  # else no liking may be claimed of anybody
    return replace(
        page,
        number=found.number,
        made_at=found.made_at,
        members=found.members,
        answers=found.answers,
        verdict=verdict_of(found, shown, labels),
        rules=cards_of(found, shown),
        fairness=fairness,
        fairness_words=_price(fairness),
        wish=wish_of(found, shown, labels),
        everybody=everybody,
        everybody_words=_enough(found, everybody, labels) if everybody and told else "",
        proportional=_served(found, shown, "proportional", labels),
        wall=wall_of(found, shown),
        roads=_roads(found, shown),
        influence=_holds(found, labels),
    )


def cards_of(found: SideBySide, shown: Shown) -> list[RuleCard]:
    """Every picture once, with all the rules that choose it; the group's own first."""
    cards = [
        RuleCard(
            rules=[_words(RULES[row.name]) for row in rows],
            shown=any(row.name == DEFAULT_RULE for row in rows),
            picture=shown(rows[0].spot),
            apart=rows[0].apart,
        )
        for rows in by_spot([row for row in found.options.get("rule", ()) if row.name in RULES])
    ]
    return sorted(cards, key=lambda one: not one.shown)


def _words(one: Rule | Merge) -> RuleWords:
    return RuleWords(one.name, _(one.title), _(one.help), _(one.advice))


def _fairness(found: SideBySide, shown: Shown) -> list[Stop]:
    """The line from most liking in all to best for whoever is worst off, each picture once."""
    pictures = [shown(rows[0].spot) for rows in by_spot(found.options.get("fairness", ()))]
    means, worsts = [one.mean for one in pictures], [one.worst for one in pictures]
    across = _within([one for one in means if one is not None])
    up = _within([one for one in worsts if one is not None])
    return [
        Stop(
            place=place + 1,
            x=across[place] if across else place / max(1, len(pictures) - 1),
            y=up[place] if up else 0.5,
            words=_at_stop(one.mean, one.worst, one.worst_off) or one.sentence,
            picture=one,
        )
        for place, one in enumerate(pictures)
    ]


def _within(values: Sequence[float]) -> list[float]:
    """Values as shares of the way from the least of them to the greatest; in the middle where all are one."""
    low, reach = min(values, default=0.0), max(values, default=0.0) - min(values, default=0.0)
    return [(one - low) / reach if reach > 0.0 else 0.5 for one in values]


def _at_stop(mean: float | None, worst: float | None, whose: str) -> str:
    if mean is None or worst is None:
        return ""
    return _(
        "Mean predicted liking {mean}; least {worst} ({name})",
        mean=percent(mean), worst=percent(worst), name=whose,
    )  # fmt: skip


def _price(stops: Sequence[Stop]) -> str:
    """What fairness costs from one end to the other."""
    if len(stops) == 1:
        return _(
            "There is none: the picture with most predicted liking in all is, within half a percent, also "
            "the best for whoever is worst off."
        )
    if not stops or stops[0].picture.mean is None or stops[-1].picture.mean is None:
        return _("From most liking in all to best for whoever is worst off.") if stops else ""
    first, last = stops[0].picture, stops[-1].picture
    least, most = percent(first.worst or 0.0), percent(last.worst or 0.0)
    high, low = percent(first.mean or 0.0), percent(last.mean or 0.0)
    if high == low:
        return _(
            "Predicted from end to end: whoever is worst off gains from {least} to {most}, and the mean "
            "stays at about {high}.",
            least=least, most=most, high=high,
        )  # fmt: skip
    return _(
        "Predicted from end to end: whoever is worst off gains from {least} to {most}, the mean falls from "
        "{high} to {low}.",
        least=least, most=most, high=high, low=low,
    )  # fmt: skip


def _served(found: SideBySide, shown: Shown, kind: str, labels: Labels) -> list[Served]:
    """The pictures of a set, each for those who are predicted to like it best of the set."""
    spots = [rows[0].spot for rows in by_spot(found.options.get(kind, ()))]
    liking = {spot: {row.member_id: row.liking for row in found.seen[spot].likings} for spot in spots}
    whose: dict[int, list[str]] = {spot: [] for spot in spots}
    for member in labels:
        if spots and member in liking[spots[0]]:
            whose[max(spots, key=lambda spot: liking[spot][member])].append(name_of(labels, member))
    return [
        Served(
            picture=shown(spot),
            words=_("For {names}", names=listed(whose[spot])) if whose[spot] else shown(spot).sentence,
            members=whose[spot],
        )
        for spot in spots
    ]


def _enough(found: SideBySide, served: Sequence[Served], labels: Labels) -> str:
    """How many pictures it takes until everybody has one, and who has none."""
    best: dict[str, float] = {}
    for one in served:
        for row in found.seen[one.picture.spot].likings:
            best[row.member_id] = max(best.get(row.member_id, 0.0), row.liking)
    left = [name_of(labels, member) for member, liking in best.items() if liking < PLEASED]
    if not left:
        return ngettext(
            "One picture is enough for everybody to rather like it than not; the least liking predicted is "
            "{least}.",
            "{n} pictures are enough for everybody to have one they rather like than not; the least liking "
            "predicted is {least}.",
            len(served), least=percent(min(best.values(), default=0.0)),
        )  # fmt: skip
    return _(
        "Even with these, {names} would probably rather have something else.", names=listed(sorted(left))
    )


def _roads(found: SideBySide, shown: Shown) -> list[Crossing]:
    """Each way to combine on both roads."""
    opinions, weights = found.options.get("opinions", ()), found.options.get("weights", ())
    return [
        Crossing(
            opinions=_words(RULES[one.name]),
            opinions_picture=shown(one.spot),
            weights=_words(MERGES[other.name]),
            weights_picture=shown(other.spot),
            across=other.across,
            words=_differ(other.across, one.apart, other.apart, place),
        )
        for place, (one, other) in enumerate(zip(opinions, weights, strict=False))
    ]


def _differ(across: float, opinions: float, weights: float, place: int) -> str:
    """How far both roads lead apart, and how far the robust ones from the plain."""
    words = (
        _("Both roads lead to pictures that look the same.")
        if across < _ALIKE
        else _("The two differ {share} as much as two pictures at random.", share=language.percent(across))
    )
    if place == 0:
        return words
    return words + " " + _(
        "From the plain mean: {one} by likings, {other} by tastes.",
        one=language.percent(opinions), other=language.percent(weights),
    )  # fmt: skip


def _holds(found: SideBySide, labels: Labels) -> list[Hold]:
    """How much hangs on each member, most first."""
    rows = [row for row in found.influences if row.member_id in labels]
    rows.sort(key=lambda row: (-row.moved, -row.pull, labels[row.member_id].place))
    return [
        Hold(
            label=labels[row.member_id].text,
            you=labels[row.member_id].you,
            weight=row.weight,
            moved=row.moved if row.moved >= 0.0 else None,
            pull=row.pull,
        )
        for row in rows
    ]
