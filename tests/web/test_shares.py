"""Links over HTTP: made, opened, framed and taken back; their secrets are nowhere."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from group_plgl.cli import main
from group_plgl.errors import BadInput
from group_plgl.services import share as sharing
from group_plgl.services import tidy
from group_plgl.services.convene import found_group
from group_plgl.services.share import Wish, make_share, origin_of
from group_plgl.services.studio import open_studio
from group_plgl.settings import Settings
from group_plgl.store.findings import Campsite, camps, put_camps
from group_plgl.store.models import group_models, ideals, put_group_models, put_ideals
from group_plgl.store.shares import shares_of
from group_plgl.web import sharing as web_sharing
from group_plgl.web.language import PSEUDO

from .conftest import ORIGIN, START
from .test_language import untranslated

DAY = 24 * 3600


@pytest.fixture
def group(circle):
    made = circle()
    for name in ("Ada", "Bo", "Cyd"):
        made.join(name)
    made.draw()
    return made


def make(group, **words):
    answer = group.host().post(f"{group.url}/shares", json={"scope": "result", **words}, headers=ORIGIN)
    assert answer.status_code == 201, answer.text
    return answer.json["made"]["url"].removeprefix("http://localhost")


def listed(group):
    return group.host().get(f"{group.url}/shares.json").json


def test_only_the_host_makes_sees_and_takes_back_links(group):
    ada, outsider = group.join("Eve"), group.outsider()
    url = make(group)
    share = listed(group)["links"][0]["share_id"]
    for client, status in ((ada, 403), (outsider, 404)):
        assert client.get(f"{group.url}/shares").status_code == status
        assert (
            client.post(f"{group.url}/shares", data={"scope": "board"}, headers=ORIGIN).status_code == status
        )
        ended = client.post(f"{group.url}/shares/{share}/end", headers=ORIGIN)
        assert ended.status_code == status
    assert outsider.get(url).status_code == 200


def test_a_link_is_told_once_and_never_again(group):
    page = group.host().post(f"{group.url}/shares", data={"scope": "result", "lasts": "7d"}, headers=ORIGIN)
    assert page.status_code == 201 and page.headers["Cache-Control"] == "no-store"
    token = re.search(r"/v/([\w-]{22})", page.text)[1]
    assert token not in group.host().get(f"{group.url}/shares").text
    assert token not in json.dumps(listed(group))


def test_unknown_expired_and_ended_links_look_the_same(group, clock):
    outsider = group.outsider()
    expired, ended = make(group, lasts="1d"), make(group, lasts="never")
    share = next(one["share_id"] for one in listed(group)["links"] if one["expires_at"] is None)
    unknown = "/v/" + "A" * 22
    ends = ("", ".json", "/embed", "/pictures/" + "0" * 32, "/charts/taste_map.vl.json")
    assert outsider.get(ended).status_code == outsider.get(expired).status_code == 200
    group.host().post(f"{group.url}/shares/{share}/end", headers=ORIGIN)
    assert outsider.get(ended).status_code == 404, "at once"
    clock.pass_by(DAY - 1)
    assert outsider.get(expired).status_code == 200
    clock.pass_by(1)
    for end in ends:
        answers = [outsider.get(url + end) for url in (unknown, expired, ended)]
        assert {one.status_code for one in answers} == {404}
        bodies = {
            one.text.replace(url, "") for one, url in zip(answers, (unknown, expired, ended), strict=True)
        }
        assert len(bodies) == 1, end
        assert len({str(sorted(one.headers.items())) for one in answers if end == ""}) <= 1
    posted = [outsider.post(url, headers=ORIGIN).status_code for url in (unknown, expired, ended)]
    assert posted == [404, 404, 404]
    states = {one["state"] for one in listed(group)["gone"]}
    assert states == {"ended", "expired"} and listed(group)["links"] == []


def test_the_token_is_neither_in_the_database_nor_in_a_log(group, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    url = make(group, password="open sesame", lasts="never")
    token = url.removeprefix("/v/")
    live = make(group)
    group.outsider().get(live)

    def broken(_found):
        raise RuntimeError("broken")

    monkeypatch.setattr(web_sharing, "share_page", broken)
    group.app.testing = False
    assert group.outsider().get(live).status_code == 500
    assert "/v/…" in caplog.text
    for secret in (token, live.removeprefix("/v/")):
        assert secret not in caplog.text
    database = group.studio.database
    tables = database.read("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'")
    dump = "".join(str(database.read(f"SELECT * FROM {table}")) for (table,) in tables)
    assert "shares" in {table for (table,) in tables} and "taste" in str(tables) + dump
    folder = Path(group.studio.settings.data)
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (token, live.removeprefix("/v/"), "open sesame"):
        assert secret not in dump
        assert secret.encode() not in files


def test_what_lies_under_a_link_is_not_indexed_referred_to_or_kept(group):
    outsider, url = group.outsider(), make(group)
    picture = outsider.get(f"{url}.json").json["drawn"]["ideals"][0]["picture_url"]
    assert picture.startswith(url)
    for end in ("", ".json", "/embed", "/nothing"):
        headers = outsider.get(url + end).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "private, no-store"
    served = outsider.get(picture)
    assert served.headers["Cache-Control"] == "private, no-cache", "asked for anew, as the link may end"
    again = outsider.get(picture, headers={"If-None-Match": served.headers["ETag"]})
    assert again.status_code == 304
    end = listed(group)["links"][0]["share_id"]
    group.host().post(f"{group.url}/shares/{end}/end", headers=ORIGIN)
    assert outsider.get(picture, headers={"If-None-Match": served.headers["ETag"]}).status_code == 404


def test_a_password_opens_a_link_in_one_browser(group):
    url, outsider = make(group, password="open sesame"), group.outsider()
    door = outsider.get(url)
    assert door.status_code == 200 and "Lobby wall" not in door.text and "Live with it" not in door.text
    assert door.headers["Referrer-Policy"] == "same-origin", "else the form would come from nowhere"
    for end in (".json", "/embed"):
        assert outsider.get(url + end).status_code == 404
    wrong = outsider.post(url, data={"password": "sesame"}, headers=ORIGIN)
    assert wrong.status_code == 403 and "not the password" in wrong.text
    right = outsider.post(url, data={"password": "open sesame"}, headers=ORIGIN)
    assert right.status_code == 303
    cookie = right.headers["Set-Cookie"]
    assert "Path=/v;" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert "plgl_m_" not in cookie
    assert outsider.get(url).status_code == outsider.get(f"{url}.json").status_code == 200
    assert "Lobby wall" not in group.outsider().get(url).text
    other = group.outsider()
    for _ in range(10):
        last = other.post(url, data={"password": "x"}, headers=ORIGIN)
    assert last.status_code in (403, 429)
    assert other.post(url, data={"password": "open sesame"}, headers=ORIGIN).status_code == 429


def test_openings_are_counted_by_the_hour_and_of_nobody(group, clock):
    url, outsider = make(group), group.outsider()
    assert listed(group)["links"][0]["seen"] == "Not opened yet"
    clock.pass_by(1800)
    for _ in range(2):
        outsider.get(url, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    outsider.get(f"{url}.json")
    outsider.head(url)
    line = listed(group)["links"][0]
    assert line["views"] == 2 and line["seen_at"] == "2026-03-04T05:00:00Z"
    assert "203.0.113.9" not in str(group.studio.database.read("SELECT * FROM share_views"))


def test_only_sites_that_are_named_frame_a_link_and_nothing_else_is_framed(group):
    outsider = group.outsider()
    url = make(group, origins="https://Intranet.example.org https://b.example:8443")
    csp = outsider.get(f"{url}/embed").headers["Content-Security-Policy"]
    assert csp.endswith("frame-ancestors https://b.example:8443 https://intranet.example.org")
    for other in (url, make(group) + "/embed", "/", f"{url}.json", f"{url}/nothing", "/settings"):
        assert outsider.get(other).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    page = outsider.get(f"{url}/embed?theme=dark&only=mean").text
    assert 'data-theme="dark"' in page and "b.example" in page
    assert 'data-theme="red"' not in outsider.get(f"{url}/embed?theme=red").text


def test_a_picture_that_a_browser_has_may_be_shown_again_by_a_frame_without_origin(group):
    outsider, url = group.outsider(), make(group)
    picture = outsider.get(f"{url}.json").json["drawn"]["ideals"][0]["picture_url"]
    first = outsider.get(picture)
    again = outsider.get(picture, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, again):
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_programs_are_told_how_to_frame_a_link(group):
    outsider, url = group.outsider(), make(group, origins=["https://a.example"])
    page = outsider.get(url).text
    address = re.search(r'oembed" href="http://localhost([^"]+)"', page)[1].replace("&amp;", "&")
    told = outsider.get(address).json
    assert (
        told["version"] == "1.0" and told["type"] == "rich" and (told["width"], told["height"]) == (640, 720)
    )
    assert f'src="http://localhost{url}/embed"' in told["html"]
    small = outsider.get(f"{address}&maxwidth=320&maxheight=200").json
    assert (small["width"], small["height"]) == (320, 200)
    assert outsider.get(f"{address}&format=xml").status_code == 501
    assert outsider.get(f"/oembed.json?url=http://localhost{make(group)}").status_code == 404
    assert outsider.get("/oembed.json?url=http://localhost/settings").status_code == 404


def test_what_cannot_be_granted_says_why(group):
    host = group.host()
    for words, why in (
        ({"scope": "everything"}, "there is no scope"),
        ({"scope": "chart", "chart": "pie"}, "which chart"),
        ({"lasts": "soon"}, "lasts 12h"),
        ({"origins": "example.org"}, "is no site"),
        ({"origins": "https://a.example", "password": "x"}, "cannot be framed"),
        ({"label": "x" * 81}, "1 to 80 characters"),
    ):
        answer = host.post(f"{group.url}/shares", json={"scope": "result", **words}, headers=ORIGIN)
        assert answer.status_code == 422 and why.lower() in answer.json["detail"].lower(), words
    page = host.post(f"{group.url}/shares", data={"scope": "result", "lasts": "soon"}, headers=ORIGIN)
    assert page.status_code == 422 and "lasts 12h" in page.text


def test_sites_are_named_as_browsers_name_them():
    assert origin_of(" HTTPS://Example.org:443/ ") == "https://example.org"
    assert origin_of("http://192.168.1.2:8080") == "http://192.168.1.2:8080"
    assert origin_of("http://[::1]:80") == "http://[::1]"
    for wrong in (
        "*", "https://*.example.org", "example.org", "https://a.org/path", "javascript:alert(1)", "null",
        "https://a.org; script-src *", "https://a.org,b.org", "https://u:p@a.org", "https://a.org:x", "",
    ):  # fmt: skip
        with pytest.raises(BadInput):
            origin_of(wrong)


def test_a_number_that_a_link_stays_with_is_not_tidied_until_the_link_ends(group, clock):
    studio = group.studio
    share, _token = make_share(studio, group.group, Wish(frozen=True, lasts="never"))
    assert share.number == 1
    studio = replace(studio, settings=replace(studio.settings, kept_models=1))
    models = group_models(studio.database, group.group.group_id, 1)
    first = ideals(studio.database, group.group.group_id, 1)
    put_group_models(studio.database, [replace(one, number=2) for one in models])
    put_group_models(studio.database, [replace(one, number=0) for one in models])  # the first stays anyway
    put_ideals(studio.database, [replace(one, number=2) for one in first], [], [])
    site = camps(studio.database, group.group.group_id, 1)
    put_camps(studio.database, Campsite(replace(site[0], number=2), []))
    assert group.group.group_id not in tidy.behind(studio)
    tidy.tidy_group(studio, group.group.group_id)
    assert ideals(studio.database, group.group.group_id, 1)
    sharing.end_share(studio, group.group, share.share_id)
    assert group.group.group_id in tidy.behind(studio)
    tidy.tidy_group(studio, group.group.group_id)
    assert ideals(studio.database, group.group.group_id, 1) == []
    clock.pass_by(31 * DAY)
    assert tidy.HOUSE in tidy.behind(studio)
    tidy.tidy_group(studio, tidy.HOUSE)
    assert shares_of(studio.database, group.group.group_id) == []


def test_the_command_line_makes_lists_and_takes_back(tmp_path):
    settings = Settings(data=str(tmp_path))
    with_studio = open_studio(settings, lambda: START)
    group, _key = found_group(with_studio, name="Hall", question="Which?", space="tiles")
    with_studio.close()
    share = ["share", group.slug, "--data", str(tmp_path)]
    run = CliRunner().invoke
    made = json.loads(
        run(main, [*share, "--scope", "board", "--expires", "7d", "--label", "Ann", "--json"]).output
    )
    assert re.fullmatch(r"/v/[\w-]{22}", made["url"]) and made["scope"] == "board" and "token" not in made
    line = run(main, [*share, "--list"]).output
    assert made["share_id"] in line and "“Ann”" in line and made["url"][3:] not in line
    ended = json.loads(run(main, [*share, "--revoke", made["share_id"], "--json"]).output)
    assert [one["state"] for one in ended] == ["ended"]
    assert run(main, [*share, "--revoke", "nothing"]).exit_code == 1
    assert run(main, [*share, "--frozen"]).exit_code == 1, "there is no number yet"


def test_what_a_link_shows_is_translated_whole(circle):
    numbers = circle(name="2026", question="1 + 1 = ?")
    for name in ("11", "22", "33"):
        numbers.join(name)
    numbers.draw()
    told = numbers.host().post(
        f"{numbers.url}/shares", data={"scope": "result", "origins": "http://1.1"}, headers=ORIGIN,
        query_string={"lang": PSEUDO},
    )  # fmt: skip
    assert _left(told.text) == []
    for scope in ("result", "board", "gallery", "chart"):
        for words in ({"origins": "http://1.1"}, {"password": "1"}):
            url = make(numbers, scope=scope, chart="taste_map", **words)
            for end in ("", "/embed") if "origins" in words else ("",):
                page = numbers.outsider().get(f"{url}{end}?lang={PSEUDO}")
                assert page.status_code == 200 and _left(page.text) == [], url


def _left(page):
    """What is not translated, besides addresses and the names of months."""
    return untranslated(re.sub(r"(http|&lt;)[^\"<]*|\d+ [A-Z][a-z]+ 2026", "", page))


def test_a_frame_has_the_colours_of_the_house():
    folder = Path(__file__).parents[2] / "static"
    house, share = ((folder / name).read_text("utf-8") for name in ("house.css", "share.css"))
    rules = {
        theme: re.search(rf"\[data-theme={theme}\] {{(.*?)}}", share, re.S)[1] for theme in ("light", "dark")
    }
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", house, re.S)[:2]
    for theme, said in (("light", light), ("dark", dark)):
        tokens = dict(re.findall(r"(--[\w-]+): ([^;]+);", said))
        framed = dict(re.findall(r"(--[\w-]+): ([^;]+);", rules[theme]))
        assert {name: tokens[name] for name in framed} == framed and len(framed) == 14
