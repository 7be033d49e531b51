"""What would leave the machine for a question, before anything does.

Rule: the preview is the request itself, held back by the transport; it is not a description that could differ from it.
"""

from __future__ import annotations

import json
from functools import partial

from assistant.agent.ability import known
from assistant.agent.client import first_request
from assistant.agent.reader import exchange, talk
from assistant.agent.session import Session
from assistant.context import Context
from assistant.conversation import NOTHING_SAID, Past
from assistant.question import Question


def preview(question: Question, context: Context, past: Past = NOTHING_SAID) -> dict[str, object]:
    """Return the host, and the body of the first request that the question would send; None where none would be sent.

    Raises
    ------
    LookupError
        If no model endpoint is set up: then nothing is ever sent.
    """
    if context.settings is None:
        raise LookupError("No model endpoint is set up, so nothing leaves this machine.")
    session = Session(context.settings, context.tools, context.reader.vocabulary)
    asked = exchange(question, past, session)
    way = known(context.settings)
    body = first_request(partial(talk, asked, asked.messages, session, way))
    return {"host": context.settings.host, "body": None if body is None else json.loads(body)}
