"""Model files that belong to a new version of the data: both are in force, or neither.

Rule: the files are written down whole before the data are published, under the name of the data file they belong to.
The step that publishes the data is the step that decides: from then on whoever opens the folder puts the files in
place first, and what was written down for data that never came is never used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from assistant.files import write_whole
from semantic_layer.engines.errors import EngineError
from semantic_layer.engines.publish import current

_PLACE = Path(".wenshu") / "incoming.json"


def announce(folder: Path, data_file: str, files: Mapping[str, str]) -> None:
    """Write down which model files go with a data file that is about to be published."""
    write_whole(folder / _PLACE, json.dumps({"data": data_file, "files": dict(files)}, ensure_ascii=False))


def settle(folder: Path, data: str = "data") -> None:
    """Put the files in place that go with the published data, where a crash or a full disk kept them from it.

    What is written down for other data stays: somebody may be publishing them at this moment.
    """
    place = folder / _PLACE
    if not place.is_file():
        return
    try:
        said = json.loads(place.read_text("utf-8"))
        is_due = said["data"] == current(folder / data, data).file
        files = {str(name): str(text) for name, text in said["files"].items() if Path(name).name == name}
    except (ValueError, KeyError, TypeError, AttributeError, EngineError):
        is_due, files = False, {}
    if not is_due:
        return
    for name, text in files.items():
        write_whole(folder / name, text)
    with suppress(FileNotFoundError):
        place.unlink()
