"""What a file is, by its first and last bytes.

Rule: the content decides, never the name. A file that is none of the accepted kinds is refused by what it is, so that
a lying extension is said and not tried: no archive is unpacked, no database, pickle or macro is opened.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from semantic_layer.importing.errors import UnreadableFile

Kind = Literal["text", "xlsx", "parquet"]

MAX_FILE = 2 * 1024**3
MAX_UNPACKED = 10 * 1024**3
MAX_RATIO = 100
_SMALL = 1_000_000  # below this unpacked size no ratio is dangerous

_REFUSED: tuple[tuple[re.Pattern[bytes], str], ...] = (  # no text of a table begins like any of these
    (re.compile(rb"\x1f\x8b|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd"), "compressed"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|(?s:.{257})ustar(?:\x00|  \x00)"), "archive"),
    (re.compile(rb"(?s:.{8})DUCK(?s:.)\x00{7}|SQLite format 3\x00"), "database"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "old_office"),
    (re.compile(rb"%PDF-|\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a"), "document"),
    (re.compile(rb"ARROW1\x00\x00|Obj\x01|ORC[\x00-\x1f]"), "columnar"),
    (re.compile(rb"\x7fELF|MZ[\x00-\x1f\x80-\xff]\x00"), "program"),
    (re.compile(rb"(?i:\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|workbook))"), "markup"),
    (re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])'), "json"),
)
_PICKLE = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))


def kind_of(path: Path) -> Kind:
    """Return what `path` holds.

    Raises
    ------
    UnreadableFile
        When it is too big, empty, or of a kind that is never read.
    """
    size = path.stat().st_size
    if size > MAX_FILE:
        raise UnreadableFile(path.name, "too_big")
    with path.open("rb") as file:
        head = file.read(512)
        file.seek(max(0, size - 4))
        tail = file.read(4)
    if head[:4] == b"PAR1" and (tail == b"PAR1" or b"\x00" in head):
        if size < 12 or tail != b"PAR1":
            raise UnreadableFile(path.name, "damaged_parquet")
        return "parquet"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zipped(path)
    for pattern, what in _REFUSED:
        if pattern.match(head):
            raise UnreadableFile(path.name, what)
    if head[:2] in _PICKLE and tail.endswith(b"."):
        raise UnreadableFile(path.name, "program")
    return "text"


def is_bomb(unpacked: int, size: int) -> bool:
    """Whether `size` bytes that declare to unpack to `unpacked` are refused before anything is unpacked."""
    return unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * size)


def _zipped(path: Path) -> Kind:
    """A workbook is a ZIP with a workbook in it; its declared sizes are looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            items = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        raise UnreadableFile(path.name, "damaged_workbook") from None
    names = {item.filename for item in items}
    unpacked = sum(item.file_size for item in items)
    if is_bomb(unpacked, path.stat().st_size):
        raise UnreadableFile(path.name, "bomb")
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(path.name, "other_workbook" if "xl/workbook.bin" in names else "archive")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(path.name, "macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise UnreadableFile(path.name, "links")
    return "xlsx"
