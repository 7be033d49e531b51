"""A receipt holds what is needed to compute an answer again and to say whether it is still the same.

Rule: the id is a hash of the content, so a receipt cannot be changed unnoticed. The result hash covers names, units,
order and values: decimals as text, doubles at 12 significant digits, as they are shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answer_json import rows_json
from assistant.evidence.derive import query_json
from assistant.exports.text import changed_cells
from assistant.files import write_whole
from assistant.records.receipt_changes import CellChange, cell_changes
from semantic_layer.engines.base import Engine
from semantic_layer.errors import SemanticLayerError
from semantic_layer.model import SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import Who
from semantic_layer.result import ResultTable, Value
from semantic_layer.versions import definition_hash
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext
from tools.errors import ToolError
from tools.result import ToolResult

if TYPE_CHECKING:
    from assistant.answer import Answer

Receipt = dict[str, object]
Verdict = Literal["same", "different", "data_changed", "definitions_changed", "policy_changed", "not_comparable"]


class UnknownReceipt(LookupError):
    """There is no such receipt, or its content does not fit its id."""


@dataclass(frozen=True)
class Comparison:
    """How a receipt compares with a fresh run. `names` says what changed.

    Where the rules of access changed, `before` is empty: what was allowed once is not told again.
    """

    verdict: Verdict
    names: tuple[str, ...] = ()
    before: tuple[tuple[object, ...], ...] = ()
    now: tuple[tuple[object, ...], ...] = ()
    changes: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class Receipts:
    """The receipts of one model folder, one file each."""

    folder: Path

    def store(self, receipt: Receipt) -> str:
        """Write a receipt and return its id; the same content has the same id."""
        text = json.dumps(receipt, sort_keys=True, ensure_ascii=False, indent=1, default=str)
        identity = hashlib.sha256(text.encode()).hexdigest()[:12]
        path = self._path(identity)
        if not path.exists():
            write_whole(path, text)
        return identity

    def load(self, identity: str) -> Receipt:
        path = self._path(identity)
        if not identity.isalnum() or not path.is_file():
            raise UnknownReceipt(identity)
        text = path.read_text("utf-8")
        if hashlib.sha256(text.encode()).hexdigest()[:12] != identity:
            raise UnknownReceipt(identity)
        found: Receipt = json.loads(text)
        return found

    def _path(self, identity: str) -> Path:
        return self.folder / f"{identity}.json"


def receipt_of(answer: Answer, tools: ToolContext) -> Receipt:
    """Everything that decided the figures of an answer, and the figures."""
    results = [section.result for section in answer.sections]
    lineages = [lineage for section in answer.sections for lineage in section.lineages]
    used = sorted({name for result in results for name in result.lineage.metrics if tools.model.has_metric(name)})
    return {
        "question": answer.question.text,
        "language": answer.language,
        "reader": answer.reader,
        "usage": _usage(answer),
        "as_of": answer.as_of.isoformat(),
        "plan": answer.plan.to_json(),
        "restatement": answer.restatement,
        "headline": answer.headline,
        "queries": [query_json(query) for lineage in lineages for query in lineage.queries],
        "sql": [sql for lineage in lineages for sql in lineage.sql],
        "dialect": tools.engine.dialect,
        "definitions": {name: definition_hash(name, tools.model) for name in used},
        "model": tools.model.hash,
        "policies": _policies(results),
        "rights": rights(tools.who),
        "access": access(tools.who, tools.model),
        "rules": rules(tools.who, tools.model),
        "data": data_state(tools.engine),
        "versions": versions(),
        "row_counts": [list(pair) for result in results for pair in result.lineage.row_counts],
        "steps": [asdict(step) for result in results for step in result.lineage.steps],
        "left_out": [asdict(item) for section in answer.sections for item in section.derivation.left_out],
        "caveats": [note.code for note in answer.caveats],
        "columns": [[column.name for column in section.table.columns] for section in answer.sections],
        "rows": [rows_json(section.table) for section in answer.sections],
        "result_hash": result_hash(results),
        "csv_changed_cells": changed_cells(answer),
    }


def _usage(answer: Answer) -> dict[str, object] | None:
    """What the language model was asked for; not how long it took, which says nothing about the figures."""
    if answer.usage is None:
        return None
    return {name: value for name, value in answer.usage.to_json().items() if name != "ms"}


def compare(receipt: Receipt, tools: ToolContext) -> Comparison:
    """Run a receipt's plan again, under the rights of who checks it, and say what became of the figures."""
    plan = receipt["plan"]
    calls = plan.get("calls", []) if isinstance(plan, dict) else []
    if not calls:
        return Comparison("not_comparable", ("no_figures",))
    if receipt["rights"] != rights(tools.who):
        return Comparison("not_comparable", ("policy",))
    try:
        results = [run_tool(ToolCall.parse(call["tool"], call["arguments"]), tools) for call in calls]
    except (SemanticLayerError, ToolError):
        changed = changed_definitions(receipt, tools.model)
        return Comparison("definitions_changed", changed) if changed else Comparison("not_comparable", ("refused",))
    if result_hash(results) == receipt["result_hash"]:
        return Comparison("same")
    return _explained(receipt, results, tools)


