"""Open a page of the product without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = str(Path(__file__).parents[2] / "ui" / "app.py")


def open_page(name, language="en", **address):
    """Return the page called `name` as a person sees it who opens its address."""
    page = AppTest.from_file(APP, default_timeout=300)
    page.query_params["lang"] = language
    for key, value in address.items():
        page.query_params[key] = value
    page._page_hash = calc_hash("" if name == "ask" else name)  # what the browser sends for the path of a page
    page.run()
    assert not page.exception, page.exception
    return page


def open_popover(page, key):
    """Open what a click on the popover called `key…` opens; returns its name, which ends with the id of the turn."""
    turn = next(button.key for button in page.button if button.key.startswith("evidence-"))
    name = f"{key}-{turn.removeprefix('evidence-').rpartition('-')[0]}"
    page.session_state[name] = True
    page.run()
    assert not page.exception, page.exception
    return name


def texts(page):
    """Every text on the page, without the signs that make it inert."""
    found = [item.value for item in (*page.markdown, *page.caption, *page.warning, *page.error, *page.info)]
    found += [item.label for item in (*page.button, *page.metric)]
    return "\n".join(found).replace("\\", "").replace("\u2060", "")
