"""Who uses the page.

Rule: a person is whom the sign-in of the server names, with the roles and attributes that its claims give. Where a
sign-in is set up, nobody else sees anything. Without one the page serves the person of this machine, whose server
listens on this machine only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from assistant.context import Context
from assistant.places import home
from assistant.signing_in import sign_in_of
from assistant.storage.preferences import Preferences
from assistant.workspace import STATE
from semantic_layer.query import Who

PREFERENCES = "preferences"


class SignedOut(Exception):
    """A sign-in is set up, and whoever looks has not signed in, or too long ago."""


def claims_now() -> Mapping[str, object]:
    """What the sign-in says of who looks at this page."""
    return st.user.to_dict()


def person(claims: Mapping[str, object] | None = None) -> Who | None:
    """Whom these claims describe, by default those of the page; None is the person of this machine.

    Raises
    ------
    SignedOut, NotAdmitted, BadSignIn
        Where a sign-in is set up and names nobody who may enter.
    """
    sign_in = sign_in_of(home(os.environ))
    claims = claims_now() if claims is None else claims
    is_in = claims.get("is_logged_in") is True
    if sign_in is not None:
        if not is_in or sign_in.is_over(claims, time.time()):
            raise SignedOut
        return sign_in.person(claims)
    name = claims.get("email") or claims.get("sub")
    return Who(str(name)) if name and is_in else None


def for_this_person(context: Context) -> Context:
    """The context with the asking person in it, what they may see, and how they want numbers written.

    Raises
    ------
    SignedOut, NotAdmitted, BadSignIn
    """
    return seen_with(context, claims_now())


def seen_with(context: Context, claims: Mapping[str, object]) -> Context:
    """The context for the person of these claims.

    Raises
    ------
    SignedOut, NotAdmitted, BadSignIn
    """
    who = person(claims)
    if who is not None:
        context = context.seen_by(who)
    return replace(context, number_style=preferences_of(context).number_style())


def preferences_of(context: Context) -> Preferences:
    """The preferences of the person who looks."""
    return Preferences(context.tools.home / STATE / PREFERENCES, context.tools.who.name)


def may_audit(context: Context) -> bool:
    """Whether the person may see what everybody asked: whoever sits at this machine, or has a role for it."""
    return is_auditor(context) and (sign_in_of(home(os.environ)) is not None or person() is None)


def is_auditor(context: Context) -> bool:
    """Whether the sign-in names the person of this context as an auditor; True where there is no sign-in."""
    sign_in = sign_in_of(home(os.environ))
    return sign_in is None or bool(set(context.tools.who.roles) & set(sign_in.auditor_roles))
