"""A question back: why it is asked, which option is the default, and what each of them would answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

import ui.option_values
from assistant.ways_on.previews import with_previews
from tests.ui.pages import open_page, texts
from ui.opened import _store


@pytest.mark.parametrize(
    ("language", "question", "why", "mark", "values"),
    [
        (
            "en",
            "revenue by type last month",
            "They give different numbers.",
            "(default)",
            ("Revenue is highest for",),
        ),
        ("zh", "最好的渠道", "口径不同，结果不同。", "（默认）", ("的销售额最高，为", "的毛利最高，为")),
    ],
)
def test_each_option_shows_its_value_and_keeps_it(demo_home, monkeypatch, language, question, why, mark, values):
    monkeypatch.setattr(ui.option_values, "with_previews", partial(with_previews, limit_s=60))
    page = open_page("ask", language)
    page.chat_input[0].set_value(question).run()
    assert not page.exception

    _store.clear()
    found = page.query_params["c"]
    reopened = open_page("ask", language, c=found[0] if isinstance(found, list) else found)
    for shown in (page, reopened):
        told = texts(shown)
        assert why in told
        assert all(value in told for value in values)
        options = [button.label for button in shown.button if "-clarify-" in button.key]
        assert [mark in label for label in options] == [True, *[False] * (len(options) - 1)]
        assert not any(button.disabled for button in shown.button if "-clarify-" in button.key)


def test_an_option_that_turns_out_to_be_refused_shows_its_reason_and_cannot_be_clicked(demo_home, monkeypatch):
    def tried(answer, context):
        first, *rest = answer.clarification.choices
        choices = (first, replace(rest[0], blocked="Too few customers."), *rest[1:])
        return replace(answer, clarification=replace(answer.clarification, choices=choices))

    monkeypatch.setattr(ui.option_values, "with_previews", tried)
    page = open_page("ask", "en")
    page.chat_input[0].set_value("revenue by type last month").run()
    assert "Too few customers." in texts(page)
    assert [button.disabled for button in page.button if "-clarify-" in button.key][:2] == [False, True]
