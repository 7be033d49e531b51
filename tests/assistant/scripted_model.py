"""An OpenAI-compatible endpoint on loopback that answers from a list and records what it was sent.

A turn is `{"text": ...}`, `{"call": (name, arguments)}`, `{"calls": [...]}`, `{"raw": bytes}`, `{"sleep": s}`,
`{"babble": bytes}` or an HTTP status; a function gets the request and returns a turn. It streams where it is asked to.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.agent import ability


class ScriptedModel(ThreadingHTTPServer):
    """Answers in order; when the list is used up, it repeats the last turn."""

    daemon_threads = True

    def __init__(self, turns):
        self.turns, self.requests = list(turns), []
        super().__init__(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self):
        ability._LEARNT.clear()  # what an endpoint before could do says nothing of this one at the same port
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def message(turn) -> dict:
    calls = turn.get("calls") or ([turn["call"]] if "call" in turn else [])
    tool_calls = [
        {
            "id": f"call_{position}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False),
            },
        }
        for position, (name, arguments) in enumerate(calls)
    ]
    return {"role": "assistant", "content": turn.get("text"), **({"tool_calls": tool_calls} if tool_calls else {})}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        turn = self.server.turns.pop(0) if len(self.server.turns) > 1 else self.server.turns[0]
        turn = turn(body) if callable(turn) else turn
        if isinstance(turn, int):
            self.send_response(turn)
            self.end_headers()
            self.wfile.write(b'{"error": {"message": "the key sk-secret-0000 was refused"}}')
            return
        if "sleep" in turn:
            time.sleep(turn["sleep"])
        self.send_response(200)
        is_stream = bool(body.get("stream"))
        self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
        self.end_headers()
        if "raw" in turn:
            self.wfile.write(turn["raw"])
        elif is_stream:
            self.stream(turn, body["model"])
        else:
            self.wfile.write(json.dumps(completion(turn, body["model"])).encode())

    def stream(self, turn, model):
        """Send a reply in pieces, as servers do: the words, the calls with split arguments, the end, the usage."""
        try:
            for chunk in chunks(turn, model):
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client has had enough


USAGE = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}


def finish(turn) -> str:
    return "tool_calls" if ("call" in turn or "calls" in turn) else "stop"


def completion(turn, model) -> dict:
    choice = {"index": 0, "message": message(turn), "finish_reason": finish(turn)}
    return {
        "id": "reply", "object": "chat.completion", "created": 0, "model": model, "choices": [choice], "usage": USAGE
    }  # fmt: skip


def chunks(turn, model):
    base = {"id": "reply", "object": "chat.completion.chunk", "created": 0, "model": model}

    def piece(delta, end=None):
        return {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}

    whole = message(turn)
    yield piece({"role": "assistant", "content": ""})
    for _ in range(turn.get("babble", 0) // 10_000):
        yield piece({"content": "x" * 10_000})
    text = whole["content"] or ""
    yield from (piece({"content": text[at : at + 7]}) for at in range(0, len(text), 7))
    for position, call in enumerate(whole.get("tool_calls", [])):
        given = call["function"]["arguments"]
        opened = {**call, "index": position, "function": {**call["function"], "arguments": ""}}
        yield piece({"tool_calls": [opened]})
        for at in range(0, len(given), 20):
            yield piece({"tool_calls": [{"index": position, "function": {"arguments": given[at : at + 20]}}]})
    yield piece({}, finish(turn))
    yield {**base, "choices": [], "usage": USAGE}
