"""Scripts speak the reader's language too: a German deck, and none that is English by itself."""

import re

import pytest

from group_plgl.rehearsal import Caller

pytestmark = pytest.mark.browser

PLAIN_TEXTS = r"""() => {
  const silent = "script, style, noscript, code, kbd, [translate=no], [lang]:not(html), [hidden]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: home, data } = walker.currentNode;
    if (!home.closest(silent)) found.push(data);
  }
  for (const one of document.querySelectorAll("[aria-label], [alt], [title]")) {
    if (!one.closest(silent)) found.push(one.ariaLabel ?? "", one.getAttribute("alt") ?? "", one.title);
  }
  return found.map((text) => text.replace("Group PLGL", "")).filter((text) => /[A-Za-z]{2}/.test(text));
}"""


@pytest.fixture
def group(house):
    """A group whose people use no letters, so that every letter on its pages is ours."""
    wishes = {"name": "2026", "question": "1 + 1 = ?", "space": "tiles", "mode": "swipe"}
    return Caller(house.url).ask("POST", "/new", wishes)


def _joined(browser, house, group, locale, chosen=""):
    """A phone at the deck, which has its first card."""
    phone = {"width": 390, "height": 844}
    page = browser.new_context(viewport=phone, locale=locale, base_url=house.url).new_page()
    page.goto(f"/j/{group['join_code']}{chosen}")
    page.fill("input[name=nickname]", "11")
    page.click("form button[type=submit]")
    page.wait_for_url(re.compile("/rate$"))
    page.wait_for_selector("#deck .card img")
    return page


def test_a_german_phone_reads_a_german_deck_and_may_choose_english(browser, house, group):
    page = _joined(browser, house, group, "de-DE")
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.text_content("#wire-words") == "gespeichert"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto("/?lang=en")
    page.goto(f"/g/{group['slug']}/rate")
    page.wait_for_selector("#deck .card img")
    assert page.text_content("#wire-words") == "saved"


def test_a_deck_in_the_pseudo_locale_shows_no_plain_english(browser, house, group):
    page = _joined(browser, house, group, "en-GB", "?lang=en-XA")
    assert page.evaluate(PLAIN_TEXTS) == []
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    assert page.evaluate(PLAIN_TEXTS) == []
