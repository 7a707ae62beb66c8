"""Hands for the deck: joining, fingers drawn over the glass, waiting for the next turn."""

import time
from dataclasses import dataclass

from playwright.sync_api import expect

from group_plgl.rehearsal import Caller, Rehearsal

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
CLASSES = ["Keep", "Maybe", "Drop"]
TOP = ".stack .card[data-place='0'], .grid .layer[data-depth='0'] .card[data-place='0']"


@dataclass(frozen=True)
class Hosted(Rehearsal):
    """A group with the host who gives orders in it."""

    host: Caller

    def order(self, name, **words):
        return self.host.ask("POST", f"/g/{self.slug}/control/{name}", words)


def founded(url, mode, **wishes):
    """A rehearsal group that answers in this mode."""
    words = {"name": f"Deck {mode}", "space": "tiles", "mode": mode, "rehearsal": True}
    words["classes"] = CLASSES if mode in ("classes", "several-classes") else []
    host = Caller(url)
    made = host.ask("POST", "/new", {**words, **wishes})
    return Hosted(made["slug"], made["join_code"], "tiles", host)


def opened_page(browser, look=None, **more):
    """A page of a browser of its own, which keeps what the console complains about."""
    return listened(browser.new_context(**(look or DESKTOP), **more).new_page())


def listened(page):
    """The same page, with everything its console complains about."""
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def joined(page, url, group, nickname="Robin"):
    """The deck of somebody who has just joined, with its first turn on the table."""
    words, ours = {"nickname": nickname}, {"Origin": url}
    assert page.request.post(f"{url}/j/{group.join_code}", data=words, headers=ours).status == 201
    page.goto(f"{url}/g/{group.slug}/rate")
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
    return page


def through_the_door(page, url, group, nickname):
    """The same, by filling in the join page."""
    page.goto(f"{url}/j/{group.join_code}")
    page.fill("input[name=nickname]", nickname)
    page.click("form button[type=submit]")
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)


def top_of(page):
    return page.locator(TOP).first.get_attribute("data-card")


def then_next(page, act):
    """Do something that answers, and wait until another turn is on the table and takes answers."""
    before = top_of(page)
    act()
    page.wait_for_function(
        "([sign, before]) => document.querySelector(sign)?.dataset.card !== before", arg=[TOP, before]
    )
    page.wait_for_timeout(130)


def press(page, *keys):
    """One answer by keyboard."""
    then_next(page, lambda: [page.keyboard.press(key) for key in keys])


def drawn_finger(page, dx, dy, steps=6, start=(0.5, 0.5), second=None, end="touchEnd", pace=0.016):
    """A finger drawn over the table, as the browser's own touch events.

    Args:
        page: Whose table.
        dx: How far to the right, in pixels.
        dy: How far down.
        steps: In how many moves.
        start: Where it begins, in shares of the table.
        second: After which move a second finger comes down; never when None.
        end: `touchEnd` lifts the finger, `touchCancel` takes it away.
        pace: Seconds per move, as the browser is told.

    On a busy machine the pause before the first move may be taken for a hold: then it is drawn again.
    """
    _draw(page, dx, dy, steps, start, second, end, pace)
    if page.locator("#zoom").is_visible():
        page.keyboard.press("Escape")
        _draw(page, dx, dy, steps, start, second, end, pace)


def _draw(page, dx, dy, steps, start, second, end, pace):
    box = page.locator("#stack").bounding_box()
    x, y = box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1]
    touch = page.context.new_cdp_session(page)

    begun = time.time()

    def send(step, kind, *points):
        named = [{"x": at[0], "y": at[1], "id": n} for n, at in enumerate(points)]
        words = {"type": kind, "touchPoints": named, "timestamp": begun + pace * step}
        touch.send("Input.dispatchTouchEvent", words)

    send(0, "touchStart", (x, y))
    for step in range(1, steps + 1):
        point = (x + dx * step / steps, y + dy * step / steps)
        send(step, "touchMove", point)
        if step == second:
            send(step, "touchStart", point, (x + 60, y + 60))
    send(steps, end)
    touch.detach()


def saved(page):
    expect(page.locator("#wire")).to_have_attribute("data-state", "saved", timeout=20_000)
