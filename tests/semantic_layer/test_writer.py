"""A written model loads as the same model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic_layer.loader import load_texts
from semantic_layer.model import (
    Adjective,
    CalendarSpec,
    Dataset,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    EventCondition,
    FiscalYear,
    Format,
    Mask,
    Measure,
    Policy,
    PopulationRateMetric,
    Role,
    Segmentation,
    SemanticModel,
    SemiAdditive,
    SimpleMetric,
    Spine,
    Text,
    Unit,
    Words,
)
from semantic_layer.writer import dump_model

TRAPS = Path(__file__).with_name("trap_model.yaml").read_text(encoding="utf-8")

# What YAML would read as something else, or what breaks a line.
WORDS = "NO|null|~|010|1.10|12:30:45|2026-01-31|- x|a: b|{x|#1|'|\"| a |真的|&a|*a|!x|%|@x|0x1F|.inf|=|<<|\u2028|😀"
tricky = st.sampled_from([*WORDS.split("|"), "|", "a\nb"])
characters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
texts = st.one_of(tricky, st.text(characters, min_size=1, max_size=12))
labels = st.builds(Text, en=st.one_of(st.just(""), texts), zh=st.one_of(st.just(""), texts))
synonyms = st.builds(Words, en=st.lists(texts, max_size=2).map(tuple), zh=st.lists(texts, max_size=2).map(tuple))
scalars = st.one_of(texts, st.integers(-999, 10**9), st.booleans(), st.none(), st.floats(0, 1e12, allow_nan=False))
free = st.dictionaries(texts, st.one_of(scalars, st.lists(scalars, max_size=3)), max_size=3)
codes = st.lists(scalars, max_size=4, unique_by=lambda code: (type(code), code))
states = st.sampled_from(["generated", "draft", "confirmed", "deprecated", "rejected"])
SEGMENTATIONS = (  # clusters make up their segments, so any code may be labelled
    ("cluster_customers", {}),
    ("cluster_customers", {"k": 3, "features": ["frequency", "monetary"]}),
    ("cluster_customers", {"k": "auto", "filters": [{"a": ["x", 1, True, None, 0.5]}]}),
)
RULE_LABELS = {"en": "a", "zh": "b"}
SETTINGS = (
    {},
    {"weights": [{"name": "a", "version": "2", "indicators": [{"metric": "people", "weight": 0.5}]}]},
    {"rules": [{"name": "a", "dataset": "customers", "kind": "range", "expr": "id > 1", "labels": RULE_LABELS}]},
    {"horizons": {"repurchase_days": 30, "churn_days": 90}},
)


@st.composite
def models(draw) -> SemanticModel:
    tool, params = draw(st.sampled_from(SEGMENTATIONS))
    values = tuple(
        DimensionValue(code, draw(labels), draw(synonyms), draw(st.one_of(st.none(), st.integers(0, 99))))
        for code in draw(codes)
    )
    region = Dimension(
        name="region",
        type="geography",
        dataset="customers",
        prefix="customer",
        expr=draw(st.sampled_from(["region", "upper(region)", "order", '"two words"'])),
        labels=draw(labels),
        synonyms=draw(synonyms),
        state=draw(states),
        evidence=draw(st.one_of(st.just(""), texts)),
        values=values,
        closed=bool(values) and draw(st.booleans()),
        null_label=draw(st.one_of(st.just(Dimension.null_label), st.builds(Text, texts))),
        personal=draw(st.booleans()),
        hierarchy="place",
        level=draw(st.integers(0, 3)),
        adjectives=(Adjective(draw(texts), "region = 'x: y'"),),
    )
    level = Measure(
        name="level",
        dataset="customers",
        agg="sum",
        expr=draw(st.sampled_from(["level", "a - b"])),
        additivity="semi_additive",
        unit=Unit("quantity", "kg"),
        format=Format("decimal", draw(st.integers(0, 4))),
        null_semantics=draw(st.sampled_from(["absent_is_unknown", "carry_forward"])),
        semi=SemiAdditive("last", ("customer",), draw(st.sampled_from(["none", "unlimited", 7]))),
        create_metric=draw(st.booleans()),
        direction=draw(st.sampled_from(["up_is_good", "neutral"])),
        labels=draw(labels),
    )
    counted = Measure(
        name="customers",
        dataset="customers",
        agg="count",
        expr="customers",
        additivity="additive",
        unit=Unit("count", "customer"),
        format=Format("integer"),
        null_semantics="absent_is_zero",
    )
    customers = Dataset(
        name="customers",
        source=draw(st.sampled_from(["main.customers", "SELECT * FROM a AS x WHERE x.b = 'c: d'"])),
        role="dimension",
        grain=("customer",),
        time_basis="none",
        entities=(EntityKey("customer", "primary", ("id",)),),
        dimensions=(region,),
        measures=(level, counted),
        exclude=tuple(draw(st.lists(texts, max_size=2, unique=True))) if region.expr == "region" else (),
        description=draw(labels),
    )
    base = {"direction": "up_is_good", "unit": Unit("count", "customer"), "format": Format("integer")}
    metric = SimpleMetric(
        name="people",
        measure="customers",
        null_semantics=draw(st.sampled_from(["absent_is_zero", "absent_is_unknown"])),
        filter=draw(st.sampled_from([None, "customer.region = 'x # y'"])),
        labels=draw(labels),
        core=draw(st.booleans()),
        **base,
    )
    rate = PopulationRateMetric(
        name="rate",
        direction="neutral",
        unit=Unit("share"),
        format=Format("percent", 1),
        entity="customer",
        among=EventCondition("people", 1),
        success=EventCondition("people", draw(st.integers(1, 5))),
        **draw(st.sampled_from([{}, {"horizon_days": 30}, {"horizon_auto": True, "lookback_days": 90}])),
    )
    return SemanticModel(
        name=draw(texts),
        version=draw(texts),
        languages=("en", "zh"),
        calendar=CalendarSpec(
            timezone="Asia/Shanghai",
            fiscal_year=draw(st.sampled_from([None, FiscalYear(4, 1, "end")])),
            as_of=draw(st.sampled_from([None, date(2026, 1, 31)])),
            holidays=tuple(draw(st.lists(texts, max_size=2))),
        ),
        entities=(Entity(name="customer", labels=draw(labels), label_dimension="region"),),
        datasets=(customers,),
        metrics=(metric, rate),
        segmentations=(
            Segmentation(name="tier", entity="customer", dataset="seg_tier", tool=tool, params=params, values=values),
        ),
        policies=(
            Policy(
                name="own",
                dataset="customers",
                rows="region = :who.region",
                mask=(Mask("region", "prefix(3)"),),
                min_group_entity="customer",
                min_group_k=draw(st.integers(1, 9)),
            ),
        ),
        roles=(Role("customer", "customers", (("key", "id"),)),),
        examples=(draw(free),) if draw(st.booleans()) else (),
        extensions=draw(free),
        settings=draw(st.sampled_from(SETTINGS)),
    )


def as_loaded(model: SemanticModel) -> SemanticModel:
    """The model with the metrics that `create_metric` stands for, which come first."""
    created = tuple(
        SimpleMetric(
            name=measure.name,
            measure=measure.name,
            labels=measure.labels,
            direction=measure.direction,
            unit=measure.unit,
            format=measure.format,
            null_semantics=measure.null_semantics,
        )
        for dataset in model.datasets
        for measure in dataset.measures
        if measure.create_metric
    )
    return replace(model, metrics=created + model.metrics)


@settings(max_examples=60, deadline=None)
@given(models())
def test_a_written_model_loads_as_the_same_model(model):
    whole = as_loaded(model)
    loaded = load_texts(dump_model(whole))
    assert loaded == whole
    assert loaded.hash == whole.hash


def test_the_trap_model_survives_writing_and_loading():
    model = load_texts({"m.yaml": TRAPS})
    files = dump_model(model)
    assert sorted(files) == ["datasets.yaml", "metrics.yaml", "model.yaml", "policies.yaml", "segmentations.yaml"]
    assert load_texts(files) == model


def test_a_model_without_a_spine_or_metrics_is_two_files():
    model = load_texts({"m.yaml": TRAPS})
    small = replace(
        model,
        datasets=model.datasets[:1],
        entities=(),
        metrics=(),
        segmentations=(),
        policies=(),
        roles=(),
        calendar=replace(model.calendar, spine=Spine("dates", "ds", "full")),
    )
    files = dump_model(small)
    assert sorted(files) == ["datasets.yaml", "model.yaml"]
    assert load_texts(files) == small


@pytest.mark.parametrize("word", ["create_metric: true", "unit: currency(CNY)", "zh: 已完成", "per: [sku]"])
def test_what_is_written_reads_like_a_model_file(word):
    assert word in "".join(dump_model(load_texts({"m.yaml": TRAPS})).values())


def test_metrics_that_measures_create_and_inherited_units_are_not_written():
    files = dump_model(load_texts({"m.yaml": TRAPS}))
    metrics = {item["name"]: item for item in yaml.safe_load(files["metrics.yaml"])["metrics"]}
    assert "orders" not in metrics and "unit" not in metrics["revenue"]
    assert "&" not in files["metrics.yaml"]
