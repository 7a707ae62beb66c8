"""Groups of one space lend each other their mean taste: only where the house wants it, only of many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from group_plgl.members.codec import from_bytes
from group_plgl.members.kin import Kin
from group_plgl.services import aggregate, learn
from group_plgl.services.convene import Asked, found_group
from group_plgl.services.deal import deal_group
from group_plgl.services.forget import forget_member
from group_plgl.services.replay import replay
from group_plgl.store.events import last_event
from group_plgl.store.lending import borrowed_at, lent_to
from group_plgl.store.models import member_models, newest_fit

from ..leaving import Leaving, started


def learned(house: Leaving) -> None:
    """Tastes and group models, not drawn."""
    for module, run in ((learn, learn.learn_group), (aggregate, aggregate.aggregate_group)):
        for item in module.behind(house.studio):
            run(house.studio, item)  # type: ignore[operator]


def beside(house: Leaving, space: str = "vessel", k: int = 3) -> Leaving:
    """Another group in the same house, with one member who has answered twice."""
    group, _ = found_group(
        house.studio,
        name="Another",
        question="Which?",
        space=space,
        mode="swipe",
        k=k,
        questions=[Asked("Team?")],
    )
    deal_group(house.studio, group.group_id)
    other = replace(house, group=group, members=[])
    other.join("Newcomer")
    other.answer(other.members[0], 2)
    return other


@pytest.fixture(scope="module")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Leaving]:
    """A house where groups lend, with a group of four learned tastes."""
    house = started(tmp_path_factory.mktemp("lending") / "data", k=3)
    house.studio = replace(house.studio, settings=replace(house.studio.settings, lend_tastes=1))
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        house.join(name)
        house.answer(house.members[-1], 18)
    learned(house)
    yield house
    house.studio.close()


def test_a_group_lends_its_mean_and_a_new_one_begins_with_it(lending: Leaving) -> None:
    new = beside(lending)
    learned(new)
    database = lending.studio.database
    fit = newest_fit(database, new.group.group_id)
    assert fit is not None
    borrowed = borrowed_at(database, new.group.group_id, fit.seen_event)
    assert borrowed is not None and list(borrowed.lenders) == [lending.group.group_id]
    assert fit.kin > 0.0
    lent = Kin.from_bytes(borrowed.payload)
    taste = from_bytes([row.payload for row in member_models(database, new.group.group_id, fit.seen_event)])
    assert np.corrcoef(taste.mean[0], lent.mean[0])[0, 1] > 0.5
    assert lent_to(database, lending.group.group_id) == [], "who has no learned tastes lends nothing"
    assert not [one for one in replay(lending.studio).differences if one.what == "tastes"]


def test_only_groups_of_the_same_space_borrow_and_only_where_the_house_wants_it(lending: Leaving) -> None:
    other = beside(lending, space="tiles")
    assert lent_to(lending.studio.database, other.group.group_id) == []
    same = beside(lending)
    assert lent_to(lending.studio.database, same.group.group_id) != []
    off = replace(lending.studio, settings=replace(lending.studio.settings, lend_tastes=0))
    assert learn.borrow(off, same.group, 1) is None
    seen = last_event(off.database, lending.group.group_id)
    assert learn.learned(off, lending.group, seen).lent is None


def test_nothing_is_lent_that_rests_on_fewer_members_than_may_be_shown(lending: Leaving) -> None:
    strict = replace(lending.group, k=5)
    assert (
        learn.learned(lending.studio, strict, last_event(lending.studio.database, strict.group_id)).lent
        is None
    )


def test_who_leaves_is_in_nothing_lent_and_borrowers_are_learned_anew(tmp_path: Path) -> None:
    house = started(tmp_path / "data", k=3)
    house.studio = replace(house.studio, settings=replace(house.studio.settings, lend_tastes=1))
    for name in ("Ada", "Ben", "Cleo"):
        house.join(name)
        house.answer(house.members[-1], 18)
    learned(house)
    new = beside(house)
    learned(new)
    database = house.studio.database
    forget_member(house.studio, house.members[0])
    assert database.read("SELECT * FROM lent_tastes") == []
    assert new.group.group_id in learn.behind(house.studio)
    learned(new)
    fit = newest_fit(database, new.group.group_id)
    assert fit is not None and fit.kin == 0.0
    assert borrowed_at(database, new.group.group_id, fit.seen_event) is None
    assert house.traces(house.members[0]) == []
    house.studio.close()
