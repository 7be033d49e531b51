"""Files become tables with every line accounted for, or nothing is changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import answer
from assistant.exports.text import to_csv
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.engines.duckdb import open_published
from semantic_layer.importing import import_folder
from semantic_layer.importing.delimited import read_delimited
from semantic_layer.importing.errors import EncodingUndecided, NothingToImport, UnreadableFile
from semantic_layer.importing.typing import type_column
from tests.assistant import tiny


def imported(tmp_path, name, content, **options):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir(exist_ok=True)
    (source / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    report = import_folder(source, out, **options)
    return report.files[0], open_published(out / "data")


def test_a_ragged_line_is_named_and_the_others_are_imported(tmp_path):
    report, engine = imported(tmp_path, "orders.csv", "id,city,amount\n1,Paris,10\n2,Rome\n3,Oslo,5,extra\n4,Bern,7\n")

    assert [(row.line, row.reason) for row in report.rejected] == [(3, "too_few_fields"), (4, "too_many_fields")]
    assert report.rejected[0].text == "2,Rome"
    assert report.adds_up
    assert engine.run("SELECT id, amount FROM orders ORDER BY id").rows == ((1, 10), (4, 7))


def test_an_unclosed_quote_costs_one_line_and_not_the_rest_of_the_file(tmp_path):
    report, engine = imported(tmp_path, "t.csv", 'id,name\n1,a\n2,"b\n3,c\n')

    assert [(row.line, row.reason) for row in report.rejected] == [(3, "unclosed_quote")]
    assert engine.run("SELECT id FROM t ORDER BY id").rows == ((1,), (3,))


def test_a_line_break_inside_a_quoted_field_is_no_new_record(tmp_path):
    report, engine = imported(tmp_path, "t.csv", 'id,name\n1,"a\nb"\n2,c\n')

    assert report.rejected == ()
    assert engine.run("SELECT name FROM t ORDER BY id").rows == (("a\nb",), ("c",))


def test_gbk_text_is_shown_and_asked_about_then_read_as_stated(tmp_path):
    content = "订单,城市,金额\n1,北京,10.5\n2,上海,20\n".encode("gb18030")
    with pytest.raises(EncodingUndecided) as asked:
        imported(tmp_path, "订单.csv", content)
    assert asked.value.preview[1] == "1,北京,10.5"

    report, engine = imported(tmp_path, "订单.csv", content, encoding="gb18030")
    assert report.encoding == "gb18030"
    assert engine.run('SELECT "城市", "金额" FROM "订单" ORDER BY "订单"').rows[0] == ("北京", Decimal("10.5"))


def test_an_error_leaves_the_former_data_as_they_were(tmp_path):
    imported(tmp_path, "t.csv", "a,b\n1,2\n")
    with pytest.raises(UnreadableFile):
        imported(tmp_path, "broken.parquet", b"this is no parquet")
    assert open_published(tmp_path / "out" / "data").run("SELECT a FROM t").rows == ((1,),)


def test_a_folder_without_tables_is_said_so(tmp_path):
    with pytest.raises(NothingToImport):
        import_folder(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"  \n \n", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_said_so(tmp_path, content):
    with pytest.raises(UnreadableFile, match="empty"):
        imported(tmp_path, "t.csv", content)


def test_double_and_empty_headers_are_renamed_and_reported(tmp_path):
    report, engine = imported(tmp_path, "t.csv", "a,a,\n1,2,3\n")
    assert report.renamed == (("a", "a_2"), ("", "column_3"))
    assert engine.run("SELECT a, a_2, column_3 FROM t").rows == ((1, 2, 3),)


def test_a_title_above_the_header_is_a_preamble(tmp_path):
    report, _ = imported(tmp_path, "t.csv", "Sales report\n\nid,amount\n1,2\n3,4\n")
    assert (report.preamble, report.blank, report.header, report.accepted) == (1, 1, 1, 2)


def test_a_workbook_keeps_dates_and_text_cells_that_look_like_formulas(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["day", "note", "amount"], [dt.date(2024, 1, 3), "plain", 2.5], [dt.date(2024, 1, 4), "=1+1", 3]):
        sheet.append(row)
    sheet["B3"].data_type = "s"
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "sales.xlsx")
    import_folder(tmp_path / "in", tmp_path / "out")
    rows = open_published(tmp_path / "out" / "data").run("SELECT day, note, amount FROM sales ORDER BY day").rows
    assert rows == ((dt.date(2024, 1, 3), "plain", Decimal("2.5")), (dt.date(2024, 1, 4), "=1+1", Decimal(3)))


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (["1", "-2", ""], "Integer", 1),
        (["1.50", "2"], "Decimal", Decimal("1.50")),
        (["1,234.5", "12"], "Decimal", Decimal("1234.5")),
        (["1.234,56", "7,5"], "Decimal", Decimal("1234.56")),
        (["00123", "4"], "String", "00123"),
        (["1E5", "2"], "String", "1E5"),
        (["110101199003071234"], "String", "110101199003071234"),
        (["2024-01-03"], "Date", dt.date(2024, 1, 3)),
        (["2024/1/3"], "Date", dt.date(2024, 1, 3)),
        (["20240103"], "Date", dt.date(2024, 1, 3)),
        (["2024年1月3日"], "Date", dt.date(2024, 1, 3)),
        (["31/12/2024", "01/02/2024"], "Date", dt.date(2024, 12, 31)),
        (["12/31/2024", "01/02/2024"], "Date", dt.date(2024, 12, 31)),
        (["01/02/2024", "03/04/2024"], "String", "01/02/2024"),  # day or month first: undecided, so it stays text
        (["2024-01-03 10:20:30"], "DateTime", dt.datetime(2024, 1, 3, 10, 20, 30)),
        (["是", "否"], "Boolean", True),
        (["１２", "3"], "Integer", 12),
        (["2024-13-45"], "String", "2024-13-45"),
    ],
)
def test_a_column_gets_the_type_that_fits_every_value(values, kind, first):
    typed, report = type_column("x", values)
    assert report.type == kind
    assert typed[0] == first


def test_not_a_number_becomes_null_and_is_counted():
    typed, report = type_column("x", ["1", "NaN", "inf"])
    assert typed == [1, None, None]
    assert report.failed == 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet='ab,"\n;\t1 年', max_size=12), min_size=1, max_size=12).map("\n".join))
def test_the_lines_of_any_text_add_up(text):
    try:
        table = read_delimited("t.csv", text.encode())
    except UnreadableFile as refused:
        assert not any(character.isalnum() for character in text) or (refused.reason == "no_header" and '"' in text)
        return
    assert table.records == 1 + table.preamble + table.blank + len(table.rows) + len(table.rejected)


_FIELD = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 4).flatmap(lambda width: st.lists(st.tuples(*[_FIELD] * width), min_size=1, max_size=6)))
def test_what_a_writer_of_csv_wrote_is_read_back(rows):
    header = tuple(f"column {n}" for n in range(len(rows[0])))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    try:
        table = read_delimited("t.csv", out.getvalue().encode())
    except UnreadableFile:
        return
    found = dict(zip(table.lines, table.rows, strict=True))
    assert table.header == header or table.rejected or table.preamble
    if not table.rejected and table.header == header:
        assert list(found.values()) == [row for row in rows if any(field.strip() for field in row)]


def test_an_answer_that_left_as_csv_is_imported_with_the_same_figures(tmp_path):
    context = open_workspace(tiny.build(tmp_path / "shop"))
    found = answer(Question.of("revenue and orders by region"), context)
    report, engine = imported(tmp_path, "answer.csv", to_csv(found))
    assert (report.accepted, report.rejected) == (len(found.table.rows), ())
    figures = [row[1:] for row in engine.run("SELECT * FROM answer ORDER BY ALL").rows]
    assert figures == [row[1:] for row in found.table.rows] == [(900, 7), (300, 5)]
