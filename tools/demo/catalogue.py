"""What is sold, where and through which channel: the small tables that do not depend on customers.

Rule: these tables depend on the seed alone, never on the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tools.demo import planted
from tools.demo.parquet import Coded, Ints, Money, Table

# category -> (share of free basket lines, unit cost as a share of the price, subcategories)
CATEGORIES: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "fresh_food": (0.22, 0.74, ("vegetables", "fruit", "meat", "seafood")),
    "dairy": (0.11, 0.70, ("milk", "yogurt", "cheese")),
    "snacks": (0.13, 0.58, ("nuts", "biscuits", "chocolate")),
    "beverages": (0.09, 0.55, ("tea", "coffee", "juice", "water")),
    "grain_and_dry": (0.08, 0.72, ("pasta", "sauce", "rice", "oil")),
    "household": (0.00, 0.60, ("cleaning", "kitchenware", "paper_goods")),
    "personal_care": (0.09, 0.52, ("hair_care", "oral_care", "body_care")),
    "beauty": (0.08, 0.40, ("skin_care", "makeup", "fragrance")),
    "baby": (0.06, 0.66, ("diapers", "baby_food", "toys")),
    "pet": (0.05, 0.62, ("pet_food", "pet_care")),
    "appliances": (0.05, 0.78, ("kitchen_appliances", "cleaning_appliances", "personal_appliances")),
    "apparel": (0.04, 0.48, ("clothing", "shoes", "bags", "home_textiles", "sportswear")),
}
SUBCATEGORIES = tuple(sub for _, _, subs in CATEGORIES.values() for sub in subs)
CATEGORY_OF = tuple(name for name, (_, _, subs) in CATEGORIES.items() for _ in subs)
PAIRED = tuple(name for pair in planted.PAIRS for name in (pair.a, pair.b))
LADDER = 4.0 * (300.0 ** (np.arange(10) / 9))
PRODUCTS_PER_SUBCATEGORY = len(LADDER)
ZH = {
    "vegetables": "蔬菜", "fruit": "水果", "meat": "肉类", "seafood": "水产", "milk": "牛奶", "yogurt": "酸奶",
    "cheese": "奶酪", "nuts": "坚果", "biscuits": "饼干", "chocolate": "巧克力", "tea": "茶", "coffee": "咖啡",
    "juice": "果汁", "water": "饮用水", "pasta": "意面", "sauce": "酱料", "rice": "大米", "oil": "食用油",
    "cleaning": "清洁用品", "kitchenware": "厨具", "paper_goods": "纸品", "hair_care": "洗发护发",
    "oral_care": "口腔护理", "body_care": "身体护理", "skin_care": "护肤", "makeup": "彩妆", "fragrance": "香水",
    "diapers": "纸尿裤", "baby_food": "婴儿食品", "toys": "玩具", "pet_food": "宠物食品", "pet_care": "宠物护理",
    "kitchen_appliances": "厨房电器", "cleaning_appliances": "清洁电器", "personal_appliances": "个护电器",
    "clothing": "服装", "shoes": "鞋靴", "bags": "箱包", "home_textiles": "家纺", "sportswear": "运动服饰",
}  # fmt: skip

# city, province, region, tier, weight of customers
CITIES: tuple[tuple[str, str, str, int, float], ...] = (
    ("shanghai", "shanghai_municipality", "east", 1, 12), ("hangzhou", "zhejiang", "east", 1, 7),
    ("nanjing", "jiangsu", "east", 1, 6), ("suzhou", "jiangsu", "east", 1, 5), ("ningbo", "zhejiang", "east", 2, 3),
    ("hefei", "anhui", "east", 2, 3), ("xiamen", "fujian", "east", 2, 3), ("jinan", "shandong", "east", 2, 3),
    ("beijing", "beijing_municipality", "north", 1, 10), ("tianjin", "tianjin_municipality", "north", 1, 4),
    ("shijiazhuang", "hebei", "north", 2, 2), ("taiyuan", "shanxi", "north", 2, 2),
    ("guangzhou", "guangdong", "south", 1, 8), ("shenzhen", "guangdong", "south", 1, 9),
    ("foshan", "guangdong", "south", 2, 3), ("nanning", "guangxi", "south", 2, 2), ("haikou", "hainan", "south", 3, 1),
    ("wuhan", "hubei", "central", 1, 5), ("changsha", "hunan", "central", 2, 4),
    ("zhengzhou", "henan", "central", 2, 4), ("nanchang", "jiangxi", "central", 2, 2),
    ("chengdu", "sichuan", "southwest", 1, 6), ("chongqing", "chongqing_municipality", "southwest", 1, 5),
    ("kunming", "yunnan", "southwest", 2, 2), ("guiyang", "guizhou", "southwest", 2, 2),
    ("xian", "shaanxi", "northwest", 2, 4), ("lanzhou", "gansu", "northwest", 3, 1),
    ("shenyang", "liaoning", "northeast", 2, 3), ("dalian", "liaoning", "northeast", 2, 2),
    ("harbin", "heilongjiang", "northeast", 3, 2),
)  # fmt: skip
STORES = 40
STORE_FORMATS = ("flagship_store", "regular_store", "community_store")
COMMISSION = (0.0, 0.0, 0.0, 0.006, 0.06)

# code, type, first day, days, cost in CNY
CAMPAIGNS: tuple[tuple[str, str, date, int, int], ...] = (
    ("double_11_2024", "festival_sale", date(2024, 11, 5), 8, 90_000),
    ("double_12_2024", "festival_sale", date(2024, 12, 10), 4, 40_000),
    ("new_year_2025", "festival_sale", date(2025, 1, 10), 14, 60_000),
    ("womens_day_2025", "coupon_drive", date(2025, 3, 1), 9, 30_000),
    ("spring_new_2025", "social_drive", date(2025, 4, 5), 14, 25_000),
    ("labour_day_2025", "coupon_drive", date(2025, 4, 28), 8, 32_000),
    ("mid_year_618_2025", "festival_sale", date(2025, 6, 1), 18, 80_000),
    ("summer_2025", "email_drive", date(2025, 7, 15), 14, 12_000),
    ("back_to_school_2025", "coupon_drive", date(2025, 8, 20), 14, 26_000),
    ("mid_autumn_2025", "festival_sale", date(2025, 9, 22), 14, 45_000),
    ("member_day_2025", "sms_drive", date(2025, 10, 18), 3, 15_000),
    ("double_11_2025", "festival_sale", date(2025, 11, 5), 8, 100_000),
    ("double_12_2025", "festival_sale", date(2025, 12, 10), 4, 42_000),
    ("new_year_2026", "festival_sale", date(2026, 1, 28), 14, 62_000),
    ("womens_day_2026", "coupon_drive", date(2026, 3, 1), 9, 31_000),
    ("spring_new_2026", "social_drive", date(2026, 4, 5), 9, 24_000),
    ("labour_day_2026", "coupon_drive", date(2026, 4, 28), 8, 34_000),
    ("mid_year_618_2026", "festival_sale", date(2026, 6, 1), 18, 85_000),
    ("summer_2026", "email_drive", date(2026, 7, 15), 14, 13_000),
    ("back_to_school_2026", "coupon_drive", date(2026, 8, 20), 14, 27_000),
    ("mid_autumn_2026", "festival_sale", date(2026, 9, 14), 12, 46_000),
    ("member_day_2026", "sms_drive", date(2026, 10, 18), 3, 16_000),
)


@dataclass(frozen=True)
class Products:
    """The assortment as arrays over subcategory x price step; prices and costs in fen."""

    price: Ints
    cost: Ints

    def product_id(self, subcategory: Ints, step: Ints) -> Ints:
        """Return the ids, numbered from 1001 through subcategories and price steps."""
        return 1001 + subcategory * PRODUCTS_PER_SUBCATEGORY + step


def draw_products(rng: np.random.Generator) -> Products:
    """Draw prices (to 10 fen) and unit costs of the 400 products."""
    jitter = rng.uniform(0.9, 1.1, (len(SUBCATEGORIES), PRODUCTS_PER_SUBCATEGORY))
    price = np.round(LADDER * jitter * 10).astype(np.int64) * 10
    share = np.array([CATEGORIES[name][1] for name in CATEGORY_OF])[:, None]
    cost = np.round(price * share * rng.uniform(0.92, 1.08, price.shape)).astype(np.int64)
    return Products(price=price, cost=cost)


def raised_price(products: Products) -> Ints:
    """Return the prices after the planted price rise."""
    raised = np.array([name == planted.PRICE_RISE_CATEGORY for name in CATEGORY_OF])[:, None]
    return np.where(raised, np.round(products.price * (1 + planted.PRICE_RISE)).astype(np.int64), products.price)


def product_table(products: Products, rng: np.random.Generator) -> Table:
    """Return the 400 products with today's list price."""
    n = products.price.size
    subcategory = np.repeat(np.arange(len(SUBCATEGORIES)), PRODUCTS_PER_SUBCATEGORY)
    step = np.tile(np.arange(PRODUCTS_PER_SUBCATEGORY), len(SUBCATEGORIES))
    names = tuple(
        f"{ZH[sub]} {sub.replace('_', ' ').capitalize()} {k + 1:02d}"
        for sub in SUBCATEGORIES
        for k in range(PRODUCTS_PER_SUBCATEGORY)
    )
    return {
        "product_id": products.product_id(subcategory, step),
        "name": Coded(np.arange(n), names),
        "category": Coded(subcategory, CATEGORY_OF),
        "subcategory": Coded(subcategory, SUBCATEGORIES),
        "brand_type": Coded((rng.random(n) < 0.3).astype(np.int64), ("national_brand", "own_brand")),
        "price_band": Coded(np.minimum(step // 3, 2), ("budget", "midrange", "premium")),
        "list_price": Money(raised_price(products).ravel()),
        "unit_cost": Money(products.cost.ravel()),
        "launch_date": np.datetime64("2023-06-01", "D") + rng.integers(0, 500, n),
    }


def region_table() -> Table:
    """Return one row per city with its province, region and tier."""
    every = np.arange(len(CITIES))
    return {
        "city_id": every + 1,
        "city": Coded(every, tuple(city[0] for city in CITIES)),
        "province": Coded(every, tuple(city[1] for city in CITIES)),
        "region": Coded(every, tuple(city[2] for city in CITIES)),
        "city_tier": np.array([city[3] for city in CITIES]),
    }


def store_cities() -> Ints:
    """Return the city (position in ``CITIES``) of each store: one each, then a second in the largest."""
    largest = np.argsort([-city[4] for city in CITIES], kind="stable")[: STORES - len(CITIES)]
    return np.concatenate([np.arange(len(CITIES)), np.sort(largest)])


def store_table(rng: np.random.Generator) -> Table:
    """Return the 40 stores."""
    city = store_cities()
    every = np.arange(STORES)
    kind = np.where(every >= len(CITIES), 0, rng.integers(1, 3, STORES))
    area = np.array([1200, 500, 180])[kind] + rng.integers(-60, 60, STORES)
    return {
        "store_id": every + 1,
        "store": Coded(every, tuple(f"S{k + 1:02d}" for k in range(STORES))),
        "store_region": Coded(city, tuple(f"{row[2]}_stores" for row in CITIES)),
        "format": Coded(kind, STORE_FORMATS),
        "floor_area": area,
        "opened_date": np.datetime64("2018-01-01", "D") + rng.integers(0, 2300, STORES),
    }


def channel_table() -> Table:
    """Return the sales channels."""
    every = np.arange(len(planted.CHANNELS))
    return {
        "channel": Coded(every, planted.CHANNELS),
        "is_online": every > 0,
        "commission_rate": np.array(COMMISSION),
    }


def campaign_table() -> Table:
    """Return the campaigns with dates and cost."""
    every = np.arange(len(CAMPAIGNS))
    start = np.array([row[2] for row in CAMPAIGNS], dtype="datetime64[D]")
    return {
        "campaign_id": every + 1,
        "campaign": Coded(every, tuple(row[0] for row in CAMPAIGNS)),
        "campaign_type": Coded(every, tuple(row[1] for row in CAMPAIGNS)),
        "start_date": start,
        "end_date": start + np.array([row[3] - 1 for row in CAMPAIGNS]),
        "cost": Money(np.array([row[4] * 100 for row in CAMPAIGNS])),
    }


def date_table() -> Table:
    """Return one row per day from 2024 to 2027."""
    days = np.arange(np.datetime64("2024-01-01", "D"), np.datetime64("2028-01-01", "D"))
    isodow = (days.astype(int) + 3) % 7 + 1
    week_start = days - (isodow - 1)
    thursday_year = (week_start + 3).astype("datetime64[Y]")
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    return {
        "ds": days,
        "week_start": week_start,
        "iso_year": thursday_year.astype(int) + 1970,
        "iso_week": ((week_start + 3) - thursday_year.astype("datetime64[D]")).astype(int) // 7 + 1,
        "isodow": isodow,
        "month_number": month,
        "quarter_number": (month + 2) // 3,
        "year_number": days.astype("datetime64[Y]").astype(int) + 1970,
        "is_weekend": isodow >= 6,
    }


def stock_table(products: Products, rng: np.random.Generator) -> Table:
    """Return the stock of 24 products in each store at the end of every week (a level, not a movement)."""
    first_sunday = np.datetime64("2024-11-03", "D")
    weeks = first_sunday + 7 * np.arange((np.datetime64(planted.AS_OF, "D") - first_sunday).astype(int) // 7 + 1)
    weeks = weeks[weeks < np.datetime64(planted.AS_OF, "D")]
    chosen = np.stack([np.sort(rng.choice(products.price.size, 24, replace=False)) for _ in range(STORES)])
    level = rng.integers(20, 120, (STORES, 24, 1)) + rng.normal(0, 9, (STORES, 24, len(weeks))).cumsum(axis=2)
    quantity = np.clip(np.round(level), 0, 400).astype(np.int64)
    store, product, week = (axis.ravel() for axis in np.indices(quantity.shape))
    flat = chosen[store, product]
    on_hand = quantity.ravel()
    return {
        "stock_date": weeks[week],
        "store_id": store + 1,
        "product_id": 1001 + flat,
        "quantity": on_hand,
        "stock_value": Money(on_hand * products.cost.ravel()[flat]),
    }
