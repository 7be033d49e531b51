"""Run again: the same figures, or what changed with both values, and nothing that a person may not see."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.records.rerun import rerun
from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny

POLICY = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
MORE = (*tiny.ROWS[:-1], (12, tiny.ROWS[-1][1], "W", "web", 70))


def manager(region):
    return Who("Mei", roles=frozenset({"manager"}), attributes=(("region", region),))


def receipt_of(folder, who=None, text="revenue by region"):
    context = open_workspace(folder, who=who)
    return str(answer(Question.of(text, who=context.tools.who), context).receipt)


@pytest.mark.parametrize(("language", "told"), [("en", "Same figures."), ("zh", "结果一致。")])
def test_nothing_changed(tmp_path, language, told):
    folder = tiny.build(tmp_path / "shop")
    found = rerun(receipt_of(folder), open_workspace(folder), language)
    assert (found.verdict, found.sentence, found.rows) == ("same", told, ())


@pytest.mark.parametrize(
    ("language", "told", "row"),
    [
        ("en", "The data changed: sales.", ("West", "Revenue", "¥300.00", "¥320.00")),
        ("zh", "数据有变化：销售。", ("华西", "销售额", "¥300.00", "¥320.00")),
    ],
)
def test_changed_data_are_listed_with_both_values(tmp_path, language, told, row):
    folder = tiny.build(tmp_path / "shop")
    identity = receipt_of(folder)
    tiny.build(folder, MORE)
    found = rerun(identity, open_workspace(folder), language)
    about, column, *figures = found.rows[0]
    assert (found.verdict, found.sentence, len(found.rows)) == ("data_changed", told, 1)
    assert (about, column.partition(" (")[0].partition("（")[0].capitalize(), *figures) == (
        row[0],
        row[1].capitalize(),
        *row[2:],
    )


def test_a_changed_definition_is_listed_with_both_values(tmp_path):
    folder = tiny.build(tmp_path / "shop")
    identity = receipt_of(folder)
    tiny.build(folder, model=tiny.MODEL.replace("expr: amount", "expr: amount * 2"))
    found = rerun(identity, open_workspace(folder), "en")
    assert (found.verdict, found.sentence) == ("definitions_changed", "The definition changed: revenue.")
    assert [row[2:] for row in found.rows] == [("¥900.00", "¥1,800.00"), ("¥300.00", "¥600.00")]


def test_a_row_that_came_is_a_change(tmp_path):
    folder = tiny.build(tmp_path / "shop", tuple(row for row in tiny.ROWS if row[2] == "E"))
    identity = receipt_of(folder)
    tiny.build(folder)
    as_of_its_day = ("no such row", "¥250.00")  # the last sale in the East was on 20 October; that day counts
    assert rerun(identity, open_workspace(folder), "en").rows[0][2:] == as_of_its_day


def test_changed_access_rules_show_no_former_figure(tmp_path):
    folder = tiny.build(tmp_path / "shop")
    identity = receipt_of(folder, manager("E"))
    tiny.build(folder, model=tiny.MODEL + POLICY)
    found = rerun(identity, open_workspace(folder, who=manager("E")), "en")
    assert (found.verdict, found.sentence) == ("policy_changed", "The access rules changed: own_region.")
    assert {row[2] for row in found.rows} <= {"not shown"}
    assert not any("West" in cell for row in found.rows for cell in row)  # nor the name of a row that is gone
    assert not any("300" in cell for row in found.rows for cell in row)


def test_another_value_of_an_attribute_shows_no_figure_of_the_other(tmp_path):
    folder = tiny.build(tmp_path / "shop", model=tiny.MODEL + POLICY)
    identity = receipt_of(folder, manager("E"))
    found = rerun(identity, open_workspace(folder, who=manager("W")), "en")
    assert found.verdict == "policy_changed"
    assert not any("900" in cell for row in found.rows for cell in row)


def test_other_roles_show_no_figure_at_all(tmp_path):
    folder = tiny.build(tmp_path / "shop", model=tiny.MODEL + POLICY)
    identity = receipt_of(folder)
    found = rerun(identity, open_workspace(folder, who=manager("W")), "zh")
    assert (found.verdict, found.rows) == ("not_comparable", ())


def test_an_unknown_receipt_is_not_found(tmp_path):
    found = rerun("000000000000", tiny.world(tmp_path / "shop"), "en")
    assert (found.verdict, found.sentence) == (None, "This receipt was not found.")
