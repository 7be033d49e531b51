"""Files of damaged bytes, read as an import reads them: in a child of the real parent.

Every file becomes tables whose lines add up, or one problem that is named; the parent lives, and what was imported
before stands. `python -m tests.faults.fuzzing 2000` reads that many and prints what became of them.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import shutil
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet

from semantic_layer.importing import import_folder
from semantic_layer.importing.child import read_apart
from semantic_layer.importing.errors import ImportProblem, UnreadableFile
from semantic_layer.importing.reading import FileChoice

BATCH = 50
ENDINGS = ("csv", "tsv", "txt", "xlsx", "parquet")
ROWS = [
    (f"A{n:03}", ("北京", "Paris", 'say "hi"', "x,y")[n % 4], n * 1.25, f"2024-{n % 12 + 1:02}-11") for n in range(30)
]
SIGNS = (b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xfe\xff", b"PK", b"PAR1", b"=1+1", b"\xef\xbb\xbf", b"\x1a")


def seeds():
    """Sound files of every kind that is read, and of some that never are."""
    text = "id,city,amount,day\n" + "".join(",".join(map(quoted, map(str, row))) + "\n" for row in ROWS)
    book, columns, packed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in [("id", "city", "amount", "day"), *ROWS, ("sum", "", "=SUM(C2:C31)", "")]:
        book.active.append(row)
    workbook = io.BytesIO()
    book.save(workbook)
    table = pyarrow.table({name: list(values) for name, values in zip("abcd", zip(*ROWS, strict=True), strict=True)})
    pyarrow.parquet.write_table(table, columns)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("t.csv", text)
    return [
        text.encode(), text.encode("gb18030"), text.encode("utf-16"), text.encode("utf-16-le"), text.encode("big5"),
        text.replace(",", ";").encode("cp1252", "replace"), workbook.getvalue(), columns.getvalue(), packed.getvalue(),
        gzip.compress(text.encode()), b"",
    ]  # fmt: skip


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"') else text


def damaged(chance, sound):
    """One file: changed bytes of a sound one, two sound ones in one, or nothing but chance."""
    if chance.random() < 0.1:
        return chance.randbytes(chance.randrange(4000))
    data = bytearray(chance.choice(sound))
    if chance.random() < 0.1:
        data += chance.choice(sound)
    for _ in range(chance.choice((0, 1, 1, 2, 4, 16, 64))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                data[at:at] = chance.choice(SIGNS) * chance.choice((1, 1, 1, 500))
            case 2:
                del data[at : at + chance.randint(1, 200)]
            case 3:
                data[at:at] = data[at : at + chance.randint(1, 300)]
            case 4:
                data[at : at + 8] = chance.randbytes(8)
            case 5 if chance.random() < 0.3:
                del data[at:]
    return bytes(data)


def fuzz(folder, count, seed=0):
    """Read `count` damaged files; return how many ended how."""
    chance, sound, ends = random.Random(seed), seeds(), Counter()
    for first in range(0, count, BATCH):
        place, staging = folder / f"in{first}", folder / "staging"
        place.mkdir()
        staging.mkdir()
        names = [f"f{n}.{chance.choice(ENDINGS)}" for n in range(min(BATCH, count - first))]
        for name in names:
            (place / name).write_bytes(damaged(chance, sound))
        choices = {name: FileChoice(chance.choice((None, None, "gb18030", "utf-16-le"))) for name in names}
        found = read_apart([place / name for name in names], choices, staging)
        assert list(found) == names
        for name, outcome in found.items():
            ends[ended(outcome)] += 1
            if ended(outcome) == "limits":
                shutil.copy(place / name, folder / f"seed{seed}-{name}")
        shutil.rmtree(place)
        shutil.rmtree(staging)
    return ends


def ended(outcome):
    if isinstance(outcome, ImportProblem):
        return outcome.reason if isinstance(outcome, UnreadableFile) else outcome.code
    for table in outcome:
        rows = pyarrow.parquet.read_metadata(table.path)
        assert table.report.adds_up and rows.num_rows == table.report.accepted
        assert rows.num_columns == len(table.report.columns)
    return "read"


def over_sound_data(folder, count, seed=0):
    """Import a folder with damaged files over sound data: the data are the new ones or the old ones, whole."""
    from semantic_layer.engines.duckdb import open_published

    chance, sound, out = random.Random(seed), seeds(), folder / "model"
    first = folder / "first"
    first.mkdir()
    (first / "t.csv").write_bytes(sound[0])
    import_folder(first, out)
    refused = 0
    for n in range(count):
        place = folder / f"next{n}"
        place.mkdir()
        (place / "t.csv").write_bytes(sound[0])
        (place / f"u.{chance.choice(ENDINGS)}").write_bytes(damaged(chance, sound))
        try:
            import_folder(place, out, confirm=True)
        except ImportProblem:
            refused += 1
        engine = open_published(out / "data")
        assert engine.run("SELECT count(*) FROM t").rows == ((30,),)
        engine.close()
    return refused


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzzing", description=__doc__)
    parser.add_argument("count", type=int, help="how many files")
    parser.add_argument("seed", type=int, nargs="?", default=0, help="draws the damage")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        told = fuzz(Path(place), given.count, given.seed)
        print(f"{sum(told.values())} files:", dict(told.most_common()))
