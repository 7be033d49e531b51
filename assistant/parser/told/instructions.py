"""Directions on how to compute that name nothing new: "by doing a left join from the cars to the sales table".

Rule: such a tail is accepted only where every table it names is one of the model's things; it chooses no rows, because
the ways between things are the model's own. An inner or outer join would choose rows and stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft
from assistant.parser.text.pieces import Piece
from semantic_layer.vocabulary import Vocabulary

_JOIN = re.compile(
    r"(?<![a-z])(?:by |based on |using |with |through )?(?:doing |performing |using )?(?:a |the )?"
    r"(?:left join|joining|join)(?: from| of| on| between)? (?:the )?(?P<tables>[a-z][a-z ,]*?) tables?(?![a-z])"
)
_BETWEEN = re.compile(r",? (?:and|to|with) (?:the )?|, ?(?:the )?")


# How a figure or a period is to look; values stay exact, and a period is shown by its first day anyway.
_LOOKS = re.compile(
    r",? ?(?:rounded|round(?: the (?:answer|result|results))?) (?:off )?to (?:the nearest )?"
    r"(?:\d|one|two|three|four) (?:decimals?|digits?)(?: places?| points?)?"
    r"|\.? ?(?:represent|show|display) (?:each|the) (?P<unit>day|week|month|quarter|year) as "
    r"(?:the first (?:date|day) (?:in|of) the (?P=unit)|a date)|\(as (?:a date|date)\)"
)


def look_directions(text: str) -> Iterator[Piece]:
    """Return the words that only say how figures and periods are written."""
    return (Piece(match.start(), match.end(), cues=frozenset({"filler"})) for match in _LOOKS.finditer(text))


# The name of a metric as it is written in the model: "(Use the net_sales metric)".
_USES = re.compile(
    r"(?:[.?!] ?|\()(?:use|using) (?:the )?(?P<name>[a-z][a-z0-9_ ]*?) (?:metric|measure)"
    r"[.)]*(?=\s|$)"
)
_CURRENCY = re.compile(r"\((?P<a>[a-z]{3})\)|\bin (?P<b>[a-z]{3})\b")
USES = "uses:"


def metric_directions(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the sentences that name a metric of the model, and currencies that are those of every amount in it."""
    for match in _USES.finditer(text):
        names = {m.name for m in vocabulary.meanings(match["name"].replace("_", " ")) if m.kind == "metric"}
        if len(names) == 1:
            yield Piece(match.start(), match.end(), cues=frozenset({f"{USES}{names.pop()}"}))
    known = {metric.unit.of.lower() for metric in vocabulary.model.metrics if metric.unit.kind == "currency"}
    for match in _CURRENCY.finditer(text):
        if known == {match["a"] or match["b"]}:
            yield Piece(match.start(), match.end(), cues=frozenset({"filler"}))


# Verbs and nouns that only introduce what is named beside them: "Return the top 3", 按地区分组.
_LEADS = re.compile(
    r"(?:^|(?<=[.?!;。；？！,，(])) ?(?:please |then |and )*(?:return|output|report|include)(?: only)?"
    r"(?= (?:(?:the )?(?:top|bottom|first|last|results?|names?|values?)|the [a-z]+est|only|all|each|both|\d))"
)
_GROUPED = re.compile(
    r"(?:按照?|根据|以|各|每个?)[^,，。;；?？!！]{1,16}?(?P<word>(?:来|进行|做)?(?:分组|聚合|归类)(?:汇总|统计|计算|展示)?)"
)


def leading_words(text: str) -> Iterator[Piece]:
    """Return the words that introduce an order, a limit or a grouping and name none themselves."""
    for match in _LEADS.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({"filler", "list"}))
    for match in _GROUPED.finditer(text):
        yield Piece(match.start("word"), match.end("word"), cues=frozenset({"filler", "list"}))


def take_directions(draft: Draft) -> None:
    """Accept a sentence that names a metric where the answer holds that metric; any other stays unexplained."""
    answered = {measured.ref.name for measured in draft.metrics}
    for item in draft.free():
        if any(cue.removeprefix(USES) in answered for cue in item.piece.cues if cue.startswith(USES)):
            item.operate("direction")


def join_directions(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the tails that say which tables of the model to join."""
    for match in _JOIN.finditer(text):
        names = _BETWEEN.split(match["tables"])
        if len(names) > 1 and all(_is_thing(vocabulary, name.strip()) for name in names):
            yield Piece(match.start(), match.end(), cues=frozenset({"filler"}))


def _is_thing(vocabulary: Vocabulary, name: str) -> bool:
    return any(meaning.kind == "entity" for meaning in vocabulary.meanings(name))
