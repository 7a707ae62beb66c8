"""Clusters of a pool: which sheets members are asked to label, and what their labels say of all pictures.

Every cluster is asked about once; one that is mixed falls into its halves, down to single pictures. In
between, a picture that was not shown is asked about alone: a check on the label it got unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from group_plgl.feedback.dataset import Dealt, Said
from group_plgl.feedback.modes import LIKED, MIXED, NOT_LIKED
from group_plgl.feedback.sheets import checks, label_of, labels, within
from group_plgl.services.choose import Chosen
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.store.clusters import clusters_of, put_clusters
from group_plgl.store.images import CardRow, cards_of, latents_of
from group_plgl.store.own import own_events
from group_plgl.store.people import Group, Member

MODE = "clusters"
SHEET, CHECK = "sheet", "random"  # what chose the pictures of a turn
MOST, FEWEST_EACH = 30, 5
FEWEST_SHOWN, MOST_SHOWN = 4, 6
CHECK_EVERY, SPLIT_EVERY = 6, 3


@dataclass(frozen=True)
class Labelled:
    """What a member's labels say of the pictures of a pool.

    Attributes:
        label: Of every picture that has one: liked (1), not (0) or mixed (0.5).
        pictures: How many pictures there are.
        sheets: How many clusters were labelled.
        right: Checks that fell as the label of their cluster said.
        asked: Checks made.
    """

    label: dict[str, float]
    pictures: int
    sheets: int
    right: int
    asked: int

    def count(self, label: float) -> int:
        """How many pictures have this label."""
        return sum(one == label for one in self.label.values())


def how_many(pictures: int) -> int:
    """Into how many clusters so many pictures fall.

    Thirty, for that is what people give; fewer where a cluster would hold fewer than five pictures: a
    sheet of four, and one to check it by.
    """
    return max(1, min(MOST, pictures // FEWEST_EACH))


def cluster_group(studio: Studio, group: Group, pool: Sequence[str]) -> None:
    """Find the clusters of a pool and store them."""
    words, arrays = space_words(studio, group)
    latents = latents_of(studio.database, list(pool))
    asked = arrays | {"z": np.array([latents[one] for one in pool])}
    told, _ = studio.child.run("cluster", words | {"clusters": how_many(len(pool))}, asked)
    put_clusters(studio.database, group.group_id, dict(zip(pool, told["paths"], strict=True)))


def labelled(studio: Studio, group: Group, member: Member) -> Labelled | None:
    """What a member's labels say of all pictures; None without any."""
    said, cards = _own(studio, member.member_id)
    known = labels(said, cards).get(member.member_id, {})
    if not known:
        return None
    paths = clusters_of(studio.database, group.group_id)
    found = {picture: label_of(path, known) for picture, path in paths.items()}
    right, asked = checks(said, cards).get(member.member_id, (0, 0))
    named = {picture: label for picture, label in found.items() if label is not None}
    return Labelled(named, len(paths), len(known), right, asked)


def sheets(
    studio: Studio, group: Group, pool: Sequence[str], member_id: str, turns: Sequence[int]
) -> dict[tuple[str, int], Chosen]:
    """The sheets and checks of some turns of one member's deck; single pictures before there are clusters."""
    paths = clusters_of(studio.database, group.group_id)
    said, cards = _own(studio, member_id)
    deck = _Deck(paths, labels(said, cards).get(member_id, {}), cards_of(studio.database, member_id))
    found = {}
    for turn in turns:
        rng = studio.rng("deal", member_id, str(turn))
        found[member_id, turn] = deck.next(turn, pool, rng, studio.rng("deal", member_id, "clusters"))
    return found


class _Deck:
    """One member's way through the clusters, turn by turn."""

    def __init__(self, paths: dict[str, str], known: dict[str, float], had: list[CardRow]) -> None:
        self._paths, self._known = paths, known
        self._asked = {card.cluster for card in had if card.cluster}
        self._shown = {card.picture_id for card in had}

    def next(
        self, turn: int, pool: Sequence[str], rng: np.random.Generator, order: np.random.Generator
    ) -> Chosen:
        """What a turn shows; the next one knows of it."""
        chosen = self._check(rng) if turn % CHECK_EVERY == CHECK_EVERY - 1 else None
        chosen = chosen or self._sheet(turn, rng, order) or self._alone(pool, rng)
        self._asked.add(chosen.cluster)
        self._shown |= set(chosen.pictures)
        return chosen

    def _check(self, rng: np.random.Generator) -> Chosen | None:
        """A picture that was not shown, from a cluster with a label."""
        able = [
            picture
            for picture, path in self._paths.items()
            if picture not in self._shown and label_of(path, self._known) in (LIKED, NOT_LIKED)
        ]
        if not able:
            return None
        picture = able[int(rng.integers(len(able)))]
        return Chosen([picture], CHECK, self._paths[picture])

    def _sheet(self, turn: int, rng: np.random.Generator, order: np.random.Generator) -> Chosen | None:
        """The next cluster, or the half of a mixed one."""
        tops = sorted({path.partition(".")[0] for path in self._paths.values()}, key=int)
        wanted = [tops[place] for place in order.permutation(len(tops)) if tops[place] not in self._asked]
        halves = [
            half
            for node, label in self._known.items() if label == MIXED
            for half in (f"{node}.0", f"{node}.1") if half not in self._asked
        ]  # fmt: skip
        if halves and (not wanted or turn % SPLIT_EVERY == SPLIT_EVERY - 1):
            wanted = sorted(halves, key=lambda half: (-len(self._in(half)), half))
        for node in wanted:
            if pictures := self._in(node):
                count = min(len(pictures), MOST_SHOWN, max(FEWEST_SHOWN, -(-len(pictures) // 2)))
                some = rng.permutation(len(pictures))[:count]
                return Chosen([pictures[place] for place in some], SHEET, node)
        return None

    def _alone(self, pool: Sequence[str], rng: np.random.Generator) -> Chosen:
        """One picture by itself, one that was not shown if there is any."""
        fresh = [picture for picture in pool if picture not in self._shown] or list(pool)
        return Chosen([fresh[int(rng.integers(len(fresh)))]], CHECK)

    def _in(self, node: str) -> list[str]:
        return [picture for picture, path in self._paths.items() if within(path, node)]


def _own(studio: Studio, member_id: str) -> tuple[list[Said], dict[str, Dealt]]:
    """What one member said, and their cards in this mode, without latents."""
    nothing = np.zeros(0)
    cards = {
        card.card_id: Dealt(
            member_id, card.turn, card.mode, card.picture_id, card.repeat_of, nothing, cluster=card.cluster
        )
        for card in cards_of(studio.database, member_id)
    }
    said = [
        Said(one.event_id, member_id, one.kind, one.card_id, one.value, one.target_id, one.session_number)
        for one in own_events(studio.database, member_id)
    ]
    return [one for one in said if not one.card_id or one.card_id in cards], cards
