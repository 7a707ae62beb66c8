"""Changing and comparing pictures of real small groups: who may be favoured, whose liking is told."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from group_plgl.compute.tasks.opening import open_features
from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.generators import space_of
from group_plgl.services import favour, point, reveal
from group_plgl.services.apply import compared_by_name, transformed_by_name
from group_plgl.services.contrast import contrast
from group_plgl.services.favour import LIKE, ME, Favour, basis_of, favour_named, favours
from group_plgl.services.point import Looker, looking, offered, pointed
from group_plgl.services.transform import EVEN, STEPS, Wanted, may_keep, steps_of, transform
from group_plgl.store.findings import CampMembership
from group_plgl.store.images import pool_of
from group_plgl.store.people import Group, Member

from .conftest import Gather, Party
from .test_rank import own


@dataclass(frozen=True)
class Somebody:
    """Whoever asks."""

    group: Group
    member: Member | None = None
    host: bool = False
    number: int | None = None


def member_of(party: Party, row: int = 0) -> Looker:
    return looking(party.studio, Somebody(party.group, party.members[row]))


def host_of(party: Party) -> Looker:
    return looking(party.studio, Somebody(party.group, host=True))


def all_of(party: Party, asker: Looker, **words: Any) -> list[Favour]:
    return list(favours(party.studio, asker, **words))


def kinds(party: Party, asker: Looker, **words: Any) -> list[str]:
    return [one.kind for one in favours(party.studio, asker, **words)]


@pytest.fixture(scope="module")
def pseudonymous(gather: Gather) -> Party:
    party = gather(m=5, swipes=14, privacy="pseudonymous", seed=5)
    party.work()
    return party


@pytest.fixture(scope="module")
def anonymous(gather: Gather) -> Party:
    party = gather(m=6, swipes=14, privacy="anonymous", k=5, seed=6)
    party.work()
    party.studio.now.forward(120)  # type: ignore[attr-defined]
    party.work()
    return party


def test_who_may_be_favoured_depends_on_what_people_were_promised(
    party: Party, pseudonymous: Party, anonymous: Party
) -> None:
    assert kinds(party, member_of(party)) == ["me"] + ["group"] * 3 + ["member"] * 6
    assert kinds(party, member_of(party), brought=True) == ["me"] + ["group"] * 3
    assert kinds(party, host_of(party)) == ["group"] * 3 + ["member"] * 7
    assert kinds(pseudonymous, member_of(pseudonymous)) == ["me"] + ["group"] * 3
    assert kinds(pseudonymous, host_of(pseudonymous)) == ["group"] * 3
    assert [one.name for one in favours(anonymous.studio, member_of(anonymous))] == ["me", "mean"]
    assert [one.name for one in favours(anonymous.studio, host_of(anonymous))] == ["mean"]


def test_nobody_else_can_be_named(party: Party, pseudonymous: Party) -> None:
    other = next(one for one in favours(party.studio, member_of(party)) if one.kind == "member")
    assert favour_named(party.studio, member_of(party), other.name) == other
    for asker, where, name in (
        (member_of(pseudonymous), pseudonymous, other.name), (host_of(party), party, "me"),
        (member_of(party), party, "camp-9"), (member_of(party), party, "borda"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="cannot be changed in favour"):
            favour_named(where.studio, asker, name)
    with pytest.raises(NotAllowed):
        favour_named(party.studio, member_of(party), other.name, brought=True)
    assert other.member_id not in other.name


def test_what_may_not_be_told_is_not_even_computed(party: Party, anonymous: Party) -> None:
    me = anonymous.members[0].member_id
    alone = basis_of(anonymous.studio, member_of(anonymous), Favour(ME, ME, member_id=me))
    assert list(alone.members) == [me] and list(alone.who) == list(alone.told) == [0]
    group = favour_named(anonymous.studio, member_of(anonymous), "mean")
    together = basis_of(anonymous.studio, member_of(anonymous), group)
    assert len(together.who) >= 5 and [together.members[row] for row in together.told] == [me]
    assert basis_of(anonymous.studio, host_of(anonymous), group).told == []
    like = basis_of(anonymous.studio, host_of(anonymous), Favour(LIKE, LIKE))
    assert not like.members and not like.arrays
    mine = all_of(party, member_of(party))[0]
    brought = basis_of(party.studio, member_of(party), mine, brought=True)
    assert list(brought.members) == [party.members[0].member_id]
    shown = basis_of(party.studio, member_of(party), mine)
    assert len(shown.told) == 7 and [shown.members[row] for row in shown.who] == [party.members[0].member_id]


def test_hidden_results_leave_a_member_their_own_taste(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = reveal.Sight(party.group, None, reveal.HIDDEN)
    monkeypatch.setattr(point, "sight_of", lambda *_: hidden)
    assert kinds(party, member_of(party)) == ["me"]
    own = basis_of(party.studio, member_of(party), all_of(party, member_of(party))[0])
    assert list(own.members) == [party.members[0].member_id] and own.number is None
    assert all_of(party, host_of(party)) == []


def test_camps_count_where_they_are_supported_and_nobody_stands_alone(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [
        CampMembership(party.group.group_id, 1, one.member_id, int(row > 4), 1.0, 0.0, 0.0)
        for row, one in enumerate(party.members[:6])
    ]
    found = reveal.Camping("separate camps", True, 6, 0.01, 0.9, {1: 5, 2: 1}, places)
    monkeypatch.setattr(favour, "camping", lambda *_: found)
    camps = [one for one in favours(party.studio, member_of(party)) if one.kind == "camp"]
    assert [one.camp for one in camps] == [1]
    basis = basis_of(party.studio, member_of(party), camps[0])
    assert {basis.members[row] for row in basis.who} == {one.member_id for one in party.members[:5]}


def test_pictures_are_pointed_at_by_rule_place_number_or_id(party: Party) -> None:
    studio, asker = party.studio, member_of(party)
    ideal = pointed(studio, asker, "consensus")
    assert pointed(studio, asker, f"{ideal.place.number}.consensus").picture_id == ideal.picture_id
    assert pointed(studio, asker, ideal.picture_id).latent == pytest.approx(ideal.latent)
    assert pointed(studio, asker, "consensus-2").place.place == 2
    pool = pool_of(studio.database, party.group.group_id)[0]
    assert pointed(studio, asker, pool).picture_id == pool
    for name in ("", "nowhere", "consensus-99", "99.mean", "borda", "ab" * 16, "../etc"):
        with pytest.raises(NotFound):
            pointed(studio, asker, name)
    names = [name for name, _, _ in offered(studio, asker)]
    assert names[:1] == ["consensus"] and pool in names and len(names) == len(set(names))


def _disliked(party: Party) -> np.ndarray:
    """A picture of the pool that the first member is predicted to like least, as a latent."""
    studio, asker = party.studio, member_of(party)
    mine = next(favours(studio, asker))
    chances = {}
    for picture in pool_of(studio.database, party.group.group_id)[:8]:
        z = pointed(studio, asker, picture).latent
        (here,) = steps_of(studio, asker, z, Wanted(mine), [0.0])
        chances[here.likings[party.members[0].member_id].liking] = z
    return chances[min(chances)]


def test_a_picture_comes_to_please_and_whose_liking_may_be_told_is_told(party: Party) -> None:
    studio, asker, own = party.studio, member_of(party), party.members[0].member_id
    mine = next(favours(studio, asker))
    z = _disliked(party)
    found = transform(studio, asker, z, Wanted(mine, chance=EVEN))
    assert set(found.likings) == {one.member_id for one in party.members}
    before, after = found.likings[own]
    assert after.low <= after.liking <= after.high
    if found.verdict == "reached":
        assert before.liking < EVEN <= after.liking + 0.02 and found.change >= 1.0 and found.moved
    for shown in (found.before, found.after):
        assert Image.open(io.BytesIO(shown.content)).size == (512, 512)
    spent = transform(studio, asker, z, Wanted(mine, chance=None, budget=3.0))
    assert spent.change <= 3.3 and spent.likings[own][1].liking > spent.likings[own][0].liking
    more = transform(studio, asker, z, Wanted(mine, chance=0.99))
    assert more.verdict == "out of reach" and more.likings[own][1].liking < 0.99
    assert studio.database.read("SELECT count(*) FROM pictures WHERE pixels = 512")[0][0] == 0, (
        "nothing is kept"
    )


def test_what_shall_stay_stays_and_nothing_else_can_be_asked_for(party: Party) -> None:
    studio, asker = party.studio, member_of(party)
    mine, families = next(favours(studio, asker)), may_keep(studio, party.group)
    assert set(families) == set(space_of("vessel").families)
    found = transform(studio, asker, _disliked(party), Wanted(mine, None, None, 3.0, ["colour", "height"]))
    assert not {one["name"] for one in found.moved} & {*families["colour"], "height"}
    z = np.zeros(space_of("vessel").latent_dim)
    for wanted in (
        Wanted(mine, keep=["wings"]), Wanted(mine, chance=2.0), Wanted(mine, chance=None, budget=0.0),
        Wanted(mine, chance=float("nan")), Wanted(Favour(LIKE, LIKE), chance=None, budget=2.0),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            transform(studio, asker, z, wanted)
    for steps in ([], [STEPS + 1.0], [float("nan")], [0.0] * 20):
        with pytest.raises(BadInput):
            steps_of(studio, asker, z, Wanted(mine), steps)


def test_a_picture_comes_to_look_like_another_whoever_asks(anonymous: Party) -> None:
    studio, asker = anonymous.studio, host_of(anonymous)
    one, other = (
        pointed(studio, asker, name).latent for name in pool_of(studio.database, anonymous.group.group_id)[:2]
    )
    wanted = Wanted(Favour(LIKE, LIKE), like=other[None], chance=None, budget=3.0)
    found = transform(studio, asker, one, wanted)
    assert found.change > 1.0 and found.likings == {} and found.number is None
    looks = open_features({"space": asker.group.space}, {})
    before, after, towards = looks.coordinates(np.array([one, found.z, other]))
    assert np.linalg.norm(after - towards) < np.linalg.norm(before - towards)


def test_an_anonymous_group_is_followed_just_over_even_and_tells_no_liking(anonymous: Party) -> None:
    studio, asker = anonymous.studio, host_of(anonymous)
    group = next(favours(studio, asker))
    z = pointed(studio, asker, pool_of(studio.database, anonymous.group.group_id)[0]).latent
    assert transform(studio, asker, z, Wanted(group)).likings == {}
    assert transform(studio, asker, z, Wanted(group, chance=None, budget=2.0)).likings == {}
    with pytest.raises(BadInput, match="just over even"):
        transform(studio, asker, z, Wanted(group, chance=0.3))
    mine = member_of(anonymous)
    own = transform(studio, mine, z, Wanted(next(favours(studio, mine)), chance=0.7))
    assert set(own.likings) == {anonymous.members[0].member_id}


def test_steps_go_from_less_to_more_and_rest_on_nothing_stored(party: Party) -> None:
    studio, asker, own = party.studio, member_of(party), party.members[0].member_id
    z = pointed(studio, asker, "consensus").latent
    row = steps_of(studio, asker, z, Wanted(next(favours(studio, asker))), [-3.0, 0.0, 3.0])
    likings = [one.likings[own].liking for one in row]
    assert likings == sorted(likings) and row[1].change == pytest.approx(0.0)
    assert len({one.shown.content for one in row}) == 3


def test_two_pictures_are_told_apart_and_who_would_rather_have_which(party: Party, anonymous: Party) -> None:
    studio, asker = party.studio, member_of(party)
    pool = pool_of(studio.database, party.group.group_id)
    a, b = pointed(studio, asker, "mean"), pointed(studio, asker, pool[0])
    found, back = contrast(studio, asker, a, b), contrast(studio, asker, b, a)
    assert found.change == pytest.approx(back.change) and found.change > 1.0
    assert found.moved and len(found.way) == 5 and found.number is not None
    for member, torn in found.likings.items():
        assert torn.prefers == pytest.approx(1.0 - back.likings[member].prefers)
        assert not (torn.gains and torn.loses)
        assert (torn.prefers > 0.5) == (torn.b.liking > torn.a.liking) or abs(
            torn.a.liking - torn.b.liking
        ) < 0.1
    same = contrast(studio, asker, a, a)
    assert same.change == 0.0 and not same.moved and not same.seen
    them = member_of(anonymous)
    pool = pool_of(anonymous.studio.database, anonymous.group.group_id)
    told = contrast(anonymous.studio, them, *(pointed(anonymous.studio, them, one) for one in pool[:2]))
    assert set(told.likings) == {anonymous.members[0].member_id}


def test_of_own_pictures_the_ones_that_are_there_are_shown(gather: Gather) -> None:
    party = own(gather, 4)
    studio, asker = party.studio, member_of(party)
    pool = pool_of(studio.database, party.group.group_id)
    a, b = (pointed(studio, asker, one) for one in pool[:2])
    found = transform(studio, asker, a.latent, Wanted(next(favours(studio, asker)), chance=None, budget=9.0))
    assert found.after.picture_id and not found.after.content and found.moved == []
    assert may_keep(studio, party.group) == {}
    assert contrast(studio, asker, a, b).way[0].picture_id
    (step,) = steps_of(studio, asker, a.latent, Wanted(next(favours(studio, asker))), [2.0])
    assert step.shown.picture_id
    with pytest.raises(BadInput, match="nothing named"):
        transform(studio, asker, a.latent, Wanted(next(favours(studio, asker)), keep=["colour"]))


def _by_name(party: Party, picture: str, towards: str = "mean", **other: Any) -> dict[str, Any]:
    words = {"like": [], "chance": None, "budget": None, "keep": [], **other}
    return transformed_by_name(party.studio, party.group.slug, picture, towards, **words)


def test_whoever_runs_the_house_asks_by_names(party: Party, anonymous: Party, tmp_path: Any) -> None:
    found = _by_name(party, "consensus", party.members[1].nickname, budget=2.0)
    assert found["for"].startswith("member-") and len(found["likings"]) == 7 and found["content"]
    assert {one["member"] for one in found["likings"]} == {one.nickname for one in party.members}
    assert _by_name(party, "consensus", like=["consensus-1"], budget=2.0)["for"] == "like"
    assert _by_name(anonymous, "mean")["likings"] == []
    with pytest.raises(NotAllowed):
        _by_name(anonymous, "mean", "consensus")
    with pytest.raises(NotFound, match="no group named"):
        transformed_by_name(party.studio, "nowhere", "mean", "mean", [], None, None, [])
    file = tmp_path / "mine.png"
    Image.new("RGB", (80, 80), (90, 60, 40)).save(file)
    brought = _by_name(party, str(file), budget=2.0)
    assert brought["likings"] == [] and brought["verdict"]
    told = compared_by_name(party.studio, party.group.slug, "mean", "consensus-1")
    assert len(told["likings"]) == 7 and told["change"] > 0


def test_a_picture_goes_towards_words_whoever_it_is_for(pseudonymous: Party) -> None:
    studio, host = pseudonymous.studio, host_of(pseudonymous)
    start = pointed(studio, host, "consensus").latent
    warm = Wanted(favour_named(studio, host, "mean"), lean=["warm"], strength=0.25, keep=["contrast"])
    found = transform(studio, host, start, warm)
    assert [one["name"] for one in found.gone] == ["warmth", "contrast"]
    assert found.gone[0]["after"] > found.gone[0]["before"] and found.likings
    still = transform(studio, host, start, replace(warm, strength=0.0))
    assert still.z.tobytes() == start.tobytes() and still.verdict == "already"
    nobodys = transform(studio, host, start, replace(warm, favour=Favour(LIKE, LIKE)))
    assert nobodys.gone[0]["after"] > nobodys.gone[0]["before"]
    with pytest.raises(BadInput, match="there is no word 'cute'"):
        transform(studio, host, start, replace(warm, lean=["cute"]))
    with pytest.raises(BadInput, match="nothing named 'symmetry' to keep"):
        transform(studio, host, start, Wanted(warm.favour, keep=["symmetry"]))
