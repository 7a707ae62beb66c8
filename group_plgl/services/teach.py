"""Teaching: folders of pictures become a member's taste, or are opened for them to be labelled.

A folder belongs to one group: given again, it goes on there and what is new is added. Labels are answers
like others; which folder and file each came from is kept beside them. Who is taught here was made here:
nobody answers for a member who joined by themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotAllowed, NotYet
from group_plgl.feedback.events import Event
from group_plgl.queries.strategies import IMPORTED
from group_plgl.services.aggregate import aggregate_group
from group_plgl.services.aggregate import behind as behind_aggregate
from group_plgl.services.ballot import deal_ballot
from group_plgl.services.catalogue import LeftOut, forget_changed, read_all
from group_plgl.services.collect import record_brought
from group_plgl.services.compare import FEWEST, compared
from group_plgl.services.convene import LONGEST_TITLE, found_group
from group_plgl.services.deal import deal_member
from group_plgl.services.gather import open_decks, settle
from group_plgl.services.join import LONGEST_NAME, clean_line, hash_secret
from group_plgl.services.label import trials_of
from group_plgl.services.learn import learn_group, needed
from group_plgl.services.measure import By
from group_plgl.services.observe import axes_of, by_of
from group_plgl.services.recall import recall
from group_plgl.services.space import is_catalogue, new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.walk import Lying, lying_in
from group_plgl.store.catalogues import catalogue_of, shelf_of
from group_plgl.store.choices import put_choices
from group_plgl.store.events import EventRow, append_events, last_event
from group_plgl.store.folders import Folder, close_folder, files_read, put_folder
from group_plgl.store.images import CardRow, cards_of, put_pool, whole_pool
from group_plgl.store.models import newest_fit
from group_plgl.store.people import (
    Group,
    Member,
    current_session,
    group_named,
    group_of,
    member_by_token,
    members_of,
    put_member,
)
from group_plgl.store.sorted import (
    FolderLabel,
    GroupFolder,
    answers_about,
    folder_labels_of,
    group_folder,
    put_folder_labels,
    put_group_folders,
)

MODE = "swipe"
QUESTION = "Do you like it?"
ADDED, BEFORE, CHANGED, OTHERWISE, BOTH = "added", "before", "changed", "otherwise", "both"
OUTCOMES: Mapping[str, str] = {
    ADDED: "new labels",
    BEFORE: "labelled so before",
    CHANGED: "labelled otherwise before by a folder, and changed",
    OTHERWISE: "answered otherwise on a page, which stays",
    BOTH: "in both folders, left out",
}


@dataclass(frozen=True)
class Lesson:
    """What is to be taught, by whom.

    Attributes:
        folder: More pictures, or those to label; empty for none.
        positive: A folder of pictures that are liked; empty for none.
        negative: A folder of those that are not.
        member: A nickname.
        group: The name of a group in its links, for folders that belong to none yet.
        features: How pictures of a new group are measured; as the house does unless told.
    """

    folder: str = ""
    positive: str = ""
    negative: str = ""
    member: str = "Me"
    group: str = ""
    features: str = ""


def teach(studio: Studio, lesson: Lesson) -> Iterator[dict[str, Any]]:
    """Make folders a member's pictures and labels, telling how far it is and last what came of it.

    Raises:
        BadInput: A folder is missing, or there are too few pictures.
        NotAllowed: The member joined by themselves, or the group has no names.
    """
    name = clean_line(lesson.member, "nickname", LONGEST_NAME)
    folders = [Path(one).expanduser().resolve() for one in _named(lesson)]
    if len(set(folders)) < len(folders) or not folders:
        raise BadInput("folders are given twice, or none is", advice="Name different folders.")
    group = _group_of(studio, lesson, folders)
    root = _root_of(studio, folders)
    files = _files(folders, root)
    told, key = list[LeftOut](), ""
    if group is None:
        space = put_folder(
            studio.database, Folder(" + ".join(map(str, folders)), new_catalogue(), studio.now())
        ).space
        by = By(lesson.features or studio.settings.features, studio.settings.embedder)
        forget_changed(studio, space, files)
        for step in read_all(studio, space, files, told):
            yield asdict(step)
        for step in settle(studio, space, by):
            yield asdict(step)
        title = (folders[0].name or str(folders[0]))[:LONGEST_TITLE]
        group, key = found_group(studio, name=title, question=QUESTION, space=space, mode=MODE)
        open_decks(studio, group)
        _keep(studio, group, folders, root)
        close_folder(studio.database, space)
    else:
        _keep(studio, group, folders, root)
        yield from _grown(studio, group, files, told)
    member, is_new = _member(studio, group, name)
    counts, changed = _label(studio, group, member, lesson, files)
    if is_new:
        deal_member(studio, group, member)
        deal_ballot(studio, group, member)
    yield {"stage": "learning", "done": 0, "of": 1}
    record = _learned(studio, group, member) if changed or lesson.positive else None
    yield {"stage": "learning", "done": 1, "of": 1}
    yield {
        "slug": group.slug, "name": group.name, "member": member.nickname, "host_key": key,
        "join_code": group.join_code, "pictures": len(whole_pool(studio.database, group.group_id)),
        "labels": counts, "record": record, "seat": f"/g/{group.slug}/seat/{seat_of(group, member)}",
        "left_out": [asdict(one) for one in sorted(told, key=lambda one: one.path)],
    }  # fmt: skip


def seat_of(group: Group, member: Member) -> str:
    """The token of a member who was made here: 64 hex digits, told again whenever it is asked for."""
    told = f"seat\x1f{group.group_id}\x1f{member.member_id}"
    return hmac.new(group.host_key_hash.encode(), told.encode(), hashlib.sha256).hexdigest()


def _named(lesson: Lesson) -> list[str]:
    if bool(lesson.positive) != bool(lesson.negative):
        raise BadInput(
            "a taste is told by what is liked and what is not", advice="Give both folders, or neither."
        )
    return [one for one in (lesson.folder, lesson.positive, lesson.negative) if one]


def _group_of(studio: Studio, lesson: Lesson, folders: Sequence[Path]) -> Group | None:
    """The group that the folders belong to, or are to; None where one is to be founded."""
    rows = [row for one in folders if (row := group_folder(studio.database, str(one)))]
    if lesson.group:
        group = group_named(studio.database, lesson.group)
        if any(row.group_id != group.group_id for row in rows):
            raise BadInput("one of these folders belongs to another group", advice="Leave --group out.")
    elif rows:
        group = group_of(studio.database, rows[0].group_id)
    else:
        return None
    if not is_catalogue(group.space):
        raise BadInput("this group rates pictures that are drawn, not those of a folder")
    if group.privacy == "anonymous":
        raise NotAllowed("nobody has a name in this group, so nobody is taught by name")
    measured = by_of(studio, group.space).features
    if lesson.features not in ("", measured):
        raise BadInput(
            "the pictures of this group are measured {there}, not {asked}",
            advice="Leave --features out, or make another group.", there=measured, asked=lesson.features,
        )  # fmt: skip
    if not whole_pool(studio.database, group.group_id):
        raise NotYet("the pictures of this group are still coming in", advice="Wait until all are there.")
    return group


def _root_of(studio: Studio, folders: Sequence[Path]) -> Path:
    """From where file names are told: the same for every folder of a group."""
    rows = [row for one in folders if (row := group_folder(studio.database, str(one)))]
    return Path(rows[0].root) if rows else Path(os.path.commonpath(folders))


def _files(folders: Sequence[Path], root: Path) -> list[Lying]:
    """The files of all folders, each once, by the path from the root."""
    found: dict[Path, Lying] = {}
    for folder in folders:
        for one in lying_in(folder):
            found.setdefault(one.place, replace(one, path=_path(one.place, root)))
    return sorted(found.values(), key=lambda one: one.path)


def _path(place: Path, root: Path) -> str:
    told = place.relative_to(root) if place.is_relative_to(root) else place
    return os.fsencode(told).decode("utf-8", "backslashreplace")


def _keep(studio: Studio, group: Group, folders: Sequence[Path], root: Path) -> None:
    rows = [GroupFolder(str(one), group.group_id, str(root), studio.now()) for one in folders]
    known = [row for row in rows if group_folder(studio.database, row.folder) is None]
    put_group_folders(studio.database, known)


def _grown(studio: Studio, group: Group, files: list[Lying], told: list[LeftOut]) -> Iterator[dict[str, Any]]:
    """Take what is new in the folders into a complete catalogue, by the axes that it has."""
    known = files_read(studio.database, group.space)
    fresh = [
        one for one in files
        if (read := known.get(one.path)) is None
        or (read.bytes, read.modified_ns) != (one.bytes, one.modified_ns)
    ]  # fmt: skip
    if not fresh:
        return
    by = by_of(studio, group.space)
    axes = axes_of(studio, group.space, by)
    shares = shelf_of(studio.database, group.space).shares

    def place(card: Any) -> list[float]:
        """The latent of a new picture, as of one from outside."""
        lengths = {"bytes": card, "ends": np.array([len(card)], dtype=np.int64)}
        rows = [studio.child.run("measure", {"features": by.features}, lengths)[1]["rows"]]
        if by.embedder:
            _, got = studio.child.run("embed", {"model": by.embedder}, lengths)
            norm = max(float(np.linalg.norm(got["rows"][0])), float(np.finfo(np.float32).tiny))
            rows.append(got["rows"] / norm)
        return [float(one) for one in axes.latents(np.hstack(rows).astype(np.float64), shares)[0]]

    for step in read_all(studio, group.space, fresh, told, place):
        yield asdict(step)
    pool = whole_pool(studio.database, group.group_id)
    there = set(pool)
    new = [one.card_picture_id for one in catalogue_of(studio.database, group.space)]
    added = [one for one in new if one not in there]
    put_pool(studio.database, group.group_id, [(len(pool) + place, one) for place, one in enumerate(added)])
    studio.database.forget("catalogue", group.space)
    if added and newest_fit(studio.database, group.group_id) is not None:
        # What tastes are linear in is told from all pictures there are, so they are learned anew.
        at = studio.now()
        studio.database.write(lambda cursor: studio.database.mark_roster(cursor, group.group_id, at))
        learn_group(studio, group.group_id)


def _member(studio: Studio, group: Group, name: str) -> tuple[Member, bool]:
    """The member of that name who was made here, and whether they are new."""
    for one in members_of(studio.database, group.group_id):
        if one.nickname == name:
            seat = hash_secret(seat_of(group, one))
            if member_by_token(studio.database, group.group_id, seat) is None:
                raise NotAllowed(
                    "{name} joined by themselves: nobody else says what they like",
                    advice="Take another name with --member.", name=name,
                )  # fmt: skip
            return one, False
    member = Member(
        studio.rng("taught", group.group_id, name).bytes(16).hex(), group.group_id, name, False, studio.now()
    )
    studio.database.let_in(member.member_id)  # where they left since the start
    if not put_member(studio.database, member, hash_secret(seat_of(group, member)), privacy=group.privacy):
        raise BadInput("who sees what has just been changed here", advice="Run the same command again.")
    return member, True


def _label(
    studio: Studio, group: Group, member: Member, lesson: Lesson, files: Sequence[Lying]
) -> tuple[dict[str, int], bool]:
    """Give the labels of the folders as the member's answers; how many of which, and whether any changed."""
    counts = dict.fromkeys(OUTCOMES, 0)
    if not lesson.positive:
        return counts, False
    wanted, counts[BOTH] = _wanted(studio, group, lesson, files)
    said = answers_about(studio.database, member.member_id)
    from_folders = {row.event_id for row in folder_labels_of(studio.database, member.member_id)}
    turn, now = (
        1 + max((card.turn for card in cards_of(studio.database, member.member_id)), default=-1),
        studio.now(),
    )
    undone, brought, sources = list[Event](), list[tuple[CardRow, Event]](), list[FolderLabel]()
    for picture, (value, folder, path) in wanted.items():
        before = said.get(picture, [])
        standing = [(event, how) for event, how, stands in before if stands]
        if any(how == value for _, how in standing):
            counts[BEFORE] += 1
            continue
        if any(event not in from_folders for event, _ in standing):
            counts[OTHERWISE] += 1
            continue
        counts[CHANGED if standing else ADDED] += 1
        for event, _ in standing:
            undo = _keyed(group, "undo", member.member_id, event)
            undone.append(Event(undo, member.member_id, "undone", None, None, event, None, now))
        event_id = _keyed(group, "label", member.member_id, picture, f"{value:g}", str(len(before)))
        card_id = _keyed(group, "card", event_id)
        card = CardRow(card_id, group.group_id, member.member_id, turn, 0, MODE, picture, "", now, IMPORTED)
        brought.append((card, Event(event_id, member.member_id, "rated", card_id, value, None, None, now)))
        sources.append(FolderLabel(event_id, member.member_id, group.group_id, folder, path))
        turn += 1
    put_folder_labels(studio.database, sources)
    number = current_session(studio.database, group.group_id).number
    if undone:
        append_events(studio.database, [EventRow(one, group.group_id, number) for one in undone])
    if brought:
        refused = [one for one in record_brought(studio, group, brought) if isinstance(one, Exception)]
        if refused:
            raise refused[0]
    return counts, bool(brought)


