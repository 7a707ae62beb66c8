"""What is stored, for how long, and who sees it: generated from the settings and the group's mode.

The promise is the sentence that stands before the button that joins; it is said here only, so that
the door, the kiosk and this page never say two things.
"""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for

from group_plgl.services.convene import DEFAULT_K, LARGEST_K, PRIVACY, SMALLEST_K
from group_plgl.services.ingest import imported_in
from group_plgl.services.space import is_catalogue
from group_plgl.services.tidy import RUNS_KEPT, SHARES_KEPT
from group_plgl.services.wish import FEWEST
from group_plgl.settings import Settings
from group_plgl.store.known import known_in
from group_plgl.store.people import Group, questions_of
from group_plgl.store.ratings import answers_stay
from group_plgl.web.answers import html, twin
from group_plgl.web.identity import COOKIE_DAYS, require_reader
from group_plgl.web.language import _, later, ngettext
from group_plgl.web.pages import KeptLine, ModeLine, PrivacyPage
from group_plgl.web.wiring import wiring

blueprint = Blueprint("privacy", __name__)
_HERE = ("localhost", "127.0.0.1", "::1")
TITLES = {
    "identified": later("Identified"),
    "pseudonymous": later("Pseudonymous"),
    "anonymous": later("Anonymous"),
}
PROMISES = {
    "identified": later(
        "The group sees your name, the pictures drawn for you, and how you are predicted to like its "
        "pictures, even if you like them least."
    ),
    "pseudonymous": later(
        "Only the host sees your name; to the others you are a number. The group sees the pictures drawn "
        "for that number, and how it is predicted to like its pictures."
    ),
    "anonymous": later(
        "Nobody sees who you are or what you like, not even the host. Only what at least {k} members have "
        "in common is shown."
    ),
}
USES = {
    "identified": later("Charts can be divided by your answers, so the others can see what you said."),
    "pseudonymous": later(
        "Charts can be divided by your answers, so the others can see what each number said."
    ),
    "anonymous": later(
        "It is told how many gave each answer where at least {k} people are behind every one. No chart is "
        "divided by them, and nobody sees what you said."
    ),
}
UNUSED = later("Your answers are kept for you alone: nothing is divided by them.")
NAMELESS = later("You answer without a name, as a number.")
KEPT = later("Your answers are kept on this server, together with the taste learned from them.")
TAKEN = later("The host can take all answers away as a table, with random names in place of members.")
OPEN = later("This is a rehearsal: everybody who reaches this server may look.")


@blueprint.get("/privacy")
def privacy() -> Response:
    """What this house keeps; of one group, for those who may read it."""
    return html("house/privacy.html", _asked())


@blueprint.get("/privacy.json")
def privacy_json() -> Response:
    """The same as JSON."""
    return twin(_asked())


@blueprint.get("/g/<slug>/privacy")
def group_privacy(slug: str) -> Response:
    """What is kept of a group, and who sees it."""
    return html("house/privacy.html", privacy_page(require_reader(slug).group))


@blueprint.get("/g/<slug>/privacy.json")
def group_privacy_json(slug: str) -> Response:
    """The same as JSON."""
    return twin(privacy_page(require_reader(slug).group))


def promise(privacy: str, k: int, rehearsal: bool, nameless: bool = False) -> str:
    """What somebody is told before they join, as one paragraph; `nameless` where none can be given."""
    seen = _(NAMELESS) if nameless and privacy != "anonymous" else _(PROMISES[privacy], k=k)
    taken = [] if privacy == "anonymous" else [_(TAKEN)]
    sent = [comments_sent()] if privacy != "anonymous" and comments_sent() else []
    return " ".join([seen, _(KEPT), *sent, *taken, *([_(OPEN)] if rehearsal else [])])


def comments_leave() -> str:
    """The address of another machine that reads comments; empty where none does."""
    address = urlsplit(wiring().studio.settings.comments_endpoint).hostname or ""
    return "" if address in _HERE else address


def comments_sent() -> str:
    """Who else reads comments, in groups that are not anonymous; empty where nobody does."""
    if not wiring().studio.settings.comments_endpoint:
        return ""
    if not (address := comments_leave()):
        return _("Comments are read by a language model on this server.")
    return _(
        "Comments are sent to {address} without your name: a language model there reads them.",
        address=address,
    )


