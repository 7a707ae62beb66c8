"""Requests to copy: each operation's example as a curl command and as a line of Python.

What begins with $ in an example stands for something of the reader's: in curl it is a variable of the
shell, in Python a variable. Tests run every snippet.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from group_plgl.web.api.registry import PARAMETERS, PREFIX, Operation

MARK = "$"
_WIDE = 50  # characters, until a request is broken into lines
_FILE_ENDINGS = {
    "image/png": "png", "image/webp": "webp", "application/zip": "zip", "*/*": "bin",
    "application/octet-stream": "safetensors",
}  # fmt: skip


def path_values(one: Operation) -> dict[str, str]:
    """What fills the address of an example."""
    return {name: one.example.path.get(name, PARAMETERS[name].example) for name in one.parameters}


def curl(one: Operation) -> str:
    """The example as a command line; `URL` and `KEY` are yours."""
    query = "&".join(f"{name}={_in_shell(value)}" for name, value in one.example.query.items())
    address = f"$URL{PREFIX}{one.path.format(**path_values(one))}" + (f"?{query}" if query else "")
    method = "" if one.method == "GET" else f" -X {one.method}"
    lines = [f'curl -sS{method} "{address}"', '-H "Authorization: Bearer $KEY"']
    lines += [f'-H "{name}: {value}"' for name, value in one.example.headers.items()]
    if isinstance(one.answer, tuple):
        lines.append(f"-o {_file_name(one)}")
    end = ""
    if one.body is not None:
        lines += ['-H "Content-Type: application/json"', "--data-binary @- <<END"]
        end = f"\n{_broken(json.dumps(one.example.body or {}, ensure_ascii=False), one.example.body)}\nEND"
    return " \\\n  ".join(lines) + end


def python(one: Operation) -> str:
    """The example as a call of the Python client; `client`, and what is named, are yours."""
    given = [_in_python(value) for value in path_values(one).values()]
    given += [
        f"{name}={_in_python(value)}"
        for name, value in {**one.example.query, **(one.example.body or {})}.items()
    ]
    call = f"client.{one.name}({', '.join(given)})"
    if len(call) > _WIDE:
        call = f"client.{one.name}(\n    " + ",\n    ".join(given) + ",\n)"
    if isinstance(one.answer, tuple):
        return f'Path("{_file_name(one)}").write_bytes({call})'
    return f"answer = {call}"


def _broken(text: str, body: Any) -> str:
    """JSON on one line where it fits, else on several."""
    return text if len(text) <= _WIDE else json.dumps(body, ensure_ascii=False, indent=2)


def variables(one: Operation) -> list[str]:
    """The variables an example speaks of, without their mark, each once."""
    said = json.dumps(
        [path_values(one), dict(one.example.query), one.example.body, dict(one.example.headers)]
    )
    return list(dict.fromkeys(part.split('"')[0] for part in said.split(f'"{MARK}')[1:]))


def _file_name(one: Operation) -> str:
    """What a file is called in an example: the last word of the operation's name, and what it is."""
    return f"{one.name.split('_')[-1]}.{_FILE_ENDINGS[one.answer[0]]}"  # type: ignore[index]


def _in_shell(value: Any) -> str:
    text = str(value)
    return text if text.startswith(MARK) else quote(text)


def _in_python(value: Any) -> str:
    if isinstance(value, str) and value.startswith(MARK):
        return value[1:].lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{name}": {_in_python(one)}' for name, one in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_in_python, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
