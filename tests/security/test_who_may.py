"""Who may decide, propose, replace, and look at what others did: by what they see, and by what the sign-in says.

Proposals come from anybody and change nothing; only the command at the machine of the data confirms them. What somebody
proposes is kept without a word about names that are hidden from them.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import answer
from assistant.learning.proposals import Proposals, told
from assistant.metric_pages.proposal import propose
from assistant.onboarding.rights import may_replace
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.model import Text
from semantic_layer.policy import View
from semantic_layer.query import Who
from tests.security.rights_world import ANN, BOSS, DAY, POLICIES, build, decide, define
from ui import metric_detail

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = build(tmp_path_factory.mktemp("who") / "shop")
    define(folder)
    return folder


@pytest.fixture
def shop(town, tmp_path):
    return shutil.copytree(town, tmp_path / "shop")


def opened(folder, who):
    return open_workspace(folder, as_of=DAY, who=who)


@pytest.mark.parametrize("policy", POLICIES)
def test_who_sees_a_part_replaces_no_data_of_any_folder(shop, policy):
    assert may_replace(shop, ANN)
    decide(shop, policy)
    assert not may_replace(shop, ANN)
    assert may_replace(shop, BOSS)
    assert not may_replace(shop, Who(""))  # nobody
    assert may_replace(shop.with_name("another"), ANN)  # a folder that is not there yet


def test_a_model_that_cannot_be_read_is_replaced_by_nobody_from_the_page(shop):
    (shop / "model.yaml").write_text("version: 1\nmodel: [", encoding="utf-8")
    assert not may_replace(shop, BOSS)


@pytest.mark.parametrize(("may", "seen"), [(False, {"ann"}), (True, {"ann", "boss"})])
def test_the_page_of_a_metric_shows_what_others_asked_to_auditors_alone(shop, monkeypatch, may, seen):
    for who in (ANN, BOSS):
        answer(Question.of("revenue by channel", who=who), opened(shop, who))
    monkeypatch.setattr(metric_detail, "may_audit", lambda context: may)
    assert {use.person for use in metric_detail._uses("revenue", opened(shop, ANN))} == seen


LINES = {
    "a word that a hidden metric has": {"name": "orders", "synonyms": {"en": ["revenue from afar"]}},
    "a word that nothing has": {"name": "orders", "synonyms": {"en": ["zorbo"]}},
    "the name of a hidden metric": {"name": "far_revenue", "type": "simple", "measure": "orders"},
    "a name that nothing has": {"name": "zorbo", "type": "simple", "measure": "orders"},
    "a measure that is hidden": {"name": "one", "type": "simple", "measure": "revenue"},
    "a measure that is none": {"name": "two", "type": "simple", "measure": "revenu"},
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("policy", ["hidden column", "hidden metric"])
def test_a_proposal_is_kept_alike_whether_it_meets_a_hidden_name_or_none(shop, name, policy):
    decide(shop, policy)
    context = opened(shop, ANN)
    made = Proposals(shop, context.model).add("metrics", LINES[name], "ann", View(context.model, ANN))
    assert made.state == "draft" and (made.was == "") == (made.name != "orders")
    assert [item.id for item in Proposals(shop, context.model).all()] == [made.id]


def test_sql_that_is_a_hidden_metric_is_proposed_like_any_other(shop):
    decide(shop, "hidden metric")
    context = opened(shop, ANN)
    kept, view = Proposals(shop, context.model), View(context.model, ANN)
    sql, labels = "SELECT sum(amount) FROM orders", Text("Revenue", "某数")
    made = propose(sql, labels, kept, dialect="duckdb", author="ann", view=view)
    assert made.state == "draft" and "with_measure" in made.lines


@pytest.mark.parametrize("policy", POLICIES)
def test_the_lines_of_others_are_for_who_sees_everything(shop, policy):
    decide(shop, policy)
    model = opened(shop, BOSS).model
    for author in ("ann", "boss"):
        Proposals(shop, model).add(
            "metrics",
            {
                **LINES["a name that nothing has"],
                "owner": author,
                "direction": "neutral",
                "labels": {"en": f"zorbo of {author}", "zh": f"某数{author}"},
            },
            author,
        )
    known = Proposals(shop, model).all()
    assert {item.author for item in told(known, View(model, ANN))} == {"ann"}
    assert {item.author for item in told(known, View(model, BOSS))} == {"ann", "boss"}


def test_nothing_on_the_page_confirms_or_writes_a_model():
    for path in sorted((ROOT / "ui").rglob("*.py")):
        text = path.read_text("utf-8")
        assert not re.search(r"\.decide\(|review\.|write_whole|\.write_text\(", text), path.name


@pytest.mark.parametrize("text", ["distant customers", "which tags are there", "远方客户有多少", "customers by place",
                                  "revenue from afar", "what is place"])  # fmt: skip
@pytest.mark.parametrize("policy", ["hidden column", "masked column"])
def test_what_reads_a_hidden_column_is_hidden_with_it_and_gives_its_name_to_nobody(shop, policy, text):
    before = answer(Question.of(text, who=ANN), opened(shop, ANN))
    decide(shop, policy)
    found = answer(Question.of(text, who=ANN), opened(shop, ANN))
    said = repr(replace(found, question=None))
    assert found.status == "refused" or not found.sections[0].table.rows or found.headline != before.headline
    assert "Canaryville" not in said and "customer.city" not in said
