"""Each file of the menu is taken in a real browser and opened: what is in it is what was on the screen."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.exports.charts import EXTRA, can_draw
from tests.ui.browser.conftest import ARTEFACTS
from tests.ui.browser.steps import ask, becomes, drawn, keyed, plain, popover, settled

NAME = re.compile(r"wenshu_revenue_20261001-20261031_[0-9a-f]{12}\.(\w+)")
QUESTIONS = {"en": "revenue by channel last month", "zh": "上个月各渠道的销售额"}
CHANNELS = 5
PRESS_CSV = """() => document.querySelector("[class*='st-key-csv-'] button").click()"""


@pytest.fixture(params=["en", "zh"])
def card(request, visit):
    """A page with a card and its menu of files open; the language, the headline and the rows of the table."""
    page = visit(language=request.param)
    told = ask(page, QUESTIONS[request.param])
    drawn(page)
    rows = on_screen(page)
    popover(page, "…").click()
    keyed(page, "html-").wait_for()
    settled(page)
    return page, request.param, told, rows


def on_screen(page):
    """The rows of the table from top to bottom: what is read, and the amount with all its digits."""
    page.get_by_role("tab").nth(1).click()
    cells = page.get_by_test_id("data-grid-canvas").locator("[role=gridcell]")
    becomes(cells, 2 * CHANNELS)
    texts = [plain(text) for text in cells.all_text_contents()]
    return list(zip(texts[::2], texts[1::2], strict=True))


def taken(page, form, tmp_path):
    """The file of the item of the menu that ends the way `form` does."""
    with page.expect_download() as download:
        page.locator(f"[class*='st-key-{form}-']").get_by_role("button").first.click()
    assert NAME.fullmatch(download.value.suggested_filename).group(1) == form
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    return file


def figure(told):
    """The first amount of the headline as digits: ¥391.3K is 391.3."""
    return re.search(r"¥([\d.,]+)", told).group(1)


def test_every_file_of_the_menu_holds_what_was_on_the_screen(card, tmp_path):
    page, language, told, shown = card

    text = taken(page, "csv", tmp_path).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b"\r\n" in text
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == {"en": ["channel", "revenue (¥)"], "zh": ["渠道", "销售额（¥）"]}[language]
    assert [tuple(row) for row in rows[1:]] == shown
    amounts = [float(row[1]) for row in rows[1:]]

    from openpyxl import load_workbook

    book = load_workbook(taken(page, "xlsx", tmp_path))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["B"]][-5:] == pytest.approx(amounts)
    assert all(cell.data_type == "n" for cell in sheet["B"][-5:]) and len(book.worksheets) == 2
    assert not [cell for tab in book.worksheets for row in tab.iter_rows() for cell in row if cell.data_type == "f"]

    if can_draw():
        pictures_hold(figure(told), page, tmp_path)
        ARTEFACTS.mkdir(exist_ok=True)
        shutil.copy(next(tmp_path.glob("*.png")), ARTEFACTS / f"export-{language}.png")
    else:
        page.get_by_test_id("stPopoverBody").get_by_text(EXTRA).wait_for()
        assert keyed(page, "png-").count() == 0

    html = taken(page, "html", tmp_path)
    document = html.read_text("utf-8")
    assert figure(told) in document and not re.search(r"(?:src|href)\s*=\s*[\"']?https?:", document)
    page.goto(html.as_uri())
    assert page.locator("svg.marks").count() == can_draw()
    assert figure(told) in page.locator("body").inner_text()


def pictures_hold(words, page, tmp_path):
    """Both pictures are large enough, and the one that can be read says what the headline says."""
    picture = taken(page, "png", tmp_path).read_bytes()
    assert picture.startswith(b"\x89PNG") and int.from_bytes(picture[16:20], "big") >= 800
    drawing = ElementTree.fromstring(taken(page, "svg", tmp_path).read_text("utf-8"))
    assert words in "".join(drawing.itertext())


def test_the_button_of_the_table_that_would_leave_no_record_is_not_there(visit):
    page = visit()
    ask(page, "revenue by channel last month")
    page.get_by_role("tab", name="Table").click()
    table = page.get_by_test_id("stDataFrame").first
    table.wait_for()
    table.hover()
    unrecorded = page.get_by_label("Download as CSV")
    assert all(not item.is_visible() for item in unrecorded.all())


def test_the_file_is_on_record_before_it_leaves(visit, site, tmp_path):
    page = visit()
    ask(page, "revenue by channel last month")
    popover(page, "…").click()
    before = exports(site)
    taken(page, "csv", tmp_path)
    assert exports(site) == before + 1


def test_a_click_on_the_menu_while_it_opens_takes_the_file(visit):
    for _ in range(3):
        page = visit()  # a new one: a menu that was open before shows its old files until the page has run again
        ask(page, "revenue by channel last month")
        popover(page, "…").click()
        keyed(page, "csv-").get_by_role("button").wait_for()
        with page.expect_download() as download:
            page.evaluate(PRESS_CSV)  # at once: a person's pointer would be there, a test's waits for things to rest
        assert NAME.fullmatch(download.value.suggested_filename)


def exports(site):
    lines = (Path(site.home) / "demo" / ".wenshu" / "audit.jsonl").read_text("utf-8").splitlines()
    return sum(json.loads(line)["event"] == "export" for line in lines)
