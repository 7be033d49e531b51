"""Keys, full paths and the driver's words on every way out: messages, answers, records, logs and requests."""

import contextlib
import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import cli
from assistant.answer import answer
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.engines import errors
from semantic_layer.engines.duckdb import DuckDBEngine
from tests.assistant import tiny
from tests.assistant.agent.runs import settings_for
from tests.assistant.scripted_model import ScriptedModel

KEY = "sk-canary-7f3a-do-not-tell"
REPLIES = {
    "a refusal that repeats the key": [401],
    "a server error": [500],
    "too many requests": [429],
    "not found": [404],
    "the key as an answer": [{"text": f"your key is {KEY}"}],
    "the key in a call": [{"call": ("query_metrics", {"metrics": [{"name": KEY}]})}, {"text": "x"}],
    "the key as a tool": [{"call": (KEY, {})}, {"text": "x"}],
    "garbage": [{"raw": b"\x00\xff{not json" + KEY.encode()}],
    "half a reply": [{"raw": b'{"id": "x", "choices": [{"mess'}],
}


def everything_written(folder):
    return b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("name", REPLIES)
def test_a_key_is_in_no_answer_no_record_and_no_log(tmp_path, caplog, capfd, name):
    folder = tiny.build(tmp_path / "shop")
    with caplog.at_level(logging.DEBUG), ScriptedModel(REPLIES[name]) as endpoint:
        context = replace(open_workspace(folder), settings=settings_for(endpoint, api_key=KEY))
        for text in ("zorbo of revenue", "佐尔博的销售额"):
            found = answer(Question.of(text, reader="agent"), context)
            assert KEY not in str(found.to_json())
        assert endpoint.requests
        assert KEY not in str(endpoint.requests[0])  # it travels in a header, never in what is said
        assert KEY not in repr(context.settings)
        assert KEY not in repr(context)
    out, err = capfd.readouterr()
    for place in (caplog.text, out, err):
        assert KEY not in place
    assert KEY.encode() not in everything_written(folder)


COMMANDS = {
    "a folder that is not there": ["ask", "revenue", "--model", "{home}/none"],
    "a file instead of a folder": ["ask", "revenue", "--model", "{home}/shop/model.yaml"],
    "a broken model": ["ask", "revenue", "--model", "{home}/broken"],
    "damaged data": ["ask", "revenue", "--model", "{home}/damaged"],
    "a receipt that is not there": ["receipt", "../../etc/passwd", "--model", "{home}/shop"],
    "an unknown metric": ["ask", "zorbo", "--model", "{home}/shop"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_message_of_the_command_line_holds_a_key_a_trace_or_a_word_of_the_driver(tmp_path, monkeypatch, capfd, name):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("WENSHU_API_KEY", KEY)
    tiny.build(tmp_path / "shop")
    broken = tiny.build(tmp_path / "broken")
    (broken / "model.yaml").write_text("model: [", encoding="utf-8")
    damaged = tiny.build(tmp_path / "damaged")
    next((damaged / "data").glob("*.duckdb")).write_bytes(b"x" * 5000)
    with contextlib.suppress(SystemExit):
        cli.main([word.format(home=tmp_path) for word in COMMANDS[name]])
    out, err = capfd.readouterr()
    for word in (KEY, "Traceback", "duckdb.", "IOException", "IO Error", "Exception"):
        assert word not in out + err, (word, out + err)
    assert KEY.encode() not in everything_written(tmp_path)


STATEMENTS = [
    "SELECT CAST(region AS INTEGER) FROM secret_shop",
    "SELECT nothing FROM secret_shop",
    "SELECT * FROM nothing_at_all",
    "SELECT * FROM read_csv('/root/secret.csv')",
    "SELECT 9223372036854775807 + 1",
    "SELECT sum(region) FROM secret_shop",
    "SELECT (SELECT region FROM secret_shop)",
    "SELEC 1",
    "SELECT strptime(region, '%Y') FROM secret_shop",
    "SELECT CAST('canary-value' AS DATE)",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_an_error_of_the_engine_repeats_no_value_no_name_and_no_statement(sql):
    engine = DuckDBEngine.memory({"secret_shop": [{"region": "canary-value"}, {"region": "canary-other"}]})
    with pytest.raises(errors.EngineError) as caught:
        engine.run(sql)
    said = f"{caught.value} {caught.value.params} {caught.value.__cause__}"
    for word in ("canary", "secret", "region", "nothing", "SELECT", "/root", "Error:"):
        assert word not in said, said
    engine.close()


def test_an_error_about_a_file_names_the_file_and_not_its_folder(tmp_path):
    with pytest.raises(errors.EngineError) as caught:
        DuckDBEngine.open(tmp_path / "very-private-folder" / "data.duckdb")
    assert "data.duckdb" in str(caught.value)
    assert "very-private-folder" not in str(caught.value)
    (tmp_path / "very-private-folder").mkdir()
    (tmp_path / "very-private-folder" / "data.duckdb").write_bytes(os.urandom(9000))
    with pytest.raises(errors.DatabaseDamaged) as caught:
        DuckDBEngine.open(tmp_path / "very-private-folder" / "data.duckdb")
    assert "very-private-folder" not in str(caught.value)
