"""Which options of a question back can be computed.

Rule: an option that the layers below would refuse is not offered. Only where fewer than two others are left does it
stay, with the reason beside it, so that nobody takes it and everybody sees why one reading remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.context import Context
from assistant.plan import Clarify, Option, Refuse
from assistant.replies import refuse_error
from semantic_layer.engines.errors import EngineError, QueryInterrupted
from semantic_layer.errors import QueryError
from tools.arguments import QueryMetricsArgs
from tools.errors import ToolError
from tools.metrics.query import ensure_computable

LIMIT_S = 0.5  # of a look at the data that says from when on a rate is known
Refused = Mapping[Option, Refuse]


def within_reach(outcome: Clarify, context: Context) -> tuple[Clarify, Refused]:
    """The question back as it is offered, and why the options that nobody can take are refused.

    Raises
    ------
    QueryInterrupted
        When somebody pressed stop.
    """
    found = {option: why for option in outcome.options if (why := _refused(option, context))}
    left = [option for option in outcome.options if option not in found]
    if not found:
        return outcome, {}
    kept = left if len(left) > 1 else [*left, *found]
    if left and not any(option.default for option in left) and any(option.default for option in found):
        kept = [replace(kept[0], default=True), *(replace(option, default=False) for option in kept[1:])]
        found = {replace(option, default=False): why for option, why in found.items()}
    return replace(outcome, options=tuple(kept)), {option: found[option] for option in kept if option in found}


def _refused(option: Option, context: Context) -> Refuse | None:
    """Why the first of its calls that is a metric query would be refused; None where it can be computed."""
    quick = replace(context, tools=replace(context.tools, timeout_s=LIMIT_S))
    for call in option.calls:
        if isinstance(call.arguments, QueryMetricsArgs):
            try:
                with quick.turn((call,)):
                    ensure_computable(call.arguments, quick.tools)
            except QueryInterrupted:
                raise
            except EngineError:
                continue  # says nothing about the option itself
            except (QueryError, ToolError) as error:
                return refuse_error(error, (call,), context.model)
    return None
