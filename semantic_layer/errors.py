"""Errors of the semantic layer, by who is at fault.

    SemanticLayerError
    ├── ModelError            the definition: every mistake of a model folder, with file and line
    ├── QueryError            the question: a name or a combination that the model cannot give
    │   ├── UnknownMetric, UnknownDimension, UnknownValue
    │   ├── FanOut, ManyToMany, NoPath, AmbiguousPath, FilterUnreachable
    │   ├── NotAdditiveOverTime, NotAdditive, GrainTooFine, UnitMismatch, NoTime
    │   ├── HorizonIncomplete, NoDataInWindow, UnsupportedOnEngine, BadQuery
    │   └── PolicyError       a policy that does not bind: refused, never widened
    │       └── GroupsOnly    what one member alone would tell
    └── EngineError           the engine (semantic_layer/engines/errors.py)

Rule: a message says what is wrong, where, and what to do, with the nearest valid names; the same facts are
fields (`code`, `params`), so that the assistant can say it in the asker's language. `possible` holds what can
be asked instead, as metric or dimension names.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import ClassVar


class SemanticLayerError(Exception):
    """Base of all errors of this folder."""

    code: ClassVar[str] = "semantic_layer_error"

    def __init__(self, message: str, *, possible: Collection[str] = (), **params: object) -> None:
        super().__init__(message)
        self.params: dict[str, object] = params
        self.possible: tuple[str, ...] = tuple(possible)


@dataclass(frozen=True)
class Mistake:
    """One mistake in a model file."""

    file: str
    line: int
    path: str  # key path, e.g. "datasets[1].measures[0].agg"
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.rule} {self.remedy}".rstrip()


class ModelError(SemanticLayerError):
    """The model folder has mistakes; `mistakes` lists all of them."""

    code = "model_error"

    def __init__(self, mistakes: Collection[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        lines = "\n".join(f"  {mistake}" for mistake in self.mistakes)
        noun = "mistake" if len(self.mistakes) == 1 else "mistakes"
        super().__init__(f"The model has {len(self.mistakes)} {noun}:\n{lines}")


class QueryError(SemanticLayerError):
    """A query that cannot be answered as asked."""

    code = "query_error"


def nearest(name: str, known: Collection[str], n: int = 3) -> tuple[str, ...]:
    """Return up to `n` names of `known` that resemble `name`."""
    return tuple(get_close_matches(name, list(known), n=n, cutoff=0.5))


def _did_you_mean(suggestions: tuple[str, ...]) -> str:
    return f" Did you mean {' or '.join(map(repr, suggestions))}?" if suggestions else ""


class UnknownMetric(QueryError):
    """The query uses a metric that the model does not define (or this user may not see)."""

    code = "unknown_metric"

    def __init__(self, name: str, known: Collection[str]) -> None:
        self.suggestions = nearest(name, known)
        super().__init__(
            f"There is no metric {name!r}.{_did_you_mean(self.suggestions)} The catalogue lists all {len(known)}.",
            possible=self.suggestions,
            name=name,
        )


class UnknownDimension(QueryError):
    """The query uses a dimension that the model does not define (or this user may not see)."""

    code = "unknown_dimension"

    def __init__(self, name: str, known: Collection[str]) -> None:
        self.suggestions = nearest(name, known)
        super().__init__(
            f"There is no dimension {name!r}.{_did_you_mean(self.suggestions)} The catalogue lists all {len(known)}.",
            possible=self.suggestions,
            name=name,
        )


class UnknownValue(QueryError):
    """A filter names a value that the dimension does not have."""

    code = "unknown_value"

    def __init__(self, dimension: str, value: str, suggestions: Collection[str]) -> None:
        self.suggestions = tuple(suggestions)
        super().__init__(
            f"{dimension!r} has no value {value!r}.{_did_you_mean(self.suggestions)} Nothing was computed.",
            possible=self.suggestions,
            dimension=dimension,
            value=value,
        )


class FanOut(QueryError):
    """Grouping or filtering would repeat rows of the measured table."""

    code = "fan_out"


class ManyToMany(FanOut):
    """Only a bridge with weights could split this measure."""

    code = "many_to_many"


class NoPath(QueryError):
    """Two datasets are not related."""

    code = "no_path"


class AmbiguousPath(QueryError):
    """Two shortest ways lead to the dimension; `possible` holds one role-prefixed name for each."""

    code = "ambiguous_path"


class FilterUnreachable(QueryError):
    """One of several metrics cannot be filtered by this dimension."""

    code = "filter_unreachable"


class NotAdditiveOverTime(QueryError):
    """A level was to be summed over time."""

    code = "not_additive_over_time"


class NotAdditive(QueryError):
    """A share or sum of something that does not add up."""

    code = "not_additive"


class GrainTooFine(QueryError):
    """The data are totals of a longer period than the one asked for."""

    code = "grain_too_fine"


class UnitMismatch(QueryError):
    """Values of different units were to be added or compared."""

    code = "unit_mismatch"


class NoTime(QueryError):
    """A period or grain was asked of a metric without a time."""

    code = "no_time"


class HorizonIncomplete(QueryError):
    """The window in which members are judged is not over yet."""

    code = "horizon_incomplete"

    def __init__(self, until: date, as_of: date) -> None:
        self.until = until
        super().__init__(
            f"The horizon ends on {until.isoformat()}, but the data end before {as_of.isoformat()}. "
            "Choose an earlier start or a shorter horizon.",
            until=until,
            as_of=as_of,
        )


class NoDataInWindow(QueryError):
    """The period asked for lies wholly before or after the data."""

    code = "no_data_in_window"

    def __init__(self, start: date | None, end: date | None, first: date, last: date) -> None:
        self.first, self.last = first, last
        asked = f"{start.isoformat() if start else '...'} to {end.isoformat() if end else '...'}"
        super().__init__(
            f"There are no data in the period asked for ({asked}). "
            f"They run from {first.isoformat()} to {last.isoformat()}.",
            start=start,
            end=end,
            first=first,
            last=last,
        )


class UnsupportedOnEngine(QueryError):
    """The engine has no exact form of what was asked."""

    code = "unsupported_on_engine"


class BadQuery(QueryError):
    """The query contradicts itself (unknown alias, empty list, n below 1)."""

    code = "bad_query"


class PolicyError(QueryError):
    """A policy could not be applied, so nothing was computed."""

    code = "policy_error"


class GroupsOnly(PolicyError):
    """A policy shows groups of at least `k` members, and what was asked for would be of one."""

    code = "groups_only"

    def __init__(self, message: str, *, policy: str, k: int) -> None:
        super().__init__(message, policy=policy, k=k)
