"""From a read draft to a kept model folder.

Rule: everything is built and tried in the draft first: the model loads, the data keep what people confirmed, the
questions are answered. Only then do data and YAML files replace the former ones, in one step.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.context import Context
from assistant.files import write_whole
from assistant.onboarding.asking import askable
from assistant.onboarding.decisions import Decisions, chosen, decided
from assistant.onboarding.drafts import Draft, Looked
from assistant.onboarding.merging import merged
from assistant.onboarding.notices import notices
from assistant.together import announce, settle
from assistant.workspace import DATABASE, open_workspace
from semantic_layer.checks import DataDefect, check_data
from semantic_layer.importing import publish_tables
from semantic_layer.inference.naming import identifier
from semantic_layer.loader import load_model, load_texts, model_files
from semantic_layer.model import SemanticModel, Text
from semantic_layer.writer import dump_model

_BROKEN = ("missing_table", "missing_column", "duplicate_keys", "null_keys")
Files = Mapping[str, str]


@dataclass(frozen=True)
class Reviewed:
    """What would be written, as a difference to what is there; the questions by language; what stands against it.

    `noticed` is worth knowing and stands against nothing.
    """

    files: Files
    difference: str
    questions: Mapping[str, tuple[str, ...]]
    broken: tuple[DataDefect, ...]
    notes: tuple[DataDefect, ...]
    noticed: tuple[Text, ...] = ()


def folder_for(home: Path, name: str) -> Path:
    """The model folder of a data set of that name."""
    return home / "models" / (identifier(name) or "my_data")


def is_kept(target: Path) -> bool:
    """Whether there is a model in `target` already."""
    return bool(model_files(target))


def propose(draft: Draft, looked: Looked, name: str, target: Path) -> SemanticModel:
    """The proposed model of what was read, on top of what `target` defines already.

    The draft's model folder holds the data afterwards. With the same files nothing is built again.
    """
    from semantic_layer.engines.duckdb import open_published
    from semantic_layer.inference import propose_model

    key = json.dumps([[str(table.report) for table in looked.tables], name, str(target), _texts(target)])
    proposed, kept = draft.folder / "proposed", draft.folder / "proposed.key"
    if kept.is_file() and kept.read_text("utf-8") == key:
        return load_model(proposed)
    publish_tables(list(looked.tables), draft.model_dir)
    engine = open_published(draft.model_dir / DATABASE, DATABASE)
    try:
        model = propose_model(engine, name)
    finally:
        engine.close()
    model = replace(model, labels=Text(name, name))
    if is_kept(target):
        model = merged(load_model(target), model)
    _write(dump_model(model), proposed)
    write_whole(kept, key)
    return model


@contextmanager
def opened(draft: Draft, model: SemanticModel) -> Iterator[Context]:
    """The draft's data with this model, to look at values and to ask."""
    _write(dump_model(model), draft.model_dir)
    context = open_workspace(draft.model_dir)
    try:
        yield context
    finally:
        close = getattr(context.tools.engine, "close", None)
        if close:
            close()


def review(draft: Draft, model: SemanticModel, decisions: Decisions, target: Path) -> Reviewed:
    """Try the decided model on the draft's data: load it, check it, ask it.

    Raises
    ------
    ModelError
        When the decisions do not go together.
    """
    final = decided(model, decisions)
    wanted = decisions.metrics
    final = chosen(final, frozenset(m.name for m in final.metrics if not m.hidden) if wanted is None else wanted)
    with opened(draft, load_texts(dump_model(replace(final, examples=())))) as context:
        defects = check_data(context.model, context.tools.engine)
        broken = tuple(d for d in defects if d.code in _BROKEN and d.severity == "error")
        engine = context.tools.engine
        noticed = () if broken else notices(context.model, engine, tuple(engine.schema()))
        questions = {} if broken else {language: askable(context, language) for language in ("en", "zh")}
    final = replace(final, examples=_examples(questions) or final.examples)
    files = dump_model(final)
    notes = tuple(d for d in defects if d not in broken and d.severity != "note")
    return Reviewed(files, difference(files, target), questions, broken, notes, noticed)


def difference(files: Files, target: Path) -> str:
    """The unified difference between the YAML of `target` and `files`."""
    before = _texts(target)
    return "".join(
        line
        for name in sorted({*before, *files})
        for line in difflib.unified_diff(
            before.get(name, "").splitlines(keepends=True),
            files.get(name, before.get(name, "")).splitlines(keepends=True),
            f"{name} (now)" if name in before else "/dev/null",
            name,
        )
    )


def keep(reviewed: Reviewed, looked: Looked, target: Path) -> None:
    """Make it so: data and model files in one step.

    Raises
    ------
    ValueError
        When something stands against it, or files are still in doubt.
    PublishFailed
        When the disk refused the data; the former ones stand.
    """
    if reviewed.broken or not looked.is_complete:
        raise ValueError("not everything is settled")
    target.mkdir(parents=True, exist_ok=True)
    publish_tables(list(looked.tables), target, lambda data_file: announce(target, data_file, reviewed.files))
    settle(target)


def _examples(questions: Mapping[str, tuple[str, ...]]) -> tuple[Mapping[str, object], ...]:
    return tuple({"question": {language: text}} for language, texts in questions.items() for text in texts)


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in model_files(folder)}


def _write(files: Files, folder: Path) -> None:
    for name, text in files.items():
        write_whole(folder / name, text)
