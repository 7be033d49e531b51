"""One server and one Chromium for all tests of this folder; every test gets browser profiles of its own.

Rule: no page and no server process may ask anything of another machine. Every request of every profile is recorded, and
the server runs under a guard that writes down and refuses each connection and each look-up of a foreign name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ui.browser.slow import add_slow_metric
from tests.ui.browser.steps import LONG

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HERE = Path(__file__).parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
START_S = LONG / 1000
GUARD = HERE / "guard"  # for the processes of servers; never in the one that runs the tests
collect_ignore = ["guard"]
ARTEFACTS = HERE.parents[2] / "artefacts"
NEVER_LEFT = ("data:", "blob:", "file:", "about:")


def pytest_configure(config):
    config.addinivalue_line("markers", "xdist_group(name): the tests of one group run in one worker")


def pytest_collection_modifyitems(items):
    """All of them run in one worker, because they share one server and one browser; first, since they take longest."""
    items.sort(key=lambda item: not item.path.is_relative_to(HERE))
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium installed; .ci/run installs one"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With a test that failed stands what its pages showed at that moment."""
    report = yield
    visits = getattr(item, "funcargs", {}).get("visit")
    if report.failed and call.when == "call" and isinstance(visits, Visits):
        report.sections += [(f"page {page.url}", tell_of(page)) for page in visits.pages()]
    return report


def tell_of(page):
    """The texts of a page as it stands, or why they cannot be had."""
    from playwright.sync_api import Error

    try:
        return page.inner_text("body", timeout=5_000)
    except Error as error:
        return str(error)


@dataclass
class Site:
    """A server in a process of its own: its address, the folder it keeps things in, whom it tried to reach."""

    home: Path
    process: subprocess.Popen[bytes]
    address: str

    def drawing(self):
        """The process that draws the pages: the child of the command."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])

    def spent(self):
        """Processor seconds of the process that draws the pages, so far."""
        fields = Path(f"/proc/{self.drawing()}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def reached(self):
        record = self.home / "sockets.txt"
        return record.read_text("utf-8").splitlines() if record.exists() else []


def environment(home, **more):
    """The environment of a server: no endpoint, a home of its own, and the guard in every process."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "WENSHU_", "STREAMLIT_"))}
    own = {"WENSHU_HOME": str(home), "WENSHU_TEST_SOCKETS": str(home / "sockets.txt"), "PYTHONUNBUFFERED": "1"}
    return {**kept, **own, "PYTHONPATH": str(GUARD), **more}


def start(home, **more):
    """Serve the model in `home`/demo as a person would, on whatever port the command finds free and tells."""
    log = home / "server.log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--model", str(home / "demo"), "--no-browser"],
            env=environment(home, **more),
            cwd=HERE.parents[2],
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    until = time.monotonic() + START_S
    while not (found := ADDRESS.search(log.read_text("utf-8", "replace"))):
        assert process.poll() is None and time.monotonic() < until, log.read_text("utf-8", "replace")
        time.sleep(0.05)
    return Site(home, process, found.group())


def stop(site):
    os.killpg(site.process.pid, 15)
    site.process.wait(START_S)


def copy_of_demo(demo_home, folder):
    """A home with the demo's model and data, a metric that takes long, and nothing that other tests left there."""
    shutil.copytree(demo_home / "demo", folder / "demo", ignore=shutil.ignore_patterns(".wenshu", "learned", "runs"))
    add_slow_metric(folder / "demo")
    return folder


@pytest.fixture(scope="package")
def site(demo_home, tmp_path_factory):
    started = start(copy_of_demo(demo_home, tmp_path_factory.mktemp("site")))
    yield started
    stop(started)
    assert started.reached() == []


@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="package")
def profile(browser):
    """A profile that is emptied after each visitor: it keeps the files of the page, which take seconds to read."""
    context = browser.new_context()
    yield context
    context.close()


@dataclass
class Visits:
    """Opens pages, each in a profile of its own, and knows every address that any of them asked for."""

    browser: object
    address: str
    profile: object = None  # for the first page of a test; the others are other persons, at once
    contexts: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def __call__(self, path="/", *, language="en", scheme="light", width=1280, height=1000, **options):
        context = self._context(options)
        context.on("request", self._asks)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        where = path if path.startswith("http") else f"{self.address}{path}"
        page.goto(where if "lang=" in where else f"{where}{'&' if '?' in where else '?'}lang={language}")
        return page

    def _context(self, options):
        shared = self.profile is not None and not options and self.profile not in self.contexts
        context = self.profile if shared else self.browser.new_context(**options)
        assert context.cookies() == [] and context.pages == []
        context.set_default_timeout(LONG)
        self.contexts.append(context)
        return context

    def pages(self):
        return [page for context in self.contexts for page in context.pages]

    def _asks(self, request):
        self.asked.append(request.url)

    def outside(self):
        """The addresses of other machines among those that were asked for."""
        foreign = (url for url in self.asked if not url.startswith(NEVER_LEFT))
        return sorted({url for url in foreign if urlsplit(url).hostname not in ("127.0.0.1", "localhost")})

    def close(self):
        for context in self.contexts:
            if context is self.profile:
                context.remove_listener("request", self._asks)
                empty(context, self.address)
            else:
                context.close()


def empty(context, address):
    """Close its pages and forget what they kept: the next visitor was never here."""
    for page in context.pages:
        page.close()
    page = context.new_page()
    everything = {"origin": address, "storageTypes": "all"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
    context.clear_cookies()
    page.close()


@pytest.fixture
def visit(site, browser, profile):
    """`visit(path, language=, scheme=, width=)` opens a page as a visitor who was never here."""
    visits = Visits(browser, site.address, profile)
    yield visits
    visits.close()
    for kept in ("boards", "saved"):  # what one test pinned and saved is not there in the next
        shutil.rmtree(site.home / "demo" / ".wenshu" / kept, ignore_errors=True)
    assert visits.asked, "a page that asked for nothing was never opened"
    assert visits.outside() == []


@pytest.fixture
def keep():
    """Keep a picture of a page among the artefacts."""

    def taken(page, name, **options):
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=str(ARTEFACTS / f"{name}.png"), animations="disabled", **options)

    return taken
