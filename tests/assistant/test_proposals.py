"""Proposals for the model: drafts that change nothing until the owner confirms them, and then exactly one thing."""

from __future__ import annotations

import difflib
from datetime import date

import pytest

from assistant.learning.lesson import BadLesson
from assistant.learning.proposals import Proposals, slug
from assistant.learning.review import decide, listed
from assistant.metric_pages.edits import changed, lines_of, rest_as_yaml, words_of
from assistant.workspace import open_workspace
from semantic_layer.loader import load_model
from tests.assistant import tiny

NEW = {"name": "big_orders", "type": "simple", "measure": "sales.revenue", "direction": "neutral",
       "labels": {"en": "big orders", "zh": "大单"}}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """A folder whose model may be changed, with a metric that stands in its file among comments."""
    folder = tiny.build(tmp_path)
    (folder / "more.yaml").write_text(
        "# before\nmetrics:\n  # of half\n  - name: half\n    type: derived  # stays\n    expr: revenue / 2\n"
        "    metrics: [revenue]\n    direction: neutral\n    unit: currency(CNY)\n    format: currency(2)\n"
        "    labels: {en: half, zh: 一半}\n"
        "  # of third\n  - {name: third, type: derived, expr: revenue / 3, metrics: [revenue], direction: neutral,\n"
        "     unit: currency(CNY), format: currency(2), labels: {en: third, zh: 三分之一}}\n",
        "utf-8",
    )
    return folder


def proposals(folder):
    return Proposals(folder, load_model(folder), lambda: date(2026, 11, 22))


def test_a_draft_changes_no_file_of_the_model(own):
    before = {path.name: path.read_bytes() for path in own.glob("*.yaml")}
    made = proposals(own).add("metrics", NEW, "ada")
    assert (made.author, made.state, made.made) == ("ada", "draft", date(2026, 11, 22))
    assert {path.name: path.read_bytes() for path in own.glob("*.yaml")} == before
    assert [item.id for item in proposals(own).waiting()] == [made.id]


def test_a_confirmed_new_metric_is_one_file_more_and_loads(own):
    known = proposals(own)
    made = known.add("metrics", NEW, "ada")
    known.decide(made.id, "confirmed", "owner")
    metric = load_model(own).metric("big_orders")
    assert (metric.labels.zh, metric.state) == ("大单", "confirmed")
    assert proposals(own).waiting() == () and proposals(own).all()[0].decided_by == "owner"


@pytest.mark.parametrize("name", ["half", "third"])
def test_a_confirmed_change_touches_the_one_object_and_nothing_else(own, name):
    known, before = proposals(own), (own / "more.yaml").read_text("utf-8")
    made = known.add("metrics", {"name": name, "description": {"en": "New words.", "zh": "新口径。"}}, "ada")
    assert known.changing() == {name}
    known.decide(made.id, "confirmed", "owner")
    after = (own / "more.yaml").read_text("utf-8")
    model = load_model(own)
    assert model.metric(name).description.zh == "新口径。" and model.metric(name).labels.en == name
    other = {"half": "third", "third": "half"}[name]
    assert model.metric(other) == proposals(own).model.metric(other)
    gone = [line[2:] for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]
    assert not any(line.strip().startswith("#") or other in line for line in gone)


def test_a_draft_expires_when_its_definition_changes_and_cannot_be_confirmed_then(own):
    made = proposals(own).add("metrics", {"name": "half", "expr": "revenue / 4"}, "ada")
    text = (own / "more.yaml").read_text("utf-8").replace("revenue / 2", "revenue / 5")
    (own / "more.yaml").write_text(text, "utf-8")
    known = proposals(own)
    assert known.all()[0].standing(known.model) == "expired" and known.changing() == frozenset()
    with pytest.raises(BadLesson, match="has changed"):
        known.decide(made.id, "confirmed", "owner")


def test_lines_with_which_the_model_does_not_load_are_no_proposal(own):
    with pytest.raises(BadLesson, match="would not load"):
        proposals(own).add("metrics", {"name": "half", "expr": "nonsense / 2"}, "ada")
    assert proposals(own).all() == ()


def test_a_metric_that_a_measure_makes_is_changed_in_the_file_of_the_measure(own):
    with pytest.raises(BadLesson, match="made from a measure"):
        proposals(own).add("metrics", {"name": "revenue", "description": {"en": "x", "zh": "x"}}, "ada")


def test_the_owner_reviews_and_confirms_with_the_lessons(own):
    context = open_workspace(own)
    made = proposals(own).add("metrics", NEW, "ada")
    for language, told in (("en", "proposed: not in the model yet"), ("zh", "待确认")):
        lines = "\n".join(listed(context, language))
        assert made.id in lines and told in lines and "sales.revenue" in lines
    assert "written into the model" in decide(made.id, "confirmed", context, "en")
    assert load_model(own).has_metric("big_orders")


def test_a_rejected_proposal_changes_nothing_and_stays_on_file(own):
    made = proposals(own).add("metrics", NEW, "ada")
    proposals(own).decide(made.id, "rejected", "owner")
    assert not load_model(own).has_metric("big_orders")
    assert [item.state for item in proposals(own).all()] == ["rejected"]


# --- the form of a metric -------------------------------------------------------------------------------------------


def test_a_form_gives_only_the_keys_that_differ(own):
    metric = load_model(own).metric("half")
    lines = lines_of(metric, own)
    words = words_of(lines)
    words["synonyms"]["zh"] = "对半，半数"
    rest = rest_as_yaml(lines).replace("revenue / 2", "revenue / 4")
    assert changed(lines, words, rest) == {
        "name": "half", "expr": "revenue / 4", "synonyms": {"zh": ["对半", "半数"]},
    }  # fmt: skip


@pytest.mark.parametrize("rest", ["", "expr: [", "- a"])
def test_a_form_without_a_change_or_with_broken_yaml_is_said(own, rest):
    lines = lines_of(load_model(own).metric("half"), own)
    with pytest.raises(BadLesson):
        changed(lines, words_of(lines), rest)


@pytest.mark.parametrize(("title", "name"), [("Frugal regulars!", "frugal_regulars"), ("2nd", "segment_")])
def test_a_title_becomes_a_name(title, name):
    assert slug(title, "segment").startswith(name)


def test_a_chinese_title_becomes_a_name_of_its_own():
    assert slug("节俭常客", "segment") != slug("大单", "segment")
