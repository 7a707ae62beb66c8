"""The OpenAPI document, the routes and the client come from one registry, and say the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from openapi_spec_validator import validate

from group_plgl.cli import main
from group_plgl.client import Client
from group_plgl.services.entrust import SCOPES
from group_plgl.web.api import OPERATIONS, PREFIX
from group_plgl.web.api.client_code import client_files
from group_plgl.web.api.forms import Form
from group_plgl.web.api.openapi import document
from group_plgl.web.api.registry import PARAMETERS, SUBJECTS
from group_plgl.web.api.snippets import curl, python

from ..conftest import Circle

CLIENT = Path(__file__).parents[3] / "group_plgl" / "client"
ACCEPT = os.environ.get("ACCEPT_GOLDEN") == "1"


def test_every_route_is_in_the_document_and_the_other_way_round(team: Circle) -> None:
    routes = {
        (method, re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule))
        for rule in team.app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method.upper(), PREFIX + path) for path, ways in document()["paths"].items() for method in ways}
    assert routes - told == {("GET", f"{PREFIX}/openapi.json")}
    assert told - routes == set()


def test_the_document_is_valid_openapi_3_1(team: Circle) -> None:
    answer = team.outsider().get(f"{PREFIX}/openapi.json")
    assert answer.status_code == 200 and answer.json["openapi"] == "3.1.0"
    validate(answer.json)
    assert answer.json == json.loads(json.dumps(document()))


def test_the_command_line_prints_the_same_document() -> None:
    assert json.loads(CliRunner().invoke(main, ["openapi"]).output) == json.loads(json.dumps(document()))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_explains_itself(name: str) -> None:
    one = OPERATIONS[name]
    assert 10 < len(one.summary) <= 110 and one.summary.endswith((".", "?"))
    assert one.scope in SCOPES and one.subject in SUBJECTS
    assert set(one.parameters) <= set(PARAMETERS)
    for form in (one.query, one.body, one.answer):
        fields = form.model_fields if isinstance(form, type) and issubclass(form, Form) else {}
        assert all(field.description for field in fields.values()), form
    assert one.name in python(one) and f"{PREFIX}{one.path}".partition("{")[0] in curl(one)


def test_every_form_says_what_it_is() -> None:
    for name, schema in document()["components"]["schemas"].items():
        assert schema.get("description"), name
        assert all("description" in one or "$ref" in one for one in schema["properties"].values()), name


def test_the_client_has_a_method_for_every_operation() -> None:
    assert [name for name in OPERATIONS if not callable(getattr(Client, name, None))] == []


@pytest.mark.parametrize("name", client_files())
def test_the_client_is_as_the_registry_says(name: str) -> None:
    text, ruff = client_files()[name], str(Path(sys.executable).with_name("ruff"))
    for way in (["check", "--fix", "-q", "--ignore", "E501"], ["format", "-q"]):
        command = [ruff, *way, "--stdin-filename", f"group_plgl/client/{name}", "-"]
        done = subprocess.run(
            command, input=text, cwd=CLIENT.parents[1], capture_output=True, text=True, check=True
        )
        text = done.stdout
    if ACCEPT:
        (CLIENT / name).write_text(text, "utf-8")
    assert (CLIENT / name).read_text("utf-8") == text, "ACCEPT_GOLDEN=1 writes it anew"


def test_the_client_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, group_plgl.client\n"
        "names = ('flask', 'torch', 'duckdb', 'numpy', 'pydantic', 'click', 'scipy')\n"
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_page_of_documentation_shows_every_operation_and_its_twin_the_same(team: Circle) -> None:
    page, twin = (team.outsider().get(f"/docs/api{end}") for end in ("", ".json"))
    assert page.status_code == twin.status_code == 200
    shown = [one for part in twin.json["subjects"] for one in part["operations"]]
    assert sorted(one["name"] for one in shown) == sorted(OPERATIONS)
    assert all(f'id="{one["name"]}"' in page.text for one in shown)
    assert "://" not in re.sub(r"http://localhost:8000", "", page.text), "nothing comes from elsewhere"
