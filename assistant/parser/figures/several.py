"""Two questions in one text: "What is revenue by region? And how many new customers did we get?"

Rule: what one plan holds is one question; sentences that ask are read one by one, and their calls stand in the order
of the questions. A sentence that only says how to show or order belongs to the question before it. A question that
speaks of the one before ("they", 各自) is not read without it, and one without a number of its own goes on with it.
Two numbers with a period each are two questions; the period of one never holds for the other. When one of them
cannot be read, the whole is refused for that one, and the others are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation import NOTHING_SAID, Past
from assistant.parser.figures.and_why import read_and_why
from assistant.parser.figures.joined_analyses import are_two_names, joint_of
from assistant.parser.figures.one_table import asks_of_each, in_one_table, names_winner
from assistant.parser.figures.shared_conditions import in_shared_conditions
from assistant.parser.figures.shared_period import among_the_same, in_shared_period
from assistant.parser.text.blank_commas import with_commas
from assistant.parser.text.normalise import NormalText
from assistant.plan import Clarify, Compute, Option, Plan, Refuse
from assistant.reading import Assumption, Reading, Span
from semantic_layer.model import Language
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

Read = Callable[[NormalText, Past], Plan]
MAX_QUESTIONS = 4
MAX_JOINED = 160  # characters; in longer sentences an "and" joins too many other things
_SENTENCE = re.compile(r"[^?？。;；\n!！.]*(?:\.(?=[0-9a-z_])[^?？。;；\n!！.]*)*(?:[?？。;；\n!！.]+|$)")
_ASKS = re.compile(
    r"^\W*(?:(?:and|also|then|finally|next|additionally|secondly|plus|or)\W+)*"
    r"(?:what|which|how|who|whom|whose|where|when|is there|are there|did|does|do we)\b"
)
_ASKS_ZH = re.compile(r"多少|哪|几[个家名位单笔种款]|什么|是谁|有谁|怎么样|如何|何时|多大|多高|有无|呢\W*$")
# "And the income by insurance this year?"
_GOES_ON = re.compile(r"^\W*(?:and|but|what about|how about)\b.*[?？]\W*$")
_ORDERS = re.compile(
    r"^\W*(?:please\W+|can you\W+)?(?:(?:and|also|then)\W+)*"
    r"(?:show|list|give|display|plot|draw|compare|tell|find|calculate)\b"
    r"|^\W*(?:请|帮我|再|并)*(?:显示|展示|列出|给我|给出|查看|看看|比较|对比|计算|统计)"
)
# What only says how to show, order or restrict the answer before it.
_TELLS = re.compile(
    r"^\W*(?:please\W+)?(?:order|sort|return|show|display|use|only|round|limit|rank|note|include|exclude|list|give|plot|draw"
    r"|make|also|then|with|by|in|for|match|filter|group|assume|consider|ignore|where)\b|^\W*(?:按|以|用|请|并|并且|仅|只|不|显示|展示|列出|返回|排序)"
)
_LEANS = re.compile(r"^\W*(?:and|also|又|还|以及|另外|同时|再)")
_BACK = re.compile(
    r"\b(?:they|them|their|theirs|it|its|those|these|he|she|his|her|same|respective(?:ly)?|both"
    r"|each(?=\W*$|\s+(?:of|one|have|has|had|do|does|did|is|are|was|were)\b)"
    r"|this(?!\s+(?:day|week|month|quarter|year|half)\b)|that)\b"
    r"|他们|她们|它们|它|其(?!他|它|余)|各自|分别|该|这些|那些|此|这个(?!月|季度|星期)|那个|同样|相应|对应"
)
_JOINED = re.compile(
    r",?\s+and\s+(?:also\s+)?(?=(?:how many|how much|what|which|who|when|where)\b)"
    r"|[,，]\s*(?:又|以及|还有|并且|同时|另外|而且|且|和)?(?=[^,，]*(?:多少|哪|几个|什么))|(?:以及|还有)(?=[^,，]*(?:多少|哪|几个|什么))"
)


_HOW_MANY = re.compile(r"^\W*(?:and |also )*how (?:many|much)\b|多少|几[个家名位单笔种款]")
_OF_THEM = re.compile(r"^\W*how (?:many|much) of (?:them|those|these)\b|^\W*其中")
_SPLITS = re.compile(r"\b(?:by|per|for each|over time|last|this year|this month)\b|各|每|按|上个?[周月季]|去年|今年")
# Where a sentence may hold two numbers that have a period each.
_JOINTS = re.compile(
    r"[.;。；?？]\s*|,?\s+(?:and|but)\s+(?:also\s+)?|[,，、]\s*(?:以及|还有|并且|同时|而|和)?|以及|还有|和|与"
)
# What there is now, whatever the period of the question before.
_STATE = re.compile(
    r"\b(?:do we (?:now |currently )?have|are there(?: now)?)\W*$|^\W*(?:我们)?(?:现在|目前)?(?:一共|总共|共)?有多少"
)


def read_several(text: NormalText, read: Read, past: Past) -> Plan:
    """Return the plan of a text that holds one question or several.

    Parameters
    ----------
    read : callable
        Reads one question, given what was said before it.
    """
    text = with_commas(text)
    parts = _sentences(text)
    if len(parts) == 1:
        return _read_sentence(text, read, past)
    if any(_BACK.search(part.text) for part in parts[1:]):
        whole = read(text, past)
        return whole if isinstance(whole.outcome, Compute) else _each(parts, read, past, leaning=True) or whole
    plan = _each(parts, read, past) or read(text, past)
    if isinstance(plan.outcome, Compute):
        return plan
    whole = read(text, past)
    return whole if isinstance(whole.outcome, Compute) else plan


def _read_sentence(text: NormalText, read: Read, past: Past) -> Plan:
    """One question, or two clauses that ask, or two numbers with a period each."""
    plan, clauses = read(text, past), _clauses(text)
    if not isinstance(plan.outcome, Compute) and (ranked := read_and_why(text, read, past)) is not None:
        return ranked
    joint = next(_JOINED.finditer(text.text), None)
    is_short = len(clauses) > 1 and _is_one_for_two(clauses, plan)
    apart = len(clauses) > 1 and (_stands_alone(clauses[1].text, plan) or _reaches_back(clauses, plan, read, past))
    if len(clauses) > 1 and (not isinstance(plan.outcome, Compute) or apart or is_short):
        both = _each(clauses, read, past)
        if both is not None and joint is not None and isinstance(both.outcome, Compute):
            both = in_shared_conditions(both, clauses[1])
            now, zh = bool(_STATE.search(clauses[1].text)), has_han(clauses[1].text)
            dated = in_shared_period(both, is_state=now, is_chinese=zh) if is_short else both
            return _with_joint(in_one_table(dated), text, *joint.span()) if dated else _refused(clauses[1])
        if is_short:
            return _refused(clauses[1])
    if isinstance(plan.outcome, Compute) or len(text.text) > MAX_JOINED:
        return _with_whole(text, plan, read, past)
    return _with_own_periods(text, read, past) or _with_two_names(text, read, past) or plan


def _reaches_back(clauses: Sequence[NormalText], whole: Plan, read: Read, past: Past) -> bool:
    """华东有多少客户 上月多少单: in Chinese a period stands before what it holds for, and the first has none."""
    query = _query(whole)
    if query is None or query.window is None or len(query.metrics) < 2 or not has_han(clauses[1].text):
        return False
    first = _query(read(clauses[0], past))
    return first is not None and bool(first.metrics) and first.window is None


def _stands_alone(clause: str, whole: Plan) -> bool:
    """What there is now, or the number of each group beside the winner that was asked for first."""
    return bool(_STATE.search(clause)) or (asks_of_each(clause) and names_winner(whole))


def _with_whole(text: NormalText, part: Plan, read: Read, past: Past) -> Plan:
    """ "How many customers do we have and how many of them bought twice", 有多少客户，其中…: the whole stands first."""
    joint, chosen = next(_JOINED.finditer(text.text), None), _query(part)
    if joint is None or chosen is None or not _OF_THEM.search(text.text[joint.end() :]):
        return part
    whole = read(_part(text, 0, joint.start()), past)
    asked = _query(whole)
    if asked is None or asked == chosen or not len(asked.metrics) == len(chosen.metrics) == 1:
        return part
    inside = among_the_same(chosen, asked)
    calls = tuple(ToolCall(tool="query_metrics", arguments=query) for query in (asked, inside))
    return replace(part, outcome=Compute(calls))


def _is_one_for_two(clauses: Sequence[NormalText], whole: Plan) -> bool:
    """ "How many orders were cancelled and how many customers returned something": one number answers only one."""
    query = _query(whole)
    if query is None or len(query.metrics) != 1 or query.dimensions or query.grain or query.compare or query.share:
        return False
    return query.metrics[0].combine is None and all(_HOW_MANY.search(clause.text) for clause in clauses)


def _refused(clause: NormalText) -> Plan:
    words = clause.raw[slice(*clause.raw_span(0, len(clause.text)))]
    language: Language = "zh" if has_han(words) else "en"
    return Plan(Refuse("not_supported", (("construction", words),), (words,)), Reading(language, ()))


def _with_own_periods(text: NormalText, read: Read, past: Past) -> Plan | None:
    """ "Income last month and visits this year", "income last month and this year"."""
    for joint in list(_JOINTS.finditer(text.text))[:MAX_QUESTIONS]:
        parts = _part(text, 0, joint.start()), _part(text, joint.end(), len(text.text))
        if not all(any(map(str.isalnum, part.text)) for part in parts) or _BACK.search(parts[1].text):
            continue
        both = _each(parts, read, past)
        calls = both.outcome.calls if both is not None and isinstance(both.outcome, Compute) else ()
        queries = [call.arguments for call in calls if isinstance(call.arguments, QueryMetricsArgs)]
        if len(queries) == len(calls) == 2 and all(query.metrics and query.window for query in queries):
            return _with_joint(both, text, *joint.span()) if both and queries[0].window != queries[1].window else None
    return None


def _with_two_names(text: NormalText, read: Read, past: Past) -> Plan | None:
    """ "Our repurchase rate and churn rate": a name each, of which no one plan holds both."""
    joint = joint_of(text.text)
    if joint is None:
        return None
    parts = _part(text, 0, joint.start()), _part(text, joint.end(), len(text.text))
    if not all(any(map(str.isalnum, part.text)) for part in parts):
        return None
    if _BACK.search(parts[1].text.replace("分别", "")):
        return None
    both = _each(parts, read, past)
    return _with_joint(both, text, *joint.span()) if both is not None and are_two_names(both) else None


def _with_joint(plan: Plan, text: NormalText, start: int, end: int) -> Plan:
    """The plan whose reading holds the word between the two questions as well."""
    if not any(map(str.isalnum, text.text[start:end])):
        return plan
    while not text.text[start].isalnum():
        start += 1
    while not text.text[end - 1].isalnum():
        end -= 1
    first, last = text.raw_span(start, end)
    word = Span(text.raw[first:last], first, last, "filler", "filler", "filler")
    spans = sorted((*plan.reading.spans, word), key=lambda span: span.start)
    return replace(plan, reading=replace(plan.reading, spans=tuple(spans)))


def _sentences(text: NormalText) -> tuple[NormalText, ...]:
    """The questions of a text, each with the sentences that go with it."""
    places: list[tuple[int, int]] = []
    asked, listed = False, bool(re.search(r"[;；\n]", text.text))
    for match in _SENTENCE.finditer(text.text):
        if not any(map(str.isalnum, match[0])):
            continue
        asks = _is_question(match[0]) or (listed and not _TELLS.search(match[0]))
        asks = asks or bool(_ORDERS.search(match[0]) and (not places or _says_more(match[0])))
        if places and not (asks and asked):
            places[-1] = (places[-1][0], match.end())
        else:
            places.append((match.start(), match.end()))
        asked = asked or asks
    if not 1 < len(places) <= MAX_QUESTIONS:
        return (text,)
    return tuple(_part(text, *place) for place in places)


def _is_question(sentence: str) -> bool:
    return bool(_ASKS.search(sentence) or _ASKS_ZH.search(sentence) or _GOES_ON.search(sentence))


def _says_more(sentence: str) -> bool:
    """ "Show orders by channel" after a question is another one; "show the name and the total" are its columns."""
    return bool(_SPLITS.search(sentence)) and not _BACK.search(sentence)


def _clauses(text: NormalText) -> tuple[NormalText, ...]:
    """ "Which region sells most, and how many customers are there": two questions in one sentence."""
    found = list(_JOINED.finditer(text.text))
    if len(found) != 1:
        return (text,)
    first, second = _part(text, 0, found[0].start()), _part(text, found[0].end(), len(text.text))
    asks = all(_ASKS.search(p.text) or _ASKS_ZH.search(p.text) for p in (first, second))
    return (first, second) if asks and not _BACK.search(_without_each(second.text)) else (text,)


def _without_each(clause: str) -> str:
    """ "各科室分别": the word that deals out speaks of what the clause names itself."""
    return clause.replace("分别", "") if asks_of_each(clause) else clause


def _part(text: NormalText, start: int, end: int) -> NormalText:
    return NormalText(text.raw, text.text[start:end], text.origins[start:end])


def _each(parts: Sequence[NormalText], read: Read, past: Past, *, leaning: bool = False) -> Plan | None:
    """The plan that answers all parts, or says which one cannot be read; None where not even one can."""
    plans: list[Plan] = []
    for part in parts:
        before = Past.of_plan(plans[-1]) if plans else past
        plan = read(part, NOTHING_SAID if plans and not leaning else before)
        if plans and not _has_own_number(plan):
            plan = _first_computed(read(part, before), plan)
        plans.append(_in_period(plan, plans[-1]) if plans and _LEANS.search(part.text) else plan)
    calls = [plan.outcome.calls if isinstance(plan.outcome, Compute) else () for plan in plans]
    if not any(calls):
        return None
    failed = next((i for i, plan in enumerate(plans) if not isinstance(plan.outcome, Compute)), None)
    reading = _together(plans)
    if failed is None:
        return Plan(Compute(tuple(call for found in calls for call in found)), reading)
    outcome, others = plans[failed].outcome, tuple(call for found in calls for call in found)
    if isinstance(outcome, Refuse):
        return Plan(replace(outcome, nearest=others), reading)
    if isinstance(outcome, Clarify) and len(plans) - 1 == sum(map(bool, calls)):
        return Plan(replace(outcome, options=tuple(_joined(o, calls, failed) for o in outcome.options)), reading)
    return None


def _has_own_number(plan: Plan) -> bool:
    """False where the words name no number: "and by insurance?", "and this year?"."""
    if not isinstance(plan.outcome, Compute) or any(a.code == "default_metric" for a in plan.reading.assumptions):
        return False
    query = _query(plan)
    return query is None or bool(query.metrics) or query.rows is not None or bool(query.members or query.filters)


def _first_computed(plan: Plan, other: Plan) -> Plan:
    return plan if isinstance(plan.outcome, Compute) else other


def _joined(option: Option, calls: Sequence[tuple[ToolCall, ...]], place: int) -> Option:
    """An option of one question with the calls of the others around it."""
    around = [*calls[:place], option.calls, *calls[place + 1 :]]
    return replace(option, calls=tuple(call for found in around for call in found), label="")


def _in_period(plan: Plan, before: Plan) -> Plan:
    """A question without a period of its own speaks of the period of the one before; that is said."""
    own, first = _query(plan), _query(before)
    if own is None or first is None or first.window is None or own.window is not None or not own.metrics:
        return plan
    call = ToolCall(tool="query_metrics", arguments=own.model_copy(update={"window": first.window}))
    told = (*plan.reading.assumptions, Assumption("inherited", f"time:{first.window.rule}"))
    return replace(plan, outcome=Compute((call,)), reading=replace(plan.reading, assumptions=told))


def _query(plan: Plan) -> QueryMetricsArgs | None:
    if not isinstance(plan.outcome, Compute) or len(plan.outcome.calls) != 1:
        return None
    arguments = plan.outcome.calls[0].arguments
    return arguments if isinstance(arguments, QueryMetricsArgs) else None


def _together(plans: Sequence[Plan]) -> Reading:
    spans = sorted((span for plan in plans for span in plan.reading.spans), key=lambda span: span.start)
    assumptions = dict.fromkeys(a for plan in plans for a in plan.reading.assumptions)
    return Reading(plans[0].reading.language, tuple(spans), tuple(assumptions))
