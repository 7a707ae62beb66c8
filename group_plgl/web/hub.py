"""The hub: all open streams of change notices in one thread, however many there are.

A stream is a socket that the web server has handed over once its request was allowed; no worker
thread waits for it, so voting never does. A second thread looks at the versions of the groups that
somebody watches, a few times a second at most, and only after something was written.
Hosts are told at once. The others take turns where they are many, since each of them asks for a
page when told; what a host does, they all hear at once. What versions are is in `versions`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
import socket
import threading
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from typing import Any, cast

from group_plgl.errors import GroupPLGLError
from group_plgl.store.database import Database
from group_plgl.web.versions import Hint, Versions

RETRY_MS = 2000
PING_SECONDS = 15.0
LOOK_SECONDS = 0.2
TURNS_A_SECOND = 100
LONGEST_STREAM_SECONDS = 1800.0
_IDLE_SECONDS = 1.0
_MOST_UNSENT = 64 * 1024
_MOST_HEARD = 16 * 1024
_LONGEST_CLOSE_SECONDS = 3.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """What somebody who was let in wants to hear.

    Attributes:
        group_id: Of which group.
        after: The version they know; 0 when they know none.
        host: Whether they are the group's host.
        wait: How many seconds to wait for one answer; 0 for a stream.
    """

    group_id: str
    after: int
    host: bool = False
    wait: float = 0.0


class Hub:
    """Tells streams when the group they watch has changed.

    Threads start with the first stream; close the hub to end them.

    Args:
        database: Whose groups are watched.
        versions: Their versions.
        most: How many streams may be open.
    """

    def __init__(self, database: Database, versions: Versions, most: int) -> None:
        self.versions = versions
        self._database = database
        self._most = most
        self._streams: dict[str, set[_Stream]] = {}
        self._hints: dict[str, Hint] = {}
        self._coming: set[socket.socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._door = threading.Lock()
        self._closing = threading.Event()

    @property
    def open(self) -> int:
        """How many streams are open."""
        return self._open

    @property
    def full(self) -> bool:
        """Whether no more streams are taken; who asks should ask again now and then instead."""
        return self._open >= self._most or self._closing.is_set()

    def adopt(self, sock: socket.socket, head: bytes, wish: Wish) -> None:
        """Take over a socket: say `head`, an unfinished HTTP head, then what is wished; the hub closes it."""
        with self._door:
            if self._closing.is_set():
                sock.close()
                return
            loop = self._loop or self._start()
            self._open += 1
            self._coming.add(sock)
            loop.call_soon_threadsafe(self._begin, self._welcome(sock, head, wish))

    def close(self) -> None:
        """End all streams; browsers come back by themselves. Again does nothing."""
        with self._door:
            self._closing.set()
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(loop.stop)
            thread.join(_LONGEST_CLOSE_SECONDS)

    def lost(self, stream: _Stream) -> None:
        """A stream ended, from whichever side."""
        with self._door:
            self._open -= 1
        streams = self._streams.get(stream.wish.group_id, set())
        streams.discard(stream)
        if not streams:
            self._streams.pop(stream.wish.group_id, None)
            self._hints.pop(stream.wish.group_id, None)

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(loop,), name="streams", daemon=True)
        self._thread.start()
        threading.Thread(target=self._watch, args=(loop,), name="changes-watch", daemon=True).start()
        return loop

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """The thread of all streams, until it is told to stop."""
        asyncio.set_event_loop(loop)
        loop.call_soon(self._begin, self._beat())
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(self._farewell())
            loop.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside everything else, until it is done or the hub closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _farewell(self) -> None:
        """End whatever is open or was about to be."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stream in self._all():
            stream.end(at_once=True)
        for sock in self._coming:
            sock.close()
        await asyncio.sleep(0)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """The thread that looks at versions: after something was written, and now and then."""
        commits = 0
        while not self._closing.wait(LOOK_SECONDS):
            commits = self._database.await_commit(commits, _IDLE_SECONDS)
            watched = list(self._streams)
            if not watched or self._closing.is_set():
                continue
            try:
                hints = self.versions.look(watched)
            except Exception as error:  # whatever it is, the next look may go well
                if not self._closing.is_set():
                    _log.warning("changes could not be looked for: %s", error)
                continue
            with contextlib.suppress(RuntimeError):  # closed meanwhile
                loop.call_soon_threadsafe(self._tell, hints)

    async def _welcome(self, sock: socket.socket, head: bytes, wish: Wish) -> None:
        """Speak on a socket from now on."""
        loop = asyncio.get_running_loop()
        stream = _Stream(self, wish)
        try:
            await loop.connect_accepted_socket(lambda: stream, sock)
            self._coming.discard(sock)
            hint = await loop.run_in_executor(None, self.versions.hint, wish.group_id)
        except BaseException as error:
            self._coming.discard(sock)
            stream.end(at_once=True)
            sock.close()
            if not isinstance(error, GroupPLGLError | OSError):
                raise
        else:
            if not stream.ended:
                self._streams.setdefault(wish.group_id, set()).add(stream)
                newer = self._hints.get(wish.group_id, hint)
                stream.begin(head, newer if newer.version > hint.version else hint)

    def _tell(self, hints: dict[str, Hint]) -> None:
        """Tell whoever is to know at once; the others take turns."""
        for group_id, hint in hints.items():
            known = self._hints.get(group_id)
            if group_id not in self._streams or known == hint:
                continue
            self._hints[group_id] = hint
            urgent = known is None or known.session != hint.session
            for stream in list(self._streams[group_id]):
                if urgent or stream.wish.host:
                    stream.tell(hint)
                else:
                    stream.late = True

    async def _beat(self) -> None:
        """Let turns go round, end waits that are over, and keep quiet streams alive."""
        turns = max(1, round(TURNS_A_SECOND * LOOK_SECONDS))
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            late = sorted((one for one in self._all() if one.late), key=lambda one: one.told_at)
            for stream in late[:turns]:
                stream.tell(self._hints[stream.wish.group_id])
            now = time.monotonic()
            for stream in self._all():
                stream.keep(now)

    def _all(self) -> list[_Stream]:
        return [stream for streams in self._streams.values() for stream in streams]


