"""What comments say is learned from, as long as they stand; a replay agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.feedback.comments import READER
from group_plgl.feedback.dataset import Spoken
from group_plgl.members.codec import from_bytes
from group_plgl.services import recall
from group_plgl.services.correct import correct, understood
from group_plgl.services.hear import hear_group, heard_anew, spoken_in
from group_plgl.services.learn import behind, learn_group, learned
from group_plgl.services.replay import differently_heard, replay
from group_plgl.shapes import Array
from group_plgl.store.corrections import corrections_in
from group_plgl.store.erasure import drop_member
from group_plgl.store.events import last_event
from group_plgl.store.heard import heard_in, put_heard

from ..dealing import next_turn
from .conftest import Gather, Party

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def party(gather: Gather) -> Party:
    """A group of its own, that others may join."""
    return gather(m=3, swipes=14)


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
    assert np.array_equal(weights(party), before)  # nobody has read it yet
    spoken = [Spoken(comment, member.member_id, "busyness:busy", False)]
    unknown = [Spoken(comment, member.member_id, "cuteness:cute", True)]
    monkeypatch.setattr(recall, "spoken_in", lambda *asked: unknown)
    assert np.array_equal(weights(party), before)  # no such word here
    monkeypatch.setattr(recall, "spoken_in", lambda *asked: spoken)
    assert np.abs(weights(party) - before).max() > 1e-3
    learn_group(party.studio, party.group.group_id)
    assert replay(party.studio, party.group.slug).differences == []
    monkeypatch.undo()
    (heard,) = spoken_in(party.studio, party.group, last_event(party.studio.database, party.group.group_id))
    assert (heard.event_id, heard.key, heard.liked) == (comment, "busyness:busy", False)
    monkeypatch.setattr(recall, "spoken_in", lambda *asked: spoken)
    party.say(member, "undone", target_id=comment)
    assert np.array_equal(weights(party), before)


def test_a_comment_is_read_once_and_counts_from_then_on(party: Party) -> None:
    member, database, group = party.join("Bo"), party.studio.database, party.group
    party.deal()
    party.swipe(member, 1)
    earlier = last_event(database, group.group_id)
    hear_group(party.studio, group, earlier)
    (card,) = next_turn(party.studio, member)
    party.say(member, "commented", card_id=card.card_id, text="viel zu unruhig")
    now = last_event(database, group.group_id)
    assert [hear_group(party.studio, group, at) for at in (earlier, now, now)] == [0, 1, 0]

    def theirs(upto: int) -> list[Spoken]:
        return [one for one in spoken_in(party.studio, group, upto) if one.member_id == member.member_id]

    assert theirs(earlier) == []
    (said,) = theirs(now)
    assert (said.event_id, said.key, said.liked) == (party.said[-1].event_id, "busyness:busy", False)
    row = next(one for one in heard_in(database, group.group_id, now) if one.event_id == said.event_id)
    assert ("viel zu unruhig"[int(row.starts[0]) : int(row.ends[0])], row.made_by) == ("unruhig", READER)
    assert differently_heard(*heard_anew(party.studio, group)) == ""
    put_heard(database, [replace(row, terms=["busyness:calm"])])
    assert differently_heard(*heard_anew(party.studio, group)) == "a comment is read otherwise now"
    drop_member(database, group.group_id, member.member_id, NOW, NOW)
    assert theirs(2**62) == []


def test_what_a_member_says_a_comment_means_stands_from_then_on(party: Party) -> None:
    member, studio, group = party.join("Cy"), party.studio, party.group
    party.deal()
    party.swipe(member, 1)
    (card,) = next_turn(studio, member)
    party.say(member, "commented", card_id=card.card_id, text="too busy, but love the blue")
    comment = party.said[-1].event_id
    learn_group(studio, group.group_id)
    before = last_event(studio.database, group.group_id)

    def theirs(upto: int) -> dict[str, bool]:
        said = spoken_in(studio, group, upto)
        return {one.key: one.liked for one in said if one.member_id == member.member_id}

    def say(term: str, meaning: str) -> None:
        correct(studio, group, member, comment, term, meaning)

    read = {"busyness:busy": False, "colour:blue": True}
    assert theirs(before) == read
    say("busyness:busy", "liked")
    say("colour:blue", "nothing")
    say("lightness:dark", "disliked")
    now = last_event(studio.database, group.group_id)
    say("lightness:dark", "disliked")  # nothing new
    assert last_event(studio.database, group.group_id) == now
    assert group.group_id in behind(studio)
    assert (theirs(before), theirs(now)) == (read, {"busyness:busy": True, "lightness:dark": False})
    learn_group(studio, group.group_id)
    assert replay(studio, group.slug).differences == []
    (shown,) = understood(studio, group, member)
    assert [(one.term, one.signed > 0, one.corrected) for one in shown.meant] == [
        ("busyness:busy", True, True), ("colour:blue", False, True), ("lightness:dark", False, True)
    ]  # fmt: skip
    for term, meaning in (
        ("busyness:busy", "heard"),
        ("colour:blue", "heard"),
        ("lightness:dark", "nothing"),
    ):
        say(term, meaning)
    assert theirs(2**62) == read
    assert not any(one.corrected for one in understood(studio, group, member)[0].meant)
    for wrong, error in ((("cuteness:cute", "liked"), BadInput), (("colour:blue", "odd"), BadInput)):
        with pytest.raises(error):
            say(*wrong)
    with pytest.raises(NotFound):
        correct(studio, group, party.members[0], comment, "colour:blue", "liked")
    drop_member(studio.database, group.group_id, member.member_id, NOW, NOW)
    assert corrections_in(studio.database, group.group_id, 2**62, member.member_id) == {}


def test_in_an_anonymous_group_nothing_is_learned_from_comments(gather: Gather) -> None:
    party = gather(m=1, swipes=1, privacy="anonymous", k=5)
    (card,) = next_turn(party.studio, party.members[0])
    party.say(party.members[0], "commented", card_id=card.card_id, text="less busy please")
    now = last_event(party.studio.database, party.group.group_id)
    assert hear_group(party.studio, party.group, now) == 0
    assert spoken_in(party.studio, party.group, now) == []
    assert understood(party.studio, party.group, party.members[0]) == []
    with pytest.raises(NotAllowed):
        correct(
            party.studio, party.group, party.members[0], party.said[-1].event_id, "busyness:busy", "liked"
        )
