"""Pictures are whole or absent, cards know their place, and latents come back in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotFound
from group_plgl.store import images
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow, append_event
from group_plgl.store.images import CardRow, Deck, Picture, PictureFiles
from group_plgl.store.people import Member, put_member

Say = Callable[..., EventRow]


def a_picture(now: datetime, picture_id: str, latent: list[float]) -> Picture:
    return Picture(picture_id, "vessel@1", latent, 512, "image/webp", "ab" * 32, now)


def test_a_file_is_kept_under_the_hash_of_its_bytes(tmp_path: Path) -> None:
    files = PictureFiles(tmp_path / "pictures")
    sha256 = files.keep(b"a picture", "image/webp")
    assert sha256 == hashlib.sha256(b"a picture").hexdigest()
    assert files.path(sha256, "image/webp") == tmp_path / "pictures" / sha256[:2] / f"{sha256}.webp"
    assert files.read(sha256, "image/webp") == b"a picture"
    assert files.keep(b"a picture", "image/webp") == sha256
    assert [p.name for p in (tmp_path / "pictures").rglob("*") if p.is_file()] == [f"{sha256}.webp"]


def test_a_torn_file_is_written_anew(tmp_path: Path) -> None:
    files = PictureFiles(tmp_path)
    sha256 = files.keep(b"a picture", "image/png")
    files.path(sha256, "image/png").write_bytes(b"a pic")
    assert files.keep(b"a picture", "image/png") == sha256
    assert files.read(sha256, "image/png") == b"a picture"


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError("no space left")

    files = PictureFiles(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        files.keep(b"a picture", "image/webp")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "AB" * 32, "ab" * 31, ""])
def test_a_name_that_is_no_hash_opens_no_file(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(BadInput, match="64 hex digits"):
        PictureFiles(tmp_path).read(sha256, "image/png")


def test_missing_files_and_unknown_types_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        PictureFiles(tmp_path).read("ab" * 32, "image/png")
    with pytest.raises(BadInput, match="image/tiff"):
        PictureFiles(tmp_path).keep(b"x", "image/tiff")


def test_a_file_kept_again_lately_is_not_dropped(tmp_path: Path) -> None:
    files = PictureFiles(tmp_path)
    sha256 = files.keep(b"a picture", "image/png")
    now = datetime.now(UTC)
    assert not files.drop(sha256, "image/png", now - timedelta(hours=1))
    assert files.drop(sha256, "image/png", now + timedelta(hours=1))
    assert not files.drop(sha256, "image/png", now + timedelta(hours=1))


def test_a_picture_keeps_its_latent_and_its_first_row(database: Database, now: datetime) -> None:
    picture = a_picture(now, "p1", [0.5, -1.25])
    images.put_pictures(database, [picture, a_picture(now, "p2", [1.0, 2.0])])
    images.put_pictures(database, [a_picture(now, "p1", [9.0, 9.0])])
    images.put_pictures(database, [])
    assert images.picture_of(database, "p1") == picture
    assert images.picture_of(database, "p9") is None


def test_a_latent_may_come_as_an_array(database: Database, now: datetime) -> None:
    z = np.array([0.1, 0.2])
    images.put_pictures(database, [Picture("p", "s", z, 64, "image/png", "ab" * 32, now)])
    found = images.picture_of(database, "p")
    assert found is not None
    np.testing.assert_allclose(found.latent, z, rtol=1e-7)


def test_a_pool_grows_in_order_and_places_stay_taken(database: Database) -> None:
    images.put_pool(database, "g1", [(1, "b"), (0, "a")])
    images.put_pool(database, "g1", [(1, "x"), (2, "c")])
    images.put_pool(database, "g1", [])
    assert images.pool_of(database, "g1") == ["a", "b", "c"]
    assert images.pool_of(database, "g2") == []


def test_sizes_of_pools_and_decks_of_several_groups_come_at_once(
    database: Database, now: datetime, said: Say
) -> None:
    assert images.pool_sizes(database) == images.decks(database, {}) == {}
    images.put_pool(database, "g1", [(0, "a"), (1, "b")])
    images.put_pool(database, "g1", [(0, "c")], "near")
    images.put_pool(database, "g2", [(0, "a")])
    assert images.pool_sizes(database) == {"g1": {"prior": 2, "near": 1}, "g2": {"prior": 1}}
    for name, group_id in (("ann", "g1"), ("di", "g2")):
        put_member(database, Member(name, group_id, name, False, now), name)
    images.put_cards(database, [a_card("c0", 0, "a", now), a_card("c1", 1, "b", now, mode="pick-of-two")])
    images.put_cards(database, [a_card("d0", 0, "a", now, group_id="g2", member_id="di", mode="slider")])
    append_event(database, said(member="ann", card="c0"))
    assert images.decks(database, {"g1": "swipe", "g2": "slider", "g3": "swipe"}) == {
        "g1": {"ann": Deck(2, 1, 1)}, "g2": {"di": Deck(1, 1, 0)}, "g3": {},
    }  # fmt: skip
    assert images.decks(database, {"g2": "swipe"}) == {"g2": {"di": Deck(1, 0, 0)}}


def a_card(card: str, turn: int, picture: str, now: datetime, **other: object) -> CardRow:
    words = {"group_id": "g1", "member_id": "ann", "place": 0, "mode": "swipe", "repeat_of": "", **other}
    return CardRow(card_id=card, turn=turn, picture_id=picture, dealt_at=now, **words)  # type: ignore[arg-type]


def test_turns_are_dealt_counted_and_gone_through_in_order(
    database: Database, now: datetime, said: Say
) -> None:
    for name in ("ann", "bo"):
        put_member(database, Member(name, "g1", name, False, now), name)
    cards = [a_card(f"c{i}", i, f"p{i}", now) for i in (2, 0, 1)]
    pair = [a_card(f"d{i}", 3, f"p{i}", now, place=i, mode="pick-of-two") for i in (1, 0)]
    images.put_cards(database, cards + pair)
    images.put_cards(database, cards)
    assert [card.card_id for card in images.cards_of(database, "ann")] == ["c0", "c1", "c2", "d0", "d1"]
    assert images.card_of(database, "c2") == cards[0]
    assert images.card_of(database, "c9") is None
    first = said(member="ann", card="c0")
    append_event(database, first)
    append_event(database, said("skipped", member="ann", card="c1"))
    append_event(database, said(member="bo", card="c2"))
    assert images.decks(database, {"g1": "swipe"})["g1"] == {"ann": Deck(4, 3, 2), "bo": Deck(0, 0, 0)}
    coming = images.unanswered_cards_of(database, "ann", "swipe", 5)
    assert [card.card_id for card in coming] == ["c2"]
    append_event(database, said("undone", member="ann", target=first.event.event_id))
    assert images.decks(database, {"g1": "swipe"})["g1"] == {"ann": Deck(4, 3, 1), "bo": Deck(0, 0, 0)}
    assert [card.card_id for card in images.unanswered_cards_of(database, "ann", "swipe", 1)] == ["c0"]


def test_a_turn_is_whole_and_answered_through_any_of_its_cards(
    database: Database, now: datetime, said: Say
) -> None:
    put_member(database, Member("ann", "g1", "ann", False, now), "ann")
    turns = [
        a_card(f"{turn}{place}", turn, f"p{place}", now, place=place, mode="pick-of-four")
        for turn in range(2)
        for place in (3, 1, 0, 2)
    ]
    images.put_cards(database, turns)
    assert [one.card_id for one in images.unanswered_cards_of(database, "ann", "pick-of-four", 1)] == [
        "00", "01", "02", "03"
    ]  # fmt: skip
    append_event(database, said("commented", member="ann", card="00", text="lovely"))
    assert images.decks(database, {"g1": "pick-of-four"})["g1"] == {"ann": Deck(2, 2, 0)}
    append_event(database, said("chosen", member="ann", card="02"))
    assert images.decks(database, {"g1": "pick-of-four"})["g1"] == {"ann": Deck(2, 2, 1)}
    coming = images.unanswered_cards_of(database, "ann", "pick-of-four", 9)
    assert [one.card_id for one in coming] == ["10", "11", "12", "13"]
    assert images.unanswered_cards_of(database, "ann", "swipe", 9) == []


def test_the_next_turn_of_a_deck_comes_after_the_last_whatever_turns_votes_have(
    database: Database, now: datetime
) -> None:
    put_member(database, Member("ann", "g1", "ann", False, now), "ann")
    vote = a_card("v", 1_000_001, "p9", now, mode="blind-vote")
    images.put_cards(database, [vote])
    assert images.decks(database, {"g1": "swipe"})["g1"] == {"ann": Deck(0, 0, 0)}
    images.put_cards(database, [a_card(f"c{turn}", turn, f"p{turn}", now) for turn in (0, 1, 3)])
    assert images.decks(database, {"g1": "swipe"})["g1"] == {"ann": Deck(4, 3, 0)}


def test_the_latent_of_every_picture_on_a_card_is_found(database: Database, now: datetime) -> None:
    rng = np.random.default_rng(3)
    latents = {f"p{i}": rng.normal(size=5).astype(np.float32) for i in range(12)}
    images.put_pictures(database, [a_picture(now, name, z.tolist()) for name, z in latents.items()])
    dealt = [(f"card{i:02}", f"p{int(rng.integers(10))}") for i in rng.permutation(40)]
    images.put_cards(database, [a_card(card, i, picture, now) for i, (card, picture) in enumerate(dealt)])
    images.put_cards(database, [a_card("other", 0, "p11", now, group_id="g2", member_id="bo")])
    found = images.latents_of_cards(database, "g1")
    assert set(found) == {picture for _, picture in dealt}
    for picture, z in found.items():
        np.testing.assert_array_equal(z, latents[picture].astype(np.float64))
    assert [card.card_id for card in images.cards_in(database, "g1")] == sorted(card for card, _ in dealt)
    assert images.latents_of_cards(database, "nobody") == {}


def test_cards_with_latents_of_different_sizes_are_refused(database: Database, now: datetime) -> None:
    images.put_pictures(database, [a_picture(now, "p1", [1.0]), a_picture(now, "p2", [1.0, 2.0])])
    images.put_cards(database, [a_card(f"c{i}", i, f"p{i}", now) for i in (1, 2)])
    with pytest.raises(BadInput, match="one size"):
        images.latents_of_cards(database, "g1")