def answers_use(group: Group) -> str:
    """What answers to the host's questions are used for, as members read it before they give them."""
    asked = questions_of(wiring().studio.database, group.group_id)
    if not asked:
        return ""
    return _(USES[group.privacy], k=group.k) if any(one.divides for one in asked) else _(UNUSED)


def door_url(group: Group) -> str:
    """This page for those who stand at the door of a group, whose name in URLs they do not know yet."""
    return url_for("privacy.privacy", mode=group.privacy, k=group.k)


def privacy_page(group: Group | None = None, privacy: str = "", k: int = DEFAULT_K) -> PrivacyPage:
    """The page of one group, of one mode, or of the house."""
    settings = wiring().studio.settings
    if group is not None:
        privacy, k = group.privacy, group.k
    rehearsal = group is not None and group.rehearsal
    return PrivacyPage(
        slug=group.slug if group else "",
        name=group.name if group else "",
        privacy=privacy,
        k=k,
        promise=promise(privacy, k, rehearsal) if privacy else "",
        modes=[
            ModeLine(name, _(TITLES[name]), _(PROMISES[name], k=k))
            for name in PRIVACY
            if name == privacy or not privacy
        ],
        guarantees=_guarantees(k) if privacy in ("", "anonymous") else [],
        kept=[*_said(privacy, group), *_made(privacy, settings), *_kept_by_the_house(settings)],
        limits=_limits(privacy),
        elsewhere=bool(comments_leave()) and privacy != "anonymous",
    )


def _asked() -> PrivacyPage:
    """The page of the group or mode in the address; of the house without one."""
    slug, mode, k = (request.args.get(name, "") for name in ("g", "mode", "k"))
    if slug:
        return privacy_page(require_reader(slug).group)
    known = k.isdecimal() and len(k) <= 3 and SMALLEST_K <= int(k) <= LARGEST_K
    return privacy_page(privacy=mode if mode in PRIVACY else "", k=int(k) if known else DEFAULT_K)


def _guarantees(k: int) -> list[str]:
    """What holds in an anonymous group."""
    return [
        _("Nothing is drawn, counted or given away that rests on fewer than {k} people.", k=k),
        _(
            "A number is told only when it and the rest of the group are each nobody or at least {k} people; "
            "otherwise there is a word, the same for nobody as for {few}.",
            k=k,
            few=k - 1,
        ),
        _(
            "The picture moves only when the answers of at least {k} people differ from every picture "
            "before, and no single one of them makes up more than a third of the difference. Comparing "
            "two pictures does not show what one newcomer added. At the end there is no exception: the "
            "newest answers wait.",
            k=k,
        ),
        _("There is no list of members, no map, and nobody's own line, not for the host either."),
        _(
            "People whose ratings the host brought in a file hide nobody: everything needs {k} others.",
            k=k,
        ),
        _("Comments are shown to nobody but you."),
        _(
            "When somebody deletes themself, the pictures they had a part in go. A new one waits in the "
            "same way."
        ),
    ]


def _comments_kept(privacy: str) -> str:
    """What comments are taken for, and who else reads them."""
    if privacy == "anonymous":
        return _("Comments on pictures; nothing is learned from them.")
    words = _(
        "Comments on pictures. What they say of colours and forms counts towards your taste, "
        "but not in anonymous groups."
    )
    return f"{words} {comments_sent()}".strip()


def _comments_seen(privacy: str) -> str:
    """Who sees what comments say."""
    if privacy == "anonymous":
        return _("Only you.")
    return _(
        "Only you. How many liked or disliked what at least {n} spoke of is told with the group's results.",
        n=FEWEST,
    )


