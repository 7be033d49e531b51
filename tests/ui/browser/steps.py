"""What a person does on the page, each step ending in a state that can be waited for."""

from __future__ import annotations

import time

HEADLINE = "[class*='st-key-headline-']"
IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
REDRAWN_MS = 30_000  # a chart is drawn anew some time after the window has become narrower
LOOK_MS = 50
LONG = 120_000  # milliseconds; what has not come by then on a crowded machine never comes


def settled(page):
    """Wait until the script has ended and what it drew stands still."""
    page.wait_for_function(IDLE)


def box(page):
    return page.get_by_test_id("stChatInputTextArea")


def headlines(page):
    return page.locator(HEADLINE)


def headline(page):
    """The sentence of the last card, as it is read."""
    headlines(page).last.wait_for()
    return plain(headlines(page).last.inner_text())


def plain(text):
    """Without the signs that make a text inert."""
    return text.replace("\u200b", "").replace("\u2060", "").replace("\xa0", " ").strip()


def send(page, text):
    box(page).wait_for()
    box(page).fill(text)
    box(page).press("Enter")


def ask(page, text):
    """Ask, and wait for the card of the answer."""
    before = headlines(page).count()
    send(page, text)
    headlines(page).nth(before).wait_for()
    settled(page)
    return headline(page)


def click_and_get_card(page, target):
    """Click what runs another question, and wait for its card."""
    before = headlines(page).count()
    target.click()
    headlines(page).nth(before).wait_for()
    settled(page)
    return headline(page)


def drawn(page, count=1):
    """Wait until `count` charts are on the page."""
    page.locator("svg.marks, canvas.marks").nth(count - 1).wait_for()


def becomes(items, count):
    """Wait until there are so many of them."""
    from playwright.sync_api import expect

    expect(items).to_have_count(count, timeout=LONG)


def holds(field, text):
    """Wait until there stands `text` in the field."""
    from playwright.sync_api import expect

    expect(field).to_have_value(text, timeout=LONG)


def said(page):
    """Every text beside the rail."""
    return plain(page.get_by_test_id("stMainBlockContainer").inner_text())


def keyed(page, name):
    """The elements whose key begins with `name`."""
    return page.locator(f"[class*='st-key-{name}']")


def popover(page, words):
    """The last opener that says `words`; one with a tooltip is in the page a second time, hidden."""
    return page.get_by_test_id("stPopoverButton").filter(has_text=words).filter(visible=True).last


def sideways(page):
    """By how many pixels the page can be scrolled sideways, once it stands still."""
    return kept_saying(page, "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth", 0)


def kept_saying(page, script, wanted, given=None):
    """`wanted` as soon as the script says so, else what it says when the page had time to be drawn anew.

    While a part of the page is drawn anew, what the script looks for may not be there: then it says nothing yet.
    """
    from playwright.sync_api import TimeoutError

    says = f"JSON.stringify(({script})(given)) === JSON.stringify(wanted)"
    equal = f"([wanted, given]) => {{ try {{ return {says} }} catch {{ return false }} }}"
    try:
        page.wait_for_function(equal, arg=[wanted, given], timeout=REDRAWN_MS)
    except TimeoutError:
        return page.evaluate(script, given)
    return wanted


def comes_to(page, read, wanted):
    """`wanted` as soon as `read()` gives it, else what it gives when the page had time to be drawn anew."""
    end = time.monotonic() + REDRAWN_MS / 1000
    while (found := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(LOOK_MS)
    return found
