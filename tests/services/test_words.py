"""What is stored of camps and words by the job, and what of it somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from group_plgl.generators import space_of
from group_plgl.services import analyse
from group_plgl.services.describe import camp_pictures_of, taste_told, words_of
from group_plgl.services.replay import replay
from group_plgl.services.reveal import Sight
from group_plgl.services.studio import Studio
from group_plgl.store.clauses import Clause, clauses_of
from group_plgl.store.findings import (
    CampPicture,
    Campsite,
    camp_probabilities,
    camps,
    drawn_without_camps,
    group_camps,
    put_camps,
)
from group_plgl.store.images import pool_of
from group_plgl.store.nevers import put_never
from group_plgl.store.people import Group
from group_plgl.store.views import rows_of

Gather = Callable[..., Any]


@pytest.fixture(scope="module")
def seven(gather: Gather) -> Any:
    """Seven members with all jobs run."""
    party = gather(m=7, swipes=14, seed=5, space="tiles")
    party.work()
    return party


def sight(group: Group, **other: Any) -> Sight:
    return Sight(replace(group, **other), 1, "")


def site_of(party: Any, clauses: list[Clause], supported: bool = True) -> Campsite:
    """The stored camps of the party as two, with these clauses and a picture for either."""
    database, gid = party.studio.database, party.group.group_id
    found = camps(database, gid, 1)
    assert found is not None
    finding = replace(
        found[0], reading="separate camps" if supported else "a spectrum", supported=supported, camps=2
    )
    places = [replace(one, camp=row % 2) for row, one in enumerate(found[1])]
    picture = pool_of(database, gid)[0]
    pictures = [CampPicture(gid, 1, camp, "ideal", 0, picture, [0.0], 0.8) for camp in (0, 1)]
    chances = camp_probabilities(database, gid, 1)
    return Campsite(finding, places, chances, group_camps(database, gid, 1), pictures, clauses)


def clause(party: Any, about: str, member: str = "", camp: int = -1, **other: Any) -> Clause:
    pool = pool_of(party.studio.database, party.group.group_id)
    kind = "likes" if about == "group" else "than most"
    words = {
        "scale": "roundness", "low_end": "angular", "high_end": "round", "effect": 0.912, "low": 0.4,
        "high": 1.4, "p_value": 0.001, "clear": True, "place": 0, "answers": 20, "liked": pool[:2],
        "passed": pool[2:3], "liked_there": 7, "liked_all": 9, "passed_there": 2, "passed_all": 11,
        "seen_event": 1,
    }  # fmt: skip
    return Clause(party.group.group_id, 1, about, member, camp, kind, **(words | other))


def everything(party: Any) -> list[Clause]:
    """A clause of the group, one of either camp, one of every member, and one that is not clear."""
    found = camps(party.studio.database, party.group.group_id, 1)
    assert found is not None
    own = [clause(party, "member", one.member_id) for one in found[1]]
    unclear = clause(party, "group", scale="lightness", clear=False, place=-1)
    return [clause(party, "group"), unclear, *(clause(party, "camp", camp=camp) for camp in (0, 1)), *own]


def test_probabilities_of_every_member_sum_to_one(house: Studio, seven: Any) -> None:
    each: dict[str, float] = defaultdict(float)
    for one in camp_probabilities(house.database, seven.group.group_id, 1):
        assert 0.0 <= one.probability <= 1.0
        each[one.member_id] += one.probability
    assert len(each) == 7 and np.allclose(list(each.values()), 1.0)
    rows = rows_of(house.database, "camp_membership", seven.group.group_id, 1)
    assert {row["camp"] for row in rows} <= {1, 2, 3, 4, 5} and len(rows) >= 7


def test_the_group_is_looked_at_on_every_scale_and_no_sensitive_one(house: Studio, seven: Any) -> None:
    rows = [one for one in clauses_of(house.database, seven.group.group_id, 1) if one.about == "group"]
    space = space_of(seven.group.space)
    assert len(rows) > 5 and not {g.name for g in space.genes if g.sensitive} & {one.scale for one in rows}
    for one in rows:
        assert one.low <= one.effect <= one.high and one.answers > 0
        assert one.clear or one.place == -1


def test_replay_finds_the_same_camps_labels_probabilities_and_words(house: Studio, seven: Any) -> None:
    assert replay(house, seven.group.slug).differences == []


def test_a_number_is_matched_with_the_camps_of_the_one_before(house: Studio, seven: Any) -> None:
    before, gid = analyse.before_number(house, seven.group, 2), seven.group.group_id
    found = camps(house.database, gid, 1)
    assert found is not None and set(before.homes or {}) == {one.member_id for one in found[1]}
    assert analyse.before_number(house, seven.group, 1).known == ()
    stored = site_of(seven, [])
    swapped = [replace(one, camp=1 - one.camp) for one in stored.memberships]
    again = analyse.analysed(house, seven.group, 1, analyse.Before((), {}), pictures=False)
    homes = {one.member_id: 4 - one.camp for one in again.memberships}
    known = [analyse.Known(label, 0, ()) for label in (3, 4)]
    moved = analyse.analysed(house, seven.group, 1, analyse.Before(known, homes), pictures=False)
    assert len(swapped) == 7
    if again.finding.camps == 2:
        assert [one.camp for one in moved.memberships] == [3 - one.camp for one in again.memberships]


def test_a_mark_of_the_host_has_camps_looked_for_again(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=10, seed=2, space="tiles")
    party.work()
    gid = party.group.group_id
    assert not any(group == gid for group, _ in drawn_without_camps(house.database))
    put_never(house.database, gid, pool_of(house.database, gid)[0], [0.0], 1.0, house.now())
    assert (gid, 1) in drawn_without_camps(house.database)


def test_words_are_told_as_far_as_they_may_be(house: Studio, seven: Any) -> None:
    kept = site_of(seven, list(clauses_of(house.database, seven.group.group_id, 1)), supported=False)
    put_camps(house.database, site_of(seven, everything(seven)))
    try:
        open_words = words_of(house, sight(seven.group))
        assert [one.scale for one in open_words.group] == ["roundness"]  # what is not clear is not said
        assert set(open_words.camps) == {1, 2} and len(open_words.members) == 7
        assert set(camp_pictures_of(house, sight(seven.group))) == {1, 2}
        plain = taste_told(house, sight(seven.group))
        assert plain["words"][0]["towards"] == "round" and len(plain["camps"]) == 2
        small = words_of(house, sight(seven.group, privacy="anonymous", k=4))  # camps of four and three
        assert len(small.group) == 1 and small.camps == {} and small.members == {}
        assert small.group[0].liked_all == small.group[0].answers == 0 and small.group[0].effect == 0.9
        assert camp_pictures_of(house, sight(seven.group, privacy="anonymous", k=4)) == {}
        nothing = words_of(house, replace(sight(seven.group), number=None))
        assert not nothing.group and not nothing.camps and not nothing.members
    finally:
        put_camps(house.database, kept)
