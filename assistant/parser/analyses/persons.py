"""Persons instead of accounts: "number of customers counting persons", 合并重复账号后; and the merge this rests on.

Rule: persons are counted only where the question says so, or where it goes on with an answer that did. The merge itself
is confirmed and withdrawn in so many words; to ask who is in the data twice confirms nothing.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.quality import read_keys
from assistant.parser.analyses.slots import Analysis, Read, take_subject
from assistant.parser.draft import Draft, refuse
from assistant.parser.turns.followup import is_edit
from tools.arguments import QueryMetricsArgs, SegmentationArgs
from tools.catalog import OF_ACCOUNTS, ToolCall
from tools.customer_arguments import MergeArgs


def take_persons(draft: Draft) -> bool:
    """Take the words that ask for persons; say whether persons are meant."""
    found = list(draft.cued("as_persons"))
    for item in found:
        item.operate("identity:person")
    goes_on = draft.previous is not None and draft.previous.identity == "person" and is_edit(draft)
    return bool(found) or goes_on


def of_persons(call: ToolCall) -> ToolCall:
    """The call over persons; refused for a tool that has no customers, or is about accounts."""
    if not isinstance(call.arguments, QueryMetricsArgs | SegmentationArgs) or call.tool in OF_ACCOUNTS:
        raise refuse("not_in_analysis", tool=call.tool, what="identity")
    return ToolCall(tool=call.tool, arguments=call.arguments.model_copy(update={"identity": "person"}))


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    if any(item.has("withdraw_merge") for item in draft.items):
        given["action"] = "withdraw"
    elif keys := read_keys(draft):
        given["keys"] = keys
    take_subject(draft)
    return MergeArgs.model_validate(given)


MERGE = Analysis("merge_accounts", ("confirm_merge", "withdraw_merge"), _read)
