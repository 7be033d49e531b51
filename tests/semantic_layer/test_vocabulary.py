"""Names, synonyms and values of a model, as people write them."""

from __future__ import annotations

import pytest

from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    Policy,
    SemanticModel,
    Text,
    Words,
)
from semantic_layer.query import Who
from semantic_layer.value_index import IndexedValue, is_indexable, load_values
from semantic_layer.vocabulary import Meaning, Vocabulary
from semantic_layer.wordforms import all_forms, fold, normal_form, plural, singular, words_of_name

ROWS = [
    {"customer_id": 1, "region": "East", "city": "Paris", "phone": "123", "age": 30},
    {"customer_id": 2, "region": "West", "city": "Lyon", "phone": "456", "age": 40},
    {"customer_id": 3, "region": None, "city": " Paris ", "phone": None, "age": 40},
    {"customer_id": 4, "region": "East", "city": "paris", "phone": "789", "age": None},
]


def _dimension(name: str, type_: str = "categorical", **rest) -> Dimension:
    return Dimension(name=name, type=type_, dataset="customers", prefix="customer", expr=name, **rest)


def small_model(**rest) -> SemanticModel:
    customers = Dataset(
        name="customers",
        source="customers",
        role="dimension",
        grain=("customer",),
        time_basis="none",
        entities=(EntityKey("customer", "primary", ("customer_id",)),),
        dimensions=(
            _dimension("customer_id", "identifier"),
            _dimension("region", labels=Text("region", "地区"), values=(DimensionValue("East", Text("East", "华东")),)),
            _dimension("city", "text", labels=Text("city", "城市"), synonyms=Words(("town",), ())),
            _dimension("phone", "text", personal=True),
            _dimension("age", "ordinal", datatype="Integer", labels=Text("customer age", "客户年龄")),
        ),
    )
    return SemanticModel(
        name="small",
        version="1",
        languages=("en", "zh"),
        calendar=CalendarSpec(),
        entities=(Entity(name="customer", labels=Text("customer", "客户")),),
        datasets=(customers,),
        **rest,
    )


@pytest.fixture
def engine():
    from semantic_layer.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine.memory({"customers": ROWS})
    yield engine
    engine.close()


def test_a_name_is_found_in_both_languages_any_case_and_number():
    vocabulary = Vocabulary.build(small_model())
    region = (Meaning("dimension", "customer.region"),)

    for text in (
        "region",
        "Regions",
        "ＲＥＧＩＯＮ",
        "地区",
        "地區",
        "customer region",
        "customer's region",
        "客户地区",
        "客户的地区",
    ):
        assert vocabulary.meanings(text) == region, text
    assert vocabulary.meanings("Towns") == (Meaning("dimension", "customer.city"),)


def test_a_label_that_repeats_its_entity_is_also_known_without_it():
    assert Vocabulary.build(small_model()).meanings("年龄") == (Meaning("dimension", "customer.age"),)


def test_a_value_is_found_by_its_code_and_labels():
    vocabulary = Vocabulary.build(
        small_model(), {"customer.city": (IndexedValue("Saint-Étienne", "Saint-Étienne", 1),)}
    )

    assert vocabulary.meanings("华东") == (Meaning("value", "customer.region", "East"),)
    assert vocabulary.value_of("customer.city", "saint etienne") == Meaning("value", "customer.city", "Saint-Étienne")
    assert vocabulary.value_of("customer.region", "saint etienne") is None


def test_what_only_resembles_a_phrase_is_a_candidate_and_no_match():
    vocabulary = Vocabulary.build(small_model())

    assert vocabulary.meanings("regoin") == ()
    assert vocabulary.candidates("regoin")[0].meanings == (Meaning("dimension", "customer.region"),)
    assert vocabulary.candidates("photosynthesis") == ()


def test_the_index_holds_every_value_of_indexable_columns_and_no_other(engine):
    values = load_values(small_model(), engine, Who())

    assert {name: [(v.code, v.rows) for v in found] for name, found in values.items()} == {
        "customer.region": [("East", 2), ("West", 1)],
        "customer.city": [(" Paris ", 1), ("Lyon", 1), ("Paris", 1), ("paris", 1)],
    }


def test_personal_numeric_and_identifying_columns_are_not_indexable():
    assert [d.name for d in small_model().dimensions() if is_indexable(d)] == ["region", "city"]


def test_a_person_whose_rows_are_limited_gets_no_values_of_that_table(engine):
    policy = Policy(name="own", dataset="customers", rows="region = :who.region", applies_to=("manager",))
    model = small_model(policies=(policy,))

    assert load_values(model, engine, Who(roles=("manager",))) == {}
    assert "customer.region" in load_values(model, engine, Who())


def test_a_kept_index_is_read_back_and_belongs_to_one_model_and_state(engine, tmp_path):
    first = load_values(small_model(), engine, Who(), cache=tmp_path)
    (file,) = tmp_path.glob("values-*.json")
    again = load_values(small_model(), engine, Who(), cache=tmp_path)
    load_values(small_model(description=Text("other")), engine, Who(), cache=tmp_path)

    assert again == first
    assert file.exists()
    assert len(list(tmp_path.glob("values-*.json"))) == 2


@pytest.mark.parametrize(
    ("word", "several"),
    [("category", "categories"), ("day", "days"), ("box", "boxes"), ("person", "people"), ("status", "statuses")],
)
def test_english_number_goes_both_ways(word, several):
    assert plural(word) == several
    assert singular(several) == word


def test_words_that_end_in_s_are_not_cut():
    assert [singular(word) for word in ("sales", "gross", "status", "analysis", "bus")] == [
        "sales", "gross", "status", "analysis", "bus",
    ]  # fmt: skip


def test_technical_names_become_words():
    assert words_of_name("orderLine_unitPrice") == "order line unit price"
    assert all_forms(["order_line"]) == {"order line", "order lines"}


def test_folding_ignores_case_width_accents_and_script_and_keeps_places():
    assert normal_form("  ＣＡＦÉ\u3000Ｎoir ") == "cafe noir"
    assert normal_form("營業額") == "营业额"
    text, origins = fold("a\u0301 ½ b")
    assert "".join(text[i] for i in range(len(text)) if origins[i] == 3) == "1⁄2"
