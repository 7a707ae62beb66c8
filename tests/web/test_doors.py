"""Coming in: founding a group, codes, nicknames, and forms that work without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from group_plgl.queries.strategies import DEFAULT_STRATEGY, STRATEGIES
from group_plgl.services.convene import Asked
from group_plgl.services.steer import hold_door
from group_plgl.services.studio import Studio
from group_plgl.store.people import all_groups, current_session, members_of

from .conftest import ORIGIN, Circle, Clock

FORM = {"name": "Kitchen", "question": "Which tile?", "space": "tiles"}


def test_founding_by_form_shows_the_host_key_once_and_makes_a_host(outsider: FlaskClient) -> None:
    page = outsider.post("/new", data=FORM, headers=ORIGIN)
    assert page.status_code == 200
    key = page.text.partition('aria-label="Host key')[0].rpartition('value="')[2].partition('"')[0]
    assert len(key) >= 32
    assert page.headers["Cache-Control"] == "no-store"
    slug = page.text.partition('href="/g/')[2].partition('"')[0]
    group = outsider.get(f"/g/{slug}")
    assert group.status_code == 200
    assert key not in group.text


def test_founding_by_json_answers_with_everything_to_go_on(outsider: FlaskClient) -> None:
    said = {"name": "Kitchen", "space": "vessel", "privacy": "anonymous", "rehearsal": True}
    made = outsider.post("/new", json=said, headers=ORIGIN)
    assert made.status_code == 201
    told = made.json
    assert {"slug", "group_url", "join_code", "join_url", "host_key"} <= told.keys()
    assert outsider.get(f"/g/{told['slug']}.json").json["role"] == "host"


def test_a_group_without_a_name_is_called_by_its_day(outsider: FlaskClient) -> None:
    made = outsider.post("/new", json={"name": "  ", "space": "tiles"}, headers=ORIGIN)
    assert made.status_code == 201
    assert made.json["name"] == "Session of 4 March 2026"


def test_the_host_chooses_what_comes_next(outsider: FlaskClient, studio: Studio) -> None:
    form = outsider.get("/new").text
    for strategy in STRATEGIES.values():
        assert f'name="strategy" value="{strategy.name}"' in form
        assert escape(strategy.title) in form and escape(strategy.help) in form
    assert f'value="{studio.settings.strategy}" checked' in form
    outsider.post("/new", data=FORM | {"strategy": "eubo"}, headers=ORIGIN)
    outsider.post("/new", json=FORM, headers=ORIGIN)
    founded = [current_session(studio.database, group.group_id) for group in all_groups(studio.database)]
    assert sorted(session.strategy for session in founded) == ["eubo", DEFAULT_STRATEGY]


WRONG = [{"name": "x" * 81}, {"space": "clouds"}, {"question": " "}, {"strategy": "hope"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_founding_form_comes_back_as_it_was_filled_in(
    outsider: FlaskClient, wrong: dict[str, str]
) -> None:
    page = outsider.post("/new", data=FORM | wrong, headers=ORIGIN)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert (FORM | wrong)["question"] in page.text
    assert outsider.post(
        "/new", json=FORM | wrong | {"privacy": "identified"}, headers=ORIGIN
    ).status_code in (
        404,
        422,
    )


def test_the_whole_way_in_works_with_plain_forms(circle: Callable[..., Circle]) -> None:
    group = circle()
    browser = group.outsider()
    code = group.group.join_code
    step = browser.post("/join", data={"code": f" {code[:3].lower()}-{code[3:].lower()} "}, headers=ORIGIN)
    assert step.status_code == 303
    door = browser.get(step.headers["Location"])
    assert group.group.question in door.text
    assert "even if you like them least" in door.text
    joined = browser.post(step.headers["Location"], data={"nickname": "Zoë"}, headers=ORIGIN)
    assert joined.headers["Location"] == f"{group.url}/rate"
    assert browser.get(joined.headers["Location"]).status_code == 200
    assert browser.get(f"/j/{code}").status_code == 303


@pytest.mark.parametrize("form", ["/j/{0}", "/J/{0}", "/j/{1}", "/j/{2}"])
def test_codes_are_blind_to_case_and_dashes(circle: Callable[..., Circle], form: str) -> None:
    group = circle()
    code = group.group.join_code
    url = form.format(code, code.lower(), f"{code[:2]}-{code[2:]}")
    assert group.outsider().get(url).status_code == 200


def test_a_pasted_link_is_as_good_as_its_code(circle: Callable[..., Circle]) -> None:
    group = circle()
    link = f"http://localhost/j/{group.group.join_code}/"
    assert group.outsider().post("/join", data={"code": link}, headers=ORIGIN).status_code == 303


def test_wrong_and_closed_codes_get_the_same_words(circle: Callable[..., Circle]) -> None:
    group = circle()
    group.host().post(f"{group.url}/sessions/close", headers=ORIGIN)
    closed = group.outsider().get(f"/j/{group.group.join_code}", headers={"Accept": "application/json"})
    wrong = group.outsider().get("/j/ZZZZZZ", headers={"Accept": "application/json"})
    assert closed.status_code == wrong.status_code == 404
    assert closed.json["detail"] == wrong.json["detail"]
    form = group.outsider().post("/join", data={"code": "ZZZZZZ"}, headers=ORIGIN)
    assert form.status_code == 404
    assert "takes members by that code" in form.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_door_that_is_held_shut_looks_like_a_wrong_code(circle: Callable[..., Circle], method: str) -> None:
    group = circle()
    ada = group.join("Ada")
    hold_door(group.studio, group.group, False)
    asked = {"json": {"nickname": "Bo"}} if method == "post" else {}
    answers = [
        getattr(group.outsider(), method)(
            f"/j/{code}", headers={**ORIGIN, "Accept": "application/json"}, **asked
        )
        for code in (group.group.join_code, "ZZZZZZ")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    shut, wrong = ({**one.json, "instance": ""} for one in answers)
    assert shut == wrong
    assert len(members_of(group.studio.database, group.group.group_id)) == 1
    assert ada.get(f"{group.url}/rate").status_code == 200
    hold_door(group.studio, group.group, True)
    assert group.outsider().get(f"/j/{group.group.join_code}").status_code == 200


ASKED = [Asked("Which team?", ["Red", "Blue"]), Asked("Your role?")]


def test_the_hosts_questions_are_asked_at_the_door_and_may_be_left_out(circle: Callable[..., Circle]) -> None:
    group = circle(questions=ASKED)
    url = f"/j/{group.group.join_code}"
    door = group.outsider().get(f"{url}.json").json
    assert door["questions"] == [
        {"text": "Which team?", "choices": ["Red", "Blue"]}, {"text": "Your role?", "choices": []}
    ]  # fmt: skip
    by_form = group.outsider().post(
        url, data={"nickname": "Ada", "answer-0": "Blue", "answer-1": " design  lead "}, headers=ORIGIN
    )
    by_program = group.outsider().post(url, json={"nickname": "Bo", "answers": ["Red"]}, headers=ORIGIN)
    silent = group.outsider().post(url, data={"nickname": "Cyd"}, headers=ORIGIN)
    assert [one.status_code for one in (by_form, by_program, silent)] == [303, 201, 303]
    kept = group.studio.database.read(
        "SELECT m.nickname, p.position, p.answer FROM particulars p JOIN members m USING (member_id) "
        "ORDER BY ALL"
    )
    assert kept == [("Ada", 0, "Blue"), ("Ada", 1, "design lead"), ("Bo", 0, "Red")]


def test_a_wrong_choice_comes_back_with_the_choices_and_lets_nobody_in(
    circle: Callable[..., Circle],
) -> None:
    group = circle(questions=ASKED)
    url = f"/j/{group.group.join_code}"
    page = group.outsider().post(url, data={"nickname": "Ada", "answer-0": "Green"}, headers=ORIGIN)
    assert page.status_code == 422
    assert 'value="Ada"' in page.text and "none of the choices: Red, Blue" in page.text
    for answers in (["Green"], "Red", [3]):
        refused = group.outsider().post(url, json={"nickname": "Bo", "answers": answers}, headers=ORIGIN)
        assert refused.status_code == 422
    assert members_of(group.studio.database, group.group.group_id) == []


def test_an_anonymous_door_asks_for_no_name_and_keeps_none(circle: Callable[..., Circle]) -> None:
    group = circle(privacy="anonymous")
    url = f"/j/{group.group.join_code}"
    assert 'name="nickname"' not in group.outsider().get(url).text
    sent = group.outsider().post(url, data={"nickname": "Xanthippe"}, headers=ORIGIN)
    assert sent.status_code == 303
    assert group.outsider().post(url, json={"nickname": "Quirinus"}, headers=ORIGIN).status_code == 201
    assert {one.nickname for one in members_of(group.studio.database, group.group.group_id)} == {""}


def test_guessing_codes_is_slowed_down_and_forgiven_after_a_minute(
    circle: Callable[..., Circle], clock: Clock
) -> None:
    group = circle()
    browser = group.outsider()
    assert [browser.get(f"/j/WRONG{n}").status_code for n in range(10)] == [404] * 10
    late = browser.get(f"/j/{group.group.join_code}")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) <= 6
    clock.pass_by(60)
    assert browser.get(f"/j/{group.group.join_code}").status_code == 200


def test_right_codes_cost_nothing(circle: Callable[..., Circle]) -> None:
    group = circle()
    browser = group.outsider()
    assert {browser.get(f"/j/{group.group.join_code}").status_code for _ in range(15)} == {200}


def test_an_impossible_nickname_comes_back_with_the_reason(circle: Callable[..., Circle]) -> None:
    group = circle()
    page = group.outsider().post(f"/j/{group.group.join_code}", data={"nickname": "a\u202eb"}, headers=ORIGIN)
    assert page.status_code == 422
    assert "no control characters" in page.text


def test_programs_join_by_json_and_play_members_in_rehearsals_only(circle: Callable[..., Circle]) -> None:
    private, public = circle(), circle(name="Shelf", rehearsal=True)
    url = f"/j/{public.group.join_code}"
    made = public.outsider().post(url, json={"nickname": "Bot", "simulated": True}, headers=ORIGIN)
    assert made.status_code == 201
    assert made.json["rate_url"] == f"{public.url}/rate"
    refused = private.outsider().post(
        f"/j/{private.group.join_code}", json={"nickname": "Bot", "simulated": True}, headers=ORIGIN
    )
    assert refused.status_code == 403
    assert public.outsider().post(url, json={"nickname": 3}, headers=ORIGIN).status_code == 422
    assert public.outsider().post(url, json=[], headers=ORIGIN).status_code == 422


def test_member_cookies_are_for_this_site_and_out_of_reach_of_scripts(circle: Callable[..., Circle]) -> None:
    group = circle()
    joined = group.outsider().post(f"/j/{group.group.join_code}", data={"nickname": "Ada"}, headers=ORIGIN)
    cookie = joined.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_cookies_are_secure(circle: Callable[..., Circle]) -> None:
    group = circle()
    joined = group.outsider().post(
        f"/j/{group.group.join_code}",
        data={"nickname": "Ada"},
        headers={"Origin": "https://localhost"},
        base_url="https://localhost",
    )
    assert "Secure" in joined.headers["Set-Cookie"]


def test_the_qr_code_is_svg_without_style_and_readable_by_members(circle: Callable[..., Circle]) -> None:
    group = circle()
    drawing = group.host().get(f"{group.url}/join.svg")
    assert drawing.mimetype == "image/svg+xml"
    assert "style=" not in drawing.text


def test_those_with_the_code_see_a_few_pictures_before_they_join(circle: Callable[..., Circle]) -> None:
    group = circle()
    page = group.outsider().get(f"/j/{group.group.join_code}.json").json
    assert len(page["picture_urls"]) == 3
    assert all(group.outsider().get(url).status_code == 200 for url in page["picture_urls"])
    assert group.outsider().get(f"/j/{group.group.join_code}/pictures/5").status_code == 404
