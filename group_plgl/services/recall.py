"""Recalling what a group has said, up to a watermark, as training data."""

from __future__ import annotations

from dataclasses import replace

from group_plgl.feedback.dataset import Classes, Dataset, Dealt, Said, fold
from group_plgl.feedback.modes import mode_named
from group_plgl.feedback.sheets import sheet_weight, whole_record
from group_plgl.queries.strategies import FAIR
from group_plgl.services.hear import spoken_in
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.store.events import EventLog, event_log
from group_plgl.store.images import cards_in, latents_of_cards
from group_plgl.store.people import Group, members_of, sessions_of


def recall(studio: Studio, group: Group, upto: int) -> Dataset:
    """The fold of a group's events up to and including event `upto`.

    Only members who spoke and whom the host has not set aside are in it.
    """
    log = event_log(studio.database, group.group_id, upto)
    aside = {one.member_id for one in members_of(studio.database, group.group_id) if one.set_aside}
    spoke = set(log.member_id) - aside - {""}
    cards = dealt_in(studio, group)
    # A vote may have been under way while the ballot it names was erased with somebody who left.
    said = [one for one in said_in(log) if not one.card_id or one.card_id in cards]
    sheet = sheet_weight(*whole_record(said, cards))
    sessions = classes_of(studio, group)
    spoken = spoken_in(studio, group, upto)
    return fold(said, cards, spoke, group_space(studio, group).latent_dim, sessions, sheet, spoken)


def classes_of(studio: Studio, group: Group) -> dict[int, Classes]:
    """The classes of each sitting of a group that had any."""
    return {
        one.number: Classes(tuple(one.classes), mode_named(one.mode).answer == "class", one.ordered, one.aim)
        for one in sessions_of(studio.database, group.group_id)
        if mode_named(one.mode).sorts
    }


def dealt_in(studio: Studio, group: Group) -> dict[str, Dealt]:
    """Every card of a group by id, as the fold reads it."""
    latents = latents_of_cards(studio.database, group.group_id)
    return {
        card.card_id: Dealt(
            card.member_id,
            card.turn,
            card.mode,
            card.picture_id,
            card.repeat_of,
            latents[card.picture_id],
            card.chosen_by in FAIR,
            card.cluster,
        )
        for card in cards_in(studio.database, group.group_id)
    }


def said_in(log: EventLog) -> list[Said]:
    """The events of a log, as the fold reads them; marks of the group itself are left out."""
    columns = (
        log.event_id,
        log.member_id,
        log.kind,
        log.card_id,
        log.value,
        log.target_id,
        log.session_number,
        log.answer_ms,
    )
    rows = (Said(*row) for row in zip(*columns, strict=True) if row[1])
    return [one if one.value == one.value else replace(one, value=None) for one in rows]  # NaN is no value
