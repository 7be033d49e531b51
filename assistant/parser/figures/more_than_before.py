"""More in one period than in another: "spent more this year than last year", "stores that sold less in May than in
April", 今年消费比去年多的客户.

Rule: a word of degree that sets two periods against each other says that the figure rose or fell from the earlier one
to the later, and is read as that word. A verb of spending or selling stands for the money that the model sells for.
With values between the periods it compares those, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import money_metrics
from assistant.parser.text.pieces import Piece
from assistant.parser.times.time_match import with_year
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import has_han

_MORE = frozenset({"more", "higher", "better", "longer", "larger", "bigger", "greater", "多", "高", "好"})
_LESS = frozenset({"less", "lower", "fewer", "worse", "shorter", "smaller", "少", "低", "差"})
_VERBS = ("spent", "sold")
_RISES, _FALLS = ("more_than_before", "comparative_more"), ("less_than_before", "comparative_less")
_PERIOD = (
    r"(?:last|previous|this|in|the (?:year|month|week|quarter|day|same|previous|last)|a year|yesterday|20\d\d|q[1-4])"
)
_ENGLISH = re.compile(rf"(?<![a-z])(?:{'|'.join(_MORE | _LESS)})(?: money)?(?= (?:[a-z0-9]+ ){{0,4}}?than {_PERIOD})")
_CHINESE = re.compile(r"(?<=[年月周度季期天日])(?:要|还|更|来得)?(?P<word>[多少高低好差])(?:了)?(?=的|[\s,;?!吗么]|$)")


def degree_pieces(text: str) -> Iterator[Piece]:
    """Return the words of degree right behind a period that something is held against."""
    for match in _ENGLISH.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({_cue(match[0].split()[0])}))
    than = max(text.find("比"), text.find("较"))
    for match in _CHINESE.finditer(text, than + 1) if than >= 0 else ():
        yield Piece(match.start(), match.end(), cues=frozenset({_cue(match["word"])}))


def _is_figure(draft: Draft, item: Item, cue: Item) -> bool:
    """A figure, or the things of which there were more: "more tickets in April than in March"."""
    return not item.named("entity") or (draft.left(item) is cue and not has_han(item.text))


def _cue(word: str) -> str:
    return "more_than_before" if word in _MORE else "less_than_before"


def read_more_than_before(draft: Draft) -> None:
    """Let the word of degree say that the figure rose or fell, and the verb what the figure is."""
    cue = next((item for item in draft.cued(*_RISES, *_FALLS) if _sets_periods(draft, item)), None)
    if cue is None:
        return
    named = [item for item in draft.items if item.named("metric") and _is_figure(draft, item, cue)]
    verb = next((item for item in draft.items if item.has(*_VERBS) and not item.piece.meanings), None)
    names = money_metrics(draft.model)
    if not named and verb is not None and len(names) == 1:
        verb.piece = replace(verb.piece, cues=frozenset(), meanings=(Meaning("metric", names[0]),))
        draft.assume("default_metric", f"metric:{names[0]}")
    elif not named:
        return
    _share_year(draft)
    rose = cue.has(*_RISES) != _is_of_earlier(draft)
    cue.piece = Piece(*cue.place, cues=frozenset({"growth" if rose else "decline"}))


def _is_of_earlier(draft: Draft) -> bool:
    """ "More in April than in May": what is more in the earlier period fell."""
    times = [t for item in draft.items if (t := item.piece.time) is not None and not item.taken and t.rule]
    if len(times) != 2:
        return False
    first, last = (draft.calendar.resolve(time.rule).start for time in times)
    return first is not None and last is not None and first < last


def _share_year(draft: Draft) -> None:
    """ "Better in the first half than in the second half of last year": the year that is said behind is of both."""
    times = [item for item in draft.items if item.piece.time is not None and not item.taken]
    first, last = times[0].piece.time, times[-1].piece.time
    if len(times) != 2 or first is None or last is None or not first.assumption or last.assumption:
        return
    kind, _, year = last.rule.partition(":")
    if first.rule.startswith(f"{kind}:") and (year := year[:4]).isdigit():
        said = replace(first, rule=with_year(first.rule, int(year)), assumption=None)
        times[0].piece = replace(times[0].piece, times=(said,))


def _sets_periods(draft: Draft, cue: Item) -> bool:
    """ "more this year than last year", "more than last year", 今年比去年多: two periods, the second behind "than"."""
    times = [item for item in draft.items if item.piece.time is not None and not item.taken]
    if any(item.piece.time and item.piece.time.kind not in ("window", "comparison") for item in times):
        return False
    last = times[-1] if times else None
    if last is None or len(times) > 2 or any(item.named("value") for item in draft.between(times[0], last)):
        return False
    if has_han(draft.text):
        beside = draft.left(cue)
        return beside is last and _is_behind_than(draft, last)
    return cue.index < last.index and _is_behind_than(draft, last)


def _is_behind_than(draft: Draft, time: Item) -> bool:
    before = draft.items[time.index - 1] if time.index else None
    before = draft.items[before.index - 1] if before is not None and before.text in ("in", "the") else before
    said = before.text if before is not None and before.has("compare") else time.text
    return said.startswith(("than", "比", "较")) or said.endswith("比")
