"""The page of exports: what may be asked for, how far it is, its file, and calling it off."""

from __future__ import annotations

from typing import Any

import pytest

from group_plgl.services.task import do_task

from .conftest import ORIGIN


@pytest.fixture
def drawn(circle: Any) -> Any:
    """A group with a picture, its host and two members whose tastes are known."""
    made = circle()
    made.clients = {name: made.join(name) for name in ("Robin", "Ada")}
    made.draw()
    return made


def test_the_host_asks_waits_and_takes_the_file_away(drawn: Any) -> None:
    host = drawn.host()
    page = host.get(f"{drawn.url}/exports")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "The ideal as a PNG" in page.text
    asked = host.post(f"{drawn.url}/exports/palette", data={"rule": "mean", "k": "4"}, headers=ORIGIN)
    assert asked.status_code == 303
    one = asked.headers["Location"]
    waiting = host.get(one)
    assert "Waiting for its turn" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text, "without JavaScript the page looks again by itself"
    assert host.get(f"{one}/file").status_code == 404
    twin = host.get(f"{one}.json").json
    assert (twin["status"], twin["waiting"], twin["words"]["k"]) == ("queued", True, 4)
    assert host.post(f"{one}/cancel", headers=ORIGIN).status_code == 303
    assert host.get(f"{one}.json").json["status"] == "cancelled"
    assert "refresh" not in host.get(one).text


def test_programs_are_answered_with_a_task(drawn: Any) -> None:
    host = drawn.host()
    asked = host.post(f"{drawn.url}/exports/genes", json={"rule": "mean"}, headers=ORIGIN)
    assert asked.status_code == 202
    assert asked.headers["Location"].endswith(f"{asked.json['task_id']}.json")
    do_task(drawn.studio, asked.json["task_id"])
    twin = host.get(f"{drawn.url}/exports/{asked.json['task_id']}.json").json
    assert twin["status"] == "done"
    assert twin["expires_at"]
    file = host.get(twin["file_url"])
    assert file.data.startswith(b"PK")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{twin["file_name"]}"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert len(file.data) == twin["size"]
    bad = host.post(f"{drawn.url}/exports/genes", json={"rule": "loudest"}, headers=ORIGIN)
    assert bad.status_code == 422
    for broken in (b"{", b"[]", b'"x"', b"null"):
        asked = host.post(
            f"{drawn.url}/exports/genes", data=broken, content_type="application/json", headers=ORIGIN
        )
        assert asked.status_code == 422, broken
    assert host.post(f"{drawn.url}/exports/songs", json={}, headers=ORIGIN).status_code == 404


def test_members_get_no_ratings_and_nothing_of_others(drawn: Any) -> None:
    robin, ada = drawn.clients.values()
    assert robin.post(f"{drawn.url}/exports/ratings", json={}, headers=ORIGIN).status_code == 403
    assert "All ratings" not in robin.get(f"{drawn.url}/exports").text
    mine = robin.post(f"{drawn.url}/exports/genes", json={}, headers=ORIGIN)
    assert mine.status_code == 202
    one = f"{drawn.url}/exports/{mine.json['task_id']}"
    assert robin.get(one).status_code == 200
    for client in (ada, drawn.host(), drawn.app.test_client()):
        assert client.get(one).status_code == 404
        assert client.post(f"{one}/cancel", headers=ORIGIN).status_code == 404
    assert drawn.app.test_client().get(f"{drawn.url}/exports").status_code == 404
