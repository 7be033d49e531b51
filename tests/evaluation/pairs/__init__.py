"""A question in English and in Chinese, with what must come out.

Rule: the expected side is SQL over the world's own tables, or says that there is no answer ("none"), or that the
answer explains the model ("about"). Files of this folder hold the pairs that were written one by one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

HERE = Path(__file__).parent
Expect = Literal["rows", "none", "about"]


@dataclass(frozen=True)
class Pair:
    """`sql` has one statement for each question that the sentence asks; either language may be missing ("")."""

    en: str
    zh: str
    sql: tuple[str, ...] = ()
    expect: Expect = "rows"
    ordered: bool = False
    family: str = ""
    world: str = ""

    @property
    def id(self) -> str:
        """Stable while the words stay the same."""
        digest = hashlib.sha256(f"{self.world}|{self.en}|{self.zh}".encode()).hexdigest()[:8]
        return f"{self.world}-{digest}"


def written_pairs(world: str) -> list[Pair]:
    """The pairs that were written one by one for a world."""
    path = HERE / f"{world}.yaml"
    if not path.is_file():
        return []
    return [_pair(world, entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _pair(world: str, entry: dict[str, object]) -> Pair:
    sql = entry.get("sql", ())
    statements = (sql,) if isinstance(sql, str) else tuple(sql)  # type: ignore[arg-type]
    expect: Expect = entry.get("expect", "rows")  # type: ignore[assignment]
    assert (expect == "rows") == bool(statements), entry
    return Pair(
        en=str(entry.get("en", "")),
        zh=str(entry.get("zh", "")),
        sql=tuple(str(statement) for statement in statements),
        expect=expect,
        ordered=bool(entry.get("ordered")),
        family=str(entry["family"]),
        world=world,
    )
