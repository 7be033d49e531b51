"""What a card offers besides its figures: evidence, run again, share, SQL, thumbs; drawn without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny
from tests.ui.pages import open_page, open_popover, texts
from ui import opened, person

POLICY = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
QUESTION = {"en": "revenue by region", "zh": "各地区销售额"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A shop served by the page; `shop.be(who)` says who looks at it."""
    folder = tiny.build(tmp_path / "shop", model=tiny.MODEL + POLICY)
    monkeypatch.setenv("WENSHU_MODEL", str(folder))
    opened.reopen()

    def be(who):
        monkeypatch.setattr(
            person, "for_this_person", lambda context: replace(context, tools=replace(context.tools, who=who))
        )

    yield type("Shop", (), {"folder": folder, "be": staticmethod(be)})
    opened.reopen()


def ask(page, text):
    page.chat_input[0].set_value(text).run()
    assert not page.exception, page.exception
    return page


def press(page, key, popover=""):
    """Click a button; a popover stays open only if it is said again."""
    if popover:
        page.session_state[popover] = True
    next(button for button in page.button if button.key.startswith(key)).click().run()
    assert not page.exception, page.exception
    return page


def headings(page):
    return [item.value.strip("*") for item in page.markdown if item.value.startswith("**") and " · " in item.value]


# --- evidence ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_tab_shows_the_first_four_items_and_the_drawer_all_in_order(shop, language):
    page = ask(open_page("ask", language), QUESTION[language])
    first = headings(page)
    assert [item[0] for item in first] == ["1", "2", "3", "4"]
    press(page, "evidence-")
    numbers = [item.split(" ")[0] for item in headings(page)][4:]
    assert numbers == [str(n) for n in range(1, 12)]
    assert any("SELECT" in block.value for block in page.code)
    assert len(page.json) == 2
    assert sum(item.value.startswith("✓") for item in page.markdown) >= 3
    assert not any(item.value.startswith("✗") for item in page.markdown)


@LANGUAGES
def test_another_dialect_is_marked_as_not_run(shop, language):
    page = press(ask(open_page("ask", language), QUESTION[language]), "evidence-")
    select = next(item for item in page.selectbox if item.key.startswith("dialect-"))
    ran = [block.value for block in page.code if "SELECT" in block.value]
    select.select("mysql").run()
    assert not page.exception
    other = [block.value for block in page.code if "SELECT" in block.value]
    assert len(other) == len(ran) and all("`" in sql for sql in other)
    told = {"en": "it was not run", "zh": "未执行"}[language]
    assert told in texts(page)


@LANGUAGES
def test_run_again_says_same_or_lists_both_values(shop, language):
    page = press(ask(open_page("ask", language), QUESTION[language]), "evidence-")
    press(page, "rerun-drawer-")
    assert [item.value for item in page.success] == [{"en": "Same figures\\.", "zh": "结果一致。"}[language]]
    tiny.build(shop.folder, tiny.ROWS[:-1], model=tiny.MODEL + POLICY)
    press(page, "rerun-drawer-")
    table = page.dataframe[-1].value
    assert table.shape == (1, 4) and list(table.iloc[0])[2:] == ["¥300.00", "¥250.00"]


# --- footer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("Data as of 1 Nov 2026", "2 rows", " s", "read by the built-in reader", "revenue v1")),
        ("zh", ("数据截至2026年11月1日", "2 行", " 秒", "由内置解析器解读", "销售额 v1")),
    ],
)
def test_the_footer_says_what_the_figures_rest_on(shop, language, parts):
    page = ask(open_page("ask", language), QUESTION[language])
    assert all(part in texts(page) for part in parts)


def test_the_menu_holds_what_a_narrow_page_folds_away(shop):
    page = ask(open_page("ask"), QUESTION["en"])
    before = {item.label for item in page.expander}
    open_popover(page, "more")
    assert {"Copy", "Pin", "Share"} <= {item.label.strip() for item in page.expander} - before
    assert any(button.key.startswith("share-save-fold-") for button in page.button)


# --- share ---------------------------------------------------------------------------------------------------


