"""Segmentations as things of their own: which there are, refresh one, two at once, moves between segments.

Rule: a question about a figure of the segments stays a query; here the segments themselves are asked about. The first
of two segments is where customers were, the second where they are, unless "from" or "to" says otherwise.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segment_names import (
    asks_a_metric,
    default_segmentation,
    named_segmentations,
    read_segments,
    segment_items,
    take_count,
    take_segmentation,
)
from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft, Item, refuse
from tools.segment_arguments import CombineArgs, MigrationArgs, SegmentsArgs

TO = ("to", "into", "到", "至", "成")


def _subject_words(draft: Draft) -> None:
    for item in list(draft.cued("group", "segment_verb", "segment_word")):
        item.operate("request")
    take_subject(draft)
    take_count(draft)


# --- lists, refreshing, history -----------------------------------------------------------------------------------


def _has_segmentations(draft: Draft) -> bool:
    return bool(draft.model.segmentations) and not asks_a_metric(draft)


def _read_list(draft: Draft, _: Read) -> BaseModel:
    _subject_words(draft)
    return SegmentsArgs()


def _is_about_runs(draft: Draft) -> bool:
    if next(draft.cued("tag_word"), None) is not None or any(item.named("tag") for item in draft.free()):
        return False
    is_named = bool(named_segmentations(draft)) or next(draft.cued("segment_word"), None) is not None
    return is_named and _has_segmentations(draft)


def _read_refresh(draft: Draft, _: Read) -> BaseModel:
    return SegmentsArgs(action="refresh", segmentation=_one_named(draft))


def _is_about_one(draft: Draft) -> bool:
    return bool(named_segmentations(draft)) and _has_segmentations(draft)


def _read_history(draft: Draft, _: Read) -> BaseModel:
    return SegmentsArgs(action="describe", segmentation=_one_named(draft))


def _one_named(draft: Draft) -> str | None:
    """The only segmentation that the question names; None when it names none."""
    named = named_segmentations(draft)
    if len(named) > 1:
        raise refuse("not_supported", missing=[named[1][0].text], construction=named[1][0].text)
    for item, name in named:
        take_segmentation(item, name)
    _subject_words(draft)
    return named[0][1] if named else None


# --- two at once ---------------------------------------------------------------------------------------------------


def _names_two(draft: Draft) -> bool:
    return len(named_segmentations(draft)) == 2 and not asks_a_metric(draft)


def _read_combined(draft: Draft, _: Read) -> BaseModel:
    (first, a), (second, b) = named_segmentations(draft)
    take_segmentation(first, a)
    take_segmentation(second, b)
    given = read_scope(draft)
    _subject_words(draft)
    return CombineArgs.model_validate({"a": a, "b": b, **given})


# --- moves ---------------------------------------------------------------------------------------------------------


def _moves(draft: Draft) -> bool:
    return _has_segmentations(draft)


def _names_segments(draft: Draft) -> bool:
    return bool(segment_items(draft)) and not asks_a_metric(draft)


def _read_moves(draft: Draft, _: Read) -> BaseModel:
    named = named_segmentations(draft)
    if len(named) > 1:
        raise refuse("not_supported", missing=[named[1][0].text], construction=named[1][0].text)
    name, segments = read_segments(draft, segment_items(draft), named[0][1] if named else None)
    if len(segments) > 2:
        raise refuse("not_supported", missing=[segments[2][0].text], construction=segments[2][0].text)
    if name is None:
        name = default_segmentation(draft)
    for item, _name in named:
        take_segmentation(item, name)
    given: dict[str, object] = {"segmentation": name, **_ends(draft, segments)}
    for item in list(draft.cued("fresh_borders")):
        item.operate("parameter:cuts=fresh")
        given["cuts"] = "fresh"
    given |= read_scope(draft)
    for item in list(draft.cued("become", "became_of", "migration", "since", "change")):
        item.operate("request")
    _subject_words(draft)
    return MigrationArgs.model_validate(given)


def _ends(draft: Draft, segments: list[tuple[Item, str]]) -> dict[str, object]:
    """Which segment is where customers were, and which is where they are."""
    if not segments:
        return {}
    if _is_said(draft, "remain"):
        values = [value for _, value in segments]
        if len(values) > 1:
            raise refuse("not_supported", missing=[segments[1][0].text], construction=segments[1][0].text)
        for item in list(draft.cued("remain")):
            item.operate("request")
        return {"source": values[0], "target": values[0]}
    if len(segments) == 2:
        (first, a), (second, b) = segments
        is_turned = _follows(draft, first, *TO) and _follows(draft, second, "from", "从", "由")
        return {"source": b, "target": a} if is_turned else {"source": a, "target": b}
    item, value = segments[0]
    verbs = [other for other in draft.items if other.has("become") and not other.piece.meanings]
    words = [verb for verb in verbs if not verb.text.strip().endswith("from")]  # "moved from" says where they were
    is_target = any(word.index < item.index for word in words) or _follows(draft, item, *TO)
    is_asked_after = any(other.has("became_of") for other in draft.items)
    return {"target": value} if is_target and not is_asked_after else {"source": value}


def _is_said(draft: Draft, cue: str) -> bool:
    return any(item.has(cue) and not item.piece.meanings for item in draft.items)


def _follows(draft: Draft, item: Item, *words: str) -> bool:
    """Whether one of these small words stands right before it."""
    return item.index > 0 and draft.items[item.index - 1].text.strip() in words


SEGMENT_LIST = Analysis("segments", ("segment_list",), _read_list, _has_segmentations)
SEGMENT_REFRESH = Analysis("segments", ("refresh_word",), _read_refresh, _is_about_runs)
SEGMENT_HISTORY = Analysis("segments", ("run_history",), _read_history, _is_about_one)
COMBINED = Analysis("combine_segments", ("combine_word",), _read_combined, _names_two)
MIGRATION = Analysis("segment_migration", ("migration",), _read_moves, _moves)
BECAME = Analysis("segment_migration", ("become", "became_of", "remain"), _read_moves, _names_segments)
