"""Where an ideal comes from: a page for those who may see it, and no way to a copy."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.store.known import put_known


@pytest.fixture
def drawn(circle):
    group = circle()
    group.join("Ada")
    group.join("Quirinus")
    group.draw()
    return group


def test_the_page_says_how_new_it_is_and_offers_what_may_be_taken(drawn):
    ada = drawn.join("Cyd")
    told = drawn.host().get(f"{drawn.url}/ideals/1/consensus.json").json
    assert told["kind"] == "drawn" and told["pool"] == {"gap": 7.2, "of": 12, "name": ""}
    assert "7.2 just noticeable differences from the nearest of 12" in told["sentence"]
    assert told["download_url"].endswith("consensus.png")
    assert told["sampler_url"].endswith("consensus.safetensors")
    page = drawn.host().get(f"{drawn.url}/ideals/1/consensus")
    assert page.status_code == 200 and "Where it comes from" in page.text
    assert f"{drawn.url}/ideals/1/consensus" in drawn.host().get(drawn.url).text
    assert ada.get(f"{drawn.url}/ideals/1/consensus").status_code == 404, "too early for who has no taste"
    assert drawn.outsider().get(f"{drawn.url}/ideals/1/consensus").status_code == 404
    for address in ("9/consensus", "1/nonsense", "1/nonsense.json"):
        assert drawn.host().get(f"{drawn.url}/ideals/{address}").status_code == 404


def test_a_copy_is_shown_but_not_given_out(drawn, monkeypatch):
    looks = {"registered.png": np.zeros(1728).tolist()}
    put_known(drawn.studio.database, drawn.group.group_id, looks, drawn.studio.now())
    grey = drawn.studio.child.run

    def run(task, words, arrays):
        near = {"pool": {"row": 0, "gap": 7.0}, "known": {"row": 0, "gap": 0.3}}
        return (near, {}) if task == "novelty" else grey(task, words, arrays)

    monkeypatch.setattr(drawn.studio.child, "run", run)
    url = f"{drawn.url}/ideals/1/consensus"
    told = drawn.host().get(f"{url}.json").json
    assert told["copied"] and told["download_url"] == "" and told["known"]["name"] == "registered.png"
    assert "not given out" in drawn.host().get(url).text
    refused = drawn.host().get(f"{url}.png", headers={"Accept": "application/json"})
    assert refused.status_code == 422 and "looks the same" in refused.json["detail"].lower()
    assert "never" in refused.json["advice"]
