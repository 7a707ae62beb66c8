"""The deck in every mode: what is touched, pressed or dragged is stored as what it means, and trains."""

import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from group_plgl.feedback.modes import MODES
from group_plgl.store.database import Database
from group_plgl.store.people import group_by_slug

from .conftest import House
from .decks import DESKTOP, PHONE, drawn_finger, founded, joined, opened_page, press, saved, then_next

pytestmark = pytest.mark.browser

FEW = {
    "FIRST_POOL": "16", "FULL_POOL": "16", "DECK_AHEAD": "16", "CARD_PIXELS": "64", "IDEAL_PIXELS": "64",
    "NEEDED_ANSWERS": "6", "NEEDED_EACH": "2", "NEEDED_MEMBERS": "1",
}  # fmt: skip
SAID = """
    SELECT e.kind, e.value, c.place, c.mode, e.text FROM events e LEFT JOIN cards c ON c.card_id = e.card_id
    WHERE e.group_id = ? AND e.kind NOT IN ('roster', 'undone') AND e.event_id NOT IN (
        SELECT target_id FROM events WHERE group_id = ? AND target_id IS NOT NULL) ORDER BY e.seq"""


@dataclass
class Sitting:
    """What one person did in one mode, and what is stored of it."""

    page: object
    group: object
    meant: list
    stored: tuple = ()


def _swipe(page):
    for way in (1, -1, 1, -1, 1, -1):
        then_next(page, lambda way=way: drawn_finger(page, way * 150, 4))
    then_next(page, lambda: drawn_finger(page, 3, 150))
    then_next(page, lambda: page.tap("#like"))
    then_next(page, lambda: page.tap("#undo"))
    then_next(page, lambda: page.tap("#dislike"))
    thrown = [("rated", float(way), 0) for way in (1, 0, 1, 0, 1, 0)]
    return [*thrown, ("skipped", None, 0), ("rated", 0.0, 0)]


def _pick_of_four(page):
    for place in (0, 3, 1, 2):
        spot = f".layer[data-depth='0'] .card[data-place='{place}'] .pick"
        then_next(page, lambda spot=spot: page.tap(spot))
    then_next(page, lambda: page.tap("#none"))
    then_next(page, lambda: page.tap("#skip"))
    picks = [("chosen", None, place) for place in (0, 3, 1, 2)]
    return [*picks, ("chosen", 0.0, 0), ("skipped", None, 0)]


def _pick_of_two(page):
    for key in ("ArrowLeft", "ArrowRight", "2", "1", "b", "n", "s", "ArrowLeft"):
        press(page, key)
    picks = [("chosen", None, place) for place in (0, 1, 1, 0)]
    return [*picks, ("chosen", 1.0, 0), ("chosen", 0.0, 0), ("skipped", None, 0), ("chosen", None, 0)]


def _slider(page):
    page.keyboard.press("Enter")  # nothing was set yet, so nothing is said
    for key in ("9", "0", "7"):
        press(page, key, "Enter")
    press(page, "ArrowRight", "ArrowRight", "Enter")
    press(page, "ArrowLeft", "Enter")
    box = page.locator("#stack").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 4, y, steps=5)
    page.mouse.up()
    expect(page.locator("#slider")).to_have_value("75")
    then_next(page, lambda: page.click("#give"))
    press(page, "s")
    _comment(page, "Too loud for a lobby")
    _comment(page, "Said in haste")
    page.keyboard.press("c")
    expect(page.locator("#comment-last-words")).to_contain_text("Said in haste")
    page.click("#comment-delete")
    expect(page.locator("#comment-last-words")).to_contain_text("Too loud")
    page.click("#comment-close")
    shares = [("rated", share, 0) for share in (1.0, 0.0, 0.78, 0.6, 0.45, 0.75)]
    return [*shares, ("skipped", None, 0), ("commented", None, 0)]


def _comment(page, words):
    page.keyboard.press("c")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#comment-sheet")).to_be_hidden()


def _one_to_ten(page):
    for key in ("1", "0", "3", "8"):
        press(page, key)
    for grade in (7, 2):
        then_next(page, lambda grade=grade: page.click(f"#grade-{grade}"))
    return [("rated", float(grade), 0) for grade in (1, 10, 3, 8, 7, 2)]


def _classes(page):
    for key in ("1", "3", "1", "2", "1"):
        press(page, key)
    then_next(page, lambda: page.click("#class-2"))
    return [("classed", float(index), 0) for index in (0, 2, 0, 1, 0, 2)]


