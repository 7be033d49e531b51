"""Typed fields of one definition in a model file.

Rule: every key that a definition may have is asked for by name, with its type; a key nobody asked for is a mistake.
A field that is missing or of the wrong type is noted with file, line and key path, and reading goes on, so that
one run shows all mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from semantic_layer.errors import Mistake, nearest
from semantic_layer.expressions import is_name
from semantic_layer.model import Scalar as Value
from semantic_layer.model import Text, Words
from semantic_layer.strict_yaml import Items, Keys, Node, Scalar, plain_value, scalar_value

T = TypeVar("T", bound=str)
_DAYS = re.compile(r"([0-9]{1,5}) days?")
_SIGNED = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


def one_of(options: Collection[str]) -> str:
    """Return the sentence that lists what may be written."""
    return f"Use one of: {', '.join(options)}."


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return the remedy for an unknown name: the nearest known ones, else all of a short list."""
    near = nearest(name, known)
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}?"
    return one_of(sorted(known)) if 0 < len(known) <= 12 else "Define it, or correct the name."


@dataclass(eq=False)
class Fields:
    """The keys of one mapping. `bad` holds the keys that already have a mistake, so that nothing is said twice."""

    node: Keys
    file: str
    path: str
    mistakes: list[Mistake]
    asked: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.node.nodes

    def note(self, key: str, rule: str, remedy: str = "", *, line: int | None = None) -> None:
        """Record that `key` cannot be read; later checks do not speak of it again."""
        self.bad.add(key)
        self.say(key, rule, remedy, line=line)

    def say(self, key: str, rule: str, remedy: str = "", *, line: int | None = None) -> None:
        """Record a mistake at `key` (or at the whole definition, where it has no such key)."""
        path = f"{self.path}.{key}" if self.path and key else (key or self.path)
        place = line or self.node.lines.get(key, self.node.line)
        self.mistakes.append(Mistake(self.file, place, path, rule, remedy))

    def need(self, *keys: str) -> None:
        """Note every key of `keys` that is missing."""
        for key in keys:
            if key not in self:
                self.note(key, f"{key!r} is missing.", f"Add {key!r}.")

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.node.nodes.keys() - self.asked:
            near = nearest(key, self.asked, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else one_of(sorted(self.asked))
            if self.node.nodes[key] == Scalar("", self.node.lines[key]):
                hint = "Inside braces, put a text that holds a comma into quotes."
            self.note(key, f"The key {key!r} is unknown.", hint)

    def name(self, key: str = "name") -> str:
        """Return a name: letters, digits and underscores; "" when it is missing or not a name."""
        text = self.text(key)
        if text and not is_name(text):
            self.note(key, f"{text!r} is not a name.", "Use letters, digits and underscores, and begin with a letter.")
            return ""
        return text

    def text(self, key: str, default: str = "") -> str:
        node = self._node(key)
        if node is None:
            return default
        if isinstance(node, Scalar):
            return node.text
        self.note(key, f"{key!r} must be one text.", "Write a single value.")
        return default

    def optional(self, key: str) -> str | None:
        return self.text(key) or None

    def choice(self, key: str, options: tuple[T, ...], default: T) -> T:
        """Return one of `options`; anything else is a mistake."""
        text = self.text(key)
        if not text:
            return default
        for option in options:
            if option == text:
                return option
        near = nearest(text, options, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        self.note(key, f"{key!r} cannot be {text!r}.", hint + one_of(options))
        return default

    def flag(self, key: str) -> bool:
        text = self.text(key, "false")
        if text not in _BOOLEANS:
            self.note(key, f"{key!r} must be true or false, not {text!r}.", "Write true or false.")
        return _BOOLEANS.get(text, False)

    def integer(self, key: str, default: int, *, low: int, high: int) -> int:
        text = self.text(key, str(default))
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not low <= int(text) <= high:
            self.note(key, f"{key!r} must be a whole number from {low} to {high}, not {text!r}.", "Write a number.")
            return default
        return int(text)

    def optional_integer(self, key: str) -> int | None:
        return self.integer(key, 0, low=0, high=999_999_999) if key in self else None

    def number(self, key: str) -> float | None:
        text = self.text(key)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
            self.note(key, f"{key!r} must be a number, not {text!r}.", "Write a number such as 0.9.")
            return None
        return float(text)

    def signed(self, key: str) -> float | None:
        """Return a finite number that may be below 0."""
        text = self.text(key)
        if not text:
            return None
        if not _SIGNED.fullmatch(text):
            self.note(key, f"{key!r} must be a number, not {text!r}.", "Write a number such as 0.9.")
            return None
        return float(text)

    def days(self, key: str) -> int | None:
        """Return "30 days" as 30."""
        text = self.text(key)
        if not text:
            return None
        match = _DAYS.fullmatch(text)
        if match is None or int(match[1]) == 0:
            self.note(key, f"{key!r} must be a number of days, not {text!r}.", "Write for example '30 days'.")
            return None
        return int(match[1])

    def day(self, key: str) -> date | None:
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.note(key, f"{text!r} is not a date.", "Write it as 2026-01-31.")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        node = self._node(key)
        if node is None:
            return ()
        if isinstance(node, Items) and all(isinstance(item, Scalar) for item in node.nodes):
            return tuple(item.text for item in node.nodes if isinstance(item, Scalar))
        self.note(key, f"{key!r} must be a list of texts.", f"Write {key}: [a, b].")
        return ()

    def two_languages(self, key: str) -> Text:
        inner = self.child(key)
        if inner is None:
            return Text()
        text = Text(inner.text("en"), inner.text("zh"))
        inner.done()
        return text

    def words(self, key: str) -> Words:
        inner = self.child(key)
        if inner is None:
            return Words()
        words = Words(inner.texts("en"), inner.texts("zh"))
        inner.done()
        return words

    def child(self, key: str) -> Fields | None:
        """Return the mapping below `key`."""
        node = self._node(key)
        if node is None or isinstance(node, Keys):
            return None if node is None else self._below(node, key)
        self.note(key, f"{key!r} must be a mapping.", f"Write {key}: {{key: value}}.")
        return None

    def children(self, key: str) -> Iterator[Fields]:
        """Yield every mapping of the list below `key`."""
        node = self._node(key)
        if node is None:
            return
        if not isinstance(node, Items):
            self.note(key, f"{key!r} must be a list.", "Begin each entry with '- '.")
            return
        for position, item in enumerate(node.nodes):
            if isinstance(item, Keys):
                yield self._below(item, f"{key}[{position}]")
            else:
                self.note(f"{key}[{position}]", "An entry must be a mapping.", "Write {key: value}.", line=item.line)

    def sole_child(self, key: str, node: Node) -> Fields | None:
        """Return `node`, somewhere below `key`, as fields; note when it is no mapping."""
        if isinstance(node, Keys):
            return self._below(node, key)
        self.note(key, f"{key!r} must be a mapping.", "Write {key: value}.", line=node.line)
        return None

    def node_at(self, key: str) -> Node | None:
        """Return the raw node, for fields that have two forms."""
        return self._node(key)

    def mapping(self, key: str) -> Mapping[str, object]:
        """Return free-form data."""
        node = self._node(key)
        if node is None:
            return {}
        if not isinstance(node, Keys):
            self.note(key, f"{key!r} must be a mapping.", f"Write {key}: {{key: value}}.")
            return {}
        return {name: plain_value(value) for name, value in node.nodes.items()}

    def code(self, key: str, datatype: str) -> Value:
        """Return a code: an unquoted number or true/false is typed, unless the column holds texts."""
        node = self._node(key)
        if not isinstance(node, Scalar):
            self.text(key)
            return ""
        value = scalar_value(node)
        loses_digits = isinstance(value, float) and "e" not in node.text.lower() and repr(value) != node.text
        if datatype == "String" or loses_digits:  # 1.10 is another code than 1.1
            return node.text
        return value

    def _node(self, key: str) -> Node | None:
        self.asked.add(key)
        node = self.node.nodes.get(key)
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            self.note(key, f"{key!r} has no value.", "Give it a value, or remove the key.")
            return None
        return node

    def _below(self, node: Keys, key: str) -> Fields:
        return Fields(node, self.file, f"{self.path}.{key}" if self.path else key, self.mistakes)
