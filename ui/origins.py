"""Which page may open the line to the server: the one of the very address that it speaks to, its port included.

Rule: what else is served on this machine under the same name is another site. A browser sends the cookies of a name to
every port of it, so a page of another port would be taken for who signed in here. Programs that are no browser name no
page; of them whoever reaches the port may open a line, as the page itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from urllib.parse import urlsplit

from ui.headers import App, Message, Send

_USUAL = {"http": 80, "https": 443}
_REFUSED = {"type": "websocket.close", "code": 1008}


class OwnPages:
    """An ASGI application that a page of another origin opens no line to. `own`: the addresses people are given."""

    def __init__(self, app: App, own: Collection[str]) -> None:
        self._app, self._own = app, own

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] == "websocket":
            given = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
            origin = given.get(b"origin")
            if origin is not None and not is_own(origin, given.get(b"host", ""), self._own):
                await receive()
                await send(_REFUSED)
                return
        await self._app(scope, receive, send)


def is_own(origin: str, host: str, own: Collection[str] = ()) -> bool:
    """Whether a page of `origin` is one of the address `host`, or of an address of `own`.

    Examples
    --------
    >>> is_own("http://127.0.0.1:8501", "127.0.0.1:8501"), is_own("http://127.0.0.1:9", "127.0.0.1:8501")
    (True, False)
    >>> is_own("https://wenshu.example.com", "10.0.0.1:8501", ["https://wenshu.example.com:443"])
    True
    """
    page = _place(origin)
    if page is None:
        return False
    scheme = urlsplit(origin).scheme
    return page in {_place(f"{scheme}://{host}"), *map(_place, own)}


def _place(address: str) -> tuple[str, int] | None:
    """Name and port of an address; None where it is none that a browser sends."""
    try:
        parts = urlsplit(address)
        port = parts.port or _USUAL[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.hostname, port) if parts.hostname and parts.username is None else None
