"""What a group's page says of classes, and a member's own of the clusters they labelled."""

from __future__ import annotations

from flask import url_for

from group_plgl.feedback.modes import LIKED, MIXED, NOT_LIKED
from group_plgl.members.calibration import wilson
from group_plgl.services.cluster import Labelled, labelled
from group_plgl.services.reveal import Drawing, Sight
from group_plgl.services.sort import ClassShown, classes_shown
from group_plgl.store.people import Group, Member
from group_plgl.web.describing import described
from group_plgl.web.filters import percent
from group_plgl.web.language import _, ngettext
from group_plgl.web.me_pages import LabelsPart, Measure
from group_plgl.web.pages import ClassIdeal
from group_plgl.web.wiring import wiring


def class_ideals_of(sight: Sight, found: Drawing) -> list[ClassIdeal]:
    """The ideals of the classes of a number, as they may be seen."""
    shown = classes_shown(wiring().studio, sight, found)
    told = described(sight.group, [one.picture_id for one in shown])
    return [_class_ideal(sight.group, found.number, one, told[one.picture_id]) for one in shown]


def _class_ideal(group: Group, number: int, one: ClassShown, words: str) -> ClassIdeal:
    url = url_for("pictures.class_ideal", slug=group.slug, number=number, place=one.number)
    return ClassIdeal(
        name=one.name, aim=one.aim, words=words,
        picture_url=url_for("pictures.picture", slug=group.slug, picture_id=one.picture_id),
        download_url="" if one.aim else url,
        agreement=_agreement(one), agree=one.agree, members=one.members,
        chance=one.chance, low=one.low, high=one.high,
        answers=one.answers, right=one.right, asked=one.asked, foretold=_foretold(one),
    )  # fmt: skip


def _agreement(one: ClassShown) -> str:
    if one.agree is None or one.members is None:
        return _("How many would put it there is not told in an anonymous group.")
    return ngettext(
        "{n} of {members} is predicted to put it there.", "{n} of {members} are predicted to put it there.",
        one.agree, members=one.members,
    )  # fmt: skip


def _foretold(one: ClassShown) -> str:
    if one.asked is None or one.right is None or one.answers is None:
        return ""
    if not one.asked:
        return ngettext(
            "{n} picture was put here; none to test on yet.",
            "{n} pictures were put here; none to test on yet.",
            one.answers,
        )  # fmt: skip
    low, high = wilson(one.right, one.asked)
    return ngettext(
        "Tested on {n} picture put here that it had not seen: {right} foretold ({low} to {high}).",
        "Tested on {n} pictures put here that it had not seen: {right} foretold ({low} to {high}).",
        one.asked, right=one.right, low=percent(low), high=percent(high),
    )  # fmt: skip


def labels_part(group: Group, member: Member) -> LabelsPart | None:
    """What a member's labels of clusters say of all pictures; None without any."""
    found = labelled(wiring().studio, group, member)
    if found is None or not found.label:
        return None
    liked, mixed, disliked = (found.count(label) for label in (LIKED, MIXED, NOT_LIKED))
    words = ngettext(
        "{n} label speaks of {labelled} of {all} pictures: {liked} liked, {disliked} not, {mixed} mixed.",
        "{n} labels speak of {labelled} of {all} pictures: {liked} liked, {disliked} not, {mixed} mixed.",
        found.sheets, labelled=len(found.label), all=found.pictures, liked=liked, disliked=disliked,
        mixed=mixed,
    )  # fmt: skip
    return LabelsPart(found.sheets, found.pictures, liked, disliked, mixed, _checked(found), words)


def _checked(found: Labelled) -> Measure | None:
    if not found.asked:
        return None
    low, high = wilson(found.right, found.asked)
    words = ngettext(
        "Asked about {n} of them alone, you said what its label says {right} time.",
        "Asked about {n} of them alone, you said what their label says {right} times.",
        found.asked, right=found.right,
    )  # fmt: skip
    return Measure(found.right, found.asked, low, high, words)
