"""Mirrors: drawn when asked for, from answers of every mode, and of one's own pictures too."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

import numpy as np
import pytest

from group_plgl.feedback.events import Event
from group_plgl.generators.raster import png_bytes
from group_plgl.services import collect, convene, gather, join, mirror
from group_plgl.services.review import agreement_of, answered_by
from group_plgl.services.space import new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.mirrors import mirror_of, mirror_pictures, mirrors_due
from group_plgl.store.models import newest_drawn
from group_plgl.store.people import Group, Member

from ..dealing import next_turn
from ..leaving import JOBS, Clock, opened

WARM, COOL = (214, 120, 66), (66, 120, 214)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = opened(tmp_path_factory.mktemp("mirrors") / "data", Clock())
    yield made
    made.close()


def own_pictures(studio: Studio, mode: str) -> Group:
    """A group with 24 pictures of its own, half of them warm, half cool."""
    group, _ = convene.found_group(studio, name="Own", question="Which?", space=new_catalogue(), mode=mode)
    rng = np.random.default_rng(1)
    for number in range(24):
        colour = np.array(WARM if number % 2 else COOL) + rng.integers(-40, 40, 3)
        pixels = np.full((64, 64, 3), np.clip(colour, 0, 255), np.uint8)
        top, left = rng.integers(0, 40, 2)
        pixels[top : top + 20, left : left + 20] = rng.integers(0, 255, 3)
        gather.gather_one(studio, group, f"{number}.png", png_bytes(pixels))
    assert gather.finish(studio, group) == 24
    return group


def warmth(studio: Studio, group: Group) -> dict[str, float]:
    """How warm each picture on a card is."""
    return {one.card_picture_id: one.traits[1] for one in catalogue_of(studio.database, group.space)}


def picks_warm(studio: Studio, group: Group, member: Member, turns: int) -> None:
    """Pick the warmest picture of every turn."""
    known = warmth(studio, group)
    for _ in range(turns):
        best = max(next_turn(studio, member), key=lambda card: known[card.picture_id])
        said = Event(
            secrets.token_hex(16), member.member_id, "chosen", best.card_id, None, None, 500, studio.now()
        )
        collect.record(studio, member, said)


def test_of_own_pictures_ideal_and_way_are_real_and_the_words_are_what_is_seen(studio: Studio) -> None:
    group = own_pictures(studio, "pick-of-four")
    members = [join.join_group(studio, group, name)[0] for name in ("Ada", "Bo")]
    for member in members:
        picks_warm(studio, group, member, 16)
    for module, run in JOBS[:3]:
        for item in module.behind(studio):
            run(studio, item)  # type: ignore[operator]
    ada = members[0]
    aim = mirror.aim_of(studio, group, ada, newest_drawn(studio.database, group.group_id))
    assert aim is not None
    mirror.ask_mirror(studio, ada, aim)
    assert mirrors_due(studio.database) == [(group.group_id, ada.member_id)]
    mirror.draw_mirror(studio, (group.group_id, ada.member_id))
    assert mirrors_due(studio.database) == []
    rows = {kind: [one for one in mirror_pictures(studio.database, ada.member_id) if one.kind == kind]
            for kind in ("ideal", "opposite", "between")}  # fmt: skip
    known = {one.picture_id: one for one in catalogue_of(studio.database, group.space)} | {
        one.card_picture_id: one for one in catalogue_of(studio.database, group.space)
    }
    [ideal], [opposite] = rows["ideal"], rows["opposite"]
    assert known[ideal.picture_id].traits[1] > 0 > known[opposite.picture_id].traits[1]
    way = [known[one.picture_id].position for one in rows["between"]]
    assert len(way) == len(set(way)) >= 1
    assert way[0] == known[ideal.picture_id].position
    found = mirror_of(studio.database, ada.member_id)
    assert found is not None
    [first, *_] = json.loads(found.leanings)
    assert (first["towards"], first["away_from"]) in {("warm", "cool"), ("reddish", "greenish")}
    shown = {card.card_id: card.picture_id for turn in answered_by(studio, ada) for card in turn.cards}
    assert all(known[shown[card]].traits[1] > 0 for card in first["liked"])


def test_a_pick_counts_its_rivals_and_a_repeat_is_compared(studio: Studio) -> None:
    group = own_pictures(studio, "pick-of-four")
    member = join.join_group(studio, group, "Cyd")[0]
    picks_warm(studio, group, member, 14)
    turns = answered_by(studio, member)
    assert len(turns) == 14
    assert [len(turn.rows) for turn in turns] == [3] * 14
    assert {weight for turn in turns for *_, weight in turn.rows} == {0.5}
    assert all(sum(turn.liked.values()) == 1 for turn in turns)
    assert turns[0].event.seq > turns[-1].event.seq
    same, asked = agreement_of(studio, member)
    assert asked >= 1
    assert same == asked


def test_a_mirror_of_models_that_are_gone_is_wished_for_no_more(studio: Studio) -> None:
    group = own_pictures(studio, "swipe")
    member = join.join_group(studio, group, "Dev")[0]
    mirror.ask_mirror(studio, member, (77, 0))
    assert mirror.draw_mirror(studio, (group.group_id, member.member_id))["pictures"] == 0
    assert mirrors_due(studio.database) == []
    assert mirror.aim_of(studio, group, member, None) is None
