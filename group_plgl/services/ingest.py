"""Ingesting: ratings that were given elsewhere come in from a file and count like any others.

Each line gets an answer of its own. Ids come from a keyed hash of what a line says, so the same file
twice adds nothing, and whoever is stopped goes on where it stopped. Members of a file are new members,
marked as imported: nobody holds their token, nothing is dealt to them, and they are never taken for
somebody of the same name who joined. In anonymous groups their names are dropped here and nowhere kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from group_plgl.errors import BadInput, NotYet
from group_plgl.feedback.events import Event
from group_plgl.feedback.ratings_file import Line, Scale, lines_in, scale_named, scale_of, time_in
from group_plgl.queries.strategies import IMPORTED
from group_plgl.services.collect import record_brought
from group_plgl.services.forget import forget_member
from group_plgl.services.gather import is_gathering
from group_plgl.services.join import LONGEST_NAME, clean_line, free_name, hash_secret
from group_plgl.services.measure import Step
from group_plgl.services.space import is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.table import table
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.events import Receipt
from group_plgl.store.images import CardRow, cards_of, whole_pool
from group_plgl.store.people import Group, Member, group_named, members_of, put_member

LARGEST_FILE = 16 * 1024 * 1024
MOST_MEMBERS = 2000
ACCEPTED, HERE, DUPLICATE = "accepted", "here already", "duplicate"
PICTURE, VALUE, TIME, NAME, CROWD, REFUSED = (
    "unknown picture", "bad value", "bad time", "bad name", "too many members", "not taken",
)  # fmt: skip
OUTCOMES: dict[str, str] = {
    ACCEPTED: "It counts.",
    HERE: "It came before, and counts once.",
    DUPLICATE: "Another line says the same.",
    PICTURE: "No picture of the group has this id, file name or number.",
    VALUE: "It is no value of the scale.",
    TIME: "It is no time as ISO 8601 writes it, or lies before 1970 or ahead.",
    NAME: "A name has 1 to 40 letters and signs.",
    CROWD: "A file brings at most 2,000 members.",
    REFUSED: "The store did not take it.",
}
_AT_ONCE = 250
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Became:
    """What became of one line.

    Attributes:
        line: Which line, from 1; the head is the first.
        member: Who rated; empty in anonymous groups.
        picture: As the file has it.
        value: As the file has it.
        time: As the file has it.
        outcome: One of `OUTCOMES`.
        of: The line that says the same, for duplicates; 0 else.
        new_member: Whether a member came with this line.
        detail: What went wrong, where the store says it.
    """

    line: int
    member: str
    picture: str
    value: str
    time: str
    outcome: str
    of: int = 0
    new_member: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Ingested:
    """What became of a file.

    Attributes:
        slug: The group.
        dry: Whether it was only looked at: nothing was stored.
        scale: The name of the scale, told or found.
        found: Whether it was found, not told.
        counts: How many lines became what, by outcome.
        new_members: How many members came, or would.
        lines: What became of each line, in order.
    """

    slug: str
    dry: bool
    scale: str
    found: bool
    counts: Mapping[str, int]
    new_members: int
    lines: Sequence[Became]


@dataclass
class _Rating:
    """A line that can be taken in."""

    place: int
    name: str
    picture: str
    liking: float
    said_at: datetime | None
    event_id: str


@dataclass
class _Plan:
    """What is to be done with a file.

    Attributes:
        lines: What becomes of each line.
        ratings: Those to take in, by member id, in the order in which they were given.
        names: What each member is called in the file, by member id.
        fresh: Ids of the members who are new.
    """

    lines: list[Became] = field(default_factory=list)
    ratings: dict[str, list[_Rating]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)


def ingest(
    studio: Studio, group: Group, text: str, *, scale: str = "", dry: bool = False
) -> Iterator[Step | Ingested]:
    """Take the ratings of a file in, telling how far it is and last what became of each line.

    Args:
        studio: Where.
        group: Whose pictures were rated.
        text: The file.
        scale: The name of its scale; found from its values unless told.
        dry: Whether to look only.

    Raises:
        BadInput: It is no such file, it holds too many lines, or there is no such scale.
        NotYet: The group's own pictures are still coming in.
    """
    if is_gathering(studio, group):
        raise NotYet("the pictures of this group are still coming in", advice="Wait until all are there.")
    lines = lines_in(text)
    used = scale_named(scale) if scale else scale_of(line.value for line in lines)
    plan = _planned(studio, group, lines, used)
    yield Step("reading", len(lines), len(lines))
    if not dry:
        yield from _taken(studio, group, plan, used)
    told = Counter(one.outcome for one in plan.lines)
    counts = {outcome: told[outcome] for outcome in OUTCOMES if told[outcome]}
    yield Ingested(group.slug, dry, used.name, not scale, counts, len(plan.fresh), plan.lines)


def ingest_by_name(
    studio: Studio, slug: str, path: str, scale: str = "", dry: bool = False
) -> Iterator[dict[str, Any]]:
    """The same from a file on the server's disk into the group of that name, as plain values.

    Raises:
        NotFound: There is no such group.
        BadInput: The file cannot be read, is too large, or is none of ratings.
    """
    group = group_named(studio.database, slug)
    for told in ingest(studio, group, text_of(content_of(path)), scale=scale, dry=dry):
        yield asdict(told)


def content_of(path: str) -> bytes:
    """The bytes of a file on the server's disk, one more than are taken at most.

    Raises:
        BadInput: It cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput("{path} cannot be read: {reason}", path=path, reason=error.strerror) from error


