"""Live updates over real sockets: many streams and few threads, coming back, a full house, and tabs."""

import http.client
import json
import secrets
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from group_plgl.errors import BadInput
from group_plgl.rehearsal import Caller, found_rehearsal
from group_plgl.store.database import Database

from .conftest import opened
from .decks import founded, opened_page

STREAMS = 300
VOTES = 40
ROOM = 12


class Stream:
    """An open stream, read line by line."""

    def __init__(self, url: str, slug: str, last: int | None = None) -> None:
        place = urlsplit(url)
        self._sock = socket.create_connection((place.hostname, place.port), timeout=30)
        told = [] if last is None else [f"Last-Event-ID: {last}"]
        lines = [f"GET /g/{slug}/changes HTTP/1.1", f"Host: {place.netloc}", *told, "", ""]
        self._sock.sendall("\r\n".join(lines).encode())
        self._file = self._sock.makefile("rb")
        self.status = int(self._file.readline().split()[1])

    def until(self, beginning: bytes) -> bytes | None:
        """The next line that begins like this; None when the stream ends first."""
        return next((line.rstrip() for line in self._file if line.startswith(beginning)), None)

    def version(self) -> int:
        """The version of the next hint."""
        return json.loads(self.until(b"data: ")[6:])["version"]

    def close(self) -> None:
        self._file.close()
        self._sock.close()


class Voter:
    """A simulated member with cards."""

    def __init__(self, house, group, nickname="Ada") -> None:
        self._caller = Caller(house.url)
        self._caller.ask("POST", f"/j/{group.join_code}", {"nickname": nickname, "simulated": True})
        self._slug = group.slug
        turns = []
        while not turns:
            turns = self._caller.ask("GET", f"/g/{group.slug}/cards.json?n=20")["turns"]
        self._cards = [card["card"] for turn in turns for card in turn["cards"]]

    def vote(self) -> str:
        event = secrets.token_hex(16)
        words = {"kind": "rated", "card": self._cards[0], "value": 1, "answer_ms": 500}
        self._cards.append(self._cards.pop(0))
        said = self._caller.ask("PUT", f"/g/{self._slug}/events/{event}?n=0", words)
        assert said["event"] == event
        return event


def _version(house, slug: str, after: int = 0, wait: int = 0) -> int:
    return Caller(house.url).ask("GET", f"/g/{slug}/changes.json?after={after}&wait={wait}")["version"]


