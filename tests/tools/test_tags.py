"""Tags: who has which, on which day, what contradicts, what is proposed; and the section of a model for them."""

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.model import Policy, Tag, Text
from tests.tools.conftest import build_model
from tools.errors import BadParameter, NotAllowed, TooFewCustomers
from tools.segment_arguments import TagsArgs
from tools.tags.dates import tag_dates
from tools.tags.tags import masked, tags

AS_OF = "2025-05-20"
ORDERS = [
    ("ann", "2025-01-10", 500), ("ann", "2025-03-15", 500), ("ann", "2025-05-10", 500),
    ("bob", "2025-01-20", 900), ("cy", "2025-02-01", 50), ("dan", "2025-05-02", 20),
]  # fmt: skip


def tag(name, rule, class_="behaviour", refresh="on_read", **more):
    return Tag(name=name, rule=rule, class_=class_, refresh=refresh, labels=Text(name, name), **more)


TAGS = (
    tag("repeat", "frequency >= 2", conflicts_with=("once",)),
    tag("once", "frequency = 1"),
    tag("rich", "monetary >= 800", "value", "quarterly", conflicts_with=("poor",)),
    tag("poor", "monetary < 800", "value"),
    tag("north", "customer.region = 'north'", "basic", "yearly"),
    tag("asked", "orders >= 3", "demand", "on_demand"),
)


def make(world, orders=ORDERS, items=TAGS, policies=(), **more):
    return world(
        orders, as_of=AS_OF, model=replace(build_model(policies=policies), tags=items), registered=("eve",), **more
    )


def listed(result):
    return {row["tag"]: row for row in result.main.records()}


def test_four_tag_classes_with_refresh_are_listed_with_customers_and_coverage(world):
    rows = listed(tags(TagsArgs(), make(world, regions={"ann": "north", "bob": "south"})))

    assert {name: row["customers"] for name, row in rows.items()} == {
        "repeat": 1, "once": 3, "rich": 2, "poor": 2, "north": 1, "asked": 1,
    }  # fmt: skip
    assert rows["repeat"]["decidable"] == 0.8  # eve never bought: the rule cannot be decided
    assert rows["north"]["decidable"] == 0.4
    assert rows["asked"]["decidable"] == 1.0  # no order at all is no order


def test_a_planned_tag_is_as_of_the_start_of_its_period(world):
    ctx = make(world)
    days = {item.tag.name: (item.day, item.due) for item in tag_dates(TAGS, date(2025, 5, 20), ctx)}
    assert days["rich"] == (date(2025, 4, 1), date(2025, 7, 1))
    assert days["repeat"] == (date(2025, 5, 20), None)
    assert days["north"] == (date(2025, 5, 20), date(2026, 1, 1))  # on 1 January there were no data yet
    # On 1 April ann had spent 1,000: the order of May does not count yet for a quarterly tag.
    assert listed(tags(TagsArgs(), ctx))["rich"]["last_refresh"] == date(2025, 4, 1)


def test_automatic_refresh_and_stale_tags_say_their_day(world):
    ctx = make(world)
    stale = tags(TagsArgs(all_of=("rich",)), ctx)
    assert dict(stale.caveats[0].params) == {"tag": "rich", "day": date(2025, 4, 1), "due": date(2025, 7, 1)}
    refreshed = tags(TagsArgs(refresh=True), ctx)
    assert refreshed.findings[0].kind == "tags_refreshed"
    assert set(refreshed.main.values("last_refresh")) == {date(2025, 5, 20)}
    assert tags(TagsArgs(all_of=("rich",)), ctx).caveats == ()  # the refresh is kept


def test_a_refresh_of_another_rule_does_not_count(world):
    ctx = make(world)
    tags(TagsArgs(refresh=True), ctx)
    changed = (replace(TAGS[2], rule="monetary >= 700"),)
    assert tag_dates(changed, date(2025, 5, 20), ctx)[0].day == date(2025, 4, 1)


@pytest.mark.parametrize(
    ("asked", "customers"),
    [
        ({"all_of": ("rich",), "none_of": ("repeat",)}, 1),  # bob
        ({"all_of": ("repeat", "rich")}, 1),
        ({"any_of": ("repeat", "once")}, 4),
        ({"none_of": ("repeat",)}, 4),  # eve too has no such tag
        ({"all_of": ("repeat", "once")}, 0),
    ],
)
def test_tag_combinations_count_customers(world, asked, customers):
    result = tags(TagsArgs(**asked), make(world))
    assert result.main.rows[0][0] == customers
    assert result.findings[0].kind == ("tag_customers" if customers else "tag_nobody")
    assert result.main.rows[0][4] == 5


def test_validation_contradictions_are_listed_masked(world):
    both = (*TAGS[:2], tag("cheap", "monetary < 100", conflicts_with=("once",)))
    result = tags(TagsArgs(conflicts=True), make(world, items=both))
    assert result.main.rows == (("once", "cheap", 2),)  # cy and dan
    assert result.table("examples").rows == (("••••",), ("••••",))
    assert masked("C0012345") == "••••45"


def test_without_contradictions_the_answer_says_so(world):
    assert tags(TagsArgs(conflicts=True), make(world)).findings[0].kind == "tag_conflicts_none"
    assert tags(TagsArgs(conflicts=True), make(world, items=TAGS[1:2])).findings[0].kind == "tag_conflicts_undeclared"


def test_tags_read_nothing_dated_on_or_after_the_day(world):
    asked = TagsArgs(as_of=date(2025, 4, 1))
    before = tags(asked, make(world)).main.rows
    assert tags(asked, make(world, [*ORDERS[:2], ("ann", "2025-05-10", 77_777), *ORDERS[3:]])).main.rows == before


