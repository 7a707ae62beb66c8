"""A small real house in which people swipe, and a populated one whose pages are crawled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from group_plgl.feedback.events import Event
from group_plgl.services import aggregate, analyse, collect, convene, imagine, join, learn
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.models import IdealRow, group_models, ideals
from group_plgl.store.people import Group, Member

from ..dealing import next_turn
from ..fresh import fresh_studio

JOBS = (
    (learn, learn.learn_group),
    (aggregate, aggregate.aggregate_group),
    (imagine, imagine.imagine_group),
    (analyse, analyse.analyse_group),
)


@dataclass
class Clock:
    """The time of this machine, moved by as much as a test wants."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Crowd:
    """A group of people who swipe, and the jobs that learn from them."""

    studio: Studio
    clock: Clock
    group: Group
    rng: np.random.Generator
    members: list[Member] = field(default_factory=list)

    def join(self, swipes: int = 0) -> Member:
        """Somebody more, who has answered so many cards."""
        member, _token = join.join_group(self.studio, self.group)
        self.members.append(member)
        self.swipe(member, swipes)
        return member

    def say(self, member: Member, kind: str, **words: Any) -> Event:
        """One thing said."""
        told = {"card_id": None, "value": None, "target_id": None, "answer_ms": None, **words}
        event = Event(self.rng.bytes(16).hex(), member.member_id, kind, said_at=self.studio.now(), **told)  # type: ignore[arg-type]
        collect.record(self.studio, member, event)
        return event

    def swipe(self, member: Member, count: int) -> list[Event]:
        """Answer the next cards, about as often yes as no."""
        return [
            self.say(
                member, "rated", card_id=self.card(member), value=float((place + self.rng.integers(2)) % 2)
            )
            for place in range(count)
        ]

    def everybody(self, count: int) -> None:
        """All members answer so many more."""
        for member in self.members:
            self.swipe(member, count)

    def publish(self) -> None:
        """Wait until nobody is under way, then learn and publish what may be."""
        self.clock.forward(aggregate.UNDER_WAY.total_seconds() + 1)
        self.learn()

    def learn(self) -> None:
        """Learn, and publish what may be, now."""
        self._run(JOBS[:2])

    def draw(self) -> None:
        """The same, and then all other jobs."""
        self.publish()
        self._run(JOBS[2:])

    def _run(self, jobs: Any) -> None:
        for module, run in jobs:
            for item in module.behind(self.studio):
                if self.group.group_id in item:
                    run(self.studio, item)

    def number(self) -> int | None:
        """The newest published number."""
        models = group_models(self.studio.database, self.group.group_id)
        return models[0].number if models else None

    def pictures(self) -> list[IdealRow]:
        """The ideals of the newest number."""
        return ideals(self.studio.database, self.group.group_id, self.number() or 0)

    def card(self, member: Member) -> str:
        """A card that is still to be answered."""
        return next_turn(self.studio, member)[0].card_id


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Studio]:
    settings = Settings(
        data=str(tmp_path_factory.mktemp("house")), card_pixels=64, ideal_pixels=64, sample_pixels=64,
        first_pool=8, full_pool=40, deck_ahead=12, needed_answers=8, needed_each=2, samples_each=1,
    )  # fmt: skip
    opened = fresh_studio(settings, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def crowd(house: Studio, clock: Clock) -> Callable[..., Crowd]:
    """Founds a group in which `m` people have answered `swipes` cards each."""

    def make(m: int = 0, swipes: int = 10, seed: int = 1, **words: Any) -> Crowd:
        asked = {"privacy": "anonymous", "k": 3, "mode": "swipe", **words}
        group, _key = convene.found_group(house, name="A crowd", question="Which?", space="tiles", **asked)
        made = Crowd(house, clock, group, np.random.default_rng(seed))
        for _ in range(m):
            made.join(swipes)
        return made

    return make
