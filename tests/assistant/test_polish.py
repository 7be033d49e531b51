"""Polishing: what a model may do to a sentence of ours, and the many things it may not."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.agent.settings import ModelSettings
from assistant.answer import answer
from assistant.answer_parts import Phrase
from assistant.polishing.check import checked
from assistant.polishing.polish import filled, polish, template_of
from assistant.polishing.words import NEUTRAL, SENSES
from assistant.question import Question
from assistant.texts import TEXTS, pieces, places
from tests.assistant.scripted_model import ScriptedModel

SAID = {
    "metric": "Revenue", "group": "East", "value": "¥42", "base": " (n 9; 95% interval 1%–3%)", "difference": "¥3",
    "overall": "¥39", "change": "+24%", "first": "¥30", "last": "¥42", "first_period": "May 2026",
    "last_period": "Oct 2026", "highest_group": "East", "highest_value": "¥42", "lowest_group": "West",
    "lowest_value": "¥30", "highest_base": "", "lowest_base": "", "groups": "East and West", "now": "¥42",
    "then": "¥39", "now_period": "Oct 2026", "then_period": "Sep 2026", "period": "Oct 2026", "share": "12%",
    "total": "¥99", "hits": "3", "n": "20", "sum": "¥50", "highest_period": "May 2026", "lowest_period": "Jun 2026",
    "highest": "¥9", "lowest": "¥1", "name": "Sales", "count": "4", "things": "customers",
}  # fmt: skip


UP, TREND, LEADER = "finding.comparison.up.dated", "finding.trend.down", "finding.leader.desc"
ABOVE, ENDS, SHARE = "finding.leader.desc.above", "finding.breakdown", "finding.share"


def phrases(key, language):
    return pieces(key, language, **{place: SAID[place] for place in places(TEXTS[key].in_language(language))})


def template(key, language):
    return template_of(phrases(key, language))


# {1} rose by {2}: {3} ({4}), against {5} ({6}).                    UP
# {1} fell from {2} ({3}) to {4} ({5}): {6}.                        TREND
# {1} has the highest {2}: {3}.                                     LEADER
# {1} has the highest {2}: {3}, {4} above the overall {5}.          ABOVE
# {1} is highest for {2} with {3}, lowest for {4} with {5}.         ENDS

REJECTED_EN = [
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}), up 30%."),
    (UP, "{1} rose by half: {2}, {3} ({4}), against {5} ({6})."),
    (UP, "{1} nearly doubled by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} doubled by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose twice by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}, a third: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by a dozen {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2} percent: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}%: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}0: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}k: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2} million: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by -{2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by – {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by .{2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by ①{2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by ½ {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} fell by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} did not rise by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} never rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}: {5} ({6}), against {3} ({4})."),
    (UP, "{1} rose by {2}: {3} ({6}), against {5} ({4})."),
    (UP, "{1} rose by {3}: {2} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}: {3} ({4}) {5} ({6})."),
    (UP, "{1} rose by {2}: {3} ({4})."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}), which is {2}."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}) {7}."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}), because of the weather."),
    (UP, "{1} rose by {2} due to demand: {3} ({4}), against {5} ({6})."),
    (UP, "Thanks to East, {1} rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}) last year."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} in October ({6})."),
    (UP, "{1} probably rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by about {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose sharply by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "Unfortunately, {1} rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "**{1}** rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "<b>{1}</b> rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "[{1}](http://x) rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6}). See https://example.com"),
    (UP, "`{1}` rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "Sure, here is the text: {1} rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "\u202e{1} rose by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rose\u200b by {2}: {3} ({4}), against {5} ({6})."),
    (UP, "{1} rоse by {2}: {3} ({4}), against {5} ({6})."),  # a Cyrillic о
    (UP, "{1}上升 {2}：{4}为 {3}，{6}为 {5}。"),
    (UP, "{1} rose by {2}: {3} ({4}), against {5} ({6})." + " and" * 40),
    (UP, "{1}{2}{3}{4}{5}{6}"),
    (UP, "Rose by: {1}, {2}, {3}, {4}, against {5}, {6}."),
    (UP, "{1} rose by {2}. {3}.{4}, against {5} ({6})."),
    (UP, ""),
    (UP, "Revenue rose by ¥3."),
    (TREND, "{1} rose from {2} ({3}) to {4} ({5}): {6}."),
    (TREND, "{1} fell to {2} ({3}) from {4} ({5}): {6}."),
    (TREND, "{1} fell from {4} ({5}) to {2} ({3}): {6}."),
    (TREND, "{1} fell steadily from {2} ({3}) to {4} ({5}): {6}."),
    (TREND, "{1} fell from {2} ({3}) to {4} ({5}): {6}, and will fall further."),
    (LEADER, "{1} has the lowest {2}: {3}."),
    (LEADER, "{2} has the highest {1}: {3}."),
    (LEADER, "{1} has the second highest {2}: {3}."),
    (LEADER, "{1} has {2}: {3}."),
    (LEADER, "Only {1} has the highest {2}: {3}."),
    (LEADER, "{1} has the highest {2}: ({3}, the top)."),
    (ABOVE, "{1} has the highest {2}: {3}, {4} below the overall {5}."),
    (ABOVE, "{1} has the highest {2}: {3}, {4} above {5}."),
    (ABOVE, "{1} has the highest {2}: {3}, {5} above the overall {4}."),
    (ENDS, "{1} is lowest for {2} with {3}, highest for {4} with {5}."),
    (ENDS, "{1} is highest for {4} with {3}, lowest for {2} with {5}."),
    (ENDS, "{1} is highest for {2} with {5}, lowest for {4} with {3}."),
    (ENDS, "{1} is highest with {3}, for {2} lowest, and for {4} with {5}."),
]
REJECTED_ZH = [
    (UP, "{1}上升三成 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升一半，{2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}翻倍，上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2} 倍：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}增至两倍，上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}几乎上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升约 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升近 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2} 万：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}0：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 ２{2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升百分之 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}下降 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}没有上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}未上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "由于促销，{1}上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}，导致{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}，从而{3}为 {4}，{5}为 {6}。"),
    (UP, "因此{1}上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}大幅上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}：{3}为 {6}，{5}为 {4}。"),
    (UP, "{1}上升 {2}：{5}为 {4}，{3}为 {6}。"),
    (UP, "{1}上升 {2}：{3}为 {4}。"),
    (UP, "{1}上升 {2}：{3}为 {4}，{5}为 {6}，{6}。"),
    (UP, "去年{1}上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}可能上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "好的，{1}上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}：{3}为 {4}、{5}{6}。"),
    (UP, "{1} rose by {2}: {3} was {4}, {5} was {6}."),
    (UP, "**{1}**上升 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "{1}上升 {2}！{3}为 {4}，{5}为 {6}。"),
    (LEADER, "{1}的{2}最低，为 {3}。"),
    (LEADER, "{1}的{2}并非最高，为 {3}。"),
    (LEADER, "{1}的{2}，为 {3}。"),
    (LEADER, "{2}的{1}最高，为 {3}。"),
    (LEADER, "{1}的{2}最高，为了 {3}。"),
    (ABOVE, "{1}的{2}最高，为 {3}，比整体（{4}）低 {5}。"),
    (ABOVE, "{1}的{2}最高，为 {3}，比整体（{5}）高 {4}。"),
]
PASSED = [
    (UP, "en", "{1} increased by {2}: {3} ({4}), compared with {5} ({6})."),
    (UP, "en", "{1} saw a rise of {2}: it was {3} in {4}, against {5} in {6}."),
    (UP, "en", "{1} grew by {2} and stood at {3} in {4}, versus {5} in {6}."),
    (UP, "en", "{1} went up by {2}. It was {3} in {4}, compared to {5} in {6}."),
    (TREND, "en", "{1} declined from {2} in {3} to {4} in {5} ({6})."),
    (TREND, "en", "{1} dropped from {2} ({3}) to {4} ({5}), {6}."),
    (LEADER, "en", "{1} has the highest {2} with {3}."),
    (LEADER, "en", "The highest {2} is {1}'s: {3}."),
    (ABOVE, "en", "{1} has the highest {2}, at {3}, which is {4} higher than the overall {5}."),
    (ENDS, "en", "{1} is highest in {2}, at {3}, and lowest in {4}, at {5}."),
    (SHARE, "en", "{1} accounts for {2} of the total."),
    ("finding.runner_up", "en", "{1} comes next with {2}."),
    ("finding.number.period", "en", "In {2}, {1} was {3}."),
    (UP, "zh", "{1}增长了 {2}：{3}为 {4}，{5}为 {6}。"),
    (UP, "zh", "{1}增加 {2}，{3}达到 {4}，{5}为 {6}。"),
    (TREND, "zh", "{1}从 {2}（{3}）减少到 {4}（{5}），变化为 {6}。"),
    (TREND, "zh", "{1}从 {2}（{3}）下降至 {4}（{5}），变化 {6}。"),
    (LEADER, "zh", "{2}最高的是{1}，达 {3}。"),
    (LEADER, "zh", "{1}的{2}居首，为 {3}。"),
    (ENDS, "zh", "{1}最高的是{2}，达 {3}；最低的是{4}，为 {5}。"),
    (SHARE, "zh", "{1}占总体 {2}。"),
    ("finding.runner_up", "zh", "紧随其后的是{1}，为 {2}。"),
]


@pytest.mark.parametrize(("key", "reply"), REJECTED_EN)
def test_an_english_reply_that_says_something_else_is_refused(key, reply):
    assert checked(reply, template(key, "en"), "en") is None


@pytest.mark.parametrize(("key", "reply"), REJECTED_ZH)
def test_a_chinese_reply_that_says_something_else_is_refused(key, reply):
    assert checked(reply, template(key, "zh"), "zh") is None


@pytest.mark.parametrize(("key", "language", "reply"), PASSED)
def test_a_reply_that_says_the_same_in_other_words_is_shown(key, language, reply):
    assert checked(reply, template(key, language), language) == reply


def test_the_tables_of_replies_are_as_long_as_they_should_be():
    assert len(REJECTED_EN) + len(REJECTED_ZH) >= 80
    assert len(PASSED) >= 20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_listed_words_hold_no_quantity_cause_doubt_or_denial(language):
    listed = [*NEUTRAL[language], *(p for phrases in SENSES[language].values() for p in phrases)]
    foreign = {
        "en": r"\d|\b(one|two|half|third|twice|double|dozen|percent|because|due|thanks|not?|never|about|may|nearly)\b",
        "zh": r"\d|[一二两三四五六七八九十百千万亿半倍成约近未非]|因|由于|导致|可能|几乎",
    }
    assert [word for word in listed if re.search(foreign[language], word)] == []


FINDINGS = sorted(key for key in TEXTS if key.startswith("finding."))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_ours_passes_as_it_is_and_shows_no_fact(language):
    for key in FINDINGS:
        wanted = places(TEXTS[key].in_language(language))
        values = {place: f"«{n}»" for n, place in enumerate(sorted(wanted), start=51)}
        said = pieces(key, language, **values)
        found = template_of(said)
        assert not re.search(r"\d|«", re.sub(r"\{\d+\}", "", found.text)), key
        assert checked(found.text, found, language) == found.text.strip(), key
        again = "".join(phrase.text for phrase in filled(found.text, found, language))
        assert again.casefold() == "".join(phrase.text for phrase in said).casefold(), key


def test_a_value_that_looks_like_a_place_stays_a_value():
    said = (Phrase("{2}", place="group"), Phrase(" has "), Phrase("{1}", place="value"), Phrase(" {0} at 95%."))
    found = template_of(said)
    assert found.text == "{1} has {2} {3}{4}{5} at {6}."
    assert "".join(phrase.text for phrase in filled(found.text, found, "en")) == "{2} has {1} {0} at 95%."


def test_places_keep_what_is_strong():
    found = template(LEADER, "en")
    strong = [phrase.text for phrase in filled("The highest {2} is {1}'s: {3}", found, "en") if phrase.strong]
    assert strong == ["East", "¥42"]


def test_chinese_and_latin_stand_apart_after_polishing():
    found = template_of((Phrase("GMV", place="metric"), Phrase("为 "), Phrase("¥42", place="value"), Phrase("。")))
    assert "".join(phrase.text for phrase in filled("{1}为 {2}。", found, "zh")) == "GMV 为 ¥42。"


WORDS = st.sampled_from(
    ["half", "三成", "一半", "翻倍", "two", "12", "3%", "１", "七", "½", "nearly", "not", "because", "由于", "x", "%",
     "-", "ten", "k", "万", "成", "倍", "of", "than", "a third", "\u0661", "Ⅻ", "²"]
)  # fmt: skip


@given(st.sampled_from([UP, TREND, LEADER, ABOVE, ENDS, SHARE]), st.sampled_from(["en", "zh"]), WORDS, st.data())
@settings(max_examples=300, deadline=None)
def test_no_reply_with_a_word_or_figure_of_its_own_passes_wherever_it_stands(key, language, word, data):
    found = template(key, language)
    at = data.draw(st.integers(0, len(found.text)))
    glue = data.draw(st.sampled_from(["", " "]))
    assert checked(f"{found.text[:at]}{glue}{word}{glue}{found.text[at:]}", found, language) is None


@given(st.text(max_size=80), st.data())
@settings(max_examples=300, deadline=None)
@example("{1} rose by {2}: {3} ({4}), against {5} ({6}).\u0663", None)
def test_whatever_is_sent_a_reply_that_passes_has_our_places_and_no_figure(noise, data):
    found = template(UP, "en")
    at = data.draw(st.integers(0, len(found.text))) if data else 0
    reply = found.text[:at] + noise + found.text[at:] if data else noise
    passed = checked(reply, found, "en")
    if passed is not None:
        outside = re.sub(r"\{\d+\}", "", passed)
        assert not any(character.isnumeric() for character in outside)
        assert re.findall(r"\{\d+\}", passed) == re.findall(r"\{\d+\}", found.text)


@given(st.permutations(range(1, 7)))
@settings(max_examples=200, deadline=None)
def test_exchanged_places_never_pass(order):
    found = template(UP, "en")
    reply = re.sub(r"\{(\d)\}", lambda match: f"{{{order[int(match[1]) - 1]}}}", found.text)
    assert (checked(reply, found, "en") is not None) == (list(order) == [1, 2, 3, 4, 5, 6])


# --- a whole answer -------------------------------------------------------------------------------------------


@pytest.fixture(params=[("revenue by channel", "en"), ("各渠道的销售额", "zh")], ids=["en", "zh"])
def told(request, demo):
    question = Question.of(request.param[0])
    found = answer(question, demo)
    return found.sections[0], demo.at(question).wording(request.param[1])


def test_the_model_sees_no_name_no_figure_and_no_period(told):
    section, wording = told
    prompts = []
    assert polish(section, wording, lambda prompt: prompts.append(prompt) or "") == section
    sent = prompts[0].partition("\n\n")[2]
    assert "{1}" in sent and not re.search(r"\d", re.sub(r"\{\d+\}", "", sent))
    for row in section.shown.rows:
        assert not any(cell in sent for cell in row)


def test_our_own_text_sent_back_changes_no_word(told):
    section, wording = told
    done = polish(section, wording, lambda prompt: prompt.partition("\n\n")[2])
    assert done.headline == section.headline
    assert "".join(done.narration).replace(" ", "") == "".join(section.narration).replace(" ", "")
    assert done.result is section.result and done.chart is section.chart


def test_an_invented_figure_leaves_our_sentences(told):
    section, wording = told
    for reply in ("Revenue is ¥987654321.", "", "{1}", "{1} " * 500, "😀"):
        assert polish(section, wording, lambda _, reply=reply: reply) == section


def test_a_smoother_reply_is_shown_with_our_figures(demo):
    question = Question.of("revenue by channel")
    section = answer(question, demo).sections[0]
    done = polish(section, demo.wording("en"), lambda p: p.partition("\n\n")[2].replace(", lowest", ", and lowest"))
    assert done.headline == section.headline.replace(", lowest", ", and lowest") != section.headline


def asked_with(demo, endpoint, text="revenue by channel", **changes):
    given = {"polish": True, "streams": False, **changes}
    settings = ModelSettings("scripted", endpoint.base_url, "sk-test-1234", timeout_s=60.0, **given)
    return answer(Question.of(text), replace(demo, settings=settings))


def test_an_answer_is_polished_when_the_settings_say_so_and_no_figure_leaves(demo):
    plain = answer(Question.of("revenue by channel"), demo)
    template = template_of(plain.sections[0].headline_phrases).text
    smooth = template.replace(", lowest", ", and lowest") + "\n"
    narration = "{6}, in total {7}."
    with ScriptedModel([{"text": smooth + narration}]) as endpoint:
        found = asked_with(demo, endpoint)
        sent = json.dumps(endpoint.requests, ensure_ascii=False)
    assert found.headline == plain.headline.replace(", lowest", ", and lowest") != plain.headline
    assert found.narration == (plain.narration[0].replace("together", "in total"),)
    assert not any(cell in sent for row in plain.sections[0].shown.rows for cell in row)


@pytest.mark.parametrize("turn", [{"text": "Revenue doubled to 42."}, 500, {"raw": b"{nonsense"}, {"text": None}])
def test_an_answer_keeps_our_words_when_the_model_fails_or_invents(demo, turn):
    plain = answer(Question.of("revenue by channel"), demo)
    with ScriptedModel([turn]) as endpoint:
        found = asked_with(demo, endpoint)
    assert (found.status, found.headline, found.narration) == ("answered", plain.headline, plain.narration)


def test_polishing_is_off_unless_it_is_switched_on(demo):
    with ScriptedModel([500]) as endpoint:
        asked_with(demo, endpoint, polish=False)
        assert endpoint.requests == []
    assert not ModelSettings.from_environment({"OPENAI_API_KEY": "k"}).polish
    assert ModelSettings.from_environment({"OPENAI_API_KEY": "k", "WENSHU_LLM_POLISH": "1"}).polish


def test_whoever_asks_the_parser_alone_gets_no_polish(demo):
    with ScriptedModel([500]) as endpoint:
        settings = ModelSettings("scripted", endpoint.base_url, "sk-test-1234", polish=True)
        found = answer(Question.of("revenue by channel", reader="parser"), replace(demo, settings=settings))
        assert endpoint.requests == [] and found.status == "answered"
