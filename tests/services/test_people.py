"""Founding and joining: names cleaned, secrets hashed, codes that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from group_plgl.errors import BadInput, NotAllowed, NotFound, WrongSpace
from group_plgl.services import convene, join
from group_plgl.services.convene import CODE_LENGTH, CODE_LETTERS
from group_plgl.services.join import LONGEST_NAME, clean_line, hash_secret
from group_plgl.services.studio import Studio
from group_plgl.store.people import current_session, group_by_code, group_by_slug, member_by_token

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
    assert group.slug.startswith("cafe-zurich-") and group.space == "vessel@1"


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
