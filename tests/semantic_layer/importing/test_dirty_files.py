"""Dirty files, one a line: exactly the right rows come out, or a report that names each line, or a plain refusal."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import pickle
import zipfile
from decimal import Decimal

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from semantic_layer.importing.child import Limits, read_apart
from semantic_layer.importing.errors import EncodingUndecided, UnreadableFile
from semantic_layer.importing.folder import files_of, left_aside
from semantic_layer.importing.reading import FileChoice, read_files

D = Decimal
DAY = dt.date(2024, 1, 3)


def outcome(tmp_path, content, name="t.csv", **choice):
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "out").mkdir(exist_ok=True)
    path = tmp_path / "in" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_files([path], {name: FileChoice(**choice)}, tmp_path / "out")[name]


def rows(table):
    return [tuple(row.values()) for row in pyarrow.parquet.read_table(table.path).to_pylist()]


CLEAN = {
    "plain": ("a,b\n1,x\n2,y\n", [(1, "x"), (2, "y")]),
    "no end of the last line": ("a,b\n1,x\n2,y", [(1, "x"), (2, "y")]),
    "line ends of Windows": ("a,b\r\n1,x\r\n", [(1, "x")]),
    "line ends of an old Mac": ("a,b\r1,x\r2,y\r", [(1, "x"), (2, "y")]),
    "mixed line ends": ("a,b\r\n1,x\n2,y\r", [(1, "x"), (2, "y")]),
    "a mark of UTF-8": (b"\xef\xbb\xbfa,b\n1,x\n", [(1, "x")]),
    "UTF-16 with a mark": ("a,b\n1,北京\n".encode("utf-16"), [(1, "北京")]),
    "UTF-32 with a mark": ("a,b\n1,北京\n".encode("utf-32"), [(1, "北京")]),
    "tabs": ("a\tb\n1\tx,y\n", [(1, "x,y")]),
    "semicolons": ("a;b\n1,5;x\n2,25;y\n", [(D("1.5"), "x"), (D("2.25"), "y")]),
    "bars": ("a|b\n1|x\n", [(1, "x")]),
    "a line break in a field": ('a,b\n1,"x\ny"\n', [(1, "x\ny")]),
    "doubled quotes": ('a,b\n1,"say ""hi"""\n', [(1, 'say "hi"')]),
    "inches that are no quotes": ('a,b\n1,5" pipe\n2,ok\n3,6" pipe\n', [(1, '5" pipe'), (2, "ok"), (3, '6" pipe')]),
    "a delimiter in quotes": ('a,b\n1,"x,y"\n', [(1, "x,y")]),
    "blank lines": ("a,b\n\n1,x\n\n", [(1, "x")]),
    "one column": ("name\nx\ny\n", [("x",), ("y",)]),
    "a title and notes above": ("Report 2024\nmade by hand\n\na,b\n1,x\n", [(1, "x")]),
    "a header and no row": ("a,b\n", []),
    "a form feed in a field": ("a,b\n1,x\x0cy\n", [(1, "x\x0cy")]),
    "a line separator in a field": ("a,b\n1,x\u2028y\n", [(1, "x\u2028y")]),
    "leading zeros": ("zip,b\n00123,1\n90210,2\n", [("00123", 1), ("90210", 2)]),
    "eighteen digits": ("card,b\n110101199003071234,1\n", [("110101199003071234", 1)]),
    "a code with an E": ("code,b\n1E5,1\n2E3,2\n", [("1E5", 1), ("2E3", 2)]),
    "mobile numbers": ("tel,b\n13800138000,1\n15912345678,2\n", [("13800138000", 1), ("15912345678", 2)]),
    "thousands": ('a,b\n"1,234.50",1\n"12",2\n', [(D("1234.50"), 1), (D("12"), 2)]),
    "decimal commas": ('a,b\n"1.234,56",1\n"7,5",2\n', [(D("1234.56"), 1), (D("7.5"), 2)]),
    "money": ("a,b\n¥1200,1\n¥3.5,2\n", [(D("1200"), 1), (D("3.5"), 2)]),
    "two currencies": ("a,b\n¥12,1\n$3,2\n", [("¥12", 1), ("$3", 2)]),
    "full-width digits": ("a,b\n１２３,1\n４,2\n", [(123, 1), (4, 2)]),
    "NaN and infinity": ("a,b\nNaN,1\ninf,2\n-inf,3\n5,4\n", [(None, 1), (None, 2), (None, 3), (5, 4)]),
    "a number beyond all floats": ("a,b\n1e400,1\n5,2\n", [(None, 1), (5, 2)]),
    "all the digits of a double": (
        "a,b\n0.30000000000000004,1\n33.333333333333336,2\n",
        [(D("0.30000000000000004"), 1), (D("33.333333333333336"), 2)]),
    "exponents beside decimals": (
        "a,b\n0.5,1\n1e-05,2\n1.5e+07,3\n", [(D("0.5"), 1), (D("0.00001"), 2), (D("15000000"), 3)]),
    "a code with an E beside versions": ("a,b\n1.5,1\n1E5,2\n", [("1.5", 1), ("1E5", 2)]),
    "codes in full width": ("a,b\nＡ－００１,1\nA-001 ,2\n", [("A-001", 1), ("A-001", 2)]),
    "blanks of full width around a name": ("a,b\n　张三　,1\n", [("张三", 1)]),
    "Chinese signs keep their width": ("a,b\n好，（Ａ）！,1\n", [("好，（A）！", 1)]),
    "dashes among figures": ("a,b\n-,1\n5,2\n", [(None, 1), (5, 2)]),
    "words for nothing among figures": ("a,b\nnull,1\nN/A,2\n5,3\n", [(None, 1), (None, 2), (5, 3)]),
    "Namibia among texts": ("a,b\nNA,1\nDE,2\n", [("NA", 1), ("DE", 2)]),
    "ISO dates": ("d,b\n2024-01-03,1\n", [(DAY, 1)]),
    "slashes": ("d,b\n2024/1/3,1\n", [(DAY, 1)]),
    "Chinese dates": ("d,b\n2024年1月3日,1\n", [(DAY, 1)]),
    "year-first dates of three forms": (
        "d,b\n2024-01-03,1\n2024/1/3,2\n2024年1月3日,3\n", [(DAY, n) for n in (1, 2, 3)]),
    "compact dates": ("d,b\n20240103,1\n", [(DAY, 1)]),
    "an order that one value decides": ("d,b\n3/1/2024,1\n31/1/2024,2\n", [(DAY, 1), (dt.date(2024, 1, 31), 2)]),
    "an undecided order": ("d,b\n3/1/2024,1\n4/5/2024,2\n", [("3/1/2024", 1), ("4/5/2024", 2)]),
    "no such day": ("d,b\n2024-02-30,1\n2024-01-03,2\n", [("2024-02-30", 1), ("2024-01-03", 2)]),
    "a clock at midnight": (
        "d,b\n2024-01-03,1\n2024-01-03 10:20,2\n",
        [(dt.datetime(2024, 1, 3), 1), (dt.datetime(2024, 1, 3, 10, 20), 2)],
    ),
    "a stated zone": ("d,b\n2024-01-03T10:20:00+08:00,1\n", [(dt.datetime(2024, 1, 3, 2, 20), 1)]),
    "Chinese numerals": ("a,b\n一百二十,1\n三千零五,2\n", [(D(120), 1), (D(3005), 2)]),
    "figures with 万": ("a,b\n1.2万,1\n3亿,2\n500,3\n", [(D(12000), 1), (D(300000000), 2), (D(500), 3)]),
    "bare Chinese digits are names": ("班,b\n一,1\n二,2\n", [("一", 1), ("二", 2)]),
    "是 and 否": ("a,b\n是,1\n否,2\n", [(True, 1), (False, 2)]),
    "spaces around": ("a , b\n 1 , x \n", [(1, "x")]),
    "double headers": ("a,A,a\n1,2,3\n", [(1, 2, 3)]),
    "an empty header": ("a,,b\n1,2,3\n", [(1, 2, 3)]),
    "a header that looks like SQL": ('"x; DROP TABLE t",b\n1,2\n', [(1, 2)]),
    "text that begins like an archive": ("PK,b\n1,x\n", [(1, "x")]),
    "text that begins like Parquet": ("PAR1,b\n1,x\n", [(1, "x")]),
    "text that names a database": ("id,name,DUCK\n1,x,2\n", [(1, "x", 2)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEAN)
def test_exactly_the_right_rows_come_out(case, tmp_path):
    content, expected = CLEAN[case]
    (table,) = outcome(tmp_path, content)
    assert table.report.adds_up
    assert table.report.rejected == ()
    assert rows(table) == expected


REJECTED = {
    "too few fields": ("a,b\n1,x\n2\n3,z\n", [(3, "too_few_fields")]),
    "too many fields": ("a,b\n1,x\n2,y,z\n3,z\n", [(3, "too_many_fields")]),
    "a quote that never closes": ('a,b\n1,x\n2,"y\n3,z\n', [(3, "unclosed_quote")]),
    "a quote that closes by accident": ('a,b\n1,"x\n2,y\n3,z\n4,w"\n', [(2, "unclosed_quote")]),
    "text after a closing quote": ('a,b\n1,"x"y\n2,z\n', [(2, "broken_quote")]),
    "a NUL byte": (b"a,b\n1,x\n2,\x00y\n3,z\n", [(3, "nul_byte")]),
    "a field of a million characters": ("a,b\n1,x\n2," + "y" * 1_000_001 + "\n3,z\n", [(3, "field_too_long")]),
    "a total below": ("a,b\n1,x\n2,y\nTotal: 3\n", [(4, "too_few_fields")]),
}


@pytest.mark.parametrize("case", REJECTED)
def test_a_line_that_is_no_row_is_named(case, tmp_path):
    content, expected = REJECTED[case]
    (table,) = outcome(tmp_path, content)
    assert [(row.line, row.reason) for row in table.report.rejected] == expected
    assert table.report.adds_up
    whole = content.decode() if isinstance(content, bytes) else content
    assert len(rows(table)) == whole.count("\n") - 1 - len(expected)


def test_a_line_that_does_not_decode_in_a_stated_encoding_is_named(tmp_path):
    (table,) = outcome(tmp_path, b"a,b\n1,x\n2,\xff\xfe\n3,z\n", encoding="utf-8")
    assert [(row.line, row.reason) for row in table.report.rejected] == [(3, "not_decodable")]
    assert rows(table) == [(1, "x"), (3, "z")]


def book(cells, change=None):
    made = openpyxl.Workbook()
    for row in cells:
        made.active.append(row)
    if change:
        change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def with_member(content, name, data=b"x"):
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def parquet(**columns):
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


BOOK = book([["a", "b"], [1, "x"]])
REFUSED = {
    "nothing": ("t.csv", b"", "empty"),
    "blanks": ("t.csv", b" \n\n ", "empty"),
    "gzip": ("t.csv", gzip.compress(b"a,b\n1,2\n"), "compressed"),
    "a ZIP that is no workbook": ("t.csv", zipped(a="a,b\n1,2\n"), "archive"),
    "an archive called a workbook": ("t.xlsx", zipped(inner=zipped(a="1")), "archive"),
    "macros": ("t.xlsx", with_member(BOOK, "xl/vbaProject.bin"), "macros"),
    "links outward": ("t.xlsx", with_member(BOOK, "xl/externalLinks/externalLink1.xml"), "links"),
    "a bomb": ("t.xlsx", zipped(xl__workbook_xml=b"0" * 30_000_000), "bomb"),
    "half a workbook": ("t.xlsx", BOOK[: len(BOOK) // 2], "damaged_workbook"),
    "an empty workbook": ("t.xlsx", book([]), "empty"),
    "an old workbook": ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
    "a database": ("t.csv", bytes(8) + b"DUCK\x40" + bytes(7) + bytes(600), "database"),
    "another database": ("t.csv", b"SQLite format 3\x00" + bytes(200), "database"),
    "a pickle": ("t.csv", pickle.dumps({"a": 1}), "program"),
    "a picture": ("t.csv", b"\x89PNG\r\n\x1a\n" + bytes(90), "document"),
    "a document": ("t.csv", b"%PDF-1.7\n%\xe2\xe3", "document"),
    "a web page": ("t.csv", b"<html><table><tr><td>1</td></tr></table></html>", "markup"),
    "JSON": ("t.csv", b'[{"a": 1}]', "json"),
    "half a Parquet file": ("t.parquet", parquet(a=[1, 2, 3])[:60], "damaged_parquet"),
    "a Parquet file with a broken foot": ("t.parquet", b"PAR1" + b"\x07" * 100 + b"PAR1", "damaged_parquet"),
    "too many columns": ("t.csv", ",".join(f"c{n}" for n in range(2_001)) + "\n" + ",".join("1" * 2_001) + "\n",
                         "too_many_columns"),
    "only broken rows": ("t.csv", b'a,b\n1,"x\n2,"y\n', "no_rows"),
    "too many sheets": ("t.xlsx", book([["a"]], lambda b: [b.create_sheet() for _ in range(50)]), "too_many_sheets"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_by_what_it_is(case, tmp_path):
    name, content, reason = REFUSED[case]
    found = outcome(tmp_path, content, name)
    assert isinstance(found, UnreadableFile), found
    assert found.reason == reason


@pytest.mark.parametrize("name", ["t.csv", "t.txt", "t.xlsx", "t.parquet"])
def test_the_content_decides_and_not_the_name(name, tmp_path):
    assert rows(outcome(tmp_path, BOOK, name)[0]) == [(1, "x")]
    assert rows(outcome(tmp_path, parquet(a=[1], b=["x"]), name)[0]) == [(1, "x")]
    assert rows(outcome(tmp_path, "a,b\n1,x\n", name)[0]) == [(1, "x")]


TEXT = "订单编号,城市,金额\nA1,臺北,10.5\nA2,高雄,20\n"


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [("gb18030", "gb18030"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)
def test_an_encoding_without_a_mark_is_asked_about_with_a_sample(encoding, guess, tmp_path):
    asked = outcome(tmp_path, TEXT.encode(encoding))
    assert isinstance(asked, EncodingUndecided)
    assert (asked.guess, asked.preview[1]) == (guess, "A1,臺北,10.5")
    for choice in ({"encoding": encoding}, {"accepts_guess": True}):
        assert rows(outcome(tmp_path, TEXT.encode(encoding), **choice)[0])[0] == ("A1", "臺北", D("10.5"))


@pytest.mark.parametrize(("encoding", "text"), [("big5", TEXT.replace("订单编号", "訂單編號").replace("额", "額")),
                                                ("shift_jis", "番号,都市,金額\nA1,東京,1\n"),
                                                ("cp1252", "id,city\nA1,Müller\nA2,Zürich\n")])  # fmt: skip
def test_other_encodings_are_read_as_stated_and_never_guessed(encoding, text, tmp_path):
    assert isinstance(outcome(tmp_path, text.encode(encoding)), EncodingUndecided)
    (table,) = outcome(tmp_path, text.encode(encoding), encoding=encoding)
    assert rows(table)[0][1] == text.splitlines()[1].split(",")[1]
    assert table.report.encoding == encoding


@pytest.mark.parametrize("encoding", ["rot13", "zip", "unicode_escape", "no such thing", "utf-7"])
def test_a_codec_that_is_no_encoding_of_files_is_refused(encoding, tmp_path):
    assert outcome(tmp_path, "a,b\n1,x\n", encoding=encoding).reason == "unknown_encoding"


def test_a_stated_encoding_that_fits_nothing_is_refused_with_the_first_line(tmp_path):
    found = outcome(tmp_path, TEXT.encode("gb18030"), encoding="utf-8")
    assert (found.reason, found.line) == ("encoding", 1)


DOUBTS = {
    "undecided order": ("d\n3/1/2024\n4/5/2024\n", "day_or_month", (), "day_month_year", [DAY, dt.date(2024, 5, 4)]),
    "two orders": ("d\n31/1/2024\n1/3/2024\n1/31/2024\n3/1/2024\n", "mixed_order", (4,), "day_month_year",
                   [dt.date(2024, 1, 31), dt.date(2024, 3, 1), None, DAY]),
    "one word among numbers": ("n\n1\n2\n3\n4\nunknown\n6\n", "mostly_typed", (6,), "number", [1, 2, 3, 4, None, 6]),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTS)
def test_what_only_a_person_can_decide_is_asked_and_then_done(case, tmp_path):
    content, kind, lines, choice, expected = DOUBTS[case]
    (table,) = outcome(tmp_path, content)
    (column,) = table.report.columns
    assert (column.type, column.doubt.kind, column.doubt.lines) == ("String", kind, lines)
    assert choice in column.doubt.options
    (table,) = outcome(tmp_path, content, columns={column.name: choice})
    assert [value for (value,) in rows(table)] == expected
    assert table.report.columns[0].lines == lines
    assert table.report.columns[0].doubt.options[0] == choice


ODD = {  # a column of amounts or dates with a few odd values; its type, and what those read as
    "one word among dates": ("2024-01-03\n" * 4 + "soon\n", "Date", "date"),
    "words among amounts": ("".join(f"{n}.50\n" for n in range(183)) + "see note\n?\n未知\n" * 4, "Decimal", "number"),
    "a word among many whole numbers": ("".join(f"{n}\n" for n in range(1, 30)) + "none yet\n", "Integer", "number"),
    "a letter among the numbers of floors": ("1\n2\n3\n4\n" * 10 + "G\n" * 5, "String", "number"),
    "a figure with more to say": ("".join(f"{n}.50\n" for n in range(30)) + "90+\n2 x 40\n", "String", "number"),
    "as many words as figures": ("1.5\nx\n" * 20, "String", None),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_values_of_amounts_and_dates_are_named_line_by_line_with_their_text_and_what_may_be_a_code_is_kept(
    case, tmp_path
):
    content, kind, other = ODD[case]
    given = content.splitlines()
    odd = tuple(
        (line, text) for line, text in enumerate(given, 2) if not text[0].isdigit() or text[-1] not in "0123456789"
    )
    (table,) = outcome(tmp_path, f"v\n{content}")
    (column,) = table.report.columns
    assert column.type == kind
    if other is None:
        assert column.doubt is None
        return
    named = odd if case != "a figure with more to say" else ((32, "90+"), (33, "2 x 40"))
    assert tuple(zip(column.doubt.lines, column.doubt.samples, strict=True)) == named
    assert set(column.doubt.options) == {"text", other}
    assert column.failed == (0 if kind == "String" else len(named))
    (kept,) = outcome(tmp_path, f"v\n{content}", columns={"v": "text"})
    assert [value for (value,) in rows(kept)] == given


def test_a_single_separator_in_a_file_of_semicolons_is_asked_about(tmp_path):
    content = "a;b\n1.234;x\n5.678;y\n"
    (table,) = outcome(tmp_path, content)
    assert table.report.columns[0].doubt.kind == "thousands_or_decimal"
    assert rows(table)[0] == (D("1.234"), "x")
    assert rows(outcome(tmp_path, content, columns={"a": "decimal_comma"})[0])[0] == (D("1234"), "x")


def test_a_number_beyond_all_floats_is_counted_with_its_line(tmp_path):
    (table,) = outcome(tmp_path, "a,b\n5,1\n-1e400,2\n")
    column = table.report.columns[0]
    assert (column.type, column.nulls, column.failed, column.lines, column.samples) == (
        "Integer", 1, 1, (3,), ("-1e400",))  # fmt: skip


def test_texts_that_were_read_without_blanks_or_in_ordinary_width_are_counted(tmp_path):
    (table,) = outcome(tmp_path, "a,b\nＡ１,x\nA1 ,y\nA1,z\n　,w\n")
    assert [value for value, _ in rows(table)] == ["A1", "A1", "A1", None]
    assert [column.respelled for column in table.report.columns] == [2, 0]


TWICE = {  # two texts of one column, and the one that both become when a person says they are the same
    "script": ("張三", "张三", "张三"),
    "two traditional names with one simplified form": ("鍾明", "鐘明", "钟明"),
    "width of signs": ("北京（总部）", "北京(总部)", "北京(总部)"),
    "an unseen character": ("A1\u200b", "A1", "A1"),
    "composed and not": ("Zu\u0308rich", "Zürich", "Zürich"),
    "blanks within": ("New  York", "New York", "New York"),
}


@pytest.mark.parametrize("case", TWICE)
def test_what_is_written_in_two_ways_stays_two_is_told_and_becomes_one_when_a_person_says_so(case, tmp_path):
    one, other, both = TWICE[case]
    content = f"name,n\n{one},1\n{other},2\nelse,3\n"
    (table,) = outcome(tmp_path, content)
    assert rows(table) == [(one, 1), (other, 2), ("else", 3)]
    doubt = table.report.columns[0].doubt
    assert (doubt.kind, doubt.options) == ("two_writings", ("text", "one_writing"))
    assert doubt.count == sum(text != both for text in (one, other))
    assert set(doubt.samples[0].split(" / ")) == {one, other}
    (table,) = outcome(tmp_path, content, columns={"name": "one_writing"})
    assert rows(table) == [(both, 1), (both, 2), ("else", 3)]
    doubt = table.report.columns[0].doubt
    assert (doubt.options[0], doubt.count) == ("one_writing", sum(text != both for text in (one, other)))


def test_a_key_that_another_table_writes_otherwise_is_told_in_both(tmp_path):
    (tmp_path / "out").mkdir()
    orders, customers = tmp_path / "orders.csv", tmp_path / "customers.csv"
    orders.write_text("id,customer\n1,張三\n2,張三\n3,李四\n4,王五\n", encoding="utf-8")
    customers.write_text("customer,city\n张三,張家界\n李四,北京\n", encoding="utf-8")
    found = read_files([orders, customers], {}, tmp_path / "out")
    told = {c.name: c.doubt for c in found["orders.csv"][0].report.columns}
    assert (told["customer"].kind, told["customer"].count) == ("two_writings", 2)
    assert set(told["customer"].samples[0].split(" / ")) == {"張三", "张三"}
    assert [c.doubt for c in found["customers.csv"][0].report.columns] == [None, None]  # 張家界 stands nowhere else


@pytest.mark.parametrize("texts", [("張三", "李四"), ("Open", "open"), ("北京", "上海"), ("Zürich", "Zurich")])
def test_texts_that_differ_in_more_than_script_and_width_are_no_doubt(texts, tmp_path):
    (table,) = outcome(tmp_path, "name,n\n" + "".join(f"{text},1\n" for text in texts))
    assert table.report.columns[0].doubt is None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.symlink_to("/etc/hostname"), "outside"),
        (lambda path: path.symlink_to("nowhere"), "unreachable"),
        (lambda path: path.symlink_to(path.name), "unreachable"),
        (os.mkfifo, "unreachable"),
    ],
)
def test_what_should_be_a_file_of_the_folder_and_is_none_is_refused_by_its_name(make, reason, tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    make(tmp_path / "odd.csv")
    with pytest.raises(UnreadableFile) as refused:
        files_of(tmp_path)
    assert (refused.value.file, refused.value.reason) == ("odd.csv", reason)


def test_a_link_within_the_folder_is_read_and_what_is_not_looked_at_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "b.csv").symlink_to("a.csv")
    (tmp_path / "old.xls").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "out.csv").mkdir()  # as some programs write a table in parts
    assert [path.name for path in files_of(tmp_path)] == ["a.csv", "b.csv"]
    assert left_aside(tmp_path) == ("old.xls", "out.csv")


def test_codes_with_leading_zeros_are_never_offered_as_numbers(tmp_path):
    (table,) = outcome(tmp_path, "c\n" + "".join(f"1234{n}\n" for n in range(9)) + "00123\n")
    assert table.report.columns[0].doubt is None


def test_parquet_loses_nan_and_infinity_and_names_columns_that_are_no_single_values(tmp_path):
    content = parquet(a=[1.5, float("nan"), float("inf")], b=[[1], [2], [3]], c=["x", "y", None])
    (table,) = outcome(tmp_path, content, "t.parquet")
    assert rows(table) == [(1.5, "x"), (None, "y"), (None, None)]
    assert table.report.columns[0].failed == 2
    assert table.report.left_out == ("b",)


def test_double_headers_of_parquet_are_renamed(tmp_path):
    stream = io.BytesIO()
    same = pyarrow.Table.from_arrays([pyarrow.array([1]), pyarrow.array([2])], names=["a", "a"])
    pyarrow.parquet.write_table(same, stream)
    (table,) = outcome(tmp_path, stream.getvalue(), "t.parquet")
    assert table.report.renamed == (("a", "a_2"),)
    assert rows(table) == [(1, 2)]


def test_a_formula_without_a_result_and_an_error_cell_are_counted_with_their_row(tmp_path):
    content = book([["a", "b"], [1, 2], [2, "=A3*2"], [3, "#DIV/0!"], [4, 8]])
    (table,) = outcome(tmp_path, content, "t.xlsx")
    assert rows(table) == [(1, 2), (2, None), (3, None), (4, 8)]
    assert (table.report.columns[1].failed, table.report.columns[1].lines) == (2, (3, 4))


def test_cells_of_a_workbook_keep_fifteen_digits_and_midnight(tmp_path):
    content = book([["a", "t"], [0.1 + 0.2, dt.datetime(2024, 1, 3)], [1e16, dt.datetime(2024, 1, 3, 8, 5)]])
    (table,) = outcome(tmp_path, content, "t.xlsx")
    assert [kind.type for kind in table.report.columns] == ["String", "DateTime"]  # sixteen digits are a code
    assert rows(table)[0] == ("0.3", dt.datetime(2024, 1, 3))


def test_each_sheet_is_a_table_and_a_title_above_is_none(tmp_path):
    def more(made):
        made.create_sheet("Empty")
        sheet = made.create_sheet("Two")
        for row in (["Sales 2024"], [], ["day", "n"], [DAY, 3]):
            sheet.append(row)

    first, second = outcome(tmp_path, book([["a", "b"], [1, "x"]], more), "t.xlsx")
    assert (first.report.table, second.report.table) == ("t_Sheet", "t_Two")
    assert rows(second) == [(DAY, 3)]
    assert (second.report.preamble, second.report.blank) == (1, 1)


def test_one_bad_file_takes_nothing_from_the_others(tmp_path):
    (tmp_path / "out").mkdir()
    files = []
    for name, content in (("a.csv", b"a,b\n1,2\n"), ("b.csv", gzip.compress(b"x")), ("c.csv", TEXT.encode("gbk"))):
        files.append(tmp_path / name)
        files[-1].write_bytes(content)
    found = read_apart(files, {}, tmp_path / "out")
    assert rows(found["a.csv"][0]) == [(1, 2)]
    assert found["b.csv"].reason == "compressed"
    assert found["c.csv"].preview[0].startswith("订单编号")


def test_a_file_that_needs_more_than_the_limits_is_refused_and_the_others_are_read(tmp_path):
    (tmp_path / "out").mkdir()
    small, big = tmp_path / "small.csv", tmp_path / "big.csv"
    small.write_text("a,b\n1,2\n")
    big.write_text("a,b\n" + "1,2\n" * 2_000_000)
    found = read_apart([small, big], {}, tmp_path / "out", Limits(seconds=2))
    assert rows(found["small.csv"][0]) == [(1, 2)]
    assert found["big.csv"].reason == "limits"
