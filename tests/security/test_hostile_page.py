"""The page over a shop whose every region, and whose question, is an attack: nothing on it comes to life."""

import re

import pytest

from tests.assistant import tiny
from tests.security.attack_texts import MARKUP, STRANGE
from tests.security.test_inert_texts import rows_of
from tests.ui.pages import open_page

LIVE = re.compile(r"(?<!\\)(<[a-z/!?]|!\[|\]\(|`|\$)|https?://|www\.", re.IGNORECASE)
OURS = re.compile(r"</?(div|span|small|style|br|p|details|summary)[^<>]*>|:material/[a-z_]+:|:[a-z]+\[|\*\*")


@pytest.fixture
def page(tmp_path, monkeypatch):
    highest = "![e](http://evil.example) <img src=x onerror=alert(1)> $x$ \u202ea"  # stands in the headline
    texts = [*(text for text in (*MARKUP, *STRANGE) if "\0" not in text), highest]
    monkeypatch.setenv("WENSHU_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WENSHU_MODEL", str(tiny.build(tmp_path / "shop", rows_of(texts))))
    return open_page("ask")


def drawn(page):
    """Every text that the page gives to be drawn as Markdown."""
    found = [item.value for item in (*page.markdown, *page.caption, *page.warning, *page.error, *page.info)]
    return [*found, *(item.label for item in page.button)]


@pytest.mark.parametrize("asked", ["revenue by region", "![x](http://evil.example/a.png) <img src=x> by region"])
def test_no_text_of_the_data_or_the_question_is_drawn_as_anything_but_text(page, asked):
    page.chat_input[0].set_value(asked).run()
    assert not page.exception
    texts = drawn(page)
    assert any("evil" in text for text in texts)
    for text in texts:
        if "evil" in text or "alert" in text or "onerror" in text:
            assert not LIVE.search(OURS.sub("", text)), text
            assert all(character.isprintable() or character in "\n\u200b\u2060" for character in text), text
