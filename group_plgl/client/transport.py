"""Asking over HTTP: keys, retries, ETags, and problems as errors. The standard library is all it takes."""

from __future__ import annotations

import http.client
import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from group_plgl.errors import GroupPLGLError

PREFIX = "/api/v1"
TRIES, LONGEST_WAIT = 5, 60.0
_AGAIN = (429, 503)
_MOST_KNOWN = 128


class Problem(GroupPLGLError, RuntimeError):
    """The server did not do what was asked; it says why.

    Attributes:
        status: HTTP status; 0 when nobody answered.
        problem: All that was said, as RFC 9457 shapes it.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        wrong = "; ".join(f"{one['pointer']}: {one['detail']}" for one in problem.get("errors", []))
        detail = str(problem.get("detail", "nobody answered"))
        super().__init__(f"{status}: {detail}" + (f" ({wrong})" if wrong else ""))
        self.advice = str(problem.get("advice", ""))
        self.status = status
        self.problem = dict(problem)


def new_id() -> str:
    """A new id of 32 hex digits, for a rating."""
    return secrets.token_hex(16)


class Transport:
    """The way to one server with one key.

    Args:
        url: Where the server is: `http://localhost:8000`.
        key: A key made by a group's host, or by whoever runs the house.
        tries: How often a request is sent when the server is busy or asks to wait.
        timeout: Seconds to wait for an answer.
        language: What problems are told in.
        sleep: Waits so many seconds; tests pass another one.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        tries: int = TRIES,
        timeout: float = 120.0,
        language: str = "en",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self._head = {"Authorization": f"Bearer {key}", "Accept-Language": language, "Accept": "*/*"}
        self._tries = tries
        self._timeout = timeout
        self._sleep = sleep
        self._known: dict[str, tuple[str, bytes]] = {}

    def ask(self, method: str, path: str, **words: Any) -> Any:
        """The JSON of an answer; see `fetch`."""
        return json.loads(self.fetch(method, path, **words))

    def fetch(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        image: bytes | None = None,
        of_image: Mapping[str, Any] | None = None,
        named: bool = False,
        guarded: bool = False,
    ) -> bytes:
        """The bytes of an answer. What is None is not sent; arrays are sent as lists.

        Args:
            method: HTTP method.
            path: Behind `/api/v1`.
            query: For the address.
            body: Sent as JSON.
            image: A picture, sent instead of the body.
            of_image: For the address, where a picture is sent.
            named: Whether the request gets a name, so that a retry is not done twice.
            guarded: Whether it changes what was read before, and only if that is still so.

        Raises:
            Problem: It was not done; the server says why.
        """
        asked = _address(path, of_image if image is not None else query)
        head, data = dict(self._head), None
        if image is not None:
            head["Content-Type"], data = "application/octet-stream", image
        elif body is not None:
            plain = {name: value for name, value in body.items() if value is not None}
            head["Content-Type"], data = "application/json", json.dumps(plain, default=_plain).encode()
        if named:
            head["Idempotency-Key"] = new_id()
        if guarded:
            if asked not in self._known:
                self.fetch("GET", path)
            head["If-Match"] = self._known[asked][0]
        if method == "GET" and asked in self._known:
            head["If-None-Match"] = self._known[asked][0]
        return self._sent(urllib.request.Request(self.url + PREFIX + asked, data, head, method=method), asked)

    def _sent(self, request: urllib.request.Request, asked: str) -> bytes:
        """The answer to a request, sent again while the server asks for it."""
        for left in range(self._tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    content: bytes = answer.read()
                    if answer.headers.get_content_type() == "application/json":  # files may be large
                        self._keep(asked, answer.headers.get("ETag"), content)
                    return content
            except urllib.error.HTTPError as error:
                with error:
                    if error.code == 304:
                        return self._known[asked][1]
                    if error.code not in _AGAIN or not left:
                        raise _problem(error.code, error.read()) from None
                    self._sleep(_wait(error.headers.get("Retry-After")))
            except (OSError, http.client.HTTPException) as error:
                if not left:
                    raise Problem(0, {"detail": f"nobody answers at {self.url}: {error}"}) from error
                self._sleep(1.0)
        raise AssertionError("the last try answers or raises")

    def _keep(self, asked: str, etag: str | None, content: bytes) -> None:
        """Remember what has an ETag, so that it need not be sent again as long as it is so."""
        if etag is not None:
            while len(self._known) >= _MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[asked] = etag, content


def _address(path: str, query: Mapping[str, Any] | None) -> str:
    said = {name: value for name, value in (query or {}).items() if value is not None}
    words = urllib.parse.urlencode(said, doseq=True)
    return urllib.parse.quote(path) + (f"?{words}" if words else "")


def _plain(value: Any) -> Any:
    """Arrays, and the numbers in them, as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _problem(status: int, content: bytes) -> Problem:
    try:
        told = json.loads(content)
    except ValueError:
        told = {"detail": content.decode("utf-8", "replace")[:300]}
    return Problem(status, told if isinstance(told, dict) else {})


def _wait(said: str | None) -> float:
    return min(float(said), LONGEST_WAIT) if said and said.isdecimal() else 1.0
