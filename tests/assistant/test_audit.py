"""The record of questions: what is written, and what a look at the chain finds."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.records.audit import GENESIS, Audit, AuditFailed
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.query import MetricRef
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


@pytest.fixture
def audit(tmp_path):
    return Audit(tmp_path / "audit.jsonl", lambda: datetime(2026, 11, 1, tzinfo=UTC))


def written(audit, n=3):
    for i in range(n):
        identity = audit.begin({"question": f"q{i}"})
        audit.write("finished", identity, {"status": "answered"})
    return audit


def lines(audit):
    return audit.path.read_bytes().splitlines(keepends=True)


def test_records_form_a_chain_from_the_first_to_the_head(audit):
    written(audit)
    records = list(audit.records())
    assert [record["seq"] for record in records] == [1, 2, 3, 4, 5, 6]
    assert records[0]["prev_hash"] == GENESIS
    assert all(b["prev_hash"] == a["hash"] for a, b in pairwise(records))
    found = audit.verify()
    assert (found.is_sound, found.count, found.head, found.unfinished) == (True, 6, records[-1]["hash"], ())


def test_a_hash_is_that_of_the_hash_before_and_the_record_in_its_one_form(audit):
    """Computed here from the words of the promise alone: sorted keys, UTF-8, no spaces."""
    audit.begin({"question": "销售额 & “more”", "who": "ada"})
    written(audit, 1)
    for line in lines(audit):
        record = json.loads(line)
        told = record.pop("hash")
        body = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        assert told == hashlib.sha256(record["prev_hash"].encode() + body).hexdigest()


def test_an_edited_record_is_found_by_its_line(audit):
    changed = lines(written(audit))
    changed[2] = changed[2].replace(b'"q1"', b'"q9"')
    audit.path.write_bytes(b"".join(changed))
    assert audit.verify().broken == 3


def test_an_edited_record_with_a_recomputed_hash_is_found_at_the_next_line(audit):
    from assistant.records.audit import _canonical, _hash

    changed = lines(written(audit))
    record = json.loads(changed[2])
    record["question"] = "another"
    record["hash"] = _hash(record)
    changed[2] = _canonical(record) + b"\n"
    audit.path.write_bytes(b"".join(changed))
    assert audit.verify().broken == 4


def test_a_missing_and_a_moved_record_are_found(audit):
    kept = lines(written(audit))
    audit.path.write_bytes(b"".join(kept[:1] + kept[2:]))
    assert audit.verify().broken == 2
    audit.path.write_bytes(b"".join([kept[1], kept[0], *kept[2:]]))
    assert audit.verify().broken == 1


def test_a_cut_tail_is_found_with_the_head_that_was_kept_elsewhere(audit):
    head = written(audit).verify().head
    audit.path.write_bytes(b"".join(lines(audit)[:-2]))
    assert audit.verify().is_sound
    assert not audit.verify(head).is_sound
    assert written(audit).verify(audit.verify().head).is_sound


def test_a_line_that_a_crash_cut_off_is_kept_and_the_chain_goes_on_behind_it(audit):
    written(audit, 1)
    with audit.path.open("ab") as file:
        file.write(b'{"seq":3,"event":"sta')
    written(audit, 1)
    found = audit.verify()
    assert (found.is_sound, found.torn, found.count) == (True, 1, 4)
    assert b'{"seq":3,"event":"sta\n' in audit.path.read_bytes()


def test_a_long_record_does_not_hide_the_one_before_it(audit):
    audit.begin({"question": "x" * 200_000})
    audit.begin({"question": "after"})
    assert audit.verify().is_sound


def test_a_question_that_never_ended_is_named(audit):
    identity = audit.begin({"question": "forever"})
    assert audit.verify().unfinished == (identity,)


def test_two_writers_at_once_keep_one_chain(audit):
    threads = [threading.Thread(target=written, args=(audit, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify()
    assert (found.is_sound, found.count) == (True, 80)


def test_gaps_count_the_words_nobody_knew(audit):
    for _ in range(2):
        audit.write("finished", audit.begin({"question": "magic"}), {"status": "refused", "unknown": ["magic"]})
    audit.write("finished", audit.begin({"question": "too long"}), {"status": "refused", "code": "too_long"})
    assert audit.gaps() == (("unknown_word", "magic", 2), ("too_long", "too long", 1))


def test_a_question_leaves_a_started_and_a_finished_record(shop, audit):
    found = answer(Question.of("revenue by region"), replace(shop, audit=audit))
    started, finished = audit.records()
    assert (started["event"], started["question"], started["language"]) == ("started", "revenue by region", "en")
    assert (finished["event"], finished["status"], finished["receipt"]) == ("finished", "answered", found.receipt)
    assert finished["plan"] == found.plan.to_json()
    assert finished["sql"]
    assert finished["rows"] == [2]  # how many, and none of them
    assert '"E"' not in audit.path.read_text()


def test_a_refused_question_is_recorded_with_its_reason(shop, audit):
    answer(Question.of("flibbertigibbet"), replace(shop, audit=audit))
    assert list(audit.records())[-1]["status"] == "refused"


class Reader:
    """A reader that is stopped, or breaks, while it reads."""

    def __init__(self, error):
        self.error = error

    def read(self, question, past=None):
        raise self.error


@pytest.mark.parametrize(("error", "status"), [(QueryInterrupted(), "stopped"), (ZeroDivisionError(), "failed")])
def test_a_question_that_was_stopped_or_broke_is_recorded_as_such(shop, audit, error, status):
    context = replace(shop, audit=audit, make_reader=lambda who, calendar: Reader(error))
    with pytest.raises(type(error)):
        answer(Question.of("revenue"), context)
    assert list(audit.records())[-1]["status"] == status
    assert audit.verify().unfinished == ()


PLAN = Plan(
    Compute((ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),))),)),
    Reading("en", ()),
)


def test_a_record_that_cannot_be_written_is_said_in_the_answer(shop, tmp_path):
    blocked = Audit(tmp_path / "folder")
    blocked.path.mkdir()
    with pytest.raises(AuditFailed):
        blocked.begin({})
    found = run_plan(PLAN, Question.of("revenue"), replace(shop, audit=blocked))
    assert found.status == "answered"
    assert [note.code for note in found.caveats] == ["audit_failed"]


def test_a_model_that_demands_a_record_answers_nothing_without_it(shop, tmp_path):
    blocked = Audit(tmp_path / "folder")
    blocked.path.mkdir()
    strict = replace(shop.model, settings={**shop.model.settings, "audit": "required"})
    context = replace(shop, audit=blocked, tools=replace(shop.tools, model=strict))
    found = run_plan(PLAN, Question.of("revenue"), context)
    assert (found.status, found.refusal.code, found.sections) == ("refused", "audit_unavailable", ())
