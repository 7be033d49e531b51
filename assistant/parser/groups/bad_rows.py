"""Rows that nobody wants: "rejected claims by agent, worst five", 被拒理赔最差的代理人.

Rule: where a model does not say which way a number of rows is good, and the rows are chosen by a word for what went
wrong or are called by one, the most of them is the worst.
"""

from __future__ import annotations

import re

from assistant.parser.draft import Draft
from semantic_layer.model import SimpleMetric
from semantic_layer.query import Compare

_BAD = re.compile(
    r"\b(rejected|refused|denied|cancel|cancell|cancelled|canceled|cancellations?|late|delayed|delays?|overdue|unpaid|lost|"
    r"losses|damaged?|damages|fail|failed|failures?|defective|defects?|faulty|faults?|broken|breakdowns?|complaints?|"
    r"returned|returns|refunded|refunds|churned|withdrawn|missed|missing|no show|no shows|dropped out|fraud|fraudulent|"
    r"errors?|accidents?|incidents?|violations?|expired|bounced|abandoned|disputed|disputes?|escalated|escalations?)\b|"
    r"拒|取消|迟到|延误|逾期|未付|欠|丢失|遗失|损坏|破损|失败|故障|缺陷|投诉|退货|退款|流失|缺席|旷|欺诈|错误|事故|违规|过期|差评"
)


def counts_bad_rows(draft: Draft, metric: str) -> bool:
    """Return whether the metric counts rows that are chosen or called by what went wrong with them."""
    known = draft.model.metric(metric) if draft.model.has_metric(metric) else None
    if not isinstance(known, SimpleMetric) or known.unit.kind != "count":
        return False
    chosen = [str(v) for p in draft.filters if isinstance(p, Compare) and p.op in ("eq", "in") for v in p.values]
    said = [known.labels.en, known.labels.zh, *chosen]
    return any(_BAD.search(word.lower().replace("_", " ").replace("-", " ")) for word in said)
