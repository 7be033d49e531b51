"""Ask a file of questions and judge the answers: `python -m tests.evaluation.run --model DIR --questions FILE`.

Rule: the model is opened once and asked through the library; every question is asked, whatever became of the one
before. `--gold FILE` holds golds by id where the question file has none, `--out FILE` receives one line a question.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.answer import Answer, answer
from assistant.context import Context
from assistant.conversation import NOTHING_SAID
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.errors import SemanticLayerError
from tests.evaluation.judge import Verdict, judge
from tests.evaluation.questions import BadQuestion, Item, read_items
from tests.evaluation.report import counts, table
from tests.evaluation.worlds import without_records
from tools.errors import ToolError


@dataclass(frozen=True)
class Result:
    item: Item
    verdict: Verdict
    found: Answer | None


def run(items: list[Item], context: Context) -> Iterator[Result]:
    """Ask every item, its earlier turns first."""
    for item in items:
        try:
            found = _ask(item, context)
        except (SemanticLayerError, ToolError, ArithmeticError, LookupError, ValueError, TypeError) as error:
            yield Result(item, Verdict("failed", "failed", type(error).__name__, str(error)), None)
            continue
        yield Result(item, judge(found, item.gold, expect=item.expect, ordered=item.ordered), found)


def _ask(item: Item, context: Context) -> Answer:
    past = NOTHING_SAID
    for text in item.turns:
        past = past.after(answer(_question(text, item), context, past))
    return answer(_question(item.question, item), context, past)


def _question(text: str, item: Item) -> Question:
    return Question.of(text, as_of=item.as_of, hints=item.hints)


def summary(results: list[Result]) -> str:
    """The tables by outcome, language and family, and why questions were not answered."""
    parts = [
        table("language", counts((result.item.language, result.verdict.outcome) for result in results)),
        table("family", counts((result.item.family, result.verdict.outcome) for result in results)),
    ]
    reasons = counts((result.verdict.code, result.verdict.outcome) for result in results if result.verdict.code)
    if reasons:
        parts.append(table("reason", reasons))
    return "\n\n".join(parts)


def as_line(result: Result) -> str:
    """One result as JSON: what was asked, what became of it and what was answered."""
    found = result.found
    said = {
        "id": result.item.id,
        "question": result.item.question,
        **asdict(result.verdict),
        "headline": found.headline if found else "",
        "restatement": found.restatement if found else "",
        "columns": [column.name for column in found.table.columns] if found and found.table else [],
        "rows": list(found.table.rows[:200]) if found and found.table else [],
        "plan": found.plan.to_json() if found else None,
    }
    return json.dumps(said, ensure_ascii=False, default=str)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 without wrong or failed answers, 1 with some, 2 when the files cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    try:
        items = read_items(options.questions, options.gold)
    except (BadQuestion, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    results = list(run(items, without_records(open_workspace(options.model))))
    if options.out:
        options.out.write_text("".join(f"{as_line(result)}\n" for result in results), encoding="utf-8")
    print(summary(results))
    return 1 if any(result.verdict.outcome in ("wrong", "failed") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
