"""What was learned from the data, kept for the questions that follow.

Rule: a fit is used again only where everything that it rests on is the same: the folder and the version of the data,
the day, the conditions, the arguments, the model with its policies, and who asks. A changed row, another day or another
right is learned from anew. What is kept lives in this process alone, is never written down, and is bounded: the fit
that was used longest ago goes first, and one that is larger than the bound is not kept at all.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from semantic_layer.model import SemanticModel
from tools.context import ToolContext
from tools.customers.base import BaseScope

T = TypeVar("T")
MOST = 16  # fits
MOST_BYTES = 64_000_000  # of all that are kept together


@dataclass(frozen=True)
class _Entry(Generic[T]):
    model: SemanticModel
    found: T
    size: int


class KeptFits(Generic[T]):
    """Fits of one kind. `size` says how many bytes one holds, about."""

    def __init__(self, size: Callable[[T], int]) -> None:
        self._size = size
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, arguments: Hashable, scope: BaseScope, ctx: ToolContext, make: Callable[[], T]) -> T:
        """The fit of these arguments to these data, made when there is none. What `make` raises is not kept."""
        orders = scope.orders
        data = (ctx.home, ctx.engine.dialect, ctx.engine.data_version(), scope.as_of, scope.start)
        key = (*data, repr(orders.filters), orders.runs, ctx.who, ctx.calendar.spec, arguments)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry.model == ctx.model:
                self._entries.move_to_end(key)
                return entry.found
        found = make()
        self._keep(key, _Entry(ctx.model, found, self._size(found)))
        return found

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def _keep(self, key: Hashable, entry: _Entry[T]) -> None:
        with self._lock:
            self._entries.pop(key, None)
            if entry.size > MOST_BYTES:
                return
            self._entries[key] = entry
            while len(self._entries) > MOST or sum(kept.size for kept in self._entries.values()) > MOST_BYTES:
                self._entries.popitem(last=False)
