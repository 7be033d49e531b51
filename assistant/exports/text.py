"""Everything that leaves as text: CSV, one HTML page, plain text. Workbooks and pictures have modules of their own.

Rule: an export holds the rows that are shown and says so. In CSV a text that a spreadsheet could take for a formula
gets a leading apostrophe; a number stays a number. HTML is one file that asks for nothing from anywhere, and every
text in it is escaped.
"""

from __future__ import annotations

import csv
import html
import io
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant import formats
from assistant.agent.usage_words import usage_line
from assistant.answer_json import value_json
from assistant.answer_parts import Phrase, Section, ShownTable
from assistant.exports.cells import leaving
from assistant.exports.charts import can_draw, inline_svg
from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language
from tools.cells import safe_cell

if TYPE_CHECKING:
    from assistant.answer import Answer

BOM = "\ufeff"
MAX_CELL = 500
SHOWN_ROWS = 50  # in a terminal; the files hold all
COPIED_ROWS = 1_000  # what one pastes into a mail or a sheet; the files hold all
PRINTED = (  # on paper a table goes on over pages under its headings, and is never wider than the sheet
    "@page{margin:16mm}@media screen{table{display:block;max-width:100%;overflow-x:auto}}"
    "@media print{body{margin:0;padding:0;max-width:none}h1{break-after:avoid}.whole,svg,tr{break-inside:avoid}"
    "table{font-size:10px}th,td{padding:2px 5px}}"
)
_STYLE = (
    "body{font-family:system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "max-width:760px;margin:32px auto;padding:0 16px;color:#1f2933;line-height:1.5}"
    "h1{font-size:22px;font-weight:500}small,.quiet{color:#5b6770}"
    "table{border-collapse:collapse;margin:16px 0}"
    "th,td{padding:4px 12px;border-bottom:1px solid #e6e9ed;text-align:left}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}"
    "svg{max-width:100%;height:auto}" + PRINTED
)

_INLINE = {  # in a notebook; the text of an answer holds no "<" of its own
    "p class=quiet": "opacity:.75",
    "h1": "font-size:1.3em;font-weight:500",
    "th class=number": "text-align:right",
    "td class=number": "text-align:right;font-variant-numeric:tabular-nums",
}


