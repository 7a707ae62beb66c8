"""A person with a phone: joins, swipes thirty cards, takes three back, sees the group change."""

import re
import time

import pytest
from playwright.sync_api import expect

from group_plgl.rehearsal import Plan, found_rehearsal, rehearse

pytestmark = pytest.mark.browser

SWIPES = 30
UNDONE = 3


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.complaints = []
    page.on(
        "console", lambda message: page.complaints.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def _swipe(page, to_the_right: bool) -> None:
    """A finger drawn over the top card, as the browser's own touch events."""
    box = page.locator("#stack").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reach = box["width"] * (0.42 if to_the_right else -0.42)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 7):
        point = {"x": x + reach * step / 6, "y": y + 2}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def _wait_answered(page, count: int) -> None:
    words = page.locator("#progress")
    expect(words).to_have_text(re.compile(rf"^{count} answered"), timeout=20_000)


def test_a_person_joins_swipes_thirty_cards_undoes_three_and_the_ideal_is_redrawn(house, phone):
    group = found_rehearsal(house.url, "vessel")
    rehearse(house.url, group, Plan(members=4, answers=14, shape="one camp", seed=2))
    before = house.settled(group.slug)["drawn"]
    phone.goto(f"{house.url}/j/{group.join_code}")
    phone.fill("input[name=nickname]", "Robin")
    phone.click("form button[type=submit]")
    phone.wait_for_url(re.compile(r"/g/.+/rate$"))
    for done in range(SWIPES):
        expect(phone.locator("#like")).to_be_enabled(timeout=20_000)
        _swipe(phone, to_the_right=done % 2 == 0)
        _wait_answered(phone, done + 1)
        time.sleep(0.15)
    for taken_back in range(UNDONE):
        phone.click("#undo")
        _wait_answered(phone, SWIPES - taken_back - 1)
        time.sleep(0.15)
    expect(phone.locator("#wire")).to_have_attribute("data-state", "saved", timeout=20_000)
    page = house.settled(group.slug)
    after = page["drawn"]
    robin = next(member for member in page["members"] if member["label"] == "Robin")
    assert robin["answers"] == SWIPES - UNDONE
    assert robin["simulated"] is False
    assert after["number"] > before["number"]
    assert after["ideals"][0]["picture_url"] != before["ideals"][0]["picture_url"]
    phone.goto(f"{house.url}/g/{group.slug}")
    assert (
        f"#{after['number']}" in phone.locator("main").inner_text() or str(after["number"]) in phone.content()
    )
    assert phone.complaints == []


def test_what_is_answered_in_one_tab_is_no_question_in_the_other(house, phone):
    group = found_rehearsal(house.url, "tiles")
    phone.goto(f"{house.url}/j/{group.join_code}")
    phone.fill("input[name=nickname]", "Robin")
    phone.click("form button[type=submit]")
    phone.wait_for_url(re.compile(r"/g/.+/rate$"))
    other = phone.context.new_page()
    other.goto(phone.url)
    for page in (phone, other):
        expect(page.locator("#like")).to_be_enabled(timeout=30_000)
    for page in (phone, other, phone, other):
        page.locator("#like").click()
        expect(page.locator("#wire")).to_have_attribute("data-state", "saved", timeout=20_000)
        time.sleep(0.3)
    robin = next(member for member in house.page(group.slug)["members"] if member["label"] == "Robin")
    assert robin["answers"] == 4
    tops = [page.locator(".card[data-place='0']").get_attribute("data-card") for page in (phone, other)]
    assert tops[0] == tops[1] is not None


def test_with_the_server_gone_the_deck_keeps_its_cards_and_says_what_is_the_matter(closed_house, phone):
    house = closed_house
    house.start()
    group = found_rehearsal(house.url, "tiles")
    phone.goto(f"{house.url}/j/{group.join_code}")
    phone.fill("input[name=nickname]", "Robin")
    phone.click("form button[type=submit]")
    phone.wait_for_url(re.compile(r"/g/.+/rate$"))
    expect(phone.locator("#like")).to_be_enabled(timeout=30_000)
    phone.wait_for_timeout(3000)
    house.kill()
    for _ in range(8):
        phone.locator("#like").click()
        phone.wait_for_timeout(250)
    expect(phone.locator("#wire")).to_have_attribute("data-state", "offline", timeout=20_000)
    expect(phone.locator("#like")).to_be_enabled()
    phone.locator("#undo").click()
    house.start()
    expect(phone.locator("#wire")).to_have_attribute("data-state", "saved", timeout=60_000)
    robin = next(member for member in house.page(group.slug)["members"] if member["label"] == "Robin")
    house.stop()
    assert robin["answers"] == 7
