"""Every route of the app, asked by everybody, in every privacy mode: nothing is told that may not be."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from werkzeug.routing import Rule

from group_plgl.analytics.charts import CHARTS
from group_plgl.generators import SPACES
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.kinds import KINDS
from group_plgl.store.images import pool_of
from group_plgl.web.buckets import Buckets
from group_plgl.web.wiring import EXTENSION

from .populated import COMMENT, FINDABLE, House, Place, Somebody

MODES = ("identified", "pseudonymous", "anonymous")
ROLES = ("outsider", "reader", "early", "ready", "host")
K = 5
Crawled = list[tuple[str, int, bytes]]
Crawl = Callable[[House, Place, str], Iterable[tuple[str, int, bytes]]]
# What fills a parameter of an address; a route with another one is not crawled, and the test says so.
FILLERS: dict[str, Callable[[House, Place], list[Any]]] = {
    "key_id": lambda *_: ["0" * 12],
    "slug": lambda _, place: [place.group.slug],
    "code": lambda _, place: [place.group.join_code],
    "chart": lambda *_: list(CHARTS),
    "number": lambda *_: [1, 2],
    "rule": lambda *_: [DEFAULT_RULE],
    "place": lambda *_: [0],
    "name": lambda house, _: ["abc", "learn_members", "de", "tiles"],
    "kind": lambda *_: ["gene", *KINDS],
    "task_id": lambda _, place: place.tasks or ["ab" * 16],
    "version": lambda *_: [SPACES["tiles"].version],
    "other": lambda *_: list(SPACES),
    "filename": lambda *_: ["house.css"],
    "event_id": lambda *_: ["ab" * 16],
    "order": lambda *_: ["forward"],
    "token": lambda _, place: list(place.links.values()),
    "share_id": lambda _, place: place.shares[:1],
    "picture_id": lambda house, place: [pool_of(house.database, place.group.group_id)[0], *_pictures(place)],
}
# What else an address may ask for, by the end of its route; every page is crawled without it too.
ASKED: dict[str, Callable[[Place], list[str]]] = {
    "/label": lambda _: ["whose=group"],
    "/label.json": lambda _: ["whose=group"],
    "/transform": lambda place: _changes(place)[::5],
    "/transform.json": lambda place: _changes(place),
    "/transform/steps": lambda place: [f"{one}&step=2" for one in _changes(place)[:4]],
    "/transform/steps.json": lambda place: [f"{one}&step=2" for one in _changes(place)[:4]],
    "/v/<token>/embed": lambda place: ["only=rule_liking&theme=dark", "only=taste_map", "only=mean"],
    "/oembed.json": lambda place: [f"url=http://localhost/v/{one}" for one in place.links.values()],
    **{f"/minutes{end}": lambda _: ["number=1"] for end in ("", ".json", ".html", ".pdf")},
    **{f"/report{end}": lambda _: ["number=1", "camp=1"] for end in (".json", ".html", ".pdf")},
    **{f"/concepts{end}": lambda _: ["concept=is-portrait"] for end in ("", ".json")},
    "/compare": lambda place: [f"a=consensus&b={place.results[0]}", "a=1.mean&b=mean"],
    "/compare.json": lambda place: [f"a=consensus&b={place.results[0]}", "a=1.mean&b=mean"],
}
# Numbers of people, and the whole each is a part of.
WHOLES = {
    "members": "people", "ready": "people", "pleased": "members", "people": "", "size": "", "joined": "",
    "rated": "joined", "answered": "joined", "votes": "voters", "voters": "", "voted": "voters",
    "asked": "", "liked": "asked", "against": "members",
}  # fmt: skip
OWN = ("taste", "accuracy", "repeats")
PER_MEMBER = ("label", "nickname", "member", "member_id")


def _pictures(place: Place) -> list[str]:
    """Of either number the pictures near an ideal, an ideal and one behind it; of two members their own."""
    half = len(place.results) // 2
    own = [place.personal[one.member.member_id] for one in place.ready[:2]]
    shown = [*place.results[:3], *place.results[half : half + 3], *place.apart[-2:]]
    return [*shown, *own, *place.mirrored, *place.parted]


def _changes(place: Place) -> list[str]:
    """Changes in everybody's favour whom anybody might name."""
    them = [hashlib.sha256(one.member.member_id.encode()).hexdigest()[:12] for one in place.ready[1:3]]
    names = ["me", "mean", "consensus", "camp-1", *(f"member-{one}" for one in them)]
    ends = ["", "&chance=0.3", "&budget=2"]
    pictures = ["consensus", *list(place.personal.values())[1:2]]
    asked = [f"picture={picture}&for={name}{end}" for end in ends for name in names for picture in pictures]
    return [*asked, f"picture=consensus&for=like&to={place.results[0]}"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("crawl"), files=True)
    patient = made.app.extensions[EXTENSION]
    made.app.extensions[EXTENSION] = replace(patient, buckets=Buckets(10**6), looks=Buckets(10**6))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def many(house: House) -> dict[str, Place]:
    """In each mode eleven known tastes, and one that is not."""
    return {mode: house.found(11, 1, privacy=mode, k=K) for mode in MODES}


