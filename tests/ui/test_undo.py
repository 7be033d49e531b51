"""Undo on a corrected word: the question once more without the correction, kept for the conversation."""

from __future__ import annotations

import pytest

from tests.ui.pages import open_page, texts
from ui.opened import _store


def ask(page, text):
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    return page


def undos(page):
    return [button for button in page.button if button.key.startswith("undo-")]


def conversation(page):
    found = page.query_params["c"]
    return found[0] if isinstance(found, list) else found


@pytest.mark.parametrize(
    ("language", "question", "word", "name", "told"),
    [
        ("en", "repurchse rate by region", "repurchse rate", "repurchase rate", "is not read as"),
        ("zh", "复够率按地区", "复够率", "复购率", "本次对话不再将"),
    ],
)
def test_a_correction_is_taken_back_with_one_click_and_stays_so(demo_home, language, question, word, name, told):
    page = ask(open_page("ask", language), question)
    (undo,) = undos(page)
    assert undo.label == {"en": "Undo", "zh": "撤销"}[language]
    undo.click().run()
    assert not page.exception
    assert told in texts(page)
    assert len(page.dataframe) == 1, "the first answer stands, the second has none"

    _store.clear()
    again = open_page("ask", language, c=conversation(page))
    assert told in texts(again)
    assert not undos(again), "it is taken back already"
    ask(again, question)
    assert len(again.dataframe) == 1, "the word is not corrected again in this conversation"

    fresh = ask(open_page("ask", language), question)
    assert len(fresh.dataframe) == 1, "another conversation knows nothing of it"
