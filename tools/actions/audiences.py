"""Audiences that were handed over: who was in them, who was held out, and which action they were for.

Rule: an audience is known by the hash of everything that defines it, so that asking again gives the same file and no
second one. Who was contacted and who was held out is kept beside the segment runs, because their effect is measured
later; the record beside the file holds no customer.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from semantic_layer.whole_files import write_whole
from tools.context import ToolContext

FOLDER = "exports"
TABLE = "audiences"  # among the kept runs: audience, key, part
CONTACTED, HELD_OUT = "contacted", "held_out"
_SECRET = "mask.key"


@dataclass(frozen=True)
class Audience:
    """The record of one export. `customers` are those in the file, `held_out` those who are not contacted."""

    id: str
    segmentation: str
    segment: str
    exported_on: date
    follow_up: date
    action_version: int | None
    customers: int
    held_out: int
    masked: bool
    columns: tuple[str, ...]
    definition: str
    data: str
    who: str
    file: str
    sha256: str
    changed_cells: int


def folder(ctx: ToolContext) -> Path:
    return ctx.home / FOLDER


def identity(*facts: object) -> str:
    """The idempotency key: the same facts give the same audience."""
    return hashlib.sha256(json.dumps(facts, default=str, ensure_ascii=False).encode()).hexdigest()[:16]


def audiences(ctx: ToolContext) -> tuple[Audience, ...]:
    """Every audience that was handed over before as-of or on it, oldest first."""
    found = [_read(path) for path in sorted(folder(ctx).glob("*.json"))]
    known = [item for item in found if item.exported_on <= ctx.as_of]
    return tuple(sorted(known, key=lambda item: (item.exported_on, item.id)))


def find(key: str, ctx: ToolContext) -> Audience | None:
    """The audience of this key whose file is still what was written; None otherwise."""
    path = folder(ctx) / f"{key}.json"
    if not path.is_file():
        return None
    audience = _read(path)
    file = folder(ctx) / audience.file
    is_whole = file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == audience.sha256
    return audience if is_whole else None


def keep(audience: Audience, ctx: ToolContext) -> None:
    text = json.dumps(asdict(audience), default=str, ensure_ascii=False, sort_keys=True, indent=2)
    write_whole(folder(ctx) / f"{audience.id}.json", text + "\n")


def secret(ctx: ToolContext) -> str:
    """What keys are hashed with: made once for a model folder, so that files of one folder match each other."""
    path = folder(ctx) / _SECRET
    if not path.is_file():
        write_whole(path, secrets.token_hex(32), private=True)
    return path.read_text(encoding="ascii")


def _read(path: Path) -> Audience:
    plain = json.loads(path.read_text(encoding="utf-8"))
    days = {name: date.fromisoformat(plain[name]) for name in ("exported_on", "follow_up")}
    known = {field.name: plain[field.name] for field in fields(Audience)}
    return Audience(**(known | days | {"columns": tuple(plain["columns"])}))
