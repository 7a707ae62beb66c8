"""Sharing: links by which a host shows a group, or a part of it, to outsiders.

A link is a token of 128 random bits, of which only the hash is kept: who loses it makes another.
It shows one scope, follows the newest number or stays with one, ends when the host says so, and may
ask for a password. What it shows of that is decided by `reveal`, as for any outsider.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from group_plgl.analytics.charts import SHOWN_OUTSIDE
from group_plgl.errors import BadInput, NotFound
from group_plgl.services.join import clean_line, hash_secret
from group_plgl.services.reveal import number_shown
from group_plgl.services.studio import Studio
from group_plgl.store.people import Group, group_named
from group_plgl.store.shares import (
    Kept,
    Share,
    put_share,
    put_share_ended,
    put_share_view,
    share_with,
    shares_of,
)

RESULT, BOARD, GALLERY, CHART = "result", "board", "gallery", "chart"
SCOPES: Mapping[str, str] = {
    RESULT: "The group's picture, who it is predicted to please, and what stands behind it.",
    BOARD: "All charts.",
    GALLERY: "All pictures that were drawn of the group's taste.",
    CHART: "One chart.",
}
NEVER = "never"
DEFAULT_LASTS = "30d"
LONGEST_LABEL, LONGEST_PASSWORD, MOST_ORIGINS, MOST_STANDING = 80, 200, 20, 200
LASTING = timedelta(days=3650)
LIVE, ENDED, EXPIRED = "live", "ended", "expired"
_TOKEN_BYTES = 16
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_LASTS = re.compile(r"(\d{1,4})([hdw])")
_NOBODY = hash_secret("")


@dataclass(frozen=True)
class Wish:
    """What a host wants of a link.

    Attributes:
        scope: One of `SCOPES`.
        chart: Which chart, for that scope.
        frozen: Whether it stays with the number that is newest now.
        label: What the host calls it.
        lasts: For how long: `12h`, `7d`, `4w` or `never`.
        password: What is asked of whoever opens it; empty for nothing.
        origins: Sites whose pages may frame it.
    """

    scope: str = RESULT
    chart: str = ""
    frozen: bool = False
    label: str = ""
    lasts: str = DEFAULT_LASTS
    password: str = ""
    origins: Sequence[str] = ()


def make_share(studio: Studio, group: Group, wish: Wish) -> tuple[Share, str]:
    """A new link, and the token that opens it and is told this once.

    Raises:
        BadInput: There is no such scope or chart, or something else cannot be granted.
        NotFound: It is to stay with a number, and there is none yet.
    """
    origins = _granted(studio, group, wish)
    lasts, token = lasting(wish.lasts), secrets.token_urlsafe(_TOKEN_BYTES)
    share = Share(
        share_id=secrets.token_hex(8),
        group_id=group.group_id,
        token_hash=hash_secret(token),
        scope=wish.scope,
        chart=wish.chart,
        number=number_shown(studio.database, group) if wish.frozen else None,
        label=clean_line(wish.label, "label", LONGEST_LABEL) if wish.label.strip() else "",
        password=_hashed(wish.password, secrets.token_bytes(16)) if wish.password else "",
        origins=sorted(set(origins)),
        made_at=studio.now(),
        expires_at=studio.now() + lasts if lasts else None,
    )
    put_share(studio.database, share)
    return share, token


def end_share(studio: Studio, group: Group, share_id: str) -> None:
    """Take a link back: from now on it opens nothing.

    Raises:
        NotFound: The group has no such link.
    """
    if not any(one.share.share_id == share_id for one in shares_of(studio.database, group.group_id)):
        raise NotFound("this group has no link '{share}'", share=share_id)
    put_share_ended(studio.database, share_id, studio.now())


def share_of(studio: Studio, token: str) -> Share | None:
    """The link that a token opens now; None whether it never was, has expired or was taken back."""
    wanted = hash_secret(token)
    kept = share_with(studio.database, wanted)
    same = hmac.compare_digest(wanted, kept.share.token_hash if kept else _NOBODY)
    return kept.share if kept and same and state_of(studio, kept) == LIVE else None


def state_of(studio: Studio, kept: Kept) -> str:
    """Whether a link is `live`, `ended` by the host, or `expired`."""
    if kept.ended_at is not None:
        return ENDED
    expires = kept.share.expires_at
    return EXPIRED if expires is not None and expires <= studio.now() else LIVE


def opens_with(share: Share, password: str) -> bool:
    """Whether this is the link's password."""
    salt = share.password.partition("$")[0]
    given = _hashed(password[:LONGEST_PASSWORD], bytes.fromhex(salt))
    return hmac.compare_digest(given, share.password)


