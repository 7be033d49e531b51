"""The numbers of `docs/security.md`: `python -m tests.security.page` counts the cases and writes them into the page.

Rule: a number on the page is the number of test cases that are collected for the file beside it. `file[word]` stands
for the cases of that file whose name holds the word.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
_ROW = re.compile(r"^\| (?P<family>[^|]+?) \| (?P<number>[\d,]+) \| (?P<found>[^|]+?) \| `(?P<where>[^`|]+)` \|$")


def rows(text: str) -> list[dict[str, str]]:
    """The rows of the table of attacks and faults."""
    return [found.groupdict() for line in text.splitlines() if (found := _ROW.match(line))]


def collected(files: list[str]) -> list[str]:
    """The names of all test cases in these files, as pytest collects them."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-vv",
         "--import-mode=importlib", "-qq", "--no-header", *files],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("WENSHU_")},
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if "::" in line]


def files(text: str) -> list[str]:
    """The files that the page names."""
    return sorted({row["where"].partition("[")[0] for row in rows(text)})


def counts(text: str, names: Sequence[str] | None = None) -> Mapping[str, int]:
    """How many cases there are for each place that the page names, among `names` or those that pytest collects."""
    places = [row["where"] for row in rows(text)]
    names = collected(files(text)) if names is None else names
    return {place: _count(place, names) for place in places}


def _count(place: str, names: Sequence[str]) -> int:
    file, _, word = place.removesuffix("]").partition("[")
    return sum(name.startswith(f"{file}::") and word in name for name in names)


def main() -> None:
    """Write the numbers of today into the page."""
    text = PAGE.read_text(encoding="utf-8")
    found = counts(text)
    lines = []
    for line in text.splitlines():
        row = _ROW.match(line)
        lines.append(line.replace(f"| {row['number']} |", f"| {found[row['where']]:,} |", 1) if row else line)
    written = "\n".join(lines) + "\n"
    total = sum(found.values())
    PAGE.write_text(re.sub(r"\*\*[\d,]+ cases\*\*", f"**{total:,} cases**", written), encoding="utf-8")


if __name__ == "__main__":
    main()
