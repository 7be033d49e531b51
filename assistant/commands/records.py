"""Commands about what is on record: `receipt`, `learn`, `watch`, `audit`.

Rule: what is printed was recorded or is computed again under the rights of the person who asks.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.commands.shared import (
    DONE,
    FAILED,
    REFUSED,
    Misuse,
    folder_of,
    opened,
    out,
    tell,
)
from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language

if TYPE_CHECKING:
    from assistant.context import Context

VERDICTS = {"same": 0, "different": 1, "data_changed": 5, "definitions_changed": 6, "not_comparable": 7}


def receipt_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.records.receipts import UnknownReceipt, compare, receipt_day

    context = opened(arguments, language)
    assert context.receipts
    try:
        receipt = context.receipts.load(arguments.id)
    except UnknownReceipt:
        raise Misuse("cli.unknown_receipt", id=arguments.id) from None
    calendar = replace(context.tools.calendar, as_of=receipt_day(receipt))
    found = compare(receipt, replace(context.tools, calendar=calendar))
    names = ", ".join(
        say(f"cli.receipt_reason.{name}", language) if found.verdict == "not_comparable" else name
        for name in found.names
    )
    out(say(f"cli.receipt_{found.verdict}", language, names=names))
    for key, rows in (("cli.receipt_before", found.before), ("cli.receipt_now", found.now)):
        if rows and found.before != found.now:
            out(say(key, language))
            out("\n".join("  " + "  ".join(map(str, row)) for row in rows[:20]))
    return VERDICTS[found.verdict]


def learn_command(arguments: argparse.Namespace, language: Language) -> int:
    """List what was taught, or add to it, or decide on it."""
    from assistant.learning import review

    context = opened(arguments, language)
    if arguments.export or arguments.taken:
        return _learn_by_workbook(arguments, context, language)
    if arguments.teach or arguments.question:
        said = review.teach(arguments.teach, arguments.question, arguments.like, context)
        out(said.text if said else say("learn.not_understood", language))
        return DONE if said else REFUSED
    for identity, state in review.decisions(arguments.confirm, arguments.reject):
        out(review.decide(identity, state, context, language))
    if not arguments.confirm and not arguments.reject:
        out("\n".join(review.listed(context, language)))
    return DONE


def _learn_by_workbook(arguments: argparse.Namespace, context: Context, language: Language) -> int:
    """Teach what a file holds, then write what is known to another."""
    from assistant.learning.workbook import take_in, to_workbook

    refused = 0
    if arguments.taken:
        if not arguments.taken.is_file():
            raise Misuse("cli.no_file", file=arguments.taken.name)
        taken = take_in(arguments.taken, context, language)
        refused = len(taken.refused)
        for text, why in taken.refused:
            tell(say("learn.row_refused", language, text=with_codes(text), why=why))
        counts = {"taught": len(taken.taught), "kept": len(taken.kept), "known": taken.known, "refused": refused}
        out(say("learn.taken", language, **counts))
    if arguments.export:
        arguments.export.write_bytes(to_workbook(context, language))
        tell(say("learn.written", language, file=arguments.export.name))
    return REFUSED if refused else DONE


def watch_command(arguments: argparse.Namespace, language: Language) -> int:
    """Judge the watches that are due once, and write the digest in both forms."""
    from assistant.watch import evaluate, to_html, to_markdown

    context = opened(arguments, language)
    if not context.tools.model.watches:
        raise Misuse("cli.no_watches")
    digest = evaluate(context, language, every=arguments.every)
    folder = arguments.out or folder_of(arguments, language) / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"md": to_markdown(digest), "html": to_html(digest, context.wording(language))}
    files = [folder / f"digest-{digest.day.isoformat()}.{ending}" for ending in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    out(texts["md"].rstrip("\n"))
    tell(say("cli.digest_written", language, files=", ".join(map(str, files))))
    return FAILED if digest.of("failed") else DONE


def audit_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.records.audit import Audit
    from assistant.workspace import STATE

    audit = Audit(folder_of(arguments, language) / STATE / "audit.jsonl")
    if arguments.gaps:
        gaps = audit.gaps()
        out("\n".join(f"{n:>6}  {kind}  {words}" for kind, words, n in gaps) or say("cli.no_gaps", language))
        return DONE
    if not arguments.verify and not arguments.head:
        for record in audit.records():
            what = record.get("question") or record.get("status") or ""
            out(f"{record['seq']:>6}  {record['time']}  {record['event']:<8}  {record['id']}  {what}")
        return DONE
    found = audit.verify(arguments.head)
    out(say("cli.audit_count", language, n=found.count, head=found.head))
    if found.torn:
        out(say("cli.audit_torn", language))
    if found.unfinished:
        out(say("cli.audit_unfinished", language, ids=", ".join(found.unfinished)))
    if found.is_sound:
        out(say("cli.audit_ok", language))
        return DONE
    key = "cli.audit_head_lost" if found.broken is None else "cli.audit_broken"
    out(say(key, language, seq=found.broken))
    return FAILED


# --- models --------------------------------------------------------------------------------------------------
