"""Ids are random, and what is dealt goes by them: here a test has the same ones in every run."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator

import pytest

_RNG = random.Random()


@pytest.fixture(autouse=True, scope="session")
def _same_ids() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda size: _RNG.randbytes(size).hex())
        patch.setattr(secrets, "randbits", _RNG.getrandbits)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A failure of this test can be had again, also when it runs alone."""
    _RNG.seed(item.nodeid)
