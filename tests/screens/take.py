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

from group_plgl.rehearsal import Caller, Plan, Rehearsal, found_rehearsal, rehearse

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1}
LOOKS = [("phone", PHONE), ("desktop", DESKTOP)]
PLAN = Plan(members=24, answers=36, shape="opposed camps", seed=7)
SWIPED_ALONG = 3


def main(folder: Path) -> None:
    """Open a house, fill it, take every page in every look."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "group_plgl", "serve", "--data", data, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            url = server.stdout.readline().split()[-1].rstrip("/")
            group = found_rehearsal(url, "vessel", name="Rehearsal: Vessels")
            rehearse(url, group, PLAN)
            _settle(url, group)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox"]
                )
                for name, look in LOOKS:
                    for colour in ("light", "dark"):
                        _take(
                            browser, url, group, folder, f"{name}-{colour}", {**look, "color_scheme": colour}
                        )
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _settle(url: str, group: Rehearsal) -> None:
    """Wait until everything said is drawn."""
    while True:
        page = Caller(url).ask("GET", f"/g/{group.slug}.json")
        drawn = page["drawn"]
        if drawn and drawn["seen_event"] == page["last_event"] and drawn["camps"]:
            return
        time.sleep(0.5)


def _take(browser: Browser, url: str, group: Rehearsal, folder: Path, look: str, options: dict) -> None:
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(f"{url}/j/{group.join_code}")
    _keep(page, folder / f"join-{look}.webp")
    page.fill("input[name=nickname]", "Robin")
    page.click("form button[type=submit]")
    page.wait_for_url(re.compile("/rate$"))
    for _ in range(SWIPED_ALONG):
        page.wait_for_selector("#like:enabled")
        page.keyboard.press("3")
        page.wait_for_timeout(500)
    _keep(page, folder / f"deck-{look}.webp")
    page.goto(f"{url}/g/{group.slug}")
    _keep(page, folder / f"group-{look}.webp")
    page.goto(f"{url}/g/{group.slug}/board")
    page.wait_for_selector("figure svg")
    page.locator("figure").first.evaluate("figure => figure.scrollIntoView({block: 'start'})")
    _keep(page, folder / f"board-{look}.webp")
    context.close()


def _keep(page: Page, path: Path) -> None:
    page.wait_for_timeout(1200)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(path, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
