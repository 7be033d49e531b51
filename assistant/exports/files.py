"""The files that an answer can leave as: which are offered, what they are called, and the record of each.

Rule: a file is made from the stored answer and runs no query, so it holds what its reader was allowed to see. Before
it is handed out, one record says who took what; where a model demands records and there is none, there is no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant.context import Context
from assistant.evidence.pairs import rows_line
from assistant.exports import charts as export_charts
from assistant.exports.rights import may_leave, needs_purpose
from assistant.exports.text import to_csv, to_html
from assistant.exports.xlsx import to_xlsx
from assistant.records.audit import AuditFailed
from assistant.records.recording import record_export
from assistant.texts import join_and, say
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

if TYPE_CHECKING:
    from assistant.answer import Answer

Form = Literal["csv", "xlsx", "html", "png", "svg"]
MIME: dict[Form, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")
_LONGEST = 48


class NotForThisPerson(Exception):
    """The file holds rows about persons that who asks may not take away."""


@dataclass(frozen=True)
class File:
    """One file on offer. `section` (from 0) is the chart that a picture shows; None: the whole answer."""

    form: Form
    label: str
    name: str
    section: int | None = None

    @property
    def mime(self) -> str:
        return MIME[self.form]


def offered(answer: Answer, context: Context) -> tuple[File, ...]:
    """Every file that can be made of this answer here, for this person; none of a question that was not answered."""
    is_allowed = answer.status == "answered" and may_leave(answer, context)
    return tuple(_offered(answer)) if is_allowed else ()


def hints(answer: Answer, context: Context) -> tuple[str, ...]:
    """How many rows the files hold, why a picture is not offered, or which right is missing."""
    language = answer.language
    if not may_leave(answer, context):
        return (say("export.needs_right", language),)
    rows = join_and(tuple(rows_line(section, language) for section in answer.sections), language)
    found = [say("export.holds", language, rows=rows)]
    charts = [section for section in answer.sections if section.chart.spec is not None]
    if charts and not export_charts.can_draw():
        found.append(say("export.needs_extra", language, extra=export_charts.EXTRA))
    elif any(not _can_be_a_picture(position, answer) for position in _charts(answer)):
        found.append(say("export.no_face", language))
    return tuple(found)


def content(file: File, answer: Answer) -> bytes:
    """The bytes of one file."""
    match file.form:
        case "csv":
            return to_csv(answer)
        case "xlsx":
            return to_xlsx(answer)
        case "html":
            return to_html(answer).encode()
        case "png":
            return export_charts.to_png(answer.sections[file.section or 0], answer)
        case "svg":
            return export_charts.to_svg(answer.sections[file.section or 0], answer)


def hand_out(file: File, answer: Answer, context: Context, purpose: str = "") -> bytes:
    """Write the record of the export, then give the file.

    Raises
    ------
    AuditFailed
        When the record cannot be written and the model requires one.
    NotForThisPerson
        When the rows name persons, and the right or the purpose is missing.
    """
    if not may_leave(answer, context) or (needs_purpose(answer, context) and not purpose.strip()):
        raise NotForThisPerson(say("export.needs_right", answer.language))
    made = content(file, answer)
    taken = replace(answer, question=replace(answer.question, who=context.tools.who))
    is_recorded = record_export(taken, file.form, context.audit, file.name, purpose)
    if not is_recorded and context.model.settings.get("audit") == "required":
        raise AuditFailed(say("export.failed", answer.language))
    return made


def file_name(answer: Answer, form: Form, number: int | None = None) -> str:
    """`wenshu_<metric>_<period>_<receipt>.<form>` in ASCII; `number` tells the charts of one answer apart."""
    section = answer.sections[0]
    facts = section.derivation
    parts = ["wenshu", _subject(section.call), _period(facts.period_start, facts.period_end), answer.receipt or "none"]
    if number is not None:
        parts.append(str(number))
    return f"{'_'.join(parts)}.{form}"


def _offered(answer: Answer) -> Iterator[File]:
    language = answer.language
    whole: tuple[Form, ...] = ("csv", "xlsx", "html")
    for form in whole:
        yield File(form, say(f"export.form.{form}", language), file_name(answer, form))
    if not export_charts.can_draw():
        return
    charts = _charts(answer)
    pictures: tuple[Form, ...] = ("png", "svg")
    for form in pictures:
        for position in charts:
            if form == "png" and not _can_be_a_picture(position, answer):
                continue
            number = position + 1 if len(charts) > 1 else None
            label = say(f"export.form.{form}", language)
            if number is not None:
                label = say("export.numbered", language, form=label, n=number)
            yield File(form, label, file_name(answer, form, number), position)


def _charts(answer: Answer) -> tuple[int, ...]:
    return tuple(n for n, section in enumerate(answer.sections) if section.chart.spec is not None)


def _can_be_a_picture(position: int, answer: Answer) -> bool:
    needs = export_charts.needs_chinese_face(answer.sections[position], answer)
    return not needs or export_charts.has_chinese_face()


def _subject(call: ToolCall) -> str:
    arguments = call.arguments
    name = arguments.metrics[0].key if isinstance(arguments, QueryMetricsArgs) and arguments.metrics else call.tool
    return _NOT_IN_NAMES.sub("-", name).strip("-")[:_LONGEST].strip("-") or "answer"


def _period(first: date | None, last: date | None) -> str:
    ends = [f"{day:%Y%m%d}" if day else "" for day in (first, last)]
    match ends:
        case ["", ""]:
            return "all"
        case ["", until]:
            return f"until-{until}"
        case [since, ""]:
            return f"since-{since}"
        case _:
            return "-".join(ends)
