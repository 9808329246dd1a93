"""The preview as staff use it: in a real browser, on the real command."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.preview.conftest import committed, free_port, opened, previewed

pytestmark = pytest.mark.slow

GREETING = "Information on children's mental health in Connecticut."
PANELS = ("Map", "Problems", "Promises", "Changes")
LONGEST_MS = 90_000  # a busy machine proves and compares for that long


def text(page: Page, words: str) -> str:
    """Text `words`; return the reply."""
    before = page.locator("#bubbles .bubble.got").count()
    page.get_by_label("Your text").fill(words)
    page.get_by_role("button", name="Send").click()
    reply = page.locator("#bubbles .bubble.got").nth(before)
    expect(reply).to_be_visible()
    return reply.inner_text()


def dial(page: Page) -> None:
    page.get_by_role("tab", name="Call").click()
    page.get_by_role("button", name="Call", exact=True).click()
    heard(page, "Hang up and call 9, 8, 8")


def press(page: Page, key: str) -> None:
    page.locator("#keys").get_by_text(key, exact=True).click()


def heard(page: Page, words: str) -> None:
    expect(page.locator("#heard .spoken", has_text=words).last).to_be_attached()


def test_a_text_in_each_language_gets_its_answer_with_what_it_costs(page: Page) -> None:
    assert "Crisis? Call or text 988." in text(page, "meetings")
    assert "En crisis: llame al 988 y oprima 2." in text(page, "reuniones")
    expect(page.locator("#bubbles .size").first).to_have_text(
        re.compile(r"^\d+ letters, billed as 3 texts, \$0\.0249$")
    )


def test_a_crisis_text_gets_the_crisis_reply(page: Page) -> None:
    assert "Call or text 988 now" in text(page, "i dont want to be here anymore")
    assert "Llame al 988 y oprima 2" in text(page, "ya no quiero vivir")


def test_a_word_that_the_carrier_answers_gets_no_reply_and_says_so(page: Page) -> None:
    page.get_by_label("Your text").fill("STOP")
    page.get_by_label("Your text").press("Enter")
    expect(page.locator("#bubbles .note")).to_have_text(
        "No reply: the carrier answers this word itself."
    )


def test_a_quick_word_and_a_word_of_the_map_are_texted(page: Page) -> None:
    page.get_by_role("group", name="Words to try").get_by_text("MENU", exact=True).click()
    expect(page.locator("#bubbles .bubble.sent")).to_have_count(1)
    page.get_by_role("tab", name="Call").click()
    page.locator("#tree").get_by_text("The Advisory Board").click()
    page.locator(".chips").get_by_text("junta", exact=True).click()
    expect(page.get_by_role("tab", name="Text")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#bubbles .bubble.got").last).to_contain_text("En crisis: llame al 988")


def test_a_call_goes_to_a_meeting_and_back(page: Page) -> None:
    dial(page)
    press(page, "4")
    heard(page, "Meetings and trainings. These are the next meetings")
    press(page, "5")
    heard(page, "Connecticut time")
    press(page, "#")
    expect(page.locator("#heard .spoken", has_text="Meetings and trainings.")).to_have_count(2)
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#heard .note")).to_contain_text("The call has ended")
    expect(page.locator("#keys button").first).to_be_disabled()


def test_silence_hears_the_crisis_sentence_and_ends_with_988(page: Page) -> None:
    dial(page)
    silence = page.get_by_role("button", name="Say nothing")
    for _ in range(8):
        if silence.is_disabled():
            break
        acts = page.locator("#heard .did").count()
        silence.click()
        expect(page.locator("#heard .did")).to_have_count(acts + 1)
    heard(page, "It is all right if you cannot talk. In a crisis, press 1")
    expect(page.locator("#heard .note")).to_contain_text("The call has ended")
    assert "9, 8, 8" in page.locator("#heard .spoken").last.inner_text()


def test_9_1_1_pressed_in_a_row_hears_crisis_help(page: Page) -> None:
    dial(page)
    for key in "911":
        acts = page.locator("#heard .did").count()
        press(page, key)
        expect(page.locator("#heard .did")).to_have_count(acts + 1)
    assert (
        "9, 8, 8" in page.locator("#heard .spoken").last.inner_text()
        or page.locator("#heard .spoken", has_text="9, 8, 8").count() >= 3
    )
    expect(page.get_by_role("button", name="Hang up")).to_be_visible()


def test_spoken_words_are_heard_by_the_menu(page: Page) -> None:
    dial(page)
    page.get_by_role("button", name="Say nothing").click()
    expect(page.get_by_label("What the caller says")).to_be_enabled()
    page.get_by_label("What the caller says").fill("I want to die")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator("#heard .did").last).to_have_text("You say: I want to die")
    heard(page, "9, 8, 8")


def test_all_can_be_done_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "tab-text"
    page.keyboard.press("ArrowRight")
    expect(page.locator("#call-panel")).to_be_visible()
    _tab_to(page, "pick")
    page.keyboard.press("Enter")
    heard(page, "Hang up and call 9, 8, 8")
    page.keyboard.press("5")
    heard(page, "Help numbers")
    _tab_to(page, "tab-map", back=False)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#problems-panel")).to_be_visible()
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#entry h3")).to_be_visible()


def _tab_to(page: Page, wanted: str, *, back: bool = False) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"{wanted} is not reached by Tab")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 380], ids=["wide", "narrow"])
def test_axe_finds_no_violation(
    browser: Browser, shared_preview: str, width: int, dark: bool
) -> None:
    axe = Axe()
    with opened(browser, shared_preview, width=width, dark=dark) as page:
        text(page, "meetings")
        for phone in ("Text", "Call"):
            page.get_by_role("tab", name=phone).click()
            if phone == "Call":
                dial(page)
            for panel in PANELS:
                page.get_by_role("tab", name=panel).click()
                expect(page.locator("#changes-panel[aria-busy]")).to_have_count(
                    0, timeout=LONGEST_MS
                )
                found = axe.run(page, options={"resultTypes": ["violations"]})
                assert found.response["violations"] == [], (phone, panel)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_promises_are_shown_with_their_figures(page: Page) -> None:
    page.get_by_role("tab", name="Promises").click()
    panel = page.locator("#promises-panel")
    expect(panel.get_by_role("heading")).to_have_text("Every promise holds", timeout=LONGEST_MS)
    expect(panel.locator(".figures")).to_contain_text("to hear 988, at the latest")
    assert panel.locator("li[data-broken=false]").count() >= 15


def edit(flows: Path, change: Callable[[str], str]) -> None:
    file = flows / "line.yaml"
    words = file.read_text("utf-8")
    assert change(words) != words
    saved = file.with_name(".saving")
    saved.write_text(change(words), "utf-8")
    saved.replace(file)  # as editors do


def test_an_edit_is_followed_faults_are_shown_and_the_conversation_stays(
    browser: Browser, tmp_path: Path
) -> None:
    flows = committed(tmp_path)
    with previewed(flows, free_port()) as address, opened(browser, address) as page:
        text(page, "español")
        status = page.locator("#status")
        expect(status).to_have_attribute("data-kind", "good")

        edit(flows, lambda words: words.replace(GREETING, "A greeting just saved."))
        page.get_by_role("tab", name="Map").click()
        page.locator("#tree").get_by_text("The menu").click()
        expect(page.locator("#entry")).to_contain_text("A greeting just saved.")

        edit(flows, lambda words: words.replace("en: >-\n      A greeting just saved.", "en: [x"))
        expect(status).to_contain_text("the last good words answer")
        expect(page.locator("#banner")).to_contain_text("line.yaml line")
        assert "En crisis: llame al 988" in text(page, "menu")
        expect(page.locator("#bubbles .bubble.sent")).to_have_count(2)

        edit(flows, lambda words: words.replace("en: [x", "en: >-\n      A greeting mended."))
        expect(status).to_have_attribute("data-kind", "good")
        expect(page.locator("#banner")).to_be_hidden()
        expect(page.locator("#entry")).to_contain_text("A greeting mended.")

        page.get_by_role("tab", name="Changes").click()
        panel = page.locator("#changes-panel")
        expect(panel.locator(".now").first).to_contain_text(
            "A greeting mended.", timeout=LONGEST_MS
        )
        expect(panel.locator(".was").first).to_contain_text(GREETING)


def test_it_finds_its_way_back_after_a_lost_connection(browser: Browser, tmp_path: Path) -> None:
    flows, port = committed(tmp_path), free_port()
    context = browser.new_context()
    page = context.new_page()
    with previewed(flows, port) as address:
        page.goto(address)
        expect(page.locator("#status")).to_have_attribute("data-kind", "good")
    expect(page.locator("#status")).to_contain_text("trying again")
    with previewed(flows, port):
        expect(page.locator("#status")).to_have_attribute("data-kind", "good", timeout=LONGEST_MS)
        assert "Crisis? Call or text 988." in text(page, "menu")
    context.close()


def test_a_second_preview_takes_the_next_port_and_says_so(
    shared_preview: str, tmp_path: Path
) -> None:
    port = int(shared_preview.rsplit(":", 1)[1])
    with previewed(committed(tmp_path), port) as address:
        assert int(address.rsplit(":", 1)[1]) in range(port + 1, port + 20)


def test_flows_that_are_missing_at_start_are_asked_for_on_the_page(
    browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with previewed(tmp_path / "flows", free_port()) as address:
        page.goto(address)
        expect(page.locator("#status")).to_contain_text("only the crisis text answers")
        expect(page.locator("#banner")).to_contain_text("To mend it:")
        assert "988" in text(page, "menu")
        committed(tmp_path)
        expect(page.locator("#status")).to_have_attribute("data-kind", "good", timeout=LONGEST_MS)
    context.close()


def test_the_card_for_the_wall_is_one_page(page: Page, tmp_path: Path) -> None:
    page.emulate_media(media="print")
    card = page.locator("#card")
    expect(card).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    expect(card).to_contain_text("Call or text 988 now")
    expect(card).to_contain_text("860-555-0100")
    expect(card).to_contain_text("Aquí nadie lee los mensajes.")
    expect(card.locator(".reach .sample")).to_have_count(2)
    expect(card.locator(".reach .sample").first).to_contain_text("Sample: not in service")
    expect(card.locator(".made")).to_contain_text(re.compile(r"Made on \w+ \d{1,2}, 20\d\d"))
    printed = page.pdf(path=tmp_path / "card.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None, selector
    return {"y": found["y"], "height": found["height"]}


def test_both_panels_fill_a_wide_window_alike_and_buttons_are_level(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    phone, side = box(page, ".phone"), box(page, ".side")
    assert (phone["y"], phone["height"]) == (side["y"], side["height"])
    assert phone["y"] + phone["height"] <= 800
    body, send = box(page, "#body"), box(page, "#text-form button")
    assert (body["y"], body["height"]) == (send["y"], send["height"])


def test_on_a_small_window_the_field_stays_in_sight_and_much_of_a_call_can_be_read(
    page: Page,
) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    field = box(page, "#body")
    assert field["y"] + field["height"] <= 700
    page.get_by_role("tab", name="Call").click()
    acts = box(page, ".acts")
    assert acts["y"] + acts["height"] <= 700
    assert box(page, "#heard")["height"] >= 9 * 24
    page.evaluate("document.getElementById('banner').hidden = false")
    page.evaluate("document.getElementById('banner').innerHTML = '<p>' + 'a fault '.repeat(90)")
    page.get_by_role("tab", name="Text").click()
    field = box(page, "#body")
    assert field["y"] + field["height"] <= 700


def test_the_newest_text_stays_in_sight_whatever_the_window_does(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    for words in ("MENU", "MEETINGS", "NEXT ENGAGEMENT"):
        text(page, words)
    fault = "document.getElementById('banner').hidden = false"
    page.evaluate("document.getElementById('banner').textContent = 'a fault '.repeat(90)")
    for change in (
        lambda: page.evaluate(fault),
        lambda: page.set_viewport_size({"width": 375, "height": 700}),
        lambda: page.evaluate(fault.replace("false", "true")),
        lambda: page.set_viewport_size({"width": 1280, "height": 600}),
    ):
        change()
        page.wait_for_function(
            """() => {
              const log = document.getElementById("bubbles").getBoundingClientRect();
              const last = document.querySelector("#bubbles > :last-child");
              return last.getBoundingClientRect().bottom <= log.bottom + 1;
            }"""
        )


def test_whoever_scrolled_back_is_left_there(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    for words in ("MENU", "MEETINGS", "NEXT ENGAGEMENT"):
        text(page, words)
    page.locator("#bubbles").hover()
    page.mouse.wheel(0, -5000)
    page.wait_for_function("() => document.getElementById('bubbles').scrollTop === 0")
    page.set_viewport_size({"width": 1280, "height": 650})
    expect(page.locator("#bubbles")).to_have_attribute("data-more", "true")
    assert page.evaluate("document.getElementById('bubbles').scrollTop") == 0


@pytest.mark.parametrize(("width", "height"), [(375, 700), (780, 493), (1000, 493)])
def test_five_lines_of_a_call_can_be_read_at_least(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    dial(page)
    inner = (
        "(log) => log.clientHeight - 2 * parseFloat(getComputedStyle(log).paddingTop)"
        " >= 5 * parseFloat(getComputedStyle(log).lineHeight)"
    )
    assert page.locator("#heard").evaluate(inner)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_arrow_leads_to_the_words_to_try_that_are_cut_off(page: Page) -> None:
    back, on = page.locator("#quick-back"), page.locator("#quick-on")
    expect(on).to_be_visible()
    expect(back).to_be_hidden()
    for _ in range(12):
        if on.is_hidden():
            break
        before = page.evaluate("document.getElementById('quick').scrollLeft")
        on.click()
        page.wait_for_function(f"() => document.getElementById('quick').scrollLeft > {before}")
        page.wait_for_timeout(100)
    expect(on).to_be_hidden()
    expect(back).to_be_visible()
    expect(page.locator("#quick button").last).to_be_in_viewport(ratio=1)


def test_on_a_small_window_every_tab_is_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    edge = page.locator(".side").evaluate("(side) => side.getBoundingClientRect().right")
    for name in PANELS:
        tab = page.get_by_role("tab", name=name).bounding_box()
        assert tab is not None
        assert tab["x"] + tab["width"] <= edge - 8, name


def test_texts_outlast_loading_the_page_again_until_one_starts_over(page: Page) -> None:
    text(page, "español")
    price = page.locator("#bubbles .size").last.inner_text()
    dial(page)
    page.reload()
    page.wait_for_selector("#tree li")
    expect(page.locator("#bubbles .bubble")).to_have_count(2)
    expect(page.locator("#bubbles .size")).to_have_text(price)
    expect(page.locator("#bubbles .note")).to_contain_text("until it is closed")
    expect(page.locator("#heard .note")).to_contain_text("The call ended")
    assert "En crisis: llame al 988" in text(page, "211")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#bubbles .bubble")).to_have_count(0)
    assert "Crisis? Call or text 988." in text(page, "211")
    page.reload()
    expect(page.locator("#bubbles .bubble")).to_have_count(2)


def test_the_time_is_the_lines_and_without_seconds(browser: Browser, shared_preview: str) -> None:
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(shared_preview)
    told = page.evaluate("fetch('/api/line').then((answer) => answer.json())")["readAt"]
    here = datetime.fromisoformat(told).astimezone(ZoneInfo("America/New_York"))
    expect(page.locator("#status")).to_contain_text(
        f"In use as saved at {here.hour % 12 or 12}:{here:%M} {here:%p}"
    )
    context.close()


def test_the_pictures_of_the_readmes_are_there_and_small() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+\.jpg)\)", (ROOT / "README.md").read_text("utf-8"))
    shown += [
        f"flows/{each}"
        for each in re.findall(
            r"!\[[^]]+\]\(([^)]+\.jpg)\)", (ROOT / "flows" / "README.md").read_text("utf-8")
        )
    ]
    assert len(shown) >= 2
    for each in shown:
        size = (ROOT / each).stat().st_size
        assert 5_000 < size < 150_000, (each, size)


def test_no_git_is_said_on_the_page_and_breaks_nothing(browser: Browser, tmp_path: Path) -> None:
    flows = committed(tmp_path)
    subprocess.run(["rm", "-rf", str(tmp_path / ".git")], check=True)
    with previewed(flows, free_port()) as address, opened(browser, address) as page:
        page.get_by_role("tab", name="Changes").click()
        expect(page.locator("#changes-panel")).to_contain_text(
            'no git revision called "HEAD"', timeout=LONGEST_MS
        )
