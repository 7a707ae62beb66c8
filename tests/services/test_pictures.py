"""Pictures: drawn once ever, and exported with the story of where they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import ChildFailed, NotFound
from group_plgl.generators import space_of
from group_plgl.generators.raster import pixels_of, png_texts
from group_plgl.groups.rules import CHIEF
from group_plgl.latents import latent_hash
from group_plgl.services.draw import draw, picture_id
from group_plgl.services.export import KEYWORD, ideal_png
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import Settings
from group_plgl.store.images import picture_of
from group_plgl.store.models import group_models, ideals

Gather = Callable[..., Any]


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


@pytest.mark.parametrize("rule", CHIEF)
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
