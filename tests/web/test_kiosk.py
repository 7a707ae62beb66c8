"""The kiosk over HTTP: who may start one, what it may do, and whose answers are whose."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from group_plgl.services.convene import close_session
from group_plgl.store.people import members_of
from group_plgl.web.identity import HOST_COOKIE, MEMBER_COOKIE
from group_plgl.web.kiosk import KIOSK_COOKIE

from .conftest import ORIGIN, Circle


def begun(group: Circle, keep: str = "") -> FlaskClient:
    device = group.host()
    answer = device.post(f"{group.url}/kiosk", data={"keep": keep}, headers=ORIGIN)
    assert (answer.status_code, answer.location) == (303, f"{group.url}/kiosk")
    return device


def handed_on(device: FlaskClient, group: Circle) -> str:
    """The deck of the next person."""
    assert device.post(f"{group.url}/kiosk/next", headers=ORIGIN).status_code == 303
    deck: str = device.get(f"{group.url}/kiosk.json").json["deck"]["deck"]
    return deck


def test_only_the_host_makes_a_device_a_kiosk(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada, stranger = group.join("Ada"), group.outsider()
    for device, status in ((ada, 403), (stranger, 404)):
        for answer in (
            device.get(f"{group.url}/kiosk"),
            device.get(f"{group.url}/kiosk.json"),
            device.post(f"{group.url}/kiosk", headers=ORIGIN),
            device.post(f"{group.url}/kiosk/next", headers=ORIGIN),
            device.post(f"{group.url}/kiosk/end", headers=ORIGIN),
        ):
            assert answer.status_code == status
    assert "Start, and forget the host key here" in group.host().get(f"{group.url}/kiosk").text


def test_a_kiosk_forgets_the_host_key_unless_it_is_asked_to_keep_it(circle: Callable[..., Circle]) -> None:
    group = circle()
    name = HOST_COOKIE + group.group.group_id
    assert begun(group).get_cookie(name) is None
    assert begun(group, keep="yes").get_cookie(name) is not None


def test_a_kiosk_may_let_people_in_and_nothing_else(circle: Callable[..., Circle]) -> None:
    group = circle()
    device = begun(group)
    assert device.get(f"{group.url}/kiosk.json").json["deck"] is None
    assert "I’m next" in device.get(f"{group.url}/kiosk").text
    assert device.post(f"{group.url}/sessions/close", headers=ORIGIN).status_code == 404
    assert device.post(f"{group.url}/kiosk/end", headers=ORIGIN).status_code == 403
    handed_on(device, group)
    assert device.post(f"{group.url}/sessions/close", headers=ORIGIN).status_code == 403


def test_everybody_who_takes_over_is_somebody_new_without_a_name(circle: Callable[..., Circle]) -> None:
    group = circle()
    device = begun(group)
    decks = {handed_on(device, group) for _ in range(3)}
    members = members_of(group.studio.database, group.group.group_id)
    assert (len(decks), len(members)) == (3, 3)
    assert {member.nickname for member in members} == {""}


def test_the_next_person_cannot_speak_for_the_one_before(circle: Callable[..., Circle]) -> None:
    group = circle()
    device = begun(group)
    handed_on(device, group)
    card = device.get(f"{group.url}/cards.json").json["turns"][0]["cards"][0]["card"]
    handed_on(device, group)
    late = device.put(
        f"{group.url}/events/{'ab' * 16}", json={"kind": "skipped", "card": card}, headers=ORIGIN
    )
    assert (late.status_code, late.json["type"]) == (403, "/problems/card-not-issued")


def test_nobody_takes_over_when_the_group_takes_nobody_new(circle: Callable[..., Circle]) -> None:
    group = circle()
    device = begun(group)
    close_session(group.studio, group.group)
    refused = device.post(f"{group.url}/kiosk/next", headers=ORIGIN)
    assert refused.status_code == 403
    assert "takes nobody new" in refused.text


def test_ending_it_leaves_nobody_signed_in(circle: Callable[..., Circle]) -> None:
    group = circle()
    device = begun(group, keep="yes")
    handed_on(device, group)
    assert device.post(f"{group.url}/kiosk/end", headers=ORIGIN).status_code == 303
    for prefix in (KIOSK_COOKIE, MEMBER_COOKIE):
        assert device.get_cookie(prefix + group.group.group_id) is None


def test_a_made_up_kiosk_cookie_opens_nothing(circle: Callable[..., Circle]) -> None:
    group = circle()
    stranger = group.outsider()
    for made_up in ("yes", "0" * 64, "ä"):
        stranger.set_cookie(KIOSK_COOKIE + group.group.group_id, made_up)
        assert stranger.get(f"{group.url}/kiosk").status_code == 404
