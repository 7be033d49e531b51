"""The closed word lists."""

from __future__ import annotations

from assistant.parser.lexicon import LANGUAGES, read_list

from .world import shop


def test_both_languages_know_the_same_cues():
    english, chinese = (set(read_list(language)) for language in LANGUAGES)

    assert english ^ chinese <= {"together"}


def test_the_lists_hold_no_name_of_a_model():
    names = {metric.labels.zh for metric in shop().metrics} | {metric.labels.en for metric in shop().metrics}
    for language in LANGUAGES:
        assert not names & {phrase for phrases in read_list(language).values() for phrase in phrases}
