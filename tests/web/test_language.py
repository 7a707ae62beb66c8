"""Which language is spoken, how it counts and writes numbers, and that no page says English by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from group_plgl.errors import BadInput, Word
from group_plgl.web import filters, language
from group_plgl.web.language import COOKIE, LANGUAGES, PSEUDO, _, apology, gettext, ngettext
from group_plgl.web.pseudo import pseudo

from .conftest import ORIGIN, Circle, Clock

NO_WORDS = re.compile(r"Group PLGL|localhost|March")  # a name, an address, a month in a date
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.4"}


def spoken(page: str) -> str:
    return page.partition('<html lang="')[2].partition('"')[0]


def test_a_page_speaks_what_the_browser_asks_for(outsider: FlaskClient) -> None:
    page = outsider.get("/", headers=GERMAN)
    assert spoken(page.text) == "de"
    assert page.headers["Content-Language"] == "de"
    assert "Beitrittscode" in page.text and "Join code" not in page.text


@pytest.mark.parametrize("asked", ["", "fr-FR,fr;q=0.9", "xx", "*", "en-XA", ",;q=", "de;q=0"])
def test_a_language_nobody_translated_falls_back_to_english(outsider: FlaskClient, asked: str) -> None:
    assert spoken(outsider.get("/", headers={"Accept-Language": asked}).text) == "en"


def test_the_best_language_that_is_there_is_taken(outsider: FlaskClient) -> None:
    assert spoken(outsider.get("/", headers={"Accept-Language": "fr,de;q=0.5,en;q=0.3"}).text) == "de"


def test_a_chosen_language_is_stronger_and_is_kept(outsider: FlaskClient) -> None:
    assert spoken(outsider.get("/?lang=en", headers=GERMAN).text) == "en"
    kept = outsider.get_cookie(COOKIE)
    assert kept is not None and kept.value == "en" and kept.http_only
    assert spoken(outsider.get("/settings", headers=GERMAN).text) == "en"


@pytest.mark.parametrize("chosen", ["tlh", "../de", "", "DE"])
def test_an_unknown_choice_is_no_choice(outsider: FlaskClient, chosen: str) -> None:
    page = outsider.get("/", query_string={"lang": chosen}, headers=GERMAN)
    assert spoken(page.text) == "de"
    assert outsider.get_cookie(COOKIE) is None


def test_caches_keep_languages_apart(outsider: FlaskClient) -> None:
    assert {"Accept-Language", "Cookie"} <= set(outsider.get("/").vary)


def test_the_twin_of_a_group_changes_its_tag_with_the_language(circle: Callable[..., Circle]) -> None:
    host, url = (group := circle()).host(), f"{group.url}.json"
    english = host.get(url).headers["ETag"]
    german = host.get(url, headers={**GERMAN, "If-None-Match": english})
    assert german.status_code == 200 and german.headers["ETag"] != english


def test_every_page_offers_the_other_languages_in_their_own_words(outsider: FlaskClient) -> None:
    assert '<a href="?lang=de" lang="de" hreflang="de">Deutsch</a>' in outsider.get("/").text
    assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in outsider.get("/", headers=GERMAN).text
    assert "Pseudo" not in outsider.get("/").text


def test_outside_a_request_everything_stays_english() -> None:
    assert _("Join code") == "Join code"
    assert ngettext("{n} member", "{n} members", 2000) == "2,000 members"


def test_plurals_follow_the_language(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        assert [ngettext("{n} member", "{n} members", n) for n in (0, 1, 2)] == [
            "0 Mitglieder", "1 Mitglied", "2 Mitglieder",
        ]  # fmt: skip


def test_numbers_shares_and_dates_follow_the_language(app: Flask) -> None:
    day = datetime(2026, 3, 4, tzinfo=UTC)
    with app.test_request_context():
        english = [ngettext("{n} answer", "{n} answers", 12345), language.percent(0.816), language.date(day)]
        assert [*english, language.decimal(3.14, 1)] == ["12,345 answers", "82%", "4 March 2026", "3.1"]
    with app.test_request_context(headers=GERMAN):
        german = [ngettext("{n} answer", "{n} answers", 12345), language.percent(0.816), language.date(day)]
        assert [*german, language.decimal(3.14, 1)] == ["12.345 Antworten", "82\xa0%", "4. März 2026", "3,1"]


def test_times_are_told_as_people_say_them(app: Flask, clock: Clock) -> None:
    ages = [timedelta(seconds=s) for s in (1, 200, 8000)]
    with app.test_request_context(headers=GERMAN):
        assert [filters.ago(clock() - age) for age in ages] == ["gerade eben", "vor 3 Min.", "vor 2 Std."]
        assert filters.duration(0.34) == "0,3 s"
        assert filters.reach([0.8, 0.914]) == "80–91\xa0%"


def test_lengths_in_drawings_stay_the_same_in_every_language(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        assert filters.extent(0.816) == "82%"


def test_an_error_is_told_in_the_language_of_the_page_and_kept_in_english(app: Flask) -> None:
    text = "a {name} has 1 to {longest} characters, this one has {have}"
    error = BadInput(text, advice="Try again.", name=Word("nickname"), longest=40, have=1234)
    with app.test_request_context(headers=GERMAN):
        said = "Name: erlaubt sind 1 bis 40 Zeichen, hier sind es 1.234. Versuche es noch einmal."
        assert apology(error) == said
    assert str(error) == "a nickname has 1 to 40 characters, this one has 1234"


def test_what_people_typed_is_never_translated_or_filled(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        assert gettext("{name} (you)", name="{name} Undo") == "{name} Undo (du)"


def test_a_problem_is_told_to_programs_in_the_language_they_ask_for(outsider: FlaskClient) -> None:
    wrong = outsider.get("/j/QQQQQQ.json", headers=GERMAN).json
    assert wrong["type"] == "/problems/not-found"
    assert wrong["title"] == "Hier ist nichts" and wrong["detail"].startswith("Unter diesem Code")
    assert outsider.get("/j/QQQQQQ.json").json["detail"].startswith("No group takes members")


def test_scripts_get_their_words_under_a_name_that_changes_with_them(outsider: FlaskClient) -> None:
    page = outsider.get("/", headers=GERMAN).text
    address = re.search(r'<script type="module" src="(/words/de-[0-9a-f]{16}\.js)"></script>', page)
    assert address is not None
    script = outsider.get(address[1])
    assert script.mimetype == "text/javascript" and "immutable" in script.headers["Cache-Control"]
    words = json.loads(script.text.removeprefix("globalThis.plglWords=").rstrip("\n;"))
    assert words["Undo"] == "Rückgängig"
    assert words["{n} answered"] == {"one": "{n} beantwortet", "other": "{n} beantwortet"}
    assert outsider.get("/words/de-0000000000000000.js").headers["Cache-Control"] == "no-cache"


def test_english_pages_load_no_words(outsider: FlaskClient) -> None:
    assert "/words/" not in outsider.get("/").text
    assert outsider.get("/words/tlh-00.js").data == b""


def test_charts_speak_and_count_in_the_language_of_the_page(circle: Callable[..., Circle]) -> None:
    group = circle()
    ada = group.join("Ada")
    group.join("Bo")
    group.draw()
    spec = ada.get(f"{group.url}/board/rule_liking.vl.json", headers=GERMAN)
    assert spec.json["config"]["locale"]["number"]["decimal"] == ","
    assert "vorhergesagtes Gefallen" in json.dumps(spec.json, ensure_ascii=False)
    rows = ada.get(f"{group.url}/board/rule_liking.json", headers=GERMAN).json["chart"]
    assert rows["title"] == "Regeln und Mitglieder"
    assert {row["label"] for row in rows["rows"]} == {"Ada (du)", "Bo"}


def test_the_pseudo_locale_is_accented_longer_and_bracketed_and_keeps_names_and_markup() -> None:
    text = pseudo('{n} of <a href="/x">many</a> 95 %% &amp; %(name)s')
    assert text.startswith('[{n} öƒ <a href="/x">ɱåñý</a> 95 %% &amp; %(name)s ') and text.endswith("]")
    assert (
        1.2 < len(pseudo("Everything stays on this machine")) / len("Everything stays on this machine") < 1.6
    )
    assert pseudo("") == ""


class Visible(HTMLParser):
    """The texts of a page that people see or hear, but for code and what is nobody's language."""

    SILENT = frozenset({"script", "style", "code", "kbd", "svg"})
    VOID = frozenset({"img", "input", "br", "link", "meta", "hr", "source", "wbr"})
    SPOKEN = frozenset({"alt", "title", "aria-label", "aria-description", "aria-valuetext", "placeholder"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        foreign = "lang" in said and tag != "html"
        silent = tag in self.SILENT - {"svg"} or foreign or said.get("translate") == "no" or self._silent()
        if not silent:
            self.texts += [value for name, value in attrs if name in self.SPOKEN and value]
        if tag not in self.VOID:
            self._open.append((tag, silent or tag == "svg"))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent():
            self.texts.append(data.strip())

    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def untranslated(page: str) -> list[str]:
    """Texts with two plain letters in a row: the pseudo-locale has none, and people here are numbers."""
    texts = [NO_WORDS.sub("", text) for text in Visible(page).texts]
    return [text for text in texts if re.search(r"[A-Za-z]{2}", text)]


def pages_of(client: FlaskClient, app: Flask, slug: str, code: str) -> dict[str, str]:
    """Every page this visitor can open, by its address: all routes that answer with HTML."""
    fixed = {"slug": slug, "code": code, "number": 1, "rule": "mean"}
    found: dict[str, str] = {}
    with app.test_request_context():
        builds = [
            rule.build({name: fixed[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.arguments <= fixed.keys()
        ]
    for built in builds:
        answer = client.get(built[1], headers={"Accept": "text/html"}) if built else None
        if answer is not None and answer.mimetype == "text/html" and answer.status_code == 200:
            found[built[1]] = answer.text
    return found


@pytest.fixture
def numbers(circle: Callable[..., Circle], request: pytest.FixtureRequest) -> Circle:
    """A group whose people use no letters, so that every letter on its pages is ours."""
    return circle(name="2026", question="1 + 1 = ?", privacy=getattr(request, "param", "identified"))


@pytest.mark.parametrize(
    ("numbers", "drawn", "role"),
    [
        ("identified", False, "host"),
        ("identified", False, "member"),
        ("identified", True, "host"),
        ("identified", True, "outsider"),
        ("pseudonymous", True, "member"),
        ("anonymous", True, "host"),
        ("anonymous", True, "member"),
    ],
    indirect=["numbers"],
)
def test_every_page_is_translated_whole(numbers: Circle, app: Flask, role: str, drawn: bool) -> None:
    member = numbers.join("11")
    for nickname in ("22", "33"):
        numbers.join(nickname)
    if drawn:
        numbers.draw()
    client = {"host": numbers.host(), "member": member, "outsider": numbers.outsider()}[role]
    client.set_cookie(COOKIE, PSEUDO)
    pages = pages_of(client, app, numbers.group.slug, numbers.group.join_code)
    assert {"/", "/new", "/settings"} <= pages.keys()
    assert {address: untranslated(page) for address, page in pages.items() if untranslated(page)} == {}


@pytest.mark.parametrize("numbers", ["identified", "anonymous"], indirect=True)
def test_every_slide_and_the_control_beside_it_are_translated_whole(numbers: Circle) -> None:
    for nickname in ("11", "22", "33", "44", "55", "66"):
        numbers.join(nickname)
    numbers.draw()
    host = numbers.host()
    host.set_cookie(COOKIE, PSEUDO)
    phases, following = set(), ""
    host.post(f"{numbers.url}/control/go", data={"phase": "lobby"}, headers=ORIGIN)
    for _step in range(9):
        pages = [host.get(f"{numbers.url}/{name}").text for name in ("present", "control")]
        assert [untranslated(page) for page in pages] == [[], []]
        shown = host.get(f"{numbers.url}/present.json").json
        phases, following = {*phases, shown["phase"]}, shown["next"]
        if following in ("", pseudo("The blind vote")):
            break
        host.post(f"{numbers.url}/control/next", headers=ORIGIN)
    assert phases == {"lobby", "rating", "reveal"}


def test_apologies_and_forms_sent_back_are_translated_whole(numbers: Circle) -> None:
    client = numbers.outsider()
    client.set_cookie(COOKIE, PSEUDO)
    answers = [
        client.get("/nowhere"),
        client.post("/join", data={"code": "123"}, headers=ORIGIN),
        client.post(f"/j/{numbers.group.join_code}", data={"nickname": "9" * 99}, headers=ORIGIN),
        client.post(f"/g/{numbers.group.slug}/host", data={"host_key": "123"}, headers=ORIGIN),
        client.post("/new", data={"name": "9" * 81, "question": "?", "space": "tiles"}, headers=ORIGIN),
        client.post("/new", data={"name": "1", "question": "?", "space": "tiles"}, headers=ORIGIN),
        client.delete("/", headers=ORIGIN),
        client.post("/join", data={"code": "123"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 422, 404, 422, 200, 405, 403]
    assert [untranslated(answer.text) for answer in answers] == [[]] * len(answers)


def test_every_language_is_as_wide_as_its_plural_rules_ask() -> None:
    for one in LANGUAGES.values():
        assert one.direction in ("ltr", "rtl")
        assert one.texts.ngettext("{n} member", "{n} members", 1) != ""
