"""The house itself: front page, settings, health, the chart bundle, and the command line's door."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, stream_with_context

from group_plgl import __version__
from group_plgl.errors import GroupPLGLError, NotFound
from group_plgl.services.apply import compared_by_name, scored_by_name, transformed_by_name
from group_plgl.services.appraise import appraised_by_name
from group_plgl.services.assort import Wish, assort, taste_file
from group_plgl.services.brief import chart_by_name, groups_told, tasks_told
from group_plgl.services.catalogue import Wanted, catalogue
from group_plgl.services.entrust import entrusted_by_name, keys_in, plain_key, revoke
from group_plgl.services.exemplify import by_name as concepts_by_name
from group_plgl.services.export import exported_by_name
from group_plgl.services.ingest import ingest_by_name
from group_plgl.services.juxtapose import told_by_name
from group_plgl.services.known import bring_known
from group_plgl.services.match import matches_by_name
from group_plgl.services.proxy import resembling_by_name
from group_plgl.services.rank import ranked_by_name
from group_plgl.services.replay import replay
from group_plgl.services.run import ask_run
from group_plgl.services.sampler import sampler_by_name
from group_plgl.services.share import ended_by_name, shared_by_name, shares_by_name
from group_plgl.services.study import by_name
from group_plgl.services.task import ask_by_name, cancel, content_of, house_task, told_of
from group_plgl.services.teach import Lesson, teach
from group_plgl.services.verify import known_here
from group_plgl.settings import TOKEN_FILE, as_rows
from group_plgl.store.house import read_house
from group_plgl.web.addresses import public_root
from group_plgl.web.answers import as_json, html, twin
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.home import home_page
from group_plgl.web.language import _
from group_plgl.web.pages import SettingLine, SettingsPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("house", __name__)
PRIVATE_SETTINGS = ("data", "jobs", "embedder", "comments_key")
_LINES = "application/x-ndjson"


@blueprint.get("/")
def home() -> Response:
    """The front door."""
    return html("house/home.html", home_page())


@blueprint.get("/index.json")
def home_json() -> Response:
    """The front door as JSON."""
    return twin(home_page())


@blueprint.get("/settings")
def settings() -> Response:
    """The settings in force."""
    return html("house/settings.html", settings_page())


@blueprint.get("/settings.json")
def settings_json() -> Response:
    """The settings in force as JSON."""
    return twin(settings_page())


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the house answers and can read."""
    read_house(wiring().studio.database, "studio_seed")
    return as_json({"ok": True, "version": __version__})


