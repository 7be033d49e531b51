"""What can be asked about each world, in both languages, with the SQL that an analyst would write for it.

Rule: a topic is one table of events joined to the tables it points at, many to one, so that no row is repeated. It
says nothing of how a question is read; the names here are the words of the world's people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A number of the topic. `many` are the words after "how many" and 多少, where it counts something."""

    en: str
    zh: str
    sql: str
    many: tuple[str, str] | None = None
    adds_up: bool = True


@dataclass(frozen=True)
class Group:
    """Something to group by; `plural` is how English names several of its members."""

    en: str
    zh: str
    sql: str
    plural: str
    values: tuple[tuple[str, str, str], ...] = ()  # English, Chinese, literal


@dataclass(frozen=True)
class Topic:
    world: str
    name: str
    source: str
    day: str
    metrics: tuple[Metric, ...]
    groups: tuple[Group, ...]
    always: str = "TRUE"


def _plain(*names: str) -> tuple[tuple[str, str, str], ...]:
    """Values that both languages write alike."""
    return tuple((name, name, name) for name in names)


DEMO = Topic(
    "demo",
    "sales",
    "orders o LEFT JOIN customers c USING (customer_id) LEFT JOIN regions g USING (city_id)",
    "o.order_date",
    (
        Metric("revenue", "销售额", "sum(o.net_amount)"),
        Metric("number of orders", "订单数", "count(*)", ("orders", "订单")),
        Metric("average order value", "客单价", "sum(o.net_amount)::DOUBLE / count(*)", adds_up=False),
        Metric("active customers", "活跃客户数", "count(DISTINCT o.customer_id)", adds_up=False),
    ),
    (
        Group("channel", "渠道", "o.channel", "channels", (
            ("app", "App", "app"), ("mini-program", "小程序", "mini_program"),
            ("marketplace", "第三方平台", "marketplace"))),
        Group("payment method", "支付方式", "o.payment", "payment methods", (
            ("Alipay", "支付宝", "alipay"), ("WeChat Pay", "微信支付", "wechat_pay"), ("cash", "现金", "cash"))),
        Group("member level", "会员等级", "c.member_level", "member levels", (
            ("gold members", "金卡会员", "gold"), ("silver members", "银卡会员", "silver"))),
        Group("region", "大区", "g.region", "regions", (
            ("East China", "华东", "east"), ("South China", "华南", "south"))),
    ),
    always="o.status = 'completed'",
)  # fmt: skip
RETURNS = Topic(
    "demo",
    "complaints",
    "complaints p",
    "p.complaint_date",
    (Metric("number of complaints", "投诉量", "count(*)", ("complaints", "投诉")),),
    (Group("complaint type", "投诉类型", "p.topic", "complaint types"),),
)
CLINIC = Topic(
    "clinic",
    "visits",
    "visits v LEFT JOIN patients p USING (patient_id) LEFT JOIN doctors d USING (doctor_id)",
    "v.visit_date",
    (
        Metric("number of visits", "就诊量", "count(*)", ("visits", "次就诊")),
        Metric("income", "收入", "sum(v.fee)"),
        Metric("patients seen", "就诊人数", "count(DISTINCT v.patient_id)", adds_up=False),
        Metric("average waiting time", "平均等候时间", "avg(v.wait_minutes)", adds_up=False),
        Metric("no-show rate", "爽约率", "count(*) FILTER (v.status = 'no_show') / count(*)::DOUBLE", adds_up=False),
    ),
    (
        Group("department", "科室", "d.department", "departments", (
            ("Cardiology", "心内科", "Cardiology"), ("Dermatology", "皮肤科", "Dermatology"),
            ("Pediatrics", "儿科", "Pediatrics"))),
        Group("visit type", "就诊类型", "v.visit_type", "visit types", (("follow-up", "复诊", "follow_up"),)),
        Group("district", "城区", "p.district", "districts", (
            ("North", "北区", "North"), ("Harbor", "港区", "Harbor"))),
        Group("insurance", "保险", "p.insurance", "insurances", (
            ("private insurance", "商业保险", "private"), ("public insurance", "公立保险", "public"))),
        Group("doctor", "医生", "d.doctor_name", "doctors"),
    ),
)  # fmt: skip
FREIGHT = Topic(
    "freight",
    "shipments",
    "shipments s LEFT JOIN clients c USING (client_id) LEFT JOIN depots d USING (depot_id)",
    "s.ship_date",
    (
        Metric("number of shipments", "运单量", "count(*)", ("shipments", "票运单")),
        Metric("freight revenue", "运费收入", "sum(s.freight)"),
        Metric("weight shipped", "货运重量", "sum(s.weight_kg)"),
        Metric("active clients", "活跃客户数", "count(DISTINCT s.client_id)", adds_up=False),
        Metric("late rate", "延误率", "count(*) FILTER (s.is_late) / count(*)::DOUBLE", adds_up=False),
    ),
    (
        Group("service level", "服务等级", "s.service", "service levels", (
            ("express", "特快", "express"), ("economy", "经济", "economy"))),
        Group("region", "大区", "d.region", "regions", (
            ("North", "北区", "North"), ("South", "南区", "South"), ("West", "西区", "West"))),
        Group("industry", "行业", "c.industry", "industries", (
            ("retail", "零售业", "retail"), ("healthcare", "医疗业", "healthcare"))),
        Group("country", "国家", "c.country", "countries", (
            ("Germany", "德国", "Germany"), ("France", "法国", "France"))),
        Group("depot", "仓站", "d.depot_name", "depots"),
    ),
)  # fmt: skip
SCHOOL = Topic(
    "school",
    "exams",
    "exams e LEFT JOIN students s USING (student_id) LEFT JOIN courses c USING (course_id)",
    "e.exam_date",
    (
        Metric("average score", "平均分数", "avg(e.score)", adds_up=False),
        Metric("highest score", "最高分数", "max(e.score)", adds_up=False),
    ),
    (
        Group("subject", "科目", "c.subject", "subjects", _plain("Math", "Physics", "Biology")),
        Group("class", "班级", "s.class", "classes", _plain("7A", "7B", "8B")),
        Group("city", "城市", "s.city", "cities", _plain("Lyon", "Lille")),
        Group("teacher", "教师", "c.teacher", "teachers"),
        Group("gender", "性别", "s.gender", "genders"),
    ),
)
BISTRO = Topic(
    "bistro",
    "orders",
    "orders o LEFT JOIN stores s USING (store_id)",
    "o.order_date",
    (
        Metric("total amount", "总金额", "sum(o.amount)"),
        Metric("number of orders", "订单数量", "count(*)", ("orders", "个订单")),
        Metric("total discount", "总折扣", "sum(o.discount)"),
    ),
    (
        Group("channel", "渠道", "o.channel", "channels", _plain("delivery", "takeaway")),
        Group("city", "城市", "s.city", "cities", _plain("Boston", "Austin", "Seattle")),
        Group("brand", "品牌", "s.brand", "brands", _plain("Taco Club", "Green Bowl")),
        Group("payment method", "付款方式", "o.payment_method", "payment methods", _plain("cash", "wallet")),
        Group("store", "门店", "s.store_name", "stores"),
    ),
)
SUBSCRIPTION = Topic(
    "subscription",
    "invoices",
    "invoices i LEFT JOIN customers c USING (customer_id)",
    "i.invoice_date",
    (
        Metric("total amount", "总金额", "sum(i.amount)"),
        Metric("number of invoices", "发票数量", "count(*)", ("invoices", "张发票")),
        Metric("average amount", "平均金额", "avg(i.amount)", adds_up=False),
    ),
    (
        Group("plan", "计划", "c.plan", "plans", _plain("team", "business")),
        Group("country", "国家", "c.country", "countries", _plain("Sweden", "Norway")),
        Group("industry", "行业", "c.industry", "industries", _plain("finance", "energy")),
        Group("status", "状态", "i.status", "statuses", _plain("overdue", "paid")),
    ),
)
TOPICS = (DEMO, RETURNS, CLINIC, FREIGHT, SCHOOL, BISTRO, SUBSCRIPTION)
