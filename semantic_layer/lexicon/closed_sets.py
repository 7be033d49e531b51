"""Values that people know by more than one name: places, weekdays, payment methods, states of things.

Rule: a column decides how its values are read. "CA" is California among states and Canada among countries, and a code
counts only where at least half of the column's values belong to its set. A name that fits values of two columns stays
two candidates; nothing is chosen here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from semantic_layer.wordforms import has_han, normal_form

PLACES = frozenset({"city", "us_state", "province", "country", "continent"})
_ENOUGH = 0.5  # share of a column's values that makes it a column of that set
_SOME = 0.2  # share below which a place's name in a column is taken for something else: Jordan, Austin
_NEARLY_ALL = 0.9  # share of a column's values that says what the column may be called
_REST = frozenset({"other", "others", "unknown", "none", "n/a", "na", "not specified", "其他", "其它", "未知", "无"})
_ANSWER = "answer"
_WORLD = frozenset({"country", "continent"})  # parts of the world: one column may hold both
_WHOLE = frozenset(  # named only where the set is: "annual" is a leave among kinds of leave
    {
        "weekday", "month", "quarter", "answer", "gender", "size", "leave", "insurance", "cause", "employment",
        "frequency", "lesson", "pass", "room", "cabin", "freight", "transport", "dining", "subject", "medical",
        "visit", "genre",
        "property", "plan", "ticket", "shift", "region", "crop", "energy", "expense", "visa", "maintenance", "account",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One member of a closed set; `order` is its place in the set, from 1."""

    kind: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    order: int


def kind_of(values: Collection[str], kinds: Collection[str] | None = None) -> str | None:
    """Return the set that all `values` (as stored) are members of, if there is one."""
    counts = _counts([normal_form(value) for value in values], kinds)
    return next((kind for kind, count in counts.most_common() if values and count == len(values)), None)


def kinds_held(values: Collection[str]) -> frozenset[str]:
    """Return the one set that nearly all of at least two `values` are members of; countries and continents together.

    What stands for the rest ("other", 未知) is not counted. Values that may as well be members of another set, such as
    "CA" and "DE" (states or countries), say nothing.

    Examples
    --------
    >>> kinds_held(["Peru", "Chile", "Other"]), kinds_held(["USA", "Japan", "Europe"]) == {"country", "continent"}
    (frozenset({'country'}), True)
    >>> kinds_held(["CA", "DE"]), kinds_held(["Peru", "Smith"])
    (frozenset(), frozenset())
    """
    keys = [key for value in values if (key := normal_form(value)) not in _REST]
    counts = _counts(keys, None)
    whole = frozenset(kind for kind, count in counts.items() if count >= _NEARLY_ALL * len(keys))
    if len(keys) < 2 or len(whole) > 1:
        return frozenset()
    if whole:
        return whole
    places = sum(any(item.kind in _WORLD for item, _ in _members().get(key, ())) for key in keys)
    return _WORLD if places >= _NEARLY_ALL * len(keys) else frozenset()


def member(kind: str, value: str) -> Member | None:
    """Return the member of a set that a stored value is."""
    return next((found for found, _ in _members().get(normal_form(value), ()) if found.kind == kind), None)


def other_names(values: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return, for the values of one column, the other names of those that are known; in normal form.

    Examples
    --------
    >>> other_names(["CA", "NY", "TX"])["CA"][:2]
    ('california', '加利福尼亚州')
    >>> other_names(["US", "CA", "MX"])["CA"]
    ('canada', '加拿大', 'can')
    """
    if not values:
        return {}
    keys = {value: normal_form(value) for value in values}
    counts = _counts(tuple(keys.values()), None)
    found: dict[str, tuple[str, ...]] = {}
    for value, key in keys.items():
        best = max(_usable(key, counts, len(values)), key=lambda item: (counts[item.kind], -item.order), default=None)
        if best:
            found[value] = tuple(name for name in (*best.names, *best.codes) if name != key)
        elif counts["city"] >= _ENOUGH * len(values) and has_han(key):
            found[value] = (key.removesuffix("市") if key.endswith("市") and len(key) > 2 else f"{key}市",)
    return found


def _usable(key: str, counts: Counter[str], n: int) -> Iterator[Member]:
    for item, is_code in _members().get(key, ()):
        share = counts[item.kind] / n
        if item.kind == _ANSWER:
            continue  # 是 is a word of every question
        is_set = share >= _ENOUGH and (counts[item.kind] > 1 or not is_code)
        if is_set or not (is_code or item.kind in _WHOLE or (item.kind in PLACES and share < _SOME)):
            yield item


def _counts(keys: Collection[str], kinds: Collection[str] | None) -> Counter[str]:
    """How many of the values are members of each set."""
    return Counter(
        kind
        for key in keys
        for kind in {item.kind for item, _ in _members().get(key, ())}
        if kinds is None or kind in kinds
    )


@lru_cache(maxsize=1)
def _members() -> Mapping[str, tuple[tuple[Member, bool], ...]]:
    """Name or code in normal form to the members it may be, and whether it is only a code."""
    found: dict[str, list[tuple[Member, bool]]] = {}
    orders: Counter[str] = Counter()
    for file in ("values.tsv", "places.tsv"):
        for line in files(__package__).joinpath(file).read_text(encoding="utf-8").splitlines():
            if line and line[0] != "#":
                kind, en, zh, codes, *_ = (*line.lower().split("\t"), "")
                orders[kind] += 1
                names, short = (*en.split("|"), *zh.split("|")), tuple(codes.split("|")) if codes else ()
                item = Member(kind, tuple(filter(None, names)), short, orders[kind])
                for name in item.names:
                    found.setdefault(name, []).append((item, False))
                for code in short:
                    found.setdefault(code, []).append((item, True))
    return {name: tuple(items) for name, items in found.items()}
