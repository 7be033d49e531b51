"""R45: the command of the page is asked to end while a question runs."""

from __future__ import annotations

import os
import signal
import time

from assistant.audit import Audit
from tests.ui.browser.conftest import Visits, copy_of_demo, start
from tests.ui.browser.test_stopping import ask_for_long


def test_r45_a_server_that_is_asked_to_end_stops_the_running_question_and_says_so_on_record(
    demo_home, browser, tmp_path
):
    site = start(copy_of_demo(demo_home, tmp_path))
    visits = Visits(browser, site.address)
    try:
        ask_for_long(visits(), "effort", "en")
        drawing, begun = site.drawing(), time.monotonic(); import datetime; begun_at = datetime.datetime.now(datetime.UTC)
        site.process.send_signal(signal.SIGTERM)
        code = site.process.wait(20)
    finally:
        visits.close()
    print(code, time.monotonic() - begun)
    assert not os.path.exists(f"/proc/{drawing}")
    audit = Audit(tmp_path / "demo" / ".wenshu" / "audit.jsonl")
    print([(r.get("status"), r.get("ts") or r.get("time"), r.get("at")) for r in audit.records()], sorted(next(audit.records())))
    import datetime; print("ended", datetime.datetime.now(datetime.UTC), "signal", begun_at)
    assert 0
