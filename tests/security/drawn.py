"""Every text that a page gives to the browser, and whether it could come to life there.

Rule: Streamlit reads some fields of what it sends as Markdown, labels and options of choices among them, and all others
as they stand. In the first a text of somebody else is escaped; in both no character is invisible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from google.protobuf.message import Message

MARKDOWN = {
    "Alert": ("body",), "Button": ("label", "help"), "ButtonGroup": ("label", "help"), "Checkbox": ("label", "help"),
    "Dialog": ("title",), "DownloadButton": ("label", "help"), "Expandable": ("label",),
    "FileUploader": ("label", "help"), "Heading": ("body",), "LinkButton": ("label", "help"), "Markdown": ("body",),
    "Metric": ("label", "body", "delta", "help"), "MultiSelect": ("label", "help"), "NumberInput": ("label", "help"),
    "Option": ("content",), "PageLink": ("label", "help"), "Popover": ("label", "help"),
    "Radio": ("label", "options", "captions", "help"), "Selectbox": ("label", "help"), "Slider": ("label", "help"),
    "Spinner": ("text",), "Tab": ("label",), "TextArea": ("label", "help"), "TextInput": ("label", "help"),
    "Toast": ("body",),
}  # fmt: skip
# Names of elements, and what stands in an input to be edited as it is.
NOT_DRAWN = {"id", "form_id", "key", "element_id", "fragment_id", "url", "default", "value", "raw_values"}
LIVE = re.compile(r"(?<!\\)(<[a-z/!?]|!\[|\]\(|`|\$|:[a-z-]+\[|:[a-z_]+:)|https?://|www\.", re.IGNORECASE)
OURS = re.compile(r":small\[|:material/[a-z_]+:|\*\*")


def drawn(page: object) -> Iterator[tuple[str, str, str]]:
    """Kind, field and text of everything on a page."""
    waiting = [page._tree]  # type: ignore[attr-defined]
    while waiting:
        node = waiting.pop()
        waiting.extend(getattr(node, "children", {}).values())
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            yield from _texts(proto)


def _texts(message: Message) -> Iterator[tuple[str, str, str]]:
    for field, value in message.ListFields():
        values = list(value) if field.is_repeated else [value]
        if field.type == field.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for item in values:
                yield from _texts(item)
        elif field.type == field.TYPE_STRING and field.name not in NOT_DRAWN:
            read = [json.loads(item) for item in values] if message.DESCRIPTOR.name == "Json" else values
            yield from ((message.DESCRIPTOR.name, field.name, text) for item in read for text in _within(item))


def _within(item: object) -> Iterator[str]:
    """The texts of a value that the browser draws part by part."""
    match item:
        case str():
            yield item
        case dict():
            for part in (*item, *item.values()):
                yield from _within(part)
        case list():
            for part in item:
                yield from _within(part)


def alive(kind: str, field: str, text: str) -> bool:
    """Whether the browser would make something else of a text than the text."""
    is_seen = all(character.isprintable() or character in "\n\t\u200b\u2060" for character in text)
    is_markdown = field in MARKDOWN.get(kind, ())
    return not is_seen or (is_markdown and LIVE.search(OURS.sub("", text)) is not None)
