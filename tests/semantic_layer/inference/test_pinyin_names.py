"""A database whose tables and columns are written in pinyin can be asked about in words."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.lexicon.pinyin import Named, read_pinyin
from semantic_layer.loader import load_texts
from semantic_layer.writer import dump_model


@pytest.fixture(scope="module")
def clinic():
    """Five doctors (ys) and ten invoices (fp), tied by ysbh."""

    def fill(connection):
        connection.execute("CREATE TABLE ys (ysbh VARCHAR, xm VARCHAR, bm VARCHAR, rzrq DATE, gz INTEGER)")
        connection.execute(
            "INSERT INTO ys SELECT 'Y' || i, 'N' || i, 'B' || (i % 2), DATE '2020-01-01' + i::INTEGER, 100 * i "
            "FROM range(5) t(i)"
        )
        connection.execute(
            "CREATE TABLE fp (fph VARCHAR, ysbh VARCHAR, zt VARCHAR, kprq2 DATE, je DOUBLE, qty INTEGER)"
        )
        connection.execute(
            "INSERT INTO fp SELECT 'F' || i, 'Y' || (i % 5), 'Z' || (i % 2), DATE '2024-01-01' + i::INTEGER, i, 1 + i "
            "FROM range(10) t(i)"
        )

    return propose_model(DuckDBEngine.memory(fill), "clinic")


def names_of(*names, place="text"):
    return [Named(name, place) for name in names]


def test_initials_and_whole_syllables_are_read_as_words():
    found = read_pinyin([*names_of("gysmc", "kehu_mingcheng", "cplx"), *names_of("danjia", "je", place="number")])
    assert list(found.values()) == ["supplier name", "customer name", "product type", "unit price", "amount"]


def test_letters_with_two_usual_meanings_are_read_by_what_the_column_holds():
    names = names_of("khmc", "cplx", "gysmc")
    as_number = read_pinyin([*names, Named("dj", "number")])
    as_text = read_pinyin([*names, Named("dj", "text")])
    assert as_number[Named("dj", "number")] == "unit price"
    assert as_text[Named("dj", "text")] == "level"


def test_a_few_short_names_make_no_pinyin_database():
    assert read_pinyin(names_of("cp", "dd", "sl", "je", place="number")) == {}
    assert read_pinyin(names_of("email", "phone", "city", "khmc")) == {}


def test_a_name_with_an_unread_part_keeps_its_letters():
    found = read_pinyin(names_of("khmc", "cplx", "gysmc", "khqqz"))
    assert Named("khqqz", "text") not in found


def test_tables_columns_keys_and_measures_are_found_behind_pinyin_names(clinic):
    doctors, invoices = sorted(clinic.datasets, key=lambda d: d.source, reverse=True)
    assert (doctors.source, doctors.name, invoices.source, invoices.name) == ("ys", "doctor", "fp", "invoice")
    assert [(key.name, key.type, key.columns) for key in invoices.entities] == [
        ("invoice", "primary", ("fph",)),
        ("doctor", "foreign", ("ysbh",)),
    ]
    amount = next(m for m in invoices.measures if m.expr == "je")
    assert (amount.agg, amount.labels.zh, "je" in amount.synonyms.en) == ("sum", "金额", True)
    status = next(d for d in invoices.dimensions if d.expr == "zt")
    assert (status.labels.en, status.labels.zh) == ("status", "状态")
    assert "read as pinyin" in status.evidence


def test_a_model_of_pinyin_names_survives_writing_and_reading(clinic):
    again = load_texts(dump_model(clinic))
    assert {d.name for d in again.datasets} == {"doctor", "invoice"}
