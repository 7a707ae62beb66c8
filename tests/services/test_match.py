"""Matches: only who switched it on, only what goes both ways, from this moment on."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks import match as task
from group_plgl.errors import NotAllowed, NotFound, NotYet
from group_plgl.generators import space_of
from group_plgl.members.codec import Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.features import CHIEF
from group_plgl.members.priors import UNTOLD
from group_plgl.services import convene, forget, match
from group_plgl.services.gather import finish, gather_one
from group_plgl.services.reveal import Sight, published
from group_plgl.services.space import new_catalogue
from group_plgl.services.takeout import takeout
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.findable import findable_in, said_findable
from group_plgl.store.images import pool_of
from group_plgl.store.models import Fit, MemberModelRow, put_fit
from group_plgl.store.people import put_set_aside

from ..brought import photo
from .conftest import Party

Gather = Callable[..., Any]
WIDE = 100  # features of a drawn space: looks and curves


class Place:
    """A group whose members' tastes are what a test says they are."""

    def __init__(self, party: Any) -> None:
        self.party, self.studio, self.group = party, party.studio, party.group
        self._seen = 100000

    def tastes(self, *known: tuple[dict[int, float], float], wide: int = WIDE) -> None:
        """Let the first members have these weights and biases; the others have no taste."""
        self._seen += 1000
        mean = np.zeros((len(known), wide + 1))
        for row, (weights, bias) in enumerate(known):
            mean[row, list(weights)] = list(weights.values())
            mean[row, -1] = bias
        tastes = Tastes(mean, np.tile(0.02 * np.eye(wide + 1), (len(known), 1, 1)))
        gid, card = self.group.group_id, Card(self.group.space, self._seen, UNTOLD)
        rows = [
            MemberModelRow(
                gid,
                self._seen,
                member.member_id,
                30 + row,
                15,
                True,
                10,
                14,
                0.5,
                to_bytes(tastes, row, card),
            )
            for row, member in enumerate(self.party.members[: len(known)])
        ]
        now = self.studio.now()
        put_fit(
            self.studio.database, Fit(gid, self._seen, 4.0, 0.0, 0.0, False, 1.0, 0.95, 100, "t", now), rows
        )

    def on(self, *rows: int) -> None:
        for row in rows:
            match.let_find(self.studio, self.group, self.party.members[row], True)

    def off(self, row: int) -> None:
        match.let_find(self.studio, self.group, self.party.members[row], False)

    def seen_by(self, row: int, withheld: str = "") -> match.Matching:
        return match.matching(self.studio, Sight(self.group, None, withheld), self.party.members[row])

    def others(self, row: int) -> list[int]:
        ids = [one.member_id for one in self.party.members]
        return [ids.index(one.member_id) for one in self.seen_by(row).matches]


SAME = ({0: 4.0, 1: 4.0}, 0.0)
AGAINST = ({0: -4.0, 1: -4.0}, 0.0)


@pytest.fixture(scope="module")
def whole(gather: Gather) -> Place:
    return Place(gather(m=4, swipes=0, space="tiles"))


@pytest.fixture
def place(whole: Place) -> Place:
    """The group with everybody's switch off."""
    for row in range(4):
        whole.off(row)
    return whole


def test_nobody_is_found_who_did_not_say_so(place: Place) -> None:
    place.tastes(SAME, SAME, SAME)
    assert place.seen_by(0).state == "off" and place.seen_by(0).matches == []
    place.on(0)
    assert place.seen_by(0).state == "on" and place.others(0) == []
    place.on(1)
    assert place.others(0) == [1] and place.others(1) == [0]
    assert place.others(2) == [], "who is off sees none"
    assert place.seen_by(3).state == "unknown"


def test_what_two_are_told_is_the_same_for_both(place: Place) -> None:
    place.tastes(SAME, ({0: 4.0, 2: 2.0}, 0.3))
    place.on(0, 1)
    [one], [other] = place.seen_by(0).matches, place.seen_by(1).matches
    assert replace(one, member_id="") == replace(other, member_id="")
    assert one.answers == 30
    assert one.bridge is not None and one.bridge_liking[0] >= 0.5
    low, high = one.alike[1:]
    assert low <= one.alike[0] <= high
    assert all(round(number / match.STEP, 6).is_integer() for number in (*one.alike, *one.liking))


