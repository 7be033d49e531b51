"""Loaded by every Python process that has this folder on its path: writes down and refuses to reach another machine."""

from __future__ import annotations

import os
import sys

HERE = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0")


def _host(event: str, args: tuple[object, ...]) -> object:
    """Whom a call would reach; None where it reaches nobody."""
    if event == "socket.getaddrinfo" or event == "socket.gethostbyname":
        return args[0]
    if event in ("socket.connect", "socket.sendto"):
        address = args[-1]
        return address[0] if isinstance(address, tuple) else None  # a path or bytes: a socket of this machine
    return None


def _watch(event: str, args: tuple[object, ...]) -> None:
    host = _host(event, args)
    told = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if told is None or told in HERE or str(told).startswith("127."):
        return
    with open(os.environ["WENSHU_TEST_SOCKETS"], "a", encoding="utf-8") as record:
        record.write(f"{event} {told}\n")
    raise PermissionError(f"{event}: {told} is not this machine")


sys.addaudithook(_watch)
