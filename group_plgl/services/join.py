"""Joining: a nickname and a join code make a member, with cards dealt at once."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from group_plgl.errors import BadInput, NotAllowed
from group_plgl.services.deal import deal_member
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group, Member, members_of, put_member

LONGEST_NAME = 40
_INVISIBLE = ("Cc", "Cf", "Co", "Cs")
_JOINER = "\u200d"  # families and professions among the emoji are joined by it


def join_group(studio: Studio, group: Group, nickname: str, simulated: bool = False) -> tuple[Member, str]:
    """A new member and the token that proves to be them; only its hash is stored.

    Raises:
        BadInput: The nickname is empty, too long or holds control characters.
        NotAllowed: Simulated members live only in rehearsal groups.
    """
    if simulated and not group.rehearsal:
        raise NotAllowed("simulated members live only in rehearsal groups")
    wanted = clean_line(nickname, "nickname", LONGEST_NAME)
    taken = {member.nickname for member in members_of(studio.database, group.group_id)}
    token = secrets.token_urlsafe(32)
    member = Member(secrets.token_hex(16), group.group_id, _free(wanted, taken), simulated, studio.now())
    put_member(studio.database, member, hash_secret(token))
    deal_member(studio, group, member)
    return member, token


def clean_line(text: str, name: str, longest: int) -> str:
    """One line of text as people typed it: trimmed, composed (NFC), without invisible tricks.

    Raises:
        BadInput: It is empty, longer than `longest`, or holds control or direction characters.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(line) <= longest:
        raise BadInput(f"a {name} has 1 to {longest} characters, this one has {len(line)}")
    if any(unicodedata.category(letter) in _INVISIBLE and letter != _JOINER for letter in line):
        raise BadInput(f"a {name} holds letters and signs, no control characters")
    return line


def hash_secret(secret: str) -> str:
    """64 hex digits: how random tokens and host keys are stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"
