"""Refusals of the tools, by what is missing.

    ToolError
    ├── MissingRole          the model does not say where to find what the tool needs
    ├── EmptyWindow (HistoryTooShort), TooFewCustomers, TooFewEvents, SeriesTooShort, SeriesBroken  too little data
    ├── HorizonIncomplete    what was asked about is not over yet
    ├── BadParameter         an argument outside what is allowed
    ├── NotAdditive          the groups do not add up to the whole
    ├── CoversAll            a report about all rows, asked for under a condition
    ├── NotIdentified        the data do not determine the answer
    ├── MergeNotConfirmed    which accounts are one person is not confirmed
    ├── RunMismatch, SnapshotExists, NotAllowed
    └── SqlRefused           typed SQL that the guard does not let through

Rule: an error carries its `code` and `params`; the sentence a person reads is made from them in
`assistant/texts/`. The message here is for engineers and logs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar


class ToolError(Exception):
    """Base of all refusals of tools."""

    code: ClassVar[str] = "tool_error"

    def __init__(self, message: str, *, possible: Collection[str] = (), **params: object) -> None:
        super().__init__(message)
        self.params: dict[str, object] = params
        self.possible: tuple[str, ...] = tuple(possible)


class MissingRole(ToolError):
    """The tool needs a role that the model does not define."""

    code = "missing_role"

    def __init__(self, tool: str, role: str) -> None:
        super().__init__(
            f"{tool} needs the role {role!r}; the model defines none. Add it under `roles`.",
            tool=tool,
            role=role,
        )


class EmptyWindow(ToolError):
    """There are no events in the window."""

    code = "empty_window"


class HistoryTooShort(EmptyWindow):
    """The data begin too late for what was asked: `days` ahead or back need `need` days of history."""

    code = "history_too_short"

    def __init__(self, have: int, need: int, days: int) -> None:
        super().__init__(f"{days} days need {need} days of history; there are {have}.", have=have, need=need, days=days)


class TooFewCustomers(ToolError):
    """Fewer customers than the method needs."""

    code = "too_few_customers"

    def __init__(self, n: int, need: int) -> None:
        super().__init__(f"The method needs {need} customers; {n} are left.", n=n, need=need)


class TooFewEvents(ToolError):
    """Fewer events than the method needs."""

    code = "too_few_events"

    def __init__(self, n: int, need: int) -> None:
        super().__init__(f"The method needs {need} events; there are {n}.", n=n, need=need)


class SeriesTooShort(ToolError):
    """Fewer complete periods than the method needs."""

    code = "series_too_short"

    def __init__(self, have: int, need: int) -> None:
        super().__init__(f"The method needs {need} complete periods; there are {have}.", have=have, need=need)


class SeriesBroken(ToolError):
    """Too many periods of a series hold nothing, or its end does: it cannot be continued."""

    code = "series_broken"

    def __init__(self, missing: int, periods: int, at_end: int) -> None:
        super().__init__(
            f"{missing} of {periods} periods hold no data, the last {at_end} among them.",
            missing=missing,
            periods=periods,
            at_end=at_end,
        )


class BadParameter(ToolError):
    """An argument outside what is allowed."""

    code = "bad_parameter"

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(
            f"{name} = {value!r} is not possible; allowed: {allowed}.",
            name=name,
            value=value,
            allowed=allowed,
        )


class HorizonIncomplete(ToolError):
    """What was asked about is not over yet; `until` is the first day on which it can be told."""

    code = "horizon_incomplete"

    def __init__(self, until: date) -> None:
        super().__init__(f"The period is complete only on {until.isoformat()}.", until=until)


class CoversAll(ToolError):
    """A report about all rows was asked for under a condition or for a period, which it cannot be narrowed by."""

    code = "covers_all"

    def __init__(self, name: str) -> None:
        super().__init__(f"The report covers all rows, whatever {name!r} is.", name=name)


class NotIdentified(ToolError):
    """The data do not determine what was asked."""

    code = "not_identified"


class NotAdditive(ToolError):
    """The groups' values do not add up to the whole, so its change cannot be split among them."""

    code = "not_additive"

    def __init__(self, metric: str) -> None:
        super().__init__(f"The groups of {metric} do not add up; its change cannot be split.", metric=metric)


class RunMismatch(ToolError):
    """Two segment runs that cannot be compared."""

    code = "run_mismatch"


class SnapshotExists(ToolError):
    """That month is frozen; it is never written again."""

    code = "snapshot_exists"

    def __init__(self, month: date, snapshot: str) -> None:
        super().__init__(f"{month:%Y-%m} is frozen as {snapshot}.", month=f"{month:%Y-%m}", snapshot=snapshot)


class NotAllowed(ToolError):
    """A right is missing."""

    code = "not_allowed"


class ExportNotAllowed(NotAllowed):
    """The person may not take a list of customers away as a file, or not unmasked."""

    code = "export_not_allowed"


class MergeNotConfirmed(ToolError):
    """Persons were asked for, and nobody has confirmed which accounts are one person."""

    code = "merge_not_confirmed"

    def __init__(self) -> None:
        super().__init__("Which accounts belong to one person is not confirmed.")


class NoAudience(ToolError):
    """Nothing was handed over for this segment, so there is no effect to measure."""

    code = "no_audience"

    def __init__(self, segmentation: str, segment: str) -> None:
        super().__init__(f"No audience of {segment!r} was exported.", segmentation=segmentation, segment=segment)


class SqlRefused(ToolError):
    """Typed SQL that the guard does not let through."""

    code = "sql_refused"

    def __init__(self, rule: str, where: str, hint: str) -> None:
        super().__init__(f"Refused ({rule}) at {where!r}. {hint}", rule=rule, where=where, hint=hint)