def to_csv(answer: Answer) -> bytes:
    """The rows of the main table: UTF-8 with BOM, CRLF, exact numbers, ISO dates, headings with units.

    Of an answer with several sections all tables follow each other, each under its restatement, an empty line between.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for position, section in enumerate(answer.sections):
        if position:
            writer.writerow([])
        if len(answer.sections) > 1:
            writer.writerow([safe_cell(section.restatement)])
        table = leaving(section, answer.language, "plain")
        writer.writerow([safe_cell(heading) for heading in table.headers])
        for row in table.rows:
            writer.writerow([safe_cell(value_json(value)) for value in row])
    return (BOM + out.getvalue()).encode()


def changed_cells(answer: Answer) -> int:
    """How many text cells the CSV changes, for the record of the export."""
    rows = [row for section in answer.sections for row in leaving(section, answer.language, "plain").rows]
    return sum(isinstance(value, str) and safe_cell(value) != value for row in rows for value in row)


def to_text(answer: Answer) -> str:
    """The answer for a terminal: restatement, headline, table, caveats, next questions, receipt."""
    return _text(answer, lambda section: _rows(section.shown, SHOWN_ROWS, "cli.rows_shown", answer.language))


def to_copy(answer: Answer) -> str:
    """The answer to take along: every row that the page shows, also of all groups behind a ranking."""

    def tables(section: Section) -> list[str]:
        found = _rows(section.shown, COPIED_ROWS, "footer.rows_copied", answer.language)
        if section.shown_context is None:
            return found
        title = say("page.all_groups", answer.language)
        return [*found, title, *_rows(section.shown_context, COPIED_ROWS, "footer.rows_copied", answer.language)]

    return _text(answer, tables)


def _rows(table: ShownTable, most: int, key: str, language: Language) -> list[str]:
    """At most so many rows of a table, and where they are not all, how many there are."""
    said = [say(key, language, n=most, all=len(table.rows))] if len(table.rows) > most else []
    return [text_table(table, most), *said]


def _text(answer: Answer, tables: Callable[[Section], list[str]]) -> str:
    language, blocks = answer.language, []
    for section in answer.sections:
        blocks.append(section.restatement)
        blocks.append("\n".join((section.headline, *beside(section), *section.narration)))
        blocks += tables(section)
    if answer.clarification:
        blocks.append(_options(answer))
    if answer.refusal:
        blocks.append(_refused(answer))
    if answer.caveats:
        blocks.append("\n".join(f"* {note.text}" for note in answer.caveats))
    if answer.next:
        blocks.append("\n".join((say("cli.next", language), *(f"- {choice.label}" for choice in answer.next))))
    if answer.usage:
        blocks.append(usage_line(answer.usage, language))
    if answer.receipt:
        blocks.append(say("cli.receipt_line", language, id=answer.receipt, day=answer.as_of.isoformat()))
    return with_codes("\n\n".join(blocks)) + "\n"


def beside(section: Section) -> tuple[str, ...]:
    """What stands beside one number: its change against the period before."""
    return (section.trend.tile.detail,) if section.trend and section.trend.tile.detail else ()


def text_table(table: ShownTable, most: int = SHOWN_ROWS) -> str:
    """Columns of equal width where a Chinese character counts two; numbers at the right."""
    rows = [tuple(map(visible, row)) for row in (table.headers, *table.rows[:most])]
    if table.total:
        rows.append(table.total)
    widths = [max(width(row[i]) for row in rows) for i in range(len(table.headers))]
    lines = [
        "  ".join(_pad(cell, widths[i], right=table.numeric[i]) for i, cell in enumerate(row)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * n for n in widths), *lines[1:]])


def width(text: str) -> int:
    """Columns that `text` takes in a terminal.

    Examples
    --------
    >>> width("East"), width("华东"), width("é")
    (4, 4, 1)
    """
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def visible(text: str) -> str:
    """Text of the data on one line: control and direction characters shown as codes, very long text cut."""
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return shown if len(shown) <= MAX_CELL else shown[: MAX_CELL - 1] + "…"


def to_html(answer: Answer) -> str:
    """One page with headline, restatement, chart, table, caveats and receipt; no script, nothing to load.

    Without the optional package that draws charts the page has the table alone.
    """
    title = html.escape(with_codes(answer.headline))
    return (
        f'<!doctype html><html lang="{answer.language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{html_body(answer, is_drawn=can_draw())}</body></html>\n"
    )


def html_body(answer: Answer, *, is_drawn: bool = False) -> str:
    """The card as escaped HTML without any style of its own; `is_drawn`: with its charts as SVG."""
    parts = [f"<p class=quiet>{html.escape(answer.question.text)}</p>"]
    for section in answer.sections:
        parts.append(section_html(section, is_drawn=is_drawn))
    if not answer.sections:
        parts.append(f"<h1>{html.escape(answer.headline)}</h1>")
        choices = answer.clarification.choices if answer.clarification else ()
        nearest = answer.refusal.nearest if answer.refusal else ()
        parts.append(_list_html([choice.label for choice in (*choices, *nearest)]))
    parts.append(_list_html([note.text for note in answer.caveats]))
    if answer.receipt:
        day = formats.day(answer.as_of, answer.language)  # as the card and the picture say it
        line = say("cli.receipt_line", answer.language, id=answer.receipt, day=day)
        parts.append(f"<small>{html.escape(line)}</small>")
    return with_codes("".join(parts))


def mimebundle(answer: Answer) -> dict[str, object]:
    """What a notebook shows: text, escaped HTML with its own styles, and the first chart."""
    page = html_body(answer)
    for tag, style in _INLINE.items():
        page = page.replace(f"<{tag}>", f'<{tag.partition(" ")[0]} style="{style}">')
    found: dict[str, object] = {"text/plain": to_text(answer), "text/html": f"<div>{page}</div>"}
    drawn = next((item.chart.spec for item in answer.sections if item.chart.spec is not None), None)
    if drawn is not None:
        found["application/vnd.vegalite.v6+json"] = dict(drawn)
    return found


def section_html(section: Section, *, is_drawn: bool) -> str:
    """Restatement, headline, chart, sentences and table of one section."""
    headline = "".join(_phrase_html(phrase) for phrase in section.headline_phrases)
    sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in (*beside(section), *section.narration))
    restated = f"<p class=quiet>{html.escape(section.restatement)}</p>"
    picture = inline_svg(section) if is_drawn and section.chart.spec is not None else ""
    return f"{restated}<h1>{headline}</h1>{picture}{sentences}{table_html(section.shown)}"


def _phrase_html(phrase: Phrase) -> str:
    text = html.escape(phrase.text)
    return f"<strong>{text}</strong>" if phrase.strong else text


def table_html(table: ShownTable) -> str:
    rows = [*table.rows, *((table.total,) if table.total else ())]
    head = _row_html(table.headers, table.numeric, "th")
    return (
        f"<table><thead>{head}</thead><tbody>{''.join(_row_html(r, table.numeric, 'td') for r in rows)}</tbody></table>"
    )


def _row_html(cells: Sequence[str], numeric: Sequence[bool], tag: str) -> str:
    written = (
        f"<{tag}{' class=number' if is_number else ''}>{html.escape(visible(cell))}</{tag}>"
        for cell, is_number in zip(cells, numeric, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def _list_html(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>" if items else ""


def _options(answer: Answer) -> str:
    assert answer.clarification
    language = answer.language
    lines = [answer.clarification.question, answer.clarification.why]
    for n, choice in enumerate(answer.clarification.choices, start=1):
        mark = say("cli.default_mark", language) if choice.default else ""
        lines.append(say("cli.option", language, n=n, label=choice.label, mark=mark))
        lines += [f"   {choice.blocked}"] if choice.blocked else []
    return "\n".join((*lines, say("cli.choose_hint", language)))


def _refused(answer: Answer) -> str:
    assert answer.refusal
    lines = [answer.refusal.reason]
    if answer.refusal.missing:
        lines.append(say("refuse.missing", answer.language, names=", ".join(answer.refusal.missing)))
    if answer.refusal.nearest:
        lines.append(say("refuse.nearest", answer.language))
        lines += [f"- {choice.label}" for choice in answer.refusal.nearest]
    return "\n".join(lines)


def _pad(text: str, size: int, *, right: bool) -> str:
    gap = " " * (size - width(text))
    return gap + text if right else text + gap
