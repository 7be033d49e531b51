"""Events by their noun: "which month had the most cancellations", "refunds by channel in 2024", 2024年的结案数.

Rule: a noun for what happened to rows, which names nothing else in the model, counts the rows of the only table that
has a date of that event beside the date that all its rows have; a period or a unit of time is of that date, and
without one the date is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, Measured
from assistant.parser.figures.event_words import event_words
from assistant.parser.text.pieces import Piece
from semantic_layer.model import Dataset, Dimension, SemanticModel
from semantic_layer.query import Compare, MetricRef
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han, singular

_NOUNS = frozenset(
    {"cancellation", "refund", "settlement", "closure", "renewal", "approval", "completion", "resignation",
     "termination", "discharge", "admission", "delivery", "shipment", "payment", "departure", "arrival", "resolution",
     "installation", "inspection"}
)  # fmt: skip
_NOUN = re.compile(r"\b[a-z]{5,14}s\b")
_NOUN_ZH = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2})(?:数量|笔数|次数|数|量)(?![\u4e00-\u9fff额据值])")


def event_noun_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the nouns of a normal text that name an event of a date and nothing else."""
    for match in (*_NOUN.finditer(text), *_NOUN_ZH.finditer(text)):
        if match[0] not in vocabulary.phrases and _date_of(vocabulary.model, match[0]) is not None:
            yield Piece(*match.span(), cues=frozenset({"event_noun"}))


def read_event_nouns(draft: Draft) -> None:
    """Count the rows of the event, on its own date."""
    item = next((item for item in draft.cued("event_noun") if not item.piece.meanings), None)
    date = _date_of(draft.model, item.text) if item is not None else None
    if item is None or date is None or draft.dated is not None or draft.event is not None or _names_figure(draft):
        return
    home = draft.model.dataset(date.dataset).primary
    count = draft.model.entity(home.name).default_count if home is not None else None
    if count is None:
        return
    item.take(f"metric:{count}", "metric")
    draft.metrics.append(Measured(MetricRef(count), item))
    draft.dated = (date.qualified, item)
    if not any(other.piece.time is not None for other in draft.items):
        draft.dated = None
        draft.filters.append(Compare(date.qualified, "not_null"))


def _names_figure(draft: Draft) -> bool:
    return bool(draft.metrics) or any(item.named("metric") for item in draft.items)


def _date_of(model: SemanticModel, noun: str) -> Dimension | None:
    """The only date of the event that not all rows of its table have."""
    word = _NOUN_ZH.sub(r"\g<stem>", noun) if has_han(noun) else singular(noun)
    if not has_han(noun) and word not in _NOUNS:
        return None
    found = [
        dimension
        for dataset in model.datasets
        for dimension in dataset.dimensions
        if dimension.type == "time" and not dimension.hidden and not dimension.personal
        and dimension.name != dataset.default_time and word in event_words(dimension)
        and not _happens_to_all(dataset, word)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _happens_to_all(dataset: Dataset, word: str) -> bool:
    """The hour of an order beside its day: what all rows are is no event of some."""
    own = next((d for d in dataset.dimensions if d.name == dataset.default_time), None)
    return own is not None and word in event_words(own)
