"""Which chart suits a result, and why.

Rule: the automatic choice is the type that is read best among those that show the result truly. A chart somebody asked
for is used where it is honest; else the reason says why not. The table keeps every row, whatever is drawn. Choosing
and drawing use the rows that are there and nothing else: no query runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer_parts import Chart, ChartType
from assistant.charts.drawing import draw
from assistant.charts.rules import honest_types
from assistant.charts.shape import Shape, View, begun, with_measures
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.result import ResultTable, Value


@dataclass(frozen=True)
class Drawn:
    """What of an answer is drawn.

    `context` are all groups behind a ranking: they are drawn, the winners marked. `scores` are the cells of a grid of
    two scores. `periods` are the names of the two periods of a comparison. `listed`: the table has a row for each row
    of a dataset; `ranked_by` is the column whose order they are in. `named` are the groups that the headline names
    first. `has_no_day`: nothing that was asked for is over yet.
    """

    table: ResultTable
    context: ResultTable | None = None
    scores: ResultTable | None = None
    buckets: bool = False
    periods: tuple[str, str] | None = None
    listed: bool = False
    ranked_by: str | None = None
    named: tuple[Value, ...] = ()
    has_no_day: bool = False

    @property
    def shown(self) -> ResultTable:
        """The table whose rows are the marks."""
        has_ranges = bool({"forecast", "usual_range"} & set(self.table.flags))
        more = self.context is not None and (has_ranges or len(self.context.rows) > len(self.table.rows))
        return self.context if self.context is not None and more and not self.listed else self.table


def choose_chart(drawn: Drawn, asked: str | None, wording: Wording, view: View | None = None) -> Chart:
    """Return the chart of a result. `asked` is the type named in the question, `view` what was chosen at the chart."""
    view = view or View()
    if drawn.has_no_day:  # zeros of a time to come would be drawn as a fall
        return Chart("none", reason=wording.say("chart.reason.no_day"))
    asked = "none" if asked == "table" else asked  # a table is the rows without marks
    shapes = _shapes(drawn, wording, view)
    wanted = view.type or asked
    honest = {kind: shape for shape in reversed(shapes) for kind in honest_types(shape)}
    automatic = honest_types(shapes[-1])[0]  # a grid of scores is read first
    if automatic == "none":
        automatic = honest_types(shapes[0])[0]
    chosen = next((kind for kind in honest if kind == wanted), automatic)
    chart = draw(chosen, honest[chosen])
    if asked and view.type is None and drawn.table.rows:
        is_asked = chosen == asked
        chart = replace(chart, reason=_asked(chart, wording)) if is_asked else _not_as_asked(chart, asked, wording)
    order = dict.fromkeys(kind for shape in reversed(shapes) for kind in honest_types(shape))
    return replace(chart, others=tuple(kind for kind in order if kind not in (chart.type, "none")))


def offers(drawn: Drawn, asked: str | None, wording: Wording) -> tuple[tuple[ChartType, str], ...]:
    """The chart types that are honest for a result, the automatic one first, each with the reason for it."""
    first = choose_chart(drawn, asked, wording)
    kinds: tuple[ChartType, ...] = (first.type, *first.others)
    return tuple(
        (kind, choose_chart(drawn, asked, wording, View(type=kind)).reason)
        for kind in kinds
        if kind not in ("none", "tile")
    )


def _shapes(drawn: Drawn, wording: Wording, view: View) -> tuple[Shape, ...]:
    """The result as it can be drawn; beside it the grid of scores, where there is one."""
    shapes = (_shape(drawn, wording, view),)
    if drawn.scores is None:
        return shapes
    return (*shapes, Shape(drawn.scores, wording, view=view))


def _shape(drawn: Drawn, wording: Wording, view: View) -> Shape:
    table, context = drawn.table, drawn.shown
    if {"forecast", "usual_range"} & set(table.flags):
        return Shape(context, wording, view=view)
    if drawn.listed:
        shape = Shape(with_measures(table, wording), wording, listed=True, view=view)
        return replace(shape, ranked=drawn.ranked_by in {shape.column(i).name for i in shape.measures})
    if context is not table:
        winners = tuple(tuple(row[i] for i in table.of_kind("dimension")) for row in table.rows)
        return Shape(context, wording, drawn.buckets, winners, ranked=True, periods=drawn.periods, view=view)
    table, kept = begun(table, wording)
    shape = Shape(table, wording, drawn.buckets, periods=drawn.periods, view=view, kept=kept)
    return replace(shape, winners=tuple((value,) for value in drawn.named) or shape.highest())


def _asked(chart: Chart, wording: Wording) -> str:
    """A chart that was asked for needs no reason, but what it does not show is still said."""
    return wording.say("chart.reason.asked") if chart.hidden == 0 else chart.reason


def _not_as_asked(chart: Chart, asked: str, wording: Wording) -> Chart:
    """The chart with the reason why it is not the one that was asked for."""
    key = f"chart.type.{asked}"
    name = wording.say(key) if knows(key) else asked
    return replace(chart, reason=f"{wording.say('chart.reason.not_honest', asked=name)} {chart.reason}")