def _wanted(
    studio: Studio, group: Group, lesson: Lesson, files: Sequence[Lying]
) -> tuple[dict[str, tuple[float, str, str]], int]:
    """By picture on a card its label, folder and file; and how many pictures are in both folders."""
    cards = {one.picture_id: one.card_picture_id for one in catalogue_of(studio.database, group.space)}
    read, found, both = (
        files_read(studio.database, group.space),
        dict[str, tuple[float, str, str]](),
        set[str](),
    )
    for value, given in ((1.0, lesson.positive), (0.0, lesson.negative)):
        folder = Path(given).expanduser().resolve()
        for one in files:
            known = read.get(one.path)
            if not one.place.is_relative_to(folder) or known is None or known.picture_id not in cards:
                continue
            picture = cards[known.picture_id]
            if picture in found and found[picture][0] != value:
                both.add(picture)
            found.setdefault(picture, (value, str(folder), one.path))
    # Answers age by those that came later: in the order of folders a taste would seem to have turned.
    mixed = sorted(found.keys() - both, key=lambda one: _keyed(group, "turn", one))
    return {picture: found[picture] for picture in mixed}, len(both)


def _learned(studio: Studio, group: Group, member: Member) -> dict[str, Any]:
    """Learn the group at once, the member by what suits them, and say how well that foretells them unseen."""
    seen, fit = last_event(studio.database, group.group_id), newest_fit(studio.database, group.group_id)
    known, (answers, each) = recall(studio, group, seen), needed(studio, group)
    rows = [row for row, one in enumerate(known.members) if one == member.member_id]
    said = int(np.isin(known.member, rows).sum())
    if fit is None or fit.seen_event < seen:
        if said >= max(answers, FEWEST):
            put_choices(studio.database, compared(studio, group, seen, [member.member_id]))
        learn_group(studio, group.group_id)
    for item in behind_aggregate(studio):
        if item[0] == group.group_id:
            aggregate_group(studio, item)
    trials = trials_of(studio, member)
    return {
        "answers": said, "needed": answers, "needed_each": each,
        "trial": asdict(trials[-1]) if said and trials else None,
    }  # fmt: skip


def _keyed(group: Group, *words: str) -> str:
    """32 hex digits that only this house makes of some words, always the same."""
    told = "\x1f".join((group.group_id, *words))
    return hmac.new(group.host_key_hash.encode(), told.encode(), hashlib.sha256).hexdigest()[:32]
