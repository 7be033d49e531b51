"""Names that nobody wrote: what values say about their column, and looser words for what is known."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.inference.naming import thing_of_columns
from semantic_layer.lexicon.closed_sets import kinds_held
from semantic_layer.loader import load_texts
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.writer import dump_model

ORIGINS = ("USA", "Japan", "Europe")


def model_of(table, columns, n=60):
    rows = [{name: values[i % len(values)] for name, values in columns.items()} for i in range(n)]
    return propose_model(DuckDBEngine.memory({table: rows}))


def said(model, name):
    return set(model.dimension(name).synonyms.all())


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("origin", ORIGINS, {"country", "countries", "region", "国家", "地区"}),
        ("made_in", ("Peru", "Chile", "Japan", "Other"), {"country", "nation", "国家"}),
        ("home", ("California", "Texas", "Ohio"), {"state", "states"}),
        ("base", ("北京", "深圳", "杭州"), {"city", "cities", "城市"}),
        ("mf", ("male", "female"), {"gender", "sex", "性别"}),
        ("paint", ("red", "blue", "white"), {"color", "colour", "颜色"}),
        ("paid_with", ("cash", "credit card", "PayPal"), {"payment method", "付款方式"}),
    ],
)
def test_a_column_is_called_by_the_set_that_its_values_belong_to(column, values, words):
    model = model_of("things", {column: values, "price": (1.5, 2.5)})

    assert words <= said(model, f"thing.{column}")
    assert "nearly all of its values" in model.dimension(f"thing.{column}").evidence
    assert load_texts(dump_model(model)) == model


@pytest.mark.parametrize(
    "columns",
    [
        {"origin": ORIGINS, "country_of_sale": ("a", "b")},  # the word is another column's
        {"origin": ORIGINS, "target": ("Peru", "Chile")},  # two columns of countries
        {"origin": ("Ford", "Peru", "Fiat", "Opel")},  # mostly something else
        {"origin": ("CA", "DE", "IN")},  # states or countries
        {"origin": ("Peru",)},  # one value says nothing
    ],
)
def test_the_word_is_not_given_where_it_could_mean_anything_else(columns):
    model = model_of("things", {**columns, "price": (1.5, 2.5)})

    assert not said(model, "thing.origin") & {"country", "region", "state", "国家"}


def test_a_looser_word_is_known_only_where_nothing_else_has_it():
    cars = model_of("cars", {"mpg": (20.5, 31.2, 18.9), "origin": ORIGINS})
    trucks = model_of("cars", {"mpg": (20.5, 31.2), "mileage": (100, 2000, 3100)})
    homes = model_of("homes", {"price": (1.5, 2.5)})

    assert "vehicles" in cars.entity("car").synonyms.en
    assert "mileage" in cars.dimension("car.mpg").synonyms.en
    assert "mileage" not in trucks.dimension("car.mpg").synonyms.en
    assert "vehicles" not in homes.entity("home").synonyms.en
    assert {"houses", "properties"} <= set(homes.entity("home").synonyms.en)


def test_a_table_without_a_name_is_named_by_what_its_columns_identify():
    assert thing_of_columns("Sheet1", ["car_name", "mpg"]) == "car"
    assert thing_of_columns("data", ["id", "country_name", "gdp"]) == ""
    assert thing_of_columns("orders", ["customer_id"]) == ""


def test_what_stands_for_the_rest_is_no_member_and_one_value_no_set():
    assert kinds_held(["Peru", "Chile", "Unknown"]) == {"country"}
    assert kinds_held(["Peru", "Unknown"]) == kinds_held([]) == frozenset()


def test_columns_with_the_names_of_sql_words_are_read():
    engine = DuckDBEngine.memory({"games": [{"Where": w, "Order": n, "Group": "a"} for n, w in enumerate(ORIGINS)]})
    model = propose_model(engine)
    values = load_values(model, engine, Who())

    assert {value.code for value in values["game.where"]} == set(ORIGINS)
    assert Vocabulary.build(model, values).meanings("Japan")[0].name == "game.where"