def _said(privacy: str, group: Group | None) -> list[KeptLine]:
    """What people say themselves."""
    till = _("Until you delete yourself on your own page, or whoever runs this server deletes its folder.")
    names = {
        "": _("Everybody in the group, only the host, or nobody: it depends on the group's mode."),
        "identified": _("Everybody in the group."),
        "pseudonymous": _("You and the host. To everybody else you are a number."),
        "anonymous": _("Nobody: in this group no names are taken."),
    }
    lines = [KeptLine(_("Your nickname"), till, names[privacy])]
    lines.append(KeptLine(_("Through which program you joined, if through one"), till, _("That program.")))
    asked = questions_of(wiring().studio.database, group.group_id) if group else []
    if asked or group is None:
        lines.append(_answers_kept(privacy, till, group is None or any(one.divides for one in asked)))
    lines += [
        KeptLine(_answers_said(), till, _heard_by(privacy, group)),
        KeptLine(_comments_kept(privacy), till, _comments_seen(privacy)),
        _study_kept(privacy, till),
    ]
    if privacy != "anonymous":
        lines.append(
            KeptLine(
                _("Whether you let others find you by taste, each time you switched it"),
                till,
                _("Only you. While it is on, whoever matches you sees that you match."),
            )
        )
        words = _("How many times you count, where the host says it is not once")
        lines.append(KeptLine(words, till, _("Everybody in the group.")))
    if group is None or is_catalogue(group.space):
        lines.append(
            KeptLine(
                _(
                    "Pictures that the host brought, without the place, time and camera written into "
                    "the files"
                ),
                _("As long as the group is kept."),
                _("Everybody in the group."),
            )
        )
    if group is None or imported_in(wiring().studio, group):
        lines.append(
            KeptLine(
                _("Ratings that the host brought from elsewhere, and in groups with names whose they are"),
                _("Until the host takes them out again."),
                _("As if these people had answered here."),
            )
        )
    if group is None or known_in(wiring().studio.database, group.group_id):
        lines.append(
            KeptLine(
                _("What was measured on works of others that no export may copy, and their file names"),
                _("Until whoever runs this server forgets them."),
                _("Only the host sees the names; an export says how near it comes to one."),
            )
        )
    return lines


def _answers_said() -> str:
    """What is kept of answers, and what the time they took is for."""
    if not wiring().studio.settings.use_pace:
        return _("Every answer about a picture, with its time, also when taken back")
    return _(
        "Every answer about a picture, with its time and how long it took, also when taken back; "
        "quick answers may count a bit more for your taste"
    )


def _study_kept(privacy: str, till: str) -> KeptLine:
    """What is kept of somebody in a study."""
    return KeptLine(
        _("If you take part in a study: what you were asked in it and what you answered, with its time"),
        till,
        _("You; whoever runs this server sees figures of all together, once it is over.")
        if privacy == "anonymous"
        else _("You; whoever runs this server sees your figures, once it is over."),
    )


def _answers_kept(privacy: str, till: str, divides: bool) -> KeptLine:
    """What is kept of answers at the door, and who learns of them."""
    seen = {
        "": _("It depends on the group's mode; free answers only you."),
        "identified": _("Everybody in the group, who can divide charts by them; free answers only you."),
        "pseudonymous": _(
            "Everybody in the group, under your number, who can divide charts by them; free answers only you."
        ),
        "anonymous": _("Only you. How many gave each answer is told where every one has enough people."),
    }
    words = _("Your answers to the host's questions at the door")
    return KeptLine(words, till, seen[privacy] if divides else _("Only you."))


def _heard_by(privacy: str, group: Group | None) -> str:
    """Who sees what somebody said of pictures."""
    if privacy == "anonymous" or (group and answers_stay(wiring().studio.database, group.group_id)):
        return _("Only you.")
    if not privacy:
        return _("Only you; in groups that are not anonymous the host can take all answers away as a table.")
    return _(
        "Only you. The host can take all answers away as a table, with random names in place of members."
    )


def _numbers_kept(privacy: str, settings: Settings) -> str:
    """How long group pictures stay."""
    kept = ngettext(
        "The newest {n} group picture and what it was made of, and the first; others go.",
        "The newest {n} group pictures and what they were made of, and the first; others go.",
        settings.kept_models,
    )
    if privacy != "anonymous":
        held = _(
            "The last of each session, those of votes, and those of which minutes or a report were taken "
            "away stay, too."
        )
        return f"{kept} {held}"
    return kept


def _made(privacy: str, settings: Settings) -> list[KeptLine]:
    """What is made of it."""
    kept = _numbers_kept(privacy, settings)
    seen = {
        "": _("It depends on the group's mode; in anonymous groups only you."),
        "identified": _("Everybody in the group."),
        "pseudonymous": _("Everybody in the group, under your number."),
        "anonymous": _("Only you."),
    }
    group = {"anonymous": _("Everybody in the group, once it rests on enough people.")}
    steps = KeptLine(
        _(
            "In anonymous groups, who was in which picture and what they had told at the door, so that steps "
            "between them can be measured"
        ),
        _("As long as the group is kept; of somebody who leaves, a random word."),
        _("Nobody."),
    )
    return [
        *([steps] if privacy in ("", "anonymous") else []),
        KeptLine(
            _("The taste learned from your answers, and how well it foretells them"), kept, seen[privacy]
        ),
        KeptLine(
            _("Which model knows you best, and how well each foretold your answers"),
            _("Until you delete yourself on your own page, or whoever runs this server deletes its folder."),
            _("Only you."),
        ),
        KeptLine(
            _("How you are predicted to like the group's picture, and pictures for you"), kept, seen[privacy]
        ),
        KeptLine(
            _("How you are predicted to like what other rules would choose, and what hangs on you"),
            kept,
            _("Nobody.") if privacy == "anonymous" else seen[privacy],
        ),
        *([_lent(kept)] if settings.lend_tastes else []),
        KeptLine(
            _("The group's pictures and what is found about its tastes"),
            kept,
            group.get(privacy, _("Everybody in the group.")),
        ),
        KeptLine(
            _("What charts say of you: how alike you answer to others, and how well that is foretold"),
            kept,
            _("Nobody.") if privacy == "anonymous" else seen[privacy],
        ),
        _files(settings),
        KeptLine(
            _("What your own page shows: your ideal, its opposite, your taste in words"),
            _("Until you have it drawn anew."),
            _("Only you."),
        ),
    ]


def _files(settings: Settings) -> KeptLine:
    return KeptLine(
        _("Files that somebody had made of the group to take away"),
        ngettext(
            "For {n} hour, or until somebody leaves.",
            "For {n} hours, or until somebody leaves.",
            round(settings.kept_hours),
        ),
        _("Whoever asked for them."),
    )


def _lent(kept: str) -> KeptLine:
    """What crosses from group to group where the house has them lend."""
    return KeptLine(
        _("The mean of the tastes learned here, and how sure it is"),
        kept,
        _(
            "Nobody. Other groups with the same pictures begin with it once it rests on as many members as "
            "anything shown must; nobody's own taste crosses over. When somebody leaves it goes, and those "
            "groups learn anew."
        ),
    )


def _kept_by_the_house(settings: Settings) -> list[KeptLine]:
    """What the server keeps of browsers and of itself."""
    nobody = _("Nobody.")
    return [
        KeptLine(
            _("A cookie for each group you joined or host, and one for the language you chose"),
            ngettext("{n} day, in your browser.", "{n} days, in your browser.", COOKIE_DAYS),
            _("Your browser and this server."),
        ),
        KeptLine(
            _("Answers that could not be sent yet"),
            _("In your browser until they are sent; this server takes them up to {n} s after closing.",
              n=math.floor(settings.grace_seconds)),
            _("Your browser."),
        ),
        KeptLine(
            _("What you say aloud where you answer by voice"),
            _("Not at all: only the answer is kept. It is off until you turn it on."),
            _("Your browser, which may send the sound to its maker, as Chrome does. We never get it."),
        ),
        KeptLine(
            _("Network addresses of wrong guesses at a join code"),
            _("In memory, until they may guess again; never written down."),
            nobody,
        ),
        KeptLine(
            _("Links by which a host shows results to others, and about how often each was opened"),
            ngettext("{n} day after they end.", "{n} days after they end.", SHARES_KEPT.days),
            _("Only the host. Whoever has a link sees what it shows, never names; of them nothing is kept."),
        ),
        KeptLine(
            _("Keys that hosts made for programs: as a hash, with when they were last used"),
            _("As long as the group; what was answered to a program that may ask twice, for a day."),
            _("The host."),
        ),
        KeptLine(
            _("When each job ran and for which group"),
            ngettext("{n} day.", "{n} days.", RUNS_KEPT.days),
            _("Everybody in the group, without numbers of people in anonymous ones."),
        ),
    ]  # fmt: skip


def _limits(privacy: str) -> list[str]:
    """What none of this protects from."""
    limits = [
        _(
            "Whoever runs this server can read its files. On a network without https, others on it can "
            "read along."
        ),
        _("Pictures that somebody has saved or photographed stay with them."),
        _(
            "The host can show results to others by a link. Members are numbers there, as long as nobody "
            "says who is who."
        ),
    ]
    if privacy in ("", "anonymous"):
        limits += [
            _("Somebody who joins several times counts several times. The host can close the door."),
            _(
                "If all others in a small group put together what each of them knows, what is left is "
                "you. No threshold prevents that."
            ),
        ]
    return limits
