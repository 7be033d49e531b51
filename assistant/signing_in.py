"""Who a signed-in person is: the claims of the identity provider become a name, roles and attributes.

Rule: sign-in fails closed. Where its file exists nobody enters unnamed, with an address that the provider did not
verify, or without the claims that the file says decide about rights. Policies of the model read roles and attributes;
nothing else gives any. Claims are of the moment of signing in, so they count for some hours and no longer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from semantic_layer.query import Who

FILE = "sign-in.toml"
_PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_PERSON = frozenset({"name", "roles", "allowed_roles", "auditor_roles", "attributes", "hours"})
CALLBACK = "/oauth2callback"  # where the page takes people back
LEAST_SECRET = 32  # characters
Reason = Literal["no_name", "unverified", "no_roles", "not_allowed", "no_attribute"]


class BadSignIn(Exception):
    """The file cannot be used; the text says what is wrong with it."""


class NotAdmitted(Exception):
    """The provider knows the person, and the file does not let them in. `claim` is what is missing or wrong."""

    def __init__(self, reason: Reason, claim: str) -> None:
        self.reason, self.claim = reason, claim
        super().__init__(f"{reason}: {claim}")


@dataclass(frozen=True)
class SignIn:
    """Which claims say who somebody is. `attributes` are pairs of an attribute of the policies and its claim.

    `redirect_uri` may hold `{port}`. `auditor_roles`: who sees the questions of everybody on record; without one of
    them only one's own. `hours`: how long a sign-in counts.
    """

    redirect_uri: str
    name: str = "email"
    roles: str = ""
    allowed_roles: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    auditor_roles: tuple[str, ...] = ()
    hours: float = 12.0

    @property
    def host(self) -> str:
        """The name of the machine in the address of the page."""
        return urlsplit(self.address()).hostname or ""

    def address(self, port: int = 0) -> str:
        """Where people open the page; under another address nobody is signed in."""
        return self.redirect_uri.replace("{port}", str(port)).removesuffix(CALLBACK)

    def is_over(self, claims: Mapping[str, object], now: float) -> bool:
        """Whether the person signed in too long ago, or at a time that is not known. `now`: seconds since 1970."""
        issued = claims.get("iat")
        return not isinstance(issued, int | float) or now - issued > self.hours * 3600

    def person(self, claims: Mapping[str, object]) -> Who:
        """The person whom these claims describe.

        Raises
        ------
        NotAdmitted
        """
        name = claims.get(self.name)
        if not isinstance(name, str) or not name.strip():
            raise NotAdmitted("no_name", self.name)
        # Some providers write the claim as a word: what is there and does not say "true" is not verified.
        if self.name == "email" and str(claims.get("email_verified", True)).casefold() != "true":
            raise NotAdmitted("unverified", self.name)
        roles = self._roles(claims)
        attributes = tuple(sorted((key, self._attribute(claims, claim)) for key, claim in self.attributes))
        return Who(name.strip(), roles, attributes)

    def _roles(self, claims: Mapping[str, object]) -> tuple[str, ...]:
        """A policy binds those who have a role of it, so a person without the claim would see more, not less."""
        if not self.roles:
            return ()
        found = claims.get(self.roles)
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, Sequence) or not listed or not all(isinstance(role, str) and role for role in listed):
            raise NotAdmitted("no_roles", self.roles)
        if self.allowed_roles and not set(listed) & set(self.allowed_roles):
            raise NotAdmitted("not_allowed", self.roles)
        return tuple(sorted(set(listed)))

    @staticmethod
    def _attribute(claims: Mapping[str, object], claim: str) -> str:
        found = claims.get(claim)
        if not isinstance(found, str) or not found:
            raise NotAdmitted("no_attribute", claim)
        return found


def sign_in_of(home: Path) -> SignIn | None:
    """The sign-in of this server; None where its file does not exist.

    Raises
    ------
    BadSignIn
        If the file is there and cannot be used.
    """
    path = home / FILE
    if not path.exists():
        return None
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSignIn(type(error).__name__) from None  # the text of the file has secrets in it
    provider = _table(found, "auth")
    missing = [key for key in _PROVIDER if not isinstance(provider.get(key), str) or not provider[key]]
    if missing:
        raise BadSignIn(", ".join(f"auth.{key}" for key in missing))
    if len(str(provider["cookie_secret"])) < LEAST_SECRET:  # whoever guesses it can be anybody
        raise BadSignIn("auth.cookie_secret")
    redirect_uri = str(provider["redirect_uri"])
    if not redirect_uri.startswith(("http://", "https://")) or not redirect_uri.endswith(CALLBACK):
        raise BadSignIn("auth.redirect_uri")
    return _mapping(redirect_uri, _table(found, "person"))


def _mapping(redirect_uri: str, person: Mapping[str, object]) -> SignIn:
    unknown = sorted(set(person) - _PERSON)
    if unknown:
        raise BadSignIn(", ".join(f"person.{key}" for key in unknown))
    name, roles, allowed = person.get("name", "email"), person.get("roles", ""), person.get("allowed_roles", [])
    attributes = _table(person, "attributes")
    if not isinstance(name, str) or not name:
        raise BadSignIn("person.name")
    auditors = person.get("auditor_roles", [])
    if not isinstance(roles, str) or ((allowed or auditors) and not roles):
        raise BadSignIn("person.roles")
    if not isinstance(allowed, list) or not all(isinstance(role, str) for role in allowed):
        raise BadSignIn("person.allowed_roles")
    if not isinstance(auditors, list) or not all(isinstance(role, str) for role in auditors):
        raise BadSignIn("person.auditor_roles")
    hours = person.get("hours", SignIn.hours)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not hours > 0:
        raise BadSignIn("person.hours")
    pairs = [(key, claim) for key, claim in attributes.items() if isinstance(claim, str) and claim]
    if len(pairs) < len(attributes):
        raise BadSignIn("person.attributes")
    return SignIn(redirect_uri, name, roles, tuple(allowed), tuple(sorted(pairs)), tuple(auditors), hours)


def _table(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise BadSignIn(name)
    return table
