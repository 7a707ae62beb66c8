"""A group with a key of every kind, and a way to ask the API as one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from group_plgl.services.entrust import SCOPES, entrust
from group_plgl.web.api import PREFIX

from ..conftest import Circle

ALL = tuple(SCOPES)
READING = ("groups:read", "models:read")


@dataclass
class Program:
    """Somebody with a key."""

    client: FlaskClient
    key: str
    slug: str

    def __call__(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **words: Any
    ) -> TestResponse:
        head = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        more = {"json": body} if body is not None else {}
        path = path.replace("{slug}", self.slug)
        return self.client.open(PREFIX + path, method=method, headers=head, **more, **words)


@pytest.fixture
def program() -> Callable[..., Program]:
    """Makes a key of a group, or of the house, with some scopes."""

    def make(circle: Circle, *scopes: str, house: bool = False) -> Program:
        group = None if house else circle.group
        _key, secret = entrust(circle.studio, group, "A program", scopes or ALL)
        return Program(circle.app.test_client(), secret, circle.group.slug)

    return make


@pytest.fixture
def team(circle: Callable[..., Circle]) -> Circle:
    """An identified group in which two people joined by browser, drawn."""
    made = circle()
    made.join("Ada")
    made.join("Bo")
    made.draw()
    return made
