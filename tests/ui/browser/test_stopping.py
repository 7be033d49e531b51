"""A question that takes long: its steps are told, Stop ends the query at once, and the turn can be tried again."""

from __future__ import annotations

import time

import pytest

from tests.ui.browser.steps import box, headlines, keyed, said, send, settled, sideways

LOOK_S = 0.5
WHOLE_S = 50  # processor seconds of the question, were it not stopped; a statement may take 30 s
FREE_S = WHOLE_S / 10  # in processor time: a crowded machine hears the click later, and gives the query less until then


def spent_until_idle(site):
    """Processor seconds that the server goes on computing."""
    begun = before = site.spent()
    while before - begun < WHOLE_S:
        time.sleep(LOOK_S)
        after = site.spent()
        if after - before < LOOK_S / 20:
            break
        before = after
    return before - begun


def ask_for_long(page, text, language):
    send(page, text)
    wait_for_step(page, {"en": "Computing", "zh": "计算"}[language])


def wait_for_step(page, step):
    page.get_by_test_id("stExpander").or_(page.get_by_test_id("stStatusWidget")).filter(has_text=step).first.wait_for()


def in_every_look(page, keep, name):
    """Pictures in light and dark, wide and narrow; nothing scrolls sideways. What runs goes on meanwhile."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, ending in ((1280, ""), (400, "-400")):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(f"document.scrollingElement.clientWidth <= {width}")
            assert sideways(page) == 0
            keep(page, f"{name}-{scheme}{ending}")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 1000})


def way_out(page):
    """The button beside the step."""
    return keyed(page, "stop-").get_by_role("button")


@pytest.mark.parametrize(("language", "text", "told"), [("en", "effort", "Stopped"), ("zh", "费力值", "已停止")])
def test_stop_ends_the_query_and_the_turn_says_so(visit, site, keep, language, text, told):
    page = visit(language=language)
    keyed(page, "suggestion-0").wait_for()
    settled(page)  # the input offers to stop what was sent once the page rests, the button beside the step whatever was
    ask_for_long(page, text, language)
    {"en": page.get_by_test_id("stChatInputStopButton"), "zh": way_out(page)}[language].click()
    assert spent_until_idle(site) < FREE_S
    page.get_by_text(told).filter(visible=True).wait_for()
    settled(page)
    steps = page.get_by_test_id("stMainBlockContainer").get_by_test_id("stExpander")  # the rail may have one of its own
    assert headlines(page).count() == 0 and not steps.filter(visible=True).count()
    in_every_look(page, keep, f"stopped-{language}")
    page.reload()
    keyed(page, "retry-").wait_for()
    assert told in said(page)


@pytest.mark.parametrize(("language", "text"), [("en", "effort"), ("zh", "费力值")])
def test_a_running_question_fits_the_page_in_every_look(visit, keep, language, text):
    page = visit(language=language)
    ask_for_long(page, text, language)
    in_every_look(page, keep, f"running-{language}")
    page.close()


def test_a_closed_tab_ends_the_query(visit, site):
    page = visit()
    ask_for_long(page, "effort", "en")
    page.close()
    assert spent_until_idle(site) < FREE_S


def test_an_analysis_of_customers_goes_on_after_a_refresh_and_is_stopped_from_the_new_page(visit, site):
    page = visit()
    ask_for_long(page, "cluster customers by effort", "en")
    page.reload()
    wait_for_step(page, "Computing")
    way_out(page).click()
    assert spent_until_idle(site) < FREE_S
    page.get_by_text("Stopped").filter(visible=True).wait_for()
    assert keyed(page, "retry-").filter(visible=True).count() == 1


def test_a_question_is_kept_though_the_page_was_refreshed_while_it_ran(visit):
    page = visit()
    ask_for_long(page, "effort", "en")
    page.reload()
    keyed(page, "retry-").wait_for()
    assert "effort" in said(page)
    box(page).wait_for()
