"""From a `SemanticQuery` to one SELECT: aggregate each fact alone, then combine."""

from semantic_layer.compiler.compile import compile_count, compile_others, compile_query
from semantic_layer.compiler.compiled import CompiledQuery, Counted, Lineage, Probe

__all__ = ["CompiledQuery", "Counted", "Lineage", "Probe", "compile_count", "compile_others", "compile_query"]
