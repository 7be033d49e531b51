"""The scoreboard: how many questions of each world, family and language came out how.

Rule: `scoreboard.json` is written by a run and by nobody else; its history says what each set scored when it was asked
for the first time and later. Wrong answers that are known stand in `known_wrong.yaml`, each with its reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.restating.restate import call_label
from tests.evaluation.corpus import Asked
from tests.evaluation.report import counts, table
from tests.evaluation.worlds import World

HERE = Path(__file__).parent
BOARD = HERE / "scoreboard.json"
KNOWN = HERE / "known_wrong.yaml"
_RULE = re.compile(r'"rule": "[^"]*"')
UPDATE = "WENSHU_UPDATE_SCOREBOARD"


def score(asked: Iterable[Asked], worlds: Mapping[str, World]) -> dict[str, object]:
    """The counts of a run, as they are stored."""
    found = list(asked)
    outcomes = [item.verdict.outcome for item in found]
    twins = [item.twin for item in found if item.language == "en" and item.twin is not None]
    return {
        "total": dict(sorted(Counter(outcomes).items())),
        "pairs answered in both languages": len(twins),
        "of these by one plan": sum(twins),
        "restatements": labels_read_back(found, worlds)[0],
        "by world": _plain((item.pair.world, item.verdict.outcome) for item in found),
        "by language": _plain((item.language, item.verdict.outcome) for item in found),
        "by family": _plain((item.pair.family, item.verdict.outcome) for item in found),
        "not answered because": _plain(
            (item.verdict.code, item.verdict.outcome) for item in found if item.verdict.code
        ),
    }


def labels_read_back(
    asked: Iterable[Asked], worlds: Mapping[str, World]
) -> tuple[dict[str, dict[str, int]], list[str]]:
    """How many plans are the plan of their own restatement, by language, and the labels that are not.

    Every third plan is tried. A label says absolute dates, so the rule that a period came from is left out.
    """
    plans = {item.plan.to_bytes(): item for item in asked if _has_label(item)}
    found: dict[str, Counter[str]] = {"en": Counter(), "zh": Counter()}
    others = []
    for item in list(plans.values())[::3]:
        context = worlds[item.pair.world].context
        assert isinstance(item.plan.outcome, Compute)
        for language in found:
            label = call_label(item.plan.outcome.calls[0], context.wording(language))
            again = context.reader.read(Question(label, language))
            is_same = _meaning(again) == _meaning(item.plan)
            found[language]["read back" if is_same else "not read back"] += 1
            others += [] if is_same else [f"{item.pair.world}: {label}"]
    return {language: dict(sorted(count.items())) for language, count in found.items()}, others


def _has_label(item: Asked) -> bool:
    outcome = item.plan.outcome
    return (
        item.verdict.outcome == "right"
        and isinstance(outcome, Compute)
        and len(outcome.calls) == 1
        and outcome.calls[0].tool == "query_metrics"
    )


def _meaning(plan: Plan) -> str:
    return _RULE.sub("", plan.to_bytes().decode())


def _plain(entries: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    return {key: dict(sorted(found.items())) for key, found in counts(entries).items()}


def stored() -> dict[str, object]:
    return json.loads(BOARD.read_text(encoding="utf-8"))


def store(new: dict[str, object]) -> None:
    """Write the counts; the history stays as it is."""
    history = stored().get("history", []) if BOARD.is_file() else []
    text = json.dumps({"history": history, "now": new}, indent=1, ensure_ascii=False)
    BOARD.write_text(f"{text}\n", encoding="utf-8")


def known_wrong() -> dict[str, str]:
    """Questions with a known wrong answer ("freight-1a2b3c4d zh"), each with its reason."""
    return {
        f"{key} {language}": str(group["reason"])
        for group in _known()["wrong"]
        for key, languages in group["questions"].items()
        for language in languages.split()
    }


def known_two_plans() -> dict[str, str]:
    """Pairs whose languages are known to give two plans though both answers are right, each with its reason."""
    return {key: str(group["reason"]) for group in _known()["two plans"] for key in group["questions"]}


def known_passed_over() -> list[str]:
    """Questions in which a value of the data is known to change nothing."""
    return [str(text) for group in _known()["passed over"] for text in group["questions"]]


def _known() -> dict[str, list[dict[str, Any]]]:
    return yaml.safe_load(KNOWN.read_text(encoding="utf-8"))


def as_markdown(board: dict[str, object]) -> str:
    """The stored counts as tables, for a person."""
    parts = []
    for name in ("by world", "by language", "by family"):
        rows = board[name]
        assert isinstance(rows, dict)
        parts.append(table(name[3:], {key: Counter(found) for key, found in rows.items()}))
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(as_markdown(stored()["now"]))  # type: ignore[arg-type]
