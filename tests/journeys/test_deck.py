"""One person and the deck: keyboard alone, fingers, the large picture, undo, what the host does, a kiosk."""

import re
from functools import cache

import pytest
from playwright.sync_api import expect

from group_plgl.resources import resource_folder

from .conftest import opened
from .decks import (
    PHONE,
    TOP,
    drawn_finger,
    founded,
    joined,
    opened_page,
    press,
    saved,
    then_next,
    top_of,
)

pytestmark = pytest.mark.browser

FEW = {
    "FIRST_POOL": "16", "FULL_POOL": "16", "DECK_AHEAD": "16", "CARD_PIXELS": "64", "NEEDED_ANSWERS": "400",
    "GRACE_SECONDS": "0",
}  # fmt: skip
UNMOVED = ("none", "matrix(1, 0, 0, 1, 0, 0)")
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("deck") / "data", **FEW) as house:
        yield house


@pytest.fixture(scope="module")
def group(house):
    """A group in any mode, the same one for every test."""
    return cache(lambda mode: founded(house.url, mode))


@pytest.fixture
def seated(browser, house, group):
    """The deck of somebody new, in any mode and on any device."""
    pages = []

    def sit(mode, look=None, **more):
        page = opened_page(browser, look, **more)
        pages.append(page)
        return joined(page, house.url, group(mode))

    yield sit
    for page in pages:
        page.context.close()
        assert page.complaints == []


def _answered(page, count):
    expect(page.locator("#progress")).to_have_text(re.compile(rf"^{count} answered"))


def test_the_keyboard_alone_joins_answers_undoes_comments_and_reads_the_shortcuts(browser, house, group):
    page = opened_page(browser)
    page.goto(f"{house.url}/j/{group('pick-of-four').join_code}")
    page.focus("input[name=nickname]")
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.pick')"):
            break
    then_next(page, lambda: page.keyboard.press("Enter"))
    assert page.evaluate("document.activeElement.matches(\".layer[data-depth='0'] .pick\")")
    press(page, "4")
    press(page, "0")
    _answered(page, 3)
    page.keyboard.press("z")
    _answered(page, 2)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts-list")).to_contain_text("None of these")
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("c")
    page.keyboard.type("12zs?")
    page.keyboard.press("Escape")
    expect(page.locator("#comment-sheet")).to_be_hidden()
    _answered(page, 2)
    assert page.complaints == []
    page.context.close()


def test_single_character_keys_can_be_turned_off_and_stay_off(seated):
    page = seated("swipe")
    page.keyboard.press("?")
    page.locator("#letters").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.reload()
    expect(page.locator("#like")).to_be_enabled()
    before = top_of(page)
    for key in ("3", "1", "s", " ", "c", "?"):
        page.keyboard.press(key)
    assert top_of(page) == before
    assert page.locator("dialog[open]").count() == 0
    press(page, "ArrowRight")
    _answered(page, 1)


def test_the_next_turn_is_painted_in_the_frame_of_the_answer(seated):
    for mode, key in (("swipe", "3"), ("pick-of-four", "1")):
        page = seated(mode)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.picture')].every((one) => one.naturalWidth)"
        )
        seen = page.evaluate(
            """([sign, key]) => {
                const before = document.querySelector(sign).dataset.card;
                dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                const top = document.querySelector(sign);
                return [before !== top.dataset.card, top.querySelector(".picture").naturalWidth > 0];
            }""",
            [TOP, key],
        )
        assert seen == [True, True]


def test_fingers_commit_far_or_fast_and_everything_else_springs_back(seated):
    page = seated("swipe", PHONE)
    top = top_of(page)
    for unsaid in (
        lambda: drawn_finger(page, 60, 2, steps=40),  # neither far nor fast
        lambda: drawn_finger(page, 4, -150),  # up is the page's own
        lambda: drawn_finger(page, 160, 4, start=(0.0, 0.5)),  # begins at the edge of the screen
        lambda: drawn_finger(page, 160, 4, second=3),  # a second finger comes down
        lambda: drawn_finger(page, 160, 4, end="touchCancel"),
    ):
        unsaid()
        page.wait_for_timeout(300)
        assert top_of(page) == top
        assert page.locator(TOP).evaluate("card => getComputedStyle(card).transform") in UNMOVED
    then_next(page, lambda: drawn_finger(page, 70, 2, steps=2))  # a flick
    then_next(page, lambda: drawn_finger(page, 70, 2, steps=1))  # one of which only the end is told
    then_next(page, lambda: drawn_finger(page, -160, 4))
    then_next(page, lambda: drawn_finger(page, 2, 170))
    _answered(page, 3)


