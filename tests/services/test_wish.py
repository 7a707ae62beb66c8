"""What members say they like in comments becomes the group's, by its rule, and pictures go towards it."""

from __future__ import annotations

import pytest

from group_plgl.errors import NotYet
from group_plgl.services.favour import favour_named
from group_plgl.services.point import pointed
from group_plgl.services.transform import Wanted, transform
from group_plgl.services.wish import towards_group, wished_by

from ..dealing import next_turn
from .conftest import Gather
from .test_transform import host_of


def test_what_several_say_is_the_groups_and_a_picture_goes_towards_it(gather: Gather) -> None:
    party = gather(m=4, swipes=14)
    party.deal()
    party.work()
    host = host_of(party)
    start = pointed(party.studio, host, "consensus").latent
    with pytest.raises(NotYet, match="does not want anything"):
        towards_group(party.studio, host.sight)
    texts = ["less busy please", "too busy, and I love dark", "far too busy", ""]
    for member, text in zip(party.members, texts, strict=True):
        (card,) = next_turn(party.studio, member)
        party.swipe(member, 1)
        if text:
            party.say(member, "commented", card_id=card.card_id, text=text)
    assert wished_by(party.studio, host.sight) == []  # no number knows of it yet
    party.work()
    host = host_of(party)
    (found,) = wished_by(party.studio, host.sight)  # of what is dark one spoke alone
    assert (found.name, found.key, found.liked, found.disliked, found.members) == (
        "busyness", "busyness:calm", 3, 0, 3,
    )  # fmt: skip
    assert all(value > 0.0 for value in found.wanted.values())
    wanted = Wanted(favour_named(party.studio, host, "mean"), lean=["group"], strength=0.25)
    went = transform(party.studio, host, start, wanted)
    assert [one["word"] for one in went.gone] == ["calm"] and went.gone[0]["after"] < went.gone[0]["before"]
    still = transform(party.studio, host, start, Wanted(wanted.favour, lean=["group"], strength=0.0))
    assert still.z.tobytes() == start.tobytes() and still.before == still.after
    comment = next(one for one in reversed(party.said) if one.kind == "commented")
    party.say(party.members[2], "undone", target_id=comment.event_id)
    party.work()
    assert wished_by(party.studio, host_of(party).sight) == []
