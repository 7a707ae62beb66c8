"""A house with small pictures, a clock that stands still until told, and groups that have swiped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from group_plgl.feedback.events import Event
from group_plgl.feedback.modes import mode_named
from group_plgl.rehearsal import answer_to
from group_plgl.services import aggregate, analyse, collect, convene, deal, deliberate, imagine, join, learn
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.images import latents_of
from group_plgl.store.intake import Receipt
from group_plgl.store.people import Group, Member, current_session

from ..dealing import next_turn
from ..fresh import fresh_studio

JOBS = (
    (learn, learn.learn_group),
    (aggregate, aggregate.aggregate_group),
    (imagine, imagine.imagine_group),
    (analyse, analyse.analyse_group),
)


class Watch:
    """A time that passes only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Party:
    """A group with its members and everything its tests do over and over."""

    studio: Studio
    group: Group
    host_key: str
    rng: np.random.Generator
    members: list[Member] = field(default_factory=list)
    said: list[Event] = field(default_factory=list)

    def join(self, nickname: str) -> Member:
        """Somebody more, with cards dealt."""
        self.members.append(join.join_group(self.studio, self.group, nickname)[0])
        return self.members[-1]

    def event(self, member: Member, kind: str = "rated", **other: Any) -> Event:
        """An event as a device would make it, with an id of its own."""
        words = {"card_id": None, "value": None, "target_id": None, "answer_ms": 500, **other}
        return Event(self.rng.bytes(16).hex(), member.member_id, kind, said_at=self.studio.now(), **words)  # type: ignore[arg-type]

    def say(self, member: Member, kind: str = "rated", **other: Any) -> Receipt:
        """Make an event and record it."""
        self.said.append(self.event(member, kind, **other))
        return collect.record(self.studio, member, self.said[-1])

    def deal(self) -> None:
        """Draw and deal until nobody's deck runs short."""
        while self.group.group_id in deal.behind(self.studio):
            deal.deal_group(self.studio, self.group.group_id)

    def swipe(self, member: Member, count: int) -> None:
        """Answer the next cards; likes and dislikes in turn with a bit of chance."""
        for place in range(count):
            (card,) = next_turn(self.studio, member)
            value = float(place % 2 == 0) if self.rng.random() < 0.8 else 1.0
            self.say(member, card_id=card.card_id, value=value)

    def answer(self, member: Member, count: int) -> None:
        """Answer the next turns in the mode of the session, by a taste of the member's own."""
        session = current_session(self.studio.database, self.group.group_id)
        assert session is not None
        words = {"answer": mode_named(session.mode).answer, "classes": session.classes}
        for _ in range(count):
            turn = next_turn(self.studio, member)
            latents = latents_of(self.studio.database, [card.picture_id for card in turn])
            z = np.array([latents[card.picture_id] for card in turn])
            taste = np.random.default_rng(self.members.index(member)).standard_normal(z.shape[1])
            cards = [{"card": card.card_id} for card in turn]
            said = answer_to(words, cards, z @ taste / np.linalg.norm(taste), self.rng)
            self.say(member, said["kind"], card_id=said["card"], value=said.get("value"))

    def work(self) -> None:
        """Run the jobs until this group is not behind in any."""
        for module, run in JOBS:
            for item in module.behind(self.studio):
                if self.group.group_id in item:
                    run(self.studio, item)  # type: ignore[operator]

    def deliberate(self) -> None:
        """Run the jobs, and the one that looks at what they made from all sides."""
        self.work()
        for item in deliberate.behind(self.studio):
            if self.group.group_id in item:
                deliberate.deliberate_group(self.studio, item)


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> Iterator[Studio]:
    settings = Settings(
        data=str(tmp_path_factory.mktemp("house")), card_pixels=64, ideal_pixels=64, sample_pixels=64,
        first_pool=8, full_pool=40, deck_ahead=10, needed_answers=8, needed_each=2, samples_each=2,
    )  # fmt: skip
    opened = fresh_studio(settings, watch)
    yield opened
    opened.close()


Gather = Callable[..., Party]


@pytest.fixture(scope="session")
def gather(house: Studio) -> Gather:
    """Founds a group in which `m` members have given `swipes` answers each."""

    def make(m: int = 0, swipes: int = 0, space: str = "vessel", seed: int = 1, **words: Any) -> Party:
        asked = {"name": "A party", "question": "Which?", "mode": "swipe", **words}
        group, key = convene.found_group(house, space=space, **asked)
        party = Party(house, group, key, np.random.default_rng(seed))
        party.deal()
        for number in range(m):
            party.join(f"Guest {number} Müller")
        for member in party.members:
            party.swipe(member, swipes)
        return party

    return make


@pytest.fixture(scope="session")
def party(gather: Gather) -> Party:
    """Seven members, all jobs run; tests look at it and leave it as it is."""
    party = gather(m=7, swipes=14)
    party.work()
    return party
