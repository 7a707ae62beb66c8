"""Ratings from a file: the host brings what was rated elsewhere, looks first, and reads what became of it."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.feedback.ratings_file import SCALES
from group_plgl.services.ingest import (
    ACCEPTED,
    DUPLICATE,
    HERE,
    OUTCOMES,
    Became,
    Ingested,
    imported_in,
    ingest,
    report_of,
    text_of,
    withdraw,
)
from group_plgl.store.people import Group
from group_plgl.web.answers import html, private, twin, wants_json
from group_plgl.web.errors import status_of
from group_plgl.web.frames import frame_of
from group_plgl.web.guards import takes_files
from group_plgl.web.identity import Visitor, require_host
from group_plgl.web.language import _, apology, later, ngettext
from group_plgl.web.ratings_pages import LeftLine, OutcomeLine, RatingsPage, RatingsReport, ScaleChoice
from group_plgl.web.wiring import wiring

blueprint = Blueprint("ratings", __name__)
LARGEST_HERE = 2 * 1024 * 1024
MOST_HERE = 20_000
_MOST_SHOWN = 100
_GOOD = (ACCEPTED, HERE, DUPLICATE)
NAMES = {
    "identified": later("Each name becomes a member whom everybody sees, marked as imported."),
    "pseudonymous": later("Each name becomes a member, marked as imported; only you see the name."),
    "anonymous": later("Each name becomes a member; the names themselves are dropped and kept nowhere."),
}


@blueprint.get("/g/<slug>/ratings")
def ratings(slug: str) -> Response:
    """Where ratings are brought."""
    return html("groups/ratings.html", ratings_page(require_host(slug)))


@blueprint.get("/g/<slug>/ratings.json")
def ratings_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(ratings_page(require_host(slug)))


@blueprint.post("/g/<slug>/ratings")
@takes_files
def bring(slug: str) -> Response:
    """Look at a file, or take it in; then what became of it, as a page or as a table to keep."""
    visitor = require_host(slug)
    order = request.form.get("order", "look")
    try:
        if order not in ("look", "take", "table"):
            raise BadInput(
                "there is no order '{order}'", advice="Known orders: look, take, table.", order=order
            )
        done = _ingested(visitor.group, dry=order != "take")
    except GroupPLGLError as error:
        if wants_json():
            raise
        page = ratings_page(visitor, problem=apology(error))
        return private(html("groups/ratings.html", page, status_of(error)))
    if order == "table":
        return private(_table(visitor.group, done))
    page = ratings_page(visitor, done)
    return private(twin(page) if wants_json() else html("groups/ratings.html", page))


@blueprint.post("/g/<slug>/ratings/withdraw")
def take_out(slug: str) -> Response:
    """Everybody who came with a file is erased; then the page again."""
    visitor = require_host(slug)
    if request.form.get("sure") != "yes" and not request.is_json:
        problem = _("Say that you mean it. Nobody was taken out.")
        return private(html("groups/ratings.html", ratings_page(visitor, problem=problem), 422))
    withdraw(wiring().studio, visitor.group)
    if wants_json():
        return private(twin(ratings_page(visitor)))
    return Response(status=303, headers={"Location": url_for("ratings.ratings", slug=slug)})


def ratings_page(visitor: Visitor, done: Ingested | None = None, problem: str = "") -> RatingsPage:
    """The page, with what became of a file."""
    return RatingsPage(
        **frame_of(visitor),
        scales=[ScaleChoice(one.name, _(one.help)) for one in SCALES.values()],
        most=MOST_HERE,
        names=_(NAMES[visitor.group.privacy]),
        any_here=bool(imported_in(wiring().studio, visitor.group)),
        report=_report(done) if done else None,
        problem=problem,
    )


def _ingested(group: Group, dry: bool) -> Ingested:
    """What became of the file that was sent.

    Raises:
        BadInput: None was sent, or it is too large to be taken while somebody waits.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("no file was sent", advice="Choose a CSV file first.")
    content = file.read(LARGEST_HERE + 1)
    if len(content) > LARGEST_HERE:
        raise BadInput(
            "a file brought here has at most {most} MB",
            advice="The command line takes more: group-plgl import-ratings.", most=LARGEST_HERE >> 20,
        )  # fmt: skip
    text = text_of(content)
    if text.count("\n") > MOST_HERE + 1:
        raise BadInput(
            "a file brought here has at most {most} lines",
            advice="The command line takes more: group-plgl import-ratings.", most=MOST_HERE,
        )  # fmt: skip
    *_steps, done = ingest(wiring().studio, group, text, scale=request.form.get("scale", ""), dry=dry)
    assert isinstance(done, Ingested)
    return done


def _report(done: Ingested) -> RatingsReport:
    left = [one for one in done.lines if one.outcome not in _GOOD]
    return RatingsReport(
        dry=done.dry,
        scale=_(SCALES[done.scale].help),
        found=done.found,
        brought=done.new_members,
        words=_words(done),
        outcomes=[
            OutcomeLine(name, _(name), _(OUTCOMES[name]), n, name in _GOOD) for name, n in done.counts.items()
        ],
        left=[
            LeftLine(one.line, one.picture[:80], one.value[:40], one.time[:40], _why(one))
            for one in left[:_MOST_SHOWN]
        ],
        more=max(0, len(left) - _MOST_SHOWN),
    )


def _words(done: Ingested) -> str:
    n = done.counts.get(ACCEPTED, 0)
    if done.dry:
        return ngettext("One rating would come in.", "{n} ratings would come in.", n)
    return ngettext("One rating came in.", "{n} ratings came in.", n)


def _why(one: Became) -> str:
    return one.detail or _(OUTCOMES[one.outcome])


def _table(group: Group, done: Ingested) -> Response:
    content = report_of([asdict(one) for one in done.lines])
    response = Response(content, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{group.slug}-ratings-report.csv"'
    return response
