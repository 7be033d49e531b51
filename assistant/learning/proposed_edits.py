"""Put the lines of a proposal into the files of a model.

Rule: nothing but the one object changes. Something new becomes a file of its own; a definition that stands is replaced
where it stands, keys that the proposal does not name are kept, and every other character of the file stays.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

import yaml

WITH_MEASURE = "with_measure"  # of a new metric: the dataset, and the measure to add to it


class Unfit(Exception):
    """The lines cannot be put into the files; the message says why."""


def edited(texts: Mapping[str, str], kind: str, lines: Mapping[str, object], *, is_new: bool) -> Mapping[str, str]:
    """File name to new text, for the files that change.

    Raises
    ------
    Unfit
        What is to be changed stands in no file: it is made from something else.
    """
    name = str(lines["name"])
    if is_new:
        measure, own = lines.get(WITH_MEASURE), {key: value for key, value in lines.items() if key != WITH_MEASURE}
        changed = _with_measure(texts, measure) if isinstance(measure, Mapping) else {}
        return {**changed, _free_name(texts, kind, name): as_yaml({kind: [own]})}
    for file, text in texts.items():
        node = _item(text, kind, name)
        if node is not None:
            return {file: _replaced(text, node, lines)}
    raise Unfit(f"{name} is made from a measure and stands in no file; change the measure, or write it as a metric.")


def patch(kind: str, lines: Mapping[str, object]) -> dict[str, object]:
    """The lines as they would stand in the files: a measure under its dataset, then the object itself."""
    own = {key: value for key, value in lines.items() if key != WITH_MEASURE}
    added = lines.get(WITH_MEASURE)
    if not isinstance(added, Mapping):
        return {kind: [own]}
    return {"datasets": [{"name": added["dataset"], "measures": [added["measure"]]}], kind: [own]}


def _with_measure(texts: Mapping[str, str], added: Mapping[str, object]) -> Mapping[str, str]:
    """The file of a dataset with one measure more, behind the last."""
    written = str(
        yaml.safe_dump(added["measure"], allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=True)
    ).strip()
    for file, text in texts.items():
        node = _item(text, "datasets", str(added["dataset"]))
        if node is None:
            continue
        listed = next((value for key, value in node.value if key.value == "measures"), None)
        if listed is None or not listed.value or node.flow_style or listed.flow_style:
            raise Unfit(f"{added['dataset']} has no list of measures to add to; write the measure by hand.")
        end, indent = _end(listed), " " * listed.start_mark.column
        return {file: f"{text[:end]}\n{indent}- {written}{text[end:]}"}
    raise Unfit(f"{added['dataset']} stands in no file.")


def current_lines(text: str, kind: str, name: str) -> dict[str, object] | None:
    """The keys of an object as they stand in a file; None where it does not stand there."""
    node = _item(text, kind, name)
    return None if node is None else _content(node)


def _content(node: yaml.MappingNode) -> dict[str, object]:
    found = yaml.SafeLoader("").construct_document(node)
    return {str(key): value for key, value in found.items()}


def _free_name(texts: Mapping[str, str], kind: str, name: str) -> str:
    stem = f"{kind}_{re.sub(r'[^a-z0-9_]+', '_', name.casefold())}"
    return next(file for file in (f"{stem}{n or ''}.yaml" for n in range(len(texts) + 1)) if file not in texts)


def _item(text: str, kind: str, name: str) -> yaml.MappingNode | None:
    """The object called `name` in the list `kind` of a file."""
    root = yaml.compose(text, yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value != kind or not isinstance(value, yaml.SequenceNode):
            continue
        for item in value.value:
            if isinstance(item, yaml.MappingNode) and any(k.value == "name" and v.value == name for k, v in item.value):
                return item
    return None


def _replaced(text: str, node: yaml.MappingNode, lines: Mapping[str, object]) -> str:
    merged = {**_content(node), **lines}
    start, end = node.start_mark.index, _end(node)
    if node.flow_style:
        written = str(yaml.safe_dump(merged, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=True))
        return text[:start] + written.strip() + text[end:]
    body = as_yaml(merged).rstrip("\n")
    indent = " " * node.start_mark.column
    return text[:start] + textwrap.indent(body, indent)[len(indent) :] + text[end:]


def _end(node: yaml.Node) -> int:
    """Where the last value ends: a block ends only at the next token, after comments that belong to what follows."""
    if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def as_yaml(content: object) -> str:
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None))
