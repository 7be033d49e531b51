"""Confirm, or take back, that accounts which share a phone, e-mail or device are one person.

Rule: nothing is merged in the data. A confirmation keeps which account is whose, as a version with who confirmed it and
when; an analysis counts persons only where it is asked to, and says so.
"""

from __future__ import annotations

from semantic_layer.policy import View
from semantic_layer.result import ResultTable
from tools.context import ToolContext
from tools.customer_arguments import MergeArgs
from tools.customers.duplicates import MOST_SHARING, linked_accounts
from tools.customers.persons import Confirmed, first_account_first, keep, newest
from tools.errors import BadParameter, MergeNotConfirmed, NotAllowed, TooFewCustomers
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import DATE, INTEGER, NONE, fact

TOOL = "merge_accounts"


def merge_accounts(arguments: MergeArgs, ctx: ToolContext) -> ToolResult:
    """The version that holds now: accounts, persons, by what, by whom, since when.

    Raises
    ------
    MissingRole, NotAllowed
        As `duplicates`.
    TooFewCustomers
        No two accounts share anything, so there is nothing to confirm.
    BadParameter
        A condition or a period.
    MergeNotConfirmed
        There is no merge to take back.
    """
    if arguments.filters or arguments.window:
        raise BadParameter("filters", "given", "no condition and no period: a merge covers all accounts")
    if arguments.action == "withdraw":
        view = View(ctx.model, ctx.who)
        if view.policed or view.min_groups:
            raise NotAllowed("Merging accounts is not allowed.", policy="customers")
        before = newest(ctx)
        if before is None:
            raise MergeNotConfirmed
        keep((), before.keys, ctx)
        return _told("merge_withdrawn", before, (), (), ctx)
    found = linked_accounts(arguments.keys, TOOL, ctx)
    if not found.groups:
        raise TooFewCustomers(0, 2)
    held = newest(ctx)
    confirmed = keep(first_account_first(found.groups, ctx), found.keys, ctx)
    kind = "merge_held" if held == confirmed else "merge_confirmed"
    parameters = (("keys", ", ".join(found.keys)), ("most_sharing", MOST_SHARING), ("version", confirmed.version))
    return _told(kind, confirmed, found.sql, parameters, ctx)


def _told(
    kind: str, merge: Confirmed, sql: tuple[str, ...], parameters: tuple[tuple[str, str | int], ...], ctx: ToolContext
) -> ToolResult:
    columns = (
        fact("accounts", format=INTEGER), fact("persons", format=INTEGER), fact("merge_version"),
        fact("confirmed_by"), fact("confirmed_on", format=DATE),
    )  # fmt: skip
    row = (merge.accounts, merge.persons, merge.version, merge.by, merge.on)
    facts = (
        ("accounts", Fact(merge.accounts, NONE, INTEGER)),
        ("persons", Fact(merge.persons, NONE, INTEGER)),
        ("day", Fact(merge.on)),
    )
    lineage = Lineage(as_of=ctx.as_of, sql=sql, parameters=parameters)
    return ToolResult(TOOL, (NamedTable("main", ResultTable(columns, (row,))),), (Finding(kind, facts),), (), lineage)
