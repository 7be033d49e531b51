"""Load a model folder.

Rule: a model is either whole and sound or not there. All mistakes of all files are reported in one `ModelError`,
each with file, line, key path, rule and remedy; nothing is guessed and no unknown key is ignored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from semantic_layer.errors import Mistake, ModelError
from semantic_layer.loading.draft import read_draft
from semantic_layer.loading.resolve import resolve
from semantic_layer.model import SemanticModel
from semantic_layer.strict_yaml import MAX_BYTES


def load_model(folder: Path) -> SemanticModel:
    """Return the model that the YAML files of `folder` define.

    Raises
    ------
    ModelError
        With every mistake of every file.
    """
    return load_model_with_warnings(folder)[0]


def load_model_with_warnings(folder: Path) -> tuple[SemanticModel, tuple[Mistake, ...]]:
    """Return the model, and what is allowed but will be asked about: words that name two objects."""
    return _load(*_read_folder(folder))


def load_texts(files: Mapping[str, str]) -> SemanticModel:
    """Return the model of `files`: file name to YAML text."""
    return load_texts_with_warnings(files)[0]


def load_texts_with_warnings(files: Mapping[str, str]) -> tuple[SemanticModel, tuple[Mistake, ...]]:
    return _load(files, ())


def _load(files: Mapping[str, str], unread: Collection[Mistake]) -> tuple[SemanticModel, tuple[Mistake, ...]]:
    draft = read_draft(files, unread)
    model, warnings = resolve(draft)
    if draft.mistakes:
        raise ModelError(sorted(draft.mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    return model, warnings


def model_files(folder: Path) -> tuple[Path, ...]:
    """Every file of a folder that is part of its model, by name: whoever looks for a change looks at the same ones."""
    found = (path for path in folder.glob("*") if path.suffix.lower() in (".yaml", ".yml") and path.is_file())
    return tuple(sorted(found))


def _read_folder(folder: Path) -> tuple[Mapping[str, str], Collection[Mistake]]:
    paths = model_files(folder)
    if not paths:
        remedy = "Name a folder that holds the model's YAML files, or make one with `wenshu init`."
        raise ModelError([Mistake(folder.name, 1, "", "The folder has no YAML file.", remedy)])
    texts: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            if path.stat().st_size > MAX_BYTES:
                remedy = "Split its lists over several files."
                mistakes.append(Mistake(path.name, 1, "", f"The file is larger than {MAX_BYTES:,} bytes.", remedy))
                continue
            texts[path.name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            mistakes.append(Mistake(path.name, 1, "", "The file is not UTF-8 text.", "Save it as UTF-8."))
        except OSError:
            remedy = "Let the person who runs wenshu read it, or take it out of the folder."
            mistakes.append(Mistake(path.name, 1, "", "The file cannot be read.", remedy))
    return texts, mistakes
