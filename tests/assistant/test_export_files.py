"""Every file that leaves is opened again and holds the figures of its answer, and nothing that runs."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from assistant.answer import answer
from assistant.exports import charts as export_charts
from assistant.exports.charts import has_chinese_face, inline_svg, wrapped
from assistant.exports.files import File, NotForThisPerson, content, file_name, hand_out, hints, offered
from assistant.exports.text import to_csv, to_html
from assistant.exports.xlsx import number_format
from assistant.question import Question
from assistant.records.audit import AuditFailed
from assistant.workspace import open_workspace
from semantic_layer.model import Format, Unit
from semantic_layer.query import Who
from semantic_layer.result import Column
from tests.assistant import tiny

EVIL = '=HYPERLINK("http://evil.example","<b>x</b>")'
NEEDS_PICTURES = pytest.mark.skipif(not export_charts.can_draw(), reason="the extra `export` is not installed")


@pytest.fixture(scope="module")
def evil_shop(tmp_path_factory):
    rows = (*tiny.ROWS, (13, tiny.ROWS[-1][1], EVIL, "web", 10), (14, tiny.ROWS[-1][1], "\x07\u202eleft", "web", -5))
    return open_workspace(tiny.build(tmp_path_factory.mktemp("evil"), rows))


def made(found, form):
    return content(File(form, "", "", 0), found)


def book(found):
    return openpyxl.load_workbook(io.BytesIO(made(found, "xlsx")))


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_the_words_of_the_screen_and_the_exact_figures(shop):
    found = answer(Question.of("revenue by region"), shop)
    assert cells(book(found).worksheets[0]) == [["region", "revenue (¥)"], ["East", 900], ["West", 300]]


def test_days_are_days_and_figures_carry_the_format_of_their_unit(shop):
    sheet = book(answer(Question.of("revenue by month"), shop)).worksheets[0]
    assert [sheet.cell(row, 1).value.date() for row in (2, 3, 4)] == [date(2026, n, 1) for n in (8, 9, 10)]
    assert sheet.cell(2, 1).number_format == "yyyy-mm-dd"
    assert sheet.cell(2, 2).value == 140 and "¥" in sheet.cell(2, 2).number_format
    assert sheet.freeze_panes == "A2"


def test_the_last_sheet_says_how_the_figures_came_about(shop):
    found = answer(Question.of("East revenue in September 2026"), shop)
    facts = dict(cells(book(found).worksheets[-1]))
    assert facts["Understood as"] == found.restatement
    assert facts["Answer"] == found.headline
    assert facts["Filters"] == "\n".join(found.sections[0].derivation.filters) != "none"
    assert facts["Period"] == found.sections[0].derivation.period
    assert facts["Data as of"] == "1 Nov 2026"
    assert facts["Not counted"] == "none"
    assert facts["Receipt"] == found.receipt
    assert facts["SQL that ran"] == found.sections[0].derivation.sql[0]
    assert facts["Rows"] == "1 row"


def test_the_evidence_is_told_in_the_language_of_the_answer(shop):
    found = answer(Question.of("各地区销售额"), shop)
    opened = book(found)
    assert opened.sheetnames == ["数据", "计算过程"]
    assert cells(opened.worksheets[0])[:2] == [["地区", "销售额（¥）"], ["华东", 900]]
    assert dict(cells(opened.worksheets[1]))["理解为"] == found.restatement


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(evil_shop):
    found = answer(Question.of("revenue by region"), evil_shop)
    sheets = book(found).worksheets
    all_cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert EVIL in [cell.value for cell in all_cells]
    assert {cell.data_type for cell in all_cells} <= {"s", "n", "d"}
    assert [cell for cell in all_cells if cell.hyperlink] == []
    names = zipfile.ZipFile(io.BytesIO(made(found, "xlsx"))).namelist()
    assert [name for name in names if "vba" in name.lower() or "external" in name.lower()] == []


def test_the_receipt_counts_the_texts_that_csv_changes(evil_shop):
    found = answer(Question.of("revenue by region"), evil_shop)
    assert evil_shop.receipts.load(found.receipt)["csv_changed_cells"] == 1


def test_a_character_that_a_sheet_cannot_hold_is_shown_by_its_code(evil_shop):
    found = answer(Question.of("revenue by region"), evil_shop)
    assert ["\\u0007\\u202eleft", -5] in cells(book(found).worksheets[0])


def test_all_groups_behind_a_ranking_have_a_sheet(shop):
    found = answer(Question.of("Which region has the highest revenue?"), shop)
    opened = book(found)
    assert opened.sheetnames == ["Data", "All groups", "How it was computed"]
    assert cells(opened["Data"])[1:] == [["East", 900]]
    assert cells(opened["All groups"])[1:] == [["East", 900], ["West", 300]]


def test_two_questions_in_one_fill_two_sheets(shop):
    first = answer(Question.of("revenue by region"), shop)
    second = answer(Question.of("orders by channel"), shop)
    both = replace(first, sections=(*first.sections, *second.sections))
    opened = book(both)
    assert opened.sheetnames == ["Data 1", "Data 2", "How it was computed"]
    assert cells(opened["Data 2"])[1:] == [["store", 5], ["web", 7]]


def column(kind="metric", unit="currency", of="CNY", format_="currency", digits=2):
    return Column("x", kind, Unit(unit, of), Format(format_, digits))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (column(), '"¥"#,##0.00;-"¥"#,##0.00'),
        (column(unit="count", of="order", format_="integer", digits=None), "#,##0;-#,##0"),
        (column(unit="share", of="", format_="percent", digits=1), "0.0%"),
        (column(kind="rate", unit="share", of="", format_="percent", digits=1), "+0.0%;-0.0%;0.0%"),
        (column(kind="change", unit="points", of="", format_="percent", digits=1), "+0.0;-0.0;0.0"),
        (column(unit="none", of="", format_="text", digits=None), "General"),
    ],
)
def test_the_number_format_follows_the_unit(given, expected):
    assert number_format(given) == expected


def test_a_difference_of_shares_is_in_points_in_a_sheet_and_a_fraction_in_csv(shop):
    found = answer(Question.of("revenue by region"), shop)
    section = found.sections[0]
    points = column(kind="change", unit="points", of="", format_="percent", digits=1)
    table = replace(
        section.table, columns=(section.table.columns[0], points), rows=(("E", Decimal("0.241")), ("W", -0.5))
    )
    changed = replace(found, sections=(replace(section, table=table),))
    assert cells(book(changed).worksheets[0]) == [["region", "revenue (pts)"], ["East", 24.1], ["West", -50]]
    rows = list(csv.reader(io.StringIO(to_csv(changed).decode("utf-8-sig"))))
    assert rows == [["region", "revenue (fraction)"], ["East", "0.241"], ["West", "-0.5"]]


def test_rows_that_a_limit_keeps_away_are_counted(shop):
    found = answer(Question.of("revenue by region"), shop)
    section = found.sections[0]
    cut = replace(section, derivation=replace(section.derivation, row_counts=(("rows", 2), ("rows_in_all", 40))))
    assert hints(replace(found, sections=(cut,)), shop)[0] == "The files hold 2 of 40 rows."
    assert hints(found, shop)[0] == "The files hold 2 rows."


def test_a_file_name_is_ascii_and_names_metric_period_and_receipt(shop):
    found = answer(Question.of("2026年9月各地区销售额"), shop)
    name = file_name(found, "xlsx")
    assert re.fullmatch(r"wenshu_revenue_20260901-20260930_[0-9a-f]{12}\.xlsx", name)
    assert all(file.name.isascii() for file in offered(found, shop))


def test_a_refusal_offers_no_file(shop):
    assert offered(answer(Question.of("flibbertigibbets by region"), shop), shop) == ()


def test_each_file_leaves_one_record_with_its_rows(tmp_path):
    shop = tiny.world(tmp_path / "shop")
    found = answer(Question.of("revenue by region"), shop)
    for file in offered(found, shop):
        hand_out(file, found, shop)
    records = [record for record in shop.audit.records() if record["event"] == "export"]
    assert [record["file"] for record in records] == [file.name for file in offered(found, shop)]
    assert {(record["who"], record["receipt"], tuple(record["rows"])) for record in records} == {
        ("local", found.receipt, (2,))
    }


def test_who_takes_a_file_is_named_in_its_record(tmp_path):
    shop = tiny.world(tmp_path / "shop")
    found = answer(Question.of("revenue by region"), shop)
    other = replace(shop, tools=replace(shop.tools, who=Who("ann")))
    hand_out(offered(found, shop)[0], found, other)
    assert list(shop.audit.records())[-1]["who"] == "ann"


def test_without_a_record_that_the_model_requires_nothing_leaves(tmp_path):
    shop = tiny.world(tmp_path / "shop")
    found = answer(Question.of("revenue by region"), shop)
    (tmp_path / "blocked").write_text("a file, not a folder")
    audit = replace(shop.audit, path=tmp_path / "blocked" / "audit.jsonl")
    strict = replace(shop.model, settings={**shop.model.settings, "audit": "required"})
    broken = replace(shop, audit=audit, tools=replace(shop.tools, model=strict))
    with pytest.raises(AuditFailed):
        hand_out(offered(found, shop)[0], found, broken)


# --- pictures ----------------------------------------------------------------------------------------------------


@NEEDS_PICTURES
def test_a_png_is_twice_as_large_as_the_drawing(shop):
    found = answer(Question.of("revenue by region"), shop)
    png, svg = made(found, "png"), made(found, "svg")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", png[16:24])
    root = ElementTree.fromstring(svg)
    assert size == pytest.approx((2 * float(root.get("width")), 2 * float(root.get("height"))), abs=2)


@NEEDS_PICTURES
def test_a_drawing_says_headline_restatement_and_receipt_and_the_labels_of_the_chart(shop):
    found = answer(Question.of("revenue by region"), shop)
    root = ElementTree.fromstring(made(found, "svg"))
    shown = [item.text or "" for item in root.iter() if item.tag.endswith(("text", "tspan"))]
    assert found.headline in " ".join(shown)
    assert found.restatement in shown
    assert any(found.receipt in text for text in shown)
    assert {"East", "West", "¥900", "¥300"} <= set(shown)


@NEEDS_PICTURES
def test_text_of_the_data_stays_text_in_a_drawing(tmp_path):
    rows = (*tiny.ROWS, (13, tiny.ROWS[-1][1], "</text></svg><script>alert(1)</script>", "web", 10))
    found = answer(Question.of("revenue by region"), tiny.open_workspace(tiny.build(tmp_path, rows)))
    for made_of in (made(found, "svg").decode(), inline_svg(found.sections[0]), to_html(found)):
        assert "<script" not in made_of
        assert "alert(1)" in made_of


@NEEDS_PICTURES
def test_a_page_with_its_chart_names_no_address(shop):
    page = to_html(answer(Question.of("revenue by region"), shop))
    assert "<svg" in page and "¥900" in page
    own = page.replace("url(#", "")
    for forbidden in ("<script", "src=", "href=", "url(", "http://", "https://", "xmlns"):
        assert forbidden not in own


@NEEDS_PICTURES
def test_two_drawings_on_one_page_share_no_id(shop):
    drawings = [
        inline_svg(answer(Question.of(text), shop).sections[0]) for text in ("revenue by region", "按渠道订单数")
    ]
    ids = [set(re.findall(r'id="([^"]+)"', drawing)) for drawing in drawings]
    assert ids[0] and not ids[0] & ids[1]
    assert all(set(re.findall(r"url\(#([^)]+)\)", drawing)) <= own for drawing, own in zip(drawings, ids, strict=True))


@NEEDS_PICTURES
def test_without_a_chinese_face_a_chinese_picture_is_not_offered_and_the_reason_is(shop, monkeypatch):
    monkeypatch.setattr(export_charts, "has_chinese_face", lambda: False)
    chinese = answer(Question.of("各地区销售额"), shop)
    english = answer(Question.of("revenue by region"), shop)
    assert [file.form for file in offered(chinese, shop)] == ["csv", "xlsx", "html", "svg"]
    assert "没有中文字体" in hints(chinese, shop)[1]
    assert [file.form for file in offered(english, shop)] == ["csv", "xlsx", "html", "png", "svg"]


@NEEDS_PICTURES
def test_two_characters_tell_whether_there_is_a_chinese_face(monkeypatch):
    has_chinese_face.cache_clear()
    monkeypatch.setattr(export_charts, "FONT", "No Such Face")
    assert not has_chinese_face()
    has_chinese_face.cache_clear()


def test_without_the_extra_the_menu_names_it(shop, monkeypatch):
    monkeypatch.setattr(export_charts, "can_draw", lambda: False)
    found = answer(Question.of("revenue by region"), shop)
    assert [file.form for file in offered(found, shop)] == ["csv", "xlsx", "html"]
    assert "wenshu[export]" in hints(found, shop)[1]


@pytest.mark.parametrize("text", ["revenue of all regions " * 9, "华东地区销售额" * 30, "a" * 300])
def test_lines_below_a_picture_lose_no_character(text):
    assert "".join(wrapped(text)).replace(" ", "") == text.replace(" ", "")


# --- rows about persons ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def customers(demo):
    return answer(Question.of("top 5 customers by revenue"), demo)


def with_role(demo, *roles):
    return replace(demo, tools=replace(demo.tools, who=Who("ann", roles)))


def test_rows_about_persons_do_not_leave_without_the_right(demo, customers):
    assert offered(customers, demo) == ()
    assert "export: plain" in hints(customers, demo)[0]
    with pytest.raises(NotForThisPerson):
        hand_out(File("csv", "", "x.csv"), customers, demo, "a mailing")


def test_with_the_right_they_leave_for_a_purpose_that_is_recorded(demo, customers):
    allowed = with_role(demo, "crm")
    file = offered(customers, allowed)[0]
    with pytest.raises(NotForThisPerson):
        hand_out(file, customers, allowed, "  ")
    hand_out(file, customers, allowed, "autumn mailing")
    record = list(demo.audit.records())[-1]
    assert (record["who"], record["purpose"], record["rows"]) == ("ann", "autumn mailing", [5])


def test_a_list_of_customers_by_risk_is_about_persons_and_groups_are_not(demo):
    assert offered(answer(Question.of("customers at risk of churn"), demo), demo) == ()
    assert offered(answer(Question.of("revenue by channel"), demo), demo)


# --- the command line --------------------------------------------------------------------------------------------


def test_the_command_writes_a_workbook_with_the_figures_it_prints(tmp_path, capsys):
    from assistant.cli import main

    folder, file = tiny.build(tmp_path / "shop"), tmp_path / "out.xlsx"
    assert main(["ask", "revenue by region", "--model", str(folder), "--xlsx", str(file)]) == 0
    printed = capsys.readouterr()
    assert "¥900.00" in printed.out and "out.xlsx (2 rows)" in printed.err
    assert cells(openpyxl.load_workbook(file).worksheets[0])[1:] == [["East", 900], ["West", 300]]


def test_the_command_writes_no_workbook_for_a_refusal(tmp_path, capsys):
    from assistant.cli import main

    folder, file = tiny.build(tmp_path / "shop"), tmp_path / "out.xlsx"
    assert main(["ask", "flibbertigibbets by region", "--model", str(folder), "--xlsx", str(file)]) == 4
    assert not file.exists() and "No workbook was written" in capsys.readouterr().err
