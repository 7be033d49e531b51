"""What a folder of unknown tables is understood as: words, units, relations, time, roles."""

from __future__ import annotations

import datetime as dt

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.inference.naming import entity_name, label_text, spelled_out, synonyms, without_name
from semantic_layer.inference.text_dates import decide
from semantic_layer.inference.units import split_unit
from semantic_layer.loader import load_texts
from semantic_layer.model import Unit
from semantic_layer.query import Who
from semantic_layer.value_index import load_values, value_probe
from semantic_layer.vocabulary import Meaning, Vocabulary
from semantic_layer.writer import dump_model


def model_of(tables):
    return propose_model(DuckDBEngine.memory(tables))


def dimension(model, name):
    return model.dimension(name)


@pytest.fixture(scope="module")
def city_guide():
    return model_of(
        {
            "venues": [
                {
                    "venue_id": n, "venue_name": f"Venue {n}", "food_type": ("Thai", "Greek")[n % 2],
                    "is_open": n % 2, "address": f"{n} Main St", "opened": 2000 + n, "visitors_count": 10 * n,
                    "city_name": f"City {n % 12}", "employees_total（千）": n, "distance_km": 1.5 * n,
                }
                for n in range(60)
            ],
            "cities": [{"city_name": f"City {n}", "region": "North"} for n in range(12)],
            "bookings": [
                {
                    "booking_id": f"b{n}", "venue_id": n % 60, "manager_id": 1 + n % 3,
                    "created_at": dt.date(2024, 1, 1), "booked_on": f"{1 + n % 12}/{13 + n % 15}/2024",
                    "maybe": "03/04/2024", "day": ("Sat", "Sun", "Mon")[n % 3], "amount": 5, "quantity": n,
                }
                for n in range(90)
            ],
            "staff": [{"staff_id": n, "first_name": f"F{n}", "address": "x", "email": "e"} for n in range(1, 9)],
        }
    )  # fmt: skip


def test_the_proposal_is_written_and_read_back_unchanged(city_guide):
    assert load_texts(dump_model(city_guide)) == city_guide


def test_compound_names_get_their_everyday_forms(city_guide):
    said = set(dimension(city_guide, "venue.food_type").synonyms.all())
    assert {"type of food", "cuisine", "菜系"} <= said


def test_a_column_of_names_is_called_by_what_it_names_unless_that_is_a_thing_of_its_own(city_guide):
    alone = model_of({"stops": [{"stop_id": 1, "city_name": "Rome"}]})
    assert {"city", "cities", "城市"} <= set(dimension(alone, "stop.city_name").synonyms.all())
    assert "city" not in dimension(city_guide, "city.city_name").synonyms.all()
    assert city_guide.entity("city").label_dimension == "city_name"


def test_a_name_in_a_table_of_names_points_there_and_is_looked_up_there(city_guide):
    keys = {key.name: key for key in city_guide.dataset("venue").entities}
    assert keys["city"].columns == ("city_name",)
    assert dimension(city_guide, "venue.city_name").index == "off"
    assert dimension(city_guide, "city.city_name").index == "auto"


def test_a_role_in_a_key_points_to_persons(city_guide):
    keys = {key.name: key.columns for key in city_guide.dataset("booking").entities}
    assert keys["staff"] == ("manager_id",)


def test_an_address_of_a_business_is_not_personal_and_that_of_a_person_is(city_guide):
    assert not dimension(city_guide, "venue.address").personal
    assert dimension(city_guide, "staff.address").personal
    assert not dimension(city_guide, "staff.first_name").personal


def test_a_zero_or_one_column_gives_adjectives_in_both_languages(city_guide):
    words = {item.word: item.filter for item in dimension(city_guide, "venue.is_open").adjectives}
    assert words["open"] == words["营业"] == "is_open = 1"
    assert words["closed"] == words["停业"] == "is_open = 0"
    assert not city_guide.has_metric("is_open")


def test_a_year_is_a_number_that_is_never_measured(city_guide):
    opened = dimension(city_guide, "venue.opened")
    assert (opened.type, opened.grain, opened.datatype) == ("ordinal", "year", "Integer")
    assert not city_guide.has_metric("opened")


def test_a_stored_count_is_summed(city_guide):
    assert city_guide.measure("visitors_count").agg == "sum"


def test_the_unit_leaves_the_name_and_is_kept(city_guide):
    assert city_guide.metric("distance_km").unit == Unit("quantity", "km")
    assert "distance" in city_guide.metric("distance_km").synonyms.en
    assert city_guide.unit_of("venue.employees_total_千").scale == 1_000


def test_unambiguous_text_dates_are_times_and_ambiguous_ones_stay_text(city_guide):
    booked = dimension(city_guide, "booking.booked_on")
    assert (booked.type, booked.datatype) == ("time", "Date")
    assert "month/day/year" in booked.evidence
    maybe = dimension(city_guide, "booking.maybe")
    assert maybe.type != "time"
    assert "day/month or month/day" in maybe.evidence


def test_the_default_time_is_when_it_happened_not_when_it_was_recorded(city_guide):
    assert city_guide.dataset("booking").default_time == "booked_on"


def test_weekday_names_are_ordered_and_known_by_their_other_names(city_guide):
    day = dimension(city_guide, "booking.day")
    assert [value.code for value in day.values] == ["Mon", "Sat", "Sun"]
    vocabulary = Vocabulary.build(city_guide)
    assert Meaning("value", "booking.day", "Sat") in vocabulary.meanings("星期六")


def test_what_was_sold_needs_a_quantity_beside_the_amount():
    def words(**columns):
        return set(model_of({"sales": [{"sale_id": 1, **columns}]}).metric("amount").synonyms.all())

    assert "销售额" in words(amount=3.5, quantity=2)
    assert "销售额" not in words(amount=3)


