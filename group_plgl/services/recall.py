"""Recalling what a group has said, up to a watermark, as training data."""

from __future__ import annotations

from group_plgl.feedback.dataset import Dataset, Said, fold
from group_plgl.generators import space_of
from group_plgl.services.studio import Studio
from group_plgl.store.events import EventLog, event_log
from group_plgl.store.images import latents_of_cards
from group_plgl.store.people import Group


def recall(studio: Studio, group: Group, upto: int) -> Dataset:
    """The fold of a group's events up to and including event `upto`; only those who spoke are in it."""
    log = event_log(studio.database, group.group_id, upto)
    cards, z = latents_of_cards(studio.database, group.group_id)
    latents = dict(zip(cards, z, strict=True))
    return fold(_said(log), latents, set(log.member_id), space_of(group.space).latent_dim)


def _said(log: EventLog) -> list[Said]:
    columns = (log.event_id, log.member_id, log.kind, log.card_id, log.value, log.target_id)
    return [Said(*row) for row in zip(*columns, strict=True)]
