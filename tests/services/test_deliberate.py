"""Deliberating: real small groups through the real job, by every rule, and all of it again by replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import NotFound
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.services import deliberate, forget, imagine
from group_plgl.services.juxtapose import side_by_side, told_by_name
from group_plgl.services.never import mark
from group_plgl.services.replay import replay
from group_plgl.services.reveal import Sight, published
from group_plgl.services.space import group_space
from group_plgl.services.studio import Studio
from group_plgl.store import models, options
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.images import picture_of
from group_plgl.store.tidy import drop_old

from .conftest import Watch
from .test_rank import own

Gather = Callable[..., Any]


@pytest.fixture(scope="module")
def seen(party: Any) -> Any:
    """The party, looked at from all sides."""
    party.deliberate()
    return party


def rows_of(party: Any, number: int = 1) -> dict[str, list[options.OptionRow]]:
    found: dict[str, list[options.OptionRow]] = {}
    for row in options.options_of(party.studio.database, party.group.group_id, number):
        found.setdefault(row.kind, []).append(row)
    return found


def sight(party: Any) -> Sight:
    return Sight(party.group, published(party.studio.database, party.group), "")


def test_every_rule_has_a_picture_that_everybody_s_liking_is_predicted_of(house: Studio, seen: Any) -> None:
    found, here = rows_of(seen), seen.group.group_id
    assert [row.name for row in found["rule"]] == list(RULES)
    ideals = {row.rule: list(row.latent) for row in models.ideals(house.database, here, 1)}
    assert {row.name: list(row.latent) for row in found["rule"] if row.name in CHIEF} == ideals
    spots = {row.spot: row for rows in found.values() for row in rows}
    assert sorted(spots) == list(range(len(spots)))
    for row in spots.values():
        picture = picture_of(house.database, row.picture_id)
        assert picture is not None and picture.pixels == house.settings.sample_pixels
    likings = options.option_likings_of(house.database, here, 1)
    assert Counter(row.spot for row in likings) == dict.fromkeys(spots, 7)
    assert all(0 <= row.low <= row.liking <= row.high <= 1 and 0 <= row.standing <= 1 for row in likings)
    told = {(row.rule, row.member_id): row.liking for row in models.likings(house.database, here, 1)}
    for row in found["rule"]:
        if row.name in CHIEF:
            again = {one.member_id: one.liking for one in likings if one.spot == row.spot}
            assert again == pytest.approx({member: told[row.name, member] for member in again})


def test_each_rule_s_picture_is_best_by_its_own_rule_of_all_that_were_found(seen: Any) -> None:
    found = side_by_side(seen.studio, sight(seen))
    assert found is not None
    best = {row.name: row.spot for row in found.options["rule"]}
    worst = {spot: one.worst.liking for spot, one in found.seen.items() if one.worst}
    mean = {spot: one.mean for spot, one in found.seen.items()}
    line = [row.spot for row in found.options["fairness"]]
    assert 1 <= len(line) <= 7
    assert [mean[spot] for spot in line] == sorted((mean[spot] for spot in line), reverse=True)
    assert [worst[spot] for spot in line] == sorted(worst[spot] for spot in line)
    assert worst[line[-1]] >= max(worst[best[name]] for name in CHIEF) - 0.006


def test_parts_sets_roads_and_influence_cover_everybody(house: Studio, seen: Any) -> None:
    found, here = rows_of(seen), seen.group.group_id
    verdict = options.verdict_of(house.database, here, 1)
    held = options.influences_of(house.database, here, 1)
    assert verdict is not None and verdict.low <= verdict.gain <= verdict.high
    assert {row.member_id for row in held} == {member.member_id for member in seen.members}
    assert sum(row.pull for row in held) == pytest.approx(1.0)
    assert all(row.moved >= 0.0 and row.weight == 1.0 for row in held)
    assert len(found["split"]) == 1 + len({row.part for row in held}) == 3
    liking = {(row.spot, row.member_id): row.liking
              for row in options.option_likings_of(house.database, here, 1)}  # fmt: skip
    best = [max(liking[row.spot, one.member_id] for row in found["set"]) for one in held]
    alone = [max(liking[row.spot, one.member_id] for row in found["rule"]) for one in held]
    assert sum(one >= 0.5 for one in best) >= sum(one >= 0.5 for one in alone)
    assert [row.name for row in found["opinions"]] == ["mean", "median", "trimmed_mean"]
    assert [found[kind][0].apart for kind in ("opinions", "weights")] == pytest.approx([0.0, 0.0])


def test_one_picture_pleases_everybody_or_those_are_named_who_clash(house: Studio, seen: Any) -> None:
    found, here = rows_of(seen), seen.group.group_id
    told = options.verdict_of(house.database, here, 1)
    clashing = {one.member_id for one in options.influences_of(house.database, here, 1) if one.clashes}
    liking = {(row.spot, row.member_id): row.liking
              for row in options.option_likings_of(house.database, here, 1)}  # fmt: skip
    assert told is not None and told.level == 0.5
    ways = {row.name: [liking[row.spot, one.member_id] for one in seen.members]
            for row in found.get("joint", [])}  # fmt: skip
    if told.wish == "met":
        assert set(ways) == {"met"} and min(ways["met"]) >= 0.5 and not clashing
    elif told.wish == "conflict":
        best = max(min(liking[row.spot, one.member_id] for one in seen.members) for row in found["rule"])
        assert 0.5 > min(ways["max-min"]) >= best and clashing
    else:
        assert told.wish == "beyond" and not ways and not clashing


def test_nine_hang_together_in_the_colours_of_the_group_s_picture(house: Studio, seen: Any) -> None:
    rows = rows_of(seen)["collection"]
    ideal = next(row for row in rows_of(seen)["rule"] if row.name == "consensus")
    assert 2 <= len(rows) <= 9 and rows[0].spot == ideal.spot
    assert len({row.spot for row in rows}) == len(rows)
    colour = group_space(house, seen.group).families["colour"]
    worn = np.array([row.latent for row in rows])[:, colour]
    assert (worn == worn[0]).all()


def test_replay_finds_all_of_it_again(house: Studio, seen: Any) -> None:
    done = replay(house, seen.group.slug)
    assert done.differences == []
    assert done.compared >= 11


def test_nothing_is_done_twice_a_new_number_is_deliberated_anew_and_old_ones_are_tidied(
    house: Studio, gather: Gather
) -> None:
    party = gather(m=2, swipes=10, seed=3, space="tiles")
    party.deliberate()
    here = party.group.group_id
    assert here not in {group for group, _ in deliberate.behind(house)}
    party.swipe(party.members[0], 2)
    party.deliberate()
    assert options.verdict_of(house.database, here, 2) is not None
    found = side_by_side(house, sight(party))
    assert found is not None and found.number == 2 and found.members == 2
    assert found.verdict is not None and found.verdict.verdict == "one picture serves you"
    assert list(found.parts) == [2], "fewer than four are one part"
    house.database.write(lambda cursor: cursor.execute(
        "UPDATE verdicts SET wish = '' WHERE group_id = ? AND number = 2", [here]
    ))  # fmt: skip
    assert (here, 2) in deliberate.behind(house), "what was found before the answer was asked for"
    assert side_by_side(house, sight(party)).wish is None  # type: ignore[union-attr]
    party.deliberate()
    assert here not in {group for group, _ in deliberate.behind(house)}
    party.swipe(party.members[0], 1)
    party.deliberate()
    drop_old(house.database, here, 1)
    assert rows_of(party, 2) == {} and options.verdict_of(house.database, here, 2) is None
    assert options.option_likings_of(house.database, here, 2) == []
    assert options.influences_of(house.database, here, 2) == []
    assert rows_of(party, 1)["rule"] and rows_of(party, 3)["rule"], "the first stays, and the newest"


def test_what_must_not_come_again_is_in_no_option(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=10, seed=4, space="tiles")
    party.deliberate()
    here = party.group.group_id
    bad = rows_of(party)["rule"][0]
    mark(house, party.group, models.ideals(house.database, here, 1)[0].picture_id, 6.0)
    for item in imagine.behind(house):
        imagine.imagine_group(house, item)
    assert options.verdict_of(house.database, here, 1) is None, "what was there falls with the old ideals"
    assert side_by_side(house, sight(party)) is None
    party.deliberate()
    after = [row for rows in rows_of(party).values() for row in rows]
    assert after and bad.picture_id not in {row.picture_id for row in after}
    assert not any(list(row.latent) == list(bad.latent) for row in after)


def test_who_leaves_is_in_nothing(house: Studio, gather: Gather) -> None:
    party = gather(m=3, swipes=10, seed=5, space="tiles")
    party.deliberate()
    here = party.group.group_id
    pictures = {row.picture_id for rows in rows_of(party).values() for row in rows}
    forget.forget_member(house, party.members[2])
    assert rows_of(party) == {} and options.option_likings_of(house.database, here, 1) == []
    assert options.influences_of(house.database, here, 1) == []
    left = [one for one in pictures if picture_of(house.database, one) is not None]
    assert left == []


def test_in_an_anonymous_group_nothing_is_of_one_member(house: Studio, gather: Gather, watch: Watch) -> None:
    party = gather(m=6, swipes=14, space="tiles", privacy="anonymous", k=5)
    before = watch.time
    watch.forward(120)  # nobody is on their way to a taste any more
    party.deliberate()
    watch.time = before
    found = side_by_side(house, sight(party))
    assert found is not None
    assert found.wish is None and "collection" in found.options
    kept = {"set", "proportional", "split", "joint"} & set(found.options)
    assert kept == set(), "no part can be of five here"
    assert found.verdict is None and list(found.parts) == [] and list(found.influences) == []
    names = {row.name for row in found.options["rule"]}
    assert names == {name for name, rule in RULES.items() if not rule.alone}
    assert {"least_misery", "leximin", "most_pleasure", "average_without_misery"} & names == set()
    for one in found.seen.values():
        assert one.mean is one.worst is None and list(one.likings) == []
    stored = rows_of(party, found.number)
    assert not {"split", "joint"} & set(stored), "not even stored"
    verdict = options.verdict_of(house.database, party.group.group_id, found.number)
    assert verdict is not None and verdict.wish == "untold"
    spread = {row.picture_id for row in models.samples(house.database, party.group.group_id, found.number)}
    assert not spread & {row.picture_id for rows in stored.values() for row in rows}
    held = options.influences_of(house.database, party.group.group_id, found.number)
    assert all(row.pull == 0.0 and row.moved == -1.0 for row in held)


def test_it_is_told_by_name_for_whoever_runs_the_house(house: Studio, seen: Any, gather: Gather) -> None:
    told = told_by_name(house, seen.group.slug)
    assert told["number"] == 1 and told["members"] == 7
    kinds = Counter(one["kind"] for one in told["options"])
    assert kinds["rule"] == len(RULES) and kinds["weights"] == 3
    names = {f"Guest {n} Müller" for n in range(7)}
    assert {one["worst_off"] for one in told["options"]} <= names
    with pytest.raises(NotFound, match="no group named"):
        told_by_name(house, "nowhere")
    with pytest.raises(NotFound, match="not been held against"):
        told_by_name(house, gather().group.slug)


def test_own_pictures_are_ranked_instead_of_climbed(house: Studio, gather: Gather) -> None:
    party = own(gather, 5)
    party.deliberate()
    here = party.group.group_id
    found = rows_of(party)
    shelf = {one.picture_id: one for one in catalogue_of(house.database, party.group.space)}
    cards = {one.card_picture_id for one in shelf.values()}
    assert {row.picture_id for rows in found.values() for row in rows} <= cards | set(shelf)
    assert [row.name for row in found["rule"]] == list(RULES)
    places = {row.spot for row in found["rule"]}
    likings = options.option_likings_of(house.database, here, 1)
    worst = {spot: min(one.liking for one in likings if one.spot == spot) for spot in places}
    best = {row.name: row.spot for row in found["rule"]}
    assert worst[best["least_misery"]] >= worst[best["most_pleasure"]]
    assert "collection" not in found, "what there is has no genes to keep"
    told = options.verdict_of(house.database, here, 1)
    assert told is not None and told.wish in ("met", "conflict", "beyond")
    assert replay(house, party.group.slug).differences == []
