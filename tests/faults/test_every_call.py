"""Call n of a port fails, for n = 1, 2, ... until none does: engine, file system, clock, record.

After each failure the question has an answer or a refusal, the next one is right, the data are those of before or of
after, and the chain of records is sound. (Calls of the endpoint: `tests/assistant/test_agent.py`.)
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from assistant.answer import Answer, answer
from assistant.question import Question
from assistant.records.audit import Audit
from assistant.storage.conversations import NotStored, Store
from assistant.together import announce, settle
from assistant.workspace import open_workspace
from semantic_layer.engines import errors
from semantic_layer.engines.duckdb import build_database, open_published, write_table
from semantic_layer.engines.publish import current
from semantic_layer.errors import ModelError
from tests.assistant.tiny import build

FULL, DENIED = OSError(28, "No space left on device"), PermissionError(13, "Permission denied")
MOST = 400


class Nth:
    """Counts calls, and fails the one of that number."""

    def __init__(self, number, error):
        self.number, self.error, self.calls = number, error, 0

    def count(self):
        self.calls += 1
        if self.calls == self.number:
            raise self.error

    @property
    def has_failed(self):
        return self.calls >= self.number


def every(error, run):
    """Call `run` with a fault at call 1, 2, ... until it ends without one; return how many calls there were."""
    for number in range(1, MOST):
        fault = Nth(number, error)
        run(fault)
        if not fault.has_failed:
            return number - 1
    raise AssertionError("it never ends without a failure")


@contextmanager
def disk(fault, below):
    """Every call that changes what is on disk below that folder, and every flush, is counted."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((Path, "open"), (Path, "replace"), (Path, "mkdir"), (os, "open"), (os, "fsync")):
            patch.setattr(owner, name, counted(getattr(owner, name), fault, below, always=name == "fsync"))
        yield


def counted(call, fault, below, *, always):
    def checked(first, *rest, **named):
        writes = not rest or not (isinstance(rest[0], str) and rest[0].startswith("r"))
        is_read = call.__name__ == "open" and call.__module__ == "pathlib" and not rest and "mode" not in named
        if always or (str(first).startswith(str(below)) and writes and not is_read):
            fault.count()
        return call(first, *rest, **named)

    return checked


class Engine:
    """The engine, every call of which is counted."""

    def __init__(self, engine, fault):
        self._engine, self._fault = engine, fault

    def __getattr__(self, name):
        found = getattr(self._engine, name)
        if name in ("run", "run_strict", "fetch_arrow"):
            self._fault.count()
        return found


def right(said):
    return said.status == "answered" and [row[-1] for row in said.tables[0].table.rows] == [900, 300]


@pytest.mark.parametrize(
    "error",
    [errors.QueryFailed("disk"), errors.MemoryLimit("2GB"), errors.QueryTimeout(30), errors.WorkerLost()],
    ids=lambda error: error.code,
)
def test_a_failing_statement_is_a_refusal_in_words_and_the_next_question_is_right(error, shop):
    def ask(fault):
        broken = replace(shop, tools=replace(shop.tools, engine=Engine(shop.tools.engine, fault)))
        said = answer(Question.of("revenue by region"), broken)
        assert isinstance(said, Answer)
        if fault.has_failed:
            assert right(said) or (said.status == "refused" and said.refusal.code == error.code)
        assert right(answer(Question.of("revenue by region"), shop))
        assert shop.audit.verify().is_sound and not shop.audit.verify().unfinished

    assert every(error, ask) >= 1


@pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
def test_a_failing_disk_while_a_question_is_answered_costs_record_or_receipt_and_says_so(error, shop):
    texts = iter([f"revenue by region from 2026-08-{day:02} to 2026-10-31" for day in range(1, 4)] * MOST)

    def ask(fault):
        with disk(fault, shop.tools.home):
            said = answer(Question.of(next(texts)), shop)
        assert said.status == "answered"
        codes = {note.code for note in said.caveats}
        assert not fault.has_failed or said.receipt or codes & {"receipt_failed", "audit_failed"}
        assert right(answer(Question.of("revenue by region"), shop)) and shop.audit.verify().is_sound

    assert every(error, ask) >= 4


