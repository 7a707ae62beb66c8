"""Voices: how many times members count is said, shown, obeyed from then on, and found again by replay."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.services import forget
from group_plgl.services.export import provenance
from group_plgl.services.heed import give_voice, heeded, uneven_voices
from group_plgl.services.replay import replay
from group_plgl.services.steer import change_privacy
from group_plgl.services.studio import Studio
from group_plgl.services.takeout import takeout
from group_plgl.store import models
from group_plgl.store.events import last_event
from group_plgl.store.options import influences_of
from group_plgl.store.people import group_of
from group_plgl.store.voices import voices_of

Gather = Callable[..., Any]


@pytest.fixture
def three(gather: Gather) -> Any:
    """Three members whose tastes are drawn."""
    party = gather(m=3, space="tiles", mode="pick-of-four")
    for member in party.members:
        party.answer(member, 8)
    party.work()
    return party


def drawn(party: Any) -> tuple[int, dict[str, list[float]]]:
    number = models.newest_drawn(party.studio.database, party.group.group_id)
    assert number is not None
    rows = models.ideals(party.studio.database, party.group.group_id, number)
    return number, {row.rule: list(row.latent) for row in rows}


def test_a_voice_moves_the_picture_and_all_of_it_is_found_again(house: Studio, three: Any) -> None:
    here, loud = three.group.group_id, three.members[0].member_id
    number, before = drawn(three)
    seen = last_event(house.database, here)
    give_voice(house, three.group, loud, 5.0)
    assert last_event(house.database, here) == seen + 1
    assert [(one.member_id, one.weight) for one in uneven_voices(house, three.group)] == [(loud, 5.0)]
    three.deliberate()
    after, latents = drawn(three)
    assert after == number + 1 and latents["mean"] != before["mean"]
    held = {one.member_id: one.weight for one in influences_of(house.database, here, after)}
    assert held[loud] == 5.0 and sorted(held.values()) == [1.0, 1.0, 5.0]
    likings = {
        row.member_id: row for row in models.likings(house.database, here, after) if row.rule == "mean"
    }
    then = {row.member_id: row for row in models.likings(house.database, here, number) if row.rule == "mean"}
    assert likings[loud].standing >= then[loud].standing
    assert replay(house, three.group.slug).differences == []
    everybody = [one.member_id for one in three.members]
    assert heeded(house, three.group, seen, everybody).tolist() == [1.0, 1.0, 1.0]
    ideal = next(row for row in models.ideals(house.database, here, after) if row.rule == "mean")
    assert provenance(house, three.group, ideal)["voices"] == [5.0]
    with zipfile.ZipFile(io.BytesIO(takeout(house, three.group, three.members[0], with_group=True))) as told:
        assert [one["weight"] for one in json.loads(told.read("me.json"))["voice"]] == [5.0]
    give_voice(house, three.group, loud, 1.0)
    assert uneven_voices(house, three.group) == []
    three.work()
    assert drawn(three)[1] == before


def test_the_same_said_twice_is_once(house: Studio, three: Any) -> None:
    member = three.members[1].member_id
    give_voice(house, three.group, member, 1.0)
    give_voice(house, three.group, member, 2.0)
    seen = last_event(house.database, three.group.group_id)
    give_voice(house, three.group, member, 2.0)
    assert last_event(house.database, three.group.group_id) == seen
    assert len(voices_of(house.database, three.group.group_id)) == 1


def test_who_leaves_takes_their_voice_along(house: Studio, three: Any) -> None:
    member = three.members[2]
    give_voice(house, three.group, member.member_id, 3.0)
    forget.forget_member(house, member)
    assert voices_of(house.database, three.group.group_id) == []


def test_only_some_weights_of_members_of_this_group_are_taken(
    house: Studio, three: Any, gather: Gather
) -> None:
    with pytest.raises(BadInput, match="nobody counts 7 times"):
        give_voice(house, three.group, three.members[0].member_id, 7.0)
    with pytest.raises(NotFound, match="no such member"):
        give_voice(house, gather().group, three.members[0].member_id, 2.0)


def test_in_an_anonymous_group_everybody_counts_alike(house: Studio, gather: Gather) -> None:
    secret = gather(m=2, privacy="anonymous")
    with pytest.raises(NotAllowed, match="counts alike"):
        give_voice(house, secret.group, secret.members[0].member_id, 2.0)
    open_one = gather(privacy="pseudonymous")
    open_one.join("Ada")
    give_voice(house, open_one.group, open_one.members[0].member_id, 2.0)
    change_privacy(house, open_one.group, "anonymous")
    group = group_of(house.database, open_one.group.group_id)
    assert group.privacy == "anonymous"
    assert uneven_voices(house, group) == [] == voices_of(house.database, group.group_id)
    members = [open_one.members[0].member_id]
    assert np.array_equal(heeded(house, replace(group), 10**9, members), [1.0])
