"""Every route of the API, asked with keys of several kinds, in every privacy mode: nothing more is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from group_plgl.services.entrust import SCOPES, entrust, let_join
from group_plgl.services.kinds import KINDS as EXPORTS
from group_plgl.services.kinds.kind import HOST
from group_plgl.store.images import pool_of
from group_plgl.store.keys import ApiKey
from group_plgl.store.people import Member
from group_plgl.web.api import OPERATIONS, PREFIX
from group_plgl.web.api.asking import member_name
from group_plgl.web.api.registry import Operation
from group_plgl.web.api.serving import EXTENSION as GATE
from group_plgl.web.api.serving import Gate
from group_plgl.web.buckets import Buckets
from group_plgl.web.wiring import EXTENSION

from .populated import House, Place
from .test_crawl import K, cells, secrets_of, told

MODES = ("identified", "pseudonymous", "anonymous")
# What keys may do: only look; everything but what the host sees; that too; the same for all groups.
KINDS = {
    "reader": ["groups:read", "models:read", "exports"],
    "program": [scope for scope in SCOPES if scope != "admin"],
    "host": list(SCOPES),
    "house": list(SCOPES),
}


@dataclass
class Program:
    """Somebody with a key, and a member who joined through it."""

    client: FlaskClient
    secret: str
    key: ApiKey
    member: Member | None

    def ask(self, address: str, method: str = "GET", body: Any = None) -> Any:
        more = {"json": body} if body is not None else {}
        head = {"Authorization": f"Bearer {self.secret}"}
        return self.client.open(PREFIX + address, method=method, headers=head, **more)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("api"))
    patient = made.app.extensions[EXTENSION]
    made.app.extensions[EXTENSION] = replace(patient, buckets=Buckets(10**6), looks=Buckets(10**6))
    made.app.extensions[GATE] = Gate(Buckets(10**6, 60))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def many(house: House) -> dict[str, Place]:
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in MODES}


def program(house: House, place: Place, kind: str) -> Program:
    group = None if kind == "house" else place.group
    key, secret = entrust(house.studio, group, kind, KINDS[kind])
    return Program(house.app.test_client(), secret, key, None)


def filled(place: Place, one: Operation) -> list[str]:
    """Addresses of an operation, with whatever might be found there."""
    people = [member_name(who.member.member_id) for who in place.everybody[:2]]
    pictures = [place.pool, *place.results[:2], next(iter(place.personal.values())), place.mirrored[0]]
    values = {
        "slug": [place.group.slug], "member": people, "event_id": place.everybody[0].events[:1],
        "picture_id": pictures, "number": ["1", "2", "3"], "rule": ["consensus", "mean"],
        "chart": ["taste_map", "rule_liking"], "name": ["deal_decks"], "task_id": ["0" * 32],
        "concept": ["is-portrait"],
    }  # fmt: skip
    filled_with = [values[name] for name in one.parameters]
    return [one.path.format(**dict(zip(one.parameters, some, strict=True))) for some in product(*filled_with)]


def crawl(asks: Program, place: Place) -> Iterator[tuple[str, int, bytes]]:
    """Everything that is read with a key, and what is computed for it."""
    for one in OPERATIONS.values():
        if one.method != "GET":
            continue
        query = "&".join(f"{name}={value}" for name, value in one.example.query.items())
        query = query.replace("$PICTURE", place.pool)
        for address in filled(place, one):
            answer = asks.ask(address + (f"?{query}" if query else ""))
            yield address, answer.status_code, answer.data
    people = [f"member-{member_name(one.member.member_id)}" for one in place.ready[:2]]
    for favour, path in product(["mean", "consensus", "camp-1", *people], ("score", "transform")):
        for body in ({"pictures": [place.pool]}, {"latents": [[0.1] * 40]}) if path == "score" else (
            {"picture": place.pool, "budget": 2.0}, {"latent": [0.1] * 40, "budget": 2.0}
        ):  # fmt: skip
            answer = asks.ask(f"/groups/{place.group.slug}/{path}", "POST", body | {"favour": favour})
            yield f"{path} {favour} {list(body)}", answer.status_code, answer.data


@pytest.mark.parametrize(("mode", "kind"), list(product(MODES, KINDS)))
def test_a_key_reads_nothing_of_people_that_the_group_did_not_promise(
    house: House, many: dict[str, Place], mode: str, kind: str
) -> None:
    place = many[mode]
    named = mode == "identified" or (mode == "pseudonymous" and kind in ("host", "house"))
    hidden = {secret for one in place.everybody for secret in secrets_of(one, named)} | {place.key}
    personal = set(place.personal.values()) | {*place.mirrored, *place.parted}
    statuses = set()
    for address, status, content in crawl(program(house, place, kind), place):
        statuses.add(status)
        assert status < 500, (address, content)
        assert [one for one in hidden if one.encode() in content and one not in address] == [], address
        if mode == "anonymous":
            assert cells(told(content)) == [], address
            assert [one for one in personal if one.encode() in content and one not in address] == [], address
    assert 200 in statuses and 404 in statuses


@pytest.mark.parametrize("kind", ["reader", "program"])
def test_nothing_is_read_with_a_key_while_the_host_hides_it(
    house: House, many: dict[str, Place], kind: str
) -> None:
    place = many["identified"]
    house.change(place, results_shown=False)
    try:
        for address, status, content in crawl(program(house, place, kind), place):
            asked = next((one for one in place.results if one in address), None)
            if (
                asked is not None
                or "/models/" in address
                or "/charts/" in address
                or address.endswith("camps")
            ):
                assert status in (403, 404), address
            if address.startswith(("score", "transform")):
                assert status in (403, 404, 422), (address, content)
            assert [one for one in place.results if one.encode() in content and one != asked] == [], address
        assert program(house, place, kind).ask(f"/groups/{place.group.slug}").json["number"] is None
    finally:
        house.change(place, results_shown=True)
    assert program(house, place, "host").ask(f"/groups/{place.group.slug}").json["number"] == 2


def test_nothing_rests_on_fewer_than_k(house: House) -> None:
    few = house.found(4, 1, privacy="anonymous", k=K)
    for kind in KINDS:
        for address, status, content in crawl(program(house, few, kind), few):
            shown = [one for one in few.results if one.encode() in content and one not in address]
            assert shown == [], address
            assert cells(told(content)) == [], address
            if any(one in address for one in few.results) or "/models/" in address:
                assert status in (403, 404), address


def test_in_an_anonymous_group_the_mean_alone_is_scored_in_two_digits(
    house: House, many: dict[str, Place]
) -> None:
    place = many["anonymous"]
    asks = program(house, place, "host")
    body = {"pictures": [place.pool], "favour": "mean"}
    (one,) = asks.ask(f"/groups/{place.group.slug}/score", "POST", body).json["items"]
    assert one["likings"] == [] and set(one["standing"]) == {"mean"}
    assert all(round(one[name], 2) == one[name] for name in ("liking", "low", "high"))
    refused = asks.ask(f"/groups/{place.group.slug}/score", "POST", body | {"favour": "consensus"})
    assert refused.status_code == 403
    free = {"picture": place.pool, "favour": "mean", "chance": 0.7}
    assert asks.ask(f"/groups/{place.group.slug}/transform", "POST", free).status_code == 422


@pytest.mark.parametrize("mode", MODES)
def test_a_key_speaks_for_those_who_joined_through_it_and_in_anonymous_groups_learns_nothing_of_them(
    house: House, many: dict[str, Place], mode: str
) -> None:
    place = many[mode]
    asks, other = program(house, place, "program"), program(house, place, "program")
    mine = let_join(house.studio, asks.key, place.group, "Mine", False, [])
    here = f"/groups/{place.group.slug}/members"
    own, theirs = (member_name(one.member_id) for one in (mine, place.ready[0].member))
    assert asks.ask(f"{here}/{own}/cards").status_code == 200
    for path in ("", "/cards", "/taste", "/matches"):
        assert asks.ask(f"{here}/{theirs}{path}").status_code == 404
        assert other.ask(f"{here}/{own}{path}").status_code == 404
    known = 403 if mode == "anonymous" else 200
    assert asks.ask(f"{here}/{own}/taste").status_code == known
    assert asks.ask(f"{here}/{own}/matches").status_code == known
    told_of = asks.ask(f"/groups/{place.group.slug}/pictures/{place.pool}?member={own}")
    assert told_of.status_code == 200, "what is on their cards they see"
    asked = {"pictures": [place.pool], "member": own, "favour": "me"}
    assert asks.ask(f"/groups/{place.group.slug}/score", "POST", asked).status_code == 403
    assert asks.ask(f"{here}/{own}", "DELETE").status_code == 200
    assert asks.ask(f"{here}/{own}").status_code == 404


def test_others_are_named_so_that_nobody_learns_their_id(house: House, many: dict[str, Place]) -> None:
    place = many["identified"]
    rows = program(house, place, "reader").ask(f"/groups/{place.group.slug}/members").json["items"]
    ids = [hashlib.sha256(one.member.member_id.encode()).hexdigest()[:12] for one in place.everybody]
    assert sorted(row["member"] for row in rows) == sorted(ids)
    assert "member_id" not in json.dumps(rows)


@pytest.mark.parametrize("mode", MODES)
def test_a_file_is_made_for_a_key_as_it_would_be_on_the_page(
    house: House, many: dict[str, Place], mode: str
) -> None:
    here = f"/groups/{many[mode].group.slug}/exports"
    for who in ("reader", "host"):
        asks, other = (program(house, many[mode], who) for _ in range(2))
        listed = {row["name"] for row in asks.ask(here).json["items"]}
        for name, kind in EXPORTS.items():
            answer = asks.ask(here, "POST", {"export": name})
            refused = kind.who == HOST and who == "reader"
            assert (name not in listed) == refused, name
            assert answer.status_code == 403 if refused else answer.status_code in (202, 409), name
            if answer.status_code == 202:
                task = answer.json["task"]
                assert answer.headers["Location"] == f"{PREFIX}/tasks/{task}"
                assert asks.ask(f"/tasks/{task}").json["status"] == "queued"
                assert other.ask(f"/tasks/{task}").status_code == 404, "it is another key's"
                assert asks.ask(f"/tasks/{task}/file").status_code == 404
                assert asks.ask(f"/tasks/{task}", "DELETE").json["status"] == "cancelled"


def test_in_an_anonymous_group_the_pool_it_began_with_is_ranked(house: House, many: dict[str, Place]) -> None:
    for mode, place in many.items():
        whole, first = len(pool_of(house.database, place.group.group_id)), house.studio.settings.first_pool
        assert whole > first, "somebody has answered, so it was drawn ahead"
        got = program(house, place, "program").ask(f"/groups/{place.group.slug}/ranking?limit=100").json
        assert len(got["items"]) == (first if mode == "anonymous" else whole)
        assert got["members"] == (None if mode == "anonymous" else 11), "11 of 12 leave one"


def test_of_an_earlier_number_of_an_anonymous_group_no_file_is_given(
    house: House, many: dict[str, Place]
) -> None:
    for mode, place in many.items():
        ask, here = program(house, place, "host").ask, f"/groups/{place.group.slug}"
        old = 404 if mode == "anonymous" else 200
        for number, status in ((1, old), (2, 200)):
            assert ask(f"{here}/models/{number}/ideals/mean/png").status_code == status, mode
            body = {"export": "picture", "words": {"number": number, "pixels": "512"}}
            asked = ask(f"{here}/exports", "POST", body).status_code
            assert asked == (202 if status == 200 else 404), mode
            host, url = house.client(place, "host"), f"/g/{place.group.slug}/ideals/{number}/mean"
            assert {host.get(f"{url}{end}").status_code for end in ("", ".json", ".png")} == {status}, mode
