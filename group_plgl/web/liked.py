"""How many like a picture, as people say it, and where it is served: what several pages say of pictures."""

from __future__ import annotations

from flask import request, url_for

from group_plgl.services.threshold import EXACT, FEW, FEWER, MOST, NEARLY_ALL, SOME, Told
from group_plgl.store.people import Group
from group_plgl.web.language import _, later, ngettext

BANDS = {
    FEW: later("Few or none are predicted to like this picture"),
    FEWER: later("Fewer than half are predicted to like this picture"),
    SOME: later("Some are predicted to like this picture, and some are not"),
    MOST: later("Most are predicted to like this picture"),
    NEARLY_ALL: later("Nearly everyone is predicted to like this picture"),
}
SHARES = {
    FEW: later("few or none"), FEWER: later("fewer than half"), SOME: later("some, and some not"),
    MOST: later("most"), NEARLY_ALL: later("nearly everyone"),
}  # fmt: skip


def sentence(pleased: Told, members: int | None) -> str:
    """How many of so many are predicted to like a picture, as people say it."""
    if pleased.band != EXACT or pleased.count is None or members is None:
        return _(BANDS[pleased.blurred.band])
    if pleased.count == members:
        if members == 2:
            return _("Both are predicted to like this picture")
        return ngettext(
            "The only taste known so far is predicted to like this picture",
            "All {n} are predicted to like this picture",
            members,
        )
    if pleased.count == 0:
        return _("None of {n} is predicted to like this picture", n=members)
    return ngettext(
        "{n} of {members} is predicted to like this picture",
        "{n} of {members} are predicted to like this picture",
        pleased.count,
        members=members,
    )


def picture_url(group: Group, picture_id: str) -> str:
    """Where a picture of a group is served: to those who came by a link, under that link."""
    token = (request.view_args or {}).get("token")
    if token:
        return url_for("sharing.picture", token=token, picture_id=picture_id)
    return url_for("pictures.picture", slug=group.slug, picture_id=picture_id)
