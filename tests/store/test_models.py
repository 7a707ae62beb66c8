"""Derived rows: writing the same again changes nothing, and the newest is told from the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from group_plgl.store import findings, images, models, tidy
from group_plgl.store.database import Database
from group_plgl.store.findings import CampFinding, CampMembership
from group_plgl.store.images import CardRow, Picture
from group_plgl.store.models import Fit, GroupModelRow, IdealRow, LikingRow, MemberModelRow, SampleRow
from group_plgl.store.runs import claim, put_outcome, runs


def a_fit(now: datetime, seen: int, group: str = "g1") -> Fit:
    return Fit(group, seen, 0.5, 0.3, 0.1, True, 1.25, 0.9, 10, "dense 1", now)


def a_taste(seen: int, member: str, group: str = "g1") -> MemberModelRow:
    return MemberModelRow(group, seen, member, 20, 9, True, 4, 5, 0.55, b"\x00\xffbytes")


def a_model(now: datetime, number: int, seen: int, rule: str = "mean") -> GroupModelRow:
    return GroupModelRow("g1", number, rule, seen, 3, "digest", "mean 1", now)


def an_ideal(now: datetime, number: int, picture: str = "p1") -> IdealRow:
    return IdealRow("g1", number, "mean", [0.5, -1.0], picture, "climb 1", now)


def a_finding(now: datetime, number: int) -> CampFinding:
    return CampFinding("g1", number, "one group", False, 2, 8, 0.2, 0.6, 0.5, 0.7, 9, "camps 1", now)


def test_a_fit_comes_back_with_its_members_by_id(database: Database, now: datetime) -> None:
    assert models.newest_fit(database, "g1") is None
    rows = [a_taste(5, "b"), a_taste(5, "a")]
    models.put_fit(database, a_fit(now, 5), rows)
    models.put_fit(database, a_fit(now, 3), [a_taste(3, "a")])
    assert models.newest_fit(database, "g1") == a_fit(now, 5)
    assert models.member_models(database, "g1", 5) == rows[::-1]


def test_the_same_watermark_is_overwritten(database: Database, now: datetime) -> None:
    models.put_fit(database, a_fit(now, 5), [a_taste(5, "a"), a_taste(5, "b")])
    again = replace(a_fit(now, 5), scale=2.0)
    for _ in range(2):
        models.put_fit(database, again, [replace(a_taste(5, "a"), payload=b"new")])
    assert models.newest_fit(database, "g1") == again
    assert [(row.member_id, row.payload) for row in models.member_models(database, "g1", 5)] == [
        ("a", b"new")
    ]


def test_group_models_are_numbered_and_immutable(database: Database, now: datetime) -> None:
    assert models.group_models(database, "g1") == []
    assert models.next_number(database, "g1") == 1
    models.put_fit(database, a_fit(now, 5), [])
    assert models.fits_without_group_model(database) == [("g1", 5, 0)]
    models.put_group_models(database, [a_model(now, 1, 5, "median"), a_model(now, 1, 5)])
    models.put_group_models(database, [replace(a_model(now, 1, 5), digest="other")])
    assert models.fits_without_group_model(database) == []
    assert models.next_number(database, "g1") == 2
    assert models.group_models(database, "g1") == [a_model(now, 1, 5), a_model(now, 1, 5, "median")]
    unready = replace(a_taste(8, "b"), ready=False)
    models.put_fit(database, a_fit(now, 8), [a_taste(8, "a"), unready])
    assert models.fits_without_group_model(database) == [("g1", 8, 1)]
    models.put_group_models(database, [a_model(now, 2, 8)])
    assert models.group_models(database, "g1") == [a_model(now, 2, 8)]
    assert len(models.group_models(database, "g1", 1)) == 2


def test_ideals_come_with_likings_and_spread_and_are_overwritten(database: Database, now: datetime) -> None:
    models.put_group_models(database, [a_model(now, 1, 5), a_model(now, 2, 6)])
    assert models.models_without_ideals(database) == [("g1", 2)]
    assert models.newest_drawn(database, "g1") is None
    liking = LikingRow("g1", 2, "mean", "a", 0.8, 0.6, 0.9, 0.99)
    sample = SampleRow("g1", 2, "a", 0, np.array([1.0, 2.0]), "p2", 0.75)
    for _ in range(2):
        models.put_ideals(database, [an_ideal(now, 2)], [liking], [sample])
    assert models.ideals(database, "g1", 2) == [an_ideal(now, 2)]
    assert models.likings(database, "g1", 2) == [liking]
    assert models.samples(database, "g1", 2) == [replace(sample, latent=[1.0, 2.0])]
    assert models.models_without_ideals(database) == []
    assert models.newest_drawn(database, "g1") == 2
    models.put_ideals(database, [an_ideal(now, 2, "p9")], [], [])
    assert models.ideals(database, "g1", 2)[0].picture_id == "p9"
    assert models.likings(database, "g1", 2) == models.samples(database, "g1", 2) == []


def test_camps_come_with_their_members(database: Database, now: datetime) -> None:
    models.put_group_models(database, [a_model(now, 1, 1), a_model(now, 2, 2)])
    models.put_ideals(database, [an_ideal(now, 1), an_ideal(now, 2)], [], [])
    assert findings.camps(database, "g1", 2) is None
    assert findings.drawn_without_camps(database) == [("g1", 2)]
    members = [CampMembership("g1", 2, name, 1, 0.9, -1.5, 2.0) for name in ("b", "a")]
    chances = [findings.CampProbability("g1", 2, name, 1, 1.0) for name in ("b", "a")]
    for _ in range(2):
        findings.put_camps(database, findings.Campsite(a_finding(now, 2), members, chances))
    assert findings.camps(database, "g1", 2) == (a_finding(now, 2), members[::-1])
    assert findings.drawn_without_camps(database) == []


def filled(database: Database, now: datetime, numbers: int) -> None:
    """A group with some numbers, each from a fit of its own, and a superseded fit between them."""
    for number in range(1, numbers + 1):
        for seen in (10 * number - 5, 10 * number):
            models.put_fit(database, a_fit(now, seen), [a_taste(seen, "a")])
        models.put_group_models(database, [a_model(now, number, 10 * number)])
        sample = SampleRow("g1", number, "a", 0, [0.0], f"s{number}", 0.5)
        liking = LikingRow("g1", number, "mean", "a", 0.8, 0.6, 0.9, 0.99)
        models.put_ideals(database, [an_ideal(now, number, f"p{number}")], [liking], [sample])
        places = [CampMembership("g1", number, "a", 0, 1.0, 0.0, 0.0)]
        findings.put_camps(database, findings.Campsite(a_finding(now, number), places))


def test_only_the_newest_numbers_are_kept(database: Database, now: datetime) -> None:
    filled(database, now, 4)
    models.put_fit(database, a_fit(now, 45), [a_taste(45, "a")])
    assert tidy.full_groups(database, 4) == ["g1"]
    dropped = tidy.drop_old(database, "g1", 2)
    assert dropped == {
        "ideals": 2, "runners_up": 0, "likings": 2, "samples": 2, "camp_findings": 2,
        "camp_memberships": 2, "group_models": 2, "looks": 0, "class_ideals": 0, "class_likings": 0,
        "lent_tastes": 0, "borrowed_tastes": 0, "class_models": 0, "class_fits": 0, "member_models": 6,
        "fits": 6, "options": 0, "option_likings": 0, "verdicts": 0, "influences": 0, "group_camps": 0,
        "camp_probabilities": 0, "camp_pictures": 0, "clauses": 0, "raked_weights": 0, "surveys": 0,
        "foretold": 0, "drifts": 0, "kept_numbers": 0, "unseen": 0,
    }  # fmt: skip
    assert database.read("SELECT seen_event FROM fits ORDER BY 1") == [(30,), (40,), (45,)]
    assert models.group_models(database, "g1", 2) == []
    assert models.ideals(database, "g1", 3) == [an_ideal(now, 3, "p3")]
    assert tidy.full_groups(database, 2) == []
    assert not any(tidy.drop_old(database, "g1", 2).values())


def test_the_newest_is_kept_even_if_none_are_wanted(database: Database, now: datetime) -> None:
    filled(database, now, 2)
    tidy.drop_old(database, "g1", 0)
    assert models.newest_drawn(database, "g1") == 2
    assert models.newest_fit(database, "g1") == a_fit(now, 20)
    tidy.drop_old(database, "nobody", 1)


def test_pictures_go_only_when_nothing_shows_them_and_their_file_is_not_shared(
    database: Database, now: datetime
) -> None:
    def picture(name: str, sha: str, made: datetime = now) -> Picture:
        return Picture(name, "s", [0.0], 64, "image/png", sha, made)

    later = now + timedelta(hours=2)
    shown = [picture(f"shown{i}", f"{i}" * 64) for i in range(4)]
    gone = [picture("gone", "a" * 64), picture("twin", "0" * 64)]
    images.put_pictures(database, [*shown, *gone, picture("fresh", "b" * 64, later)])
    images.put_pool(database, "g1", [(0, "shown0")])
    images.put_cards(database, [CardRow("c", "g1", "a", 0, 0, "swipe", "shown1", "", now)])
    sample = SampleRow("g1", 1, "a", 0, [0.0], "shown3", 0.5)
    models.put_group_models(database, [a_model(now, 1, 1)])
    models.put_ideals(database, [an_ideal(now, 1, "shown2")], [], [sample])
    assert tidy.drop_pictures(database, later) == [("a" * 64, "image/png")]
    assert tidy.drop_pictures(database, later) == []
    left = {name for (name,) in database.read("SELECT picture_id FROM pictures")}
    assert left == {"shown0", "shown1", "shown2", "shown3", "fresh"}


def test_old_runs_go_and_running_ones_stay(database: Database, now: datetime) -> None:
    for hours, over in ((0, True), (1, True), (2, False)):
        run = claim(database, "learn", now + timedelta(hours=hours), "me", now + timedelta(hours=hours), 60)
        assert run is not None
        if over:
            put_outcome(database, run.run_id, "done", now + timedelta(hours=hours), "{}")
    assert tidy.old_runs(database, now + timedelta(minutes=1)) == 1
    assert tidy.drop_runs(database, now + timedelta(minutes=1)) == 1
    assert [run.status for run in runs(database)] == ["running", "done"]
    assert runs(database, "sing") == []
    assert len(runs(database, "learn", limit=1)) == 1


def test_what_a_group_shows_stays_however_many_numbers_came_after_it(
    database: Database, now: datetime
) -> None:
    models.put_group_models(database, [a_model(now, number, number) for number in range(1, 14)])
    models.put_ideals(database, [an_ideal(now, 1)], [], [])
    assert tidy.full_groups(database, 12) == []
    tidy.drop_old(database, "g1", 12)
    assert models.newest_drawn(database, "g1") == 1
    assert models.group_models(database, "g1", 1)


def test_ideals_of_a_number_that_was_tidied_away_are_left_away(database: Database, now: datetime) -> None:
    models.put_group_models(database, [a_model(now, 2, 2)])
    models.put_ideals(database, [an_ideal(now, 1)], [], [])
    assert models.newest_drawn(database, "g1") is None
