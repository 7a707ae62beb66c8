"""A meeting: a projector, a remote in the hand, the host's phone, and eight people who answer."""

from __future__ import annotations

import re
import secrets
import threading
import time

import pytest
from playwright.sync_api import expect

from group_plgl.rehearsal import Caller

from .conftest import opened

pytestmark = pytest.mark.browser

FEW = {
    "FIRST_POOL": "12", "FULL_POOL": "24", "DECK_AHEAD": "24", "NEEDED_ANSWERS": "8", "NEEDED_EACH": "2",
    "SAMPLES_EACH": "1",
}  # fmt: skip
NAMES = ("Ada", "Bo", "Cyd", "Dev", "Eli", "Fay", "Gus", "Hal")
SWIPES = 20
PATIENCE = 40_000


class Meeting:
    """A rehearsal group on a real server, its host's browser, and people with a simple taste."""

    def __init__(self, browser, house):
        self.house = house
        self.context = browser.new_context(viewport={"width": 1280, "height": 720})
        wishes = {
            "name": "Lobby wall", "question": "Which one?", "space": "tiles", "mode": "swipe",
            "rehearsal": True, "results_shown": False,
        }  # fmt: skip
        made = self.context.request.post(
            f"{house.url}/new", data=wishes, headers={"Origin": house.url}
        ).json()
        self.slug, self.code = made["slug"], made["join_code"]
        self.people: list[Caller] = []
        self.complaints: list[str] = []

    def open(self, path, **settings):
        page = self.context.new_page()
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if settings:
            page.set_viewport_size(settings)
        page.goto(f"{self.house.url}/g/{self.slug}/{path}")
        page.evaluate("globalThis.sameDocument = true")
        return page

    def join(self):
        for name in NAMES:
            self.people.append(Caller(self.house.url))
            self.people[-1].ask("POST", f"/j/{self.code}", {"nickname": name, "simulated": True})

    def answer(self, turns):
        """Everybody likes pictures by their first number, turn after turn, and votes by it."""
        for _ in range(turns):
            for person in self.people:
                cards = self.dealt(person)
                first = max(cards, key=lambda one: one["latent"][0])
                said = {"kind": "chosen", "card": first["card"], "answer_ms": 900}
                if len(cards) == 1:
                    said |= {"kind": "rated", "value": int(first["latent"][0] > 0)}
                person.ask("PUT", f"/g/{self.slug}/events/{secrets.token_hex(16)}?n=0", said)

    def dealt(self, person):
        """The cards of somebody's next turn, once they are dealt."""
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            if turns := person.ask("GET", f"/g/{self.slug}/cards.json?n=1")["turns"]:
                return turns[0]["cards"]
            time.sleep(0.2)
        raise AssertionError("no cards were dealt")

    def meanwhile(self, work, *words):
        """Others do something while the test watches a page."""
        thread = threading.Thread(target=work, args=words)
        thread.start()
        return thread

    def presenter(self):
        return self.context.request.get(f"{self.house.url}/g/{self.slug}/present.json").json()


@pytest.fixture(scope="module")
def small_house(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("meeting") / "data", **FEW) as house:
        yield house


@pytest.fixture
def meeting(browser, small_house):
    held = Meeting(browser, small_house)
    yield held
    held.context.close()


