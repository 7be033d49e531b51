"""YAML as a tree of texts with line numbers.

Rule: a model file is plain data. Aliases, anchors, tags, duplicate keys and second documents are refused, every
scalar stays the text that was written until a typed field asks for more (`NO` is not false, `1.10` is not 1.1),
and size and depth are bounded. All mistakes of a file are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from semantic_layer.errors import Mistake

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml parses ten times faster
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written; `quoted` tells '1' from 1."""

    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A YAML list."""

    nodes: list[Node]
    line: int


@dataclass(frozen=True, slots=True)
class Keys:
    """A YAML mapping; the keys are texts."""

    nodes: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)  # where each key is written


Node = Scalar | Items | Keys


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being read."""

    node: Items | Keys
    path: str
    key: str | None = None  # the key that waits for its value
    ignored: bool = False  # the value of a duplicate key

    def next_path(self) -> str:
        if isinstance(self.node, Items):
            return f"{self.path}[{len(self.node.nodes)}]"
        return f"{self.path}.{self.key}" if self.path else (self.key or "")


def parse(text: str, file: str) -> tuple[Node | None, tuple[Mistake, ...]]:
    """Return the tree of the only document in `text`, and every mistake in how it is written.

    The tree is None when reading had to stop; what an unread part holds is unknown, so nothing is said of it.

    Examples
    --------
    >>> parse("a: 1.10", "m.yaml")[0].nodes["a"].text
    '1.10'
    >>> print(parse("a: 1\\na: 2", "m.yaml")[1][0])
    m.yaml:2: a: The key 'a' is written twice. Keep one of the two; the first is on line 1.
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        remedy = "Split its lists over several files."
        return None, (Mistake(file, 1, "", f"The file is larger than {MAX_BYTES:,} bytes.", remedy),)
    reader = _Reader(file)
    try:
        for event in yaml.parse(text, Loader=_SAFE_LOADER):
            if not reader.take(event):
                return None, tuple(reader.mistakes)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        rule = f"This is not YAML: {error.problem or 'unreadable'}."
        remedy = "Check the indentation, quotes and brackets of this line."
        reader.mistakes.append(Mistake(file, line, "", rule, remedy))
        return None, tuple(reader.mistakes)
    except (yaml.YAMLError, UnicodeError):
        rule = "The file holds a character that YAML does not allow."
        reader.mistakes.append(Mistake(file, 1, "", rule, "Save it as UTF-8 text without control characters."))
        return None, tuple(reader.mistakes)
    return reader.root, tuple(reader.mistakes)


class _Reader:
    """Builds the tree from parser events with an own stack, so that depth cannot exhaust Python's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.mistakes: list[Mistake] = []
        self.stack: list[_Frame] = []
        self.documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Use one event; False when reading on makes no sense."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_extras(event)
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.AliasEvent():
                self._note(event, f"The alias '*{event.anchor}' is not allowed.", "Write the value out.")
                if self._awaits_key():
                    return False
                self._add(Scalar("", _line(event), quoted=True))
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._note(event, "The file holds a second document.", "Move what follows '---' to its own file.")
                    return False
        return True

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].node, Keys) and self.stack[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is None or isinstance(frame.node, Items) or frame.key is not None:
            self._add(Scalar(event.value, _line(event), quoted=not event.implicit[0]))
            return
        key, line = event.value, _line(event)
        frame.key, frame.ignored = key, key in frame.node.nodes
        if frame.ignored:
            first = f"Keep one of the two; the first is on line {frame.node.lines[key]}."
            self._note(event, f"The key {key!r} is written twice.", first)
        else:
            frame.node.lines[key] = line

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        line = _line(event)
        if len(self.stack) >= MAX_DEPTH:
            self._note(event, f"The file is nested deeper than {MAX_DEPTH} levels.", "Flatten it.")
            return False
        if self._awaits_key():
            self._note(event, "A key must be a text.", "Write the key as one word.")
            return False
        node = Keys({}, line) if isinstance(event, yaml.MappingStartEvent) else Items([], line)
        path = self.stack[-1].next_path() if self.stack else ""
        self._add(node)
        self.stack.append(_Frame(node, path))
        return True

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if isinstance(frame.node, Items):
            frame.node.nodes.append(node)
            return
        if frame.key is not None and not frame.ignored:
            frame.node.nodes[frame.key] = node
        frame.key, frame.ignored = None, False

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._note(event, f"The anchor '&{event.anchor}' is not allowed.", "Write the value out where it is used.")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":  # libyaml reports a plain quoted text as "!" in some versions
            self._note(event, f"The tag {tag!r} is not allowed.", "Remove it: the field decides the type.")

    def _note(self, event: yaml.Event, rule: str, remedy: str) -> None:
        path = self.stack[-1].next_path() if self.stack else ""
        self.mistakes.append(Mistake(self.file, _line(event), path, rule, remedy))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def plain_value(node: Node) -> object:
    """Return free-form data (tool parameters, examples, `meta`) as plain Python values.

    Only an unquoted `true`, `false`, `null`, whole number without leading zeros, or decimal number is typed.

    Examples
    --------
    >>> plain_value(parse("[0.5, 010, NO, true, '1', 12:30:45]", "m.yaml")[0])
    [0.5, '010', 'NO', True, '1', '12:30:45']
    """
    match node:
        case Scalar():
            return scalar_value(node)
        case Items():
            return [plain_value(item) for item in node.nodes]
        case Keys():
            return {key: plain_value(value) for key, value in node.nodes.items()}


def scalar_value(node: Scalar) -> str | int | float | bool | None:
    """Return one typed scalar by the rule of `plain_value`."""
    if node.quoted:
        return node.text
    if node.text in _WORDS:
        return _WORDS[node.text]
    if _INTEGER.fullmatch(node.text) and len(node.text) < 40:
        return int(node.text)
    if _DECIMAL.fullmatch(node.text):
        return float(node.text)
    return node.text
