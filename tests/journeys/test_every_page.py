"""Every page in a real browser: no complaint in the console, accessible, and no sideways scrolling."""

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from group_plgl.analytics.charts import CHARTS
from group_plgl.rehearsal import Plan, Rehearsal, rehearse
from group_plgl.services.table import cell

from .conftest import DELIBERATING, opened

pytestmark = pytest.mark.browser

WIDTHS = {"phone": (390, 844), "desktop": (1280, 800)}
NARROW = (320, 640)
FEW = {"FIRST_POOL": "12", "FULL_POOL": "40", "DECK_AHEAD": "8", "NEEDED_ANSWERS": "8", "NEEDED_EACH": "2"}
PAGES = {
    "front": "/", "new": "/new", "settings": "/settings", "privacy": "/privacy", "nothing": "/nowhere",
    "join": "/j/{code}", "host key": "/g/{slug}/host", "group": "/g/{slug}", "deck": "/g/{slug}/rate",
    "board": "/g/{slug}/board", "jobs": "/g/{slug}/jobs", "my taste": "/g/{slug}/me",
    "match": "/g/{slug}/match", "where it comes from": "/g/{slug}/ideals/1/consensus",
    "presenter": "/g/{slug}/present", "control": "/g/{slug}/control", "kiosk": "/g/{slug}/kiosk",
    "group privacy": "/g/{slug}/privacy", "spaces": "/spaces", "space": "/spaces/tiles",
    "change": "/g/{slug}/transform", "changed": "/g/{slug}/transform?picture=consensus-1&for=mean&budget=2",
    "steps": "/g/{slug}/transform/steps?picture=consensus&for=mean", "compare": "/g/{slug}/compare",
    "rules": "/g/{slug}/rules", "chart": "/g/{slug}/board/liking_histogram?answers=1",
    "exports": "/g/{slug}/exports", "minutes": "/g/{slug}/minutes", "postcards": "/g/{slug}/postcards",
    "links": "/g/{slug}/shares", "shared": "/v/{result}",
    "shared charts": "/v/{board}", "shared pictures": "/v/{gallery}", "framed": "/v/{board}/embed?theme=dark",
    "segments": "/g/{slug}/segments", "ratings": "/g/{slug}/ratings", "keys": "/g/{slug}/keys",
    "api": "/docs/api",
}  # fmt: skip
STRANGERS = ("front", "join", "nothing", "host key", "spaces", "space", "shared pictures", "framed")


@pytest.fixture(scope="module")
def hosted(browser, tmp_path_factory):
    """A house with a drawn rehearsal group, and the cookies of its host who joined it too."""
    with opened(tmp_path_factory.mktemp("house") / "data", **FEW, **DELIBERATING) as house:
        context = browser.new_context()
        wishes = {"name": "Lobby wall", "space": "tiles", "mode": "swipe", "rehearsal": True,
                  "questions": [{"text": "Which team?", "choices": ["Design", "Sales"]}]}  # fmt: skip
        made = context.request.post(f"{house.url}/new", data=wishes, headers={"Origin": house.url}).json()
        group = Rehearsal(made["slug"], made["join_code"], "tiles")
        rehearse(house.url, group, Plan(members=5, answers=10, shape="one camp", seed=3))
        joined = context.request.post(
            f"{house.url}/j/{group.join_code}", data={"nickname": "Robin"}, headers={"Origin": house.url}
        )
        assert joined.status == 201
        house.settled(group.slug)
        house.deliberated(group.slug)
        links = {}
        for scope in ("result", "board", "gallery"):
            url = f"{house.url}/g/{group.slug}/shares"
            shared = context.request.post(url, data={"scope": scope}, headers={"Origin": house.url}).json()
            links[scope] = shared["made"]["url"].rpartition("/")[2]
        yield house, group, context.storage_state(), links
        context.close()


# Colours that change slowly have changed; waiting for it may never end where a page draws no frames.
COLOURED = """() => { for (const one of document.getAnimations())
    if (one instanceof CSSTransition) one.finish(); }"""


