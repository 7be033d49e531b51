"""A thing called by the last word of its name where several end alike: "agency" of a travel agency and a news agency.

Rule: the one that the question names in full, that owns the columns it names, or that the answer before was about, is
meant; where that is not exactly one, the question is asked back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric


def read_last_words(draft: Draft) -> None:
    """Leave one thing of every word that several share."""
    for item in draft.items:
        shared = [meaning.name for meaning in item.named("entity")]
        if item.taken or len(set(shared)) < 2 or len(shared) != len(item.piece.meanings):
            continue
        chosen = _chosen(draft, item, shared) or draft.choose(item, "ambiguous_dimension", shared)
        item.piece = replace(item.piece, meanings=(Meaning("entity", chosen),))


def _chosen(draft: Draft, item: Item, shared: Sequence[str]) -> str | None:
    others = [other for other in draft.items if other is not item]
    in_full = {m.name for other in others if len(other.named("entity")) == 1 for m in other.named("entity")}
    owners = {name for other in others for name in _owners(draft, other.piece.meanings)}
    for told in (in_full, owners, set(_before(draft))):
        found = [name for name in dict.fromkeys(shared) if name in told]
        if len(found) == 1:
            return found[0]
    return None


def _owners(draft: Draft, meanings: Sequence[Meaning]) -> Iterator[str]:
    """The things whose rows hold the one column that a word names."""
    columns = {meaning.name.partition(".")[0] for meaning in meanings if meaning.kind in ("dimension", "value")}
    if len(columns) == 1:
        yield from columns


def _before(draft: Draft) -> Iterator[str]:
    """The things that the answer before was about."""
    base = draft.previous
    if base is None:
        return
    yield from (ref.name.partition(".")[0] for ref in base.dimensions)
    for ref in base.metrics:
        metric = draft.model.metric(ref.name) if draft.model.has_metric(ref.name) else None
        if isinstance(metric, SimpleMetric):
            primary = draft.model.dataset(draft.model.measure(metric.measure).dataset).primary
            yield from (primary.name,) if primary else ()
