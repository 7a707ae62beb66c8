"""Assorting: how the pictures of any folder are predicted to be liked, and which of them look the same.

Whoever runs the house sorts by members of identified groups, who were told that others see what they are
predicted to like. Elsewhere the published number of the group is asked, as whoever brings a picture may:
in anonymous groups the mean alone, in two digits, of no single member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, NotAllowed, NotFound, NotYet
from group_plgl.generators.catalogue.axes import Axes
from group_plgl.generators.catalogue.space import Catalogue, catalogue_space
from group_plgl.groups.rules import RULES
from group_plgl.members.codec import from_bytes
from group_plgl.members.exchange import LARGEST_FILE, TasteCard, taste_bytes, taste_in
from group_plgl.members.features import Features, apart_in
from group_plgl.services.aggregate import ready_members
from group_plgl.services.apply import House
from group_plgl.services.favour import EVEN_RULE, GROUP, Favour, basis_of, favours
from group_plgl.services.heed import heeded
from group_plgl.services.measure import By, Step
from group_plgl.services.observe import Observed, axes_of, by_in, by_of, measured_by, observed
from group_plgl.services.point import looking
from group_plgl.services.reveal import may_single_out
from group_plgl.services.score import COARSE, FINE
from group_plgl.services.space import is_catalogue, space_words
from group_plgl.services.studio import Studio
from group_plgl.services.walk import lying_in
from group_plgl.shapes import Array
from group_plgl.store.catalogues import shelf_of
from group_plgl.store.models import newest_fit
from group_plgl.store.people import Group, group_named, members_of

_LIKED = ("liking", "low", "high")


@dataclass(frozen=True)
class Wish:
    """What a folder is to be sorted by.

    Attributes:
        folder: Its path.
        group: The name of the group in its links; empty with a taste file.
        members: Nicknames, of identified groups; everybody unless told.
        rule: By whose standing pictures are sorted; by mean predicted liking unless told.
        model: Path of a taste file instead of a group.
        besides: A folder in it whose files are left alone, such as where sorted ones go.
    """

    folder: str
    group: str = ""
    members: Sequence[str] = ()
    rule: str = ""
    model: str = ""
    besides: str = ""


@dataclass(frozen=True)
class Basis:
    """Whose tastes a folder is sorted by.

    Attributes:
        names: Of members whose likings are told, in the order of rows.
        words: Of the task that judges.
        arrays: Of the task that judges.
        by: What pictures are measured by.
        axes: How pictures find their place.
        shares: Variance of each coordinate, `d`.
        task: `score` or `judge`.
        digits: In how many digits likings are told.
        said: What it rests on, in a sentence.
    """

    names: Sequence[str]
    words: dict[str, Any]
    arrays: dict[str, Array]
    by: By
    axes: Axes
    shares: Array
    task: str
    digits: int
    said: str


def assort(studio: Studio, wish: Wish) -> Iterator[dict[str, Any]]:
    """Judge the pictures of a folder, telling how far it is and last what came of each, the best first.

    Raises:
        BadInput: There is no such folder, or its pictures cannot be placed among the group's.
        NotFound: There is no such group or member.
        NotAllowed: Members of this group are not asked one by one.
        NotYet: Nothing is learned yet.
    """
    basis = _of_file(studio, wish.model) if wish.model else _of_group(studio, wish)
    root = Path(wish.folder).expanduser().resolve()
    besides = Path(wish.besides) if wish.besides else None
    files = [one for one in lying_in(root) if besides is None or not one.place.is_relative_to(besides)]
    found = Observed((), ())
    for told in observed(studio, files, basis.by):
        if isinstance(told, Observed):
            found = told
        else:
            yield asdict(told)
    yield asdict(Step("judging", 0, len(found.seen)))
    pictures = _judged(studio, wish, basis, found)
    yield asdict(Step("judging", len(found.seen), len(found.seen)))
    left = [asdict(one) for one in sorted(found.left_out, key=lambda one: one.path)]
    yield {"said": basis.said, "folder": str(root), "pictures": pictures, "left_out": left}


def _judged(studio: Studio, wish: Wish, basis: Basis, found: Observed) -> list[dict[str, Any]]:
    """Every picture with its liking, the best first, and the better one it looks the same as."""
    if not found.seen:
        return []
    rows = np.array([one.row for one in found.seen], dtype=np.float64)
    if rows.shape[1] != len(basis.axes.turn):
        raise BadInput("this taste was learned of pictures that were measured in another way")
    z = basis.axes.latents(rows, basis.shares)
    _, got = studio.child.run(basis.task, basis.words, basis.arrays | {"z": z})
    prefix = "mean_" if basis.task == "score" else ""
    mean, low, high = (np.asarray(got[f"{prefix}{name}"]) for name in _LIKED)
    standing = np.asarray(got["standing"][0]) if wish.rule and len(got.get("standing", ())) else None
    level = mean if standing is None else standing
    order = np.lexsort((np.arange(len(level)), -mean, -level))
    _, same = studio.child.run("twins", {}, {"looks": np.array([found.seen[at].looks for at in order])})
    leader = same["leader"]
    told = []
    for place, at in enumerate(int(one) for one in order):
        seen, leads = found.seen[at], found.seen[int(order[leader[place]])]
        told.append({
            "path": seen.lying.path, "place": str(seen.lying.place), "digest": seen.digest,
            "bytes": seen.lying.bytes, "level": round(float(level[at]), basis.digits),
            "liking": round(float(mean[at]), basis.digits), "low": round(float(low[at]), basis.digits),
            "high": round(float(high[at]), basis.digits),
            "standing": None if standing is None else round(float(standing[at]), basis.digits),
            "same_as": "" if leads is seen else leads.lying.path,
            "likings": {
                name: round(float(got["liking"][row, at]), basis.digits)
                for row, name in enumerate(basis.names)
            },
        })  # fmt: skip
    return told


def _of_group(studio: Studio, wish: Wish) -> Basis:
    """The tastes of a group, or of some of its members."""
    group = group_named(studio.database, wish.group)
    if not is_catalogue(group.space):
        raise BadInput(
            "this group rates pictures that are drawn, so pictures from outside have no place among them",
            advice="Make a group of a folder: group-plgl train or group-plgl label.",
        )
    if wish.rule and wish.rule not in RULES:
        raise NotFound("there is no rule {rule}", rule=wish.rule)
    single = group.privacy == "identified"
    if wish.members and not single:
        raise NotAllowed(
            "nobody is asked alone in this group: its members were promised that",
            advice="Sort by the group, without --member.",
        )
    by = by_of(studio, group.space)
    axes = axes_of(studio, group.space, by)
    words, arrays = space_words(studio, group)
    names, more, tastes, said = _own(studio, group, wish) if single else _published(studio, group, wish)
    rules = [wish.rule] if wish.rule else []
    digits = FINE if may_single_out(group) else COARSE
    shares = shelf_of(studio.database, group.space).shares
    words = words | more | {"rules": rules}
    return Basis(names, words, arrays | tastes, by, axes, shares, "score", digits, said)


def _own(
    studio: Studio, group: Group, wish: Wish
) -> tuple[Sequence[str], dict[str, Any], dict[str, Array], str]:
    """The newest tastes of an identified group."""
    fit = newest_fit(studio.database, group.group_id)
    ready = ready_members(studio, group.group_id, fit.seen_event) if fit else []
    members = members_of(studio.database, group.group_id)
    named = {one.member_id: one.nickname or f"Member {place}" for place, one in enumerate(members, start=1)}
    unknown = [name for name in wish.members if name not in named.values()]
    if unknown:
        raise NotFound("there is no member {name} in this group", name=unknown[0])
    ready = [
        one for one in ready
        if one.member_id in named and (not wish.members or named[one.member_id] in wish.members)
    ]  # fmt: skip
    late = set(wish.members) - {named[one.member_id] for one in ready}
    if fit is None or not ready or late:
        raise NotYet(
            "no taste is learned yet of {who}", advice="Label more pictures, then train again.",
            who=", ".join(sorted(late)) or group.name,
        )  # fmt: skip
    tastes = from_bytes([row.payload for row in ready], group.space)
    ids = [row.member_id for row in ready]
    words = {"calibration": fit.calibration, "ceiling": fit.ceiling, "held_out": fit.held_out}
    weights = heeded(studio, group, fit.seen_event, ids)
    arrays = {"mean": tastes.mean, "covariance": tastes.covariance, "weights": weights}
    said = f"{group.name}: predicted by the tastes of {len(ids)}, after {fit.held_out} held-out answers."
    return [named[one] for one in ids], words | {"who": list(range(len(ids)))}, arrays, said


def _published(
    studio: Studio, group: Group, wish: Wish
) -> tuple[Sequence[str], dict[str, Any], dict[str, Array], str]:
    """The published number of a group in which nobody is told by name."""
    looker = looking(studio, House(group))
    rule = wish.rule or EVEN_RULE
    allowed = {one.rule for one in favours(studio, looker, True) if one.kind == GROUP}
    if not allowed:
        raise NotYet("no taste of this group is to be seen yet", advice="More members have to answer.")
    if wish.rule and rule not in allowed:
        raise NotAllowed(
            "this group is not sorted by the rule {rule}", advice="By {rules}.",
            rule=rule, rules=", ".join(sorted(allowed)),
        )  # fmt: skip
    basis = basis_of(studio, looker, Favour(GROUP, EVEN_RULE, EVEN_RULE), True)
    said = f"{group.name}: predicted by model {basis.number} of the group, the mean of its members."
    return (), basis.words | {"who": list(basis.who)}, basis.arrays, said


def _of_file(studio: Studio, model: str) -> Basis:
    """The taste in a file."""
    try:
        with Path(model).expanduser().open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput("{path} cannot be read: {reason}", path=model, reason=error.strerror) from error
    card, arrays = taste_in(content)
    by = by_in(studio, card.measured_by)
    here = measured_by(studio, by)
    if card.measured_by != here:
        raise BadInput(
            "this taste judges pictures measured by “{there}”, here they are measured by “{here}”",
            advice="Use the same version, embedder and card size as where it was learned.",
            there=card.measured_by[:120], here=here,
        )  # fmt: skip
    words = {"calibration": card.calibration, "ceiling": card.ceiling, "held_out": card.held_out}
    axes = Axes(arrays.pop("turn"), arrays.pop("offset"))
    said = f"The taste of {card.name}, from a file: predicted after {card.held_out} held-out answers."
    return Basis((), words, arrays, by, axes, arrays["shares"], "judge", FINE + 4, said)


def taste_file(studio: Studio, slug: str, name: str) -> bytes:
    """One member's taste as a file that another house can judge pictures by.

    Raises:
        NotAllowed: Members of this group are not told one by one.
        NotYet: Their taste is not learned yet.
        BadInput: Pictures from outside cannot be placed among the group's.
    """
    group = group_named(studio.database, slug)
    by = by_of(studio, group.space)
    if group.privacy != "identified":
        raise NotAllowed("nobody's taste leaves this group: its members were promised that")
    _, words, arrays, _ = _own(studio, group, Wish("", slug, (name,)))
    shelf, axes = shelf_of(studio.database, group.space), axes_of(studio, group.space, by)
    space = catalogue_space(group.space, len(shelf.shares))
    catalogue = Catalogue(space, shelf.latents, shelf.shares)
    features = Features.over(catalogue, shelf.latents, apart_in(shelf.shares))
    card = TasteCard(
        name, group.space, measured_by(studio, by), float(words["calibration"]),
        float(words["ceiling"]), int(words["held_out"]),
    )  # fmt: skip
    kept: Mapping[str, Any] = {
        "mean": arrays["mean"][0], "covariance": arrays["covariance"][0], "shares": shelf.shares,
        "chief": features.chief, "spread": features.spread, "middle": features.middle,
        "scale": np.array([features.scale]), "turn": axes.turn, "offset": axes.offset,
    }  # fmt: skip
    return taste_bytes(card, kept)
