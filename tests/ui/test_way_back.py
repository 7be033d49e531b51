"""Where a sign-in leads back to: pages of this server alone, whatever the browser or a cookie says."""

from __future__ import annotations

import asyncio

import pytest

from ui.way_back import COOKIE, LONGEST, WayBack, way_back

HOST = (b"host", b"127.0.0.1:8501")


def reply(path, headers, status=302, location=b"/"):
    """The headers of the reply to a request, and the address that it leads to."""

    async def server(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": [(b"location", location)]})

    sent = []

    async def keep(message):
        sent.append(message)

    asyncio.run(WayBack(server)({"type": "http", "path": path, "headers": [HOST, *headers]}, None, keep))
    found = sent[0]["headers"]
    cookies = [text.decode() for name, text in found if name == b"set-cookie"]
    return next(text for name, text in found if name == b"location").decode(), cookies


def came_from(address):
    return (b"referer", address.encode())


def remembered(cookies):
    return (b"cookie", cookies[0].partition(";")[0].encode())


def test_the_way_in_leads_back_to_the_address_and_forgets_it():
    _, kept = reply("/auth/login", [came_from("http://127.0.0.1:8501/board?lang=zh&board=x")], location=b"https://id")
    assert "HttpOnly" in kept[0] and "SameSite=Lax" in kept[0]
    back, gone = reply("/oauth2callback", [remembered(kept)])
    assert back == "/board?lang=zh&board=x" and "Max-Age=0" in gone[0]


def test_the_way_out_keeps_the_language_alone_with_a_page_of_the_provider_and_without():
    here = came_from("http://127.0.0.1:8501/board?lang=zh&c=secret")
    assert reply("/auth/logout", [here])[0] == "/?lang=zh"
    away, kept = reply("/auth/logout", [here], location=b"https://id/end")
    assert away == "https://id/end" and "secret" not in kept[0]
    assert reply("/oauth2callback", [remembered(kept)])[0] == "/?lang=zh"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/board?lang=zh",
        "http://127.0.0.1:8501//elsewhere.example/board",
        "http://127.0.0.1:8501/auth/logout",
        "http://127.0.0.1:8501/media/file.html",
        f"http://127.0.0.1:8501/?lang={'z' * LONGEST}",
    ],
)
def test_nothing_but_a_page_of_this_server_is_gone_back_to(address):
    assert reply("/auth/login", [came_from(address)], location=b"https://id")[1] == []
    planted = (b"cookie", f"{COOKIE}={address.replace('http://127.0.0.1:8501', '')}".encode())
    assert reply("/oauth2callback", [planted])[0] == "/"


def test_a_line_break_in_the_cookie_makes_no_header():
    assert "\r" not in way_back("/?lang=zh\r\nset-cookie: a=b") and "\n" not in way_back("/?a=%0d%0ab")


def test_other_replies_are_left_alone():
    assert reply("/", [came_from("http://127.0.0.1:8501/board")]) == ("/", [])
    assert reply("/oauth2callback", []) == ("/", [])
