"""How people ask for charts over one table: both languages give one plan, and the plan is the chart that was asked for."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.plan import Compute, Refuse
from assistant.question import Question

from .compact import compact
from .plots import FILMS, HOUSES, reader

FILM_PLANS = [
    ("Show me a scatterplot of budget and rating", "画一个预算和评分的散点图", "list of each films by film.budget, film.rating as scatter"),
    ("budget vs rating scatter plot", "预算与评分散点图", "list of each films by film.budget, film.rating as scatter"),
    ("Is there a correlation between runtime and rating?", "片长和评分之间有相关性吗？", "list of each films by film.runtime, film.rating as scatter"),
    ("What is the relationship between runtime and votes?", "片长和票数之间的关系是什么？", "list of each films by film.runtime, film.votes as scatter"),
    ("plot runtime against rating colored by genre", "片长和评分的散点图，按题材着色", "list of each films by film.genre, film.rating, film.runtime as scatter"),
    ("runtime vs rating for each studio", "各制片厂片长与评分的关系", "list of each films by film.rating, film.runtime, film.studio as scatter"),
    ("How does rating vary with runtime?", "评分随片长如何变化？", "list of each films by film.rating, film.runtime as scatter"),
    ("Histogram of runtime", "片长直方图", "film_count by film.runtime as histogram"),
    ("histogram of film ratings", "电影评分的直方图", "film_count by film.rating as histogram"),
    ("Distribution of runtime", "片长分布", "film_count by film.runtime"),
    ("Show the distribution of votes in 8 bins", "票数分布，分成8个区间", "film_count by film.votes"),
    ("distribution of awards", "奖项分布", "film_count by film.awards"),
    ("average rating by genre", "各题材的平均评分", "rating by film.genre"),
    ("bar chart of average rating by genre", "用柱状图看各题材的平均评分", "rating by film.genre as bar"),
    ("bar chart of the number of films by studio", "各制片厂电影数量的柱状图", "film_count by film.studio as bar"),
    ("count of films by genre", "各题材的电影数量", "film_count by film.genre"),
    ("number of films by genre, colored by studio", "按题材的电影数量，按制片厂着色", "film_count by film.genre, film.studio"),
    ("stacked bar chart of films by genre and studio", "按题材和制片厂的电影数堆叠柱状图", "film_count by film.genre, film.studio as stacked_bar"),
    ("average runtime by studio stacked by genre", "按制片厂的平均片长，按题材堆叠", "runtime by film.genre, film.studio as stacked_bar"),
    ("rating by genre", "按题材的评分", "rating by film.genre"),
    ("average rating over time", "平均评分随时间的变化", "rating by film.release_year as line"),
    ("How has the average runtime changed over time?", "平均片长随时间如何变化？", "runtime by film.release_year as line"),
    ("number of films per release year as a line chart", "每个上映年份的电影数量，折线图", "film_count by film.release_year as line"),
    ("line chart of average rating by release year", "按上映年份的平均评分折线图", "rating by film.release_year as line"),
    ("trend of average rating by genre over time", "各题材平均评分的趋势", "rating by film.genre, film.release_year as line"),
    ("For each studio show average rating", "显示每个制片厂的平均评分", "rating by film.studio"),
    ("heatmap of average rating by genre and studio", "按题材和制片厂的平均评分热力图", "rating by film.genre, film.studio as heatmap"),
    ("pie chart of films by genre", "各题材电影数的饼图", "film_count by film.genre as pie"),
    ("average rating by number of awards", "按奖项的平均评分", "rating by film.awards"),
    ("relationship between awards and average rating", "奖项和平均评分的关系", "rating by film.awards"),
    ("rating vs awards", "评分 vs 奖项", "rating by film.awards"),
    ("total budget by genre", "各题材的总预算", "budget by film.genre"),
    ("highest rating by genre", "各题材的最高评分", "max(film.rating) by film.genre"),
    ("median runtime for each genre", "每个题材的片长中位数", "median(film.runtime) by film.genre"),
    ("budget for Drama and Comedy films by studio", "各制片厂Drama和Comedy电影的预算", "budget by film.studio if film.genre in Comedy,Drama"),
    ("number of records by genre", "各题材的记录数", "film_count by film.genre"),
    ("compare average rating across genres", "对比各题材的平均评分", "rating by film.genre"),
    ("average rating across different genres", "不同题材的平均评分", "rating by film.genre"),
    ("average votes by genre in separate panels for each studio", "各题材的平均票数，按制片厂分面", "votes by film.genre, film.studio"),
    ("films by genre as a table", "各题材的电影数，用表格", "film_count by film.genre as table"),
]  # fmt: skip
HOUSE_PLANS = [
    ("scatter plot of area and price", "面积和价格的散点图", "list of each houses by house.area, house.price as scatter"),
    ("price vs area colored by district", "价格与面积的关系，按城区着色", "list of each houses by house.area, house.district, house.price as scatter"),
    ("price by area", "按面积的价格", "list of each houses by house.price, house.area as scatter"),
    ("histogram of price with bin width 100000", "价格直方图，组距100000", "house_count by house.price as histogram"),
    ("distribution of houses by price", "房屋的价格分布", "house_count by house.price"),
    ("how many houses by bedrooms", "按卧室数的房屋数量", "house_count by house.bedrooms"),
    ("average price by bedrooms", "按卧室数的平均价格", "price by house.bedrooms"),
    ("average price over time", "平均价格随时间的变化", "price per month"),
    ("average price by month as a line chart", "按月的平均价格折线图", "price per month as line"),
    ("average price by year colored by district", "按年的平均价格，按城区着色", "price by house.district per year"),
    ("average price by district and style", "按城区和户型的平均价格", "price by house.district, house.style"),
    ("average price by bedrooms and district", "按卧室数和城区的平均价格", "price by house.bedrooms, house.district"),
    ("average area of Riverside houses by style", "Riverside房屋按户型的平均面积", "area by house.style if house.district eq Riverside"),
    ("x axis bedrooms, y axis average price", "x轴卧室数，y轴平均价格", "price by house.bedrooms"),
    ("bar chart of bedrooms", "卧室数的柱状图", "house_count by house.bedrooms as bar"),
    ("how does price vary by district", "不同城区的价格", "price by house.district"),
]  # fmt: skip


@pytest.fixture(scope="module")
def films():
    return reader("film", "电影", FILMS)


@pytest.fixture(scope="module")
def houses():
    return reader("house", "房屋", HOUSES)


@pytest.mark.parametrize(("english", "chinese", "plan"), FILM_PLANS)
def test_a_chart_of_films_is_one_plan_in_both_languages(films, english, chinese, plan):
    first, second = films.read(Question.of(english)), films.read(Question.of(chinese))

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize(("english", "chinese", "plan"), HOUSE_PLANS)
def test_a_chart_of_houses_is_one_plan_in_both_languages(houses, english, chinese, plan):
    first, second = houses.read(Question.of(english)), houses.read(Question.of(chinese))

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.to_bytes() == second.to_bytes()


def _edges(parser, text):
    outcome = parser.read(Question.of(text)).outcome
    assert isinstance(outcome, Compute), text
    return outcome.calls[0].arguments.dimensions[0].edges


@pytest.mark.parametrize(
    ("text", "first", "last", "n"),
    [
        ("histogram of runtime", 60, 200, 7),
        ("distribution of votes in 8 bins", 104, 90_504, 8),
        ("票数分布，分成8个区间", 104, 90_504, 8),
        ("histogram of runtime with a bin width of 25", 75, 200, 5),
        ("runtime in buckets of 50", 50, 200, 3),
        ("片长直方图，每50为一组", 50, 200, 3),
        ("distribution of awards", None, None, 0),
    ],
)
def test_a_column_of_many_numbers_is_counted_in_ranges(films, text, first, last, n):
    edges = _edges(films, text)

    assert len(edges) == (n + 1 if n else 0)
    assert edges[:1] == (() if first is None else (first,))
    assert edges[-1:] == (() if last is None else (last,))


@pytest.mark.parametrize(
    "text",
    [
        "correlation of rating",
        "correlation between rating and planet",
        "histogram of genre in 5 bins",
        "number of films and records of awards vary",
        "rating by planet",
    ],
)
def test_a_chart_that_misses_something_is_refused_and_never_redrawn(films, text):
    assert isinstance(films.read(Question.of(text)).outcome, Refuse), compact(films.read(Question.of(text)))
