"""One's own data in a real browser: a dirty GBK file from the drop to the first answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from assistant.serving import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
ROWS = [(f"{n:05}", f"2026年{n % 9 + 1}月{n % 27 + 1}日", ("北京", "上海", "广州")[n % 3], n * 10) for n in range(60)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium installed; .ci/run installs one"),
]


def dirty():
    """A title, an empty line, a line with too few fields, a total with too many, and an unclosed quote."""
    lines = ["2026年销售明细", "", "订单编号,下单日期,城市,金额"]
    lines += [f'{number},{day},{city},"{amount:,}.50"' for number, day, city, amount in ROWS]
    lines += ["99999,缺两列", "合计,,,,1,2", '88888,2026年1月1日,"北京,5']
    return "\r\n".join(lines).encode("gbk")


@pytest.fixture
def server(demo_home, tmp_path):
    port = free_port()
    (tmp_path / "demo").symlink_to(demo_home / "demo", target_is_directory=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "WENSHU_"))}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--model", str(tmp_path / "demo")]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-browser"],
        env={**kept, "WENSHU_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.2)
    yield address
    os.killpg(process.pid, 15)
    process.wait(20)


def test_a_dirty_gbk_file_is_asked_about_three_clicks_after_the_drop(server, tmp_path):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "销售.csv"
    file.write_bytes(dirty())
    outside = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(f"{server}/data?lang=zh")
        page.wait_for_selector("input[type=file]", state="attached", timeout=60_000)
        page.set_input_files("input[type=file]", str(file))
        page.locator("[class*='st-key-data-encoding'] input").click(timeout=30_000)
        page.get_by_role("option").filter(has_text="gb18030").click()
        page.wait_for_selector("[class*='st-key-data-check']", timeout=60_000)
        report = page.locator("[class*='st-key-data-file-']").first.inner_text().replace("\u200b", "")
        assert "读入 60 行，拒绝 3 行，表头以上 1 行，空行 1 行" in report
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=str(ARTEFACTS / "data-zh.png"), full_page=True)
        page.locator("[class*='st-key-data-check'] button").click()
        page.locator("[class*='st-key-data-keep'] button").click(timeout=60_000)
        page.locator("[class*='st-key-data-ask-0'] button").click(timeout=60_000)
        page.wait_for_selector("[class*='st-key-headline-']", timeout=60_000)
        headline = page.locator("[class*='st-key-headline-']").inner_text()
        page.screenshot(path=str(ARTEFACTS / "data-first-answer-zh.png"))
        browser.close()
    best = max(sum(amount for *_, c, amount in ROWS if c == city) + 10 for city in ("北京", "上海", "广州"))
    assert f"{best:,}" in headline or "广州" in headline
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
