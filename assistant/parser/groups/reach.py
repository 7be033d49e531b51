"""Which columns a row has, and which belong to rows that belong to it.

Rule: a column of the same or of coarser data has one value for each row, and can be shown, filtered or ordered by. A
column of finer data has many; a condition on it asks whether such a row exists. Copies of one key are one column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.compiler.paths import Graph, graph_of
from semantic_layer.model import Dataset, SemanticModel


@dataclass(frozen=True)
class Reach:
    """The ways between the datasets of one model."""

    model: SemanticModel
    graph: Graph

    @staticmethod
    def of(model: SemanticModel) -> Reach:
        return Reach(model, graph_of(model))

    def has(self, dataset: str, field: str) -> bool:
        """Say whether each row of `dataset` has one value of `field`."""
        home = self._home(field)
        return home is not None and self.graph.ways(dataset, home[0], home[1]).only is not None

    def belongs(self, finer: str, entity: str) -> bool:
        """Say whether rows of `finer` carry the key of `entity`."""
        return self.graph.entity_key(finer, entity) is not None

    def finer_of(self, dataset: Dataset, field: str) -> str | None:
        """The dataset that holds `field` and shares an entity with rows of `dataset`, which have many of its rows."""
        home = self._home(field)
        if home is None or home[1] is not None or not self.model.has_dimension(field):
            return None
        if dataset.primary is not None and self.belongs(home[0], dataset.primary.name):
            return home[0]
        carried = [e.name for e in self.model.entities if self.graph.entity_key(dataset.name, e.name)]
        own = {key.name for key in self.model.dataset(home[0]).entities if key.type == "foreign"}
        if own.intersection(carried):
            return home[0]
        return self._tying(dataset, field)

    def _tying(self, dataset: Dataset, field: str) -> str | None:
        """The one table whose rows belong to a row of `dataset` and to one with `field`: the tags of a ticket."""
        own = dataset.primary.name if dataset.primary is not None else None
        others = [other.name for other in self.model.datasets if other.name != dataset.name]
        tying = [name for name in others if own and self.belongs(name, own) and self.has(name, field)]
        return tying[0] if len(tying) == 1 else None

    def without_copies(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Of several columns that are the key of one entity, the one of that entity's own data."""
        kept: list[str] = []
        for field in fields:
            original = self._original(field)
            chosen = original if original is not None and original in fields else field
            if chosen not in kept:
                kept.append(chosen)
        return tuple(kept)

    def is_own(self, dataset: str, field: str) -> bool:
        """Say whether rows of `dataset` hold `field` themselves, as a column or as the key of what they belong to."""
        if not self.model.has_dimension(field):
            return False
        dimension = self.model.dimension(field)
        keys = {key.name for key in self.model.dataset(dataset).entities if key.type == "foreign"}
        home = self.model.dataset(dimension.dataset)
        is_key = home.primary is not None and home.primary.columns == (dimension.column,)
        return dimension.dataset == dataset or (is_key and home.primary is not None and home.primary.name in keys)

    def _original(self, field: str) -> str | None:
        dimension = self.model.dimension(field) if self.model.has_dimension(field) else None
        if dimension is None:
            return None
        dataset = self.model.dataset(dimension.dataset)
        for key in dataset.entities:
            if key.type not in ("foreign", "unique") or key.columns != (dimension.column,):
                continue
            home = self.model.dataset_of_entity(key.name)
            for own in home.dimensions if home and home.primary else ():
                if home and home.primary and home.primary.columns == (own.column,) and not own.hidden:
                    return own.qualified
        return None

    def _home(self, field: str) -> tuple[str, str | None] | None:
        model = self.model
        if model.has_segmentation(field):
            home = model.dataset_of_entity(model.segmentation(field).entity)
            return (home.name, None) if home else None
        if not model.has_dimension(field):
            return None
        dimension = model.dimension(field)
        prefix = field.partition(".")[0]
        return dimension.dataset, None if prefix == dimension.prefix else prefix
