"""Sheets as programs write them: titles, names on two lines, totals and remarks, amounts in brackets.

Every table here is read with its own names, and no total is a row: each sum is that of the rows, counted by hand.
"""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from semantic_layer.engines.duckdb import open_published
from semantic_layer.importing import import_folder
from semantic_layer.importing.header import find_header
from semantic_layer.importing.totals import reasons_to_leave
from semantic_layer.importing.typing import type_column

ROWS = [["A1", "2024-01-03", "茶", 2, 10.5], ["A2", "2024-01-04", "米", 3, 20], ["A3", "2024-01-05", None, -1, -5.25]]


def book(*sheets, merged=()):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def read(tmp_path, name, content):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    report = import_folder(tmp_path / "in", tmp_path / "out")
    assert all(file.adds_up for file in report.files)
    return report.files[0], open_published(tmp_path / "out" / "data")


def test_a_title_and_names_on_two_lines_are_one_header(tmp_path):
    header = [["单据编号", "单据日期", "品名", "数量金额", None], [None, None, None, "数量", "金额"]]
    content = book(("明细", [["销售明细表"], *header, *ROWS]), merged=("A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"))
    report, engine = read(tmp_path, "sales.xlsx", content)

    assert [column.name for column in report.columns] == ["单据编号", "单据日期", "品名", "数量", "金额"]
    assert (report.preamble, report.accepted) == (2, 3)
    assert engine.run("SELECT SUM(金额) FROM sales").rows == ((Decimal("25.25"),),)


def test_the_same_names_below_two_bands_are_told_apart():
    rows = [("店", "线上", "", "线下", ""), ("", "数量", "金额", "数量", "金额"), ("东", "1", "5", "2", "9")]

    assert find_header(rows).names == (
        "店", "线上 数量", "线上 金额", "线下 数量", "线下 金额",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "names", "place"),
    [
        ([("id", "n"), ("1", "5")], ("id", "n"), 0),
        ([("", "a", "b", "c"), ("0", "x", "y", "1")], ("", "a", "b", "c"), 0),  # a column without a name
        ([("name", "", "city", "land"), ("Bo", "x", "Rome", "Italy"), ("Al", "y", "Bern", "5")], None, 0),
        ([("Exported by", "Ann", ""), ("id", "day", "n"), ("1", "2024-01-01", "5")], ("id", "day", "n"), 1),
        ([("Sales", "", ""), ("June", "", ""), ("id", "day", "n"), ("1", "2024-01-01", "5")], ("id", "day", "n"), 2),
        ([("shop", "2024-01", "2024-02"), ("East", "5", "6")], ("shop", "2024-01", "2024-02"), 0),
        ([("a", "b", "c"), ("x", "y", "z"), ("p", "q", "r")], ("a", "b", "c"), 0),  # words only
    ],
)
def test_the_header_is_where_a_person_sees_it(rows, names, place):
    found = find_header(rows)

    assert (found.names, found.place) == (names or rows[place], place)


def test_a_title_of_a_padded_text_file_is_no_header(tmp_path):
    report, engine = read(
        tmp_path, "t.csv", "华东公司销售表,,\n单号,日期,金额\n1,2024-01-02,5\n2,2024-01-03,6\n".encode()
    )

    assert [column.name for column in report.columns] == ["单号", "日期", "金额"]
    assert engine.run("SELECT SUM(金额) FROM t").rows == ((11,),)


@pytest.mark.parametrize("word", ["合计", "总 计：", "Grand Total", "Subtotal", "本页合计"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_total_is_named_and_is_no_row(tmp_path, word, kind):
    rows = [["no", "day", "what", "n", "amount"], *ROWS, [word, None, None, 4, 25.25], ["Prepared by Ann"]]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows[:-1])
    content = book(("s", rows)) if kind == "xlsx" else text.encode()
    report, engine = read(tmp_path, f"t.{kind}", content)

    told = [(5, "total_line"), *([(6, "remark_line")] if kind == "xlsx" else [])]
    assert [(row.line, row.reason) for row in report.rejected] == told
    assert engine.run("SELECT SUM(amount), COUNT(*) FROM t").rows == ((Decimal("25.25"), 3),)


@pytest.mark.parametrize(
    "rows",
    [
        [("East", "x", "5"), ("Total", "y", "6")],  # a firm of that name: the row says as much as the others
        [("Total", "5"), ("Other", "6")],  # a total stands below
        [("East", "5"), ("West", "4"), ("Total", "7")],  # and is the sum of what stands above
    ],
)
def test_a_row_that_only_has_such_a_word_stays(rows):
    assert reasons_to_leave(rows) == {}


def test_a_sheet_of_notes_takes_nothing_from_the_table_beside_it(tmp_path):
    content = book(("sales", [["no", "day", "what", "n", "amount"], *ROWS]), ("说明", [["本表由系统导出"]]))
    report, engine = read(tmp_path, "book.xlsx", content)

    assert (report.table, report.sheets_aside, report.accepted) == ("book", ("说明",), 3)
    assert engine.run("SELECT COUNT(*) FROM book").rows == ((3,),)


@pytest.mark.parametrize(
    ("values", "read_as"),
    [
        (["$1,200.50", "($435.00)"], ["1200.50", "-435.00"]),
        (["1200.5", "(35)", "7"], ["1200.5", "-35", "7"]),
        (["¥8.00", "(¥1,000.00)"], ["8.00", "-1000.00"]),
    ],
)
def test_amounts_in_brackets_are_taken_off(values, read_as):
    typed, report = type_column("amount", values)

    assert (typed, report.rule) == ([Decimal(text) for text in read_as], "accounting")


@pytest.mark.parametrize("values", [["(1)", "(2)"], ["(a)", "5"], ["(+5)", "6"], ["(-5)", "6"], ["$5", "(¥6)"]])
def test_brackets_that_may_mean_something_else_stay_text(values):
    typed, report = type_column("note", values)

    assert report.rule != "accounting"
    assert not any(isinstance(value, Decimal) for value in typed if value is not None)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["'00123", "'2500000000000000001", ""], ["00123", "2500000000000000001", None]),
        (['="00123"', '="7"'], ["00123", "7"]),
        (["'00123", "x"], ["'00123", "x"]),  # one that has no mark: it may be part of the others
        (["'t is", "'n"], ["'t is", "'n"]),
    ],
)
def test_the_mark_of_a_code_is_no_part_of_it(values, texts):
    typed, report = type_column("no", values)

    assert (typed, report.type) == (texts, "String")
