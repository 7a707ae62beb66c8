"""How long answers took is used where the house says so, and changes nothing where it tells nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from group_plgl.services.learn import asked_about, learned
from group_plgl.services.recall import recall
from group_plgl.store.events import last_event


def test_switched_off_nothing_of_times_is_told_and_equal_times_change_no_byte(party):
    seen = last_event(party.studio.database, party.group.group_id)
    known = recall(party.studio, party.group, seen)
    using = replace(party.studio, settings=replace(party.studio.settings, use_pace=1))
    plain = replace(party.studio, settings=replace(party.studio.settings, use_pace=0))
    assert np.all(asked_about(using, party.group, known, None)[1]["took"] == 500.0)
    assert "took" not in asked_about(plain, party.group, known, None)[1]
    both = [learned(one, party.group, seen) for one in (using, plain)]
    assert both[0].fit == both[1].fit
    assert [one.payload for one in both[0].members] == [one.payload for one in both[1].members]
