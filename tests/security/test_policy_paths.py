"""Policies on every way an answer can take: a restricted person's answer is the answer on pre-filtered data.

Two workspaces are asked the same (`seen_world.py`). Rows, words, suggestions, options, refusals and files must agree;
only the note that a policy was applied, and what depends on the identity of the data, may differ. `WENSHU_POLICIES=all`
asks every question of the sample data instead of a part.
"""

import os
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow
import pytest
import yaml

from assistant.agent.reply_cache import ReplyCache, reply_key
from assistant.agent.settings import ModelSettings
from assistant.answer import answer, run_plan
from assistant.boards.boards import tile_of
from assistant.boards.plan import Settings
from assistant.boards.run import show
from assistant.exports.text import to_csv, to_html, to_text
from assistant.question import Question
from assistant.records.receipts import compare
from assistant.workspace import open_workspace
from semantic_layer.engines.duckdb import write_table
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from tests.assistant.agent.runs import query, settings_for
from tests.assistant.scripted_model import ScriptedModel
from tests.security.seen_world import PERSON, build
from tools.arguments import SqlArgs
from tools.errors import SqlRefused
from tools.segments.runs import DATABASE, FOLDER
from tools.sql import run_sql

DAY = date(2026, 11, 1)
STORIES = yaml.safe_load((Path(__file__).parents[1] / "stories" / "demo_questions.yaml").read_text(encoding="utf-8"))
PAIRS = [(pair["en"], pair["zh"]) for pair in STORIES["questions"]]
if os.environ.get("WENSHU_POLICIES") != "all":
    PAIRS = random.Random(7).sample(PAIRS, 14)
# About what is hidden, masked or in rows of others: values and names that the restricted person must not learn of.
PROBES = [
    "revenue by monthly income", "各月收入段的销售额", "orders by income group", "customers with income 5k_10k",
    "revenue by incom", "月收入", "what is income", "revenue in the south", "华南的销售额",
    "revenue in the south last month",
    "sales in north and east", "各地区的销售额", "revenue by region", "revenue by city", "revenue by province",
    "how many customers are there", "customers by industry", "各行业的客户数", "orders of customers in retail",
    "revenue in Guangzhou", "广州的销售额", "revenue in Shanghai", "上海的销售额", "revenue in Guangzou",
    "revenue by citty",
    "customers in Chengdu", "which cities have no orders", "highest revenue city", "complaints by topic",
    "average orders per customer", "median order value", "share of revenue by region", "top 3 cities by revenue",
    "top 3 provinces by revenue last month", "list customers in east", "what regions are there", "有哪些地区",
    "revenue of the north compared with east", "growth of revenue by region", "web events by device",
]  # fmt: skip
SQL = [
    "select count(*) from orders",
    "select count(*) from customers",
    "select region, count(*) from regions group by 1 order by 1",
    "select city, count(*) from regions group by 1 order by 1",
    "select sum(net_amount) from orders",
    "select count(*) from web_events",
    "select count(*) from order_lines",
    "select count(*) from returns",
    "select count(*) from complaints c join orders o on o.order_id = c.order_id",
    "select count(distinct customer_id) from orders where status = 'completed'",
    "select member_level, count(*) from customers group by 1 order by 1",
    "select count(*) from coupons",
    "select max(order_id), min(order_id) from orders",
    "select c.customer_id from customers c left join regions r on r.city_id = c.city_id where r.city_id is null",
    "select count(*) from (select customer_id from orders except select customer_id from customers) t",
]


@pytest.fixture(scope="module")
def worlds(demo_home, tmp_path_factory):
    folders = build(demo_home / "demo", tmp_path_factory.mktemp("seen"))
    return tuple(open_workspace(folder, as_of=DAY, who=PERSON) for folder in folders)


@pytest.fixture(scope="module")
def everybody(worlds):
    """The same data under the same policies, for a person whom none of them limits."""
    return open_workspace(worlds[0].tools.home, as_of=DAY, who=Who("boss"))


