"""Keys for programs: told once, stored as hashes, good for what they say and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from group_plgl.errors import BadInput, NotFound
from group_plgl.services import entrust, tidy
from group_plgl.services.convene import found_group
from group_plgl.services.forget import forget_member
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.keys import Answered
from group_plgl.store.people import Group

from ..fresh import fresh_studio


@dataclass
class Clock:
    now: datetime = field(default=datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def studio(tmp_path: Path, clock: Clock) -> Iterator[Studio]:
    opened = fresh_studio(Settings(data=str(tmp_path / "data"), first_pool=4), clock)
    yield opened
    opened.close()


@pytest.fixture
def group(studio: Studio) -> Group:
    return found_group(studio, name="Lobby wall", question="Live with it?", space="tiles")[0]


def test_a_key_is_told_once_and_only_its_hash_is_stored(studio: Studio, group: Group) -> None:
    key, secret = entrust.entrust(studio, group, "My app", ["models:read", "groups:read"])
    assert secret.startswith(f"plgl_{key.key_id}") and len(secret) == 5 + 12 + 40
    assert entrust.opened_by(studio, secret) == key
    assert list(key.scopes) == ["groups:read", "models:read"], "in one order, whatever was asked"
    stored = b"".join(path.read_bytes() for path in Path(studio.settings.data).rglob("*") if path.is_file())
    assert secret.encode() not in stored and secret[17:].encode() not in stored


def test_what_is_no_key_opens_nothing(studio: Studio, group: Group) -> None:
    _key, secret = entrust.entrust(studio, group, "My app", ["groups:read"])
    wrong = [secret[:-1] + ("0" if secret[-1] != "0" else "1"), secret.upper(), "", "plgl_", secret + "0"]
    assert [entrust.opened_by(studio, one) for one in wrong] == [None] * 5


def test_a_key_expires(studio: Studio, group: Group, clock: Clock) -> None:
    _key, secret = entrust.entrust(studio, group, "For a week", ["groups:read"], days=7)
    clock.now += timedelta(days=6, hours=23)
    assert entrust.opened_by(studio, secret) is not None
    clock.now += timedelta(hours=1)
    assert entrust.opened_by(studio, secret) is None
    assert [row.state for row in entrust.keys_in(studio, group)] == ["expired"]


def test_a_key_is_taken_back_at_once_and_by_its_group_only(studio: Studio, group: Group) -> None:
    other, _ = found_group(studio, name="Other", question="Which?", space="tiles")
    key, secret = entrust.entrust(studio, group, "My app", ["groups:read"])
    with pytest.raises(NotFound):
        entrust.revoke(studio, key.key_id, other)
    entrust.revoke(studio, f"plgl_{key.key_id}", group)
    assert entrust.opened_by(studio, secret) is None
    assert [row.state for row in entrust.keys_in(studio)] == ["revoked"]


def test_when_it_was_used_is_told_to_ten_minutes(studio: Studio, group: Group, clock: Clock) -> None:
    key, _ = entrust.entrust(studio, group, "My app", ["groups:read"])
    first = clock.now
    for minutes in (0, 3, 6):
        clock.now = first + timedelta(minutes=minutes)
        entrust.tell_use(studio, key)
    assert entrust.keys_in(studio)[0].used_at == first
    clock.now = first + timedelta(minutes=11)
    entrust.tell_use(studio, key)
    assert entrust.keys_in(studio)[0].used_at == clock.now


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["groups:read"], None), ("x" * 61, ["groups:read"], None), ("a", [], None),
     ("a", ["everything"], None), ("a", ["groups:read"], 0), ("a", ["groups:read"], 4000)],
)  # fmt: skip
def test_what_cannot_be_a_key_is_refused(
    studio: Studio, group: Group, name: str, scopes: list[str], days: int | None
) -> None:
    with pytest.raises(BadInput):
        entrust.entrust(studio, group, name, scopes, days)


def test_a_key_speaks_for_those_who_joined_through_it_until_they_leave(studio: Studio, group: Group) -> None:
    mine, _ = entrust.entrust(studio, group, "Mine", ["ratings:write"])
    yours, _ = entrust.entrust(studio, group, "Yours", ["ratings:write"])
    ada = entrust.let_join(studio, mine, group, "Ada", False, [])
    assert [one.nickname for one in entrust.speaks_for(studio, mine, group)] == ["Ada"]
    assert entrust.speaks_for(studio, yours, group) == []
    kept = Answered(mine.key_id, "r1", "h", group.group_id, 201, "", '{"label":"Ada"}', studio.now())
    entrust.begin_answer(studio, replace(kept, status=0))
    entrust.keep_answer(studio, kept)
    late = replace(kept, request_key="r2")
    entrust.begin_answer(studio, replace(late, status=0))
    forget_member(studio, ada)
    entrust.keep_answer(studio, late)
    assert entrust.answered_before(studio, mine, "r2") is None, "it came when who it names was gone"
    assert entrust.speaks_for(studio, mine, group) == []
    assert entrust.answered_before(studio, mine, "r1") is None, "it named who left"


def test_answers_are_kept_for_a_day(studio: Studio, group: Group, clock: Clock) -> None:
    key, _ = entrust.entrust(studio, group, "Mine", ["ratings:write"])
    entrust.begin_answer(studio, Answered(key.key_id, "r1", "h", "", 0, "/x", "{}", studio.now()))
    assert entrust.answered_before(studio, key, "r1") is not None
    clock.now += timedelta(days=1, seconds=1)
    assert entrust.answered_before(studio, key, "r1") is None
    assert tidy.HOUSE in tidy.behind(studio)
    tidy.tidy_group(studio, tidy.HOUSE)
    assert tidy.HOUSE not in tidy.behind(studio)


def test_the_house_makes_keys_for_all_groups(studio: Studio, group: Group) -> None:
    told = entrust.entrusted_by_name(studio, "", "Backup", ["admin"], None)
    assert told["group"] == "" and str(told["key"]).startswith(str(told["prefix"]))
    named = entrust.entrusted_by_name(studio, group.slug, "App", ["groups:read"], 3)
    assert named["group"] == group.slug and named["expires_at"]
    with pytest.raises(NotFound):
        entrust.entrusted_by_name(studio, "nowhere", "App", ["groups:read"], 3)
