"""Pages to take away: one file for any browser with pictures inside, and PDF.

A PDF is made of blocks that `templates/paper/paper.typ` draws. A block has a `kind`, and may have a
`heading` and an `intro`: `hero` (a picture beside a title, lines, facts and a span), `pictures` (items in
`columns`, each with title, lines and a span), `chart` (a picture across the page or a line why there is
none, with a title, help, and what is said under it), `note` (a box, with a picture or none), `table` (columns
and rows), `list` (lines) and `facts` (pairs). A span is a number from 0 to 1 with its interval.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, render_template

from group_plgl.resources import resource_folder
from group_plgl.services.paper import file_name, pdf_of
from group_plgl.store.images import picture_of
from group_plgl.web.language import language
from group_plgl.web.pages import Page
from group_plgl.web.wiring import wiring

Block = Mapping[str, Any]
P = TypeVar("P")
_FIELD = "picture_url"
_IMPORT = re.compile(r"@import [^;]*;")


def as_file(template: str, page: Page, name: str, sheets: Sequence[str]) -> Response:
    """A page as one file: its pictures and style sheets inside, nothing outside.

    Args:
        template: Gets the page, and `style`.
        page: What it shows; every `picture_url` in it becomes the picture itself.
        name: Of the file.
        sheets: Files of the folder `static`; those they import are named too.
    """
    folder = resource_folder("static")
    style = _IMPORT.sub("", "\n".join((folder / one).read_text("utf-8") for one in sheets))
    response = Response(render_template(template, page=_inlined(page), style=style), mimetype="text/html")
    return _to_keep(response, name)


def as_pdf(
    name: str, template: str, data: Mapping[str, Any], urls: Sequence[str], made_at: datetime,
    drawn: Mapping[str, bytes] | None = None,
) -> Response:  # fmt: skip
    """A PDF of one of our templates; pictures are those drawn, and those at addresses, by `printed(url)`."""
    database, files = wiring().studio.database, wiring().studio.files
    pictures = dict(drawn or {})
    for one in dict.fromkeys(urls):
        found = picture_of(database, _id_in(one))
        if found is not None:
            pictures[printed(one)] = files.read(found.sha256, found.media_type)
    content = pdf_of(wiring().studio, template, {"language": language().tag, **data}, pictures, made_at)
    return _to_keep(Response(content, mimetype="application/pdf"), name)


def printed(url: str) -> str:
    """The file name by which a picture is spoken of on paper; empty for none."""
    found = picture_of(wiring().studio.database, _id_in(url)) if url else None
    return file_name(found.picture_id, found.media_type) if found else ""


def pictures_in(page: Any) -> Iterator[str]:
    """The addresses of all pictures in a page."""
    if is_dataclass(page):
        for one in fields(page):
            it = getattr(page, one.name)
            if one.name == _FIELD:
                yield it
            else:
                yield from pictures_in(it)
    elif isinstance(page, list):
        for it in page:
            yield from pictures_in(it)


def span(at: float | None, low: float | None, high: float | None, words: str = "") -> Block | None:
    """A number from 0 to 1 with its interval, for a block; None where it is not told."""
    if at is None or low is None or high is None:
        return None
    return {"at": at, "low": low, "high": high, "words": words}


def _inlined(page: P) -> P:
    """A page whose pictures are addresses that hold them."""
    if isinstance(page, list):
        return [_inlined(one) for one in page]  # type: ignore[return-value]
    if not is_dataclass(page) or isinstance(page, type):
        return page
    changed = {
        one.name: _inside(getattr(page, one.name))
        if one.name == _FIELD
        else _inlined(getattr(page, one.name))
        for one in fields(page)
    }
    return replace(page, **changed)


def _inside(url: str) -> str:
    found = picture_of(wiring().studio.database, _id_in(url)) if url else None
    if found is None:
        return ""
    content = wiring().studio.files.read(found.sha256, found.media_type)
    return f"data:{found.media_type};base64,{base64.b64encode(content).decode()}"


def _id_in(url: str) -> str:
    return url.rpartition("/")[2]


def _to_keep(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
