"""Revealing: the one layer that everything derived passes before anybody is shown it.

Given who asks, it says which number they may see, and gives its rows as they may see them. Results
that the host keeps hidden are nowhere; who has not answered enough yet is not led by what the group
came to; and in anonymous groups nothing is given that rests on fewer than k members, and no row of
any one member. Whoever shows something derived reads it here, not in the store.
The arithmetic is in `threshold`; steps between published numbers are kept in `aggregate`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from group_plgl.analytics.readings import NO_DIFFERENCE, SEPARATE, SPECTRUM, TOO_FEW
from group_plgl.errors import NotFound
from group_plgl.services.company import brought_in
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.threshold import EXACT, Told, told, told_likings
from group_plgl.store.database import Database
from group_plgl.store.events import counts
from group_plgl.store.findings import CampMembership, camps
from group_plgl.store.images import pool_of
from group_plgl.store.models import (
    IdealRow,
    LikingRow,
    MemberRecord,
    RunnerUpRow,
    SampleRow,
    group_models,
    ideals,
    likings,
    member_records,
    newest_drawn,
    newest_fit,
    newest_record,
    runners_up,
    samples,
)
from group_plgl.store.pages import drawn_for, is_common
from group_plgl.store.people import Group, Member, current_session, members_of
from group_plgl.store.publications import has_votes

ANONYMOUS = "anonymous"
HIDDEN, EARLY = "hidden", "early"
REVEALED = ("reveal", "vote")
PLEASED = 0.5
EVERYTHING = 2**62
DIFFER = "members differ"
OPENNESS = ("anonymous", "pseudonymous", "identified")


class Asker(Protocol):
    """Somebody who may read a group: a member, its host, a reader of a rehearsal, or whoever has a link."""

    @property
    def group(self) -> Group:
        """The group."""

    @property
    def member(self) -> Member | None:
        """Who they are in it; None for a host or reader who has not joined."""

    @property
    def host(self) -> bool:
        """Whether they hold the host key."""

    @property
    def number(self) -> int | None:
        """The one number they are shown; None for the newest."""


@dataclass(frozen=True)
class Sight:
    """What one asker may see of a group now.

    Attributes:
        group: The group.
        number: The newest number they may see; None before there is one, and while it is withheld.
        withheld: Why results are kept from them: `hidden` by the host, or too `early` for them;
            empty when they are not. It does not tell whether there are any.
    """

    group: Group
    number: int | None
    withheld: str

    @property
    def anonymous(self) -> bool:
        """Whether nobody may be singled out."""
        return self.group.privacy == ANONYMOUS


@dataclass(frozen=True)
class Drawing:
    """One number as it may be seen.

    Attributes:
        members: How many tastes it is made of; None where telling would single somebody out.
        answers: How many answers those rest on; None for an earlier number of an anonymous group.
        pleased: How many are predicted to like each rule's ideal.
        runners_up: Behind each rule's ideal, place by place.
        likings: Of each rule's ideal, by member; empty in anonymous groups.
        samples: The spread; empty in anonymous groups.
    """

    number: int
    made_at: datetime
    seen_event: int
    members: int | None
    answers: int | None
    ideals: Mapping[str, IdealRow]
    runners_up: Mapping[str, Sequence[RunnerUpRow]]
    pleased: Mapping[str, Told]
    likings: Mapping[str, Sequence[LikingRow]]
    samples: Sequence[SampleRow]


@dataclass(frozen=True)
class Camping:
    """What may be said about camps.

    Attributes:
        reading: One of the readings; in anonymous groups `DIFFER` for a spectrum and for camps of
            which one is small, so that neither gives the other away.
        members: On how many tastes it is based; None where telling would single somebody out.
        p_value: Chance of a gap this wide in a spectrum; None where the reading is blurred.
        map_share: Share of differences that the flat map keeps; 0 where there is no map.
        sizes: How many are in each camp, by its label from 1; empty where that may not be told.
        places: Who is where; empty in anonymous groups.
    """

    reading: str
    supported: bool
    members: int | None
    p_value: float | None
    map_share: float
    sizes: Mapping[int, int]
    places: Sequence[CampMembership]


@dataclass(frozen=True)
class Counts:
    """How many; None where telling would single somebody out.

    Attributes:
        joined: Who joined.
        answered: Who has answered anything.
        ready: Whose taste is learned.
        answers: Answers that stand.
    """

    joined: int | None
    answered: int | None
    ready: int | None
    answers: int | None


@dataclass(frozen=True)
class PersonRow:
    """A member with what is known of them."""

    member: Member
    answers: int
    record: MemberRecord | None


def sight_of(studio: Studio, asker: Asker) -> Sight:
    """What somebody may see now."""
    withheld, number = withheld_from(studio, asker), asker.number
    if number is None:
        number = None if withheld else published(studio.database, asker.group)
    elif withheld or not _stands(studio.database, asker.group, number):
        number = None
    return Sight(asker.group, number, withheld)


def results_visible(studio: Studio, asker: Asker) -> bool:
    """Whether somebody may see what the group's taste came to, now."""
    return not withheld_from(studio, asker)


