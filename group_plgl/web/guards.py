"""What every request and every answer goes through: same origin, body types, security headers.

Who somebody is, is in `identity`; how errors look, in `errors`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from group_plgl.web.wiring import wiring

LARGEST_BODY = 64 * 1024
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HOUSE_PREFIX = "/house/"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask) -> None:
    """Put the guards before and after every request of an app."""
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, MAX_FORM_PARTS=50)
    app.before_request(_check)
    app.after_request(_dress)


def _check() -> None:
    if request.method in SAFE_METHODS or request.path.startswith(HOUSE_PREFIX):
        return
    if not same_origin():
        raise Forbidden("This request came from another page than ours. Open the page here and try again.")
    if request.method == "PUT" and not request.is_json:
        raise UnsupportedMediaType("Events are sent as application/json.")


def same_origin() -> bool:
    """Whether a page of ours sent this request, by `Origin`, or by `Sec-Fetch-Site` without it."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    ours = {request.host, urlsplit(wiring().studio.settings.base_url).netloc} - {""}
    return urlsplit(origin).netloc in ours


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store" if request.method != "GET" else "no-cache")
    return response
