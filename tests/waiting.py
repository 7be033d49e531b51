"""Waiting for what another thread or process does: as long as a crowded machine needs, and no longer.

Rule: no test sleeps until something will have happened, and none judges by the clock how fast it was. Each waits for
the event itself and then asks what was done. What has not happened after `LONG` seconds never will.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LONG = 120.0


def until(condition: Callable[[], object], seconds: float = LONG) -> None:
    """Return as soon as `condition()` is true; fail when it still is not after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)
