"""Change notices: who may read a group may be told when it changes, by stream or by asking.

A stream is allowed here like any other request; then its socket goes to the hub, if the web server
can hand it over and the hub has room. Otherwise the answer is 503, and the browser asks for
`changes.json` now and then, which is enough.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import asdict

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable

from group_plgl.errors import BadInput
from group_plgl.web.answers import as_json
from group_plgl.web.hub import Wish
from group_plgl.web.identity import require_reader
from group_plgl.web.language import _
from group_plgl.web.wiring import wiring

HAND_OVER = "group_plgl.hand_over"
LONGEST_WAIT = 30
RETRY_AFTER_SECONDS = 30
_MOST_DIGITS = 16

blueprint = Blueprint("changes", __name__)
Taker = Callable[[socket.socket, bytes], None]


@blueprint.get("/g/<slug>/changes")
def stream(slug: str) -> Response:
    """The stream of a group's change notices, from the last one heard."""
    visitor = require_reader(slug)
    last = request.headers.get("Last-Event-ID", "")
    after = int(last) if last.isdecimal() and len(last) <= _MOST_DIGITS else 0
    wish = Wish(visitor.group.group_id, after, visitor.host)
    if request.method == "GET" and not handed_over(wish):
        raise ServiceUnavailable(
            _("Too many streams are open. Ask for changes.json instead."), retry_after=RETRY_AFTER_SECONDS
        )
    return unfinished("text/event-stream")


@blueprint.get("/g/<slug>/changes.json")
def changes(slug: str) -> Response:
    """A group's newest change notice; with `wait`, as soon as there is one after `after`."""
    visitor = require_reader(slug)
    after, wait = _number("after", 10**_MOST_DIGITS), _number("wait", LONGEST_WAIT)
    hint = wiring().hub.versions.hint(visitor.group.group_id)
    wish = Wish(visitor.group.group_id, after, visitor.host, float(wait))
    if request.method == "GET" and wait and hint.version == after and handed_over(wish):
        return unfinished("application/json")
    response = as_json(asdict(hint))
    response.headers["Cache-Control"] = "no-store"
    return response


def handed_over(wish: Wish) -> bool:
    """Whether the socket of this request goes to the hub once this request is answered."""
    hub = wiring().hub
    hand_over: Callable[[Taker], None] | None = request.environ.get(HAND_OVER)
    if hand_over is None or hub.full:
        return False
    hand_over(lambda sock, head: hub.adopt(sock, head, wish))
    return True


def unfinished(media_type: str) -> Response:
    """The head of an answer that the hub goes on with."""
    return Response(mimetype=media_type, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def _number(name: str, most: int) -> int:
    asked = request.args.get(name, "0")
    if not (asked.isdecimal() and len(asked) <= _MOST_DIGITS + 1 and int(asked) <= most):
        raise BadInput("{name} is a number from 0 to {most}", name=name, most=most)
    return int(asked)
