"""The order in which the rules read a query.

Rule: each rule takes the pieces it understands and leaves the others; a rule that stands earlier binds stronger. What
several words say together is read before the single words, conditions before figures, figures before groups; ranks,
shares and comparisons need all of them. A new rule is a file of its own and one line here.
"""

from __future__ import annotations

from assistant.parser.conditions.ages import refuse_ages
from assistant.parser.conditions.alternatives import read_alternatives
from assistant.parser.conditions.amounts_of_deeds import read_amounts_of_deeds
from assistant.parser.conditions.came_in import read_came_in
from assistant.parser.conditions.come_about import read_come_about
from assistant.parser.conditions.comparatives import read_comparatives
from assistant.parser.conditions.conditions import read_conditions
from assistant.parser.conditions.counted_by_value import read_counted_by_value
from assistant.parser.conditions.counted_things import read_counted_things
from assistant.parser.conditions.deeds import find_deeds
from assistant.parser.conditions.each_of_them import read_each_of_them
from assistant.parser.conditions.entities import read_entities, read_member_windows
from assistant.parser.conditions.event_sets import read_event
from assistant.parser.conditions.events import find_event
from assistant.parser.conditions.filters import read_filters
from assistant.parser.conditions.finer import read_finer_conditions
from assistant.parser.conditions.had_amounts import read_had_amounts
from assistant.parser.conditions.last_to_happen import read_last_to_happen
from assistant.parser.conditions.never_sold import read_never_sold
from assistant.parser.conditions.nothing import read_nothing
from assistant.parser.conditions.one_timers import read_one_timers
from assistant.parser.conditions.open_tallies import read_open_tallies
from assistant.parser.conditions.others_adjectives import refuse_others_adjectives
from assistant.parser.conditions.pieces_sold import read_pieces_sold
from assistant.parser.conditions.possessions import read_possessions
from assistant.parser.conditions.rated_rows import read_rated_rows
from assistant.parser.conditions.references import take_named_again
from assistant.parser.conditions.relations import read_actors, read_compounds, read_relations
from assistant.parser.conditions.repeat_buyers import read_repeat_buyers
from assistant.parser.conditions.reporting import read_reporting
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.conditions.rows_of_nobody import leave_out_nobody
from assistant.parser.conditions.sets import read_lacks
from assistant.parser.conditions.sibling_values import read_sibling_values
from assistant.parser.conditions.silences import read_silences
from assistant.parser.conditions.two_times import read_two_times
from assistant.parser.conditions.unlike_values import refuse_unlike_values
from assistant.parser.conditions.value_nouns_of_things import read_values_of_things
from assistant.parser.conditions.ways import read_ways
from assistant.parser.conditions.which_have import read_which_have
from assistant.parser.draft import Draft
from assistant.parser.figures.accounting import read_accounting
from assistant.parser.figures.amount_of_one import read_amounts_of_one
from assistant.parser.figures.amounts import read_glosses, read_owned, read_rhythms
from assistant.parser.figures.arithmetic_signs import refuse_dropped_signs
from assistant.parser.figures.bare_amounts import read_bare_amounts
from assistant.parser.figures.becoming import read_becoming
from assistant.parser.figures.best_sellers import read_best_sellers
from assistant.parser.figures.both_ends import read_both_ends
from assistant.parser.figures.bought_most import read_bought_most
from assistant.parser.figures.brought_in import read_brought_in
from assistant.parser.figures.business import read_business
from assistant.parser.figures.core_figures import read_core_figures
from assistant.parser.figures.counted_events import read_counted_events
from assistant.parser.figures.counted_shares import read_counted_shares
from assistant.parser.figures.counted_values import read_counted_values
from assistant.parser.figures.event_nouns import read_event_nouns
from assistant.parser.figures.extremes import read_extremes
from assistant.parser.figures.gains import read_gains
from assistant.parser.figures.growth import read_growth_conditions, read_streaks, settle_growth
from assistant.parser.figures.how_much_more import read_how_much_more
from assistant.parser.figures.levels import read_levels
from assistant.parser.figures.measured_in import read_measured_in
from assistant.parser.figures.measures import read_default_aggregates, read_measures
from assistant.parser.figures.money_in_all import read_money_in_all
from assistant.parser.figures.money_nouns import read_money_nouns
from assistant.parser.figures.money_raised import read_money_raised
from assistant.parser.figures.more_than_before import read_more_than_before
from assistant.parser.figures.narrowed_counts import refuse_narrowed_counts
from assistant.parser.figures.net_of import read_net_of
from assistant.parser.figures.often import read_often
from assistant.parser.figures.order_value import read_order_value
from assistant.parser.figures.over_each import read_over_each
from assistant.parser.figures.own_deeds import read_own_deeds
from assistant.parser.figures.owned_extremes import read_owned_extremes
from assistant.parser.figures.owners import read_owners
from assistant.parser.figures.parts import read_parts
from assistant.parser.figures.people_of_events import read_people_of_events
from assistant.parser.figures.per_head import read_per_head
from assistant.parser.figures.per_unit import read_per_unit
from assistant.parser.figures.percentiles import join_percentiles
from assistant.parser.figures.popular import read_popular
from assistant.parser.figures.rates import read_rates
from assistant.parser.figures.rates_of_values import read_rates_of_values
from assistant.parser.figures.ratio import read_arithmetic
from assistant.parser.figures.rises import read_rise, settle_rise
from assistant.parser.figures.rolling import read_rolling
from assistant.parser.figures.said_behind import read_said_behind
from assistant.parser.figures.said_units import read_said_units
from assistant.parser.figures.segment_members import read_segment_members
from assistant.parser.figures.set_against import read_set_against
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
from assistant.parser.figures.single_amounts import read_single_amounts
from assistant.parser.figures.spend_each import read_spend_each
from assistant.parser.figures.times_bought import read_times_bought
from assistant.parser.figures.to_date import read_to_date
from assistant.parser.figures.total_of_things import read_total_of_things
from assistant.parser.figures.totals import read_totals, read_trailing_totals
from assistant.parser.figures.twice_aggregated import refuse_figures_of_figures
from assistant.parser.figures.variants import read_variants
from assistant.parser.figures.verbs import read_agents, read_people, read_sign_ups, read_trade
from assistant.parser.figures.which_people import read_which_people
from assistant.parser.groups.axes import read_axes
from assistant.parser.groups.bare_places import read_bare_places
from assistant.parser.groups.biggest_things import read_biggest_things
from assistant.parser.groups.buckets import read_buckets
from assistant.parser.groups.by_amounts import read_by_amounts
from assistant.parser.groups.by_figures_of_values import read_by_figures_of_values
from assistant.parser.groups.changed_things import read_biggest_spenders, read_changed_things
from assistant.parser.groups.described_things import read_described_things
from assistant.parser.groups.groups import read_groups, read_time_dimensions
from assistant.parser.groups.joined_things import read_joined_things
from assistant.parser.groups.kinds import read_kinds
from assistant.parser.groups.largest_by import read_largest_by
from assistant.parser.groups.members_by_value import read_members_by_value
from assistant.parser.groups.more_of_two import read_more_of_two
from assistant.parser.groups.origins import read_origins
from assistant.parser.groups.over_all import read_over_all
from assistant.parser.groups.own_rows import settle_own_rows
from assistant.parser.groups.ranking import read_ranking
from assistant.parser.groups.said_twice import read_said_twice
from assistant.parser.groups.splits import read_splits
from assistant.parser.groups.things_and_columns import read_things
from assistant.parser.groups.things_of_figures import read_things_of_figures
from assistant.parser.groups.together import read_together
from assistant.parser.groups.which_groups import read_which_groups
from assistant.parser.groups.which_of_two import read_which_of_two
from assistant.parser.groups.which_wins import read_which_wins
from assistant.parser.query_call import query_call
from assistant.parser.rows.bare_members import read_bare_members
from assistant.parser.rows.first_of_each import read_first_of_each
from assistant.parser.rows.latest_rows import read_latest_rows
from assistant.parser.rows.listed_groups import read_listed_groups
from assistant.parser.rows.listing import find_listing
from assistant.parser.rows.member_order import read_member_order
from assistant.parser.rows.member_rows import read_listing
from assistant.parser.rows.nested_picks import refuse_nested_picks
from assistant.parser.rows.own_keys import read_own_keys
from assistant.parser.rows.owned_ids import read_owned_ids, read_owned_numbers
from assistant.parser.rows.thing_columns import read_thing_columns
from assistant.parser.rows.who_did import read_who_did
from assistant.parser.rows.whom import read_whom
from assistant.parser.text.last_words import read_last_words
from assistant.parser.text.splits import split_phrases
from assistant.parser.times.best_period import read_best_period
from assistant.parser.times.compare_word import settle_compare_word
from assistant.parser.times.days_of_kinds import read_days_of_kinds
from assistant.parser.times.each_on_average import read_each_on_average
from assistant.parser.times.from_to import settle_change_between
from assistant.parser.times.kinds_of_days import read_kinds_of_days
from assistant.parser.times.mean_before import settle_mean_before
from assistant.parser.times.periods import default_comparison_window, read_periods
from assistant.parser.times.starting_rows import read_starting_rows
from assistant.parser.times.time_axis import read_year_axis
from assistant.parser.times.when_most import read_when_most
from assistant.parser.turns.counted_rows import read_count_of_rows
from assistant.parser.turns.difference_of_two import read_difference_of_two
from assistant.parser.turns.followup import is_edit
from assistant.parser.turns.inherit import inherit, read_inherited_ranking
from assistant.parser.turns.number_of_orders import read_number_of_orders
from assistant.parser.turns.other_half import read_other_half
from assistant.parser.turns.pointing import read_named_reference, read_place, read_pronoun
from assistant.parser.turns.row_edits import read_row_edit
from assistant.parser.turns.row_order import read_row_order
from assistant.parser.turns.the_ones import read_the_ones
from assistant.parser.turns.those_things import read_those_things
from assistant.parser.whole_rules import settle_whole
from tools.catalog import ToolCall


