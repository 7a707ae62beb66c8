"""Every apology on the web: the only place that knows HTTP status codes for our errors.

One shape, problem+json (RFC 9457), for programs; the same words as a page for people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, InternalServerError

from group_plgl import errors
from group_plgl.web.answers import as_json, html, wants_json
from group_plgl.web.error_pages import ErrorPage, Wrong
from group_plgl.web.language import _, later, told

STATUS: dict[type[errors.GroupPLGLError], int] = {
    errors.BadInput: 422,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.CardNotIssued: 403,
    errors.WrongSpace: 409,
    errors.SessionClosed: 409,
    errors.NotYet: 409,
    errors.Cancelled: 409,
    errors.OutOfReach: 422,
    errors.Copied: 422,
    errors.EventConflict: 409,
    errors.StoreBusy: 503,
    errors.StoreLocked: 503,
    errors.UnsafeBytes: 422,
    errors.ChildFailed: 503,
    errors.GroupPLGLError: 500,
}
TITLES = {
    400: later("That did not make sense"),
    401: later("That needs a key"),
    403: later("That is not yours to do"),
    404: later("There is nothing here"),
    405: later("That cannot be done here"),
    409: later("That came too late or twice"),
    413: later("That is too big"),
    412: later("It has changed meanwhile"),
    415: later("That is in the wrong format"),
    422: later("Something needs another look"),
    428: later("Say first which state you mean"),
    429: later("Too many tries"),
    500: later("Something broke on our side"),
    503: later("Busy just now"),
}
UNTITLED = later("That did not work")
_TOKEN = re.compile(r"^(/v/)[^/]+")
NOTHING_HERE = later("This page does not exist, or it belongs to a group you are not in.")
DETAILS = {
    400: later("The server could not read what this browser sent."),
    404: NOTHING_HERE,
    405: later("This address is for something else. Go back and try again."),
    413: later("What was sent is larger than this server takes."),
    500: later("The server could not answer this. It was logged."),
}


def install(app: Flask) -> None:
    """Let an app answer every error with a problem or a page."""
    app.register_error_handler(errors.GroupPLGLError, _ours)
    app.register_error_handler(HTTPException, _theirs)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: errors.GroupPLGLError) -> int:
    """The HTTP status of one of our errors, by its nearest class."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def logged_path() -> str:
    """The path that was asked for, as it may be written down: without the token of a link."""
    return _TOKEN.sub(r"\1…", request.path)


def _ours(error: errors.GroupPLGLError) -> Response:
    status = status_of(error)
    if status >= 500:
        current_app.logger.warning("%s %s: %s", request.method, logged_path(), error)
    wrong = error.wrong if isinstance(error, errors.Malformed) else ()
    response = _answer(status, type(error).__name__, *told(error), wrong)
    if status == 503:
        response.headers["Retry-After"] = "1"
    return response


def _theirs(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 and error.response is not None:
        return Response(error.get_response().get_data(), status, error.get_headers())
    kind = re.sub(r"[^A-Za-z]", "", type(error).__name__)
    default = error.description == type(error).description
    detail = _(DETAILS.get(status, "")) if default else (error.description or "")
    response = _answer(status, kind, detail, "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("%s %s failed", request.method, logged_path(), exc_info=error)
    return _answer(500, InternalServerError.__name__, _(DETAILS[500]), "")


def _answer(
    status: int, kind: str, detail: str, advice: str, wrong: Sequence[tuple[str, str]] = ()
) -> Response:
    slug = re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
    page = ErrorPage(
        type=f"/problems/{slug}",
        title=_(TITLES.get(status, UNTITLED)),
        status=status,
        detail=detail[:1].upper() + detail[1:],
        advice=advice,
        instance=request.path,
        errors=[Wrong(*one) for one in wrong],
    )
    if wants_json():
        return as_json(asdict(page), status, "application/problem+json")
    return html("house/error.html", page, status)
