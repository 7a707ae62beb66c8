"""The portrait of a group: from stored rows to the group page, seen by one visitor.

Everything predicted is called so. Words come before digits, and nobody is named where names are
hidden. Charts are in `board`, the deck is in `voting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask import url_for

from group_plgl.analytics.readings import READINGS
from group_plgl.groups.rules import CHIEF, DEFAULT_RULE, RULES
from group_plgl.latents.kinship import same_content
from group_plgl.services.aggregate import fewest_members
from group_plgl.services.concept import required_now
from group_plgl.services.elsewhere import CANDIDATES, COUNT, kindred
from group_plgl.services.learn import needed
from group_plgl.services.play import sounds
from group_plgl.services.reveal import (
    DIFFER,
    Drawing,
    PersonRow,
    Sight,
    camping,
    counted,
    drawing,
    people,
    sight_of,
    told_pool,
)
from group_plgl.services.space import group_space, is_catalogue, is_past, space_title
from group_plgl.services.threshold import SOME, Told
from group_plgl.store.events import last_event
from group_plgl.store.people import Group, Session, current_session, members_of
from group_plgl.web.addresses import only_here, public_root
from group_plgl.web.describing import described
from group_plgl.web.dissenting import minority_of
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import Label, labels_of, listed
from group_plgl.web.language import _, later, ngettext
from group_plgl.web.liked import picture_url, sentence
from group_plgl.web.limits import held_card
from group_plgl.web.pages import (
    Camp,
    CampReading,
    Drawn,
    Elsewhere,
    GroupPage,
    Ideal,
    JoinCard,
    Liking,
    Person,
    RequiredLine,
    RunnerUp,
    Sample,
    Spread,
)
from group_plgl.web.sorting import class_ideals_of
from group_plgl.web.telling import camp_ideals, camp_lines, group_lines, wish_lines
from group_plgl.web.verdicts import verdict_now, voices_told
from group_plgl.web.wiring import wiring

_SAME = later("The same ideal in another manner.")
_COLOURS = later("Of {n} drawn at random, those that the group's taste in colours likes best.")
PAST = later(
    "A newer version of this server draws these pictures differently. Everything of this group is kept "
    "and shown, but nothing new is drawn or learned here. To go on, start a new group."
)
READING = later("members differ")
BLURRED = later(
    "Tastes here are not all alike. Whether by degrees or in camps is told only when every camp is large."
)


def group_page(visitor: Visitor) -> GroupPage:
    """The page of a group as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    session = current_session(studio.database, group.group_id)
    sight, many = sight_of(studio, visitor), counted(studio, group)
    drawn = drawn_of(visitor, sight)
    last = last_event(studio.database, group.group_id)
    is_open = session.closed_at is None
    needed_answers, needed_each = needed(studio, group)
    fewest = fewest_members(studio, group)
    unseen = drawn is not None and drawn.seen_event is not None and drawn.seen_event < last
    enough = many.ready is None or many.ready >= fewest
    return GroupPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        space=_(space_title(studio, group)),
        past=_(PAST) if is_past(group.space) else "",
        sounds=sounds(group.space),
        own=is_catalogue(group.space),
        held=held_card(group),
        required=[
            RequiredLine(one.name, chance, known.right, known.asked, known.low, known.high)
            for one, chance, known in required_now(studio, group)
        ],
        mode=session.mode if session else "",
        phase=session.phase if session else "",
        privacy=group.privacy,
        k=group.k,
        rehearsal=group.rehearsal,
        role=visitor.role,
        joined=visitor.member is not None,
        state="drawn" if drawn else "nobody" if many.joined == 0 else "collecting",
        withheld=sight.withheld,
        session=session.number if session else 0,
        session_open=is_open,
        pool=len(told_pool(studio, group)),
        answers=None if sight.anonymous and drawn else many.answers,
        last_event=None if sight.anonymous else last,
        fresh=None if sight.anonymous else max(0, (many.answers or 0) - (drawn.answers or 0 if drawn else 0)),
        stale=unseen and enough,
        needed_answers=needed_answers,
        needed_each=needed_each,
        needed_members=fewest,
        people=many.joined,
        ready=many.ready,
        members=people_of(visitor),
        drawn=drawn,
        verdict=verdict_now(visitor, sight) if drawn else None,
        minority=minority_of(visitor, sight) if drawn else None,
        voices=voices_told(visitor),
        join=join_card(group) if _welcomes(visitor, session) else None,
    )


def _welcomes(visitor: Visitor, session: Session | None) -> bool:
    """Whether this visitor is told how others get in: members and hosts are, and everybody in rehearsals."""
    welcome = session is not None and session.closed_at is None and session.door_open
    return welcome and (visitor.role != "reader" or visitor.group.rehearsal)


def join_card(group: Group) -> JoinCard:
    """How others get into a group; the link is in capitals, which makes a simpler QR code."""
    half = len(group.join_code) // 2
    root = public_root()
    return JoinCard(
        code=group.join_code,
        spoken_code=f"{group.join_code[:half]} {group.join_code[half:]}",
        url=f"{root}{url_for('joining.join', code=group.join_code)}",
        qr_url=url_for("joining.qr", slug=group.slug),
        only_here=only_here(root.partition("//")[2].rpartition(":")[0] or root.partition("//")[2]),
    )


def people_of(visitor: Visitor) -> list[Person]:
    """Every member with how far their taste is known; nobody where nobody may be singled out."""
    studio, group = wiring().studio, visitor.group
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    rows = {row.member.member_id: row for row in people(studio, group)}
    return [_person(label, rows[key]) for key, label in labels.items() if key in rows]


