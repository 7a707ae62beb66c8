"""A team's own pictures: dropped, opened by QR code, voted on from a second device, the best one found."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ..brought import HOSTILE, packed, photo
from .conftest import CHROMIUM, opened
from .decks import DESKTOP, PHONE, listened

pytestmark = pytest.mark.browser

LAN_NAME = "team.test"


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """A house, under the name by which others on the network find it."""
    with opened(tmp_path_factory.mktemp("house") / "data", IDEAL_PIXELS="256") as house:
        yield house.url.replace("127.0.0.1", LAN_NAME)


@pytest.fixture(scope="module")
def lan(browser):
    """A browser to which the server is some name on the network: not a secure context."""
    rules = f"--host-resolver-rules=MAP {LAN_NAME} 127.0.0.1"
    other = browser.browser_type.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", rules])
    yield other
    other.close()


@pytest.fixture
def pictures(tmp_path):
    """Eight pictures as files, large enough that the browser makes them smaller."""
    paths = []
    for seed in range(8):
        path = tmp_path / f"IMG_{4000 + seed}.jpg"
        path.write_bytes(photo(seed, (2400, 1800) if seed % 2 else (1500, 2000)))
        paths.append(path)
    return paths


@pytest.fixture
def lead(lan):
    context = lan.new_context(**DESKTOP)
    yield listened(context.new_page())
    context.close()


@pytest.fixture
def phone(lan):
    context = lan.new_context(**PHONE)
    yield listened(context.new_page())
    context.close()


def _joined_by_qr(phone, lead):
    """The phone follows the link that the QR code on the lead's page says."""
    link = lead.locator("[data-id=join] input[data-select]").first.input_value()
    phone.goto(link)
    phone.fill("input[name=nickname]", "Robin")
    phone.click("form button[type=submit]")
    phone.wait_for_url(re.compile(r"/g/.+/rate$"))


def test_from_own_pictures_to_the_vote_of_a_second_device(team, lead, phone, pictures):
    lead.goto(f"{team}/new")
    assert lead.evaluate("isSecureContext") is False
    lead.set_input_files("#files", pictures)
    expect(lead.locator(".tray-item")).to_have_count(8)
    expect(lead.locator("canvas.tray-picture")).to_have_count(8, timeout=20_000)
    assert lead.locator("input[name=space][value=own]").is_checked()
    lead.click("#start")
    lead.wait_for_url(re.compile(r"/g/.+/founded$"), timeout=30_000)
    expect(lead.locator(".lead").first).to_contain_text("8 pictures are in the decks")
    _joined_by_qr(phone, lead)
    shown = """() => [...document.querySelectorAll(".card img")].some((one) => one.naturalWidth)"""
    phone.wait_for_function(shown, timeout=20_000)
    phone.keyboard.press("1")
    expect(phone.locator("#progress")).to_have_text(re.compile("^1 answered"), timeout=20_000)
    expect(phone.locator("#wire")).to_have_attribute("data-state", "saved", timeout=20_000)
    assert lead.complaints == []
    assert phone.complaints == []


def test_files_that_are_none_are_told_and_the_rest_goes_on(team, lead, pictures, tmp_path):
    bad = []
    for name in ("a letter.png", "moving.gif", "of 144 megapixels.png"):
        path = tmp_path / name
        path.write_bytes(HOSTILE[name][0]())
        bad.append(path)
    archive = tmp_path / "more.zip"
    archive.write_bytes(packed({"x.jpg": photo(20), "IMG again.jpg": photo(20), "../y.jpg": photo(21)}))
    lead.goto(f"{team}/new")
    lead.set_input_files("#files", [*pictures, *bad[:2], archive])
    lead.click("#start")
    lead.wait_for_url(re.compile(r"/founded$"), timeout=40_000)
    expect(lead.locator(".lead").first).to_contain_text("9 pictures are in the decks")
    told = lead.locator("[data-left-out]")
    expect(told.locator("summary")).to_have_text("4 files were left out")
    told.locator("summary").click()
    expect(told).to_contain_text("This is no picture")
    expect(told).to_contain_text("GIF files are not read here")
    expect(told).to_contain_text("same picture as x.jpg")
    assert lead.complaints == []