def test_holding_the_picture_enlarges_it_and_says_nothing(seated):
    page = seated("pick-of-four", PHONE)
    touch = page.context.new_cdp_session(page)
    box = page.locator(".layer[data-depth='0'] .card[data-place='2']").bounding_box()
    point = {"x": box["x"] + 50, "y": box["y"] + 50}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.locator("#zoom")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    words = page.locator(".layer[data-depth='0'] .card[data-place='2'] .picture").get_attribute("alt")
    expect(page.locator("#zoom-words")).to_have_text(words)
    page.locator("[data-step='1']").tap()
    expect(page.locator("#zoom-words")).not_to_have_text(words)
    page.keyboard.press("Escape")
    expect(page.locator("#zoom")).to_be_hidden()
    page.locator(f"{TOP.split(', ')[1]} .enlarge").first.tap()
    expect(page.locator("#zoom")).to_be_visible()
    page.locator("#zoom-picture").tap()
    expect(page.locator("#zoom")).to_be_hidden()
    page.keyboard.press(" ")
    expect(page.locator("#zoom")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.locator("#zoom")).to_be_hidden()
    _answered(page, 0)


def test_undo_reaches_behind_a_reload_as_far_as_one_likes(seated):
    page = seated("slider")
    for digit in ("1", "5", "9"):
        press(page, digit, "Enter")
    saved(page)
    first = page.locator("#progress").inner_text()
    page.reload()
    expect(page.locator("#skip")).to_be_enabled()
    assert page.locator("#progress").inner_text() == first
    for left, share in ((2, "100"), (1, "56"), (0, "11")):
        page.keyboard.press("z")
        _answered(page, left)
        expect(page.locator("#slider")).to_have_value(share)
        page.wait_for_timeout(130)
    expect(page.locator("#undo")).to_be_disabled()
    saved(page)


def test_reduced_motion_fades_where_others_throw(seated):
    page = seated("swipe", reduced_motion="reduce")
    thrown = page.evaluate(
        """() => {
            dispatchEvent(new KeyboardEvent("keydown", { key: "3", bubbles: true }));
            const all = document.querySelector(".leaving").getAnimations();
            const animation = all.find((one) => !(one instanceof CSSTransition));
            return [animation.effect.getTiming().duration, Object.keys(animation.effect.getKeyframes()[0])];
        }"""
    )
    assert thrown[0] == 120
    assert "transform" not in thrown[1]


def test_a_screen_reader_hears_what_was_said_and_what_comes_next(seated):
    page = seated("swipe")
    press(page, "ArrowRight")
    alt = page.locator(TOP).first.locator(".picture").get_attribute("alt")
    assert alt.startswith("Generated image: ")
    expect(page.locator("#said")).to_have_text(f"Liked. Next: {alt}")


def test_everything_fits_at_320_pixels_and_at_twice_the_text_size(seated):
    for mode in ("pick-of-four", "one-to-ten", "slider", "pick-of-two"):
        page = seated(mode, {"viewport": {"width": 320, "height": 640}})
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            page.wait_for_timeout(50)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate("document.documentElement.style.fontSize = ''")
        small = page.evaluate(
            """[...document.querySelectorAll("main button, main input, header a, header button")]
                .filter((one) => !one.closest("[inert]"))
                .map((one) => [one.id || one.className, one.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.width < 44 || box.height < 44))
                .map(([name]) => name)"""
        )
        assert [name for name in small if name not in ("", "wordmark")] == []


def test_the_first_page_weighs_little_before_its_pictures(seated):
    page = seated("pick-of-four", PHONE)
    wire = page.context.new_cdp_session(page)
    kinds, sizes, asked = {}, {}, {}
    wire.on(
        "Network.responseReceived",
        lambda heard: (
            kinds.update({heard["requestId"]: heard["type"]}),
            asked.update({heard["requestId"]: heard["response"]["url"]}),
        ),
    )
    wire.on(
        "Network.loadingFinished",
        lambda heard: sizes.update({heard["requestId"]: heard["encodedDataLength"]}),
    )
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.reload()
    expect(page.locator("#skip")).to_be_enabled()
    page.wait_for_timeout(300)
    # The deck may ask for its cards again meanwhile; the first page is each thing once.
    once = {asked.get(one, one): size for one, size in sizes.items() if kinds.get(one) != "Image"}
    weight = sum(once.values())
    assert 5_000 < weight <= MOST_BYTES


