"""Columns of text to typed columns, by a stated rule for each.

Rule: a column gets a type when every value fits one rule, or when all but a few words among amounts or dates do ("see
note" in a column of prices); otherwise it stays text. Wherever a person could decide better the report says what they
could choose, and what they chose is done. Values that do not fit become NULL, counted and named by line with their
text; so do NaN, infinity and error values of a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from semantic_layer.importing.report import SHOWN_CHARACTERS, SHOWN_LINES, ColumnReport, Doubt
from semantic_layer.importing.rules import (
    CODE,
    DATES,
    NUMBERS,
    TWO_FIRST,
    Convert,
    Typed,
    TypeRule,
    is_beyond_all,
    orders,
    rule_called,
    rules_for,
    two_first,
)
from semantic_layer.importing.writings import ONE_WRITING, made_one, plain

_NULLS = {"", "null", "none", "nan", "n/a", "na", "\\n", "-inf", "inf", "infinity", "-infinity", "#n/a", "nil"}
_DASHES = {"-", "--", "—", "——", "/"}  # what people write into a cell of figures that has none
_SHEET_ERRORS = {"#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", "#n/a"}
_NOT_FINITE = {"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"}
_EMPTY = _NULLS | _DASHES | _SHEET_ERRORS | _NOT_FINITE
_FAILED = _SHEET_ERRORS | _NOT_FINITE
_MOSTLY = 5  # one value in so many may not fit: then it may be a mistake
_FEW = 20  # numbers of no more kinds than that may be codes ("1", "2", "G"): among them a word may be one too
_MARKED = re.compile(r"'([0-9][^']*)|=\"([^\"]+)\"")
_ONE_SEPARATOR = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")


def type_column(
    name: str, values: Sequence[str], lines: Sequence[int] = (), wanted: str | None = None, delimiter: str = ","
) -> tuple[list[Typed], ColumnReport]:
    """Return the typed values of one column and how it was read.

    Parameters
    ----------
    lines : sequence of int
        Where each value stands in its file, to name those that do not fit.
    wanted : str, optional
        What a person chose: "text", "one_writing", "number", "date", "day_month_year", "month_day_year" or
        "decimal_comma".
    delimiter : str
        Of the file: where it is a semicolon, a single separator may be either of the two.

    Examples
    --------
    >>> type_column("amount", ["1,200.50", "3", ""])[0]
    [Decimal('1200.50'), Decimal('3'), None]
    >>> type_column("code", ["00123", "00456"])[0]
    ['00123', '00456']
    >>> type_column("day", ["2024年1月3日"])[0]
    [datetime.date(2024, 1, 3)]
    >>> type_column("n", ["1", "x", "3"], wanted="number")[0]
    [1, None, 3]
    >>> type_column("price", ["1.5", "2", "3", "4", "ask us"])[0]
    [Decimal('1.5'), Decimal('2'), Decimal('3'), Decimal('4'), None]
    """
    cleaned = [unicodedata.normalize("NFKC", value).strip() for value in values]
    known = [value for value in cleaned if value.lower() not in _NULLS | _FAILED and not is_beyond_all(value)]
    figures = [value for value in known if value not in _DASHES]
    if wanted in ("text", ONE_WRITING):
        rule = None
    elif wanted is not None:
        rule = _best(rule_called(wanted, figures), figures)
    else:
        rule = _fitting(known) or _fitting(figures)
    places = lines or range(1, len(values) + 1)
    if rule is None and wanted is None and (wanted := _all_but_words(figures)):
        rule = _best(rule_called(wanted, figures), figures)
    if rule is None or rule.type == "String":
        return _as_text(name, values, rule, wanted, _doubt(figures, cleaned, places, wanted))
    typed = [None if value.lower() in _EMPTY else rule.read(value) for value in cleaned]
    failed = [
        (line, value)
        for line, value, result in zip(places, cleaned, typed, strict=True)
        if result is None and (value.lower() not in _EMPTY or value.lower() in _FAILED)
    ]
    return typed, ColumnReport(
        name,
        rule.type,
        rule.name,
        nulls=sum(value is None for value in typed),
        failed=len(failed),
        samples=tuple(value[:SHOWN_CHARACTERS] for _, value in failed[:SHOWN_LINES]),
        lines=tuple(line for line, _ in failed[:SHOWN_LINES]),
        doubt=_doubt(figures, cleaned, places, wanted) if wanted else _separator_doubt(rule, figures, delimiter),
    )


def _as_text(
    name: str, values: Sequence[str], rule: TypeRule | None, wanted: str | None, doubt: Doubt | None
) -> tuple[list[Typed], ColumnReport]:
    """Text keeps its own spelling but for blanks and width (`writings.py`); only what is empty becomes NULL."""
    texts = _unmarked([plain(value) for value in values])
    respelled = sum(text != given and text != "" for text, given in zip(texts, values, strict=True))
    how = rule.name if rule else "plain"
    if wanted == ONE_WRITING:
        how = ONE_WRITING
        texts, doubt = made_one(texts)
    report = ColumnReport(name, "String", how, nulls=texts.count(""), doubt=doubt, respelled=respelled)
    return [text or None for text in texts], report


def _unmarked(texts: list[str]) -> list[str]:
    """Codes without what keeps a sheet from reading them as numbers, '0123 and ="0123", where each of them has it."""
    found = [_MARKED.fullmatch(text) for text in texts if text]
    if not found or not all(found):
        return texts
    return [match[1] or match[2] if (match := _MARKED.fullmatch(text)) else text for text in texts]