def test_too_few_pictures_lead_to_a_page_that_takes_more(team, lead, pictures):
    lead.goto(f"{team}/new")
    lead.set_input_files("#files", pictures[:3])
    lead.get_by_text("How our pictures are measured").click()
    lead.locator("[name=features][value=fast]").check()
    lead.click("#start")
    more = lead.get_by_role("button", name="Add more pictures")
    expect(more).to_be_visible(timeout=30_000)
    expect(lead.locator("#sending-title")).to_have_text("3 pictures are in; a group needs 6.")
    more.click()
    lead.wait_for_url(re.compile(r"/files\?features=fast$"))
    assert lead.locator("[name=features][value=fast]").is_checked()
    expect(lead.locator("h1:visible")).to_have_text("3 pictures are still missing.")
    lead.set_input_files("#files", pictures[3:])
    lead.get_by_role("button", name="Add them").click()
    lead.wait_for_url(re.compile(r"/founded$"), timeout=30_000)
    expect(lead.locator(".lead").first).to_contain_text("8 pictures are in the decks")


def test_pictures_are_dropped_taken_out_and_the_network_may_fail_once(team, lead, pictures):
    lead.goto(f"{team}/new")
    content = [list(path.read_bytes()) for path in pictures[:7]]
    lead.evaluate(
        """(contents) => {
          const transfer = new DataTransfer();
          contents.forEach((one, at) => transfer.items.add(
            new File([new Uint8Array(one)], `drop ${at}.jpg`, { type: "image/jpeg" })));
          for (const kind of ["dragenter", "dragover", "drop"])
            window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, cancelable: true }));
        }""",
        content,
    )
    expect(lead.locator(".tray-item")).to_have_count(7)
    lead.get_by_role("button", name="Take out drop 3.jpg").click()
    expect(lead.locator(".tray-item")).to_have_count(6)
    lost = {"left": 2}

    def lose(route):
        lost["left"] -= 1
        if lost["left"] >= 0:
            route.abort("connectionreset")
        else:
            route.fallback()

    lead.route(re.compile(r"/files$"), lose)
    lead.click("#start")
    lead.wait_for_url(re.compile(r"/founded$"), timeout=40_000)
    expect(lead.locator(".lead").first).to_contain_text("6 pictures are in the decks")


def test_what_cameras_write_into_files_does_not_even_leave_the_device(team, lead, pictures):
    sent = []
    lead.on("request", lambda asked: sent.append(asked) if asked.url.endswith("/files") else None)
    secret = b"taken at home"
    for path in pictures:
        content = path.read_bytes()
        path.write_bytes(
            content[:2] + b"\xff\xfe" + (len(secret) + 2).to_bytes(2, "big") + secret + content[2:]
        )
    lead.goto(f"{team}/new")
    lead.set_input_files("#files", pictures)
    lead.click("#start")
    lead.wait_for_url(re.compile(r"/founded$"), timeout=40_000)
    bodies = [asked.post_data_buffer for asked in sent]
    assert len(bodies) == 8
    assert [secret in (body or b"") for body in bodies] == [False] * 8


def test_a_group_starts_with_nothing_chosen_at_all(team, lead):
    lead.goto(f"{team}/new")
    lead.click("#start")
    expect(lead.locator("h1")).to_have_text("Your group is open.")
    assert lead.complaints == []


def _is_clean(page):
    """No rule of accessibility broken, and nothing to scroll sideways on a narrow screen."""
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(400)  # what is sized by the viewport follows a frame later
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(before)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_the_way_is_accessible_and_fits(team, lan, pictures, tmp_path, scheme):
    letter = tmp_path / "a letter with a very long name that has no end at all and goes on.png"
    letter.write_bytes(b"Dear all, " * 90)
    context = lan.new_context(**DESKTOP, color_scheme=scheme, reduced_motion="reduce")
    page = listened(context.new_page())
    page.goto(f"{team}/new")
    page.set_input_files("#files", [*pictures[:3], letter])
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.locator("label:has(input[value=anonymous])").click()
    page.locator("label:has(input[value=classes])").click()
    expect(page.get_by_label("The classes, with commas")).to_be_visible()
    _is_clean(page)
    page.locator("label:has(input[value=swipe])").click()
    page.click("#start")
    expect(page.get_by_role("button", name="Add more pictures")).to_be_visible(timeout=30_000)
    _is_clean(page)
    page.get_by_role("button", name="Add more pictures").click()
    page.wait_for_url(re.compile(r"/files\?features=balanced$"))
    _is_clean(page)
    page.set_input_files("#files", [*pictures[3:], letter])
    page.get_by_role("button", name="Add them").click()
    page.wait_for_url(re.compile(r"/founded$"), timeout=30_000)
    page.locator("[data-left-out] summary").click()
    _is_clean(page)
    page.goto(page.url.replace("/founded", "/ranking"))
    expect(page.locator(".ranked")).to_have_count(8)
    _is_clean(page)
    assert page.complaints == []
    context.close()
