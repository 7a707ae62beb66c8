"""Convening: founding a group, and opening and closing its sessions."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import replace

from group_plgl.generators import space_of
from group_plgl.services.join import clean_line, hash_secret
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group, Session, current_session, group_by_code, put_group, put_session

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
LONGEST_TITLE = 80
LONGEST_QUESTION = 200


def found_group(
    studio: Studio, *, name: str, question: str, space: str, show_names: bool, rehearsal: bool = False
) -> tuple[Group, str]:
    """A new group with its first session open, and the host key, which is shown only now.

    Its first pictures are drawn by the deal job, before anybody asks for them.

    Raises:
        BadInput: Name or question are empty or too long.
        NotFound: There is no such space.
    """
    title = clean_line(name, "group name", LONGEST_TITLE)
    host_key = secrets.token_urlsafe(24)
    group = Group(
        group_id=secrets.token_hex(16),
        slug=f"{_slug_words(title)}-{secrets.token_hex(3)}",
        name=title,
        question=clean_line(question, "question", LONGEST_QUESTION),
        space=space_of(space).key,
        show_names=show_names,
        rehearsal=rehearsal,
        join_code=_free_code(studio),
        host_key_hash=hash_secret(host_key),
        made_at=studio.now(),
    )
    put_group(studio.database, group)
    put_session(studio.database, Session(group.group_id, 1, studio.now(), None))
    return group, host_key


def open_session(studio: Studio, group: Group) -> Session:
    """The group's open session; a new one when the last is closed."""
    last = current_session(studio.database, group.group_id)
    if last is not None and last.closed_at is None:
        return last
    session = Session(group.group_id, 1 if last is None else last.number + 1, studio.now(), None)
    put_session(studio.database, session)
    return session


def close_session(studio: Studio, group: Group) -> None:
    """Close the open session; votes already on their way are taken for the grace time."""
    last = current_session(studio.database, group.group_id)
    if last is not None and last.closed_at is None:
        put_session(studio.database, replace(last, closed_at=studio.now()))


def _slug_words(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6])[:48].strip("-") or "group"


def _free_code(studio: Studio) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if group_by_code(studio.database, code) is None:
            return code