def read_query(draft: Draft) -> ToolCall:
    """Return the one query of a draft's pieces; raises `Unreadable` or `Choice`."""
    # What several words say together.
    read_last_words(draft)
    read_those_things(draft)
    read_counted_by_value(draft)
    read_owned_numbers(draft)
    read_said_behind(draft)
    read_biggest_things(draft)
    read_sibling_values(draft)
    read_own_keys(draft)
    read_nothing(draft)
    read_never_sold(draft)
    read_segment_members(draft)
    read_kinds_of_days(draft)
    read_business(draft)
    read_more_than_before(draft)
    read_rise(draft)
    read_gains(draft)
    read_by_amounts(draft)
    read_by_figures_of_values(draft)
    read_trailing_totals(draft)
    read_had_amounts(draft)
    read_open_tallies(draft)
    read_bare_places(draft)
    read_number_of_orders(draft)
    read_each_on_average(draft)
    read_said_twice(draft)
    read_said_units(draft)
    read_measured_in(draft)
    refuse_ages(draft)
    read_one_timers(draft)
    read_repeat_buyers(draft)
    read_each_of_them(draft)
    read_total_of_things(draft)
    read_which_people(draft)
    read_money_nouns(draft)
    read_amounts_of_one(draft)
    read_rated_rows(draft)
    read_amounts_of_deeds(draft)
    read_starting_rows(draft)
    read_money_in_all(draft)
    read_money_raised(draft)
    read_brought_in(draft)
    read_which_of_two(draft)
    read_more_of_two(draft)
    read_which_wins(draft)
    read_how_much_more(draft)
    read_splits(draft)
    read_over_all(draft)
    read_largest_by(draft)
    read_days_of_kinds(draft)
    read_who_did(draft)
    read_ways(draft)
    read_times_bought(draft)
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
    read_joined_things(draft)
    read_thing_columns(draft)
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
    read_bare_members(draft)
    # What holds a question inside: its parts are read as queries of their own.
    read_rates_of_values(draft)
    read_people_of_events(draft)
    read_rates(draft, read_query)
    read_arithmetic(draft, read_query)
    refuse_dropped_signs(draft)
    read_variants(draft, read_query)
    read_counted_things(draft, read_query)
    read_held_against(draft, read_query)
    read_parts(draft, read_query)
    # Who and what it is about.
    read_possessions(draft)
    read_people(draft)
    read_agents(draft)
    read_actors(draft)
    read_compounds(draft)
    read_kinds(draft)
    read_latest_rows(draft)
    read_best_sellers(draft)
    read_bought_most(draft)
    read_things_of_figures(draft)
    read_changed_things(draft)
    read_biggest_spenders(draft)
    read_popular(draft)
    read_single_amounts(draft)
    read_owned_ids(draft)
    read_origins(draft)
    read_which_groups(draft)
    read_owners(draft)
    # What points at the answer before.
    read_other_half(draft)
    read_difference_of_two(draft)
    read_count_of_rows(draft)
    read_row_edit(draft)
    read_place(draft)
    read_the_ones(draft)
    read_named_reference(draft)
    # What has happened or not, how often, to whom.
    read_extremes(draft)
    read_silences(draft)
    read_owned_extremes(draft)
    read_last_to_happen(draft)
    read_reporting(draft)
    read_often(draft)
    read_listed_groups(draft)
    find_listing(draft)
    read_over_each(draft)
    read_counted_events(draft)
    find_event(draft)
    find_deeds(draft)
    read_event_nouns(draft)
    read_set_against(draft)
    # Values, numbers and periods.
    refuse_unlike_values(draft)
    refuse_others_adjectives(draft)
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
    # Conditions on members and rows.
    read_event(draft)
    read_pieces_sold(draft)
    read_conditions(draft)
    read_alternatives(draft)
    read_member_order(draft)
    read_row_order(draft)
    # Figures.
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
    # Groups, and whose they are.
    read_listing(draft)
    read_groups(draft)
    settle_own_rows(draft)
    read_time_dimensions(draft)
    read_described_things(draft)
    read_entities(draft)
    read_which_have(draft)
    read_member_windows(draft)
    # What a follow-up keeps.
    if is_edit(draft):
        inherit(draft)
    else:
        read_pronoun(draft)
    # What needs figures, groups and periods: shares, trends, ranks, comparisons.
    read_distribution(draft)
    read_counted_shares(draft)
    read_members_by_value(draft)
    read_bare_amounts(draft)
    read_missing_metric(draft)
    read_year_axis(draft)
    read_trend(draft)
    read_running(draft)
    settle_change_between(draft)
    settle_rise(draft)
    default_comparison_window(draft)
    settle_compare_word(draft)
    read_share(draft)
    read_ranking(draft)
    read_inherited_ranking(draft)
    settle_mean_before(draft)
    settle_growth(draft)
    read_direction(draft)
    read_side_by_side(draft)
    # Conditions that need the figures.
    read_lacks(draft)
    read_relations(draft)
    read_finer_conditions(draft)
    read_come_about(draft)
    leave_out_nobody(draft)
    settle_whole(draft)
    return query_call(draft)
