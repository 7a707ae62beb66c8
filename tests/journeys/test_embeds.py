"""Frames in a real browser: the sites a link names may frame it, no other may, and nobody needs a cookie."""

from __future__ import annotations

import http.server
import threading
from urllib.parse import urlsplit

import pytest

from group_plgl.rehearsal import Plan, Rehearsal, rehearse

from .conftest import CHROMIUM, opened

pytestmark = pytest.mark.browser
FEW = {"FIRST_POOL": "12", "FULL_POOL": "40", "DECK_AHEAD": "8", "NEEDED_ANSWERS": "8", "NEEDED_EACH": "2"}
LOADED = ".chart-canvas svg image[*|href*='/pictures/']"  # until then a picture has no address
AROUND = """<!doctype html><meta charset=utf-8><title>Around</title>
<script type="module" src="{root}/static/frames.js"></script>
<iframe id="plain" src="{embed}&theme=dark" width="700" height="100"></iframe>
<iframe id="shut" src="{embed}" width="700" height="100" sandbox="allow-scripts"></iframe>"""


class _Site(http.server.BaseHTTPRequestHandler):
    """Some other site: every address is one page with two frames."""

    page = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture(scope="module")
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def elsewhere(browser):
    """A browser in which three names lead to this machine: ours, one that is allowed, one that is not."""
    names = ",".join(f"MAP {name}.test 127.0.0.1" for name in ("house", "friend", "stranger"))
    args = ["--no-sandbox", f"--host-resolver-rules={names}"]
    chromium = browser.browser_type.launch(executable_path=str(CHROMIUM), args=args)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def shown(elsewhere, site, tmp_path_factory):
    """A drawn group and the links that the site `friend` may frame: its board and its picture."""
    with opened(tmp_path_factory.mktemp("house") / "data", **FEW) as house:
        context = elsewhere.new_context()
        wishes = {"name": "Hall", "space": "tiles", "mode": "swipe", "rehearsal": True}
        made = context.request.post(f"{house.url}/new", data=wishes, headers={"Origin": house.url}).json()
        group = Rehearsal(made["slug"], made["join_code"], "tiles")
        rehearse(house.url, group, Plan(members=4, answers=10, shape="one camp", seed=3))
        house.settled(group.slug)
        links = {}
        for scope in ("board", "result"):
            wish = {"scope": scope, "origins": [f"http://friend.test:{site}"]}
            url = f"{house.url}/g/{group.slug}/shares"
            answer = context.request.post(url, data=wish, headers={"Origin": house.url}).json()
            links[scope] = urlsplit(answer["made"]["url"]).path
        context.close()
        yield house, f"http://house.test:{house.port}", links


def framed(elsewhere, shown, site, name, embed):
    """A page of a site with two frames, and what its console complains of."""
    _house, root, _links = shown
    _Site.page = AROUND.format(root=root, embed=root + embed)
    context = elsewhere.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("requestfailed", lambda one: said.append(f"{one.url} {one.failure}"))
    page.on("response", lambda one: said.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    page.goto(f"http://{name}.test:{site}/", wait_until="load")
    return context, page, said


def high(page, frame):
    return int(page.locator(f"#{frame}").get_attribute("height"))


def test_a_site_that_is_named_frames_a_chart_that_draws_itself_and_says_how_high_it_is(
    elsewhere, shown, site
):
    _house, _root, links = shown
    context, page, said = framed(elsewhere, shown, site, "friend", f"{links['board']}/embed?only=taste_map")
    for name in ("plain", "shut"):
        frame = page.frame_locator(f"#{name}")
        page.locator(f"#{name}").scroll_into_view_if_needed()  # browsers lay out no frame that nobody sees
        frame.locator(".chart-canvas svg").first.wait_for(timeout=30_000)
        frame.locator(LOADED).first.wait_for(timeout=30_000)
        page.wait_for_function(f"document.getElementById('{name}').height > 300", timeout=30_000)
        for _ in range(50):  # the chart may still be growing
            inside = frame.locator("main").evaluate("one => Math.ceil(one.getBoundingClientRect().height)")
            if abs(high(page, name) - inside) <= 1:
                break
            page.wait_for_timeout(100)
        assert abs(high(page, name) - inside) <= 1, name
    assert said == []
    drawn = page.frame_locator("#shut").locator(LOADED).first
    assert drawn.evaluate(
        "async one => { const image = new Image(); image.src = one.href.baseVal; await image.decode();"
        " return image.naturalWidth }"
    ), "pictures load where a frame has no origin"
    ground = (
        page.frame_locator("#plain").locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    )
    assert ground == "rgb(21, 19, 16)", "dark, as the site asked"
    assert context.cookies() == [] and said == []
    context.close()


def test_a_picture_is_framed_without_scripts_too(elsewhere, shown, site):
    _house, root, links = shown
    context = elsewhere.new_context(java_script_enabled=False)
    page = context.new_page()
    _Site.page = AROUND.format(root=root, embed=f"{root}{links['result']}/embed?only=mean")
    page.goto(f"http://friend.test:{site}/", wait_until="load")
    frame = page.frame_locator("#plain")
    assert "predicted" in frame.locator(".framed").inner_text()
    assert frame.locator(".framed img").get_attribute("src").startswith(links["result"])
    context.close()


def test_no_other_site_frames_it_and_nobody_frames_anything_else(elsewhere, shown, site):
    _house, _root, links = shown
    for name, address in (
        ("stranger", f"{links['result']}/embed?only=mean"),
        ("friend", f"{links['result']}?rule=mean"),
        ("friend", "/settings?"),
    ):
        context, page, said = framed(elsewhere, shown, site, name, address)
        page.wait_for_timeout(500)
        assert any("frame-ancestors" in one for one in said), (name, address)
        shown_inside = [frame.url for frame in page.frames[1:]]
        assert all(url.startswith("chrome-error://") for url in shown_inside), shown_inside
        context.close()