def proof_of(share: Share, token: str) -> str:
    """What a browser keeps instead of the password; it is not to be made from what is stored."""
    return hmac.new(token.encode(), share.password.encode(), hashlib.sha256).hexdigest()


def count_view(studio: Studio, share: Share) -> None:
    """Count that a link was opened, in this hour; of whom, nothing is kept."""
    hour = studio.now().replace(minute=0, second=0, microsecond=0)
    put_share_view(studio.database, share.share_id, hour)


def lasting(said: str) -> timedelta | None:
    """For how long: `12h`, `7d` or `4w`; None for `never`.

    Raises:
        BadInput: It is nothing of that, or longer than ten years.
    """
    if said.strip() == NEVER:
        return None
    found = _LASTS.fullmatch(said.strip())
    lasts = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < lasts <= LASTING:
        raise BadInput("a link lasts 12h, 7d, 4w or never, and at most ten years")
    return lasts


def origin_of(said: str) -> str:
    """A site as browsers name it: `https://example.org`, with its port where that is its own.

    Raises:
        BadInput: It is no site, or one with a path or a star.
    """
    try:
        parts = urlsplit(said.strip().lower().rstrip("/"))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    plain = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:.]*:[0-9a-f:.]*", host)
    bare = host and not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if not (plain and bare and parts.scheme in ("http", "https")):
        raise BadInput(
            "“{origin}” is no site", origin=said[:LONGEST_LABEL],
            advice="Write each as https://example.org, without a path.",
        )  # fmt: skip
    usual = {"http": 80, "https": 443}[parts.scheme]
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in (None, usual) else "")


def told(studio: Studio, kept: Kept) -> dict[str, Any]:
    """A link for the command line, without what opens it."""
    share = kept.share
    shown = {
        name: getattr(share, name)
        for name in ("share_id", "scope", "chart", "number", "label", "origins", "made_at", "expires_at")
    }
    return shown | {
        "state": state_of(studio, kept),
        "password": bool(share.password),
        "views": kept.views,
        "seen_at": kept.seen_at,
    }


def shared_by_name(studio: Studio, slug: str, wish: Mapping[str, Any]) -> dict[str, Any]:
    """A new link of the group with this slug, with its token.

    Raises:
        BadInput: It cannot be granted.
        NotFound: There is no such group.
    """
    share, token = make_share(studio, group_named(studio.database, slug), Wish(**wish))
    return told(studio, Kept(share, None, 0, None)) | {"token": token}


def shares_by_name(studio: Studio, slug: str) -> list[dict[str, Any]]:
    """All links of the group with this slug, newest first.

    Raises:
        NotFound: There is no such group.
    """
    group = group_named(studio.database, slug)
    return [told(studio, one) for one in shares_of(studio.database, group.group_id)]


def ended_by_name(studio: Studio, slug: str, share_id: str) -> list[dict[str, Any]]:
    """Take back a link of the group with this slug; all of them as they are now.

    Raises:
        NotFound: There is no such group, or no such link of it.
    """
    end_share(studio, group_named(studio.database, slug), share_id)
    return shares_by_name(studio, slug)


def _granted(studio: Studio, group: Group, wish: Wish) -> list[str]:
    """The sites that may frame a link, when everything that was wished can be granted."""
    if wish.scope not in SCOPES:
        known = ", ".join(SCOPES)
        raise BadInput("there is no scope '{scope}'; known: {known}", scope=wish.scope, known=known)
    if (wish.chart in SHOWN_OUTSIDE) != (wish.scope == CHART):
        known = ", ".join(SHOWN_OUTSIDE)
        raise BadInput("which chart is to be shown? Known charts: {known}", known=known)
    origins = [origin_of(one) for one in wish.origins]
    if len(origins) > MOST_ORIGINS:
        raise BadInput("a link is framed by at most {most} sites", most=MOST_ORIGINS)
    if wish.password and origins:
        raise BadInput(
            "a link with a password cannot be framed by other sites",
            advice="Browsers keep no passwords inside frames. Make a link of its own for them.",
        )
    if len(wish.password) > LONGEST_PASSWORD:
        raise BadInput("a password has at most {most} characters", most=LONGEST_PASSWORD)
    kept = shares_of(studio.database, group.group_id)
    if sum(state_of(studio, one) == LIVE for one in kept) >= MOST_STANDING:
        raise BadInput("a group has at most {most} links at a time", most=MOST_STANDING)
    return origins


def _hashed(password: str, salt: bytes) -> str:
    """Salt and scrypt hash, about a twentieth of a second. Source: RFC 7914, N=2**14, r=8, p=1."""
    found = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return f"{salt.hex()}${found.hex()}"
