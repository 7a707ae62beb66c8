"""Scoring: how any pictures are predicted to be liked, for somebody who may ask. Nothing is stored.

Whose taste may be asked is decided in `favour`, as for changes: one's own always, the group's and its
camps' by whoever sees results, somebody else's in identified groups and of the group's own pictures only.
In anonymous groups the mean alone is told, in two digits, and of no single member: an answer to any
question would else be a scale to weigh somebody on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from group_plgl.errors import NotAllowed
from group_plgl.groups.rules import CHIEF
from group_plgl.services.favour import CAMP, GROUP, LIKE, Favour, basis_of
from group_plgl.services.point import Looker
from group_plgl.services.reveal import may_single_out
from group_plgl.services.space import space_words
from group_plgl.services.studio import Studio
from group_plgl.services.transform import Liked, drawable, likings_in
from group_plgl.shapes import Array

MOST = 100
FINE, COARSE = 4, 2


@dataclass(frozen=True)
class Scored:
    """One picture.

    Attributes:
        liking: Mean predicted chance of liking of those it was asked for, by voices, with its interval.
        standing: By rule, the share of pictures at large that it places lower, 0 to 1.
        likings: By member id, of those whose may be told.
    """

    liking: Liked
    standing: Mapping[str, float]
    likings: Mapping[str, Liked]


@dataclass(frozen=True)
class Scores:
    """Pictures in the order in which they were asked for.

    Attributes:
        number: The group model it rests on; None where it is one's own taste alone.
    """

    number: int | None
    pictures: Sequence[Scored]


def score(studio: Studio, looker: Looker, z: Array, favour: Favour, brought: bool) -> Scores:
    """How pictures (`n x d`) are predicted to be liked by those in whose favour is asked.

    Args:
        studio: Where.
        looker: Who asks.
        z: Latents.
        favour: Whose taste; see `favour`.
        brought: Whether they are not pictures of the group but were brought along.

    Raises:
        NotAllowed: No taste was named.
        NotFound: The group's space is not drawn here any more.
    """
    drawable(looker.group)
    if favour.kind == LIKE:
        raise NotAllowed("say whose taste is asked for")
    basis = basis_of(studio, looker, favour, brought)
    told_all = may_single_out(looker.group)
    rules = [rule for rule in CHIEF if rule == favour.rule or (told_all and favour.kind in (GROUP, CAMP))]
    words, arrays = space_words(studio, looker.group)
    words |= basis.words | {"rules": rules, "who": list(basis.who)}
    _, got = studio.child.run("score", words, arrays | basis.arrays | {"z": z})
    digits = FINE if told_all else COARSE
    likings = likings_in(basis, got | {name: got[name].T for name in ("liking", "low", "high")})
    return Scores(
        basis.number,
        [
            Scored(
                Liked(
                    *(round(float(got[f"mean_{name}"][row]), digits) for name in ("liking", "low", "high"))
                ),
                {rule: round(float(got["standing"][at, row]), digits) for at, rule in enumerate(rules)},
                likings[row],
            )
            for row in range(len(z))
        ],
    )
