"""The portrait of a group: from stored rows to the group page, seen by one visitor.

Everything predicted is called so. Words come before digits, and nobody is named where names are
hidden. Charts are in `board`, the deck is in `voting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask import url_for

from group_plgl.analytics.readings import READINGS
from group_plgl.groups.rules import DEFAULT_RULE, RULES
from group_plgl.services.learn import needed
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.store.events import counts, last_event
from group_plgl.store.findings import camps
from group_plgl.store.images import pool_of
from group_plgl.store.models import (
    IdealRow,
    LikingRow,
    MemberRecord,
    SampleRow,
    group_models,
    ideals,
    likings,
    member_records,
    newest_drawn,
    newest_fit,
    samples,
)
from group_plgl.store.people import Group, current_session, members_of
from group_plgl.web.addresses import only_here, public_root
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import Label, labels_of, listed
from group_plgl.web.pages import (
    Camp,
    CampReading,
    Drawn,
    GroupPage,
    Ideal,
    JoinCard,
    Liking,
    Person,
    Sample,
    Spread,
)
from group_plgl.web.wiring import wiring


def group_page(visitor: Visitor) -> GroupPage:
    """The page of a group as this visitor may see it."""
    studio, group = wiring().studio, visitor.group
    members = members_of(studio.database, group.group_id)
    labels = labels_of(visitor, members)
    session = current_session(studio.database, group.group_id)
    people = people_of(studio, group, labels)
    drawing = drawn_of(studio, group, labels)
    answers = sum(person.answers for person in people)
    ready = sum(person.ready for person in people)
    last = last_event(studio.database, group.group_id)
    is_open = session is not None and session.closed_at is None
    welcome = is_open and session is not None and session.door_open
    needed_answers, needed_each = needed(studio, group)
    return GroupPage(
        slug=group.slug,
        name=group.name,
        question=group.question,
        space=group_space(studio, group).title,
        mode=session.mode if session else "",
        phase=session.phase if session else "",
        privacy=group.privacy,
        rehearsal=group.rehearsal,
        role=visitor.role,
        joined=visitor.member is not None,
        state="drawn" if drawing else "collecting" if members else "nobody",
        session=session.number if session else 0,
        session_open=is_open,
        pool=len(pool_of(studio.database, group.group_id)),
        answers=answers,
        last_event=last,
        fresh=max(0, answers - drawing.answers) if drawing else answers,
        stale=drawing is not None and drawing.seen_event < last and ready >= studio.settings.needed_members,
        needed_answers=needed_answers,
        needed_each=needed_each,
        needed_members=studio.settings.needed_members,
        ready=ready,
        members=people,
        drawn=drawing,
        join=join_card(group) if welcome and (visitor.role != "reader" or group.rehearsal) else None,
    )


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


def people_of(studio: Studio, group: Group, labels: Mapping[str, Label]) -> list[Person]:
    """Every member with how far their taste is known."""
    said = counts(studio.database, group.group_id)
    fit = newest_fit(studio.database, group.group_id)
    rows = member_records(studio.database, group.group_id, fit.seen_event) if fit else []
    known = {row.member_id: row for row in rows}
    return [_person(label, said.get(key, (0, 0, 0))[0], known.get(key)) for key, label in labels.items()]


def _person(label: Label, answers: int, model: MemberRecord | None) -> Person:
    return Person(
        label=label.text,
        you=label.you,
        simulated=label.simulated,
        answers=answers,
        ready=model is not None and model.ready,
        right_held_out=model.right_held_out if model else 0,
        held_out=model.held_out if model else 0,
        baseline=model.baseline if model else 0.0,
    )


def drawn_of(studio: Studio, group: Group, labels: Mapping[str, Label]) -> Drawn | None:
    """The newest drawing of a group; None before the first."""
    number = newest_drawn(studio.database, group.group_id)
    if number is None:
        return None
    model = group_models(studio.database, group.group_id, number)[0]
    pictures = {row.rule: row for row in ideals(studio.database, group.group_id, number)}
    predicted: dict[str, list[LikingRow]] = defaultdict(list)
    for row in likings(studio.database, group.group_id, number):
        predicted[row.rule].append(row)
    order = sorted((rule for rule in RULES if rule in pictures), key=lambda rule: rule != DEFAULT_RULE)
    learned = member_records(studio.database, group.group_id, model.seen_event)
    return Drawn(
        number=number,
        made_at=next(iter(pictures.values())).made_at,
        members=model.members,
        answers=sum(row.answers for row in learned if row.ready),
        seen_event=model.seen_event,
        ideals=[ideal_of(group, pictures[rule], predicted[rule], labels) for rule in order],
        spread=_spread(group, samples(studio.database, group.group_id, number), labels),
        camps=camp_reading(studio, group, number, labels),
    )


def ideal_of(
    group: Group, row: IdealRow, predicted: Sequence[LikingRow], labels: Mapping[str, Label]
) -> Ideal:
    """One rule's ideal with who is predicted to like it."""
    rule = RULES[row.rule]
    ordered = sorted((one for one in predicted if one.member_id in labels), key=lambda one: -one.liking)
    people = [
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
    pleased = sum(one.liking >= 0.5 for one in people)
    named = all(label.named for label in labels.values())
    return Ideal(
        rule=rule.name,
        title=rule.title,
        help=rule.help,
        advice=rule.advice,
        sentence=sentence(pleased, len(people)),
        doubt=_doubt([one for one in people if one.liking < 0.5], named),
        pleased=pleased,
        members=len(people),
        picture_url=picture_url(group, row.picture_id),
        download_url=url_for("pictures.ideal", slug=group.slug, number=row.number, rule=row.rule),
        likings=people,
    )


def sentence(pleased: int, members: int) -> str:
    """How many of so many are predicted to like a picture, as people say it."""
    if pleased == members:
        return (
            "Both are predicted to like this picture"
            if members == 2
            else (f"All {members} are predicted to like this picture")
        )
    if pleased == 0:
        return f"None of {members} is predicted to like this picture"
    verb = "is" if pleased == 1 else "are"
    return f"{pleased} of {members} {verb} predicted to like this picture"


def _doubt(against: Sequence[Liking], named: bool) -> str:
    if not against:
        return ""
    if not named or len(against) > 4:
        many = f"{len(against)} members" if len(against) > 1 else "One member"
        return f"{many} would probably rather have something else."
    names = ["you" if one.you else one.label for one in against]
    return f"{listed(names)[:1].upper()}{listed(names)[1:]} would probably rather have something else."


def _spread(group: Group, rows: Sequence[SampleRow], labels: Mapping[str, Label]) -> list[Spread]:
    each: dict[str, list[Sample]] = defaultdict(list)
    for row in rows:
        each[row.member_id].append(Sample(picture_url(group, row.picture_id), row.liking))
    return [
        Spread(label=label.text, you=label.you, simulated=label.simulated, samples=each[key])
        for key, label in labels.items()
        if key in each
    ]


def camp_reading(
    studio: Studio, group: Group, number: int, labels: Mapping[str, Label]
) -> CampReading | None:
    """What was found about camps of one model, in words; None until it was looked for."""
    found = camps(studio.database, group.group_id, number)
    if found is None:
        return None
    finding, places = found
    each: dict[int, list[Label]] = defaultdict(list)
    for place in places:
        if place.member_id in labels:
            each[place.camp + 1].append(labels[place.member_id])
    return CampReading(
        reading=finding.reading,
        supported=finding.supported,
        sentence=READINGS[finding.reading],
        members=finding.members,
        p_value=finding.p_value,
        camps=[
            Camp(number=camp, labels=[label.text for label in sorted(each[camp], key=lambda one: one.place)])
            for camp in sorted(each)
        ],
    )


def picture_url(group: Group, picture_id: str) -> str:
    """Where a picture of a group is served."""
    return url_for("pictures.picture", slug=group.slug, picture_id=picture_id)
