"""Changing and comparing in a real browser, by keyboard, and by the command line of a running house."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..leaving import started
from .conftest import opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A house with two members whose tastes are learned, and its server."""
    house = started(tmp_path_factory.mktemp("change") / "data")
    for name in ("Ada", "Bo"):
        house.answer(house.join(name), 36)
    house.work()
    house.studio.close()
    with opened(house.folder, MIRROR_SECONDS="0.3") as server:
        yield house, server


@pytest.fixture
def page(browser, served):
    """Ada's phone."""
    house, server = served
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    token = house.token(house.members[0])
    context.add_cookies([{"name": f"plgl_m_{house.group.group_id}", "value": token, "url": server.url}])
    page = context.new_page()
    page.trouble = []
    page.on(
        "console", lambda said: page.trouble.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.at = f"{server.url}/g/{house.group.slug}"
    yield page
    page.wait_for_load_state("networkidle")
    assert page.trouble == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def wiped(page) -> str:
    return page.locator(".wipe-after").evaluate("picture => picture.style.clipPath")


def test_a_change_is_asked_for_and_wiped_by_keyboard(page) -> None:
    page.goto(page.at)
    page.get_by_role("link", name="What would change your mind?").click()
    page.goto(f"{page.at}/transform")
    page.get_by_label("How far").first.select_option(label="as far as so much change goes")
    page.get_by_label("Or just noticeable differences").first.select_option("4")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("just noticeable differences can do")
    slider = page.get_by_role("slider")
    expect(slider).to_be_visible()
    slider.focus()
    for key, at in (("ArrowRight", 55), ("PageDown", 30), ("Home", 0), ("End", 100), ("ArrowLeft", 95)):
        page.keyboard.press(key)
        expect(slider).to_have_attribute("aria-valuenow", str(at))
        assert f"{at}%" in wiped(page)
    box = page.locator(".wipe-pane").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.up()
    expect(slider).to_have_attribute("aria-valuenow", "25")


def test_steps_are_slid_through_by_keyboard_and_asked_for_once(page) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "steps.json" in one.url else None)
    page.goto(f"{page.at}/transform/steps?picture=consensus&for=me")
    slider, picture = page.get_by_role("slider"), page.locator("#step-picture")
    first = picture.get_attribute("src")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "1")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("towards the taste"))
    expect(picture).not_to_have_attribute("src", first)
    page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("src", first)
    page.keyboard.press("Home")
    expect(page.locator("#step-words")).to_contain_text("away from the taste")
    expect(page).to_have_url(re.compile("step=-6"))
    page.keyboard.press("End")
    expect(page.locator("#step-words")).to_contain_text("towards the taste")
    assert len(asked) == len(set(asked))


def test_two_pictures_are_compared_and_others_chosen(page) -> None:
    page.goto(f"{page.at}/compare")
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    expect(page.get_by_role("slider")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    assert "100%" in wiped(page)
    page.locator("input[name=b]").nth(2).check(force=True)
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("a=.*&b="))
    expect(page.locator(".film img")).to_have_count(5)


def test_the_pages_work_without_scripts(browser, served) -> None:
    house, server = served
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    token = house.token(house.members[0])
    context.add_cookies([{"name": f"plgl_m_{house.group.group_id}", "value": token, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/g/{house.group.slug}/transform/steps?picture=consensus&for=me")
    page.get_by_role("link", name="more", exact=True).click()
    expect(page.locator("#step-words")).to_contain_text("towards the taste")
    page.goto(f"{server.url}/g/{house.group.slug}/compare")
    expect(page.locator(".wipe img")).to_have_count(2)
    expect(page.locator(".wipe-handle")).to_be_hidden()
    context.close()


def test_the_command_line_changes_and_compares(served, tmp_path: Path) -> None:
    house, server = served
    slug, out = house.group.slug, tmp_path / "changed.webp"
    told = server.command("transform", slug, "consensus", "--for", "Ada", "--budget", "2", "--out", str(out))
    assert told.returncode == 0 and "Changed by" in told.stdout and "Ada" in told.stdout
    assert out.read_bytes().startswith(b"RIFF")
    found = server.command("transform", slug, str(out), "--rule", "mean", "--keep", "colour", "--json")
    assert found.returncode == 1 and "cannot be changed in favour" in found.stderr  # of two, one would tell
    both = server.command("compare", slug, "consensus", "consensus-1", "--json")
    assert len(json.loads(both.stdout)["likings"]) == 2
    assert "just noticeable differences" in server.command("compare", slug, "mean", "consensus-1").stdout
    for wrong in (
        ("--chance", "0.5", "--budget", "2"),
        ("--like", "mean"),
        ("--rule", "mean", "--camp", "1"),
    ):
        assert server.command("transform", slug, "consensus", *wrong).returncode == 2
    nobody = server.command("transform", slug, "consensus", "--for", "Nobody")
    assert nobody.returncode == 1 and "cannot be changed in favour" in nobody.stderr
