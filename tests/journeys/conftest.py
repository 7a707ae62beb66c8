"""A real server in a process of its own, and a real browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from group_plgl.rehearsal import Caller

from ..fresh import lay

# Debian's chromium without its windows: the whole one spends half a second of processor on every page.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
QUICK = {
    "CARD_PIXELS": "96",
    "IDEAL_PIXELS": "128",
    "SAMPLE_PIXELS": "64",
    "LEARN_SECONDS": "2",
    "AGGREGATE_SECONDS": "0.5",
    "IMAGINE_SECONDS": "0.5",
    "ANALYSE_SECONDS": "0.5",
    "DELIBERATE_SECONDS": "3600",  # work that only those tests wait for that look at it
    "DEAL_SECONDS": "0.5",
    "COMPARE_SECONDS": "3600",
}
DELIBERATING = {"DELIBERATE_SECONDS": "0.5"}
LOOK_AGAIN = 1.0  # seconds; a page of a group is work for the server that is waited for


class House:
    """A server process over one data folder; it can be killed and started again.

    The script that draws charts is the same in every house: the first makes it, the others borrow it.
    """

    _scripts: ClassVar[list[Path]] = []

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = 0
        self.url = ""
        self._knobs = {f"GROUP_PLGL_{name}": value for name, value in {**QUICK, **settings}.items()}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        lay(self.folder)
        for script in self._scripts:
            if not (self.folder / script.name).exists():
                shutil.copy(script, self.folder)
        command = [
            sys.executable,
            "-m",
            "group_plgl",
            "serve",
            "--data",
            str(self.folder),
            "--port",
            str(self.port),
        ]
        self._process = subprocess.Popen(
            command,
            env={**os.environ, **self._knobs},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        line = self._process.stdout.readline()
        assert "is open at" in line, f"the server did not start: {line!r}"
        self.url = line.split()[-1].rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])
        if not self._scripts:
            self._scripts.extend(self.folder.glob("vega-*.js"))

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "group_plgl", *words, "--data", str(self.folder)],
            env={**os.environ, **self._knobs}, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip

    def page(self, slug: str) -> dict:
        return Caller(self.url).ask("GET", f"/g/{slug}.json")

    def settled(self, slug: str, seconds: float = 120.0) -> dict:
        """The group page once everything said is drawn and its camps are found."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            page = self.page(slug)
            drawn = page["drawn"]
            if drawn and drawn["seen_event"] == page["last_event"] and drawn["camps"]:
                return page
            time.sleep(LOOK_AGAIN)
        raise AssertionError(
            f"not settled after {seconds:g} s: {page['state']}, {page['fresh']} answers behind"
        )

    def deliberated(self, slug: str, seconds: float = 120.0) -> dict:
        """The page of rules once the newest model has been looked at from all sides."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            page = Caller(self.url).ask("GET", f"/g/{slug}/rules.json")
            if page["number"] is not None and page["number"] == page["newest"]:
                return page
            time.sleep(LOOK_AGAIN)
        raise AssertionError(f"not deliberated on after {seconds:g} s: {page['number']} of {page['newest']}")


@contextmanager
def opened(folder: Path, **settings: str):
    house = House(folder, **settings)
    house.start()
    try:
        yield house
    finally:
        house.stop()


@pytest.fixture
def closed_house(tmp_path):
    """A house that the test starts, kills and stops itself; none is left running when it fails."""
    house = House(tmp_path / "data", **DELIBERATING)
    yield house
    if house.running:
        house.kill()


@pytest.fixture
def house(tmp_path):
    with opened(tmp_path / "data") as house:
        yield house


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Debian's chromium-headless-shell")
        pytest.skip("Debian's chromium is not installed: apt-get install chromium-headless-shell")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-gpu",
            ],
        )
        yield browser
        browser.close()
