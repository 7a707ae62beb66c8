"""Scores of any pictures: as ideals are told, higher for what is liked, and no more than may be told."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import NotAllowed
from group_plgl.generators import space_of
from group_plgl.groups.rules import CHIEF
from group_plgl.services.favour import LIKE, Favour, favour_named
from group_plgl.services.point import looking
from group_plgl.services.reveal import drawing
from group_plgl.services.score import COARSE, score
from group_plgl.web.identity import Visitor

from .conftest import Gather, Party


def drawn(gather: Gather, **words: str) -> Party:
    party = gather(space="tiles", **words)
    for number in range(5):
        party.join(f"Guest {number}")
    for member in party.members:
        party.answer(member, 14)
    party.work()
    return party


@pytest.fixture(scope="module")
def team(gather: Gather) -> Party:
    return drawn(gather)


def test_an_ideal_is_scored_as_its_page_tells_it(team: Party) -> None:
    looker = looking(team.studio, Visitor(team.group, None, True))
    found = drawing(team.studio, looker.sight)
    assert found is not None
    favour = favour_named(team.studio, looker, "mean")
    z = np.array([found.ideals[rule].latent for rule in CHIEF], dtype=np.float64)
    scores = score(team.studio, looker, z, favour, brought=False)
    assert scores.number == found.number
    for rule, one in zip(CHIEF, scores.pictures, strict=True):
        told = {row.member_id: row.liking for row in found.likings[rule]}
        assert {key: pytest.approx(value.liking, abs=1e-4) for key, value in one.likings.items()} == told
        assert one.liking.liking == pytest.approx(np.mean(list(told.values())), abs=1e-3)
        assert one.liking.low <= one.liking.liking <= one.liking.high
        assert set(one.standing) == set(CHIEF) and one.standing[rule] > 0.95


def test_what_stands_higher_is_liked_more_on_the_whole(team: Party) -> None:
    looker = looking(team.studio, Visitor(team.group, None, True))
    favour = favour_named(team.studio, looker, "mean", brought=True)
    z = np.random.default_rng(3).standard_normal((40, space_of("tiles").latent_dim))
    pictures = score(team.studio, looker, z, favour, brought=True).pictures
    standing, liking = ([one.standing["mean"] for one in pictures], [one.liking.liking for one in pictures])
    assert np.corrcoef(standing, liking)[0, 1] > 0.8
    assert all(one.likings == {} for one in pictures), "of brought pictures nobody's liking is told"


def test_ones_own_taste_is_told_to_oneself(team: Party) -> None:
    member = team.members[0]
    looker = looking(team.studio, Visitor(team.group, member, False))
    favour = favour_named(team.studio, looker, "me")
    z = np.zeros((1, space_of("tiles").latent_dim))
    (one,) = score(team.studio, looker, z, favour, brought=False).pictures
    assert one.standing == {} and one.liking.liking == pytest.approx(
        one.likings[member.member_id].liking, abs=1e-4
    )


def test_the_look_of_pictures_is_nobodys_taste(team: Party) -> None:
    looker = looking(team.studio, Visitor(team.group, None, True))
    with pytest.raises(NotAllowed):
        score(
            team.studio,
            looker,
            np.zeros((1, space_of("tiles").latent_dim)),
            Favour(LIKE, LIKE),
            brought=False,
        )


def test_in_an_anonymous_group_two_digits_of_the_mean_are_told(gather: Gather) -> None:
    party = drawn(gather, privacy="anonymous")
    looker = looking(party.studio, Visitor(party.group, None, True))
    if looker.sight.number is None:
        pytest.skip("too few for anything to be shown")
    favour = favour_named(party.studio, looker, "mean", brought=True)
    z = np.random.default_rng(3).standard_normal((4, space_of("tiles").latent_dim))
    for one in score(party.studio, looker, z, favour, brought=True).pictures:
        assert set(one.standing) == {"mean"} and one.likings == {}
        numbers = [one.liking.liking, one.liking.low, one.liking.high, *one.standing.values()]
        assert all(round(number, COARSE) == number for number in numbers)
