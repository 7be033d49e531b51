"""Who uses the page.

Rule: a person is whom the sign-in of the server names, with the roles and attributes that its claims give. Where a
sign-in is set up, nobody else sees anything. Without one the page serves the person of this machine, whose server
listens on this machine only.
"""

from __future__ import annotations

import os
import time
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


def person() -> Who | None:
    """Who looks; None is the person of this machine.

    Raises
    ------
    SignedOut, NotAdmitted, BadSignIn
        Where a sign-in is set up and names nobody who may enter.
    """
    sign_in = sign_in_of(home(os.environ))
    claims = st.user.to_dict()
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
    who = person()
    if who is not None:
        context = context.seen_by(who)
    return replace(context, number_style=preferences_of(context).number_style())


def preferences_of(context: Context) -> Preferences:
    """The preferences of the person who looks."""
    return Preferences(context.tools.home / STATE / PREFERENCES, context.tools.who.name)


def may_audit(context: Context) -> bool:
    """Whether the person may see what everybody asked: whoever sits at this machine, or has a role for it."""
    sign_in = sign_in_of(home(os.environ))
    if sign_in is None:
        return person() is None
    return bool(set(context.tools.who.roles) & set(sign_in.auditor_roles))
