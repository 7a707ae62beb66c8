"""Exports: what can be taken away from a group, asking for it, how far it is, and the file.

What may be asked for, by whom, and whether a file may still be taken is decided by `services.task`.
Without JavaScript a page with something under way reloads itself until that is over.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, NotFound
from group_plgl.groups.rules import DEFAULT_RULE
from group_plgl.services.kinds import KINDS
from group_plgl.services.kinds.kind import Choice, Count, Kind, Switch, Word
from group_plgl.services.reveal import cover, sight_of
from group_plgl.services.task import (
    ask_task,
    cancel,
    content_of,
    failure_of,
    may_take,
    offered,
    task_asked,
    tasks_asked,
)
from group_plgl.store.tasks import TaskRow
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.exports_pages import ExportsPage, KindLine, TaskPage, WordLine
from group_plgl.web.identity import Visitor, require_reader
from group_plgl.web.language import _, apology, decimal, later, written
from group_plgl.web.liked import picture_url
from group_plgl.web.wiring import wiring

blueprint = Blueprint("exports", __name__)
STATES = {
    "queued": later("Waiting for its turn"), "running": later("Being made"), "done": later("Ready"),
    "failed": later("Could not be made"), "cancelled": later("Cancelled"),
}  # fmt: skip
_SHOWN = ("image/png", "image/webp", "image/gif", "image/svg+xml")
_SAFE_INLINE = ("image/png", "image/webp", "image/gif")
_UNITS = ("B", "kB", "MB", "GB")


@blueprint.get("/g/<slug>/exports")
def exports(slug: str) -> Response:
    """What can be taken away, and what was asked for."""
    return private(html("groups/exports.html", exports_page(require_reader(slug))))


@blueprint.get("/g/<slug>/exports.json")
def exports_json(slug: str) -> Response:
    """The same as JSON."""
    return private(twin(exports_page(require_reader(slug))))


@blueprint.post("/g/<slug>/exports/<kind>")
def ask(slug: str, kind: str) -> Response:
    """Ask for a file; it is made in its turn."""
    visitor = require_reader(slug)
    given = request.get_json(silent=True) if request.is_json else _from_form(kind)
    if not isinstance(given, dict):
        raise BadInput("what is asked for is a JSON object", advice='Send {"pixels": "2048"}, or {}.')
    row = ask_task(wiring().studio, visitor, kind, given)
    address = url_for("exports.export", slug=slug, task_id=row.task_id)
    if wants_json():
        response = twin(task_page(visitor, row), 202)
        response.headers["Location"] = f"{address}.json"
        return private(response)
    return Response(status=303, headers={"Location": address})


@blueprint.get("/g/<slug>/exports/<task_id>")
def export(slug: str, task_id: str) -> Response:
    """One export: how far it is, and its file."""
    visitor = require_reader(slug)
    page = task_page(visitor, task_asked(wiring().studio, visitor, task_id))
    return private(html("groups/export.html", page))


@blueprint.get("/g/<slug>/exports/<task_id>.json")
def export_json(slug: str, task_id: str) -> Response:
    """The same as JSON."""
    visitor = require_reader(slug)
    return private(twin(task_page(visitor, task_asked(wiring().studio, visitor, task_id))))


@blueprint.post("/g/<slug>/exports/<task_id>/cancel")
def call_off(slug: str, task_id: str) -> Response:
    """Call an export off; one that is over stays as it is."""
    visitor, studio = require_reader(slug), wiring().studio
    cancel(studio, task_asked(studio, visitor, task_id))
    if wants_json():
        return private(twin(task_page(visitor, task_asked(studio, visitor, task_id))))
    return Response(status=303, headers={"Location": url_for("exports.exports", slug=slug)})


@blueprint.get("/g/<slug>/exports/<task_id>/file")
def file(slug: str, task_id: str) -> Response:
    """The file that came of an export; `?look` shows a picture in the page instead of keeping it."""
    visitor, studio = require_reader(slug), wiring().studio
    row = task_asked(studio, visitor, task_id)
    if not may_take(studio, visitor, row):
        raise NotFound(NOTHING_HERE)
    response = Response(content_of(studio, row), mimetype=row.media_type)
    inline = "look" in request.args and row.media_type in _SAFE_INLINE
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{row.file_name}"'
    return private(response)


def exports_page(visitor: Visitor) -> ExportsPage:
    """What this visitor may take away, and what they asked for."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    shown = cover(studio, sight, DEFAULT_RULE)
    kinds = offered(studio, visitor) if visitor.host or visitor.member else []
    return ExportsPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        joined=visitor.member is not None,
        privacy=group.privacy,
        k=group.k,
        withheld=sight.withheld,
        number=sight.number,
        picture_url=picture_url(group, shown) if shown else "",
        kept_hours=studio.settings.kept_hours,
        kinds=[_kind_line(visitor, kind, sight.number) for kind in kinds],
        tasks=[task_page(visitor, row) for row in tasks_asked(studio, visitor)],
    )


