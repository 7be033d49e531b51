"""Asking in a real browser: what is shown is what the command line says, and every click runs what it names."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.ui.browser.conftest import environment
from tests.ui.browser.steps import (
    ask,
    box,
    click_and_get_card,
    drawn,
    headlines,
    holds,
    keyed,
    plain,
    popover,
    said,
    send,
    settled,
)

QUESTIONS = {"en": "Which segment has the highest repurchase rate?", "zh": "哪个分群复购率最高？"}


@pytest.fixture(scope="module")
def told(site):
    """What the command line says to both questions, over the same folder."""
    found = {}
    for language, text in QUESTIONS.items():
        command = [sys.executable, "-m", "assistant.cli", "ask", text, "--model", str(site.home / "demo"), "--json"]
        ran = subprocess.run(command, env=environment(site.home), capture_output=True, text=True, check=True)
        found[language] = json.loads(ran.stdout)["headline"]
    return found


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_the_number_on_the_screen_is_the_number_of_the_command_line(visit, told, keep, language, scheme):
    page = visit(language=language, scheme=scheme, height=1120)
    assert ask(page, QUESTIONS[language]).replace(" ", "") == told[language].replace(" ", "")
    drawn(page)
    assert keyed(page, "retry-").count() == 0  # nothing is left of what was drawn while waiting
    page.get_by_test_id("stFeedback").wait_for()
    keep(page, f"answer-{language}-{scheme}")  # the picture of the README is the first of them


def test_a_follow_up_keeps_what_was_asked_and_a_part_is_taken_away_with_one_click(visit):
    page = visit()
    ask(page, "revenue by channel last month")
    ask(page, "only App")
    dropped = keyed(page, "drop-")
    assert dropped.count() == 3  # the grouping, the condition and the period
    click_and_get_card(page, dropped.nth(1).get_by_role("button", name="×").filter(visible=True))
    assert "No longer:" in said(page)
    assert dropped.count() == 2
    assert keyed(page, "branch-").count() == 2  # each earlier answer can begin another conversation


def test_a_part_of_the_restatement_is_exchanged(visit):
    page = visit()
    ask(page, "revenue by channel last month")
    popover(page, "Oct 2026").click()
    page.get_by_test_id("stPopoverBody").get_by_role("combobox").click()
    offered = page.get_by_role("option")
    chosen = plain(offered.first.inner_text())
    told = click_and_get_card(page, offered.first)
    assert told != plain(headlines(page).first.inner_text())
    assert chosen in plain(keyed(page, "parts-").last.inner_text())


def test_a_question_with_two_readings_is_asked_back_and_the_choice_is_answered(visit):
    page = visit(language="zh", scheme="dark")
    send(page, "Revenue by type last month")
    options = page.locator("[class*='-clarify-'] button")
    options.first.wait_for()
    settled(page)
    assert 2 <= options.count() <= 4 and headlines(page).count() == 0
    wanted = plain(options.nth(1).inner_text())
    click_and_get_card(page, options.nth(1))
    restated = plain(keyed(page, "parts-").last.inner_text())
    assert wanted.split(", ")[1].removeprefix("by ") in restated
    page.get_by_role("button", name="Read it like this from now on").or_(keyed(page, "remember-")).first.wait_for()


def test_an_unknown_word_is_refused_by_name_and_what_is_offered_is_answered(visit):
    page = visit()
    send(page, "flibbertigibbets by channel")
    page.get_by_text("flibbertigibbets").last.wait_for()
    settled(page)
    assert headlines(page).count() == 0
    nearest = page.locator("[class*='-nearest-'] button")
    if nearest.count():
        click_and_get_card(page, nearest.first)


def test_a_next_question_is_answered_with_one_click(visit):
    page = visit()
    ask(page, "revenue by channel last month")
    drill = page.locator("[class*='-next-'] button")
    assert drill.count() >= 1
    click_and_get_card(page, drill.first)


def test_a_name_beside_the_input_is_put_into_it_and_a_suggestion_is_answered_with_one_click(visit):
    page = visit(language="zh")
    popover(page, "指标").click()
    keyed(page, "insert-metric-revenue").get_by_role("button").click()
    holds(box(page), "销售额")
    page.keyboard.press("Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    click_and_get_card(page, keyed(page, "suggestion-1").locator("button"))
    assert keyed(page, "suggestion-").count() == 0
