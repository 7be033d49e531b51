"""Verbs for what the model records: "hired" where there is a hire date, "borrowed" where there are loans.

Rule: a verb counts only where a date or a table of the model is called by its noun, from a reviewed list of pairs or
by regular formation. It never stands for anything else, and a verb without such a noun stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from semantic_layer.model import Dataset, Dimension, SemanticModel
from semantic_layer.nicknames import called
from semantic_layer.per_model import per_model
from semantic_layer.wordforms import has_han, singular

# noun -> verbs in the forms that occur: past, and present where it is used
VERBS: dict[str, tuple[str, ...]] = {
    "sale": ("sold", "bought", "purchased", "made a purchase"),
    "order": ("ordered", "placed an order", "placed orders", "placed any order", "place an order"),
    "purchase": ("purchased", "bought", "made a purchase", "made any purchase"),
    "review": ("reviewed",),
    "loan": ("borrowed", "loaned", "checked out", "borrow"),
    "borrowing": ("borrowed", "borrow"),
    "visit": ("visited", "visit", "came", "come"),
    "payment": ("paid",),
    "enrollment": ("enrolled", "enroll", "signed up"),
    "enrolment": ("enrolled", "enrol", "signed up"),
    "booking": ("booked",),
    "reservation": ("reserved", "booked"),
    "rental": ("rented", "rent"),
    "rent": ("rented",),
    "hire": ("hired", "joined"),
    "hiring": ("hired",),
    "birth": ("born",),
    "publication": ("published",),
    "founding": ("founded", "established"),
    "foundation": ("founded", "established"),
    "establishment": ("established", "founded"),
    "launch": ("launched",),
    "release": ("released",),
    "join": ("joined", "join"),
    "registration": ("registered", "signed up"),
    "signup": ("signed up", "registered", "joined"),
    "sign up": ("signed up", "registered", "joined"),
    "termination": ("terminated", "left", "quit", "resigned", "departed"),
    "resignation": ("resigned", "left", "quit"),
    "due": ("due", "fell due", "falling due"),
    "expiry": ("expired", "expiring", "expires", "expire"),
    "expiration": ("expired", "expiring", "expires", "expire"),
    "churn": ("churned",),
    "graduation": ("graduated",),
    "creation": ("created",),
    "opening": ("opened",),
    "closing": ("closed",),
    "admission": ("admitted",),
    "discharge": ("discharged",),
    "delivery": ("delivered",),
    "shipment": ("shipped",),
    "shipping": ("shipped",),
    "cancellation": ("cancelled", "canceled"),
    "donation": ("donated", "donate", "gave", "give", "contributed", "made a donation", "made donations"),
    "shift": ("worked", "volunteered"),
    "lease": ("leased",),
    "check in": ("checked in", "arrived"),
    "check out": ("checked out",),
    "start": ("started", "starting", "starts", "start", "begin", "begins", "beginning", "began"),
    "end": ("ended", "ending", "ends", "end", "expired", "expiring", "expires", "expire", "running out"),
    "ride": ("rode",),
    "flight": ("flew", "flown", "flies", "operate", "operated"),
    "subscription": ("subscribed",),
    "appointment": ("made an appointment",),
    "construction": ("built", "constructed"),
    "build": ("built",),
    "manufacture": ("manufactured", "made"),
    "return": ("returned",),
    "pickup": ("picked up",),
    "prescription": ("prescribed",),
    "treatment": ("treated",),
    "diagnosis": ("diagnosed",),
    "ticket": ("opened", "opened a ticket", "filed", "raised", "submitted"),
    "complaint": ("complained", "filed", "made a complaint"),
    "claim": ("claimed", "filed", "made a claim"),
    "exam": ("took", "sat", "wrote"),
    "invoice": ("invoiced", "billed"),
}
VERBS_ZH: dict[str, tuple[str, ...]] = {
    "订单": ("下单", "下过单", "订购", "购买", "买"),
    "销售": ("售出", "卖出", "销售", "购买"),
    "借阅": ("借", "借阅"),
    "评论": ("评论", "发表评论"),
    "评价": ("评价",),
    "选课": ("选课", "选"),
    "报名": ("报名", "报"),
    "预约": ("预约",),
    "就诊": ("就诊", "看诊", "看病", "看", "来", "到诊"),
    "付款": ("付款", "支付"),
    "租赁": ("租赁", "租"),
    "开业": ("开业", "开张", "开店"),
    "开店": ("开业", "开张", "开店"),
    "成立": ("成立", "创立", "创建", "创办"),
    "创立": ("成立", "创立", "创建", "创办"),
    "加入": ("加入", "入会", "注册"),
    "注册": ("注册",),
    "出版": ("出版", "发行"),
    "上线": ("上线",),
    "入职": ("入职", "聘用"),
    "工单": ("提", "提交", "提工单", "提交工单"),
    "投诉": ("投诉", "提"),
    "索赔": ("索赔", "提"),
    "运单": ("发货", "发", "托运", "寄", "跑", "拉", "运"),
    "行程": ("跑", "出车"),
    "维修": ("修", "修理", "维修"),
    "购买": ("买", "购买", "购入", "买入"),
    "购车": ("买", "购买", "购入", "购车"),
    "退款": ("退", "退款", "退单"),
    "退货": ("退", "退货"),
    "离职": ("离职", "离开"),
    "发货": ("发货",),
    "处方": ("开", "开具"),
    "考试": ("考", "参加"),
    "发票": ("收到", "开票", "开具"),
}
_BEGUN = frozenset({"opened", "filed", "submitted", "提", "提过", "提了", "提交", "提交了", "提交过"})
_DATE_WORDS = frozenset({"date", "time", "year", "month", "day", "on", "at", "of", "timestamp", "dt", "ts"})
_DATE_ENDS = ("日期", "时间", "年份", "年月", "日", "时", "年")
_DONE = ("", "过", "了", "得")
_DOUBLES = re.compile(r"[bcdfghjklmnpqrstvz][aeiou][bdgklmnprt]$")  # "canceled" is written in both ways
_DONE_EN = frozenset({"built", "born", "made", "sold", "bought", "paid", "won", "sent", "begun", "written", "shot"})


@dataclass(frozen=True)
class Happening:
    """What a verb records: rows of `dataset`, or the date (or year) `dimension` of its own rows."""

    dataset: str
    dimension: str | None = None


@per_model
def happenings(model: SemanticModel) -> dict[str, tuple[Happening, ...]]:
    """Return every verb with what it may record."""
    found: dict[str, dict[Happening, None]] = {}
    for verb, happening in _all(model):
        found.setdefault(verb, {})[happening] = None
    return {verb: tuple(kept) for verb, kept in found.items()}


def _all(model: SemanticModel) -> Iterator[tuple[str, Happening]]:
    for dataset in model.datasets:
        if dataset.role in ("spine", "segment"):
            continue
        own = [key.name for key in dataset.entities if key.type in ("primary", "natural")]
        for entity in own if any(key.type == "foreign" for key in dataset.entities) else ():
            if model.has_entity(entity) and not model.entity(entity).hidden:
                regular = _is_event(model, dataset, entity)
                for name in called(model.entity(entity)):
                    verbs = tuple(_verbs(name, regular=regular))
                    yield from ((verb, Happening(dataset.name)) for verb in verbs)
                    yield from _begun(dataset, verbs)
        for dimension in dataset.dimensions:
            if not dimension.hidden and not dimension.personal and _is_date(dimension):
                for name in called(dimension):
                    noun = _noun(name)
                    yield from ((v, Happening(dataset.name, dimension.qualified)) for v in _verbs(noun, regular=True))


def _begun(dataset: Dataset, verbs: Iterable[str]) -> Iterator[tuple[str, Happening]]:
    """ "Tickets opened last week": the day on which the rows were filed, where no other date is called so."""
    times = {d.name: d for d in dataset.dimensions if d.type == "time"}
    if dataset.default_time not in times:
        return
    said = {verb for d in times.values() for name in called(d) for verb in _verbs(_noun(name), regular=True)}
    for verb in _BEGUN.intersection(verbs) - said:
        yield verb, Happening(dataset.name, times[dataset.default_time].qualified)


def _is_event(model: SemanticModel, dataset: Dataset, entity: str) -> bool:
    """Rows with a date that nothing else belongs to: loans, not books."""
    dated = any(dimension.type == "time" for dimension in dataset.dimensions)
    owners = {key.name for other in model.datasets if other is not dataset for key in other.entities}
    return dated and entity not in owners


def _is_date(dimension: Dimension) -> bool:
    """A date, or a whole number that is called a year or a time."""
    if dimension.type == "time" or dimension.grain == "year":
        return True
    named = any(name.endswith(("year", *_DATE_ENDS)) for name in called(dimension))
    return dimension.datatype == "Integer" and named


def _noun(name: str) -> str:
    if has_han(name):
        for end in _DATE_ENDS:
            if name.endswith(end) and len(name) > len(end):
                return name.removesuffix(end)
        return ""
    return " ".join(word for word in name.split() if word not in _DATE_WORDS)


def _verbs(name: str, *, regular: bool) -> Iterator[str]:
    if not name:
        return
    if has_han(name):
        stems = {*VERBS_ZH.get(name, ()), *((name,) if regular else ())}
        yield from (stem + done for stem in stems for done in _DONE if len(stem) > 1 or done in ("过", "得", "了"))
        yield from (f"{stem[0]}{done}{stem[1]}" for stem in stems if len(stem) == 2 for done in ("过", "了"))  # 发过货
        return
    noun = " ".join([*name.split()[:-1], singular(name.split()[-1])])
    yield from VERBS.get(noun, ())
    if regular and " " not in noun and noun.isalpha():
        yield _past(noun)
        if _DOUBLES.search(noun):
            yield f"{noun}{noun[-1]}ed"  # "cancelled" and "shipped" of cancel_date and ship_date


def _past(word: str) -> str:
    """The regular past of a verb; a word that already is one stays: "created" of created_at."""
    if word.endswith("ed") or word in _DONE_EN:
        return word
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ied"
    return word + "ed"
