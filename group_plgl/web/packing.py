"""Scripts, styles and drawings travel packed; each is packed once and kept.

Pages and JSON do not: where somebody can mix words of their own into an answer that holds secrets,
its packed size gives them away letter by letter.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

PACKED = ("text/css", "text/javascript", "image/svg+xml")
_LEAST = 600
_KEPT = 128


def install(app: Flask) -> None:
    """Let an app pack what is worth it, for those who can unpack it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings.quality("gzip"):
        return response
    response.direct_passthrough = False
    text = response.get_data()
    if len(text) < _LEAST:
        return response
    response.set_data(_packed(text))
    response.headers["Content-Encoding"] = "gzip"
    tag, _weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # the same text in other bytes
    return response


@lru_cache(_KEPT)
def _packed(text: bytes) -> bytes:
    return gzip.compress(text, 6, mtime=0)
