"""A study among made-up people, so that the crawl meets one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from group_plgl.store.database import Database
from group_plgl.store.studies import (
    Person,
    Study,
    Trial,
    TrialAnswer,
    append_trial_answer,
    put_consent,
    put_study,
    put_study_closed,
    put_test,
)


def study_in(
    database: Database, group_id: str, members: Sequence[str], pictures: Sequence[str], at: datetime
) -> None:
    """A study that is over: each of some members chose their own picture over the next one's."""
    study = Study(group_id, 1, 8, 1, 1, 1, True, at, None)
    put_study(database, study)
    for member, other in zip(members, [*members[1:], *members[:1]], strict=True):
        put_consent(database, Person(group_id, 1, member, at, None, None))
        pair = Trial(group_id, 1, member, 0, "other", pictures[0], pictures[1], 1, None, None, other)
        put_test(database, Person(group_id, 1, member, at, 1, at), [pair])
        append_trial_answer(database, TrialAnswer(group_id, 1, member, 0, 1, at))
    put_study_closed(database, study, at)
