"""A drawn group whose members may vote: what the tests of presenter, control and votes share."""

from __future__ import annotations

import secrets

import numpy as np

from group_plgl.members.codec import Card, to_bytes
from group_plgl.members.dense import Tastes
from group_plgl.members.priors import UNTOLD
from group_plgl.services.deal import next_turns
from group_plgl.store.models import Fit, MemberModelRow, put_fit
from group_plgl.store.people import members_of

from .conftest import ORIGIN


def let_children_foretell(circle, monkeypatch):
    """The grey child also says where latents are, and foretells even shares."""
    grey = circle.studio.child.run

    def run(task, words, arrays):
        n = len(arrays["z"])
        if task == "place":
            return {}, {"x": np.arange(n, dtype=float)[:, None]}
        if task == "forecast":
            return {}, {"share": np.full(n, 1 / n), "low": np.zeros(n), "high": np.full(n, 0.6)}
        return grey(task, words, arrays)

    monkeypatch.setattr(circle.studio.child, "run", run)


def drawn(circle, monkeypatch, m=5, **wishes):
    """A group of `m` members with a first drawing, and a client for each member."""
    found = circle(mode="pick-of-four", **wishes)
    clients = []
    for place in range(m):
        clients.append(found.join(f"Member{place}" if found.group.privacy != "anonymous" else ""))
        found.studio.now.pass_by(1)  # who joins later is listed later
    members = members_of(found.studio.database, found.group.group_id)
    found.members = {str(place): one for place, one in enumerate(members)}
    found.draw()
    payload = to_bytes(Tastes(np.zeros((1, 4)), np.eye(4)[None]), 0, Card(found.group.space, 1, UNTOLD))
    rows = [
        MemberModelRow(found.group.group_id, 1, one.member_id, 14, 7, True, 10, 14, 0.5, payload)
        for one in members
    ]
    put_fit(
        found.studio.database,
        Fit(found.group.group_id, 1, 4.0, 0.0, 0.0, False, 1.0, 1.0, 10, "test", found.studio.now()),
        rows,
    )
    let_children_foretell(found, monkeypatch)
    return found, clients, members


def order(circle, name, client=None, **words):
    """Give an order as a script does; the answer."""
    asked = client or circle.host()
    return asked.post(f"{circle.url}/control/{name}", json=words, headers=ORIGIN)


def vote_for(circle, member, client, place):
    """A member's vote for the candidate at one place of the presenter's list."""
    picture = circle.host().get(f"{circle.url}/present.json").json["vote"]["candidates"][place]["picture_url"]
    (turn,) = next_turns(circle.studio, member, 1)
    card = next(one for one in turn if picture.endswith(one.picture_id))
    event = secrets.token_hex(16)
    said = client.put(
        f"{circle.url}/events/{event}?n=0", json={"kind": "chosen", "card": card.card_id}, headers=ORIGIN
    )
    assert said.status_code == 201
    return event
