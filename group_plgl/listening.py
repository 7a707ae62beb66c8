"""The web server underneath: waitress, made fit for a room full of open connections.

Two things are added to it. A connection can be handed over: when the app says so, only the head of
its answer is made here, and the socket goes to whoever takes it. And the main loop asks only those
connections that stir, so that hundreds of quiet ones cost nothing.
Waitress is pinned below 4, because both lean on how it works inside.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask
from waitress.wasyncore import readwrite

from group_plgl.settings import Settings
from group_plgl.web.changes import HAND_OVER, Taker

_BACKLOG = 1024
_CONNECTIONS = 2000
_MOST_FILES = 2**16
_OTHER_FILES = 500  # what is open beside connections: the database, pictures, libraries
_FORWARDED = {"x-forwarded-for", "x-forwarded-proto"}
_LONGEST_REST_SECONDS = 1.0
_ROUND_SECONDS = 5.0


class Listener:
    """Waitress over an app.

    Args:
        app: What answers.
        settings: Where to listen, with how many threads, and which proxy to believe.
    """

    def __init__(self, app: Callable[..., Any], settings: Settings) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests queue is no news
        self._sockets = _Sockets() if hasattr(select, "epoll") else None
        self._web: Any = waitress.create_server(
            app,
            map=self._sockets,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            backlog=_BACKLOG,
            connection_limit=_CONNECTIONS,
            asyncore_use_poll=True,  # select() ends at the 1024th open file
            ident=None,
            trusted_proxy=settings.trusted_proxy or None,
            trusted_proxy_headers=_FORWARDED if settings.trusted_proxy else set(),
            clear_untrusted_proxy_headers=True,
        )
        self._web.channel_class = _Channel
        self.port = int(self._web.effective_port)

    def run(self) -> None:
        """Serve until interrupted."""
        if self._sockets is None:
            self._web.run()
        while self._sockets:
            self._sockets.turn()

    def close(self) -> None:
        """Finish the requests under way, then stop listening."""
        self._web.task_dispatcher.shutdown()
        self._web.close()


def most_streams() -> int:
    """How many sockets may be handed over, after asking for as many files as this process may have."""
    try:
        import resource
    except ImportError:  # Windows counts its sockets otherwise
        return _MOST_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    files = _MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(0, (files - _OTHER_FILES) // 2)


class _Sockets(dict[int, Any]):
    """The sockets of a server by file number; only those that stir are asked what they wait for.

    What a connection waits for changes when something arrives at it, or when a worker thread has
    answered it; both are told. Once in a while all are asked, because the old are closed for their age.
    """

    def __init__(self) -> None:
        super().__init__()
        self._epoll = select.epoll()
        self._awaited: dict[int, int] = {}
        self._stirring: deque[int] = deque()
        self._round_at = 0.0

    def __setitem__(self, fd: int, dispatcher: Any) -> None:
        super().__setitem__(fd, dispatcher)
        self.stir(fd)

    def __delitem__(self, fd: int) -> None:
        super().__delitem__(fd)
        if self._awaited.pop(fd, 0):
            self._epoll.unregister(fd)

    def stir(self, fd: int) -> None:
        """Let a socket be asked at the next turn; from any thread."""
        self._stirring.append(fd)

    def turn(self) -> None:
        """Wait until something happens to a socket, and let it do what is to be done."""
        now = time.monotonic()
        if now - self._round_at >= _ROUND_SECONDS:
            self._round_at = now
            self._stirring.extend(self)
        while self._stirring:
            self._await(self._stirring.popleft())
        for fd, flags in self._epoll.poll(_LONGEST_REST_SECONDS):
            if fd in self:
                readwrite(self[fd], flags)
                self.stir(fd)

    def _await(self, fd: int) -> None:
        """Wait for what a socket wants now."""
        dispatcher = self.get(fd)
        if dispatcher is None:
            return
        wanted = select.EPOLLIN | select.EPOLLPRI if dispatcher.readable() else 0
        if dispatcher.writable() and not dispatcher.accepting:
            wanted |= select.EPOLLOUT
        known = self._awaited.get(fd, 0)
        if wanted == known:
            return
        if not known:
            self._epoll.register(fd, wanted)
        elif wanted:
            self._epoll.modify(fd, wanted)
        else:
            self._epoll.unregister(fd)
        self._awaited[fd] = wanted


class _Bell:
    """A server as one of its connections sees it: pulling its trigger tells which connection stirs."""

    def __init__(self, server: Any, channel: _Channel) -> None:
        self._server = server
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def pull_trigger(self) -> None:
        """Wake the main loop for this connection."""
        sockets, fd = self._channel._map, self._channel._fileno
        if isinstance(sockets, _Sockets) and fd is not None:
            sockets.stir(fd)
        self._server.pull_trigger()


class _Task(WSGITask):  # type: ignore[misc]  # untyped
    """A request; when its socket is to be handed over, only the head of the answer is made here."""

    _taker: Taker | None = None

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[HAND_OVER] = self._hand_over
        return environ

    def finish(self) -> None:
        if self._taker is None or not self.status.startswith("200"):
            super().finish()
            return
        said = [
            f"{name}: {value}" for name, value in self.response_headers if name.lower() != "content-length"
        ]
        head = "\r\n".join([f"HTTP/1.1 {self.status}", *said, "Connection: close", ""])
        self.wrote_header = True
        self.channel.leaving = (self._taker, head.encode("latin-1"))

    def _hand_over(self, taker: Taker) -> None:
        self._taker = taker


class _Channel(HTTPChannel):  # type: ignore[misc]  # untyped
    """A connection; the main loop lets go of it once its request was answered with a hand-over."""

    task_class = _Task
    leaving: tuple[Taker, bytes] | None = None

    def __init__(self, server: Any, *others: Any, **named: Any) -> None:
        super().__init__(_Bell(server, self), *others, **named)

    def readable(self) -> bool:
        return self.leaving is None and bool(super().readable())

    def writable(self) -> bool:
        return self._may_leave or bool(super().writable())

    def handle_write(self) -> None:
        if not self._may_leave:
            super().handle_write()
            return
        assert self.leaving is not None
        taker, head = self.leaving
        for buffer in self.outbufs:
            buffer.close()
        self.connected = False
        self.del_channel()
        taker(socket.socket(fileno=self.socket.detach()), head)

    @property
    def _may_leave(self) -> bool:
        return self.leaving is not None and not self.requests and not self.total_outbufs_len