def test_a_count_column_answers_how_many_where_rows_are_counted_already():
    model = model_of({"checkins": [{"checkin_id": n, "count": 5, "day": "Mon"} for n in range(3)]})
    count = model.entity("checkin").default_count
    assert count == "checkin_total"
    assert model.measure(count).agg == "sum"
    assert "number of checkins" in (model.metric(count).labels.en, *model.metric(count).synonyms.en)


def test_two_ways_to_the_same_table_are_told_apart():
    model = model_of(
        {
            "airports": [{"airport_id": f"A{n}", "name": f"n{n}"} for n in range(4)],
            "flights": [
                {"flight_no": n, "origin_airport_id": f"A{n % 4}", "destination_airport_id": f"A{(n + 1) % 4}"}
                for n in range(20)
            ],
        }
    )
    keys = [key for key in model.dataset("flight").entities if key.name == "airport"]
    assert [key.role for key in keys] == ["origin", "destination"]


def test_contained_small_numbers_and_few_texts_are_no_relation():
    model = model_of(
        {
            "grades": [{"grade": n, "label": f"g{n}"} for n in range(1, 6)],
            "answers": [{"answer_id": n, "points": 1 + n % 5, "label_text": f"g{1 + n % 5}"} for n in range(30)],
        }
    )
    assert all(key.type not in ("foreign", "unique") for key in model.dataset("answer").entities)


def test_rows_that_correspond_one_to_one_are_reached_from_both_sides():
    model = model_of(
        {
            "shops": [{"shop_id": n, "name": f"s{n}"} for n in range(5)],
            "addresses": [{"shop_id": n, "street": f"r{n % 2}"} for n in range(5)],
        }
    )
    types = {key.type for dataset in model.datasets for key in dataset.entities if key.columns == ("shop_id",)}
    assert "unique" in types


def test_a_stored_code_is_found_by_its_names_and_one_name_of_two_columns_stays_two():
    engine = DuckDBEngine.memory(
        {
            "shops": [
                {"shop_id": n, "city": ("New York", "Los Angeles")[n % 2], "state": ("NY", "CA")[n % 2]}
                for n in range(4)
            ]
        }
    )
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, Who()))
    assert vocabulary.meanings("加利福尼亚州") == (Meaning("value", "shop.state", "CA"),)
    assert vocabulary.meanings("California") == (Meaning("value", "shop.state", "CA"),)
    assert {m.name for m in vocabulary.meanings("New York")} == {"shop.city", "shop.state"}


def test_a_column_with_too_many_values_to_keep_is_probed_exactly(monkeypatch):
    monkeypatch.setattr("semantic_layer.value_index.MAX_VALUES", 50)
    engine = DuckDBEngine.memory({"products": [{"product_id": n, "title": f"Item {n}"} for n in range(100)]})
    model = propose_model(engine)
    values = load_values(model, engine, Who())
    vocabulary = Vocabulary.build(model, values, probe=value_probe(model, engine, Who(), values))
    assert "product.title" not in values
    assert vocabulary.value_of("product.title", "iTem 77") == Meaning("value", "product.title", "Item 77")
    assert vocabulary.probed("item 77") == (Meaning("value", "product.title", "Item 77"),)
    assert vocabulary.probed("item 777") == ()


@pytest.mark.parametrize(
    ("name", "plain", "unit"),
    [
        ("图书数量（万）", "图书数量", Unit("quantity", "万")),
        ("最低费用（万欧元）", "最低费用", Unit("quantity", "万欧元")),
        ("Price (USD)", "Price", Unit("currency", "USD")),
        ("amount_usd", "amount", Unit("currency", "USD")),
        ("trip_duration_min", "trip duration", Unit("quantity", "min")),
        ("salary_min", "salary_min", None),
        ("备注（可选）", "备注", None),
        ("km", "km", None),
    ],
)
def test_units_are_taken_off_names(name, plain, unit):
    found = split_unit(name)
    assert (found.name, found.unit) == (plain, unit)


def test_a_scaled_unit_says_how_many_one_stands_for_and_stays_in_the_label():
    assert Unit("quantity", "万").scale == 10_000
    assert Unit("quantity", "million USD").scale == 1_000_000
    assert Unit("quantity", "km").scale == Unit("quantity", "千克").scale == 1
    assert label_text("用户数量（万）").zh == "用户数量（万）"
    assert "用户数量" in synonyms("用户数量（万）").zh


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("productname", "product name"),
        ("id_customer", "customer id"),
        ("cust_addr", "customer address"),
        ("MPG", "mpg"),
        ("weight_kg", "weight"),
    ],
)
def test_technical_names_are_spelled_out(name, words):
    assert spelled_out(name) == words


def test_names_of_persons_are_not_short_for_anything():
    assert (without_name("first_name"), without_name("city_name"), without_name("城市名称")) == ("", "city", "城市")


def test_words_that_say_what_a_table_is_are_no_part_of_what_it_holds():
    assert entity_name("dim_customer", ("dim_customer",)) == "customer"
    assert entity_name("sales_data", ("sales_data",)) == "sales"


def test_a_date_that_reads_in_two_ways_is_none():
    assert decide({"month/day/year": 3, "day/month/year": 3}, 3).is_ambiguous
    assert decide({"year-month-day": 2}, 3).way == ""


def test_a_time_with_hours_is_known_by_them_and_a_midnight_is_a_day():
    def grain(*times):
        rows = [{"visit_id": n, "visited_at": time} for n, time in enumerate(times)]
        return model_of({"visits": rows}).dimension("visit.visited_at").grain

    assert grain(dt.datetime(2024, 1, 1, 9, 30), dt.datetime(2024, 1, 2, 18)) == "second"
    assert grain(dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2)) == "day"