def told(found):
    """All that a person is shown of an answer."""
    return {
        "status": found.status,
        "headline": found.headline,
        "restatement": found.restatement,
        "narration": [section.narration for section in found.sections],
        "headers": [section.shown.headers for section in found.sections],
        "rows": [section.shown.rows for section in found.sections],
        "totals": [section.shown.total for section in found.sections],
        "groups behind": [section.shown_context.rows for section in found.sections if section.shown_context],
        "charts": [charted(section.chart.spec) for section in found.sections],
        "caveats": [note.text for note in found.caveats if note.code != "policy_applied"],
        "next": [choice.label for choice in found.next],
        "options": [choice.label for choice in found.clarification.choices] if found.clarification else None,
        "asked back": (found.clarification.question, found.clarification.why) if found.clarification else None,
        "refused": (found.refusal.reason, found.refusal.missing) if found.refusal else None,
        "nearest": [choice.label for choice in found.refusal.nearest] if found.refusal else None,
    }


def charted(spec):
    """The written marks of a chart: figures may differ in their last bit, words may not."""
    rows = spec["data"]["values"] if spec and "data" in spec else []
    return [{name: value for name, value in row.items() if not isinstance(value, float)} for row in rows]


def ask(context, text, **more):
    return answer(Question.of(text, who=context.tools.who, **more), context)


def with_the_same_runs(restricted, filtered):
    """Kept runs are data: the filtered workspace gets the members that may be seen of each."""
    home, engine = filtered.tools.home, filtered.tools.engine
    seen = {key for (key,) in engine.run("SELECT customer_id FROM customers").rows}
    for table in [name for name in restricted.tools.engine.schema() if name.startswith("runs.")]:
        rows = restricted.tools.engine.fetch_arrow(f"SELECT * FROM {table}").to_pylist()
        kept = [
            {**row, **({"fingerprint": engine.data_version()} if "fingerprint" in row else {})}
            for row in rows
            if row.get("key", None) is None or row["key"] in seen
        ]
        if kept:
            path = write_table(home / FOLDER, table.removeprefix("runs."), pyarrow.Table.from_pylist(kept), DATABASE)
            engine.reattach({"runs": path})


@pytest.fixture(scope="module")
def answered(worlds):
    """Every question, asked of the restricted workspace first; then its runs are shared, and the other is asked."""
    restricted, filtered = worlds
    texts = [text for pair in PAIRS for text in pair]
    first = {text: ask(restricted, text) for text in texts}
    with_the_same_runs(restricted, filtered)
    return {text: (first[text], ask(filtered, text)) for text in texts}


@pytest.mark.parametrize("text", [text for pair in PAIRS for text in pair])
def test_a_restricted_answer_is_the_answer_on_filtered_data(answered, text):
    mine, theirs = answered[text]
    assert told(mine) == told(theirs)
    if mine.sections:
        assert to_csv(mine).decode("utf-8-sig").split("\r\n")[0] == to_csv(theirs).decode("utf-8-sig").split("\r\n")[0]


@pytest.mark.parametrize("text", PROBES)
def test_what_is_hidden_behaves_like_what_is_not_there(worlds, text):
    mine, theirs = (ask(context, text) for context in worlds)
    assert told(mine) == told(theirs)
    if mine.sections:
        assert to_csv(mine) == to_csv(theirs)
    files = [to_text(found) + to_html(found) for found in (mine, theirs)]
    for hidden in ("Guangzhou", "Chengdu", "under 5,000", "under_5k", "广州"):
        assert (hidden in files[0]) == (hidden in files[1])


def test_every_policed_answer_names_its_policies(answered):
    policed = [
        mine for mine, _ in answered.values() if mine.sections and "own_region" in mine.sections[0].derivation.policies
    ]
    assert len(policed) >= len(answered) / 3


@pytest.mark.parametrize("sql", SQL)
def test_typed_sql_sees_the_filtered_tables(worlds, sql):
    mine, theirs = (run_sql(SqlArgs(sql=sql), context.tools) for context in worlds)
    assert mine.main.rows == theirs.main.rows


@pytest.mark.parametrize(
    "sql", ["select income_band from customers", "select industry from customers", "select phone from customers",
            "select email, name from customers", "select max(birth_date) from customers",
            "select count(*) from customers where industry like 'r%'"],
)  # fmt: skip
def test_typed_sql_does_not_know_a_hidden_masked_or_personal_column(worlds, sql):
    with pytest.raises(SqlRefused) as refused:
        run_sql(SqlArgs(sql=sql), worlds[0].tools)
    assert refused.value.params["rule"] == "G5"


