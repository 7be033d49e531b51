"""The typed arguments of the tools that keep, make, combine and compare segmentations, and of tags.

Rule: a condition names a field of the customer and numbers or codes; a quantile is a share of the customers, so that
"often" means the same in every business.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from tools.arguments import Arguments, SegmentationArgs

Comparing = Literal["ge", "gt", "le", "lt", "eq", "ne", "in", "not_in", "is_null", "not_null"]


class Condition(Arguments):
    """One field of a customer against `values`, or against the value that `quantile` (0 to 1) of them are up to."""

    field: str
    op: Comparing
    values: tuple[str | int | float | bool | date, ...] = ()
    quantile: float | None = Field(default=None, gt=0, lt=1)

    @model_validator(mode="after")
    def _has_one_side(self) -> Condition:
        if self.quantile is not None and (self.values or self.op not in ("ge", "gt", "le", "lt")):
            raise ValueError("a quantile goes with ge, gt, le or lt, and without values")
        return self


class Rule(Arguments):
    """A named group: customers for whom all of `all_of` hold, one of `any_of` (if given), and none of `none_of`."""

    name: str = Field(min_length=1, max_length=80)
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*self.all_of, *self.any_of, *self.none_of)

    @model_validator(mode="after")
    def _says_something(self) -> Rule:
        if not self.conditions:
            raise ValueError("a rule needs a condition")
        return self


class RuleArgs(SegmentationArgs):
    """The first rule that holds decides; who meets none is in `otherwise`."""

    rules: tuple[Rule, ...] = Field(min_length=1, max_length=20)
    otherwise: str = "others"

    @model_validator(mode="after")
    def _has_distinct_names(self) -> RuleArgs:
        names = [rule.name for rule in self.rules] + [self.otherwise]
        if len(set(names)) != len(names):
            raise ValueError("every rule, and `otherwise`, needs a name of its own")
        return self


class FirstOrderArgs(SegmentationArgs):
    """`by`: the dimension of which a customer keeps what it was in their first order."""

    by: str


class SegmentsArgs(SegmentationArgs):
    """`segmentation`: its qualified name; none means all of them (not for `describe`)."""

    action: Literal["list", "build", "refresh", "describe"] = "list"
    segmentation: str | None = None


class CombineArgs(SegmentationArgs):
    """Two segmentations on one day. Cells with less than `merge` (a share) of the customers are folded into one.

    `b_as_of`: the day of the second one, where it was asked for separately; it must be the same day.
    """

    a: str
    b: str
    merge: float = Field(default=0.01, ge=0, lt=0.5)
    b_as_of: date | None = None


class MigrationArgs(SegmentationArgs):
    """Where the customers of one day's segments are on a later day.

    Without days: from three months before `to_as_of`, which is as-of. `source` and `target` are segments whose
    customers the question is about.
    """

    segmentation: str
    from_as_of: date | None = None
    to_as_of: date | None = None
    cuts: Literal["frozen", "fresh"] = "frozen"
    source: str | None = None
    target: str | None = None


class TagsArgs(SegmentationArgs):
    """Customers by their tags; without a combination all tags are listed.

    `refresh`: every tag as of now, whatever its plan, and the day is kept. `conflicts`: which tags contradict each
    other. `propose`: tags that the data suggest, about `target` (a metric) where given.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    propose: bool = False
    conflicts: bool = False
    refresh: bool = False


class SnapshotArgs(SegmentationArgs):
    """`month`: its first day; none means the last complete month. `compare`: what differs from the frozen one now."""

    month: date | None = None
    compare: bool = False
