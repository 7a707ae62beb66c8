"""A small house in which members answer, comment and see their taste; for tests of leaving it."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from group_plgl.feedback.events import Event
from group_plgl.services import aggregate, analyse, collect, convene, deal, imagine, join, learn, mirror
from group_plgl.services.studio import Studio
from group_plgl.settings import Settings
from group_plgl.store.people import Group, Member

from .dealing import next_turn
from .fresh import fresh_studio

SMALL = {
    "card_pixels": 64, "ideal_pixels": 64, "sample_pixels": 64, "first_pool": 8, "full_pool": 40,
    "deck_ahead": 10, "needed_answers": 8, "needed_each": 2, "samples_each": 2,
}  # fmt: skip
JOBS = (
    (learn, learn.learn_group),
    (aggregate, aggregate.aggregate_group),
    (imagine, imagine.imagine_group),
    (analyse, analyse.analyse_group),
    (mirror, mirror.draw_mirror),
)


@dataclass
class Clock:
    """The time of this machine, moved by as much as a test wants."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Leaving:
    """One house with one group.

    Attributes:
        folder: The data folder.
        secrets: What must not be found anywhere once its member has left, by member id.
    """

    folder: Path
    clock: Clock
    studio: Studio
    group: Group
    members: list[Member] = field(default_factory=list)
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def join(self, nickname: str) -> Member:
        """Somebody more, with an answer to the host's question."""
        answer = f"answer-{secrets.token_hex(6)}"
        member, token = join.join_group(self.studio, self.group, nickname, answers=[answer])
        self.members.append(member)
        self.secrets[member.member_id] = [member.member_id, nickname, answer, token, join.hash_secret(token)]
        return member

    def say(self, member: Member, kind: str, **other: Any) -> Event:
        """Record one event."""
        words = {"card_id": None, "value": None, "target_id": None, "answer_ms": 500, **other}
        event = Event(secrets.token_hex(16), member.member_id, kind, said_at=self.studio.now(), **words)  # type: ignore[arg-type]
        collect.record(self.studio, member, event)
        self.secrets[member.member_id].append(event.event_id)
        return event

    def answer(self, member: Member, count: int) -> None:
        """Answer turns: like tall pictures, whatever else they are; comment and undo once."""
        for number in range(count):
            (card,) = next_turn(self.studio, member)
            self.secrets[member.member_id].append(card.card_id)
            event = self.say(
                member, "rated", card_id=card.card_id, value=float(likes(self.studio, card.picture_id))
            )
            if number == 1:
                text = f"comment {secrets.token_hex(12)}"
                self.secrets[member.member_id].append(text)
                self.say(member, "commented", card_id=card.card_id, text=text)
            if number == 2:
                self.say(member, "undone", target_id=event.event_id)

    def work(self) -> None:
        """Run the jobs until nothing is behind."""
        for module, run in JOBS:
            for item in module.behind(self.studio):
                run(self.studio, item)  # type: ignore[operator]

    def traces(self, member: Member) -> list[str]:
        """The secrets of a member that can still be found in some file, with the file's name."""
        found = []
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                found += [
                    f"{secret} in {path.name}"
                    for secret in self.secrets[member.member_id]
                    if secret.encode() in content
                ]
        return found

    def token(self, member: Member) -> str:
        """What a member's browser proves with who they are."""
        return self.secrets[member.member_id][3]

    def reopen(self) -> None:
        """Restart everything but the compute child."""
        self.studio.database.close()
        self.studio = replace(opened(self.folder, self.clock), child=self.studio.child)

    def copied(self, folder: Path) -> Leaving:
        """The same house in another folder; this one is closed."""
        shutil.copytree(self.folder, folder)
        return replace(
            self, folder=folder, studio=replace(opened(folder, self.clock), child=self.studio.child)
        )

    def picture_files(self) -> set[str]:
        return {path.stem for path in (self.folder / "pictures").rglob("*.*")}


def likes(studio: Studio, picture_id: str) -> bool:
    """The taste everybody has here: the ninth gene, which is how tall a vessel is."""
    ((latent,),) = studio.database.read("SELECT latent FROM pictures WHERE picture_id = ?", [picture_id])
    return latent[8] > 0


def opened(folder: Path, clock: Clock, **settings: Any) -> Studio:
    return fresh_studio(Settings(data=str(folder), **{**SMALL, **settings}), clock)


def started(folder: Path, **words: Any) -> Leaving:
    """A house with a group that swipes and asks newcomers one question."""
    clock = Clock()
    studio = opened(folder, clock)
    asked = {
        "name": "Leaving",
        "question": "Which?",
        "mode": "swipe",
        "questions": [convene.Asked("Team?")],
        **words,
    }
    group, _ = convene.found_group(studio, space="vessel", **asked)
    leaving = Leaving(folder, clock, studio, group)
    while group.group_id in deal.behind(studio):
        deal.deal_group(studio, group.group_id)
    return leaving
