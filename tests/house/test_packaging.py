"""Templates, static files and jobs are found in the checkout, in an editable install and in a wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from group_plgl.errors import NotFound
from group_plgl.resources import resource_folder

ROOT = Path(__file__).parents[2]
FOLDERS = ("templates", "static", "jobs")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the built wheel unpacked in it, as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*command, "-w", str(folder)], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_checkout_has_its_folders_beside_the_package():
    assert [resource_folder(name) for name in FOLDERS] == [ROOT / name for name in FOLDERS]


def test_a_missing_folder_is_said():
    with pytest.raises(NotFound, match="no attic folder"):
        resource_folder("attic")


def test_a_wheel_carries_every_template_static_file_job_and_schema(site):
    for name in FOLDERS:
        ours = {
            p.relative_to(ROOT / name) for p in (ROOT / name).rglob("*") if p.is_file() and p.suffix != ".pyc"
        }
        theirs = {
            p.relative_to(site / "group_plgl" / name)
            for p in (site / "group_plgl" / name).rglob("*")
            if p.is_file()
        }
        assert ours <= theirs, name
    assert list((site / "group_plgl" / "store" / "schema").glob("*.sql"))
    assert list((site / "group_plgl" / "web" / "languages").glob("*.po"))


def test_an_unpacked_wheel_finds_its_own_folders_and_jobs(site, tmp_path):
    code = (
        "from group_plgl.resources import resource_folder\n"
        "from group_plgl.scheduler.job import scan\n"
        "print(resource_folder('templates'))\n"
        "print(len(scan([resource_folder('jobs')])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    jobs = len(list((ROOT / "jobs").glob("[!_]*.py")))
    assert done.stdout.split() == [str(site / "group_plgl" / "templates"), str(jobs)]
