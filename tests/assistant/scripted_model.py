"""An OpenAI-compatible endpoint on loopback that answers from a list and records what it was sent.

A turn is `{"text": ...}`, `{"call": (name, arguments)}`, `{"calls": [...]}`, `{"raw": bytes}`, `{"sleep": s}` or
an HTTP status.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ScriptedModel(ThreadingHTTPServer):
    """Answers in order; when the list is used up, it repeats the last turn."""

    daemon_threads = True

    def __init__(self, turns):
        self.turns, self.requests = list(turns), []
        super().__init__(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
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
        if isinstance(turn, int):
            self.send_response(turn)
            self.end_headers()
            self.wfile.write(b'{"error": {"message": "the key sk-secret-0000 was refused"}}')
            return
        if "sleep" in turn:
            time.sleep(turn["sleep"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if "raw" in turn:
            self.wfile.write(turn["raw"])
            return
        reply = {
            "id": "reply",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": message(turn),
                    "finish_reason": "tool_calls" if ("call" in turn or "calls" in turn) else "stop",
                }
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        self.wfile.write(json.dumps(reply).encode())
