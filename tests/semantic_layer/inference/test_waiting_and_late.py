"""What dates say by being there, by being missing and by being late, in tables met for the first time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.model import RatioMetric

DAY = date(2024, 3, 1)


def bills(**texts):
    """Twelve bills due after ten days; every fourth is unpaid, every third of all would be paid late."""
    return [
        {
            "bill_id": n + 1,
            "issued_on": DAY + timedelta(days=n),
            "due_on": DAY + timedelta(days=n + 10),
            "paid_on": None if n % 4 == 0 else DAY + timedelta(days=n + (15 if n % 3 == 0 else 5)),
        }
        | {name: values[n % len(values)] for name, values in texts.items()}
        for n in range(12)
    ]


def model_of(**tables):
    return propose_model(DuckDBEngine.memory(tables))


def words(model, column):
    return {adjective.word: adjective.filter for adjective in model.dimension(column).adjectives}


def test_a_row_that_waits_for_its_last_date_is_called_so():
    said = words(model_of(bills=bills()), "bill.paid_on")
    assert {"unpaid", "outstanding", "未付款"} <= set(said)
    assert set(said.values()) == {"paid_on IS NULL"}


def test_a_status_that_says_it_itself_is_the_better_witness():
    assert "unpaid" not in words(model_of(bills=bills(status=("unpaid", "settled"))), "bill.paid_on")


def test_what_is_held_against_a_promise_is_late_or_in_time_and_tells_both_rates():
    model = model_of(bills=bills())
    said = words(model, "bill.paid_late")
    rates = {metric.name: metric for metric in model.metrics if isinstance(metric, RatioMetric)}

    assert (said["paid late"], said["on time"]) == ("paid_late = True", "paid_late = False")
    assert rates["late_rate"].numerator.filter == "bill.paid_late = TRUE"
    assert rates["punctuality_rate"].numerator.filter == "bill.paid_late = FALSE"
    assert rates["late_rate"].denominator.filter == "NOT bill.paid_late IS NULL"  # what still waits is neither


def test_a_date_that_ends_something_tells_the_rate_of_rows_that_ended():
    rows = [{"member_id": n, "joined_on": DAY, "churned_at": DAY if n % 5 == 0 else None} for n in range(20)]
    rate = next(m for m in model_of(members=rows).metrics if m.name == "churn_rate")
    assert isinstance(rate, RatioMetric) and rate.numerator.filter == "NOT member.churned_at IS NULL"


def test_a_deadline_is_not_when_a_thing_that_others_point_to_began():
    carriers = [{"carrier_id": n, "carrier_name": f"C{n}", "contract_until": DAY + timedelta(days=n)} for n in range(5)]
    trips = [{"trip_id": n, "carrier_id": n % 5, "left_on": DAY, "km": n} for n in range(30)]
    assert model_of(carriers=carriers, trips=trips).dataset("carrier").default_time is None


def test_a_question_mark_in_a_header_is_no_part_of_its_name():
    assert "insured" in words(model_of(bills=bills(**{"Insured?": ("Y", "N")})), "bill.insured")


def test_a_column_called_after_a_thing_points_to_its_keys():
    branches = [{"branch_id": 101 + n, "branch_name": f"B{n}"} for n in range(4)]
    people = [{"customer_no": n, "home_branch": 101 + n % 4} for n in range(20)]
    keys = {key.name: key.columns for key in model_of(branches=branches, customers=people).dataset("customer").entities}
    assert keys["branch"] == ("home_branch",)


def test_a_short_description_beside_a_code_can_be_asked_for():
    codes = [{"icd_code": f"K{n}", "description": f"Illness {n}", "chronic": "YN"[n % 2]} for n in range(6)]
    cases = [{"case_id": n, "icd_code": f"K{n % 6}"} for n in range(30)]
    assert model_of(illnesses=codes, cases=cases).dimension("illness.description").index == "auto"


def test_another_columns_own_word_is_no_looser_word_for_a_score():
    pupils = [{"pupil_id": n, "grade_level": 7 + n % 4} for n in range(20)]
    exams = [{"exam_id": n, "pupil_id": n % 20, "score": n % 100} for n in range(40)]
    model = model_of(pupils=pupils, exams=exams)
    assert "grade" not in model.metric("score").synonyms.en
    assert "grade" in model.dimension("pupil.grade_level").synonyms.en


@pytest.mark.parametrize(("column", "said"), [("dep_delay_min", "delay"), ("years_experience", "experience")])
def test_the_only_figure_of_its_kind_is_called_by_its_last_word(column, said):
    rows = [{"row_id": n, column: n % 50, "distance_km": n * 10} for n in range(60)]
    model = model_of(runs=rows)
    assert said in next(m for m in model.metrics if m.name == column).synonyms.en
