"""Jobs are found by scanning folders, and a file that is not a job is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from group_plgl.errors import BadInput
from group_plgl.scheduler.job import Job, scan
from group_plgl.settings import Settings

GOOD = """
from group_plgl.scheduler.job import Job
JOB = Job(
    name="{name}", help="Counts.", every="{every}", behind=lambda studio: [], work=lambda studio, item: {{}}
)
"""


def write(folder: Path, file: str, text: str = GOOD, name: str = "", every: str = "learn_seconds") -> None:
    folder.mkdir(exist_ok=True)
    (folder / file).write_text(text.format(name=name or file.removesuffix(".py"), every=every))


def test_every_file_of_every_folder_is_a_job(tmp_path: Path) -> None:
    write(tmp_path / "ours", "b.py")
    write(tmp_path / "ours", "c.py", every="tidy_seconds")
    write(tmp_path / "theirs", "a.py")
    write(tmp_path / "theirs", "_draft.py", "not python at all")
    jobs = scan([tmp_path / "ours", tmp_path / "theirs"])
    assert list(jobs) == ["a", "b", "c"]
    assert all(isinstance(job, Job) for job in jobs.values())
    assert jobs["c"].seconds(Settings(tidy_seconds=77.0)) == 77.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1", "defines no JOB"),
        ("JOB = 3", "defines no JOB"),
        ("import nonsense_that_is_not_there", "ModuleNotFoundError"),
        ("this is (not python", "SyntaxError"),
        (GOOD.replace("{name}", "other"), "defines the job 'other'"),
        (GOOD.replace("{every}", "no_such"), "no setting in seconds"),
        (GOOD.replace("{every}", "port"), "no setting in seconds"),
        (GOOD.replace("{every}", "TABLE"), "no setting in seconds"),
    ],
)
def test_a_file_that_is_no_job_is_refused_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    write(tmp_path / "jobs", "job_a.py", text)
    with pytest.raises(BadInput, match=words) as caught:
        scan([tmp_path / "jobs"])
    assert "job_a.py" in str(caught.value)


def test_two_jobs_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "ours", "a.py")
    write(tmp_path / "theirs", "a.py")
    with pytest.raises(BadInput, match="second job 'a'"):
        scan([tmp_path / "ours", tmp_path / "theirs"])


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        scan([tmp_path / "nowhere"])
