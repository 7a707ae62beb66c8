"""The registry names spaces without torch and refuses what it does not know."""

from __future__ import annotations

import subprocess
import sys

import pytest

from group_plgl.errors import NotFound, WrongSpace
from group_plgl.generators import SPACES, Generator, open_generator, space_of


def test_a_space_is_found_by_name_and_by_key():
    for name, space in SPACES.items():
        assert space_of(name) is space
        assert space_of(space.key) is space


def test_an_unknown_space_is_refused_with_the_nearest_name():
    with pytest.raises(NotFound) as refusal:
        space_of("vesel")
    assert "vessel" in refusal.value.advice


def test_a_name_near_to_nothing_is_told_what_there_is():
    with pytest.raises(NotFound) as refusal:
        open_generator("q")
    assert all(name in refusal.value.advice for name in SPACES)


def test_another_version_is_another_space():
    with pytest.raises(WrongSpace):
        space_of("vessel@99")


def test_the_opened_generator_draws_the_space_that_was_asked_for():
    generator = open_generator("tiles@3")
    assert isinstance(generator, Generator)
    assert generator.space is SPACES["tiles"]


def test_reading_the_registry_imports_neither_torch_nor_the_imaging_library():
    code = "import sys, group_plgl.generators; print(sorted({'torch', 'PIL'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
