"""The page of one's own data without a browser: from files to a kept data set, in both languages."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assistant.onboarding.drafts import open_draft

ORDERS = "order_id,day,city,amount\n" + "".join(
    f"A{n:03},2026-{n % 9 + 1:02}-{n % 27 + 1:02},{('Paris', 'Rome', 'Oslo')[n % 3]},{n * 10}\n" for n in range(60)
)
DRAFT = "draft-of-the-test"
SAYS = {
    "en": ("Nothing is sent anywhere", "61 lines", "60 rows read", "Three questions"),
    "zh": ("不会发送到任何地方", "共 61 行", "读入 60 行", "现在可以这样问"),
}


def show():
    import streamlit as st

    from ui.opened import workspace
    from ui.views.data import draw

    draw(workspace(), st.query_params["lang"])


@pytest.fixture
def home(demo_home, tmp_path, monkeypatch):
    """A home of its own with the demo in it; the open data set is the demo's again afterwards."""
    from ui.opened import reopen

    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "demo").symlink_to(demo_home / "demo", target_is_directory=True)
    monkeypatch.setenv("WENSHU_HOME", str(folder))
    monkeypatch.setenv("WENSHU_MODEL", str(folder / "demo"))
    reopen()
    yield folder
    reopen()


def page(home, language, files):
    open_draft(home, DRAFT).put(files)
    app = AppTest.from_function(show, default_timeout=300)
    app.query_params["lang"] = language
    app.query_params["draft"] = DRAFT
    app.run()
    assert not app.exception
    return app


def texts(app):
    return "\n".join(item.value for item in (*app.markdown, *app.caption, *app.error)).replace("\\", "")


def press(app, part):
    next(button for button in app.button if part in button.key).click().run()
    assert not app.exception


@pytest.mark.parametrize("language", ["en", "zh"])
def test_files_become_a_data_set_with_three_questions(home, language):
    app = page(home, language, {"orders.csv": ORDERS.encode()})
    local, lines, rows, questions = SAYS[language]
    assert local in texts(app)
    assert lines in texts(app)
    assert rows in texts(app)
    assert {box.key.split("-")[-1] for box in app.checkbox} >= {"amount", "order_count"}
    press(app, "data-check")
    assert any("+++ metrics.yaml" in block.value for block in app.code)
    press(app, "data-keep")
    assert questions in texts(app)
    offered = next(item.value for item in app.markdown if item.value.startswith("- "))
    assert len(offered.splitlines()) == 3
    assert (home / "models" / "orders" / "data" / "data.json").is_file()
    assert not open_draft(home, DRAFT).files


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_encoding_is_asked_for_and_nothing_can_be_kept_before(home, language):
    app = page(home, language, {"订单.csv": ORDERS.replace("Paris", "巴黎").encode("gb18030")})
    assert not [button for button in app.button if "data-check" in button.key]
    app.selectbox[0].set_value("gb18030").run()
    assert not app.exception
    assert [button for button in app.button if "data-check" in button.key]


def test_an_encoding_that_reads_right_is_taken_with_one_click(home):
    app = page(home, "zh", {"订单.csv": ORDERS.replace("Paris", "巴黎").encode("gb18030")})
    next(button for button in app.button if "encoding-yes" in button.key).click().run()
    assert not app.exception and app.selectbox[0].value == "gb18030"
    assert [button for button in app.button if "data-check" in button.key]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("it is compressed", "databases are configured, never imported")), ("zh", ("已压缩", "数据库"))],
)
def test_a_file_that_is_no_table_is_refused_in_words(home, language, said):
    database = b"SQLite format 3\x00" + bytes(200)
    app = page(home, language, {"a.csv": b"\x1f\x8b\x08rest", "c.csv": database, "b.csv": ORDERS.encode()})
    assert [words for words in said if words not in texts(app)] == []
    assert SAYS[language][2] in texts(app)


