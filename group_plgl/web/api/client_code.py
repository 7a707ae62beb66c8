"""The Python client, written from the registry: a method for every operation, a type for every answer.

A test holds the files of the client against this, and writes them anew when it is told to.
"""

from __future__ import annotations

import keyword
import textwrap
from typing import Any

from group_plgl.web.api.openapi import document
from group_plgl.web.api.registry import GROUPS, HOUSE, MEMBERS, Operation, in_order

PEOPLE, PICTURES = "people.py", "pictures.py"
ASKED = {PEOPLE: ("about_people.py", "AboutPeople"), PICTURES: ("about_pictures.py", "AboutPictures")}
_TITLES = {
    PEOPLE: "What the API answers about groups, people and the house: a typed dictionary for each form.",
    PICTURES: "What the API answers about pictures, tastes and files: a typed dictionary for each form.",
}
_WIDE = 108
Field = tuple[dict[str, Any], bool]  # its schema, and whether it has to be given
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = (
    '"""{title}\n\nWritten from the registry of the API by tests/web/api/test_client_code.py; '
    'change that instead.\n"""\n\n'
)


def client_files() -> dict[str, str]:
    """The files of the client that are written, by name."""
    answers = {file: _answers(file) for file in ASKED}
    return answers | {name: _operations(file, kind) for file, (name, kind) in ASKED.items()}


def _file_of(one: Operation) -> str:
    """Where what an operation answers is described."""
    return PEOPLE if one.subject in (GROUPS, MEMBERS, HOUSE) else PICTURES


def _answers(file: str) -> str:
    """A typed dictionary for every answer about some subjects."""
    schemas = document()["components"]["schemas"]
    reached = _reached(schemas, [one for one in in_order() if _file_of(one) == file])
    told = {name: one for name, one in schemas.items() if name in reached}
    head = _HEAD.format(title=_TITLES[file])
    lines = [head + "from __future__ import annotations\n\nfrom typing import Any, TypedDict\n"]
    for name in _in_order(told):
        one = told[name]
        fields = [
            f"    {field}: {_type(schema)}  # {_line(schema)}"
            if len(_line(schema)) < 60
            else f"    {field}: {_type(schema)}"
            for field, schema in one["properties"].items()
        ]
        lines.append(
            f'\n\nclass {name}(TypedDict):\n    """{one["description"]}"""\n\n' + "\n".join(fields) + "\n"
        )
    return "".join(lines)


def _line(schema: dict[str, Any]) -> str:
    return str(schema.get("description", ""))


def _reached(schemas: dict[str, Any], some: list[Operation]) -> set[str]:
    """The forms that answers of some operations are made of."""
    found: set[str] = set()
    todo = [one.answer.__name__ for one in some if not isinstance(one.answer, tuple)]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _named_in(schemas[name])
    return found


def _named_in(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        here = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
        return here + [name for one in schema.values() for name in _named_in(one)]
    return [name for one in schema for name in _named_in(one)] if isinstance(schema, list) else []


def _in_order(schemas: dict[str, Any]) -> list[str]:
    """Names, each after those it is made of."""
    done: list[str] = []

    def put(name: str) -> None:
        for other in _named_in(schemas[name]):
            if other not in done and other != name:
                put(other)
        if name not in done:
            done.append(name)

    for name in sorted(schemas):
        put(name)
    return done


def _operations(file: str, kind: str) -> str:
    """A method for every operation whose answers a file describes."""
    about = file.removesuffix(".py")
    head = _HEAD.format(title=f"What can be asked of the API about {about}: a method for each operation.")
    imports = [f"from group_plgl.client.{about} import (\n    {', '.join(_reached_in(file))}\n)\n"]
    lines = [
        head + "from __future__ import annotations\n\n"
        "from typing import Any, Literal, cast\n\n"
        + "".join(imports)
        + "from group_plgl.client.transport import Transport\n\n\n"
        f'class {kind}(Transport):\n    """What programs may ask for."""\n'
    ]
    return "".join([*lines, *(_method(one) for one in in_order() if _file_of(one) == file)])


def _reached_in(file: str) -> list[str]:
    """The forms that operations answer with which are described in a file."""
    there = [one for one in in_order() if _file_of(one) == file and not isinstance(one.answer, tuple)]
    return sorted({one.answer.__name__ for one in there})  # type: ignore[union-attr]


def _method(one: Operation) -> str:
    """One operation as a method: its address by place, everything else by name."""
    path = "".join(f", {name}: {'int' if name == 'number' else 'str'}" for name in one.parameters)
    body, query = _fields(one.body), _fields(one.query)
    words = (
        {**query, **body}
        if not one.takes_file
        else {**body, **{n: s for n, s in query.items() if n not in body}}
    )
    given = ", ".join(_parameter(name, schema, needed) for name, (schema, needed) in _needed_first(words))
    given += ", image: bytes | None = None" if one.takes_file else ""
    star = f", *, {given}" if given else ""
    answer = "bytes" if isinstance(one.answer, tuple) else one.answer.__name__
    asked = [f'"{one.method}"', _address(one)]
    asked += [f"query={_said(query)}"] if query and not one.takes_file else []
    asked += [f"body={_said(body)}"] if one.body is not None else []
    asked += [f"image=image, of_image={_said(query)}"] if one.takes_file else []
    asked += ["named=True"] if one.repeatable else []
    asked += ["guarded=True"] if one.guarded_by is not None else []
    ask = "self.fetch" if answer == "bytes" else "self.ask"
    call = f"{ask}({', '.join(asked)})"
    result = call if answer == "bytes" else f"cast({answer}, {call})"
    head = f"\n    def {one.name}(self{path}{star}) -> {answer}:\n"
    return f"{head}        {_docstring(one)}\n        return {result}\n"


def _docstring(one: Operation) -> str:
    help = textwrap.indent(
        textwrap.fill(one.help.replace("\n\n", " ").replace("\n", " "), _WIDE - 8), " " * 8
    )
    return f'"""{one.summary}' + (f"\n\n{help}\n        " if one.help else "") + '"""'


def _address(one: Operation) -> str:
    return f'f"{one.path}"' if one.parameters else f'"{one.path}"'


def _fields(form: Any) -> dict[str, Field]:
    """The fields of a form: schema, and whether it has to be given."""
    if form is None:
        return {}
    found = form.model_json_schema(ref_template="{model}")
    return {name: (schema, name in found.get("required", [])) for name, schema in found["properties"].items()}


def _needed_first(
    fields: dict[str, Field],
) -> list[tuple[str, Field]]:
    return sorted(fields.items(), key=lambda pair: not pair[1][1])


def _parameter(name: str, schema: dict[str, Any], needed: bool) -> str:
    kind = _type(schema)
    if needed:
        return f"{_name(name)}: {kind}"
    return f"{_name(name)}: {kind if kind.endswith('None') else f'{kind} | None'} = None"


def _said(fields: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{name}": {_name(name)}' for name in fields) + "}"


def _name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _type(schema: dict[str, Any]) -> str:
    """How Python spells a schema; what is nested in a request is any dictionary."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name if schema["$ref"].startswith("#") else "dict[str, Any]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(map(_quoted, schema['enum']))}]"
    if schema.get("type") == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if schema.get("type") == "object":
        extra = schema.get("additionalProperties")
        return f"dict[str, {_type(extra)}]" if isinstance(extra, dict) and extra else "dict[str, Any]"
    return _PLAIN.get(str(schema.get("type")), "Any")


def _quoted(value: str) -> str:
    return f'"{value}"'