def switch(page, is_on, popover):
    page.session_state[popover] = True
    next(item for item in page.toggle if item.key.startswith("share-open-")).set_value(is_on).run()
    assert not page.exception, page.exception


def shared(shop, language, *, is_open=True):
    """Ann saves an answer and opens the link; returns the receipt."""
    shop.be(Who("Ann"))
    page = ask(open_page("ask", language), QUESTION[language])
    popover = open_popover(page, "share")
    press(page, "share-save-", popover)
    link = next(block.value for block in page.code if "?a=" in block.value)
    if is_open:
        switch(page, True, popover)
    return link.partition("?a=")[2].partition("&")[0]


@LANGUAGES
def test_an_own_link_opens_at_once_with_the_figures_of_then(shop, language):
    receipt = shared(shop, language, is_open=False)
    records = (shop.folder / ".wenshu" / "audit.jsonl").read_bytes()
    page = open_page("ask", language, a=receipt)
    assert {"en": "Figures as of 1 Nov 2026", "zh": "数字截至2026年11月1日"}[language] in texts(page)
    assert page.dataframe[0].value.iloc[0, 1] == 900
    assert (shop.folder / ".wenshu" / "audit.jsonl").read_bytes() == records, "opening it ran nothing"
    press(page, "rerun-linked-")
    assert len(page.success) == 1
    press(page, "again-")
    assert "a" not in page.query_params and len(page.dataframe) >= 1


@LANGUAGES
def test_another_person_sees_it_under_their_own_access(shop, language):
    receipt = shared(shop, language)
    shop.be(Who("Bob", roles=frozenset({"manager"}), attributes=(("region", "W"),)))
    page = open_page("ask", language, a=receipt)
    assert {"en": "For your access", "zh": "按您的权限"}[language] in texts(page)
    assert page.dataframe[0].value.iloc[:, 1].tolist() == [300]
    assert "900" not in texts(page)


@LANGUAGES
def test_a_link_that_is_unknown_revoked_or_never_opened_is_not_found_in_the_same_words(shop, language):
    receipt = shared(shop, language, is_open=False)
    shop.be(Who("Bob"))
    told = {texts(open_page("ask", language, a=name)) for name in (receipt, "0" * 12, "nonsense")}
    assert len(told) == 1
    assert {"en": "This answer was not found.", "zh": "没有找到该回答。"}[language] in told.pop()


def test_a_link_is_taken_back_in_the_footer(shop):
    receipt = shared(shop, "en")
    page = ask(open_page("ask"), QUESTION["en"])
    switch(page, False, open_popover(page, "share"))
    shop.be(Who("Bob"))
    assert "This answer was not found." in texts(open_page("ask", a=receipt))


@LANGUAGES
def test_a_changed_definition_marks_a_saved_answer(shop, language):
    receipt = shared(shop, language)
    model = (tiny.MODEL + POLICY).replace("expr: amount", "expr: amount * 2")
    (shop.folder / "model.yaml").write_text(model, encoding="utf-8")
    opened.reopen()
    page = open_page("ask", language, a=receipt)
    assert len(page.warning) == 1
    assert page.dataframe[0].value.iloc[0, 1] == 900  # the old figure, marked
    mark = {"en": "re-check", "zh": "请复核"}[language]
    start = texts(open_page("ask", language))
    assert QUESTION[language] in start and mark in start


def test_somebody_elses_conversation_is_not_found(shop):
    shop.be(Who("Ann"))
    page = ask(open_page("ask"), QUESTION["en"])
    conversation = page.query_params["c"]
    shop.be(Who("Bob"))
    other = open_page("ask", c=conversation[0] if isinstance(conversation, list) else conversation)
    assert "not found" in texts(other) and len(other.dataframe) == 0


# --- SQL -----------------------------------------------------------------------------------------------------


def open_sql(page):
    press(page, "evidence-")
    return press(page, "sql-edit-drawer-")


def test_the_panel_of_sql_closes_the_menu_that_it_was_opened_from(shop):
    page = ask(open_page("ask", "en"), QUESTION["en"])
    menu = open_popover(page, "more")
    press(page, f"sql-edit-{menu}", menu)
    assert page.session_state[menu] is False and page.text_area[0].value