def test_switching_off_takes_effect_at_once_and_on_again_too(place: Place) -> None:
    place.tastes(SAME, SAME)
    place.on(0, 1)
    assert place.others(0) == [1]
    place.off(1)
    assert place.others(0) == [] and place.seen_by(1).matches == []
    place.on(1)
    assert place.others(0) == [1]
    said = said_findable(place.studio.database, place.party.members[1].member_id)
    assert [one.findable for one in said][-3:] == [True, False, True]
    place.on(1)
    assert said_findable(place.studio.database, place.party.members[1].member_id) == said


def test_who_switches_it_off_while_matches_are_looked_for_is_in_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.tastes(SAME, SAME)
    ask = place.studio.child.run
    for row in range(2):
        place.on(0, 1)

        def run(task: str, words: Any, arrays: Any, row: int = row) -> Any:
            place.off(row)
            return ask(task, words, arrays)

        with monkeypatch.context() as patched:
            patched.setattr(place.studio.child, "run", run)
            assert place.others(0) == []
    place.on(0, 1)
    assert place.others(0) == [1]


def test_one_is_looked_for_at_a_time_and_what_was_found_is_there_for_all(place: Place) -> None:
    place.tastes(SAME, SAME)
    place.on(0, 1)
    before = place.others(0)
    assert match._SEEKERS.acquire(blocking=False)
    try:
        assert place.others(0) == before == [1]
        with pytest.raises(NotYet, match="being looked for"):
            place.seen_by(1)
    finally:
        match._SEEKERS.release()
    assert place.others(1) == [0]


def test_of_many_mutual_matches_none_is_left_out_on_one_side() -> None:
    wide, m = WIDE, 12
    mean = np.zeros((m, wide + 1))
    mean[:, 0], mean[:, 1] = 4.0, np.linspace(2.0, 4.0, m)
    key, seeds = space_of("tiles").key, list(range(m))
    arrays = {
        "mean": mean, "covariance": np.tile(0.02 * np.eye(wide + 1), (m, 1, 1)),
        "pool": space_of("tiles").sample(4, np.random.default_rng(1)),
    }  # fmt: skip
    words = {
        "space": key, "calibration": 1.0, "ceiling": 0.95, "held_out": 100, "seed": 1, "seeds": seeds,
        "pair_seeds": seeds,
    }  # fmt: skip
    found = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(task, "MOST_BRIDGED", 2)
        for own in range(m):
            got = task.run({**words, "own": own}, arrays)[1]
            assert len(got["bridge"]) == 0 and got["both"].shape == (m - 1, 4)
            found += [(own, int(row)) for row in got["rows"]]
    assert len(found) == m * (m - 1) and {(b, a) for a, b in found} == set(found)


def test_a_dislike_that_goes_one_way_leaves_no_trace(place: Place) -> None:
    fond = ({3: 2.0}, 2.0)  # likes nearly everything
    worlds = {
        "dislikes mine, I like theirs": (({0: 4.0}, -2.0), True),
        "dislikes all": (({3: -4.0}, -3.0), True),
        "is off": (SAME, False),
        "is off and would match": (fond, False),
    }
    seen = []
    for taste, is_on in worlds.values():
        place.tastes(fond, taste)
        place.on(0)
        (place.on if is_on else place.off)(1)
        found = place.seen_by(0)
        seen.append((found.state, list(found.matches), sorted(found.own.items())))
    assert all(one == seen[0] for one in seen), "all of these look the same from my side"
    place.tastes(fond, fond)
    place.on(1)
    assert place.others(0) == [1], "the same machinery does find a match"


def test_some_of_what_both_like_is_left_out_by_a_coin_that_stays(place: Place) -> None:
    place.tastes(({0: 1.0}, 4.0), ({0: 1.0}, 4.0))  # both like every picture
    place.on(0, 1)
    [before] = place.seen_by(0).matches
    pool = pool_of(place.studio.database, place.group.group_id)
    assert 0 < len(before.both) < len(pool)
    place.tastes(({0: 1.1}, 4.0), ({0: 1.0}, 4.1))
    [after] = place.seen_by(0).matches
    assert set(before.both) == set(after.both), "asking again does not toss again"