def task_page(visitor: Visitor, row: TaskRow) -> TaskPage:
    """One export as whoever asked for it sees it."""
    studio, group = wiring().studio, visitor.group
    kind, failure = KINDS.get(row.kind), failure_of(row)
    words = json.loads(row.words)
    there = may_take(studio, visitor, row)
    address = url_for("exports.export", slug=group.slug, task_id=row.task_id)
    return TaskPage(
        slug=group.slug,
        name=group.name,
        rehearsal=group.rehearsal,
        role=visitor.role,
        joined=visitor.member is not None,
        task_id=row.task_id,
        kind=row.kind,
        title=_(kind.title) if kind else row.kind,
        words=words,
        wishes=_wishes(kind, words),
        status=row.status,
        state=_state(row),
        done=row.done,
        whole=row.whole,
        share=row.done / row.whole if row.whole and row.status == "running" else None,
        waiting=row.status in ("queued", "running"),
        problem=apology(failure) if failure else "",
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at if there else None,
        url=address,
        file_url=url_for("exports.file", slug=group.slug, task_id=row.task_id) if there else "",
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        size_words=_size(row.size) if row.size else "",
        preview=there and row.media_type in _SHOWN,
        told=json.loads(row.told),
    )


def _kind_line(visitor: Visitor, kind: Kind, number: int | None) -> KindLine:
    missing = kind.missing(wiring().studio, visitor.group)
    reason = apology(missing) if missing else ""
    if not missing and kind.numbered and number is None:
        reason = _("There is no picture of this group yet.")
    words = [_word_line(word) for word in kind.words if word.name != "number"]  # here it is the newest
    return KindLine(kind.name, _(kind.title), _(kind.help), _(kind.shelf), words, reason)


def _word_line(word: Word) -> WordLine:
    told: dict[str, Any] = {"choices": {}, "low": None, "high": None, "default": word.default}
    if isinstance(word, Choice):
        told |= {"input": "choice", "choices": {name: _(title) for name, title in word.choices.items()}}
    elif isinstance(word, Count):
        told |= {"input": "count", "low": word.low, "high": word.high}
    else:
        told |= {"input": "switch"}
    return WordLine(name=word.name, title=_(word.title), help=_(word.help), **told)


def _from_form(name: str) -> dict[str, Any]:
    """What a form says; a switch that is off says nothing."""
    kind = KINDS.get(name)
    switches = {word.name: False for word in kind.words if isinstance(word, Switch)} if kind else {}
    return {**switches, **request.form.to_dict()}


def _wishes(kind: Kind | None, words: dict[str, Any]) -> str:
    """What was asked for, in a line."""
    told = []
    for word in kind.words if kind else ():
        it = words.get(word.name)
        if isinstance(word, Choice):
            told.append(_(word.choices.get(str(it), "")))
        elif isinstance(word, Count) and it is not None and word.name != "number":
            told.append(f"{_(word.title)} {written(it)}")
        elif isinstance(word, Switch) and it:
            told.append(_(word.title))
    if "number" in words:
        told.append(_("model {n}", n=words["number"]))
    return " · ".join(one for one in told if one)


def _state(row: TaskRow) -> str:
    """How it stands, in words."""
    if row.status == "running" and row.stage:
        stage = _(row.stage).capitalize()
        if row.whole > 1:
            return _("{stage}: {done} of {whole}", stage=stage, done=row.done, whole=row.whole)
        return stage
    return _(STATES[row.status])


def _size(size: int) -> str:
    """A number of bytes as people read it."""
    number, unit = float(size), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{decimal(number, 1 if unit and number < 100 else 0)} {_UNITS[unit]}"
