"""A shop whose every name is an attack, page by page: labels, options, tiles, alternatives of charts, all is text."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from assistant.onboarding.drafts import open_draft
from assistant.segments.builder import to_address
from tests.security import rights_world
from tests.security.drawn import alive, drawn
from tests.ui.pages import open_page
from tools.segment_arguments import Condition
from ui.opened import reopen

MARK = "zzq"
EVIL = f"![{MARK}](http://evil.example/a.png) <img src=x> $q$ :red[y] :smile: `c` \u202e{MARK}"
_LABELS = re.compile(r"labels: \{en: ([^,}]+), zh: ([^}]+)\}")
_DRAFT = "0123456789ab"
RULE = to_address(Condition(field="customer.city", op="in", values=(f"Canaryville {EVIL}",)))

PAGES = {
    "nothing asked": ("ask", {}),
    "metrics": ("metrics", {}),
    "a metric": ("metrics", {"metric": "revenue"}),
    "a metric of a condition": ("metrics", {"metric": "far_revenue"}),
    "a grid of segments": ("segments", {"view": "grid"}),
    "a segmentation": ("segments", {"view": "list", "segmentation": "place"}),
    "a segment": ("segments", {"view": "list", "segmentation": "place", "segment": "far"}),
    "moves": ("segments", {"view": "moves"}),
    "two segments": ("segments", {"view": "compare"}),
    "a rule": ("segments", {"view": "build", "rule": RULE}),
    "a board": ("board", {}),
    "data": ("data", {"draft": _DRAFT}),
    "the record": ("audit", {}),
    "settings": ("settings", {}),
}
QUESTIONS = [
    "revenue by city", "revenue by city by month", "revenue and orders", "customers by size", "customers by place",
    f"revenue of {EVIL}", "revenue this month vs last month", "各城市的销售额", "what is revenue", "revenue by channel",
    "revenue in Canaryville", f"revenue by month in Canaryville {EVIL}",
]  # fmt: skip


def _hostile(text):
    def labelled(found):
        english, chinese = (json.dumps(f"{name} {EVIL}", ensure_ascii=True) for name in found.groups())
        return f"labels: {{en: {english}, zh: {chinese}}}"

    return _LABELS.sub(labelled, text)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("labels")
        for name in ("MODEL", "DEFINITIONS"):
            patch.setattr(rights_world, name, _hostile(getattr(rights_world, name)))
        patch.setattr(rights_world, "VALUE", f"Canaryville {EVIL}")
        rights_world.build(folder / "shop")
        rights_world.define(folder / "shop")
        patch.setenv("WENSHU_HOME", str(folder / "home"))
        patch.setenv("WENSHU_MODEL", str(folder / "shop"))
        hostile = f"{EVIL},amount\n{EVIL},1\nb,2\nc,1.5\n".encode()
        open_draft(folder / "home", _DRAFT).put({f"shop {EVIL}.csv".replace("/", "_"): hostile})
        reopen()
        yield folder
    reopen()


def lively(page):
    """What of the names of this shop would come to life on a page; a shop without its names would show nothing."""
    texts = [item for item in drawn(page) if MARK in item[2] or "evil" in item[2]]
    assert texts or not page.main.children, "the names of the shop are not on this page"
    return [item for item in texts if alive(*item)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_no_name_comes_to_life_on_a_page(shop, name, language):
    page, address = PAGES[name]
    assert not lively(open_page(page, language, **address))


@pytest.mark.parametrize("text", QUESTIONS, ids=ascii)
def test_no_name_comes_to_life_on_a_card_or_in_its_drawers(shop, text):
    page = open_page("ask")
    page.chat_input[0].set_value(text).run()
    assert not page.exception and not lively(page)
    openers = [button.key for button in page.button if button.key.startswith(("evidence-", "sql-edit-"))]
    for key in openers:
        page.button(key=key).click().run()
        assert not page.exception and not lively(page)


def test_no_name_comes_to_life_on_a_board_that_is_an_attack_itself(shop):
    page = open_page("ask")
    page.chat_input[0].set_value("revenue by city").run()
    opened = next(box.key for box in page.selectbox if box.key.startswith("pin-board-"))
    turn = opened.removeprefix("pin-board-")
    page.text_input(key=f"pin-title-{turn}").set_value(EVIL)
    page.text_input(key=f"pin-new-{turn}").set_value(EVIL)
    page.button(key=f"pin-do-{turn}").click().run()
    board = open_page("board")
    assert not board.exception and not lively(board)
    board.selectbox(key="board-filter").select_index(1).run()
    assert not board.exception and not lively(board)


def _calls(name):
    """Every call of a function or method of this name in the pages, with its file."""
    for path in sorted((Path(__file__).parents[2] / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                yield path.name, node


@pytest.mark.parametrize("widget", ["metric", "update", "pills", "segmented_control", "radio", "tabs", "button"])
def test_what_is_read_as_markdown_is_escaped_and_not_only_made_visible(widget):
    for file, call in _calls(widget):
        for part in ast.walk(call):
            assert not (isinstance(part, ast.Name) and part.id == "visible"), f"{file}:{call.lineno}"
