"""What every request and every answer goes through: same origin, body types, security headers.

Who somebody is, is in `identity`; how errors look, in `errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from group_plgl.web.addresses import only_here
from group_plgl.web.answers import PROGRAMS
from group_plgl.web.language import _
from group_plgl.web.wiring import wiring

LARGEST_BODY = 64 * 1024
# Forms with files are read in pieces of 64 KiB, and Werkzeug counts the rest of one piece with the next.
LARGEST_FIELD = 2 * LARGEST_BODY
LARGEST_UPLOAD = 1_000_000_000
MOST_UPLOADED_PARTS = 600
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HOUSE_PREFIX = "/house/"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMED = "frame-ancestors 'none'"
# What lies under a link is nobody's to keep, to find by searching or to tell others the address of.
LINKS = "/v/"
OF_LINKS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
}
# Scripts and styles load nothing themselves: the page that asked for them says what they may.
OF_PARTS = {"Content-Security-Policy": f"default-src 'none'; {FRAMED}"}
PARTS = ("text/css", "text/javascript")
# What a page needs inside a sandboxed frame, which has no origin: the same for everybody, or under a link.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
EVERYBODYS = ("static", "house.vega", "words")
# What a document alone is asked about; a phone on a slow line loads thirty other things with the first page.
OF_PAGES = {"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
# The deck alone may ask for the microphone: of the browser, which turns speech into words.
OF_DECKS = {"Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"}
DECKS = ("voting.rate", "kiosk.kiosk", "labelling.page")


LONGEST_NUMBER = 18  # digits, as many as a column of whole numbers holds


class PlainJson(DefaultJSONProvider):
    """JSON of which everything can be reckoned with and written down again."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """What a body says.

        Raises:
            ValueError: It is no JSON, or nested too deeply, or says a number that is none or has more than
                18 digits, or half a character.
        """
        try:
            said = super().loads(s, parse_int=_whole, parse_float=_finite, parse_constant=_finite, **kwargs)
            super().dumps(said, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return said


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > LONGEST_NUMBER:
        raise ValueError("this number is too long")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("this is no number")
    return number


View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Mark a view that is sent files: its body may be large, when it is one of files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Put the guards before and after every request of an app."""
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_FIELD, MAX_FORM_PARTS=50)
    app.json = PlainJson(app)
    app.before_request(_check)
    app.after_request(_dress)


def _check() -> None:
    if request.method in SAFE_METHODS or request.path.startswith((HOUSE_PREFIX, PROGRAMS)):
        return  # who speaks by a key and not by a cookie was not led here by another page
    if not same_origin():
        raise Forbidden(_("This request came from another page than ours. Open the page here and try again."))
    if getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False) and _is_file():
        request.max_content_length = LARGEST_UPLOAD
        request.max_form_parts = MOST_UPLOADED_PARTS
    if request.method == "PUT" and not request.is_json:
        raise UnsupportedMediaType(_("Events are sent as application/json."))


def _is_file() -> bool:
    return request.mimetype in ("multipart/form-data", "application/octet-stream")


def same_origin() -> bool:
    """Whether a page of ours sent this request, by `Origin`, or by `Sec-Fetch-Site` without it."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    ours = {request.host, urlsplit(wiring().studio.settings.base_url).netloc} - {""}
    return urlsplit(origin).netloc in ours


def framed_by(response: Response, origins: Sequence[str]) -> Response:
    """A page that pages of these sites may show in a frame, and no others."""
    ancestors = f"frame-ancestors {' '.join(origins)}" if origins else FRAMED
    response.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"].replace(
        FRAMED, ancestors
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if origins else "same-origin"
    return response


def _dress(response: Response) -> Response:
    page, linked = response.mimetype == "text/html", request.path.startswith(LINKS)
    own = OF_LINKS if linked else {}
    own = own | OF_PARTS if response.mimetype in PARTS else own
    if request.endpoint in EVERYBODYS or (linked and not page):
        own = own | OPEN
    of_pages = OF_DECKS if request.endpoint in DECKS else OF_PAGES
    for name, value in (HEADERS | own | (of_pages if page else {})).items():
        response.headers.setdefault(name, value)
    # Browsers complain about this one where they cannot trust who sent it: plain http on a network.
    if page and (request.is_secure or only_here(urlsplit(f"//{request.host}").hostname or "")):
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store" if request.method != "GET" else "no-cache")
    return response
