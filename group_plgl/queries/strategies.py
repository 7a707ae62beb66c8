"""The strategies: which pictures a member is shown next. Pages, jobs and tests iterate over these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from group_plgl.errors import NotFound
from group_plgl.queries.even import even
from group_plgl.queries.pleasing import pleasing
from group_plgl.queries.portions import at_random, balanced, in_band, seventy_thirty
from group_plgl.queries.query import Query
from group_plgl.queries.serving import favouring, serving
from group_plgl.queries.telling import telling, uncertain


@dataclass(frozen=True)
class Strategy:
    """One way to choose what is shown next.

    Attributes:
        name: As in URLs and tables.
        title: As people read it.
        help: What it does, in one line.
        advice: "Use it when ...", in one line.
        source: Where it comes from.
        needs: What has to be known first: nothing, the member's taste, or the group's answer, too.
        choose: The rows of one turn.
        pool: Which pictures it asks about: the pool at large, or near-ideals.
    """

    name: str
    title: str
    help: str
    advice: str
    source: str
    needs: Literal["nothing", "taste", "group"]
    choose: Callable[[Query, np.random.Generator], list[int]]
    pool: Literal["prior", "near"] = "prior"

    @property
    def adapts(self) -> bool:
        """Whether it goes by what a member has answered."""
        return self.needs != "nothing"


_ALL = (
    Strategy(
        "near-ideals", "Near-ideals for everybody",
        "Asks everybody about the same pictures, each of which may turn out to be the group's best.",
        "Use it when the group wants its one picture: it is chosen among those that all were asked about.",
        "Posterior sampling, Thompson 1933, with the patent's deck of near-ideals as candidates.",
        "group", at_random, "near",
    ),
    Strategy(
        "favourites", "Sharpest on favourites",
        "Asks what makes surest which of the pictures somebody probably likes are the best.",
        "Use it when the picture in the end counts, and what nobody likes need not be known.",
        "Prediction-oriented active learning, Bickford Smith et al. 2023, with liked pictures as targets.",
        "taste", favouring,
    ),
    Strategy(
        "bald", "Most telling", "Pictures whose answer is expected to tell most about each taste.",
        "Use it when tastes should be known from few answers.",
        "BALD, Houlsby et al. 2011: mutual information of answer and weights.", "taste", telling,
    ),
    Strategy(
        "group", "Most telling for the group",
        "Asks everybody what makes the group's picture surest, rather than each taste.",
        "Use it when only the group's picture matters and time is short.",
        "A-optimal design in the directions of the group's best pictures, after Yu, Bi and Tresp 2006.",
        "group", serving,
    ),
    Strategy(
        "eubo", "Most pleasing", "Ever better pictures: the best of each turn is expected to please most.",
        "Use it when answering should be a pleasure and the best pictures matter more than the rest.",
        "EUBO, Lin et al. 2022.", "taste", pleasing,
    ),
    Strategy(
        "uncertainty", "Least certain", "Pictures whose answer can be foretold least.",
        "Use it when you compare with classic active learning.",
        "Uncertainty sampling, Lewis and Gale 1994.", "taste", uncertain,
    ),
    Strategy(
        "band", "Uncertainty band", "Pictures whose predicted liking lies between two thresholds.",
        "Use it when you want to choose how doubtful pictures may be.",
        "Visual Taste Approximator's two sliders.", "taste", in_band,
    ),
    Strategy(
        "balanced", "Half and half", "In turn something predicted to be liked and something that is not.",
        "Use it when nearly everything, or nearly nothing, is liked.",
        "Balanced sampling of a yes-or-no outcome, Manski and Lerman 1977.", "taste", balanced,
    ),
    Strategy(
        "seventy-thirty", "Seventy-thirty", "Seven of ten pictures are predicted to be liked, three are any.",
        "Use it when you repeat the art page's experiment; it learns less than random pictures.",
        "The art page's batches: 70 % exploit above 0.7, 30 % explore; here every slot is filled.",
        "taste", seventy_thirty,
    ),
    Strategy(
        "sobol", "Evenly spread", "Goes through the pool evenly, the same way for no two members.",
        "Use it when members are to be compared and nothing shall be taken for granted.",
        "Sobol 1967.", "nothing", even,
    ),
    Strategy(
        "random", "At random", "Any picture that was not shown yet.",
        "Use it when results are for research: every answer is fair evidence.",
        "The honest baseline: accuracy on random pictures is accuracy on the space.", "nothing", at_random,
    ),
)  # fmt: skip
STRATEGIES: dict[str, Strategy] = {strategy.name: strategy for strategy in _ALL}
DEFAULT_STRATEGY, FAVOURITES, RANDOM = "near-ideals", "favourites", "random"
IMPORTED = "imported"  # an answer that was brought along: from a folder, or from a file of ratings
FAIR = frozenset(strategy.name for strategy in _ALL if not strategy.adapts) | {IMPORTED}


def strategy_named(name: str) -> Strategy:
    """The strategy of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in STRATEGIES:
        raise NotFound(f"there is no strategy {name!r}", advice=f"Known strategies: {', '.join(STRATEGIES)}.")
    return STRATEGIES[name]


def able(strategy: Strategy, query: Query) -> Strategy:
    """The strategy itself where enough is known for it, else the best that can be done.

    What the group needs is asked when it has an answer, before that what each member's favourites
    are; a member of whom nothing is known gets random pictures.
    """
    if not strategy.adapts:
        return strategy
    if query.mean is None:
        return STRATEGIES[RANDOM]
    return STRATEGIES[FAVOURITES] if strategy.needs == "group" and query.aims is None else strategy


def ask(strategy: Strategy, query: Query, rng: np.random.Generator) -> list[int]:
    """The rows of the pictures that one turn shows, `q`; which of them is where is chance.

    Args:
        strategy: How they are chosen, as far as enough is known.
        query: What is known.
        rng: Where chance comes from.
    """
    strategy = able(strategy, query)
    chosen = strategy.choose(query if strategy.adapts else replace(query, looks=None), rng)
    return [chosen[place] for place in rng.permutation(len(chosen))]


def ask_ahead(query: Query, turns: Iterable[tuple[Strategy, np.random.Generator]]) -> list[list[int]]:
    """The rows of several turns that are shown one after the other, before any is answered."""
    asked = []
    for strategy, rng in turns:
        asked.append(ask(strategy, query, rng))
        query = query.asked(asked[-1])
        if query.looks is not None and strategy.adapts:
            query = replace(query, dealt=(*query.dealt, *query.look_of(asked[-1])))
    return asked
