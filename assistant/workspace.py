"""Open a model folder: its model, its published data, its segment runs and its records.

    DIR/*.yaml            the model
    DIR/data/             the published database
    DIR/runs/             kept segment runs
    DIR/learned/          what people taught: one small file a lesson, to be reviewed
    DIR/.wenshu/          cache, receipts, audit record: ours, safe to keep, never data

Rule: opening computes nothing but what the cache lacks, and a folder that is not whole is refused with a reason.
The demo is an ordinary model folder, built the first time it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assistant.agent.reply_cache import ReplyCache
from assistant.agent.settings import ModelSettings
from assistant.context import Context
from assistant.data_range import data_range
from assistant.files import write_whole
from assistant.learning.lessons import FOLDER, Lessons
from assistant.places import home
from assistant.readers import Readers
from assistant.records.audit import Audit
from assistant.records.definitions import Definitions
from assistant.records.discretion import Discretion
from assistant.records.receipts import Receipts
from assistant.slots import Slots
from assistant.together import settle
from semantic_layer.calendar import Calendar
from semantic_layer.engines.publish import current
from semantic_layer.loader import load_model
from semantic_layer.policy import as_seen
from semantic_layer.query import Who
from semantic_layer.scratch import scratch
from tools.context import ToolContext
from tools.demo import MODEL_DIR

STATE = ".wenshu"
DATABASE = "data"
DEMO_SEED = 0
SAMPLE = "sample"
Progress = Callable[[str], None]


def open_workspace(
    model_dir: Path,
    *,
    as_of: date | None = None,
    who: Who | None = None,
    settings: ModelSettings | None = None,
) -> Context:
    """Open the model in `model_dir` with its data.

    Parameters
    ----------
    as_of : date, optional
        What counts as today. Default: the model's own `calendar.as_of`, else the day after the last event.
    settings : ModelSettings, optional
        The language model that may be asked; without it nothing leaves this machine.

    Raises
    ------
    ModelError, EngineError
        When the model has mistakes, or the data are missing, locked or damaged.
    """
    from semantic_layer.engines.duckdb import open_published
    from tools.segments.runs import attachments

    who = who or Who()
    settle(model_dir)
    whole, state = load_model(model_dir), model_dir / STATE
    model = as_seen(whole, who)
    engine = open_published(model_dir / DATABASE, DATABASE, attach=attachments(model_dir), spill=_spill(state))
    (first, last), begins = data_range(model, engine, state / "cache")
    today = as_of or model.calendar.as_of or (last + timedelta(days=1) if last else _import_day(model_dir))
    calendar = Calendar(model.calendar, today, first, last, begins)
    lessons = Lessons(model_dir / FOLDER, model)
    return Context(
        tools=ToolContext(model, engine, calendar, model_dir, who),
        make_reader=Readers(model, engine, state / "cache", lessons),
        lessons=lessons,
        receipts=Receipts(state / "receipts"),
        definitions=Definitions(state / "definitions.json", whole),
        audit=Audit(state / "audit.jsonl", conceal=Discretion.of(state, model).record),
        settings=settings,
        replies=ReplyCache(),
        slots=Slots(),
    )


def _spill(state: Path) -> Path | None:
    """Where large queries may spill; a folder that cannot be written to has no such place."""
    folder = state / "spill"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def demo_workspace(
    *, as_of: date | None = None, settings: ModelSettings | None = None, progress: Progress | None = None
) -> Context:
    """Open the demo, building its data first if they are missing. `progress` is told when that happens."""
    return open_workspace(ensure_demo(home(os.environ), progress), as_of=as_of, settings=settings)


def ensure_demo(folder: Path, progress: Progress | None = None, *, data: str = SAMPLE, scale: float = 1.0) -> Path:
    """Return a demo's model folder below `folder`, with model and data in place.

    Raises
    ------
    ToolError
        When the data set needs an optional package that is not installed.
    """
    model = MODEL_DIR if data == SAMPLE else _complete_journey_model()
    target = folder / ("demo" if data == SAMPLE else data)
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(model.glob("*.yaml")):
        _keep_same(path.read_text("utf-8"), target / path.name)
    if not (target / DATABASE / f"{DATABASE}.json").is_file():
        if progress:
            progress("cli.building_demo")
        _build_demo(target, data, scale)
    return target


def _keep_same(text: str, path: Path) -> None:
    """Write the file only where it differs: others may be reading it."""
    if not path.is_file() or path.read_text("utf-8") != text:
        write_whole(path, text)


def _build_demo(target: Path, data: str, scale: float) -> None:
    """Write the tables in a folder of their own, publish them as one database, and keep nothing else."""
    from semantic_layer.engines.duckdb import build_database

    with scratch("demo", target) as folder:
        tables = _sample_tables(folder, scale) if data == SAMPLE else _complete_journey_tables(folder)
        build_database({path.stem: path for path in sorted(tables.glob("*.parquet"))}, target / DATABASE)


def _sample_tables(folder: Path, scale: float) -> Path:
    from tools.demo.generate import generate

    return generate(folder, scale=scale, seed=DEMO_SEED).tables_dir


def _complete_journey_tables(folder: Path) -> Path:
    from tools.demo.complete_journey import export

    return export(folder).tables_dir


def _complete_journey_model() -> Path:
    from tools.demo.complete_journey import MODEL_DIR as folder

    return folder


def _import_day(model_dir: Path) -> date:
    """The day the data were published: what "today" means where nothing in the data has a date."""
    published = current(model_dir / DATABASE, DATABASE)
    return datetime.fromtimestamp(published.changed_ns / 1e9, UTC).date()
