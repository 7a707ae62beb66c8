"""The labelling page: what is on it, steered and answered by a client, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from group_plgl.members.dense import Tastes
from group_plgl.services import label
from group_plgl.services.deal import deal_group
from group_plgl.store.labelling import labelling_of
from group_plgl.store.models import newest_fit
from group_plgl.store.runs import runs

from .conftest import ORIGIN, Circle, GreyChild

Folk = Callable[..., Circle]


@pytest.fixture
def labelling(circle: Folk) -> tuple[Circle, FlaskClient]:
    """A group with results, and the client of somebody in it who labels."""
    group = circle()
    ada = group.join("Ada")
    post(ada, group, "sitting", order="begin")
    deal_group(group.studio, group.group.group_id)
    return group, ada


def post(client: FlaskClient, group: Circle, what: str, json: bool = False, **form: Any) -> Any:
    headers = ORIGIN | ({"Accept": "application/json"} if json else {})
    return client.post(f"{group.url}/label/{what}", data=form, headers=headers)


def facts(client: FlaskClient, group: Circle, query: str = "") -> dict[str, Any]:
    found = client.get(f"{group.url}/label.json{query}").json
    assert isinstance(found, dict)
    return found


def hidden(page: str) -> dict[str, str]:
    """What the form without scripts would send."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))


def test_looking_changes_nothing_and_beginning_gives_single_pictures(circle: Folk) -> None:
    group = circle(mode="pick-of-four")
    ada = group.join("Ada")
    page = ada.get(f"{group.url}/label")
    assert page.status_code == 200 and "Begin" in page.text
    assert labelling_of(group.studio.database, group.members["Ada"].member_id) is None
    assert not facts(ada, group)["labelling"]
    assert post(ada, group, "sitting", order="begin").status_code == 303
    deal_group(group.studio, group.group.group_id)
    cards = ada.get(f"{group.url}/label/cards.json").json
    assert cards["mode"]["name"] == "swipe" and not cards["stop"]
    assert cards["turns"] and all(len(turn["cards"]) == 1 for turn in cards["turns"])
    assert len(ada.get(f"{group.url}/cards.json").json["turns"][0]["cards"]) == 4
    post(ada, group, "sitting", order="end")
    assert not facts(ada, group)["labelling"]


def test_three_buttons_and_an_undo_work_without_scripts(labelling: tuple[Circle, FlaskClient]) -> None:
    group, ada = labelling
    for order in ("positive", "negative", "next"):
        fields = hidden(ada.get(f"{group.url}/label").text)
        sent = {"event": fields["event"], "card": fields["card"], "order": order}
        assert post(ada, group, "say", **sent).status_code == 303
        assert post(ada, group, "say", **sent).status_code == 303, "sent twice it is one answer"
    assert facts(ada, group)["counts"] == {"positive": 1, "negative": 1, "undecided": 1, "left": None}
    fields = hidden(ada.get(f"{group.url}/label").text)
    post(ada, group, "say", order="undo", event=fields["event"], target=fields["target"])
    found = facts(ada, group)
    assert found["counts"]["undecided"] == 0
    again = hidden(ada.get(f"{group.url}/label").text)
    assert again["card"] != fields["card"], "what was taken back comes again"
    assert post(ada, group, "say", order="maybe", event=again["event"]).status_code == 422
    assert post(ada, group, "say", order="next", event="0").status_code == 422


def test_the_band_is_ones_own_and_is_refused_when_it_is_none(labelling: tuple[Circle, FlaskClient]) -> None:
    group, ada = labelling
    bo = group.join("Bo")
    found = post(ada, group, "band", json=True, low="20", high="45").json
    assert (found["band"]["low"], found["band"]["high"]) == (0.2, 0.45)
    assert facts(bo, group)["band"] != found["band"] and not facts(bo, group)["labelling"]
    for low, high in (("45", "20"), ("x", "50"), ("nan", "50")):
        assert post(ada, group, "band", json=True, low=low, high=high).status_code == 422


def test_learning_now_asks_for_a_run_but_not_all_the_time(labelling: tuple[Circle, FlaskClient]) -> None:
    group, ada = labelling
    assert post(ada, group, "learn", json=True).status_code == 202
    assert "learn_members" in [row.job for row in runs(group.studio.database, limit=9)]
    codes = [post(ada, group, "learn", json=True).status_code for _ in range(12)]
    assert codes[0] == 202 and codes[-1] == 429


def test_who_has_not_joined_is_sent_to_the_group_and_nobody_else_gets_in(circle: Folk) -> None:
    group = circle()
    assert group.outsider().get(f"{group.url}/label").status_code == 404
    host = group.host()
    assert host.get(f"{group.url}/label").status_code == 303
    for path in ("label.json", "label/cards.json"):
        assert host.get(f"{group.url}/{path}").status_code == 403
    assert post(host, group, "band", low="20", high="40").status_code == 403


def test_before_a_taste_the_page_says_so_and_the_histograms_are_empty(
    labelling: tuple[Circle, FlaskClient],
) -> None:
    group, ada = labelling
    found = facts(ada, group)
    assert found["folder"] is None and "once your taste is learned" in found["folder_words"]
    assert found["unseen"]["n"] == found["sitting"]["n"] == 0 and found["trials"] == []
    assert len(found["table"]) == 10 and found["table"][0]["everything"] is None
    early = facts(ada, group, "?whose=group")
    assert early["folder"] is None and early["folder_words"]


def test_histograms_of_a_known_taste_add_up(circle: Folk, monkeypatch: pytest.MonkeyPatch) -> None:
    group = circle()
    ada = group.join("Ada")
    group.draw()
    plain = GreyChild.run

    def run(self: GreyChild, task: str, words: Any, arrays: Any) -> Any:
        if task != "label":
            return plain(self, task, words, arrays)
        chances = np.linspace(0.0, 1.0, len(arrays["z"]))
        after = np.tile(chances, (len(words["coming"]), 1))
        return {}, {"chances": chances, "liked": after, "passed": after}

    monkeypatch.setattr(GreyChild, "run", run)
    monkeypatch.setattr(label, "from_bytes", lambda *_: Tastes(np.zeros((1, 5)), np.eye(5)[None]))
    post(ada, group, "band", low="0", high="100")
    found = facts(ada, group)
    assert newest_fit(group.studio.database, group.group.group_id) is not None
    assert found["folder"]["n"] == sum(found["folder"]["everything"]) == found["folder"]["inside"]
    assert sum(row["everything"] for row in found["table"]) == found["folder"]["n"]
    assert len(found["folder"]["everything"]) == label.BINS
