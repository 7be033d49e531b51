"""A reading in the making: pieces with what they were bound to, and the slots they filled.

Rule: a slot is filled only by taking the pieces it came from; what nobody took is unexplained in the end, so no
rule can drop a word. Rules stop by raising `Unreadable` (a refusal) or `Choice` (two meanings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assistant.conversation import Shown
from assistant.parser.figures.orders_and_lines import of_the_order
from assistant.parser.groups.reach import Reach
from assistant.parser.text.pieces import Piece
from assistant.plan import Refuse
from assistant.reading import Assumption, SpanKind, Status
from semantic_layer.calendar import Calendar
from semantic_layer.model import Dimension, Grain, SemanticModel, SimpleMetric
from semantic_layer.query import (
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    EntitySet,
    Members,
    MetricFilter,
    MetricRef,
    Operator,
    Order,
    Predicate,
    Share,
    Streak,
    TimeRef,
    Top,
    Window,
)
from semantic_layer.vocabulary import Meaning, Vocabulary
from semantic_layer.wordforms import has_han
from tools.arguments import Claim, QueryMetricsArgs
from tools.catalog import ToolCall

if TYPE_CHECKING:
    from assistant.parser.conditions.events import Event
    from assistant.parser.groups.buckets import Buckets
    from assistant.parser.rows.listed import Listing

Choices = Mapping[tuple[int, int], str]


class Unreadable(Exception):
    """This cover has no plan; `refuse` says why."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.code)
        self.refuse = refuse


def refuse(code: str, *, missing: Sequence[str] = (), **params: str) -> Unreadable:
    return Unreadable(Refuse(code, tuple(sorted(params.items())), tuple(missing)))


class Choice(Exception):
    """One place of the text stands for several things that give different answers."""

    def __init__(self, code: str, at: tuple[int, int], options: Sequence[str], param: str) -> None:
        super().__init__(code)
        self.code, self.at, self.options, self.param = code, at, tuple(options), param


@dataclass
class Item:
    """A piece of the chosen cover, and what it was bound to once a rule took it."""

    piece: Piece
    index: int
    text: str
    bound_to: str = ""
    kind: SpanKind = "unknown"
    status: Status = "slot"
    about: str = ""  # the column or metric that a condition compares

    @property
    def taken(self) -> bool:
        return bool(self.bound_to)

    def take(self, bound_to: str, kind: SpanKind, status: Status = "slot") -> None:
        """Bind the piece; the first binding stays, a second role of the same word does not change it."""
        if not self.bound_to:
            self.bound_to, self.kind, self.status = bound_to, kind, status

    def compare_with(self, name: str, values: Sequence[float]) -> None:
        """Bind a condition on `name`."""
        self.take(f"number:{','.join(map(str, values))}", "number")
        self.about = name

    def operate(self, bound_to: str, kind: SpanKind = "operator") -> None:
        self.take(bound_to, kind, "operator")

    def has(self, *cues: str) -> bool:
        return not self.piece.cues.isdisjoint(cues)

    def named(self, kind: str) -> tuple[Meaning, ...]:
        return self.piece.named(kind)

    @property
    def is_between_value_and_name(self) -> bool:
        """Words that may stand between a dimension and its value: "region is not East"."""
        return not self.piece.meanings and self.has("filler", "is", "not", "except", "only")

    @property
    def place(self) -> tuple[int, int]:
        return self.piece.start, self.piece.end


@dataclass
class Group:
    """A grouping with the item it came from; `marked` when the wording says "by" or "each"."""

    ref: DimensionRef
    item: Item
    marked: bool
    listed: int = 0  # groups of one list ("by A and B") share a number


@dataclass
class Measured:
    """A metric of the answer with the item it came from."""

    ref: MetricRef
    item: Item | None


