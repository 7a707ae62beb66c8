"""Matching over the web: a switch for oneself, whose taste meets one's own, and who likes what.

What may be told is decided in `services.match` and `services.reveal`. In addresses others are named by
the number under which they are listed, and a number that is no match of the asker's is as if nobody
had it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from group_plgl.errors import BadInput, NotFound, NotYet
from group_plgl.services.match import (
    ANONYMOUS,
    OUTSIDE,
    PAST,
    PICTURES,
    SEEKING,
    Liking,
    Matched,
    Matching,
    bridge_bytes,
    bridge_sound,
    bridge_there,
    group_likes,
    let_find,
    lets_find,
    matching,
    most_like,
)
from group_plgl.services.reveal import Sight, sight_of
from group_plgl.store.people import Group, members_of
from group_plgl.web.answers import html, twin, wants_json
from group_plgl.web.describing import described
from group_plgl.web.errors import NOTHING_HERE
from group_plgl.web.frames import frame_of
from group_plgl.web.identity import Visitor, require_member, require_reader
from group_plgl.web.labels import Label, labels_of
from group_plgl.web.language import _, ngettext
from group_plgl.web.liked import picture_url
from group_plgl.web.match_pages import Bridge, Choice, Found, Given, MatchLine, MatchPage, Nearest
from group_plgl.web.pacing import place
from group_plgl.web.pictures import PLACES, played
from group_plgl.web.wiring import wiring

blueprint = Blueprint("match", __name__)
EVEN, WORTH_SHOWING = 0.5, 3
NOBODY = (ANONYMOUS, OUTSIDE, PAST, SEEKING)  # states in which nothing is held against a picture
Likings = Mapping[str, Liking | None]


@blueprint.get("/g/<slug>/match")
def matches(slug: str) -> Response:
    """The switch, the matches and the pictures; while others' are looked for, the page comes again."""
    visitor = require_reader(slug)
    return _private(html("me/match.html", match_page(visitor, _found_or_seeking(visitor))))


@blueprint.get("/g/<slug>/match.json")
def matches_json(slug: str) -> Response:
    """The same as JSON."""
    visitor = require_reader(slug)
    return _private(twin(match_page(visitor, _found(visitor))))


@blueprint.post("/g/<slug>/match")
def switch(slug: str) -> Response:
    """A member lets themself be found by taste, or no more; it takes effect at once."""
    visitor, member = require_member(slug)
    let_find(wiring().studio, visitor.group, member, _said())
    if wants_json():
        return _private(twin(match_page(visitor, _found_or_seeking(visitor))))
    return Response(status=303, headers={"Location": url_for("match.matches", slug=slug)})


@blueprint.get("/g/<slug>/match/<int(max=1000000000):place>.webp")
def bridge(slug: str, place: int) -> Response:
    """The picture that the asker and one of their matches would both like most."""
    studio, (visitor, one) = wiring().studio, _matched(slug, place)
    return _private(Response(bridge_bytes(studio, visitor.group, one), mimetype="image/webp"))


@blueprint.get("/g/<slug>/match/<int(max=1000000000):place>.webp.wav")
def sound(slug: str, place: int) -> Response:
    """What that picture sounds like."""
    studio, (visitor, one) = wiring().studio, _matched(slug, place)
    return played(bridge_sound(studio, visitor.group, one), "no-store")


def _matched(slug: str, number: int) -> tuple[Visitor, Matched]:
    """The asker and the match of theirs with this number.

    Raises:
        NotFound: It is no match of theirs.
    """
    visitor, _member = require_member(slug)
    names = _labels(visitor)
    for one in _found(visitor).matches:
        if one.member_id in names and names[one.member_id].place == number:
            return visitor, one
    raise NotFound(NOTHING_HERE)


def _found(visitor: Visitor) -> Matching:
    studio = wiring().studio
    return matching(studio, sight_of(studio, visitor), visitor.member)


def _found_or_seeking(visitor: Visitor) -> Matching:
    try:
        return _found(visitor)
    except NotYet:
        return Matching(SEEKING)


def match_page(visitor: Visitor, found: Matching) -> MatchPage:
    """The page as things stand for this visitor, given what was found."""
    studio, group = wiring().studio, visitor.group
    sight = sight_of(studio, visitor)
    names = _labels(visitor)
    shown = [one for one in found.matches if one.member_id in names]
    lists = _lists(sight, found, {names[one.member_id].place: one for one in shown})
    asked = request.args.get("by", "")
    chosen = asked if asked in lists else next(iter(lists), "")
    given = request.args.get("near", "")
    return MatchPage(
        **frame_of(visitor),
        state=found.state,
        findable=visitor.member is not None and lets_find(studio, visitor.member),
        matches=[_line(group, one, names[one.member_id], is_first) for is_first, one in _first_marked(shown)],
        choices=[
            Choice(name, _title(name, shown, names), _url(group, by=name), name == chosen) for name in lists
        ],
        pictures=_pictures(group, lists.get(chosen, {})),
        given=_given(visitor, sight, given, shown, names) if given and found.state not in NOBODY else None,
    )


