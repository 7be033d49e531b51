"""Counts of outcomes as tables that a person reads.

Rule: wrong answers stand apart from questions back and refusals; a rate is always beside the number that it is of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.evaluation.judge import OUTCOMES

Counts = Mapping[str, Counter[str]]


def counts(entries: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Count outcomes by key, keys in order; `entries` are pairs of key and outcome."""
    found: dict[str, Counter[str]] = {}
    for key, outcome in entries:
        found.setdefault(key, Counter())[outcome] += 1
    return dict(sorted(found.items()))


def table(title: str, rows: Counts) -> str:
    """A Markdown table: one line a key, then all of them together.

    Examples
    --------
    >>> print(table("language", {"en": Counter(right=3, wrong=1)}))
    | language | questions | right | wrong | clarify | refused | failed | right % | wrong % |
    |---|---:|---:|---:|---:|---:|---:|---:|---:|
    | en | 4 | 3 | 1 | 0 | 0 | 0 | 75.0 | 25.0 |
    """
    lines = [
        f"| {title} | questions | {' | '.join(OUTCOMES)} | right % | wrong % |",
        f"|---|{'---:|' * (len(OUTCOMES) + 3)}",
        *(_line(key, found) for key, found in rows.items()),
    ]
    if len(rows) > 1:
        lines.append(_line("all", sum(rows.values(), Counter())))
    return "\n".join(lines)


def _line(key: str, found: Counter[str]) -> str:
    total = sum(found.values())
    numbers = [total, *(found[outcome] for outcome in OUTCOMES)]
    rates = [f"{100 * found[outcome] / total:.1f}" if total else "-" for outcome in ("right", "wrong")]
    return f"| {' | '.join((key, *map(str, numbers), *rates))} |"