def withheld_from(studio: Studio, asker: Asker) -> str:
    """Why results are kept from somebody: `hidden`, `early`, or empty when they are not.

    The host sees them always. Members whose taste is not known yet see them once the session is
    closed or the host has come to the reveal: before, they would be led by the others.
    """
    session = current_session(studio.database, asker.group.group_id)
    if asker.host:
        return ""
    if not session.results_shown:
        return HIDDEN
    if asker.member is None or session.closed_at is not None or session.phase in REVEALED:
        return ""
    record = own_record(studio, asker.member)
    return "" if record is not None and record.ready else EARLY


def published(database: Database, group: Group) -> int | None:
    """The newest drawn number of a group that may be shown to anybody at all."""
    number = newest_drawn(database, group.group_id)
    return number if number is not None and _rests_on_enough(database, group, number) else None


def number_shown(database: Database, group: Group) -> int:
    """The same.

    Raises:
        NotFound: There is none yet.
    """
    number = published(database, group)
    if number is None:
        raise NotFound("no taste of this group is to be seen yet")
    return number


def newest_shown(database: Database, group: Group) -> int | None:
    """The newest number, while members see results."""
    session = current_session(database, group.group_id)
    return published(database, group) if session.results_shown else None


def heard_until(database: Database, group: Group) -> int:
    """The last event of which anything may be told: in anonymous groups the last that is published."""
    if group.privacy != ANONYMOUS:
        return EVERYTHING
    number = published(database, group)
    return group_models(database, group.group_id, number)[0].seen_event if number is not None else 0


def own_record(studio: Studio, member: Member) -> MemberRecord | None:
    """What is known of a member, for themself."""
    return newest_record(studio.database, member.group_id, member.member_id)


def drawing(studio: Studio, sight: Sight) -> Drawing | None:
    """The number somebody may see, as they may see it; None when it is not kept any more."""
    if sight.number is None:
        return None
    database, group, number = studio.database, sight.group, sight.number
    models = group_models(database, group.group_id, number)
    if not models:
        return None
    model = models[0]
    pictures = {row.rule: row for row in ideals(database, group.group_id, number)}
    learned = member_records(database, group.group_id, model.seen_event)
    here = {member.member_id for member in members_of(database, group.group_id)}
    others: dict[str, list[RunnerUpRow]] = defaultdict(list)
    for behind in runners_up(database, group.group_id, number):
        others[behind.rule].append(behind)
    predicted: dict[str, list[LikingRow]] = defaultdict(list)
    for row in likings(database, group.group_id, number):
        if row.member_id in here:
            predicted[row.rule].append(row)
    ready = [row.member_id for row in learned if row.ready]
    counting, members = set(hiding(studio, group, ready)), told_members(studio, group, number, ready)
    if sight.anonymous:
        predicted = {
            rule: [row for row in rows if row.member_id in counting] for rule, rows in predicted.items()
        }
    newest = _is_newest(studio, group, number)
    return Drawing(
        number=number,
        made_at=next(iter(pictures.values())).made_at,
        seen_event=model.seen_event,
        members=members,
        answers=sum(row.answers for row in learned if row.ready and row.member_id in counting)
        if newest
        else None,
        ideals=pictures,
        runners_up=others,
        pleased=_pleased(sight, predicted, members),
        likings={} if sight.anonymous else predicted,
        samples=[] if sight.anonymous else samples(database, group.group_id, number),
    )


def cover(studio: Studio, sight: Sight, rule: str) -> str | None:
    """The picture that stands for a group: one rule's ideal, where it may be seen."""
    if sight.number is None:
        return None
    found = ideals(studio.database, sight.group.group_id, sight.number)
    return next((row.picture_id for row in found if row.rule == rule), None)