@LANGUAGES
def test_edited_sql_becomes_a_turn_with_table_and_receipt_marked_as_ad_hoc(shop, language):
    page = open_sql(ask(open_page("ask", language), QUESTION[language]))
    area = page.text_area[0]
    assert 'FROM "sales"' in area.value and "main" not in area.value
    area.set_value("SELECT channel, SUM(amount) AS total FROM sales GROUP BY channel ORDER BY total")
    press(page, "sql-run-")
    assert page.dataframe[-1].value.values.tolist() == [["store", 490.0], ["web", 710.0]]
    assert len(page.get("vega_lite_chart")) == 2  # the answer's own, and one of the typed SQL
    assert {"en": "Ad hoc SQL, not a governed metric", "zh": "临时 SQL，并非受管理的指标"}[language] in texts(page)
    assert len(list((shop.folder / ".wenshu" / "receipts").glob("*.json"))) == 2


@pytest.mark.parametrize(("language", "told"), [("en", "Write exactly one SELECT"), ("zh", "只能写一条 SELECT")])
def test_what_the_guard_refuses_is_said_in_words_and_is_on_record(shop, language, told):
    page = open_sql(ask(open_page("ask", language), QUESTION[language]))
    page.text_area[0].set_value("DELETE FROM sales")
    press(page, "sql-run-")
    assert told in texts(page)
    finished = [record for record in open_workspace(shop.folder).audit.records() if record["event"] == "finished"]
    assert [record["status"] for record in finished] == ["answered", "refused"]


def test_typed_sql_runs_under_the_access_of_who_presses_the_button(shop):
    shop.be(Who("Bob", roles=frozenset({"manager"}), attributes=(("region", "W"),)))
    page = open_sql(ask(open_page("ask"), QUESTION["en"]))
    page.text_area[0].set_value("SELECT SUM(amount) AS total FROM sales")
    press(page, "sql-run-")
    assert page.dataframe[-1].value.values.tolist() == [[300.0]]


@LANGUAGES
def test_a_metric_is_proposed_and_never_written(shop, language):
    page = open_sql(ask(open_page("ask", language), QUESTION[language]))
    model = (shop.folder / "model.yaml").read_bytes()
    page.text_area[0].set_value("SELECT SUM(amount) AS x FROM sales WHERE channel = 'web'")
    for item in page.text_input:
        if item.key.startswith("proposal-en-"):
            item.set_value("Web sales")
        elif item.key.startswith("proposal-zh-"):
            item.set_value("网店销售额")
    press(page, "proposal-do-")
    assert any("measure: web_sales" in block.value for block in page.code)
    assert len(page.success) == 1 and (shop.folder / "model.yaml").read_bytes() == model
    page.text_area[0].set_value("SELECT SUM(amount) / COUNT(*) FROM sales")
    press(page, "proposal-do-")
    assert {"en": "computes with aggregates", "zh": "对聚合做了运算"}[language] in texts(page)


# --- thumbs --------------------------------------------------------------------------------------------------


def thumb(page, value):
    found = next(item for item in page.get("feedback") if "fold" not in item.key)
    found.set_value(value).run()
    assert not page.exception, page.exception
    return page


@LANGUAGES
def test_thumbs_up_teaches_and_is_on_record(shop, language):
    thumb(ask(open_page("ask", language), QUESTION[language]), 1)
    context = open_workspace(shop.folder)
    assert [lesson.phrase for lesson in context.lessons.all()] == [QUESTION[language]]
    assert [record["verdict"] for record in context.audit.records() if record["event"] == "feedback"] == ["up"]


@LANGUAGES
def test_thumbs_down_asks_which_part_and_goes_to_the_gaps(shop, language):
    page = thumb(ask(open_page("ask", language), QUESTION[language]), 0)
    pills = next(item for item in page.get("button_group") if str(item.key).startswith("wrong-part-"))
    pills.set_value("period").run()
    press(page, "wrong-send-")
    gaps = open_workspace(shop.folder).audit.gaps()
    assert ("wrong_period", QUESTION[language], 1) in gaps
    assert not any(str(item.key).startswith("wrong-part-") for item in page.get("button_group"))
