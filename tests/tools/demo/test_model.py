"""The demo's semantic model describes exactly the tables that the generator writes."""

from __future__ import annotations

import duckdb
import pytest

from semantic_layer.loader import load_model_with_warnings
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
)
from tools.demo import MODEL_DIR

PERSONAL = {"name", "phone", "email", "device_id", "address", "birth_date"}


@pytest.fixture(scope="module")
def loaded():
    return load_model_with_warnings(MODEL_DIR)


@pytest.fixture(scope="module")
def model(loaded):
    return loaded[0]


@pytest.fixture(scope="module")
def database(demo):
    connection = duckdb.connect()
    for file in sorted(demo.tables_dir.glob("*.parquet")):
        connection.read_parquet(str(file)).create_view(file.stem)
    yield connection
    connection.close()


def relation(dataset):
    select = dataset.source.upper().startswith("SELECT")
    return f"({dataset.source}) AS source" if select else f"{dataset.source} AS source"


def keys(dataset):
    columns = {key.name: key.columns for key in dataset.entities}
    own = {dimension.name: (dimension.expr,) for dimension in dataset.dimensions}
    return [column for name in dataset.grain for column in {**own, **columns}[name]]


def test_the_model_loads_without_a_warning(loaded):
    assert loaded[1] == ()


def test_every_table_of_the_sample_data_is_described_and_every_description_has_its_table(model, demo):
    described = {dataset.source.removeprefix("main.") for dataset in model.datasets}

    assert {name for name, _ in demo.rows} == {name for name in described if " " not in name}


def test_every_expression_of_the_model_runs_on_the_data(model, database):
    for dataset in model.datasets:
        parts = [key for entity in dataset.entities for key in entity.columns]
        parts += [dimension.expr for dimension in dataset.dimensions]
        parts += [measure.expr for measure in dataset.measures]
        parts += [measure.filter for measure in dataset.measures if measure.filter]
        database.execute(f"SELECT {', '.join(f'({part})' for part in parts)} FROM {relation(dataset)} LIMIT 1")


def test_every_column_that_a_role_names_exists(model, database):
    for role in model.roles:
        columns = ", ".join(f"({column})" for _, column in role.columns)
        database.execute(f"SELECT {columns} FROM {relation(model.dataset(role.dataset))} LIMIT 1")


def test_the_grain_of_every_dataset_identifies_one_row(model, database):
    for dataset in model.datasets:
        grain = ", ".join(keys(dataset))
        count = f"SELECT count(*), count(DISTINCT ({grain})) FROM {relation(dataset)}"
        rows, distinct = database.execute(count).fetchone()
        assert rows == distinct, dataset.name


def test_foreign_keys_find_their_target_except_for_the_planted_dirt(model, database):
    for dataset in model.datasets:
        for key in dataset.entities:
            if key.type != "foreign":
                continue
            target = model.dataset_of_entity(key.name)
            column, known = ", ".join(key.columns), ", ".join(target.primary.columns)
            orphans = database.execute(
                f"SELECT count(*) FROM {relation(dataset)} WHERE ({column}) NOT IN "
                f"(SELECT ({known}) FROM {relation(target)}) AND ({key.columns[0]}) IS NOT NULL"
            ).fetchone()[0]
            if (dataset.name, key.name) == ("order_lines", "product"):
                assert 0 < orphans < 500
            else:
                assert orphans == 0, (dataset.name, key.name)


def test_coded_dimensions_have_labels_in_both_languages_for_every_code_in_the_data(model, database):
    for dataset in model.datasets:
        for dimension in dataset.dimensions:
            if not dimension.values:
                continue
            found = database.execute(f"SELECT DISTINCT ({dimension.expr}) FROM {relation(dataset)}").fetchall()
            codes = {value.code for value in dimension.values}
            assert {code for (code,) in found if code is not None} == codes, dimension.qualified
            assert all(value.labels.en and value.labels.zh for value in dimension.values), dimension.qualified


def test_everything_a_person_reads_has_a_name_in_both_languages(model):
    named = [*model.entities, *model.datasets, *model.metrics, *model.segmentations, *model.dimensions()]

    assert [item.name for item in named if not (item.labels.en and item.labels.zh)] == []


def test_personal_columns_are_marked_and_never_indexed(model):
    customers = model.dataset("customers").dimensions
    marked = {dimension.name for dimension in customers if dimension.personal}

    assert marked == PERSONAL
    assert {dimension.index for dimension in customers if dimension.personal} == {"off"}


def test_every_kind_of_metric_occurs(model):
    kinds = {type(metric) for metric in model.metrics}

    assert kinds == {
        SimpleMetric, RatioMetric, DerivedMetric, CumulativeMetric, ComparisonMetric, ConversionMetric,
        PopulationRateMetric, NestedMetric,
    }  # fmt: skip
    assert {m.agg for d in model.datasets for m in d.measures} >= {
        "sum", "count", "count_distinct", "avg", "median", "percentile", "min", "max",
    }  # fmt: skip


def test_the_default_segmentation_is_rfm_and_which_segment_finds_it(model):
    names = [item.name for item in model.segmentations]
    assert names == ["rfm", "lifecycle", "value_tier", "first_channel", "first_category"]
    assert {"segment", "customer segment"} <= set(model.segmentations[0].synonyms.en)
    assert {"分群", "客户分群", "客群", "分层"} <= set(model.segmentations[0].synonyms.zh)


def test_the_truth_is_no_part_of_the_model(model):
    described = " ".join(dataset.source for dataset in model.datasets)

    assert "truth" not in described
    assert not any(dimension.name in {"type", "person_id", "dropout_date"} for dimension in model.dimensions())
