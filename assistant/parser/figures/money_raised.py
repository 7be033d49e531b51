"""Money that came in, by a verb: "how much did we raise last month", "rent collected by building", 今年筹到多少.

Rule: raising is of the amount of donations, collecting of the amount of payments, where the model has rows that are
called so and these have one amount of money; that it was read so is an assumption. A word that the rows are called by
("rent" of rent payments) says nothing more, and beside any other figure the verb stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.money_nouns import amount_of
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han

_GIFTS = frozenset({"donation", "gift", "contribution", "pledge", "捐款", "捐赠"})
_PAYMENTS = frozenset({"payment", "receipt", "collection", "付款", "收款", "回款", "缴费"})
_VERBS = {
    "raise": _GIFTS, "raised": _GIFTS, "raises": _GIFTS, "raising": _GIFTS,
    "筹到": _GIFTS, "筹到了": _GIFTS, "筹得": _GIFTS, "筹集": _GIFTS, "筹集了": _GIFTS, "募集": _GIFTS,
    "募集了": _GIFTS,
    "collect": _PAYMENTS, "collected": _PAYMENTS, "take in": _PAYMENTS, "took in": _PAYMENTS,
    "收取": _PAYMENTS, "收取了": _PAYMENTS, "收缴": _PAYMENTS, "收缴了": _PAYMENTS,
}  # fmt: skip
_HOW_MUCH = ("how much", "how much money", "多少", "多少钱", "了多少", "了多少钱")
_SAID = re.compile("|".join(
    verb if has_han(verb) else rf"(?<![a-z]){verb}(?![a-z])" for verb in sorted(_VERBS, key=len, reverse=True)
))  # fmt: skip


def raised_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the verbs whose rows the model has."""
    for match in _SAID.finditer(text):
        if match[0] not in vocabulary.phrases and _rows(vocabulary.model, match[0]) is not None:
            yield Piece(*match.span(), cues=frozenset({"money_raised"}))


def read_money_raised(draft: Draft) -> None:
    """Let the verb stand for the amount of its rows."""
    verb = next(draft.cued("money_raised"), None)
    rows = _rows(draft.model, verb.text) if verb is not None else None
    name = amount_of(draft, rows) if rows is not None else None
    if verb is None or rows is None or name is None:
        return
    words = {word for said in called(draft.model.entity(rows)) for word in (said, *said.split())}
    own = [i for i in draft.items if i is not verb and not i.taken and i.text in words and _is_noun(i)]
    if any(i.named("metric") and not i.named("entity") and i not in own for i in draft.items):
        return
    for item in own:
        item.take(f"entity:{rows}", "entity")
        item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))
    for item in draft.items:
        if item.text in _HOW_MUCH and not item.taken and not item.piece.meanings:
            item.operate("how much")
    verb.piece = replace(verb.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
    draft.assume("default_metric", f"metric:{name}")


def _is_noun(item: Item) -> bool:
    return bool(item.named("metric") or item.named("entity") or item.named("dimension")) and not item.named("value")


def _rows(model: SemanticModel, verb: str) -> str | None:
    """The one thing of the model whose name ends in a word for such rows."""
    kind = _VERBS[verb]
    found = [
        entity.name
        for entity in model.entities
        if model.dataset_of_entity(entity.name) is not None
        and any(name in kind or name.rpartition(" ")[2] in kind for name in called(entity))
    ]
    return found[0] if len(found) == 1 else None
