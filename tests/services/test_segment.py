"""Segments and weights: what may be asked for, who that is, and what it may never tell."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.feedback.events import Event
from group_plgl.members.codec import Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import UNTOLD
from group_plgl.services import aggregate, replay, segment, stratify
from group_plgl.services.convene import Asked, ask_at_door, found_group
from group_plgl.services.forget import forget_member
from group_plgl.services.join import answer_anew, join_group
from group_plgl.services.reveal import Sight
from group_plgl.services.studio import Studio
from group_plgl.services.takeout import takeout
from group_plgl.settings import Settings
from group_plgl.store.events import EventRow, append_event, last_event
from group_plgl.store.images import CardRow, PictureFiles, put_cards
from group_plgl.store.models import Fit, IdealRow, MemberModelRow, put_fit, put_ideals
from group_plgl.store.own import own_particulars
from group_plgl.store.people import Group, Member
from group_plgl.store.segments import offered_in, raked_of, segments_at, weightings_of

from ..fresh import fresh

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TEAM = Asked("Which team?", ["Design", "Sales"])
PLACE = Asked("Where?", ["North", "South"])


@dataclass
class Crowd:
    """A group whose tastes are made up, while everything else is as it is."""

    studio: Studio
    group: Group
    members: list[Member] = field(default_factory=list)

    def join(self, *answers: str) -> Member:
        self.members.append(join_group(self.studio, self.group, answers=answers)[0])
        return self.members[-1]

    def say(self, member: Member, times: int = 4) -> None:
        """Answer some cards of which nobody asked."""
        for _ in range(times):
            card = secrets.token_hex(16)
            row = CardRow(card, self.group.group_id, member.member_id, 0, 0, "swipe", "p", "", START)
            put_cards(self.studio.database, [row])
            event = Event(secrets.token_hex(16), member.member_id, "rated", card, 1.0, None, None, START)
            append_event(self.studio.database, EventRow(event, self.group.group_id, 1))

    def publish(self, ready: list[Member] | None = None) -> int | None:
        """Learn, number and draw what was said; the number, None when it may not be shown."""
        gid, database = self.group.group_id, self.studio.database
        seen, known = last_event(database, gid), [one.member_id for one in ready or self.members]
        fit = Fit(gid, seen, 4.0, 0.0, 0.0, False, 1.0, 1.0, 10, "test", START)
        card = Card(self.group.space, seen, UNTOLD)
        taste = to_bytes(Tastes(np.zeros((1, 5)), np.eye(5)[None]), 0, card)
        rows = [
            MemberModelRow(gid, seen, one.member_id, 14, 7, one.member_id in known, 10, 14, 0.5, taste)
            for one in self.members
        ]
        put_fit(database, fit, rows)
        number = aggregate.aggregate_group(self.studio, (gid, seen)).get("number")
        if number is not None:
            put_ideals(database, [IdealRow(gid, number, "mean", [0.0], "p", "t", START)], [], [], [])
        return number

    def sight(self, number: int | None = 1) -> Sight:
        return Sight(self.group, number, "")

    def asked(self, number: int = 1, **query: str) -> segment.Chosen:
        return segment.chosen(self.studio, self.sight(number), query)


class NoChild:
    """Nothing is drawn here."""

    def run(self, *_: Any) -> Any:
        raise AssertionError("nothing is computed")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Callable[..., Crowd]]:
    """Founds groups whose members gave these answers."""
    with fresh(tmp_path) as database:
        settings = Settings(data=str(tmp_path), first_pool=6, full_pool=12, deck_ahead=5)
        times = iter(range(10**6))
        child: Any = NoChild()
        studio = Studio(
            settings, database, child, PictureFiles(tmp_path / "pictures"),
            lambda: START + timedelta(seconds=next(times)), 7,
        )  # fmt: skip

        def make(answers: list[tuple[str, ...]], **wishes: Any) -> Crowd:
            wanted = {"name": "Wall", "question": "Which?", "space": "tiles", "mode": "swipe"}
            wanted |= {"questions": [TEAM, PLACE], "k": 5, **wishes}
            made = Crowd(studio, found_group(studio, **wanted)[0])
            for given in answers:
                made.say(made.join(*given))
            return made

        yield make


def test_anything_may_be_asked_where_people_may_be_singled_out_but_of_three(crowd):
    party = crowd([("Design", "North")] * 4 + [("Sales", "South")] * 3 + [("Sales", "")])
    party.publish()
    offered = segment.filters_offered(party.studio, party.sight())
    assert [(one.name, one.text) for one in offered.filters] == [("q1", "Which team?"), ("q2", "Where?")]
    assert [(one.answer, one.members) for one in offered.filters[1].choices] == [
        ("North", 4), ("South", 3), ("-", 1)
    ]  # fmt: skip
    sales = party.asked(q1="Sales")
    assert sales.refused is None and len(sales.members) == 4
    assert set(sales.members) == {one.member_id for one in party.members[4:]}
    assert len(party.asked(q1="Sales", q2="South").members) == 3
    few = party.asked(q2="-")
    assert few.members == [] and "too few to say" in str(few.refused)
    assert party.asked() == segment.Chosen() and party.asked(q1="", colour="red").members is None


def test_the_shell_gets_the_same_members(crowd):
    party = crowd(
        [("D'Or", "North")] * 3 + [("Sales", "")] * 4, questions=[Asked("T?", ["D'Or", "Sales"]), PLACE]
    )
    party.publish()
    for query in ({"q1": "D'Or"}, {"q2": "-"}, {"q1": "Sales", "q2": "-"}, {}):
        sql = segment.chosen_select(party.studio, party.sight(), query)
        found = sorted(one for (one,) in party.studio.database.read(sql))
        assert found == (party.asked(**query).members or sorted(one.member_id for one in party.members))
    assert segment.chosen_select(party.studio, party.sight(), {"q1": "D'Or", "q2": "-"}) == "", "nobody"


def test_what_does_not_exist_is_named_with_what_does(crowd):
    party = crowd([("Design", "North")] * 3)
    party.publish()
    with pytest.raises(NotFound, match="no question q3") as caught:
        party.asked(q3="x")
    assert "q1, q2" in caught.value.advice
    with pytest.raises(BadInput, match="none of the choices: Design, Sales, -"):
        party.asked(q1="Support")
    with pytest.raises(BadInput, match="weighted is 0 or 1"):
        party.asked(weighted="yes")


def test_free_texts_and_questions_of_before_divide_nothing(crowd):
    party = crowd([("anything",)] * 5, questions=[Asked("Why?")])
    party.publish()
    assert segment.filters_offered(party.studio, party.sight()).filters == []
    with pytest.raises(NotFound):
        party.asked(q1="anything")


def test_weights_of_one_question_are_the_databases_too(crowd):
    party = crowd([("Design",)] * 6 + [("Sales",)] * 2 + [("",)] * 2)
    assert party.publish() == 1
    stratify.state_shares(party.studio, party.group, {0: {"Design": 0.5, "Sales": 0.5}})
    assert party.asked(weighted="1") == segment.Chosen(weighted=True)
    found = segment.weighing(party.studio, party.sight())
    assert found.n == 10 and found.effective_n == pytest.approx(100 / (6 * 4 / 9 + 10))
    assert sorted(set(weights(party).values())) == pytest.approx([4 / 6, 1, 2])
    assert shell_weights(party) == pytest.approx(weights(party))
    sales = party.asked(weighted="1", q1="Sales")
    assert "too few" in str(sales.refused)


def test_weights_of_several_questions_are_raked_and_kept(crowd):
    party = crowd(
        [("Design", "North")] * 5
        + [("Sales", "North")] * 3
        + [("Design", "South")] * 2
        + [("Sales", "South")]
    )
    party.publish()
    shares = {0: {"Design": 0.5, "Sales": 0.5}, 1: {"North": 0.6, "South": 0.4}}
    assert stratify.state_shares(party.studio, party.group, shares) == 1
    found = weights(party)
    assert shell_weights(party) == pytest.approx(found)
    assert segment.weighing(party.studio, party.sight()).effective_n < 11
    design = [found[one.member_id] for one in party.members[:5] + party.members[8:10]]
    assert sum(design) / 11 == pytest.approx(0.5)
    assert replay_weights(party) == ""
    answer_anew(party.studio, party.members[0], ["Sales", "South"])
    assert replay_weights(party) == ""
    party.studio.database.write(
        lambda cursor: cursor.execute("UPDATE raked_weights SET weight = weight + 0.1")
    )
    assert "weights differ by up to 0.1" in replay_weights(party)
    stratify.settle_weights(party.studio, party.group)
    again = weights(party)
    assert again != found and shell_weights(party) == pytest.approx(again)
    forget_member(party.studio, party.members[0])
    assert raked_of(party.studio.database, party.group.group_id, 1) == []


def replay_weights(party: Crowd) -> str:
    """What a replay says of the weights that are stored."""
    stored = raked_of(party.studio.database, party.group.group_id, 1)
    assert stored
    return replay._weights(stored, stratify.raked_rows(party.studio, party.group, 1))


def test_extreme_weights_are_trimmed_alike(crowd):
    party = crowd([("Design",)] * 29 + [("Sales",)])
    party.publish()
    stratify.state_shares(party.studio, party.group, {0: {"Design": 0.1, "Sales": 0.9}})
    assert sorted(set(weights(party).values())) == pytest.approx([0.2, 5.0])
    assert shell_weights(party) == pytest.approx(weights(party))


@pytest.mark.parametrize("places", [[0], [0, 1]], ids=["in SQL", "raked"])
def test_an_older_number_is_weighed_by_its_own_members(crowd, places):
    party = crowd(
        [("Design", "North")] * 4 + [("Sales", "South")] * 2 + [("Sales", "North"), ("Design", "South")]
    )
    assert party.publish() == 1
    halves = [{"Design": 0.5, "Sales": 0.5}, {"North": 0.5, "South": 0.5}]
    stratify.state_shares(party.studio, party.group, {place: halves[place] for place in places})
    before = weights(party)
    assert shell_weights(party, 1) == pytest.approx(before)
    for _ in range(8):
        party.say(party.join("Design", "South"))
    assert party.publish() == 2
    assert shell_weights(party, 1) == pytest.approx(before) == weights(party, 1)
    assert shell_weights(party, 2) == pytest.approx(weights(party, 2)) and len(weights(party, 2)) == 16
    sets_aside = "UPDATE members SET set_aside = true WHERE member_id = ?"
    gone = party.members[0].member_id
    party.studio.database.write(lambda cursor: cursor.execute(sets_aside, [gone]) and None)
    assert shell_weights(party, 1) == pytest.approx(weights(party, 1)) and gone in weights(party, 1)


def test_shares_that_nobody_can_give_are_refused_by_name(crowd):
    party = crowd([("Design",)] * 6)
    party.publish()
    assert "stated no shares" in str(party.asked(weighted="1").refused)
    stratify.state_shares(party.studio, party.group, {0: {"Design": 0.5, "Sales": 0.5}})
    assert "nobody answered “Sales”, whose share should be 50 %" in str(party.asked(weighted="1").refused)
    assert shell_weights(party) == {}


def shell_weights(party: Crowd, number: int = 1) -> dict[str, float]:
    sql = "SELECT member_id, weight FROM member_weight WHERE group_id = ? AND number = ?"
    return dict(party.studio.database.read(sql, [party.group.group_id, number]))


def weights(party: Crowd, number: int = 1) -> dict[str, float]:
    return segment.weights_at(party.studio, party.sight(number))


def told(party: Crowd, number: int = 1) -> dict[str, int]:
    """How many gave each answer to the first question, as it is told; nothing where it is not."""
    found = segment.filters_offered(party.studio, party.sight(number)).filters
    return {one.answer: one.members for one in found[0].choices} if found else {}


def test_every_statement_of_shares_is_kept(crowd):
    party = crowd([])
    state = stratify.state_shares
    half = {0: {"Design": 0.5, "Sales": 0.5}}
    assert [state(party.studio, party.group, one) for one in ({}, half, half, {}, half)] == [0, 1, 1, 2, 3]
    kept = weightings_of(party.studio.database, party.group.group_id)
    assert [(one.version, targets) for one, targets in kept] == [(3, half), (2, {}), (1, half)]
    assert stratify.stated_shares(party.studio, party.group)[0].version == 3


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({2: {"x": 1.0}}, "questions at the door"),
        ({0: {"Design": 0.5, "Support": 0.5}}, "none of the choices"),
        ({0: {"Design": 1.0}}, "above 0 %"),
        ({0: {"Design": 0.5, "Sales": 0.4}}, "make 90 %"),
        ({0: {"Design": 1.2, "Sales": -0.2}}, "above 0 %"),
        ({0: {"Design": float("nan"), "Sales": 0.5}}, "above 0 %"),
    ],
)
def test_shares_that_are_none_are_refused(crowd, shares, said):
    party = crowd([])
    with pytest.raises(BadInput, match=said):
        stratify.state_shares(party.studio, party.group, shares)
    assert weightings_of(party.studio.database, party.group.group_id) == []


def test_questions_change_only_before_anybody_joined(crowd):
    party = crowd([])
    stratify.state_shares(party.studio, party.group, {0: {"Design": 0.5, "Sales": 0.5}})
    ask_at_door(party.studio, party.group, [PLACE])
    assert stratify.stated_shares(party.studio, party.group) is None, "they were about another question"
    party.join("North")
    with pytest.raises(NotAllowed, match="somebody has joined"):
        ask_at_door(party.studio, party.group, [TEAM])
    for wrong in (["x", "x"], ["x", "-"]):
        with pytest.raises(BadInput, match="choices differ"):
            ask_at_door(party.studio, party.group, [Asked("?", wrong)])


def test_members_change_their_answers_and_the_old_ones_are_gone(crowd):
    party = crowd([("Design", "North")])
    member = party.members[0]
    answer_anew(party.studio, member, ["", "South"])
    kept = own_particulars(party.studio.database, member.member_id)
    assert [(one.position, one.answer) for one in kept] == [(1, "South")] and kept[0].said_at > START
    with pytest.raises(BadInput, match="none of the choices"):
        answer_anew(party.studio, member, ["Support"])
    taken = zipfile.ZipFile(io.BytesIO(takeout(party.studio, party.group, member, with_group=False)))
    (own,) = json.loads(taken.read("me.json"))["your_answers_at_the_door"]
    assert (own["question"], own["answer"], own["used_for"]) == ("Where?", "South", "charts by answers")
    forget_member(party.studio, member)
    with pytest.raises(NotFound):
        answer_anew(party.studio, member, ["Sales"])


def anonymous(crowd, *cells):
    """An anonymous group, k = 5, in which so many gave the same answers."""
    return crowd([given for given, n in cells for _ in range(n)], privacy="anonymous")


def test_where_nobody_is_singled_out_only_large_cells_are_offered(crowd):
    party = anonymous(crowd, (("Design", "North"), 6), (("Sales", "South"), 5), (("Sales", "North"), 2))
    assert party.publish() == 1
    offered = segment.filters_offered(party.studio, party.sight())
    assert [one.name for one in offered.filters] == ["q1"], "with the second a cell would hold two"
    assert [(one.answer, one.members) for one in offered.filters[0].choices] == [("Design", 6), ("Sales", 7)]
    for hidden in (party.asked(q1="Sales"), party.asked(q2="North"), party.asked(weighted="1")):
        assert "neither divided nor weighted" in str(hidden.refused)
    assert segment.chosen_select(party.studio, party.sight(), {"q1": "Sales"}) == ""
    assert shell_weights(party) == {}
    with pytest.raises(NotAllowed, match="not weighted"):
        stratify.state_shares(party.studio, party.group, {0: {"Design": 0.5, "Sales": 0.5}})


def test_who_has_spoken_but_is_not_known_yet_counts_as_one_of_their_cell(crowd):
    party = anonymous(crowd, (("Design",), 6), (("Sales",), 7))
    party.join("")
    party.say(party.members[-1])
    party.publish(party.members[:-1])
    assert segment.filters_offered(party.studio, party.sight()).filters == [], "one gave no answer"
    other = anonymous(crowd, (("Design",), 6), (("Sales",), 7))
    other.join("Sales")
    other.say(other.members[-1])
    other.publish(other.members[:-1])
    assert [one.name for one in segment.filters_offered(other.studio, other.sight()).filters] == ["q1"]
    assert told(other) == {"Design": 6, "Sales": 8}


def test_filters_stay_with_the_number_that_offered_them(crowd):
    party = anonymous(crowd, (("Design",), 6), (("Sales",), 6))
    party.publish()
    for member in [*party.members[:6], party.join("Sales")]:
        party.say(member, 12)
    assert party.publish() == 2
    assert list(offered_in(party.studio.database, party.group.group_id)) == [1], "only one of Sales moved"
    assert told(party, 2) == {"Design": 6, "Sales": 6}
    for member in party.members[6:]:
        party.say(member, 30)
    assert party.publish() == 3
    assert told(party, 3) == {"Design": 6, "Sales": 7}


def test_an_answer_changed_since_is_not_in_what_was_published(crowd):
    party = anonymous(crowd, (("Design",), 6), (("Sales",), 6))
    party.publish()
    answer_anew(party.studio, party.members[0], ["Sales"])
    assert told(party) == {"Design": 6, "Sales": 6}
    content = takeout(party.studio, party.group, party.members[0], with_group=False)
    own = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("me.json"))
    assert own["your_answers_when_models_were_published"] == [{"number": 1, "answers": ["Design", "-"]}]
    assert [one["answer"] for one in own["your_answers_at_the_door"]] == ["Sales"]
    for member in party.members[:6]:
        party.say(member, 12)
    party.publish()
    offered = segment.filters_offered(party.studio, party.sight(2))
    assert offered.number == 1, "the mover would be the difference of Sales"


def test_of_somebody_who_left_only_a_random_word_stays(crowd):
    party = anonymous(crowd, (("Design",), 6), (("Sales",), 6))
    party.publish()
    gone = party.members[0]
    forget_member(party.studio, gone)
    rows = segments_at(party.studio.database, party.group.group_id, 1)
    assert len(rows) == 12 and gone.member_id not in {one.member_id for one in rows}
    assert segment.filters_offered(party.studio, party.sight()).number is None, "its models are gone, too"


def test_nobody_is_hidden_behind_members_of_a_file(crowd):
    party = anonymous(crowd, (("Design",), 4), (("Sales",), 4))
    ids = [one.member_id for one in party.members]
    sql = "UPDATE members SET imported = true WHERE member_id = ?"
    for one in ids[4:]:
        party.studio.database.write(lambda cursor, one=one: cursor.execute(sql, [one]))
    assert party.publish() is None, "four of eight are no five"
    for _ in range(5):
        party.say(party.join("Design"))
    assert party.publish() == 1
    assert segment.filters_offered(party.studio, party.sight()).filters[0].choices == [
        segment.Choice("Design", 9), segment.Choice("Sales", 4)
    ], "those of Sales all came with the file"  # fmt: skip
    for one in party.members[4:8]:
        party.say(one, 12)
    party.say(party.members[0], 1)
    assert party.publish() is None, "one alone moved, and four whom the host knows"