def _person(label: Label, row: PersonRow) -> Person:
    known = row.record
    return Person(
        label=label.text,
        you=label.you,
        simulated=label.simulated,
        answers=row.answers,
        ready=known is not None and known.ready,
        right_held_out=known.right_held_out if known else 0,
        held_out=known.held_out if known else 0,
        baseline=known.baseline if known else 0.0,
    )


def drawn_of(visitor: Visitor, sight: Sight) -> Drawn | None:
    """The newest drawing this visitor may see; None before there is one."""
    studio, group = wiring().studio, visitor.group
    found = drawing(studio, sight)
    if found is None:
        return None
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    order = sorted((rule for rule in CHIEF if rule in found.ideals), key=lambda rule: rule != DEFAULT_RULE)
    return Drawn(
        number=found.number,
        made_at=found.made_at,
        members=found.members,
        answers=found.answers,
        seen_event=None if found.answers is None else found.seen_event,
        ideals=[ideal_of(group, found, rule, labels) for rule in order],
        classes=class_ideals_of(sight, found),
        spread=_spread(group, found, labels),
        camps=camp_reading(visitor, sight),
        words=group_lines(sight),
        wishes=wish_lines(sight),
    )


def ideal_of(group: Group, found: Drawing, name: str, labels: Mapping[str, Label]) -> Ideal:
    """One rule's ideal with who is predicted to like it."""
    rule, row = RULES[name], found.ideals[name]
    ordered = sorted(
        (one for one in found.likings.get(name, ()) if one.member_id in labels), key=lambda one: -one.liking
    )
    likings = [
        Liking(
            label=labels[one.member_id].text,
            you=labels[one.member_id].you,
            simulated=labels[one.member_id].simulated,
            liking=one.liking,
            low=one.low,
            high=one.high,
            standing=one.standing,
        )
        for one in ordered
    ]
    named = all(label.named for label in labels.values())
    pleased = found.pleased.get(name, Told(SOME))
    members = len(likings) if likings else found.members
    behind = [one.picture_id for one in found.runners_up.get(name, ())]
    told = described(group, [row.picture_id, *behind])
    return Ideal(
        rule=rule.name,
        title=_(rule.title),
        help=_(rule.help),
        advice=_(rule.advice),
        sentence=sentence(pleased, members),
        doubt=_doubt([one for one in likings if one.liking < 0.5], named),
        band=pleased.band,
        pleased=pleased.count,
        members=members,
        picture_url=picture_url(group, row.picture_id),
        words=told[row.picture_id],
        download_url=url_for("pictures.ideal", slug=group.slug, number=row.number, rule=row.rule),
        origin_url=url_for("origin.origin", slug=group.slug, number=row.number, rule=row.rule),
        runners_up=[RunnerUp(picture_url(group, one), told[one]) for one in behind],
        elsewhere=_elsewhere(group, row.number, rule.name),
        likings=likings,
    )


def _elsewhere(group: Group, number: int, rule: str) -> list[Elsewhere]:
    """The ideal in spaces that share genes with the group's."""
    studio, found = wiring().studio, []
    for space in kindred(studio, group):
        same = same_content(group_space(studio, group), space)
        url = url_for("pictures.elsewhere", slug=group.slug, number=number, rule=rule, other=space.name)
        words = _(_SAME) if same else _(_COLOURS, n=CANDIDATES)
        found.append(Elsewhere(_(space.title), words, 1 if same else COUNT, url))
    return found


def _doubt(against: Sequence[Liking], named: bool) -> str:
    if not against:
        return ""
    if not named or len(against) > 4:
        return ngettext(
            "One member would probably rather have something else.",
            "{n} members would probably rather have something else.",
            len(against),
        )
    others = [one.label for one in against if not one.you]
    if not others:
        return _("You would probably rather have something else.")
    if len(others) < len(against):
        return _("You and {names} would probably rather have something else.", names=listed(others))
    return ngettext(
        "{names} would probably rather have something else.",
        "{names} would probably rather have something else.",
        len(others),
        names=listed(others),
    )


def _spread(group: Group, found: Drawing, labels: Mapping[str, Label]) -> list[Spread]:
    each: dict[str, list[Sample]] = defaultdict(list)
    for row in found.samples:
        each[row.member_id].append(Sample(picture_url(group, row.picture_id), row.liking))
    return [
        Spread(label=label.text, you=label.you, simulated=label.simulated, samples=each[key])
        for key, label in labels.items()
        if key in each
    ]


def camp_reading(visitor: Visitor, sight: Sight) -> CampReading | None:
    """What was found about camps, in words; None until it was looked for."""
    studio = wiring().studio
    found = camping(studio, sight)
    if found is None:
        return None
    labels = labels_of(visitor, members_of(studio.database, visitor.group.group_id))
    each: dict[int, list[Label]] = defaultdict(list)
    ideals, words = camp_ideals(sight), camp_lines(sight)
    for place in found.places:
        if place.member_id in labels:
            each[place.camp].append(labels[place.member_id])
    return CampReading(
        reading=READING if found.reading == DIFFER else found.reading,
        supported=found.supported,
        sentence=_(BLURRED) if found.reading == DIFFER else _(READINGS[found.reading]),
        members=found.members,
        p_value=found.p_value,
        camps=[
            Camp(
                number=number,
                size=size,
                labels=[label.text for label in sorted(each[number - 1], key=lambda one: one.place)],
                ideal=ideals.get(number),
                words=words.get(number, []),
            )
            for number, size in found.sizes.items()
        ],
    )
