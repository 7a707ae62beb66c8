"""Consulting: a language model of the house's own reads comments, over OpenAI's protocol.

Off unless `comments_endpoint` is set. The comment and the terms of its space are sent, and nothing else: no
name, no picture, no id. The request goes to that address alone, past any proxy, and follows nobody elsewhere.
An endpoint that does not answer holds up nobody: what it did not read within a minute is read by the grammar.
"""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from group_plgl.errors import UnsafeBytes
from group_plgl.feedback.comments import Reading, Vocabulary, question_of, reading_from
from group_plgl.settings import Settings

SECONDS, SECONDS_IN_ALL = 20.0, 60.0
MOST_BYTES = 2**18
_AT_ONCE = 4
_CHUNK = 2**14
_log = logging.getLogger(__name__)


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: comments go to the address in the settings only."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Nowhere)


def consult(settings: Settings, texts: Sequence[str], vocabulary: Vocabulary) -> list[Reading | None]:
    """What the endpoint makes of each comment of a space; None where it gave no answer in time.

    After the first comment that it fails to answer it is asked no more of these: it may be down. An answer
    that makes no sense costs its own comment only. Either is logged, without the comment.
    """
    call = _Call(settings, time.monotonic() + SECONDS_IN_ALL, vocabulary)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(call.reading, texts))


@dataclass(frozen=True)
class _Call:
    """Comments of one space that are read together."""

    settings: Settings
    until: float
    vocabulary: Vocabulary
    down: threading.Event = field(default_factory=threading.Event)

    def reading(self, text: str) -> Reading | None:
        if self.down.is_set() or time.monotonic() >= self.until:
            return None
        try:
            return reading_from(self._answer(text), text, self.vocabulary)
        except UnsafeBytes as error:
            _log.warning("a comment is read by the grammar: of the endpoint %s", error)
        except urllib.error.HTTPError as error:
            self.down.set()
            error.close()
            _log.warning("comments are read by the grammar: their endpoint answers %d", error.code)
        except (OSError, http.client.HTTPException) as error:
            self.down.set()
            _log.warning("comments are read by the grammar: their endpoint does not answer (%r)", error)
        return None

    def _answer(self, text: str) -> bytes:
        """The body of an answer."""
        settings = self.settings
        body = json.dumps(question_of(text, self.vocabulary, settings.comments_model)).encode()
        request = urllib.request.Request(f"{settings.comments_endpoint.rstrip('/')}/chat/completions", body)
        request.add_header("Content-Type", "application/json")
        if settings.comments_key:
            request.add_header("Authorization", f"Bearer {settings.comments_key}")
        end = time.monotonic() + SECONDS
        found = bytearray()
        with _OPENER.open(request, timeout=SECONDS) as reply:
            while len(found) < MOST_BYTES and (chunk := reply.read1(_CHUNK)):  # half an answer is none
                found += chunk
                if time.monotonic() > end:
                    raise TimeoutError(f"no whole answer within {SECONDS:g} s")
        return bytes(found)
