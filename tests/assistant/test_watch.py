"""The digest of watches: every watch is named, nothing is loaded from anywhere, and what cannot be judged is said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant import cli
from assistant.charts.svg import Place, line_chart
from assistant.watch import evaluate, to_html, to_markdown
from semantic_layer.model import Text, Watch


def with_watches(context, *watches):
    return replace(context, tools=replace(context.tools, model=replace(context.tools.model, watches=watches)))


def watch(name, **given):
    return Watch(name=name, labels=Text(f"Watch <{name}>", f"监测 <{name}>"), **given)


@pytest.fixture
def digest(demo):
    context = with_watches(
        demo,
        watch("loud", metric="revenue", grain="month", condition="outside", high=1, schedule="daily"),
        watch("calm", metric="revenue", grain="month", condition="outside", low=1, schedule="daily"),
        watch("early", metric="revenue", grain="quarter", condition="unusual", schedule="daily"),
        watch("later", customers="silent", schedule="weekly"),
    )
    return evaluate(context, "en"), context


def test_every_watch_is_in_the_digest_with_its_state(digest):
    found, _ = digest
    assert [item.state for item in found.watched] == ["raised", "quiet", "failed", "not_due"]
    text = to_markdown(found)
    assert all(f"Watch \\<{name}\\>" in text for name in ("loud", "calm", "early", "later"))
    assert "Too few complete periods" in text


def test_all_evaluates_also_what_is_not_due(digest):
    _, context = digest
    assert evaluate(context, "zh", every=True).watched[-1].state in ("raised", "quiet")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_loads_nothing_and_draws_what_was_looked_at(digest, language):
    _, context = digest
    page = to_html(evaluate(context, language), context.wording(language))
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", page)
    assert page.count("<svg") == 2 and "<polyline" in page and "<polygon" not in page
    assert "&lt;loud&gt;" in page and "<loud>" not in page


def test_a_chart_marks_the_last_point_and_draws_the_band():
    places = [Place(str(n), float(n), f"{n}", 0.0, 10.0) for n in range(5)]
    drawn = line_chart(places, "a <b>", is_marked=True)
    assert "<polygon" in drawn and "a &lt;b&gt;" in drawn and drawn.count("<circle") == 1
    assert line_chart(places[:1], "one", is_marked=False) == ""


def test_the_command_writes_both_files_and_says_where(demo_home, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    code = cli.main(["watch", "--model", str(demo_home / "demo"), "--out", str(tmp_path / "out")])
    shown = capfd.readouterr()
    assert code == 0
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".md"]
    assert shown.out.startswith("# Sample shop: digest of") and "digest-" in shown.err
    assert "Silent for 90 days" in shown.out


def test_the_digest_is_the_same_when_it_is_made_again(digest):
    found, context = digest
    assert to_markdown(evaluate(context, "en")) == to_markdown(found)