def test_core_tags_above_thirty_are_pointed_out(world):
    many = tuple(tag(f"t{i}", "frequency >= 1", core=True) for i in range(31))
    assert [c.code for c in tags(TagsArgs(), make(world, items=many)).caveats] == ["many_core_tags"]
    assert tags(TagsArgs(), make(world, items=many[:30])).caveats == ()


def test_automatic_tag_generation_proposes_fifths_and_rich_values(world):
    orders = [(f"c{i:02d}", "2025-01-10", 10 + i + (1000 if i % 10 == 0 else 0)) for i in range(100)]
    regions = {f"c{i:02d}": "gold" if i % 5 == 0 else "plain" for i in range(100)}
    result = tags(TagsArgs(propose=True), make(world, orders, regions=regions))
    rows = {row["rule"]: row for row in result.main.records()}

    gold = rows["customer.region = 'gold'"]  # 20 customers; p80 of money is 89 or more: 10 rich, and c80, c85, c90, c95
    rich = sum(10 + i + (1000 if i % 10 == 0 else 0) >= sorted(o[2] for o in orders)[79] for i in range(0, 100, 5)) / 20
    base = sum(o[2] >= sorted(o[2] for o in orders)[79] for o in orders) / 100
    assert gold["lift"] == pytest.approx(rich / base) and gold["customers"] == 20
    assert "customer.region = 'plain'" not in rows
    assert not any(rule.startswith("frequency") for rule in rows)  # everybody bought once: no fifth stands out
    assert [c.code for c in result.caveats] == ["proposals_need_acceptance"]


def test_a_proposal_that_is_a_tag_already_is_left_out(world):
    orders = [(f"c{i:02d}", "2025-01-10", 10 + i) for i in range(100)]
    first = tags(TagsArgs(propose=True), make(world, orders)).main.values("rule")
    accepted = (tag("accepted", first[0]),)
    assert first[0] not in tags(TagsArgs(propose=True), make(world, orders, items=accepted)).main.values("rule")


def test_bad_tags_and_too_few_customers_are_refused(world):
    for wrong in ({"all_of": ("none",)}, {"all_of": ("rich",), "none_of": ("rich",)}):
        with pytest.raises(BadParameter):
            tags(TagsArgs(**wrong), make(world))
    with pytest.raises(BadParameter):
        tags(TagsArgs(), make(world, items=()))
    with pytest.raises(TooFewCustomers):
        tags(TagsArgs(propose=True), make(world))


def test_a_combination_of_few_customers_is_not_shown(world):
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=3)
    with pytest.raises(NotAllowed):
        tags(TagsArgs(all_of=("rich",)), make(world, policies=(policy,)))
    assert set(listed(tags(TagsArgs(), make(world, policies=(policy,))))) == {"once"}


# --- the section of the model ---------------------------------------------------------------------------------------

HEAD = """version: "1"
model: m
calendar: {timezone: UTC}
entities: [{name: customer, labels: {en: customer, zh: 客户}}]
datasets:
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities: [{name: customer, type: primary, columns: [id]}]
    dimensions:
      - {name: region, type: geography, labels: {en: region, zh: 地区}}
      - {name: phone, type: text, personal: true, labels: {en: phone, zh: 电话}}
roles: {customer: {dataset: customers, columns: {customer: id}}}
tags:
"""
GOOD = "  - {name: near, class: basic, rule: customer.region = 'north', labels: {en: near, zh: 近}}\n"


def test_a_tag_takes_the_refresh_of_its_class():
    found = load_texts({"m.yaml": HEAD + GOOD}).tag("near")
    assert (found.class_, found.refresh, found.core) == ("basic", "yearly", False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{name: a, class: odd, rule: frequency > 1, labels: {en: a, zh: 甲}}", "'class' cannot be 'odd'"),
        ("{name: a, class: basic, rule: frequncy > 1, labels: {en: a, zh: 甲}}", "is no field of a customer"),
        ("{name: a, class: basic, rule: customer.phone = '1', labels: {en: a, zh: 甲}}", "is personal"),
        ("{name: a, class: basic, rule: 1 = 1, labels: {en: a, zh: 甲}}", "the same for every customer"),
        ("{name: a, class: basic, rule: sum(frequency) > 1, labels: {en: a, zh: 甲}}", "is an aggregate"),
        ("{name: a, class: basic, rule: frequency > 1, labels: {en: a, zh: 甲}, conflicts_with: [b]}", "no tag 'b'"),
        ("{name: a, class: basic, rule: frequency > 1, labels: {en: a, zh: 甲}, conflicts_with: [a]}", "itself"),
        ("{name: near, class: basic, rule: frequency > 1, labels: {en: a, zh: 甲}}", "defined twice"),
        ("{name: a, class: basic, labels: {en: a, zh: 甲}}", "'rule' is missing"),
        ("{name: a, class: basic, rule: frequency > 1, labels: {en: a}}", "'zh' is missing"),
        ("{name: a, class: basic, rule: frequency > 1, labels: {en: a, zh: 甲}, colour: red}", "'colour' is unknown"),
    ],
)
def test_a_wrong_tag_is_refused_with_its_line(line, said):
    with pytest.raises(ModelError) as error:
        load_texts({"m.yaml": f"{HEAD}{GOOD}  - {line}\n"})
    assert f"m.yaml:{HEAD.count(chr(10)) + 2}" in str(error.value) and said in str(error.value)
