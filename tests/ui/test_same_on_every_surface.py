"""One question on the page, on the command line and in a notebook: the same JSON, and the same texts of its figures."""

from __future__ import annotations

import json

import pytest

from assistant import cli
from assistant.answer import answer
from assistant.question import Question
from assistant.records.receipts import rights_now
from tests.ui.pages import open_page, texts
from ui.opened import conversations

OWN = ("seconds", "ms", "as_of_run")  # how long it took


def kept(found):
    return {name: value for name, value in found.items() if name not in OWN}


@pytest.mark.parametrize(
    ("language", "question"), [("en", "revenue by channel last month"), ("zh", "哪个分群复购率最高？")]
)
def test_page_command_line_and_notebook_give_the_same_json(demo_home, demo, capsys, language, question):
    page = open_page("ask", language)
    page.chat_input[0].set_value(question).run()
    assert not page.exception, page.exception
    identity, who = page.query_params["c"], demo.tools.who
    opened = identity if isinstance(identity, str) else identity[0]
    stored = conversations(demo).turns(opened, who.name, rights_now(who, demo.model))
    on_page = json.loads(json.dumps(stored[-1].answer.to_json()))
    capsys.readouterr()
    assert cli.main(["ask", question, "--json", "--model", str(demo_home / "demo")]) == 0
    on_terminal = json.loads(capsys.readouterr().out)
    in_notebook = json.loads(json.dumps(answer(Question.of(question), demo).to_json()))
    assert kept(on_page) == kept(on_terminal) == kept(in_notebook)
    assert all(
        cell in answer(Question.of(question), demo)._repr_mimebundle_()["text/plain"]
        for row in stored[-1].answer.sections[0].shown.rows
        for cell in row
    )
    figures = [phrase.text.strip() for phrase in stored[-1].answer.sections[0].headline_phrases if phrase.strong]
    assert figures and [figure for figure in figures if figure not in texts(page)] == []
