"""From the pieces of one cover to tool calls.

Rule: each rule of the pipeline takes the pieces it understands and fills slots; the order below is the order of
binding strength. Nothing is taken twice, and a piece that nobody took comes out as unexplained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.conversation import Shown
from assistant.parser.analyses.persons import of_persons, take_persons
from assistant.parser.conditions.alternatives import read_alternatives
from assistant.parser.conditions.but_not import settle_but_not
from assistant.parser.conditions.came_in import read_came_in
from assistant.parser.conditions.come_about import read_come_about
from assistant.parser.conditions.comparatives import read_comparatives
from assistant.parser.conditions.conditions import read_conditions
from assistant.parser.conditions.counted_things import read_counted_things
from assistant.parser.conditions.deeds import find_deeds
from assistant.parser.conditions.entities import read_entities, read_member_windows
from assistant.parser.conditions.event_sets import read_event, refuse_undated
from assistant.parser.conditions.events import find_event
from assistant.parser.conditions.filters import read_filters, refuse_contradiction
from assistant.parser.conditions.finer import read_finer_conditions
from assistant.parser.conditions.first_orders import read_first_orders, refuse_dropped_first
from assistant.parser.conditions.fresh import read_fresh
from assistant.parser.conditions.last_to_happen import read_last_to_happen
from assistant.parser.conditions.open_tallies import read_open_tallies
from assistant.parser.conditions.outcome_dates import read_outcome_dates
from assistant.parser.conditions.own_filters import read_own_filters
from assistant.parser.conditions.pieces_sold import read_pieces_sold
from assistant.parser.conditions.possessions import read_possessions
from assistant.parser.conditions.references import take_named_again
from assistant.parser.conditions.relations import read_actors, read_compounds, read_relations
from assistant.parser.conditions.reporting import read_reporting
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.conditions.sets import read_lacks
from assistant.parser.conditions.silences import read_silences
from assistant.parser.conditions.still import read_still
from assistant.parser.conditions.two_times import read_two_times
from assistant.parser.conditions.value_nouns_of_things import read_values_of_things
from assistant.parser.conditions.ways import read_ways
from assistant.parser.conditions.which_have import read_which_have
from assistant.parser.draft import Choices, Draft, Item, refuse
from assistant.parser.figures.accounting import read_accounting
from assistant.parser.figures.amounts import read_glosses, read_owned, read_rhythms
from assistant.parser.figures.arithmetic_signs import refuse_dropped_signs
from assistant.parser.figures.average_levels import settle_average_levels, settle_last_levels
from assistant.parser.figures.bare_amounts import read_bare_amounts
from assistant.parser.figures.becoming import read_becoming
from assistant.parser.figures.best_sellers import read_best_sellers
from assistant.parser.figures.both_ends import read_both_ends
from assistant.parser.figures.core_figures import read_core_figures
from assistant.parser.figures.counted_events import read_counted_events
from assistant.parser.figures.counted_in_rows import settle_counted_members
from assistant.parser.figures.counted_shares import read_counted_shares
from assistant.parser.figures.counted_values import read_counted_values
from assistant.parser.figures.ends_in_time import refuse_ends_in_time
from assistant.parser.figures.extremes import read_extremes
from assistant.parser.figures.growth import read_growth_conditions, read_streaks, settle_growth
from assistant.parser.figures.how_much_more import read_how_much_more
from assistant.parser.figures.levels import read_levels
from assistant.parser.figures.measures import read_default_aggregates, read_measures
from assistant.parser.figures.money_nouns import read_money_nouns
from assistant.parser.figures.narrowed_counts import refuse_narrowed_counts
from assistant.parser.figures.net_of import read_net_of
from assistant.parser.figures.often import read_often
from assistant.parser.figures.order_value import read_order_value
from assistant.parser.figures.over_each import read_over_each
from assistant.parser.figures.own_deeds import read_own_deeds
from assistant.parser.figures.owned_extremes import read_owned_extremes
from assistant.parser.figures.owners import read_owners
from assistant.parser.figures.parts import read_parts
from assistant.parser.figures.per_head import read_per_head
from assistant.parser.figures.per_unit import read_per_unit
from assistant.parser.figures.percentiles import join_percentiles
from assistant.parser.figures.popular import read_popular
from assistant.parser.figures.rates import read_rates
from assistant.parser.figures.ratio import read_arithmetic
from assistant.parser.figures.rolling import read_rolling
from assistant.parser.figures.said_units import read_said_units
from assistant.parser.figures.set_against import read_set_against, settle_sides
from assistant.parser.figures.shape import (
    read_changes,
    read_chart,
    read_direction,
    read_distribution,
    read_missing_metric,
    read_running,
    read_share,
    read_side_by_side,
    read_trend,
)
from assistant.parser.figures.side_question import read_held_against, read_side_question
from assistant.parser.figures.sides import written_out
from assistant.parser.figures.single_amounts import read_single_amounts
from assistant.parser.figures.spend_each import read_spend_each
from assistant.parser.figures.to_date import read_to_date, settle_begun
from assistant.parser.figures.totals import read_totals
from assistant.parser.figures.twice_aggregated import refuse_figures_of_figures
from assistant.parser.figures.two_tables import refuse_open_formulas
from assistant.parser.figures.value_difference import read_value_difference
from assistant.parser.figures.variants import read_variants
from assistant.parser.figures.verbs import read_agents, read_people, read_sign_ups, read_trade, refuse_dropped_people
from assistant.parser.figures.which_people import read_which_people
from assistant.parser.groups.axes import read_axes, read_plot_words
from assistant.parser.groups.buckets import read_buckets
from assistant.parser.groups.changed_things import read_biggest_spenders, read_changed_things
from assistant.parser.groups.described_things import read_described_things
from assistant.parser.groups.groups import ordered_groups, read_groups, read_time_dimensions
from assistant.parser.groups.kinds import read_kinds
from assistant.parser.groups.largest_by import read_largest_by
from assistant.parser.groups.origins import read_origins
from assistant.parser.groups.over_all import read_over_all
from assistant.parser.groups.ranking import read_ranking
from assistant.parser.groups.said_twice import read_said_twice
from assistant.parser.groups.splits import read_splits
from assistant.parser.groups.things_and_columns import read_things
from assistant.parser.groups.together import read_together
from assistant.parser.groups.which_groups import read_which_groups
from assistant.parser.groups.which_wins import read_which_wins
from assistant.parser.requests import read_request, refuse_analyses, refuse_degrees, refuse_topics
from assistant.parser.rows.first_of_each import read_first_of_each
from assistant.parser.rows.latest_rows import read_latest_rows
from assistant.parser.rows.listing import find_listing
from assistant.parser.rows.member_order import read_member_order
from assistant.parser.rows.member_rows import read_listing, rows_of
from assistant.parser.rows.nested_picks import refuse_nested_picks
from assistant.parser.rows.owned_ids import read_owned_ids
from assistant.parser.rows.parent_order import read_parent_order
from assistant.parser.rows.who_did import read_who_did
from assistant.parser.rows.whom import read_whom
from assistant.parser.text.cover import Cover
from assistant.parser.text.last_words import read_last_words
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.splits import split_phrases
from assistant.parser.times.best_period import read_best_period
from assistant.parser.times.days_of_kinds import read_days_of_kinds
from assistant.parser.times.doubtful_dates import refuse_doubtful_dates
from assistant.parser.times.from_to import settle_change_between
from assistant.parser.times.periods import default_comparison_window, read_periods
from assistant.parser.times.time_axis import read_year_axis
from assistant.parser.times.weekdays import settle_weekdays
from assistant.parser.times.when_most import read_when_most
from assistant.parser.told.instructions import take_directions
from assistant.parser.turns.analysis_turn import read_turn
from assistant.parser.turns.counted_rows import read_count_of_rows
from assistant.parser.turns.difference_of_two import read_difference_of_two
from assistant.parser.turns.edits import read_edits
from assistant.parser.turns.followup import is_edit
from assistant.parser.turns.inherit import inherit, read_inherited_ranking
from assistant.parser.turns.other_half import read_other_half
from assistant.parser.turns.pointing import read_named_reference, read_place, read_pronoun
from assistant.parser.turns.row_edits import read_row_edit
from assistant.parser.turns.row_order import read_row_order
from assistant.reading import Assumption
from semantic_layer.calendar import Calendar
from semantic_layer.query import Compare, DimensionRef, Members, Predicate
from semantic_layer.vocabulary import Vocabulary
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


@dataclass(frozen=True)
class Before:
    """The query of the answer before, which an edit changes, the members it showed, and the query before that.

    `analysis`: the analysis before, where the turn is read as a change of it; `query` is then its part of a query.
    """

    query: QueryMetricsArgs | None = None
    shown: tuple[Shown, ...] = ()
    earlier: QueryMetricsArgs | None = None
    analysis: ToolCall | None = None


@dataclass(frozen=True)
class Composed:
    """Calls of one cover, with every piece and what it was bound to."""

    calls: tuple[ToolCall, ...]
    items: tuple[Item, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def unexplained(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.taken)


def compose(
    question: NormalText,
    cover: Cover,
    vocabulary: Vocabulary,
    calendar: Calendar,
    choices: Choices,
    before: Before = Before(),
) -> Composed:
    """Return the calls of a cover; raises `Unreadable` or `Choice`."""
    items = [Item(piece, index, question.text[piece.start : piece.end]) for index, piece in enumerate(cover.pieces)]
    draft = Draft(vocabulary.model, vocabulary, calendar, list(items), choices, text=question.text)
    draft.previous, draft.shown, draft.earlier = before.query, before.shown, before.earlier
    draft.goes_on = before.analysis
    read_edits(draft)
    refuse_topics(draft)
    is_of_persons = take_persons(draft)
    read_first_orders(draft)
    call = read_turn(draft, _read_query) if draft.goes_on else read_request(draft, _read_query)
    if call is None:
        refuse_analyses(draft)
        refuse_degrees(draft)
        call = _read_query(draft)
    if is_of_persons:
        call = of_persons(call)
    refuse_dropped_first(draft, call)
    _settle(draft)
    made = next((item for item in draft.items if not item.taken and all(item is not own for own in items)), None)
    if made is not None:  # a number that stands for several words, and that nobody used
        raise refuse("not_supported", missing=[made.text], construction=made.text)
    return Composed((call,), tuple(items), tuple(draft.assumptions))


def _read_query(draft: Draft) -> ToolCall:
    read_last_words(draft)
    read_open_tallies(draft)
    read_said_twice(draft)
    read_said_units(draft)
    read_which_people(draft)
    read_money_nouns(draft)
    read_which_wins(draft)
    read_how_much_more(draft)
    read_splits(draft)
    read_over_all(draft)
    read_largest_by(draft)
    read_days_of_kinds(draft)
    read_who_did(draft)
    read_ways(draft)
    read_per_head(draft)
    join_percentiles(draft)
    read_both_ends(draft)
    read_own_deeds(draft)
    read_rhythms(draft)
    read_glosses(draft)
    split_phrases(draft)
    refuse_narrowed_counts(draft)
    read_two_times(draft)
    read_things(draft)
    read_comparatives(draft)
    read_becoming(draft)
    read_came_in(draft)
    read_per_unit(draft)
    read_first_of_each(draft)
    read_net_of(draft)
    read_spend_each(draft)
    read_order_value(draft)
    read_whom(draft)
    refuse_nested_picks(draft)
    read_values_of_things(draft)
    read_rates(draft, _read_query)
    read_arithmetic(draft, _read_query)
    refuse_dropped_signs(draft)
    read_variants(draft, _read_query)
    read_counted_things(draft, _read_query)
    read_held_against(draft, _read_query)
    read_parts(draft, _read_query)
    read_possessions(draft)
    read_people(draft)
    read_agents(draft)
    read_actors(draft)
    read_compounds(draft)
    read_kinds(draft)
    read_latest_rows(draft)
    read_best_sellers(draft)
    read_changed_things(draft)
    read_biggest_spenders(draft)
    read_popular(draft)
    read_single_amounts(draft)
    read_owned_ids(draft)
    read_origins(draft)
    read_which_groups(draft)
    read_owners(draft)
    read_other_half(draft)
    read_difference_of_two(draft)
    read_count_of_rows(draft)
    read_row_edit(draft)
    read_place(draft)
    read_named_reference(draft)
    read_extremes(draft)
    read_silences(draft)
    read_owned_extremes(draft)
    read_last_to_happen(draft)
    read_reporting(draft)
    read_often(draft)
    find_listing(draft)
    read_over_each(draft)
    read_counted_events(draft)
    find_event(draft)
    find_deeds(draft)
    read_set_against(draft)
    read_filters(draft)
    read_totals(draft)
    read_counted_values(draft)
    read_together(draft)
    read_chart(draft)
    read_buckets(draft)
    take_named_again(draft)
    read_numbers(draft)
    read_best_period(draft)
    read_streaks(draft)
    read_rolling(draft)
    read_to_date(draft)
    read_levels(draft)
    read_periods(draft)
    read_when_most(draft)
    read_changes(draft)
    read_growth_conditions(draft)
    read_event(draft)
    read_pieces_sold(draft)
    read_conditions(draft)
    read_alternatives(draft)
    read_member_order(draft)
    read_row_order(draft)
    read_axes(draft)
    read_owned(draft)
    refuse_figures_of_figures(draft)
    read_core_figures(draft)
    read_measures(draft)
    read_accounting(draft)
    read_side_question(draft)
    read_sign_ups(draft)
    read_trade(draft)
    read_default_aggregates(draft)
    read_listing(draft)
    read_groups(draft)
    read_time_dimensions(draft)
    read_described_things(draft)
    read_entities(draft)
    read_which_have(draft)
    read_member_windows(draft)
    if is_edit(draft):
        inherit(draft)
    else:
        read_pronoun(draft)
    read_distribution(draft)
    read_counted_shares(draft)
    read_bare_amounts(draft)
    read_missing_metric(draft)
    read_year_axis(draft)
    read_trend(draft)
    read_running(draft)
    settle_change_between(draft)
    default_comparison_window(draft)
    read_share(draft)
    read_ranking(draft)
    read_inherited_ranking(draft)
    settle_growth(draft)
    read_direction(draft)
    read_side_by_side(draft)
    read_lacks(draft)
    read_relations(draft)
    read_finer_conditions(draft)
    read_come_about(draft)
    refuse_doubtful_dates(draft)
    refuse_undated(draft)
    refuse_ends_in_time(draft)
    read_fresh(draft)
    read_still(draft)
    read_plot_words(draft)
    settle_weekdays(draft)
    refuse_contradiction(draft)
    refuse_open_formulas(draft)
    read_value_difference(draft)
    read_own_filters(draft)
    take_directions(draft)
    read_parent_order(draft)
    settle_sides(draft)
    settle_begun(draft)
    settle_last_levels(draft)
    settle_average_levels(draft)
    settle_but_not(draft)
    settle_counted_members(draft)
    read_outcome_dates(draft)
    refuse_dropped_people(draft)
    return _query_call(draft)


def _query_call(draft: Draft) -> ToolCall:
    dimensions = ordered_groups(draft)
    for name in sorted(set(draft.compared_members)):
        if all(ref.name != name for ref in dimensions):
            dimensions = (*dimensions, DimensionRef(name))
    rows, dimensions = rows_of(draft, dimensions)
    if not draft.metrics and not dimensions:
        raise refuse("nothing_asked")
    _refuse_bound_of_total(draft, bool(dimensions or rows))
    draft.metrics.sort(key=lambda measured: measured.item.index if measured.item else -1)
    arguments = QueryMetricsArgs(
        metrics=written_out([measured.ref for measured in draft.metrics], draft.numbers),
        dimensions=dimensions,
        grain=draft.grain,
        time=draft.time,
        window=draft.window,
        filters=tuple(sorted(draft.filters, key=_filter_key)),
        members=(*(_member(m, draft) for m in draft.members), *draft.sets),
        having=tuple(draft.having),
        streak=draft.ran,
        compare=tuple(sorted(draft.compare, key=lambda c: c.to)),
        share=draft.share,
        cumulate=draft.cumulate,
        top=draft.top,
        order=draft.order,
        limit=draft.limit,
        fiscal=draft.fiscal,
        chart=draft.chart,
        rows=draft.rows or rows,
    )
    return ToolCall(tool="query_metrics", arguments=arguments)


def _refuse_bound_of_total(draft: Draft, has_rows: bool) -> None:
    """A bound picks among groups; of the one total it says nothing that was asked."""
    if draft.having and not (has_rows or draft.rows or draft.grain):
        said = next((item.text for item in draft.items if item.kind == "number"), draft.text)
        raise refuse("not_supported", construction=said)


def _member(member: Members, draft: Draft) -> Members:
    return replace(member, metric=written_out([member.metric], draft.numbers)[0])


def _filter_key(predicate: Predicate) -> tuple[str, str]:
    field = predicate.field if isinstance(predicate, Compare) else ""
    return field, repr(predicate)


def _settle(draft: Draft) -> None:
    """Words that carry nothing are fillers; all others must have been taken by now."""
    for item in draft.items:
        if not item.taken and item.piece.is_soft:
            item.take("filler", "filler", "filler")
