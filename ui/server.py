"""The process that draws the pages: started by `wenshu serve`, with the options of `streamlit run` behind it.

Rule: what the first answers need is made ready while nobody waits for it, after the server listens; what fails there is
told by the page that needs it. The folder of the packages stands first on the path, so that nothing in the current
folder is taken for one of ours. The server never asks another machine what its own address is, no reply leaves without
the headers of `headers.py`, and who signs in comes back to where they were (`way_back.py`).
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
NEEDED = (
    "ui.views.ask",
    "tools.metrics.query",
    "pandas.io.formats.style",
    "pyarrow",
    "tools.churn.risk",
    "sklearn.ensemble",
)
LISTENS_S = 30.0


def main(options: list[str]) -> None:
    """Serve until stopped."""
    sys.path[0] = str(HERE.parent)
    from streamlit import net_util
    from streamlit.web.cli import main as streamlit

    _with_headers()
    net_util._internal_ip = net_util._external_ip = "127.0.0.1"  # looked up when a page of another site knocks
    threading.Thread(target=_warm, daemon=True).start()
    streamlit(["run", str(HERE / "app.py"), *options], prog_name="streamlit")


def _with_headers() -> None:
    """Have our headers on every reply, and our own pages alone on the line: the first of what all passes through."""
    from starlette.middleware import Middleware
    from streamlit import config
    from streamlit.web.server.starlette import starlette_app

    from ui.headers import WithHeaders
    from ui.origins import OwnPages
    from ui.way_back import WayBack

    def ours() -> list[Middleware]:
        own = list(config.get_option("client.allowedOrigins"))
        return [Middleware(WithHeaders), Middleware(OwnPages, own=own), Middleware(WayBack)]

    theirs = starlette_app.create_streamlit_middleware
    starlette_app.create_streamlit_middleware = lambda: [*ours(), *theirs()]


def _warm() -> None:
    """Open the workspace, build its parser and import what answers and pages are made with."""
    _wait_for_runtime()
    from assistant.agent.settings import BadSetting
    from semantic_layer.engines.errors import EngineError
    from semantic_layer.errors import ModelError
    from ui.opened import workspace

    try:
        context = workspace()
        context.make_reader(context.tools.who, context.tools.calendar)
    except (BadSetting, ModelError, EngineError, OSError):
        return  # the first page says what is wrong
    for name in NEEDED:
        import_module(name)
    gc.collect()
    gc.freeze()  # what stands now stays: the collection after every run of a page need not walk it


def _wait_for_runtime() -> None:
    from streamlit import runtime

    until = time.monotonic() + LISTENS_S
    while not runtime.exists() and time.monotonic() < until:
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