def test_a_meeting_from_the_lobby_to_the_result_of_the_vote_by_keyboard_alone(meeting):
    screen = meeting.open("present")
    live = screen.locator("#live")
    expect(screen.locator(".lobby-code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    meeting.meanwhile(meeting.join).join()
    expect(screen.locator(".floaters li")).to_have_text(list(NAMES), timeout=PATIENCE)
    screen.keyboard.press("Space")
    expect(screen.locator(".counter-number")).to_have_text("0/8")
    voting = meeting.meanwhile(meeting.answer, SWIPES)
    expect(screen.locator(".counter-number")).to_have_text("8/8", timeout=PATIENCE)
    expect(screen.locator(".mosaic-tile .frame-picture").first).to_be_visible(timeout=PATIENCE)
    voting.join()
    expect(screen.locator(".counter-more")).to_have_text(f"{8 * SWIPES} answers", timeout=PATIENCE)
    _until_drawn(meeting)
    screen.keyboard.press("PageDown")
    expect(screen.locator("#countdown span")).to_be_visible()
    screen.keyboard.press("h")  # hidden while it is counted down to: the room never sees it
    expect(screen.locator(".curtain h1")).to_have_text("Not yet.")
    expect(screen.locator("#countdown")).to_be_hidden()
    screen.keyboard.press("PageUp")
    expect(live).to_have_attribute("data-phase", "rating")
    screen.keyboard.press("PageDown")
    expect(screen.locator("#countdown span")).to_be_visible()
    screen.keyboard.press("Space")
    expect(screen.locator(".ideal-words h1")).to_contain_text("predicted to like this picture")
    screen.keyboard.press("ArrowRight")
    expect(screen.locator("#rule-consensus")).to_be_checked()
    screen.keyboard.press("ArrowDown")
    expect(screen.locator("#rule-mean")).to_be_checked()
    screen.keyboard.press("3")
    expect(screen.locator("#rule-median")).to_be_checked()
    screen.keyboard.press("Space")
    expect(screen.locator(".spread-scene .tile")).to_have_count(8)
    screen.keyboard.press("Space")
    expect(live).to_have_attribute("data-slide", "divided")
    screen.keyboard.press("PageUp")
    expect(live).to_have_attribute("data-slide", "spread")
    screen.get_by_role("button", name="Hide results").focus()
    screen.keyboard.press("Enter")
    expect(screen.locator(".curtain h1")).to_have_text("Not yet.")
    screen.keyboard.press("h")
    expect(screen.locator(".spread-scene")).to_be_visible()
    screen.evaluate("document.activeElement.blur()")
    screen.keyboard.press("Escape")
    expect(screen.locator("#corner img")).to_be_visible()
    screen.keyboard.press("Escape")
    expect(screen.locator("#corner")).to_be_hidden()
    screen.keyboard.press("?")
    expect(screen.locator("#keys")).to_be_visible()
    screen.keyboard.press("Escape")
    screen.keyboard.press("t")
    expect(screen.locator(".clock")).to_have_text(re.compile(r"^[45]:\d\d$"))
    _walk_to(screen, live, "vote")
    expect(screen.locator(".vote-tiles .tile").first).to_be_visible()
    screen.keyboard.press("Space")
    expect(screen.locator("#toast")).to_contain_text("Press again to close the vote")
    meeting.meanwhile(meeting.answer, 1).join()
    expect(screen.locator(".counter-number")).to_have_text("8/8", timeout=PATIENCE)
    screen.keyboard.press("PageDown")
    expect(screen.locator(".result-head h1")).to_have_text(re.compile("won with|share the first place"))
    counts = screen.locator(".tally-count").all_inner_texts()
    assert sum(int(text.split()[0]) for text in counts) == 8
    assert screen.evaluate("globalThis.sameDocument") is True
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert meeting.complaints == []


def test_the_host_leads_from_a_phone_and_no_press_by_mistake_does_harm(meeting):
    screen = meeting.open("present")
    phone = meeting.open("control", width=390, height=844)
    meeting.join()
    phone.get_by_role("button", name="Next").click()
    expect(screen.locator(".counter-number")).to_have_text("0/8")
    aside = phone.get_by_role("button", name="Set Ada aside")
    aside.click()
    expect(aside).to_contain_text("Press again")
    expect(phone.locator("#toast")).to_have_text("Press again, or hold")
    with phone.expect_response("**/control"):  # the page is drawn anew, and the button still asks
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.wait_for_timeout(100)
    expect(aside).to_contain_text("Press again")
    assert _aside(meeting) == []
    aside.click()
    expect(phone.get_by_role("button", name="Take Ada back in")).to_be_visible()
    assert _aside(meeting) == ["Ada"]
    held = phone.get_by_role("button", name="Set Bo aside")
    held.scroll_into_view_if_needed()
    box = held.bounding_box()
    phone.mouse.move(box["x"] + 10, box["y"] + 10)
    phone.mouse.down()
    expect(phone.get_by_role("button", name="Take Bo back in")).to_be_visible()
    phone.mouse.up()
    phone.wait_for_timeout(300)  # letting go is no press of what the button has become
    assert _aside(meeting) == ["Ada", "Bo"]
    code = screen.locator(".join-line-code").inner_text()
    phone.get_by_role("button", name="New code").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    expect(screen.locator(".join-line-code")).not_to_have_text(code)
    phone.get_by_role("button", name="Lock the door").click()
    expect(screen.locator(".join-line")).to_have_text("The door is closed")
    phone.get_by_role("button", name="3 minutes").click()
    expect(screen.locator(".clock")).to_have_text(re.compile(r"^[23]:\d\d$"))
    assert phone.evaluate("globalThis.sameDocument") is True
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert meeting.complaints == []


def test_with_the_server_gone_the_last_state_stays_and_says_so(browser, closed_house):
    closed_house.start()
    meeting = Meeting(browser, closed_house)
    screen = meeting.open("present")
    expect(screen.locator(".lobby-code")).to_be_visible()
    closed_house.kill()
    expect(screen.locator("#lost")).to_be_visible(timeout=PATIENCE)
    expect(screen.locator(".lobby-code")).to_be_visible()
    closed_house.start()
    expect(screen.locator("#lost")).to_be_hidden(timeout=PATIENCE)
    meeting.context.close()


def _until_drawn(meeting):
    """Wait until everybody is in the picture, which only the host can see while it is hidden."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        page = meeting.context.request.get(f"{meeting.house.url}/g/{meeting.slug}.json").json()
        if page["drawn"] and page["drawn"]["members"] == len(NAMES):
            return
        time.sleep(0.3)
    raise AssertionError("no picture of everybody was drawn")


def _walk_to(screen, live, phase):
    for _ in range(4):
        if live.get_attribute("data-phase") == phase:
            return
        before = live.get_attribute("data-at")
        screen.keyboard.press("Space")
        expect(live).not_to_have_attribute("data-at", before, timeout=PATIENCE)
    expect(live).to_have_attribute("data-phase", phase)


def _aside(meeting):
    page = meeting.context.request.get(f"{meeting.house.url}/g/{meeting.slug}/control.json").json()
    return [one["label"] for one in page["members"] if one["set_aside"]]
