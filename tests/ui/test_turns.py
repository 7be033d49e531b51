"""Conversations are kept apart."""

from __future__ import annotations

from ui.turns import KEPT_CONVERSATIONS, Turn, Turns, new_id


def test_a_conversation_sees_its_own_turns_only():
    turns = Turns()
    turns.add("one", Turn("1", "revenue"))
    turns.add("two", Turn("2", "orders"))
    assert [turn.text for turn in turns.of("one")] == ["revenue"]
    assert turns.of("three") == ()


def test_the_oldest_conversations_are_dropped():
    turns = Turns()
    for number in range(KEPT_CONVERSATIONS + 5):
        turns.add(str(number), Turn("t", "revenue"))
    assert turns.of("0") == ()
    assert turns.of(str(KEPT_CONVERSATIONS + 4))


def test_ids_are_not_guessable_and_differ():
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_id()) >= 12
