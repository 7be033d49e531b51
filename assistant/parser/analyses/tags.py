"""Tags: "how many customers are tagged X but not Y", 有A标签没有B标签的客户, which contradict each other.

Rule: a negation holds for the tags after it until "with" or "have" starts anew; "or" makes a choice of all tags that
are wanted. A question about a figure of the model is no question about tags.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segment_names import asks_a_metric, take_count
from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft, Item, refuse
from tools.segment_arguments import TagsArgs

AGAIN = ("with", "have", "has", "having", "有", "带", "且有", "并有", "带有")


def _knows_tags(draft: Draft) -> bool:
    return bool(draft.model.tags) and not asks_a_metric(draft)


def _speaks_of_tags(draft: Draft) -> bool:
    return next(draft.cued("tag_word"), None) is not None and _knows_tags(draft)


def _asks_nothing_else(draft: Draft) -> bool:
    others = next(draft.cued("refresh_word", "conflict_word", "propose_word"), None)
    return others is None and _speaks_of_tags(draft)


def _read(draft: Draft, _: Read) -> BaseModel:
    given = _combination(draft)
    return _finish(draft, given)


def _read_refresh(draft: Draft, _: Read) -> BaseModel:
    return _finish(draft, {**_combination(draft), "refresh": True})


def _read_conflicts(draft: Draft, _: Read) -> BaseModel:
    return _finish(draft, {"conflicts": True})


def _read_proposals(draft: Draft, _: Read) -> BaseModel:
    return _finish(draft, {"propose": True})


def _finish(draft: Draft, given: dict[str, object]) -> BaseModel:
    given |= read_scope(draft)
    for item in list(draft.cued("tag_word", "group")):
        item.operate("request")
    take_subject(draft)
    take_count(draft)
    return TagsArgs.model_validate(given)


def _combination(draft: Draft) -> dict[str, object]:
    """The tags that customers have and have not."""
    wanted: list[str] = []
    unwanted: list[str] = []
    is_denied, chooses = False, False
    signs: list[Item] = []
    for item in draft.items:
        if item.taken:
            continue
        if item.has("not", "except") and not item.piece.meanings:
            is_denied = True
            signs.append(item)
        elif item.text.strip() in AGAIN:
            is_denied = False
        elif item.has("or") and not item.piece.meanings:
            chooses = True
            signs.append(item)
        elif item.named("tag"):
            name = item.named("tag")[0].name
            (unwanted if is_denied else wanted).append(name)
            item.take(f"tag:{name}", "value")
    if not wanted and not unwanted:
        return {}
    for item in signs:
        item.operate("combination")
    if chooses and unwanted:
        raise refuse("not_supported", missing=[signs[-1].text], construction=signs[-1].text)
    positive = {"any_of" if chooses else "all_of": tuple(dict.fromkeys(wanted))} if wanted else {}
    return {**positive, **({"none_of": tuple(dict.fromkeys(unwanted))} if unwanted else {})}


TAGGED = Analysis("tags", ("tag_word",), _read, _asks_nothing_else)
TAG_REFRESH = Analysis("tags", ("refresh_word",), _read_refresh, _speaks_of_tags)
TAG_CONFLICTS = Analysis("tags", ("conflict_word",), _read_conflicts, _speaks_of_tags)
TAG_PROPOSALS = Analysis("tags", ("propose_word",), _read_proposals, _speaks_of_tags)