@dataclass
class Draft:
    """The slots of one question."""

    model: SemanticModel
    vocabulary: Vocabulary
    calendar: Calendar
    items: list[Item]
    choices: Choices = field(default_factory=dict)
    previous: QueryMetricsArgs | None = None  # the query that a follow-up edits
    shown: tuple[Shown, ...] = ()  # the members that the answer before showed
    earlier: QueryMetricsArgs | None = None  # the query of the answer before that
    goes_on: ToolCall | None = None  # the analysis that a follow-up changes
    dropped: set[str] = field(default_factory=set)  # slots of the query before that are not wanted any more
    adds: bool = False  # what is named comes beside what was there
    reversed: bool = False  # the order before, from the other end
    inherited_top: Top | None = None
    inherited_order: tuple[Order, ...] = ()
    metrics: list[Measured] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    grain: Grain | None = None
    time: TimeRef = field(default_factory=TimeRef)
    window: Window | None = None
    filters: list[Predicate] = field(default_factory=list)
    denied: list[Predicate] = field(default_factory=list)  # what members never bought
    related: list[tuple[str, bool]] = field(default_factory=list)  # things rows have (True: have not)
    owners: list[str] = field(default_factory=list)  # things that only say whose another thing is: "store orders"
    members: list[Members] = field(default_factory=list)
    having: list[MetricFilter] = field(default_factory=list)
    compare: list[Comparison] = field(default_factory=list)
    share: Share | None = None
    cumulate: Cumulate | None = None
    top: Top | None = None
    order: tuple[Order, ...] = ()
    chart: str | None = None
    rows: str | None = None  # the dataset whose rows are shown one by one
    edits_rows: bool = False  # the turn goes on with the rows that were listed
    edits: bool = False  # the turn changes a figure or a limit of the answer before, and asks nothing else
    limit: int | None = None  # the first rows as they stand
    listing: Listing | None = None  # the members that are asked for, with their columns
    event: Event | None = None  # what happened to the members, or never did
    dated: tuple[str, Item] | None = None  # the date that a verb names
    sets: list[EntitySet] = field(default_factory=list)  # members chosen by events
    named_rows: tuple[str, str] | None = None  # entity and dataset of members that share names
    buckets: Buckets | None = None  # the ranges that a number is cut into
    growth: str | None = None  # "rise", "decline" or "change": what is asked is the change of the metric
    compare_named: bool = False  # the comparison was said, not taken from "growth"
    share_ranked: bool = False  # the ranking is of the share
    grain_marked: bool = False  # "in each month"
    fiscal: bool = False
    comparison_grain: Grain | None = None  # the unit in "month over month"
    comparison_rule: str = ""  # the period in "vs last year"
    assumptions: list[Assumption] = field(default_factory=list)
    targets: list[Item] = field(default_factory=list)  # what "which X", "top n X" asks for
    listed_members: list[str] = field(default_factory=list)  # dimensions of which several values were listed
    condition_words: list[Item] = field(default_factory=list)  # the metrics that conditions are about
    compared_members: list[str] = field(default_factory=list)  # the same, set against each other
    text: str = ""  # the normal text
    streak: tuple[Grain, int, Literal["up", "down"]] | None = None  # "three quarters in a row"
    ran: Streak | None = None
    sides: tuple[Compare, Compare] | None = None  # two parts of one number that are set against each other
    claims: bool = False  # whether the first of them is the larger one is asked
    claim: Claim | None = None  # whether the figure rose or fell is asked
    claims_good: bool | None = None  # whether it improved (or, False, got worse) is asked
    asked_change: Item | None = None  # the word of such a question
    growth_conditions: list[tuple[str, Operator, tuple[int | float, ...], bool]] = field(default_factory=list)
    numbers: dict[str, MetricRef] = field(default_factory=dict)  # arithmetic that stands in the question as a metric

    # -- looking around ---------------------------------------------------------------------------------------

    def free(self) -> Iterator[Item]:
        """Items that no rule has taken yet."""
        return (item for item in self.items if not item.bound_to)

    def cued(self, *cues: str) -> Iterator[Item]:
        """Free items with one of the cues; the rules ask for them hundreds of times a question."""
        return (item for item in self.items if not item.bound_to and not item.piece.cues.isdisjoint(cues))

    def left(self, item: Item, *, skip: Callable[[Item], bool] | None = None) -> Item | None:
        """The neighbour before `item`, over words that carry nothing."""
        return self._neighbour(item, -1, skip or _is_glue)

    def right(self, item: Item, *, skip: Callable[[Item], bool] | None = None) -> Item | None:
        return self._neighbour(item, 1, skip or _is_glue)

    def _neighbour(self, item: Item, step: int, skip: Callable[[Item], bool]) -> Item | None:
        index = item.index + step
        while 0 <= index < len(self.items) and skip(self.items[index]):
            index += step
        return self.items[index] if 0 <= index < len(self.items) else None

    def between(self, first: Item, second: Item) -> Sequence[Item]:
        return self.items[first.index + 1 : second.index]

    @cached_property
    def reach(self) -> Reach:
        return Reach.of(self.model)

    def growth_word(self) -> bool:
        return next(self.cued("growth", "decline", "change", "difference"), None) is not None

    # -- model ------------------------------------------------------------------------------------------------

    def dimension(self, name: str) -> Dimension | None:
        return self.model.dimension(name) if self.model.has_dimension(name) else None

    def called(self, name: str) -> str:
        """What people call a metric or a column, in the language of the question; no name of the model is shown."""
        found = self.model.metric(name) if self.model.has_metric(name) else self.dimension(name)
        return found.labels.in_language("zh" if has_han(self.text) else "en") if found is not None else name

    def words_of_time(self) -> str:
        """The words that say when, as they were written."""
        return " + ".join(item.text for item in self.items if item.piece.time is not None)

    def assume(self, code: str, bound_to: str) -> None:
        self.assumptions.append(Assumption(code, bound_to))

    def _own(self, dimensions: Sequence[str]) -> tuple[str, ...]:
        """Of several dimensions of one name the one in the metric's own data: "complaints by type"."""
        names = [self.numbers[m.ref.name].name if m.ref.name in self.numbers else m.ref.name for m in self.metrics]
        measured = [self.model.metric(name) for name in names if self.model.has_metric(name)]
        own = {self.model.measure(m.measure).dataset for m in measured if isinstance(m, SimpleMetric)}
        own |= {dimension.dataset for name in names if (dimension := self.dimension(name)) is not None}
        homes = [self.model.dataset_of_entity(m.ref.per) for m in self.metrics if m.ref.per]
        own |= {home.name for home in homes if home is not None}  # members are averaged as well as their rows
        things = {key.name for name in own if (key := self.model.dataset(name).primary)}
        found = [
            name
            for name in dimensions
            if ((d := self.dimension(name)) is not None and d.dataset in own)
            or (self.model.has_segmentation(name) and self.model.segmentation(name).entity in things)
        ]
        return tuple(found) if len(found) == 1 else ()

    def choose(self, item: Item, code: str, options: Sequence[str]) -> str:
        """Return the only option, or the one the person chose; ask otherwise."""
        distinct = self.reach.without_copies(tuple(dict.fromkeys(options)))
        if self.listing is not None:
            listed = self.listing.dataset
            distinct = tuple(name for name in distinct if self.reach.has(listed, name)) or distinct
        if code == "ambiguous_dimension":
            distinct = self._own(distinct) or distinct
        if code == "ambiguous_metric" and item.place not in self.choices:
            meant = of_the_order(self.reach, self.items, distinct)
            if meant is not None:
                self.assume("default_metric", f"metric:{meant}")
                return meant
        if len(distinct) == 1:
            return distinct[0]
        chosen = self.choices.get(item.place)
        if chosen in distinct:
            return chosen
        raise Choice(code, item.place, distinct, item.text)


def _is_glue(item: Item) -> bool:
    """Words between two neighbours that do not keep them apart."""
    return item.has("filler", "is", "respectively", "relating") and not item.piece.meanings and item.piece.cues <= GLUE


GLUE = frozenset(
    {
        "filler",
        "is",
        "tool_word",
        "about",
        "respectively",
        "unit_word",
        "unit_orders",
        "times_word",
        "what_is",
        "possessing",
        "relating",
    }
)
