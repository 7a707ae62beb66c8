"""Two looks through the house: found, drawn, dealt, told to their member, and gone with them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks.opening import open_features
from group_plgl.generators import space_of
from group_plgl.queries.strategies import FAIR, STRATEGIES
from group_plgl.services import collect, convene, forget
from group_plgl.services.choose import Wish, choose
from group_plgl.services.replay import replay
from group_plgl.services.takeout import takeout
from group_plgl.settings import Settings
from group_plgl.store.images import cards_of, latents_of, pool_of
from group_plgl.store.models import LookRow, looks, newest_drawn, samples
from group_plgl.store.own import looks_now
from group_plgl.store.people import Group

from ..dealing import next_turn
from ..fresh import fresh_studio
from .conftest import Party, Watch

SWIPES = 80


@pytest.fixture(scope="module")
def party(tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> Iterator[Any]:
    """Two members; the first likes either end of one thing to be seen, the second one of them."""
    settings = Settings(
        data=str(tmp_path_factory.mktemp("looks")), card_pixels=64, ideal_pixels=64, sample_pixels=64,
        first_pool=320, full_pool=320, deck_ahead=24, needed_answers=8, needed_each=2, samples_each=2,
    )  # fmt: skip
    studio = fresh_studio(settings, watch)
    asked = {"name": "Two looks", "question": "Which?", "mode": "swipe", "strategy": "favourites"}
    group, key = convene.found_group(studio, space="vessel", **asked)
    party = Party(studio, group, key, np.random.default_rng(3))
    party.deal()
    for name in ("Ada", "Ben"):
        party.join(name)
    _answer(party)
    party.work()
    yield party
    studio.close()


def _answer(party: Party) -> None:
    """Everybody answers by their taste."""
    features = open_features({"space": party.group.space}, {})
    place = int(features.chief[2])
    at_large = space_of(party.group.space).sample(1000, np.random.default_rng(1))
    low, middle, high = np.quantile(features.coordinates(at_large)[:, place], [0.25, 0.5, 0.75])

    def liking(member: Any, latent: Any) -> float:
        at = features.coordinates(np.array([latent]))[0, place]
        return float(not low < at < high if member is party.members[0] else at > middle)

    for member in party.members:
        for _ in range(SWIPES):
            (card,) = next_turn(party.studio, member)
            value = liking(member, latents_of(party.studio.database, [card.picture_id])[card.picture_id])
            collect.record(party.studio, member, party.event(member, card_id=card.card_id, value=value))


def both_of(party: Any) -> list[LookRow]:
    group: Group = party.group
    number = newest_drawn(party.studio.database, group.group_id)
    assert number is not None
    return looks(party.studio.database, group.group_id, number)


def test_who_has_two_looks_is_found_and_nobody_else(party: Any) -> None:
    assert [(row.member_id, row.look) for row in both_of(party)] == [
        (party.members[0].member_id, 0), (party.members[0].member_id, 1),
    ]  # fmt: skip
    assert all(row.liking > 0.4 for row in both_of(party))


def test_the_samples_contain_both(party: Any) -> None:
    number = newest_drawn(party.studio.database, party.group.group_id)
    own = [row for row in samples(party.studio.database, party.group.group_id, number)
           if row.member_id == party.members[0].member_id]  # fmt: skip
    assert [list(row.latent) for row in own] == [list(row.latent) for row in both_of(party)]


@pytest.mark.parametrize("strategy", ["favourites", "eubo", "bald"])
def test_decks_contain_both_a_quarter_each(party: Any, strategy: str) -> None:
    pool = pool_of(party.studio.database, party.group.group_id)
    member = party.members[0].member_id
    wish = Wish(member, range(500, 560), np.zeros(len(pool), dtype=np.int64))
    found = choose(party.studio, party.group, STRATEGIES[strategy], 1, pool, [wish])
    taste = [chosen.pictures[0] for _, chosen in sorted(found.items()) if chosen.by not in FAIR]
    assert len(taste) >= 40
    shares = _shares(party, taste)
    assert min(shares.mean(), 1.0 - shares.mean()) >= 0.25
    for start in range(len(taste) - 8):
        assert 2 <= shares[start : start + 8].sum() <= 6


def test_the_dealt_deck_contains_both(party: Any) -> None:
    member = party.members[0]
    before = len(cards_of(party.studio.database, member.member_id))
    while len(cards_of(party.studio.database, member.member_id)) < before + 60:
        party.deal()
        party.swipe(member, 8)
    fresh = cards_of(party.studio.database, member.member_id)[before:]
    taste = [card.picture_id for card in fresh if card.chosen_by not in FAIR and not card.repeat_of]
    assert len(taste) >= 40
    share = float(_shares(party, taste).mean())
    assert 0.25 <= share <= 0.75


def test_a_replay_finds_the_same_looks(party: Any) -> None:
    assert not replay(party.studio, party.group.slug).differences


def test_looks_are_taken_out_and_forgotten(party: Any) -> None:
    member, other = party.members
    with zipfile.ZipFile(io.BytesIO(takeout(party.studio, party.group, member, with_group=True))) as archive:
        told = json.loads(archive.read("me.json"))["two_looks"]
        assert [row["look"] for row in told][-2:] == [0, 1] and "latent" in told[0]
        assert any(name.startswith("pictures/look-model-") for name in archive.namelist())
    with zipfile.ZipFile(io.BytesIO(takeout(party.studio, party.group, other, with_group=True))) as archive:
        assert json.loads(archive.read("me.json"))["two_looks"] == []
    forget.forget_member(party.studio, member)
    assert not looks_now(party.studio.database, party.group.group_id, [member.member_id])
    assert not party.studio.database.read("SELECT 1 FROM looks WHERE member_id = ?", [member.member_id])


def _shares(party: Any, pictures: list[str]) -> np.ndarray:
    """Which look each picture is nearer to, 0 or 1."""
    seen = open_features({"space": party.group.space}, {}).coordinates_of
    latents = latents_of(party.studio.database, sorted(set(pictures)))
    x = seen.coordinates(np.array([latents[one] for one in pictures]))
    two = seen.coordinates(np.array([row.latent for row in both_of(party)]))
    return np.linalg.norm(x[:, None] - two[None], axis=2).argmin(axis=1)