@blueprint.get("/vega-<name>.js")
def vega(name: str) -> Response:
    """The bundle that draws charts, named by its content."""
    if name != wiring().vega_name:
        raise NotFound(NOTHING_HERE)
    response = Response(wiring().vega, mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.post("/house/jobs/<name>/run")
def run_job(name: str) -> Response:
    """Queue a run of a job for the command line."""
    require_house_token()
    return as_json({"run_id": ask_run(wiring().studio, name), "job": name}, 202)


@blueprint.post("/house/replay")
def replay_all() -> Response:
    """Rebuild the derived state for the command line, and say what differs."""
    require_house_token()
    asked = request.get_json(silent=True) or {}
    return as_json(asdict(replay(wiring().studio, str(asked.get("group", "")))))


@blueprint.post("/house/catalogue")
def catalogue_folder() -> Response:
    """Make a group of a folder for the command line, telling line by line how far it is."""
    require_house_token()
    lines = _told_by_line(Wanted(**request.get_json()))
    return Response(stream_with_context(lines), mimetype=_LINES)


@blueprint.post("/house/teach")
def teach_folder() -> Response:
    """Make folders a member's pictures and labels for the command line, line by line."""
    require_house_token()
    found = teach(wiring().studio, Lesson(**request.get_json()))
    return Response(stream_with_context(_lines_of(found)), mimetype=_LINES)


@blueprint.post("/house/assort")
def assort_folder() -> Response:
    """Judge the pictures of a folder for the command line, telling line by line how far it is."""
    require_house_token()
    found = assort(wiring().studio, Wish(**request.get_json()))
    return Response(stream_with_context(_lines_of(found)), mimetype=_LINES)


@blueprint.post("/house/taste")
def taste() -> Response:
    """One member's taste as a file, for the command line."""
    require_house_token()
    wanted = request.get_json()
    content = taste_file(wiring().studio, wanted["group"], wanted["member"])
    return as_json({"file": base64.b64encode(content).decode()})


@blueprint.post("/house/ratings")
def import_ratings() -> Response:
    """Take ratings from a file in for the command line, telling line by line how far it is."""
    require_house_token()
    wanted = request.get_json()
    found = ingest_by_name(wiring().studio, wanted.pop("group"), wanted.pop("path"), **wanted)
    return Response(stream_with_context(_lines_of(found)), mimetype=_LINES)


@blueprint.post("/house/rules")
def rules() -> Response:
    """What every rule would choose for a group, for the command line."""
    require_house_token()
    return as_json(told_by_name(wiring().studio, request.get_json()["group"]))


@blueprint.post("/house/rank")
def rank() -> Response:
    """The own pictures of a group, the best first, for the command line."""
    require_house_token()
    wanted = request.get_json()
    return as_json(ranked_by_name(wiring().studio, wanted.pop("group"), **wanted))


@blueprint.post("/house/match")
def match() -> Response:
    """The matches of a group, for the command line."""
    require_house_token()
    return as_json(matches_by_name(wiring().studio, request.get_json()["group"]))


@blueprint.post("/house/sampler")
def sampler() -> Response:
    """The sampler of a group's ideals, for the command line."""
    require_house_token()
    wanted = request.get_json()
    content = sampler_by_name(wiring().studio, wanted["group"], wanted["rule"])
    return as_json({"file": base64.b64encode(content).decode()})


@blueprint.post("/house/shares")
def shares() -> Response:
    """The links of a group, one more of them, or one less, for the command line."""
    require_house_token()
    wanted, studio = request.get_json(), wiring().studio
    if "wish" in wanted:
        made = shared_by_name(studio, wanted["group"], wanted["wish"])
        return as_json(made | {"url": f"{public_root()}/v/{made.pop('token')}"})
    if "end" in wanted:
        return as_json(ended_by_name(studio, wanted["group"], wanted["end"]))
    return as_json(shares_by_name(studio, wanted["group"]))


@blueprint.post("/house/known")
def known() -> Response:
    """Take works that are somebody's own from a folder, for the command line."""
    require_house_token()
    wanted = request.get_json()
    return as_json(bring_known(wiring().studio, wanted["group"], wanted["folder"], wanted["forget"]))


@blueprint.post("/house/keys")
def keys() -> Response:
    """All keys of programs, for the command line."""
    require_house_token()
    return as_json({"keys": [plain_key(row) for row in keys_in(wiring().studio)]})


@blueprint.post("/house/keys/create")
def create_key() -> Response:
    """A new key for a program, for the command line."""
    require_house_token()
    return as_json(entrusted_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/keys/revoke")
def revoke_key() -> Response:
    """Take a key back, for the command line."""
    require_house_token()
    return as_json({"prefix": f"plgl_{revoke(wiring().studio, request.get_json()['prefix']).key_id}"})


@blueprint.post("/house/export")
def export() -> Response:
    """The newest ideal with its provenance, for the command line."""
    require_house_token()
    wanted = request.get_json()
    content, told = exported_by_name(wiring().studio, wanted["group"], wanted["rule"])
    return as_json({"file": base64.b64encode(content).decode(), "told": told})


@blueprint.post("/house/tasks")
def task() -> Response:
    """A file asked for by the command line, which is made in its turn; or how far one is."""
    require_house_token()
    studio, wanted = wiring().studio, request.get_json()
    if "task_id" in wanted:
        return as_json(told_of(house_task(studio, wanted["task_id"])))
    return as_json(told_of(ask_by_name(studio, wanted["group"], wanted["kind"], wanted["words"])), 202)


@blueprint.post("/house/tasks/file")
def task_file() -> Response:
    """The file that came of it; its bytes as they are."""
    require_house_token()
    studio = wiring().studio
    row = house_task(studio, request.get_json()["task_id"])
    return Response(content_of(studio, row), mimetype=row.media_type)


@blueprint.post("/house/tasks/cancel")
def cancel_task() -> Response:
    """Call a file off that the command line does not wait for any more."""
    require_house_token()
    studio = wiring().studio
    return as_json({"cancelled": cancel(studio, house_task(studio, request.get_json()["task_id"]))})


@blueprint.post("/house/verify")
def verify() -> Response:
    """What this house knows of what an exported file says, for the command line."""
    require_house_token()
    told = (request.get_json(silent=True) or {}).get("told")
    found = known_here(wiring().studio, told if isinstance(told, dict) else {})
    return as_json([asdict(one) for one in found])


@blueprint.post("/house/transform")
def transform() -> Response:
    """A picture changed until it is liked, for the command line."""
    require_house_token()
    return as_json(transformed_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/compare")
def compare() -> Response:
    """Two pictures of a group and how they differ, for the command line."""
    require_house_token()
    return as_json(compared_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/study")
def study() -> Response:
    """A study opened, closed or looked after, for the command line."""
    require_house_token()
    return as_json(by_name(wiring().studio, **request.get_json()) | {"root": public_root()})


@blueprint.post("/house/study/report")
def study_report() -> Response:
    """What came of a study, for the command line."""
    require_house_token()
    return as_json(appraised_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/concept")
def concept() -> Response:
    """What pictures of a group show, founded, labelled or required, for the command line."""
    require_house_token()
    return as_json(concepts_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/score")
def score() -> Response:
    """How pictures are predicted to be liked, for the command line."""
    require_house_token()
    return as_json(scored_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/resembling")
def resembling() -> Response:
    """How pictures compare with examples, for the command line."""
    require_house_token()
    return as_json(resembling_by_name(wiring().studio, **request.get_json()))


@blueprint.post("/house/groups")
def groups() -> Response:
    """Every group and how far it is, for the command line."""
    require_house_token()
    return as_json({"groups": groups_told(wiring().studio)})


@blueprint.post("/house/tasks/list")
def tasks() -> Response:
    """What the command line asked for."""
    require_house_token()
    return as_json({"tasks": tasks_told(wiring().studio)})


@blueprint.post("/house/chart")
def chart() -> Response:
    """The rows of a chart, for the command line."""
    require_house_token()
    return as_json(chart_by_name(wiring().studio, **request.get_json()))


def _told_by_line(wanted: Wanted) -> Iterator[str]:
    """Every step as a line, and what came of it or went wrong as the last."""
    yield from _lines_of(asdict(step) for step in catalogue(wiring().studio, wanted))


def _lines_of(told: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Everything that is told as lines of JSON, and what went wrong as the last."""
    try:
        for step in told:
            yield json.dumps(step) + "\n"
    except GroupPLGLError as problem:
        yield json.dumps({"error": str(problem), "advice": problem.advice}) + "\n"


def settings_page() -> SettingsPage:
    """The settings; folders of the server are nobody else's business."""
    lines = [SettingLine(**(row | _told(row))) for row in as_rows(wiring().studio.settings)]
    return SettingsPage(version=__version__, settings=lines)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """What a page says of a setting in the language of the request, and leaves out."""
    low, to, high = row["range"].partition(" to ")
    told = {"help": _(row["help"]), "range": _("{low} to {high}", low=low, high=high) if to else row["range"]}
    return told | {"value": None} if row["name"] in PRIVATE_SETTINGS else told


def require_house_token() -> None:
    """Let through whoever can read the token file of the data folder.

    Raises:
        NotFound: The token is missing or wrong; outsiders learn nothing.
    """
    path = Path(wiring().studio.settings.data) / TOKEN_FILE
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    token = path.read_text("utf-8").strip() if path.is_file() else ""
    if not token or kind != "Bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise NotFound(NOTHING_HERE)
