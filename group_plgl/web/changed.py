"""What became of a picture, put into words: the verdict first, then what moved and what to know about it."""

from __future__ import annotations

from group_plgl.services.encode import Encoded
from group_plgl.services.favour import CAMP, GROUP, LIKE, ME, MEMBER
from group_plgl.services.point import Pointed
from group_plgl.services.transform import Changed, Wanted
from group_plgl.web.differing import in_words, name_of, pairs_of, shifts, shown_url, steps_url
from group_plgl.web.encoding import inside
from group_plgl.web.filters import percent
from group_plgl.web.identity import Visitor
from group_plgl.web.language import _, decimal, later
from group_plgl.web.transforming_pages import ChangedPicture

_LIKED = {
    ME: later("Towards {words}: then you would probably like it."),
    GROUP: later("Towards {words}: then the group would probably like it."),
    CAMP: later("Towards {words}: then {name} would probably like it."),
    MEMBER: later("Towards {words}: then {name} would probably like it."),
}
_ALREADY = {
    ME: later("You would probably like it as it is."),
    GROUP: later("The group would probably like it as it is."),
    CAMP: later("{name} would probably like it as it is."),
    MEMBER: later("{name} would probably like it as it is."),
}

_LEANED = {
    "reached": later("Turned towards {words}."),
    "out of reach": later("Turned towards {words}, as far as this space goes."),
    "already": later("A strength of 0 leaves the picture as it is."),
}


def changed_picture(
    visitor: Visitor, wanted: Wanted, changed: Changed, start: Pointed | None, found: Encoded | None
) -> ChangedPicture:
    """A change as its page shows it."""
    group = visitor.group
    moved, seen = shifts(changed.moved), shifts(changed.seen)
    different = changed.verdict in ("reached", "out of reach") and changed.change > 0.0
    you, likings = pairs_of(visitor, {one: (*both, "") for one, both in changed.likings.items()})
    follows = start is not None and wanted.favour.kind != LIKE and not wanted.lean
    return ChangedPicture(
        verdict=changed.verdict,
        sentence=_sentence(visitor, wanted, changed, _asked_words(changed) or in_words(moved, seen)),
        doubt=_doubt(wanted, changed, you.after.liking if you else None, found),
        before_url=shown_url(group, changed.before),
        after_url=shown_url(group, changed.after) if different else "",
        brought_url=inside(found.shown) if found is not None else "",
        moved=moved if different else [],
        seen=seen if different else [],
        change=changed.change,
        ahead=changed.ahead,
        change_words=_change_words(changed) if different else "",
        number=changed.number,
        you=you,
        likings=likings,
        steps_url=steps_url(group, start.name, wanted.favour) if start is not None and follows else "",
    )


def _asked_words(changed: Changed) -> str:
    """The words that were gone towards, where any were."""
    return " · ".join(_(one["word"]) for one in changed.gone if one["sign"])


def _sentence(visitor: Visitor, wanted: Wanted, changed: Changed, words: str) -> str:
    """What came of it, first of all."""
    if wanted.lean and changed.verdict in _LEANED:
        return _(_LEANED[changed.verdict]).format(words=words or _("the words"))
    name = name_of(visitor, wanted.favour)
    likely = wanted.chance is not None and wanted.chance >= 0.5 and wanted.favour.kind in _LIKED
    if changed.verdict == "reached":
        if wanted.budget is not None:
            many = decimal(changed.change, 1)
            if words:
                return _("What {n} just noticeable differences can do: towards {words}.", n=many, words=words)
            return _("What {n} just noticeable differences can do.", n=many)
        if likely and words:
            return _(_LIKED[wanted.favour.kind]).format(words=words, name=name)
        return _("Changed as little as one sees.")
    if changed.verdict == "already":
        return (
            _(_ALREADY[wanted.favour.kind]).format(name=name)
            if likely
            else _("It is liked that much already.")
        )
    if changed.verdict == "invisible":
        return _("Nobody would see the difference.")
    if changed.verdict == "marked":
        return _("What it would become must not come again here.")
    if changed.verdict == "required":
        return _("What is required of the group's pictures stands in the way.")
    if not changed.change:
        return _("That cannot be reached; nothing was changed.")
    return _("That cannot be reached. This is the nearest.")


def _doubt(wanted: Wanted, changed: Changed, yours: float | None, found: Encoded | None) -> str:
    """What to know about it."""
    said = []
    if changed.verdict == "invisible":
        said.append(
            _(
                "It would take {n} of a just noticeable difference: too little to be called better, so "
                "nothing was changed.",
                n=decimal(changed.change, 1),
            )
        )
    if changed.verdict == "out of reach" and wanted.favour.kind == ME and yours is not None:
        said.append(
            _("Asked for was {chance}; {liking} is predicted here.").format(
                chance=percent(wanted.chance or 0.0), liking=percent(yours)
            )
        )
    if changed.verdict == "marked":
        said.append(_("The host ruled out pictures that look like it; nothing was changed."))
    if changed.verdict == "required":
        said.append(_("It could be done with a picture that does not show what the host requires."))
    if found is not None:
        said.append(
            _("Your picture lies outside the space: what is changed is the nearest one it can draw.")
            if found.outside
            else _("What is changed is your picture as the space redraws it.")
        )
    return " ".join(said)


def _change_words(changed: Changed) -> str:
    many = decimal(changed.change, 1)
    if changed.ahead is None or changed.ahead <= changed.change:
        return _("A visible change of {n} just noticeable differences.", n=many)
    return _(
        "A visible change of {n} just noticeable differences; walking straight there would have taken {m}."
    ).format(n=many, m=decimal(changed.ahead, 1))
