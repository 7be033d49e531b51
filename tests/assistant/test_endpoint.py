"""`wenshu endpoint` against endpoints that can do everything, and against every way of failing."""

from __future__ import annotations

import json
import socket

import pytest

from assistant.agent.endpoint import try_endpoint
from assistant.agent.endpoint_report import Report, Row, table
from assistant.agent.settings import ModelSettings
from assistant.cli import main
from assistant.exports.text import width
from assistant.texts import TEXTS
from tests.assistant.scripted_endpoint import ENDLESS, SECRET, WAYS, ScriptedEndpoint

KEY = "sk-test-1234"
PROBES = ("reachable", "key", "model", "reply", "forced_tool", "auto_tool", "tool_result", "several_tools",
          "schema", "stream", "stream_tools", "usage", "latency", "context")  # fmt: skip


def settings_for(endpoint, **changes):
    given = {"model": "scripted", "base_url": endpoint.base_url, "api_key": KEY, "timeout_s": 60.0, **changes}
    return ModelSettings(**given)


def tried(endpoint, **changes):
    report = try_endpoint(settings_for(endpoint, **changes))
    return report, {row.probe: row for row in report.rows}


def test_an_endpoint_that_can_do_everything():
    with ScriptedEndpoint() as endpoint:
        report, rows = tried(endpoint)
        asked = [what for what, _, _ in endpoint.requests]
    assert tuple(rows) == PROBES
    assert {row.state for row in report.rows} == {"yes"}
    assert report.missing == ()
    assert (rows["several_tools"].n, rows["context"].n) == (2, 8192)
    assert rows["stream"].code == "with_usage"
    assert asked == ["models", "reply", "forced_tool", "auto_tool", "auto_tool", *PROBES[6:11]]


@pytest.mark.parametrize(
    ("misbehaves", "expected"),
    [
        ({"forced_tool": 400}, {"forced_tool": "not_supported"}),
        ({"forced_tool": 500}, {"forced_tool": "server_error"}),
        ({"forced_tool": "words"}, {"forced_tool": "words_instead"}),
        ({"forced_tool": "wrong_tool"}, {"forced_tool": "wrong_call"}),
        ({"several_tools": "one_call"}, {"several_tools": "one_call"}),
        ({"several_tools": "words"}, {"several_tools": "words_instead"}),
        ({"several_tools": "bad_arguments"}, {"several_tools": "wrong_call"}),
        ({"schema": 422}, {"schema": "not_supported"}),
        ({"schema": "words"}, {"schema": "schema_ignored"}),
        ({"schema": "garbage"}, {"schema": "garbage"}),
        ({"stream": "half"}, {"stream": "broken_off"}),
        ({"stream": "garbage"}, {"stream": "garbage"}),
        ({"stream": "whole"}, {"stream": "not_streamed"}),
        ({"stream": "error_event"}, {"stream": "server_error"}),
        ({"stream": "empty"}, {"stream": "empty"}),
        ({"stream": "shapeless"}, {"stream": "garbage"}),
        ({"stream": "no_usage"}, {"stream": "without_usage"}),
        ({"reply": "no_usage"}, {"usage": ""}),
        ({"models": 404}, {"model": "not_listed_but_replies", "context": "not_told"}),
        ({"models": "garbage"}, {"model": "not_listed_but_replies", "context": "not_told"}),
        ({"models": "hang"}, {"model": "not_listed_but_replies", "context": "not_told"}),
    ],
)
def test_what_an_endpoint_cannot_do_is_one_row_and_the_product_can_use_the_rest(misbehaves, expected):
    with ScriptedEndpoint(**misbehaves) as endpoint:
        report, rows = tried(endpoint, timeout_s=3.0 if "hang" in misbehaves.values() else 60.0)
    assert {name: rows[name].code for name in expected} == expected
    others = [row for row in report.rows if row.probe not in expected]
    assert {row.state for row in others} == {"yes"}
    assert report.missing == ()


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (400, "not_supported"), (401, "key_refused"), (403, "key_refused"), (404, "not_found"), (429, "too_many"),
        (500, "server_error"), (503, "server_error"), ("redirect", "redirected"), ("garbage", "garbage"),
        ("shapeless", "garbage"), ("half", "garbage"), ("hang", "timeout"), ("drip", "timeout"),
        ("headers", "timeout"), ("babble", "babbles"), ("empty", "empty"),
    ],
)  # fmt: skip
def test_without_a_plain_reply_nothing_further_is_tried(way, code):
    with ScriptedEndpoint(reply=way) as endpoint:
        report, rows = tried(endpoint, timeout_s=3.0 if code == "timeout" else 60.0)
        assert [what for what, _, _ in endpoint.requests] == ["models", "reply"]
    assert (rows["reply"].state, rows["reply"].code) == ("no", code)
    assert rows["reachable"].state == "yes"
    assert rows["key"].state == {"key_refused": "no", "empty": "yes"}.get(code, "unknown")
    assert {rows[name].state for name in PROBES[4:13]} == {"not_tried"}
    assert "reply" in report.missing


