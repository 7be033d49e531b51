"""An endpoint without tools: it is tried once, and asked by a form from then on, or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from assistant.agent import ability
from assistant.agent.ability import known
from assistant.agent.preview import preview
from assistant.agent.settings import ModelSettings
from assistant.answer import answer
from assistant.question import Question
from tests.assistant.scripted_model import ScriptedModel
from tests.waiting import LONG

LOOSE = "how is the dosh split over our sales routes?"
BY_CHANNEL = {"queries": [{"metrics": [{"name": "revenue"}], "dimensions": [{"name": "channel.channel"}]}]}
REGION = {"text": json.dumps({"region": "north"})}
WORDS = {"text": "Revenue was 987654321."}


@pytest.fixture(autouse=True)
def nothing_learnt(monkeypatch):
    monkeypatch.setattr(ability, "_LEARNT", {})


def without_tools(filled):
    """A server that drops tools in silence and keeps to a schema, as several do."""

    def turn(body):
        form = body.get("response_format")
        if form is None:
            return WORDS
        return REGION if form["json_schema"]["name"] == "region" else {"text": json.dumps(filled)}

    return turn


def ask(demo, endpoint, text=LOOSE, **changes):
    settings = ModelSettings(model="scripted", base_url=endpoint.base_url, api_key="k", **changes)
    return answer(Question.of(text), replace(demo, settings=settings, replies=None)), settings


def codes(result):
    return {note.code for note in result.caveats}


@pytest.mark.parametrize("streams", [True, False])
def test_a_server_that_drops_tools_is_asked_by_a_form_in_the_same_question(demo, streams):
    with ScriptedModel([without_tools(BY_CHANNEL)]) as endpoint:
        result, settings = ask(demo, endpoint, streams=streams)
        first = len(endpoint.requests)
        ask(demo, endpoint, streams=streams)
        later = endpoint.requests[first:]
    assert (result.status, result.reader) == ("answered", "agent")
    assert "model_understood" in codes(result)
    assert known(settings).way == "form"
    assert first <= settings.model_calls
    assert len(later) == 1 and "tools" not in later[0]


def test_the_same_question_by_tools_and_by_a_form_gives_the_same_plan(demo):
    with ScriptedModel([{"call": ("query_metrics", BY_CHANNEL["queries"][0])}, {"text": "done"}]) as endpoint:
        by_tools, _ = ask(demo, endpoint)
    with ScriptedModel([without_tools(BY_CHANNEL)]) as endpoint:
        by_form, _ = ask(demo, endpoint)
    assert by_tools.plan.to_bytes() == by_form.plan.to_bytes()


def test_a_filled_form_is_checked_like_a_call(demo):
    narrowed = {**BY_CHANNEL["queries"][0], "filters": [{"field": "channel.channel", "op": "eq", "values": ["web"]}]}
    with ScriptedModel([without_tools({"queries": [narrowed]})]) as endpoint:
        result, _ = ask(demo, endpoint)
    assert result.status in ("clarify", "refused")
    assert result.table is None


@pytest.mark.parametrize("filled", [[], {"queries": "all"}, {"queries": []}, {"queries": [{"metrics": [{"name": 7}]}]}])
def test_a_form_that_is_filled_with_nonsense_leaves_the_parser_s_outcome(demo, filled):
    with ScriptedModel([without_tools(filled)]) as endpoint:
        result, _ = ask(demo, endpoint)
    assert (result.status, result.reader) == ("refused", "parser")
    assert "model_no_plan" in codes(result)


def test_a_server_that_can_do_neither_is_not_asked_again(demo):
    with ScriptedModel([WORDS]) as endpoint:
        first, settings = ask(demo, endpoint)
        asked = len(endpoint.requests)
        second, _ = ask(demo, endpoint)
        assert len(endpoint.requests) == asked
    assert "model_no_plan" in codes(first) and "model_unfit" in codes(second)
    assert known(settings).way == "none"
    assert "987654321" not in json.dumps([first.to_json(), second.to_json()], default=str)


def test_a_server_that_refuses_requests_with_tools_is_asked_by_a_form(demo):
    def turn(body):
        return 400 if "tools" in body else without_tools(BY_CHANNEL)(body)

    with ScriptedModel([turn]) as endpoint:
        result, settings = ask(demo, endpoint)
    assert result.status == "answered"
    assert known(settings).way == "form"


@pytest.mark.parametrize("status", [500, 429])
def test_trouble_that_may_pass_teaches_nothing(demo, status):
    with ScriptedModel([status]) as endpoint:
        result, settings = ask(demo, endpoint)
    assert "model_failed" in codes(result)
    assert known(settings).way == "tools"
    assert not ability._LEARNT


def test_a_model_that_declines_and_could_call_keeps_its_tools(demo):
    def turn(body):
        offered = [tool["function"]["name"] for tool in body.get("tools", [])]
        is_trial = offered == ["record_region"] and body["messages"][-1]["role"] == "user"
        return {"call": ("record_region", {"region": "north"})} if is_trial else {"text": "done"}

    with ScriptedModel([turn]) as endpoint:
        result, settings = ask(demo, endpoint)
    assert "model_no_plan" in codes(result)
    assert known(settings).way == "tools"


def test_the_preview_shows_the_form_once_it_is_what_is_sent(demo):
    with ScriptedModel([without_tools(BY_CHANNEL)]) as endpoint:
        _, settings = ask(demo, endpoint)
        context = replace(demo, settings=settings, replies=None)
        shown = preview(Question.of(LOOSE), context)["body"]
        answer(Question.of(LOOSE), context)
        assert shown == endpoint.requests[-1]
    assert "987654321" not in json.dumps(shown)


def test_a_step_that_outlasts_the_whole_question_is_ended(demo):
    with ScriptedModel([{"sleep": 2 * LONG, "text": "late"}]) as endpoint:
        begun = time.monotonic()
        result, _ = ask(demo, endpoint, timeout_s=3 * LONG, total_s=1.0)
    assert "model_timeout" in codes(result)
    assert time.monotonic() - begun < LONG


def test_waiting_is_announced_before_the_client_is_loaded(demo):
    seen = []

    class Clock:
        def stage(self, name, place=0):
            seen.append(name)

        def is_stopped(self):
            return False

    def turn(_):
        seen.append("request")
        return {"text": "done"}

    with ScriptedModel([turn]) as endpoint:
        settings = ModelSettings(model="scripted", base_url=endpoint.base_url, api_key="k")
        answer(Question.of(LOOSE), replace(demo, settings=settings, replies=None, watch=Clock()))
    assert seen[: seen.index("request")].count("model") == 2  # once for loading, once for the call itself


def test_a_question_the_parser_is_certain_of_loads_no_client_even_where_an_endpoint_is_set(tiny_folder, tmp_path):
    code = (
        "import sys; from assistant.cli import main;"
        f"code = main(['ask', '--model', {str(tiny_folder)!r}, 'revenue by region']);"
        "heavy = {'langchain', 'langchain_core', 'openai', 'httpx2'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy), code)"
    )
    given = {"WENSHU_LLM_BASE_URL": "http://127.0.0.1:9/v1", "WENSHU_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **given}
    )
    assert "East" in done.stdout
    assert done.stdout.splitlines()[-1] == "[] 0"
