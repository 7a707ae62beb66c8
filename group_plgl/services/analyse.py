"""Analysing: the newest drawn number of a group gets its camps, its map, and its tastes in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from group_plgl.analytics.labels import Known, remembered
from group_plgl.analytics.readings import SEPARATE, SPECTRUM
from group_plgl.feedback.dataset import Dataset
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.concept import required
from group_plgl.services.draw import draw
from group_plgl.services.heed import heeded
from group_plgl.services.learn import MADE_BY, rows_in
from group_plgl.services.recall import recall
from group_plgl.services.reveal import may_single_out
from group_plgl.services.space import goes_on, group_space, space_words
from group_plgl.services.studio import Studio
from group_plgl.services.tell import told_of
from group_plgl.shapes import Array
from group_plgl.store.findings import (
    CampFinding,
    CampMembership,
    CampPicture,
    CampProbability,
    Campsite,
    GroupCamp,
    camps,
    camps_before,
    drawn_without_camps,
    group_camps,
    put_camps,
)
from group_plgl.store.images import latents_of, pool_of, put_wanted
from group_plgl.store.models import MemberModelRow, fit_at, group_models
from group_plgl.store.nevers import last_change
from group_plgl.store.people import Group, group_of

NEAREST = 3
POOL_SEEN = 400


@dataclass(frozen=True)
class Before:
    """What a number's camps are matched with.

    Attributes:
        known: The camps the group is known by.
        homes: The label of the camp each member was in when camps were last supported.
    """

    known: Sequence[Known] = ()
    homes: Mapping[str, int] | None = None


@dataclass(frozen=True)
class _Looked:
    """One look at the members of a number: who they are, what was found, and what it rests on."""

    members: list[str]
    ready: list[MemberModelRow]
    before: Before
    recalled: Dataset
    seen: int
    said: dict[str, Any]
    got: dict[str, Array]

    @property
    def label_of(self) -> list[int]:
        """The label less 1 of each member's camp."""
        return [self.said["labels"][camp] - 1 for camp in self.got["camp"]]


def behind(studio: Studio) -> list[tuple[str, int]]:
    """Groups whose newest drawn number has no camps yet: (group, number)."""
    return [one for one in drawn_without_camps(studio.database) if goes_on(studio, one[0])]


def analyse_group(studio: Studio, item: tuple[str, int]) -> dict[str, Any]:
    """Find and store the camps, the map and the words of one number."""
    group_id, number = item
    group = group_of(studio.database, group_id)
    site = analysed(studio, group, number, before_number(studio, group, number))
    put_camps(studio.database, site)
    found = site.finding
    return {"group": group.slug, "number": number, "reading": found.reading, "members": found.members}


def before_number(studio: Studio, group: Group, number: int) -> Before:
    """The camps the group is known by from the newest number before this one."""
    last = camps_before(studio.database, group.group_id, number)
    there = camps(studio.database, group.group_id, last.number) if last is not None else None
    if there is None:
        return Before()
    finding, places = there
    homes = {one.member_id: one.camp + 1 if finding.supported else one.home for one in places}
    stored = group_camps(studio.database, group.group_id, finding.number)
    known = [Known(one.label, one.seen_in, [float(part) for part in one.pole]) for one in stored]
    return Before(known, homes)


def stored_before(finding: CampFinding, places: Sequence[CampMembership]) -> Before:
    """What a stored finding was matched with, so that it can be found again."""
    known = [Known(**one) for one in json.loads(finding.known)]
    return Before(known, {one.member_id: one.home for one in places})


def analysed(studio: Studio, group: Group, number: int, before: Before, pictures: bool = True) -> Campsite:
    """The camps of the members one number is made of; nothing is stored but pictures.

    Args:
        studio: Where.
        group: Which.
        number: The number of the group model.
        before: The camps they are matched with.
        pictures: Whether each camp gets pictures, which are drawn.
    """
    looked, change = _look(studio, group, number, before), last_change(studio.database, group.group_id)
    sizes = {label - 1: looked.label_of.count(label - 1) for label in looked.said["labels"]}
    finding = CampFinding(
        group.group_id, number, **{name: looked.said[name] for name in _SAID}, members=len(looked.members),
        seen_event=looked.seen, made_by=MADE_BY, made_at=studio.now(),
        known=json.dumps([asdict(one) for one in before.known]), seen_change=change,
    )  # fmt: skip
    told = finding.reading in (SEPARATE, SPECTRUM)
    poled = [camp for camp, size in sizes.items() if told and (may_single_out(group) or size >= group.k)]
    return Campsite(
        finding,
        _memberships(group, number, looked),
        _probabilities(group, number, looked),
        _known(group, number, looked, finding.supported, sizes),
        _pictures(studio, group, number, looked, poled, change) if pictures else [],
        told_of(studio, group, number, looked.seen, looked.recalled, looked.members,
                looked.label_of, sorted(sizes) if told and len(sizes) > 1 else []),
    )  # fmt: skip


