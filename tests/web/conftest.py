"""A studio with a real database in a temporary folder, a child that draws grey squares, and people."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.generators import SPACES, space_of
from group_plgl.generators.raster import png_bytes
from group_plgl.groups.rules import CHIEF
from group_plgl.services.convene import found_group
from group_plgl.services.deal import deal_group, next_turns
from group_plgl.services.join import join_group
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.findings import CampFinding, CampMembership, Campsite, put_camps
from group_plgl.store.images import Picture, PictureFiles, pool_of, put_pictures
from group_plgl.store.models import (
    Fit,
    GroupModelRow,
    IdealRow,
    LikingRow,
    MemberModelRow,
    SampleRow,
    put_fit,
    put_group_models,
    put_ideals,
)
from group_plgl.store.people import Group, Member, group_of
from group_plgl.web import LOOKS, create_app
from group_plgl.web.api.serving import EXTENSION as GATE
from group_plgl.web.api.serving import WINDOW, Gate
from group_plgl.web.buckets import Buckets
from group_plgl.web.hub import Hub
from group_plgl.web.identity import HOST_COOKIE, MEMBER_COOKIE
from group_plgl.web.versions import Versions
from group_plgl.web.wiring import EXTENSION as WIRING

from ..fresh import fresh

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ORIGIN = {"Origin": "http://localhost"}
JOBS = {"learn_members": "Learns the taste of every member.", "deal_decks": "Deals cards ahead."}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class GreyChild:
    """Stands in for the compute child: every picture is a few bytes that differ, and none look alike."""

    def run(self, task: str, words: Mapping[str, Any], arrays: Mapping[str, Any]) -> tuple[dict, dict]:
        if task == "sift":
            none = np.zeros(len(arrays["z"]), dtype=bool)
            return {}, {"same": none, "never": none}
        if task == "novelty":
            return {"pool": {"row": 0, "gap": 7.25}, "known": None}, {}
        if task == "avoid":  # each picture looks a little less like the first
            gap = 0.5 * np.arange(len(arrays["z"]))
            return {}, {"never": gap < arrays["never_radius"].max() - 2.0, "gap": gap}
        if task == "pdf":
            return {}, {"bytes": np.frombuffer(words["data"].encode(), np.uint8)}
        assert task == "draw"
        pictures = [np.asarray(z, dtype=np.float32).tobytes() for z in arrays["z"]]
        ends = np.cumsum([len(one) for one in pictures])
        return {}, {"bytes": np.frombuffer(b"".join(pictures), np.uint8), "ends": ends.astype(np.int64)}

    def close(self) -> None:
        pass


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def studio(tmp_path: Path, clock: Clock) -> Iterator[Studio]:
    settings = Settings(data=str(tmp_path), first_pool=6, full_pool=12, deck_ahead=5)
    files = PictureFiles(tmp_path / "pictures")
    child: Any = GreyChild()
    with fresh(tmp_path) as database:
        yield Studio(settings, database, child, files, clock, 7)


_APPS: list[Flask] = []


@pytest.fixture
def app(studio: Studio) -> Flask:
    """The app over this studio; routes and templates are made once, which takes longer than most tests."""
    if not _APPS:
        _APPS.append(create_app(studio, vega=b"window.vegaEmbed = null", spaces=SPACES, job_names=JOBS))
    made = _APPS[0]
    made.testing = True
    hub = Hub(studio.database, Versions(studio.database, studio.now), 0)
    mine = {"studio": studio, "hub": hub, "buckets": Buckets(), "looks": Buckets(LOOKS)}
    made.extensions[WIRING] = replace(made.extensions[WIRING], **mine)
    made.extensions[GATE] = Gate(Buckets(studio.settings.api_requests, WINDOW))
    return made


@pytest.fixture
def outsider(app: Flask) -> FlaskClient:
    return app.test_client()


@dataclass
class Circle:
    """A group with a host, and ways to be somebody in it."""

    app: Flask
    studio: Studio
    group: Group
    host_key: str
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/g/{self.group.slug}"

    def host(self) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(HOST_COOKIE + self.group.group_id, self.host_key)
        return client

    def outsider(self) -> FlaskClient:
        return self.app.test_client()

    def join(self, nickname: str, simulated: bool = False) -> FlaskClient:
        group = group_of(self.studio.database, self.group.group_id)
        member, token = join_group(self.studio, group, nickname, simulated=simulated)
        self.members[member.nickname] = member
        client = self.app.test_client()
        client.set_cookie(MEMBER_COOKIE + self.group.group_id, token)
        return client

    def card(self, nickname: str) -> str:
        return next_turns(self.studio, self.members[nickname], 1)[0][0].card_id

    def draw(self, supported: bool = True) -> None:
        """Store a first drawing as the jobs would, with made-up numbers."""
        draw(self, supported)


@pytest.fixture
def circle(app: Flask, studio: Studio) -> Callable[..., Circle]:
    """Founds a group with six pictures in its pool."""

    def make(**wishes: Any) -> Circle:
        wanted = {"name": "Lobby wall", "question": "Live with it?", "space": "tiles", "mode": "swipe"}
        group, key = found_group(studio, **(wanted | wishes))
        deal_group(studio, group.group_id)
        return Circle(app, studio, group, key)

    return make


def draw(circle: Circle, supported: bool) -> None:
    database, group, now = circle.studio.database, circle.group, circle.studio.now()
    people = list(circle.members.values())
    pool = pool_of(database, group.group_id)
    z = space_of(group.space).sample(1, np.random.default_rng(0))[0].tolist()
    sha256 = circle.studio.files.keep(png_bytes(np.full((8, 8, 3), 128, np.uint8), {}), "image/png")
    ideal = secrets.token_hex(16)
    put_pictures(database, [Picture(ideal, group.space, z, 8, "image/png", sha256, now)])
    seen, gid = 1, group.group_id
    put_fit(
        database,
        Fit(gid, seen, 4.0, 0.0, 0.0, False, 1.0, 1.0, 10, "test", now),
        [MemberModelRow(gid, seen, one.member_id, 14, 7, True, 10, 14, 0.5, b"") for one in people],
    )
    put_group_models(
        database, [GroupModelRow(gid, 1, rule, seen, len(people), "0" * 64, "test", now) for rule in CHIEF]
    )
    put_ideals(
        database,
        [IdealRow(gid, 1, rule, z, ideal, "test", now) for rule in CHIEF],
        [
            LikingRow(gid, 1, rule, one.member_id, 0.9 - 0.3 * place, 0.1, 0.95, 0.8)
            for rule in CHIEF
            for place, one in enumerate(people)
        ],
        [SampleRow(gid, 1, one.member_id, n, z, pool[n], 0.9) for one in people for n in range(2)],
    )
    reading = "separate camps" if supported else "a spectrum"
    put_camps(
        database,
        Campsite(
            CampFinding(gid, 1, reading, supported, 2, len(people), 0.4, 0.01, 0.9, 0.7, seen, "test", now),
            [CampMembership(gid, 1, one.member_id, n % 2, 0.9, n, -n) for n, one in enumerate(people)],
        ),
    )
