"""Studying: people are asked again, and choose blind between their own picture, a neutral one and another's.

Yes-or-no answers come first, as always. Then the tastes are frozen and each person who consented gets a
test of their own: pictures seen before and new ones mixed, and blind pairs, all in an order and on sides
by chance. Answers to it teach nothing, the first one stands, and nothing is told before the study is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotAllowed, NotYet, SessionClosed
from group_plgl.members.codec import from_bytes
from group_plgl.services.aggregate import ready_members
from group_plgl.services.draw import draw
from group_plgl.services.repeat import again_before
from group_plgl.services.review import Answered, answered_by
from group_plgl.services.space import goes_on, group_space, is_past, space_words
from group_plgl.services.studio import Studio
from group_plgl.shapes import Array
from group_plgl.store.images import latents_of
from group_plgl.store.models import MemberModelRow, fit_at, newest_record
from group_plgl.store.people import Group, Member, group_named, group_of, member_named
from group_plgl.store.studies import (
    Person,
    Study,
    Trial,
    TrialAnswer,
    answers_in,
    append_trial_answer,
    open_studies,
    open_study_of,
    people_in,
    put_consent,
    put_study,
    put_study_closed,
    put_test,
    studies_of,
    trials_in,
)

TRAINING, AGAIN, FRESH, PAIRS = 60, 15, 30, 12
FEWEST, MOST = 1, 200
SECONDS = {"training": 4, "yes or no": 4, "pair": 6}  # what people take for one answer, rather too much
NEUTRAL = -1
MEDIA_TYPE = "image/webp"


@dataclass(frozen=True)
class Standing:
    """How far somebody is in the study of their group.

    Attributes:
        study: The newest study.
        state: consent, training, waiting, asking, done or over.
        said: Yes-or-no answers so far, while training.
        answered: Questions of the test that were answered.
        asked: Questions of the test; 0 before it is dealt.
        trial: The next question while asking.
    """

    study: Study
    state: str
    said: int = 0
    answered: int = 0
    asked: int = 0
    trial: Trial | None = None

    @property
    def minutes(self) -> int:
        """About how long it takes, from joining to the end, rounded up."""
        one = self.study
        pairs = one.pairs * (2 if one.others else 1)
        taken = one.training * SECONDS["training"] + (one.again + one.fresh) * SECONDS["yes or no"]
        return -(-(taken + pairs * SECONDS["pair"]) // 60) + 2


def open_study(
    studio: Studio,
    group: Group,
    training: int = TRAINING,
    again: int = AGAIN,
    fresh: int = FRESH,
    pairs: int = PAIRS,
    others: bool = True,
) -> Study:
    """A new study of a group.

    Raises:
        BadInput: A count is out of range, or more is to be asked again than was asked.
        NotAllowed: A study is open, or the group's pictures are of an old version.
    """
    for count in (training, again, fresh, pairs):
        if not FEWEST <= count <= MOST:
            raise BadInput("counts of a study are from {low} to {high}", low=FEWEST, high=MOST)
    if again > training:
        raise BadInput("more pictures are to be asked again than were asked before")
    if is_past(group.space):
        raise NotAllowed("this group's pictures are of an old version", advice="Found a new group.")
    number = max((one.study for one in studies_of(studio.database, group.group_id)), default=0) + 1
    study = Study(group.group_id, number, training, again, fresh, pairs, others, studio.now(), None)
    if not put_study(studio.database, study):
        raise NotAllowed("a study of this group is open", advice="Close it first.")
    return study


def close_study(studio: Studio, group: Group) -> Study:
    """End the open study: no more answers, and from now on it is told what came of it.

    Raises:
        NotYet: None is open.
    """
    study = _open_one(studio, group)
    put_study_closed(studio.database, study, studio.now())
    return replace(study, closed_at=studio.now())


def consent(studio: Studio, group: Group, member: Member) -> None:
    """Keep that a member takes part; again changes nothing.

    Raises:
        NotYet: No study is open.
    """
    study = _open_one(studio, group)
    put_consent(
        studio.database, Person(group.group_id, study.study, member.member_id, studio.now(), None, None)
    )


def standing(studio: Studio, group: Group, member: Member) -> Standing | None:
    """How far a member is in the newest study of their group; None where there was none."""
    studies = studies_of(studio.database, group.group_id)
    if not studies:
        return None
    study, database = studies[-1], studio.database
    person = next((one for one in people_in(database, study) if one.member_id == member.member_id), None)
    trials = [one for one in trials_in(database, study) if one.member_id == member.member_id]
    told = {one.place for one in answers_in(database, study) if one.member_id == member.member_id}
    if study.closed_at is not None:
        return Standing(study, "over", answered=len(told), asked=len(trials))
    if person is None:
        return Standing(study, "consent")
    if person.dealt_at is None:
        said = len(_said(studio, member))
        return Standing(study, "waiting" if said >= study.training else "training", said)
    left = [one for one in trials if one.place not in told]
    return Standing(
        study, "asking" if left else "done", study.training, len(told), len(trials), left[0] if left else None
    )


def turns_wanted(studio: Studio, group: Group, suggested: int) -> int:
    """How many turns a deck suggests: while a study is open, as many as its test waits for."""
    study = open_study_of(studio.database, group.group_id)
    if study is None:
        return suggested
    return max(suggested, study.training + again_before("0" * 8, study.training))


def answer_trial(studio: Studio, group: Group, member: Member, place: int, value: int) -> None:
    """Keep the answer to a question; the first one stands.

    Raises:
        BadInput: There is no such question of this member's, or no such answer.
        SessionClosed: The study is over.
    """
    found = standing(studio, group, member)
    if found is None or value not in (0, 1):
        raise BadInput("this is no answer to a question of the study")
    trials = trials_in(studio.database, found.study)
    if not any(one.member_id == member.member_id and one.place == place for one in trials):
        raise BadInput("this question of the study was not asked of you")
    row = TrialAnswer(
        group.group_id, found.study.study, member.member_id, place, value, studio.now()
    )  # fmt: skip
    if not append_trial_answer(studio.database, row):
        raise SessionClosed("this study is over and takes no more answers")


def behind(studio: Studio) -> list[tuple[str, int, str]]:
    """Whose test may be dealt: (group, study, member)."""
    due = []
    for study in open_studies(studio.database):
        if not goes_on(studio, study.group_id):
            continue
        waiting = [one for one in people_in(studio.database, study) if one.dealt_at is None]
        for person in waiting:
            if _fit_for(studio, study, person.member_id) is not None:
                due.append((study.group_id, study.study, person.member_id))
    return due


def deal_test(studio: Studio, item: tuple[str, int, str]) -> dict[str, Any]:
    """Freeze what is foretold of one person and deal their test."""
    group_id, number, member_id = item
    group, member = group_of(studio.database, group_id), member_named(studio.database, member_id)
    study = next(one for one in studies_of(studio.database, group_id) if one.study == number)
    seen = _fit_for(studio, study, member_id)
    if member is None or seen is None:
        return {"group": group.slug, "asked": 0}
    trials = test_of(studio, group, study, member, seen)
    person = next(one for one in people_in(studio.database, study) if one.member_id == member_id)
    put_test(studio.database, replace(person, seen_event=seen, dealt_at=studio.now()), trials)
    return {"group": group.slug, "asked": len(trials)}


def test_of(studio: Studio, group: Group, study: Study, member: Member, seen: int) -> list[Trial]:
    """The questions of one person, drawn; nothing else is stored, and again they are the same."""
    rng = studio.rng("study", group.group_id, study.seed, member.member_id)
    said = _said(studio, member)
    chosen = [said[row] for row in rng.permutation(len(said))[: study.again]]
    rows = ready_members(studio, group.group_id, seen)
    against = [NEUTRAL] * study.pairs
    others = _others(studio, study, rows, member.member_id) if study.others else []
    if others:
        against += [others[int(rng.integers(len(others)))] for _ in range(study.pairs)]
    got = _foretold(studio, group, study, member, rows, against, seen, int(rng.integers(2**62)))
    fresh = _drawn(studio, group, got["fresh"])
    left, right = (_drawn(studio, group, got["pairs"][:, side]) for side in (0, 1))
    blank = Trial(
        group.group_id, study.study, member.member_id, 0, "", "", "", None, None, None, ""
    )  # fmt: skip
    single = [
        replace(blank, kind="again", picture_id=turn.cards[0].picture_id, before=turn.event.value)
        for turn in chosen
    ]
    single += [
        replace(blank, kind="new", picture_id=one, foretold=float(share))
        for one, share in zip(fresh, got["liking"], strict=True)
    ]
    pairs = []
    for place, mine, other in zip(got["which"].tolist(), left, right, strict=True):
        whose, side = against[place], int(rng.integers(2))
        if mine == other:  # they differ in what nobody sees
            continue
        both = (other, mine) if side else (mine, other)
        pairs.append(
            replace(
                blank, kind="neutral" if whose == NEUTRAL else "other", picture_id=both[0], beside_id=both[1],
                mine=side, against_id="" if whose == NEUTRAL else rows[whose].member_id,
            )
        )  # fmt: skip
    order = [block[row] for block in (single, pairs) for row in rng.permutation(len(block))]
    return [replace(one, place=place) for place, one in enumerate(order)]


def by_name(studio: Studio, order: str, group: str, **counts: Any) -> dict[str, Any]:
    """Open or close the study of a group for whoever runs the house: how it stands.

    Raises:
        NotFound: There is no such group.
        BadInput: There is no such order, or a count is out of range.
        NotAllowed: A study is open already.
        NotYet: None is there to close or to look at.
    """
    found = group_named(studio.database, group)
    if order == "open":
        study = open_study(studio, found, **counts)
    elif order == "close":
        study = close_study(studio, found)
    else:
        study = newest_study(studio, found)
    trials, told = trials_in(studio.database, study), answers_in(studio.database, study)
    return {
        "group": found.slug, "study": study.study, "open": study.closed_at is None,
        "minutes": Standing(study, "").minutes, "join_code": found.join_code, "privacy": found.privacy,
        "people": len(people_in(studio.database, study)),
        "testing": len({one.member_id for one in trials}),
        "asked": len(trials), "answered": len(told),
    }  # fmt: skip


def newest_study(studio: Studio, group: Group) -> Study:
    """The newest study of a group.

    Raises:
        NotYet: There is none.
    """
    studies = studies_of(studio.database, group.group_id)
    if not studies:
        raise NotYet("this group has no study", advice="Open one: group-plgl study open.")
    return studies[-1]


def _open_one(studio: Studio, group: Group) -> Study:
    studies = studies_of(studio.database, group.group_id)
    if not studies or studies[-1].closed_at is not None:
        raise NotYet("no study of this group is open", advice="The host opens one.")
    return studies[-1]


def _said(studio: Studio, member: Member) -> list[Answered]:
    """The first yes-or-no answers of a member that stand, one for each picture, oldest first."""
    turns = [
        turn
        for turn in reversed(answered_by(studio, member))
        if turn.mode.answer == "like" and turn.event.kind == "rated" and not turn.cards[0].repeat_of
    ]
    return list({turn.cards[0].picture_id: turn for turn in reversed(turns)}.values())[::-1]


def _fit_for(studio: Studio, study: Study, member_id: str) -> int | None:
    """The fit that a person's test is dealt from; None while they or all others are not ready."""
    member = member_named(studio.database, member_id)
    record = newest_record(studio.database, study.group_id, member_id)
    if member is None or record is None or not record.ready:
        return None
    said = _said(studio, member)
    if len(said) < study.training or said[study.training - 1].event.seq > record.seen_event:
        return None
    rows = ready_members(studio, study.group_id, record.seen_event)
    if not any(row.member_id == member_id for row in rows):
        return None
    return record.seen_event if not study.others or _others(studio, study, rows, member_id) else None


