"""A small bilingual shop for the parser: names and values only, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.conversation import Past
from assistant.parser import Parser
from assistant.plan import Plan
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    EventCondition,
    Format,
    Input,
    Measure,
    PopulationRateMetric,
    RatioMetric,
    Segmentation,
    SemanticModel,
    SimpleMetric,
    Text,
    Unit,
    Words,
)
from semantic_layer.vocabulary import IndexedValue, Vocabulary

AS_OF = date(2026, 11, 1)
CNY, COUNT, SHARE = Unit("currency", "CNY"), Unit("count", "order"), Unit("share")
MONEY, WHOLE, PERCENT = Format("currency", 2), Format("integer"), Format("percent", 1)


def _dimension(dataset: str, prefix: str, name: str, en: str, zh: str, type_: str = "categorical", **rest) -> Dimension:
    words = rest.pop("words", Words())
    return Dimension(
        name=name, type=type_, dataset=dataset, prefix=prefix, expr=name, labels=Text(en, zh), synonyms=words, **rest
    )  # type: ignore[arg-type]


def _measure(dataset: str, name: str, agg: str, unit: Unit = CNY, fmt: Format = MONEY) -> Measure:
    return Measure(
        name=name,
        dataset=dataset,
        agg=agg,
        expr=name,
        additivity="additive",
        unit=unit,
        format=fmt,
        null_semantics="absent_is_zero",
    )  # type: ignore[arg-type]


def _simple(name: str, measure: str, en: str, zh: str, words: Words = Words(), direction: str = "up_is_good", **rest):
    unit, fmt = rest.pop("unit", CNY), rest.pop("format", MONEY)
    return SimpleMetric(
        name=name,
        measure=measure,
        labels=Text(en, zh),
        synonyms=words,
        direction=direction,
        unit=unit,
        format=fmt,
        **rest,
    )


def _value(code: str, en: str, zh: str, order: int | None = None) -> DimensionValue:
    return DimensionValue(code, Text(en, zh), Words(), order)


def shop() -> SemanticModel:
    orders = Dataset(
        name="orders",
        source="orders",
        role="fact",
        grain=("order",),
        time_basis="event",
        default_time="order_date",
        entities=(
            EntityKey("order", "primary", ("order_id",)),
            EntityKey("customer", "foreign", ("customer_id",)),
            EntityKey("product", "foreign", ("product_id",)),
        ),
        dimensions=(
            _dimension("orders", "order", "order_date", "order date", "下单日期", "time", grain="day", datatype="Date"),
            _dimension("orders", "order", "ship_date", "ship date", "发货日期", "time", grain="day", datatype="Date"),
            _dimension(
                "orders",
                "order",
                "channel",
                "channel",
                "渠道",
                values=(
                    _value("online", "online", "线上"),
                    _value("store", "in-store", "线下"),
                    _value("app", "app", "应用内"),
                ),
            ),
            _dimension(
                "orders",
                "order",
                "amount",
                "order amount",
                "订单金额",
                datatype="Decimal",
                words=Words(("amount",), ("金额",)),
            ),
            _dimension("orders", "order", "ship_city", "shipping city", "收货城市", "geography"),
            _dimension("orders", "order", "coupon", "coupon", "优惠券"),
        ),
        measures=(
            _measure("orders", "revenue", "sum"),
            _measure("orders", "orders", "count", COUNT, WHOLE),
            _measure("orders", "buyers", "count_distinct", Unit("count", "customer"), WHOLE),
            _measure("orders", "returned", "sum", COUNT, WHOLE),
        ),
    )
    customers = Dataset(
        name="customers",
        source="customers",
        role="dimension",
        grain=("customer",),
        time_basis="event",
        default_time="signup_date",
        entities=(EntityKey("customer", "primary", ("customer_id",)),),
        dimensions=(
            _dimension("customers", "customer", "customer_id", "customer id", "客户编号", "identifier"),
            _dimension(
                "customers",
                "customer",
                "region",
                "region",
                "地区",
                "geography",
                words=Words(("area",), ("区域", "大区")),
                values=(
                    _value("east", "East", "华东"),
                    _value("west", "West", "西部"),
                    _value("north", "North", "华北"),
                    _value("south", "South", "华南"),
                ),
            ),
            _dimension("customers", "customer", "city", "home city", "所在城市", "geography"),
            _dimension(
                "customers",
                "customer",
                "gender",
                "gender",
                "性别",
                values=(_value("female", "female", "女"), _value("male", "male", "男")),
            ),
            _dimension("customers", "customer", "age", "age", "年龄", datatype="Integer"),
            _dimension("customers", "customer", "phone", "phone number", "手机号", "text", personal=True),
            _dimension(
                "customers", "customer", "signup_date", "sign-up date", "注册日期", "time", grain="day", datatype="Date"
            ),
        ),
        measures=(_measure("customers", "customers", "count", Unit("count", "customer"), WHOLE),),
    )
    products = Dataset(
        name="products",
        source="products",
        role="dimension",
        grain=("product",),
        time_basis="none",
        entities=(EntityKey("product", "primary", ("product_id",)),),
        dimensions=(
            _dimension("products", "product", "product_name", "product name", "商品名称", "text"),
            _dimension(
                "products",
                "product",
                "category",
                "category",
                "品类",
                values=(
                    _value("electronics", "Electronics", "电子产品"),
                    _value("furniture", "Furniture", "家具"),
                    _value("toys", "Toys", "玩具"),
                    _value("other", "Other", "其他"),
                ),
            ),
        ),
        measures=(_measure("products", "products", "count", Unit("count", "product"), WHOLE),),
    )
    metrics = (
        _simple(
            "revenue",
            "revenue",
            "revenue",
            "销售额",
            Words(("sales", "turnover", "gmv"), ("营业额", "营收", "gmv")),
            core=True,
        ),
        _simple(
            "orders",
            "orders",
            "orders",
            "订单数",
            Words(("order count", "volume"), ("订单量", "单量", "规模")),
            unit=COUNT,
            format=WHOLE,
        ),
        _simple(
            "buyers", "buyers", "buyers", "购买客户数", Words(("volume",), ("买家数", "规模")), unit=COUNT, format=WHOLE
        ),
        _simple("customers", "customers", "customers", "客户数", Words(), unit=COUNT, format=WHOLE),
        _simple("products", "products", "products", "商品数", Words(), unit=COUNT, format=WHOLE),
        RatioMetric(
            name="aov",
            numerator=Input("revenue"),
            denominator=Input("orders"),
            direction="up_is_good",
            unit=CNY,
            format=MONEY,
            labels=Text("average order value", "客单价"),
            synonyms=Words(("aov",), ()),
        ),
        RatioMetric(
            name="return_rate",
            numerator=Input("orders"),
            denominator=Input("orders"),
            direction="down_is_good",
            unit=SHARE,
            format=PERCENT,
            labels=Text("return rate", "退货率"),
        ),
        PopulationRateMetric(
            name="repurchase_rate",
            entity="customer",
            among=EventCondition("orders", 1),
            success=EventCondition("orders", 1),
            horizon_auto=True,
            direction="up_is_good",
            unit=SHARE,
            format=PERCENT,
            judged_forward=True,
            labels=Text("repurchase rate", "复购率"),
        ),
    )
    return SemanticModel(
        name="shop",
        version="1",
        languages=("en", "zh"),
        calendar=CalendarSpec(timezone="Asia/Shanghai"),
        entities=(
            Entity(name="order", labels=Text("order", "订单"), default_count="orders"),
            Entity(
                name="customer",
                labels=Text("customer", "客户"),
                default_count="customers",
                synonyms=Words(("client",), ("顾客",)),
            ),
            Entity(
                name="product",
                labels=Text("product", "商品"),
                default_count="products",
                label_dimension="product_name",
                synonyms=Words((), ("产品",)),
            ),
        ),
        datasets=(orders, customers, products),
        metrics=metrics,
        segmentations=(
            Segmentation(
                name="rfm",
                entity="customer",
                dataset="seg_rfm",
                tool="rfm_segments",
                labels=Text("RFM segment", "RFM分群"),
                values=(
                    _value("champions", "Champions", "冠军客户", 1),
                    _value("at_risk", "At risk", "流失风险客户", 2),
                ),
            ),
            Segmentation(
                name="value_tier",
                entity="customer",
                dataset="seg_tier",
                tool="tiers",
                labels=Text("value tier", "价值分层"),
                values=(_value("high", "high value", "高价值", 1), _value("low", "low value", "低价值", 2)),
            ),
        ),
    )


VALUES = {
    "customer.city": ("上海", "北京", "Springfield"),
    "order.ship_city": ("上海", "杭州", "Springfield", "Nanjing", "NANJING"),
    "product.product_name": ("Desk Lamp", "Phone Case", "台灯"),
    "order.coupon": ("SAVE10", "WELCOME", "IN"),
}


@dataclass(frozen=True)
class World:
    parser: Parser

    def read(self, text: str, previous: Plan | None = None) -> Plan:
        return self.parser.read(Question.of(text), Past.of_plan(previous))


def world() -> World:
    model = shop()
    values = {name: tuple(IndexedValue(text, text, 1) for text in texts) for name, texts in VALUES.items()}
    calendar = Calendar.of(model.calendar, first_day=date(2024, 1, 1), last_day=date(2026, 10, 31), as_of=AS_OF)
    return World(Parser(model, Vocabulary.build(model, values), calendar))
