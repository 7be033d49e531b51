"""A disk that takes nothing more, while somebody works on a page: each thing that is kept is refused in words.

The disk is full at the one place where files are written whole. What was there stands, and no message names a path.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.records.audit import AuditFailed
from assistant.records.retention import kept_days, set_days
from assistant.told import told_why
from tests.security.rights_world import build
from tests.ui.pages import open_page, open_popover
from ui.opened import reopen

SAID = {"en": "The disk refused it", "zh": "磁盘无法写入"}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("full")
        patch.setenv("WENSHU_HOME", str(folder / "home"))
        patch.setenv("WENSHU_MODEL", str(build(folder / "town")))
        reopen()
        yield folder / "town"
    reopen()


@pytest.fixture
def full(monkeypatch):
    """Called, it fills the disk for whatever file is written whole."""

    def fill():
        def refused(source, target, *rest, **named):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))

        monkeypatch.setattr(os, "replace", refused)

    return fill


def told(page):
    assert not page.exception, page.exception
    found = [item.value.replace("\\", "") for item in (*page.error, *page.warning, *page.get("toast"))]
    assert not any("/" in text or "Errno" in text for text in found), found
    return " ".join(found)


def pinned(language="en"):
    page = open_page("ask", language)
    page.chat_input[0].set_value("revenue by city").run()
    turn = next(box.key for box in page.selectbox if box.key.startswith("pin-board-")).removeprefix("pin-board-")
    return page, page.button(key=f"pin-do-{turn}")


@pytest.fixture
def board(town):
    """A board with a tile, whatever the tests before did to theirs."""
    page, button = pinned()
    turn = button.key.removeprefix("pin-do-")
    page.text_input(key=f"pin-title-{turn}").set_value(os.urandom(4).hex())
    page.button(key=f"pin-do-{turn}").click().run()
    return told(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tile_that_could_not_be_kept_is_not_said_to_be_pinned(town, full, language):
    page, button = pinned(language)
    turn = button.key.removeprefix("pin-do-")
    page.text_input(key=f"pin-title-{turn}").set_value(f"never kept {language}")
    full()
    page.button(key=button.key).click().run()
    assert "The disk refused it" in told(page) or "磁盘无法写入" in told(page)
    assert not page.get("toast")


ACTIONS = {"rename-": "name-", "delete-": "", "new-board": "new-board-name", "retitle-": "title-", "remove-": "",
           "later-": ""}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_board_that_could_not_be_changed_stands_as_it_was(town, board, full, action, language):
    page = open_page("board", language)
    before = sorted((town / ".wenshu" / "boards").glob("*.json"))[0].read_bytes()
    key = next(button.key for button in page.button if button.key.startswith(action))
    if ACTIONS[action]:
        page.text_input(key=ACTIONS[action] + key.removeprefix(action)).set_value("another name")
    full()
    page.button(key=key).click().run()
    assert SAID[language] in told(page)
    assert sorted((town / ".wenshu" / "boards").glob("*.json"))[0].read_bytes() == before


@pytest.mark.parametrize("wanted", [True, False])
def test_a_link_is_said_to_be_open_or_closed_only_where_it_is(town, full, wanted):
    page = open_page("ask")
    page.chat_input[0].set_value("revenue by city" if wanted else "orders by channel").run()
    name = open_popover(page, "share")

    def run(widget):
        page.session_state[name] = True
        widget.run()
        page.session_state[name] = True
        return page

    run(page.button(key=next(b.key for b in page.button if b.key.startswith("share-save"))).click())
    run(page)
    key = next(toggle.key for toggle in page.toggle if toggle.key.startswith("share-open"))
    if not wanted:
        run(page.toggle(key=key).set_value(True))
    full()
    run(page.toggle(key=key).set_value(wanted))
    assert SAID["en"] in told(page)
    assert run(page).toggle(key=key).value is not wanted


def test_a_style_of_numbers_that_could_not_be_kept_names_no_folder(town, full):
    page = open_page("settings")
    full()
    page.selectbox(key="settings-magnitude").select_index(1).run()
    assert SAID["en"] in told(page)


def test_a_segment_that_could_not_be_kept_names_no_folder(town, full):
    page = open_page("segments", view="build", rule='["monetary", "ge", 10]')
    page.text_input(key="segment-name").set_value("big ones").run()
    full()
    page.button(key="segment-save").click().run()
    assert SAID["en"] in told(page)


def test_records_are_forgotten_only_where_it_is_on_record_who_decided_it(town):
    def refused(*_):
        raise AuditFailed

    audit = SimpleNamespace(path=town / ".wenshu" / "audit.jsonl", write=refused)
    with pytest.raises(AuditFailed):
        set_days(audit, 1, "ann")
    assert kept_days(audit) != 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_of_the_system_is_nobodys_to_read(language):
    error = OSError(errno.EACCES, "Permission denied", str(Path("/home/ann/secret")))
    assert told_why(error, language).startswith(SAID[language])
    assert told_why(ValueError("one line"), language) == "one line"
