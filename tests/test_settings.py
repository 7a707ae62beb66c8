"""Settings: the order of strength, ranges, and unknown names that are told with the nearest one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from group_plgl.errors import BadSetting
from group_plgl.settings import FILE_NAME, PREFIX, TABLE, Settings, as_rows, settings_from


def written(folder: Path, text: str) -> dict[str, str]:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return {"data": str(folder)}


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert settings_from({"data": str(tmp_path)}, {}) == Settings(data=str(tmp_path))


def test_each_source_is_stronger_than_the_one_before(tmp_path: Path) -> None:
    given = written(tmp_path, "port = 1001\nthreads = 11\ndeck_ahead = 7\n")
    loud = {PREFIX + "PORT": "1002", PREFIX + "THREADS": "12"}
    found = settings_from({**given, "port": 1003}, loud)
    assert (found.port, found.threads, found.deck_ahead) == (1003, 12, 7)


def test_the_folder_of_the_file_may_come_from_the_environment(tmp_path: Path) -> None:
    given = written(tmp_path, "port = 1001\n")
    assert settings_from(None, {PREFIX + "DATA": given["data"]}).port == 1001


def test_a_command_line_value_of_none_was_not_given(tmp_path: Path) -> None:
    assert settings_from({"data": str(tmp_path), "port": None}, {}).port == Settings.port


def test_other_environment_variables_are_left_alone(tmp_path: Path) -> None:
    assert settings_from({"data": str(tmp_path)}, {"PATH": "/bin", "PORT": "9"}) == Settings(
        data=str(tmp_path)
    )


def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="unknown setting 'prot' in command line") as caught:
        settings_from({"data": str(tmp_path), "prot": 1}, {})
    assert caught.value.advice == "Did you mean port?"


def test_a_name_like_no_other_is_told_with_all_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="in environment") as caught:
        settings_from({"data": str(tmp_path)}, {PREFIX + "QQQ": "1"})
    assert "needed_members" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "a door"),
        ("port", -1),
        ("port", 65536),
        ("port", 80.9),
        ("port", True),
        ("port", float("inf")),
        ("learn_seconds", "nan"),
        ("threads", None.__class__),
        ("host", True),
    ],
)
def test_a_value_that_does_not_fit_is_refused(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(BadSetting, match=f"setting {name} "):
        settings_from({"data": str(tmp_path), name: value}, {})


def test_a_broken_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=FILE_NAME):
        settings_from(written(tmp_path, "port = = 1"), {})


def test_a_file_that_is_not_text_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"host = '\xff'")
    with pytest.raises(BadSetting, match="not valid TOML"):
        settings_from({"data": str(tmp_path)}, {})


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("knob", TABLE, ids=lambda knob: knob.name)
def test_every_knob_is_documented_and_its_default_lies_in_its_range(knob: object) -> None:
    name = knob.name  # type: ignore[attr-defined]
    about = {field.name: field for field in dataclasses.fields(Settings)}[name].metadata
    assert about["help"].endswith(".")
    assert about["low"] is None or about["low"] <= getattr(Settings, name) <= about["high"]
    assert (about["low"] is None) == isinstance(getattr(Settings, name), str)


def test_the_table_shows_values_in_force_beside_defaults() -> None:
    rows = {row["name"]: row for row in as_rows(Settings(port=1234))}
    assert (rows["port"]["value"], rows["port"]["default"], rows["port"]["range"]) == (
        1234,
        8000,
        "0 to 65535",
    )
    assert len(rows) == len(TABLE)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"comments_endpoint": "models.example/v1"}, "not the address"),
        ({"comments_endpoint": "file:///etc/passwd"}, "not the address"),
        ({"comments_endpoint": "http://ada:secret@models.example/v1"}, "not the address"),
        ({"comments_endpoint": "http://models.example:port/v1"}, "not the address"),
        ({"comments_endpoint": "http://models.example/v1\r\nX: y"}, "not the address"),
        ({"comments_endpoint": "http://models.example/v1", "comments_model": ""}, "needs comments_model"),
        ({"comments_endpoint": "http://models.example/v1", "comments_key": "a\nb"}, "that no key has"),
    ],
)
def test_comments_go_to_a_real_address_only(tmp_path: Path, said: dict[str, str], told: str) -> None:
    with pytest.raises(BadSetting, match=told) as refused:
        settings_from({"data": str(tmp_path), "comments_model": "small", **said}, {})
    assert "secret" not in str(refused.value)


def test_a_key_is_shown_nowhere() -> None:
    settings = settings_from(None, {PREFIX + "COMMENTS_KEY": "sk-secret"})
    assert settings.comments_key == "sk-secret"
    assert "sk-secret" not in repr(settings) + str(as_rows(settings))
