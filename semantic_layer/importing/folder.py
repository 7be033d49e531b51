"""Which files of a folder are read.

Rule: only what lies in the folder itself. A file that should be read and cannot be (a link outward, a broken link, a
pipe) is refused by its name; whatever else lies there is named as not looked at. Nothing is passed over in silence.
"""

from __future__ import annotations

from pathlib import Path

from semantic_layer.importing.errors import UnreadableFile

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


def files_of(source: Path) -> tuple[Path, ...]:
    """The files of a folder (not of its sub-folders) whose names say that they may be tables.

    Raises
    ------
    UnreadableFile
        When one of them is no file, cannot be reached, or is a link to somewhere outside the folder.
    """
    return tuple(_inside(source, path) for path in sorted(source.iterdir()) if _may_be_a_table(path))


def left_aside(source: Path) -> tuple[str, ...]:
    """The names of what else lies in the folder, hidden files apart."""
    others = (path.name for path in source.iterdir() if not _may_be_a_table(path))
    return tuple(sorted(name for name in others if not name.startswith(".")))


def _may_be_a_table(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.is_dir()


def _inside(source: Path, path: Path) -> Path:
    try:
        place = path.resolve(strict=True)
    except (OSError, RuntimeError):  # a link to nothing, or to itself
        raise UnreadableFile(path.name, "unreachable") from None
    if not place.is_relative_to(source.resolve()):
        raise UnreadableFile(path.name, "outside")
    if not place.is_file():
        raise UnreadableFile(path.name, "unreachable")
    return path
