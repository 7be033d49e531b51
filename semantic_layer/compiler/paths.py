"""Ways from one dataset to another that never repeat a row.

Rule: a hop goes from a key to a dataset where that key is unique, so that every row finds at most one partner. What
cannot be reached by such hops cannot group or filter a measure; the shortest way counts, and two equally short ways
are asked about, never chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.model import Dataset, EntityKey, SemanticModel
from semantic_layer.per_model import per_model

MAX_HOPS = 6


@dataclass(frozen=True)
class Hop:
    """One many-to-one step: `source`'s key columns equal `target`'s unique key columns."""

    source: str
    key: EntityKey
    target: str
    target_key: EntityKey

    @property
    def is_second_role(self) -> bool:
        return self.key.role is not None and not self.key.default_role

    def __hash__(self) -> int:
        return hash((self.source, self.key.columns, self.key.role, self.target))


Path = tuple[Hop, ...]


@dataclass(frozen=True)
class Ways:
    """All equally good shortest ways; none = not reachable, several = ambiguous."""

    paths: tuple[Path, ...]

    @property
    def only(self) -> Path | None:
        return self.paths[0] if len(self.paths) == 1 else None


class Graph:
    """The many-to-one relations of one model, with every answer kept."""

    def __init__(self, model: SemanticModel) -> None:
        self.model = model
        self._hops = {dataset.name: self._hops_of(dataset) for dataset in model.datasets}
        self._ways: dict[tuple[str, str, str | None], Ways] = {}
        self._keys: dict[tuple[str, str], tuple[Path, EntityKey] | None] = {}

    def hops(self, dataset: str) -> tuple[Hop, ...]:
        return self._hops[dataset]

    def ways(self, start: str, target: str, role: str | None = None) -> Ways:
        """The shortest ways from one dataset to another; `role` is the last hop's role."""
        key = (start, target, role)
        if key not in self._ways:
            self._ways[key] = Ways(_best(self._search(start, target, role)))
        return self._ways[key]

    def reaches(self, start: str, target: str, role: str | None = None) -> bool:
        return bool(self.ways(start, target, role).paths)

    def weighted(self, start: str, target: str, role: str | None = None) -> Path | None:
        """The way over a bridge that declares weights; its first hop repeats rows, which the weights undo."""
        own = self.model.dataset(start).primary
        for bridge in self.model.datasets:
            if own is None or bridge.role != "bridge" or bridge.bridge_weight is None:
                continue
            key = next((key for key in bridge.entities if key.name == own.name and key.type == "foreign"), None)
            rest = self.ways(bridge.name, target, role).only
            if key is not None and rest is not None and all(hop.target != start for hop in rest):
                return (Hop(start, own, bridge.name, key), *rest)
        return None

    def entity_key(self, dataset: str, entity: str) -> tuple[Path, EntityKey] | None:
        """Where a row of `dataset` carries the key of `entity`: its own key, else that of a dataset it points to."""
        key = (dataset, entity)
        if key not in self._keys:
            self._keys[key] = self._find_entity_key(dataset, entity)
        return self._keys[key]

    def entity_ways(self, dataset: str, entity: str) -> tuple[tuple[Path, EntityKey], ...]:
        """All equally good ways to the key that `entity_key` finds: several where nothing says which is meant."""
        found = self.entity_key(dataset, entity)
        if found is None:
            return ()
        alike = [p for p in self._paths(dataset, len(found[0])) if _second_roles(p) == _second_roles(found[0])]
        return tuple((path, key) for path in alike for key in _keys_of(self._end(dataset, path), entity))

    def _paths(self, dataset: str, length: int) -> list[Path]:
        """All ways of so many hops that pass no dataset twice."""
        paths: list[Path] = [()]
        for _ in range(length):
            paths = [
                (*path, hop)
                for path in paths
                for hop in self._hops[path[-1].target if path else dataset]
                if hop.target not in {dataset, *(passed.target for passed in path)}
            ]
        return paths

    def _end(self, dataset: str, path: Path) -> Dataset:
        return self.model.dataset(path[-1].target if path else dataset)

    def _find_entity_key(self, dataset: str, entity: str) -> tuple[Path, EntityKey] | None:
        for length in range(MAX_HOPS):
            for path in sorted(self._paths(dataset, length), key=_second_roles):
                if found := _key_of(self._end(dataset, path), entity):
                    return path, found
        return None

    def _search(self, start: str, target: str, role: str | None) -> list[Path]:
        if start == target and role is None:
            return [()]
        paths: list[Path] = [()]
        for _ in range(MAX_HOPS):
            found: list[Path] = []
            following: list[Path] = []
            for path in paths:
                passed = {start, *(hop.target for hop in path)}
                for hop in self._hops[path[-1].target if path else start]:
                    if hop.target == target and (role is None or hop.key.role == role):
                        found.append((*path, hop))
                    elif hop.target not in passed:
                        following.append((*path, hop))
            if found:
                return found
            paths = following
        return []

    def _hops_of(self, dataset: Dataset) -> tuple[Hop, ...]:
        return tuple(
            Hop(dataset.name, key, target.name, target_key)
            for key in dataset.entities
            for target in self.model.datasets
            if target.role != "segment"
            for target_key in target.entities
            if target_key.name == key.name
            and _is_unique(target, target_key)
            and len(target_key.columns) == len(key.columns)
            and (target.name != dataset.name or key.columns != target_key.columns)
        )


def _is_unique(dataset: Dataset, key: EntityKey) -> bool:
    return key.type in ("primary", "unique") or (dataset.time_basis == "interval" and key.type == "natural")


def _key_of(dataset: Dataset, entity: str) -> EntityKey | None:
    return next(iter(_keys_of(dataset, entity)), None)


def _keys_of(dataset: Dataset, entity: str) -> Sequence[EntityKey]:
    """The dataset's own key of the entity, else the default among several roles, else all of them."""
    keys: Sequence[EntityKey] = [key for key in dataset.entities if key.name == entity]
    own = [key for key in keys if key.type in ("primary", "unique")]
    default = [key for key in keys if key.role is None or key.default_role]
    return own[:1] or default[:1] or keys


def _second_roles(path: Path) -> int:
    return sum(hop.is_second_role for hop in path)


def _best(paths: Sequence[Path]) -> tuple[Path, ...]:
    fewest = min(map(_second_roles, paths), default=0)
    return tuple(path for path in paths if _second_roles(path) == fewest)


@per_model
def graph_of(model: SemanticModel) -> Graph:
    """The graph of a model."""
    return Graph(model)