@pytest.mark.parametrize("way", [*WAYS, 400, 401, 404, 429, 500])
@pytest.mark.parametrize("probe", ["auto_tool", "tool_result", "stream_tools"])
def test_whatever_happens_to_a_needed_probe_it_ends_soon_and_without_the_server_s_words(probe, way):
    with ScriptedEndpoint(**{probe: way}) as endpoint:
        report, _ = tried(endpoint, timeout_s=1.0 if way in ENDLESS else 60.0)
    said = table(report, "en") + table(report, "zh") + json.dumps(report.to_json("en"))
    assert SECRET not in said and KEY not in said and "ready " not in said


def test_a_model_that_answers_in_words_and_keeps_to_a_schema_can_be_used_by_a_form():
    with ScriptedEndpoint(auto_tool="words", stream_tools="words") as endpoint:
        report, _ = tried(endpoint)
    assert report.usable and report.by_form
    assert "plain questions alone" in table(report, "en") and "简单问题" in table(report, "zh")


def test_a_model_that_answers_in_words_instead_of_calls_cannot_be_used():
    with ScriptedEndpoint(auto_tool="words", stream_tools="words", schema="words") as endpoint:
        report, rows = tried(endpoint)
    assert report.missing == ("auto_tool", "tool_result", "stream_tools")
    assert rows["auto_tool"].code == "words_instead"
    assert "cannot use" in table(report, "en")


def test_a_model_that_does_not_take_the_result_of_its_call_cannot_be_used():
    with ScriptedEndpoint(tool_result=400) as endpoint:
        report, rows = tried(endpoint)
    assert report.missing == ("tool_result",)
    assert (rows["auto_tool"].state, rows["tool_result"].code) == ("yes", "not_supported")


def test_where_only_streaming_of_calls_fails_the_report_says_how_to_switch_it_off():
    with ScriptedEndpoint(stream_tools=400) as endpoint:
        report, _ = tried(endpoint)
        without, _ = tried(endpoint, streams=False)
    assert report.missing == ("stream_tools",) and "WENSHU_LLM_STREAM=0" in table(report, "en")
    assert without.missing == ()


def test_a_model_that_is_not_listed_and_does_not_answer_is_missing():
    with ScriptedEndpoint(models=[{"id": "other"}], reply=404) as endpoint:
        _, rows = tried(endpoint)
    assert (rows["model"].state, rows["model"].code, rows["model"].n) == ("no", "not_listed", 1)


@pytest.mark.parametrize(
    ("entry", "size"),
    [
        ({"context_length": 4096}, 4096),
        ({"meta": {"n_ctx_train": 2048}}, 2048),
        ({"context_window": True}, None),
        ({"context_length": "sk-secret"}, None),
        ({"max_model_len": -1}, None),
    ],
)
def test_the_size_of_the_context_is_a_number_or_unknown(entry, size):
    with ScriptedEndpoint(models=[{"id": "scripted", **entry}]) as endpoint:
        report, _ = tried(endpoint)
    assert report.number("context") == size