@pytest.fixture(scope="module")
def few(house: House) -> Place:
    """Anonymous, with fewer known tastes than anything shown has to rest on; drawn all the same."""
    return house.found(4, 1, privacy="anonymous", k=K)


@pytest.fixture(scope="module")
def public(house: House) -> dict[str, Place]:
    """Rehearsals, which everybody may read."""
    return {mode: house.found(6, 1, privacy=mode, k=K, rehearsal=True) for mode in MODES}


def routes(house: House, method: str = "GET") -> list[Rule]:
    there = house.app.url_map.iter_rules()  # programs come by keys: see test_api
    return [one for one in there if method in (one.methods or ()) and not one.rule.startswith("/api/")]


def addresses(house: House, place: Place, rule: Rule) -> list[str]:
    """All addresses of a route in a group."""
    names = sorted(rule.arguments - set(rule.defaults or {}))
    filled = [FILLERS[name](house, place) for name in names]
    with house.app.test_request_context():
        plain = [
            house.app.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, values, strict=True)))
            for values in product(*filled)
        ]
    asked = next((more(place) for end, more in ASKED.items() if rule.rule in (end, f"/g/<slug>{end}")), [])
    return [*plain, *(f"{one}?{words}" for one in plain for words in asked)]


@pytest.fixture(scope="module")
def untouched() -> Crawl:
    """What `crawl` finds in a place whose settings are as they were founded; each is crawled once."""
    known: dict[tuple[str, str], Crawled] = {}

    def found(house: House, place: Place, role: str) -> Crawled:
        key = place.group.group_id, role
        if key not in known:
            known[key] = list(crawl(house, place, role))
        return known[key]

    return found


def crawl(house: House, place: Place, role: str) -> Iterator[tuple[str, int, bytes]]:
    """Every page that a role is given: its address, status and content, archives opened."""
    client = house.client(place, role)
    seen = set()
    for rule in routes(house):
        for address in addresses(house, place, rule):
            if address in seen:
                continue
            seen.add(address)
            with client.get(address) as answer:
                yield address, answer.status_code, _opened(answer.data) + str(answer.headers).encode()