def _labels(visitor: Visitor) -> dict[str, Label]:
    return labels_of(visitor, members_of(wiring().studio.database, visitor.group.group_id))


def _first_marked(shown: Sequence[Matched]) -> list[tuple[bool, Matched]]:
    return [(row == 0, one) for row, one in enumerate(shown)]


def _lists(sight: Sight, found: Matching, matches: Mapping[int, Matched]) -> dict[str, Likings]:
    """Pictures that somebody is predicted to like, by whose liking; what is empty is left out."""
    own = sorted(found.own.items(), key=lambda pair: -pair[1][0])
    lists: dict[str, Likings] = {
        "you": {picture: liking for picture, liking in own if liking[0] >= EVEN},
        "group": group_likes(wiring().studio, sight) if found.own else {},
        **{str(number): dict.fromkeys(one.both) for number, one in matches.items()},
    }
    return {name: pictures for name, pictures in lists.items() if pictures}


def _title(name: str, shown: Sequence[Matched], names: Mapping[str, Label]) -> str:
    if name == "you":
        return _("You")
    if name == "group":
        return _("The group")
    other = next(one for one in shown if str(names[one.member_id].place) == name)
    return _("You and {name}", name=names[other.member_id].text)


def _line(group: Group, one: Matched, label: Label, is_first: bool) -> MatchLine:
    some = _pictures(group, dict.fromkeys(one.both[:WORTH_SHOWING]))
    sentence = ngettext(
        "Each of you is predicted to like what the other likes best. The less known of both tastes rests "
        "on {n} answer.",
        "Each of you is predicted to like what the other likes best. The less known of both tastes rests "
        "on {n} answers.",
        one.answers,
    )  # fmt: skip
    return MatchLine(
        label.text, label.simulated, is_first, sentence, *one.alike, *one.liking, one.answers, some,
        _bridge(group, one, label), _url(group, by=str(label.place)),
    )  # fmt: skip


def _bridge(group: Group, one: Matched, label: Label) -> Bridge | None:
    if one.bridge is None:
        return None
    there = bridge_there(wiring().studio, group, one)
    if there:
        return Bridge(picture_url(group, there), described(group, [there])[there], *one.bridge_liking)
    return Bridge(url_for("match.bridge", slug=group.slug, place=label.place), "", *one.bridge_liking)


def _pictures(group: Group, likings: Likings, gaps: Mapping[str, float] | None = None) -> list[Found]:
    """Some pictures of the pool, in the order in which they come."""
    some = list(likings)[:PICTURES]
    words = described(group, some)
    found = []
    for one in some:
        liking, low, high = likings[one] or (None, None, None)
        gap = gaps[one] if gaps else None
        alike_url = _url(group, near=one)
        found.append(Found(one, picture_url(group, one), words[one], alike_url, liking, low, high, gap))
    return found


def _given(
    visitor: Visitor, sight: Sight, picture: str, shown: Sequence[Matched], names: Mapping[str, Label]
) -> Given:
    """What looks most like a picture, in the pool and in the spread of the asker and their matches."""
    group, own = visitor.group, [visitor.member.member_id] if visitor.member else []
    people = [*own, *(one.member_id for one in shown)]
    with place(PLACES):
        alike, spread = most_like(wiring().studio, sight, picture, people)
    words = described(group, [picture, *(one for _, one, _ in spread)])
    return Given(
        picture=picture,
        picture_url=picture_url(group, picture),
        words=words[picture],
        alike=_pictures(group, {one: None for one, _ in alike}, dict(alike)),
        people=[
            Nearest(names[one].text, names[one].you, names[one].simulated, picture_url(group, nearest),
                    words[nearest], gap)
            for one, nearest, gap in spread
        ],
    )  # fmt: skip


def _url(group: Group, **asked: str) -> str:
    return f"{url_for('match.matches', slug=group.slug)}?{urlencode(asked)}"


def _said() -> bool:
    said = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    wanted = said.get("findable") if isinstance(said, dict) else None
    known = {"yes": True, "no": False, True: True, False: False}
    if not isinstance(wanted, str | bool) or wanted not in known:
        raise BadInput("whether you are to be found is yes or no", advice='Send {"findable": true}.')
    return known[wanted]


def _private(response: Response) -> Response:
    """Nobody between the server and this browser keeps a copy: a switch takes effect at once."""
    response.headers["Cache-Control"] = "no-store"
    return response
