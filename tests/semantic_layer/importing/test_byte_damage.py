"""Files with a few bytes changed: rows and named lines add up, or the file is refused; nothing ever crashes.

Rule of the check: lines of a text file that were not touched come out as they were, or are named. Small here; the
full number is set by `WENSHU_DAMAGED_FILES`.
"""

from __future__ import annotations

import io
import os
import random
import re

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from semantic_layer.importing.errors import ImportProblem
from semantic_layer.importing.reading import FileChoice, read_files

COUNT = int(os.environ.get("WENSHU_DAMAGED_FILES", "150"))
CITIES = ("北京", "Paris", "New York, NY", 'say "hi"', "x;y", "")
ROWS = [(f"A{n:04}", CITIES[n % 6], f"{n * 3}.{n % 10}5", f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(40)]


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"') else text


TEXT = "id,city,amount,day\n" + "".join(",".join(map(quoted, row)) + "\n" for row in ROWS)


def workbook():
    made = openpyxl.Workbook()
    for row in [("id", "city", "amount", "day"), *ROWS]:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def parquet():
    content = io.BytesIO()
    columns = zip(*ROWS, strict=True)
    pyarrow.parquet.write_table(pyarrow.table(dict(zip("abcd", map(list, columns), strict=True))), content)
    return content.getvalue()


def damaged(content, chance):
    """Up to four small changes: a byte overwritten, left out, put in, a piece doubled, or the end cut off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        match chance.randrange(6):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at] = chance.choice(b'",;\t\r\n\x00\xff')
            case 2:
                del data[at : at + chance.randint(1, 4)]
            case 3:
                data[at:at] = bytes([chance.choice(b'",;\n\x00\xff\x80a')])
            case 4:
                data[at:at] = data[at : at + chance.randint(1, 40)]
            case 5 if chance.random() < 0.2 and at > 20:
                del data[at:]
    return bytes(data)


def outcomes(tmp_path, name, content, **choice):
    """What each damaged copy became, one after the other."""
    path, staging = tmp_path / name, tmp_path / "staging"
    staging.mkdir()
    chance = random.Random(7)
    for _ in range(COUNT):
        data = damaged(content, chance)
        path.write_bytes(data)
        yield data, read_files([path], {name: FileChoice(**choice)}, staging)[name]


def whole_lines(text):
    """Rows whose lines still stand as they were, by line number; a line with quotes may be part of another field."""
    expected = dict(zip(TEXT.splitlines()[1:], ROWS, strict=True))
    lines = re.split(r"\r\n|\r|\n", text)
    return {number: expected[line] for number, line in enumerate(lines, 1) if line in expected}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", None])
def test_a_damaged_text_gives_its_rows_and_names_the_lines_it_lost(encoding, tmp_path):
    read = 0
    for data, found in outcomes(tmp_path, "t.csv", TEXT.encode(encoding or "utf-8"), encoding=encoding):
        if isinstance(found, ImportProblem):
            continue
        read += 1
        (table,) = found
        report, rows = table.report, pyarrow.parquet.read_table(table.path)
        assert report.adds_up
        assert (rows.num_rows, rows.num_columns) == (report.accepted, len(report.columns))
        if rows.num_columns != 4 or report.columns[0].failed:
            continue
        kept = "\n".join(str(value) for row in rows.to_pylist() for value in row.values())
        named = {row.line for row in report.rejected}
        for line, row in whole_lines(data.decode(report.encoding, "replace")).items():
            assert row[0] in kept or line in named or line == 1 or report.preamble, (line, row)
    assert read > COUNT // 3


@pytest.mark.parametrize(("name", "make"), [("t.xlsx", workbook), ("t.parquet", parquet)])
def test_a_damaged_workbook_or_parquet_file_is_read_or_refused(name, make, tmp_path):
    refused = 0
    for _, found in outcomes(tmp_path, name, make()):
        if isinstance(found, ImportProblem):
            refused += 1
            continue
        assert all(table.report.adds_up for table in found)
    assert refused > COUNT // 10
