"""What the catalogue says about one tool.

Rule: a tool's module is imported when the tool first runs, so that asking for a number never loads a fitting library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from pydantic import BaseModel

from semantic_layer.model import Text
from tools.context import ToolContext
from tools.result import ToolResult


@dataclass(frozen=True)
class ToolSpec:
    """One entry of the catalogue. `where` is "module:function".

    `writes`: it leaves a file behind, so a person has to ask for it; no language model may call it.
    """

    name: str
    arguments: type[BaseModel]
    where: str
    purpose: Text
    writes: bool = False

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        module, _, function = self.where.partition(":")
        call = cast("Callable[[Any, ToolContext], ToolResult]", getattr(import_module(module), function))
        return call(arguments, context)
