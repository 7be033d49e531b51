"""Make a model folder from files: import them, and propose what they mean.

Rule: a model that a person has already edited is never overwritten; only the data are imported again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.together import announce, settle
from assistant.workspace import DATABASE
from semantic_layer.engines.publish import current
from semantic_layer.importing.report import ImportReport
from semantic_layer.loader import model_files
from semantic_layer.model import SemanticModel


@dataclass(frozen=True)
class SetUp:
    """What was imported, and the model that was written (none when there was one already)."""

    report: ImportReport
    model: SemanticModel | None


def set_up(source: Path, target: Path, *, encoding: str | None = None, is_agreed: bool = False) -> SetUp:
    """Import the files of `source` into `target` and write a proposed model beside the data.

    Raises
    ------
    ImportProblem
        When nothing can be imported, or an encoding must be confirmed first; former data stay as they were.
    """
    from semantic_layer.engines.duckdb import open_published
    from semantic_layer.importing import import_folder
    from semantic_layer.inference import propose_model
    from semantic_layer.writer import dump_model

    settle(target)
    report = import_folder(source, target, encoding=encoding, confirm=is_agreed)
    if model_files(target):
        return SetUp(report, None)
    engine = open_published(target / DATABASE, DATABASE)
    try:
        model = propose_model(engine, target.resolve().name)
    finally:
        engine.close()
    announce(target, current(target / DATABASE, DATABASE).file, dump_model(model))
    settle(target)
    return SetUp(report, model)
