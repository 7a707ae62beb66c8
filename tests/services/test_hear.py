"""What comments say is learned from, as long as they stand; a replay agrees."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.feedback.dataset import Spoken
from group_plgl.members.codec import from_bytes
from group_plgl.services import recall
from group_plgl.services.learn import learn_group, learned
from group_plgl.services.replay import replay
from group_plgl.shapes import Array
from group_plgl.store.events import last_event

from ..dealing import next_turn
from .conftest import Party


def weights(party: Party) -> Array:
    found = learned(party.studio, party.group, last_event(party.studio.database, party.group.group_id))
    return from_bytes([row.payload for row in found.members]).mean


def test_a_comment_turns_a_taste_until_it_is_taken_back(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = party.join("Ada")
    party.deal()
    party.swipe(member, 14)
    before = weights(party)
    (card,) = next_turn(party.studio, member)
    party.say(member, "commented", card_id=card.card_id, text="less busy please")
    comment = party.said[-1].event_id
    assert np.array_equal(weights(party), before)  # nothing was found in it
    spoken = [Spoken(comment, member.member_id, "busyness:busy", False)]
    unknown = [Spoken(comment, member.member_id, "cuteness:cute", True)]
    monkeypatch.setattr(recall, "spoken_in", lambda *asked: unknown)
    assert np.array_equal(weights(party), before)  # no such word here
    monkeypatch.setattr(recall, "spoken_in", lambda *asked: spoken)
    assert np.abs(weights(party) - before).max() > 1e-3
    learn_group(party.studio, party.group.group_id)
    assert replay(party.studio).differences == []
    party.say(member, "undone", target_id=comment)
    assert np.array_equal(weights(party), before)
