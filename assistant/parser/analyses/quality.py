"""Questions about the data themselves: "how good are the data", 数据质量如何; "who is in the data twice", 重复客户.

Rule: a thing that is named is the data set that is looked at; the kinds of values that accounts may share are named by
their everyday words.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft
from tools.business_arguments import DataQualityArgs
from tools.customer_arguments import DuplicatesArgs

_KEYS = {"phone_word": "phone", "email_word": "email", "device_word": "device"}


def _read_quality(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for item in list(draft.free()):
        for meaning in item.named("entity"):
            dataset = draft.model.dataset_of_entity(meaning.name)
            if dataset is not None and "dataset" not in given:
                given["dataset"] = dataset.name
                item.take(f"entity:{meaning.name}", "entity")
    take_subject(draft)
    return DataQualityArgs.model_validate(given)


def _read_duplicates(draft: Draft, _: Read) -> BaseModel:
    keys = read_keys(draft)
    given = read_scope(draft)
    if keys:
        given["keys"] = keys
    for cue in list(draft.cued("group", "how_many", "and", "comma", "or")):
        cue.operate("request")
    take_subject(draft)
    return DuplicatesArgs.model_validate(given)


def read_keys(draft: Draft) -> tuple[str, ...]:
    """What accounts share: "by phone", 按手机号; with the words that join them."""
    found = [(item, key) for item in draft.items for cue, key in _KEYS.items() if item.has(cue) and not item.taken]
    for item, key in found:
        item.operate(f"key:{key}")
        before = draft.left(item)
        if before is not None and before.has("group", "and", "comma", "or"):
            before.operate("request")
    named = {key for _, key in found}
    return tuple(key for key in ("phone", "email", "device") if key in named)


QUALITY = Analysis("data_quality", ("data_quality",), _read_quality)
DUPLICATES = Analysis("duplicates", ("duplicates",), _read_duplicates)