def _fitting(values: Sequence[str]) -> TypeRule | None:
    if not values:
        return None
    return next((r for r in rules_for(values) if all(r.read(value) is not None for value in values)), None)


def _best(rules: Sequence[TypeRule], values: Sequence[str]) -> TypeRule | None:
    """The rule that reads the most values; among equals the first."""
    counted = [(sum(rule.read(value) is not None for value in values), -n) for n, rule in enumerate(rules)]
    most, place = max(counted, default=(0, 0))
    return rules[-place] if most else None


def _doubt(figures: Sequence[str], cleaned: Sequence[str], lines: Sequence[int], wanted: str | None) -> Doubt | None:
    """What a person could decide better; the first option is what was done."""
    if not figures:
        return None
    found = _order_doubt(figures, cleaned, lines) or _mostly(figures, cleaned, lines)
    if found is None or wanted is None:
        return found
    options = (wanted, *(option for option in found.options if option != wanted))
    return Doubt(found.kind, options, found.count, found.lines, found.samples)


def _order_doubt(figures: Sequence[str], cleaned: Sequence[str], lines: Sequence[int]) -> Doubt | None:
    """Day and month in an order that no value decides, or that two values decide differently."""
    if not all(TWO_FIRST.fullmatch(value) for value in figures):
        return None
    day_first, month_first = orders(figures)
    options = ("text", "day_month_year", "month_day_year")
    if not day_first and not month_first:
        return Doubt("day_or_month", options, len(figures), samples=tuple(figures[:3]))
    if day_first != month_first:
        return None
    counts = {is_day: _misfits(two_first(day_first=is_day), cleaned, lines) for is_day in (True, False)}
    fewer = min(counts.values(), key=len)
    return _named("mixed_order", options, fewer)


def _all_but_words(figures: Sequence[str]) -> str | None:
    """The kind of a column of dates or amounts in which a few values are words without a digit."""
    best = _best([r for r in rules_for(figures) if r.type in NUMBERS + DATES], figures)
    if best is None:
        return None
    wrong = [value for value in figures if best.read(value) is None]
    if len(wrong) * _MOSTLY > len(figures) or any(sign.isdigit() for value in wrong for sign in value):
        return None
    if best.type in DATES:
        return "date"
    is_amount = best.type == "Decimal" or len(set(figures) - set(wrong)) > _FEW
    return "number" if is_amount else None


def _mostly(figures: Sequence[str], cleaned: Sequence[str], lines: Sequence[int]) -> Doubt | None:
    """Most values are numbers or dates, and the others are no codes."""
    best = _best([r for r in rules_for(figures) if r.type in NUMBERS + DATES], figures)
    if best is None:
        return None
    wrong = _misfits(best.read, cleaned, lines)
    if len(wrong) * _MOSTLY > len(figures) or any(CODE.fullmatch(value) for _, value in wrong):
        return None
    return _named("mostly_typed", ("text", "number" if best.type in NUMBERS else "date"), wrong)


def _misfits(read: Convert, cleaned: Sequence[str], lines: Sequence[int]) -> list[tuple[int, str]]:
    rule = TypeRule("", "", read)
    told = zip(lines, cleaned, strict=True)
    return [(line, value) for line, value in told if value.lower() not in _EMPTY and rule.read(value) is None]


def _named(kind: str, options: tuple[str, ...], wrong: Sequence[tuple[int, str]]) -> Doubt | None:
    if not wrong:
        return None
    lines = tuple(line for line, _ in wrong[:SHOWN_LINES])
    return Doubt(kind, options, len(wrong), lines, tuple(value[:SHOWN_CHARACTERS] for _, value in wrong[:SHOWN_LINES]))


def _separator_doubt(rule: TypeRule, figures: Sequence[str], delimiter: str) -> Doubt | None:
    """1.234 and 1,234 in a file of semicolons: one separator before three digits may group or begin the fraction."""
    separated = [found[1] for value in figures if (found := _ONE_SEPARATOR.fullmatch(value))]
    plain = [value for value in figures if value.lstrip("+-").isdigit()]
    if delimiter != ";" or rule.type != "Decimal" or not separated or len(set(separated)) > 1:
        return None
    if len(separated) + len(plain) < len(figures):
        return None
    return Doubt("thousands_or_decimal", ("number", "decimal_comma"), len(separated), samples=tuple(figures[:3]))
