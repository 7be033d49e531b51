"""The page in a real browser shows the number of the command line, and fetches nothing from outside."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
QUESTIONS = {"en": "Which segment has the highest repurchase rate?", "zh": "哪个分群复购率最高？"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium installed; .ci/run installs one"),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(demo_home):
    port = free_port()
    command = [sys.executable, "-m", "assistant.cli", "demo", "--port", str(port), "--no-browser"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "WENSHU_LLM"))}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            break
        except OSError:
            assert process.poll() is None, process.stdout.read().decode()
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def ask(page, text):
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(text)
    box.press("Enter")
    page.wait_for_selector("[class*='st-key-headline-']", timeout=60_000)
    page.wait_for_selector("svg.marks, canvas.marks", timeout=30_000)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_number_on_the_screen_is_the_number_of_the_command_line(
    server, browser, demo_home, capsys, language, scheme
):
    from assistant.cli import main

    assert main(["ask", QUESTIONS[language], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    outside = []
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, color_scheme=scheme)
    page = context.new_page()
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(f"{server}/?lang={language}")
    page.wait_for_selector("[class*='st-key-suggestions']", timeout=60_000)
    page.screenshot(path=_artefact(f"empty-{language}-{scheme}.png"))
    ask(page, QUESTIONS[language])
    headline = page.locator("[class*='st-key-headline-']").inner_text()
    assert headline.replace(" ", "").replace("\u200b", "") == told["headline"].replace(" ", "")
    page.wait_for_timeout(800)
    page.screenshot(path=_artefact(f"headline-{language}-{scheme}.png"))
    page.get_by_role("tab").nth(2).click()
    page.wait_for_timeout(500)
    page.screenshot(path=_artefact(f"derivation-{language}-{scheme}.png"), full_page=True)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
    context.close()


def test_nothing_scrolls_sideways_on_a_phone(server, browser):
    context = browser.new_context(viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto(server)
    page.wait_for_selector("[class*='st-key-suggestions']", timeout=60_000)
    ask(page, QUESTIONS["zh"])
    page.wait_for_timeout(500)
    page.screenshot(path=_artefact("phone-zh.png"))
    width = page.evaluate("document.scrollingElement.scrollWidth")
    context.close()
    assert width <= 400


def _artefact(name):
    ARTEFACTS.mkdir(exist_ok=True)
    return str(ARTEFACTS / name)
