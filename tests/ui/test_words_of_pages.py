"""Every word on a page comes from the texts, in the language of the page; every page opens in both."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assistant.texts import TEXTS, places
from tests.ui.pages import APP, texts
from ui import session

UI = Path(APP).parent
FILES = sorted(UI.rglob("*.py"))
SHOWN = {
    "markdown", "caption", "text", "title", "header", "subheader", "error", "warning", "info", "success",
    "toast", "button", "download_button", "link_button", "page_link", "popover", "expander", "tabs", "tab",
    "metric", "selectbox", "multiselect", "radio", "checkbox", "toggle", "slider", "select_slider", "text_input",
    "text_area", "number_input", "date_input", "file_uploader", "chat_input", "segmented_control", "pills",
    "status", "spinner", "dialog", "badge",
}  # fmt: skip
SHOWN_ARGUMENTS = {"label", "help", "placeholder", "body", "text", "title"}
SAME_IN_BOTH = frozenset({"wenshu 问数", "Language · 语言"})
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
MARKUP = re.compile(r":material/\w+:|:[a-z]+\[|<[^>]*>|&nbsp;|\{[^}]*\}")


def called(node):
    """The name of what a call calls: `button` of `st.button(…)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_logged(node):
    """Whether a call writes to the log, which the maintainer reads."""
    return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "LOG"


def written(node):
    """The strings that stand in an argument itself, not inside a call in it: a call says where its words are from."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.List | ast.Tuple):
        return [text for child in ast.iter_child_nodes(node) for text in written(child)]
    return []


def words_in_code(path):
    """The words that a page would show without asking the texts: (line, words)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and called(node) in SHOWN and not is_logged(node):
            shown = [*node.args, *(word.value for word in node.keywords if word.arg in SHOWN_ARGUMENTS)]
            for text in (text for argument in shown for text in written(argument)):
                if text not in SAME_IN_BOTH and WORD.search(MARKUP.sub("", text)):
                    yield node.lineno, text


def said_keys(path):
    """The keys that a file says, with `*` for what is filled in when it runs."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and called(node) == "say" and node.args:
            key = node.args[0]
            if isinstance(key, ast.Constant):
                yield key.value
            elif isinstance(key, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in key.values)


def test_no_word_stands_in_the_code_of_a_page():
    assert {(path.name, *found) for path in FILES for found in words_in_code(path)} == set()


def test_the_look_for_words_finds_them(tmp_path):
    file = tmp_path / "page.py"
    file.write_text(
        'st.button("Save it", key="save")\nst.caption(f":material/lock: {name} 已保存")\nst.text(say("x"))\n'
    )
    assert list(words_in_code(file)) == [(1, "Save it"), (2, " 已保存")]


def test_every_key_that_a_page_says_is_there():
    keys = {key for path in FILES for key in said_keys(path)}
    missing = {
        key for key in keys if not any(re.fullmatch(re.escape(key).replace(r"\*", ".+"), known) for known in TEXTS)
    }
    assert len(keys) > 100 and missing == set()


def opened(name, language):
    """The page as somebody sees it who was never here."""
    page = AppTest.from_file(APP, default_timeout=300)
    page.user = {"is_logged_in": True, "email": f"newcomer-{language}"}
    page.query_params["lang"] = language
    page._page_hash = calc_hash("" if name == "ask" else name)
    page.run()
    assert not page.exception, page.exception
    return page


@pytest.mark.parametrize("name", session.PAGES)
def test_an_english_page_has_no_chinese_and_a_chinese_page_no_english_sentence(demo_home, name):
    english, chinese = (texts(opened(name, language)) for language in ("en", "zh"))
    assert len(english) > 40 and len(chinese) > 20
    for page, mine, other in ((english, "en", "zh"), (chinese, "zh", "en")):
        both = [(getattr(text, mine), getattr(text, other)) for text in TEXTS.values() if not places(text.en)]
        foreign = {theirs for ours, theirs in both if ours != theirs and WORD.search(theirs)} - {
            ours for ours, _ in both
        }
        assert foreign.intersection(page.splitlines()) == set()
