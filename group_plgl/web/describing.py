"""What can be seen in pictures, as a sentence for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

from group_plgl.services.describe import describe
from group_plgl.services.play import sounds
from group_plgl.services.space import is_catalogue
from group_plgl.store.people import Group
from group_plgl.web.language import _
from group_plgl.web.wiring import wiring


def described(group: Group, picture_ids: Sequence[str]) -> dict[str, str]:
    """The alternative text of some pictures of a group, by id."""
    said = describe(wiring().studio, group, picture_ids)
    drawn = _("Generated melody: {words}") if sounds(group.space) else _("Generated image: {words}")
    sentence = _("Picture: {words}") if is_catalogue(group.space) else drawn
    return {
        picture: sentence.format(words=", ".join(map(_, words))) if words else _("Generated image")
        for picture, words in said.items()
    }
