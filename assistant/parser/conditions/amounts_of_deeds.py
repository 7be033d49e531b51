"""How much was done by a verb of events: "donors who gave more than 1000 in 2024", "staff who worked over 50 hours".

Rule: a verb of rows with a bound behind it, and behind that a sum of these rows, says nothing more than the sum. A verb
of giving with a bound alone is of the one amount of money that its rows have, which is an assumption. With a word for
how often, or for things, behind the bound it is no amount.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.figures.money_nouns import amount_of
from assistant.parser.figures.roles import simple_metrics
from semantic_layer.meanings import Meaning

_GIVING = frozenset({"gave", "give", "donated", "donate", "contributed", "paid", "pledged"})
_IN_ALL = frozenset({"in total", "in all", "altogether", "overall"})


def read_amounts_of_deeds(draft: Draft) -> None:
    """Leave the sum to its bound."""
    for verb in list(draft.free()):
        bound = draft.right(verb)
        rows = {h.dataset for h in happenings(draft.model).get(verb.text, ()) if h.dimension is None}
        if len(rows) != 1 or verb.piece.meanings or bound is None or bound.piece.condition is None:
            continue
        behind = draft.items[bound.index + 1] if bound.index + 1 < len(draft.items) else None
        home = rows.pop()
        if behind is not None and _is_sum_of(draft, behind, home):
            verb.operate("did")
        elif verb.text in _GIVING and bound.piece.condition.unit is None and _ends(behind):
            key = draft.model.dataset(home).primary
            name = amount_of(draft, key.name) if key is not None else None
            if name is None:
                continue
            verb.piece = replace(verb.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
            draft.assume("default_metric", f"metric:{name}")
            if behind is not None and behind.text in _IN_ALL:
                behind.operate("in all")


def _is_sum_of(draft: Draft, item: Item, home: str) -> bool:
    named = {meaning.name for meaning in item.named("metric")}
    sums = {m.name for m, measure, d in simple_metrics(draft.model) if measure.agg == "sum" and d.name == home}
    return bool(named & sums)


def _ends(behind: Item | None) -> bool:
    """Nothing of which there could be so many follows."""
    return behind is None or (not behind.piece.meanings and not behind.has("times_word", "unit_orders", "unit_word"))
