"""What somebody brought in: 战略客户贡献了多少运费, 抖音带来了多少订单.

Rule: the verb before 多少 and a figure or a thing says nothing but that; before a share, or with nothing behind it, it
asks what part of a whole it was.
"""

from __future__ import annotations

from assistant.parser.draft import Draft

_VERBS = ("贡献了", "带来了", "创造了", "产生了", "实现了", "做了", "完成了", "做", "完成")
_HOW_MUCH = ("多少", "了多少")


def read_brought_in(draft: Draft) -> None:
    """Take the verb and its question word."""
    for item in draft.items:
        asked = draft.right(item) if item.text in _VERBS and not item.taken else None
        figure = draft.right(asked) if asked is not None and asked.text in _HOW_MUCH else None
        if asked is not None and figure is not None and figure.named("metric") and not figure.named("entity"):
            item.operate("brought in")
            asked.operate("how much")
