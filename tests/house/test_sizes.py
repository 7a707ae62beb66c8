"""Small rooms: limits on files and functions, and things that must not stand in the code."""

import ast
import re
import statistics
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
MEDIAN_FILE = 150
MEDIAN_FUNCTION = 12
A_JUG_HAS_ONE = {"with_handle"}
LIBRARIES_CALL_THEM = {"get_command", "get_environment", "handle_write", "data_received"}
BANNED_WORDS = re.compile(r"(^|_)(utils?|helpers?|manager|handle|get|process|info|data)(_|$)")
LATER = re.compile(r"\b(TODO|FIXME|XXX)\b")


def _tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [
        ROOT / name
        for name in listed.stdout.splitlines()
        if name.endswith(endings) and (ROOT / name).is_file()
    ]


def _ours() -> list[Path]:
    return [path for path in _tracked(".py") if "tests" not in path.relative_to(ROOT).parts]


@cache
def _functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    ]


def test_no_file_is_longer_than_500_lines_and_the_median_is_small():
    sizes = {
        path: len(path.read_text("utf-8").splitlines())
        for path in _tracked(".py", ".js", ".css", ".html", ".sql")
    }
    assert {str(p.relative_to(ROOT)): n for p, n in sizes.items() if n > LONGEST_FILE} == {}
    assert statistics.median(sizes[path] for path in _ours()) <= MEDIAN_FILE


def test_no_function_is_longer_than_60_lines_and_the_median_is_12():
    lengths = {}
    for path in _ours():
        for node in _functions(path):
            lengths[f"{path.relative_to(ROOT)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION


def test_functions_are_named_by_what_they_do_in_words_of_the_field():
    bad = [
        f"{path.name}:{node.name}"
        for path in _ours()
        for node in _functions(path)
        if BANNED_WORDS.search(node.name) and node.name not in A_JUG_HAS_ONE | LIBRARIES_CALL_THEM
    ]
    assert bad == []


def test_nothing_is_left_for_later():
    here = Path(__file__)
    assert [
        p.name
        for p in _tracked(".py", ".js", ".css", ".html")
        if p != here and LATER.search(p.read_text("utf-8"))
    ] == []


def test_no_page_or_script_names_another_host():
    allowed = re.compile(r"http://(127\.0\.0\.1|localhost|www\.w3\.org)|https?://\{|https?://\$\{")
    for path in _tracked(".html", ".js", ".css"):
        found = [
            url
            for url in re.findall(r"https?://[^\s\"'<>)]+", path.read_text("utf-8"))
            if not allowed.match(url)
        ]
        assert found == [], path.name
