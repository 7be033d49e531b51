"""Charts as a person meets them: clicked, changed, by keyboard, and on a phone."""

from __future__ import annotations

import re

import pytest

from tests.ui.browser.steps import (
    ask,
    becomes,
    click_and_get_card,
    drawn,
    kept_saying,
    keyed,
    popover,
    settled,
    sideways,
)

PHONE = 400
BAR = "svg.marks path[aria-roledescription='bar']"


def chip(page):
    found = page.get_by_role("button", name=re.compile("Drill into|下钻")).first
    found.wait_for()
    return found


CUT_OFF = """() => [...document.querySelectorAll('svg.marks')].flatMap(svg => {
    const frame = svg.getBoundingClientRect(), found = []
    if (frame.right > window.innerWidth + 1 || frame.left < -1) found.push('picture ' + frame.right)
    for (const mark of svg.querySelectorAll('text')) {
        const style = window.getComputedStyle(mark), box = mark.getBoundingClientRect()
        if (!mark.textContent || !box.width || mark.closest('[opacity="0"]') || style.opacity === '0') continue
        if (box.right > frame.right + 2 || box.left < frame.left - 2) found.push(mark.textContent)
    }
    return found
})"""


def cut_off(page):
    """Texts and marks of all charts that stay beyond their picture, and pictures that stay beyond the page."""
    return kept_saying(page, CUT_OFF, [])


def test_a_click_on_a_bar_offers_a_chip_and_the_chip_asks(visit):
    page = visit()
    ask(page, "revenue by region")
    drawn(page)
    turns = keyed(page, "turn-").count()
    page.locator(BAR).nth(1).click()
    offered = chip(page)
    assert "South China" in offered.inner_text() and keyed(page, "turn-").count() == turns
    told = click_and_get_card(page, offered)
    assert told.startswith("Revenue") and "South China" in page.locator("[class*='st-key-parts-']").last.inner_text()


def test_a_cell_of_the_rfm_grid_leads_to_the_customers_of_its_segment(visit, keep):
    page = visit(language="zh", scheme="dark")
    ask(page, "给客户做RFM打分")
    drawn(page)
    page.locator("svg.marks g.mark-rect path").first.click()
    offered = chip(page)
    assert "冠军客户" in offered.inner_text()
    keep(page, "rfm-grid-zh")
    assert "客户" in click_and_get_card(page, offered)


def test_a_row_is_chosen_by_keyboard_and_offers_the_same_chip(visit):
    page = visit()
    ask(page, "revenue by region")
    page.get_by_role("tab").nth(1).click()
    grid = page.get_by_test_id("stDataFrame").first
    grid.wait_for()
    page.wait_for_function(
        "document.querySelector('[data-testid=data-grid-canvas]')?.getBoundingClientRect().width > 0"
    )
    page.get_by_role("tab").nth(1).focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "data-grid-canvas":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    assert "Drill into" in chip(page).inner_text()


def test_the_chart_is_changed_and_goes_back_to_automatic(visit):
    page = visit()
    told = ask(page, "revenue last 3 months by month")
    drawn(page)
    bars = page.locator(BAR).count()
    popover(page, "Change the chart").click()
    page.get_by_text("line chart", exact=True).click()
    page.locator("svg.marks path[aria-roledescription='line mark'], svg.marks g.mark-line path").first.wait_for()
    assert bars > 0
    becomes(page.locator(BAR), 0)  # the picture before goes when the run has ended
    page.get_by_text("Back to automatic").click()
    becomes(page.locator(BAR), bars)
    assert told in page.locator("body").inner_text().replace("\u200b", "")


@pytest.mark.parametrize(
    ("language", "question", "views"),
    [
        ("en", "revenue and orders by region", 2), ("zh", "2026年各月销售额和订单数", 2),
        ("en", "revenue by month by region in 2026", 8), ("zh", "哪个分群复购率最高？", 1),
        ("en", "revenue by product category by channel", 1), ("zh", "上个月销售额为什么变了", 1),
    ],
)  # fmt: skip
def test_nothing_is_cut_or_scrolls_sideways_on_a_phone(visit, keep, language, question, views):
    page = visit(language=language, width=PHONE, height=900)
    ask(page, question)
    drawn(page, views)
    settled(page)
    keep(page, f"phone-chart-{language}-{views}-{len(question)}")
    becomes(page.locator("svg.marks"), views)  # while one is drawn anew there are fewer
    assert sideways(page) == 0
    assert cut_off(page) == []


COLOURS = """() => [
    getComputedStyle(document.querySelector("svg.marks path[aria-roledescription='bar']")).fill,
    getComputedStyle(document.querySelector('svg.marks text')).fill,
]"""


def test_the_charts_of_an_open_page_turn_with_the_colours_of_the_system(visit):
    page = visit(scheme="light")
    ask(page, "revenue by region")
    drawn(page)
    colours = {"light": ["rgb(10, 97, 185)", "rgb(31, 41, 51)"], "dark": ["rgb(90, 169, 245)", "rgb(230, 233, 237)"]}
    assert kept_saying(page, COLOURS, colours["light"]) == colours["light"]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert kept_saying(page, COLOURS, colours[scheme]) == colours[scheme]
