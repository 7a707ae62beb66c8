"""Founding a group: the form, the group with its host key, and the pictures a host brings.

Pictures come one by one, each with an answer of its own, or with the form itself where no script
runs. They are the host's alone until all are in; file names are shown to nobody else, and are in
no address.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, Any
from urllib.parse import unquote

from flask import Blueprint, Response, request, stream_with_context, url_for

from group_plgl.errors import BadInput, NotAllowed, NotFound, Word
from group_plgl.feedback.modes import DEFAULT_MODE, MODES, SESSION_MODES
from group_plgl.generators.catalogue.features import WAYS, way_named
from group_plgl.generators.catalogue.space import FEWEST, MOST
from group_plgl.latents import Space
from group_plgl.queries.strategies import STRATEGIES
from group_plgl.services.convene import DEFAULT_K, MOST_QUESTIONS, Asked, found_group
from group_plgl.services.gather import Received, finish, gather, is_gathering, leave_out
from group_plgl.services.space import is_catalogue, new_catalogue
from group_plgl.store.catalogues import Brought, catalogue_of, count_of
from group_plgl.store.people import Group
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import as_json, html, twin, wants_json
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.filters import capital
from group_plgl.web.founding_pages import (
    FeaturesOption,
    FileLine,
    FilesPage,
    FoundedPage,
    LimitsShown,
    ModeOption,
    NewPage,
    QuestionLine,
    SpaceChoice,
    StrategyOption,
)
from group_plgl.web.guards import takes_files
from group_plgl.web.identity import HOST_COOKIE, remember_host, require_host
from group_plgl.web.language import _, apology, date, later
from group_plgl.web.liked import picture_url
from group_plgl.web.limits import held_card, limits_form, limits_in_form, shown_under, wanted_in
from group_plgl.web.portrait import join_card
from group_plgl.web.wiring import wiring

blueprint = Blueprint("founding", __name__)
SUGGESTED_QUESTION = later("Which one do we go for?")
OWN = "own"
LINES = "application/x-ndjson"
_EXAMPLES = 4
_LONGEST_HEADER = 1000
_PIECE = 1024 * 1024
_MEASURED = {  # shares and times of `bench folder`: six folders of 400 drawn pictures, 200 labels
    "fast": (later("Fast"), later("In our test 92 of 100 answers foretold, 3 ms a picture.")),
    "balanced": (later("Balanced"), later("In our test 93 of 100 answers foretold, 9 ms a picture.")),
    "best": (
        later("Best"),
        later("In our test 92 of 100 answers foretold, 18 ms a picture. It also sees fine structure."),
    ),
}
_KINDS = {
    str: later("text"),
    bool: later("true or false"),
    int: later("a whole number"),
    list: later("a list"),
    dict: later("an object"),
}
_DEFAULTS: dict[str, Any] = {
    "name": "",
    "question": SUGGESTED_QUESTION,
    "space": "",
    "privacy": "identified",
    "k": DEFAULT_K,
    "mode": DEFAULT_MODE,
    "classes": [],
    "ordered": False,
    "aim": "",
    "strategy": "",
    "results_shown": True,
    "questions": [],
    "rehearsal": False,
    "limits": {},
}


@blueprint.get("/new")
def new() -> Response:
    """The form that founds a group, with everything chosen already."""
    chosen = {"space": name} if (name := request.args.get("space", "")) in wiring().spaces else {}
    return html("groups/new.html", new_page(chosen))


@blueprint.post("/new")
@takes_files
def found() -> Response:
    """A group with its host key, and with the pictures that came along."""
    said = request.get_json(silent=True) if request.is_json else _form()
    if not isinstance(said, dict):
        raise BadInput("founding a group takes a JSON object", advice='Send {"name": "Lobby wall"}.')
    try:
        group, key = found_group(wiring().studio, **_wishes(said))
    except (BadInput, NotFound) as error:
        if wants_json():
            raise
        return html("groups/new.html", new_page(said, apology(error)), 422)
    lines = [line for file in _sent() for line in _taken(group, *file)]
    if lines and not wants_json():
        response = _after_files(group, lines, key, str(said.get("features", "")))
    elif wants_json():
        response = twin(founded_page(group, key), 201)
    elif is_catalogue(group.space):
        response = html("groups/files.html", files_page(group, lines))
    else:
        response = html("groups/founded.html", founded_page(group, key))
    response.headers["Cache-Control"] = "no-store"
    remember_host(response, group, key)
    return response


@blueprint.post("/new/limits")
@takes_files
def look() -> Response:
    """The form as it is filled in, with pictures that keep to its limits; nothing is founded."""
    said = request.get_json(silent=True) if request.is_json else _form()
    if not isinstance(said, dict):
        raise BadInput("limits come in a JSON object", advice='Send {"space": "vessel", "limits": {}}.')
    name = str(said.get("space", ""))
    try:
        shown = shown_under(name, said.get("limits", {})) if name in wiring().spaces else None
    except (BadInput, NotFound) as error:
        if wants_json():
            raise
        return html("groups/new.html", new_page(said, apology(error)), 422)
    page = new_page(said, shown=shown)
    return twin(page.limits) if wants_json() else html("groups/new.html", page)


@blueprint.get("/g/<slug>/founded")
def founded(slug: str) -> Response:
    """The founded group once more, to the browser that holds its host key."""
    visitor = require_host(slug)
    key = request.cookies.get(HOST_COOKIE + visitor.group.group_id, "")
    response = html("groups/founded.html", founded_page(visitor.group, key))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/g/<slug>/files")
def files(slug: str) -> Response:
    """The pictures a host has brought so far, and the way to bring more."""
    return html("groups/files.html", files_page(_own(slug), features=request.args.get("features", "")))


@blueprint.get("/g/<slug>/files.json")
def files_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(files_page(_own(slug)))


@blueprint.post("/g/<slug>/files")
@takes_files
def bring(slug: str) -> Response:
    """Take files into the group: one as the body, with its name in a header, or several of a form.

    Whoever asks for lines gets one per file as soon as it was read, and how many there are last.
    """
    group = _own(slug)
    if request.accept_mimetypes.best == LINES:
        return Response(stream_with_context(_told_one_by_one(group)), mimetype=LINES)
    lines = [line for file in _sent() for line in _taken(group, *file)]
    if request.mimetype == "multipart/form-data" and not wants_json():
        return html("groups/files.html", files_page(group, lines))
    return as_json({"files": [asdict(line) for line in lines], "pictures": _count(group)})


@blueprint.post("/g/<slug>/files/finish")
def complete(slug: str) -> Response:
    """Make the group's space of its pictures; then others may come in."""
    group, features = _own(slug), request.form.get("features", "")
    if features:
        way_named(features)
    try:
        pictures = finish(wiring().studio, group, features)
    except BadInput as error:
        if wants_json():
            raise
        return html("groups/files.html", files_page(group, problem=apology(error), features=features), 422)
    address = url_for("founding.founded", slug=slug)
    if wants_json():
        return as_json({"pictures": pictures, "founded_url": address})
    return Response(status=303, headers={"Location": address})


