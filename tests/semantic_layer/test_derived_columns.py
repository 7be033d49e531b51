"""What a SELECT of the model makes of a column is kept back with the column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from semantic_layer.errors import SemanticLayerError
from semantic_layer.model import Mask, Policy
from semantic_layer.policy import View
from semantic_layer.query import Who
from tests.semantic_layer.inference.test_wide_orders import LINES, figures, world


def guarded(**policy):
    context = world({"superstore": LINES})
    return replace(context, model=replace(context.model, policies=(Policy(name="p", dataset="superstore", **policy),)))


def test_a_segment_of_customers_is_hidden_with_that_of_their_rows():
    context = guarded(hide=("superstore.segment",))

    assert not View(context.model, Who()).has_field("customer.segment")
    assert View(context.model, Who()).has_field("customer.region")
    with pytest.raises(SemanticLayerError):
        figures(context, "customer_count", ["customer.segment"])
    assert sum(figures(context, "customer_count", ["customer.region"]).values()) > 0


def test_a_mask_holds_for_what_is_made_of_the_column():
    view = View(guarded(mask=(Mask("superstore.segment", "null"),)).model, Who())

    assert view.masks == {"superstore.segment": "null", "customer.segment": "null"}


def test_new_customers_are_dated_by_a_day_that_goes_with_the_day_of_the_orders():
    assert not View(guarded(hide=("superstore.order_date",)).model, Who()).has_field("customer.first_order_date")