def test_the_deck_follows_its_host_without_a_reload(browser, house):
    group = founded(house.url, "pick-of-four")
    page = joined(opened_page(browser), house.url, group)
    title, none = page.locator("#wait-title"), page.locator("#none")
    group.order("go", phase="lobby")
    expect(title).to_have_text("The host will start in a moment", timeout=30_000)
    expect(none).to_be_disabled()
    group.order("go", phase="rating")
    expect(none).to_be_enabled(timeout=30_000)
    press(page, "1")
    saved(page)
    group.order("go", phase="lobby")
    expect(title).to_have_text("The host paused", timeout=30_000)
    group.order("begin", mode="slider")
    expect(page.locator("#slider")).to_be_enabled(timeout=30_000)
    page.focus("#slider")
    group.order("close")
    expect(title).to_have_text("The session is closed", timeout=30_000)
    expect(page.locator("#said")).to_have_text("The session is closed")
    expect(page.locator("#wait-action a")).to_have_attribute("href", f"/g/{group.slug}/me")
    group.order("open")
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
    expect(page.locator("#slider")).to_be_focused()
    assert page.complaints == []
    page.context.close()


def test_an_answer_changed_often_and_against_refusals_ends_as_it_is_shown(seated, house, group):
    page = seated("slider")
    press(page, "5", "Enter")
    saved(page)
    page.goto(f"{house.url}/g/{group('slider').slug}/me")
    slider, said, note = page.locator(".vote-field input"), page.locator("#said"), page.locator("#note")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    shown = slider.input_value()
    expect(page.locator(".vote-words")).to_have_text(f"{float(shown):.0%}")
    expect(said).to_have_text("Changed. Your taste is learned anew.")
    page.route("**/events/*", lambda route: route.fulfill(status=409, json={"detail": "No", "advice": ""}))
    page.keyboard.press("ArrowRight")
    expect(note).to_have_text("No.")
    expect(slider).to_have_value(shown)
    tried = []

    def hindered(route):
        undone = "undone" in route.request.post_data
        tried.append(route.request.url) if undone else None
        route.fulfill(status=503) if undone and len(tried) < 3 else route.continue_()

    page.unroute("**/events/*")
    page.route("**/events/*", hindered)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".vote")).not_to_have_attribute("data-busy", "yes", timeout=20_000)
    assert len(tried) == 3
    assert len(set(tried)) == 1  # taken back once, however often it was tried
    shown = slider.input_value()
    page.reload()
    expect(slider).to_have_value(shown)
    page.complaints.clear()  # the refusals


def test_every_script_of_the_deck_is_announced_in_its_page():
    static = resource_folder("static")
    page = (resource_folder("templates") / "voting" / "rate.html").read_text("utf-8")
    announced = set(re.findall(r'"([\w/]+)"', re.search(r"for name in \[(.*?)\]", page)[1]))
    found, ahead = set(), ["swipe"]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        folder = (static / name).parent
        for imported in re.findall(r'from "(\.[\w./]+)\.js"', (static / f"{name}.js").read_text("utf-8")):
            ahead.append((folder / imported).resolve().relative_to(static.resolve()).as_posix())
    assert announced == found


def test_a_kiosk_is_handed_on_with_two_taps_and_answers_stay_with_who_gave_them(browser, house):
    page = opened_page(browser, PHONE)
    wishes = {"name": "Fair", "space": "tiles", "mode": "pick-of-four", "privacy": "identified"}
    made = page.request.post(f"{house.url}/new", data=wishes, headers={"Origin": house.url}).json()
    kiosk = f"{house.url}/g/{made['slug']}/kiosk"
    page.goto(kiosk)
    page.get_by_role("button", name="Start, and forget the host key here").tap()
    expect(page.locator("#kiosk-next")).to_be_visible()
    assert not any(one["name"].startswith("plgl_h_") for one in page.context.cookies())
    page.locator("#kiosk-next").tap()
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
    first = page.locator("#deck").get_attribute("data-deck")
    press(page, "1")
    page.context.set_offline(True)
    press(page, "2")
    page.locator("#kiosk-done").tap()
    page.locator("#kiosk-pass").tap()
    expect(page.locator("#kiosk-saving")).to_have_text("Saving 1 answer …")
    expect(page.locator("#kiosk-next")).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("#kiosk-next")).to_be_enabled(timeout=20_000)
    page.context.set_offline(True)
    page.locator("#kiosk-next").tap()
    expect(page.locator("#kiosk-saving")).to_have_text("The server could not be reached. Try again.")
    page.context.set_offline(False)
    page.locator("#kiosk-next").tap()
    expect(page.locator("#deck")).not_to_have_attribute("data-deck", first)
    expect(page.locator("#skip")).to_be_enabled(timeout=30_000)
    _answered(page, 0)
    expect(page.locator("#undo")).to_be_disabled()
    press(page, "3")
    saved(page)
    # Without an answer since the hand-over nobody new is made.
    page.evaluate("document.querySelector('#undo').click()")
    saved(page)
    assert page.request.get(f"{house.url}/g/{made['slug']}/control").status in (403, 404)
    page.context.close()


