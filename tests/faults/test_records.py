"""The chain of records under tampering, full disks and secrets; receipts against what changed.

What is stored is written before the answer is shown; what may not be said of a person is there as a salted hash only.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import assistant.answer as answering
from assistant.answer import answer
from assistant.commands.records import VERDICTS
from assistant.question import Question
from assistant.records.audit import GENESIS, Audit, _canonical, _hash
from assistant.records.discretion import SALT, Discretion
from assistant.workspace import open_workspace
from tests.assistant.tiny import MODEL, ROWS, build
from tests.faults.conftest import wenshu


@pytest.fixture
def chain(tmp_path):
    """Ten records."""
    audit = Audit(tmp_path / "audit.jsonl")
    for n in range(5):
        audit.write("finished", audit.begin({"question": f"q{n}"}), {"status": "answered"})
    return audit


def lines(audit):
    return audit.path.read_bytes().splitlines(keepends=True)


def edited(found):
    found[4] = found[4].replace(b"q2", b"q9")


def deleted(found):
    del found[4]


def moved(found):
    found[4], found[5] = found[5], found[4]


def inserted(found):
    """A record whose own hash is right, between two others."""
    before = json.loads(found[3])
    record = {"seq": 5, "event": "export", "id": "x", "time": "2026-01-01", "prev_hash": before["hash"]}
    found.insert(4, _canonical({**record, "hash": _hash(record)}) + b"\n")


def rehashed(found):
    record = json.loads(found[4])
    record["question"] = "another"
    record["hash"] = _hash(record)
    found[4] = _canonical(record) + b"\n"


def doubled(found):
    found.insert(5, found[4])


def begun_anew(found):
    """The first half cut off and numbers begun again."""
    del found[:4]


def without_hash(found):
    """A record that says it is none: a torn line in the middle of sound ones."""
    record = json.loads(found[4])
    del record["hash"]
    found[4] = _canonical(record) + b"\n"


@pytest.mark.parametrize(
    "tampered",
    [edited, deleted, moved, inserted, rehashed, doubled, begun_anew, without_hash],
    ids=lambda f: f.__name__,
)
def test_tampering_is_found_by_the_line_where_it_shows(tampered, chain):
    found = lines(chain)
    tampered(found)
    chain.path.write_bytes(b"".join(found))
    seen = chain.verify()
    assert not seen.is_sound and seen.broken is not None and seen.broken <= 6


def test_a_tail_that_was_cut_or_written_anew_is_found_with_the_head_kept_elsewhere(chain, tmp_path):
    head = chain.verify().head
    whole = lines(chain)
    chain.path.write_bytes(b"".join(whole[:8]))
    assert chain.verify().is_sound  # no chain can show what is missing at its end
    assert not chain.verify(head).is_sound
    chain.write("finished", chain.begin({"question": "forged"}), {"status": "answered"})
    assert chain.verify().is_sound and not chain.verify(head).is_sound
    chain.path.write_bytes(b"".join(whole))
    assert chain.verify(head).is_sound and chain.verify(GENESIS).is_sound


def test_the_command_names_the_first_wrong_record_and_its_exit_code_says_so(folder, tmp_path):
    wenshu("ask", "revenue", "--model", folder, home=tmp_path)
    file = folder / ".wenshu" / "audit.jsonl"
    assert wenshu("audit", "--verify", "--model", folder, home=tmp_path).returncode == 0
    file.write_bytes(file.read_bytes().replace(b'"revenue"', b'"profit"', 1))
    done = wenshu("audit", "--verify", "--model", folder, home=tmp_path)
    assert done.returncode == 1 and "1" in done.stdout


def test_r08_a_line_that_a_crash_cut_off_anywhere_is_kept_and_the_chain_goes_on(chain):
    whole = chain.path.read_bytes()
    for cut in range(len(whole) - 150, len(whole), 13):
        chain.path.write_bytes(whole[:cut])
        chain.write("finished", chain.begin({"question": "next"}), {"status": "answered"})
        seen = chain.verify()
        assert seen.is_sound and seen.torn == 1, cut
        assert whole[:cut] in chain.path.read_bytes()


def test_both_records_are_on_disk_before_the_answer_is_handed_out(shop, monkeypatch):
    flushed, fsync = [], os.fsync

    def counted(handle):
        flushed.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    run_tool, seen = answering.run_tool, []

    def run(call, context):
        seen.append([record["event"] for record in shop.audit.records()])
        return run_tool(call, context)

    monkeypatch.setattr(answering, "run_tool", run)
    answer(Question.of("revenue"), shop)
    assert seen == [["started"]]
    assert flushed.count("audit.jsonl") == 2 and [r["event"] for r in shop.audit.records()] == ["started", "finished"]


# --- R12 --------------------------------------------------------------------------------------------------------


def full_disk(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("setting", ["required", "best-effort"])
def test_r12_a_disk_that_is_full_for_either_record_refuses_or_is_said(call, setting, tmp_path, monkeypatch):
    shop = open_workspace(build(tmp_path / "shop", model=f"{MODEL}audit: {setting}\n"))
    calls, append = iter(range(1, 9)), Audit._append

    def failing(self, event, identity, facts):
        if next(calls) == call:
            monkeypatch.setattr(os, "fsync", full_disk)
        return append(self, event, identity, facts)

    monkeypatch.setattr(Audit, "_append", failing)
    said = answer(Question.of("revenue by region"), shop)
    if setting == "required":
        assert (said.status, said.refusal.code, said.sections) == ("refused", "audit_unavailable", ())
    else:
        assert said.status == "answered" and "audit_failed" in [note.code for note in said.caveats]
    monkeypatch.undo()
    assert answer(Question.of("revenue by region"), shop).status == "answered"
    assert shop.audit.verify().is_sound


# --- R25: the clock ---------------------------------------------------------------------------------------------


def test_r25_a_clock_that_goes_back_a_day_changes_no_order_and_breaks_no_chain(tmp_path):
    times = iter(datetime(2026, 3, 8, 12, tzinfo=UTC) - timedelta(days=n) for n in range(10))
    audit = Audit(tmp_path / "audit.jsonl", lambda: next(times))
    for n in range(3):
        audit.write("finished", audit.begin({"question": f"q{n}"}), {"status": "answered"})
    records = list(audit.records())
    assert [record["seq"] for record in records] == [1, 2, 3, 4, 5, 6]
    assert [record["time"] for record in records] == sorted((r["time"] for r in records), reverse=True)
    assert audit.verify().is_sound


# --- secrets and personal values --------------------------------------------------------------------------------

TELLING = [
    "sk-proj-abcdefghijklmnop1234", "ghp_abcdefghijklmnop12345678", "AKIAIOSFODNN7EXAMPLE", "zhang.san@example.com",
    "13800138000", "+86 138-0013-8000", "11010119900307123X", "6222021234567890123", "(415) 555-2671", "415-555-2671",
]  # fmt: skip


@pytest.mark.parametrize("value", TELLING)
@pytest.mark.parametrize("text", ["revenue of {} in October", "{} 的销售额", "（{}）"])
def test_what_looks_like_a_secret_or_a_person_is_on_record_as_a_hash_only(value, text, shop):
    answer(Question.of(text.format(value)), shop)
    written = shop.audit.path.read_text("utf-8")
    assert value not in written and "#" in written
    assert shop.audit.verify().is_sound


def test_ordinary_words_and_figures_are_on_record_as_they_were(shop):
    text = "revenue of East from 2026-08-01 to 2026-10-31 above 1,000,000 in 20260801 or order 1234567"
    answer(Question.of(text), shop)
    assert next(shop.audit.records())["question"] == text


def test_values_of_personal_fields_in_a_plan_are_hashed_in_plan_sql_and_everywhere(tmp_path):
    hides = Discretion(tmp_path, frozenset({"customer.name"}))
    facts = {
        "plan": {"filters": [{"field": "customer.name", "op": "eq", "values": ["Ann Lee"]}]},
        "sql": ["SELECT 1 FROM t WHERE name = 'Ann Lee'"],
        "headline": "ann lee bought 3",
        "model": "Ann Lee",
    }
    told = json.dumps(hides.record(facts))
    assert "ann lee" not in told.replace('"model": "Ann Lee"', "").lower()
    assert told.count(hides.hashed("Ann Lee")) == 3
    assert hides.hashed("ann lee") == hides.hashed("Ann Lee") != Discretion(tmp_path / "b").hashed("Ann Lee")
    assert (tmp_path / SALT).stat().st_mode & 0o077 == 0 or os.name != "posix"


def test_where_the_model_says_so_questions_are_hashes(tmp_path):
    shop = open_workspace(build(tmp_path / "shop", model=f"{MODEL}audit_questions: hash\n"))
    answer(Question.of("revenue of Zhang San"), shop)
    written = shop.audit.path.read_text("utf-8")
    assert "Zhang" not in written and next(shop.audit.records())["question"].startswith("#")


# --- receipts ---------------------------------------------------------------------------------------------------


def test_a_receipt_says_same_or_what_changed_by_name_and_by_exit_code(tmp_path):
    folder = build(tmp_path / "shop")
    home = tmp_path / "home"
    asked = wenshu("ask", "revenue by region", "--json", "--model", folder, home=home)
    receipt = json.loads(asked.stdout)["receipt"]

    def verdict():
        done = wenshu("receipt", receipt, "--model", folder, home=home)
        return done.returncode, done.stdout

    assert verdict()[0] == VERDICTS["same"] == 0
    build(folder, rows=(*ROWS, (13, ROWS[-1][1], "E", "web", 5)))
    code, told = verdict()
    assert code == VERDICTS["data_changed"] == 5 and "sales" in told
    build(folder, model=MODEL.replace("expr: amount", "expr: amount * 2", 1))
    code, told = verdict()
    assert code == VERDICTS["definitions_changed"] == 6 and "revenue" in told.lower()
    build(folder)
    assert verdict()[0] == 0
    file = folder / ".wenshu" / "receipts" / f"{receipt}.json"
    file.write_text(file.read_text("utf-8").replace("900", "901"), encoding="utf-8")
    assert verdict()[0] == 2


def test_a_definition_carries_a_version_in_the_receipt(shop):
    said = answer(Question.of("revenue by region"), shop)
    kept = shop.receipts.load(said.receipt)
    assert set(kept["definitions"]) == {"revenue"} and len(kept["definitions"]["revenue"]) >= 8
    assert set(kept["versions"]) >= {"duckdb", "sqlglot"}