def _several_classes(page):
    press(page, "Enter")  # none of them
    press(page, "1", "3", "Enter")
    press(page, "2", "2", "1", "Enter")  # a second press takes it back
    then_next(page, lambda: (page.click("#class-1"), page.click("#give")))
    press(page, "1", "2", "3", "Enter")
    press(page, "1", "Enter")
    page.keyboard.press("z")
    page.wait_for_timeout(130)
    expect(page.locator("#class-0")).to_have_attribute("aria-pressed", "true")
    press(page, "3", "Enter")
    return [("sorted", float(value), 0) for value in (0, 5, 1, 2, 7, 5)]


def _clusters(page):
    for key in ("ArrowRight", "ArrowLeft", "3", "1"):
        press(page, key)
    then_next(page, lambda: page.click("#like"))
    then_next(page, lambda: page.click("#dislike"))
    return [("rated", float(way), 0) for way in (1, 0, 1, 0, 1, 0)]


def _near_ideal(page):
    expect(page.locator("#how")).to_contain_text("each of which may be the group's ideal", timeout=30_000)
    expect(page.locator("#like")).to_be_enabled(timeout=30_000)
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "3", "1", "2"):
        press(page, key)
    return [("rated", 1.0, 0), ("rated", 0.0, 0), ("skipped", None, 0)] * 2


def _blind_vote(page):
    signs = page.locator(".layer[data-depth='0'] .sign")
    expect(signs.first).to_be_visible(timeout=30_000)
    letters = signs.all_inner_texts()
    assert 2 <= len(letters) <= 5
    assert letters == list("ABCDE")[: len(letters)]
    page.keyboard.press("a")
    expect(page.locator("#wait-title")).to_have_text("Thank you")
    page.wait_for_timeout(130)
    page.click("#undo")
    expect(signs.first).to_be_visible()
    page.wait_for_timeout(130)
    page.keyboard.press("b")
    expect(page.locator("#wait-words")).to_have_text("The result comes when the host shows it.")
    return [("chosen", None, 1)]


FIRST = {
    "swipe": (_swipe, PHONE), "pick-of-four": (_pick_of_four, PHONE), "pick-of-two": (_pick_of_two, DESKTOP),
    "slider": (_slider, DESKTOP), "one-to-ten": (_one_to_ten, DESKTOP), "classes": (_classes, DESKTOP),
    "several-classes": (_several_classes, DESKTOP), "clusters": (_clusters, PHONE),
}  # fmt: skip
LATER = {
    "near-ideal": (_near_ideal, ("begin", {"mode": "near-ideal"})),
    "blind-vote": (_blind_vote, ("vote", {})),
}


@pytest.fixture(scope="module")
def played(browser, tmp_path_factory):
    """One person per mode answers in a browser until their taste is learned; then the book is read."""
    house = House(tmp_path_factory.mktemp("modes") / "data", **FEW)
    house.start()
    try:
        groups = {mode: founded(house.url, mode) for mode in FIRST}
        sittings = {mode: _sat(browser, house, mode, group) for mode, group in groups.items()}
        for mode, sitting in sittings.items():
            expect(sitting.page.locator("#taste")).to_contain_text("Your taste is learned", timeout=60_000)
            if mode != "swipe":
                sitting.page.context.close()
        swiped = sittings["swipe"]
        assert _await(lambda: house.page(swiped.group.slug)["drawn"])
        for mode, (play, order) in LATER.items():
            swiped.group.order(order[0], **order[1])
            sittings[mode] = Sitting(swiped.page, swiped.group, play(swiped.page))
            saved(swiped.page)
        house.stop()
        with Database.open(house.folder / "house.duckdb") as database:
            for mode, sitting in sittings.items():
                group = group_by_slug(database, sitting.group.slug).group_id
                rows = database.read(SAID, [group, group])
                sitting.stored = tuple(row for row in rows if row[3] == mode)
        yield sittings
        swiped.page.context.close()
    finally:
        if house.running:
            house.kill()


def _sat(browser, house, mode, group):
    play, look = FIRST[mode]
    page = joined(opened_page(browser, look), house.url, group)
    meant = play(page)
    saved(page)
    return Sitting(page, group, meant)


def _await(reached, seconds=60):
    until = time.monotonic() + seconds
    while not (there := bool(reached())) and time.monotonic() < until:
        time.sleep(0.2)
    return there


@pytest.mark.parametrize("mode", MODES)
def test_what_is_done_in_a_mode_is_stored_as_what_it_means(played, mode):
    sitting = played[mode]
    assert [(kind, value, place) for kind, value, place, *_ in sitting.stored] == sitting.meant
    assert sitting.page.complaints == [] or all("ERR_" in line for line in sitting.page.complaints)


def test_a_comment_is_stored_with_its_picture_and_a_deleted_one_is_not(played):
    assert [row[4] for row in played["slider"].stored if row[0] == "commented"] == ["Too loud for a lobby"]
