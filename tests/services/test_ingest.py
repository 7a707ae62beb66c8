"""Ratings from a file: each line is answered, twice is once, and they are learned from like any others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.cli.form import Opened
from group_plgl.errors import BadInput, CardNotIssued, NotFound, StoreBusy
from group_plgl.feedback.events import Event
from group_plgl.services import ballot, collect, ingest, steer
from group_plgl.services.catalogue import Wanted, catalogue
from group_plgl.services.collect import record_brought
from group_plgl.services.convene import found_group
from group_plgl.services.deal import deal_group
from group_plgl.services.forget import forget_member
from group_plgl.services.ingest import ACCEPTED, DUPLICATE, HERE, NAME, PICTURE, TIME, VALUE, Ingested
from group_plgl.services.recall import recall
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.catalogues import catalogue_of
from group_plgl.store.events import counts, last_event
from group_plgl.store.images import CardRow, cards_of, decks, whole_pool
from group_plgl.store.models import member_records
from group_plgl.store.people import group_named, members_of

from ..brought import photo
from .conftest import Party, Watch

Gather = Callable[..., Party]
HEAD = "member,picture,value,time\n"


def brought(studio: Studio, party: Party, text: str, **how: object) -> Ingested:
    *_, done = ingest.ingest(studio, party.group, text, **how)
    assert isinstance(done, Ingested)
    return done


def pictures(party: Party) -> list[str]:
    return whole_pool(party.studio.database, party.group.group_id)


def test_every_line_is_answered(house: Studio, gather: Gather, watch: Watch) -> None:
    party = gather()
    one, two = pictures(party)[:2]
    text = HEAD + "\n".join([
        f"Ann,{one},yes,2025-11-01", "Ann,#2,no,2025-11-02T10:00:00Z", f"Ann,{one},yes,2025-11-01",
        "Ann,cat.jpg,yes,2025-11-01", f"Ann,{one},maybe,2025-11-01", f"Ann,{one},yes,yesterday",
        f"Ann,{one},yes,2100-01-01", f",{one},yes,2025-11-01", f"{'x' * 41},{one},yes,", f"Bo,{two},no,",
        f"Bo,{one},yes,",
    ])  # fmt: skip
    looked = brought(house, party, text, dry=True)
    assert members_of(house.database, party.group.group_id) == [] and looked.dry
    done = brought(house, party, text)
    assert [one.outcome for one in done.lines] == [
        ACCEPTED, ACCEPTED, DUPLICATE, PICTURE, VALUE, TIME, TIME, NAME, NAME, ACCEPTED, ACCEPTED
    ]  # fmt: skip
    assert [one.outcome for one in looked.lines] == [one.outcome for one in done.lines]
    assert done.lines[2].of == 2 and done.new_members == 2 and (done.scale, done.found) == ("yes-no", True)
    assert [one.line for one in done.lines if one.new_member] == [2, 11]
    assert done.counts == {ACCEPTED: 4, DUPLICATE: 1, PICTURE: 1, VALUE: 1, TIME: 2, NAME: 2}
    people = members_of(house.database, party.group.group_id)
    assert sorted(one.nickname for one in people) == ["Ann", "Bo"]
    assert all(one.imported and not one.simulated for one in people)
    ann = next(one for one in people if one.nickname == "Ann")
    known = recall(house, party.group, last_event(house.database, party.group.group_id))
    row = known.members.index(ann.member_id)
    assert sorted(known.value[known.member == row]) == [0.0, 1.0]


def test_who_is_stopped_in_between_goes_on_where_it_stopped(house, gather, monkeypatch) -> None:
    party, text = gather(), HEAD + "".join(f"M{i},{i % 8 + 1},yes,\n" for i in range(600))
    real, calls = ingest.record_brought, iter(range(99))

    def failing(studio, group, some):
        if next(calls) == 1:
            raise StoreBusy("the disk is full")
        return real(studio, group, some)

    monkeypatch.setattr(ingest, "record_brought", failing)
    with pytest.raises(StoreBusy):
        brought(house, party, text)
    assert len(counts(house.database, party.group.group_id)) == 250
    assert brought(house, party, text).counts == {ACCEPTED: 350, HERE: 250}
    assert all(one == (1, 0, 0) for one in counts(house.database, party.group.group_id).values())


def test_own_pictures_are_named_by_their_files(house: Studio, tmp_path) -> None:
    for seed in range(10):
        path = tmp_path / f"part {seed % 2}" / ("cover.jpg" if seed < 2 else f"{seed}.JPG")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(photo(seed))
    *_, made = catalogue(house, Wanted(str(tmp_path), {"name": "Ours", "question": "Which?"}))
    group = group_named(house.database, made.slug)
    party = Party(house, group, made.host_key, np.random.default_rng(0))
    first = catalogue_of(house.database, group.space)[0]
    lines = ["Ann,4.jpg,yes,", "Ann,part 0/cover.jpg,no,", "Ann,cover.jpg,no,"]
    lines += [f"Ann,{first.picture_id},yes,2025-12-01", "Bo,#1,yes,"]
    text = HEAD + "\n".join(lines)
    outcomes = [one.outcome for one in brought(house, party, text).lines]
    assert outcomes == [ACCEPTED, ACCEPTED, PICTURE, ACCEPTED, ACCEPTED], "two files are called cover.jpg"
    (bo,) = (one for one in members_of(house.database, group.group_id) if one.nickname == "Bo")
    assert [card.picture_id for card in cards_of(house.database, bo.member_id)] == [first.card_picture_id]


def test_the_same_file_twice_adds_nothing_and_a_longer_one_its_rest(house: Studio, gather: Gather) -> None:
    party = gather()
    some = pictures(party)
    lines = [f"Ann,{one},{place / 10}," for place, one in enumerate(some[:4])]
    assert brought(house, party, HEAD + "\n".join(lines)).counts == {ACCEPTED: 4}
    before = last_event(house.database, party.group.group_id)
    assert brought(house, party, HEAD + "\n".join(lines), dry=True).counts == {HERE: 4}
    again = brought(house, party, HEAD + "\n".join(lines))
    assert again.counts == {HERE: 4} and again.new_members == 0
    assert last_event(house.database, party.group.group_id) == before
    more = brought(house, party, HEAD + "\n".join([f"Ann,{some[4]},0.9,", *lines]))
    assert more.counts == {ACCEPTED: 1, HERE: 4}
    (ann,) = members_of(house.database, party.group.group_id)
    assert sorted(card.turn for card in cards_of(house.database, ann.member_id)) == [0, 1, 2, 3, 4]


def test_a_picture_rated_again_is_the_question_asked_again(house: Studio, gather: Gather) -> None:
    party = gather()
    one = pictures(party)[0]
    brought(house, party, HEAD + f"Ann,{one},0,2025-11-03\nAnn,{one},1,2025-11-01\n")
    (ann,) = members_of(house.database, party.group.group_id)
    first, second = cards_of(house.database, ann.member_id)
    assert second.repeat_of == first.card_id and first.repeat_of == "" and first.chosen_by == "imported"
    known = recall(house, party.group, last_event(house.database, party.group.group_id))
    assert known.fair.all() and len(set(known.source.tolist())) == 1


def test_who_joined_is_never_taken_for_somebody_in_a_file(house: Studio, gather: Gather) -> None:
    party = gather()
    party.join("Ann")
    brought(house, party, HEAD + "Ann,1,yes,\n")
    called = {one.nickname for one in members_of(house.database, party.group.group_id)}
    assert called == {"Ann", "Ann 2"}


def test_names_in_a_file_are_dropped_where_nobody_is_singled_out(house: Studio, gather: Gather) -> None:
    party = gather(privacy="anonymous")
    done = brought(house, party, HEAD + "Xanthippe Quirin,1,yes,\nXanthippe Quirin,2,no,\n")
    assert {one.member for one in done.lines} == {""} and done.counts == {ACCEPTED: 2}
    (member,) = members_of(house.database, party.group.group_id)
    assert member.nickname == ""
    for table in ("members", "events", "cards"):
        assert "Xanthippe" not in repr(house.database.read(f"SELECT * FROM {table}"))
    assert brought(house, party, HEAD + "Xanthippe Quirin,1,yes,\n").counts == {HERE: 1}


def test_nothing_is_dealt_to_members_of_a_file_and_they_have_no_vote(house: Studio, gather: Gather) -> None:
    party = gather(m=1)
    brought(house, party, HEAD + "Ann,1,yes,\n")
    dealt = decks(house.database, {party.group.group_id: "swipe"})[party.group.group_id]
    assert list(dealt) == [party.members[0].member_id]
    assert [one.member_id for one in ballot.voters_of(house, party.group)] == [party.members[0].member_id]


def test_they_are_learned_from_and_erased_like_anybody(house: Studio, gather: Gather) -> None:
    party = gather()
    some = pictures(party)
    brought(house, party, HEAD + "\n".join(f"Ann,{one},{int(at % 2)}," for at, one in enumerate(some)))
    party.work()
    seen = last_event(house.database, party.group.group_id)
    (record,) = member_records(house.database, party.group.group_id, seen)
    assert record.answers == len(some) and record.ready and record.held_out == len(some)
    (ann,) = members_of(house.database, party.group.group_id)
    forget_member(house, ann)
    assert counts(house.database, party.group.group_id) == {}


def test_they_come_in_whether_the_session_is_open_or_not(house: Studio, gather: Gather, watch: Watch) -> None:
    party = gather()
    steer.end_session(house, party.group)
    watch.forward(3600)
    assert brought(house, party, HEAD + "Ann,1,yes,\n").counts == {ACCEPTED: 1}


def test_a_file_is_told_by_steps_and_found_by_name(house: Studio, gather: Gather, tmp_path) -> None:
    party, file = gather(), tmp_path / "ratings.csv"
    file.write_text(HEAD + "".join(f"M{i},{i % 8 + 1},yes,\n" for i in range(600)), "utf-8")
    told = list(ingest.ingest_by_name(house, party.group.slug, str(file)))
    assert [one["stage"] for one in told[:-1]] == ["reading", "storing", "storing", "storing"]
    assert told[-2]["done"] == told[-2]["of"] == 600 and told[-1]["counts"] == {ACCEPTED: 600}
    with pytest.raises(NotFound):
        list(ingest.ingest_by_name(house, "nowhere", str(file)))
    with pytest.raises(BadInput, match="cannot be read"):
        list(ingest.ingest_by_name(house, party.group.slug, str(tmp_path / "none.csv")))


def test_what_is_too_large_or_no_text_is_refused(monkeypatch) -> None:
    with pytest.raises(BadInput, match="no text"):
        ingest.text_of(b"\xff\xfe\x00")
    monkeypatch.setattr(ingest, "LARGEST_FILE", 3)
    with pytest.raises(BadInput, match="at most"):
        ingest.text_of(b"1234")


def test_a_crowd_has_an_end(house: Studio, gather: Gather, monkeypatch) -> None:
    monkeypatch.setattr(ingest, "MOST_MEMBERS", 2)
    done = brought(house, gather(), HEAD + "A,1,yes,\nB,1,yes,\nC,1,yes,\nA,2,no,\n")
    assert [one.outcome for one in done.lines] == [ACCEPTED, ACCEPTED, "too many members", ACCEPTED]


def test_the_report_is_safe_to_open(house: Studio, gather: Gather) -> None:
    done = brought(house, gather(), HEAD + '"=cmd()",1,yes,\n@x,1,no,\n', dry=True)
    rows = list(csv.DictReader(io.StringIO(ingest.report_of([asdict(one) for one in done.lines]))))
    assert [row["member"] for row in rows] == ["'=cmd()", "'@x"] and rows[0]["outcome"] == ACCEPTED


def test_what_is_brought_passes_the_checks_of_what_is_said(
    house: Studio, gather: Gather, watch: Watch
) -> None:
    party = gather(m=2)
    one, two = party.members
    card = CardRow("c" * 32, party.group.group_id, one.member_id, 90, 0, "swipe", "p", "", watch())
    for member, value, error in ((two, 1.0, CardNotIssued), (one, 0.5, BadInput)):
        event = Event("e" * 32, member.member_id, "rated", card.card_id, value, None, None, watch())
        with pytest.raises(error):
            record_brought(house, party.group, [(card, event)])
    assert not collect.receipt_of(house.database, one.member_id, "e" * 32)


def test_the_command_line_takes_a_file_in_and_writes_a_report(tmp_path) -> None:
    data, file, report = tmp_path / "data", tmp_path / "ratings.csv", tmp_path / "report.csv"
    settings = Settings(data=str(data), first_pool=2, full_pool=4, deck_ahead=2, card_pixels=64)
    with Opened(settings) as studio:
        words = {"name": "Wall", "question": "Which?", "space": "vessel", "mode": "swipe"}
        group, _ = found_group(studio, **words)
        deal_group(studio, group.group_id)
    file.write_text("member;picture;value\nAnn;1;4\nBo;7;4\nCyd;2;5\n", "utf-8")
    asked = ["import-ratings", group.slug, str(file), "--data", str(data)]
    looked = CliRunner().invoke(main, [*asked, "--dry-run", "--report", str(report)])
    assert looked.exit_code == 0 and "Nothing was stored" in looked.output, looked.output
    assert "Scale one-to-five, found from the values. New members: 2" in looked.output
    assert "line 3: unknown picture (7, 4)" in looked.output
    assert len(report.read_text("utf-8").splitlines()) == 4
    taken = CliRunner().invoke(main, [*asked, "--scale", "one-to-five", "--json"])
    told = json.loads(taken.stdout.splitlines()[-1])
    assert told["counts"] == {"accepted": 2, "unknown picture": 1} and not told["found"]
    again = CliRunner().invoke(main, asked)
    assert "2  here already" in again.output
    nobody = CliRunner().invoke(main, ["import-ratings", "nowhere", str(file), "--data", str(data)])
    assert nobody.exit_code == 1 and "there is no group named 'nowhere'" in nobody.output
