"""Saved answers and shared links: old figures for their owner alone, the plan under their own access for others."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.storage.saved import NotSaved, SavedAnswers, may_see_figures, needs_recheck
from assistant.storage.shared_run import run_shared, standing
from assistant.storage.sharing import record_share
from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny

POLICY = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
GUARDED = tiny.MODEL + POLICY


def person(name, region=None):
    attributes = (("region", region),) if region else ()
    return Who(name, roles=frozenset({"manager"}) if region else frozenset(), attributes=attributes)


def saved_by(who, folder, text="revenue by region"):
    context = open_workspace(folder, who=who)
    kept = SavedAnswers(folder / ".wenshu" / "saved")
    found = answer(Question.of(text, who=who), context)
    return kept, kept.save(found, who.name), context


@pytest.fixture
def folder(tmp_path):
    return tiny.build(tmp_path / "shop", model=GUARDED)


def test_a_saved_answer_opens_with_its_old_figures(folder):
    kept, saved, context = saved_by(person("Ann"), folder)
    again = kept.opened(saved.receipt, "Ann")
    assert again.answer == saved.answer and again.answer.sections[0].table.rows[0][1] == 900
    assert may_see_figures(again, context.receipts.load(saved.receipt), context.tools)


def test_saved_twice_it_is_one_and_keeps_its_day(folder):
    kept, saved, _context = saved_by(person("Ann"), folder)
    assert kept.save(saved.answer, "Ann").at == saved.at
    assert [item.receipt for item in kept.of("Ann")] == [saved.receipt] and kept.of("Bob") == ()


@pytest.mark.parametrize("identity", ["0" * 12, "nonsense", "../../etc", "", "A" * 12])
def test_an_unknown_id_is_not_found(folder, identity):
    with pytest.raises(NotSaved):
        SavedAnswers(folder / ".wenshu" / "saved").opened(identity, "Ann")


def test_an_answer_that_is_not_shared_is_not_found_by_others(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    with pytest.raises(NotSaved):
        kept.opened(saved.receipt, "Bob")


def test_a_link_can_be_opened_and_taken_back(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)
    assert kept.opened(saved.receipt, "Bob").question == "revenue by region"
    kept.share(saved.receipt, "Ann", is_shared=False)
    with pytest.raises(NotSaved):
        kept.opened(saved.receipt, "Bob")
    kept.share(saved.receipt, "Ann", is_shared=True)
    kept.forget(saved.receipt, "Ann")
    with pytest.raises(NotSaved):
        kept.opened(saved.receipt, "Ann")


def test_nobody_opens_the_link_of_another(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    with pytest.raises(NotSaved):
        kept.share(saved.receipt, "Bob", is_shared=True)


def test_a_shared_link_holds_no_figure_of_who_shared_it(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)
    opened = kept.opened(saved.receipt, "Bob")
    assert opened.answer is not None and opened.answer.sections == () and "900" not in str(opened)


def test_a_shared_plan_runs_under_the_access_of_who_opens_it(folder):
    kept, saved, _ann = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)
    bob = open_workspace(folder, who=person("Bob", "W"))
    receipt = bob.receipts.load(saved.receipt)
    opened = kept.opened(saved.receipt, "Bob")
    assert not may_see_figures(opened, receipt, bob.tools)
    found = run_shared(opened, receipt, bob)
    assert found.sections[0].table.rows == (("W", 300),)
    assert standing(found, receipt, bob) == "for_your_access"


def test_with_the_same_access_the_figures_are_those_that_were_shared(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)
    bob = open_workspace(folder, who=person("Bob"))
    receipt = bob.receipts.load(saved.receipt)
    assert standing(run_shared(kept.opened(saved.receipt, "Bob"), receipt, bob), receipt, bob) == "same"


def test_other_data_and_other_definitions_are_told_apart(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)

    def now():
        bob = open_workspace(folder, who=person("Bob"))
        receipt = bob.receipts.load(saved.receipt)
        return standing(run_shared(kept.opened(saved.receipt, "Bob"), receipt, bob), receipt, bob)

    tiny.build(folder, tiny.ROWS[:-1], model=GUARDED)
    assert now() == "data_changed"
    tiny.build(folder, model=GUARDED.replace("expr: amount", "expr: amount * 2"))
    assert now() == "definitions_changed"


def test_a_hidden_metric_cannot_be_computed_through_a_link(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    kept.share(saved.receipt, "Ann", is_shared=True)
    tiny.build(folder, model=GUARDED.replace("rows:", "hide: [region], rows:"))
    bob = open_workspace(folder, who=person("Bob", "W"))
    receipt = bob.receipts.load(saved.receipt)
    found = run_shared(kept.opened(saved.receipt, "Bob"), receipt, bob)
    assert (found.status, standing(found, receipt, bob)) == ("refused", "refused")


def test_who_lost_rights_does_not_see_the_old_figures(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    now = open_workspace(folder, who=person("Ann", "W"))
    assert not may_see_figures(kept.own(saved.receipt, "Ann"), now.receipts.load(saved.receipt), now.tools)


def test_a_changed_definition_marks_a_saved_answer(folder):
    _kept, saved, context = saved_by(person("Ann"), folder)
    assert needs_recheck(context.receipts.load(saved.receipt), context.tools) == ()
    tiny.build(folder, model=GUARDED.replace("expr: amount", "expr: amount * 2"))
    context = open_workspace(folder, who=person("Ann"))
    assert needs_recheck(context.receipts.load(saved.receipt), context.tools) == ("revenue",)


def test_an_answer_that_another_version_stored_keeps_its_plan(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    path = next((folder / ".wenshu" / "saved").glob("*/*.json"))
    path.write_text(path.read_text("utf-8").replace("assistant.answer:Answer", "assistant.answer:Gone"), "utf-8")
    again = kept.own(saved.receipt, "Ann")
    assert again.answer is None and again.plan.outcome == saved.plan.outcome


def test_a_damaged_file_is_not_found(folder):
    kept, saved, _ = saved_by(person("Ann"), folder)
    next((folder / ".wenshu" / "saved").glob("*/*.json")).write_text("{", "utf-8")
    with pytest.raises(NotSaved):
        kept.opened(saved.receipt, "Ann")


def test_opening_a_link_to_others_is_on_record(folder):
    _, saved, context = saved_by(person("Ann"), folder)
    assert record_share(saved, is_shared=True, context=context)
    last = list(context.audit.records())[-1]
    assert (last["event"], last["receipt"], last["shared"], last["who"]) == ("share", saved.receipt, True, "Ann")
    assert context.audit.verify().is_sound


def test_without_a_receipt_nothing_is_saved(folder):
    context = open_workspace(folder)
    refused = answer(Question.of("flibbertigibbet"), context)
    with pytest.raises(ValueError, match="receipt"):
        SavedAnswers(folder / ".wenshu" / "saved").save(refused, "")
