"""The page of a group's keys: its host makes them, sees them once, and takes them back."""

from __future__ import annotations

import re
from collections.abc import Callable

from .conftest import ORIGIN, Circle, Clock

Make = Callable[..., Circle]
JSON = {**ORIGIN, "Accept": "application/json"}


def test_a_host_makes_a_key_that_is_shown_once_and_works(circle: Make) -> None:
    made = circle()
    host, url = made.host(), f"{made.url}/keys"
    form = {"name": "Our lobby screen", "scopes": ["groups:read", "exports"], "days": "30"}
    answer = host.post(url, data=form, headers=ORIGIN)
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "no-store"
    key = re.search(r'value="(plgl_[0-9a-f]{52})"', answer.text)[1]
    again = host.get(url)
    assert key not in again.text and key[:17] in again.text
    head = {"Authorization": f"Bearer {key}"}
    assert made.outsider().get(f"/api/v1/groups/{made.group.slug}", headers=head).status_code == 200
    (line,) = host.get(f"{url}.json").json["keys"]
    assert line["scopes"] == ["groups:read", "exports"] and line["state"] == "open"
    assert line["used_at"] and line["expires_at"].startswith("2026-04-03")


def test_a_key_is_taken_back(circle: Make) -> None:
    made = circle()
    host, url = made.host(), f"{made.url}/keys"
    twin = host.post(url, json={"name": "App", "scopes": ["groups:read"]}, headers=JSON).json
    key_id = twin["keys"][0]["key_id"]
    assert twin["made"]["key"].startswith(f"plgl_{key_id}") and twin["keys"][0]["expires_at"] is None
    assert host.post(f"{url}/{key_id}/revoke", headers=ORIGIN).status_code == 303
    head = {"Authorization": f"Bearer {twin['made']['key']}"}
    assert made.outsider().get("/api/v1/groups", headers=head).status_code == 401
    page = host.get(url).text
    assert "Revoked just now" in page and 'action="' + f"{url}/{key_id}/revoke" not in page


def test_only_what_says_so_plainly_is_a_key_for_ever(circle: Make) -> None:
    made = circle()
    host, url = made.host(), f"{made.url}/keys"
    for days in ("30 days", -5, 30.5, 100_000, "²", True, [], "9" * 400):
        body = {"name": "App", "scopes": ["groups:read"], "days": days}
        assert host.post(url, json=body, headers=JSON).status_code == 422, days
        form = {**body, "days": str(days)}
        assert days in ([],) or host.post(url, data=form, headers=ORIGIN).status_code == 422, days
    assert host.get(f"{url}.json").json["keys"] == []
    for days in ("", 0, "0", None, 30):
        body = {"name": "App", "scopes": ["groups:read"], "days": days}
        assert host.post(url, json=body, headers=JSON).status_code == 201, days
    ends = sorted(str(one["expires_at"]) for one in host.get(f"{url}.json").json["keys"])
    assert ends[0].startswith("2026-04-03") and ends[1:] == ["None"] * 4


def test_only_the_host_sees_and_makes_keys(circle: Make) -> None:
    made = circle()
    member, body = made.join("Ada"), {"name": "App", "scopes": ["admin"]}
    for who, status in ((member, 403), (made.outsider(), 404)):
        assert who.get(f"{made.url}/keys").status_code == status
        assert who.post(f"{made.url}/keys", json=body, headers=JSON).status_code == status
        assert who.post(f"{made.url}/keys/{'0' * 12}/revoke", headers=JSON).status_code == status


def test_a_host_takes_back_keys_of_their_own_group_only(circle: Make) -> None:
    mine, theirs = circle(), circle(name="Theirs")
    wanted = {"name": "App", "scopes": ["groups:read"]}
    key = theirs.host().post(f"{theirs.url}/keys", json=wanted, headers=JSON).json["keys"][0]["key_id"]
    assert mine.host().post(f"{mine.url}/keys/{key}/revoke", headers=JSON).status_code == 404
    assert theirs.host().get(f"{theirs.url}/keys.json").json["keys"][0]["state"] == "open"


def test_what_cannot_be_a_key_is_said_on_the_page(circle: Make) -> None:
    made = circle()
    answer = made.host().post(f"{made.url}/keys", data={"name": "App"}, headers=ORIGIN)
    assert answer.status_code == 422 and "at least one scope" in answer.text and 'value="App"' in answer.text
    assert made.host().post(f"{made.url}/keys", json=[], headers=JSON).status_code == 422
    spoken = made.host().get(f"{made.url}/keys?lang=de").text
    assert "Schlüssel für Programme" in spoken


def test_an_expired_key_says_so(circle: Make, clock: Clock) -> None:
    made = circle()
    form = {"name": "Short", "scopes": ["groups:read"], "days": "30"}
    made.host().post(f"{made.url}/keys", data=form, headers=ORIGIN)
    clock.pass_by(31 * 24 * 3600)
    assert "Expired on" in made.host().get(f"{made.url}/keys").text
