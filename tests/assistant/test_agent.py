"""The agent through the real client against a scripted endpoint: it chooses tools, and nothing it says is believed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.agent.settings import ModelSettings
from assistant.answer import answer
from assistant.question import Question
from tests.assistant.scripted_model import ScriptedModel

LOOSE = "how is the dosh split over our sales routes?"  # words that the parser does not know
BY_CHANNEL = {"metrics": [{"name": "revenue"}], "dimensions": [{"name": "channel.channel"}]}
WITH_PERIOD = "how did our sales routes do last month?"
LAST_MONTH = {**BY_CHANNEL, "window": {"start": "2026-10-01", "end": "2026-11-01"}}


def settings_for(endpoint, **changes):
    return ModelSettings(model="scripted", base_url=endpoint.base_url, api_key="sk-test-1234", **changes)


def ask(demo, endpoint, text=LOOSE, **changes):
    return answer(Question.of(text), replace(demo, settings=settings_for(endpoint, **changes)))


def told(endpoint):
    """Everything that left the machine, as text."""
    return json.dumps(endpoint.requests, ensure_ascii=False)


def codes(result):
    return {note.code for note in result.caveats}


def test_a_good_call_is_run_and_restated_by_us(demo):
    with ScriptedModel([{"call": ("query_metrics", BY_CHANNEL)}, {"text": "Revenue is 42 million."}]) as endpoint:
        result = ask(demo, endpoint)
    expected = answer(Question.of("revenue by channel"), demo)
    assert (result.status, result.reader) == ("answered", "agent")
    assert sorted(map(str, result.table.rows)) == sorted(map(str, expected.table.rows))
    assert "42 million" not in json.dumps(result.to_json(), default=str)


def test_a_wrong_name_goes_back_with_the_nearest_and_is_corrected(demo):
    wrong = {**BY_CHANNEL, "metrics": [{"name": "revenu"}]}
    turns = [{"call": ("query_metrics", wrong)}, {"call": ("query_metrics", BY_CHANNEL)}, {"text": "done"}]
    with ScriptedModel(turns) as endpoint:
        result = ask(demo, endpoint)
        hint = endpoint.requests[1]["messages"][-1]["content"]
    assert result.status == "answered"
    assert "unknown_metric" in hint and "revenue" in hint


def test_a_dropped_period_goes_back_once_and_is_corrected(demo):
    dropped = BY_CHANNEL
    turns = [
        {"call": ("query_metrics", dropped)},
        {"text": "ok"},
        {"call": ("query_metrics", LAST_MONTH)},
        {"text": "ok"},
    ]
    with ScriptedModel(turns) as endpoint:
        result = ask(demo, endpoint, WITH_PERIOD)
        complaint = endpoint.requests[2]["messages"][-1]["content"]
    assert result.status == "answered"
    assert "last month" in complaint
    assert result.sections[0].derivation.period_start.isoformat() == "2026-10-01"


def test_a_period_that_stays_dropped_is_never_answered_silently(demo):
    with ScriptedModel([{"call": ("query_metrics", BY_CHANNEL)}, {"text": "ok"}] * 2) as endpoint:
        result = ask(demo, endpoint, WITH_PERIOD)
    assert result.status in ("clarify", "refused")
    assert result.table is None


def test_a_filter_that_nobody_asked_for_is_not_accepted(demo):
    extra = {**BY_CHANNEL, "filters": [{"field": "channel.channel", "op": "eq", "values": ["web"], "kind": "compare"}]}
    with ScriptedModel([{"call": ("query_metrics", extra)}, {"text": "ok"}] * 2) as endpoint:
        result = ask(demo, endpoint)
    assert result.status in ("clarify", "refused")


def test_words_with_an_invented_number_and_no_call_are_dropped(demo):
    with ScriptedModel([{"text": "Revenue was 987654321 last year, web leads."}]) as endpoint:
        result = ask(demo, endpoint)
    assert result.status != "answered"
    assert "987654321" not in json.dumps(result.to_json(), default=str)
    assert "model_no_plan" in codes(result)


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        ({"raw": b"{this is not json"}, "model_failed"),
        ({"raw": b'{"choices": []}'}, "model_failed"),
        (500, "model_failed"),
        (429, "model_failed"),
        (401, "model_key_refused"),
        ({"sleep": 100, "text": "late"}, "model_timeout"),
    ],
)
def test_a_failing_endpoint_leaves_the_parser_s_outcome_and_says_so_once(demo, turn, code):
    with ScriptedModel([turn]) as endpoint:
        result = ask(demo, endpoint, timeout_s=1.0 if code == "model_timeout" else 60.0)
    assert result.status != "answered"
    assert code in codes(result)
    assert "sk-" not in json.dumps(result.to_json(), default=str)


def test_arguments_that_are_no_json_and_an_invented_tool_come_to_nothing(demo):
    turns = [{"call": ("query_metrics", "{broken")}, {"call": ("drop_tables", {})}, {"text": "sorry"}]
    with ScriptedModel(turns) as endpoint:
        result = ask(demo, endpoint)
    assert result.status != "answered"


def test_an_endless_loop_of_calls_ends(demo):
    with ScriptedModel([{"call": ("query_metrics", {"metrics": [{"name": "nonsense"}]})}]) as endpoint:
        result = ask(demo, endpoint)
        assert len(endpoint.requests) <= 12
    assert result.status != "answered"


def test_an_endpoint_that_is_not_there_is_no_obstacle(demo):
    gone = ModelSettings(model="m", base_url="http://127.0.0.1:9/v1", api_key="k", timeout_s=2.0)
    result = answer(Question.of(LOOSE), replace(demo, settings=gone))
    assert "model_unreachable" in codes(result)


def test_a_question_the_parser_can_close_never_leaves_the_machine(demo):
    with ScriptedModel([500]) as endpoint:
        result = ask(demo, endpoint, "revenue by channel")
        assert endpoint.requests == []
    assert (result.status, result.reader) == ("answered", "parser")


def test_a_request_to_change_data_is_not_handed_to_the_model(demo):
    with ScriptedModel([{"call": ("query_metrics", BY_CHANNEL)}]) as endpoint:
        result = ask(demo, endpoint, "delete all orders")
        assert endpoint.requests == []
    assert result.status == "refused"


def test_no_cell_and_no_sql_leaves_the_machine(demo):
    with ScriptedModel([{"call": ("query_metrics", BY_CHANNEL)}, {"text": "ok"}]) as endpoint:
        result = ask(demo, endpoint)
        sent = told(endpoint)
    for row in result.table.rows:
        assert f'"{row[0]}"' not in sent
        assert str(row[1]) not in sent
    assert "SELECT" not in sent.replace("SELECT statement", "").replace("one checked SELECT", "")
    assert "sk-test-1234" not in sent


def test_settings_show_the_host_and_never_the_key():
    settings = ModelSettings.from_environment({"OPENAI_API_KEY": "sk-secret", "WENSHU_LLM_MODEL": "m"})
    assert settings.host
    assert "sk-secret" not in repr(settings)


def test_variables_of_other_products_reroute_nothing():
    assert ModelSettings.from_environment({"OPENAI_BASE_URL": "http://evil.example/v1"}) is None
