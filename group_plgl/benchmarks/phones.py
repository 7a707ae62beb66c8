"""Simulated phones and screens: kept-alive connections that vote, and open streams that listen.

They speak plain HTTP over asyncio, so that one process plays many hundred of them beside the server
it measures. A vote's wait counts from the moment it was due: a phone that is held up is not excused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import GroupPLGLError

LOW = 8
WANTED = 20
_END = b"\r\n\r\n"


class House:
    """A server in a process of its own, over a data folder of its own.

    Args:
        folder: The data folder.
        code: What the process runs; `cli.main()` opens the house in the end.
    """

    def __init__(self, folder: Path, code: str) -> None:
        self.folder = folder
        words = ["serve", "--data", str(folder), "--port", "0"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().split()
        if not line:
            raise GroupPLGLError("the server to be measured did not start")
        self.port = int(line[-1].rstrip("/").rpartition(":")[2])

    def close(self) -> None:
        """Ask it to end, and wait until its data folder is free."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Line:
    """One kept-alive connection to a server, with its cookies."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, words: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON of an answer.

        Raises:
            OSError: The connection broke.
        """
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        body = b"" if words is None else json.dumps(words).encode()
        self._writer.write(self.head(method, path, len(body)) + body)
        try:
            answer = (await self._reader.readuntil(_END)).decode("latin-1").split("\r\n")
            fields = [line.partition(": ")[::2] for line in answer[1:]]
            length = next(int(value) for name, value in fields if name.lower() == "content-length")
            said = await self._reader.readexactly(length)
        except asyncio.IncompleteReadError as error:
            self.close()
            raise OSError("the server hung up") from error
        for name, value in fields:
            if name.lower() == "set-cookie":
                key, _, content = value.partition(";")[0].partition("=")
                self.cookies[key] = content
        return int(answer[0].split()[1]), json.loads(said) if said else None

    def head(self, method: str, path: str, length: int, accept: str = "application/json") -> bytes:
        """The head of a request."""
        host = f"127.0.0.1:{self._port}"
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            f"Accept: {accept}",
            "Content-Type: application/json",
            f"Content-Length: {length}",
            *([f"Cookie: {kept}"] if kept else []),
        ]
        return "\r\n".join(lines).encode("latin-1") + _END

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


@dataclass
class Ack:
    """A vote that was acknowledged: when, and how long after it was due, in seconds."""

    at: float
    wait: float


@dataclass
class Phone:
    """One member who votes; what their taste is depends on their camp and on the picture alone."""

    slug: str
    line: Line
    rng: np.random.Generator
    cards: list[tuple[str, float]] = field(default_factory=list)
    spent: list[tuple[str, float]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0

    async def join(self, code: str, nickname: str) -> None:
        """Become a member and get the first cards, as a person would: programs also get the latents."""
        await self.line.ask("POST", f"/j/{code}", {"nickname": nickname})
        for _ in range(100):
            self._deal(await self.line.ask("GET", f"/g/{self.slug}/cards.json?n={WANTED}"))
            if self.cards:
                return
            await asyncio.sleep(0.1)
        raise GroupPLGLError("no cards were dealt to a simulated phone")

    async def vote(self, due: float) -> Ack:
        """One answer, said again until it is acknowledged; `due` is in wall-clock seconds."""
        if not self.cards:  # dealt out for the moment: an earlier card is answered again
            self.cards, self.spent = self.spent, []
        card, liking = self.cards.pop(0)
        self.spent.append((card, liking))
        event = secrets.token_hex(16)
        wish = WANTED if len(self.cards) < LOW else 0
        words = {"kind": "rated", "card": card, "value": float(self.rng.random() < liking), "answer_ms": 900}
        while True:
            try:
                status, answer = await self.line.ask("PUT", f"/g/{self.slug}/events/{event}?n={wish}", words)
            except OSError:
                status, answer = 0, {}
            if status in (200, 201):
                break
            self.refused += 1
            await asyncio.sleep(0.1)
        now = time.time()
        self.acknowledged.append(event)
        self._deal((status, answer))
        return Ack(now, now - due)

    async def keep_voting(self, start: float, votes: int) -> list[Ack]:
        """One vote a second from `start` on."""
        acks = []
        for due in start + np.arange(votes):
            await asyncio.sleep(max(0.0, due - time.time()))
            acks.append(await self.vote(float(due)))
        return acks

    def _deal(self, answered: tuple[int, Any]) -> None:
        known = {card for card, _ in self.cards} | {card for card, _ in self.spent}
        for turn in answered[1].get("turns", []):
            for card in turn["cards"]:
                if card["card"] not in known:
                    taste = int(card["picture_url"].rpartition("/")[2][:6], 16) / 16**6
                    self.cards.append((card["card"], 0.1 + 0.8 * (taste > 0.5)))


@dataclass
class Screen:
    """One open stream, and the hints it heard: when, and their versions as wall-clock seconds."""

    line: Line
    path: str
    heard: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self) -> None:
        """Listen until cancelled; a stream that ends is opened again after two seconds, as browsers do."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._listen()
            await asyncio.sleep(2)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.line._port)
        try:
            writer.write(self.line.head("GET", self.path, 0, "text/event-stream"))
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    self.heard.append((time.time(), json.loads(line[6:])["version"] / 1000))
        finally:
            writer.close()

    def lags(self, acks: list[Ack], until: float) -> list[float]:
        """From each acknowledgement to the first hint that covers it, in seconds; `until` when none came."""
        versions = np.array([version for _, version in self.heard] or [-np.inf])
        received = [at for at, _ in self.heard]
        first = np.searchsorted(versions, [ack.at for ack in acks])
        return [
            (received[place] if place < len(received) else until) - ack.at
            for place, ack in zip(first.tolist(), acks, strict=True)
        ]