@blueprint.post("/g/<slug>/files/<picture_id>/remove")
def remove(slug: str, picture_id: str) -> Response:
    """Take a picture out again, as long as nobody has seen it."""
    group = _own(slug)
    leave_out(wiring().studio, group, picture_id)
    if wants_json():
        return as_json({"pictures": _count(group)})
    return Response(status=303, headers={"Location": url_for("founding.files", slug=slug)})


def new_page(said: dict[str, Any], problem: str = "", shown: LimitsShown | None = None) -> NewPage:
    """The founding form as it was filled in."""
    spaces, filled = wiring().spaces, _DEFAULTS | {"question": _(SUGGESTED_QUESTION)} | said
    asked = [(_asked(one)) for one in filled["questions"]] if isinstance(filled["questions"], list) else []
    lines = [QuestionLine(one.text, ", ".join(one.choices)) for one in asked]
    classes = filled["classes"] if isinstance(filled["classes"], list) else []
    space = str(filled["space"]) or next(iter(spaces))
    return NewPage(
        name=str(filled["name"]),
        suggested_name=suggested_name(),
        question=str(filled["question"]),
        space=space,
        privacy=str(filled["privacy"]),
        k=filled["k"] if isinstance(filled["k"], int) else DEFAULT_K,
        mode=str(filled["mode"]),
        classes=", ".join(map(str, classes)),
        ordered=bool(filled["ordered"]),
        aim=str(filled["aim"]),
        strategy=str(filled["strategy"]) or wiring().studio.settings.strategy,
        results_shown=bool(filled["results_shown"]),
        questions=[*lines, *[QuestionLine("", "")] * MOST_QUESTIONS][:MOST_QUESTIONS],
        rehearsal=bool(filled["rehearsal"]),
        limits=limits_form(space, filled["limits"], shown),
        problem=capital(problem),
        spaces=[
            SpaceChoice(
                name, _(space.title), _(space.help), space.latent_dim, examples(name), example_sounds(space)
            )
            for name, space in spaces.items()
        ],
        modes=[
            ModeOption(mode.name, _(mode.title), _(mode.help))
            for mode in map(MODES.__getitem__, SESSION_MODES)
            if mode.pool == "prior"
        ],
        features=_features(str(filled.get("features", ""))),
        strategies=[
            StrategyOption(one.name, _(one.title), _(one.help), _(one.advice)) for one in STRATEGIES.values()
        ],
        fewest=FEWEST,
        most=MOST,
    )


