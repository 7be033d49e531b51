"""One's own data: a dirty GBK file from the drop to the first answer."""

from __future__ import annotations

import pytest

from tests.ui.browser.conftest import Visits, copy_of_demo, start, stop
from tests.ui.browser.steps import headline, keyed, plain

ROWS = [(f"{n:05}", f"2026年{n % 9 + 1}月{n % 27 + 1}日", ("北京", "上海", "广州")[n % 3], n * 10) for n in range(60)]


def dirty():
    """A title, an empty line, a line with too few fields, a total with too many, and an unclosed quote."""
    lines = ["2026年销售明细", "", "订单编号,下单日期,城市,金额"]
    lines += [f'{number},{day},{city},"{amount:,}.50"' for number, day, city, amount in ROWS]
    lines += ["99999,缺两列", "合计,,,,1,2", '88888,2026年1月1日,"北京,5']
    return "\r\n".join(lines).encode("gbk")


@pytest.fixture
def visit(demo_home, browser, tmp_path_factory):
    """A server of its own: it answers about the new data from then on."""
    own = start(copy_of_demo(demo_home, tmp_path_factory.mktemp("own")))
    visits = Visits(browser, own.address)
    yield visits
    visits.close()
    stop(own)
    assert visits.asked and visits.outside() == [] and own.reached() == []


def test_a_dirty_gbk_file_is_asked_about_three_clicks_after_the_drop(visit, keep, tmp_path):
    file = tmp_path / "销售.csv"
    file.write_bytes(dirty())
    page = visit("/data", language="zh", height=1600)
    page.locator("input[type=file]").wait_for(state="attached")
    page.set_input_files("input[type=file]", str(file))
    page.locator("[class*='st-key-data-encoding'] input").click()
    page.get_by_role("option").filter(has_text="gb18030").click()
    keyed(page, "data-check").wait_for()
    report = plain(keyed(page, "data-file-").first.inner_text())
    assert "读入 60 行，拒绝 3 行，表头以上 1 行，空行 1 行" in report
    keep(page, "data-zh", full_page=True)
    keyed(page, "data-check").get_by_role("button").click()
    keyed(page, "data-keep").get_by_role("button").click()
    keyed(page, "data-ask-0").get_by_role("button").click()
    told = headline(page)
    best = max(sum(amount for *_, c, amount in ROWS if c == city) + 10 for city in ("北京", "上海", "广州"))
    assert f"{best:,}" in told or "广州" in told
