"""The one translation layer: which language is spoken, its words, and how it writes numbers and dates.

English texts are the keys. A language is one PO file in `languages`, read when it is first spoken.
Which one that is follows `?lang=`, then the cookie that remembers it, then what the browser asks
for, then English. Outside a request everything stays English.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from flask import Flask, Response, g, has_request_context, request

from group_plgl.errors import GroupPLGLError, Word, filled
from group_plgl.web.pseudo import pseudo

COOKIE = "plgl_lang"
PSEUDO = "en-XA"
REFERENCE = "de"
_FOLDER = Path(__file__).with_name("languages")
_YEAR = 365 * 24 * 3600
_SCRIPTS = "static/"


class _Pseudo(NullTranslations):
    """Every text in the pseudo-locale, without a catalog."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


@dataclass(frozen=True)
class Language:
    """One language that pages are written in.

    Attributes:
        tag: Its BCP 47 tag, as in `<html lang>`.
        title: What its speakers call it.
        formats: The CLDR locale that numbers and dates follow.
    """

    tag: str
    title: str
    formats: str

    @cached_property
    def locale(self) -> Locale:
        """How it writes numbers and dates."""
        return Locale.parse(self.formats)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @cached_property
    def texts(self) -> NullTranslations:
        """Its texts by their English keys; what is missing stays English."""
        if self.tag == PSEUDO:
            return _Pseudo()
        path = _FOLDER / f"{self.tag}.po"
        return _translations(_catalog(path)) if path.is_file() else NullTranslations()

    @cached_property
    def script(self) -> bytes:
        """A module that hands its texts to `static/words.js`; empty where scripts speak English anyway."""
        if self.tag == "en":
            return b""
        texts = {_key(message): self._forms(message) for message in _used_in_scripts()}
        words = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        return f"globalThis.plglWords={words};\n".encode()

    @cached_property
    def script_name(self) -> str:
        """The module's name in its URL, by content, so it may be kept for ever."""
        return f"{self.tag}-{hashlib.sha256(self.script).hexdigest()[:16]}"

    def _forms(self, message: Message) -> str | dict[str, str]:
        """A text, or one for each plural category of the language."""
        if isinstance(message.id, str):
            return self.texts.gettext(message.id)
        one, many = message.id
        samples = {str(self.locale.plural_form(n)): n for n in range(200, -1, -1)}
        forms = {category: self.texts.ngettext(one, many, n) for category, n in samples.items()}
        return {"other": self.texts.ngettext(one, many, 2), **forms}


LANGUAGES = {
    language.tag: language
    for language in (
        Language("en", "English", "en_GB"),
        Language("de", "Deutsch", "de_DE"),
        Language(PSEUDO, "Pseudo", "en_GB"),
    )
}
OFFERED = tuple(tag for tag in LANGUAGES if tag != PSEUDO)


def language() -> Language:
    """The language of this request; English outside one."""
    if not has_request_context():
        return LANGUAGES["en"]
    if "language" not in g:
        g.language = LANGUAGES[_wanted()]
    found: Language = g.language
    return found


def gettext(text: str, /, **values: object) -> str:
    """A text in the language of this request, with its `{names}` replaced by values.

    Without values it is only translated, so `_("{n} joined").format(n=3)` works as well.
    """
    return filled(language().texts.gettext(text), values, written) if text else ""


_ = gettext


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The text for one or for many, by the plural rules of the language; `{n}` is the number."""
    return filled(language().texts.ngettext(one, many, n), {"n": n, **values}, written)


def later(text: str) -> str:
    """A text that is translated when it is shown: marked here, looked up there."""
    return text


def either(one: str, many: str) -> tuple[str, str]:
    """A pair for `ngettext`, marked here and looked up there."""
    return one, many


def told(error: GroupPLGLError) -> tuple[str, str]:
    """What an error says and advises, in the language of this request."""
    values = {name: gettext(it) if isinstance(it, Word) else it for name, it in error.values.items()}
    return gettext(error.text, **values), gettext(error.advice_text, **values)


def apology(error: GroupPLGLError) -> str:
    """An error as sentences, for a form: what happened with a capital in front, then what to do."""
    text, advice = told(error)
    return f"{text[:1].upper()}{text[1:]}. {advice}".strip()


def written(value: object) -> str:
    """A value inside a sentence: numbers as the language writes them, all else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format_decimal(value, locale=language().locale)


def decimal(value: float, digits: int) -> str:
    """A number with so many digits behind the point, or the comma."""
    return format_decimal(value, format=f"#,##0.{'0' * digits}".rstrip("."), locale=language().locale)


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as percent with at most so many digits: `82%`, in German `82 %`."""
    return format_percent(round(share, 2 + digits), locale=language().locale, decimal_quantization=False)


def number_signs() -> dict[str, object]:
    """How charts write numbers, in the words of the library that draws them (d3-format)."""
    signs = language().locale.number_symbols["latn"]
    return {
        "decimal": signs["decimal"],
        "thousands": signs["group"],
        "grouping": [3],
        "currency": ["", ""],
        "percent": percent(1).removeprefix("100"),
    }


def date(moment: datetime) -> str:
    """A day as people write it: `4 March 2026`, in German `4. März 2026`."""
    return format_date(moment, format="long", locale=language().locale)


def install(app: Flask) -> None:
    """Let an app's templates and answers speak the language of each request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        gettext=gettext, ngettext=ngettext, language=language, languages=[LANGUAGES[tag] for tag in OFFERED]
    )
    app.add_url_rule("/words/<name>.js", "words", _words)
    app.after_request(_remember)


def _wanted() -> str:
    """The tag that was chosen or asked for; unknown ones count as not said."""
    for said in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if said in LANGUAGES:
            return said
    return request.accept_languages.best_match(OFFERED, default="en") or "en"


def _words(name: str) -> Response:
    """The texts of a language for scripts; a name of an older version gets the newest."""
    tag = name.rpartition("-")[0]
    found = LANGUAGES.get(tag, LANGUAGES["en"])
    response = Response(found.script, mimetype="text/javascript")
    same = name == found.script_name
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if same else "no-cache"
    return response


def _remember(response: Response) -> Response:
    """Say which language was spoken, and keep the one that was chosen."""
    if "language" in g:
        response.headers.setdefault("Content-Language", g.language.tag)
        response.vary.update(["Accept-Language", "Cookie"])
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, path="/", httponly=True, samesite="Lax")
    return response


@lru_cache
def _catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _translations(catalog: Catalog) -> NullTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _used_in_scripts() -> list[Message]:
    """The messages that scripts say, by where the reference catalog found them."""
    path = _FOLDER / f"{REFERENCE}.po"
    messages: Mapping[str, Message] = {_key(message): message for message in _catalog(path) if message.id}
    return [
        message
        for message in messages.values()
        if any(file.startswith(_SCRIPTS) for file, _ in message.locations)
    ]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
