"""Two questions in one, questions about the model, and what cannot be answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.evaluation.asking import Asking, Phrasings, both, family, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import last_month, this_year


@family("two questions in one")
def _two_questions(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        (
            "What was the {m} last month, and which {d} had the highest {n} this year?",
            "上个月的{m}是多少，今年哪个{d}的{n}最高？",
        ),
        ("What was the {m} last month? And the {n} by {d} this year?", "上个月的{m}是多少？今年各{d}的{n}呢？"),
    )
    m, n, d = asking.metric(), asking.metric(), asking.group(fewest=3)
    month, year, day = last_month(asking.today), this_year(asking.today), asking.topic.day
    first = asking.sql([m.sql], month.sql(day))
    english, chinese = asking.draw.one(phrasings)
    if "which" in english:
        asking.ranked(d, n, "DESC", year.sql(day))
        inner = asking.sql([d.sql + " AS a", n.sql + " AS b"], year.sql(day), by=1)
        second = f"SELECT a FROM ({inner}) ORDER BY b DESC LIMIT 1"
    else:
        second = asking.sql([d.sql, n.sql], year.sql(day), by=1)
    yield say(asking, ((english, chinese),), (first, second), m=both(m), n=both(n), d=both(d))


@family("about the model")
def _about(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("What does {m} mean?", "{m}是什么意思？"),
        ("How is {m} calculated?", "{m}是怎么算的？"),
        ("Which metrics are there?", "有哪些指标？"),
    )
    m = asking.metric()
    yield replace(say(asking, phrasings, (), m=both(m)), expect="about")


@family("unknown word")
def _unknown(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by zodiac sign", "按星座看{m}"),
        ("{m} for left-handed people {p}", "{p}左撇子的{m}"),
        ("{m} in Atlantis", "亚特兰蒂斯的{m}"),
        ("{m} by {d} during full moons", "满月期间各{d}的{m}"),
        ("weighted {m} after inflation", "剔除通胀后的{m}"),
    )
    m, d, p = asking.metric(), asking.group(), asking.span()
    for _ in range(2):
        yield replace(say(asking, phrasings, (), m=both(m), d=both(d), p=both(p)), expect="none")


@family("outside the data")
def _outside(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Delete everything from last month", "把上个月的数据全部删掉"),
        ("What is the share price of our biggest competitor?", "我们最大竞争对手的股价是多少？"),
        ("Will it rain tomorrow?", "明天会下雨吗？"),
        ("Send the {m} to my boss by email", "把{m}用邮件发给我的老板"),
        ("Why is the sky blue?", "天空为什么是蓝色的？"),
    )
    yield replace(say(asking, phrasings, (), m=both(asking.metric())), expect="none")