@pytest.mark.parametrize(
    ("base_url", "code"),
    [
        ("http://127.0.0.1:9/v1", "unreachable"),
        ("http://no-such-host.invalid/v1", "unreachable"),
        ("localhost:11434/v1", "bad_url"),
        ("not a url", "bad_url"),
        ("http://[", "unreachable"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_row(base_url, code, monkeypatch):
    look_up = socket.getaddrinfo

    def unknown(host, *more, **given):
        """What a name server says of a name that nobody has; a real one may be slow, or lead to a page of its own."""
        if host in ("127.0.0.1", b"127.0.0.1"):
            return look_up(host, *more, **given)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    report = try_endpoint(ModelSettings(model="m", base_url=base_url, api_key=KEY, timeout_s=3.0))
    assert (report.rows[0].state, report.rows[0].code) == ("no", code)
    assert report.rows[-1].state == "unknown"


def test_a_key_that_no_header_can_carry_is_named():
    with ScriptedEndpoint() as endpoint:
        _, rows = tried(endpoint, api_key="sk-密钥")
    assert (rows["key"].state, rows["key"].code) == ("no", "bad_key")


def test_a_local_server_needs_no_key():
    with ScriptedEndpoint() as endpoint:
        local = ModelSettings.from_environment({"WENSHU_LLM_BASE_URL": endpoint.base_url})
        rows = {row.probe: row for row in try_endpoint(local).rows}
    assert rows["key"].code == "no_key_needed"


def test_no_word_of_any_model_or_question_is_sent():
    with ScriptedEndpoint() as endpoint:
        tried(endpoint)
        sent = json.dumps([body for _, body, _ in endpoint.requests])
    assert KEY not in sent and "revenue" not in sent


# --- the command ---------------------------------------------------------------------------------------------


@pytest.fixture
def configured(monkeypatch):
    def configure(**variables):
        for name in ("OPENAI_API_KEY", "WENSHU_LLM_BASE_URL", "WENSHU_LLM_MODEL", "WENSHU_LLM_TIMEOUT"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return configure


def test_the_command_prints_a_table_in_either_language(configured, capsys):
    with ScriptedEndpoint() as endpoint:
        configured(WENSHU_LLM_BASE_URL=endpoint.base_url, WENSHU_LLM_MODEL="scripted", OPENAI_API_KEY=KEY)
        assert main(["endpoint", "--lang", "en"]) == 0
        english = capsys.readouterr()
        assert main(["endpoint", "--lang", "zh"]) == 0
        chinese = capsys.readouterr()
    assert "wenshu can use this model." in english.out and "问数可以使用该模型。" in chinese.out
    assert f"127.0.0.1:{endpoint.server_port}" in english.out
    assert KEY not in english.out + english.err + chinese.out + chinese.err


def test_the_command_as_json(configured, capsys):
    with ScriptedEndpoint(auto_tool=500) as endpoint:
        configured(WENSHU_LLM_BASE_URL=endpoint.base_url, WENSHU_LLM_MODEL="scripted")
        assert main(["endpoint", "--json", "--lang", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["usable"], told["missing"], told["context_tokens"]) == (False, ["auto_tool", "tool_result"], 8192)
    assert [row["probe"] for row in told["probes"]] == list(PROBES)
    assert isinstance(told["latency_ms"], int)


def test_without_an_endpoint_the_command_says_how_to_configure_one(configured, capsys):
    configured()
    assert main(["endpoint"]) == 2
    assert "WENSHU_LLM_BASE_URL" in capsys.readouterr().err


def test_a_user_and_password_in_the_address_are_not_shown():
    report = try_endpoint(ModelSettings("m", "http://ann:secret@127.0.0.1:9/v1", KEY, timeout_s=2.0))
    assert report.host == "127.0.0.1:9"


def test_every_row_has_a_sentence_and_the_columns_are_aligned_in_both_languages():
    codes = [key.removeprefix("endpoint.why.") for key in TEXTS if key.startswith("endpoint.why.")]
    rows = tuple(Row(probe, "no", code, 3) for probe, code in zip(PROBES * 4, codes, strict=False))
    for language in ("en", "zh"):
        lines = table(Report("host", "m", rows, streams=True), language).split("\n")[2 : 2 + len(rows)]
        heads = [line.removesuffix(row.text(language)) for line, row in zip(lines, rows, strict=True)]
        assert len({width(head) for head, row in zip(heads, rows, strict=True) if row.text(language)}) == 1
