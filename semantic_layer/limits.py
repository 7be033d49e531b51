"""Limits of the operating system on the own process.

Rule: a limit is never raised: where the system allows less already, that holds.
"""

from __future__ import annotations

import sys


def limit(name: str, most: int) -> None:
    """Set the limit called `name` (RLIMIT_AS, ...) for the rest of this process; Windows has none."""
    least = in_force(name, most)
    if sys.platform == "win32" or least is None:
        return
    import resource

    resource.setrlimit(getattr(resource, name), (least, least))


def in_force(name: str, most: int) -> int | None:
    """Return what `limit` would set: `most`, or less where the system allows less; None where there are no limits."""
    if sys.platform == "win32":
        return None
    import resource

    allowed: int = resource.getrlimit(getattr(resource, name))[1]
    return most if allowed == resource.RLIM_INFINITY else min(most, allowed)
