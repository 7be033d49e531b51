"""The metric that the asker names to be used: "How many orders were express? Use the express_orders metric."

Rule: the named metric stands for the number of the question where it explains the words of that number: the things its
rows are, the values its definition chooses, the metrics it is made of, and the kind of number it is. All other words
of the question are read as they stand, beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parser.text.cover import best_covers
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.pieces import Piece
from assistant.parser.text.recognise import Recogniser
from assistant.parser.told.agreement import inputs_of
from assistant.reading import Span
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.wordforms import fold, normal_form, singular

_NAMED = re.compile(
    r"^(?:please )?(?:then )?(?:use|using|apply|based on) (?:the )?(?:metric |measure )?(?:called |named )?[\"']?"
    r"(?P<name>[^\"']*?)[\"']?(?: (?:metric|measure))?(?: (?:as|for) (?:the )?(?:metric|measure))?"
    r"(?:,? ?(?:which |that )?(?:is )?(?:defined|calculated|computed) as .*)?[. ]*$"
    r"|^(?:请|并)*(?:使用|采用|用|以|按照|按|根据)(?:名为|叫做|叫)?[「“\"']?(?P<zh>.+?)[」”\"']?"
    r"(?:这个|这一)?(?:指标|度量|口径)(?:计算|统计|来计算|来算)?(?:[,，] ?(?:其?定义为|等于|即).*)?[。 ]*$"
)


@dataclass(frozen=True)
class Chosen:
    """A question in which a name stands for its number, and the words which that name explains."""

    text: NormalText
    spans: tuple[Span, ...]


def named_metric(told: NormalText, recogniser: Recogniser) -> tuple[str, int] | None:
    """Return the metric that a direction names, with the raw place of its name."""
    match = _NAMED.match(told.text)
    if match is None:
        return None
    group = "name" if match["name"] is not None else "zh"
    names = {m.name for m in recogniser.vocabulary.meanings(match[group]) if m.kind == "metric"}
    return (names.pop(), told.origins[match.start(group)]) if len(names) == 1 else None


def without_explained(bare: NormalText, named: tuple[str, int], recogniser: Recogniser) -> Chosen | None:
    """Return the question with the metric's name for the words it explains; None where it explains no number."""
    name, at = named
    explains = _Explanation.of(recogniser.vocabulary.model, name)
    cover = best_covers(bare.text, recogniser.pieces(bare), k=1)[0]
    explained = [piece for piece in cover.pieces if explains(piece, bare.text[piece.start : piece.end])]
    counted = any(piece.meanings or piece.cues & {"share", "how_many"} for piece in explained)
    others = [p for p in cover.pieces if p.named("metric") and p not in explained and not p.named("dimension")]
    if not counted or others or not explains.kind_fits(explained, recogniser.vocabulary.model):
        return None
    label = recogniser.vocabulary.model.metric(name).labels.en or name
    written, _ = fold(label.replace("_", " "))
    dropped = {i for piece in explained for i in range(piece.start, piece.end)}
    kept = [i for i in range(len(bare.text)) if i not in dropped]
    text = f"{written} " + "".join(bare.text[i] for i in kept)
    origins = (*(at for _ in range(len(written) + 1)), *(bare.origins[i] for i in kept))
    return Chosen(NormalText(bare.raw, text, origins), tuple(_span(bare, piece, name) for piece in explained))


def _span(text: NormalText, piece: Piece, name: str) -> Span:
    start, end = text.raw_span(piece.start, piece.end)
    return Span(text.raw[start:end], start, end, "metric", f"metric:{name}", "slot")


@dataclass(frozen=True)
class _Explanation:
    """What the definition of a metric says."""

    words: frozenset[str]
    metrics: frozenset[str]  # itself, and what a rate is a rate of
    entities: frozenset[str]
    kind: str

    @staticmethod
    def of(model: SemanticModel, name: str) -> _Explanation:
        metrics = inputs_of(model, name)
        kind = model.metric(name).unit.kind
        simple = [m for n in metrics if isinstance(m := model.metric(n), SimpleMetric)]
        measures = [model.measure(metric.measure) for metric in simple]
        keys = [model.dataset(measure.dataset).primary for measure in measures]
        texts = [name, *(m.name for m in simple), *(m.expr for m in measures), *(m.filter or "" for m in measures)]
        texts += [model.metric(n).filter or "" for n in metrics]
        texts += [text for n in metrics for text in model.metric(n).synonyms.all()]
        words = frozenset(word for text in texts for word in _words(text))
        entities = frozenset(key.name for key in keys if key is not None)
        parts = metrics if kind in ("share", "ratio") else frozenset({name})
        return _Explanation(words, parts, entities, kind)

    def __call__(self, piece: Piece, text: str) -> bool:
        if piece.cues & {"share", "ratio"} and not piece.meanings:
            return self.kind in ("share", "ratio")
        if "how_many" in piece.cues and not piece.meanings:
            return self.kind == "count"
        if piece.literal is not None:
            return _words(piece.literal) <= self.words
        if any(m.kind == "metric" and m.name in self.metrics for m in piece.meanings):
            return True
        if any(m.kind == "entity" and m.name in self.entities for m in piece.meanings):
            return True
        values = [m for m in piece.meanings if m.kind == "value"]
        chosen = bool(values) and all(_words(str(m.value)) <= self.words for m in values)
        return (chosen or "happened" in piece.cues) and _words(text) <= self.words

    def kind_fits(self, explained: Sequence[Piece], model: SemanticModel) -> bool:
        """A rate stands for an amount only where the question asks for a percentage of it."""
        shares = any(piece.cues & {"share", "ratio"} and not piece.meanings for piece in explained)
        kinds = {model.metric(m.name).unit.kind for p in explained for m in p.named("metric") if not p.named("entity")}
        return shares or kinds <= {self.kind}


def _words(text: str) -> frozenset[str]:
    """The words of a name or an expression, each in the singular."""
    return frozenset(singular(word) for word in re.findall(r"[^\W_]+", normal_form(text)))
