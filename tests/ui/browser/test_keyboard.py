"""Everything by keyboard: the order of the page, a focus that is seen, and a question without a mouse."""

from __future__ import annotations

from tests.ui.browser.steps import ask, box, headline, keyed, popover, settled, sideways

FOCUSED = """() => {
  const item = document.activeElement;
  const look = () => [item, item.parentElement, item.parentElement?.parentElement].filter(Boolean).map(getComputedStyle)
    .map(s => [s.outline, s.boxShadow, s.borderColor, s.backgroundColor].join("|")).join();
  const text = (item.innerText || item.getAttribute("aria-label") || item.placeholder || "").trim();
  const withFocus = look();
  item.blur();
  const without = look();
  item.focus({focusVisible: true});
  return {text, seen: withFocus !== without || !item.matches("a, button, [role=tab], [role=radio]")};
}"""


def tabbed(page, times):
    """What has the focus after each press of Tab."""
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    return found


def test_tab_goes_through_the_page_in_its_order_and_the_focus_is_seen(visit):
    page = visit()
    keyed(page, "suggestion-0").wait_for()
    keyed(page, "pages").get_by_role("link", name="Settings").wait_for()  # the rail can come after the page
    settled(page)
    found = tabbed(page, 45)
    texts = [item["text"] for item in found]
    wanted = ["New question", "Metrics", "Settings", "Which segment has the highest repurchase rate?"]
    places = [next(n for n, text in enumerate(texts) if name in text) for name in wanted]
    assert places == sorted(places)
    assert any("Ask about your business" in text for text in texts)
    assert [item for item in found if item["text"] and not item["seen"]] == []


def test_a_suggestion_is_asked_and_a_menu_is_opened_and_left_without_a_mouse(visit):
    page = visit()
    keyed(page, "suggestion-1").get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert "Revenue" in headline(page)
    settled(page)
    opener = popover(page, "Pin")
    opener.focus()
    page.keyboard.press("Enter")
    body = page.get_by_test_id("stPopoverBody")
    body.wait_for()
    page.keyboard.press("Escape")
    body.wait_for(state="hidden")
    on_opener = "document.activeElement.matches('button') && document.activeElement.innerText.includes('Pin')"
    page.wait_for_function(on_opener)  # the focus goes back once the menu is gone


def test_at_twice_the_size_nothing_is_lost(visit):
    """A window of 1280 px at 200 % has the room of 640 px."""
    page = visit(width=640, height=500, device_scale_factor=2)
    ask(page, "revenue by channel last month")
    assert sideways(page) == 0
    for name in ("Chart", "Table", "How it was computed"):
        assert page.get_by_role("tab", name=name).is_visible()
    box(page).wait_for()
