"""The wish of everybody in words: one picture for all or who is in whose way, and nine for one wall.

What may be told is decided by `services.juxtapose`.
"""

from __future__ import annotations

from group_plgl.groups.splits import PARTS
from group_plgl.ideals.wish import BEYOND, CONFLICT, MET
from group_plgl.services.juxtapose import SideBySide, by_spot
from group_plgl.web.filters import percent
from group_plgl.web.labels import listed
from group_plgl.web.language import _, later, ngettext
from group_plgl.web.rules_pages import Alternative, Wall, WayOut, Wish
from group_plgl.web.verdicts import MOST_NAMED, Labels, Shown

TITLES = {
    MET: later("For everybody"),
    "max-min": later("Nearest for whoever is worst off"),
    "approval": later("For as many as possible"),
    "slack": later("Missed by the least in all"),
}


def wish_of(found: SideBySide, shown: Shown, labels: Labels) -> Wish | None:
    """Whether one picture pleases everybody; None where that is not told, or not known yet."""
    told = found.wish
    if told is None:
        return None
    names = sorted((labels[one] for one in found.clashing if one in labels), key=lambda one: one.place)
    return Wish(
        answer=told.wish,
        level=told.level,
        sentence=_answer(told.wish, told.level, found.members or 0, [one.text for one in names]),
        detail=_detail(told.wish, len(names), found.verdict is not None and found.verdict.verdict == PARTS),
        members=[one.text for one in names],
        options=[
            WayOut(
                names=[row.name for row in rows],
                title=" · ".join(_(TITLES[row.name]) for row in rows),
                words=_pleased(shown(rows[0].spot)),
                picture=shown(rows[0].spot),
            )
            for rows in by_spot([row for row in found.options.get("joint", ()) if row.name in TITLES])
        ],
    )


def _answer(answer: str, level: float, members: int, clashing: list[str]) -> str:
    """The sentence that answers whether one picture can please everybody."""
    if answer == MET:
        return ngettext(
            "Yes: there is a picture that the one known taste is predicted to like rather than not",
            "Yes: there is a picture that each of {n} known tastes is predicted to like rather than not",
            members,
        )
    if answer == BEYOND:
        return _(
            "That cannot be said yet: the answers so far do not support saying of anybody that they would "
            "like a picture with more than {level}",
            level=percent(level),
        )  # fmt: skip
    if len(clashing) > MOST_NAMED:
        return _("Not all at once: the wishes of {n} of you exclude each other", n=len(clashing))
    if len(clashing) == 1:
        return _(
            "Not yet: no picture was found that {name} is predicted to like rather than not", name=clashing[0]
        )
    return _("Not all at once: the wishes of {names} exclude each other", names=listed(clashing))


def _detail(answer: str, clashing: int, parted: bool) -> str:
    """What the answer rests on."""
    if answer == MET and parted:
        return _(
            "Nobody is predicted to dislike it, but each part would like a picture of its own far better. "
            "Everybody counts the same here, whatever their voice."
        )
    if answer == MET:
        return _("Everybody counts the same here, whatever their voice.")
    if answer != CONFLICT:
        return _("More answers make tastes surer; then this is looked for again.")
    if clashing == 1:
        return _("Perhaps it is only that too few answers are there yet.")
    return _(
        "No picture was found that they would all like rather than not; without any one of them there is one "
        "for the rest of them. Nobody is to blame: tastes differ. What could be taken instead, predicted:"
    )


def _pleased(picture: Alternative) -> str:
    """How many it pleases, and whom least."""
    if picture.worst is None:
        return picture.sentence
    least = next((one for one in reversed(picture.likings) if one.liking == picture.worst), None)
    if least is None:  # whoever it was has been forgotten meanwhile
        return picture.sentence
    return _(
        "{sentence}. Least: {name}, {share} ({low} to {high})",
        sentence=picture.sentence, name=picture.worst_off, share=percent(picture.worst),
        low=percent(least.low), high=percent(least.high),
    )  # fmt: skip


def wall_of(found: SideBySide, shown: Shown) -> Wall | None:
    """Pictures that hang together; None where there are none."""
    pictures = [shown(row.spot) for row in found.options.get("collection", ())]
    if not pictures:
        return None
    return Wall(words=_hanging(pictures), pictures=pictures)


def _hanging(pictures: list[Alternative]) -> str:
    words = ngettext(
        "Your picture and one more in its colours, of something else, from what pleases you most.",
        "Your picture and {n} more in its colours, each of something else, from what pleases you most.",
        len(pictures) - 1,
    )
    means = [one.mean for one in pictures if one.mean is not None]
    if not means or pictures[0].members is None:
        return words
    return words + " " + ngettext(
        "Predicted liking from {low} to {high}, of one taste.",
        "Mean predicted liking from {low} to {high}, of {n} tastes.",
        pictures[0].members, low=percent(min(means)), high=percent(max(means)),
    )  # fmt: skip
