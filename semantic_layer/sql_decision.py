"""What the guard says of a typed statement: it may run in this form, or it is refused by a numbered rule.

Rule: a refusal names a part of what was typed and a way on. It never repeats a name that the person may not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

Rule = Literal["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"]


@dataclass(frozen=True)
class Allowed:
    """`sql` is what runs; `tables` are the tables of the model that it reads."""

    tree: exp.Query
    sql: str
    tables: frozenset[str]


@dataclass(frozen=True)
class Refused:
    """`rule` is G1 to G8; `where` names the part of the text, `hint` says what to write instead."""

    rule: Rule
    where: str
    hint: str
    suggestions: tuple[str, ...] = ()


class Refusal(Exception):
    """Carries a decision out of the depth of a tree; `sql_guard.check` turns it into a `Refused`."""

    def __init__(self, rule: Rule, where: str, hint: str, suggestions: tuple[str, ...] = ()) -> None:
        self.decision = Refused(rule, where[:80], hint, suggestions)
