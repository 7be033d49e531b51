"""What a piece of a question says before anything has taken it, as the name of a span.

Rule: a period, a number, a negation or a ranking is told from its own words, whatever becomes of the rest of the
question; so a reading that stays open still lists what any plan for it has to account for.
"""

from __future__ import annotations

from assistant.parser.text.pieces import Piece
from assistant.parser.times.time_match import TimeMatch

_SAYS = (
    (("not", "except", "except_open", "except_close", "never", "lacking"), "not"),
    (("growth",), "compare:rise"),
    (("decline",), "compare:decline"),
    (("compare", "versus"), "compare"),
    (("share", "account_for", "makeup"), "share"),
    (("agg_avg", "mean_of"), "agg:avg"),
    (("agg_median",), "agg:median"),
    (("agg_sum",), "agg:sum"),
    (("high", "top", "popular"), "rank:desc"),
    (("low", "unpopular"), "rank:asc"),
    (("best", "worst", "bottom", "newest", "oldest"), "rank"),
    (("agg_max",), "agg:max"),
    (("agg_min",), "agg:min"),
    (("cumulative", "moving_average", "moving_sum"), "cumulative"),
    (("streak",), "streak"),
    (("minus",), "subtract"),
    (("divided", "ratio"), "divide"),
    (("missing",), "missing"),
    (("present",), "present"),
)


def says(piece: Piece) -> str:
    """Return the canonical name of what a piece carries; empty where its words alone say nothing.

    A piece with several meanings is named after the first of them.
    """
    if piece.condition is not None:
        return f"number:{','.join(map(str, piece.condition.values))}"
    if piece.number is not None and piece.number.value != 1:  # "this one" counts nothing
        return f"number:{piece.number.value}"
    if piece.time is not None:
        return _time(piece.time)
    if piece.meanings:
        return str(piece.meanings[0])
    return next((name for cues, name in _SAYS if piece.cues & set(cues)), "")


def _time(time: TimeMatch) -> str:
    if time.kind == "comparison":
        return f"compare:{time.comparison}:{time.rule}".rstrip(":")
    if time.kind == "part":
        return f"part:{time.part}"
    return f"grain:{time.grain}" if time.kind == "grain" else f"time:{time.rule}"
