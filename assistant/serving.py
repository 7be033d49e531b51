"""Serve the page on this machine only.

Rule: the server listens on 127.0.0.1, on a free port, sends no statistics, and dies with the command. It answers to
names of this machine and to the one that people sign in under, so no other site can lead a browser to it. The page
finds its model through `WENSHU_MODEL`. A sign-in is read from its own file in the home folder and from nowhere else.
What decides who may come in is said on the command line: neither a variable of the shell nor a file of settings in the
current folder opens another way, trusts a header for a name, or lets another site speak to the page.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from assistant.places import home
from assistant.signing_in import FILE, BadSignIn, SignIn, sign_in_of

HOST = "127.0.0.1"
START_S = 30.0
END_S = 10.0  # running questions stop within a second or two, and are written down
_SETTINGS = {
    "server.address": HOST,
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "server.enableAgentApi": "false",
    "server.trustedUserHeaders": "{}",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.enableStaticServing": "false",
    "server.scriptHealthCheckEnabled": "false",
    "global.developmentMode": "false",
    "runner.fastReruns": "false",  # a click ends a run of the page where the page can hand on what runs, not as a stop
}


def serve(model_dir: Path, port: int | None, *, opens_browser: bool, tell: Callable[[str], None]) -> int:
    """Run the page until it is stopped and return its exit code."""
    chosen, sign_in = port or free_port(), _sign_in()
    url = sign_in.address(chosen) if sign_in else f"http://{HOST}:{chosen}"
    ours = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    process = subprocess.Popen(command(chosen), env={**ours, "WENSHU_MODEL": str(model_dir.resolve())})
    try:
        if wait_until_open(chosen, process):
            tell(url)
            if opens_browser and has_display():
                webbrowser.open(url)
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(process)


def command(port: int) -> list[str]:
    """The command of the server."""
    spec = find_spec("ui")
    folder = Path(next(iter(spec.submodule_search_locations or []))) if spec else Path("ui")
    settings = {**_SETTINGS, "server.port": str(port), "secrets.files": str(home(os.environ) / FILE)}
    sign_in = _sign_in()
    own = sign_in.address(port) if sign_in else f"http://{HOST}:{port}"
    settings["server.corsAllowedOrigins"] = own  # told, for a proxy that keeps its own name to itself
    settings["client.allowedOrigins"] = own
    options = [f"--{name}={value}" for name, value in settings.items()]
    names = (HOST, "localhost", *((sign_in.host,) if sign_in else ()))
    options += [f"--server.allowedHosts={name}" for name in names]
    return [sys.executable, str(folder / "server.py"), *options]


def _sign_in() -> SignIn | None:
    """The sign-in, if any; what is wrong with its file is told by the page."""
    try:
        return sign_in_of(home(os.environ))
    except BadSignIn:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server accepts connections; False when it ended or took too long."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def has_display() -> bool:
    """Whether there is a screen for a browser: on Linux a display server says so."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
