"""What must hold of a query as a whole, once its figures, groups and conditions are read.

Rule: nothing new is asked for here: what was read is settled together, or refused where its parts do not go together.
"""

from __future__ import annotations

from assistant.parser.conditions.but_not import settle_but_not
from assistant.parser.conditions.described_members import settle_described_members
from assistant.parser.conditions.event_sets import refuse_undated
from assistant.parser.conditions.filtered_conditions import settle_filtered_conditions
from assistant.parser.conditions.filters import refuse_contradiction
from assistant.parser.conditions.fresh import read_fresh
from assistant.parser.conditions.had_as_well import settle_had_as_well
from assistant.parser.conditions.members_over_time import read_members_over_time
from assistant.parser.conditions.outcome_dates import read_outcome_dates
from assistant.parser.conditions.own_filters import read_own_filters
from assistant.parser.conditions.period_of_which_deed import settle_period_of_deeds
from assistant.parser.conditions.still import read_still
from assistant.parser.draft import Draft
from assistant.parser.figures.average_levels import settle_average_levels, settle_last_levels
from assistant.parser.figures.counted_in_rows import settle_counted_members
from assistant.parser.figures.ends_in_time import refuse_ends_in_time
from assistant.parser.figures.set_against import settle_sides
from assistant.parser.figures.to_date import settle_begun
from assistant.parser.figures.two_tables import refuse_open_formulas
from assistant.parser.figures.value_difference import read_value_difference
from assistant.parser.figures.verbs import refuse_dropped_people
from assistant.parser.groups.axes import read_plot_words
from assistant.parser.groups.by_amounts import refuse_amount_groups
from assistant.parser.groups.counted_by_itself import settle_counted_by_itself
from assistant.parser.groups.each_listed import settle_each_listed
from assistant.parser.rows.parent_order import read_parent_order
from assistant.parser.times.agreed_dates import settle_agreed_dates
from assistant.parser.times.doubtful_dates import refuse_doubtful_dates
from assistant.parser.times.kinds_of_days import settle_kinds_of_days
from assistant.parser.times.weekdays import settle_weekdays
from assistant.parser.told.instructions import take_directions


def settle_whole(draft: Draft) -> None:
    """Settle what only shows when everything is read; raises `Unreadable` or `Choice`."""
    refuse_doubtful_dates(draft)
    refuse_undated(draft)
    settle_period_of_deeds(draft)
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
    settle_kinds_of_days(draft)
    settle_sides(draft)
    settle_agreed_dates(draft)
    settle_begun(draft)
    settle_last_levels(draft)
    settle_average_levels(draft)
    settle_but_not(draft)
    settle_described_members(draft)
    settle_had_as_well(draft)
    settle_filtered_conditions(draft)
    settle_each_listed(draft)
    settle_counted_by_itself(draft)
    settle_counted_members(draft)
    refuse_amount_groups(draft)
    read_outcome_dates(draft)
    read_members_over_time(draft)
    refuse_dropped_people(draft)
