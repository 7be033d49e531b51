"""What is told about a language model's endpoint: one row for each thing that was tried, and whether it will do.

Rule: a row holds codes and counts, never words of the server; every sentence is ours, in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.exports.text import width
from assistant.texts import say
from semantic_layer.model import Language

State = Literal["yes", "no", "unknown", "not_tried"]
# What a try tells when the endpoint answered and cannot do it; other trouble may be gone a minute later.
VERDICTS = frozenset({"words_instead", "wrong_call", "not_supported", "schema_ignored", "not_streamed", "empty"})


@dataclass(frozen=True)
class Row:
    """One thing that was tried. `code` names the sentence, `n` is the number in it."""

    probe: str
    state: State
    code: str = ""
    n: int = 0

    def text(self, language: Language) -> str:
        """One sentence; nothing where a plain yes says all."""
        if self.state == "yes" and not self.code:
            return ""
        return say(f"endpoint.why.{self.code or self.state}", language, n=f"{self.n:,}")


@dataclass(frozen=True)
class Report:
    """All rows in the order they are shown; `streams` says whether streaming is asked for by the settings."""

    host: str
    model: str
    rows: tuple[Row, ...]
    streams: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What the product needs and the endpoint does not do; of things not tried the reason is among them."""
        needed = (
            "reachable",
            "key",
            "model",
            "reply",
            "auto_tool",
            "tool_result",
            *(("stream_tools",) if self.streams else ()),
        )
        return tuple(row.probe for row in self.rows if row.probe in needed and row.state == "no")

    @property
    def by_form(self) -> bool:
        """Whether calls do not work and JSON by a schema does: plain questions can be asked that way."""
        rows = {row.probe: row for row in self.rows}
        lost = set(self.missing)
        if not lost or lost == {"stream_tools"} or not lost <= {"auto_tool", "tool_result", "stream_tools"}:
            return False
        return rows["schema"].state == "yes" and all(rows[name].code in VERDICTS for name in lost)

    @property
    def usable(self) -> bool:
        return not self.missing or self.by_form

    def number(self, probe: str) -> int | None:
        return next((row.n for row in self.rows if row.probe == probe and row.state == "yes"), None)

    def to_json(self, language: Language) -> dict[str, object]:
        return {
            "host": self.host,
            "model": self.model,
            "usable": self.usable,
            "by_form": self.by_form,
            "missing": list(self.missing),
            "latency_ms": self.number("latency"),
            "context_tokens": self.number("context"),
            "probes": [
                {"probe": row.probe, "state": row.state, "code": row.code, "text": row.text(language)}
                for row in self.rows
            ],
        }


def table(report: Report, language: Language) -> str:
    """The rows as text, aligned also where Chinese characters take two columns, and the verdict below."""
    cells = [
        (say(f"endpoint.probe.{row.probe}", language), say(f"endpoint.state.{row.state}", language), row.text(language))
        for row in report.rows
    ]
    widths = [max(width(row[i]) for row in cells) for i in (0, 1)]
    lines = ["  ".join((*(_padded(row[i], widths[i]) for i in (0, 1)), row[2])).rstrip() for row in cells]
    head = say("endpoint.title", language, host=report.host, model=report.model)
    return "\n".join((head, "", *lines, "", _verdict(report, language)))


def _verdict(report: Report, language: Language) -> str:
    if not report.missing:
        return say("endpoint.usable", language)
    if report.by_form:
        return say("endpoint.by_form", language)
    if report.missing == ("stream_tools",):
        return say("endpoint.stream_off", language)
    names = [say(f"endpoint.probe.{name}", language) for name in report.missing]
    return say("endpoint.unusable", language, names=("、" if language == "zh" else ", ").join(names))


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
