"""Attacks on anonymity, with real numbers: what two pictures tell, and who may be told apart by them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from group_plgl.errors import NotAllowed
from group_plgl.members.codec import from_bytes
from group_plgl.services import aggregate, learn, steer
from group_plgl.services.forget import forget_member
from group_plgl.services.reveal import privacy_locked
from group_plgl.shapes import Array
from group_plgl.store.database import Database
from group_plgl.store.models import group_models, member_models, newest_fit
from group_plgl.store.own import OwnEvent, own_events
from group_plgl.store.people import Member, group_of
from group_plgl.store.publications import publications

from .conftest import Crowd

Make = Callable[..., Crowd]


def tastes_at(crowd: Crowd, number: int) -> dict[str, Array]:
    """The taste of every member of a number, of unit length."""
    group_id, database = crowd.group.group_id, crowd.studio.database
    seen = group_models(database, group_id, number)[0].seen_event
    rows = [row for row in member_models(database, group_id, seen) if row.ready]
    weights = from_bytes([row.payload for row in rows]).mean[:, :-1]
    weights = weights / np.linalg.norm(weights, axis=1, keepdims=True)
    return dict(zip([row.member_id for row in rows], weights, strict=True))


def guess_at_newcomer(before: dict[str, Array], after: dict[str, Array], newcomer: str) -> float:
    """How near (n + 1) g' - n g comes to a newcomer's taste: the cosine."""
    mean_before, mean_after = (np.mean(list(tastes.values()), axis=0) for tastes in (before, after))
    guess = len(after) * mean_after - len(before) * mean_before
    return float(guess @ after[newcomer] / np.linalg.norm(guess))


def test_where_names_are_known_two_pictures_give_a_newcomer_away(crowd: Make) -> None:
    """What the steps are there against: without them the attack works."""
    open_group = crowd(m=5, privacy="identified")
    open_group.publish()
    before = tastes_at(open_group, 1)
    newcomer = open_group.join(10)
    open_group.publish()
    assert open_group.number() == 2
    assert guess_at_newcomer(before, tastes_at(open_group, 2), newcomer.member_id) > 0.8


def test_nothing_is_published_of_fewer_than_k(crowd: Make) -> None:
    group = crowd(m=4, k=5)
    group.publish()
    assert group.number() is None
    assert newest_fit(group.studio.database, group.group.group_id) is not None
    group.join(10)
    group.publish()
    assert group.number() == 1
    assert {model.members for model in group_models(group.studio.database, group.group.group_id)} == {5}


def test_a_newcomer_alone_moves_nothing_and_k_newcomers_do(crowd: Make) -> None:
    group = crowd(m=4, seed=2)
    group.draw()
    before, pictures = tastes_at(group, 1), group.pictures()
    first = group.join(10)
    group.draw()
    assert (group.number(), group.pictures()) == (1, pictures)
    group.join(10)
    group.draw()
    assert (group.number(), group.pictures()) == (1, pictures)
    group.join(10)
    group.draw()
    assert group.number() == 2
    assert group.pictures()[0].latent != pictures[0].latent
    after = tastes_at(group, 2)
    assert len(after) == 7
    assert guess_at_newcomer(before, after, first.member_id) < 0.9


def test_a_newcomer_does_not_hide_behind_others_who_hardly_moved(crowd: Make) -> None:
    group = crowd(m=5, swipes=12, seed=3)
    group.publish()
    for member in list(group.members):
        group.swipe(member, 1)
    group.join(10)
    group.publish()
    assert group.number() == 1
    for member in group.members[:5]:
        group.swipe(member, 10)
    group.publish()
    assert group.number() == 2


def test_somebody_who_shows_no_taste_holds_nobody_back(crowd: Make) -> None:
    group = crowd(m=4, seed=4)
    group.publish()
    for _ in range(3):
        group.join(10)
    eager = group.join(0)
    for _ in range(12):
        group.say(eager, "rated", card_id=group.card(eager), value=1.0)
    group.clock.forward(aggregate.UNDER_WAY.total_seconds() + 1)
    group.say(eager, "rated", card_id=group.card(eager), value=1.0)
    group.learn()
    assert group.number() == 2


def test_waiting_ends_nowhere_not_even_when_the_session_is_closed(crowd: Make) -> None:
    group = crowd(m=4, seed=4)
    group.publish()
    group.join(10)
    steer.end_session(group.studio, group.group)
    group.publish()
    assert group.number() == 1
    assert not any(group.group.group_id in item for item in aggregate.behind(group.studio))


def test_looking_again_and_again_costs_no_fold(crowd: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    group = crowd(m=4, seed=5)
    group.publish()
    group.join(10)
    group.publish()
    monkeypatch.setattr(aggregate, "standing", lambda *_: pytest.fail("counted again"))
    assert not any(group.group.group_id in item for item in aggregate.behind(group.studio))


def test_who_takes_back_and_says_the_same_again_has_not_moved(crowd: Make) -> None:
    group = crowd(m=4, seed=6)
    group.publish()
    for member in group.members:
        (event,) = group.swipe(member, 1)
        group.say(member, "undone", target_id=event.event_id)
    group.publish()
    assert group.number() == 1
    for member in group.members:
        (event,) = group.swipe(member, 1)
        group.say(member, "undone", target_id=event.event_id)
        group.say(member, "rated", card_id=event.card_id, value=event.value)
    group.publish()
    assert group.number() == 2


def test_going_back_to_an_older_crowd_without_one_is_no_step(crowd: Make) -> None:
    """The last number is k away; the one before it only one member."""
    group = crowd(m=6, seed=7)
    group.publish()
    gone = [group.say(member, "undone", target_id=event.event_id)
            for member in group.members[:3]
            for event in _said(group, member)]  # fmt: skip
    assert gone
    group.publish()
    assert group.number() == 2
    assert len(tastes_at(group, 2)) == 3
    for member in group.members[1:3]:
        _say_again(group, member)
    group.publish()
    assert group.number() == 2
    _say_again(group, group.members[0])
    group.publish()
    assert group.number() == 3


def _said(crowd: Crowd, member: Member) -> list[OwnEvent]:
    return [event for event in own_events(crowd.studio.database, member.member_id) if event.kind == "rated"]


def _say_again(crowd: Crowd, member: Member) -> None:
    for event in _said(crowd, member):
        crowd.say(member, "rated", card_id=event.card_id, value=event.value)


def test_who_leaves_takes_the_picture_along_and_is_not_given_away_by_the_next(crowd: Make) -> None:
    group = crowd(m=6, seed=8)
    group.publish()
    leaver = group.members.pop()
    forget_member(group.studio, leaver)
    group.publish()
    assert group.number() is None, "the others alone would show what the leaver added"
    kept = publications(group.studio.database, group.group.group_id)
    assert len(kept) == 6 and leaver.member_id not in {one.member_id for one in kept}
    for member in group.members[:2]:
        group.swipe(member, 10)
    group.publish()
    assert group.number() is None
    for member in group.members[2:]:
        group.swipe(member, 10)
    group.publish()
    assert group.number() == 2


def test_nobody_is_set_aside_in_an_anonymous_group(crowd: Make) -> None:
    group = crowd(m=1)
    with pytest.raises(NotAllowed, match="singled out"):
        steer.set_aside(group.studio, group.group, group.members[0].member_id, True)


def test_a_straggler_is_waited_for_while_answering(crowd: Make) -> None:
    group = crowd(m=4, seed=9)
    straggler = group.join(4)
    learn.learn_group(group.studio, group.group.group_id)
    assert not any(group.group.group_id in item for item in aggregate.behind(group.studio))
    group.swipe(straggler, 6)
    group.publish()
    assert group.number() == 1
    assert len(tastes_at(group, 1)) == 5


def test_who_stops_answering_is_waited_for_no_longer(crowd: Make) -> None:
    group = crowd(m=4, seed=10)
    group.join(2)
    group.publish()
    assert group.number() == 1
    assert len(tastes_at(group, 1)) == 4


def test_the_reveal_does_not_wait_for_stragglers(crowd: Make) -> None:
    group = crowd(m=4, seed=11)
    group.join(2)
    learn.learn_group(group.studio, group.group.group_id)
    steer.go_to(group.studio, group.group, "reveal")
    assert any(group.group.group_id in item for item in aggregate.behind(group.studio))


def test_the_mode_is_locked_by_the_first_vote_and_opened_by_nobody_who_joined(crowd: Make) -> None:
    group = crowd(privacy="pseudonymous")
    assert not privacy_locked(group.studio, group.group, "identified")
    member = group.join()
    assert privacy_locked(group.studio, group.group, "identified")
    assert not privacy_locked(group.studio, group.group, "anonymous")
    group.swipe(member, 1)
    assert privacy_locked(group.studio, group.group)
    assert privacy_locked(group.studio, group.group, "anonymous")
    with pytest.raises(NotAllowed):
        steer.change_privacy(group.studio, group_of(group.studio.database, group.group.group_id), "anonymous")


def test_numbers_of_open_groups_leave_no_list_of_their_members(crowd: Make) -> None:
    group = crowd(m=2, privacy="identified")
    group.publish()
    database: Database = group.studio.database
    assert publications(database, group.group.group_id) == []
