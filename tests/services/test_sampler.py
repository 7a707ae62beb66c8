"""A group's sampler draws ideals that please the group, from the file alone and always the same ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.compute.tasks.opening import open_features, open_space
from group_plgl.errors import BadInput, NotFound, WrongSpace
from group_plgl.generators import open_generator, space_of
from group_plgl.generators.looking import looked_at, scene_of
from group_plgl.generators.raster import pixels_of, png_texts
from group_plgl.groups.comparability import comparable
from group_plgl.groups.model import GroupModel, equal_voices
from group_plgl.groups.rules import rule_named
from group_plgl.ideals.sampler_file import from_bytes, to_bytes
from group_plgl.members.codec import from_bytes as tastes_from
from group_plgl.members.dense import DenseOpinions
from group_plgl.perception.distance import JUST_NOTICEABLE, apart
from group_plgl.services import never, sampler
from group_plgl.services.aggregate import ready_members
from group_plgl.services.convene import found_group
from group_plgl.services.export import KEYWORD
from group_plgl.services.space import new_catalogue, space_words
from group_plgl.store.images import latents_of, pool_of
from group_plgl.store.models import group_models, ideals, newest_drawn

Gather = Callable[..., Any]
DRAWN = 32


@pytest.fixture(scope="module")
def party(gather: Gather) -> Any:
    party = gather(m=3)
    for member in party.members:
        party.answer(member, 24)
    party.work()
    return party


@pytest.fixture(scope="module")
def number(party: Any) -> int:
    found = newest_drawn(party.studio.database, party.group.group_id)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def file(party: Any, number: int) -> bytes:
    return sampler.sampler_file(party.studio, party.group, number, "consensus")


def latents_in(party: Any, file: bytes, count: int, seed: int = 1) -> np.ndarray:
    """The latents behind what a file draws: from the child, as the file alone gives them."""
    opened = from_bytes(file)
    words = {
        "space": opened.card.space, "limits": opened.card.limits, "count": count, "seed": seed, "pixels": 64,
        "story": {}, "keyword": KEYWORD, "texts": {},
    }  # fmt: skip
    arrays = {"anchors": opened.sampler.anchors, "spread": opened.sampler.spread}
    if len(opened.never_z):
        arrays |= {"never_z": opened.never_z, "never_radius": opened.never_radius}
    return np.asarray(party.studio.child.run("sample", words, arrays)[1]["z"])


def test_nine_of_ten_draws_please_the_group_as_much_as_the_file_says(
    party: Any, number: int, file: bytes
) -> None:
    model = group_models(party.studio.database, party.group.group_id, number)[0]
    tastes = tastes_from(
        [row.payload for row in ready_members(party.studio, party.group.group_id, model.seen_event)]
    )
    words, arrays = space_words(party.studio, party.group)
    space, features = open_space(words, arrays).space, open_features(words, arrays)
    opinions = comparable(DenseOpinions(tastes, features), space.sample(2000, np.random.default_rng(8)))
    group = GroupModel(opinions, rule_named("consensus"), equal_voices(3, opinions.even))
    target = np.quantile(
        group.score(space.sample(8000, np.random.default_rng(9))), from_bytes(file).card.standing
    )
    z = latents_in(party, file, DRAWN)
    assert (group.score(z) >= target).mean() >= 0.9
    looks = looked_at(scene_of(space.key), z)
    gaps = apart(looks, looks)[np.triu_indices(DRAWN, 1)] / JUST_NOTICEABLE
    assert gaps.min() > 0.8 and gaps.mean() > 3.0


def test_the_same_seed_gives_the_same_bytes_and_pictures_tell_where_they_come_from(
    party: Any, file: bytes
) -> None:
    one, again = (sampler.drawn_from(party.studio.child, file, 4, 3, 64) for _ in range(2))
    other = sampler.drawn_from(party.studio.child, file, 4, 4, 64)
    assert one == again and not set(one) & set(other) and len(set(one)) == 4
    assert pixels_of(one[0]).shape == (64, 64, 3)
    told = json.loads(png_texts(one[1])[KEYWORD])
    assert (told["picture"], told["seed"], told["group"]) == (2, 3, party.group.slug)
    drawn = open_generator(party.group.space).decode(latents_in(party, file, 4, 3)[:1], 64)
    assert np.abs(drawn[0] * 255.0 - pixels_of(one[0])).max() < 1.0


def test_no_member_is_in_the_file(party: Any, number: int, file: bytes) -> None:
    opened = from_bytes(file)
    assert opened.card.members == 3 and opened.card.kept >= 0.97
    for member in party.members:
        assert member.member_id.encode() not in file and member.nickname.encode() not in file
    rows = ready_members(
        party.studio,
        party.group.group_id,
        group_models(party.studio.database, party.group.group_id, number)[0].seen_event,
    )
    for row in rows:
        mean = tastes_from([row.payload]).mean[0]
        for kind in (np.float32, np.float64):
            assert mean.astype(kind).tobytes()[:16] not in file
    story = json.dumps(opened.card.provenance)
    assert "latent" not in story and "seed" not in story


def test_marks_of_the_host_go_with_the_file(party: Any) -> None:
    number = newest_drawn(party.studio.database, party.group.group_id)
    ideal = next(
        row for row in ideals(party.studio.database, party.group.group_id, number) if row.rule == "consensus"
    )
    pool = pool_of(party.studio.database, party.group.group_id)
    z = np.array([latents_of(party.studio.database, pool)[one] for one in pool])
    marked = {"never_z": np.array([ideal.latent]), "never_radius": np.ones(1), "z": z}
    gaps = party.studio.child.run("avoid", {"space": party.group.space}, marked)[1]["gap"]
    far = pool[int(gaps.argmax())]
    never.mark(party.studio, party.group, far, 1.0)
    never.mark(party.studio, party.group, ideal.picture_id, 3.0)
    party.work()
    file = sampler.sampler_by_name(party.studio, party.group.slug, "consensus")
    opened = from_bytes(file)
    assert opened.never_radius.tolist() == [3.0], "what nothing drawn comes near stays in the house"
    space = space_of(party.group.space)
    assert not opened.never_z[:, [gene.sensitive for gene in space.genes]].any()
    z = latents_in(party, file, 8)
    assert never.allowed(party.studio, party.group, z).all()
    assert len(sampler.drawn_from(party.studio.child, file, 3, 1, 64)) == 3
    never.lift(party.studio, party.group, ideal.picture_id)
    never.lift(party.studio, party.group, far)


def test_what_cannot_be_sampled_says_so(party: Any, number: int, file: bytes) -> None:
    studio = party.studio
    with pytest.raises(NotFound):
        sampler.sampler_file(studio, party.group, number, "nonsense")
    with pytest.raises(NotFound):
        sampler.sampler_by_name(studio, "nowhere", "consensus")
    fresh, _ = found_group(studio, name="Fresh", question="Which?", space="vessel", mode="swipe")
    with pytest.raises(NotFound):
        sampler.sampler_by_name(studio, fresh.slug, "consensus")
    own, _ = found_group(studio, name="Own", question="Which?", space=new_catalogue(), mode="swipe")
    with pytest.raises(BadInput):
        sampler.sampler_file(studio, own, 1, "consensus")
    opened = from_bytes(file)
    for card, problem in (
        ({"space": "vessel@999"}, WrongSpace), ({"space": "nowhere@1"}, NotFound),
        ({"space": "tiles"}, BadInput), ({"limits": {"no such gene": [0.0, 1.0]}}, NotFound),
    ):  # fmt: skip
        changed = to_bytes(type(opened)(type(opened.card)(**{**vars(opened.card), **card}), opened.sampler,
                                        opened.never_z, opened.never_radius))  # fmt: skip
        with pytest.raises(problem):
            sampler.drawn_from(studio.child, changed, 1, 1, 64)
    with pytest.raises(BadInput):
        sampler.drawn_from(studio.child, file, 0, 1, 64)
