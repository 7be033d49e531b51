"""The cards and the pages that hold something, light and dark, wide and narrow, kept to be looked at on every run.

What can be told without eyes is told here: no text too pale, nothing cut or beside the screen, one language in a card.
"""

from __future__ import annotations

import re

import pytest

from tests.ui.browser.steps import (
    ask,
    becomes,
    drawn,
    headlines,
    keyed,
    plain,
    popover,
    send,
    settled,
)
from tests.ui.browser.test_charts_on_the_page import cut_off
from tests.ui.browser.test_every_page import on_a_phone, too_pale

SCHEMES = ("light", "dark")
TALL = 1600  # a card stands between the bars of the page without lying under them
CARDS = (
    ("ranking", "Which segment has the highest repurchase rate?", "哪个分群复购率最高？"),
    ("tie", "which gender has the highest repurchase rate", "哪个性别的复购率最高"),
    ("cohort", "customer retention by cohort", "客户留存"),
    ("rfm", "RFM scores of customers", "给客户做RFM打分"),
    ("channels", "revenue by channel last month", "上个月各渠道的销售额"),
    ("followup", "only App", "只看App"),
)
UNKNOWN = {"en": "flibbertigibbets by channel", "zh": "各渠道的哗啦啦指数"}
ASKED_BACK = {"en": "Revenue by type last month", "zh": "按类型看上个月的销售额"}
HAN, SENTENCE = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]+(?: [a-z]+){3,}")
CUSTOMERS = "customer_id,city\n" + "".join(f"{n},{('Paris', 'Rome', 'Oslo')[n % 3]}\n" for n in range(20))
ORDERS = "order_id,customer_id,day,amount\n" + "".join(
    f"A{n:03},{n % 20},2026-{n % 9 + 1:02}-{n % 27 + 1:02},{n * 10}\n" for n in range(60)
)


@pytest.fixture
def pictures(keep):
    """Take what is on the page in every combination; `again` brings it back after the colours were changed."""

    def taken(page, language, items, again=lambda: None):
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.reload()  # a chart takes the colours of the page when it is drawn
            again()
            settled(page)
            assert too_pale(page) == [], scheme
            for name, find in items.items():
                keep(find(), f"{name}-{language}-{scheme}")
            with on_a_phone(page, TALL):
                assert cut_off(page) == []
                for name, find in items.items():
                    keep(find(), f"{name}-{language}-{scheme}-400")

    return taken


def be_refused(page, language):
    send(page, UNKNOWN[language])
    page.locator("[class*='-nearest-'] button").first.wait_for()
    settled(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_card_is_readable_in_both_colours_wide_and_narrow(visit, pictures, language):
    page = visit(language=language, height=TALL)
    for _, *words in CARDS:
        ask(page, words[language == "zh"])
    be_refused(page, language)
    send(page, ASKED_BACK[language])
    options = page.locator("[class*='-clarify-'] button")
    options.first.wait_for()
    settled(page)
    turns = keyed(page, "turn-")
    names = [*(name for name, *_ in CARDS), "refusal", "clarification"]
    becomes(turns, len(names))

    def back():
        options.first.wait_for()
        becomes(turns, len(names))
        drawn(page, 5)

    pictures(page, language, {name: lambda n=n: turns.nth(n) for n, name in enumerate(names)}, back)
    shown = [plain(turns.nth(n).inner_text()) for n in range(len(names))]
    if language == "en":
        assert [text for text in shown if HAN.search(text)] == []
    else:
        assert [found for text in shown for found in SENTENCE.findall(text)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_that_hold_something_are_readable_in_both_colours_wide_and_narrow(
    visit, pictures, language, tmp_path
):
    page = visit(language=language, height=TALL)
    ask(page, CARDS[0][1 + (language == "zh")])
    be_refused(page, language)
    conversation = page.url
    opener = keyed(page, "evidence-").get_by_role("button").first

    def drawer():
        headlines(page).first.wait_for()
        settled(page)  # the last of the tabs that have come so far need not be the last
        page.get_by_role("tab").last.click()
        opener.click()
        keyed(page.get_by_role("dialog"), "rerun-drawer-").wait_for()

    pictures(page, language, {"drawer": lambda: page}, drawer)
    page.goto(conversation)
    popover(page, {"en": "Pin", "zh": "固定"}[language]).click()
    keyed(page, "pin-do-").get_by_role("button").first.click()
    page.get_by_test_id("stToast").wait_for()  # it is pinned: the page can be left
    address = page.url.split("/?")[0]
    page.goto(f"{address}/board?lang={language}")
    pictures(page, language, {"tiles": lambda: page}, lambda: drawn(page))
    page.goto(f"{address}/audit?lang={language}")

    def gaps():
        settled(page)
        page.get_by_role("tab").nth(1).click()
        keyed(page, "gap-word").wait_for()

    pictures(page, language, {"gaps": lambda: page}, gaps)
    page.goto(f"{address}/data?lang={language}")
    page.locator("input[type=file]").wait_for(state="attached")
    for name, text in (("customers.csv", CUSTOMERS), ("orders.csv", ORDERS)):
        (tmp_path / name).write_text(text)
    page.set_input_files("input[type=file]", [str(tmp_path / name) for name in ("customers.csv", "orders.csv")])
    keyed(page, "data-check").wait_for()
    pictures(page, language, {"relations": lambda: page}, keyed(page, "data-check").wait_for)
