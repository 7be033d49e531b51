"""What to do with a segment, its list as a file, what the action did: "export the customers at risk", 导出流失客户名单.

Rule: the segment is named or pointed at; a percentage beside "hold-out" is the share that is not contacted.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segments_of import has_segment, read_segment, segment_before
from assistant.parser.analyses.slots import Analysis, Read, read_by, read_scope, take_subject
from assistant.parser.draft import Draft, refuse
from tools.action_arguments import CampaignEffectArgs, ExportSegmentArgs, SegmentActionsArgs

MOST_HELD_OUT = 50  # per cent


def _named(draft: Draft) -> dict[str, object]:
    """The segment as arguments; the model's first segmentation is not said."""
    segment = read_segment(draft)
    if segment is None:
        return {}
    name, code = segment
    return {"segment": code} | _segmentation(draft, name)


def _segmentation(draft: Draft, name: str) -> dict[str, object]:
    return {} if name == draft.model.segmentations[0].qualified else {"segmentation": name}


def _finish(draft: Draft) -> None:
    for item in list(draft.cued("action_word", "effect_word")):
        if not item.piece.meanings:
            item.operate("request")
    take_subject(draft)


# --- actions ----------------------------------------------------------------------------------------------------


def _read_actions(draft: Draft, _: Read) -> BaseModel:
    given = _named(draft)
    by = read_by(draft) if not given else None
    if by is not None and draft.model.has_segmentation(by):
        given |= _segmentation(draft, by)
    _finish(draft)
    return SegmentActionsArgs.model_validate(given)


def _suits_actions(draft: Draft) -> bool:
    """Of a segment, or of all of them."""
    return bool(draft.model.segmentations) and (
        has_segment(draft)
        or any(item.has("segment_word", "group") or item.named("segmentation") for item in draft.items)
    )


ACTIONS = Analysis("segment_actions", ("segment_action",), _read_actions, _suits_actions)


# --- export -----------------------------------------------------------------------------------------------------


def _read_export(draft: Draft, _: Read) -> BaseModel:
    given = _named(draft)
    if not given:
        raise refuse("export_whom")
    for word in list(draft.cued("file_parquet")):
        given["target"] = "parquet"
        word.operate("request")
    for word in list(draft.cued("file_csv")):
        word.operate("request")
    for word in list(draft.cued("unmasked")):
        given["masked"] = False
        word.operate("request")
    for word in list(draft.cued("masked")):
        word.operate("request")
    given |= _hold_out(draft)
    _finish(draft)
    return ExportSegmentArgs.model_validate(given)


def _hold_out(draft: Draft) -> dict[str, object]:
    """ "With a hold-out of 20 %", 留20%作对照组, "without a hold-out"."""
    for word in list(draft.cued("no_hold_out_word")):
        word.operate("hold_out")
        return {"hold_out": 0.0}
    words = list(draft.cued("hold_out_word"))
    shares = [item for item in draft.free() if item.piece.number and item.piece.number.unit == "percent"]
    number = shares[0].piece.number if words and len(shares) == 1 else None
    if number is None or number.value > MOST_HELD_OUT:
        return {}
    shares[0].take(f"number:{number.value}", "number")
    for word in words:
        word.operate("hold_out")
    return {"hold_out": float(number.value) / 100}


def _suits_export(draft: Draft) -> bool:
    return bool(draft.model.segmentations) and (has_segment(draft) or next(draft.cued("segment_pronoun"), None) is None)


EXPORT = Analysis("export_segment", ("export",), _read_export, _suits_export)


# --- effect -----------------------------------------------------------------------------------------------------


def _read_effect(draft: Draft, _: Read) -> BaseModel:
    given = _named(draft)
    before = segment_before(draft)
    if not given and before is not None:  # "did it work" after an answer about one segment
        given = {"segment": before[1]} | _segmentation(draft, before[0])
    _finish(draft)
    return CampaignEffectArgs.model_validate(given)


def _suits_effect(draft: Draft) -> bool:
    return has_segment(draft) or segment_before(draft) is not None


EFFECT = Analysis("campaign_effect", ("action_effect",), _read_effect, _suits_effect)


def _read_return(draft: Draft, _: Read) -> BaseModel:
    given = read_scope(draft)
    _finish(draft)
    return CampaignEffectArgs.model_validate(given)


def _suits_return(draft: Draft) -> bool:
    """Of one campaign by its name: the return of several is a metric by campaign."""
    role = draft.model.role("campaign")
    if role is None:
        return False
    own = {item.qualified for item in draft.model.dataset(role.dataset).dimensions if item.type == "categorical"}
    named = [item for item in draft.free() if any(meaning.name in own for meaning in item.named("value"))]
    return len(named) == 1


RETURN = Analysis("campaign_effect", ("campaign_return",), _read_return, _suits_return)
