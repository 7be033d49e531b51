"""How long a person waits: `uv run python -m tests.benchmarks.page` (`--rounds 3`).

From the key Enter to the headline, measured by the page itself in a headless Chromium on the demo in its full size, for
every suggested question in both languages and a follow-up of each kind; beside it the processor time that the server
spent in between. The first paint is a page opened by a visitor who was never here.

Rule: nothing is asserted. The time of the page counts what a person sees: from the key to the headline in the document.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from assistant.ways_on.suggestions import suggestions
from assistant.workspace import ensure_demo
from semantic_layer.loader import load_model
from tests.ui.browser.conftest import CHROMIUM, start, stop
from tests.ui.browser.steps import HEADLINE, box, settled

FOLLOW_UPS = {
    "en": ("revenue by channel last month", "only App", "by week", "and the month before?", "as a table"),
    "zh": ("上个月各渠道的销售额", "只看App", "按周", "那上上个月呢？", "用表格显示"),
}
WATCH = """
(selector) => {
  const headlines = () => document.querySelectorAll(selector).length;
  const before = headlines();
  let begun = 0;
  window.took = 0;
  document.addEventListener("keydown", event => { begun = performance.now(); }, {capture: true, once: true});
  const seen = new MutationObserver(() => {
    if (headlines() > before) { window.took = performance.now() - begun; seen.disconnect(); }
  });
  seen.observe(document.body, {childList: true, subtree: true});
}
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def answered(page, text, site):
    """Milliseconds from Enter to the headline, and of the server's processor."""
    box(page).fill(text)
    page.evaluate(WATCH, HEADLINE)
    before = site.spent()
    box(page).press("Enter")
    waited = page.wait_for_function("window.took").json_value()
    used = site.spent() - before
    settled(page)
    return waited, used * 1000


def opened(browser, address):
    """A new visitor: first paint, and until a question can be chosen."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address)
    page.locator("[class*='st-key-suggestion-0']").wait_for()
    ready = (time.perf_counter() - begun) * 1000
    settled(page)
    return page, page.evaluate(FIRST_PAINT), ready


def line(name, found):
    waited, used = [item[0] for item in found], [item[1] for item in found]
    print(
        f"{name:58} median {median(waited):6.0f} ms  max {max(waited):6.0f} ms  processor {median(used):6.0f} ms",
        flush=True,
    )


def measure(browser, site, questions, rounds):
    page, paint, ready = opened(browser, f"{site.address}/?lang=en")
    print(f"first visitor of a server: first paint {paint:.0f} ms, questions to choose {ready:.0f} ms")
    waited = {text: [] for texts in questions.values() for text in texts}
    for number in range(rounds):
        for texts in questions.values():
            page.context.close()
            page, paint, ready = opened(browser, f"{site.address}/?lang=en")
            print(f"visitor {number + 2}: first paint {paint:.0f} ms, questions to choose {ready:.0f} ms")
            for text in texts:
                waited[text].append(answered(page, text, site))
    for text, found in waited.items():
        line(text, found)
    for kind, texts in questions.items():
        line(f"all: {kind}", [item for text in texts for item in waited[text]])
    everything = [item for found in waited.values() for item in found]
    line("all", everything)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--home", type=Path, help="a folder in which the demo is, or will be, built")
    given = options.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = given.home or Path(folder)
        model = load_model(ensure_demo(home))
        questions = {f"suggested, {language}": suggestions(model, language) for language in ("en", "zh")}
        questions |= {f"follow-ups, {language}": texts for language, texts in FOLLOW_UPS.items()}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        site = start(home)
        try:
            measure(browser, site, questions, given.rounds)
        finally:
            stop(site)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