class _Stream(asyncio.Protocol):
    """One open stream, or one answer that waits; lives in the streams' thread."""

    def __init__(self, hub: Hub, wish: Wish) -> None:
        self.wish = wish
        self.ended = False
        self.late = False
        self.told_at = time.monotonic()
        self._hub = hub
        self._begun_at = self.told_at
        self._longest = wish.wait or LONGEST_STREAM_SECONDS * random.uniform(0.8, 1.2)
        self._heard = 0
        self._version = wish.after
        self._hint: Hint | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended:
            self.ended = True
            self._hub.lost(self)

    def data_received(self, data: bytes) -> None:
        """Nothing is expected from the other side."""
        self._heard += len(data)
        if self._heard > _MOST_HEARD:
            self.end()

    def begin(self, head: bytes, hint: Hint) -> None:
        """Say the first words: the head, and the hint unless it is known."""
        self._hint = hint
        self._write(head if self.wish.wait else b"%s\r\nretry: %d\n: open\n\n" % (head, RETRY_MS))
        self.tell(hint)

    def tell(self, hint: Hint) -> None:
        """Say a hint, once."""
        self.late = False
        self.told_at = time.monotonic()
        self._hint = hint
        if hint.version == self._version:
            return
        self._version = hint.version
        if self.wish.wait:
            self._answer()
        else:
            self._write(b"id: %d\ndata: %s\n\n" % (hint.version, as_bytes(hint)))

    def keep(self, now: float) -> None:
        """End what was open long enough; ping what has been quiet."""
        if now - self._begun_at >= self._longest:
            if self.wish.wait:
                self._answer()
            self.end()
        elif not self.wish.wait and now - self.told_at >= PING_SECONDS:
            self.told_at = now
            self._write(b": ping\n\n")

    def end(self, at_once: bool = False) -> None:
        """Close the socket, once everything is said or at once."""
        if self._transport is not None:
            (self._transport.abort if at_once else self._transport.close)()
        self.connection_lost(None)

    def _answer(self) -> None:
        """The one answer that was waited for."""
        if self._hint is not None:
            body = as_bytes(self._hint)
            self._write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.end()

    def _write(self, words: bytes) -> None:
        transport = self._transport
        if self.ended or transport is None:
            return
        if transport.get_write_buffer_size() > _MOST_UNSENT:
            self.end(at_once=True)
        else:
            transport.write(words)


def as_bytes(hint: Hint) -> bytes:
    """A hint as JSON on one line."""
    return json.dumps(asdict(hint), separators=(",", ":")).encode()