def _opened(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


def told(content: bytes) -> Any:
    """The JSON of an answer, without the headers behind it; None when it is none."""
    try:
        return json.JSONDecoder().raw_decode(content.decode())[0]
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None


def secrets_of(one: Somebody, named: bool) -> list[str]:
    """What may not be read of a member by others."""
    hidden = [one.member.member_id, one.token, *one.events, f"{COMMENT}-{one.name}", f"team-of-{one.name}"]
    return hidden if named else [*hidden, one.name]


def test_every_route_is_crawled(house: House) -> None:
    missing = {
        name
        for method in ("GET", "POST", "PUT", "DELETE")
        for rule in routes(house, method)
        for name in rule.arguments - set(FILLERS)
    }
    assert missing == set(), "say in FILLERS what these parameters of new routes are filled with"


@pytest.mark.parametrize("mode", MODES)
def test_outsiders_get_the_same_answer_for_a_private_group_as_for_none(
    house: House, many: dict[str, Place], mode: str
) -> None:
    client, place = house.app.test_client(), many[mode]
    for method in ("GET", "POST", "PUT", "DELETE"):
        for rule in routes(house, method):
            if "slug" not in rule.arguments or rule.endpoint in ("groups.host_form", "groups.host"):
                continue
            for address in addresses(house, place, rule)[:3]:
                headers = {"Origin": "http://localhost"}
                body = {"json": {}} if method == "PUT" else {}
                asked = client.open(address, method=method, headers=headers, **body)
                nowhere = address.replace(place.group.slug, "no-such-group")
                nobody = client.open(nowhere, method=method, headers=headers, **body)
                assert asked.status_code == nobody.status_code == 404, (method, address)
                assert asked.data.replace(place.group.slug.encode(), b"no-such-group") == nobody.data


@pytest.mark.parametrize(("mode", "role"), list(product(MODES, ROLES)))
def test_nobody_reads_who_others_are_or_what_they_said(
    house: House, many: dict[str, Place], untouched: Crawl, mode: str, role: str
) -> None:
    place = many[mode]
    named = mode == "identified" or (mode == "pseudonymous" and role == "host")
    own = {"early": place.waiting[0], "ready": place.ready[0]}.get(role)
    others = [one for one in place.everybody if one is not own]
    hidden = {secret for one in others for secret in secrets_of(one, named and role != "outsider")}
    if role == "host" and named:  # by these a host steers
        hidden -= {one.member.member_id for one in others}
    hidden |= {one.token for one in place.everybody} | ({place.key} if role != "host" else set())
    for address, _, content in untouched(house, place, role):
        found = [secret for secret in hidden if secret.encode() in content and secret not in address]
        assert found == [], address


@pytest.mark.parametrize("role", ROLES)
def test_nothing_rests_on_fewer_than_k(house: House, few: Place, role: str) -> None:
    pictures = [*few.results, *few.personal.values(), *few.parted]
    own = (
        [few.personal[few.ready[0].member.member_id], few.mirrored[0], *few.parted] if role == "ready" else []
    )
    for address, status, content in crawl(house, few, role):
        asked = next((one for one in pictures if one in address), None)
        if asked is not None and asked not in own:
            assert status in (403, 404), address
        shown = [one for one in pictures if one.encode() in content and one not in (asked, *own)]
        assert shown == [], address
        if "/ideals/" in address:
            assert status in (403, 404), address
        assert cells(told(content)) == [], address


@pytest.mark.parametrize("role", ROLES)
def test_no_cell_of_an_anonymous_group_is_small_nor_its_rest(
    house: House, many: dict[str, Place], public: dict[str, Place], untouched: Crawl, role: str
) -> None:
    for place in (many["anonymous"], public["anonymous"]):
        own = place.ready[0].member.member_id if role == "ready" else ""
        personal = {picture for member, picture in place.personal.items() if member != own}
        for address, status, content in untouched(house, place, role):
            assert cells(told(content)) == [], address
            asked = next((one for one in personal if one in address), None)
            if asked is not None:
                assert status in (403, 404), address
            assert [one for one in personal if one.encode() in content and one != asked] == [], address


def cells(content: Any, whole: dict[str, int] | None = None, path: str = "") -> list[str]:
    """Where JSON holds a count of people that is too small, or leaves too few, or a row of one member."""
    if isinstance(content, list):
        rows = [one for one in content if isinstance(one, dict)]
        listed = [f"{path}[{name}]" for name in PER_MEMBER if any(name in row for row in rows)]
        return listed + [bad for one in content for bad in cells(one, whole, f"{path}[]")]
    if not isinstance(content, dict):
        return []
    counts = {**(whole or {}), **{name: it for name, it in content.items() if _counts(name, it)}}
    found = []
    for name, it in content.items():
        if name in OWN:
            continue
        if _counts(name, it):
            rest = counts.get(WHOLES[name], it) - it
            found += [f"{path}.{name}={it}"] if 0 < it < K or 0 < rest < K else []
        found += cells(it, counts, f"{path}.{name}")
    return found


def _counts(name: str, it: Any) -> bool:
    return name in WHOLES and isinstance(it, int) and not isinstance(it, bool)


def test_the_crawl_would_find_a_small_cell_and_a_list_of_people() -> None:
    assert cells({"people": 11, "drawn": {"members": 11, "ideals": [{"pleased": 9}]}}) == [
        ".drawn.ideals[].pleased=9"
    ]
    assert cells({"people": 3}) == [".people=3"]
    assert cells({"rows": [{"label": "Member 1"}]}) == [".rows[label]"]
    assert cells({"people": 11, "ready": 5, "taste": {"answered": 2}}) == []


@pytest.mark.parametrize(("mode", "role"), list(product(MODES, ("reader", "early", "ready"))))
def test_no_hidden_result_is_anywhere_before_its_time(
    house: House, public: dict[str, Place], mode: str, role: str
) -> None:
    place = public[mode]
    house.change(place, results_shown=False)
    try:
        _assert_withheld(crawl, house, place, role)
    finally:
        house.change(place, results_shown=True)


@pytest.mark.parametrize("mode", MODES)
def test_who_has_not_answered_enough_is_not_led_by_the_others(
    house: House, many: dict[str, Place], untouched: Crawl, mode: str
) -> None:
    _assert_withheld(untouched, house, many[mode], "early")


def _assert_withheld(crawled: Crawl, house: House, place: Place, role: str) -> None:
    own = {place.personal[place.ready[0].member.member_id], place.mirrored[0], *place.parted}
    hidden = {*place.results, *place.personal.values(), place.mirrored[1], *place.parted, *place.apart}
    hidden -= own if role == "ready" else set()
    for address, status, content in crawled(house, place, role):
        asked = next((one for one in hidden if one in address), None)
        if asked is not None or "/ideals/" in address:
            assert status in (403, 404), address
        assert [one for one in hidden if one.encode() in content and one != asked] == [], address
        twin = told(content)
        if isinstance(twin, dict):
            assert twin.get("drawn") is None and not twin.get("charts"), address
            assert not re.search(r'"(number|camps|likings)":[^n]', json.dumps(twin.get("drawn"))), address


@pytest.mark.parametrize(("mode", "role"), list(product(MODES, ("ready", "host"))))
def test_shown_results_are_seen_by_those_who_may(
    house: House, many: dict[str, Place], mode: str, role: str
) -> None:
    place = many[mode]
    client = house.client(place, role)
    twin = client.get(f"/g/{place.group.slug}.json").json
    assert twin["drawn"]["number"] == 2
    url = twin["drawn"]["ideals"][0]["picture_url"]
    assert client.get(url).status_code == 200
    assert client.get(f"/g/{place.group.slug}/ideals/2/{DEFAULT_RULE}.png").status_code == 200
    assert bool(twin["drawn"]["spread"]) == (mode != "anonymous")
    assert len(twin["members"]) == (0 if mode == "anonymous" else 12)


@pytest.mark.parametrize("role", ("ready", "host"))
def test_files_that_were_made_are_there_for_who_asked_and_for_nobody_else(
    house: House, many: dict[str, Place], role: str
) -> None:
    place = many["identified"]
    mine = {
        one["task_id"]
        for one in house.client(place, role).get(f"/g/{place.group.slug}/exports.json").json["tasks"]
    }
    assert mine
    assert mine < set(place.tasks)
    for task in place.tasks:
        answer = house.client(place, role).get(f"/g/{place.group.slug}/exports/{task}/file")
        assert answer.status_code == (200 if task in mine else 404)


@pytest.mark.parametrize("phase", ["reveal", "vote"])
def test_the_reveal_shows_results_to_everybody(house: House, many: dict[str, Place], phase: str) -> None:
    place = many["identified"]
    house.change(place, phase=phase)
    try:
        assert house.client(place, "early").get(f"/g/{place.group.slug}.json").json["drawn"]["number"] == 2
    finally:
        house.change(place, phase="rating")


def test_the_host_sees_hidden_results(house: House, many: dict[str, Place]) -> None:
    place = many["pseudonymous"]
    house.change(place, results_shown=False)
    try:
        assert house.client(place, "host").get(f"/g/{place.group.slug}.json").json["drawn"]["number"] == 2
    finally:
        house.change(place, results_shown=True)


@pytest.mark.parametrize("mode", ("identified", "pseudonymous"))
def test_who_does_not_let_themself_be_found_is_in_no_match(
    house: House, many: dict[str, Place], mode: str
) -> None:
    place = many[mode]
    called = {one.name: one.name for one in place.everybody}
    if mode == "pseudonymous":
        called = {one.name: f"Member {at}" for at, one in enumerate(_by_number(place), 1)}
    ready = [called[one.name] for one in place.ready]
    seen = {}
    for role in ROLES[2:]:
        client = house.client(place, role)
        twin, page = (client.get(f"/g/{place.group.slug}/match{end}") for end in (".json", ""))
        seen[role] = [line["label"] for line in twin.json["matches"]]
        told = {name for name in called.values() if re.search(rf"{name}\b", twin.text + page.text)}
        assert told == set(seen[role]), role
    assert sorted(seen["ready"]) == sorted(ready[1:FINDABLE])
    assert seen["host"] == seen["early"] == [], "they have no taste here"


def _by_number(place: Place) -> list[Somebody]:
    """The members as they are numbered where names are hidden."""
    return sorted(place.everybody, key=lambda one: hashlib.sha256(one.member.member_id.encode()).hexdigest())


@pytest.mark.parametrize("role", ROLES[2:])
def test_segments_are_counted_where_every_part_is_large(
    house: House, many: dict[str, Place], few: Place, role: str
) -> None:
    for place, told_at in ((many["anonymous"], 2), (few, None)):
        page = house.client(place, role).get(f"/g/{place.group.slug}/segments.json").json
        where = page["questions"][1]
        seen = told_at is not None and role != "early"
        assert [one["members"] for one in where["segments"]] == ([6, 6] if seen else [None, None])
        assert page["number"] == (told_at if seen else None) and where["offered"] == seen
    place = many["identified"]
    page = house.client(place, role).get(f"/g/{place.group.slug}/segments.json").json
    assert [one["members"] for one in page["questions"][1]["segments"]] == (
        [None, None] if role == "early" else [6, 6]
    )
