"""What people call the event of a date: "delivery", "delivered", "deliver" and 送达 of delivery_date.

Rule: the words follow from the names of the date, and from a reviewed list of words for one event; a word that
belongs to two dates stands for both.
"""

# ruff: noqa: E501  (tables: words of one event together)

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.model import Dimension
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_FAMILIES = (
    ("order", "ordered", "ordering", "placed", "purchase", "purchased", "being ordered"),
    ("ship", "shipped", "shipping", "shipment", "shipments", "dispatch", "dispatched", "being shipped", "be shipped"),
    ("deliver", "delivered", "delivery", "deliveries", "being delivered", "be delivered"),
    ("admission", "admitted", "admit", "being admitted"),
    ("discharge", "discharged", "being discharged", "be discharged"),
    ("departure", "departed", "depart", "leaving"),
    ("arrival", "arrived", "arrive", "arriving"),
    ("open", "opened", "opening", "being opened"),
    ("close", "closed", "closing", "closure", "be closed"),
    ("resolve", "resolved", "resolution", "be resolved"),
    ("payment", "paid", "pay", "being paid", "be paid"),
    ("return", "returns", "returned", "returning", "be returned"),
    ("rental", "rented", "rent"),
    ("loan", "loaned", "borrowed", "borrowing", "checkout"),
    ("start", "started", "begin", "beginning", "starting"),
    ("end", "ended", "finish", "finished", "ending"),
    ("completion", "completed", "complete", "be completed"),
    ("submission", "submitted", "submit", "being submitted"),
    ("approval", "approved", "approve", "be approved"),
    ("receipt", "received", "receive", "be received"),
    ("report", "reported", "being reported"),
    ("request", "requested"),
    ("application", "applied", "apply"),
    ("booking", "booked", "book"),
    ("registration", "registered", "sign up", "signup"),
    ("invoice", "invoiced", "issue", "issued"),
    ("hire", "hired", "hiring", "joining", "joined"),
    ("repair", "repairs", "repaired", "be repaired"),
    ("response", "responded", "respond", "first response"),
    ("settlement", "settled", "settle", "settling", "be settled", "being settled"),
    ("refund", "refunded", "be refunded", "being refunded"),
    ("cancellation", "cancelled", "canceled", "cancel", "be cancelled"),
    ("signature", "signed", "sign", "signing", "be signed"),
    ("renewal", "renewed", "renew"),
    ("inspection", "inspected", "inspect", "be inspected"),
    ("decision", "decided", "decide"),
    ("installation", "installed", "install", "be installed"),
    ("下单", "订购", "订单"), ("发货", "出库"), ("送达", "交付", "配送", "到货"), ("入院", "住院"), ("出院",),
    ("付款", "支付"), ("归还", "还书", "还"), ("借出", "借阅", "借书"), ("关闭", "关单"), ("解决",), ("开始",), ("结束",),
    ("结案", "结清", "结算"), ("完成", "完工"), ("提交",), ("审批", "批准"), ("退货",), ("创建",), ("受理",), ("报修",), ("维修", "修复"), ("签收",),
)  # fmt: skip
_DATE_WORDS = frozenset({"date", "time", "day", "on", "at", "of", "timestamp", "datetime", "dt", "ts", "actual"})
_DATE_ENDS = ("日期", "时间", "时刻", "日", "时")


def event_words(dimension: Dimension) -> frozenset[str]:
    """Return every word for what happened on a date, its own names included."""
    names = {name.lower() for name in called(dimension)}
    nouns = {noun for name in names if (noun := _noun(name))}
    family = {word for words in _FAMILIES if nouns & set(words) for word in words}
    return frozenset(names | nouns | family)


def _noun(name: str) -> str:
    if has_han(name):
        end = next((end for end in _DATE_ENDS if name.endswith(end) and len(name) > len(end) + 1), "")
        return name.removesuffix(end).removesuffix("的").removeprefix("实际")
    return " ".join(word for word in name.split() if word not in _DATE_WORDS)


def longest_first(words: Iterator[str] | frozenset[str]) -> list[str]:
    """Return the words so that a pattern tries the longer ones first."""
    return sorted(words, key=lambda word: (-len(word), word))
