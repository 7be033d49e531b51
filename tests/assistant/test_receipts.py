"""A receipt says whether an answer still stands, and what changed where it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.records.receipts import UnknownReceipt, compare, result_hash
from assistant.workspace import open_workspace
from semantic_layer.model import Format, Unit
from semantic_layer.query import Who
from semantic_layer.result import Column, ResultTable
from tests.assistant import tiny
from tools.result import Lineage, NamedTable, ToolResult


@pytest.fixture
def folder(tmp_path):
    return tiny.build(tmp_path / "shop")


def ask(folder, text="revenue by region"):
    context = open_workspace(folder)
    found = answer(Question.of(text), context)
    return context, found, context.receipts.load(found.receipt)


def test_a_receipt_holds_what_decided_the_figures(folder):
    _, found, receipt = ask(folder)
    assert receipt["question"] == "revenue by region"
    assert receipt["plan"] == found.plan.to_json()
    assert receipt["rows"] == [[["E", 900], ["W", 300]]]
    assert receipt["definitions"].keys() == {"revenue"}
    assert receipt["data"]["sales"][0] == 12
    assert receipt["sql"] == list(found.sections[0].derivation.sql)


def test_the_same_answer_has_the_same_receipt(folder):
    assert ask(folder)[1].receipt == ask(folder)[1].receipt


def test_an_unchanged_shop_gives_the_same_figures(folder):
    context, _, receipt = ask(folder)
    assert compare(receipt, context.tools).verdict == "same"


def hashed(*values, unit="count"):
    columns = tuple(Column(f"c{n}", "metric", Unit(unit), Format("decimal")) for n in range(len(values)))
    table = NamedTable("main", ResultTable(columns, (values,)))
    return result_hash([ToolResult("query_metrics", (table,), (), (), Lineage(date(2026, 11, 1)))])


def test_the_hash_holds_decimals_as_text_doubles_at_twelve_digits_and_every_name_order_and_unit():
    assert hashed(0.1234567890123) == hashed(0.1234567890124) != hashed(0.123456789013)
    assert hashed(Decimal("0.1234567890123")) != hashed(Decimal("0.1234567890124"))
    assert hashed(Decimal("1.50")) == hashed(Decimal("1.5"))
    assert len({hashed(1, 2), hashed(2, 1), hashed(1), hashed(None), hashed("1"), hashed(1, unit="none")}) == 6


def test_new_data_are_named_with_both_figures(folder):
    _, _, receipt = ask(folder)
    tiny.build(folder, (*tiny.ROWS[:-1], (12, tiny.ROWS[-1][1], "W", "web", 70)))
    found = compare(receipt, open_workspace(folder).tools)
    assert (found.verdict, found.names) == ("data_changed", ("sales",))
    assert (["W", 300] in map(list, found.before), ["W", 320] in map(list, found.now)) == (True, True)


def test_new_data_that_do_not_touch_the_figures_are_the_same(folder):
    _, _, receipt = ask(folder, "revenue in September 2026")
    tiny.build(folder, (*tiny.ROWS[:-1], (12, tiny.ROWS[-1][1], "W", "web", 70)))
    context = open_workspace(folder)
    assert compare(receipt, context.tools).verdict == "same"


def test_a_changed_definition_is_named(folder):
    _, _, receipt = ask(folder)
    tiny.build(folder, model=tiny.MODEL.replace("expr: amount", "expr: amount * 2"))
    found = compare(receipt, open_workspace(folder).tools)
    assert (found.verdict, found.names) == ("definitions_changed", ("revenue",))


def test_a_definition_that_was_not_used_may_change(folder):
    _, _, receipt = ask(folder)
    tiny.build(folder, model=tiny.MODEL.replace("en: order value", "en: basket value"))
    assert compare(receipt, open_workspace(folder).tools).verdict == "same"


def test_another_result_though_nothing_changed_is_a_defect(folder):
    context, _, receipt = ask(folder)
    assert compare({**receipt, "result_hash": "0"}, context.tools).verdict == "different"


def test_under_other_rights_figures_are_not_compared(folder):
    context, _, receipt = ask(folder)
    other = replace(context.tools, who=Who("eve", ("analyst",)))
    assert compare(receipt, other).verdict == "not_comparable"


def test_a_refusal_has_no_receipt(folder):
    assert answer(Question.of("flibbertigibbet"), open_workspace(folder)).receipt is None


def test_a_receipt_that_was_edited_is_not_accepted(folder):
    context, found, receipt = ask(folder)
    path = context.receipts.folder / f"{found.receipt}.json"
    path.write_text(json.dumps({**receipt, "question": "another"}), encoding="utf-8")
    with pytest.raises(UnknownReceipt):
        context.receipts.load(found.receipt)


@pytest.mark.parametrize("identity", ["../../etc/passwd", "", "nothing", "a/b"])
def test_an_id_that_is_none_is_not_looked_up_as_a_path(folder, identity):
    with pytest.raises(UnknownReceipt):
        open_workspace(folder).receipts.load(identity)