def test_names_and_values_of_a_file_are_drawn_as_they_are(home):
    hostile = ORDERS.replace("city", "![x](http://a.b)").replace("Paris", "<script>alert(1)</script>") + "$1$ **bad**\n"
    app = page(home, "en", {"<b>x</b>.csv": hostile.encode()})
    shown = "\n".join(item.value for item in app.markdown)
    assert "![x](" not in shown
    assert "**bad**" not in shown
    assert "<script>" not in shown


def test_a_role_that_is_changed_changes_the_metrics(home):
    app = page(home, "en", {"orders.csv": ORDERS.encode()})
    box = next(box for box in app.selectbox if box.key.endswith("order.amount"))
    box.set_value("average").run()
    assert not app.exception
    assert any("avg(order.amount)" in box.label.replace("\\", "") for box in app.checkbox)


def workbook():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["订单号", "会员号", "月份", "金额"])
    for n in range(60):
        book.active.append([f"{n:05}", f"{n % 20:03}", f"2026年{n % 9 + 1}月", n * 10])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet():
    import pyarrow as pa
    from pyarrow import parquet as pq

    out = io.BytesIO()
    members = {"会员号": [f"{n:03}" for n in range(20)], "城市": [("北京", "上海")[n % 2] for n in range(20)]}
    pq.write_table(pa.table(members), out)
    return out.getvalue()


@pytest.mark.parametrize(("language", "repeats"), [("en", "share one"), ("zh", "重复累加")])
def test_workbook_and_parquet_are_read_with_their_zeros_months_and_relation(home, language, repeats):
    app = page(home, language, {"订单.xlsx": workbook(), "会员.parquet": parquet()})
    roles = {box.key.split("-")[-1]: box.value for box in app.selectbox if "data-role" in box.key}
    assert roles["订单.月份"] == "time" and roles["订单.会员号"] == "reference"
    shown = pd.concat([frame.value.astype(str) for frame in app.dataframe])
    assert "00006" in shown.to_string() and "2026年7月" in shown.to_string()
    assert len([box for box in app.checkbox if "data-relation" in box.key]) == 1
    assert repeats in texts(app)


LINES = "order_no,order_date,customer_no,segment,product,amount\n" + "".join(
    f"O{n:03},2026-{n % 9 + 1:02}-{n % 27 + 1:02},C{n % 30:02},{('Home', 'Office')[n % 2]},P{n % 7 + line},{n + 1}\n"
    for n in range(90)
    for line in range(1 + n % 3)
)
TWICE = LINES + LINES.splitlines()[-1] + "\n"
SAYS_OF_GRAIN = {"en": "repeat the grain", "zh": "的粒度"}
NOTICED = {
    "en": (
        "Noticed in the files:",
        "1 row is equal to another row in every column",
        "One order can have several rows, all with the same order date",
        "All rows of one customer agree on segment",
        "Found who bought what: sales, paid amount",
    ),
    "zh": (
        "文件中注意到：",
        "有 1 行与其他行完全相同",
        "同一订单可有多行，各行的订单日期相同",
        "同一客户的各行细分相同",
        "已识别购买记录",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_noticed_about_the_files_is_said_before_they_are_kept(home, language):
    app = page(home, language, {"sales.csv": TWICE.encode()})
    next(button for button in app.button if button.key.startswith("data-check-")).click().run()
    assert not app.exception
    told = texts(app)
    assert [said for said in NOTICED[language] if said not in told] == []
    assert SAYS_OF_GRAIN[language] not in told  # lines have no key of their own, and nobody said that they had


def test_the_terminal_says_the_same_of_the_same_files(home, tmp_path, capsys, monkeypatch):
    from assistant.cli import main

    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "sales.csv").write_text(TWICE)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert main(["init", "--data", str(tmp_path / "files"), "--out", str(tmp_path / "model")]) == 0
    told = capsys.readouterr().err
    assert [said for said in NOTICED["en"][1:] if said not in told] == []
