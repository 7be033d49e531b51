"""R45: the command that serves the page is asked to end while a question runs."""

from __future__ import annotations

import os
import signal

from assistant.records.audit import Audit
from tests.ui.browser.conftest import Visits, copy_of_demo, start
from tests.ui.browser.test_stopping import ask_for_long
from tests.waiting import LONG


def test_r45_a_server_that_is_asked_to_end_stops_the_running_question_and_says_so_on_record(
    demo_home, browser, tmp_path
):
    site = start(copy_of_demo(demo_home, tmp_path))
    visits = Visits(browser, site.address)
    try:
        ask_for_long(visits(), "effort", "en")
        drawing = site.drawing()
        site.process.send_signal(signal.SIGTERM)  # to the command alone, as a service manager does
        assert site.process.wait(LONG) == 0
    finally:
        visits.close()
    assert not os.path.exists(f"/proc/{drawing}")
    audit = Audit(tmp_path / "demo" / ".wenshu" / "audit.jsonl")
    assert [(record["event"], record.get("status")) for record in audit.records()] == [
        ("started", None), ("finished", "stopped")
    ]  # fmt: skip
    assert audit.verify().is_sound
