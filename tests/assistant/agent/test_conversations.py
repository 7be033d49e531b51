"""Recorded conversations with a language model, end to end, each in both languages."""

from __future__ import annotations

import pytest

from tests.assistant.agent.runs import check, play, rows

ROWS = [(row, language) for row in rows("conversations.yaml") for language in ("en", "zh")]


def turns_of(row: dict, language: str) -> list[str]:
    return row[language] if isinstance(row[language], list) else [row[language]]


@pytest.mark.parametrize(("row", "language"), ROWS, ids=[f"{row['name']} ({language})" for row, language in ROWS])
def test_a_recorded_conversation_shows_what_was_asked(demo, row, language):
    replies = row.get(f"replies_{language}", row["replies"])
    played = play(demo, turns_of(row, language), replies, row.get("reader"), **row.get("settings", {}))

    for found, requests, sees in zip(played.answers, played.requests, row["sees"], strict=True):
        check(found, requests, sees, language)
        assert found.language == language
