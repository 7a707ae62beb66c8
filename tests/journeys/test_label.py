"""Labelling in a browser: keys, numbers that move at once, an undo after a reload, two lines to drag."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import opened
from .decks import founded, opened_page, press, top_of

pytestmark = pytest.mark.browser

KNOBS = {
    "FIRST_POOL": "40", "FULL_POOL": "60", "CARD_PIXELS": "64", "NEEDED_ANSWERS": "6", "NEEDED_EACH": "2",
}  # fmt: skip


def counts(page):
    return [int(page.inner_text(f"[data-count={name}]")) for name in ("positive", "negative", "undecided")]


def facts(page, url, group):
    return page.request.get(f"{url}/g/{group.slug}/label.json").json()


def settled(page, low, high):
    """Wait until the lines are heard by the server."""
    page.wait_for_function(
        "async ([low, high]) => { const { band } = await (await fetch(location.pathname + '.json')).json(); "
        "return Math.abs(band.low - low) < 0.005 && Math.abs(band.high - high) < 0.005; }",
        arg=[low, high],
    )


def test_a_folder_is_labelled_by_keys_and_steered_by_mouse_and_keyboard(tmp_path, browser):
    with opened(tmp_path / "data", **KNOBS) as house:
        group = founded(house.url, "swipe", rehearsal=False)
        page = opened_page(browser)
        ours = {"Origin": house.url}
        page.request.post(f"{house.url}/j/{group.join_code}", data={"nickname": "Robin"}, headers=ours)
        page.goto(f"{house.url}/g/{group.slug}/label")
        page.click("button[value=begin]")
        expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
        for place in range(6):
            press(page, "13"[place % 2])
        press(page, "2")
        assert counts(page) == [3, 3, 1], "counted at once"
        before = top_of(page)
        page.wait_for_function("document.querySelector('#wire').dataset.state === 'saved'")
        page.reload()
        expect(page.locator("#undo")).to_be_enabled(timeout=30_000)
        expect(page.locator("#label-state")).not_to_be_empty()
        for key in ("z", "Backspace"):
            press(page, key)
        assert counts(page) == [2, 3, 0] and top_of(page) != before
        press(page, "3")
        page.keyboard.press("t")
        told = re.compile("Learned from 6 answers|Nothing new to learn")  # the job may have been first
        expect(page.locator("#label-state")).to_contain_text(told, timeout=30_000)
        expect(page.locator("[data-n=unseen]")).to_have_text("6 answers")
        seen = facts(page, house.url, group)
        assert sum(seen["folder"]["everything"]) == seen["folder"]["n"] == sum(seen["folder"]["left"]) + 6

        line, frame = page.locator("#band-low").bounding_box(), page.locator("#band").bounding_box()
        page.mouse.move(line["x"] + line["width"] / 2, line["y"] + line["height"] - 14)
        page.mouse.down()
        page.mouse.move(frame["x"] + 0.1 * frame["width"], line["y"] + 20, steps=5)
        page.mouse.up()
        settled(page, 0.10, 0.65)
        page.focus("#band-high")
        for _ in range(2):
            page.keyboard.press("PageDown")
        page.keyboard.press("ArrowLeft")
        settled(page, 0.10, 0.44)
        assert page.get_attribute("#band-high", "aria-valuenow") == "44"
        expect(page.locator("#band-words")).to_contain_text("10% to 44%")

        page.wait_for_function(
            "async () => { const { turns } = await (await fetch(location.pathname + '/cards.json')).json(); "
            "return turns.filter((turn) => !turn.spare).length > 4; }"
        )
        for _ in range(3):  # the one that was on the table, and two of those chosen since
            press(page, "1")
        expect(page.locator("[data-n=sitting]")).not_to_have_text("0 answers")
        page.wait_for_function("document.querySelector('#wire').dataset.state === 'saved'")
        said = facts(page, house.url, group)["sitting"]
        assert said["n"] == sum(said["positive"]) + sum(said["negative"]) >= 1
        assert page.complaints == []
        page.context.close()