def _sized(width, height):
    return {"width": width, "height": height}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_without_complaint_accessible_and_fits(browser, hosted, name):
    """On a phone by day, at a desk by night, and on the narrowest phone there is."""
    house, group, cookies, links = hosted
    context = browser.new_context(
        viewport=_sized(*WIDTHS["phone"]),
        color_scheme="light",
        reduced_motion="reduce",
        storage_state=None if name in STRANGERS else cookies,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    path = PAGES[name].format(code=group.join_code, slug=group.slug, **links)
    answer = page.goto(f"{house.url}{path}", wait_until="load")
    assert answer.status == (404 if name == "nothing" else 200), f"{path} answered {answer.status}"
    if name == "deck":  # until its first card is there its buttons are pale, as they cannot be used
        page.locator("#comment:enabled").wait_for()
    if name in ("board", "chart", "shared charts", "framed"):
        page.locator(".chart-canvas svg").first.wait_for()
    page.wait_for_timeout(300)
    heard = list(complaints)  # what the rules themselves do to the page is not the page's fault
    assert _violations(page) == []
    page.set_viewport_size(_sized(*WIDTHS["desktop"]))
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    page.evaluate(COLOURED)
    assert _violations(page) == []
    page.set_viewport_size(_sized(*NARROW))
    page.wait_for_timeout(200)
    wide = 0 if name == "presenter" else page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [one for one in heard if not re.search("404", one) or name != "nothing"] == []
    assert wide <= NARROW[0], f"{path} is {wide} px wide on a screen of {NARROW[0]}"


def _violations(page):
    """What the rules of accessibility find wrong."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def test_every_chart_is_drawn_and_its_table_and_files_agree_to_the_digit(browser, hosted):
    """Charts are drawn under the strict policy; tables, JSON and CSV have the same rows."""
    house, group, cookies, _ = hosted
    context = browser.new_context(storage_state=cookies)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    drawn = []
    for name in CHARTS:
        at = f"{house.url}/g/{group.slug}/board/{name}"
        page.goto(at)
        chart = context.request.get(f"{at}.json").json()["chart"]
        file = list(csv.DictReader(io.StringIO(context.request.get(f"{at}.csv").text())))
        assert [list(row) for row in file] == [chart["columns"]] * len(chart["rows"])
        for row, line in zip(chart["rows"], file, strict=True):
            written = {key: cell(value) for key, value in row.items()}
            assert {key: "" if value is None else str(value) for key, value in written.items()} == line
        if not chart["rows"]:
            assert page.locator(".chart-quiet").is_visible()
            continue
        page.locator(".chart-canvas svg").wait_for()
        assert page.locator(".table tbody tr").count() == min(len(chart["rows"]), 200)
        assert context.request.get(f"{at}.vl.json").json()["$schema"]
        assert context.request.get(f"{at}.parquet").body()[:4] == b"PAR1"
        drawn.append(name)
    context.close()
    assert complaints == []
    assert set(CHARTS) - set(drawn) <= {"blind_vote", "camp_profile", "drift", "convergence"}, (
        "which so young a group has not"
    )


def test_a_chart_is_taken_along_as_a_picture_with_its_words_in_it(browser, hosted):
    house, group, cookies, _ = hosted
    context = browser.new_context(storage_state=cookies)
    at = f"{house.url}/g/{group.slug}/board/taste_map"
    told = context.request.get(f"{at}.json").json()["chart"]
    vectors = context.request.get(f"{at}.svg?theme=dark").text()
    assert (
        told["title"] in vectors and told["subtitle"].split(".")[0] in vectors and "data:image/png" in vectors
    )
    pixels = context.request.get(f"{at}.png").body()
    assert pixels.startswith(b"\x89PNG") and len(pixels) > 20_000
    context.close()


def test_dragging_over_the_histogram_steers_the_next_cards(browser, hosted):
    house, group, cookies, _ = hosted
    context = browser.new_context(storage_state=cookies, viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    page.goto(f"{house.url}/g/{group.slug}/board/liking_histogram")
    page.locator(".chart-canvas svg").wait_for()
    canvas = page.locator(".chart-canvas svg").bounding_box()
    across, up = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2
    page.mouse.move(across - canvas["width"] / 4, up)
    page.mouse.down()
    page.mouse.move(across, up, steps=8)
    page.mouse.up()
    low, high = page.locator("[name=low]").input_value(), page.locator("[name=high]").input_value()
    assert (low, high) != ("35", "65") and int(low) < int(high) < 65
    page.get_by_role("button", name="Ask here next").click()
    page.wait_for_load_state()
    band = context.request.get(f"{house.url}/g/{group.slug}/board/liking_histogram.json").json()["band"]
    assert band["acts"] and (band["low"], band["high"]) == (int(low) / 100, int(high) / 100)
    assert page.get_by_text("The next cards are pictures foretold").is_visible()
    context.close()
