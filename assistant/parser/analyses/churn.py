"""Churn: the rate so far, who may be next, and what goes together with it.

Rule: a rate that looks back counts, a rate that looks ahead is a forecast; the words say which. Where the model keeps
churn itself, as a metric or a column, the word means that and no tool is run. A number beside a unit of time is how
long somebody must be silent; a number beside the customer is whom it is about.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import (
    Analysis,
    Read,
    read_by,
    read_count,
    read_horizon,
    read_scope,
    read_winner,
    take_subject,
)
from assistant.parser.draft import Draft, Item
from semantic_layer.model import SemanticModel
from semantic_layer.per_model import per_model
from tools.arguments import ChurnRiskArgs
from tools.customer_arguments import ChurnDriversArgs, ChurnRateArgs
from tools.roles import customer_entity

DAYS_OF = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
GRAINS = ("week", "month", "quarter")
OWN_WORDS = ("churn", "attrition", "流失")


@per_model
def _keeps_churn(model: SemanticModel) -> bool:
    """Whether the model has a metric or a column of this name."""
    named = [(m.name, m.labels) for m in model.metrics]
    named += [(d.name, d.labels) for dataset in model.datasets for d in dataset.dimensions]
    return any(word in f"{name} {labels.en} {labels.zh}".lower() for name, labels in named for word in OWN_WORDS)


def _suits(draft: Draft) -> bool:
    return draft.model.role("order") is not None and not _keeps_churn(draft.model)


def _suits_risk(draft: Draft) -> bool:
    """Churn by its name is this analysis even where its data are missing; other words only beside orders."""
    asked = [item for item in draft.cued("will_not_buy", "churn") if not item.piece.meanings]
    named = any(item.has("churn") for item in asked)
    return bool(asked) and not _keeps_churn(draft.model) and (named or draft.model.role("order") is not None)


def _suits_grouped(draft: Draft) -> bool:
    """ "Churn risk by region": the figure of groups is a rate, not a list of customers."""
    return _suits(draft) and any(_groups(draft, cue) for cue in draft.cued("group", "which"))


def _suits_over_time(draft: Draft) -> bool:
    """ "How is churn trending", 每月流失: what has been is a rate, and no list of who may go."""
    months = any(item.piece.time is not None and item.piece.time.grain in GRAINS for item in draft.free())
    return _suits(draft) and (months or any(not item.piece.meanings for item in draft.cued("trend")))


def _groups(draft: Draft, cue: Item) -> bool:
    beside = draft.right(cue) or draft.left(cue)
    return beside is not None and bool(
        beside.named("dimension") or beside.named("segmentation") or beside.has("segment_word")
    )


def _read_rate(draft: Draft, _: Read) -> BaseModel:
    """ "Churn rate by month", 上季度各地区的流失率, "expected churn rate over the next 90 days"."""
    given: dict[str, object] = {}
    ahead = _ahead(draft)
    days = ahead or read_duration(draft)
    if days is not None:
        given["days"] = days
    forecast = [item for item in draft.free() if item.has("churn_ahead_word")]
    if ahead is not None or forecast:
        given["definition"] = "model"
    for item in list(draft.cued("own_rhythm")):
        given["definition"] = "own_gap"
        item.operate("definition:own_gap")
        for cue in list(draft.cued("group", "churn_within")):
            if draft.right(cue) is item or draft.left(cue) is item:
                cue.operate("definition:own_gap")
    for item in forecast:
        item.operate("definition:model")
    return _rate(draft, given)


def _read_trend(draft: Draft, read: Read) -> BaseModel:
    """ "Churn trend", 流失趋势: the rate of months, where no other unit is named."""
    rate = _read_rate(draft, read)
    assert isinstance(rate, ChurnRateArgs)
    return rate if rate.by or rate.grain else rate.model_copy(update={"grain": "month"})


def _read_expected_rate(draft: Draft, _: Read) -> BaseModel:
    """ "Which region is most likely to churn", 各分群的流失风险."""
    days = _ahead(draft) or read_duration(draft)
    return _rate(draft, {"definition": "model"} | ({} if days is None else {"days": days}))


def _rate(draft: Draft, given: dict[str, object]) -> BaseModel:
    by = read_by(draft, customer_entity(draft.model))
    grain = _grain(draft) if by is None else None
    given |= {name: value for name, value in (("by", by), ("grain", grain)) if value is not None}
    given |= read_scope(draft)
    if by is not None:
        read_winner(draft)
    for item in list(draft.cued("churn_how_high")):
        item.operate("request")
    take_subject(draft, customer_entity(draft.model))
    return ChurnRateArgs.model_validate(given)


def _read_risk(draft: Draft, _: Read) -> BaseModel:
    """ "Who will not buy in the next 60 days", 最可能流失的50位客户, "how likely is customer 12 to leave"."""
    given: dict[str, object] = {}
    customer = _one_customer(draft)
    days = _ahead(draft) or read_duration(draft)
    if days is not None:
        given["horizon_days"] = days
    if customer is not None:
        given |= {"customer": customer, "population": "all"}
    given |= _population(draft)
    given |= read_scope(draft)
    limit = read_count(draft) if customer is None else None
    if limit is not None:
        given["limit"] = limit
    for item in list(draft.cued("high", "top", "churn_likely", "churn_ahead_word")):
        item.operate("request")
    take_subject(draft, customer_entity(draft.model))
    return ChurnRiskArgs.model_validate(given)


def _read_drivers(draft: Draft, _: Read) -> BaseModel:
    """ "What do customers who leave have in common", 哪些因素和流失有关."""
    days = _ahead(draft) or read_duration(draft)
    given: dict[str, object] = {} if days is None else {"horizon_days": days}
    given |= _population(draft)
    given |= read_scope(draft)
    take_subject(draft, customer_entity(draft.model))
    return ChurnDriversArgs.model_validate(given)


def _ahead(draft: Draft) -> int | None:
    """Days of "the next 60 days"; a month that begins today is no horizon."""
    times = [item.piece.time for item in draft.free() if item.piece.time is not None]
    return read_horizon(draft) if any(time.rule.startswith("next:") for time in times) else None


def read_duration(draft: Draft) -> int | None:
    """A number with a unit of time: "90-day", "over 90 days", 90天."""
    for item in list(draft.free()):
        number, unit = _length(item), draft.right(item)
        match = unit.piece.time if unit is not None and not unit.taken else None
        if number is None or unit is None or match is None or match.kind != "grain" or match.grain not in DAYS_OF:
            continue
        days = number * DAYS_OF[match.grain]
        item.take(f"number:{days}", "time")
        unit.take(f"number:{days}", "time")
        for cue in list(draft.cued("churn_within", "group")):
            if cue.has("churn_within") or draft.right(cue) in (item, unit):
                cue.operate("request")
        return days
    return None


def _length(item: Item) -> int | None:
    """A whole number from 1; "over 90" is one too, for beside a unit of time "over" says how long and not how many."""
    condition, number = item.piece.condition, item.piece.number
    value: float | None = None
    if number is not None and number.unit is None and number.op is None:
        value = float(number.value)
    elif condition is not None and condition.op == "gt" and condition.unit is None and len(condition.values) == 1:
        value = float(condition.values[0])
    return int(value) if value is not None and value >= 1 and value == int(value) else None


def _grain(draft: Draft) -> str | None:
    """ "By month", "monthly", 每季度; a trend is one of months."""
    for item in list(draft.free()):
        match = item.piece.time
        if match is not None and match.kind == "grain" and match.grain in GRAINS:
            item.take(f"grain:{match.grain}", "grain")
            for cue in list(draft.cued("group", "trend")):
                cue.operate("group")
            return match.grain
    trends = [item for item in draft.cued("trend") if not item.piece.meanings]
    for item in trends:  # 流失率走势: by month, which the answer says
        item.operate("trend", "grain")
    return "month" if trends else None


def _one_customer(draft: Draft) -> str | None:
    """The key after the word: "customer 12", 客户12."""
    entity = customer_entity(draft.model)
    for item in list(draft.free()):
        key = draft.right(item)
        number = key.piece.number if key is not None and not key.taken else None
        if not any(m.name == entity for m in item.named("entity")) or key is None or number is None:
            continue
        if key.text.isdigit() and number.unit is None:
            item.take(f"entity:{entity}", "entity")
            key.take(f"key:{key.text}", "value")
            return key.text
    return None


def _population(draft: Draft) -> dict[str, object]:
    found = list(draft.cued("churn_everybody"))
    for item in found:
        item.operate("population:all")
    return {"population": "all"} if found else {}


CHURN_DRIVERS = Analysis("churn_drivers", ("churn_drivers",), _read_drivers, _suits)
CHURN_RATE = Analysis("churn_rate", ("churn_rate",), _read_rate, _suits)
CHURN_TREND = Analysis("churn_rate", ("churn_trend",), _read_trend, _suits)
CHURN_OVER_TIME = Analysis("churn_rate", ("churn",), _read_rate, _suits_over_time)
CHURN_OF_GROUPS = Analysis("churn_rate", ("churn",), _read_expected_rate, _suits_grouped)
CHURN_RISK = Analysis("churn_risk", ("will_not_buy", "churn"), _read_risk, _suits_risk)
