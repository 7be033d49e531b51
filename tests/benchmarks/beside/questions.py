"""Sixty English questions, each over one table, and the SQL that every reader's answer is judged by.

Rule: what the questions are about stands in the two files and nowhere else. Thirty over `orders` are asked as people
speak. Thirty over `cars` keep to the words of a plain reader of names: the table is named, so are the columns, and a
value stands behind "is". `None` is expected where the table cannot say it.
"""

from __future__ import annotations

import csv
import datetime as dt

WHERE_2025 = "WHERE order_date >= '2025-01-01' AND order_date < '2026-01-01'"
ABOUT_ORDERS = (
    ("total sales", "SELECT sum(sales) FROM orders"),
    ("total sales by region", "SELECT region, sum(sales) FROM orders GROUP BY 1"),
    ("average profit by category", "SELECT category, avg(profit) FROM orders GROUP BY 1"),
    ("number of orders by channel", "SELECT channel, count(*) FROM orders GROUP BY 1"),
    ("sales in the East region", "SELECT sum(sales) FROM orders WHERE region = 'East'"),
    ("total sales by category excluding Furniture",
     "SELECT category, sum(sales) FROM orders WHERE category <> 'Furniture' GROUP BY 1"),
    ("total sales by category for online orders",
     "SELECT category, sum(sales) FROM orders WHERE channel = 'online' GROUP BY 1"),
    ("sales by region and category", "SELECT region, category, sum(sales) FROM orders GROUP BY 1, 2"),
    ("sales in 2025", f"SELECT sum(sales) FROM orders {WHERE_2025}"),
    ("sales by region in 2025", f"SELECT region, sum(sales) FROM orders {WHERE_2025} GROUP BY 1"),
    ("sales last month",
     "SELECT sum(sales) FROM orders WHERE order_date >= '2025-11-01' AND order_date < '2025-12-01'"),
    ("monthly sales in 2025",
     f"SELECT date_trunc('month', order_date)::DATE, sum(sales) FROM orders {WHERE_2025} GROUP BY 1"),
    ("total profit by year", "SELECT year(order_date), sum(profit) FROM orders GROUP BY 1"),
    ("top 3 categories by sales", "SELECT category, sum(sales) FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 3"),
    ("which region has the highest sales?", "SELECT region FROM orders GROUP BY 1 ORDER BY sum(sales) DESC LIMIT 1"),
    ("which category has the lowest profit?", "SELECT category FROM orders GROUP BY 1 ORDER BY sum(profit) LIMIT 1"),
    ("maximum sales of an order", "SELECT max(sales) FROM orders"),
    ("median sales by channel", "SELECT channel, median(sales) FROM orders GROUP BY 1"),
    ("number of orders with sales above 400", "SELECT count(*) FROM orders WHERE sales > 400"),
    ("average sales of orders with quantity less than 3", "SELECT avg(sales) FROM orders WHERE quantity < 3"),
    ("share of sales by region",
     "SELECT region, sum(sales) / (SELECT sum(sales) FROM orders) FROM orders GROUP BY 1"),
    ("what percentage of sales came from East?",
     "SELECT sum(sales) FILTER (region = 'East') / sum(sales) FROM orders"),
    ("sales in November 2025 compared with October 2025",
     "SELECT (SELECT sum(sales) FROM orders WHERE order_date BETWEEN '2025-11-01' AND '2025-11-30'),"
     " (SELECT sum(sales) FROM orders WHERE order_date BETWEEN '2025-10-01' AND '2025-10-31')"),
    ("sales by category for East and West",
     "SELECT category, sum(sales) FROM orders WHERE region IN ('East', 'West') GROUP BY 1"),
    ("profit by region without online orders",
     "SELECT region, sum(profit) FROM orders WHERE channel <> 'online' GROUP BY 1"),
    ("categories with sales over 30000", "SELECT category FROM orders GROUP BY 1 HAVING sum(sales) > 30000"),
    ("how many different customers bought something in 2025?",
     f"SELECT count(DISTINCT customer) FROM orders {WHERE_2025}"),
    ("sales by weather", None),
    ("sales in Atlantis", None),
    ("delete all orders", None),
)  # fmt: skip
ABOUT_CARS = (
    ("how many cars", "SELECT count(*) FROM cars"),
    ("average price of cars", "SELECT avg(price) FROM cars"),
    ("what is the maximum power of the cars?", "SELECT max(power) FROM cars"),
    ("minimum mileage of cars", "SELECT min(mileage) FROM cars"),
    ("sum of price of cars", "SELECT sum(price) FROM cars"),
    ("total mileage of cars", "SELECT sum(mileage) FROM cars"),
    ("how many cars where fuel is diesel", "SELECT count(*) FROM cars WHERE fuel = 'diesel'"),
    ("number of cars where brand is Volta", "SELECT count(*) FROM cars WHERE brand = 'Volta'"),
    ("count cars where doors is 5", "SELECT count(*) FROM cars WHERE doors = 5"),
    ("average price of cars where fuel is electric", "SELECT avg(price) FROM cars WHERE fuel = 'electric'"),
    ("maximum price of cars where brand is Kestrel", "SELECT max(price) FROM cars WHERE brand = 'Kestrel'"),
    ("average mileage of cars where fuel is diesel and brand is Norden",
     "SELECT avg(mileage) FROM cars WHERE fuel = 'diesel' AND brand = 'Norden'"),
    ("how many cars where brand is Volta or brand is Norden",
     "SELECT count(*) FROM cars WHERE brand IN ('Volta', 'Norden')"),
    ("how many cars with price greater than 30000", "SELECT count(*) FROM cars WHERE price > 30000"),
    ("number of cars with power greater than 200", "SELECT count(*) FROM cars WHERE power > 200"),
    ("how many cars with mileage less than 20000", "SELECT count(*) FROM cars WHERE mileage < 20000"),
    ("average power of cars with price less than 15000", "SELECT avg(power) FROM cars WHERE price < 15000"),
    ("how many cars where fuel is not diesel", "SELECT count(*) FROM cars WHERE fuel <> 'diesel'"),
    ("how many cars per brand", "SELECT brand, count(*) FROM cars GROUP BY 1"),
    ("number of cars group by fuel", "SELECT fuel, count(*) FROM cars GROUP BY 1"),
    ("average price of cars per brand", "SELECT brand, avg(price) FROM cars GROUP BY 1"),
    ("average power of cars per fuel", "SELECT fuel, avg(power) FROM cars GROUP BY 1"),
    ("maximum mileage of cars per brand", "SELECT brand, max(mileage) FROM cars GROUP BY 1"),
    ("average price of cars where fuel is petrol group by brand",
     "SELECT brand, avg(price) FROM cars WHERE fuel = 'petrol' GROUP BY 1"),
    ("show the brand and price of cars where doors is 2", "SELECT brand, price FROM cars WHERE doors = 2"),
    ("brand, fuel and power of cars with price greater than 60000",
     "SELECT brand, fuel, power FROM cars WHERE price > 60000"),
    ("cars where brand is Kestrel order by price", "SELECT * FROM cars WHERE brand = 'Kestrel' ORDER BY price"),
    ("number of cars where brand is Zephyr", "SELECT count(*) FROM cars WHERE brand = 'Zephyr'"),
    ("average price of cars per colour", None),
    ("average warranty of cars", None),
)  # fmt: skip
ASKED = {"orders": ABOUT_ORDERS, "cars": ABOUT_CARS}


