"""Conversations come back from disk as they were, to the person who had them and to nobody else."""

from __future__ import annotations

import json
import typing
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from assistant.answer import Answer, answer
from assistant.question import Question
from assistant.records.audit import Audit
from assistant.storage.conversations import NotFound, NotStored, Store, new_id
from assistant.storage.stored_values import _MODULES, OtherFormat, dump, load
from semantic_layer.result import LeftOut, ResultTable
from tools.catalog import CATALOG, ToolCall
from tools.result import Lineage, NamedTable, ToolResult

LATER = {kind.__name__: kind for kind in (ToolCall, ToolResult, Lineage, NamedTable, LeftOut, ResultTable)}
QUESTIONS = (
    "Which segment has the highest repurchase rate?",
    "各渠道的销售额",
    "revenue by type last month",  # asks back
    "flibbertigibbets by channel",  # refused
    "why did revenue fall last month?",
    "revenue by month in 2026",
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "conversations")


@pytest.fixture(scope="module")
def answered(demo):
    return answer(Question.of("revenue by channel"), demo)


@pytest.mark.parametrize("text", QUESTIONS)
def test_an_answer_comes_back_from_text_as_it_was(demo, text):
    made = answer(Question.of(text), demo)
    found = load(json.loads(json.dumps(dump(made), ensure_ascii=False)))
    assert found == made
    assert found.to_json() == made.to_json()


def held_by(kind, found):
    """The classes with fields among the fields of `kind`, and theirs."""
    if isinstance(kind, type) and kind not in found and (is_dataclass(kind) or issubclass(kind, BaseModel)):
        found.add(kind)
        hints = typing.get_type_hints(kind, localns=LATER)
        names = {item.name for item in fields(kind) if item.init} if is_dataclass(kind) else set(kind.model_fields)
        for name in names:
            held_by(hints[name], found)
    for part in typing.get_args(getattr(kind, "__value__", kind)):
        held_by(part, found)
    return found


def test_whatever_an_answer_can_hold_comes_back_and_so_does_what_it_teaches():
    """Every class that an answer or the arguments of a tool can hold is among those that are stored."""
    found = held_by(Answer, set())
    for tool in CATALOG:
        held_by(tool.arguments, found)
    strangers = {f"{kind.__module__}:{kind.__name__}" for kind in found if kind.__module__ not in _MODULES}
    assert len(found) > 100
    assert strangers == {"pydantic.main:BaseModel"}  # the arguments of a call, each of a class above


def test_a_turn_is_on_disk_as_running_before_its_answer(store, answered):
    turn = store.begin("conversation1", "ada", "revenue by channel")
    fresh = Store(store.folder)
    assert [(item.text, item.state, item.answer) for item in fresh.turns("conversation1", "ada")] == [
        ("revenue by channel", "running", None)
    ]
    store.end("conversation1", turn.done(answered))
    assert Store(store.folder).turns("conversation1", "ada")[0].answer == answered


@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_a_turn_without_an_answer_is_kept_with_how_it_ended(store, state):
    turn = store.begin("conversation1", "ada", "revenue")
    store.end("conversation1", replace(turn, state=state))
    assert [item.state for item in Store(store.folder).turns("conversation1", "ada")] == [state]


def test_a_clicked_choice_is_kept_for_a_retry(store, answered):
    choice = answered.next[0]
    store.begin("conversation1", "ada", choice.label, choice)
    assert Store(store.folder).turns("conversation1", "ada")[0].chosen == choice


def test_for_another_person_the_conversation_does_not_exist(store):
    store.begin("conversation1", "ada", "revenue")
    for attempt in (
        lambda: store.turns("conversation1", "bo"),
        lambda: store.begin("conversation1", "bo", "orders"),
        lambda: store.branch("conversation1", "bo", "x"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert store.recent("bo") == ()


@pytest.mark.parametrize("identity", ["../../etc/passwd", "", "a/b", "x" * 41, "..........", "abc"])
def test_an_id_that_is_none_finds_nothing(store, identity):
    with pytest.raises(NotFound):
        store.turns(identity, "ada")


def test_recent_lists_a_persons_conversations_with_their_first_question(store):
    store.begin("conversation1", "ada", "revenue\nby channel")
    store.begin("conversation2", "ada", "orders")
    store.begin("conversation3", "bo", "secret")
    assert {(item.id, item.title) for item in store.recent("ada")} == {
        ("conversation1", "revenue by channel"),
        ("conversation2", "orders"),
    }
    assert len(store.recent("ada", limit=1)) == 1


def test_a_branch_holds_the_turns_up_to_the_one_chosen_and_leaves_the_old_alone(store, answered):
    for text in ("one", "two", "three"):
        store.end("conversation1", store.begin("conversation1", "ada", text).done(answered))
    second = store.turns("conversation1", "ada")[1]
    fresh = store.branch("conversation1", "ada", second.id)
    assert [item.text for item in store.turns(fresh, "ada")] == ["one", "two"]
    store.begin(fresh, "ada", "another")
    assert [item.text for item in store.turns("conversation1", "ada")] == ["one", "two", "three"]


def changed(store, change):
    path = next(store.folder.glob("conversation1/0*.json"))
    stored = json.loads(path.read_text("utf-8"))
    change(stored)
    path.write_text(json.dumps(stored), "utf-8")
    return Store(store.folder).turns("conversation1", "ada")


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored["answer"]["shapes"].update({"assistant.answer:Gone": {}}),
        lambda stored: stored["answer"]["shapes"]["assistant.answer_parts:Section"].update(lost="str"),
        lambda stored: stored["answer"]["shapes"]["assistant.answer_parts:Section"].update(restatement="int"),
        lambda stored: stored["answer"].update(value={"~": "os:system", "v": {}}),
        lambda stored: stored["answer"].update(value={"~": "subprocess:Popen", "v": {"args": "true"}}),
        lambda stored: stored["answer"].update(value={"~": "decimal", "v": "no number"}),
        lambda stored: stored["answer"].update(value=[1, 2]),
        lambda stored: stored.update(answer=7),
    ],
)
def test_an_answer_of_another_format_keeps_question_and_headline_and_breaks_nothing(store, answered, change):
    store.end("conversation1", store.begin("conversation1", "ada", "revenue by channel").done(answered))
    (turn,) = changed(store, change)
    assert (turn.text, turn.state, turn.answer) == ("revenue by channel", "done", None)
    assert turn.headline == answered.headline


def test_a_file_that_is_no_turn_is_left_out(store):
    store.begin("conversation1", "ada", "revenue")
    path = next(store.folder.glob("conversation1/0*.json"))
    path.write_text("{ torn", "utf-8")
    assert Store(store.folder).turns("conversation1", "ada") == ()


def test_a_value_of_a_foreign_class_is_not_stored():
    with pytest.raises(TypeError):
        dump(Audit)
    with pytest.raises(OtherFormat):
        load("nothing")


def test_a_disk_that_refuses_is_said_before_any_work(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(NotStored):
        Store(blocked / "conversations", lambda: datetime(2026, 1, 1, tzinfo=UTC)).begin("conversation1", "ada", "x")


def test_ids_are_not_guessable_and_differ():
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_id()) >= 12
