"""A page of another site is open in the same browser: it may neither speak to the server nor make it speak."""

from __future__ import annotations

import base64
import os
import socket

import pytest


def knocked(site, host, origin):
    """The status of a websocket that a browser opens under the name `host` for a page of `origin`."""
    port = int(site.address.rsplit(":", 1)[1])
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: {origin.format(port=port)}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: streamlit",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as opened:
        opened.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(opened.recv(200).split()[1])


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1:{port}", 101),
        ("localhost", "http://localhost:{port}", 101),
        ("127.0.0.1", "https://evil.example", 403),
        ("localhost", "http://localhost.evil.example:{port}", 403),
        ("evil.example", "http://evil.example:{port}", 403),  # a name that was led to this machine afterwards
        ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example:{port}", 403),
    ],
)
def test_only_a_page_of_this_server_may_speak_to_it(site, host, origin, status):
    assert knocked(site, host, origin) == status
    assert site.reached() == []  # nor does the server look up elsewhere whether the other site is itself
