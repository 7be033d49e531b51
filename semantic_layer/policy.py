"""Which rows and columns the asking person may see.

Rule: policies hold inside every branch of every query, before anything is aggregated. They fail closed: a policy that
cannot be applied refuses the query, a person without a name sees no row where a policy exists, and a hidden name
behaves exactly like one that was never defined. A fact row is visible only if every policed row it points to is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import sqlglot
from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.derived_columns import derived_columns, is_select, last_name
from semantic_layer.errors import PolicyError
from semantic_layer.kept_back import is_hidden_metric, is_hidden_segmentation, is_hidden_tag
from semantic_layer.model import Policy, SemanticModel, Tag
from semantic_layer.query import Who

_PREFIX = re.compile(r"prefix\((\d+)\)")


@dataclass(frozen=True)
class MinGroup:
    """Groups with fewer than `k` different entities are not shown."""

    entity: str
    k: int
    policy: str


@dataclass(frozen=True)
class View:
    """A model as one person may see it."""

    model: SemanticModel
    who: Who

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that bind this person."""
        return tuple(policy for policy in self.model.policies if _applies(policy, self.who))

    @cached_property
    def _rows(self) -> Mapping[str, tuple[Policy, ...]]:
        """A policy holds for its table, under whatever other names the model reads that table too."""
        found: dict[str, tuple[Policy, ...]] = {}
        for policy in self.policies:
            if policy.rows is not None:
                source = self.model.dataset(policy.dataset).source
                for dataset in self.model.datasets:
                    if dataset.name == policy.dataset or _is_same_table(dataset.source, source):
                        found[dataset.name] = (*found.get(dataset.name, ()), policy)
        return found

    def refuse_bypass(self, dataset: str, reached: Collection[str]) -> None:
        """Raise where a dataset is a SELECT over a table with a row policy, and its rows point to none of it."""
        source = self.model.dataset(dataset).source
        if not self._rows or not is_select(source):
            return
        read = {
            table.name.casefold() for table in sqlglot.parse_one(source, read=self.model.dialect).find_all(exp.Table)
        }
        for name in self._rows.keys() - set(reached):
            other = self.model.dataset(name).source
            if not is_select(other) and last_name(other) in read:
                policy = self._rows[name][0]
                raise PolicyError(
                    f"{dataset!r} reads a table of the policy {policy.name!r} past that policy. Nothing was computed; "
                    f"give it a key that leads to {name!r}.",
                    policy=policy.name,
                    dataset=dataset,
                )

    @property
    def policed(self) -> tuple[str, ...]:
        """The datasets of which this person may see some rows only."""
        return tuple(self._rows)

    def row_policies(self, dataset: str) -> tuple[Policy, ...]:
        return self._rows.get(dataset, ())

    @cached_property
    def masks(self) -> Mapping[str, str]:
        """Qualified dimension -> how its values are masked; the strictest mask wins."""
        found: dict[str, str] = {}
        for policy in self.policies:
            for mask in policy.mask:
                name = self._qualified(policy, mask.dimension)
                for same in (name, *derived_columns(self.model).get(name, ())):
                    found[same] = _stricter(found.get(same), mask.with_)
        return found

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names that do not exist for this person: dimensions, measures and metrics."""
        named = {
            name
            for policy in self.policies
            for item in policy.hide
            for name in {item, self._qualified(policy, item), f"{policy.dataset}.{item}"}
        }
        made = derived_columns(self.model) if named else {}
        return frozenset(named).union(*(made.get(name, ()) for name in named))

    @cached_property
    def min_groups(self) -> tuple[MinGroup, ...]:
        return tuple(
            MinGroup(policy.min_group_entity, policy.min_group_k, policy.name)
            for policy in self.policies
            if policy.min_group_entity
        )

    @cached_property
    def is_limited(self) -> bool:
        """Whether the person sees less than everything: rows, columns, plain values or small groups are missing."""
        return any(item.rows or item.mask or item.hide or item.min_group_entity for item in self.policies)

    @cached_property
    def export(self) -> Literal["none", "masked", "plain"]:
        """How a list of single members may leave as a file: a right, so nobody has it without a name and a grant."""
        granted = {policy.export for policy in self.policies} if self.who.name else set()
        return "plain" if "plain" in granted else "masked" if "masked" in granted else "none"

    def has_metric(self, name: str) -> bool:
        """Whether the person may use the metric: neither it nor anything it is made of is hidden."""
        return self.model.has_metric(name) and not (self.keeps_back and is_hidden_metric(name, self))

    @cached_property
    def keeps_back(self) -> bool:
        """Whether anything is hidden from the person or masked."""
        return bool(self.hidden or self.masks)

    def has_field(self, name: str) -> bool:
        """Whether the person may use the dimension or segmentation."""
        if self.model.has_segmentation(name):
            return not (self.keeps_back and is_hidden_segmentation(self.model.segmentation(name), self))
        if not self.model.has_dimension(name):
            return False
        return name not in self.hidden and self.model.dimension(name).qualified not in self.hidden

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """The tags that the person may know."""
        return tuple(tag for tag in self.model.tags if not (self.keeps_back and is_hidden_tag(tag, self)))

    @cached_property
    def metric_names(self) -> tuple[str, ...]:
        return tuple(metric.name for metric in self.model.metrics if self.has_metric(metric.name))

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        names = [dimension.qualified for dimension in self.model.dimensions()]
        names += [segmentation.qualified for segmentation in self.model.segmentations]
        return tuple(name for name in names if self.has_field(name))

    def _qualified(self, policy: Policy, name: str) -> str:
        return name if "." in name else f"{self.model.dataset(policy.dataset).prefix}.{name}"

    def masked(self, value: exp.Expression, dimension: str) -> exp.Expression:
        """Return the value of a dimension as this person may see it, for grouping, filtering and sorting alike."""
        mask = self.masks.get(dimension)
        if mask is None:
            return value
        if mask == "null":
            return _text(exp.Null())
        text = _text(value)
        if mask == "hash":
            return exp.MD5(this=text)
        length = _PREFIX.fullmatch(mask)
        if length is None:
            raise PolicyError(f"The mask {mask!r} of {dimension!r} is none of null, hash and prefix(n). Correct it.")
        return exp.Substring(this=text, start=_number(1), length=_number(int(length.group(1))))


def _is_same_table(first: str, second: str) -> bool:
    return not is_select(first) and not is_select(second) and last_name(first) == last_name(second)


def _text(value: exp.Expression) -> exp.Expression:
    return exp.Cast(this=value, to=exp.DataType(this=exp.DataType.Type.TEXT, nested=False))


def _number(value: int) -> exp.Expression:
    return exp.Literal(this=str(value), is_string=False)


def _applies(policy: Policy, who: Who) -> bool:
    return not who.name or not policy.applies_to or bool(set(policy.applies_to) & set(who.roles))


def _stricter(first: str | None, second: str) -> str:
    """Null hides more than a hash, and a hash more than a prefix; of two prefixes the shorter."""
    if first is None:
        return second
    return min(first, second, key=_strictness)


def _strictness(mask: str) -> tuple[int, int]:
    length = _PREFIX.fullmatch(mask)
    return (2, int(length.group(1))) if length else (("null", "hash").index(mask) if mask in ("null", "hash") else 0, 0)


def as_seen(model: SemanticModel, who: Who) -> SemanticModel:
    """Return the model with names hidden from a person marked as hidden; hidden segmentations and tags are left out.

    The policies stay and decide; this keeps the names out of vocabularies, labels and suggestions.
    """
    view = View(model, who)
    if not view.keeps_back:
        return model
    return replace(
        model,
        metrics=tuple(item if view.has_metric(item.name) else replace(item, hidden=True) for item in model.metrics),
        datasets=tuple(
            replace(
                dataset,
                dimensions=tuple(
                    item if view.has_field(item.qualified) else replace(item, hidden=True)
                    for item in dataset.dimensions
                ),
            )
            for dataset in model.datasets
        ),
        segmentations=tuple(item for item in model.segmentations if view.has_field(item.qualified)),
        tags=view.tags,
    )


def row_predicate(policy: Policy, who: Who, table: str) -> exp.Expression:
    """Return the policy's condition on one dataset, with the person's attributes as literals.

    Raises
    ------
    PolicyError
        If the person lacks an attribute that the policy reads, or has it twice.
    """
    if not who.name or policy.rows is None:
        return exp.Boolean(this=False)
    tree = expressions.parse_rows(policy.rows)

    def bind(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Dot):
            return exp.Literal.string(_attribute(policy, who, node.expression.name))
        if isinstance(node, exp.Column):
            return exp.column(node.name, table, quoted=True)
        return node

    return tree.transform(bind, copy=False)


def _attribute(policy: Policy, who: Who, name: str) -> str:
    values = [value for key, value in who.attributes if key == name]
    if len(values) != 1:
        has = "has no" if not values else "has more than one"
        raise PolicyError(
            f"The policy {policy.name!r} reads the attribute {name!r}, and the asking person {has} such attribute. "
            "Nothing was computed; set the attribute.",
            policy=policy.name,
            attribute=name,
        )
    return values[0]
