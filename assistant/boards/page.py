"""A board as one page for print or for a mail: every tile with its chart, its rows and what is to be known about it.

Rule: the page asks for nothing from anywhere, every text in it is escaped, and a tile that did not run shows why. Who
took it and what it showed is on record before it leaves.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

from assistant import formats
from assistant.boards.boards import Board
from assistant.boards.plan import Settings
from assistant.boards.run import ShownTile, setting_text
from assistant.context import Context
from assistant.exports.charts import can_draw, inline_svg
from assistant.exports.rights import names_persons
from assistant.exports.text import PRINTED, table_html
from assistant.records.audit import AuditFailed
from assistant.texts import say
from semantic_layer.model import Language, SemanticModel

ROWS = 30
_STYLE = (
    "body{font-family:system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "max-width:820px;margin:32px auto;padding:0 16px;color:#1f2933;line-height:1.5;font-size:14px}"
    "h1{font-size:24px;font-weight:500}h2{font-size:17px;font-weight:600;margin:0}h3{font-size:17px;font-weight:400}"
    "small{display:block}small,.quiet{color:#5b6770}.note{border-left:3px solid #b45f06;padding-left:8px}"
    "section{border-top:1px solid #cfd6dd;padding:16px 0}svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;margin:12px 0}th,td{padding:3px 10px;border-bottom:1px solid #e6e9ed;"
    "text-align:left}.number{text-align:right;font-variant-numeric:tabular-nums}" + PRINTED
)


def hand_out_board(
    board: Board, shown: Sequence[ShownTile], settings: Settings, context: Context, language: Language
) -> bytes:
    """Write the record, then give the page.

    Raises
    ------
    AuditFailed
        When the record cannot be written and the model requires one.
    """
    made = to_html(board, shown, settings, context, language).encode()
    answers = [item.answer for item in shown if item.answer is not None]
    facts = {
        "who": context.tools.who.name,
        "form": "board",
        "file": board_file_name(board, context),
        "rows": [len(section.table.rows) for answer in answers for section in answer.sections],
        "receipts": [answer.receipt for answer in answers],
    }
    try:
        if context.audit is not None:
            context.audit.write("export", board.id, facts)
    except AuditFailed:
        if context.model.settings.get("audit") == "required":
            raise AuditFailed(say("board.not_recorded", language)) from None
    return made


def board_file_name(board: Board, context: Context) -> str:
    """`wenshu_board_<day>_<board>.html`, ASCII."""
    return f"wenshu_board_{context.as_of:%Y%m%d}_{board.id}.html"


def to_html(board: Board, shown: Sequence[ShownTile], settings: Settings, context: Context, language: Language) -> str:
    """The whole page; without the optional package that draws charts, tables alone."""
    wording = context.wording(language)
    applied = [setting_text(setting, wording) for setting in settings.all]
    head = [f"<h1>{html.escape(board.name)}</h1>"]
    if applied:
        text = say("board.settings", language, settings=wording.comma(applied))
        head.append(f"<p class=quiet>{html.escape(text)}</p>")
    title = html.escape(board.name)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{''.join(head)}{''.join(_tile(item, context.model) for item in shown)}</body></html>\n"
    )


def tile_line(item: ShownTile) -> str:
    """Period rule and as-of date of a tile that ran."""
    if item.answer is None:
        return ""
    language = item.tile.language
    return say("board.line", language, rule=item.rule, as_of=formats.day(item.answer.as_of, language))


def _tile(item: ShownTile, model: SemanticModel) -> str:
    """One tile; rows that name persons stay on the screen, because a board leaves without a purpose."""
    answer = item.answer
    parts = [f"<h2>{html.escape(item.tile.title)}</h2>", f"<small>{html.escape(tile_line(item))}</small>"]
    parts += [f"<p class=note>{html.escape(note)}</p>" for note in item.notes]
    if answer is None or answer.status != "answered":
        parts.append(f"<p>{html.escape(item.broken or (answer.headline if answer else ''))}</p>")
        return f'<section lang="{item.tile.language}">{"".join(parts)}</section>'
    if names_persons(answer, model):
        parts.append(f"<p>{html.escape(say('board.persons', answer.language))}</p>")
        return f'<section lang="{answer.language}">{"".join(parts)}</section>'
    for section in answer.sections:
        parts.append(f"<p class=quiet>{html.escape(section.restatement)}</p><h3>{html.escape(section.headline)}</h3>")
        if section.chart.spec is not None and can_draw():
            parts.append(inline_svg(section))
        parts = [f"<div class=whole>{''.join(parts)}</div>"] if section is answer.sections[0] else parts
        parts.append(table_html(replace(section.shown, rows=section.shown.rows[:ROWS])))
        if len(section.shown.rows) > ROWS:
            count = {"n": ROWS, "all": formats.count(len(section.shown.rows), answer.language)}
            parts.append(f"<small>{html.escape(say('board.rows_shown', answer.language, **count))}</small>")
    parts += [f"<p class=quiet>{html.escape(note.text)}</p>" for note in answer.caveats]
    if answer.receipt:
        parts.append(f"<small>{html.escape(say('board.receipt', answer.language, id=answer.receipt))}</small>")
    return f'<section lang="{answer.language}">{"".join(parts)}</section>'
