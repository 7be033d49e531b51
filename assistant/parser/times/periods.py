"""Periods, grains and comparisons of periods.

Rule: a named period restricts, a named unit groups, and a comparison is a slot of its own: it never becomes a second
filter. Of two compared periods the later one is "now". A period that nothing uses stays unexplained.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.times.same_time import same_time_before
from assistant.parser.times.time_match import BARE, with_year
from assistant.parser.times.times import find_times
from assistant.parser.times.weekdays import read_calendar_parts
from semantic_layer.model import Grain
from semantic_layer.query import Comparison, DimensionRef, Window

DEFAULT_WINDOW = "last:1:month"
_UNMARKED = ("月份", "月", "天", "日子", "个月", "季度", "周", "年份", "年")
_BREAK = re.compile(r"[,，.。;；?？!！]")
_ORDER: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


def read_periods(draft: Draft) -> None:
    """Fill window, grain, comparison and calendar parts."""
    read_calendar_parts(draft)
    _read_grains(draft)
    _read_parts(draft)
    _read_windows(draft)
    _refuse_part_of_each_year(draft)
    _read_comparisons(draft)


def _of_kind(draft: Draft, kind: str) -> list[Item]:
    return [item for item in draft.free() if item.piece.time is not None and item.piece.time.kind == kind]


def _read_grains(draft: Draft) -> None:
    for item in _of_kind(draft, "grain"):
        match = item.piece.time
        if match is None or match.grain is None:
            continue
        if draft.grain not in (None, match.grain):
            finer = min(draft.grain, match.grain, key=lambda grain: _ORDER.index(grain) if grain in _ORDER else -1)
            raise refuse("not_supported", construction=draft.words_of_time(), missing=[finer])
        left, right = draft.left(item), draft.right(item)
        counted = right is not None and right.has("how_many") and draft.right(right) is None
        if item.text in _UNMARKED and counted and not (left and left.has("group")):
            raise refuse("not_supported", missing=[item.text], construction=item.text)  # 超过5万的月份有几个
        if left and left.has("group") and not left.taken:
            left.operate("by")
        draft.grain = match.grain
        draft.fiscal = draft.fiscal or match.fiscal
        draft.grain_marked = (
            draft.grain_marked or bool(left and left.has("group")) or len(item.text) > len(match.grain) + 1
        )
        item.take(f"grain:{match.grain}", "grain")


def _read_parts(draft: Draft) -> None:
    for item in _of_kind(draft, "part"):
        part = item.piece.time.part if item.piece.time else None
        if part is None:
            continue
        left = draft.left(item)
        if left and left.has("group"):
            left.operate("by")
        ref = DimensionRef("metric_time", part=part)  # type: ignore[arg-type]
        draft.groups.append(Group(ref, item, True, -1))
        item.take(f"part:{part}", "grain")


def _read_windows(draft: Draft) -> None:
    items = _of_kind(draft, "window")
    windows = [(item, _resolve(draft, item, items)) for item in items]
    if not windows:
        return
    if len(windows) == 1 and (next(draft.cued("difference"), None) or _compares_ends(draft, items[0])):
        halves = [(items[0], window) for window in _halves(draft, items[0])]
        if halves:
            items[0].take(f"time:{windows[0][1].rule}", "time")
            windows = halves
    for item, _ in windows:
        before, after = draft.left(item), draft.right(item)
        if (before and before.has("not", "except", "except_open")) or (after and after.has("except_close")):
            raise refuse("not_supported", construction=f"not {item.text}")
    distinct = {window.rule: window for _, window in windows}
    compare = next(draft.cued("compare"), None)
    if len(distinct) == 1:
        draft.window = windows[0][1]
        if compare and len(windows) == 2:
            draft.compare.append(_against_its_own_name(windows[0][1]))
            compare.operate("compare", "comparison")
        if compare and not draft.listed_members and len(windows) == 1 and _between_metric_and_window(draft, compare):
            _compare_with_named(draft, windows[0][1])
            compare.operate("compare", "comparison")
    elif len(distinct) == 2 and (compare or draft.growth_word()):
        _compare_two(draft, list(distinct.values()))
        if compare:
            compare.operate("compare", "comparison")
    else:
        if _are_two_questions(draft, items):
            raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
        _list_periods(draft, list(distinct.values()))
    for item, window in windows:
        item.take(f"time:{window.rule}", "time")
        match = item.piece.time
        if match and match.assumption and match.rule == window.rule:
            draft.assume(match.assumption, f"time:{window.rule}")


def _refuse_part_of_each_year(draft: Draft) -> None:
    """每年6月至8月, "Q4 by year": the months of the latest year alone are not what every year asks for."""
    if draft.grain == "year" and any(assumption.code == BARE for assumption in draft.assumptions):
        named = next(item for item in draft.items if item.piece.time is not None and item.piece.time.assumption == BARE)
        raise refuse("not_supported", construction=named.text)


def _are_two_questions(draft: Draft, items: list[Item]) -> bool:
    """ "Income last month and visits this year": each period has a number of its own, or stands for itself."""
    numbers = [item.index for item in draft.items if item.named("metric") or item.named("entity")]
    for first, second in pairwise(items):
        between = [*draft.between(first, second), second]
        joints = [item.index for item in between if item.has("and") and not item.piece.meanings]
        breaks = [item.index for item in between if item.has("comma") or _starts_clause(draft, item)]
        if any(min(numbers, default=at) < at <= max(numbers, default=0) for at in (*joints, *breaks)):
            return True
        start, end = _resolve(draft, first, items), _resolve(draft, second, items)
        if joints and not (start.end == end.start or end.end == start.start):
            return True
    return False


def _starts_clause(draft: Draft, item: Item) -> bool:
    before = draft.items[item.index - 1].piece.end if item.index else 0
    return bool(_BREAK.search(draft.text[before : item.piece.start]))


def _resolve(draft: Draft, item: Item, items: list[Item]) -> Window:
    """The window of a phrase. In "January and February 2025" the year belongs to both."""
    rules = [match.rule for match in item.piece.times]
    rule = draft.choose(item, "ambiguous_time", rules)
    match = item.piece.time
    if match and match.assumption:
        years = {year for other in items if other is not item and (year := _said_year(other, rule))}
        if len(years) == 1:
            return draft.calendar.resolve(with_year(rule, years.pop()))
    return draft.calendar.resolve(rule)


def _halves(draft: Draft, item: Item) -> list[Window]:
    """ "The difference between 2024 and 2025": two periods, not one long one."""
    parts = re.fullmatch(r"between (.+) and (.+)", item.text)
    if parts is None:
        return []
    found = [[t for t in find_times(part, draft.calendar) if t.end - t.start == len(part)] for part in parts.groups()]
    rules = [matches[0].rule for matches in found if len(matches) == 1 and matches[0].kind == "window"]
    return [draft.calendar.resolve(rule) for rule in rules] if len(rules) == 2 else []


def _compares_ends(draft: Draft, item: Item) -> bool:
    """ "Compare revenue between May and June" sets two periods against each other, unless values are listed."""
    asked = next((cue for cue in draft.cued("compare") if cue.text.startswith("compar")), None)
    return asked is not None and not draft.listed_members and item.text.startswith("between ")


def _said_year(item: Item, rule: str) -> int | None:
    match, kind = item.piece.time, rule.partition(":")[0]
    if match is None or match.assumption or not match.rule.startswith(f"{kind}:") or kind == "holiday":
        return None
    year = match.rule.partition(":")[2][:4]
    return int(year) if year.isdigit() else None


def _between_metric_and_window(draft: Draft, compare: Item) -> bool:
    following = draft.right(compare)
    named = any(item.piece.time is not None and item.piece.time.kind == "comparison" for item in draft.items)
    return following is not None and following.piece.time is not None and not named


def _compare_with_named(draft: Draft, then: Window) -> None:
    """ "Revenue compared with last month": now is the period that runs, or the next one of the same length."""
    kind, _, rest = then.rule.partition(":")
    unit = rest.split(":")[-1] if kind in ("last", "ago") else ""
    if unit not in ("day", "week", "month", "quarter", "year"):
        raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
    draft.window = draft.calendar.resolve(f"this:{unit}")
    draft.compare.append(Comparison("previous"))
    draft.assume("default_window", f"time:{draft.window.rule}")


def _compare_two(draft: Draft, windows: list[Window]) -> None:
    then, now = sorted(windows, key=lambda window: (str(window.start), str(window.end)))
    draft.window = now
    draft.compare.append(comparison_of(draft, now, then))


def comparison_of(draft: Draft, now: Window, then: Window) -> Comparison:
    """The comparison by its shortest name: the period before, the same period a year ago, or a named one."""
    for to in ("year_ago", "previous"):
        compared = draft.calendar.compared(now, to, "full", None)
        if (compared.then.start, compared.then.end) == (then.start, then.end):
            return Comparison(to)
    return Comparison("window", window=then)


def _list_periods(draft: Draft, windows: list[Window]) -> None:
    """ "January and February": adjoining periods make one window, shown by period; others are two questions."""
    ordered = sorted(windows, key=lambda window: str(window.start))
    joined = all(a.end == b.start for a, b in pairwise(ordered))
    grains = {rule.rule.partition(":")[0] for rule in ordered}
    grain = next(iter(grains)) if len(grains) == 1 else ""
    first, last = ordered[0].start, ordered[-1].end
    inside = all(
        w.start and w.end and first and w.start >= first and w.end <= (ordered[0].end or w.end) for w in ordered
    )
    if inside and ordered[0].end:  # "in October 2026 ... this year": one lies in the other
        draft.window = min(ordered, key=lambda w: (w.end - w.start) if w.end and w.start else timedelta.max)
        return
    if not joined or grain not in ("day", "month", "quarter", "year") or first is None or last is None:
        raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
    draft.window = draft.calendar.resolve(f"between:{first.isoformat()}:{(last - timedelta(days=1)).isoformat()}")
    draft.grain = draft.grain or grain  # type: ignore[assignment]


def _read_comparisons(draft: Draft) -> None:
    for item in _of_kind(draft, "comparison"):
        match = item.piece.time
        if match is None or match.comparison is None:
            continue
        if match.comparison == "window":
            then = draft.calendar.resolve(match.rule)
            if draft.window is None:
                _compare_with_named(draft, then)
            else:
                _compare_windows(draft, draft.window, then)
        else:
            comparison = same_time_before(draft, item, match.grain) or Comparison(match.comparison)
            if comparison not in draft.compare:
                draft.compare.append(comparison)
            draft.comparison_grain = draft.comparison_grain or match.grain
            draft.comparison_rule = draft.comparison_rule or match.rule
        item.take(f"compare:{match.comparison}" + (f":{match.rule}" if match.rule else ""), "comparison")
        for cue in list(draft.cued("compare")):
            if abs(cue.index - item.index) <= 2:
                cue.operate("compare", "comparison")


def _compare_windows(draft: Draft, asked: Window, named: Window) -> None:
    """The later of two periods against the earlier; "the last 7 days vs the previous 7 days" are two stretches.

    Raises
    ------
    Unreadable
        The periods overlap: a difference of them is that of neither.
    """
    if (asked.start, asked.end) == (named.start, named.end):
        draft.compare.append(_against_its_own_name(named))
        return
    base, now = sorted((asked, named), key=lambda window: str(window.start))
    if base.end is None or now.start is None or base.end > now.start:
        raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
    draft.window = now
    draft.compare.append(comparison_of(draft, now, base))


def _against_its_own_name(window: Window) -> Comparison:
    """ "The last 7 days vs the previous 7 days" are two stretches; "this October vs last October" lie a year apart."""
    is_of_calendar = window.rule.partition(":")[0] in ("month", "quarter", "holiday")
    return Comparison("year_ago" if is_of_calendar else "previous")


def default_comparison_window(draft: Draft) -> None:
    """A comparison without a period or time axis gets one: the running period where it was named, else last month."""
    if not draft.compare or draft.grain is not None:
        return
    if draft.window is not None:
        _compare_each(draft, draft.window)
        return
    rule = DEFAULT_WINDOW
    named = draft.comparison_rule.split(":")[-1] if draft.comparison_rule else draft.comparison_grain
    if named in _ORDER:
        rule = f"this:{named}" if draft.comparison_rule else f"last:1:{named}"
    names = [measured.ref.name for measured in draft.metrics if draft.model.has_metric(measured.ref.name)]
    stated = [window for name in names if (window := draft.model.metric(name).default_window)]
    draft.window = draft.calendar.resolve(stated[0] if stated and not named else rule)
    draft.assume("default_window", f"time:{draft.window.rule}")


def _compare_each(draft: Draft, window: Window) -> None:
    """ "Month over month this year": each of its months against the one before, not the whole against a whole."""
    grain, end = draft.comparison_grain, window.end
    if grain is None or window.start is None or end is None or Comparison("previous") not in draft.compare:
        return
    if _ORDER.index(grain) < _ORDER.index("year") and draft.calendar.next(window.start, grain) < end:
        draft.grain = grain


def default_grain(draft: Draft) -> Grain:
    """The unit of a time axis that was not named: days for up to six weeks, months otherwise."""
    window = draft.window
    if window and window.start and window.end and (window.end - window.start).days <= 45:
        return "day"
    return "month"
