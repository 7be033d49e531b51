"""An OpenAI-compatible endpoint on loopback that can do everything, except where it is told to misbehave.

What is asked is one of `models`, `reply`, `forced_tool`, `auto_tool`, `tool_result`, `several_tools`, `schema`,
`stream`, `stream_tools`. For each a way to misbehave may be given: an HTTP status, or one of the names in `WAYS`.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

SECRET = "sk-secret-0000"
NORTH, SOUTH = '{"region": "north"}', '{"region": "south"}'
WAYS = ("garbage", "shapeless", "half", "hang", "babble", "drip", "headers", "words", "bad_arguments", "wrong_tool",
        "one_call", "empty", "whole", "no_usage", "error_event", "redirect")  # fmt: skip
ENDLESS = ("hang", "drip", "headers")  # these end when the client has had enough, and not before


class ScriptedEndpoint(ThreadingHTTPServer):
    """`requests` holds what was asked: (what, body, headers)."""

    daemon_threads = True

    def __init__(self, models=None, **misbehaves):
        assert all(isinstance(way, int) or way in WAYS for way in misbehaves.values())
        self.misbehaves, self.requests, self.is_over = misbehaves, [], threading.Event()
        self.listed = [{"id": "scripted", "object": "model", "max_model_len": 8192}] if models is None else models
        super().__init__(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.shutdown()
        self.server_close()


def asked(body):
    """What a request is after."""
    if body.get("stream"):
        return "stream_tools" if body.get("tools") else "stream"
    if body.get("response_format"):
        return "schema"
    if not body.get("tools"):
        return "reply"
    if body["messages"][-1]["role"] == "tool":
        made = body["messages"][-2]["tool_calls"]
        assert [call["id"] for call in made] == [body["messages"][-1]["tool_call_id"]]
        return "tool_result"
    if body["tool_choice"] != "auto":
        return "forced_tool"
    return "several_tools" if "south" in body["messages"][-1]["content"] else "auto_tool"


def message(what, way):
    """The honest reply, or one bent in the given way."""
    if way == "empty":
        return {"role": "assistant", "content": ""}
    if "tool" not in what or what == "tool_result" or way == "words":
        text = NORTH if what == "schema" and way != "words" else f"ready {SECRET}"
        return {"role": "assistant", "content": text}
    name = "drop_tables" if way == "wrong_tool" else "record_region"
    first = "{broken" if way == "bad_arguments" else NORTH
    arguments = [first, SOUTH] if what == "several_tools" and way != "one_call" else [first]
    calls = [
        {"id": f"call_{n}", "index": n, "type": "function", "function": {"name": name, "arguments": text}}
        for n, text in enumerate(arguments)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def pieces(what, way):
    """The chunks of a stream: text or arguments in two parts, the end, the token counts."""
    whole = message(what, way)
    head = {"id": "reply", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    if calls := whole.get("tool_calls"):
        start = {**calls[0], "function": {**calls[0]["function"], "arguments": calls[0]["function"]["arguments"][:5]}}
        rest = {"index": 0, "function": {"arguments": calls[0]["function"]["arguments"][5:]}}
        deltas = [{"role": "assistant", "tool_calls": [start]}, {"tool_calls": [rest]}]
    else:
        deltas = [{"role": "assistant", "content": text} for text in (whole["content"][:3], whole["content"][3:])]
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if way == "half":
        return chunks
    if way == "error_event":
        return [chunks[0], {"error": {"message": f"the key {SECRET} broke"}}]
    end = {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    counts = {**head, "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
    return [*chunks, end] if way == "no_usage" else [*chunks, end, counts]


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.respond("models", {}, {"object": "list", "data": self.server.listed})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        what = asked(body)
        way = self.server.misbehaves.get(what)
        reply = {
            "id": "reply", "object": "chat.completion", "created": 0, "model": body["model"],
            "choices": [{"index": 0, "message": message(what, way), "finish_reason": "stop"}],
            **({} if way == "no_usage" else {"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}),
        }  # fmt: skip
        self.respond(what, body, reply)

    def respond(self, what, body, reply):
        self.server.requests.append((what, body, dict(self.headers)))
        way = self.server.misbehaves.get(what)
        with contextlib.suppress(OSError):  # whoever asked has gone
            self.misbehave(way, what, reply, is_stream=bool(body.get("stream")))

    def misbehave(self, way, what, reply, *, is_stream):
        if way == "hang":
            self.server.is_over.wait()
            return
        if way == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for n in count():
                self.wfile.write(f"X-{n}: 1\r\n".encode())
                if self.server.is_over.wait(0.1):
                    return
        if isinstance(way, int) or way == "redirect":
            self.begin(302 if way == "redirect" else way, Location=f"{self.server.base_url}/elsewhere")
            self.wfile.write(json.dumps({"error": {"message": f"the key {SECRET} was refused"}}).encode())
            return
        self.begin(200, **{"Content-Type": "text/event-stream" if is_stream else "application/json"})
        while way in ("babble", "drip") and not self.server.is_over.is_set():
            self.wfile.write(b" " * 65536 if way == "babble" else b" ")
            if way == "drip":
                time.sleep(0.1)
        if way == "garbage":
            self.wfile.write(f"data: {{not json {SECRET}\n\n".encode() if is_stream else b"{not json")
        elif way == "shapeless":
            self.wfile.write(b'data: {"choices": [[]]}\n\n' if is_stream else b'{"choices": []}')
        elif is_stream and way != "whole":
            self.wfile.write("".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces(what, way)).encode())
            self.wfile.write(b"" if way == "half" else b"data: [DONE]\n\n")
        else:
            text = json.dumps(reply)
            self.wfile.write(text[: len(text) // 2 if way == "half" else None].encode())

    def begin(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