def test_typed_sql_sees_the_visible_members_of_a_kept_run(worlds, everybody):
    ask(everybody, "revenue by segment")
    restricted = open_workspace(worlds[0].tools.home, as_of=DAY, who=PERSON)
    all_rows = run_sql(SqlArgs(sql="select count(*) from seg_rfm"), everybody.tools).main.rows[0][0]
    mine = run_sql(SqlArgs(sql="select count(*), count(distinct key) from seg_rfm"), restricted.tools).main.rows[0]
    keys = run_sql(SqlArgs(sql="select key from seg_rfm s left join customers c on c.customer_id = s.key "
                               "where c.customer_id is null"), restricted.tools).main.rows  # fmt: skip
    assert 0 < mine[0] < all_rows
    assert keys == ()


def test_the_index_of_values_is_that_of_the_filtered_data(worlds):
    mine, theirs = (
        {
            name: (tuple(held.codes), tuple(held.rows))
            for name, held in load_values(c.model, c.tools.engine, PERSON).items()
        }
        for c in worlds
    )
    theirs.pop("customer.industry", None)  # a masked value is in no index at all
    assert mine == theirs
    assert "city.city" in mine
    ranges = [load_ranges(context.model, context.tools.engine, PERSON) for context in worlds]
    assert ranges[0] == ranges[1]


@pytest.mark.parametrize(
    "who", [Who(""), Who("", ("regional",)), Who("", ("regional",), (("region", "east"),)), Who("mia", ("regional",))],
    ids=["nobody", "a role without a name", "an attribute without a name", "no attribute"],
)  # fmt: skip
def test_who_cannot_be_placed_sees_no_value_and_no_row(worlds, who):
    context = open_workspace(worlds[0].tools.home, as_of=DAY, who=who)
    held = load_values(context.model, context.tools.engine, who)
    assert not {name for name in held if name.startswith(("city.", "customer.", "complaint."))}
    found = ask(context, "revenue last month")
    assert found.status == "refused" or re.search(r"¥0\b", found.headline), found.headline


def test_an_answer_for_one_person_is_no_answer_for_the_next(worlds, everybody):
    restricted, _ = worlds
    context = replace(everybody, replies=ReplyCache())
    for text in ("revenue by region", "各地区的销售额"):
        wide = answer(Question.of(text, who=Who("boss")), context)
        narrow = answer(Question.of(text, who=PERSON), context)
        again = answer(Question.of(text, who=Who("boss")), context)
        assert told(wide) == told(again)
        assert len(wide.table.rows) > len(narrow.table.rows) == 1
        assert told(narrow)["rows"] == told(ask(restricted, text))["rows"]


@pytest.mark.parametrize(
    "other",
    [Who("mia"), Who("mia", ("other",)), Who("mia", ("regional",), (("region", "west"),)), Who("boss", PERSON.roles)],
)
def test_the_key_of_the_cache_holds_the_identity(worlds, other):
    from assistant.conversation import NOTHING_SAID

    with ScriptedModel([{"text": "x"}]) as endpoint:
        settings = settings_for(endpoint)
        keys = {
            reply_key(Question.of("revenue", who=who), NOTHING_SAID, settings, worlds[0].tools)
            for who in (PERSON, other)
        }
    assert len(keys) == 2


def test_the_key_of_the_cache_holds_day_language_rights_model_policies_and_data(worlds):
    from assistant.conversation import NOTHING_SAID

    tools = worlds[0].tools
    settings = ModelSettings(model="m", base_url="http://127.0.0.1:9/v1", api_key="k")
    question = Question.of("revenue", who=PERSON)

    class Newer:
        def data_version(self):
            return "another"

    def key(question=question, **changes):
        return reply_key(question, NOTHING_SAID, settings, replace(tools, **changes))

    policies = (*tools.model.policies[:-1], replace(tools.model.policies[-1], name="another"))
    keys = [
        key(),
        key(replace(question, language="zh")),
        key(replace(question, who=replace(PERSON, attributes=(("region", "west"),)))),
        key(replace(question, who=replace(PERSON, roles=(*PERSON.roles, "another")))),
        key(calendar=replace(tools.calendar, as_of=tools.as_of.replace(year=2020))),
        key(model=replace(tools.model, policies=policies)),
        key(model=replace(tools.model, metrics=tools.model.metrics[1:])),
        key(engine=Newer()),
    ]
    assert key() == keys[0]
    assert len(set(keys)) == len(keys)


