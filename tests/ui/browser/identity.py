"""A provider of identities on this machine: OpenID Connect as far as a sign-in needs it.

Rule: it signs whoever `claims` describes in at once, asks for the proofs that a real one asks for (the client's secret,
the address to return to, PKCE), and spoils its tokens where `spoil` says how.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "wenshu", "s3cret-of-the-client"
SPOILED = {
    "signature": {},  # by a key that is not published
    "audience": {"aud": "somebody-else"},
    "nonce": {"nonce": "of-another-sign-in"},
    "issuer": {"iss": "http://127.0.0.1:9"},
    "expired": {"exp": 1_000_000_000, "iat": 999_990_000},
}


class Provider(ThreadingHTTPServer):
    """`claims`: who signs in next. `spoil`: a key of `SPOILED`, or nothing."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key, self.strange_key = (RSAKey.generate_key(2048, auto_kid=True) for _ in range(2))
        self.claims, self.spoil, self.waiting, self.signed_out = {}, "", {}, 0

    def told(self):
        """What the provider says of itself."""
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "userinfo_endpoint": "userinfo",
            "end_session_endpoint": "end",
        }
        return {
            "issuer": self.address,
            **{name: f"{self.address}/{place}" for name, place in places.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorized(self, asked):
        """The address that a browser goes back to, with a code for one token."""
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.waiting[code] = (asked, self.claims)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked, credentials):
        """A token for a code that was given out and not used yet."""
        before, claims = self.waiting.pop(asked["code"])
        assert credentials == f"{CLIENT}:{SECRET}" and asked["redirect_uri"] == before["redirect_uri"]
        proof = hashlib.sha256(asked["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(proof).decode().rstrip("=") == before["code_challenge"]
        now = int(time.time())
        payload = {"iss": self.address, "aud": CLIENT, "sub": claims["email"], "nonce": before["nonce"],
                   "iat": now, "exp": now + 300, **claims, **SPOILED.get(self.spoil, {})}  # fmt: skip
        key = self.strange_key if self.spoil == "signature" else self.key
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, payload, key)
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self):
        place = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/authorize":
            self._lead(self.server.authorized(asked))
        elif place.path == "/end":
            self.server.signed_out += 1
            self._lead(asked["post_logout_redirect_uri"])
        elif place.path == "/jwks":
            self._say({"keys": [self.server.key.as_dict(private=False, use="sig", alg="RS256")]})
        elif place.path == "/userinfo":
            self._say(self.server.claims)
        else:
            assert place.path == "/.well-known/openid-configuration", place.path
            self._say(self.server.told())

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        credentials = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        self._say(self.server.token({name: values[0] for name, values in asked.items()}, credentials))

    def _lead(self, address):
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _say(self, content):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_):
        pass


@contextmanager
def provider():
    """A provider for as long as the block lasts."""
    with Provider() as started:
        Thread(target=started.serve_forever, daemon=True).start()
        yield started
        started.shutdown()