def founded_page(group: Group, key: str, lines: list[FileLine] | None = None) -> FoundedPage:
    """A founded group as its host gets it."""
    own = is_catalogue(group.space)
    return FoundedPage(
        slug=group.slug,
        name=group.name,
        group_url=public_root() + url_for("groups.group", slug=group.slug),
        files_url=url_for("founding.bring", slug=group.slug) if own else "",
        join_code=group.join_code,
        join_url=join_card(group).url,
        host_key=key,
        join=join_card(group),
        pictures=_count(group) if own else 0,
        files=[line for line in lines or [] if not line.accepted],
        held=held_card(group),
    )


def files_page(
    group: Group, lines: list[FileLine] | None = None, problem: str = "", features: str = ""
) -> FilesPage:
    """A group's own pictures as its host sees them."""
    studio = wiring().studio
    brought = catalogue_of(studio.database, group.space)
    return FilesPage(
        slug=group.slug,
        name=group.name,
        gathering=is_gathering(studio, group),
        fewest=FEWEST,
        most=MOST,
        features=_features(features),
        pictures=[_line(group, one.file_name, one) for one in brought[:MOST]],
        files=lines or [],
        problem=problem,
    )


def _features(said: str) -> list[FeaturesOption]:
    """The ways to measure own pictures; the house's is chosen where none is asked for."""
    chosen = said if said in WAYS else wiring().studio.settings.features
    return [
        FeaturesOption(name, _(title), _(told), name == chosen) for name, (title, told) in _MEASURED.items()
    ]


def suggested_name() -> str:
    """What a group is called when nobody says."""
    return _("Session of {date}", date=date(wiring().studio.now()))


def _own(slug: str) -> Group:
    """The group whose host asks, when its pictures are its own."""
    group = require_host(slug).group
    if not is_catalogue(group.space):
        raise NotFound(NOTHING_HERE)
    return group


def _after_files(group: Group, lines: list[FileLine], key: str, features: str) -> Response:
    """The founded page when enough pictures came with the form, else the page that asks for more."""
    try:
        finish(wiring().studio, group, features if features in WAYS else "")
    except BadInput as error:
        return html("groups/files.html", files_page(group, lines, apology(error), features))
    return html("groups/founded.html", founded_page(group, key, lines))


def _sent() -> Iterator[tuple[str, IO[bytes]]]:
    """The files of this request by name: of a form, or the body itself."""
    for file in request.files.getlist("files"):
        if file.filename:
            yield file.filename, file.stream
    if request.mimetype == "application/octet-stream":
        with tempfile.TemporaryFile(dir=wiring().studio.settings.data) as body:
            while piece := request.stream.read(_PIECE):
                body.write(piece)
            body.seek(0)
            yield unquote(request.headers.get("X-File-Name", "")[:_LONGEST_HEADER]), body


def _taken(group: Group, name: str, file: IO[bytes]) -> Iterator[FileLine]:
    """What became of a file, or of the files in it."""
    for received in gather(wiring().studio, group, name, file):
        yield _told(group, received)


