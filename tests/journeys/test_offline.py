"""Answers given without a server: each arrives exactly once, and what comes too late is said to."""

import re
import time

import pytest
from playwright.sync_api import expect

from group_plgl.store.database import Database

from .conftest import CHROMIUM, House
from .decks import (
    PHONE,
    founded,
    joined,
    listened,
    opened_page,
    press,
    saved,
    then_next,
    through_the_door,
    top_of,
)

pytestmark = pytest.mark.browser

SWIPES, UNDONE, LATE = 20, 3, 4
FEW = {"FIRST_POOL": "48", "FULL_POOL": "64", "CARD_PIXELS": "64", "GRACE_SECONDS": "0"}
LAN_NAME = "plgl.test"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house that takes no votes after closing, and that tests kill."""
    house = House(tmp_path_factory.mktemp("offline") / "data", **FEW)
    house.start()
    yield house
    if house.running:
        house.kill()


@pytest.fixture(scope="module")
def group(house):
    return founded(house.url, "swipe")


@pytest.fixture
def phone(browser):
    page = opened_page(browser, PHONE)
    yield page
    page.context.close()


@pytest.fixture
def lan_phone(browser):
    """A browser to which the server is some name on the network: not a secure context."""
    rules = f"--host-resolver-rules=MAP {LAN_NAME} 127.0.0.1"
    other = browser.browser_type.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", rules])
    yield listened(other.new_page(viewport={"width": 390, "height": 844}))
    other.close()


def _stocked(page, cards):
    """The same deck with all that is dealt ahead in it, spare turns too."""
    deadline = time.monotonic() + 30
    while len(page.request.get(cards).json()["turns"]) < SWIPES + 1:
        assert time.monotonic() < deadline, "too few turns are dealt ahead"
        page.wait_for_timeout(200)
    page.reload()
    expect(page.locator("#skip")).to_be_enabled()


def _answer(page, count, key="3"):
    for _ in range(count):
        press(page, key)


def _undo(page, count):
    for _ in range(count):
        then_next(page, lambda: page.locator("#undo").click())


def _answered(page, count):
    expect(page.locator("#progress")).to_have_text(re.compile(f"^{count} answered"), timeout=20_000)


def _known(house, group, nickname):
    """How many answers of a member the server counts."""
    members = house.page(group.slug)["members"]
    return next(member["answers"] for member in members if member["label"] == nickname)


def test_what_waits_is_kept_through_a_closed_page_and_a_dead_server(house, group, phone):
    joined(phone, house.url, group, "Ada")
    house.kill()
    _answer(phone, 3, "1")
    context, deck = phone.context, phone.url
    phone.close()
    house.start()
    again = context.new_page()
    again.goto(deck)
    _answered(again, 3)
    saved(again)
    _undo(again, 1)
    _answered(again, 2)
    saved(again)
    assert _known(house, group, "Ada") == 2


def test_what_comes_after_closing_is_refused_and_said_so(house, phone):
    group = founded(house.url, "swipe")
    joined(phone, house.url, group)
    _answer(phone, 2)
    saved(phone)
    phone.context.set_offline(True)
    _answer(phone, LATE)
    group.order("close")
    phone.context.set_offline(False)
    note = phone.locator("#note")
    expect(note).to_have_text(f"{LATE} answers came after closing and were not counted.", timeout=20_000)
    expect(phone.locator("#wait-title")).to_have_text("The session is closed")
    expect(phone.locator("#like")).to_be_disabled()
    saved(phone)
    _answered(phone, 2)
    assert phone.request.get(f"{house.url}/g/{group.slug}/cards.json").json()["taste"]["answered"] == 2


def test_what_is_taken_back_after_closing_stands_and_is_not_asked_again(house, phone):
    group = founded(house.url, "swipe")
    joined(phone, house.url, group)
    _answer(phone, 2)
    saved(phone)
    phone.context.set_offline(True)
    _undo(phone, 1)
    again = top_of(phone)
    phone.keyboard.press("c")
    phone.keyboard.type("Too late")
    phone.keyboard.press("Control+Enter")
    group.order("close")
    phone.context.set_offline(False)
    saved(phone)
    expect(phone.locator("#wait-title")).to_have_text("The session is closed", timeout=20_000)
    _answered(phone, 2)
    group.order("open")
    expect(phone.locator("#like")).to_be_enabled(timeout=20_000)
    assert top_of(phone) != again
    phone.reload()
    expect(phone.locator("#like")).to_be_enabled(timeout=20_000)
    phone.keyboard.press("c")
    expect(phone.locator("#comment-last")).to_be_hidden()


def test_an_insecure_context_swipes_keeps_and_undoes_like_any_other(house, group, lan_phone):
    page = lan_phone
    through_the_door(page, f"http://{LAN_NAME}:{house.port}", group, "Bo")
    assert page.evaluate("[isSecureContext, crypto.randomUUID === undefined]") == [False, True]
    house.kill()
    _answer(page, 5)
    _undo(page, 1)
    house.start()
    saved(page)
    cookies = {cookie["name"]: cookie["secure"] for cookie in page.context.cookies()}
    assert [safe for name, safe in cookies.items() if name.startswith("plgl_m_")] == [False]
    assert [line for line in page.complaints if "ERR_" not in line] == []
    assert _known(house, group, "Bo") == 4


def test_twenty_swipes_without_a_server_and_three_undone_arrive_exactly_once(house, group, phone):
    joined(phone, house.url, group, "Cyd")
    _stocked(phone, f"{house.url}/g/{group.slug}/cards.json?n=40")
    house.kill()
    _answer(phone, SWIPES)
    _undo(phone, UNDONE)
    expect(phone.locator("#wire-words")).to_have_text(f"offline – {SWIPES + UNDONE} waiting")
    _answered(phone, SWIPES - UNDONE)
    house.start()
    saved(phone)
    _answered(phone, SWIPES - UNDONE)
    assert _known(house, group, "Cyd") == SWIPES - UNDONE
    house.stop()
    with Database.open(house.folder / "house.duckdb") as database:
        said = database.read(
            "SELECT e.kind, e.event_id, e.target_id FROM events e JOIN members m USING (member_id) "
            "WHERE m.nickname = 'Cyd'"
        )
    rated = {event for kind, event, _ in said if kind == "rated"}
    undone = {target for kind, _, target in said if kind == "undone"}
    assert (len(said), len(rated), len(undone)) == (SWIPES + UNDONE, SWIPES, UNDONE)
    assert len(rated - undone) == SWIPES - UNDONE
