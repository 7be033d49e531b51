"""A clinic and a channel of videos as `init` proposes them: for questions about arithmetic, shares and levels."""

from __future__ import annotations

from datetime import date

from .small_worlds import Column, Table

CLINIC = (
    Table(
        "doctors", "doctor", "doctor", "医生",
        (
            Column("doctor_id", "id", "doctor id", "医生编号"),
            Column("name", "text", "name", "姓名"),
            Column("department", "text", "department", "科室"),
            Column("city", "text", "city", "城市"),
            Column("experience", "int", "experience", "工龄", "avg"),
        ),
        rows=(
            ("D1", "Ada Roth", "Surgery", "Graz", 4),
            ("D2", "Ben Kohl", "Surgery", "Linz", 19),
            ("D3", "Cleo Marx", "Dental", "Graz", 11),
        ),
    ),
    Table(
        "visits", "visit", "visit", "就诊",
        (
            Column("visit_id", "id", "visit id", "就诊编号"),
            Column("visit_date", "date", "visit date", "就诊日期"),
            Column("status", "text", "status", "状态"),
            Column("weekday", "text", "weekday name", "星期名"),
            Column("doctor_id", "id", "doctor id", "医生编号"),
            Column("fee", "num", "fee", "费用", "sum"),
            Column("refund", "num", "refund", "退费", "sum"),
            Column("rating", "num", "rating", "评分", "avg"),
        ),
        keys=(("doctor_id", "doctor"),),
        default_time="visit_date",
        rows=tuple(
            (f"V{n}", date(2025, 1 + n % 5, 1 + n), status, day, f"D{1 + n % 3}", 40.0 + 10 * n, 0.0, 2.0 + n % 4)
            for n, (status, day) in enumerate(
                zip(
                    ("kept", "missed", "kept", "moved", "kept", "kept", "missed"),
                    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
                    strict=True,
                )
            )
        ),
    ),
)  # fmt: skip

CHANNEL = (
    Table(
        "videos", "video", "video", "视频",
        (
            Column("video_id", "id", "video id", "视频编号"),
            Column("topic", "text", "topic", "主题"),
            Column("published_on", "date", "publication date", "发布日期"),
            Column("likes", "int", "likes", "点赞数", "sum"),
            Column("shares", "int", "reposts", "转发数", "sum"),
            Column("minutes", "num", "length", "时长", "avg"),
        ),
        default_time="published_on",
        rows=(
            ("M1", "Cooking", date(2025, 2, 3), 120, 14, 6.5),
            ("M2", "Travel", date(2025, 3, 9), 340, 55, 12.0),
            ("M3", "Cooking", date(2025, 4, 6), 80, 9, 4.0),
        ),
    ),
)  # fmt: skip
