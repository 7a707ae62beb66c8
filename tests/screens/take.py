"""Takes the pictures of the README: a house is opened, a rehearsal fills, a browser looks at it.

Run it from the top of the checkout: `python tests/screens/take.py [folder]`. Pages are shown as they
are; nothing is retouched.
"""

import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from group_plgl.rehearsal import Caller, Plan, Rehearsal, rehearse

PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PROJECTOR = {"viewport": {"width": 1600, "height": 900}}
PLAN = Plan(members=24, answers=36, shape="opposed camps", seed=7)
ANSWERED_ALONG = 3


def main(folder: Path) -> None:
    """Open a house, fill it, take the pages."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "group_plgl", "serve", "--data", data, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            url = server.stdout.readline().split()[-1].rstrip("/")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"]
                )
                _take(browser, url, folder)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _take(browser: Browser, url: str, folder: Path) -> None:
    host = browser.new_context(**PROJECTOR)
    words = {"name": "Lobby", "question": "Which one for the lobby?", "space": "vessel", "rehearsal": True}
    made = host.request.post(f"{url}/new", data=words, headers={"Origin": url}).json()
    group = Rehearsal(made["slug"], made["join_code"], "vessel")
    at = f"{url}/g/{group.slug}"
    rehearse(url, group, PLAN)
    _settle(url, group)

    phone = browser.new_context(**PHONE).new_page()
    phone.goto(f"{url}/j/{group.join_code}")
    _keep(phone, folder / "join.webp")
    phone.fill("input[name=nickname]", "Robin")
    phone.click("form button[type=submit]")
    phone.wait_for_url(re.compile("/rate$"))
    for _ in range(ANSWERED_ALONG):
        phone.wait_for_selector("#skip:enabled")
        phone.keyboard.press("3")
        phone.wait_for_timeout(500)
    _keep(phone, folder / "deck.webp")
    dark = browser.new_context(**PHONE, color_scheme="dark").new_page()
    dark.goto(at)
    _keep(dark, folder / "group-dark.webp")
    dark.goto(f"{at}/board")
    dark.wait_for_selector("figure svg")
    dark.locator("figure").first.evaluate("figure => figure.scrollIntoView({block: 'start'})")
    _keep(dark, folder / "board.webp")
    desktop = browser.new_context(**DESKTOP).new_page()
    desktop.goto(at)
    _keep(desktop, folder / "group.webp")

    screen = host.new_page()
    screen.goto(f"{at}/present")
    screen.keyboard.press("Space")
    screen.wait_for_selector(".ideal-words", timeout=20_000)
    screen.keyboard.press("Space")
    screen.wait_for_selector(".rule-input", state="attached")
    _keep(screen, folder / "presenter.webp")


def _settle(url: str, group: Rehearsal) -> None:
    """Wait until everything said is drawn."""
    while True:
        page = Caller(url).ask("GET", f"/g/{group.slug}.json")
        drawn = page["drawn"]
        if drawn and drawn["seen_event"] == page["last_event"] and drawn["camps"]:
            return
        time.sleep(0.5)


def _keep(page: Page, path: Path) -> None:
    page.wait_for_timeout(1200)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(path, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
