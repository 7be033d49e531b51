"""Attacks on the server that `wenshu serve` starts, in a folder and a shell that would open it wide.

The current folder has a file of settings, and the shell has variables, that turn on another way in, trust a header for
a name, and admit another site. The attacks are bytes on a socket; after each of them the server answers as before.
"""

from __future__ import annotations

import base64
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.assistant import tiny

pytestmark = pytest.mark.xdist_group("http")
ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
LONG = 120.0
CANARY = "canary-7f3a"
SETTINGS = """
[server]
enableAgentApi = true
enableStaticServing = true
enableXsrfProtection = false
enableCORS = false
corsAllowedOrigins = ["https://evil.example"]
allowedHosts = ["evil.example"]
[server.trustedUserHeaders]
"X-User" = "email"
[client]
allowedOrigins = ["https://evil.example"]
"""
SHELL = {
    "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
    "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": '{"X-User": "email"}',
    "STREAMLIT_CLIENT_ALLOWED_ORIGINS": "https://evil.example",
    "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a server of a small shop; canaries lie in its folder, above it and in the current folder."""
    folder = tmp_path_factory.mktemp("http")
    model = tiny.build(folder / "shop")
    here = folder / "here"
    for place in (here / ".streamlit", here / "static", model / "static"):
        place.mkdir(parents=True)
        (place / "secret.txt").write_text(CANARY)
    (here / ".streamlit" / "config.toml").write_text(SETTINGS)
    (model / "secret.txt").write_text(CANARY)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "WENSHU_"))}
    own = {"WENSHU_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    log = folder / "log.txt"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--model", str(model), "--no-browser"],
            env={**kept, **own, **SHELL}, cwd=here, stdout=told, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + LONG
    while not (found := ADDRESS.search(log.read_text("utf-8", "replace"))):
        assert process.poll() is None and time.monotonic() < until, log.read_text("utf-8", "replace")
        time.sleep(0.05)
    yield int(found[1])
    os.killpg(process.pid, 15)
    process.wait(LONG)
    assert CANARY not in log.read_text("utf-8", "replace")


