"""The floors of the house: who may import whom, and what the server process never loads."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "group_plgl"
# fmt: off
DOORS = {
    "duckdb": ["store"],
    "flask": ["web"],
    "apscheduler": ["scheduler"],
    "altair": ["analytics/charts"],
    "vl_convert": ["analytics/charts/__init__.py"],
    "PIL": ["generators/raster.py", "generators/contact.py"],
    "sklearn": [
        "analytics/camps.py",
        "members/families/forest.py",
        "members/families/vectors.py",
        "benchmarks/fit.py", "benchmarks/picks.py", "benchmarks/proxy.py", "benchmarks/recipes.py",
        "benchmarks/rivals.py",
    ],
    "waitress": ["listening.py"],
    "segno": ["web", "cli"],
    "babel": ["web/language.py"],
    "typst": ["compute/tasks/pdf.py"],
    "pydantic": ["web/api"],
    "torch": [
        "downhill.py",
        "generators",
        "members/families/network.py",
        "benchmarks/spaces.py",
        "benchmarks/recipes.py",
        "benchmarks/rivals.py",
    ],
    "pandas": ["benchmarks/board.py"],
    "botorch": ["benchmarks/rivals.py"],
    "skactiveml": ["benchmarks/rivals.py"],
    "onnxruntime": ["generators/catalogue/embedder.py"],
    "transformers": ["generators/catalogue/pretrained.py"],
    "onnx": [],
    "pickle": [],
    "marshal": [],
    "shelve": [],
}
# fmt: on
WRITES = ("append_", "put_", "drop_", "claim")


@cache
def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_a_room_imports_lower_floors_only_and_no_room_was_forgotten():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("package", DOORS)
def test_each_outside_package_has_one_door(package):
    doors = tuple(DOORS[package])
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == package for name in _imports(path))
    }
    assert [user for user in users if not user.startswith(doors or ("nothing",))] == []


def test_jobs_import_only_the_job_contract_and_services():
    for path in (ROOT / "jobs").glob("*.py"):
        ours = {name for name in _imports(path) if name.startswith("group_plgl")}
        allowed = ("group_plgl.scheduler.job", "group_plgl.services")
        assert all(name.startswith(allowed) for name in ours), path.name
        assert len(path.read_text("utf-8").splitlines()) <= 60, path.name


def test_the_web_reads_the_store_but_never_writes_to_it():
    for path in (PACKAGE / "web").rglob("*.py"):
        stored = [name for name in _imports(path) if name.startswith("group_plgl.store.")]
        assert [n for n in stored if n.rsplit(".", 1)[1].startswith(WRITES)] == [], path.name


def test_the_server_process_imports_neither_torch_nor_scikit_learn():
    code = (
        "import sys, group_plgl.server, group_plgl.web, group_plgl.services.replay\n"
        "from group_plgl.scheduler.job import scan\n"
        "from group_plgl.resources import resource_folder\n"
        "scan([resource_folder('jobs')])\n"
        "print([name for name in ('torch', 'sklearn', 'scipy', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
