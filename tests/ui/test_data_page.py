"""The page of one's own data without a browser: from files to a kept data set, in both languages."""

from __future__ import annotations

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


@pytest.mark.parametrize(("language", "said"), [("en", "it is compressed"), ("zh", "已压缩")])
def test_a_file_that_is_no_table_is_refused_in_words(home, language, said):
    app = page(home, language, {"a.csv": b"\x1f\x8b\x08rest", "b.csv": ORDERS.encode()})
    assert said in texts(app)
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