def _told_one_by_one(group: Group) -> Iterator[str]:
    for file in _sent():
        for line in _taken(group, *file):
            yield json.dumps(asdict(line), ensure_ascii=False) + "\n"
    yield json.dumps({"pictures": _count(group)}) + "\n"


def _told(group: Group, received: Received) -> FileLine:
    """What became of one file, in the language of the host."""
    problem = apology(received.problem) if received.problem else ""
    return _line(group, received.name, received.brought, problem)


def _line(group: Group, name: str, brought: Brought | None, problem: str = "") -> FileLine:
    return FileLine(
        name=name,
        accepted=not problem,
        same=bool(problem) and brought is not None,
        problem=problem,
        picture_id=brought.picture_id if brought else "",
        picture_url=picture_url(group, brought.card_picture_id) if brought else "",
        width=brought.width if brought else 0,
        height=brought.height if brought else 0,
        words=", ".join(_(word) for word in brought.words.split(", ")) if brought else "",
    )


def _count(group: Group) -> int:
    return count_of(wiring().studio.database, group.space)


def examples(space: str) -> list[str]:
    """Pictures of a space, drawn once and shipped with it."""
    return [url_for("static", filename=f"spaces/{space}-{place}.webp") for place in range(_EXAMPLES)]


def example_sounds(space: Space) -> list[str]:
    """What the example pictures sound like, in the same order; nothing where they do not."""
    if not space.sounds:
        return []
    return [
        url_for("gallery.example", name=space.name, version=space.version, place=place)
        for place in range(_EXAMPLES)
    ]


def _form() -> dict[str, Any]:
    """The founding form as it was sent, in the shape of the JSON that says the same."""
    form = request.form
    asked = [
        {"text": text, "choices": _listed(form.get(f"choices-{place}", ""))}
        for place in range(MOST_QUESTIONS)
        if (text := form.get(f"asked-{place}", "").strip())
    ]
    brought = any(file.filename for file in request.files.getlist("files"))
    k = form.get("k", "")
    return {
        "name": form.get("name", ""),
        "question": form.get("question", _(SUGGESTED_QUESTION)),
        "space": OWN if brought else form.get("space", ""),
        "privacy": form.get("privacy", "identified"),
        "k": int(k) if k.isdecimal() and len(k) < 5 else DEFAULT_K,
        "mode": form.get("mode", DEFAULT_MODE),
        "classes": _listed(form.get("classes", "")),
        "ordered": "ordered" in form,
        "aim": form.get("aim", "").strip(),
        "strategy": form.get("strategy", ""),
        "results_shown": form.get("results", "live") == "live",
        "questions": asked,
        "rehearsal": "rehearsal" in form,
        "features": form.get("features", ""),
        "limits": {} if brought else limits_in_form(form),
    }


def _listed(text: str) -> list[str]:
    """Words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _wishes(said: dict[str, Any]) -> dict[str, Any]:
    """What `found_group` takes, checked for kind; its own checks look at the words."""
    known = _DEFAULTS | {"question": _(SUGGESTED_QUESTION)}
    wishes = {name: said.get(name, default) for name, default in known.items()}
    for name, value in wishes.items():
        kind = type(known[name])
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            raise BadInput(
                "{name} is {kind}, got {value}", name=name, kind=Word(_KINDS[kind]), value=repr(value)
            )
    wishes["questions"] = [_asked(one) for one in wishes["questions"]]
    if not all(isinstance(one, str) for one in wishes["classes"]):
        raise BadInput("a class is text")
    wishes["limits"] = wanted_in(wishes["limits"])
    wishes["name"] = wishes["name"].strip() or suggested_name()
    wishes["space"] = wishes["space"] or next(iter(wiring().spaces))
    if wishes["space"] == OWN:
        wishes["space"] = new_catalogue()
    elif is_catalogue(wishes["space"]):
        raise NotAllowed("the pictures of another group cannot be used", advice="Bring them again.")
    return wishes


def _asked(one: Any) -> Asked:
    """A question for those who join: a text, or a text with choices."""
    text, choices = (one.get("text"), one.get("choices", [])) if isinstance(one, dict) else (one, [])
    if (
        not isinstance(text, str)
        or not isinstance(choices, list)
        or not all(isinstance(choice, str) for choice in choices)
    ):
        raise BadInput("a question has a text and a list of choices")
    return Asked(text, choices)