CALLS = [
    {"metrics": ["revenue"], "by": ["city.region"]},
    {"metrics": ["revenue"], "by": ["city.city"]},
    {"metrics": ["orders"], "if": [["city.region", "eq", "south"]]},
    {"metrics": ["customers"], "by": ["customer.income_band"]},
    {"metrics": ["customers"], "by": ["customer.industry"]},
    {"metrics": ["revenue"], "by": ["customer.phone"]},
    {"metrics": ["revenue"], "if": [["customer.income_band", "eq", "5k_10k"]]},
]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_language_model_reaches_nothing_that_the_parser_would_not(worlds, call):
    shown = []
    for context in worlds:
        with ScriptedModel([{"call": ("query_metrics", query(call))}, {"text": "done"}]) as endpoint:
            found = ask(replace(context, settings=settings_for(endpoint)), "zorbo of revenue by region", reader="agent")
            sent = str(endpoint.requests)
        for hidden in ("income_band", "under_5k", "monthly income", "Guangzhou", "Chengdu", "广州"):
            assert hidden not in sent.replace(str(call), "").replace(str(query(call)), "") or "income" in str(call)
        shown.append(told(found))
    assert shown[0] == shown[1]


def test_the_plan_of_another_person_is_computed_under_the_rights_of_who_looks(worlds, everybody):
    restricted, filtered = worlds
    wide = ask(everybody, "revenue by city")
    narrow = run_plan(wide.plan, Question.of("revenue by city", who=PERSON), restricted)
    assert told(narrow)["rows"] == told(ask(filtered, "revenue by city"))["rows"]
    tile = tile_of(wide, "cities", everybody.model)
    seen = show(tile, Settings(), restricted)
    assert [row[0] for row in seen.answer.sections[0].shown.rows] == [row[0] for row in told(narrow)["rows"][0]]


def test_a_receipt_of_another_person_is_not_shown_as_the_same(worlds, everybody):
    restricted, _ = worlds
    wide = ask(everybody, "revenue by region")
    receipt = everybody.receipts.load(wide.receipt)
    found = compare(receipt, restricted.tools)
    assert (found.verdict, found.names) == ("not_comparable", ("policy",))
    for section in wide.sections:
        for row in section.shown.rows:
            if row[0] not in ("East", "华东"):
                assert row[1] not in str(found)


def test_a_hidden_name_takes_as_long_as_an_unknown_one(worlds):
    restricted, _ = worlds

    def steps(text):
        import sys

        count = 0

        def trace(frame, event, arg):
            nonlocal count
            count += 1

        ask(restricted, text)
        sys.setprofile(trace)
        try:
            ask(restricted, text)
        finally:
            sys.setprofile(None)
        return count

    hidden, unknown = steps("revenue by monthly income"), steps("revenue by monthly incane")
    assert 0.5 < hidden / unknown < 2.0


def test_a_link_gives_no_right(worlds, everybody, tmp_path):
    from assistant.storage.saved import SavedAnswers
    from assistant.storage.shared_run import run_shared, standing

    restricted, filtered = worlds
    wide = ask(everybody, "revenue by city")
    saved = SavedAnswers(tmp_path).save(wide, "boss")
    receipt = everybody.receipts.load(wide.receipt)
    opened = run_shared(saved, receipt, restricted)
    assert told(opened)["rows"] == told(ask(filtered, "revenue by city"))["rows"]
    assert standing(opened, receipt, restricted) == "for_your_access"


def test_suggestions_and_pages_of_segments_are_those_of_the_filtered_data(worlds):
    from assistant.segments.pages import offered
    from assistant.ways_on.suggestions import suggestions

    for language in ("en", "zh"):
        mine, theirs = (suggestions(context.model, language) for context in worlds)
        assert mine == theirs
        pages = [[item.qualified for item in offered(context.wording(language))] for context in worlds]
        assert pages[0] == pages[1]
