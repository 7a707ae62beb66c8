"""My taste in a real browser: seen, slid through by keyboard, changed, taken back, and deleted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..leaving import started
from .conftest import opened

pytestmark = pytest.mark.browser
KEPT = """async (deck) => {
  const open = indexedDB.open("group-plgl");
  const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const found = [];
  for (const name of database.objectStoreNames) {
    const rows = database.transaction(name).objectStore(name).getAll();
    found.push(...(await new Promise((done) => (rows.onsuccess = () => done(rows.result)))));
  }
  database.close();
  return found.filter((row) => row.deck === deck).length;
}"""


@pytest.fixture
def house(tmp_path: Path):
    """A house with two members whose tastes are learned; its studio is closed."""
    house = started(tmp_path / "data")
    for name in ("Ada-unmistakable", "Bo-unmistakable"):
        house.answer(house.join(name), 36)
    house.work()
    house.studio.close()
    return house


def phone(browser, house, url: str, place: int):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    name, token = f"plgl_m_{house.group.group_id}", house.token(house.members[place])
    context.add_cookies([{"name": name, "value": token, "url": url}])
    page = context.new_page()
    page.trouble = []
    page.on(
        "console", lambda said: page.trouble.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    return page


def test_my_taste_is_drawn_slid_through_changed_and_deleted(browser, house) -> None:
    with opened(house.folder, MIRROR_SECONDS="0.3", TIDY_SECONDS="5") as served:
        page = phone(browser, house, served.url, 0)
        page.goto(f"{served.url}/g/{house.group.slug}/rate")  # the deck keeps things for this member
        page.get_by_role("button", name=re.compile("^Like")).click()
        expect(page.locator("#wire")).to_have_attribute("data-state", "saved")
        page.goto(f"{served.url}/g/{house.group.slug}/me")
        expect(page.locator("[data-part=mirror][data-state=drawn]")).to_be_visible(timeout=30_000)
        _slide(page)
        _open_a_leaning(page)
        _change_a_vote(page)
        _leave(page, house, served)
        assert page.trouble == []
        bo = phone(browser, house, served.url, 1)
        bo.goto(f"{served.url}/g/{house.group.slug}/me")
        expect(bo.get_by_role("heading", name="My taste")).to_be_visible()


def _slide(page) -> None:
    slider = page.get_by_role("slider", name="From my ideal to the group's")
    ideal = page.locator(".glass-ideal")
    expect(ideal).to_be_visible()
    slider.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "10")
    expect(slider).to_have_attribute(
        "aria-valuetext", re.compile(r"^10.?% of the way: you are .* likely to like it")
    )
    expect(ideal).to_be_hidden()
    expect(page.locator("#glass-words")).to_contain_text("10% of the way")
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuenow", "100")
    page.keyboard.press("PageDown")
    expect(slider).to_have_attribute("aria-valuenow", "80")
    page.keyboard.press("Home")
    expect(ideal).to_be_visible()


def _open_a_leaning(page) -> None:
    leaning = page.locator(".leaning").first
    expect(leaning.locator("strong")).to_have_text("tall")
    leaning.locator("summary").click()
    expect(leaning.locator(".proof-row img").first).to_be_visible()


def _change_a_vote(page) -> None:
    tile = page.locator(".vote").first
    before = tile.get_attribute("data-vote")
    other = tile.locator(".vote-side[aria-pressed=false]").first
    label = other.get_attribute("aria-label")
    other.click()
    expect(tile.get_by_role("button", name=label, exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#said")).to_have_text("Changed. Your taste is learned anew.")
    assert tile.get_attribute("data-vote") != before
    page.reload()
    again = page.locator(".vote").first.get_by_role("button", name=label, exact=True)
    expect(again).to_have_attribute("aria-pressed", "true")


def _leave(page, house, served) -> None:
    deck = page.locator("#me").get_attribute("data-deck")
    assert page.evaluate(KEPT, deck) > 0
    hold = page.get_by_role("button", name="Hold to delete me")
    hold.focus()
    page.keyboard.press("Space")  # not held: nothing happens
    expect(hold).not_to_have_class(re.compile("hold-on"))
    page.keyboard.down("Space")
    expect(page.get_by_role("heading", name="You are forgotten.")).to_be_visible(timeout=15_000)
    page.keyboard.up("Space")
    expect(page.locator("#here")).to_have_text("This browser keeps nothing of you either.")
    assert page.evaluate(KEPT, deck) == 0
    assert house.traces(house.members[0]) == []
    page.trouble = [said for said in page.trouble if "404" not in said]
    answer = page.goto(f"{served.url}/g/{house.group.slug}/me")
    assert answer.status == 404
    page.trouble = [said for said in page.trouble if "404" not in said]