def imported_in(studio: Studio, group: Group) -> list[Member]:
    """The members of a group who came with files."""
    return [one for one in members_of(studio.database, group.group_id) if one.imported]


def withdraw(studio: Studio, group: Group) -> int:
    """Erase everybody who came with a file, as if they had left; how many that were.

    The same files may be brought again.
    """
    gone = imported_in(studio, group)
    for one in gone:
        forget_member(studio, one)
    return len(gone)


def text_of(content: bytes) -> str:
    """The text of a file.

    Raises:
        BadInput: It is larger than 16 MB, or no text in UTF-8.
    """
    if len(content) > LARGEST_FILE:
        raise BadInput(
            "a file of ratings has at most {most} MB", advice="Divide it.", most=LARGEST_FILE >> 20
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("the file is no text in UTF-8", advice="Save it as CSV in UTF-8.") from error


def report_of(lines: Sequence[Mapping[str, Any]]) -> str:
    """What became of each line as CSV; no cell can be taken for a formula by a spreadsheet."""
    return table([dict(one) for one in lines])


def _planned(studio: Studio, group: Group, lines: Sequence[Line], scale: Scale) -> _Plan:
    """What is to be done with each line, before anything is."""
    pictures, plan, seen = pictures_by_name(studio, group), _Plan(), dict[str, int]()
    here = {one.member_id for one in members_of(studio.database, group.group_id)}
    latest = studio.now() + _AHEAD
    for place, line in enumerate(lines):
        told = Became(line.number, line.member, line.picture, line.value, line.time, ACCEPTED)
        if group.privacy == "anonymous":
            told = replace(told, member="")
        picture, liking = picture_called(pictures, line.picture), scale.read(line.value)
        said_at = time_in(line.time) if line.time else None
        name, member = _who(group, line.member)
        wrong = (
            (not name, NAME), (picture is None, PICTURE), (liking is None, VALUE),
            (bool(line.time) and (said_at is None or said_at > latest), TIME),
            (member not in plan.names and len(plan.names) >= MOST_MEMBERS, CROWD),
        )  # fmt: skip
        problem = next((outcome for is_so, outcome in wrong if is_so), "")
        if problem or picture is None or liking is None:
            plan.lines.append(replace(told, outcome=problem))
            continue
        event_id = _keyed(
            group, "rating", member, picture, f"{liking:g}", said_at.isoformat() if said_at else ""
        )
        if event_id in seen:
            plan.lines.append(replace(told, outcome=DUPLICATE, of=seen[event_id]))
            continue
        seen[event_id] = line.number
        new = member not in plan.names and member not in here
        plan.fresh += [member] if new else []
        plan.names.setdefault(member, name)
        plan.ratings.setdefault(member, []).append(_Rating(place, name, picture, liking, said_at, event_id))
        plan.lines.append(replace(told, new_member=new))
    _mark_known(studio, plan, here)
    return plan


def _mark_known(studio: Studio, plan: _Plan, here: set[str]) -> None:
    """Ratings whose card is there came before."""
    for member in plan.ratings.keys() & here:
        known = {card.card_id for card in cards_of(studio.database, member)}
        for one in plan.ratings[member]:
            if _card_id(one) in known:
                plan.lines[one.place] = replace(plan.lines[one.place], outcome=HERE)


def _taken(studio: Studio, group: Group, plan: _Plan, scale: Scale) -> Iterator[Step]:
    """Store what was planned: each member before their ratings, and what became of each rating."""
    done, whole = 0, sum(map(len, plan.ratings.values()))
    waiting: list[tuple[CardRow, Event, _Rating]] = []
    fresh, taken = set(plan.fresh), {one.nickname for one in members_of(studio.database, group.group_id)}
    for member, ratings in plan.ratings.items():
        if member in fresh:
            taken.add(_add_member(studio, group, member, plan.names[member], taken))
        waiting += _dealt(studio, group, member, ratings, scale)
        while len(waiting) >= _AT_ONCE:
            _store(studio, group, plan, waiting[:_AT_ONCE])
            waiting, done = waiting[_AT_ONCE:], done + _AT_ONCE
            yield Step("storing", done, whole)
    if waiting:
        _store(studio, group, plan, waiting)
    yield Step("storing", whole, whole)


def _store(studio: Studio, group: Group, plan: _Plan, some: Sequence[tuple[CardRow, Event, _Rating]]) -> None:
    outcomes = record_brought(studio, group, [(card, event) for card, event, _ in some])
    for (_card, _event, rating), outcome in zip(some, outcomes, strict=True):
        line = plan.lines[rating.place]
        if isinstance(outcome, Receipt):
            plan.lines[rating.place] = replace(line, outcome=ACCEPTED if outcome.new else HERE)
        else:
            plan.lines[rating.place] = replace(line, outcome=REFUSED, detail=str(outcome))


def _add_member(studio: Studio, group: Group, member_id: str, name: str, taken: set[str]) -> str:
    """A member who came with a file: what they are called, which is nothing where names are not taken."""
    studio.database.let_in(member_id)  # where they were withdrawn since the start
    nickname = "" if group.privacy == "anonymous" else free_name(name, taken)
    member = Member(member_id, group.group_id, nickname, False, studio.now(), imported=True)
    if not put_member(studio.database, member, hash_secret(secrets.token_urlsafe(32)), privacy=group.privacy):
        raise BadInput("who sees what has just been changed here", advice="Bring the file once more.")
    return nickname


def _dealt(
    studio: Studio, group: Group, member: str, ratings: Sequence[_Rating], scale: Scale
) -> list[tuple[CardRow, Event, _Rating]]:
    """The card and the event of each of one member's ratings, in the order in which they were given.

    A picture that is rated again in the same mode is the earlier question asked again.
    """
    had = cards_of(studio.database, member)
    known = {card.card_id: card for card in had}
    firsts = {
        card.picture_id: card for card in reversed(had) if card.mode == scale.mode and not card.repeat_of
    }
    turn, now, found = 1 + max((card.turn for card in had), default=-1), studio.now(), []
    for one in sorted(ratings, key=lambda one: (one.said_at or now, one.place)):
        card = known.get(_card_id(one))
        if card is None:
            before = firsts.get(one.picture)
            card = CardRow(
                _card_id(one), group.group_id, member, turn, 0, scale.mode, one.picture,
                before.card_id if before else "", now, IMPORTED,
            )  # fmt: skip
            firsts.setdefault(one.picture, card)
            turn += 1
        event = Event(one.event_id, member, "rated", card.card_id, one.liking, None, None, one.said_at or now)
        found.append((card, event, one))
    return found


def _card_id(one: _Rating) -> str:
    return hashlib.sha256(f"{one.event_id} card".encode()).hexdigest()[:32]


def _who(group: Group, name: str) -> tuple[str, str]:
    """A name as it is kept, and the id of the member who has it; nothing where it is no name."""
    try:
        clean = clean_line(name, "nickname", LONGEST_NAME)
    except BadInput:
        return "", ""
    return clean, _keyed(group, "member", clean)


def _keyed(group: Group, *words: str) -> str:
    """32 hex digits that only this house makes of some words, always the same."""
    told = "\x1f".join((group.group_id, *words))
    return hmac.new(group.host_key_hash.encode(), told.encode(), hashlib.sha256).hexdigest()[:32]


def pictures_by_name(studio: Studio, group: Group) -> dict[str, str]:
    """The pictures of a group's cards by all that a file may call them.

    A picture has its id; one that was brought also its file's name, with or without folders where
    that is unique, and the place in which it was taken, from 1; one that was drawn the place in which
    it was drawn.
    """
    pool = [
        *whole_pool(studio.database, group.group_id),
        *whole_pool(studio.database, group.group_id, "near"),
    ]
    found = {picture: picture for picture in pool}
    if not is_catalogue(group.space):
        drawn = whole_pool(studio.database, group.group_id)
        return {str(place): one for place, one in enumerate(drawn, start=1)} | found
    brought = catalogue_of(studio.database, group.space)
    bare = Counter(one.file_name.rpartition("/")[2].casefold() for one in brought)
    named = {str(one.position + 1): one.card_picture_id for one in brought}
    for one in brought:
        short = one.file_name.rpartition("/")[2].casefold()
        if bare[short] == 1:
            named[short] = one.card_picture_id
    for one in brought:
        named |= {one.file_name.casefold(): one.card_picture_id, one.picture_id: one.card_picture_id}
    return named | found


def picture_called(pictures: Mapping[str, str], told: str) -> str | None:
    """The picture that a file calls so, of `pictures_by_name`; None where none is meant."""
    return pictures.get(told.casefold()) or pictures.get(told.removeprefix("#"))
