"""Errors: one root, a built-in beside it, words that help, and a test that raises each."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from group_plgl import errors
from group_plgl.errors import GroupPLGLError

CLASSES = sorted(
    (kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, GroupPLGLError)),
    key=lambda kind: kind.__name__,
)
CHILDREN = [kind for kind in CLASSES if kind is not GroupPLGLError]


def expected_in_tests() -> set[str]:
    """Names of the classes that some test awaits with `pytest.raises`."""
    found: set[str] = set()
    for path in Path(__file__).parent.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "raises" and node.args:
                found |= {name.id for name in ast.walk(node.args[0]) if isinstance(name, ast.Name)}
    return found


@pytest.mark.parametrize("kind", CHILDREN, ids=lambda kind: kind.__name__)
def test_every_error_is_also_a_built_in_a_stranger_would_catch(kind: type[GroupPLGLError]) -> None:
    built_in = [base for base in kind.__mro__ if base.__module__ == "builtins"]
    assert built_in[0] not in (Exception, BaseException, object)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_says_what_it_means(kind: type[GroupPLGLError]) -> None:
    assert inspect.getdoc(kind)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_keeps_its_message_and_advice(kind: type[GroupPLGLError]) -> None:
    assert str(kind("3 of 4 are missing")) == "3 of 4 are missing"
    assert kind("x").advice == ""
    assert kind("x", advice="Try again.").advice == "Try again."


def test_every_error_class_is_awaited_by_a_test() -> None:
    assert {kind.__name__ for kind in CHILDREN} <= expected_in_tests()
