"""Files made to harm who reads them: each is refused by what it is, or read as the plain text that it holds."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pyarrow
import pyarrow.parquet
import pytest

from semantic_layer.importing import child
from semantic_layer.importing.errors import UnreadableFile
from semantic_layer.importing.folder import files_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0"?>'
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def row(number, *values):
    cells = (f'<c r="{c}{number}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in zip("ABC", values, strict=False))
    return f'<row r="{number}">{"".join(cells)}</row>'


def workbook(rows, before="", **parts):
    """A workbook of one sheet, written by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, **parts}.items():
            archive.writestr(name, text)
        sheet = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return made.getvalue()


def parquet(table):
    made = io.BytesIO()
    pyarrow.parquet.write_table(table, made)
    return made.getvalue()


def nested(depth):
    kind = pyarrow.int64()
    for _ in range(depth):
        kind = pyarrow.struct([("x", kind)])
    return pyarrow.table({"d": pyarrow.nulls(1, kind)})


PLAIN = row(1, "a", "b") + row(2, "1", "2")
SECRET = "root:x:0"
DAMAGED = bytearray(parquet(pyarrow.table({"a": [1]})))
DAMAGED[-8:-4] = (0x7FFFFFFF).to_bytes(4, "little")
REFUSED = {
    "wide.csv": (",".join(f"c{i}" for i in range(1_000_000)).encode() + b"\n1\n", "too_many_columns"),
    "wide.parquet": (parquet(pyarrow.table({f"c{i}": [1] for i in range(2_001)})), "too_many_columns"),
    "packed.csv": (gzip.compress(b"a,b\n1,2\n"), "compressed"),
    "program.csv": (b"\x7fELF" + bytes(100), "program"),
    "deep.csv": (b"[" * 100_000 + b"]" * 100_000, "json"),
    "spaces.xlsx": (workbook(PLAIN + " " * 200_000_000), "bomb"),
    "entity.xlsx": (workbook(row(1, "a") + row(2, "&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
                    "damaged_workbook"),
    "far.xlsx": (workbook(row(1, "a") + '<row r="9"><c r="XFD9" t="inlineStr"><is><t>z</t></is></c></row>'),
                 "too_many_columns"),
    "macro.xlsx": (workbook(PLAIN, **{"xl/vbaProject.bin": "x"}), "macros"),
    "linked.xlsx": (workbook(PLAIN, **{"xl/externalLinks/externalLink1.xml": "<x/>"}), "links"),
    "nested.parquet": (parquet(nested(60)), "no_columns"),
    "nothing.parquet": (parquet(pyarrow.table({})), "no_columns"),
    "foot.parquet": (bytes(DAMAGED), "damaged_parquet"),
}  # fmt: skip
READ = {
    "mark.csv": (b"\xef\xbb\xbfa,b\n1,2\n", ("a", "b")),
    "two marks.csv": (b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n", ("a", "b")),
    "utf-16.csv": ("a,b\n1,华东\n".encode("utf-16"), ("a", "b")),
    "utf-32.csv": ("a,b\n1,华东\n".encode("utf-32"), ("a", "b")),
    "formulas.csv": (b"=cmd|'/C calc'!A0,b\n=1+1,2\n", ("=cmd|'/C calc'!A0", "b")),
    "one name.csv": ("A,a,Ａ,a \n1,2,3,4\n".encode(), None),
    "one sign.csv": ("café,cafe\u0301\n1,2\n".encode(), None),
    "plain.xlsx": (workbook(PLAIN), ("a", "b")),
    "slip.xlsx": (workbook(PLAIN, **{"../../../escaped.txt": "x"}), ("a", "b")),
    "computed.xlsx": (workbook(row(1, "a", "b") + '<row r="2"><c r="A2"><f>WEBSERVICE("http://x")</f><v>5</v></c>'
                               '<c r="B2"><v>1</v></c></row>'), ("a", "b")),
    "hidden.xlsx": (workbook(PLAIN, **{"xl/workbook.xml": PARTS["xl/workbook.xml"].replace(
        'name="S"', 'name="../../x" state="veryHidden"')}), ("a", "b")),
    "names.parquet": (parquet(pyarrow.table({"../../x": [1], "y": [2]})), ("../../x", "y")),
    "twice.parquet": (parquet(pyarrow.table([pyarrow.array([1]), pyarrow.array([2])], names=["a", "a"])), None),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What became of every file, all of them read at once in the process for that, and where they lay."""
    place = tmp_path_factory.mktemp("files")
    folder, staging = place / "in", place / "staging"
    folder.mkdir()
    staging.mkdir()
    for name, (content, _) in {**REFUSED, **READ}.items():
        (folder / name).write_bytes(content)
    return child.read_apart(files_of(folder), {}, staging, child.Limits(seconds=200)), place


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_made_to_harm_is_refused_by_what_it_is(outcomes, name):
    found = outcomes[0][name]
    assert isinstance(found, UnreadableFile) and found.reason == REFUSED[name][1]
    assert SECRET not in str(found)


@pytest.mark.parametrize("name", READ)
def test_a_file_that_only_looks_odd_is_read_as_what_it_holds(outcomes, name):
    (table,) = outcomes[0][name]
    columns = tuple(column.name for column in table.report.columns)
    assert columns == READ[name][1] or len({column.casefold() for column in columns}) == len(columns)
    assert table.report.accepted == 1


def test_nothing_is_written_outside_of_the_folder_for_it(outcomes):
    place = outcomes[1]
    assert {path.name for path in place.iterdir()} == {"in", "staging"}
    assert not list(place.parent.rglob("escaped.txt"))


@pytest.mark.parametrize("where", ["outside", "device", "nowhere", "itself", "pipe"])
def test_a_name_that_is_no_file_of_the_folder_is_refused(tmp_path, where):

    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "private.csv").write_text("a,b\n1,2\n")
    targets = {"outside": tmp_path / "private.csv", "device": "/dev/zero", "nowhere": "gone.csv", "itself": "x.csv"}
    if where == "pipe":
        os.mkfifo(folder / "x.csv")
    else:
        (folder / "x.csv").symlink_to(targets[where])
    with pytest.raises(UnreadableFile) as refused:
        files_of(folder)
    assert refused.value.reason == ("outside" if where in ("outside", "device") else "unreachable")
