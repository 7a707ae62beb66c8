"""The minority report in words: who is predicted to dislike the group's picture, what they would keep."""

from __future__ import annotations

from group_plgl.services.dissent import STRONGLY, dissent
from group_plgl.services.reveal import Sight
from group_plgl.store.people import members_of
from group_plgl.web.describing import described
from group_plgl.web.filters import percent
from group_plgl.web.identity import Visitor
from group_plgl.web.labels import labels_of, listed
from group_plgl.web.language import _, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.minority_pages import Minority
from group_plgl.web.wiring import wiring

MOST_NAMED = 5


def minority_of(visitor: Visitor, sight: Sight) -> Minority | None:
    """The minority report on what somebody sees; None where there is none, or where it is not told."""
    studio, group = wiring().studio, visitor.group
    found = dissent(studio, sight)
    if found is None:
        return None
    labels = labels_of(visitor, members_of(studio.database, group.group_id))
    them = sorted((labels[one] for one in found.who if one in labels), key=lambda label: label.place)
    named = [label.text for label in them if label.named]
    return Minority(
        against=found.against,
        members=found.members,
        sentence=ngettext(
            "{n} of {members} is predicted to dislike this direction strongly",
            "{n} of {members} are predicted to dislike this direction strongly",
            found.against,
            members=found.members,
        ),
        who=named if len(named) == len(them) <= MOST_NAMED else [],
        names=listed(named) if len(named) == len(them) <= MOST_NAMED else "",
        picture_url=picture_url(group, found.keep) if found.keep else "",
        words=described(group, [found.keep])[found.keep] if found.keep else "",
        keep=_keep(found.mean, found.low, found.high, found.whole, found.against),
        mean=found.mean,
        low=found.low,
        high=found.high,
        basis=_(
            "Strongly: a predicted chance of liking it of at most {share}. Nobody was asked.",
            share=percent(STRONGLY),
        ),
    )


def _keep(mean: float | None, low: float | None, high: float | None, whole: float | None, n: int) -> str:
    """What they would keep, in a sentence."""
    if mean is None or low is None or high is None:
        return _("No picture that was found is predicted to please them.")
    told = {"mean": percent(mean), "low": percent(low), "high": percent(high)}
    said = ngettext(
        "Here is what that member would keep: predicted liking {mean} ({low} to {high}).",
        "Here is what they would keep: mean predicted liking among them {mean} ({low} to {high}).",
        n, **told,
    )  # fmt: skip
    return said if whole is None else f"{said} {_('In the whole group it is {mean}.', mean=percent(whole))}"
