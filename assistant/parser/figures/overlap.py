"""Of those who did one thing, how many did another too: "what percentage of customers with a card order also have a
cash order", 如果一个客户有现金订单，他也有刷卡订单的概率.

Rule: the words before "also" and those behind it are read as two questions about the number of the same things, by the
ordinary rules; the answer is the share of the first that meets the conditions of the second. Where either is read as
anything else than things with conditions, nothing is computed: "also" has no other meaning in such a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.query import Combination, Combine, EntitySet, Exists, Members, MetricRef, Predicate
from semantic_layer.wordforms import plural
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_SHARE = re.compile(
    r"^\W*(?:(?:what|which|calculate|show|give me|find|is) )*(?:the )?"
    r"(?:percentage|percent|share|proportion|fraction) of "
    r"(?P<a>.+?) (?:who |that |which )?(?P<have>have |has |had )?also (?P<b>.+?)\W*$",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    r"^\W*if an? (?P<x>\w+) (?P<a>.+?), (?:then )?(?:what is|what's|how likely is it)(?: the)?"
    r"(?: likelihood| probability| chance)?(?: \((?:probability|likelihood)\))? that (?:they|it|he|she|he or she) "
    r"(?P<have>have |has |had )?also (?P<b>.+?)\W*$",
    re.IGNORECASE,
)
_SHARE_ZH = re.compile(
    r"^(?P<a>.+?)(?:当中|之中|中|里)[,，]?(?:有|占)?(?:多少比例|多大比例|百分之多少|几成)(?:的人)?也(?P<b>.+?)[？?。]*$"
    r"|^(?P<c>.+?)(?:当中|之中|中|里)[,，]?也(?P<d>.+?)的(?:占比|比例|占多少)(?:是多少|为多少|有多大)?[？?。]*$"
)
_CHANCE_ZH = re.compile(
    r"^如果(?:一个|一位|某个|某位)?(?P<a>.+?)[,，](?:那么)?(?:他|她|它)?也(?P<b>.+?)的(?:概率|可能性)(?:是多少|有多大|多大)?[？?。]*$"
)
_LEADING_HAS = re.compile(r"^has ", re.IGNORECASE)
_PLAIN = ("metrics", "filters", "members")
Half = tuple[str, int]  # words of the question, and where they begin


def read_overlap(question: Question, read: Callable[[Question], Plan], model: SemanticModel) -> Plan | None:
    """Return the plan of such a sentence, None for any other one.

    Parameters
    ----------
    read : callable
        Reads one question by the ordinary rules.
    """
    halves = _halves(question.text)
    if halves is None:
        return None
    (first, at), (second, behind), before, after = halves
    one, spans = _read(read, question, before[0] + first + before[1], at - len(before[0]))
    entity = _entity(one, model) if one is not None else None
    if one is None or entity is None:
        return _refused(question, second)
    labels = model.entity(entity).labels
    opening = after.format(labels.zh if question.language == "zh" else plural(labels.en))
    two, more = _read(read, question, opening + second, behind - len(opening))
    conditions = list(_conditions(two, model)) if two is not None and _entity(two, model) == entity else []
    if not conditions or None in conditions:
        return _refused(question, second)
    told = tuple(sorted((c for c in conditions if c is not None), key=repr))
    count = one.metrics[0]
    share = replace(count, filters=told, combine=Combination("divide", count, as_share=True))
    known = list(_conditions(one, model))
    if None not in known:  # the same form for however it was said
        whom = {"filters": tuple(sorted((c for c in known if c is not None), key=repr)), "members": ()}
        one = one.model_copy(update=whom)
    call = ToolCall(tool="query_metrics", arguments=one.model_copy(update={"metrics": (share,)}))
    frame = _rest(question.text, (*spans, *more))
    told_of = tuple(sorted((*spans, *more, *frame), key=lambda span: span.start))
    return Plan(Compute((call,)), Reading(question.language, told_of))


def _halves(text: str) -> tuple[Half, Half, tuple[str, str], str] | None:
    """Both halves with the words that make a question of each: before and behind the first, before the second."""
    for pattern in (_SHARE, _CHANCE):
        if found := pattern.match(text):
            who = f"how many {plural(found['x'].lower())} " if pattern is _CHANCE else "how many "
            first = _LEADING_HAS.sub("", found["a"])
            opening = "how many {} " + ("have " if found["have"] else "")
            shift = len(found["a"]) - len(first)
            who += "have " if shift else ""
            return (first, found.start("a") + shift), (found["b"], found.start("b")), (who, ""), opening
    if found := _SHARE_ZH.match(text):
        a, b = ("a", "b") if found["a"] else ("c", "d")
        return (found[a], found.start(a)), (found[b], found.start(b)), ("", "有多少"), "有多少{}"
    if found := _CHANCE_ZH.match(text):
        return (found["a"], found.start("a")), (found["b"], found.start("b")), ("有多少", ""), "有多少{}"
    return None


def _read(
    read: Callable[[Question], Plan], question: Question, text: str, shift: int
) -> tuple[QueryMetricsArgs | None, tuple[Span, ...]]:
    """The query of a half, and its spans at their places in the whole question."""
    plan = read(replace(question, text=text))
    if not isinstance(plan.outcome, Compute) or len(plan.outcome.calls) != 1:
        return None, ()
    asked = plan.outcome.calls[0].arguments
    if not isinstance(asked, QueryMetricsArgs) or len(asked.metrics) != 1:
        return None, ()
    moved = [replace(span, start=span.start + shift, end=span.end + shift) for span in plan.reading.spans]
    kept = [s for s in moved if s.start >= 0 and question.text[s.start : s.end] == s.text]
    plain = asked == QueryMetricsArgs(**{name: getattr(asked, name) for name in _PLAIN})
    return (asked if plain else None), tuple(kept)


def _entity(asked: QueryMetricsArgs, model: SemanticModel) -> str | None:
    """The things that are counted, and nothing else."""
    name = asked.metrics[0].name
    if asked.metrics[0] != MetricRef(name):
        return None
    return next((entity.name for entity in model.entities if entity.default_count == name), None)


def _conditions(asked: QueryMetricsArgs, model: SemanticModel) -> Iterator[Predicate | None]:
    """The conditions as those of one thing; None for one that has no such form."""
    yield from asked.filters
    for chosen in asked.members:
        yield _of_set(chosen) if isinstance(chosen, EntitySet) else _of_members(chosen, model)


def _of_set(chosen: EntitySet) -> Predicate | None:
    if chosen.window is not None or chosen.never:
        return None
    return Exists(chosen.dataset, _all(chosen.has))


def _of_members(chosen: Members, model: SemanticModel) -> Predicate | None:
    """ "With at least one order by card": there is such a row."""
    metric = model.metric(chosen.metric.name) if model.has_metric(chosen.metric.name) else None
    plain = replace(chosen.metric, alias=None) == MetricRef(chosen.metric.name, filters=chosen.metric.filters)
    least = (chosen.op, chosen.values) in (("ge", (1,)), ("gt", (0,)))
    if not isinstance(metric, SimpleMetric) or not plain or not least or chosen.window or chosen.than:
        return None
    measure = model.measure(metric.measure)
    if measure.agg != "count" or measure.expr != "1" or measure.filter:
        return None
    return Exists(measure.dataset, _all((*chosen.metric.filters, *chosen.filters)))


def _all(predicates: tuple[Predicate, ...]) -> Predicate | None:
    return Combine("all_of", predicates) if len(predicates) > 1 else next(iter(predicates), None)


def _rest(text: str, known: tuple[Span, ...]) -> Iterator[Span]:
    """The words of the frame: share of, also."""
    for word in re.finditer(r"\w+", text):
        start, end = word.span()
        if not any(span.start < end and start < span.end for span in known):
            yield Span(word.group(), start, end, "operator", "share of those", "operator")


def _refused(question: Question, words: str) -> Plan:
    word = "也" if question.language == "zh" else "also"
    return Plan(
        Refuse("not_supported", (("construction", f"{word} {words}"),), (word,)), Reading(question.language, ())
    )