def test_a_kiosk_that_nobody_touches_asks_counts_down_and_waits_for_the_next(browser, house):
    page = opened_page(browser, PHONE)
    wishes = {"name": "Fair", "space": "tiles", "mode": "swipe"}
    made = page.request.post(f"{house.url}/new", data=wishes, headers={"Origin": house.url}).json()
    page.clock.install()
    page.goto(f"{house.url}/g/{made['slug']}/kiosk")
    page.get_by_role("button", name="Start, and keep the host key").tap()
    page.locator("#kiosk-next").tap()
    expect(page.locator("#like")).to_be_enabled(timeout=30_000)
    deck = page.locator("#deck").get_attribute("data-deck")
    page.clock.run_for(50_000)
    expect(page.locator("#kiosk-idle")).to_be_visible()
    page.locator("#kiosk-here").tap()
    expect(page.locator("#kiosk-idle")).to_be_hidden()
    page.clock.run_for(61_000)
    expect(page.locator("#kiosk-handover")).to_be_visible()
    page.locator("#kiosk-next").tap()
    expect(page.locator("#kiosk-handover")).to_be_hidden()
    assert page.locator("#deck").get_attribute("data-deck") == deck  # nobody had answered
    page.context.close()


LISTENER = """
    globalThis.SpeechRecognition = class {
        static available = async () => "unavailable";
        start() { globalThis.ear = this; }
        abort() { globalThis.ear = null; }
    };
    globalThis.say = (transcript, confidence = 0.9, isFinal = true) =>
        ear.onresult({ resultIndex: 0, results: [Object.assign([{ transcript, confidence }], { isFinal })] });
"""


def test_short_words_said_aloud_are_answers_and_nothing_else_is(browser, house, group):
    page = opened_page(browser)
    page.add_init_script(LISTENER)
    joined(page, house.url, group("swipe"))
    heard, voice = page.locator("#heard"), page.locator("#speak")
    assert page.evaluate("globalThis.ear") is None
    voice.click()
    expect(page.locator("#spoken-where")).to_contain_text("may send what the microphone hears")
    page.click("#spoken-start")
    expect(voice).to_have_attribute("aria-pressed", "true")

    def said(words, count, told, **more):
        page.wait_for_timeout(450)
        page.evaluate("([words, more]) => say(words, ...more)", [words, [*more.values()]])
        expect(heard).to_have_text(told)
        _answered(page, count)

    said(" Yes. ", 1, "Heard “Yes.”.")
    page.evaluate("say('no')")
    expect(heard).to_have_text("Heard “no” too early for this picture.")
    said("no", 2, "Heard “no”.")
    said("yes", 2, "Heard “yes”, but not surely. Say it again.", sure=0.3)
    said("yes please", 2, "Heard “yes please”, which is no command.")
    said("no", 2, "Heard “yes please”, which is no command.", sure=0.9, final=False)
    said("undo", 1, "Heard “undo”.")
    voice.click()
    assert page.evaluate("globalThis.ear") is None
    expect(heard).to_have_text("Voice is off.")
    assert page.complaints == []
    page.context.close()


def test_a_browser_that_cannot_listen_offers_no_voice(browser, house, group):
    page = opened_page(browser)
    page.add_init_script("delete globalThis.SpeechRecognition; delete globalThis.webkitSpeechRecognition")
    joined(page, house.url, group("swipe"))
    assert page.locator("#speak").is_hidden()
    page.context.close()
