"""A figure of an analysis: the same rows as an answer's, without counting again what the analysis has counted."""

from dataclasses import replace

from semantic_layer.model import Policy
from semantic_layer.query import Compare
from semantic_layer.run import run_part, run_query
from tests.semantic_layer.trap_world import CALENDAR, MODEL, engine, query

BY_REGION = query("revenue", by=["customer.region"])


def test_the_rows_of_a_part_are_those_of_the_answer():
    whole, part = (run(BY_REGION, MODEL, engine(), CALENDAR)[0] for run in (run_query, run_part))
    assert part.rows == whole.rows and part.columns == whole.columns and part.flags == whole.flags
    assert whole.left_out and not part.left_out


def test_groups_too_small_to_show_are_hidden_and_counted_in_a_part_as_well():
    policy = Policy(name="enough", dataset="customers", min_group_entity="customer", min_group_k=2)
    model = replace(MODEL, policies=(policy,))
    whole, part = (run(BY_REGION, model, engine(), CALENDAR)[0] for run in (run_query, run_part))
    hidden = [item for item in whole.left_out if item.code == "suppressed_groups"]
    assert part.rows == whole.rows
    assert hidden and list(part.left_out) == hidden


def test_a_part_leaves_the_check_of_values_to_its_analysis():
    nowhere = replace(BY_REGION, filters=(Compare("customer.region", "eq", ("nowhere",)),))
    assert run_part(nowhere, MODEL, engine(), CALENDAR)[0].rows == ()
