"""Own pictures in order: by the published taste, from the middle before there is one, and what is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.services import never
from group_plgl.services.gather import finish, gather_one
from group_plgl.services.rank import PICKS, liking_of, ranked_by_name, ranking
from group_plgl.services.reveal import Camping, Sight, published
from group_plgl.services.space import new_catalogue
from group_plgl.store.findings import CampMembership
from group_plgl.store.models import ideals

from ..brought import photo
from .conftest import Gather, Party


def own(gather: Gather, m: int, n: int = 30, **words: Any) -> Party:
    """A group with `n` own pictures, whose members answered them."""
    party = gather(space=new_catalogue(), **words)
    for seed in range(n):
        gather_one(party.studio, party.group, f"IMG {seed}.jpg", photo(seed))
    assert finish(party.studio, party.group) == n
    for number in range(m):
        party.join(f"Guest {number}")
    for member in party.members:
        party.answer(member, 14)
    party.work()
    return party


def sight(party: Party) -> Sight:
    return Sight(party.group, published(party.studio.database, party.group), "")


@pytest.fixture(scope="module")
def team(gather: Gather) -> Party:
    return own(gather, 5)


def test_the_first_picture_is_the_ideal_and_likings_have_intervals(team: Party) -> None:
    number = sight(team).number
    assert number is not None
    best = {row.rule: row.picture_id for row in ideals(team.studio.database, team.group.group_id, number)}
    for rule, picture in best.items():
        found = ranking(team.studio, sight(team), rule)
        first = int(found.order[0])
        assert picture in (found.shelf.picture_ids[first], found.shelf.card_picture_ids[first])
        assert sorted(found.order.tolist()) == list(range(30))
        assert found.members == 5
        told = [liking_of(found, row) for row in range(30)]
        assert all(0 <= one["low"] <= one["liking"] <= one["high"] <= 1 for one in told)
        assert all(0 <= one["pleased"] <= 5 for one in told)
    by_mean = ranking(team.studio, sight(team), "mean")
    likings = by_mean.likings["liking"][by_mean.order]
    assert np.corrcoef(likings, np.arange(30))[0, 1] < -0.8


def test_diverse_picks_are_of_the_best_and_differ_more_than_the_best_do(team: Party) -> None:
    found = ranking(team.studio, sight(team), "consensus")
    assert found.picks[0] == found.order[0]
    assert len(set(found.picks.tolist())) == PICKS
    places = [found.order.tolist().index(row) for row in found.picks.tolist()]
    assert places == sorted(places)


def test_before_any_taste_the_most_central_picture_comes_first(gather: Gather) -> None:
    party = own(gather, 0, n=8)
    found = ranking(party.studio, sight(party), "consensus")
    x = found.shelf.latents * np.sqrt(found.shelf.shares)
    sums = np.linalg.norm(x[:, None] - x, axis=2).sum(axis=1)
    assert found.number is None
    assert found.order[0] == found.central == sums.argmin()
    assert found.likings == {}
    assert liking_of(found, 0)["liking"] is None


def test_who_may_not_see_the_taste_gets_the_order_of_the_pictures_alone(team: Party) -> None:
    hidden = ranking(team.studio, Sight(team.group, None, "hidden"), "consensus")
    assert hidden.number is None
    assert hidden.likings == {}
    assert (hidden.order != ranking(team.studio, sight(team), "consensus").order).any()


def test_in_an_anonymous_group_the_order_is_told_and_no_liking(gather: Gather) -> None:
    party = own(gather, 6, privacy="anonymous", k=5)
    party.studio.now.forward(120)  # type: ignore[attr-defined]
    party.work()
    found = ranking(party.studio, sight(party), "consensus")
    assert found.number is not None
    assert found.likings == {}
    assert found.members is None or found.members >= 5


def test_a_new_number_is_ranked_anew(team: Party) -> None:
    before = ranking(team.studio, sight(team), "mean")
    for member in team.members:
        team.answer(member, 6)
    team.work()
    after = ranking(team.studio, sight(team), "mean")
    assert after.number != before.number
    assert (after.likings["liking"] != before.likings["liking"]).any()


def test_what_was_marked_since_is_in_the_list_no_more(team: Party) -> None:
    before = ranking(team.studio, sight(team), "mean")
    first = int(before.order[0])
    never.mark(team.studio, team.group, before.shelf.card_picture_ids[first], 1.0)
    after = ranking(team.studio, sight(team), "mean")
    assert after.number == before.number and first not in after.order
    never.lift(team.studio, team.group, before.shelf.card_picture_ids[first])
    assert ranking(team.studio, sight(team), "mean").order.tolist() == before.order.tolist()


def test_a_group_is_ranked_by_its_name_for_whoever_runs_the_house(team: Party, gather: Gather) -> None:
    told = ranked_by_name(team.studio, team.group.slug, "consensus", 3, diverse=False)
    assert [one["place"] for one in told["pictures"]] == [1, 2, 3]
    assert told["pictures"][0]["file_name"].startswith("IMG ")
    assert "made of 5 tastes" in told["sentence"]
    assert len(ranked_by_name(team.studio, team.group.slug, "mean", 99, diverse=True)["pictures"]) == PICKS
    with pytest.raises(NotFound, match="no group named"):
        ranked_by_name(team.studio, "nowhere", "mean", 3, diverse=False)
    with pytest.raises(NotFound, match="no pictures of its own"):
        ranked_by_name(team.studio, gather().group.slug, "mean", 3, diverse=False)


def test_there_is_no_ranking_of_a_camp_that_nobody_sees(team: Party) -> None:
    with pytest.raises(NotFound, match="no such camp"):
        ranking(team.studio, sight(team), "mean", camp=7)


def test_a_camp_is_ranked_by_the_tastes_of_its_members(team: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    two = [one.member_id for one in team.members[:2]]
    places = [CampMembership(team.group.group_id, 1, one, 0, 1.0, 0.0, 0.0) for one in two]
    found = Camping("separate camps", True, 5, 0.01, 0.9, [2], places)
    monkeypatch.setattr("group_plgl.services.rank.camping", lambda *_: found)
    camp, everybody = (ranking(team.studio, sight(team), "mean", one) for one in (0, None))
    assert (camp.members, everybody.members) == (2, 5)
    assert (camp.likings["liking"] != everybody.likings["liking"]).any()
    assert camp.central in camp.order[:24]