def test_a_failing_clock_costs_the_record_and_no_answer(shop):
    def ask(fault):
        def now():
            fault.count()
            return datetime.now(UTC)

        audit = Audit(shop.audit.path, now)
        said = answer(Question.of("revenue by region"), replace(shop, audit=audit))
        assert right(said)
        assert not fault.has_failed or "audit_failed" in {note.code for note in said.caveats}
        assert audit.verify().is_sound

    assert every(OSError(22, "Invalid argument"), ask) == 2


@pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
def test_a_failing_disk_while_a_table_is_kept_leaves_every_table_of_before(error, tmp_path):
    rows = pyarrow.table({"n": [1, 2, 3]})
    write_table(tmp_path, "old", rows)

    def keep(fault):
        before = {name: record.rows for name, record in current(tmp_path, "segments").tables.items()}
        with disk(fault, tmp_path):
            try:
                write_table(tmp_path, f"new{fault.number}", rows)
            except errors.PublishFailed:
                assert {n: r.rows for n, r in current(tmp_path, "segments").tables.items()} in (
                    before, {**before, f"new{fault.number}": 3},
                )  # fmt: skip
        engine = open_published(tmp_path, "segments")
        assert engine.run("SELECT count(*) FROM old").rows == ((3,),)
        engine.close()

    assert every(error, keep) >= 5


@pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
def test_a_failing_disk_while_a_workspace_is_opened_is_an_answer_or_a_plain_error(error, tmp_path):
    folder = build(tmp_path / "shop")

    def open_it(fault):
        import shutil

        shutil.rmtree(folder / ".wenshu", ignore_errors=True)
        with disk(fault, folder):
            try:
                context = open_workspace(folder)
            except (OSError, errors.EngineError, ModelError):
                context = None
        context = context or open_workspace(folder)
        assert right(answer(Question.of("revenue by region"), context))
        context.tools.engine.close()

    assert every(error, open_it) >= 4


@pytest.mark.parametrize("error", [FULL, DENIED], ids=["full", "denied"])
def test_a_failing_disk_while_a_turn_is_kept_leaves_the_turns_of_before_whole(error, tmp_path):
    store = Store(tmp_path / "conversations")
    store.begin("conversation1", "ann", "first")

    def keep(fault):
        known = len(store.turns("conversation1", "ann"))
        fresh = Store(tmp_path / "conversations")
        with disk(fault, tmp_path):
            try:
                turn = fresh.begin("conversation1", "ann", "next")
                fresh.end("conversation1", turn)
            except NotStored:
                pass
        kept = Store(tmp_path / "conversations").turns("conversation1", "ann")
        assert len(kept) in (known, known + 1) and kept[0].text == "first"

    assert every(error, keep) >= 3


def test_a_failing_disk_while_data_and_model_are_replaced_leaves_those_of_before_or_of_after(tmp_path):
    """What the parent writes in an import; the reading happens in another process (`test_imports.py`)."""
    out = tmp_path / "out"

    def put(content):
        file = tmp_path / "t.parquet"
        pyarrow.parquet.write_table(pyarrow.table({"n": [content]}), file)
        build_database({"t": file}, out / "data", announce=lambda name: announce(out, name, {"m.yaml": str(content)}))
        settle(out)

    def held():
        settle(out)  # what opening the folder does first
        engine = open_published(out / "data")
        (found,) = engine.run("SELECT n FROM t").rows[0]
        engine.close()
        assert (out / "m.yaml").read_text("utf-8") == str(found)
        return found

    put(0)

    def run(fault):
        before = held()
        with disk(fault, out), suppress(errors.PublishFailed, OSError):
            put(fault.number)
        assert held() in (before, fault.number)

    assert every(FULL, run) >= 8
