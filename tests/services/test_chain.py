"""The way of a swipe, from a founded group to camps: every station, and all of it again by replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from group_plgl.generators import space_of
from group_plgl.generators.raster import pixels_of
from group_plgl.groups.rules import CHIEF
from group_plgl.ideals.reverse import REACH
from group_plgl.members.codec import card_of, from_bytes, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.services import aggregate, analyse, collect, imagine, learn
from group_plgl.services.recall import recall
from group_plgl.services.replay import Difference, replay
from group_plgl.services.studio import Studio
from group_plgl.store import models
from group_plgl.store.events import event_log, last_event
from group_plgl.store.findings import camps
from group_plgl.store.images import picture_of
from group_plgl.store.views import rows_of

from .conftest import Watch

Gather = Callable[..., Any]


def learned_in(studio: Studio, group_id: str) -> dict[str, bytes]:
    """The weights of every member in the newest fit, and how surely they are known."""
    fit = models.newest_fit(studio.database, group_id)
    assert fit is not None
    rows = models.member_models(studio.database, group_id, fit.seen_event)
    tastes = from_bytes([row.payload for row in rows])
    return {
        row.member_id: mean.tobytes() + covariance.tobytes()
        for row, mean, covariance in zip(rows, tastes.mean, tastes.covariance, strict=True)
    }


def derived(studio: Studio, group_id: str) -> list[Any]:
    """All derived rows of the newest number."""
    database, number = studio.database, models.newest_drawn(studio.database, group_id)
    assert number is not None
    numbered = (models.group_models, models.ideals, models.likings, models.samples, camps)
    return [
        models.newest_fit(database, group_id),
        learned_in(studio, group_id),
        *(read(database, group_id, number) for read in numbered),
    ]


Differences = Callable[[Any], list[Difference]]


@pytest.fixture
def differences() -> Differences:
    """What replaying one group finds, as if it were alone in the house."""

    def found(party: Any) -> list[Difference]:
        return replay(party.studio, party.group.slug).differences

    return found


@pytest.fixture(scope="module")
def two(gather: Gather) -> Any:
    """Two members with all jobs run, for tests that change something and put it right again."""
    party = gather(m=2, swipes=10, seed=2, space="tiles")
    party.work()
    return party


def test_everybody_is_learned_from_everything_said(house: Studio, party: Any) -> None:
    fit = models.newest_fit(house.database, party.group.group_id)
    assert fit is not None and fit.seen_event == last_event(house.database, party.group.group_id)
    rows = models.member_models(house.database, party.group.group_id, fit.seen_event)
    assert [row.member_id for row in rows] == sorted(member.member_id for member in party.members)
    assert all(row.ready and row.answers == row.held_out == 14 for row in rows)
    assert all(0 <= row.right_held_out <= 14 and 0.5 <= row.baseline < 1 for row in rows)
    assert fit.held_out == 7 * 14 and 0.5 <= fit.ceiling <= 1.0


def test_every_rule_gets_a_numbered_model_of_the_ready_members(house: Studio, party: Any) -> None:
    rows = models.group_models(house.database, party.group.group_id)
    assert {row.rule for row in rows} == set(CHIEF)
    assert {(row.number, row.members, row.seen_event) for row in rows} == {
        (1, 7, last_event(house.database, party.group.group_id))
    }
    assert len({row.digest for row in rows}) == len(CHIEF)


def test_every_rule_gets_an_ideal_within_reach_that_is_drawn(house: Studio, party: Any) -> None:
    space = space_of(party.group.space)
    for ideal in models.ideals(house.database, party.group.group_id, 1):
        picture = picture_of(house.database, ideal.picture_id)
        assert picture is not None and list(picture.latent) == list(ideal.latent)
        assert np.linalg.norm(ideal.latent) <= REACH * space.typical_radius + 1e-5
        assert pixels_of(house.files.read(picture.sha256, picture.media_type)).shape == (64, 64, 3)


def test_every_member_has_a_liking_of_every_ideal(house: Studio, party: Any) -> None:
    rows = models.likings(house.database, party.group.group_id, 1)
    assert len(rows) == 7 * len(CHIEF)
    fit = models.newest_fit(house.database, party.group.group_id)
    assert fit is not None
    for row in rows:
        assert 0 <= row.low <= row.liking <= min(row.high, fit.ceiling)
        assert row.high <= 1
        assert 0 <= row.standing <= 1


def test_every_member_has_pictures_of_their_own(house: Studio, party: Any) -> None:
    rows = models.samples(house.database, party.group.group_id, 1)
    assert [row.position for row in rows] == [0, 1] * 7
    assert len({row.picture_id for row in rows}) == 14
    assert all(picture_of(house.database, row.picture_id) for row in rows)


def test_every_member_has_a_place_on_the_map(house: Studio, party: Any) -> None:
    found = camps(house.database, party.group.group_id, 1)
    assert found is not None
    finding, places = found
    assert finding.members == len(places) == 7
    assert np.isfinite([[place.x, place.y] for place in places]).all()


@pytest.mark.parametrize(("view", "count"), [("taste_map", 7), ("rule_liking", 7 * len(CHIEF))])
def test_the_charts_have_their_rows(house: Studio, party: Any, view: str, count: int) -> None:
    assert len(rows_of(house.database, view, party.group.group_id, 1)) == count


def test_replay_builds_the_same_again(house: Studio, party: Any) -> None:
    found = replay(house, party.group.slug)
    assert found.differences == [] and found.groups == 1
    assert found.compared >= 6


def test_nothing_is_behind_once_all_jobs_ran(house: Studio, party: Any) -> None:
    for module in (learn, aggregate, imagine, analyse):
        assert not any(party.group.group_id in item for item in module.behind(house))


def test_running_a_job_again_leaves_the_same_rows(
    house: Studio, party: Any, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, here = derived(house, party.group.group_id), party.group.group_id
    monkeypatch.setattr(watch, "time", before[0].made_at)
    learn.learn_group(house, here)
    imagine.imagine_group(house, (here, 1))
    analyse.analyse_group(house, (here, 1))
    assert derived(house, party.group.group_id) == before


def test_nothing_that_was_said_is_lost_or_made_up(house: Studio, party: Any) -> None:
    log = event_log(house.database, party.group.group_id)
    assert log.event_id.tolist() == [event.event_id for event in party.said]
    assert log.value.tolist() == [event.value for event in party.said]


def test_new_votes_make_a_new_number_and_the_old_one_stays(
    house: Studio, two: Any, differences: Differences
) -> None:
    first = models.group_models(house.database, two.group.group_id)
    number = first[0].number
    two.swipe(two.members[0], 1)
    assert two.group.group_id in learn.behind(house)
    two.work()
    second = models.group_models(house.database, two.group.group_id)
    assert {row.number for row in second} == {number + 1}
    assert not {row.digest for row in first} & {row.digest for row in second}
    assert models.group_models(house.database, two.group.group_id, number) == first
    assert len(models.ideals(house.database, two.group.group_id, number)) == len(CHIEF)
    assert differences(two) == []


def test_an_undone_vote_leaves_no_trace_in_any_taste(
    house: Studio, two: Any, differences: Differences
) -> None:
    before, seen = learned_in(house, two.group.group_id), last_event(house.database, two.group.group_id)
    for member in two.members:
        two.swipe(member, 1)
        vote = two.said[-1]
        two.say(member, "undone", target_id=vote.event_id)
        later = two.event(member, card_id=vote.card_id, value=0.0)
        two.say(member, "undone", target_id=later.event_id)
        collect.record(house, member, later)
    two.work()
    assert last_event(house.database, two.group.group_id) > seen
    assert learned_in(house, two.group.group_id) == before
    assert differences(two) == []


def test_what_is_recalled_ends_at_the_watermark(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=3, seed=4)
    first = last_event(house.database, party.group.group_id) - 2
    assert len(recall(house, party.group, first).value) == 4
    assert len(recall(house, party.group, first + 2).value) == 6


def test_too_few_answers_make_nobody_ready_and_no_model(
    house: Studio, gather: Gather, differences: Differences
) -> None:
    party = gather(m=3, swipes=4, seed=5)
    party.work()
    fit = models.newest_fit(house.database, party.group.group_id)
    assert fit is not None
    rows = models.member_models(house.database, party.group.group_id, fit.seen_event)
    assert [row.ready for row in rows] == [False] * 3
    assert models.group_models(house.database, party.group.group_id) == []
    assert models.newest_drawn(house.database, party.group.group_id) is None
    assert differences(party) == []


def test_one_ready_member_is_no_group(house: Studio, gather: Gather) -> None:
    party = gather(m=2, swipes=4, seed=6)
    party.swipe(party.members[0], 8)
    party.work()
    assert models.group_models(house.database, party.group.group_id) == []
    assert not any(party.group.group_id in item for item in aggregate.behind(house))


def test_only_the_ready_are_in_the_group_model(
    house: Studio, gather: Gather, differences: Differences
) -> None:
    party = gather(m=3, swipes=10, seed=7, space="tiles")
    party.swipe(party.join("Late"), 2)
    party.work()
    rows = models.likings(house.database, party.group.group_id, 1)
    assert {row.member_id for row in rows} == {member.member_id for member in party.members[:3]}
    found = camps(house.database, party.group.group_id, 1)
    assert found is not None and found[0].reading == "too few to say"
    assert differences(party) == []


def test_a_changed_weight_is_told_by_replay(house: Studio, two: Any, differences: Differences) -> None:
    fit = models.newest_fit(house.database, two.group.group_id)
    assert fit is not None
    rows = models.member_models(house.database, two.group.group_id, fit.seen_event)
    known = from_bytes([rows[0].payload])
    forged = Tastes(known.mean + 1e-3 * np.eye(known.mean.shape[1])[:1], known.covariance)
    payload = to_bytes(forged, 0, card_of(rows[0].payload))
    models.put_fit(house.database, fit, [replace(rows[0], payload=payload), rows[1]])
    found = {one.what: one.detail for one in differences(two)}
    assert "weights differ by up to 0.001" in found["tastes"]
    assert "digest" in found["group models"]
    learn.learn_group(house, two.group.group_id)
    assert differences(two) == []


def test_a_changed_ideal_is_told_by_replay(house: Studio, two: Any, differences: Differences) -> None:
    here, number = two.group.group_id, models.newest_drawn(house.database, two.group.group_id)
    reads = (models.ideals, models.likings, models.samples, models.runners_up)
    stored = [read(house.database, here, number) for read in reads]
    latent = [*stored[0][0].latent[:-1], 0.25]
    models.put_ideals(house.database, [replace(stored[0][0], latent=latent), *stored[0][1:]], *stored[1:])
    assert [one.what for one in differences(two)] == ["ideals"]
    imagine.imagine_group(house, (here, number))
    assert differences(two) == []
