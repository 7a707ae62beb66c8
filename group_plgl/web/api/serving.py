"""Serving the API: every operation goes through the same gate, in the same order.

The key (401), how often (429), what it may do (403), the address (404), query and body (422), and then
the work. Answers carry an ETag where they are read, and what was done once is answered again the same
to the same request. Nothing here reads cookies: a request without a key is nobody's.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    Conflict,
    PreconditionFailed,
    PreconditionRequired,
    TooManyRequests,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.http import generate_etag

from group_plgl.errors import BadInput, NotAllowed, NotFound
from group_plgl.generators.raster import MOST_BYTES
from group_plgl.services.entrust import (
    answered_before,
    begin_answer,
    free_answer,
    keep_answer,
    opened_by,
    tell_use,
)
from group_plgl.store.keys import Answered, ApiKey
from group_plgl.web.api.asking import asked_group
from group_plgl.web.api.forms import Form, form_in_query, form_of
from group_plgl.web.api.registry import OPERATIONS, PARAMETERS, PREFIX, Call, Done, File, Operation, Result
from group_plgl.web.buckets import Buckets
from group_plgl.web.encoding import sent
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.language import _
from group_plgl.web.pictures import FOR_EVER
from group_plgl.web.wiring import wiring

EXTENSION = "group_plgl_api"
LARGEST_BODY = 256 * 1024
LARGEST_FILE = 20_000_000
WINDOW = 60
_REQUEST_KEY = re.compile(r"[!-~]{1,64}")
_FILE_TYPES = ("application/octet-stream", "multipart/form-data", "image/png", "image/jpeg", "image/webp")


@dataclass
class Gate:
    """What the API remembers between requests, in this process.

    Attributes:
        requests: How many requests each key has left.
        under_way: Requests under a key of their own that are being answered.
        changing: Held while something is changed that was looked at before.
    """

    requests: Buckets
    under_way: set[tuple[str, str]] = field(default_factory=set)
    changing: threading.Lock = field(default_factory=threading.Lock)


blueprint = Blueprint("api", __name__)


def install(app: Flask, requests: int) -> None:
    """Put the API into an app; each key may ask so many times a minute."""
    app.extensions[EXTENSION] = Gate(Buckets(requests, WINDOW))
    app.register_blueprint(blueprint)


def routed() -> None:
    """Give every operation its route."""
    for one in OPERATIONS.values():
        blueprint.add_url_rule(one.rule, one.name, _view(one), methods=[one.method])


def gate() -> Gate:
    """The gate of the app that answers this request."""
    found: Gate = current_app.extensions[EXTENSION]
    return found


def _view(one: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        key = _key()
        _slow_down(key, one)
        if one.scope not in key.scopes:
            raise NotAllowed("this key has not the scope {scope}", scope=one.scope)
        if not all(re.fullmatch(PARAMETERS[name].pattern, value) for name, value in path.items()):
            raise NotFound(NOTHING_HERE)
        query = form_in_query(one.query or Form, request.args.to_dict(flat=False))
        call = Call(key, path, query, _body(one))
        tell_use(wiring().studio, key)
        if one.guarded_by is not None:
            return _guarded(one, call)
        return _once(one, call) if one.repeatable else _answer(one, one.work(call))

    view.takes_files = one.takes_file  # type: ignore[attr-defined]
    return view


def _key() -> ApiKey:
    """The key of this request.

    Raises:
        Unauthorized: There is none, or it opens nothing.
        TooManyRequests: This address brought too many wrong ones.
    """
    studio, buckets, who = wiring().studio, wiring().buckets, f"api key {request.remote_addr or ''}"
    kind, _space, said = request.headers.get("Authorization", "").partition(" ")
    key = opened_by(studio, said.strip()) if kind.lower() == "bearer" else None
    if key is not None:
        return key
    if said:
        wait = buckets.wait(who, studio.now())
        if wait:
            raise TooManyRequests(_("Too many wrong keys. Try again in {n} s.", n=wait), retry_after=wait)
        buckets.spend(who, studio.now())
    told = _("Send a key of this group as “Authorization: Bearer plgl_…”. Its host makes one.")
    raise Unauthorized(told, www_authenticate=WWWAuthenticate("bearer", {"realm": "Group PLGL"}))


def _slow_down(key: ApiKey, one: Operation) -> None:
    """Let each key ask only so often, and tell how often it still may."""
    buckets, now = gate().requests, wiring().studio.now()
    wait = buckets.wait(key.key_id, now)
    if not wait:
        buckets.spend(key.key_id, now)
    g.api_left = buckets.left(key.key_id, now)
    if wait:
        raise TooManyRequests(_("This key asked too often. Try again in {n} s.", n=wait), retry_after=wait)


def _body(one: Operation) -> Any:
    """The body, checked.

    Raises:
        UnsupportedMediaType: It is of another kind than the operation takes.
        Malformed: Something in it does not fit.
    """
    if one.takes_file and request.mimetype in _FILE_TYPES:
        request.max_content_length = LARGEST_FILE
        return _file()
    if one.body is None:
        return None
    request.max_content_length = LARGEST_BODY
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(_("The body of this request is JSON: send it as application/json."))
    return form_of(one.body, request.get_data(cache=False))


def _file() -> bytes:
    """The picture that was sent; one byte more than is taken tells that it is too long."""
    return sent() if request.mimetype == "multipart/form-data" else request.stream.read(MOST_BYTES + 1)


def _guarded(one: Operation, call: Call) -> Response:
    """A change of what was looked at before: only if it is still so."""
    if not request.if_match:
        raise PreconditionRequired(_("Say with If-Match which state you want to change: the ETag you read."))
    assert one.guarded_by is not None
    with gate().changing:
        before = one.guarded_by(call)
        assert isinstance(before, Form)
        if not request.if_match.contains(generate_etag(_json(before))):
            raise PreconditionFailed(_("It has changed since you read it. Read it again."))
        return _answer(one, one.work(call))


def _once(one: Operation, call: Call) -> Response:
    """What is done once however often the same request comes, where it has an Idempotency-Key.

    Raises:
        BadInput: The key is too long, or stood before another request.
        Conflict: The same request is being answered.
    """
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return _answer(one, one.work(call))
    if not _REQUEST_KEY.fullmatch(name):
        raise BadInput("an Idempotency-Key has 1 to 64 visible characters")
    studio, at = wiring().studio, (call.key.key_id, name)
    asked = call.body.model_dump_json() if isinstance(call.body, Form) else ""
    digest = hashlib.sha256(f"{request.method} {request.full_path} {asked}".encode()).hexdigest()
    under_way = gate().under_way
    with gate().changing:
        if at in under_way:
            raise Conflict(_("The same request is being answered. Ask again in a moment."))
        under_way.add(at)
    try:
        before = answered_before(studio, call.key, name)
        if before is not None:
            return _again(before, digest)
        begun = Answered(call.key.key_id, name, digest, _group_id(call), 0, "", "", studio.now())
        begin_answer(studio, begun)
        try:
            done = _done(one, one.work(call))
        except Exception:
            free_answer(studio, begun)
            raise
        told = json.dumps(json.loads(_json(done.form)) | dict.fromkeys(one.once), ensure_ascii=False)
        keep_answer(studio, replace(begun, status=done.status, location=done.location, body=told))
        return _answer(one, done)
    finally:
        under_way.discard(at)


def _group_id(call: Call) -> str:
    """The group an answer is about, so that it goes when one of its members leaves."""
    return asked_group(call).group_id if "slug" in call.path else ""


def _again(before: Answered, digest: str) -> Response:
    """What was answered the first time.

    Raises:
        BadInput: That was another request.
        Conflict: It was begun and never answered, because the server stopped or could not write.
    """
    if before.request_hash != digest:
        raise BadInput("this Idempotency-Key stood before another request")
    if not before.status:
        raise Conflict(
            _(
                "This request was begun before and never answered. Look whether it was done; if not, send it "
                "with another Idempotency-Key."
            )
        )
    response = _plain(before.body.encode(), before.status, before.location)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _done(one: Operation, result: Result) -> Done:
    assert not isinstance(result, File | Response), "only what is done once is kept"
    return result if isinstance(result, Done) else Done(result, one.status)


def _answer(one: Operation, result: Result) -> Response:
    """What an operation came to, as HTTP says it."""
    if isinstance(result, Response):
        return result
    if isinstance(result, File):
        response = Response(result.content, mimetype=result.media_type)
        if result.name:
            response.headers["Content-Disposition"] = f'attachment; filename="{result.name}"'
        if result.for_ever:
            response.headers["Cache-Control"] = FOR_EVER
    else:
        done = _done(one, result)
        response = _plain(_json(done.form), done.status, done.location)
    if request.method == "GET" and response.status_code == 200:
        response.add_etag()
        response.make_conditional(request)
    elif one.guarded_by is not None:
        response.add_etag()
    return response


def _plain(content: bytes, status: int, location: str) -> Response:
    response = Response(content, status, mimetype="application/json")
    if location:
        response.headers["Location"] = location
    return response


def _json(form: Form) -> bytes:
    return form.model_dump_json().encode()


@blueprint.after_app_request
def _told(response: Response) -> Response:
    """Every answer to a key says how often it may still ask."""
    if request.path.startswith(f"{PREFIX}/"):
        response.headers.setdefault(
            "Cache-Control", "private, no-cache" if request.method == "GET" else "no-store"
        )
        response.headers["Vary"] = "Authorization, Accept-Language"
    if "api_left" in g:
        most = gate().requests.size
        response.headers["RateLimit-Policy"] = f'"requests";q={most};w={WINDOW}'
        response.headers["RateLimit"] = f'"requests";r={g.api_left};t={gate().requests.refill(g.api_left)}'
    return response
