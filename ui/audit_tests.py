"""Questions kept as tests: keep one, and read all of them again.

Rule: a case passes only when its question is read as it was; running the cases computes no figure.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.learning.regressions import Cases, NotAlone, passes
from assistant.records.audit_view import Asked
from assistant.records.receipts import UnknownReceipt, receipt_day
from assistant.texts import say
from assistant.told import told_why
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert, visible

KEEPABLE = ("answered", "refused", "clarify")


def keep_button(row: Asked, context: Context, language: Language) -> None:
    """Offer to keep a question with the plan on its record."""
    plan = next((record.get("plan") for record in row.records if record.get("event") == "finished"), None)
    if row.outcome not in KEEPABLE or not isinstance(plan, dict):
        return
    if not clicked(say("audit.keep", language), key=f"keep-{row.id}", icon=":material/science:"):
        return
    try:
        case = Cases(context.tools.home).keep(row.question, plan, _day(row, context), context)
    except NotAlone:
        st.warning(inert(say("audit.keep_alone", language)))
    except OSError as error:
        st.error(inert(say("metrics.not_saved", language, why=told_why(error, language))))
    else:
        st.success(inert(say("audit.kept", language, id=case.id)))


def _day(row: Asked, context: Context) -> date:
    """What counted as today when it was asked: the receipt says it; a refusal rests on today's day."""
    if row.receipt and context.receipts is not None:
        try:
            return receipt_day(context.receipts.load(row.receipt))
        except UnknownReceipt:
            pass
    return context.as_of


def draw_tests(context: Context, language: Language) -> None:
    import pandas as pd

    st.markdown(inert(say("audit.tests_about", language)))
    cases = Cases(context.tools.home).all()
    if not cases:
        st.caption(say("audit.no_tests", language))
        return
    is_run = clicked(say("audit.run_tests", language), key="audit-run-tests", type="primary")
    results = [_result(passes(case, context), language) if is_run else formats.UNDEFINED for case in cases]
    rows = [
        (visible(case.question), formats.day(case.as_of, language), str(case.plan.get("status", "")), result)
        for case, result in zip(cases, results, strict=True)
    ]
    outcomes = [say(f"audit.outcome.{status}", language) if status in KEEPABLE else status for _, _, status, _ in rows]
    shown = [(q, day, outcome, result) for (q, day, _, result), outcome in zip(rows, outcomes, strict=True)]
    headings = [say(f"audit.{name}", language) for name in ("question", "as_of", "outcome", "test")]
    st.dataframe(pd.DataFrame(shown, columns=headings), hide_index=True, key="audit-tests")


def _result(is_same: bool, language: Language) -> str:
    return say("audit.test.same" if is_same else "audit.test.other", language)