def write_tables(folder):
    """The two tables, drawn from fixed seeds: 400 orders of two years, 300 cars."""
    from tests.evaluation.worlds.draw import Draw

    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in (("orders", _orders(Draw(71))), ("cars", _cars(Draw(72)))):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *rows])


def _orders(draw):
    first, last = dt.date(2024, 1, 1), dt.date(2025, 11, 30)
    names = ("order_id", "order_date", "customer", "region", "category", "channel", "quantity", "sales", "profit")
    return names, [
        (
            number,
            last if number == 400 else draw.day(first, last),
            f"C{draw.between(1, 60):03}",
            draw.weighted(("East", "West", "North", "South"), (4, 3, 2, 1)),
            draw.weighted(("Furniture", "Office", "Technology", "Garden"), (2, 4, 3, 1)),
            draw.weighted(("online", "store"), (3, 2)),
            draw.between(1, 9),
            draw.money(20, 600),
            draw.money(-40, 150),
        )
        for number in range(1, 401)
    ]


def _cars(draw):
    names = ("car_id", "brand", "fuel", "doors", "built", "price", "mileage", "power")
    return names, [
        (
            number,
            draw.weighted(("Volta", "Kestrel", "Norden", "Aurora"), (4, 3, 2, 1)),
            draw.weighted(("petrol", "diesel", "electric"), (4, 3, 2)),
            draw.weighted((5, 3, 2), (6, 3, 1)),
            draw.between(2012, 2025),
            draw.money(6000, 70000),
            draw.between(0, 180) * 1000 + number,
            draw.between(50, 320),
        )
        for number in range(1, 301)
    ]
