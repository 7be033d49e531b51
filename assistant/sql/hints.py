"""The hints of the SQL guard in both languages.

Rule: the guard's own hint is English and tells what is wrong in its place; in Chinese its rule is told.
"""

from __future__ import annotations

from assistant.texts import say
from semantic_layer.model import Language
from tools.context import ToolContext
from tools.errors import SqlRefused
from tools.shown_sql import PART
from tools.sql import guarded


def why_refused(sql: str, tools: ToolContext, language: Language) -> str | None:
    """The sentence about the first rule that a statement breaks; None where it may run. No row is read."""
    if PART in sql.replace(f"'{PART}: ", "'"):  # the condition of a row policy is put in again, others are not
        return say("sqlpanel.withheld", language)
    try:
        guarded(sql, tools)
    except SqlRefused as refused:
        params = {name: str(value) for name, value in refused.params.items()}
        params["hint"] = hint(params["rule"], params["hint"], language)
        return say("refuse.sql_refused", language, **params)
    return None


def hint(rule: str, given: str, language: Language) -> str:
    """What to write instead."""
    return given if language == "en" else say(f"guard.{rule}", language)
