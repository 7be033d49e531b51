"""What the drawer says of an answer: words, rows, formula and checks, over a shop that is known by head."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.answer import answer
from assistant.checking.join_check import repeated_rows
from assistant.evidence import items
from assistant.evidence.checks import checks
from assistant.evidence.read_spans import read_pieces
from assistant.polishing.figures import foreign_figures
from assistant.question import Question
from assistant.sql.dialects import DIALECTS, offered, translated
from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny

POLICY = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
SMALL = "policies:\n  - {name: small, dataset: sales, min_group: {entity: order, k: 2}, applies_to: [manager]}\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return tiny.world(tmp_path_factory.mktemp("shop"))


def ask(context, text):
    found = answer(Question.of(text, who=context.tools.who), context)
    assert found.status == "answered", found.headline
    return found, context.wording(found.language)


def manager(folder, policies, region="E"):
    who = Who("Mei", roles=frozenset({"manager"}), attributes=(("region", region),))
    return open_workspace(tiny.build(folder, model=tiny.MODEL + policies), who=who)


@pytest.mark.parametrize("text", ["revenue in East by channel last month", "上个月华东各渠道的销售额"])
def test_the_pieces_of_a_question_are_the_question_with_what_each_was_bound_to(shop, text):
    found, wording = ask(shop, text)
    pieces = read_pieces(found, wording)
    assert "".join(piece.text for piece in pieces) == text
    meanings = {piece.text: piece.meaning for piece in pieces if piece.is_underlined}
    expected = {
        "en": {"revenue": "metric: revenue", "East": "region = East", "last month": "Oct 2026"},
        "zh": {"销售额": "指标：销售额", "华东": "地区 = 华东", "上个月": "2026年10月"},
    }[found.language]
    assert expected.items() <= meanings.items()
    assert all(meanings.values())


def test_a_word_without_meaning_says_so(shop):
    found = answer(Question.of("revenue by flibbertigibbet"), shop)
    pieces = read_pieces(found, shop.wording("en"))
    assert ("flibbertigibbet", "not understood") in [(p.text, p.meaning) for p in pieces if p.mark == "unknown"]


def test_the_definition_names_owner_version_and_state(shop):
    found, wording = ask(shop, "revenue last month")
    assert items.definition_lines(found.sections[0], wording) == (
        "revenue: What customers paid.",
        "Owner: no owner named · Version 1 · State: confirmed",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("revenue last month", "sum of amount over 5 rows of sales = ¥600.00"),
        ("上个月销售额", "对销售 5 行的 amount 取合计 = ¥600.00"),
        ("order value last month", "¥600.00 revenue ÷ 5 orders = ¥120.00"),
        ("上个月客单价", "销售额 ¥600.00 ÷ 订单数 5 = ¥120.00"),
    ],
)
def test_the_formula_holds_the_figures(shop, text, line):
    found, wording = ask(shop, text)
    assert line in items.formula_lines(found.sections[0], wording)


def test_a_ratio_by_groups_has_its_figures_for_each(shop):
    found, wording = ask(shop, "order value by region last month")
    lines = items.formula_lines(found.sections[0], wording)
    assert "East: ¥500.00 revenue ÷ 3 orders = ¥166.67" in lines
    assert "West: ¥100.00 revenue ÷ 2 orders = ¥50.00" in lines


def test_filters_access_and_period_are_told_with_dates_zone_and_as_of(shop):
    found, wording = ask(shop, "revenue in East last month")
    assert items.scope_lines(found.sections[0], wording) == (
        "Filters: region = East",
        "Access rules: none applied, all rows were in reach",
        "Period: 1–31 Oct 2026 (Asia/Shanghai)",
        "Data as of 1 Nov 2026",
    )


def test_the_rows_are_counted_at_every_step(shop):
    found, wording = ask(shop, "revenue in East last month")
    lineage = found.sections[0].result.lineage
    assert [(s.dataset, s.visible, s.dated, s.counted) for s in lineage.steps] == [("sales", 12, 5, 3)]
    assert items.row_lines(found.sections[0], wording) == (
        "sales: 12 rows in all → Oct 2026: 5 → meeting the conditions: 3",
        "rows in the answer: 1",
        "Nothing was left out.",
    )


def test_a_comparison_counts_the_rows_of_both_periods(shop):
    found, _ = ask(shop, "revenue last month vs the month before")
    assert [(s.dated, s.counted) for s in found.sections[0].result.lineage.steps] == [(5, 5), (4, 4)]


def test_rows_that_a_policy_hides_are_never_counted(tmp_path):
    found, _ = ask(manager(tmp_path / "shop", POLICY), "revenue last month")
    assert [(s.visible, s.dated, s.counted) for s in found.sections[0].result.lineage.steps] == [(7, 3, 3)]


def test_where_small_groups_may_not_be_told_no_row_is_counted(tmp_path):
    found, _ = ask(manager(tmp_path / "shop", SMALL), "revenue last month")
    assert found.sections[0].result.lineage.steps == ()


def test_the_trace_tells_time_statements_rows_and_that_no_model_was_asked(shop):
    found, wording = ask(shop, "revenue last month")
    told = items.trace_lines(replace(found, ms=(("read", 3), ("compute", 1_200))), wording)
    assert told == (
        "Reading: 3 ms",
        "Computing: 1,200 ms",
        "1 statement ran",
        "12 rows read to count",
        "No language model was asked.",
    )


# --- checks --------------------------------------------------------------------------------------------------


def codes(found, wording):
    return {(check.code, check.is_passed) for check in checks(found, wording)}


def test_the_checks_of_a_breakdown_pass(shop):
    found, wording = ask(shop, "revenue by region")
    assert {("whole", True), ("fan_out", True), ("figures", True), ("words", True)} <= codes(found, wording)


def test_shares_sum_to_one_and_changes_are_differences(shop):
    assert ("share", True) in codes(*ask(shop, "share of revenue by region"))
    assert ("difference", True) in codes(*ask(shop, "revenue last month vs the month before"))


def test_groups_that_do_not_make_up_the_whole_get_a_cross(shop):
    found, wording = ask(shop, "revenue by region")
    section = found.sections[0]
    lineage = replace(section.result.lineage, overall=(("revenue", Decimal(1_201)),))
    wrong = replace(found, sections=(replace(section, result=replace(section.result, lineage=lineage)),))
    assert ("whole", False) in codes(wrong, wording)


def test_a_figure_that_no_row_holds_gets_a_cross(shop):
    found, wording = ask(shop, "revenue by region")
    section = found.sections[0]
    first = section.headline_phrases[0]
    wrong = replace(section, headline_phrases=(*section.headline_phrases, replace(first, text=" Up by 777.")))
    assert foreign_figures(section, wording) == ()
    assert foreign_figures(wrong, wording) == ("777",)


def test_a_shortened_figure_is_known_by_its_precision(shop):
    found, wording = ask(shop, "revenue by region")
    section = found.sections[0]

    def with_text(text):
        return replace(section, headline_phrases=(replace(section.headline_phrases[0], text=text),), narration=())

    assert foreign_figures(with_text("0.9K and 75%"), wording) == ("75%",)  # 900; 75% stands in no cell
    assert foreign_figures(with_text("0.91K"), wording) == ("0.91K",)


def test_a_join_on_less_than_a_key_is_named(shop):
    keyed = 'SELECT 1 FROM "main"."sales" AS a LEFT JOIN "main"."sales" AS b ON a."order_id" = b."order_id"'
    loose = 'SELECT 1 FROM "main"."sales" AS a LEFT JOIN "main"."sales" AS b ON a."region" = b."region"'
    grouped = (
        'WITH g AS (SELECT "region", SUM("amount") AS s FROM "main"."sales" GROUP BY "region") '
        'SELECT 1 FROM "main"."sales" AS a LEFT JOIN g ON a."region" = g."region"'
    )
    assert repeated_rows((keyed,), shop.model) == ()
    assert repeated_rows((loose,), shop.model) == ("b",)
    assert repeated_rows((grouped,), shop.model) == ()
    assert repeated_rows((grouped.replace('ON a."region" = g."region"', 'ON a."amount" = g."s"'),), shop.model) == (
        "g",
    )
    assert repeated_rows(("SELECT 1 FROM a LEFT JOIN b ON a.x >= b.x",), shop.model) is None


def test_every_answer_of_the_demo_passes_its_checks(demo):
    for text in (
        "Which segment has the highest repurchase rate?",
        "哪个分群复购率最高？",
        "revenue by channel last month",
        "各渠道销售额占比",
        "top 3 categories by revenue",
        "revenue by month in 2026",
    ):
        found, wording = ask(demo, text)
        assert all(check.is_passed for check in checks(found, wording)), (text, checks(found, wording))


# --- dialects ------------------------------------------------------------------------------------------------


def test_what_ran_stands_first_and_stays_as_it_is(shop):
    found, _ = ask(shop, "revenue by region last month")
    sql = found.sections[0].derivation.sql[0]
    assert offered("duckdb")[0] == "duckdb" and set(offered("duckdb")) == set(DIALECTS)
    assert translated(sql, "duckdb", "duckdb") == sql
    assert "`region`" in str(translated(sql, "duckdb", "mysql"))


def test_what_has_no_form_elsewhere_is_not_translated():
    assert translated("SELECT FROM WHERE", "duckdb", "mysql") is None
