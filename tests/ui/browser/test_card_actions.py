"""The evidence drawer, the SQL panel, the thumbs and the folded footer in a real browser, in both languages."""

from __future__ import annotations

import pytest

from tests.ui.browser.steps import ask, becomes, headlines, keyed, popover, said, settled, sideways

QUESTION = {"en": "revenue by channel last month", "zh": "上个月各渠道的销售额"}
WORDS = {
    "en": ("Same figures.", "MySQL", "it was not run", "Ad hoc SQL, not a governed metric", "Write exactly one SELECT"),
    "zh": ("结果一致。", "MySQL", "未执行", "临时 SQL，并非受管理的指标", "只能写一条 SELECT"),
}
LANGUAGES = pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])


@pytest.fixture
def card(visit):
    def opened(language, **options):
        page = visit(language=language, **options)
        ask(page, QUESTION[language])
        return page

    return opened


def drawer(page):
    """Open the tab that says how it was computed, then everything."""
    page.get_by_role("tab").last.click()
    keyed(page, "evidence-").get_by_role("button").first.click()
    found = page.get_by_role("dialog")
    keyed(found, "rerun-drawer-").wait_for()
    return found


@LANGUAGES
def test_the_drawer_holds_all_items_translates_and_runs_again(card, keep, language, scheme):
    same, other, not_run, *_ = WORDS[language]
    page = card(language, scheme=scheme)
    found = drawer(page)
    titles = [text for text in found.locator("strong").all_inner_texts() if " · " in text]
    assert [title.split(" ")[0] for title in titles] == [str(n) for n in range(1, 12)]
    underlined = keyed(found, "span-bound").first.locator("p").first
    assert "underline" in underlined.evaluate("node => getComputedStyle(node).textDecorationLine")
    keep(page, f"drawer-{language}-{scheme}")
    keyed(found, "dialect-").get_by_role("combobox").click()
    page.get_by_role("option", name=other).click()
    found.get_by_text(not_run).wait_for()
    keyed(found, "rerun-drawer-").get_by_role("button").click()
    found.get_by_test_id("stAlert").get_by_text(same).wait_for()
    keep(page, f"drawer-end-{language}-{scheme}")
    page.keyboard.press("Escape")
    found.wait_for(state="hidden")
    settled(page)
    assert page.get_by_role("dialog").count() == 0
    page.wait_for_function("document.activeElement.closest('[class*=st-key-evidence-]')")  # the focus is back


@LANGUAGES
def test_sql_is_refused_in_words_then_run_and_proposed(card, keep, language, scheme):
    *_, ad_hoc, refused = WORDS[language]
    page = card(language, scheme=scheme)
    keyed(drawer(page), "sql-edit-").get_by_role("button").click()
    text = keyed(page, "sql-text-").locator("textarea")
    text.wait_for()
    keep(page, f"sql-panel-{language}-{scheme}")
    text.fill("DROP TABLE orders")
    text.press("Control+Enter")
    keyed(page, "sql-run-").get_by_role("button").click()
    told = page.get_by_role("dialog").get_by_test_id("stAlert").get_by_text(refused)
    told.wait_for()  # the words above the text say something like it: they are not the refusal
    settled(page)
    text.fill("SELECT channel, MIN(order_id) AS n FROM orders WHERE status = 'cancelled' GROUP BY channel")
    text.press("Control+Enter")
    told.wait_for(state="hidden")
    settled(page)
    page.get_by_role("dialog").locator("summary").click()
    for name, value in (("proposal-en-", f"Cancelled {language}"), ("proposal-zh-", f"取消数 {language}")):
        keyed(page, name).locator("input").fill(value)
        keyed(page, name).locator("input").press("Tab")
    settled(page)
    keyed(page, "proposal-do-").get_by_role("button").click()
    page.get_by_role("dialog").get_by_test_id("stCode").wait_for()
    assert "agg: min" in page.get_by_role("dialog").get_by_test_id("stCode").inner_text()
    keyed(page, "sql-run-").get_by_role("button").click()
    headlines(page).nth(1).wait_for()
    settled(page)
    page.get_by_role("dialog").wait_for(state="hidden")
    assert ad_hoc in said(page)
    keep(page, f"ad-hoc-{language}-{scheme}", full_page=True)


@LANGUAGES
def test_thumbs_down_asks_which_part_was_wrong(card, keep, language, scheme):
    page = card(language, scheme=scheme)
    keyed(page, "thumbs-").locator("button").nth(1).click()
    asked = keyed(page, "wrong-part-")
    asked.locator("button").nth(1).click()
    settled(page)
    keep(page, f"thumbs-{language}-{scheme}", full_page=True)
    keyed(page, "wrong-send-").get_by_role("button").click()
    asked.wait_for(state="hidden")
    page.get_by_test_id("stToast").wait_for()


@LANGUAGES
def test_on_a_phone_the_footer_is_in_the_menu(card, keep, language, scheme):
    page = card(language, scheme=scheme, width=400, height=900)
    assert keyed(page, "wide-").filter(visible=True).count() == 0
    popover(page, "…").click()
    fold = keyed(page, "fold-")
    becomes(fold.locator("summary").filter(visible=True), 3)
    assert keyed(page, "thumbs-fold-").filter(visible=True).count() > 0
    keep(page, f"menu-400-{language}-{scheme}")
    assert sideways(page) == 0
