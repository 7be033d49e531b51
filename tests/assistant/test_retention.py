"""Old records are forgotten as a whole, on record, and what is left can still be verified."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from assistant.records.audit import Audit
from assistant.records.retention import forget_old, kept_days, set_days


class Clock:
    def __init__(self):
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def audit(tmp_path, clock):
    """Six questions, thirty days apart; today is 30 June."""
    found = Audit(tmp_path / "audit.jsonl", clock)
    for i in range(6):
        identity = found.begin({"question": f"q{i}", "who": "ada", "language": "en"})
        found.write("finished", identity, {"status": "answered"})
        clock.now += timedelta(days=30)
    return found


def questions(audit):
    return [record["question"] for record in audit.records() if record["event"] == "started"]


def test_records_are_kept_for_ever_unless_somebody_says_otherwise(audit):
    assert kept_days(audit) == 0 and forget_old(audit) == 0
    assert len(questions(audit)) == 6


def test_only_what_is_older_than_the_setting_is_forgotten_and_that_is_on_record(audit):
    set_days(audit, 100, "ada")
    assert forget_old(audit) == 6  # three questions of January to March, two records each
    assert questions(audit) == ["q3", "q4", "q5"]
    told = [record for record in audit.records() if record["event"] == "retention"]
    assert told[0]["who"] == "ada" and told[0]["days"] == 100
    assert told[1]["forgets"] == 6
    assert forget_old(audit) == 0


def test_what_is_left_verifies_and_goes_on(audit, clock):
    head = audit.verify().head
    set_days(audit, 100, "ada")
    forget_old(audit)
    assert audit.verify(head).is_sound
    audit.begin({"question": "later"})
    clock.now += timedelta(days=60)
    assert forget_old(audit) > 0  # a second time, on a chain that was cut before
    assert audit.verify().is_sound


@pytest.mark.parametrize("line", [1, 2])
def test_a_record_taken_out_of_a_cut_chain_is_found(audit, line):
    set_days(audit, 100, "ada")
    forget_old(audit)
    lines = audit.path.read_text("utf-8").splitlines(keepends=True)
    del lines[line]
    audit.path.write_text("".join(lines), "utf-8")
    assert audit.verify().broken is not None


def test_a_changed_beginning_of_a_cut_chain_is_found(audit):
    set_days(audit, 100, "ada")
    forget_old(audit)
    text = audit.path.read_text("utf-8")
    audit.path.write_text(text.replace('"seq":6', '"seq":5', 1), "utf-8")
    assert audit.verify().broken == 1


def test_a_record_written_meanwhile_is_not_lost(audit):
    set_days(audit, 100, "ada")

    def write():
        for i in range(20):
            audit.begin({"question": f"meanwhile {i}"})

    writer = threading.Thread(target=write)
    writer.start()
    forget_old(audit)
    writer.join()
    assert sum(question.startswith("meanwhile") for question in questions(audit)) == 20
    assert audit.verify().is_sound
