"""A space gets a newer version: groups of the older one are left alone, and what they have stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from group_plgl.errors import WrongSpace
from group_plgl.generators import SPACES
from group_plgl.generators.raster import png_texts
from group_plgl.services import (
    aggregate,
    analyse,
    ballot,
    converge,
    deal,
    describe,
    export,
    imagine,
    learn,
    mirror,
)
from group_plgl.services.space import group_space, is_past, new_catalogue, space_title
from group_plgl.store.models import ideals, newest_drawn
from group_plgl.store.people import current_session

from .conftest import Party

JOBS = (deal, learn, aggregate, imagine, analyse, converge, mirror)


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the server draw the next version of vessels from now on."""

    def renew() -> None:
        known = SPACES["vessel"]
        monkeypatch.setitem(SPACES, "vessel", replace(known, version=known.version + 1))

    return renew


def behind_in(party: Party) -> list[str]:
    """The jobs that would do something for a group now."""
    return [job.__name__ for job in JOBS for item in job.behind(party.studio) if party.group.group_id in item]


def test_a_key_is_past_when_it_is_drawn_in_another_version_or_not_at_all() -> None:
    now = SPACES["vessel"]
    assert not is_past(now.key) and not is_past(new_catalogue())
    assert is_past(f"vessel@{now.version - 1}") and is_past("mosaics@1")


def test_jobs_leave_a_group_of_an_older_version_alone(
    gather: Callable[..., Party], renewed: Callable
) -> None:
    party = gather(m=3, swipes=14)
    assert behind_in(party)  # there is much to do: answers to learn, ideals to draw
    renewed()
    assert behind_in(party) == []
    ann = party.members[0]
    party.say(ann, card_id=deal.next_turns(party.studio, ann, 1)[0][0].card_id, value=1.0)
    assert behind_in(party) == []
    assert mirror.aim_of(party.studio, party.group, ann, None) is None


def test_what_was_drawn_before_is_still_there_and_people_may_still_join(
    gather: Callable[..., Party], renewed: Callable
) -> None:
    party = gather(m=3, swipes=14)
    party.work()
    number = newest_drawn(party.studio.database, party.group.group_id)
    assert number is not None
    renewed()
    newcomer = party.join("Late Müller")
    cards = deal.next_turns(party.studio, newcomer, 3)
    assert len(cards) == 3
    picture = cards[0][0].picture_id
    assert describe.describe(party.studio, party.group, [picture]) == {picture: []}
    assert space_title(party.studio, party.group) == SPACES["vessel"].title
    rule = ideals(party.studio.database, party.group.group_id, number)[0].rule
    story = json.loads(png_texts(export.ideal_png(party.studio, party.group, number, rule))[export.KEYWORD])
    assert story["space"] == party.group.space and story["latent"] is None
    assert "earlier version" in story["note"]


def test_what_would_have_to_be_drawn_is_refused_with_advice(
    gather: Callable[..., Party], renewed: Callable
) -> None:
    party = gather(m=3, swipes=14)
    party.work()
    renewed()
    with pytest.raises(WrongSpace) as refusal:
        group_space(party.studio, party.group)
    assert "make a new group" in refusal.value.advice
    with pytest.raises(WrongSpace):
        ballot.open_ballot(party.studio, party.group)
    assert current_session(party.studio.database, party.group.group_id).phase != "vote"
