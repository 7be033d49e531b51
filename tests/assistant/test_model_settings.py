"""Which language model may be asked: from the environment, completed from a file, and never by accident."""

from __future__ import annotations

import pytest

from assistant.agent.settings import BadSetting, ModelSettings, configured
from assistant.agent.usage import Price
from assistant.cli import main

LOCAL = {"WENSHU_LLM_BASE_URL": "http://127.0.0.1:11434/v1", "WENSHU_LLM_MODEL": "qwen"}


def test_the_file_completes_the_environment_and_the_environment_wins(tmp_path):
    (tmp_path / "secrets.toml").write_text(
        'OPENAI_API_KEY = "sk-file"\nWENSHU_LLM_MODEL = "of-file"\nWENSHU_LLM_TIMEOUT = 7\n', encoding="utf-8"
    )
    found = configured(LOCAL, tmp_path)
    assert found is not None
    assert (found.model, found.api_key, found.timeout_s) == ("qwen", "sk-file", 7.0)
    assert "sk-file" not in repr(found)


def test_without_key_and_address_there_is_no_model(tmp_path):
    assert configured({"WENSHU_LLM_MODEL": "qwen"}, tmp_path) is None


@pytest.mark.parametrize("text", ["OPENAI_API_KEY = sk-unquoted", "= 3"])
def test_a_file_that_cannot_be_read_is_named_and_not_repeated(tmp_path, text):
    (tmp_path / "secrets.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting) as bad:
        configured({}, tmp_path)
    assert "secrets.toml" in str(bad.value) and "sk-unquoted" not in str(bad.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENSHU_LLM_TIMEOUT", "soon"),
        ("WENSHU_LLM_TIMEOUT", "0"),
        ("WENSHU_LLM_MAX_COST", "-1"),
        ("WENSHU_LLM_MAX_TOKENS", "nan"),
        ("WENSHU_LLM_PRICE", "cheap"),
        ("WENSHU_LLM_PRICE", "1"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_an_example(name, value):
    with pytest.raises(BadSetting) as bad:
        ModelSettings.from_environment({**LOCAL, name: value})
    assert bad.value.name == name and bad.value.example.startswith(f"{name}=")


def test_everything_that_shares_more_is_off_until_it_is_switched_on():
    plain = ModelSettings.from_environment(LOCAL)
    shared = ModelSettings.from_environment(
        {**LOCAL, "WENSHU_LLM_SHARE_FINDINGS": "1", "WENSHU_LLM_SHARE_VALUES": "channel.channel, city.city",
         "WENSHU_LLM_SECOND_READER": "yes", "WENSHU_LLM_POLISH": "on", "WENSHU_LLM_PRICE": "0.5/2 CNY"}
    )  # fmt: skip
    assert plain is not None and shared is not None
    assert not (plain.share_findings or plain.share_values or plain.second_reader or plain.polish or plain.price)
    assert shared.may_share("city.city") and not shared.may_share("customer.name")
    assert (shared.share_findings, shared.second_reader, shared.polish) == (True, True, True)
    assert shared.price == Price(0.5, 2.0, "CNY")


def test_the_command_line_names_a_bad_setting_in_words(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("WENSHU_HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("WENSHU_LLM_TIMEOUT", "soon")
    assert main(["endpoint"]) == 2
    told = capsys.readouterr().err
    assert "WENSHU_LLM_TIMEOUT=20" in told and "sk-secret" not in told and "Traceback" not in told
