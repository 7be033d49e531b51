"""Limits of the operating system on the own process.

Rule: a limit is never raised: where the system allows less already, that holds.
"""

from __future__ import annotations

import sys


def limit(name: str, most: int) -> None:
    """Set the limit called `name` (RLIMIT_AS, ...) for the rest of this process; Windows has none."""
    if sys.platform == "win32":
        return
    import resource

    kind = getattr(resource, name)
    allowed = resource.getrlimit(kind)[1]
    least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(kind, (least, least))