def _settled(house, slug: str) -> int:
    """The version once nothing is drawn or dealt any more."""
    known = 0
    while (now := _version(house, slug, after=known, wait=2)) != known:
        known = now
    return known


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A small house: four threads, room for a dozen streams."""
    with opened(tmp_path_factory.mktemp("live") / "data", THREADS="4", STREAMS=f"{ROOM}") as house:
        yield house


@pytest.fixture
def crowd(house):
    """Opens streams; all are closed in the end."""
    streams: list[Stream] = []

    def come(slug: str, last: int | None = None) -> Stream:
        streams.append(Stream(house.url, slug, last))
        return streams[-1]

    yield come
    for stream in streams:
        stream.close()


def test_hundreds_of_streams_hold_no_thread_and_end_cleanly_with_the_server(closed_house):
    house = closed_house
    house._knobs["GROUP_PLGL_THREADS"] = "4"
    house.start()
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    streams = [Stream(house.url, group.slug) for _ in range(STREAMS)]
    assert {stream.status for stream in streams} == {200}
    first = [stream.version() for stream in streams]
    said = {voter.vote() for _ in range(VOTES)}
    assert all(stream.version() > before for stream, before in zip(streams[-10:], first[-10:], strict=True))
    asked = [Stream(house.url, group.slug) for _ in range(3)]
    house.stop()
    assert house._process.returncode == 0
    for stream in (*streams[:20], *asked):
        assert stream.until(b"never") is None
    for stream in (*streams, *asked):
        stream.close()
    with Database.open(house.folder / "house.duckdb") as database:
        assert {event for (event,) in database.read("SELECT event_id FROM events")} == said


def test_who_comes_back_hears_what_was_missed_once(house, crowd):
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    known = crowd(group.slug).version()
    voter.vote()
    assert crowd(group.slug, last=known).version() > known
    now = _settled(house, group.slug)
    quiet = crowd(group.slug, last=now)
    assert quiet.until(b":") == b": open"
    voter.vote()
    assert quiet.version() > now


def test_a_full_house_says_when_to_come_back_and_asking_is_enough(house, crowd):
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    for stream in [crowd(group.slug) for _ in range(ROOM)]:
        stream.version()
    refused = crowd(group.slug)
    assert refused.status == 503
    assert refused.until(b"Retry-After: ")
    known = _settled(house, group.slug)
    voter.vote()
    assert _version(house, group.slug, after=known, wait=20) > known


def test_a_wait_ends_with_the_change_and_holds_no_thread(house):
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    known = _settled(house, group.slug)
    place = urlsplit(house.url)
    waiting = [http.client.HTTPConnection(place.hostname, place.port, timeout=30) for _ in range(ROOM)]
    for one in waiting:
        one.request("GET", f"/g/{group.slug}/changes.json?after={known}&wait=25")
    voter.vote()
    answers = [json.load(one.getresponse()) for one in waiting]
    assert all(answer["version"] > known for answer in answers)
    for one in waiting:
        one.close()


def test_to_an_outsider_there_is_no_stream_and_no_group(house, crowd):
    words = {"name": "Ours", "question": "Which?", "space": "tiles", "rehearsal": False}
    slug = Caller(house.url).ask("POST", "/new", words)["slug"]
    assert crowd(slug).status == crowd("nobody-000000").status == 404
    with pytest.raises(BadInput, match="404"):
        _version(house, slug)


WATCH = """
async () => {
  const { watchChanges } = await import("/static/changes.js");
  window.heard = [];
  watchChanges(location.pathname, (change) => window.heard.push(change.version));
}
"""


def _newest(page) -> int:
    return page.evaluate("() => window.heard.at(-1) ?? 0")


def _hears(page, more_than: int) -> bool:
    for _ in range(200):
        if _newest(page) > more_than:
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.browser
def test_two_tabs_share_one_stream_and_the_second_takes_over(house, browser):
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    context = browser.new_context()
    opened_streams: list[str] = []
    context.on("request", lambda request: opened_streams.append(request.url) if _is_stream(request) else None)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(f"{house.url}/g/{group.slug}")
        page.evaluate(WATCH)
        assert _hears(page, 0)
    before = max(_newest(first), _newest(second))
    voter.vote()
    assert _hears(first, before)
    assert _hears(second, before)
    assert len(opened_streams) == 1
    first.close()
    before = _newest(second)
    voter.vote()
    assert _hears(second, before)
    assert len(opened_streams) == 2
    context.close()


@pytest.mark.browser
def test_the_group_page_follows_and_its_link_can_still_be_copied(house, browser):
    group = founded(house.url, "swipe")
    page = opened_page(browser)
    with page.expect_response(f"**/g/{group.slug}.json"):
        page.goto(f"{house.url}/g/{group.slug}")
    code = page.locator(".join-code").inner_text()
    fresh = group.order("code")["join"]["code"]
    expect(page.locator(".join-code")).not_to_have_text(code)
    Caller(house.url).ask("POST", f"/j/{fresh}", {"nickname": "Ada", "simulated": True})
    expect(page.locator(".people")).to_contain_text("1 joined")
    page.click("[data-select]")
    selected = "document.activeElement.selectionEnd - document.activeElement.selectionStart"
    assert page.evaluate(selected) == len(page.locator("[data-select]").input_value())
    assert page.complaints == []
    page.context.close()


@pytest.mark.browser
def test_without_streams_the_page_stays_true_all_the_same(house, browser, crowd):
    group = found_rehearsal(house.url, "tiles")
    voter = Voter(house, group)
    for stream in [crowd(group.slug) for _ in range(ROOM)]:
        stream.version()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/g/{group.slug}")
    page.evaluate(WATCH)
    assert _hears(page, 0)
    before = _newest(page)
    voter.vote()
    assert _hears(page, before)
    context.close()


def _is_stream(request) -> bool:
    return request.url.endswith("/changes")
