"""What counts as the last event, and therefore as today."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.data_range import sound_range
from assistant.workspace import open_workspace
from tests.assistant import tiny

DAYS = {date(2026, 1, 1) + timedelta(days=n): 100 for n in range(60)}


def test_a_few_rows_of_another_age_are_dirt():
    assert sound_range({**DAYS, date(2062, 3, 14): 1, date(2099, 1, 1): 1, date(1900, 1, 1): 2}) == (
        min(DAYS),
        max(DAYS),
    )


def test_many_rows_after_a_long_gap_are_events():
    assert sound_range({**DAYS, date(2030, 1, 1): 50})[1] == date(2030, 1, 1)


def test_an_empty_shop_has_no_range():
    assert sound_range({}) == (None, None)


@given(st.dictionaries(st.dates(), st.integers(1, 1000), min_size=1))
def test_the_range_lies_within_the_days(rows):
    first, last = sound_range(rows)
    assert min(rows) <= first <= last <= max(rows)


def test_a_model_that_says_how_far_its_data_are_whole_is_believed(tmp_path):
    model = tiny.MODEL.replace(
        "    default_time: sold_on\n", "    default_time: sold_on\n    complete_to: 2026-10-01\n"
    )
    assert open_workspace(tiny.build(tmp_path / "shop", model=model)).as_of == date(2026, 10, 1)
