"""Who signs in or out comes back to the address that they came from: its language, its page, and the link they opened.

Rule: only an address of this very server is gone back to, a page that it has, written anew from its parts. Who signed
out keeps the language and nothing else. What is remembered is a cookie that no script reads, for as long as a sign-in
takes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ui.headers import App, Message, Send
from ui.session import PAGES

COOKIE = "wenshu_way_back"
KEPT_S = 600
LONGEST = 2_000
LEAVING, COMING = ("/auth/login", "/auth/logout"), ("/oauth2callback", "/auth/logout")
Header = tuple[bytes, bytes]


class WayBack:
    """An ASGI application that remembers where a sign-in began, and sends there instead of to the first page."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        path = str(scope.get("path", "")) if scope["type"] == "http" else ""
        asked: Sequence[Header] = scope.get("headers", ())
        left = _left_from(path, asked) if path in LEAVING else ""
        back = left or _remembered(asked)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if path in COMING and back and (b"location", b"/") in headers:
                    headers[headers.index((b"location", b"/"))] = (b"location", back.encode())
                    headers.append(_cookie("", 0))
                elif left:
                    headers.append(_cookie(left, KEPT_S))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, sending)


def way_back(address: str, *, signs_out: bool = False) -> str:
    """The address within this server that may be gone back to; nothing where it names no page of ours.

    Examples
    --------
    >>> way_back("/board?lang=zh&x=<b>")
    '/board?lang=zh&x=%3Cb%3E'
    >>> way_back("//elsewhere.example/board"), way_back("/static/x")
    ('', '')
    >>> way_back("/?a=1&lang=en", signs_out=True)
    '/?lang=en'
    """
    parts = urlsplit(address)
    page = parts.path.strip("/")
    if parts.scheme or parts.netloc or len(address) > LONGEST or (page and page not in PAGES):
        return ""
    pairs = parse_qsl(parts.query)
    if signs_out:
        page, pairs = "", [pair for pair in pairs if pair[0] == "lang"]
    return f"/{page}?{urlencode(pairs)}" if pairs else f"/{page}"


def _left_from(path: str, asked: Sequence[Header]) -> str:
    """Where the person was who follows the way in or out, as their browser says."""
    named = dict(asked)
    came = urlsplit(named.get(b"referer", b"").decode("latin-1"))
    if not came.netloc or came.netloc != named.get(b"host", b"").decode("latin-1"):
        return ""
    return way_back(f"{came.path}?{came.query}", signs_out=path == "/auth/logout")


def _remembered(asked: Sequence[Header]) -> str:
    pieces = (piece.strip() for name, text in asked if name == b"cookie" for piece in text.decode("latin-1").split(";"))
    found = next((piece.partition("=")[2] for piece in pieces if piece.startswith(f"{COOKIE}=")), "")
    return way_back(unquote(found)) if found else ""


def _cookie(address: str, seconds: int) -> Header:
    text = f"{COOKIE}={quote(address, safe='')}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return b"set-cookie", text.encode()
