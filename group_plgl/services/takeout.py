"""Taking out: everything kept about one member, as a ZIP they may keep.

It holds what they said, word for word, what was dealt to them, what was learned of them (as numbers
and as the model file itself), what it came to beside the others where the group may see that, the
files they asked for, and the pictures drawn for them. Nothing of anybody else is in it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from group_plgl.errors import NotFound
from group_plgl.feedback.modes import LIKED, MIXED, NOT_LIKED
from group_plgl.members.calibration import wilson
from group_plgl.members.codec import card_of, from_bytes
from group_plgl.services.cluster import Labelled, labelled
from group_plgl.services.pack import packed
from group_plgl.services.reveal import may_single_out
from group_plgl.services.studio import Studio
from group_plgl.services.table import plain, table
from group_plgl.store.choices import ChoiceRow, choices_of
from group_plgl.store.classes import ClassFitRow, class_fits, class_models
from group_plgl.store.findable import said_findable
from group_plgl.store.images import ENDINGS, SOUND_TYPE, cards_of, picture_of
from group_plgl.store.keys import key_named, spoken_by
from group_plgl.store.mirrors import MirrorPicture, mirror_of, mirror_pictures
from group_plgl.store.models import MemberModelRow, member_models, newest_record
from group_plgl.store.own import (
    BESIDE_OTHERS,
    OF_TASTE,
    own_events,
    own_looks,
    own_particulars,
    own_rows,
    own_samples,
)
from group_plgl.store.people import Group, Member, questions_of
from group_plgl.store.segments import own_segments
from group_plgl.store.sorted import folder_labels_of
from group_plgl.store.studies import own_study, studies_of
from group_plgl.store.tables import Table
from group_plgl.store.tasks import TaskRow, tasks_of
from group_plgl.store.voices import own_voices

SCHEMA = 1
_INSIDE = ("group_id", "member_id")


def takeout(studio: Studio, group: Group, member: Member, *, with_group: bool) -> bytes:
    """The bytes of a ZIP with `me.json`, tables, model files and a folder of pictures.

    Args:
        studio: Where.
        group: The member's group.
        member: Who.
        with_group: Whether the way to the group's ideal is theirs to see now, and their limit on it.
    """
    database = studio.database
    events = [asdict(event) for event in own_events(database, member.member_id)]
    cards = [_without(asdict(card)) for card in cards_of(database, member.member_id)]
    learned = _learned(studio, member)
    told = {
        "schema": SCHEMA,
        "taken_at": studio.now(),
        "group": {"name": group.name, "question": group.question, "space": group.space, "slug": group.slug},
        "you": _without(asdict(member)),
        "joined_through_a_program": _program(studio, member),
        "your_answers_at_the_door": _at_the_door(studio, group, member),
        "your_answers_when_models_were_published": [
            {"number": one.number, "answers": list(one.answers)}
            for one in own_segments(database, member.member_id)
        ],
        "said": events,
        "voice": [_without(asdict(one)) for one in own_voices(database, member.member_id)],
        "cards": cards,
        "answers_from_folders": [
            _without(asdict(one)) for one in folder_labels_of(database, member.member_id)
        ],
        "studies": _studies(studio, member),
        "taste": None if learned is None else _taste(learned),
        "models_compared": [_choice(row) for row in choices_of(database, member.member_id)],
        "classes": [] if learned is None else [fit.name for fit, _ in _class_tastes(studio, learned)],
        "mirror": _mirror(studio, member, with_group),
        "to_be_found": [_without(asdict(one)) for one in said_findable(database, member.member_id)],
        "two_looks": [asdict(look) for look in own_looks(database, member.member_id)],
        **_about(studio, OF_TASTE, member),
        "beside_the_others": _beside(studio, group, member, with_group),
        "files_asked_for": [_asked(row) for row in tasks_of(database, group.group_id, *_theirs(member))],
    }
    files: dict[str, bytes | str] = {
        "me.json": json.dumps(told, ensure_ascii=False, indent=2, default=_plain),
        "answers.csv": table(events),
        "cards.csv": table(cards),
    }
    if named := labelled(studio, group, member):
        files["labels.csv"] = table(_labels(named))
    if learned is not None:
        files["taste.safetensors"] = learned.payload
        for fit, payload in _class_tastes(studio, learned):
            files[f"taste-class-{fit.class_number + 1}.safetensors"] = payload
    for name, picture_id in _pictures(studio, member, with_group):
        files |= _files_of(studio, name, picture_id)
    return packed(files)


def _studies(studio: Studio, member: Member) -> dict[str, Any]:
    """What they consented to, were asked and answered; which picture was which only once a study is over."""
    people, trials, answers = own_study(studio.database, member.member_id)
    over = {one.study for one in studies_of(studio.database, member.group_id) if one.closed_at}
    blind = ("kind", "mine", "before", "foretold", "against_id")
    asked = [
        {
            name: value
            for name, value in _without(asdict(one)).items()
            if name != "against_id" and (one.study in over or name not in blind)
        }
        for one in trials
    ]
    said = [_without(asdict(one)) for one in answers]
    return {"consented": [_without(asdict(one)) for one in people], "asked": asked, "answered": said}


def _at_the_door(studio: Studio, group: Group, member: Member) -> list[dict[str, Any]]:
    asked = {question.position: question for question in questions_of(studio.database, group.group_id)}
    return [
        {
            "question": asked[one.position].text,
            "answer": one.answer,
            "said_at": None if one.said_at is None else _plain(one.said_at),
            "used_for": "charts by answers" if asked[one.position].divides else "",
        }
        for one in own_particulars(studio.database, member.member_id)
        if one.position in asked
    ]


def _learned(studio: Studio, member: Member) -> MemberModelRow | None:
    """What was learned last, if anything."""
    record = newest_record(studio.database, member.group_id, member.member_id)
    if record is None:
        return None
    rows = member_models(studio.database, member.group_id, record.seen_event)
    return next(row for row in rows if row.member_id == member.member_id)


def _class_tastes(studio: Studio, learned: MemberModelRow) -> list[tuple[ClassFitRow, bytes]]:
    """The member's taste for each class, where pictures were sorted."""
    here = learned.group_id, learned.seen_event
    fits = {fit.class_number: fit for fit in class_fits(studio.database, *here)}
    rows = class_models(studio.database, *here)
    return [(fits[row.class_number], row.payload) for row in rows if row.member_id == learned.member_id]