_SAID = ("reading", "supported", "camps", "p_value", "stability", "silhouette", "map_share")


def _look(studio: Studio, group: Group, number: int, before: Before) -> _Looked:
    """What the compute child finds among the members of one number."""
    seen = group_models(studio.database, group.group_id, number)[0].seen_event
    ready = ready_members(studio, group.group_id, seen)
    members = [row.member_id for row in ready]
    known = recall(studio, group, seen)
    row_of = {member: row for row, member in enumerate(members)}
    row = np.array([row_of.get(member, -1) for member in known.members], dtype=np.int64)[known.member]
    words, arrays = space_words(studio, group)
    words |= {
        "m": len(members),
        "scale": fit_at(studio.database, group.group_id, seen).scale,
        "seed": int(studio.rng("analyse", group.group_id, str(number)).integers(2**62)),
        "known": [asdict(one) for one in before.known],
    }
    homes = before.homes or {}
    arrays["home"] = np.array([homes.get(member, 0) for member in members], dtype=np.int64)
    ours = {name: column[row >= 0] for name, column in (rows_in(known) | {"member": row}).items()}
    said, got = studio.child.run("analyse", words, arrays | ours)
    return _Looked(members, ready, before, known, seen, said, got)


def _memberships(group: Group, number: int, looked: _Looked) -> list[CampMembership]:
    homes, got = looked.before.homes or {}, looked.got
    rows = []
    for i, member in enumerate(looked.members):
        place, low, high = (None if np.isnan(one) else float(one) for one in got["line"][i])
        x, y = got["xy"][i].tolist()
        chance = float(got["probability"][i, got["camp"][i]])
        home = homes.get(member, 0)
        rows.append(
            CampMembership(
                group.group_id, number, member, looked.label_of[i], chance, x, y, home, place, low, high
            )
        )
    return rows


def _probabilities(group: Group, number: int, looked: _Looked) -> list[CampProbability]:
    return [
        CampProbability(group.group_id, number, member, label - 1, float(chance))
        for member, chances in zip(looked.members, looked.got["probability"], strict=True)
        for label, chance in zip(looked.said["labels"], chances, strict=True)
    ]


def _known(
    group: Group, number: int, looked: _Looked, supported: bool, sizes: Mapping[int, int]
) -> list[GroupCamp]:
    """The camps the group is known by from now on."""
    after = remembered(looked.said["labels"], looked.got["poles"], looked.before.known, number, supported)
    return [
        GroupCamp(group.group_id, number, one.label, sizes.get(one.label - 1, 0), one.seen_in, one.pole)
        for one in after
    ]


def _pictures(
    studio: Studio, group: Group, number: int, looked: _Looked, poled: Sequence[int], change: int
) -> list[CampPicture]:
    """The ideal of each camp, drawn, and the pictures of the pool it would like most and least.

    The ideals are shown as candidates and meet what is required; the others explain a camp and need not.
    """
    if not poled:
        return []
    fit = fit_at(studio.database, group.group_id, looked.seen)
    tastes = from_bytes([row.payload for row in looked.ready], group.space)
    pool = pool_of(studio.database, group.group_id)[:POOL_SEEN]
    latents = latents_of(studio.database, pool)
    pool = [picture for picture in pool if picture in latents]
    space = group_space(studio, group)
    words, arrays = space_words(studio, group, change)
    arrays |= required(studio, group, change)
    words |= {"calibration": fit.calibration, "ceiling": fit.ceiling, "held_out": fit.held_out}
    words["seed"] = int(studio.rng("poles", group.group_id).integers(2**62))
    arrays |= {
        "mean": tastes.mean, "covariance": tastes.covariance,
        "weights": heeded(studio, group, looked.seen, looked.members),
        "inside": np.array([[float(one == camp) for one in looked.label_of] for camp in poled]),
        "pool": np.array([latents[one] for one in pool], dtype=np.float64).reshape(-1, space.latent_dim),
    }  # fmt: skip
    _, got = studio.child.run("poles", words, arrays)
    z = space.canonical(got["ideals"])
    drawn = draw(studio, space, z, studio.settings.sample_pixels, "image/webp")
    put_wanted(studio.database, drawn, studio.now())
    rows = []
    for at, camp in enumerate(poled):
        liking = got["pool_liking"][at]
        order = np.argsort(-liking, kind="stable")
        places = [("ideal", 0, drawn[at], z[at].tolist(), float(got["liking"][at]))]
        for kind, best in (("most", order[:NEAREST]), ("least", order[::-1][:NEAREST])):
            places += [
                (kind, place, pool[row], latents[pool[row]], float(liking[row]))
                for place, row in enumerate(best)
            ]
        rows += [CampPicture(group.group_id, number, camp, *one) for one in places]
    return rows
