"""Own pictures: each file gets its answer, the catalogue becomes the group's space, its best picture wins."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound, NotYet
from group_plgl.feedback.events import Event
from group_plgl.generators.raster import pixels_of
from group_plgl.services import aggregate, analyse, collect, convene, deal, imagine, join, learn, replay, task
from group_plgl.services.describe import describe
from group_plgl.services.export import ideal_png
from group_plgl.services.gather import (
    Received,
    finish,
    gather,
    gather_one,
    is_gathering,
    leave_out,
    shown_name,
)
from group_plgl.services.space import group_space, new_catalogue
from group_plgl.services.studio import Studio
from group_plgl.services.verify import checked
from group_plgl.settings import Settings
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.images import cards_of, latents_of, picture_of, pool_of
from group_plgl.store.measures import measures_of
from group_plgl.store.models import ideals, likings, newest_drawn, runners_up, samples
from group_plgl.store.people import Group

from ..brought import HOSTILE, packed, photo, scene, with_link, with_password
from ..dealing import next_turn
from ..fresh import fresh_studio

JOBS = (
    (learn, learn.learn_group),
    (aggregate, aggregate.aggregate_group),
    (imagine, imagine.imagine_group),
    (analyse, analyse.analyse_group),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    settings = Settings(
        data=str(tmp_path_factory.mktemp("house")), card_pixels=64, needed_answers=8, deck_ahead=24
    )
    opened = fresh_studio(settings, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    yield opened
    opened.close()


def founded(house: Studio, **wishes: object) -> Group:
    words = {"name": "Ours", "question": "Which?", "space": new_catalogue(), **wishes}
    return convene.found_group(house, **words)[0]  # type: ignore[arg-type]


def gathered(house: Studio, n: int, **wishes: object) -> Group:
    group = founded(house, **wishes)
    for seed in range(n):
        assert gather_one(house, group, f"{seed}.jpg", photo(seed)).problem is None
    assert finish(house, group) == n
    return group


def all_of(house: Studio, group: Group, name: str, content: bytes) -> list[Received]:
    return list(gather(house, group, name, io.BytesIO(content)))


def vote(
    house: Studio,
    group: Group,
    liking: dict[str, float],
    turns: int = 18,
    members: int = 4,
    noise: float = 0.3,
) -> None:
    """Members who like pictures of the pool so much pick the best of every four, nearly."""
    rng = np.random.default_rng(5)
    for number in range(members):
        member, _ = join.join_group(house, group, f"Guest {number}")
        for _turn in range(turns):
            if not (shown := next_turn(house, member)):
                break
            best = max(shown, key=lambda card: liking[card.picture_id] + noise * rng.gumbel())
            event = Event(
                rng.bytes(16).hex(),
                member.member_id,
                "chosen",
                best.card_id,
                None,
                None,
                900,
                house.now(),
                None,
            )
            collect.record(house, member, event)
    for module, run in JOBS:
        for item in module.behind(house):
            if group.group_id in item:
                run(house, item)  # type: ignore[operator]


def test_a_picture_that_goes_while_the_decks_are_made_shifts_no_other(
    house: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = founded(house)
    for number in range(8):
        gather_one(house, group, f"{number}.jpg", photo(number))
    first = catalogue_of(house.database, group.space)[0].picture_id

    def slow(*asked: Any) -> np.ndarray:
        leave_out(house, group, first)
        return measures_of(*asked)

    with monkeypatch.context() as patch:
        patch.setattr("group_plgl.services.measure.measures_of", slow)
        with pytest.raises(NotYet, match="came or went"):
            finish(house, group)
    assert is_gathering(house, group)
    assert finish(house, group) == 7


def test_every_hostile_file_gets_a_sentence_and_costs_nothing_else(house: Studio) -> None:
    group = founded(house)
    told = {name: gather_one(house, group, name, make()) for name, (make, _) in HOSTILE.items()}
    for name, received in told.items():
        assert received.name == name
        assert received.brought is None
        assert len(str(received.problem)) > 15, name
    assert "12000 × 12000" in str(told["of 144 megapixels.png"].problem)
    assert "20 MB" in str(told["of 25 MB.jpg"].problem)
    assert "animation" in str(told["moving.webp"].problem)
    assert told["phone.heic"].problem.advice == "Save it as JPEG."  # type: ignore[union-attr]
    assert gather_one(house, group, "fine.jpg", photo(1)).problem is None
    assert [one.file_name for one in catalogue_of(house.database, group.space)] == ["fine.jpg"]


def test_a_wrong_ending_does_not_matter(house: Studio) -> None:
    group = founded(house)
    received = gather_one(house, group, "picture.txt", photo(2))
    assert received.brought is not None
    assert (received.brought.width, received.brought.height) == (320, 240)


def test_a_file_that_comes_again_counts_once_and_is_told_as_taken(house: Studio) -> None:
    group = founded(house)
    first, again = (gather_one(house, group, "a.jpg", photo(1)) for _ in range(2))
    assert first.problem is again.problem is None
    assert first.brought == again.brought
    assert len(catalogue_of(house.database, group.space)) == 1


def test_the_same_picture_under_another_name_is_told_with_the_first_ones_name(house: Studio) -> None:
    group = founded(house)
    gather_one(house, group, "beach.jpg", photo(1))
    copy = gather_one(house, group, "copy of beach.jpg", photo(1))
    assert str(copy.problem) == "this is the same picture as beach.jpg"
    assert len(catalogue_of(house.database, group.space)) == 1


def test_of_many_files_that_come_at_once_none_is_lost_or_counted_twice(house: Studio) -> None:
    group = founded(house)
    threads = [
        threading.Thread(target=gather_one, args=(house, group, f"{place}.jpg", photo(place % 5)))
        for place in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there = catalogue_of(house.database, group.space)
    assert [one.position for one in there] == [0, 1, 2, 3, 4]
    assert len({one.picture_id for one in there}) == 5


def test_a_group_takes_so_many_pictures_and_no_more(house: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("group_plgl.services.gather.MOST", 2)
    group = founded(house)
    told = [gather_one(house, group, f"{seed}.jpg", photo(seed)).problem for seed in range(3)]
    assert told[:2] == [None, None]
    assert "at most 2 pictures" in str(told[2])


def test_an_archive_is_taken_apart_file_by_file(house: Studio) -> None:
    group = founded(house)
    files = {"one.jpg": photo(1), "sub/two.png": photo(2), "letter.txt": b"Dear all", "../up.jpg": photo(3),
             "one again.jpg": photo(1), "inner.zip": packed({"x.jpg": photo(4)})}  # fmt: skip
    told = {one.name: one for one in all_of(house, group, "party.zip", packed(files))}
    assert [name for name, one in told.items() if one.problem is None] == ["one.jpg", "two.png"]
    assert "ZIP inside a ZIP" in str(told["inner.zip"].problem)
    assert "leads out" in str(told["up.jpg"].problem)
    assert "same picture as one.jpg" in str(told["one again.jpg"].problem)
    for content in (with_link(), with_password(), b"PK\x03\x04 and nothing more"):
        assert [one.brought for one in all_of(house, group, "bad.zip", content)] == [None]


def test_too_few_pictures_make_no_space(house: Studio) -> None:
    group = founded(house)
    for seed in range(5):
        gather_one(house, group, f"{seed}.jpg", photo(seed))
    with pytest.raises(BadInput, match="there are 5 pictures, a group needs at least 6"):
        finish(house, group)
    assert is_gathering(house, group)
    assert group_space(house, group).latent_dim == 0


def test_a_complete_catalogue_opens_the_decks_and_takes_no_more(house: Studio) -> None:
    group = gathered(house, 9)
    pool = pool_of(house.database, group.group_id)
    brought = catalogue_of(house.database, group.space)
    assert sorted(pool) == sorted(one.card_picture_id for one in brought)
    assert pool != [one.card_picture_id for one in brought]
    assert finish(house, group) == 9
    assert pool == pool_of(house.database, group.group_id)
    assert not is_gathering(house, group)
    late = gather_one(house, group, "late.jpg", photo(50))
    assert isinstance(late.problem, NotAllowed)
    with pytest.raises(NotAllowed, match="complete"):
        leave_out(house, group, brought[0].picture_id)
    member, _ = join.join_group(house, group, "Ann")
    assert {card.picture_id for card in cards_of(house.database, member.member_id)} <= set(pool)


def test_both_sizes_of_a_picture_have_its_latent_and_are_no_larger_than_wanted(house: Studio) -> None:
    group = gathered(house, 7)
    for one in catalogue_of(house.database, group.space):
        latents = latents_of(house.database, [one.picture_id, one.card_picture_id])
        assert latents[one.picture_id] == latents[one.card_picture_id]
        assert len(latents[one.picture_id]) == group_space(house, group).latent_dim == 6
        card = picture_of(house.database, one.card_picture_id)
        assert card is not None
        assert max(pixels_of(house.files.read(card.sha256, card.media_type)).shape) == 96


def test_a_picture_can_be_taken_out_before_anybody_has_seen_it(house: Studio) -> None:
    group = founded(house)
    received = [gather_one(house, group, f"{seed}.jpg", photo(seed)) for seed in range(7)]
    leave_out(house, group, received[3].brought.picture_id)  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        leave_out(house, group, "0" * 32)
    assert finish(house, group) == 6
    assert "3.jpg" not in {one.file_name for one in catalogue_of(house.database, group.space)}


def test_pictures_are_told_in_words_of_what_was_measured(house: Studio) -> None:
    group = gathered(house, 6)
    brought = catalogue_of(house.database, group.space)
    ids = [brought[0].picture_id, brought[1].card_picture_id]
    told = describe(house, group, ids)
    assert told == {ids[0]: brought[0].words.split(", "), ids[1]: brought[1].words.split(", ")}
    assert "landscape" in told[ids[0]]


def test_the_best_picture_wins_with_runners_up_behind_it(house: Studio) -> None:
    group = gathered(house, 30)
    brought = catalogue_of(house.database, group.space)
    warmth = np.array([scene(seed)[1][0] for seed in range(30)])
    warmth = (warmth - warmth.mean()) / warmth.std()
    liking = {one.card_picture_id: float(warm) for one, warm in zip(brought, warmth, strict=True)}
    vote(house, group, liking)
    number = newest_drawn(house.database, group.group_id)
    assert number is not None
    liking |= {one.picture_id: liking[one.card_picture_id] for one in brought}
    (consensus,) = [row for row in ideals(house.database, group.group_id, number) if row.rule == "consensus"]
    assert liking[consensus.picture_id] >= np.quantile(warmth, 0.8)
    behind = [row for row in runners_up(house.database, group.group_id, number) if row.rule == "consensus"]
    assert [row.place for row in behind] == [0, 1, 2, 3]
    assert len({row.picture_id for row in behind}) == 4
    assert np.mean([liking[row.picture_id] for row in behind]) > 0.4
    assert consensus.latent not in [row.latent for row in behind]
    spread = samples(house.database, group.group_id, number)
    assert len(spread) == 4 * house.settings.samples_each
    assert np.mean([liking[row.picture_id] for row in spread]) > 0.4
    for row in likings(house.database, group.group_id, number):
        assert 0.0 <= row.low <= row.liking <= row.high <= 1.0
        assert row.standing > 0.6
    assert ideal_png(house, group, number, "consensus").startswith(b"\x89PNG")
    _taken_away(house, group)


def _taken_away(house: Studio, group: Group) -> None:
    """What is there can be had as it is kept; what would have to be drawn cannot."""
    for kind in ("svg", "morph", "genes", "colourways"):
        with pytest.raises(NotYet):
            task.ask_by_name(house, group.slug, kind, {})
    row = task.ask_by_name(house, group.slug, "bundle", {})
    task.do_task(house, row.task_id)
    row = task.house_task(house, row.task_id)
    assert row.status == "done", task.failure_of(row)
    with zipfile.ZipFile(io.BytesIO(task.content_of(house, row))) as archive:
        assert "AI-generated" not in archive.read("index.html").decode()
        png = next(name for name in archive.namelist() if name.endswith("consensus-2048.png"))
        told, checks = checked(house.child, archive.read(png))
    assert told["digital_source_type"] == ""
    assert [one.found for one in checks] == ["holds", "unknown"]


def test_among_eight_pictures_the_one_that_all_like_wins_whatever_it_looks_like(house: Studio) -> None:
    for favourite in (1, 4, 6):
        group = gathered(house, 8)
        brought = catalogue_of(house.database, group.space)
        liking = {one.card_picture_id: float(place == favourite) for place, one in enumerate(brought)}
        vote(house, group, liking, noise=0.05)
        number = newest_drawn(house.database, group.group_id)
        assert number is not None
        won = {row.rule: row.picture_id for row in ideals(house.database, group.group_id, number)}
        assert set(won.values()) == {brought[favourite].picture_id}


def test_everything_learned_of_a_catalogue_is_built_again_the_same(house: Studio) -> None:
    group = gathered(house, 12)
    liking = {one.card_picture_id: one.traits[0] * 8 for one in catalogue_of(house.database, group.space)}
    vote(house, group, liking)
    found = replay.replay(house, group.slug)
    assert found.differences == []
    assert found.compared > 5


def test_near_the_ideal_are_the_pictures_that_look_like_it(house: Studio) -> None:
    group = gathered(house, 10)
    liking = {
        one.card_picture_id: float(one.position == 2) for one in catalogue_of(house.database, group.space)
    }
    vote(house, group, liking, noise=0.05)
    convene.close_session(house, group)
    convene.open_session(house, group, "near-ideal")
    for _ in range(3):
        deal.deal_group(house, group.group_id)
    near = pool_of(house.database, group.group_id, "near")
    assert len(near) == len(set(near)) == 10
    assert near[0] == catalogue_of(house.database, group.space)[2].card_picture_id
    assert group.group_id not in deal.behind(house)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("C:\\Users\\ann\\beach.jpg", "beach.jpg"), ("a/b/../c.png", "c.png"), ("x\u202egpj.exe", "xgpj.exe"),
     ("two\nlines\0.jpg", "twolines.jpg"), ("", "?"), ("  wide   name .jpg", "wide name .jpg"),
     ("Cafe\u0301.jpg", "Café.jpg")],
)  # fmt: skip
def test_names_are_shown_without_folders_and_without_tricks(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_very_long_name_keeps_its_beginning_and_its_end() -> None:
    shown = shown_name("a" * 300 + "-final.jpg")
    assert len(shown) == 80
    assert shown.startswith("aaa")
    assert shown.endswith("a-final.jpg")


def test_nothing_of_a_file_that_was_brought_lies_about_but_what_we_made(house: Studio) -> None:
    group = founded(house)
    secret = b"GPS 52.5200 13.4050"
    content = photo(60)[:2] + b"\xff\xfe" + (len(secret) + 2).to_bytes(2, "big") + secret + photo(60)[2:]
    assert gather_one(house, group, "home.jpg", content).problem is None
    kept = [path for path in Path(house.settings.data).rglob("*") if path.is_file()]
    assert [path.name for path in kept if secret in path.read_bytes()] == []
