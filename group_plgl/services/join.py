"""Joining: a join code, and a nickname or none, make a member, with cards dealt at once."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence

from group_plgl.errors import BadInput, NotAllowed, NotFound, Word
from group_plgl.services.ballot import deal_ballot
from group_plgl.services.deal import deal_member
from group_plgl.services.stratify import settle_weights
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group, Member, Particular, group_of, members_of, put_member, questions_of
from group_plgl.store.segments import put_particulars

LONGEST_NAME = 40
LONGEST_ANSWER = 40
NOBODY = ""
_INVISIBLE = ("Cc", "Cf", "Co", "Cs")
_JOINER = "\u200d"  # families and professions among the emoji are joined by it


def join_group(
    studio: Studio, group: Group, nickname: str = "", simulated: bool = False, answers: Sequence[str] = ()
) -> tuple[Member, str]:
    """A new member and the token that proves to be them; only its hash is stored.

    In an anonymous group, and for those who leave it empty elsewhere, there is no nickname.

    Args:
        studio: Where.
        group: Which group.
        nickname: What they want to be called.
        simulated: Whether a program plays them.
        answers: What they say to the host's questions, in order; an empty answer is none.

    Raises:
        BadInput: The nickname is too long or holds control characters, or an answer is none of
            the choices; or the privacy mode is no longer the one in `group`.
        NotAllowed: Simulated members live only in rehearsal groups.
    """
    if simulated and not group.rehearsal:
        raise NotAllowed("simulated members live only in rehearsal groups")
    named = group.privacy != "anonymous" and nickname.strip()
    wanted = clean_line(nickname, "nickname", LONGEST_NAME) if named else NOBODY
    taken = {member.nickname for member in members_of(studio.database, group.group_id)}
    token = secrets.token_urlsafe(32)
    name = free_name(wanted, taken) if named else NOBODY
    member = Member(secrets.token_hex(16), group.group_id, name, simulated, studio.now())
    particulars = _particulars(studio, member, answers)
    if not put_member(studio.database, member, hash_secret(token), particulars, group.privacy):
        raise BadInput("who sees what has just been changed here", advice="Read it once more and join again.")
    deal_member(studio, group, member)
    deal_ballot(studio, group, member)
    return member, token


def _particulars(studio: Studio, member: Member, answers: Sequence[str]) -> list[Particular]:
    """The answers that were given, each one of the choices where there are any."""
    asked = questions_of(studio.database, member.group_id)
    given = []
    for question, answer in zip(asked, answers, strict=False):
        if not answer.strip():
            continue
        line = clean_line(answer, "reply", LONGEST_ANSWER)
        if question.choices and line not in question.choices:
            raise BadInput(
                "“{answer}” is none of the choices: {choices}",
                answer=line,
                choices=", ".join(question.choices),
            )
        given.append(Particular(member.member_id, member.group_id, question.position, line, studio.now()))
    return given


def answer_anew(studio: Studio, member: Member, answers: Sequence[str]) -> None:
    """Put other answers to the host's questions in place of a member's; what they said before is gone.

    In anonymous groups nothing that is shown changes before the next number is published.

    Raises:
        BadInput: An answer is none of the choices, or too long.
        NotFound: The member has left.
    """
    if not put_particulars(studio.database, member.member_id, _particulars(studio, member, answers)):
        raise NotFound("you are not in this group any more")
    group = group_of(studio.database, member.group_id)
    settle_weights(studio, group)


def clean_line(text: str, name: str, longest: int) -> str:
    """One line of text as people typed it: trimmed, composed (NFC), without invisible tricks.

    Raises:
        BadInput: It is empty, longer than `longest`, or holds control or direction characters.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(line) <= longest:
        raise BadInput(
            "a {name} has 1 to {longest} characters, this one has {have}",
            name=Word(name),
            longest=longest,
            have=len(line),
        )
    if any(unicodedata.category(letter) in _INVISIBLE and letter != _JOINER for letter in line):
        raise BadInput("a {name} holds letters and signs, no control characters", name=Word(name))
    return line


def hash_secret(secret: str) -> str:
    """64 hex digits: how random tokens and host keys are stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, with a number behind it where somebody has it already."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"