def _labels(named: Labelled) -> list[dict[str, Any]]:
    """Every picture with the label of its cluster, and how often such labels held when checked."""
    words = {LIKED: "liked", MIXED: "mixed", NOT_LIKED: "not liked"}
    low, high = wilson(named.right, named.asked)
    checked = {"checks": named.asked, "held": named.right, "low": round(low, 3), "high": round(high, 3)}
    return [
        {"picture_id": picture, "label": words[label], **checked} for picture, label in named.label.items()
    ]


def _taste(learned: MemberModelRow) -> dict[str, Any]:
    """The record, what the model file says of itself, and the weights with the bias at the end."""
    record = {name: value for name, value in _without(asdict(learned)).items() if name != "payload"}
    card, tastes = card_of(learned.payload), from_bytes([learned.payload])
    return {**record, "card": asdict(card), "weights": tastes.mean[0].tolist()}


def _mirror(studio: Studio, member: Member, with_group: bool) -> dict[str, Any] | None:
    mirror = mirror_of(studio.database, member.member_id)
    if mirror is None:
        return None
    pictures = [_without(asdict(one)) for one in _reflected(studio, member, with_group)]
    told = _without(asdict(mirror if with_group else replace(mirror, want_number=0, number=0, limit_at=None)))
    return {**told, "leanings": json.loads(mirror.leanings), "pictures": pictures}


def _about(studio: Studio, tables: Mapping[str, Table[Any]], member: Member) -> dict[str, Any]:
    """What tables hold about a member, by what that is called here."""
    return {
        name: [_without(row) for row in own_rows(studio.database, table, member.member_id)]
        for name, table in tables.items()
    }


def _beside(studio: Studio, group: Group, member: Member, with_group: bool) -> dict[str, Any] | None:
    """What a member's taste came to beside the others'; None where that would tell of the others.

    In anonymous groups nobody is told who likes what, in which camp they are or how much they moved.
    """
    return _about(studio, BESIDE_OTHERS, member) if with_group and may_single_out(group) else None


def _asked(row: TaskRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("kind", "status", "asked_at", "file_name", "size")}
    return {**told, "words": json.loads(row.words)}


def _theirs(member: Member) -> tuple[str, str]:
    """How tasks name a member who asks."""
    return "member", member.member_id


def _choice(row: ChoiceRow) -> dict[str, Any]:
    return {**_without(asdict(row)), "evidence": json.loads(row.evidence)}


def _reflected(studio: Studio, member: Member, with_group: bool) -> list[MirrorPicture]:
    """The pictures of the member's mirror, with or without those on the way to the group's ideal."""
    rows = mirror_pictures(studio.database, member.member_id)
    return [one for one in rows if with_group or one.kind != "between"]


def _pictures(studio: Studio, member: Member, with_group: bool) -> Iterable[tuple[str, str]]:
    """Name and id of every picture drawn for the member."""
    for one in _reflected(studio, member, with_group):
        yield (f"{one.kind}-{one.position:02d}" if one.kind == "between" else one.kind), one.picture_id
    for sample in own_samples(studio.database, member.member_id):
        yield f"spread-model-{sample.number}-{sample.position}", sample.picture_id
    for look in own_looks(studio.database, member.member_id):
        yield f"look-model-{look.number}-{look.look + 1}", look.picture_id


def _files_of(studio: Studio, name: str, picture_id: str) -> dict[str, bytes | str]:
    """The file of a picture, and of its sound where it was played, by name."""
    picture = picture_of(studio.database, picture_id)
    files: dict[str, bytes | str] = {}
    if picture is None:
        return files
    for sha256, media_type in ((picture.sha256, picture.media_type), (picture.sound, SOUND_TYPE)):
        with contextlib.suppress(NotFound):
            if sha256:
                files[f"pictures/{name}{ENDINGS[media_type]}"] = studio.files.read(sha256, media_type)
    return files


def _program(studio: Studio, member: Member) -> str | None:
    """What the key is for through which they joined; None for those who came by themselves."""
    spoken = spoken_by(studio.database, member.member_id)
    key = key_named(studio.database, spoken.key_id) if spoken else None
    return key.name if key else None


def _without(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the ids that mean nothing outside."""
    return {name: value for name, value in row.items() if name not in _INSIDE}


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, datetime) else list(value)
