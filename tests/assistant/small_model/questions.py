"""Forty questions over the demo: twenty that the parser reads, and the same twenty in words that it refuses."""

PLAIN = {
    "en": (
        "revenue by channel",
        "orders last month",
        "top 5 products by revenue",
        "number of customers by region",
        "average order value by quarter",
        "revenue by category in 2026",
        "return rate by channel",
        "revenue in the last 30 days",
        "new customers by month",
        "revenue last month compared with the month before",
    ),
    "zh": (
        "各渠道的销售额",
        "上个月的订单数",
        "销售额最高的5个商品",
        "各地区的客户数",
        "每季度的客单价",
        "2026年各品类的销售额",
        "各渠道的退货率",
        "最近30天的销售额",
        "每月的新客户数",
        "上个月的销售额环比",
    ),
}
LOOSE = {
    "en": (
        "how is the dosh split over our sales routes?",
        "what pile of purchases landed last month?",
        "which of our goodies rake in the most, top 5?",
        "how many punters bought something, per region?",
        "typical basket spend each quarter, ballpark?",
        "gimme the lowdown on category earnings in 2026",
        "how often does stuff come back, per channel?",
        "takings over the last 30 days pls",
        "fresh faces joining each month",
        "did we rake in more last month than the month before?",
    ),
    "zh": (
        "银子都是从哪些渠道捞来的？",
        "上个月一共接了多少笔活？",
        "卖得最火的5样东西是啥？",
        "各地区有多少买家光顾过？",
        "每季度一单大概能赚几个钱？",
        "2026年各品类的进项咋样",
        "各渠道的东西被退回来的多不多？",
        "近30天的流水有多少",
        "每个月拉来多少新面孔",
        "上个月比再上个月多赚了没有",
    ),
}
