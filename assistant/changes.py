"""What an edit changed about the answer before: said beside the answer, so that nobody has to compare.

Rule: the difference is taken between the two restatements, piece by piece; what stands in both is kept. A ranking that
is kept while the rows below it change is one of other members, and that is said.
"""

from __future__ import annotations

from assistant.answer_parts import Note, Part
from assistant.plan import Compute, Plan
from assistant.restating.restate import call_parts
from assistant.texts import knows
from assistant.wording import Wording

_EXCHANGED = frozenset({"metric", "dimension", "filter", "members", "period", "compare"})
_BELOW_A_RANKING = frozenset({"filter", "members", "period", "metric"})


def changes(before: Plan | None, now: Plan, wording: Wording) -> tuple[Note, ...]:
    """Return the notes about an edit; none for a question that inherits nothing."""
    if before is None or not any(item.code == "inherited" for item in now.reading.assumptions):
        return ()
    old, new = _parts(before, wording), _parts(now, wording)
    texts = {part.text for part in old}
    named = [part for part in new if part.text not in texts]
    named += _chart(before, now, wording)
    kinds = {part.kind for part in named}
    left = {part.text for part in new}
    gone = [part for part in old if part.text not in left and part.kind not in kinds]
    kept = [part for part in new if part.text in texts]
    given_up = [part for part in old if part.text not in left and part.kind in kinds & _EXCHANGED]
    if _groups(before) <= _groups(now):  # a grouping beside the first one gives none up
        given_up = [part for part in given_up if part.kind != "dimension"]
    said = (("note.changed", named), ("note.instead", given_up), ("note.kept", kept), ("note.dropped", gone))
    text = wording.say("note.apart").join(
        wording.say(key, names=wording.comma(part.text for part in parts)) for key, parts in said if parts
    )
    ranked = any(part.kind == "top" for part in kept)
    notes: tuple[Note, ...] = (Note("changed", text[:1].upper() + text[1:]),) if text else ()
    if ranked and any(part.kind in _BELOW_A_RANKING for part in (*named, *gone)):
        notes += (Note("ranked_anew", wording.say("note.ranked_anew")),)
    return notes


def _chart(before: Plan, now: Plan, wording: Wording) -> tuple[Part, ...]:
    """Another way to be shown, which no restatement says."""
    was, asked = (_asked(plan) for plan in (before, now))
    key = f"chart.type.{'none' if asked == 'table' else asked}"
    return (Part("parameter", wording.say("note.shown_as", name=wording.say(key))),) if asked and asked != was else ()


def _asked(plan: Plan) -> str | None:
    outcome = plan.outcome
    found = getattr(outcome.calls[-1].arguments, "chart", None) if isinstance(outcome, Compute) else None
    return found if isinstance(found, str) and knows(f"chart.type.{'none' if found == 'table' else found}") else None


def _groups(plan: Plan) -> frozenset[str]:
    if not isinstance(plan.outcome, Compute):
        return frozenset()
    arguments = plan.outcome.calls[-1].arguments
    return frozenset(ref.key for ref in getattr(arguments, "dimensions", ()))


def _parts(plan: Plan, wording: Wording) -> tuple[Part, ...]:
    if not isinstance(plan.outcome, Compute):
        return ()
    return call_parts(plan.outcome.calls[-1], wording)
