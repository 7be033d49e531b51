"""Our own answers, from the model that `wenshu init` proposes for the one file, unedited."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


def reader(folder, table):
    """What answers one question over `table`: the rows of the whole answer, None where it refuses or asks back."""
    from assistant.answer import answer
    from assistant.model_setup import set_up
    from assistant.question import Question
    from assistant.workspace import open_workspace
    from tests.evaluation.judge import without_begun

    scratch = Path(tempfile.mkdtemp(prefix="beside-"))
    source = scratch / "files"
    source.mkdir()
    shutil.copy(folder / f"{table}.csv", source)
    set_up(source, scratch / "shop", is_agreed=True)
    context = open_workspace(scratch / "shop")
    answer(Question.of(f"number of {table}"), context)

    def ask(text):
        found = answer(Question.of(text), context)
        if found.table is None:
            return {"rows": None, "said": found.headline}
        shares = [place for place, column in enumerate(found.table.columns) if column.kind == "share"]
        rows = [list(row) for row in without_begun(found.table, found.as_of)]
        return {"rows": rows, "shares": shares, "said": found.headline}

    return ask
