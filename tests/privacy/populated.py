"""A house full of groups in every privacy mode, with made-up results and secrets that can be searched for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.errors import NotAllowed, NotFound, NotYet
from group_plgl.feedback.events import Event
from group_plgl.generators import SPACES, space_of
from group_plgl.generators.raster import png_bytes
from group_plgl.groups.rules import CHIEF, RULES
from group_plgl.members.codec import Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import UNTOLD
from group_plgl.services.collect import record
from group_plgl.services.convene import Asked, found_group
from group_plgl.services.deal import deal_group, next_turns
from group_plgl.services.join import hash_secret, join_group
from group_plgl.services.kinds import KINDS
from group_plgl.services.match import let_find
from group_plgl.services.offer import offer_filters
from group_plgl.services.share import RESULT, SCOPES, Wish, make_share
from group_plgl.services.stratify import state_shares
from group_plgl.services.studio import Studio
from group_plgl.services.task import ask_task, do_task
from group_plgl.settings import Settings
from group_plgl.store.ballots import Ballot, Candidate, put_ballot, put_closed
from group_plgl.store.classes import ClassFitRow, ClassIdealRow, ClassLikingRow, ClassModelRow
from group_plgl.store.clauses import Clause
from group_plgl.store.concepts import Concept, Label, put_concept, put_labels
from group_plgl.store.corrections import put_correction
from group_plgl.store.events import EventRow, append_event, last_event
from group_plgl.store.findings import CampFinding, CampMembership, CampPicture, Campsite, put_camps
from group_plgl.store.heard import HeardRow, put_heard
from group_plgl.store.images import CardRow, Picture, PictureFiles, pool_of, put_pictures, put_pool
from group_plgl.store.labelling import Labelling, UnseenRow, put_labelling
from group_plgl.store.mirrors import Mirror, MirrorPicture, put_mirror
from group_plgl.store.models import (
    Fit,
    GroupModelRow,
    IdealRow,
    LikingRow,
    LookRow,
    MemberModelRow,
    RunnerUpRow,
    SampleRow,
    put_fit,
    put_group_models,
    put_ideals,
)
from group_plgl.store.options import InfluenceRow, OptionLikingRow, OptionRow, VerdictRow, put_options
from group_plgl.store.people import Group, Member, current_session, put_session
from group_plgl.store.runs import put_asked, put_outcome
from group_plgl.store.shares import put_share
from group_plgl.store.surveys import DriftRow, ForetoldRow, Survey, put_survey
from group_plgl.store.traces import Trace, put_trace
from group_plgl.web import create_app
from group_plgl.web.identity import HOST_COOKIE, MEMBER_COOKIE, Visitor

from ..fresh import fresh
from .child import GreyChild
from .studied import study_in

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NAMES = (
    "Xanthippe", "Quirinus", "Yolanda", "Zebulon", "Ottoline", "Balthasar", "Philomena", "Ignatius",
    "Wilhelmina", "Thaddeus", "Eulalia", "Cornelius",
)  # fmt: skip
FINDABLE = 3
FIRST = "first"  # the link that stays with the first number
COMMENT = "unmistakably-my-own-words"


@dataclass
class Somebody:
    """A member, what proves to be them, and what they said."""

    member: Member
    token: str
    name: str
    events: list[str] = field(default_factory=list)


@dataclass
class Place:
    """One group, who is in it, and the pictures that show its taste.

    Attributes:
        results: Pictures of the group's taste: ideals, those behind them, near them.
        personal: Pictures of one member's taste, by member id: the spread.
        mirrored: The ready member's own picture, and one on the way to the group's.
        parted: Both looks of the ready member.
        candidates: The pictures of a vote, which were on everybody's cards.
        pool: A picture that tells nobody's taste.
        apart: Pictures for the two parts of the group, of which the smaller is of two.
        tasks: Every kind of file that could be made for the host and for the ready member.
        links: The token of a link of each scope, and of one that stays with the first number.
        shares: The ids of the same links.
    """

    group: Group
    key: str
    ready: list[Somebody] = field(default_factory=list)
    waiting: list[Somebody] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    personal: dict[str, str] = field(default_factory=dict)
    mirrored: tuple[str, str] = ("", "")
    parted: tuple[str, ...] = ()
    candidates: list[str] = field(default_factory=list)
    pool: str = ""
    apart: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    shares: list[str] = field(default_factory=list)

    @property
    def everybody(self) -> list[Somebody]:
        """All who joined."""
        return [*self.ready, *self.waiting]


class House:
    """A studio without a child, its app, and ways to fill it.

    Args:
        folder: Where its data lies.
        files: Whether every kind of file is made in its groups.
    """

    def __init__(self, folder: Path, files: bool = False) -> None:
        self.files = files
        self.database = fresh(folder)
        settings = Settings(data=str(folder), first_pool=6, full_pool=12, deck_ahead=5)
        child: Any = GreyChild()
        self.studio = Studio(
            settings, self.database, child, PictureFiles(folder / "pictures"), lambda: START, 7
        )
        self.app: Flask = create_app(
            self.studio, vega=b"window.vegaEmbed = null", spaces=SPACES, job_names={"deal_decks": "Deals."}
        )
        self.app.testing = True

    def client(self, place: Place, role: str) -> FlaskClient:
        """Somebody of a role: outsider, reader, early (taste not known), ready, host."""
        client = self.app.test_client()
        gid = place.group.group_id
        if role == "host":
            client.set_cookie(HOST_COOKIE + gid, place.key)
        if role in ("early", "ready"):
            who = place.waiting if role == "early" else place.ready
            client.set_cookie(MEMBER_COOKIE + gid, who[0].token)
        return client

    def found(self, ready: int, waiting: int, **wishes: Any) -> Place:
        """A group in which so many tastes are known and so many are not, with two numbers drawn."""
        asked = {
            "name": "Lobby wall",
            "question": "Live with it?",
            "space": "tiles",
            "mode": "swipe",
            **wishes,
        }
        group, key = found_group(
            self.studio, questions=[Asked("Which team?"), Asked("Where?", ["North", "South"])], **asked
        )
        place = Place(group, key)
        deal_group(self.studio, group.group_id)
        place.pool = pool_of(self.database, group.group_id)[0]
        for number in range(ready + waiting):
            who = self._somebody(group, NAMES[number])
            (place.ready if number < ready else place.waiting).append(who)
        for one in (*place.ready[:2], *place.waiting[:1]):
            put_labelling(self.database, Labelling(one.member.member_id, group.group_id, 0.21, 0.67, START))
            told = (["busyness:busy"], [-0.713], [0], [4], "a reader")
            put_heard(
                self.database,
                [HeardRow(one.member.member_id, one.events[1], group.group_id, 2**40, *told)],
            )
            place_of = (one.member.member_id, one.events[1], "busyness:busy")
            put_correction(self.database, group.group_id, place_of, 0.7, START)
        self._draw(place, 1)
        self._draw(place, 2)
        self._mirror(place)
        self._vote(place)
        self._job(place)
        if self.files:
            self._tasks(place)
        self._share(place)
        for one in (*place.ready[:FINDABLE], *place.waiting[:1]) if group.privacy != "anonymous" else ():
            let_find(self.studio, group, one.member, True)
        return place

    def change(self, place: Place, **changes: Any) -> None:
        """Change the current session of a group."""
        session = current_session(self.database, place.group.group_id)
        assert session is not None
        put_session(self.database, replace(session, **changes))

    def _share(self, place: Place) -> None:
        """Links of every scope, framed by a site, and one that stays with the first number."""
        for scope in (*SCOPES, FIRST):
            wish = Wish(
                scope=RESULT if scope == FIRST else scope,
                chart="rule_liking" if scope == "chart" else "",
                origins=["https://a.example"],
            )
            share, token = make_share(self.studio, place.group, wish)
            if scope == FIRST:
                token = secrets.token_urlsafe(16)
                first = replace(share, share_id=secrets.token_hex(8), token_hash=hash_secret(token), number=1)
                put_share(self.database, first)
            place.links[scope] = token
            place.shares.append(share.share_id)

    def _somebody(self, group: Group, name: str) -> Somebody:
        member, token = join_group(
            self.studio,
            group,
            name,
            answers=[f"team-of-{name}", "North" if NAMES.index(name) % 2 else "South"],
        )
        who = Somebody(member, token, name)
        for turn in next_turns(self.studio, member, 2):
            liked = float((len(who.events) + NAMES.index(name)) % 3 > 0)
            for kind, words in (("rated", {"value": liked}), ("commented", {"text": f"{COMMENT}-{name}"})):
                event_id = secrets.token_hex(16)
                told = {"value": None, "target_id": None, "answer_ms": None, "text": None, **words}
                record(
                    self.studio,
                    member,
                    Event(event_id, member.member_id, kind, turn[0].card_id, said_at=START, **told),
                )
                who.events.append(event_id)
        return who

    def _pictures(self, group: Group, count: int) -> list[str]:
        """Pictures of their own, found nowhere else, stored at once."""
        z = space_of(group.space).sample(1, np.random.default_rng(0))[0].tolist()
        made = []
        for _ in range(count):
            pixels = np.frombuffer(secrets.token_bytes(8 * 8 * 3), np.uint8).reshape(8, 8, 3)
            sha256 = self.studio.files.keep(png_bytes(pixels, {}), "image/png")
            made.append(Picture(secrets.token_hex(16), group.space, z, 8, "image/png", sha256, START))
        put_pictures(self.database, made)
        return [one.picture_id for one in made]

    def _draw(self, place: Place, number: int) -> None:
        """Store a drawing as the jobs would, with made-up numbers."""
        group, gid, database = place.group, place.group.group_id, self.database
        people = [one.member for one in place.ready]
        space = space_of(group.space)
        z = space.sample(1, np.random.default_rng(0))[0].tolist()
        if number == 1:
            shown = Concept(secrets.token_hex(6), gid, "is-portrait", START)
            put_concept(database, shown, 12)
            labelled = pool_of(database, gid)[0]
            put_labels(database, [Label(shown.concept_id, gid, labelled, z, True, START)])
        seen = last_event(database, gid) - (2 - number)
        taste = to_bytes(Tastes(np.zeros((1, 5)), np.eye(5)[None]), 0, Card(group.space, number, UNTOLD))
        put_fit(
            database, Fit(gid, seen, 4.0, 0.0, 0.0, False, 1.0, 1.0, 10, "test", START),
            [MemberModelRow(gid, seen, one.member_id, 14, 7, True, 10, 14, 0.5, taste) for one in people]
            + [MemberModelRow(gid, seen, one.member.member_id, 2, 1, False, 0, 0, 0.5, taste)
               for one in place.waiting],
            classes=[ClassFitRow(gid, seen, place, name, not place, 20, 7, 10, 1.0, 1.0)
                     for place, name in enumerate(("Keep", "Drop"))],
            class_tastes=[
                ClassModelRow(gid, seen, place, one.member_id, taste) for place in (0, 1) for one in people
            ],
            unseen=[
                UnseenRow(gid, seen, one.member_id, 14, 10, 14, 0.5, True, 7, 6, 0.8, 0.7, 0.9, [0.3], [1.0])
                for one in people
            ],
        )  # fmt: skip
        put_group_models(
            database,
            [GroupModelRow(gid, number, rule, seen, len(people), "0" * 64, "test", START) for rule in CHIEF],
        )
        own = iter(self._pictures(group, 2 * len(CHIEF) + len(people) + 1 + 2 * len(people[:1])))
        pictures = {rule: (next(own), next(own)) for rule in CHIEF}
        spread = {one.member_id: next(own) for one in people}
        sorted_out = next(own)
        place.parted = tuple(own)
        put_ideals(
            database,
            [IdealRow(gid, number, rule, z, pictures[rule][0], "test", START) for rule in CHIEF],
            [
                LikingRow(gid, number, rule, one.member_id, 0.9 - 0.05 * row - 0.03 * column, 0.1, 0.95, 0.8)
                for column, rule in enumerate(CHIEF)
                for row, one in enumerate(people)
            ],
            [SampleRow(gid, number, one.member_id, 0, z, spread[one.member_id], 0.9) for one in people],
            [RunnerUpRow(gid, number, rule, 0, z, pictures[rule][1]) for rule in CHIEF],
            classes=[ClassIdealRow(gid, number, 1, "Drop", z, sorted_out, "test", START)],
            looks=[
                LookRow(gid, number, people[0].member_id, look, z, picture, 0.8)
                for look, picture in enumerate(place.parted)
            ],
            class_likings=[ClassLikingRow(gid, number, 1, one.member_id, 0.7, 0.2, 0.9) for one in people],
        )
        place.apart += self._options(place, number, people, z, spread, seen)
        (near,) = self._pictures(group, 1)
        put_pool(database, gid, [(number, near)], "near")
        put_camps(
            database,
            Campsite(
                CampFinding(
                    gid, number, "separate camps", True, 2, len(people), 0.4, 0.01, 0.9, 0.7, seen, "t",
                    START,
                ),
                [CampMembership(gid, number, one.member_id, int(row > 1), 0.9, row, -row)
                 for row, one in enumerate(people)],
                pictures=[CampPicture(gid, number, camp, "ideal", 0, apart, z, 0.8)
                          for camp, apart in enumerate(place.apart[-2:])],
                clauses=self._clauses(place, number, people, seen),
            ),
        )  # fmt: skip
        self._survey(place, number, seen)
        if number == 2 and group.privacy == "anonymous":
            offer_filters(self.studio, group, number, [one.member_id for one in people], 10**6)
        if group.privacy != "anonymous":
            state_shares(self.studio, group, {1: {"North": 0.3, "South": 0.7}})
        place.results += [near, sorted_out, *(one for pair in pictures.values() for one in pair)]
        if number == 2:
            place.personal = spread

    def _survey(self, place: Place, number: int, seen: int) -> None:
        """Answers foretold unseen, drift and how far the picture still moves: no two members alike."""
        gid, people = place.group.group_id, [one.member.member_id for one in place.ready]
        foretold = [
            ForetoldRow(
                gid, number, member, at, False, 0.05 + 0.07 * row + 0.01 * at, float((row + at) % 2), at
            )
            for row, member in enumerate(people)
            for at in range(4)
        ]
        drifts = [
            DriftRow(gid, number, one, 1, 0.99 - 0.01 * row, 0.5, 1.0) for row, one in enumerate(people)
        ]
        everybody = DriftRow(gid, number, "", 1, 0.9, 0.5, 1.0)
        put_survey(self.database, Survey(gid, number, seen, "t", START), foretold, [*drifts, everybody])
        put_trace(self.database, Trace(gid, number, 20, len(people), [0.0], 1.5, 0.5, 2.5))

    def _clauses(self, place: Place, number: int, people: list[Member], seen: int) -> list[Clause]:
        """The group, both camps and every member like round vessels, as answers about the pool show."""
        pool = pool_of(self.database, place.group.group_id)[:2]
        about = [("group", "", -1, "likes"), *(("camp", "", camp, "than most") for camp in (0, 1))]
        about += [("member", one.member_id, -1, kind) for one in people for kind in ("likes", "than most")]
        return [
            Clause(
                place.group.group_id, number, *one, "roundness", "angular", "round", 0.9, 0.4, 1.4, 0.001,
                True, 0, 20, pool[:1], pool[1:], 7, 9, 2, 11, seen,
            )
            for one in about
        ]  # fmt: skip

    def _options(
        self, place: Place, number: int, people: list[Member], z: list[float], spread: Mapping[str, str],
        seen: int,
    ) -> list[str]:  # fmt: skip
        """What every rule would choose, with parts of which one is small, and a set; the parts' pictures."""
        group, gid = place.group, place.group.group_id
        rules = [name for name, rule in RULES.items() if group.privacy != "anonymous" or not rule.alone]
        pictures = self._pictures(group, 6)
        kinds = [("rule", name, row % 3) for row, name in enumerate(rules)]
        kinds += [("fairness", "", 0), ("fairness", "", 1)]
        if group.privacy != "anonymous":  # where a part is small, what it would like is not stored
            kinds += [("split", "mean", 0), ("split", "mean", 4), ("split", "mean", 5)]
        kinds += [("opinions", "mean", 0), ("weights", "mean", 3)]
        kinds += [("joint", "max-min", 5), ("joint", "approval", 4)]  # never shown where anonymous
        kinds += [("collection", "", spot) for spot in (0, 1, 2, 3)]
        own = [spread[one.member_id] for one in people]
        kinds += [("set", "", 6 + row) for row in range(len(own))]
        places: dict[str, int] = {}
        rows = []
        for kind, name, spot in kinds:
            at = places[kind] = places.get(kind, -1) + 1
            rows.append(
                OptionRow(gid, number, kind, at, name, spot, z, [*pictures, *own][spot], 0.1 * at, 0.2)
            )
        told = (0.2, 0.1, 0.3, True, "conflict", 0.5)
        put_options(
            self.database,
            VerdictRow(gid, number, "no single ideal: one per camp", *told, seen, "t", START),
            rows,
            [
                OptionLikingRow(
                    gid, number, spot, one.member_id, 0.95 - 0.05 * row - 0.02 * spot, 0.1, 0.97, 0.8
                )
                for spot in range(6 + len(own))
                for row, one in enumerate(people)
            ],
            [
                InfluenceRow(gid, number, one.member_id, 1.0, int(small), 0.1, 0.2, small)
                for row, one in enumerate(people)
                for small in [row >= len(people) - 2]
            ],
            0,
        )
        place.results += pictures[:4]
        return pictures[4:]

    def _mirror(self, place: Place) -> None:
        """What the first ready member had drawn of their own taste, when results were shown."""
        if not place.ready:
            return
        group, member = place.group, place.ready[0].member.member_id
        place.mirrored = tuple(self._pictures(group, 2))
        z = space_of(group.space).sample(1, np.random.default_rng(0))[0].tolist()
        rows = [
            MirrorPicture(
                member_id=member, group_id=group.group_id, kind=kind, position=0, latent=z,
                picture_id=picture, share=share, liking=0.7, low=0.5, high=0.9, standing=standing,
            )
            for kind, picture, share, standing in (
                ("ideal", place.mirrored[0], 0.0, None), ("between", place.mirrored[1], 1.0, 0.9),
            )
        ]  # fmt: skip
        put_mirror(
            self.database,
            Mirror(member, group.group_id, 2, 2, START, 2, 2, 0.6, "[]", "test", START),
            rows,
        )

    def _vote(self, place: Place) -> None:
        """A blind vote that is over: all but two for the first picture, one for the second, one for none."""
        group, database = place.group, self.database
        session = current_session(database, group.group_id)
        assert session is not None
        ballot = Ballot(group.group_id, 1, 1, 2, START, None, None, len(place.everybody), True)
        latent = space_of(group.space).sample(1, np.random.default_rng(0))[0].tolist()
        pictures = self._pictures(group, 2)
        candidates = [
            Candidate(group.group_id, 1, row, kind, rule, picture, latent, 0.5, 0.2, 0.8)
            for row, (kind, rule, picture) in enumerate(
                [("ideal", "consensus", pictures[0]), ("random", "", pictures[1])]
            )
        ]
        cards = [
            CardRow(
                secrets.token_hex(16), group.group_id, one.member.member_id, ballot.turn, row, "blind-vote",
                pictures[row], "", START,
            )
            for one in place.everybody
            for row in range(2)
        ]  # fmt: skip
        put_ballot(database, ballot, candidates, cards, lambda now: replace(now, phase="vote"))
        for number, one in enumerate(place.everybody):
            event_id, own = secrets.token_hex(16), [c for c in cards if c.member_id == one.member.member_id]
            card, value = own[int(number == 0)].card_id, 0.0 if number == 1 else None
            event = Event(event_id, one.member.member_id, "chosen", card, value, None, None, START, None)
            append_event(database, EventRow(event, group.group_id, 1))
            one.events.append(event_id)
        put_closed(database, ballot, lambda _: session, START)
        place.candidates = pictures
        everybody = [one.member.member_id for one in place.everybody[:2]]
        study_in(database, group.group_id, everybody, pictures, START)

    def _job(self, place: Place) -> None:
        """A run that worked for this group, and one that failed with it and names a member."""
        gid, later = place.group.group_id, START + timedelta(seconds=1)
        run = put_asked(self.database, "learn_members", START)
        saw = (
            f'{{"group": ["{place.group.slug}"], "members": [4], "ready": [3], "events": [9], "number": [2]}}'
        )
        put_outcome(self.database, run, "done", later, saw)
        run = put_asked(self.database, "imagine_ideals", START)
        who = place.everybody[0].member.member_id if place.everybody else ""
        put_outcome(
            self.database, run, "failed", later, f'{{"failed": ["{gid}"]}}', f"NotFound: no taste of {who}"
        )

    def _tasks(self, place: Place) -> None:
        """Every kind of file, made for the host and for the first ready member, where they may have it."""
        members = [one.member for one in place.ready[:1]]
        for asker in (
            Visitor(place.group, None, True),
            *(Visitor(place.group, one, False) for one in members),
        ):
            for kind in KINDS:
                try:
                    row = ask_task(self.studio, asker, kind, {})
                except (NotAllowed, NotFound, NotYet):
                    continue
                do_task(self.studio, row.task_id)
                place.tasks.append(row.task_id)