def told_members(studio: Studio, group: Group, number: int, members: Iterable[str]) -> int | None:
    """How many of those who joined a number is made of, by their ids, where that may be told.

    In anonymous groups only of the newest: two numbers side by side tell how many came in between.
    """
    if group.privacy != ANONYMOUS:
        return len(list(members))
    if not _is_newest(studio, group, number):
        return None
    joined = hiding(studio, group, [one.member_id for one in members_of(studio.database, group.group_id)])
    return told(len(hiding(studio, group, members)), len(joined), group.k)


def told_tastes(studio: Studio, group: Group, number: int) -> int | None:
    """How many tastes a number is made of, where that may be told; None where it is gone, too."""
    models = group_models(studio.database, group.group_id, number)
    if not models or group.privacy != ANONYMOUS:
        return models[0].members if models else None
    records = member_records(studio.database, group.group_id, models[0].seen_event)
    return told_members(studio, group, number, [one.member_id for one in records if one.ready])


def hiding(studio: Studio, group: Group, members: Iterable[str]) -> list[str]:
    """Those of some members whom numbers are of, since one of them can hide among the others.

    In anonymous groups nobody who came with a file, unless there is nobody else.
    """
    found = list(members)
    brought = brought_in(studio, group) if group.privacy == ANONYMOUS else set()
    return [one for one in found if one not in brought] or found


def camping(studio: Studio, sight: Sight) -> Camping | None:
    """What was found about camps in the number somebody may see; None until it was looked for."""
    found = camps(studio.database, sight.group.group_id, sight.number) if sight.number is not None else None
    if found is None:
        return None
    finding, places = found
    if not sight.anonymous:
        sizes = _sizes(places)
        return Camping(
            finding.reading,
            finding.supported,
            finding.members,
            finding.p_value,
            finding.map_share,
            sizes,
            places,
        )
    counting = set(hiding(studio, sight.group, [one.member_id for one in places]))
    sizes = _sizes(places, counting)
    members = told_members(studio, sight.group, finding.number, counting)
    clear = finding.reading in (TOO_FEW, NO_DIFFERENCE) or (
        finding.reading == SEPARATE and min(sizes.values()) >= sight.group.k and members is not None
    )
    if not clear:
        return Camping(DIFFER, False, members, None, 0.0, {}, ())
    shown = sizes if finding.supported else {}
    return Camping(finding.reading, finding.supported, members, finding.p_value, 0.0, shown, ())


def told_pool(studio: Studio, group: Group) -> list[str]:
    """The ids of a group's pool that may be listed or counted.

    In anonymous groups those it began with: how far it was drawn ahead tells how much the busiest answered.
    """
    pool = pool_of(studio.database, group.group_id)
    return pool if may_single_out(group) or is_catalogue(group.space) else pool[: studio.settings.first_pool]


def told_camps(studio: Studio, sight: Sight) -> Sequence[int]:
    """The labels of the camps, or the poles of a spectrum, that may be told apart in what somebody sees."""
    found = camping(studio, sight)
    if found is None or found.reading not in (SEPARATE, SPECTRUM):
        return ()
    return () if sight.anonymous and not found.supported else tuple(found.sizes)


def counted(studio: Studio, group: Group) -> Counts:
    """How many joined, answered, are known, and how much was said; each only where it may be told."""
    here = [one.member_id for one in members_of(studio.database, group.group_id)]
    members, heard = set(hiding(studio, group, here)), counts(studio.database, group.group_id)
    said = {one: rated for one, (rated, _, _) in heard.items() if rated and one in members}
    fit = newest_fit(studio.database, group.group_id)
    rows = member_records(studio.database, group.group_id, fit.seen_event) if fit else []
    ready = sum(row.ready and row.member_id in members for row in rows)
    joined, answered, answers = len(members), len(said), sum(said.values())
    if group.privacy != ANONYMOUS:
        return Counts(joined, answered, ready, answers)
    k = group.k
    return Counts(
        joined=told(joined, joined, k),
        answered=told(answered, joined, k) if joined >= k else None,
        ready=told(ready, joined, k) if joined >= k else None,
        answers=answers if answered >= k or not answered else None,
    )


def people(studio: Studio, group: Group) -> list[PersonRow]:
    """Every member with what is known of them; nobody in anonymous groups."""
    if group.privacy == ANONYMOUS:
        return []
    said = counts(studio.database, group.group_id)
    fit = newest_fit(studio.database, group.group_id)
    rows = member_records(studio.database, group.group_id, fit.seen_event) if fit else []
    known = {row.member_id: row for row in rows}
    return [
        PersonRow(member, said.get(member.member_id, (0, 0, 0))[0], known.get(member.member_id))
        for member in members_of(studio.database, group.group_id)
    ]


