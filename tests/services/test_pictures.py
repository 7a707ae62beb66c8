"""Pictures: dealt once to each, drawn once ever, and exported with the story of where they come from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import ChildFailed, NotFound
from group_plgl.feedback.modes import MODES, Mode
from group_plgl.generators import space_of
from group_plgl.generators.raster import pixels_of, png_texts
from group_plgl.groups.rules import RULES
from group_plgl.latents import latent_hash
from group_plgl.services import deal
from group_plgl.services.draw import draw, picture_id
from group_plgl.services.export import KEYWORD, ideal_png
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings
from group_plgl.store.images import cards_of, picture_of, pool_of
from group_plgl.store.models import group_models, ideals

Gather = Callable[..., Any]


def test_the_first_pool_is_drawn_before_anybody_comes(house: Studio, gather: Gather) -> None:
    party = gather()
    pool = pool_of(house.database, party.group.group_id)
    assert len(set(pool)) == len(pool) >= house.settings.first_pool
    assert len(deal.next_turns(house, party.join("Ann"), 40)) == min(house.settings.deck_ahead, len(pool))


def test_nobody_gets_the_same_picture_twice_but_in_a_planned_repeat(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=16)
    for member in party.members:
        cards = cards_of(house.database, member.member_id)
        new = [card for card in cards if not card.repeat_of]
        assert len({card.picture_id for card in new}) == len(new)
        assert [card.turn for card in cards] == list(range(len(cards)))
        firsts = {card.card_id: card for card in new}
        for card in cards:
            if card.repeat_of:
                assert firsts[card.repeat_of].picture_id == card.picture_id
                assert card.turn - firsts[card.repeat_of].turn > deal.REST - 2


@pytest.mark.parametrize(("mode", "turns"), [("swipe", 30), ("pick-of-four", 18), ("swipe", 60)])
def test_five_to_eight_percent_of_a_deck_are_planned_repeats(mode: str, turns: int) -> None:
    members = [f"{i:08x}" + "0" * 24 for i in range(200)]
    shares = [sum(deal._is_again(member, place) for place in range(turns)) / turns for member in members]
    assert 0.05 <= sum(shares) / len(shares) <= 0.08
    assert min(shares) >= 0.03 and max(shares) <= 0.12


@pytest.mark.parametrize("pool", [6, 8, 24])
@pytest.mark.parametrize("mode", [MODES["swipe"], MODES["pick-of-two"], MODES["pick-of-four"]])
def test_every_picture_of_a_small_pool_is_shown_as_often_as_the_others(
    house: Studio, gather: Gather, mode: Mode, pool: int
) -> None:
    group, member_id = gather().group, "5" * 32
    pictures = [f"picture {i}" for i in range(pool)]
    longest = deal._longest(mode, pool, member_id)
    cards = deal._deal_ahead(house, group, member_id, mode, pictures, [], 0, longest)
    shown = Counter(card.picture_id for card in cards if not card.repeat_of)
    assert set(shown) == set(pictures)
    assert max(shown.values()) - min(shown.values()) <= 1
    turns = [[card.picture_id for card in cards if card.turn == turn] for turn in range(longest)]
    assert all(len(set(turn)) == len(turn) == mode.together for turn in turns)


def test_each_member_has_an_order_of_their_own_from_one_pool(house: Studio, gather: Gather) -> None:
    party = gather(m=2)
    party.deal()
    decks = [[card.picture_id for card in cards_of(house.database, m.member_id)] for m in party.members]
    assert decks[0] != decks[1]
    assert {*decks[0], *decks[1]} <= set(pool_of(house.database, party.group.group_id))


def test_dealing_again_changes_nothing(house: Studio, gather: Gather) -> None:
    party = gather(m=1, swipes=3)
    party.deal()
    before = cards_of(house.database, party.members[0].member_id)
    assert deal.deal_group(house, party.group.group_id) == {"group": party.group.slug, "drawn": 0, "dealt": 0}
    assert cards_of(house.database, party.members[0].member_id) == before


def test_who_has_seen_everything_has_no_more_cards(house: Studio, gather: Gather) -> None:
    party = gather(m=1, swipes=0)
    member = party.members[0]
    party.swipe(member, deal._longest(MODES["swipe"], house.settings.full_pool, member.member_id))
    assert deal.next_turns(house, party.members[0], 5) == []
    assert party.group.group_id not in deal.behind(house)
    assert len(pool_of(house.database, party.group.group_id)) == house.settings.full_pool


def test_a_picture_is_drawn_once_and_named_by_what_it_shows(house: Studio) -> None:
    space = space_of("tiles")
    z = space.sample(2, np.random.default_rng(11))
    ids = draw(house, space, z, 64, "image/webp")
    made = [picture_of(house.database, one) for one in ids]
    assert draw(house, space, z[::-1], 64, "image/webp") == ids[::-1]
    assert [picture_of(house.database, one) for one in ids] == made
    names = {
        picture_id(space, z[0], pixels, kind) for pixels in (64, 65) for kind in ("image/webp", "image/png")
    }
    assert len(names) == 4 and ids[0] in names


def test_a_picture_that_cannot_be_drawn_is_told(house: Studio) -> None:
    space = space_of("tiles")
    with pytest.raises(ChildFailed, match="pictures are 16 to 4096 pixels"):
        draw(house, space, space.sample(1, np.random.default_rng(12)), 8, "image/png")


@pytest.mark.parametrize("rule", RULES)
def test_an_exported_ideal_says_where_it_comes_from(house: Studio, party: Any, rule: str) -> None:
    exported = ideal_png(house, party.group, 1, rule)
    story = json.loads(png_texts(exported)[KEYWORD])
    ideal = next(one for one in ideals(house.database, party.group.group_id, 1) if one.rule == rule)
    model = next(one for one in group_models(house.database, party.group.group_id, 1) if one.rule == rule)
    assert story["latent"] == list(ideal.latent)
    assert story["latent_sha256"] == latent_hash(space_of(story["space"]), story["latent"])
    assert (story["rule"], story["model_number"], story["model_sha256"]) == (rule, 1, model.digest)
    assert (story["members"], story["events_seen"]) == (7, model.seen_event)
    assert story["question"] == "Which?" and story["rehearsal"] is False
    assert png_texts(exported)["Software"].startswith("Group PLGL ")


def test_an_exported_ideal_can_be_drawn_again_from_its_story(house: Studio, party: Any) -> None:
    exported = ideal_png(house, party.group, 1, "consensus")
    story = json.loads(png_texts(exported)[KEYWORD])
    [again] = draw(house, space_of(story["space"]), np.array([story["latent"]]), 64, "image/png")
    picture = picture_of(house.database, again)
    assert picture is not None
    stored = house.files.read(picture.sha256, picture.media_type)
    assert np.array_equal(pixels_of(exported), pixels_of(stored))
    assert png_texts(stored) == {}


def test_an_exported_ideal_names_nobody(house: Studio, party: Any) -> None:
    told = "\n".join(png_texts(ideal_png(house, party.group, 1, "mean")).values())
    for member in party.members:
        assert member.nickname not in told and member.member_id not in told


@pytest.mark.parametrize(("number", "rule"), [(1, "loudest"), (99, "mean")])
def test_an_ideal_that_is_not_there_is_not_exported(
    house: Studio, party: Any, number: int, rule: str
) -> None:
    with pytest.raises(NotFound, match=f"no ideal of model {number}"):
        ideal_png(house, party.group, number, rule)


def test_chance_comes_from_the_house_its_purpose_and_the_thing(tmp_path: Path, watch: Any) -> None:
    settings = Settings(data=str(tmp_path))

    def drawn() -> list[int]:
        studio = open_studio(settings, watch)
        asked = [("pool", "a"), ("pool", "a"), ("pool", "b"), ("deal", "a"), ("pool", "a", ""), ("poola",)]
        found = [int(studio.rng(*words).integers(2**62)) for words in asked]
        studio.close()
        studio.close()
        return found

    first = drawn()
    assert first[0] == first[1] and len(set(first)) == len(first) - 1
    assert drawn() == first


def test_a_deck_dealt_by_two_at_once_has_every_card_once(house: Studio, gather: Gather) -> None:
    party = gather(m=1)
    member = party.members[0]
    before = cards_of(house.database, member.member_id)
    deal.deal_member(house, party.group, member)
    after = cards_of(house.database, member.member_id)
    assert len(before) > 0
    assert [card.card_id for card in after] == [card.card_id for card in before]
