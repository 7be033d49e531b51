"""How many rows the figures of a query rest on, counted from the branches that ran.

Rule: one row a dataset and period, from one cheap scan each; of equal scans one is counted. Rows that a policy hides
are never counted, and where groups may be too small to show nothing is.
"""

from __future__ import annotations

from semantic_layer.compiler import CompiledQuery
from semantic_layer.engines.base import Engine
from semantic_layer.engines.errors import EngineError, QueryInterrupted
from semantic_layer.result import RowStep

MOST = 4  # an arithmetic over many metrics is not told by its rows


def row_steps(
    compiled: CompiledQuery, engine: Engine, *, timeout_s: float = 30.0, run_id: str | None = None
) -> tuple[RowStep, ...]:
    """Count the rows behind a query; empty where they cannot be told in a few numbers or are not counted in time."""
    lineage = compiled.lineage
    statements = {
        scan.statement(lineage.steps).sql(compiled.dialect, pretty=True, comments=False): scan for scan in lineage.scans
    }
    if len(statements) > MOST:
        return ()
    found: dict[RowStep, None] = {}
    for text, scan in statements.items():
        try:
            counts = engine.run(text, timeout_s=timeout_s, run_id=run_id).rows[0]
        except QueryInterrupted:
            raise
        except EngineError:
            return ()
        visible, dated, counted = (int(str(count)) for count in counts)
        found[RowStep(scan.dataset, visible, dated, counted, scan.start, scan.end)] = None
    return tuple(found)
