"""The one server process: studio, clock and web opened together, and closed in good order.

It owns the database file for as long as it runs. Beside it in the data folder lie two files
that only their owner may read: `house.token`, with which the command line proves itself, and
`house.address`, which says where to find the server.
"""

from __future__ import annotations

import gc
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import FrameType, TracebackType

from group_plgl.generators import SPACES
from group_plgl.listening import Listener, most_streams
from group_plgl.scheduler.clock import Clock
from group_plgl.scheduler.job import scan
from group_plgl.services.run import job_folders
from group_plgl.services.studio import Studio, open_studio
from group_plgl.settings import ADDRESS_FILE, TOKEN_FILE, Settings
from group_plgl.web import create_app
from group_plgl.web.addresses import lan_address
from group_plgl.web.hub import Hub
from group_plgl.web.versions import Versions

_SWITCH_SECONDS = 0.001
_GARBAGE = (50_000, 20, 50)


class Server:
    """A running house; use it as a context manager.

    Args:
        settings: The house's settings; port 0 takes a free one.
        now: Tells the time, with its zone UTC.

    Raises:
        StoreLocked: Another process has the data folder open.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings = settings
        self.studio = open_studio(settings, now)
        try:
            jobs = scan(job_folders(self.studio))
            self.clock = Clock(self.studio, jobs)
            _secret_file(Path(settings.data) / TOKEN_FILE, secrets.token_urlsafe(32))
            helps = {name: job.help for name, job in jobs.items()}
            versions = Versions(self.studio.database, now)
            self.hub = Hub(self.studio.database, versions, min(settings.streams, most_streams()))
            app = create_app(
                self.studio, vega=vega_bundle(self.studio), spaces=SPACES, job_names=helps, hub=self.hub
            )
            self._web = Listener(app, settings)
        except BaseException:
            self.studio.close()
            raise
        self.port = self._web.port
        self.closing = threading.Event()
        everywhere = settings.host in ("0.0.0.0", "::")
        near, far = ("127.0.0.1", lan_address()) if everywhere else (settings.host, settings.host)
        self.local_url = f"http://{_bracketed(near)}:{self.port}"
        self.url = settings.base_url.rstrip("/") or f"http://{_bracketed(far or near)}:{self.port}"

    def __enter__(self) -> Server:
        self.clock.start()
        _secret_file(Path(self.settings.data) / ADDRESS_FILE, self.local_url)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self) -> None:
        """Serve until the process is told to end (SIGTERM, Ctrl-C)."""
        if threading.current_thread() is threading.main_thread():
            for told in (signal.SIGTERM, signal.SIGINT):
                signal.signal(told, _as_interrupt)
        sys.setswitchinterval(_SWITCH_SECONDS)  # a vote waits for the interpreter no longer than this
        gc.collect()
        gc.freeze()  # what is there now stays; looking through it again and again holds up votes
        gc.set_threshold(*_GARBAGE)
        try:
            self._web.run()
        except (KeyboardInterrupt, OSError):
            return

    def close(self) -> None:
        """Finish the requests under way and stop taking more, end the jobs, give the file back."""
        gc.unfreeze()
        self.closing.set()
        self.hub.close()
        self._web.close()
        self.clock.close(wait=False)
        self.studio.close()
        (Path(self.settings.data) / ADDRESS_FILE).unlink(missing_ok=True)


def vega_bundle(studio: Studio) -> bytes:
    """The script that draws charts, made once per version of its package and then kept."""
    kept = Path(studio.settings.data) / f"vega-{version('vl-convert-python')}.js"
    if not kept.is_file():
        _, made = studio.child.run("vega", {}, {})
        part = kept.with_suffix(".part")
        part.write_bytes(made["bundle"].tobytes())
        part.replace(kept)
    return kept.read_bytes()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _secret_file(path: Path, text: str) -> None:
    """Write a file only its owner may read."""
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.chmod(0o600)
    part.write_text(text + "\n", "utf-8")
    part.replace(path)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    """End like Ctrl-C, once: a second signal must not interrupt the closing."""
    for again in (signal.SIGTERM, signal.SIGINT):
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt
