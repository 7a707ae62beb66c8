"""Rehearsing: simulated members who join and vote through the same HTTP interface as people.

They live in rehearsal groups only, where a client may read latents, and are marked as simulated
everywhere. Their true tastes are known here, never to the server.
"""

from __future__ import annotations

import http.cookiejar
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from group_plgl.errors import BadInput, GroupPLGLError
from group_plgl.feedback.crowds import TEMPERATURE as NOISE
from group_plgl.feedback.crowds import Shape, gather_crowd
from group_plgl.feedback.modes import MIXED, mode_named
from group_plgl.generators.limited import open_within
from group_plgl.shapes import Array
from group_plgl.utility import sigmoid

NAMES = (
    "Ada", "Bo", "Cyd", "Dev", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo",
    "Kai", "Lu", "Mo", "Nia", "Oz", "Pia", "Quin", "Rae", "Sol", "Tam",
    "Uma", "Val", "Wes", "Xia", "Yan", "Zoe", "Ana", "Ben", "Cleo", "Dag",
    "Eve", "Finn", "Gil", "Hana", "Ike", "Jia", "Kit", "Lea", "Max", "Noa",
)  # fmt: skip
_PRIOR = 2000
_UNANIMOUS = 0.75  # of a sheet that many have to be liked, or not, for one answer to do for all
_SILENT = 0.2  # how often a question at the door is left open, against 1 for its first answer
_PATIENCE_SECONDS = 120.0
_SHORT_SECONDS = 5.0


@dataclass
class Caller:
    """One client of the server, with its own cookies.

    Attributes:
        url: Where the server is, without a trailing slash.
    """

    url: str
    _opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def ask(self, method: str, path: str, words: Any = None) -> Any:
        """The JSON answer to a JSON request.

        Raises:
            BadInput: The server refused, with its reason.
            GroupPLGLError: The server cannot be reached.
        """
        body = None if words is None else json.dumps(words).encode()
        request = urllib.request.Request(f"{self.url}{path}", body, method=method)
        request.add_header("Accept", "application/json")
        request.add_header("Content-Type", "application/json")
        request.add_header("Origin", self.url)
        try:
            with self._opener.open(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            detail = error.read().decode("utf-8", "replace")[:500]
            raise BadInput(f"{method} {path}: {error.code} {detail}") from error
        except urllib.error.URLError as error:
            raise GroupPLGLError(f"{self.url} does not answer: {error.reason}") from error


@dataclass(frozen=True)
class Rehearsal:
    """A rehearsal group as its founder knows it."""

    slug: str
    join_code: str
    space: str


@dataclass(frozen=True)
class Plan:
    """What to rehearse.

    Attributes:
        members: How many simulated members.
        answers: How many answers each gives.
        shape: How their tastes relate to each other.
        seed: Where their tastes and chances come from.
    """

    members: int = 24
    answers: int = 36
    shape: Shape = "opposed camps"
    seed: int = 7


def found_rehearsal(
    url: str, space: str, name: str = "Rehearsal", mode: str = "swipe", limits: dict[str, Any] | None = None
) -> Rehearsal:
    """A new rehearsal group on the server, answering in this mode, within limits as the server takes them."""
    words = {
        "name": name,
        "question": "Which look do we go for?",
        "space": space,
        "mode": mode,
        "classes": ["Keep", "Maybe", "Drop"] if mode_named(mode).sorts else [],
        "rehearsal": True,
        "limits": limits or {},
    }
    made = Caller(url).ask("POST", "/new", words)
    return Rehearsal(made["slug"], made["join_code"], space)


def rehearse(
    url: str, group: Rehearsal, plan: Plan, told: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """Simulated members join the group and vote, a few cards each in turn; how many votes were given.

    Args:
        url: Where the server is.
        group: The rehearsal group.
        plan: Who votes, and how much.
        told: Called with votes given and votes planned, as it goes.

    Raises:
        GroupPLGLError: Cards stop coming for two minutes.
    """
    rng = np.random.default_rng(plan.seed)
    held = Caller(url).ask("GET", f"/g/{group.slug}.json")["held"]
    generator = open_within(group.space, held["ends"] if held else {})
    prior = generator.coordinates(generator.space.sample(_PRIOR, rng))
    crowd = gather_crowd(plan.shape, plan.members, prior, rng)
    door = Caller(url).ask("GET", f"/j/{group.join_code}.json")
    said = _at_the_door(door["questions"], plan)
    findable = door["privacy"] != "anonymous"
    callers = [_join(url, group, NAMES[i % len(NAMES)], said[i], findable) for i in range(plan.members)]
    studied = [caller for caller in callers if _asked_now(caller, group)["state"] == "consent"]
    for caller in studied:
        caller.ask("POST", f"/g/{group.slug}/study/consent", {})
    given = [0] * plan.members
    waiting_since, short = time.monotonic(), False
    while min(given) < plan.answers:
        before = sum(given)
        for row, caller in enumerate(callers):
            dealt = caller.ask("GET", f"/g/{group.slug}/cards.json?n=6")
            # Nobody's line is down: spare turns are taken only when nothing else came for a while.
            turns = [turn for turn in dealt["turns"] if short or not turn["spare"]]
            turns = turns[: plan.answers - given[row]]
            for turn in turns:
                x = generator.coordinates(np.array([card["latent"] for card in turn["cards"]]))
                words = answer_to(dealt["mode"], turn["cards"], crowd.utility(x)[row], rng)
                _say(caller, group, {**words, "answer_ms": int(rng.integers(700, 4000))})
            given[row] += len(turns)
            told(sum(given), plan.members * plan.answers)
        short = sum(given) == before and time.monotonic() - waiting_since > _SHORT_SECONDS
        if sum(given) > before:
            waiting_since = time.monotonic()
        elif time.monotonic() - waiting_since > _PATIENCE_SECONDS:
            raise GroupPLGLError("no new cards for two minutes", advice="See the jobs page of the group.")
        else:
            time.sleep(0.3)
    for row, caller in enumerate(callers):
        if caller in studied:
            _be_studied(caller, group, lambda z: crowd.utility(generator.coordinates(z)), row, rng)
    return sum(given)


def answer_to(
    mode: dict[str, Any], cards: list[dict[str, Any]], utility: Array, rng: np.random.Generator
) -> dict[str, Any]:
    """What a simulated member says to a turn.

    Args:
        mode: The mode as `cards.json` gives it.
        cards: The cards of the turn.
        utility: The member's true liking of each, `q`: mean 0, sd 1 over all pictures.
        rng: Where chance comes from.
    """
    if mode["answer"] == "pick":
        noisy = utility + NOISE * rng.gumbel(size=len(utility))
        return {"kind": "chosen", "card": cards[int(np.argmax(noisy))]["card"]}
    if mode["answer"] == "sheet":
        liked = np.mean(sigmoid((utility + NOISE * rng.logistic(size=len(utility))) / NOISE) > 0.5)
        mixed = len(cards) > 1 and _UNANIMOUS > liked > 1.0 - _UNANIMOUS
        value = MIXED if mixed else float(liked >= 0.5)
        return {"kind": "rated", "card": cards[0]["card"], "value": value}
    share = float(sigmoid((utility + NOISE * rng.logistic(size=1)) / NOISE)[0])
    if mode["answer"] == "class":
        last = len(mode["classes"]) - 1
        return {
            "kind": "classed",
            "card": cards[0]["card"],
            "value": min(last, int((1 - share) * (last + 1))),
        }
    if mode["answer"] == "set":  # the first is what is liked, the others have thresholds of their own
        last = len(mode["classes"]) - 1
        inside = [
            share > 0.5,
            *(abs(share - (last - place) / (last + 1)) < 0.3 for place in range(1, last + 1)),
        ]
        value = sum(2**place for place, there in enumerate(inside) if there)
        return {"kind": "sorted", "card": cards[0]["card"], "value": value}
    values = {"like": float(share > 0.5), "share": round(share, 2), "ten": 1 + round(9 * share)}
    return {"kind": "rated", "card": cards[0]["card"], "value": values[mode["answer"]]}


def _be_studied(
    caller: Caller, group: Rehearsal, liking: Callable[[Array], Array], row: int, rng: np.random.Generator
) -> None:
    """Answer the test of a study to its end; who said too little for one answers nothing."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (asked := _asked_now(caller, group))["state"] in ("asking", "waiting"):
        if asked["state"] == "waiting":
            if time.monotonic() > deadline:
                raise GroupPLGLError("no questions for two minutes", advice="See the jobs page of the group.")
            time.sleep(0.3)
            continue
        utility = liking(np.array([one["latent"] for one in asked["shown"]]))[row]
        cards = [{"card": str(one["value"])} for one in asked["shown"]]
        said = answer_to({"answer": "like" if len(cards) == 1 else "pick"}, cards, utility, rng)
        value = int(said["value"]) if len(cards) == 1 else int(said["card"])
        caller.ask("POST", f"/g/{group.slug}/study/answer", {"place": asked["place"], "value": value})


def _asked_now(caller: Caller, group: Rehearsal) -> Any:
    return caller.ask("GET", f"/g/{group.slug}/study.json")


def _at_the_door(questions: list[dict[str, Any]], plan: Plan) -> list[list[str]]:
    """What each member says to the host's questions: the first answers are the commonest, some give none."""
    rng = np.random.default_rng([plan.seed, 1])
    said = []
    for _ in range(plan.members):
        answers = []
        for choices in (one["choices"] for one in questions):
            there = [*choices, ""]
            odds = np.array([*(1 / (1 + place) for place in range(len(choices))), _SILENT])
            answers.append(there[int(rng.choice(len(there), p=odds / odds.sum()))])
        said.append(answers)
    return said


def _join(url: str, group: Rehearsal, nickname: str, answers: list[str], findable: bool) -> Caller:
    caller = Caller(url)
    words = {"nickname": nickname, "simulated": True, "answers": answers}
    caller.ask("POST", f"/j/{group.join_code}", words)
    if findable:
        caller.ask("POST", f"/g/{group.slug}/match", {"findable": True})
    return caller


def _say(caller: Caller, group: Rehearsal, words: dict[str, Any]) -> None:
    caller.ask("PUT", f"/g/{group.slug}/events/{secrets.token_hex(16)}?n=0", words)
