"""Hearing: what members' comments say of things with words, as the fold takes it.

Each comment is read once, when its group is next learned, and counts from that watermark on: fits made
before know nothing of it, and a replay agrees. Taken back or erased, it is heard no more. What its writer
says that it means stands instead, from the event on that marks this. In anonymous groups none is heard:
whether a number may follow another there is told from answers, which a comment is not.
Readers are our grammar or, where the house has one, a language model; what the latter cannot read, and what
was taken back before, is left to the grammar. No comment is ever read again, by whomever it was read.
"""

from __future__ import annotations

from collections.abc import Sequence

from group_plgl.feedback.comments import READER, VERSION, Reading, Vocabulary, mentions_in, vocabulary_of
from group_plgl.feedback.dataset import Spoken
from group_plgl.perception.attributes import ATTRIBUTES
from group_plgl.services.consult import consult
from group_plgl.services.space import group_space, is_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.corrections import corrections_in
from group_plgl.store.heard import (
    HeardRow,
    SaidInWords,
    comments_read_by,
    heard_in,
    put_heard,
    unheard_in,
)
from group_plgl.store.people import Group


def hear_group(studio: Studio, group: Group, seen: int) -> int:
    """Read the comments of a group up to event `seen` that nobody has read, store them, and count them."""
    anonymous = group.privacy == "anonymous"
    new = [] if anonymous else unheard_in(studio.database, group.group_id, seen)
    if new:
        words = words_in(studio, group)
        told, model = _told(studio, new, words), f"endpoint:{studio.settings.comments_model}@{VERSION}"
        rows = [
            _row(one, told[_place(one)], model, group, seen)
            if _place(one) in told
            else _row(one, mentions_in(one.text, words), READER, group, seen)
            for one in new
        ]
        put_heard(studio.database, rows)
    return len(new)


def spoken_in(studio: Studio, group: Group, upto: int) -> list[Spoken]:
    """What comments of a group say, as fits at event `upto` know it."""
    said = {
        (one.member_id, one.event_id, key): value
        for one in heard_in(studio.database, group.group_id, upto)
        for key, value in zip(one.terms, one.signed, strict=True)
    }
    corrected = corrections_in(studio.database, group.group_id, upto)
    said |= {place: signed for place, signed in corrected.items() if signed is not None}
    return [
        Spoken(event, member, key, value > 0, abs(value))
        for (member, event, key), value in said.items()
        if value
    ]


def heard_anew(studio: Studio, group: Group) -> tuple[list[HeardRow], list[HeardRow]]:
    """What this version's reader found in comments of a group, as stored and as it reads them now."""
    rows = heard_in(studio.database, group.group_id, 2**62)
    stored = {(one.member_id, one.event_id): one for one in rows if one.made_by == READER}
    said = comments_read_by(studio.database, group.group_id, READER)
    words = words_in(studio, group)
    again = [_row(one, mentions_in(one.text, words), READER, group, 0) for one in said]
    return [stored[one.member_id, one.event_id] for one in again], again


def words_in(studio: Studio, group: Group) -> Vocabulary:
    """What comments of a group can be about.

    Looks of a catalogue have no names: of its pictures only attributes and colours are spoken.
    """
    genes = () if is_catalogue(group.space) else group_space(studio, group).genes
    return vocabulary_of(genes, ATTRIBUTES.values())


def _told(studio: Studio, said: Sequence[SaidInWords], words: Vocabulary) -> dict[tuple[str, str], Reading]:
    """What the house's language model, if it has one, makes of comments, by member and event."""
    if not studio.settings.comments_endpoint:
        return {}
    standing = [one for one in said if not one.undone]
    found = consult(studio.settings, [one.text for one in standing], words)
    return {_place(one): told for one, told in zip(standing, found, strict=True) if told}


def _place(one: SaidInWords) -> tuple[str, str]:
    return one.member_id, one.event_id


def _row(one: SaidInWords, reading: Reading, reader: str, group: Group, seen: int) -> HeardRow:
    found = reading.mentions
    return HeardRow(
        one.member_id,
        one.event_id,
        group.group_id,
        seen,
        [each.key for each in found],
        [each.strength if each.liked else -each.strength for each in found],
        [each.start for each in found],
        [each.end for each in found],
        reader,
    )
