"""A refresh, a link, another visitor: what is the same for all, and what is each visitor's own."""

from __future__ import annotations

import re

from tests.ui.browser.steps import ask, box, headline, headlines, kept_saying, keyed, popover, settled

PLACES = """() => [['stPopoverBody'], ['stPopoverBody', 'stCode']].map(ids => {
    const box = document.querySelector(ids.map(id => `[data-testid=${id}]`).join(' ')).getBoundingClientRect()
    return [box.top, box.bottom]
})"""
IN_SIGHT = f"""() => {{
    const [frame, link] = ({PLACES})()
    return frame[0] <= link[0] && link[1] <= frame[1] && frame[1] <= 720
}}"""
SHARED = re.compile(r"\ba=[\w-]+")


def test_a_refresh_and_a_link_show_the_conversation_and_a_new_visitor_sees_none(visit):
    first = visit()
    told = ask(first, "revenue by channel")
    assert "c=" in first.url and "lang=en" in first.url
    first.reload()
    assert headline(first) == told
    assert headline(visit(first.url)) == told
    other = visit()
    keyed(other, "suggestion-0").wait_for()
    assert headlines(other).count() == 0
    assert ask(other, "orders by channel") != told
    first.reload()
    assert headline(first) == told


def test_two_visitors_ask_at_once_and_each_gets_their_own_answer(visit):
    pages = [visit(), visit(language="zh")]
    for page in pages:
        box(page).wait_for()
    for page, text in zip(pages, ("revenue by channel last month", "上个月各渠道的订单量"), strict=True):
        box(page).fill(text)
    for page in pages:
        box(page).press("Enter")
    first, second = (headline(page) for page in pages)
    assert first.startswith("Revenue") and "订单" in second
    assert all(headlines(page).count() == 1 for page in pages)


def test_a_share_link_opens_in_a_second_browser_once_it_is_shared_and_shows_the_same_figures(visit):
    page = visit()
    told = ask(page, "revenue by channel last month")
    popover(page, "Share").click()
    keyed(page, "share-save-").get_by_role("button").click()
    keyed(page, "share-open-").wait_for()
    link = SHARED.search(page.get_by_test_id("stPopoverBody").locator("code").text_content())
    assert link
    keyed(page, "share-open-").locator("label").click()
    page.get_by_text("Only you can open it now").wait_for(state="hidden")
    settled(page)
    assert headline(visit(f"/?{link.group()}")) == told
    missing = visit("/?a=0123456789ab")
    missing.get_by_text("was not found").wait_for()
    assert headlines(missing).count() == 0


def test_the_link_is_seen_without_scrolling_where_the_card_ends_at_the_foot_of_the_page(visit):
    page = visit(height=720)
    ask(page, "revenue by channel")
    opener = popover(page, "Share")
    opener.scroll_into_view_if_needed()
    opener.click()
    keyed(page, "share-save-").get_by_role("button").first.click()
    link = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    link.wait_for()
    settled(page)
    keyed(page, "share-save-").wait_for(state="detached")  # what is saved is not offered to be saved
    assert kept_saying(page, IN_SIGHT, True), page.evaluate(PLACES)
