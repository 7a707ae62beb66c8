"""The rules side by side over a real server: in a browser by keyboard, and from the command line."""

import json

import pytest

from group_plgl.groups.rules import RULES
from group_plgl.rehearsal import Plan, found_rehearsal, rehearse

from .conftest import DELIBERATING, opened

FEW = {"FIRST_POOL": "12", "FULL_POOL": "40", "DECK_AHEAD": "8", "NEEDED_ANSWERS": "8", "NEEDED_EACH": "2"}


@pytest.fixture(scope="module")
def divided(tmp_path_factory):
    """A house with a rehearsal group of two camps that is looked at from all sides."""
    with opened(tmp_path_factory.mktemp("house") / "data", **FEW, **DELIBERATING) as house:
        group = found_rehearsal(house.url, "tiles")
        rehearse(house.url, group, Plan(members=6, answers=14, shape="opposed camps", seed=5))
        house.settled(group.slug)
        yield house, group, house.deliberated(group.slug)


def test_every_rule_is_there_and_every_picture_is_served(divided):
    house, group, page = divided
    names = [rule["name"] for card in page["rules"] for rule in card["rules"]]
    assert sorted(names) == sorted(RULES)
    assert page["members"] == 6 and len(page["influence"]) == 6
    assert {part["size"] for part in page["verdict"]["parts"]} <= {2, 3, 4}
    assert house.page(group.slug)["verdict"]["sentence"] == page["verdict"]["sentence"]


def test_the_command_line_says_the_same_with_and_without_the_server(divided):
    house, group, page = divided
    told = json.loads(house.command("rules", group.slug, "--json").stdout)
    assert told["number"] == page["number"]
    words = house.command("rules", group.slug)
    assert words.returncode == 0, words.stderr
    assert f"model {page['number']}, made of 6 tastes; predictions, not votes" in words.stdout
    assert "Verdict:" in words.stdout and "least_misery" in words.stdout
    house.stop()
    try:
        alone = house.command("rules", group.slug, "--json")
        assert json.loads(alone.stdout) == told, alone.stderr
        nobody = house.command("rules", "nowhere")
        assert nobody.returncode != 0 and "no group named" in nobody.stderr
    finally:
        house.start()
    registry = house.command("rules").stdout
    assert registry.startswith("| `consensus` | Consensus |")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_walked_by_keyboard_on_a_phone(browser, divided, scheme):
    house, group, page = divided
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    tab, complaints = context.new_page(), []
    tab.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{house.url}/g/{group.slug}")
    tab.get_by_role("link", name="What every rule would choose").press("Enter")
    tab.wait_for_url("**/rules")
    assert tab.locator("h1").inner_text() == f"{page['verdict']['sentence']}."
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.locator("summary").first.press("Enter")
    assert tab.locator("details").first.get_attribute("open") is not None
    stops = tab.locator("a[href^='#stop-']")
    assert stops.count() == (len(page["fairness"]) if len(page["fairness"]) > 1 else 0)
    for place in range(stops.count()):
        box = stops.nth(place).bounding_box()
        assert min(box["width"], box["height"]) >= 44
        stops.nth(place).focus()
        tab.keyboard.press("Enter")
        target = stops.nth(place).get_attribute("href")
        tab.wait_for_url(f"**/rules{target}")
        assert tab.locator(f"{target}:target").count() == 1
    context.close()
    assert complaints == []
