"""Things ranked by what they sell for: "best-selling product in each category", "top 5 best sellers", 热销商品.

Rule: the words stand for a ranking by the money that the thing brought, or by the pieces where the model has no money
of it, and the answer says so. A figure that is named beside them ("by units sold") ranks instead.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.popular import has_figure, rank_by
from assistant.parser.figures.roles import money_metrics, reaches
from assistant.parser.figures.verbs import pieces_metric

_BEFORE = ("top", "bottom", "best", "worst", "high", "low")  # "top 5 best selling": the first word ranks


def read_best_sellers(draft: Draft) -> None:
    """Put the figure and its rank in the place of the words, where a thing that can be counted follows them."""
    cue = next((i for i in draft.items if i.has("sold") and i.has("high", "low") and not i.taken), None)
    thing = draft.right(cue) if cue is not None else None
    if cue is None or thing is None or not thing.named("entity") or next(draft.cued("how_many"), None):
        return
    if has_figure(draft):
        is_said = any(item.has(*_BEFORE) for item in draft.items[: cue.index])
        rank = "filler" if is_said else "best" if cue.has("high") else "worst"
        cue.piece = replace(cue.piece, cues=frozenset({rank}))
        return
    names = _figures(draft, thing)
    if names:
        name = draft.choose(cue, "ambiguous_metric", names)
        draft.assume("default_metric", f"metric:{name}")
        rank_by(draft, cue, name, "high" if cue.has("high") else "low")


def _figures(draft: Draft, thing: Item) -> list[str]:
    pieces = pieces_metric(draft)
    owners = [f"{meaning.name}." for meaning in thing.named("entity")]
    for names in (money_metrics(draft.model), [pieces] if pieces else []):
        if found := [name for name in names if reaches(draft.model, name, owners)]:
            return found
    return []
