"""Two worlds that differ by withheld groups alone: every word, figure, chart and file of an answer is the same in both.

So no answer here tells of a withheld group, and neither do all of them together, whatever is subtracted from what: not
in a note, a count of what was left out, a title, a suggestion or an export.
"""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from assistant.answer import answer, run_plan
from assistant.answer_json import to_json
from assistant.exports.text import to_csv, to_html, to_text
from assistant.exports.xlsx import to_xlsx
from assistant.metric_pages.insertable import insertables
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.watch import evaluate
from assistant.watch import to_html as digest_html
from assistant.ways_on.suggestions import suggestions_for
from assistant.workspace import open_workspace
from semantic_layer.query import Compare
from tests.security.twin_worlds import OWNER, STAFF, build
from tools.catalog import ToolCall

QUESTIONS = [
    "revenue by source", "各来源的销售额", "customers by source", "revenue by source last month",
    "revenue of source walk in", "orders by source and gender", "average order value by source",
    "repeat purchase rate by source", "retention by source", "churn rate by source", "revenue by month by source",
    "revenue by quarter by source", "share of revenue by source", "top 3 sources by revenue",
    "which source has the lowest revenue", "销售额最低的来源", "revenue of customers not from walk in",
    "revenue excluding walk in", "median order value by source", "running total of revenue by source",
    "cumulative customers by source by month", "growth of revenue by source year over year",
    "walk in来源的复购率", "各来源客户数占比", "哪个来源的客户最少", "revenue walk in vs word of mouth",
    "difference in revenue between walk in and search engine", "sources with revenue above 1000",
    "active customers by source", "complaints by source", "customers from walk in", "rfm segments of walk in",
    "forecast revenue of walk in", "lifetime value by source",
]  # fmt: skip
NOT_WALK_IN = (Compare("customer.source", "ne", ("walk_in",)),)
TWO = (Compare("customer.source", "in", ("search_engine", "walk_in")),)
FEW = (Compare("customer.source", "eq", ("walk_in",)),)
TOOLS = {
    "lifecycle_stages": {}, "rfm_segments": {}, "tiers": {}, "churn_rate": {}, "new_and_returning": {},
    "purchase_gaps": {}, "profile": {}, "explain_change": {"metric": "revenue"}, "forecast": {"metric": "revenue"},
}  # fmt: skip
CALLS = [
    (name, {**given, "filters": filters}) for name, given in TOOLS.items() for filters in (NOT_WALK_IN, TWO, FEW)
] + [("cohort_retention", {"by": "customer.source", "grain": grain}) for grain in ("month", "quarter")]
CALLS += [  # where a change lies: a withheld group is neither a part of it, nor what is left beside the parts
    ("explain_change", {"metric": metric, "against": against, "by": by, "filters": filters})
    for metric in ("revenue", "aov", "orders")
    for against in ("previous", "year_ago")
    for by in ((), ("customer.source",), ("customer.source", "customer.gender"))
    for filters in ((), FEW, (*NOT_WALK_IN, Compare("customer.gender", "eq", ("female",))))
]


@pytest.fixture(scope="module")
def twins(demo_home, tmp_path_factory):
    """Both worlds, as staff and as the owner open them."""
    folders = build(demo_home / "demo", tmp_path_factory.mktemp("twins"))
    return {who: [open_workspace(folder, who=who) for folder in folders] for who in (STAFF, OWNER)}


def ask(context, text):
    return answer(Question.of(text, who=context.tools.who), context)


def run(context, name, arguments):
    plan = Plan(Compute((ToolCall.parse(name, arguments),)), Reading("en", ()))
    return run_plan(plan, Question("x", "en", who=context.tools.who), context)


def told(found):
    """All that leaves: the answer as JSON, its sections with their charts, and its files."""
    line = to_json(found)
    line.pop("ms")
    receipt = line.pop("receipt") or "no receipt"
    text = json.dumps(line, ensure_ascii=False, default=str)
    if found.sections:
        with zipfile.ZipFile(io.BytesIO(to_xlsx(found))) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if "docProps" not in name]
        shown = [(item.shown, item.shown_context, item.derivation, item.narration) for item in found.sections]
        text += repr(shown) + to_html(found) + to_text(found) + to_csv(found).decode("utf-8-sig") + "".join(sheets)
    return re.sub(r"[0-9a-f]{16}", "", text.replace(receipt, ""))  # identities of data and runs


@pytest.mark.parametrize("text", QUESTIONS)
def test_an_answer_is_the_same_whoever_is_in_the_group_that_is_withheld(twins, text):
    first, second = (told(ask(context, text)) for context in twins[STAFF])
    assert first == second


@pytest.mark.parametrize(("name", "arguments"), CALLS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CALLS)])
def test_an_analysis_is_the_same_whoever_is_in_the_group_that_is_withheld(twins, name, arguments):
    first, second = (told(run(context, name, arguments)) for context in twins[STAFF])
    assert first == second


@pytest.mark.parametrize("text", ["revenue by source", "retention by source", "revenue excluding walk in"])
def test_the_owner_is_told_of_the_difference(twins, text):
    first, second = (told(ask(context, text)) for context in twins[OWNER])
    assert first != second


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_offered_and_watched_is_the_same_too(twins, language):
    def offered(context):
        digest = evaluate(context, language, every=True)
        names = [insertables(text, context, language) for text in ("", "walk", "source")]
        return repr((suggestions_for(context, language), names)) + digest_html(digest, context.wording(language))

    first, second = (re.sub(r"[0-9a-f]{16}", "", offered(context)) for context in twins[STAFF])
    assert first == second