def sent(port, message, size=65_536):
    """What comes back for these bytes until the server has said all, or closed; empty where it only closed."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
        try:
            opened.sendall(message)
            while len(found) < size and (part := opened.recv(size)):
                found += part
        except (ConnectionError, TimeoutError):
            pass
    return found


def request(path, *lines, method="GET", host="127.0.0.1", body=b""):
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body


def status(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/") else 0


def lives(port):
    return sent(port, request("/_stcore/health")).endswith(b"ok")


def knocked(port, host, origin):
    """The first bytes of the reply to a websocket that a page of `origin` opens."""
    lines = ("GET /_stcore/stream HTTP/1.1", f"Host: {host}:{port}", f"Origin: {origin}", "Upgrade: websocket",
             "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
             "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit")  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


UP = "../" * 12
TRAVERSALS = [
    f"/{UP}etc/passwd", "/..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%252f..%252f..%252fetc%252fpasswd", "//etc/passwd", "///etc/passwd", "/\\..\\..\\etc\\passwd",
    "/%5c..%5c..%5c",
    "/secret.txt", "/static/secret.txt", "/app/static/secret.txt",
    f"/app/static/{UP}secret.txt", "/static/../secret.txt",
    "/app/static/..%2f..%2fsecret.txt", "/.streamlit/secret.txt", "/.streamlit/config.toml", "/model.yaml",
    "/../shop/model.yaml", "/data/data.json", "/.wenshu/audit.jsonl", "/media/../../model.yaml",
    f"/media/{UP}etc/passwd",
    "/media/..%2f..%2fmodel.yaml", f"/component/{UP}etc/passwd", "/component/x/../../../../etc/passwd",
    "/component/streamlit/..%2f..%2f..%2f..%2fsetup.py", f"/_stcore/bidi-components/{UP}etc/passwd",
    "/_stcore/bidi-components/x/..%2f..%2f..%2fetc/passwd", "/ui/server.py", "/server.py", "/../server.py", "/app.py",
    "/static/%00secret.txt", "/secret.txt%00.html", "/~root/.bashrc", "/proc/self/environ", f"/{UP}proc/self/environ",
    "/media/" + "0" * 64, "/_stcore/../model.yaml", "http://127.0.0.1/../model.yaml", "/%c0%ae%c0%ae/etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file_of_ours(port, path):
    reply = sent(port, request(path), size=2_000_000)
    assert status(reply) in (200, 301, 302, 307, 400, 403, 404, 405) or reply == b""
    for telling in (
        CANARY,
        "root:",
        "Tiny shop",
        "main.sales",
        "WENSHU_HOME",
        "The process that draws",
        "enableAgentApi =",
    ):
        assert telling.encode() not in reply
    assert b"evil" not in reply


@pytest.mark.parametrize("path", ["interact", "openapi.json", "mcp"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_program_drives_the_page_whatever_settings_lie_about(port, path, method):
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}'
    lines = ("Content-Type: application/json", f"Content-Length: {len(body)}", "X-User: boss")
    reply = sent(port, request(f"/_stcore/agent/{path}", *lines, method=method, body=body))
    assert b"Tiny shop" not in reply and b'"result"' not in reply and status(reply) < 500
    said = reply.split(b"\r\n\r\n", 1)[-1][:400]
    is_described = (method, path) == ("GET", "openapi.json")  # how it would be spoken to, were it there
    assert status(reply) == 405 or is_described or b"not serve" in said or b"not_available" in said, said


HOSTS = [
    ("127.0.0.1", "http://127.0.0.1:{port}", 101), ("localhost", "http://localhost:{port}", 101),
    ("127.0.0.1", "https://evil.example", 403), ("evil.example", "https://evil.example", 403),
    ("evil.example", "http://127.0.0.1:{port}", 403), ("127.0.0.1", "null", 403), ("127.0.0.1", "file://", 403),
    ("127.0.0.1", "http://127.0.0.1.evil.example:{port}", 403), ("127.0.0.1", "https://x.streamlit.app", 403),
    ("[::1]", "http://evil.example", 403), ("0.0.0.0", "http://0.0.0.0:{port}", 403),
    ("127.0.0.1", "http://127.0.0.1:1", 403), ("localhost", "http://localhost:1", 403),
    ("127.0.0.1", "http://127.0.0.1", 403), ("127.0.0.1", "https://localhost:1", 403),
    ("127.0.0.1", "http://127.0.0.1:{port}.evil.example", 403), ("127.0.0.1", "http://a@127.0.0.1:{port}", 403),
    ("localhost", "http://127.0.0.1:{port}", 101),
]  # fmt: skip


@pytest.mark.parametrize(("host", "origin", "expected"), HOSTS)
def test_the_page_speaks_to_pages_of_its_own_alone(port, host, origin, expected):
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
        opened.sendall(knocked(port, host, origin.format(port=port)))
        assert status(opened.recv(4096)) == expected


@pytest.mark.parametrize("path", ["/", "/_stcore/host-config", "/oauth2callback", "/auth/login", "/auth/logout", "/x"])
def test_a_name_in_the_request_leads_nobody_elsewhere(port, path):
    reply = sent(port, request(path, "X-Forwarded-Host: evil.example", "X-Forwarded-For: evil.example",
                               host="evil.example"))  # fmt: skip
    assert b"evil" not in reply and b"streamlit.app" not in reply


@pytest.mark.parametrize(
    "path", ["/", "/_stcore/health", "/_stcore/host-config", "/media/x", "/nothing", "/_stcore/metrics"]
)
def test_every_reply_says_what_a_browser_must_not_do(port, path):
    head = sent(port, request(path)).split(b"\r\n\r\n", 1)[0].decode("latin-1").lower()
    for line in ("x-frame-options: sameorigin", "frame-ancestors 'self'", "x-content-type-options: nosniff",
                 "referrer-policy: same-origin"):  # fmt: skip
        assert line in head
    assert "access-control-allow-origin: *" not in head


UPLOADS = [
    ("PUT", "/_stcore/upload_file/session/file"), ("POST", "/_stcore/upload_file/session/file"),
    ("PUT", "/_stcore/upload_file/../../../etc/x"), ("PUT", f"/_stcore/upload_file/{UP}/tmp/canary"),
    ("PUT", "/_stcore/upload_file/%2e%2e%2fx/y"), ("DELETE", "/_stcore/upload_file/session/file"),
    ("PUT", "/media/x"), ("PUT", "/"), ("DELETE", "/"), ("TRACE", "/"), ("PATCH", "/_stcore/health"), ("BREW", "/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), UPLOADS)
def test_nothing_is_taken_from_who_has_no_page_open(port, method, path):
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="canary.csv"\r\n\r\na,b\r\n--x--\r\n'
    lines = ("Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(body)}")
    reply = sent(port, request(path, *lines, method=method, body=body))
    assert status(reply) in (400, 401, 403, 404, 405, 501) or b"<!doctype html" in reply.lower(), reply[:200]
    assert lives(port)


BROKEN = {
    "no request at all": os.urandom(4096),
    "an endless name": b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "an endless header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "too many headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "a negative length": request("/", "Content-Length: -1", method="POST", body=b"x"),
    "a length of words": request("/", "Content-Length: many", method="POST", body=b"x"),
    "two lengths": request("/", "Content-Length: 1", "Content-Length: 5", method="POST", body=b"x"),
    "a length and pieces": request("/", "Content-Length: 4", "Transfer-Encoding: chunked", method="POST",
                                   body=b"0\r\n\r\nGET /model.yaml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    "a piece of endless size": request("/", "Transfer-Encoding: chunked", method="POST", body=b"f" * 17 + b"\r\nx"),
    "a line break in a header": request("/", "X: a\nSet-Cookie: b"),
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500),
    "the next version": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + os.urandom(200),
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "an old version": b"GET / HTTP/0.9\r\n\r\n",
    "a body that never comes": None,
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_requests_end_and_the_next_one_is_answered(port, name):
    message = BROKEN[name]
    if message is None:
        with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
            opened.sendall(request("/_stcore/upload_file/s/f", "Content-Length: 5000000000", method="PUT"))
            assert lives(port)
        return
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
        opened.settimeout(2)
        found = b""
        try:
            opened.sendall(message)
            found = opened.recv(100_000)
        except (ConnectionError, TimeoutError):
            pass
    assert status(found) in (0, 200, 400, 403, 404, 405, 413, 414, 431, 501)
    for telling in (b"Tiny shop", b"Traceback", b"site-packages"):
        assert telling not in found
    assert lives(port)


FRAMES = {
    "random bytes": lambda: os.urandom(5000),
    "a frame that is not masked": lambda: b"\x82\x05hello",
    "a frame of another length": lambda: b"\x82\xff" + b"\x7f" * 8 + os.urandom(100),
    "a message of no meaning": lambda: b"\x82\x85" + bytes(4) + b"hello",
    "a reserved kind": lambda: b"\x8b\x80" + bytes(4),
    "pings without end": lambda: (b"\x89\x80" + bytes(4)) * 5000,
    "an endless message in pieces": lambda: (b"\x02\xfe\xff\xff" + bytes(4) + bytes(65_535)) * 40,
}


@pytest.mark.parametrize("name", FRAMES)
def test_garbage_on_an_open_line_ends_that_line_alone(port, name):
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
        opened.sendall(knocked(port, "127.0.0.1", f"http://127.0.0.1:{port}"))
        assert status(opened.recv(4096)) == 101
        opened.settimeout(2)
        try:
            opened.sendall(FRAMES[name]())
            told = opened.recv(100_000)
        except (ConnectionError, TimeoutError):
            told = b""
        assert b"Traceback" not in told and CANARY.encode() not in told
    assert lives(port)


def test_many_who_begin_a_request_and_never_end_it_keep_nobody_out(port):
    with ExitStack() as stack:
        for number in range(300):
            opened = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=LONG))
            opened.sendall(f"GET /{number} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".encode())
        assert lives(port)
        page = sent(port, request("/"))
        assert status(page) == 200 and b"<!DOCTYPE html" in page
    assert lives(port)


def test_what_the_server_tells_of_itself_names_nobody_and_nothing(port):
    told = sent(port, request("/_stcore/metrics", "X-User: boss"), size=1_000_000)
    assert status(told) == 200
    for telling in (b"tiny", b"Tiny", b"boss", b"revenue", str(ROOT).encode(), b"/tmp"):
        assert telling not in told


def test_the_server_listens_on_this_machine_alone(port):
    """Whatever the shell says of its address."""
    own = socket.gethostbyname_ex(socket.gethostname())[2]
    for address in (item for item in own if not item.startswith("127.")):
        with pytest.raises(OSError):
            socket.create_connection((address, port), timeout=2).close()
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as opened:
        assert opened.getpeername()[0] == "127.0.0.1"
