"""Clicked while the page is at work: nothing is lost, nothing is asked twice, and only Stop ends a question.

Rule: each test ends in what stands on the page; whether a click came while the page ran or after it makes no difference
to what is expected, so that no machine is too slow or too fast for it.
"""

from __future__ import annotations

import pytest

from tests.ui.browser.steps import (
    ask,
    becomes,
    box,
    headline,
    headlines,
    keyed,
    plain,
    popover,
    said,
    send,
    settled,
)
from tests.ui.browser.test_stopping import wait_for_step, way_out

TWICE = """button => { button.click(); button.click(); }"""
LANGUAGES = pytest.mark.parametrize(("language", "other"), [("en", "中文"), ("zh", "EN")])
QUESTION = {"en": "revenue by channel last month", "zh": "上个月各渠道的销售额"}
LONG = {"en": ("effort", "Computing"), "zh": ("费力值", "计算")}
ANALYSIS = {"en": "who is likely to churn", "zh": "谁最可能流失"}
PRESS_SHARE = """() => document.querySelector("[class*='st-key-share-save-'] button")?.click()"""


def turns(page):
    return keyed(page, "turn-")


@pytest.mark.parametrize("chip", ["suggestion-1", "-next-", "drop-"])
def test_a_choice_that_is_clicked_twice_is_asked_once(visit, chip):
    page = visit()
    before = 0
    if chip != "suggestion-1":
        ask(page, QUESTION["en"])
        before = 1
    if chip == "drop-":
        ask(page, "only App")
        before = 2
    found = page.locator(f"[class*='{chip}'] button").filter(visible=True).last
    found.wait_for()
    found.evaluate(TWICE)
    headlines(page).nth(before).wait_for()
    settled(page)
    assert turns(page).count() == before + 1
    page.reload()
    headlines(page).nth(before).wait_for()
    settled(page)
    assert turns(page).count() == before + 1  # and none that was stopped is on disk


@LANGUAGES
def test_the_language_is_switched_while_a_question_runs_and_it_is_answered(visit, language, other):
    page = visit(language=language)
    send(page, ANALYSIS[language])
    turns(page).or_(page.get_by_text(ANALYSIS[language])).first.wait_for()
    page.get_by_test_id("stSidebar").get_by_text(other, exact=True).click()
    headline(page)
    settled(page)
    assert f"lang={'zh' if language == 'en' else 'en'}" in page.url
    assert turns(page).count() == 1 and keyed(page, "retry-").count() == 0


@LANGUAGES
def test_what_is_opened_while_a_question_runs_opens_and_the_question_runs_on_until_stop(visit, language, other):
    text, step = LONG[language]
    page = visit(language=language)
    ask(page, QUESTION[language])
    send(page, text)
    wait_for_step(page, step)
    popover(page, {"en": "Share", "zh": "分享"}[language]).click()
    keyed(page, "share-save-").get_by_role("button").first.wait_for()
    page.keyboard.press("Escape")
    wait_for_step(page, step)
    way_out(page).click()
    page.get_by_text({"en": "Stopped", "zh": "已停止"}[language]).filter(visible=True).wait_for()
    becomes(keyed(page, "retry-").filter(visible=True), 1)
    assert headlines(page).count() == 1


def test_another_question_ends_the_one_that_runs_and_both_are_in_the_conversation(visit):
    page = visit()
    ask(page, QUESTION["en"])
    send(page, "effort")
    wait_for_step(page, "Computing")
    page.locator("[class*='-next-'] button").first.evaluate("button => button.click()")
    headlines(page).nth(1).wait_for()
    page.reload()
    headlines(page).nth(1).wait_for()
    settled(page)
    assert "Stopped" in said(page) and keyed(page, "retry-").count() == 1 and turns(page).count() == 3


def test_a_stopped_question_is_tried_again_by_a_click_at_once(visit):
    page = visit()
    send(page, "effort")
    wait_for_step(page, "Computing")
    way_out(page).click()
    again = keyed(page, "retry-").filter(visible=True).get_by_role("button")
    again.wait_for()
    again.evaluate("button => button.click()")
    wait_for_step(page, "Computing")
    becomes(turns(page), 1)  # the first one; the second is in work
    page.close()


def test_enter_pressed_twice_asks_once(visit):
    page = visit()
    box(page).wait_for()
    box(page).fill(QUESTION["en"])
    box(page).press("Enter")
    box(page).press("Enter")
    headline(page)
    settled(page)
    assert turns(page).count() == 1


def test_a_page_left_for_another_ends_its_question_and_back_shows_how_it_ended(visit):
    page = visit()
    ask(page, QUESTION["en"])
    send(page, "effort")
    wait_for_step(page, "Computing")
    conversation = page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Settings").click()
    page.get_by_text("Large numbers").first.wait_for()
    settled(page)
    page.go_back()
    keyed(page, "retry-").filter(visible=True).wait_for()
    settled(page)
    assert page.url == conversation and "Stopped" in said(page)


def test_share_is_saved_by_a_click_while_its_form_opens(visit):
    page = visit()
    ask(page, QUESTION["en"])
    popover(page, "Share").click()
    keyed(page, "share-save-").get_by_role("button").wait_for()
    page.evaluate(PRESS_SHARE)
    keyed(page, "share-open-").wait_for()
    assert plain(page.get_by_test_id("stPopoverBody").locator("code").inner_text()).count("a=") == 1


def test_an_answer_that_is_pinned_twice_is_on_the_board_once(visit):
    page = visit()
    ask(page, QUESTION["en"])
    popover(page, "Pin").click()
    pin = page.get_by_role("button", name="Pin to the board")
    pin.wait_for()
    pin.evaluate(TWICE)
    page.get_by_text("Pinned to My board.").first.wait_for()
    settled(page)
    page.goto(f"{page.url.split('/?')[0]}/board?lang=en")
    keyed(page, "tile-menu-").first.wait_for()
    settled(page)
    becomes(keyed(page, "board-name").or_(keyed(page, "tile-menu-")), 1)