def _others(studio: Studio, study: Study, rows: list[MemberModelRow], member_id: str) -> list[int]:
    """Whose pictures may stand beside a person's: others who consented and whose taste is as well known."""
    there = {one.member_id for one in people_in(studio.database, study)} - {member_id}
    return [place for place, row in enumerate(rows) if row.member_id in there]


def _foretold(
    studio: Studio, group: Group, study: Study, member: Member, rows: list[MemberModelRow],
    against: list[int], seen: int, seed: int,
) -> dict[str, Array]:  # fmt: skip
    """Pairs and new pictures of one person from the tastes of one fit."""
    tastes, fit = (
        from_bytes([row.payload for row in rows], group.space),
        fit_at(studio.database, group.group_id, seen),
    )
    words, arrays = space_words(studio, group)
    words |= {
        "own": next(place for place, row in enumerate(rows) if row.member_id == member.member_id),
        "against": against, "fresh": study.fresh, "calibration": fit.calibration, "ceiling": fit.ceiling,
        "held_out": fit.held_out, "seed": seed,
    }  # fmt: skip
    shown = sorted({card.picture_id for turn in answered_by(studio, member) for card in turn.cards})
    latents = latents_of(studio.database, shown)
    dims = group_space(studio, group).latent_dim
    before = np.array(list(latents.values()), dtype=np.float64)
    arrays |= {"mean": tastes.mean, "covariance": tastes.covariance,
               "seen": before.reshape(len(latents), dims)}  # fmt: skip
    return studio.child.run("blind", words, arrays)[1]


def _drawn(studio: Studio, group: Group, z: Array) -> list[str]:
    """Pictures as large as cards, so that nothing but what is on them tells them apart."""
    space = group_space(studio, group)
    return draw(studio, space, space.canonical(z), studio.settings.card_pixels, MEDIA_TYPE) if len(z) else []
