"""A small world of podcasts and their episodes, as `init` proposes it, for conversations."""

from __future__ import annotations

from datetime import date

from .small_worlds import Column, SmallWorld, Table, small_world

RADIO = (
    Table(
        "podcasts", "podcast", "podcast", "播客",
        (
            Column("podcast_id", "id", "podcast id", "播客编号"),
            Column("name", "text", "name", "名称"),
            Column("host", "text", "host", "主播"),
            Column("city", "text", "city", "城市"),
            Column("launched_on", "date", "launch date", "上线时间"),
            Column("rating", "num", "rating", "评分", "avg"),
            Column("subscribers", "int", "subscribers", "订阅数", "sum"),
        ),
        rows=(
            ("P1", "Night Trains", "Ada Roe", "Lyon", date(2009, 4, 1), 8.1, 5200),
            ("P2", "Salt", "Ben Fox", "Porto", date(2012, 6, 15), 9.3, 880),
            ("P3", "Low Tide", "Ada Roe", "Porto", date(2018, 1, 9), 6.7, 12400),
            ("P4", "Yard Talk", "Cho Min", "Lyon", date(2021, 11, 3), 7.4, 310),
        ),
    ),
    Table(
        "episodes", "episode", "episode", "节目",
        (
            Column("episode_id", "id", "episode id", "节目编号"),
            Column("podcast_id", "id", "podcast id", "播客编号"),
            Column("title", "text", "title", "标题"),
            Column("topic", "text", "topic", "主题"),
            Column("released_on", "date", "release date", "发布日期"),
            Column("minutes", "int", "minutes", "时长", "avg"),
            Column("plays", "int", "plays", "播放量", "sum"),
        ),
        keys=(("podcast_id", "podcast"),),
        default_time="released_on",
        rows=(
            ("E1", "P1", "Sleepers", "Travel", date(2025, 1, 4), 42, 900),
            ("E2", "P1", "Freight", "Travel", date(2025, 4, 18), 35, 1300),
            ("E3", "P2", "Brine", "Food", date(2025, 4, 20), 51, 400),
            ("E4", "P3", "Mud", "Nature", date(2024, 12, 2), 28, 2100),
        ),
    ),
)  # fmt: skip


def radio() -> SmallWorld:
    return small_world("radio", RADIO)