def _explained(receipt: Receipt, results: list[ToolResult], tools: ToolContext) -> Comparison:
    """Name what changed: definitions first, because new data under another definition proves nothing."""
    changes = cell_changes(receipt, [result.main for result in results])
    changed_rules = _changed_rules(receipt, tools)
    if changed_rules:
        new = tuple(tuple(row) for result in results for row in rows_json(result.main))
        told = tuple(
            change.withheld() for change in changes if change.has_now
        )  # a row that is gone would tell its name
        return Comparison("policy_changed", changed_rules, (), new, told)
    before = receipt["rows"]
    old = tuple(tuple(row) for table in before for row in table) if isinstance(before, list) else ()
    new = tuple(tuple(row) for result in results for row in rows_json(result.main))
    definitions = changed_definitions(receipt, tools.model)
    if definitions:
        return Comparison("definitions_changed", definitions, old, new, changes)
    tables = changed_tables(receipt, tools.engine)
    if tables:
        return Comparison("data_changed", tables, old, new, changes)
    return Comparison("different", (), old, new, changes)


def result_hash(results: list[ToolResult]) -> str:
    """Names, units, order and values of the main tables."""
    digest = hashlib.sha256()
    for result in results:
        table: ResultTable = result.main
        head = [[column.name, str(column.unit)] for column in table.columns]
        body = [[_canonical(value) for value in row] for row in table.rows]
        digest.update(json.dumps([head, body], ensure_ascii=False).encode())
    return digest.hexdigest()


def data_state(engine: Engine) -> dict[str, list[object]]:
    """Rows and checksum of every table."""
    return {name: [record.rows, record.checksum] for name, record in sorted(engine.table_records().items())}


def rights(who: Who) -> list[object]:
    """Roles and the names of attributes, never their values."""
    return [sorted(who.roles), sorted(name for name, _ in who.attributes)]


def access(who: Who, model: SemanticModel) -> str:
    """One text for all who see the same: roles and attributes with their values, as a hash."""
    attributes = sorted((name, str(value)) for name, value in who.attributes)
    is_named = bool(who.name)  # without a name no row is seen where a policy exists
    return _hash([sorted(who.roles), attributes, is_named, model.name])


def rules(who: Who, model: SemanticModel) -> dict[str, str]:
    """The access rules that bind a person, each with a hash of what it says."""
    return {policy.name: _hash(asdict(policy)) for policy in View(model, who).policies}


def rights_now(who: Who, model: SemanticModel) -> str:
    """One text for what a person may see of a model: it changes with every rule that binds them, and what it reads."""
    binding = rules(who, model)
    return _hash([bool(who.name), binding, sorted(who.attributes) if binding else []])


def is_for(receipt: Receipt, who: Who, model: SemanticModel) -> bool:
    """Whether a receipt was made with the rights of this person; one without that note by the names of the rights."""
    known = receipt.get("access")
    return receipt["rights"] == rights(who) and (known is None or known == access(who, model))


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


def versions() -> dict[str, str]:
    return {package: _version(package) for package in ("wenshu", "duckdb", "sqlglot")}


@cache
def _version(package: str) -> str:  # as read from its files, which takes a millisecond
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def receipt_day(receipt: Receipt) -> date:
    return date.fromisoformat(str(receipt["as_of"]))


def _canonical(value: Value) -> object:
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case float():
            return f"{value:.12g}"
        case bool() | int() | None:
            return value
        case _:
            return str(value)


def _policies(results: list[ToolResult]) -> list[str]:
    return sorted({policy for result in results for policy in result.lineage.policies})


def changed_definitions(receipt: Receipt, model: SemanticModel) -> tuple[str, ...]:
    known = receipt["definitions"]
    if not isinstance(known, Mapping):
        return ()
    return tuple(
        str(name)
        for name, was in known.items()
        if not model.has_metric(str(name)) or definition_hash(str(name), model) != was
    )


def _changed_rules(receipt: Receipt, tools: ToolContext) -> tuple[str, ...]:
    """The rules that bind this person and bound who made the receipt otherwise: in what they say, or to whom."""
    before, now = receipt.get("rules"), rules(tools.who, tools.model)
    if not isinstance(before, Mapping):
        return ()
    if not is_for(receipt, tools.who, tools.model):
        return tuple(sorted({*map(str, before), *now}))
    return tuple(sorted(str(name) for name in {*before, *now} if before.get(name) != now.get(name)))


def changed_tables(receipt: Receipt, engine: Engine) -> tuple[str, ...]:
    before, now = receipt["data"], data_state(engine)
    if not isinstance(before, Mapping):
        return ()
    return tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))