def test_hidden_results_hide_matches_and_anonymous_groups_have_none(place: Place, gather: Gather) -> None:
    place.tastes(SAME, SAME)
    place.on(0, 1)
    hidden = place.seen_by(0, "hidden")
    assert (hidden.state, list(hidden.matches)) == ("hidden", []) and hidden.own
    party = gather(m=2, swipes=0, privacy="anonymous", k=3)
    with pytest.raises(NotAllowed):
        match.let_find(party.studio, party.group, party.members[0], True)
    match.let_find(party.studio, party.group, party.members[0], False)
    assert match.matching(party.studio, Sight(party.group, None, ""), party.members[0]).state == "anonymous"
    with pytest.raises(NotAllowed):
        match.matches_by_name(party.studio, party.group.slug)


def test_the_bridge_is_drawn_and_a_given_picture_finds_its_like(place: Place) -> None:
    place.tastes(SAME, SAME)
    place.on(0, 1)
    [found] = place.seen_by(0).matches
    assert match.bridge_bytes(place.studio, place.group, found)[8:12] == b"WEBP"
    with pytest.raises(NotFound):
        match.bridge_bytes(place.studio, place.group, replace(found, bridge=None))
    sight = Sight(place.group, None, "")
    picture = pool_of(place.studio.database, place.group.group_id)[0]
    alike, people = match.most_like(place.studio, sight, picture, [])
    gaps = [gap for _, gap in alike]
    assert len(alike) == match.ALIKE and gaps == sorted(gaps) and gaps[0] > 0.0 and people == []
    with pytest.raises(NotFound):
        match.most_like(place.studio, sight, "0" * 32, [])


def test_what_was_said_is_the_members_to_take_and_pairs_are_listed_once(place: Place) -> None:
    place.tastes(SAME, SAME)
    place.on(0, 1)
    told = match.matches_by_name(place.studio, place.group.slug)
    assert len(told["matches"]) == 1
    assert {told["matches"][0]["one"], told["matches"][0]["other"]} == {"Guest 0 Müller", "Guest 1 Müller"}
    with pytest.raises(NotFound):
        match.matches_by_name(place.studio, "nowhere")
    file = takeout(place.studio, place.group, place.party.members[0], with_group=False)
    with zipfile.ZipFile(BytesIO(file)) as archive:
        mine = json.loads(archive.read("me.json"))
    assert mine["to_be_found"][-1]["findable"] is True


def test_of_own_pictures_the_bridge_is_one_of_them_and_the_group_ranks_them(house: Any) -> None:
    group, key = convene.found_group(
        house, name="Own", question="Which?", space=new_catalogue(), mode="swipe"
    )
    for seed in range(12):
        gather_one(house, group, f"{seed}.jpg", photo(seed))
    finish(house, group)
    party = Party(house, group, key, np.random.default_rng(1))
    for name in ("Ada", "Bo"):
        party.join(name)
        party.swipe(party.members[-1], 12)
    party.work()
    own = Place(party)
    space = shelf_of(house.database, group.space)
    own.tastes(SAME, SAME, wide=features_of(space.latents.shape[1]))
    own.on(0, 1)
    [found] = own.seen_by(0).matches
    there = match.bridge_there(house, group, found)
    assert there in space.card_picture_ids
    with pytest.raises(NotFound):
        match.bridge_bytes(house, group, found)
    sight = Sight(group, published(house.database, group), "")
    liked = match.group_likes(house, sight)
    assert set(liked) <= set(space.card_picture_ids) and all(one[0] >= 0.5 for one in liked.values())
    alike, people = match.most_like(house, sight, there, [one.member_id for one in party.members])
    assert len(alike) == match.ALIKE and {one for one, _, _ in people} <= {
        one.member_id for one in party.members
    }
    assert people and all(gap >= 0.0 for _, _, gap in people)


def features_of(axes: int) -> int:
    """How many features a catalogue of so many axes has: itself, and the products of the chief ones."""
    chief = min(axes, CHIEF)
    return axes + chief * (chief + 1) // 2


def test_who_was_set_aside_or_left_or_is_hidden_is_in_no_match(place: Place) -> None:
    place.tastes(SAME, SAME, SAME)
    place.on(0, 1, 2)
    put_set_aside(place.studio.database, place.party.members[1], True, place.studio.now())
    assert place.others(0) == [2] and place.others(1) == [], "neither sees the other"
    forget.forget_member(place.studio, place.party.members[2])
    assert place.party.members[2].member_id not in findable_in(place.studio.database, place.group.group_id)
    assert said_findable(place.studio.database, place.party.members[2].member_id) == []
