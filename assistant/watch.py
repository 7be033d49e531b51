"""The digest of a model's watches: what stood out, what did not, what could not be judged, what is not due.

Rule: every watch of the model that may be seen is named in every digest, so that silence is never taken for "nothing to
report". The digest is written as Markdown and as one HTML page that loads nothing and runs nothing.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant import formats
from assistant.charts.svg import Place, line_chart
from assistant.context import Context
from assistant.exports.text import table_html
from assistant.narrate.findings import tell
from assistant.narrate.writer import Writer
from assistant.plan import Refuse
from assistant.replies import refusal, refuse_error
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError, UnknownValue
from semantic_layer.model import Language, Watch
from semantic_layer.policy import View
from semantic_layer.result import ResultTable, Value
from tools.alerts.watching import Judged, call_of, is_due, judge
from tools.errors import ToolError

State = Literal["raised", "quiet", "failed", "not_due"]
STATES: tuple[State, ...] = ("raised", "failed", "quiet", "not_due")
DRAWN, LISTED = 90, 7
_STYLE = (
    "body{font-family:system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "max-width:760px;margin:32px auto;padding:0 16px;color:#1f2933;line-height:1.5}"
    "h1{font-size:24px;font-weight:500}h2{font-size:18px;font-weight:500;margin-top:32px}h3{font-size:16px}"
    "table{border-collapse:collapse;margin:12px 0}th,td{padding:4px 12px;border-bottom:1px solid #e6e9ed}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}.quiet{color:#5b6770}svg{width:100%;height:auto}"
)


@dataclass(frozen=True)
class Watched:
    """One watch with its outcome in words. `series` is what a chart shows; a rule about customers has a table only."""

    label: str
    state: State
    said: str
    series: tuple[Place, ...] = ()
    table: ResultTable | None = None


@dataclass(frozen=True)
class Digest:
    """All watches of one day, in one language."""

    model: str
    day: date
    language: Language
    watched: tuple[Watched, ...]

    def of(self, state: State) -> tuple[Watched, ...]:
        return tuple(item for item in self.watched if item.state == state)


def evaluate(context: Context, language: Language, *, every: bool = False) -> Digest:
    """Judge every watch that is due on the context's day; `every`: also those that are not."""
    wording = context.wording(language)
    tools = context.tools
    view = View(tools.model, tools.who)
    watches = [watch for watch in tools.model.watches if _is_known(watch, view)]
    judged = (_watched(watch, context, wording, every=every) for watch in watches)
    watched = [item for item in judged if item is not None]
    label = tools.model.labels.in_language(language) or tools.model.name
    return Digest(label, tools.as_of, language, tuple(watched))


def _is_known(watch: Watch, view: View) -> bool:
    """Whether all that the watch is about exists for this person; of the others even the name would tell."""
    names = [name for name, _ in watch.where]
    is_plain = all(view.has_field(name) and name not in view.masks for name in names)
    return is_plain and (not watch.metric or view.has_metric(watch.metric))


def _watched(watch: Watch, context: Context, wording: Wording, *, every: bool) -> Watched | None:
    """What came of a watch; None where it is about a value of rows that the person does not see."""
    label = watch.label(wording.language)
    if not every and not is_due(watch, context.tools):
        return Watched(label, "not_due", wording.say(f"watch.schedule.{watch.schedule}"))
    try:
        judged = judge(watch, context.tools)
    except (QueryError, ToolError, EngineError) as error:
        if isinstance(error, UnknownValue) and View(context.tools.model, context.tools.who).is_limited:
            return None
        outcome = refuse_error(error, (call_of(watch),), context.tools.model)
        assert isinstance(outcome, Refuse)
        return Watched(label, "failed", refusal(outcome, wording).reason)
    writer = Writer(judged.call, judged.result, wording)
    sentences = ["".join(phrase.text for phrase in told) for f in judged.result.findings for told in tell(f, writer)]
    series = _series(judged, wording)
    joined = ("" if wording.language == "zh" else " ").join(sentences)
    return Watched(label, "raised" if judged.is_raised else "quiet", joined, series, judged.result.main)


def _series(judged: Judged, wording: Wording) -> tuple[Place, ...]:
    """The last periods of a metric; nothing of a rule about customers."""
    table = judged.result.main
    periods, metrics = table.of_kind("period"), table.of_kind("metric")
    if not periods or not metrics:
        return ()
    at, value = periods[0], metrics[0]
    low, high = (next(iter(table.of_kind(kind)), None) for kind in ("low", "high"))

    def place(row: tuple[Value, ...]) -> Place:
        return Place(
            wording.cell(row[at], table.columns[at]),
            _number(row[value]),
            wording.cell(row[value], table.columns[value], "short"),
            None if low is None else _number(row[low]),
            None if high is None else _number(row[high]),
        )

    return tuple(place(row) for row in table.rows[-DRAWN:])


def _number(value: Value) -> float | None:
    return None if value is None else float(str(value))


# --- written ------------------------------------------------------------------------------------------------------


def to_markdown(digest: Digest) -> str:
    """The digest as text: states as headings, the last values of what stood out as a table."""
    lines = [f"# {_title(digest)}", "", _summary(digest)]
    for state in STATES:
        found = digest.of(state)
        if found:
            lines += ["", f"## {say(f'watch.state.{state}', digest.language)}", ""]
            for item in found:
                lines.append(f"- **{_plain(item.label)}**: {_plain(item.said)}")
                lines += list(_markdown_rows(item)) if state == "raised" else []
    return "\n".join(lines) + "\n"


def _markdown_rows(item: Watched) -> Iterator[str]:
    if not item.series:
        return
    last = item.series[-LISTED:]
    yield ""
    yield "  | " + " | ".join(_plain(place.label) for place in last) + " |"
    yield "  |" + "---|" * len(last)
    yield "  | " + " | ".join(_plain(place.written) for place in last) + " |"
    yield ""


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    kept = " ".join(text.split())
    for char in "\\|*_`[]<>#":
        kept = kept.replace(char, f"\\{char}")
    return kept


def to_html(digest: Digest, wording: Wording) -> str:
    """The digest as one page with its charts inside."""
    language, title = digest.language, html.escape(_title(digest))
    parts = [f"<h1>{title}</h1><p>{html.escape(_summary(digest))}</p>"]
    for state in STATES:
        found = digest.of(state)
        if found:
            parts.append(f"<h2>{html.escape(say(f'watch.state.{state}', language))}</h2>")
            parts += [_item_html(item, wording) for item in found]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _item_html(item: Watched, wording: Wording) -> str:
    said = f"<h3>{html.escape(item.label)}</h3><p>{html.escape(item.said)}</p>"
    if item.state not in ("raised", "quiet"):
        return said
    if item.series:
        return said + line_chart(item.series, item.label, is_marked=item.state == "raised")
    return said + table_html(wording.table(item.table)) if item.table and item.state == "raised" else said


def _title(digest: Digest) -> str:
    return say("watch.title", digest.language, model=digest.model, day=formats.day(digest.day, digest.language))


def _summary(digest: Digest) -> str:
    counts = {state: len(digest.of(state)) for state in STATES}
    return say("watch.summary", digest.language, **counts)
