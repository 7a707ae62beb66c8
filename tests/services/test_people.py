"""Founding and joining: names cleaned, secrets hashed, codes that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound, WrongSpace
from group_plgl.feedback.modes import DEFAULT_MODE, MODES
from group_plgl.services import convene, join
from group_plgl.services.convene import CODE_LENGTH, CODE_LETTERS, Asked
from group_plgl.services.join import LONGEST_NAME, clean_line, hash_secret
from group_plgl.services.studio import Studio
from group_plgl.store.own import own_particulars
from group_plgl.store.people import current_session, group_by_code, group_by_slug, member_by_token, members_of

Gather = Callable[..., Any]


def found(studio: Studio, **words: Any) -> Any:
    asked = {"name": "Café Zürich", "question": "Which?", "space": "vessel", "privacy": "identified", **words}
    return convene.found_group(studio, **asked)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann  ", "Ann"),
        ("Ann\t of\nGreen", "Ann of Green"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("李雷 🙂", "李雷 🙂"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("<b>O'Hara</b>", "<b>O'Hara</b>"),
    ],
)
def test_a_name_is_kept_as_typed_but_trimmed_and_composed(typed: str, kept: str) -> None:
    assert clean_line(typed, "nickname", LONGEST_NAME) == kept


@pytest.mark.parametrize(
    "typed", ["", "   ", "x" * (LONGEST_NAME + 1), "a\x00b", "a\u202eb", "a\u200bb", "\ue000", "\ud800"]
)
def test_no_name_is_empty_endless_or_a_trick(typed: str) -> None:
    with pytest.raises(BadInput, match="a nickname"):
        clean_line(typed, "nickname", LONGEST_NAME)


def test_the_same_nickname_is_numbered(gather: Gather) -> None:
    party = gather()
    assert [party.join(name).nickname for name in ("Ann", "Ann ", "Ann", "Ann 2")] == [
        "Ann", "Ann 2", "Ann 3", "Ann 2 2",
    ]  # fmt: skip


def test_whoever_wants_no_name_has_none(gather: Gather) -> None:
    party = gather()
    assert [party.join(name).nickname for name in ("", "  ", "Ann")] == ["", "", "Ann"]


def test_an_anonymous_group_keeps_no_nickname_even_when_one_is_sent(house: Studio, gather: Gather) -> None:
    party = gather(privacy="anonymous")
    assert party.join("Xanthippe").nickname == party.join("x" * 99).nickname == ""
    assert house.database.read("SELECT count(*) FROM members WHERE nickname LIKE 'Xan%'") == [(0,)]


ASKED = [Asked("Which team?", ["Red", "Blue"]), Asked("Your role?")]


def test_answers_at_the_door_are_kept_with_their_questions(house: Studio, gather: Gather) -> None:
    group = gather(questions=ASKED).group
    said = {
        name: join.join_group(house, group, name, answers=answers)[0]
        for name, answers in {"Ann": ["Blue", " design  lead "], "Bo": ["", "host"], "Cyd": []}.items()
    }
    kept = {
        name: [(one.position, one.answer) for one in own_particulars(house.database, member.member_id)]
        for name, member in said.items()
    }
    assert kept == {"Ann": [(0, "Blue"), (1, "design lead")], "Bo": [(1, "host")], "Cyd": []}


@pytest.mark.parametrize("answers", [["Green"], ["blue"], ["Red", "x" * 41], ["Red", "a\u202eb"]])
def test_a_wrong_choice_or_a_strange_reply_lets_nobody_in(
    house: Studio, gather: Gather, answers: list[str]
) -> None:
    group = gather(questions=ASKED).group
    with pytest.raises(BadInput):
        join.join_group(house, group, "Ann", answers=answers)
    assert members_of(house.database, group.group_id) == []


def test_a_wrong_choice_is_told_with_the_choices(house: Studio, gather: Gather) -> None:
    with pytest.raises(BadInput, match="“Green” is none of the choices: Red, Blue"):
        join.join_group(house, gather(questions=ASKED).group, "Ann", answers=["Green"])


@pytest.mark.parametrize(
    "questions",
    [
        [Asked("?")] * 4,
        [Asked("Team?", ["One"])],
        [Asked("Team?", [str(i) for i in range(13)])],
        [Asked(" ")],
    ],
)
def test_a_host_asks_few_questions_with_real_choices(house: Studio, questions: list[Asked]) -> None:
    with pytest.raises(BadInput):
        found(house, questions=questions)


@pytest.mark.parametrize(
    "words",
    [
        {"privacy": "secret"}, {"k": 2}, {"k": 101}, {"mode": "blind-vote"}, {"mode": "dots"},
        {"mode": "classes"}, {"mode": "classes", "classes": ["one"]},
        {"mode": "classes", "classes": ["a", "a"]},
        {"mode": "classes", "classes": [str(i) for i in range(10)]},
    ],
)  # fmt: skip
def test_a_group_is_founded_with_choices_that_there_are(house: Studio, words: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        found(house, **words)


def test_the_first_session_is_as_the_host_wished(house: Studio) -> None:
    group, _ = found(house, mode="classes", classes=["keep", "drop"], privacy="anonymous", k=7)
    session = current_session(house.database, group.group_id)
    assert session is not None and (session.mode, session.classes) == ("classes", ["keep", "drop"])
    assert (session.phase, session.results_shown, session.turns) == ("rating", True, MODES["classes"].turns)
    assert (group.privacy, group.k) == ("anonymous", 7)
    hidden = current_session(house.database, found(house, results_shown=False)[0].group_id)
    assert hidden is not None and (hidden.phase, hidden.results_shown) == ("lobby", False)
    assert hidden.mode == DEFAULT_MODE and hidden.classes == []


def test_only_the_hash_of_a_token_is_stored(house: Studio, gather: Gather) -> None:
    group = gather().group
    member, token = join.join_group(house, group, "Ann")
    assert member_by_token(house.database, group.group_id, hash_secret(token)) == member
    assert member_by_token(house.database, group.group_id, token) is None
    assert member_by_token(house.database, gather().group.group_id, hash_secret(token)) is None


def test_simulated_members_live_only_in_rehearsals(house: Studio, gather: Gather) -> None:
    with pytest.raises(NotAllowed, match="only in rehearsal groups"):
        join.join_group(house, gather().group, "Sim", simulated=True)
    assert join.join_group(house, gather(rehearsal=True).group, "Sim", simulated=True)[0].simulated


def test_a_group_is_founded_with_an_open_session_and_a_hashed_key(house: Studio) -> None:
    group, key = found(house)
    assert (
        group_by_slug(house.database, group.slug) == group_by_code(house.database, group.join_code) == group
    )
    session = current_session(house.database, group.group_id)
    assert session is not None and session.number == 1 and session.closed_at is None
    assert group.host_key_hash == hash_secret(key) and key not in str(group)
    assert group.slug.startswith("cafe-zurich-") and group.space == "vessel@2"


def test_join_codes_use_letters_that_nobody_confuses(house: Studio) -> None:
    assert len(set(CODE_LETTERS)) == len(CODE_LETTERS) == 31
    assert not set("ILO01") & set(CODE_LETTERS)
    codes = {found(house)[0].join_code for _ in range(8)}
    assert len(codes) == 8
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) for code in codes)


def test_a_name_of_signs_alone_still_has_an_address(house: Studio) -> None:
    assert found(house, name="☕☕")[0].slug.startswith("group-")


@pytest.mark.parametrize(
    "words", [{"name": " "}, {"name": "x" * 81}, {"question": ""}, {"question": "x" * 201}]
)
def test_a_group_needs_a_name_and_a_question(house: Studio, words: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="has 1 to"):
        found(house, **words)


def test_a_group_needs_a_space_that_exists(house: Studio) -> None:
    with pytest.raises(NotFound, match="no space named 'vesel'") as caught:
        found(house, space="vesel")
    assert "vessel" in caught.value.advice
    with pytest.raises(WrongSpace, match="vessel@99"):
        found(house, space="vessel@99")
