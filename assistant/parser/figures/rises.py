"""Whether a figure rose or fell: "is the order value going up?", "did the return rate improve?", 销售额有没有增长.

Rule: a question for yes or no about one figure is answered by its change, and the headline begins with the answer.
"Improve" is the direction that the model calls good for the figure. Where no period is named, the last whole month
stands against the same month a year before, because months of different seasons are no fair pair; data that do not
reach back a year have the month before. Groups and time axes are other questions and stay as they were.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.figures.measures import default_metric
from assistant.parser.figures.roles import newcomers
from assistant.parser.groups.groups import label_of
from assistant.parser.text.pieces import Piece
from semantic_layer.nicknames import person
from semantic_layer.query import Comparison, DimensionRef, MetricRef
from semantic_layer.wordforms import has_han
from tools.arguments import Claim

_ASKS = frozenset({"is", "are", "was", "were", "did", "does", "do", "has", "have", "will"})
_RISES, _FALLS = ("growth", "going_up"), ("decline", "going_down")
_GOOD, _BAD = "improving", "worsening"
_RANKED = ("fast", "high", "low", "best", "worst")
_OTHERS = ("which", "how_many", "group", "why", "forecast_will", "streak", "share", "trend", *_RANKED)
_CLAIM: dict[str, Claim] = {"up_is_good": "rise", "down_is_good": "decline"}
_CONTRARY: dict[Claim, Claim] = {"rise": "decline", "decline": "rise"}


def read_rise(draft: Draft) -> None:
    """Take the words that ask for yes or no, and let the others say that a change is asked for."""
    cue = next((i for i in draft.cued(*_RISES, *_FALLS, _GOOD, _BAD) if not i.piece.meanings), None)
    if cue is None or not _asks_yes_or_no(draft) or draft.previous is not None:
        return
    others = (item for item in draft.free() if item is not cue and not item.piece.meanings)
    if any(item.has(*_OTHERS) and not item.text.endswith("number of") for item in others):
        return
    if any(item.piece.condition is not None or item.piece.number is not None for item in draft.items):
        return
    draft.asked_change = cue
    draft.claim = "rise" if cue.has(*_RISES) else "decline" if cue.has(*_FALLS) else None
    draft.claims_good = cue.has(_GOOD) if draft.claim is None else None
    cue.piece = Piece(*cue.place, cues=frozenset({"decline" if draft.claim == "decline" else "growth"}))
    for word in list(draft.cued("whether")):
        word.operate("whether")


def _asks_yes_or_no(draft: Draft) -> bool:
    """Asked with a verb in front, 吗, 是不是 or 是否; "whether" asks as well."""
    if next(draft.cued("whether"), None) is not None:
        return True
    if has_han(draft.text):
        return draft.text.rstrip("?？ ").endswith(("吗", "么")) and not draft.text.rstrip("?？ ").endswith("怎么")
    return draft.items[0].text.split()[0] in _ASKS


def settle_rise(draft: Draft) -> None:
    """Say what is claimed, and choose the fair pair of periods, once figure, groups and periods are known."""
    if draft.asked_change is None:
        return
    _read_members(draft)
    if draft.window is None and draft.grain is None and not draft.compare_named and _reaches_back(draft):
        draft.compare = [Comparison("year_ago")]
    if draft.groups or draft.grain or draft.listing is not None or len(draft.metrics) != 1 or len(draft.compare) != 1:
        draft.claim = None
        if draft.claims_good is not None:
            raise refuse("not_supported", construction=draft.asked_change.text)
        return
    if draft.claims_good is not None:
        draft.claim = _claimed(draft, good=draft.claims_good)


def _read_members(draft: Draft) -> None:
    """ "Are stores growing": each by what the model puts first; of people, how many came. Their number is no answer:
    counted in a month it is that of those who began in it."""
    measured = draft.metrics[0] if len(draft.metrics) == 1 else None
    item = measured.item if measured is not None else None
    if measured is None or item is None or draft.groups or any(other.bound_to == "count" for other in draft.items):
        return
    entity = next((e for e in draft.model.entities if e.default_count == measured.ref.name), None)
    home = draft.model.dataset_of_entity(entity.name) if entity is not None and item.named("entity") else None
    if entity is None or home is None or home.role != "dimension":
        return
    label, came = label_of(draft.model, entity.name), newcomers(draft.vocabulary, entity.name)
    if came is not None and came != measured.ref.name:
        measured.ref, draft.claim = replace(measured.ref, name=came), None  # fewer newcomers still make more of them
        draft.assume("default_metric", f"metric:{came}")
    elif label is not None and entity.name != person(draft.model):
        name = default_metric(draft)
        draft.groups.append(Group(DimensionRef(label), item, marked=False))
        draft.metrics = [Measured(MetricRef(name), None)]
        draft.assume("default_metric", f"metric:{name}")
    else:
        raise refuse("not_supported", construction=item.text, missing=[item.text])


def _claimed(draft: Draft, *, good: bool) -> Claim:
    """The direction that "improved" or "got worse" claims of the figure."""
    ref = draft.metrics[0].ref
    direction = draft.model.metric(ref.name).direction if draft.model.has_metric(ref.name) else "neutral"
    claim = _CLAIM.get(direction)
    if claim is None:
        said: Item | None = draft.asked_change
        raise refuse("not_supported", construction=said.text if said else draft.text)
    return claim if good else _CONTRARY[claim]


def _reaches_back(draft: Draft) -> bool:
    """Do the data begin before the month that the last whole month stands against?"""
    first, last = draft.calendar.first_day, draft.calendar.resolve("last:1:month")
    then = draft.calendar.compared(last, "year_ago", "full", None).then
    return first is None or (then.start is not None and first <= then.start)


def claim_of(draft: Draft) -> Claim | None:
    """What the query is asked to say yes or no to."""
    if draft.claim == "which":
        return "which"
    return draft.claim if draft.compare and not (draft.groups or draft.grain or draft.rows) else None
