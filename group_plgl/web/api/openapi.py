"""The OpenAPI 3.1 document of the API, made of the registry: the same forms that validate.

Source: OpenAPI Specification 3.1.0; problems after RFC 9457, `RateLimit` after the IETF draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Response
from pydantic.json_schema import models_json_schema

from group_plgl import __version__
from group_plgl.services.entrust import SCOPES
from group_plgl.web.answers import as_json
from group_plgl.web.api.forms import Form
from group_plgl.web.api.registry import OPERATIONS, PARAMETERS, PREFIX, SUBJECTS, Operation, in_order
from group_plgl.web.api.serving import blueprint

PATH = f"{PREFIX}/openapi.json"
_REF = "#/components/schemas/{model}"
_IMAGES = ("image/png", "image/jpeg", "image/webp")
_TEXT: dict[str, Any] = {"type": "string"}
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
    "number": "number",
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 shapes it.",
    "properties": {
        "type": _TEXT | {"description": "Stable name of the kind of problem."},
        "title": _TEXT | {"description": "The kind of problem in a few words."},
        "status": {"type": "integer", "description": "HTTP status."},
        "detail": _TEXT | {"description": "What happened this time."},
        "advice": _TEXT | {"description": "What to do about it; empty when there is nothing to do."},
        "instance": _TEXT | {"description": "The path that was asked for."},
        "errors": {
            "type": "array",
            "description": "What does not fit where; empty unless it is the parts of a request.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": _TEXT | {"description": "A JSON pointer, or ? and the name of a parameter."},
                    "detail": _TEXT | {"description": "What does not fit."},
                },
                "required": ["pointer", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "advice", "instance", "errors"],
}


@blueprint.get(PATH)
def openapi() -> Response:
    """What programs can ask for, for programs: the OpenAPI document."""
    return as_json(document())


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of this version."""
    forms = {
        form for one in OPERATIONS.values() for form in (one.answer, one.body, one.query) if _is_form(form)
    }
    wanted = sorted(forms, key=lambda form: form.__name__)  # type: ignore[union-attr]
    asked = {one.body for one in OPERATIONS.values()} | {one.query for one in OPERATIONS.values()}
    modes = [(form, "validation" if form in asked else "serialization") for form in wanted]
    places, schemas = models_json_schema(modes, ref_template=_REF)  # type: ignore[arg-type]
    known = {form: schema for (form, _mode), schema in places.items()}
    paths: dict[str, dict[str, Any]] = {}
    for one in in_order():
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Group PLGL",
            "version": __version__,
            "summary": "A group's taste, for programs.",
            "description": "Let people answer, read what was learned, have pictures judged. What is "
            "predicted is called so, and a key is shown what its group was promised would be shown.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"key": []}],
        "tags": [{"name": name} for name in SUBJECTS if any(one.subject == name for one in in_order())],
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], "Problem": _PROBLEM},
            "responses": {"problem": _problem("Something else went wrong.")},
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key made by a group's host, or by whoever runs the house. Scopes: "
                    + " ".join(f"`{name}`: {help}" for name, help in SCOPES.items()),
                }
            },
        },
    }


def _is_form(form: object) -> bool:
    return isinstance(form, type) and issubclass(form, Form)


def _operation(one: Operation, known: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.subject],
        "summary": one.summary,
        "description": f"{one.help}\n\nNeeds the scope `{one.scope}`.".strip(),
        "security": [{"key": [one.scope]}],
        "parameters": [*map(_in_path, one.parameters), *_in_query(one), *_in_head(one)],
        "responses": _responses(one, known),
    }
    if one.body is not None:
        content: dict[str, Any] = {"application/json": {"schema": known[one.body]}}
        if one.takes_file:
            content |= {kind: {} for kind in _IMAGES}
        if one.example.body is not None:
            content["application/json"]["example"] = one.example.body
        found["requestBody"] = {"required": True, "content": content}
    return found


def _in_path(name: str) -> dict[str, Any]:
    one = PARAMETERS[name]
    schema = {"type": "string", "pattern": f"^{one.pattern}$"}
    return {"name": name, "in": "path", "required": True, "description": one.help, "schema": schema}


def _in_query(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    found = one.query.model_json_schema(ref_template=_REF)
    needed = found.get("required", [])
    told = []
    for name, schema in found["properties"].items():
        plain = _without_null(schema)
        help = plain.pop("description", "")
        told.append(
            {"name": name, "in": "query", "required": name in needed, "description": help, "schema": plain}
        )
    return told


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of something that may be left out: in an address there is no null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default", "title")}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    return {**rest, **(kinds[0] if kinds else {}), **default}


def _in_head(one: Operation) -> list[dict[str, Any]]:
    told: list[tuple[str, bool, str, dict[str, str]]] = []
    if one.guarded_by is not None:
        told.append(("If-Match", True, "The ETag of what you read and want to change.", {}))
    if one.repeatable:
        help = "A name for this request: sent again under it within a day, it is done once."
        told.append(("Idempotency-Key", False, help, {"pattern": "^[!-~]{1,64}$"}))
    return [
        {
            "name": name,
            "in": "header",
            "required": needed,
            "description": help,
            "schema": _TEXT | more,
        }
        for name, needed, help, more in told
    ]


def _responses(one: Operation, known: Mapping[Any, Any]) -> dict[str, Any]:
    if isinstance(one.answer, tuple):
        content: dict[str, Any] = {kind: {} for kind in one.answer}
    else:
        content = {"application/json": {"schema": known[one.answer]}}
    head = {"RateLimit": {"description": "How often the key may still ask.", "schema": _TEXT}}
    if one.method == "GET" or one.guarded_by is not None:
        head["ETag"] = {"description": "Names this state of it.", "schema": _TEXT}
    if one.status in (201, 202):
        head["Location"] = {"description": "Where what came of it is.", "schema": _TEXT}
    done = {"description": _phrase(one.status), "headers": head, "content": content}
    found = {str(one.status): done}
    if one.method == "PUT" and one.status == 200:
        found["201"] = {**done, "description": _phrase(201)}
    if one.method == "GET":
        found["304"] = {"description": "It is as you have it."}
    return (
        found
        | {str(status): _problem(_phrase(status)) for status in statuses(one)}
        | {"default": {"$ref": "#/components/responses/problem"}}
    )


def fields_of(form: type[Form] | None) -> list[tuple[str, str, bool, str]]:
    """The fields of a form in words: name, kind, whether it has to be sent, and what it says."""
    if form is None:
        return []
    found = form.model_json_schema()
    needed = found.get("required", [])
    return [
        (name, _kind(schema), name in needed, str(schema.get("description", "")))
        for name, schema in found["properties"].items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """What a schema allows, in a word or two."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_kind, schema["anyOf"])))
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array":
        inner = _kind(schema["items"])
        return f"list of {inner if inner.endswith('s') else f'{inner}s'}"
    return _KINDS.get(str(schema.get("type", "object")), "object")


def statuses(one: Operation) -> list[int]:
    """The statuses with which an operation says that something did not work."""
    found = {401, 403, 429, *one.errors}
    found |= {404} if one.parameters else set()
    found |= {413, 415} if one.body is not None else set()
    found |= {422}
    found |= {412, 428} if one.guarded_by is not None else set()
    found |= {409} if one.repeatable else set()
    return sorted(found)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase


def _problem(help: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": help, "content": {"application/problem+json": {"schema": schema}}}