def shows_picture(studio: Studio, asker: Asker, picture_id: str) -> bool:
    """Whether somebody may see a picture of their group.

    The pool, the group's own pictures and what was dealt to them or drawn for them they see always,
    but what the host marked as never to come again only on their own cards; what was drawn of the
    group's taste once results are theirs to see.
    """
    database, group = studio.database, asker.group
    member = asker.member.member_id if asker.member else ""
    if is_common(database, group.group_id, group.space, member, picture_id, sifted=not asker.host):
        return True
    found = drawn_for(database, group.group_id, member, picture_id)
    if ("own", 0) in found or (asker.host and ("marked", 0) in found):
        return True
    if not found or withheld_from(studio, asker):
        return False
    enough: Mapping[str, Callable[[int], bool]] = {
        "ideal": lambda number: _rests_on_enough(database, group, number),
        "sample": lambda _: may_single_out(group),
        "camp": lambda number: bool(told_camps(studio, Sight(group, number, ""))),
        "group": lambda _: published(database, group) is not None,
    }
    return any(kind in enough and enough[kind](number) for kind, number in found)


def shows_number(studio: Studio, asker: Asker, number: int) -> bool:
    """Whether somebody may look up one number of their group: in anonymous groups only the newest."""
    if asker.group.privacy == ANONYMOUS:
        return number == sight_of(studio, asker).number
    return results_visible(studio, asker) and _stands(studio.database, asker.group, number)


def still_shown(studio: Studio, asker: Asker, number: int) -> bool:
    """Whether what was made of a number while it was the newest may still be seen by somebody."""
    return results_visible(studio, asker) and _rests_on_enough(studio.database, asker.group, number)


def may_single_out(group: Group) -> bool:
    """Whether anything may be shown of, or done to, one member of a group by somebody else.

    Not in anonymous groups: taking single members out and in again would tell what they add.
    """
    return group.privacy != ANONYMOUS


def privacy_locked(studio: Studio, group: Group, wanted: str = "") -> bool:
    """Whether the privacy mode can be changed no more: anybody has said something.

    Who joined was told who sees what; before the first vote it may become stricter, and more open
    only while nobody has joined.
    """
    if has_votes(studio.database, group.group_id):
        return True
    opener = wanted in OPENNESS and OPENNESS.index(wanted) > OPENNESS.index(group.privacy)
    return opener and bool(members_of(studio.database, group.group_id))


def _is_newest(studio: Studio, group: Group, number: int) -> bool:
    """Whether a number is the one that everybody sees; all count as such where nothing is to be hidden."""
    return group.privacy != ANONYMOUS or number == published(studio.database, group)


def _rests_on_enough(database: Database, group: Group, number: int) -> bool:
    """Whether a number is made of as many members as the group asks for."""
    if group.privacy != ANONYMOUS:
        return True
    models = group_models(database, group.group_id, number)
    return bool(models) and min(model.members for model in models) >= group.k


def _stands(database: Database, group: Group, number: int) -> bool:
    """Whether a number is still there and may be shown: who leaves takes those along they had a part in."""
    return bool(ideals(database, group.group_id, number)) and _rests_on_enough(database, group, number)


def _pleased(
    sight: Sight, predicted: Mapping[str, Sequence[LikingRow]], members: int | None
) -> Mapping[str, Told]:
    """How many are predicted to like each ideal: in anonymous groups a band, or a number that is safe."""
    pleased = {rule: sum(row.liking >= PLEASED for row in rows) for rule, rows in predicted.items()}
    if not sight.anonymous:
        return {rule: Told(EXACT, count) for rule, count in pleased.items()}
    whole = max((len(rows) for rows in predicted.values()), default=0)
    found = told_likings(dict(sorted(pleased.items())), whole, sight.group.k)
    return found if members is not None else {rule: one.blurred for rule, one in found.items()}


def _sizes(places: Sequence[CampMembership], counting: Collection[str] | None = None) -> dict[int, int]:
    """How many are in each camp, label by label; only who counts, where that is said."""
    each: dict[int, int] = defaultdict(int)
    for place in places:
        each[place.camp + 1] += counting is None or place.member_id in counting
    return dict(sorted(each.items()))
