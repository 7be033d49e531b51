"""Parts of a plan can be taken away or exchanged; what is offered is another question that can be computed."""

from __future__ import annotations

import pytest

from assistant.answer import answer, run_plan
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.plan_parts import difference, instead, pieces
from assistant.question import Question
from assistant.reading import Reading


def ask(text, demo, past=None):
    found = answer(Question.of(text), demo, past or Past())
    assert found.status == "answered", found.headline
    return found


def by_kind(found, demo, before=None):
    return {piece.part.kind: piece for piece in pieces(found.sections[0], before, demo.wording(found.language))}


@pytest.mark.parametrize(("text", "name"), [("revenue by channel last month in East China", "dimension"),
                                            ("上个月华东各渠道的销售额", "dimension")])  # fmt: skip
def test_each_part_but_the_metric_can_be_taken_away(demo, text, name):
    found = by_kind(ask(text, demo), demo)
    assert found["metric"].without is None
    assert {kind for kind, piece in found.items() if piece.without} >= {name, "filter", "period"}


def test_a_removed_filter_is_gone_from_the_plan_that_runs_and_nothing_else_is(demo):
    first = ask("revenue by channel last month in East China", demo)
    choice = by_kind(first, demo)["filter"].without
    old, new = first.sections[0].call.arguments, choice.calls[0].arguments
    assert len(old.filters) == 1 and new == old.model_copy(update={"filters": ()})
    question = Question.of(choice.label)
    then = run_plan(Plan(Compute(choice.calls), Reading(question.language, ())), question, demo)
    assert then.status == "answered"
    assert [part.text for part in then.parts] == [part.text for part in first.parts if part.kind != "filter"]
    told = difference(then.sections[0], first)
    assert told.dropped == tuple(part.text for part in first.parts if part.kind == "filter")
    assert told.changed == () and told.kept == tuple(part.text for part in then.parts)


def test_without_groups_there_is_nothing_to_rank(demo):
    choice = by_kind(ask("top 3 channels by revenue last month", demo), demo)["dimension"].without
    assert choice.calls[0].arguments.top is None and choice.calls[0].arguments.dimensions == ()


def test_what_a_follow_up_added_is_marked_as_new(demo):
    first = ask("revenue last month", demo)
    then = ask("by channel", demo, Past.of([first]))
    found = by_kind(then, demo, first)
    assert found["dimension"].is_new and not found["metric"].is_new and not found["period"].is_new


@pytest.mark.parametrize(
    ("language", "questions", "line"),
    [("en", ("revenue by region last month", "by channel instead"),
      "Changed: by region → by channel · Kept: Revenue, Oct 2026"),
     ("zh", ("上个月各地区的销售额", "换成按渠道"), "变更：按地区 → 按渠道 · 沿用：销售额、2026年10月"),
     ("en", ("revenue by region last month in East China", "what about September?"), "Oct 2026 → Sep 2026")],
)  # fmt: skip
def test_an_exchanged_part_is_told_with_what_it_was_before(demo, language, questions, line):
    from ui.parts_line import difference_line

    first = ask(questions[0], demo)
    then = ask(questions[1], demo, Past.of([first]))
    assert line.lower() in difference_line(then.sections[0], first, demo.wording(language)).lower()
    assert difference_line(first.sections[0], None, demo.wording(language)) == ""
    assert difference_line(then.sections[0], then, demo.wording(language)) == ""


@pytest.mark.parametrize("kind", ["metric", "dimension", "period"])
def test_what_is_offered_instead_changes_that_part_only_and_can_be_computed(demo, kind):
    section = ask("revenue by channel last month", demo).sections[0]
    offered = instead(section, kind, demo.wording("en"))
    assert len(offered) > 2
    field = {"metric": "metrics", "dimension": "dimensions", "period": "window"}[kind]
    for item in offered:
        (call,) = item.choice.calls
        was, now = section.call.arguments, call.arguments
        assert getattr(now, field) != getattr(was, field)
        assert now.model_copy(update={field: getattr(was, field)}) == was
    question = Question.of("x")
    first = run_plan(Plan(Compute(offered[0].choice.calls), Reading("en", ())), question, demo)
    assert first.status == "answered"


def test_personal_fields_are_not_offered(demo):
    section = ask("revenue by channel", demo).sections[0]
    names = {item.name for item in instead(section, "dimension", demo.wording("en"))}
    assert names.isdisjoint({"phone", "email", "e-mail", "address"})


def test_an_analysis_shows_its_parts_and_offers_no_edit(demo):
    section = ask("why did revenue fall last month?", demo).sections[0]
    assert all(piece.without is None for piece in pieces(section, None, demo.wording("en")))
    assert instead(section, "period", demo.wording("en")) == ()
